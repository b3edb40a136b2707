"""Who is meant: standard names for actors and places, and the sources of a document resolved to
their fullest form."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, islice, takewhile
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from lib.claims.grammar import between, characters, entities, owners, sentence, subtree, top
from lib.text.lexicon import countries, country_forms, country_pattern, speakers
from lib.text.phrases import joined

TITLES = frozenset("mr mrs ms miss dr prof professor sir lady lord".split())
PRONOUNS = dict.fromkeys(("he", "she", "his", "her"), "person") | {
    "they": "group",
    "their": "group",
    "it": "body",
    "its": "body",
}
INDEFINITE = frozenset("a an some any another".split())
UNIQUE = frozenset("top prime chief foreign defence defense chinese".split())  # of an office
TWOFOLD = frozenset("government country nation side state capital neighbour neighbor".split())
# Nouns for one kind of body, and words in a name that say of which kind it is.
KIN = {
    "firm": "company",
    "corporation": "company",
    "organisation": "organization",
    "paper": "newspaper",
    "daily": "newspaper",
}
COMPANY = frozenset(
    "holdings inc ltd limited corp co plc llc gmbh industries engineering motors airlines"
    " technologies pharmaceuticals".split()
)
PLACES = frozenset({"GPE", "LOC", "FAC"})  # labels of the pipeline
LOOK_BACK = 3  # blocks that a pronoun may reach back over


class Source(NamedTuple):
    """A resolved source: standard name (None if it has none), kind, and the rule that says so."""

    name: str | None
    kind: str
    why: str


ARTICLE = Source(None, "article", "nobody is named")
AGENTLESS = Source(None, "unnamed", "the cue names no one")


@cache
def _titled() -> re.Pattern:
    """ "Governor Babak Sorensen": a capitalised office before two or three capitalised words."""
    persons = (noun for noun, kind in speakers().items() if kind == "person" and noun.isalpha())
    offices = sorted(noun.capitalize() for noun in persons)
    return re.compile(
        rf"\b(?P<office>{'|'.join(offices)}) (?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){{1,2}})"
    )


@lru_cache(maxsize=4096)  # the names of a report, each of which is asked for again and again
def bare(name: str) -> str:
    """A name without article, title, office and possessive ending."""
    words = re.sub(r"['’]s?$", "", " ".join(name.split())).split(" ")
    while words and words[0].lower().rstrip(".") in TITLES | {"the", "a", "an"}:
        words = words[1:]
    # "Spokesperson Mumtaz Zahra Baloch"; "Pope Francis" stays, and so does "mayor and the governor"
    while (
        len(words) > 2
        and speakers().get(words[0].lower()) == "person"
        and words[1] not in {"and", "of"}
    ):
        words = words[1:]
    return " ".join(words)


def called(entity: Span) -> str:
    """The same of a name in a parsed text."""
    return bare(between(entity.doc, entity.start, entity.end - 1))


Mention = tuple[int, int, Source]


class Forms:
    """The names of people, or of bodies, in a document, found by a shorter form."""

    def __init__(self, names: Iterable[str], *, person: bool):
        self.names, self.person = frozenset(names), person
        self.by_word: dict[str, list[str]] = {}  # by first and last word, and by the initials
        for name in sorted(self.names):
            for word in {*_ends(name), _initials(name)}:
                self.by_word.setdefault(word, []).append(name)

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def fuller(self, name: str) -> list[str]:
        """The names that this one may be short for, itself too if it is one of people, sorted."""
        near = {other for word in {*_ends(name), name} for other in self.by_word.get(word, ())}
        return sorted(other for other in near if _same(name, other, self.person))


class Names:
    """The names of one document: which mentions are one person or body, and who has spoken so far.

    Built from all parsed blocks at once; `resolve` is then called for its sources in reading order.
    """

    def __init__(self, docs: Sequence[Doc]):
        """docs: parsed paragraphs only, for items and rows are too often in title case."""
        names = [entity for doc in docs for entity in entities(doc) if _is_name(entity)]
        titles = [match for doc in docs for match in _titled().finditer(characters(doc))]
        people = {called(entity) for entity in names if entity.label_ == "PERSON"}
        people |= {match["name"] for match in titles}
        bodies = {called(entity) for entity in names if entity.label_ in {"ORG", "NORP", "FAC"}}
        self.people = Forms(people - {""}, person=True)
        self.bodies = Forms(
            {body for body in bodies - {""} if not self.people.fuller(body)}, person=False
        )
        # block, token, source by kind of source: named subjects in order, and who has spoken since
        self.named: dict[str, list[Mention]] = {"person": [], "institution": []}
        self.speaking: dict[str, list[Mention]] = {"person": [], "institution": []}
        holders: dict[str, set[str]] = {}
        for match in titles:
            holders.setdefault(match["office"].lower(), set()).add(match["name"])
        self.roles = {office: min(held) for office, held in holders.items() if len(held) == 1}
        self.kinds = self._kinds([entity for entity in names if entity.label_ == "ORG"])
        self.spoke: set[str] = set()
        self.countries: list[tuple[int, str]] = []  # block, country: in reading order

    def _kinds(self, bodies: list[Span]) -> dict[str, set[str]]:
        """For each noun for a body the names of its kind, by their words or a noun beside."""
        kinds: dict[str, set[str]] = {}
        for entity in bodies:
            for kind in _own_kinds(called(entity)) | _kinds_beside(entity.root):
                kinds.setdefault(KIN.get(kind, kind), set()).add(self.canonical(called(entity)))
        return kinds

    # --------------------------------------------------------------------------- actors and places

    def actors(self, doc: Doc, tokens: Iterable[int]) -> list[str]:
        """Countries, bodies and people named in the tokens, by their standard names, sorted."""
        inside = set(tokens)
        begun = _begun(doc, inside)
        actors: set[str] = set()
        for entity in begun:
            if called(entity) in self.people or called(entity) in self.bodies:
                actors.add(self.canonical(called(entity), entity.label_ == "PERSON"))
            if entity.label_ == "GPE" and _is_name(entity) and _acts(entity.root):
                actors.add(called(entity))
        actors = {name for name in actors if name not in country_forms()}
        return sorted((actors | set(countries(_words(doc, inside)))) - {""})

    def places(self, doc: Doc, tokens: Iterable[int]) -> list[str]:
        """Places named in the tokens, as they are written, sorted."""
        begun = (entity for entity in _begun(doc, set(tokens)) if entity.label_ in PLACES)
        return sorted({called(entity) for entity in begun if _is_name(entity)} - {""})

    def canonical(self, name: str, person: bool = False) -> str:
        """A name's fullest form in the document; itself if two differ; "pakistan" as "Pakistan"."""
        if name.islower() and country_forms().get(name):
            return country_forms()[name]
        fuller = (self.people if person else self.bodies).fuller(name)
        longest = max(fuller, key=lambda other: (len(other.split()), other), default=name)
        agreed = all(_same(other, longest, person) or other == longest for other in fuller)
        return longest if agreed else name

    # ------------------------------------------------------------------------------------- sources

    def resolve(self, block: int, doc: Doc, tokens: tuple[int, ...]) -> Source:
        """The source that these tokens of a block name; remembers it for later pronouns."""
        if not tokens:
            return AGENTLESS
        head = top(doc, tokens) or doc[tokens[0]]
        source = self._both(block, head)
        if source is None:
            pronoun = head.pos_ == "PRON" or head.lower_ in PRONOUNS
            source = self._pronoun(block, doc, head) if pronoun else self._named(doc, head, tokens)
        if source.name and source.kind in self.speaking:
            self.speaking[source.kind].append((block, head.i, source))
            self.spoke.add(source.name)
        return source

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

    def meet(self, block: int, doc: Doc) -> None:
        """Note whom a block names as subjects, so that later pronouns can reach them."""
        # what no pronoun can reach is let go, so that a block of a long document costs no more
        for kind, spoke in self.speaking.items():
            mentions = self.named[kind] + spoke
            self.named[kind] = [named for named in mentions if named[0] >= block - LOOK_BACK]
            self.speaking[kind] = []
        self.countries = [named for named in self.countries if named[0] >= block - LOOK_BACK]
        self.countries += [(block, name) for name in countries(characters(doc))]
        for token in doc:
            if token.dep_ in {"nsubj", "nsubjpass"} and token.pos_ == "PROPN":
                source = self._named(doc, token, tuple(sorted(subtree(token))))
                if source.name and source.kind in self.named:
                    self.named[source.kind].append((block, token.i, source))
        for mentions in self.named.values():
            mentions.sort(key=lambda mention: mention[:2])

    def _named(self, doc: Doc, head: Token, tokens: tuple[int, ...]) -> Source:
        """A source by the words of its noun phrase."""
        lemma, apposed = head.lemma_.lower(), _apposed(head)
        kind = speakers().get(lemma)
        # "the ferry company, Nordline": a body, for whatever else the small pipeline takes the name
        if kind == "institution" and apposed is not None:
            name = self.canonical(bare(_phrase_words(doc, apposed)))
            return Source(name, "institution", f"named beside {lemma}")
        person = self._known_person(doc, head) or _person_beside(doc, head, tokens)
        if person is not None or (head.i and doc[head.i - 1].lower_.rstrip(".") in TITLES):
            return self._person(doc, person, head, tokens)
        # "its coordinator, Hana Mbeki-Roth"; "the relief group Red Lantern"
        if apposed is not None:
            named = self._named(doc, apposed, tuple(sorted(subtree(apposed))))
            return named._replace(kind="person") if kind in {"person", "unnamed"} else named
        words = _phrase_words(doc, head)
        return self._referred(head, words) or self._described(head, words, tokens)

    def _referred(self, head: Token, words: str) -> Source | None:
        """Who "the company" or "the mayor" is, where the document names one only."""
        lemma = head.lemma_.lower()
        if not _definite(head) or words.lower() != f"the {lemma}":
            return None
        bodies = self.kinds.get(KIN.get(lemma, lemma), set())
        if speakers().get(lemma) == "institution" and head.tag_ == "NN" and len(bodies) == 1:
            return Source(*bodies, "institution", f"the only {lemma} that has a name")
        if lemma in self.roles:
            return Source(self.roles[lemma], "person", f"introduced as {lemma}")
        return None

    def _described(self, head: Token, words: str, tokens: tuple[int, ...]) -> Source:
        """A source by what its noun says of it: a name, a body, an office, or nobody."""
        lemma, single, name = head.lemma_.lower(), head.tag_ == "NN", bare(words)
        kind = speakers().get(lemma)
        below = (head.doc[i] for i in tokens if head.doc[i].head.i == head.i)
        if (head.tag_ in {"NNP", "NNPS"} and kind in {None, "institution", "document"}) or (
            kind in {"institution", "document"} and any(token.pos_ == "PROPN" for token in below)
        ):
            return Source(self.canonical(name), "institution", "a name")
        if kind == "institution" and (single or _definite(head)):
            name = self.canonical(name) if single and _definite(head) else name
            return Source(name, "institution", f"{lemma} is a body")
        if kind in {"person", "unnamed"} and single and _office(head):
            return Source(name, "person", f"one {lemma} only can be meant")
        return Source(name or None, "unnamed", f"{lemma} is no name")

    def _known_person(self, doc: Doc, head: Token) -> Span | None:
        """The longest name ending with this proper noun that the document uses for a person."""
        if head.pos_ != "PROPN":
            return None
        for start in range(max(sentence(head).start, head.i - 3), head.i + 1):
            name = between(doc, start, head.i)
            if self.people.fuller(name) and name not in self.bodies:
                return doc[start : head.i + 1]
        return None

    def _person(
        self, doc: Doc, person: Span | None, head: Token, tokens: tuple[int, ...]
    ) -> Source:
        name = called(person) if person is not None else bare(_phrase_words(doc, head))
        size = len(name.split())
        fuller = [other for other in self.people.fuller(name) if len(other.split()) > size]
        known = [other for other in fuller if other in self.spoke] or fuller
        full = max(known, key=len, default=name)
        several = len({other.lower() for other in known}) > 1
        if several and not all(_same(other, full, True) for other in known):
            return Source(None, "unresolved", f"{name} may be {joined(sorted(known), 'or')}")
        for token in (doc[i] for i in tokens if doc[i].pos_ in {"NOUN", "PROPN"}):
            if speakers().get(token.lemma_.lower()) == "person":
                self.roles.setdefault(token.lemma_.lower(), full)
        return Source(full, "person", f"{name} is {full}" if full != name else "a name")

    def _pronoun(self, block: int, doc: Doc, head: Token) -> Source:
        """Who a pronoun stands for: a relative's antecedent, else the last fitting one before."""
        if head.lower_ in {"who", "which", "that"} and head.head.dep_ == "relcl":
            noun = head.head.head
            return self._named(doc, noun, (*(below.i for below in noun.lefts), noun.i))
        if head.lower_ in {"i", "we", "my", "our"}:
            return ARTICLE
        wanted = PRONOUNS.get(head.lower_)
        last = self._last((block, head.i), wanted)
        if last is None:
            return Source(None, "unresolved", f"nobody before fits {head.lower_}")
        if wanted == "person" and last.name not in self.spoke:
            mentions = self.named["person"] + self.speaking["person"]
            people = {last.name, *(source.name for at, _, source in mentions if at == block)}
            if len(people) > 1:
                why = f"{head.lower_} may be {joined(sorted(people), 'or')}"
                return Source(None, "unresolved", why)
        return Source(last.name, last.kind, f"{head.lower_} is {last.name}, named before")

    def _last(self, place: tuple[int, int], wanted: str | None) -> Source | None:
        """The last one before a block and token who fits a pronoun; who spoke comes first."""
        kind = "person" if wanted == "person" else "institution"
        named = self.named[kind]
        end = bisect_left(named, place, key=lambda mention: mention[:2])
        before = (named[i] for i in range(end - 1, -1, -1))
        mentions = chain(reversed(self.speaking[kind]), before)
        sources = (source for *at, source in mentions if tuple(at) < place)
        return next((source for source in sources if _fits(source, wanted)), None)


