"""A content in, whom its pronouns and "the mayor" stand for out; nothing where two are close.

A name that stands in the content itself is not told again.
"""

from collections.abc import Iterable
from functools import cache
from itertools import takewhile

from spacy.strings import get_string_id
from spacy.tokens import Token

from lib.claims.contents import Content, Parsed
from lib.claims.grammar import NOUNS, SUBJECTS, dependent, has, is_verb, place, sentence, subtree
from lib.claims.names import KIN, listed
from lib.claims.phrases import Phrase
from lib.claims.sources import ASIDE, Mention, Source, Sources
from lib.tables.records import Referent
from lib.text.lexicon import country_forms, speakers

SEXES = frozenset("mf")
CHAIN = "he who was he before"  # "He met Falk. He left": the second he is the first
FAR = 3  # sentences that a pronoun may reach back over
KNOWN_BY = ("introduced as", "the only")  # what the rules for "the mayor", "the company" say


class Referents:
    """Whom the words of a document stand for: `told` for each claim of a block."""

    def __init__(self, sources: Sources):
        self.sources = sources
        # the last one asked for, its words, and those that are quoted
        self.block, self.words, self.quoted = -1, frozenset[int](), frozenset[int]()

    def told(self, number: int, block: Parsed, content: Content, speaker: Source) -> list[Referent]:
        """The words of a content that name somebody by a pronoun or an office, and whom."""
        if number != self.block:
            self.block, self.words, self.quoted = number, _words(block), block.quoted
        inside = {*content.tokens, *content.borrowed}
        return [
            {"words": token.text, "name": name, "start": start, "end": end}
            for token in (block.doc[i] for i in sorted(self.words & inside))
            if (name := self._name(number, token, inside, content.whole, speaker)) is not None
            for start, end in [_placed(block, token)]
        ]

    def _name(
        self,
        number: int,
        token: Token,
        inside: set[int],
        whole: tuple[int, ...] | None,
        speaker: Source,
    ) -> str | None:
        wanted = listed("pronoun").get(token.lower_)
        if wanted in SEXES and token.i in self.quoted:
            return self._spoken_of(number, token, speaker, str(wanted))
        if wanted in SEXES:
            return self._person(number, token, inside, speaker, str(wanted))
        if wanted in {"it", "they"}:
            return self._body(token, inside.union(whole or ()), speaker, str(wanted))
        return self._definite(token)

    def _spoken_of(self, number: int, token: Token, speaker: Source, wanted: str) -> str | None:
        """Whom a speaker calls "he": the only one of that sex whom the nearest sentence before
        names that names one, where the quotation and its sentence have named nobody yet."""
        start = sentence(token).start
        near = takewhile(lambda i: i in self.quoted or i >= start, range(token.i - 1, -1, -1))
        people = (token.doc[i] for i in near if _is_person(token.doc[i]))
        if speaker.name is None or any(one.text not in speaker.name for one in people):
            return None
        earlier = self._earlier(number, token, wanted, speaker.name)
        return self._one(_names(earlier), wanted)

    def _definite(self, noun: Token) -> str | None:
        """Who "the mayor" or what "the company" is, if the document names one only."""
        lemma, known = noun.lemma_.lower(), self.sources
        if lemma not in known.holders and KIN.get(lemma, lemma) not in known.names.kinds:
            return None
        source = self.sources.named(Phrase(noun.doc, noun, tuple(sorted(subtree(noun)))))
        return source.name if noun.is_lower and source.why.startswith(KNOWN_BY) else None

    def _body(self, token: Token, inside: set[int], speaker: Source, wanted: str) -> str | None:
        """ "The ministry said it would close the road", "residents said they had left": no other
        thing is named before."""
        if wanted == "they":
            near = token.doc[sentence(token).start : token.i]
            several = [one for one in near if one.tag_ in {"NNS", "NNPS"}]
            body = speakers().get(str(speaker.name).lower()) == "institution"  # "police"
            own = speaker.kind == "unnamed" and len(several) == 1 and not body
        else:
            own = speaker.kind == "institution" and not _may_be_a_persons(str(speaker.name))
        empty = token.dep_ not in {"nsubj", "nsubjpass", "poss"} or has(
            token.head, {"acomp", "attr"}
        )
        before = any(token.doc[i].pos_ in NOUNS for i in inside if i < token.i)
        return speaker.name if own and not empty and not before else None

    def _person(
        self, number: int, token: Token, inside: set[int], speaker: Source, wanted: str
    ) -> str | None:
        """The only one of that sex whom the sentence names before or who says it, or else the only
        one in the nearest sentence before that names one."""
        if _may_be_clauses(token) or _leads(token):
            return None
        mentions = [one for one in self._here(number, token) if self._fits(one, wanted)]
        if any(one.place in inside and one.source.why != CHAIN for one in mentions):
            return None
        named, earlier = _names(mentions), self._earlier(number, token, wanted)
        says = {speaker.name} if self._may_say(speaker, wanted) else set()
        last = _names(earlier)
        last = _names(one for one in earlier if one.source.why == CHAIN) or last
        name = self._one(named | says or last, wanted)
        told = self.sources.sentence_of(number, token.i)
        if name and told is not None and told.pronoun == wanted and _is_main(token):
            told.mentions.append(Mention(token.i, 0, Source(name, "person", CHAIN), False))
        return name

    def _may_say(self, speaker: Source, wanted: str) -> bool:
        named = bool(speaker.name) and speaker.kind != "unnamed"
        return named and self._fits(Mention(0, 0, speaker, False), wanted)

    def _fits(self, mention: Mention, wanted: str) -> bool:
        """Whether one may be meant; a lone name that is no country's may be a person's."""
        name, kind = str(mention.source.name), mention.source.kind
        lone = kind == "institution" and " " not in name and name not in country_forms()
        return lone or self.sources.fits(mention, wanted)

    def _here(self, number: int, token: Token) -> list[Mention]:
        told = self.sources.sentence_of(number, token.i)
        return [one for one in told.mentions if _reaches(one, token)] if told is not None else []

    def _earlier(
        self, number: int, token: Token, wanted: str, speaker: str | None = None
    ) -> list[Mention]:
        """Those who may be meant in the nearest sentence before that names one but the speaker."""
        own = self.sources.sentence_of(number, token.i)
        before = [told for told in self.sources.told if own is None or told[:2] < own[:2]]
        for told in before[: -FAR - 1 : -1]:
            others = (one for one in told.mentions if not speaker or one.source.name != speaker)
            fitting = [one for one in others if self._fits(one, wanted)]
            if fitting:  # "He met Falk. He left": the first may be anybody
                unknown = told.pronoun == wanted and all(one.rank for one in fitting)
                return [] if unknown else fitting
        return []

    def _one(self, names: set[str | None], wanted: str) -> str | None:
        """The name, if there is one, of a person."""
        name = names.pop() if len(names) == 1 else None
        return name if name and self.sources.is_person(name, wanted) else None


