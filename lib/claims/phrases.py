"""Noun phrases that may name a source: their noun, their kind, and what stands beside it."""

from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.claims.grammar import between, subtree
from lib.claims.names import INDEFINITE, phrase_words
from lib.text.lexicon import speakers

UNIQUE = frozenset("top prime chief foreign defence defense chinese".split())  # of an office
SHORT = 9  # words that say where somebody is


class Phrase(NamedTuple):
    """A noun phrase that may name a source: its text, its noun and its tokens."""

    doc: Doc
    head: Token
    tokens: tuple[int, ...]

    @property
    def lemma(self) -> str:
        return self.head.lemma_.lower()

    @property
    def kind(self) -> str | None:
        """person, institution, document or unnamed, by the noun."""
        return speakers().get(self.lemma)

    @property
    def apposed(self) -> Token | None:
        """The name beside a noun, or beside a name for one of many: "another Dem, Hana Roth"."""
        beside = (
            child for child in self.head.rights if child.dep_ == "appos" and child.pos_ == "PROPN"
        )
        name = next(beside, None)
        if name is None or self.head.pos_ == "NOUN":
            return name
        return name if any(one.lower_ in INDEFINITE for one in self.head.lefts) else None

    @property
    def definite(self) -> bool:
        determiners = [
            child.lower_ for child in self.head.children if child.dep_ in {"det", "poss"}
        ]
        return self.head.pos_ == "PROPN" or any(word not in INDEFINITE for word in determiners)


def is_the(phrase: Phrase) -> bool:
    """Whether the phrase is a noun for one with "the" alone."""
    one = phrase.definite and phrase.head.tag_ in {"NN", "NNP"}
    return one and phrase_words(phrase.doc, phrase.head).lower() == f"the {phrase.lemma}"


def with_place(phrase: Phrase, words: str) -> str:
    """The words for people without a name with what says where they are or what they know:
    "sources in the city", "people familiar with the case"."""
    near = [child for child in phrase.head.rights if child.dep_ in {"prep", "acl", "amod"}]
    if (
        not near
        or phrase.head.dep_ == "ROOT"
        or near[0].i != phrase.head.i + 1
        or near[0].lower_ in {"of", "for", "on"}
    ):
        return words
    inside = subtree(near[0]) & {*phrase.tokens}
    if len(inside) > SHORT or max(inside, default=0) != phrase.head.i + len(inside):
        return words
    return f"{words} {between(phrase.doc, min(inside), max(inside))}"


def is_office(phrase: Phrase) -> bool:
    """Definite, and of something or for one."""
    owned = any(
        child.dep_ == "poss"
        or (child.dep_ == "prep" and child.lower_ in {"of", "for"})
        or child.pos_ == "PROPN"
        or child.lower_ in UNIQUE
        for child in phrase.head.children
    )
    return phrase.definite and (owned or phrase.kind == "person")
