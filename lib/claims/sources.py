"""Who speaks: the sources of a document resolved to their fullest form, pronouns among them."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from lib.claims.grammar import (
    DAYS,
    NOUNS,
    RELATIVE,
    agent_of,
    characters,
    dependent,
    has,
    sayer,
    subtree,
    top,
)
from lib.claims.names import (
    KIN,
    Names,
    bare,
    called,
    is_name,
    listed,
    of_person,
    phrase_words,
    same_name,
    sex_of_given,
    titles,
    touching,
)
from lib.claims.phrases import Phrase, is_office, is_the, with_place
from lib.claims.quotations import quotations, within
from lib.text.lexicon import countries, speakers
from lib.text.phrases import joined

TWOFOLD = frozenset("government country nation side state capital neighbour neighbor".split())
SUBJECTS = frozenset(("nsubj", "nsubjpass"))
LOOK_BACK = 4  # blocks that a pronoun may reach back over
DESCRIBES = frozenset(("amod", "compound", "nmod", "poss"))
NOT_IT = frozenset("vice deputy assistant former then".split())  # before an office: is not in it
ASIDE = 3  # the rank of who owns something, or is told of by an office only
GOES_ON = frozenset("add continue conclude".split())  # cues of who speaks already
FIRST = frozenset("i we my our me us".split())


class Source(NamedTuple):
    """A resolved source: standard name (None if it has none), kind, and the rule that says so."""

    name: str | None
    kind: str
    why: str


ARTICLE = Source(None, "article", "nobody is named")
SOMEBODY = Source(None, "unresolved", "an office that is no subject")
AGENTLESS = Source(None, "unnamed", "the cue names no one")


class Mention(NamedTuple):
    """Whom a sentence names where, outside quotations; rank 0 for the main clause's subject, 1 for
    another's, 2 for what is no subject, ASIDE for who only owns what is none
    or is a noun in no subject's place."""

    place: int
    rank: int
    source: Source
    several: bool


class Told(NamedTuple):
    """A sentence of the report: its block and first token, the pronoun that is its main clause's
    subject, and whom it names, in no order."""

    block: int
    start: int
    pronoun: str | None
    mentions: list[Mention]