def _words(block: Parsed) -> frozenset[int]:
    """The pronouns and the nouns in a subject's place, of quotations "he" and "she" as subjects."""
    pronouns, subjects, singular = _numbers()
    rows = block.doc.to_array(["LOWER", "DEP", "TAG"]).tolist()
    return frozenset(
        [
            i
            for i, (lower, dep, tag) in enumerate(rows)
            if (dep in subjects and tag == singular)
            or (lower in pronouns and (dep in subjects or i not in block.quoted))
            if i not in block.quoted or listed("pronoun").get(block.doc[i].lower_) in SEXES
        ]
    )


@cache
def _numbers() -> tuple[frozenset[int], frozenset[int], int]:
    """Pronouns, kinds of subjects, and the tag of a noun for one, as spaCy numbers them."""
    words, kinds = (frozenset(map(get_string_id, some)) for some in (listed("pronoun"), SUBJECTS))
    return words, kinds, get_string_id("NN")


def _names(mentions: Iterable[Mention]) -> set[str | None]:
    """Their names, without those who only own something or hold an office beside a subject."""
    several = list(mentions)
    subjects = any(one.rank < ASIDE - 1 for one in several)
    told = (one.source for one in several if one.rank != ASIDE or not subjects)
    return {one.name if one.kind != "unnamed" or _is_ones(str(one.name)) else None for one in told}


def _is_ones(words: str) -> bool:
    """Whether words without a name are for one person: "spokesman for the court", no "story"."""
    return any(speakers().get(one) == "person" for one in words.lower().split())


def _reaches(mention: Mention, pronoun: Token) -> bool:
    """Whether a pronoun may stand for who is named before it: not for its clause's subject."""
    subject = pronoun.doc[mention.place]
    verb = next((above for above in pronoun.ancestors if is_verb(above)), None)
    same = subject.dep_ in SUBJECTS and verb is not None and subject.head.i == verb.i
    return mention.place < pronoun.i and (pronoun.dep_ == "poss" or not same)


def _may_be_clauses(pronoun: Token) -> bool:
    """Whether "his" may be the own of a noun that is the subject: "a teacher ran to his car"."""
    verbs = (above for above in pronoun.ancestors if is_verb(above))
    subjects = (dependent(verb, SUBJECTS) for verb in verbs)
    nearest = next((one for one in subjects if one is not None and pronoun.i > one.i), None)
    return pronoun.dep_ == "poss" and nearest is not None and nearest.tag_ == "NN"


def _is_person(word: Token) -> bool:
    """Whether a word is a name or a noun for one person."""
    return word.ent_type_ == "PERSON" or speakers().get(word.lemma_.lower()) == "person"


def _may_be_a_persons(name: str) -> bool:
    """Whether a name is a capitalised word that is no country's, or of two."""
    lone = " " not in name and name.istitle() and name not in country_forms()
    return lone or " and " in name


def _leads(pronoun: Token) -> bool:
    """Whether it stands before its sentence's subject, which it may be: "In his letter, Berg …"."""
    subject = dependent(sentence(pronoun).root, SUBJECTS)
    return subject is None or (pronoun.i < subject.i and pronoun.i not in subtree(subject))


def _is_main(pronoun: Token) -> bool:
    return pronoun.dep_ in SUBJECTS and pronoun.head.dep_ == "ROOT"


def _placed(block: Parsed, token: Token) -> tuple[int, int]:
    return block.aligned.place(*place(block.doc, token.i, token.i))