def _apposed(noun: Token) -> Token | None:
    """The name beside a noun: "its coordinator, Hana Mbeki-Roth"."""
    beside = (child for child in noun.children if child.dep_ == "appos" and child.pos_ == "PROPN")
    return next(beside, None) if noun.pos_ == "NOUN" else None


def _person_beside(doc: Doc, head: Token, tokens: tuple[int, ...]) -> Span | None:
    """The name of a person that holds the noun, or stands beside it."""
    for entity in _touching(doc, set(tokens)):
        beside = head.dep_ == "appos" or entity.root.dep_ in {"appos", "compound"}
        near = beside or entity.start <= head.i < entity.end
        if near and entity.label_ == "PERSON" and _is_name(entity):
            return entity
    return None


def _fits(source: Source, wanted: str | None) -> bool:
    if wanted == "body" and " of the two countries " in source.why:  # "it" is not both of them
        return False
    return source.kind == ("person" if wanted == "person" else "institution") if wanted else False


def _same(short: str, full: str, person: bool) -> bool:
    """Whether a name is short for another: a surname or first name, an acronym, or its end."""
    few, many = short.lower().split(), full.lower().split()
    if person:
        return bool(few) and (
            few == many
            or (few[-1] == many[-1] and set(few) <= set(many))
            or (len(few) == 1 and few[0] == many[0])
        )
    if short.isupper() and len(short) > 1 and len(few) == 1 and len(many) > 1:
        return short == _initials(full)
    return bool(few) and len(few) < len(many) and many[-len(few) :] == few and len(few) > 1