class Sources:
    """The sources of a document in reading order: `meet` each block, then `resolve` in it."""

    def __init__(self, names: Names):
        self.names = names
        self.holders = {noun: set(held) for noun, held in names.holders.items()}
        self.told: list[Told] = []
        self.spoke: set[str] = set()
        self.last: Source | None = None  # the last person or body who spoke
        self.described: dict[str, list[Token]] = {}  # by noun: who without a name is told of
        self.called: dict[str, set[str]] = {}  # what they are called, as far as it was asked for
        self.written: dict[str, list[tuple[int, int, Source]]] = {}  # by noun: who wrote one where
        self.countries: list[tuple[int, str]] = []  # block, country: in reading order

    # --------------------------------------------------------------------------- what is remembered

    def meet(self, block: int, doc: Doc) -> None:
        """Note whom a block names outside quotations, so that later pronouns can reach them."""
        # what no pronoun can reach is let go, so that a block of a long document costs no more
        self.told = [told for told in self.told if told.block >= block - LOOK_BACK]
        self.countries = [named for named in self.countries if named[0] >= block - LOOK_BACK]
        self.countries += [(block, name) for name in countries(characters(doc))]
        quoted = within(quotations(doc))
        for sentence in doc.sents:
            told = Told(block, sentence.start, _main_pronoun(sentence, quoted), [])
            self.told.append(told)
            for noun in sentence:
                if noun.pos_ in NOUNS and noun.i not in quoted:
                    self._note(told, noun)

    def _note(self, told: Told, noun: Token) -> None:
        """Note a noun that may be named or meant later on."""
        lemma = noun.lemma_.lower()
        kind = speakers().get(lemma)
        if self._may_speak(noun, kind) or self._is_person(noun):
            self._mention(told, noun)
        elif kind in {"person", "unnamed"} and noun.tag_ == "NN":
            told.mentions.append(Mention(noun.i, ASIDE, SOMEBODY, False))
        if noun.pos_ == "NOUN" and kind is not None:
            if _is_written(lemma):
                self._write(told.block, noun)
            if noun.n_lefts > (noun.tag_ == "NN") or noun.n_rights:
                self.described.setdefault(noun.lower_, []).append(noun)

    def _is_person(self, token: Token) -> bool:
        """Whether a token is the last of a person's name, which tells no more of another."""
        apart = token.pos_ != "PROPN" or token.dep_ == "compound"
        return not apart and self.names.known_person(token.doc, token) is not None

    def _may_speak(self, token: Token, kind: str | None) -> bool:
        """Whether a subject is a name or a noun of a kind that speaks."""
        joined_to = token.head if token.dep_ == "conj" else token
        if joined_to.dep_ not in SUBJECTS:
            return False
        if token.pos_ == "PROPN" or kind not in {None, "document"}:
            return True
        return token.is_title and bool(self.names.people.fuller(token.text))

    def _mention(self, told: Told, noun: Token) -> None:
        source = self.named(Phrase(noun.doc, noun, tuple(sorted(subtree(noun)))))
        if source.name or source.kind == "unresolved":
            several = _are_several(noun)
            told.mentions.append(Mention(noun.i, _rank(noun), source, several))

    def _told_of(self, form: str) -> set[str]:
        """What those are called whom a noun was used for, without a name: "an army source"."""
        names, nouns = self.called.setdefault(form, set()), self.described.pop(form, [])
        for noun in nouns:
            plain = phrase_words(noun.doc, noun)
            words = with_place(Phrase(noun.doc, noun, tuple(sorted(subtree(noun)))), plain)
            more = words != plain or any(child.dep_ in DESCRIBES for child in noun.lefts)
            if more and not has(noun, {"appos"}) and noun.dep_ not in {"appos", "attr"}:
                names.add(bare(words))
        return names

    def _write(self, block: int, noun: Token) -> None:
        """Note whose a letter or a statement is: "X wrote a letter", "X said in a statement"."""
        author = self._writer(block, noun)
        if author is not None:
            self.written.setdefault(noun.lemma_.lower(), []).append((block, noun.i, author))

    def _writer(self, block: int, noun: Token) -> Source | None:
        """Whose letter or statement it is: its owner, who issues it, or by whom it is issued."""
        owners = (_owner(noun), _issuer(noun), _released_by(noun))
        authors = (self._author_of(block, owner) for owner in owners if owner is not None)
        return next((author for author in authors if author is not None), None)

    def _author_of(self, block: int, owner: Token) -> Source | None:
        if owner.ent_type_ in DAYS or _is_written(owner.lemma_.lower()):
            return None
        if owner.lower_ in listed("pronoun"):
            source = self._pronoun(block, owner, ())
        else:
            source = self.named(Phrase(owner.doc, owner, tuple(sorted(subtree(owner)))))
        return source if source.name and source.kind in {"person", "institution"} else None

    # ----------------------------------------------------------------------------------- resolving

    def resolve(
        self, block: int, doc: Doc, tokens: tuple[int, ...], content: Collection[int] = ()
    ) -> Source:
        """The source that these tokens of a block name; remembers it for later pronouns.

        content: the tokens of what it says, in which nobody who is named says it.
        """
        if not tokens:
            return AGENTLESS
        head = top(doc, tokens) or doc[tokens[0]]
        source = self._both(block, head)
        if source is None:
            pronoun = head.pos_ == "PRON" or head.lower_ in listed("pronoun")
            source = (
                self._pronoun(block, head, content)
                if pronoun
                else self.named(Phrase(doc, head, tokens), (block, head.i))
            )
        if source.name:
            self.spoke.add(source.name)
            written = head.lower_ in RELATIVE or _is_written(head.lemma_.lower())
            if source.kind in {"person", "institution"} and not written:
                self.last = source
            told = self.sentence_of(block, head.i)
            if told is not None and head.lower_ not in RELATIVE:
                several = _are_several(head) or head.lower_ == "they"
                told.mentions.append(Mention(head.i, _rank(head), source, several))
        return source

    def issuer(self, block: int, noun: Token) -> Source | None:
        """Whose a document is that a colon announces: "Here is the letter in full:"; by its own
        words, or else the last speaker's."""
        if not _is_written(noun.lemma_.lower()):
            return None
        return self._writer(block, noun) or self.last

    def labelled(self, name: str) -> Source:
        """Whom the label of a transcript names."""
        if self.names.people.fuller(name):
            return self._full(name)
        return Source(name, "person" if sex_of_given(name.split()[0]) else "institution", "a label")

    def answering(self) -> Source:
        """Who answers in an interview: the last person that a sentence was about."""
        about = [
            one.source
            for told in self.told
            for one in told.mentions
            if one.rank == 0 and one.source.kind == "person"
        ]
        full = [name for name in self.names.people.names if " " in name]
        if not about and len(full) == 1:
            return Source(full[0], "person", "the only person with a name")
        return about[-1] if about else Source(None, "unresolved", "nobody is named who answers")

    def sentence_of(self, block: int, token: int) -> Told | None:
        """The sentence that a token stands in."""
        end = bisect_left(self.told, (block, token + 1), key=lambda told: (told.block, told.start))
        return self.told[end - 1] if end else None

    def _both(self, block: int, head: Token) -> Source | None:
        """ "Both governments", "the two sides": the two countries last named, if only two are."""
        twofold = any(child.lower_ in {"both", "two"} for child in head.children)
        if not twofold or head.tag_ != "NNS" or head.lemma_.lower() not in TWOFOLD:
            return None
        named = {name for at, name in self.countries if block - LOOK_BACK <= at <= block}
        if len(named) != 2:
            return None
        why = f"{head.text} of the two countries named before"
        return Source(joined(sorted(named)), "institution", why)

    def named(self, phrase: Phrase, place: tuple[int, int] | None = None) -> Source:
        """A source by the words of its noun phrase: what the first rule that knows it says."""
        if place is not None and (author := self._of_document(phrase, place)) is not None:
            return author
        return next(source for rule in RULES if (source := rule(self, phrase)) is not None)

    def _of_document(self, phrase: Phrase, place: tuple[int, int]) -> Source | None:
        """Whose words "the statement" or "her letter" has, where the text names the author."""
        if not _is_written(phrase.lemma):
            return None
        owner = _owner(phrase.head)
        author = self._author_of(place[0], owner) if owner is not None else None
        if author is None and phrase.definite:
            latest = reversed(self.written.get(phrase.lemma, []))
            author = next((one for *at, one in latest if tuple(at) < place), None)
        return author and author._replace(why=f"{phrase.lemma} of {author.name}")

    # ------------------------------------------------------------------------------------ pronouns

    def _pronoun(self, block: int, head: Token, content: Collection[int]) -> Source:
        """Whom a pronoun stands for: a relative's antecedent, else one named before.

        Sentence by sentence back, the subject of the main clause comes first, then other subjects,
        then who else is named. Nobody who is named in the content says it.
        """
        if head.lower_ in RELATIVE and head.head.dep_ == "relcl":
            noun = _renamed(head.head.head)
            return self.named(Phrase(head.doc, noun, (*(one.i for one in noun.lefts), noun.i)))
        if head.lower_ in FIRST:
            return ARTICLE
        wanted = listed("pronoun").get(head.lower_)
        found = self._before(block, head, content, wanted) if wanted else []
        if not found:
            return Source(None, "unresolved", f"nobody before fits {head.lower_}")
        if len(found) > 1:
            several = joined(sorted(str(source.name) for source in found), "or")
            return Source(None, "unresolved", f"{head.lower_} may be {several}")
        return found[0]._replace(why=f"{head.lower_} is {found[0].name}, named before")

    def _before(
        self, block: int, head: Token, content: Collection[int], wanted: str
    ) -> list[Source]:
        """The candidates of the nearest sentence that has one."""
        own, inside = self.sentence_of(block, head.i), set(content)
        goes_on = head.head.lemma_.lower() in GOES_ON
        talked = set() if goes_on else self._talked(head.doc, inside)
        for told in reversed(self.told):
            here = told is own
            if (told.block, told.start) > (block, head.i):
                continue
            fitting = [
                one
                for one in told.mentions
                if self.fits(one, wanted)
                and one.rank != ASIDE
                and one.source.name is not None
                and one.source.name not in talked
                and not (here and (one.place >= head.i or one.place in inside or one.rank == 2))
            ]
            ranks = {one.rank for one in fitting}
            # "He left" is about whom the sentences before are about
            same = not here and told.pronoun == wanted
            if fitting and not (same and 0 not in ranks):
                first = [one.source for one in fitting if one.rank == min(ranks)]
                return self._decided(first, wanted)
        return []

    def _talked(self, doc: Doc, content: set[int]) -> set[str | None]:
        """Who is named in a content, and so is talked about."""
        people = (one for one in touching(doc, content) if one.label_ == "PERSON")
        return {self._full(called(one)).name for one in people}

    def _decided(self, several: list[Source], wanted: str) -> list[Source]:
        """Those of several that are left: known to be of that sex, then those who have spoken."""
        by_name = {str(source.name): source for source in several}
        for test in (lambda name: self.names.sex(name) == wanted, self.spoke.__contains__):
            kept = {name: source for name, source in by_name.items() if test(name)}
            by_name = kept or by_name
        if wanted == "they" and len(by_name) > 1:
            return [Source(joined(list(by_name)), "unnamed", "")]
        return list(by_name.values())

    def fits(self, mention: Mention, wanted: str) -> bool:
        """Whether one who is named may be meant: by number, kind and sex."""
        kind, several = mention.source.kind, mention.several
        if wanted == "it":  # "it" is not both of two countries; a lone name may be a body's
            name = str(mention.source.name)
            lone = kind == "person" and " " not in name and self.names.sex(name) is None
            both = " of the two countries " in mention.source.why
            return lone or (kind == "institution" and not both)
        if wanted == "they":
            return kind == "institution" or several
        person = kind in {"person", "unresolved"} or (kind == "unnamed" and not several)
        return person and self.names.sex(str(mention.source.name)) in {None, wanted}

    def is_person(self, name: str, sex: str) -> bool:
        """Whether a name is a person's who may be of that sex."""
        known = self.names.sex(name)
        return known == sex or (known is None and " " in name)

    # ---------------------------------------------------------------------------------- by a name

    def body_beside(self, phrase: Phrase) -> Source | None:
        """ "The ferry company, Nordline": a body, for whatever else the pipeline takes the name."""
        if phrase.kind != "institution" or phrase.apposed is None:
            return None
        name = self.names.canonical(bare(phrase_words(phrase.doc, phrase.apposed)))
        return Source(name, "institution", f"named beside {phrase.lemma}")

    def person(self, phrase: Phrase) -> Source | None:
        """A person by a name that the document has for one, or by a title."""
        doc, head, tokens = phrase
        person = self.names.known_person(doc, head) or _person_beside(doc, head, tokens)
        titled = head.i and doc[head.i - 1].lower_.rstrip(".") in titles()
        titled = titled and phrase.kind != "institution"  # "the Justice Department"
        if person is None and not (titled and head.pos_ == "PROPN"):
            return None
        name = called(person) if person is not None else of_person(phrase_words(doc, head))
        source = self._full(name)
        if source.name is not None:
            for noun in _offices_beside(head):
                self.holders.setdefault(noun, set()).add(source.name)
        return source

    def _full(self, name: str) -> Source:
        """The person whom the document names in full, where it names one of that name."""
        size, sex = len(name.split()), self.names.sex(name)
        fuller = [other for other in self.names.people.fuller(name) if len(other.split()) > size]
        fitting = [other for other in fuller if self.names.sex(other) in {None, sex or None}]
        fuller = fitting if sex else fuller
        known = [other for other in fuller if other in self.spoke] or fuller
        full = max(known, key=len, default=name)
        if not all(same_name(other, full, True) for other in known):
            return Source(None, "unresolved", f"{name} may be {joined(sorted(known), 'or')}")
        return Source(full, "person", f"{name} is {full}" if full != name else "a name")

    def apposed(self, phrase: Phrase) -> Source | None:
        """ "Its coordinator, Hana Mbeki-Roth"; "the relief group Red Lantern"."""
        if phrase.apposed is None:
            return None
        below = tuple(sorted(subtree(phrase.apposed)))
        named = self.named(Phrase(phrase.doc, phrase.apposed, below))
        return named._replace(kind="person") if named.kind in {"person", "unnamed"} else named

    def only_body(self, phrase: Phrase) -> Source | None:
        """Which body "the company" is, where the document names one only."""
        if phrase.kind != "institution":
            return None
        lemma = KIN.get(phrase.lemma, phrase.lemma)
        bodies = self.names.bodies_called(lemma)
        if len(bodies) != 1 or not is_the(phrase) or self._told_of(phrase.lemma):
            return None
        return Source(bodies[0], "institution", f"the only {lemma} that has a name")

    def described_before(self, phrase: Phrase) -> Source | None:
        """ "The source", where an "army source" was told of before and no other source."""
        form = phrase.head.lower_
        if form not in self.described and form not in self.called:
            return None
        alone = phrase_words(phrase.doc, phrase.head).lower() == f"the {form}"
        names = self._told_of(form) if alone else ()
        if len(names) != 1:
            return None
        return Source(min(names), str(phrase.kind), f"the only {phrase.lemma} that is told of")

    def holder(self, phrase: Phrase) -> Source | None:
        """Who "the mayor" is, where the document has one person only who is called so."""
        holders = self.holders.get(phrase.lemma, set())
        held = [name for name in {self._full(one).name for one in holders} if name]
        owned = phrase.lemma in listed("sex") and has(phrase.head, {"poss"})
        if len(held) != 1 or not (owned if phrase.lemma in listed("sex") else is_the(phrase)):
            return None
        return Source(held[0], "person", f"introduced as {phrase.lemma}")

    def name(self, phrase: Phrase) -> Source | None:
        """A body by its name, or a body's noun with a name in its phrase."""
        head, kind = phrase.head, phrase.kind
        below = (head.doc[i] for i in phrase.tokens if head.doc[i].head.i == head.i)
        if (head.tag_ in {"NNP", "NNPS"} and kind in {None, "institution", "document"}) or (
            kind in {"institution", "document"} and any(token.pos_ == "PROPN" for token in below)
        ):
            words = bare(phrase_words(phrase.doc, head))
            return Source(self.names.canonical(words), "institution", "a name")
        return None

    def body(self, phrase: Phrase) -> Source | None:
        """ "The ministry", "police": a body without a name of its own."""
        single = phrase.head.tag_ == "NN"
        if phrase.kind != "institution" or not (single or phrase.definite):
            return None
        name = bare(phrase_words(phrase.doc, phrase.head))
        name = self.names.canonical(name) if single and phrase.definite else name
        return Source(name, "institution", f"{phrase.lemma} is a body")

    def office(self, phrase: Phrase) -> Source | None:
        """ "China's top diplomat", "the prime minister of X": one person only can be meant."""
        single = phrase.kind in {"person", "unnamed"} and phrase.head.tag_ == "NN"
        if not single or not is_office(phrase):
            return None
        name = bare(phrase_words(phrase.doc, phrase.head))
        return Source(name, "person", f"one {phrase.lemma} only can be meant")

    def nobody(self, phrase: Phrase) -> Source:
        """People of a kind, or a thing."""
        words = phrase_words(phrase.doc, phrase.head)
        name = bare(with_place(phrase, words) if phrase.kind == "unnamed" else words)
        return Source(name or None, "unnamed", f"{phrase.lemma} is no name")


