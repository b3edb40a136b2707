"""How alike two texts are and whether they oppose each other: a transparent score with weights in a
table, and no model."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz

from lib.comparison.pair.numbers import Figure, compatible, figures
from lib.comparison.pair.vocabulary import (
    Denial,
    denials,
    own_weight,
    plain_numbers,
    rarity,
    scale_ends,
    terms,
    with_kin,
    word_terms,
)
from lib.text.data import data_table
from lib.text.words import words

# What two unrelated sentences of news share, which says nothing: of their 3-grams, and of their
# letters in order.
LETTERS_BASE, ORDER_BASE = 0.2, 0.45


class Parts(NamedTuple):
    """What only a parse knows of a text: the stems of its verbs, and for each kind of name the
    stems of such names."""

    verbs: frozenset[str] = frozenset()
    names: dict[str, frozenset[str]] = {}


@dataclass(frozen=True, eq=False)
class Content:
    """What is compared of a text.

    line: the words in order; terms: a vector of length one, by rarity; mass: the summed weight of
    the terms.
    """

    text: str
    line: list[str]
    terms: dict[str, float]
    mass: float
    stems: frozenset[str]
    parts: Parts

    @cached_property
    def grams(self) -> frozenset[str]:
        """The character 3-grams with a number for each time that one stands there."""
        return grams(self.line)

    @cached_property
    def sorted(self) -> str:
        """The words in order of the alphabet."""
        return " ".join(sorted(self.line))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return figures(self.text)

    @cached_property
    def may_clash(self) -> bool:
        """Whether it has numbers or names."""
        return bool(self.figures or self.parts.names)

    @cached_property
    def denials(self) -> tuple[Denial, ...]:
        return denials(self.text)

    @cached_property
    def ends(self) -> dict[tuple[str, str], str]:
        """For each scale of opposites and end of it, the first word."""
        return scale_ends(self.text)

    @cached_property
    def scales(self) -> frozenset[str]:
        """The scales of opposites that it says something of."""
        return frozenset(f"^{scale}" for scale, _ in self.ends)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """Its verbs with their groups of near-synonyms."""
        return with_kin(self.parts.verbs)


@cache
def weights(of: str) -> dict[str, float]:
    """The weights of the features of a text, or of those that only a claim has."""
    return {
        row["feature"]: float(row["weight"])
        for row in data_table(__package__, "weights.tsv")
        if row["of"] == of
    }


@cache
def full() -> float:
    """What the features of a text add up to at most."""
    return sum(value for value in weights("text").values() if value > 0)


def grams(line: list[str], size: int = 3) -> frozenset[str]:
    """The 3-grams of the words, the second time with a 2 behind: sets of these share as many as the
    bags do, and are far quicker to compare.
    """
    text = f" {' '.join(line)} "
    counts = Counter([text[i : i + size] for i in range(len(text) - size + 1)])
    again = [
        f"{gram}{time}"
        for gram, count in counts.items()
        if count > 1
        for time in range(2, count + 1)
    ]
    return frozenset(counts).union(again)  # with a number it is longer than any without


class Scorer:
    """Scores how alike two contents are and whether they oppose each other, with stems weighted by
    their rarity in the texts given.

    The rarity is counted over the distinct texts, so that a copy of a text changes no score.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        distinct = set(texts)
        self.size, self.having = (
            len(distinct),
            Counter(term for text in distinct for term in set(terms(text))),
        )
        of_count = {count: float(rarity(count, self.size)) for count in set(self.having.values())}
        self.rarest = max(of_count.values(), default=1.0)
        self.weights = {
            term: of_count[count] * own_weight(term) for term, count in self.having.items()
        }

    def weight(self, term: str) -> float:
        """How much a shared term counts: its inverse document frequency; half of it for a group of
        near-synonyms, less for a light word."""
        found = self.weights.get(term)
        return self.rarest * own_weight(term) if found is None else found

    def read(self, text: str, parts: Parts = Parts()) -> Content:
        """What is compared of the text."""
        line = words(plain_numbers(text))
        counts = Counter(chain.from_iterable(map(word_terms, line)))
        raw = {term: (1 + math.log(counts[term])) * self.weight(term) for term in sorted(counts)}
        length = math.sqrt(sum([value * value for value in raw.values()])) or 1.0
        unit = {term: value / length for term, value in raw.items()}
        return Content(
            text,
            line,
            unit,
            self.mass(unit),
            frozenset([term for term in unit if not term.startswith("~")]),
            parts,
        )

    def common(self, a: Content, b: Content) -> dict[str, float]:
        """The features of weights.tsv that two contents may have in common, each 0 to 1."""
        return {
            "words": float(
                sum([value * b.terms[term] for term, value in a.terms.items() if term in b.terms])
            ),
            # of copies it is known
            "letters": float(
                above(LETTERS_BASE, 1.0 if a.line == b.line else _dice(a.grams, b.grams))
            ),
            "order": float(above(ORDER_BASE, fuzz.ratio(a.sorted, b.sorted) / 100)),
            "verbs": float(not a.verbs.isdisjoint(b.verbs)),
        }

    def clashes(self, a: Content, b: Content) -> dict[str, float]:
        """Those in which they may clash."""
        return {
            "numbers": float(
                bool(a.figures and b.figures)
                and not any(compatible(x, y) for x in a.figures for y in b.figures)
            ),
            "people": _clash(a, b, "PERSON"),
            "places": _clash(a, b, "GPE"),
        }

    def mass(self, found: Iterable[str]) -> float:
        """The summed weight of the stems."""
        return float(sum(map(self.weight, sorted(found))))

    def coverage(self, a: Content, b: Content) -> float:
        """The share of the words of both, by weight, that both have."""
        total = a.mass + b.mass
        return 2 * self.mass(a.terms.keys() & b.terms.keys()) / total if total else 0.0


def weighed(features: dict[str, float]) -> float:
    """What the features of a text add to its score."""
    return sum([weights("text")[name] * value for name, value in features.items()]) / full()


def above(base: float, values: np.ndarray | float) -> np.ndarray | float:
    """As much of the values as is above the base, 0 to 1."""
    return np.maximum(values - base, 0.0) / (1 - base)


def _clash(a: Content, b: Content, kind: str) -> float:
    """1 where both have names of the kind and none of either stands anywhere in the other."""
    one, other = a.parts.names.get(kind), b.parts.names.get(kind)
    return float(bool(one and other) and not (one & b.stems or other & a.stems))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    total = len(a) + len(b)
    return 2 * len(a & b) / total if total else 0.0