def _ends(name: str) -> list[str]:
    """The first and the last word of a name in small letters; none of an empty one."""
    parts = name.lower().split()
    return [parts[0], parts[-1]] if parts else []


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _begun(doc: Doc, inside: set[int]) -> list[Span]:
    """The entities whose first token is among those inside."""
    every, first, last = entities(doc), min(inside, default=0), max(inside, default=-1)
    near = islice(every, bisect_left(every, first, key=lambda entity: entity.start), None)
    near = takewhile(lambda entity: entity.start <= last, near)
    return [entity for entity in near if entity.start in inside]


def _touching(doc: Doc, inside: set[int]) -> list[Span]:
    """The entities that have a token among those inside."""
    every, first, last = entities(doc), min(inside, default=0), max(inside, default=-1)
    near = islice(every, bisect_right(every, first, key=lambda entity: entity.end), None)
    near = takewhile(lambda entity: entity.start <= last, near)
    return [ent for ent in near if not inside.isdisjoint(range(ent.start, ent.end))]


def _is_name(entity: Span) -> bool:
    """An entity with a capital that is more than countries; the parse marks plain words too."""
    name = called(entity)
    rest = country_pattern().sub("", name).replace("&", " ").replace(" and ", " ").strip(" ,-–’'s")
    proper = name[:1].isupper() and any(token.pos_ == "PROPN" for token in entity)
    return proper and (bool(rest) or entity.label_ in PLACES)