# The first that knows the phrase decides. A body beside its noun comes before people, for which the
# small pipeline takes some bodies; names before nouns, and nouns for one before those for many.
RULES: tuple[Callable[[Sources, Phrase], Source | None], ...] = (
    Sources.body_beside,
    Sources.apposed,
    Sources.person,
    Sources.only_body,
    Sources.holder,
    Sources.described_before,
    Sources.name,
    Sources.body,
    Sources.office,
    Sources.nobody,
)


def _offices_beside(name: Token) -> Iterator[str]:
    """The nouns of offices that stand beside a name: "the mayor, X", "X, the mayor", "mayor X"."""
    beside = [child for child in name.children if child.dep_ in {"appos", "compound", "nmod"}]
    beside += [name.head] if name.dep_ == "appos" else []
    held = (
        word
        for word in beside
        if not any(one.lower_ in NOT_IT for one in (*word.lefts, *name.lefts))
    )
    nouns = (word.lemma_.lower() for word in held)
    return (noun for noun in nouns if speakers().get(noun) == "person" or noun in listed("sex"))


def _person_beside(doc: Doc, head: Token, tokens: tuple[int, ...]) -> Span | None:
    """The name of a person that holds the noun, or stands beside it."""
    for entity in touching(doc, set(tokens)):
        # "the Berg inquiry" is not Berg
        office = entity.root.dep_ == "compound" and speakers().get(head.lemma_.lower()) == "person"
        beside = "appos" in {head.dep_, entity.root.dep_} or office
        near = beside or entity.start <= head.i < entity.end
        if near and entity.label_ == "PERSON" and is_name(entity):
            return entity
    return None


