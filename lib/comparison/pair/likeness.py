"""How alike two texts are and whether they oppose each other: a transparent score with weights in a
table, and no model."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz

from lib.comparison.pair.numbers import Figure, compatible, figures, number_conflict
from lib.comparison.pair.vocabulary import (
    LIGHT,
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
from lib.tables.records import Row
from lib.text.data import data_table
from lib.text.words import stem, stems, words

if TYPE_CHECKING:
    from spacy.tokens import Doc
# From this strength on a denial of one side opposes the other; swept on emergent, fnc, rte3 and
# vitaminc together.
OPPOSED = 0.1
# What two unrelated sentences of news share, which says nothing: of their 3-grams, and of their
# letters in order.
LETTERS_BASE, ORDER_BASE = 0.2, 0.45
# In a headline or a claim of at most so many words a denial reaches at least this share of it, by
# its kind; in a longer text its clause.
SHORT = 30
FLOOR = {"untrue": 0.8, "denial": 0.3, "undone": 0.2}


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

    def score(self, a: Content, b: Content) -> float:
        """How alike two contents are, whatever their polarity: at most 1, and below 0 where little
        but names and numbers clash."""
        return weighed(self.common(a, b)) + weighed(self.clashes(a, b))

    def mass(self, found: Iterable[str]) -> float:
        """The summed weight of the stems."""
        return float(sum(map(self.weight, sorted(found))))

    def coverage(self, a: Content, b: Content) -> float:
        """The share of the words of both, by weight, that both have."""
        total = a.mass + b.mass
        return 2 * self.mass(a.terms.keys() & b.terms.keys()) / total if total else 0.0

    # --- opposition, of texts that come without a polarity

    def denial(self, a: Content, b: Content) -> tuple[float, str]:
        """How strongly one side alone denies what both speak of (0 to 1), and its words; 0 where
        both deny or neither.

        A denial counts by the share of the shared words in its clause, and by how much of the
        better covered side is shared.
        """
        denier, other, found = _denier(a, b)
        cues = {key for denial in found for key in stems(denial.cue)}
        shared, own = denier.stems & other.stems, denier.stems - cues
        if not found or not shared:
            return 0.0, ""
        covered = max(self.mass(shared) / self.mass(side) for side in (own, other.stems) if side)
        reach, cue = max((self._reach(denier, denial, shared), denial.cue) for denial in found)
        return min(covered * reach, 1.0), cue

    def _reach(self, denier: Content, denial: Denial, shared: frozenset[str]) -> float:
        """The share of the shared words that the denial reaches."""
        floor = FLOOR[denial.kind] if len(words(denier.text)) <= SHORT else 0.0
        return max(floor, self.mass(shared & denial.clause) / self.mass(shared))


def weighed(features: dict[str, float]) -> float:
    """What the features of a text add to its score."""
    return sum([weights("text")[name] * value for name, value in features.items()]) / full()


def _denier(a: Content, b: Content) -> tuple[Content, Content, list[Denial]]:
    """The side that denies, the other, and its denials; no denials if both sides deny or neither.

    What both say was prevented or left undone is part of what they speak of: "will stop serving" is
    no denial of "to stop serving".
    """
    undone = [
        {stem(denial.cue) for denial in side.denials if denial.kind == "undone"} for side in (a, b)
    ]
    one, other = (
        [denial for denial in side.denials if stem(denial.cue) not in undone[0] & undone[1]]
        for side in (a, b)
    )
    if bool(one) == bool(other):
        return a, b, []
    return (a, b, one) if one else (b, a, other)


def pair_scores(pairs: list[tuple[str, str]]) -> list[Row]:
    """For each pair of bare texts, which are parsed for verbs and names: score, how alike they are
    (as `Scorer.score`); opposed, how strongly they oppose each other (0 to 1); label, whether they
    do.
    """
    # here, since what it loads takes a second, and claims, parsed long ago, need none of it
    from lib.claims.parse import parse

    texts = sorted({text for pair in pairs for text in pair})
    scorer = Scorer(texts)
    contents = {
        text: scorer.read(text, _parts(doc)) for text, doc in zip(texts, parse(texts), strict=True)
    }
    return [_pair(scorer, contents[a], contents[b]) for a, b in pairs]


def _parts(doc: "Doc") -> Parts:
    """The verbs and the names of people and of countries or cities of a parsed text; organisations
    have too many names for one body."""
    verbs = {stem(token.lemma_.lower()) for token in doc if token.pos_ == "VERB"} - LIGHT
    names: dict[str, set[str]] = defaultdict(set)
    for entity in doc.ents:
        if entity.label_ in {"PERSON", "GPE"}:
            names[entity.label_].update(stems(entity.text))
    return Parts(frozenset(verbs), {kind: frozenset(keys) for kind, keys in names.items() if keys})


def _pair(scorer: Scorer, a: Content, b: Content) -> Row:
    opposed = 1.0 if number_conflict(a.figures, b.figures) else scorer.denial(a, b)[0]
    return {
        "score": round(scorer.score(a, b), 3),
        "opposed": round(opposed, 3),
        "label": opposed >= OPPOSED,
    }


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