def _own_kinds(name: str) -> set[str]:
    """What a name says of its kind, at an end or by a company's ending: "Ministry of Water"."""
    parts = name.lower().split()
    if len(parts) < 2:
        return set()
    ends = {parts[-1]} | ({parts[0]} if parts[1] in {"of", "for", "on"} and parts[2:] else set())
    kinds = {word for word in ends if speakers().get(word) == "institution"}
    return kinds | ({"company"} if parts[-1].rstrip(".") in COMPANY else set())


def _kinds_beside(name: Token) -> set[str]:
    """The noun for a body beside a name: "Volta, a battery company", "the group Red Lantern"."""
    beside = [child for child in name.children if child.dep_ == "appos"]
    beside += [name.head] if name.dep_ in {"appos", "compound"} else []
    lemmas = {word.lemma_.lower() for word in beside}
    return {lemma for lemma in lemmas if speakers().get(lemma) == "institution"}


def _acts(place: Token) -> bool:
    """Whether a place does something, so that people are meant: "Pelmar will open the gates"."""
    while place.dep_ == "conj":
        place = place.head
    return place.dep_ in {"nsubj", "nsubjpass", "poss"} or (
        place.dep_ == "pobj" and place.head.lower_ in {"between", "by", "with"}
    )


def _phrase_words(doc: Doc, head: Token) -> str:
    """The noun with what stands before it, its of-phrase and what and joins to it."""
    if len(joint := owners(head)) > 1:  # "the mayor's and the governor's promise"
        parts = [{owner.i}.union(*map(subtree, owner.lefts)) for owner in joint]
        return joined([_words(doc, part) for part in parts])
    words = {head.i}.union(*(subtree(child) for child in head.children if _of_name(head, child)))
    days = [i for i in words if i > head.i and doc[i].ent_type_ in {"DATE", "TIME"}]
    if days:  # "the authority of Ustrana on Saturday": the day is not of the name
        first = min(days)
        words = {i for i in words if i < first - (doc[first - 1].pos_ == "ADP")}
    return _words(doc, words)