def _owner(noun: Token) -> Token | None:
    """The owner of a letter or statement by its phrase: "X's", "his", "by X", "from X"."""
    if (owner := dependent(noun, {"poss"})) is not None:
        return owner
    # "read a statement from X": the parse may hang "from X" on the verb
    near = [one for one in noun.head.children if one.left_edge.i == noun.right_edge.i + 1]
    for child in (*noun.children, *near):
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from"}:
            return dependent(child, {"pobj"})
    return None


def _issuer(noun: Token) -> Token | None:
    """The subject of the verb whose object it is: "X wrote a letter", "X said in a statement"."""
    verb = noun.head.head if noun.dep_ == "pobj" else noun.head
    return sayer(verb) if noun.dep_ in {"dobj", "pobj"} and verb.pos_ == "VERB" else None


def _released_by(noun: Token) -> Token | None:
    participle = dependent(noun, {"acl"})
    return agent_of(participle) if participle is not None else None


def _renamed(noun: Token) -> Token:
    """The name that a noun stands beside: "Ana Berg, an aide who …"."""
    return noun.head if noun.dep_ == "appos" and noun.head.pos_ == "PROPN" else noun


def _is_written(noun: str) -> bool:
    """Whether a noun is for a document that somebody's words are in."""
    return speakers().get(noun) == "document" and noun not in listed("wordless")


def _are_several(noun: Token) -> bool:
    """Whether a noun is of several: "villagers", "each family"."""
    each = any(left.lower_ in {"each", "every"} for left in noun.lefts)
    return each or noun.tag_ in {"NNS", "NNPS"}


def _rank(token: Token) -> int:
    """The rank of a mention."""
    if token.dep_ == "poss":
        return 1 if token.head.dep_ in SUBJECTS else ASIDE
    while token.dep_ in {"conj", "appos"}:
        token = token.head
    if token.dep_ not in SUBJECTS:
        return 2
    verb = token.head
    while verb.dep_ == "conj":
        verb = verb.head
    return 0 if verb.dep_ in {"ROOT", "parataxis"} else 1


def _main_pronoun(sentence: Span, quoted: Collection[int]) -> str | None:
    """What the pronoun stands for that is the subject of the sentence's main clause."""
    subject = dependent(sentence.root, SUBJECTS)
    if subject is None or subject.i in quoted:
        return None
    return listed("pronoun").get(subject.lower_)