def _of_name(head: Token, child: Token) -> bool:
    """Whether what hangs on a noun belongs to the words that name it."""
    if child.i < head.i and (child.dep_ not in {"punct", "cc", "preconj"} or child.text == "-"):
        return True
    of = child.dep_ == "prep" and child.lower_ in {"of", "for"} and not _ends_before(head, child)
    return of or child.dep_ in {"cc", "conj"}


def _ends_before(name: Token, of: Token) -> bool:
    """ "Ileth River Authority of neighbouring Ustrana": a name goes on after of with capitals."""
    after = name.doc[of.i + 1] if of.i + 1 < len(name.doc) else of
    proper = (child for child in name.children if child.pos_ == "PROPN")
    several = name.pos_ == "PROPN" and any(child.dep_ == "compound" for child in proper)
    return several and of.lower_ == "of" and after.is_lower and after.pos_ != "DET"


def _words(doc: Doc, tokens: set[int]) -> str:
    """The text of the tokens, gaps closed up."""
    parts = (doc[i].text_with_ws if i + 1 in tokens else doc[i].text + " " for i in sorted(tokens))
    return "".join(parts).strip()


def _definite(head: Token) -> bool:
    determiners = (child.lower_ for child in head.children if child.dep_ in {"det", "poss"})
    return head.pos_ == "PROPN" or any(word not in INDEFINITE for word in determiners)


def _office(head: Token) -> bool:
    """ "China's top diplomat", "the prime minister of X": definite, and of something or for one."""
    owned = any(
        child.dep_ == "poss"
        or (child.dep_ == "prep" and child.lower_ in {"of", "for"})
        or child.pos_ == "PROPN"
        or child.lower_ in UNIQUE
        for child in head.children
    )
    return _definite(head) and (owned or speakers().get(head.lemma_.lower()) == "person")
