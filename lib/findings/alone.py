"""Which claims stand in one report alone, and the passage elsewhere that is nearest."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from lib.comparison.pair.likeness import LETTERS_BASE, ORDER_BASE, above, grams, weights
from lib.comparison.pair.side import compared, spread
from lib.comparison.pair.vocabulary import own_weight, plain_numbers, rarity, terms
from lib.comparison.vectors import counted
from lib.findings.results import Results, is_telling
from lib.tables.records import BlockRow, ClaimRow, OriginRow
from lib.tables.store import innermost
from lib.text.words import sentences, words

# What is less alike is not on the same matter: of the claims of the seeds, held against eight
# reports on another matter, 95 in 100 find nothing above 0.20, and as many the other way round; in
# the seeds themselves 95 in 100 find something above 0.19.
ALIKE = 0.2
# Those that are this much less alike at most may be as alike once that is rounded to three digits.
ROUNDED = 0.005


class Nearest(NamedTuple):
    """A sentence of another report: its block and that block's place, its text, its similarity."""

    doc_id: str
    block_id: str
    start: int
    end: int
    text: str
    similarity: float


class Passages:
    """The sentences of all reports, headings apart, by story."""

    def __init__(self, blocks: Iterable[BlockRow], origins: Iterable[OriginRow]) -> None:
        self.home = {row["doc_id"]: (row["story"], row["origin"]) for row in origins}
        self.blocks: dict[str, list[BlockRow]] = defaultdict(list)
        for block in blocks:
            if block["kind"] != "heading" and block["doc_id"] in self.home:
                self.blocks[self.home[block["doc_id"]][0]].append(block)

    @classmethod
    def of(cls, results: Results) -> "Passages":
        return cls(results.tables["blocks"], results.tables["origins"])

    def nearest(self, claim: ClaimRow) -> Nearest | None:
        """The sentence nearest to the claim in the documents of its story that have another origin;
        None where there is none.
        """
        story, mine = self.home[claim["doc_id"]]
        blocks = self.blocks[story]
        lines = _lines(tuple(block["text"] for block in blocks))
        apart = np.array([self.home[block["doc_id"]][1] != mine for block in blocks], dtype=bool)
        others = np.flatnonzero(apart[lines.block])
        if not len(others):
            return None
        among = np.zeros(len(lines.texts), dtype=bool)
        among[lines.text[others]] = True
        alike = lines.likeness(compared(claim), among)[lines.text[others]]
        nearest = [
            _nearest(blocks[lines.block[place]], lines.texts[lines.text[place]], float(likeness))
            for place, likeness in zip(others, alike, strict=True)
            if likeness >= alike.max() - ROUNDED
        ]
        return min(nearest, key=lambda row: (-row.similarity, row.doc_id, row.start, row.text))


def _nearest(block: BlockRow, text: str, likeness: float) -> Nearest:
    place = block["doc_id"], block["block_id"], block["start"], block["end"]
    return Nearest(*place, text, spread(likeness))


@lru_cache(maxsize=32)  # the findings, the notebook and the page ask for the same stories
def _lines(blocks: tuple[str, ...]) -> "Lines":
    return Lines(blocks)


class Lines:
    """The sentences of one story as matrices.

    texts: the different ones; block, text: for each sentence, as it comes, the number of its block
    and of its text.
    """

    def __init__(self, blocks: tuple[str, ...]) -> None:
        found = [
            (number, text[start:end])
            for number, text in enumerate(blocks)
            for start, end in sentences(text)
        ]
        self.texts = sorted({text for _, text in found})
        self.number = {text: number for number, text in enumerate(self.texts)}
        self.block = np.array([number for number, _ in found], dtype=int)
        self.text = np.array([self.number[text] for _, text in found], dtype=int)
        self.columns, (counts,) = counted([Counter(terms(text)) for text in self.texts])
        self.terms, self.having = counts, counts.sign().T.tocsr()
        self.terms.data = 1 + np.log(self.terms.data)
        self.own = np.array([own_weight(term) for term in self.columns])
        plain = [plain_numbers(text) for text in self.texts]
        self.gram_columns, (self.grams,) = counted([Counter(grams(words(line))) for line in plain])
        self.ordered = [" ".join(sorted(words(line))) for line in plain]

    def likeness(self, text: str, among: np.ndarray) -> np.ndarray:
        """How much of its words the text shares with each sentence, 0 to 1, terms weighted by their
        rarity in the text and those `among`.

        That numbers or names differ takes nothing away, since another toll is near too.
        """
        weight = {name: value for name, value in weights("text").items() if value > 0}
        line = plain_numbers(text)
        ratio = (
            process.cdist(
                [" ".join(sorted(words(line)))], self.ordered, scorer=fuzz.ratio, dtype=np.float64
            )[0]
            / 100
        )
        total = weight["words"] * self._cosine(text, among)
        total += weight["letters"] * above(LETTERS_BASE, self._dice(grams(words(line)))) + weight[
            "order"
        ] * above(ORDER_BASE, ratio)
        return total / sum(weight.values())

    def _cosine(self, text: str, among: np.ndarray) -> np.ndarray:
        fresh = not (text in self.number and among[self.number[text]])
        counts = Counter(terms(text))
        having, size = self.having @ among.astype(float), among.sum() + fresh
        known = [self.columns[term] for term in counts if term in self.columns]
        having[known] += fresh
        weight, unknown = rarity(having, size) * self.own, rarity(1, size)
        raw = {
            term: (
                (1 + np.log(count))
                * (
                    weight[self.columns[term]]
                    if term in self.columns
                    else unknown * own_weight(term)
                )
            )
            for term, count in counts.items()
        }
        vector = np.zeros(len(self.columns))
        vector[known] = [value for term, value in raw.items() if term in self.columns]
        lengths = np.sqrt(self.terms.power(2) @ weight**2) * np.sqrt(
            sum(value * value for value in raw.values())
        )
        return (self.terms @ (weight * vector)) / np.where(lengths > 0, lengths, 1)

    def _dice(self, found: frozenset[str]) -> np.ndarray:
        vector = np.zeros(len(self.gram_columns))
        vector[[self.gram_columns[gram] for gram in found if gram in self.gram_columns]] = 1
        total = self.grams.sum(axis=1) + len(found)
        return 2 * (self.grams @ vector) / np.where(total > 0, total, 1)


LONE_EACH, LONE = 3, 40  # claims that stand alone shown for each origin, and of all


class Lone(NamedTuple):
    """A claim that stands alone as it is shown, and the sentence elsewhere that is nearest to it.

    likeness: 0 to 1, null where nothing is alike; nearest is null where no other report is on its
    story.
    """

    specificity: int
    claim: str
    nearest: str | None
    likeness: float | None


def alone(results: Results) -> list[ClaimRow]:
    """The claims that no other origin agrees with or disputes, the most concrete first."""
    family = results.family
    # what a conflict says of a claim holds of its copies too
    disputed = {
        family[row["claim_" + end]]  # type: ignore[literal-required]
        for row in results.between
        if is_telling(row)
        for end in "ab"
    }
    single = {
        row["claim_id"]
        for row in results.tables["families"]
        if row["origins"] == 1 and row["family_id"] not in disputed
    }
    claims = [claim for claim in innermost(results.tables["claims"]) if claim["claim_id"] in single]
    return sorted(claims, key=lambda claim: (concrete(claim), claim["claim_id"]))


def lone(results: Results, *, shown: set[str]) -> list[Lone]:
    """The first claims of each origin that stand alone, of those shown, the most specific first."""
    seen: Counter[str] = Counter()
    few = []
    for claim in (claim for claim in alone(results) if claim["claim_id"] in shown):
        home = results.origin[claim["doc_id"]]
        seen[home] += 1
        if seen[home] <= LONE_EACH:
            few.append((-claim["specificity"], results.told(claim), claim))
    passages = Passages.of(results)
    chosen = sorted(few, key=itemgetter(0, 1))[:LONE]
    return [_lone(results, claim, words, passages.nearest(claim)) for _, words, claim in chosen]


def _lone(results: Results, claim: ClaimRow, words: str, near: Nearest | None) -> Lone:
    if near is None or near.similarity < ALIKE:
        return Lone(claim["specificity"], words, near and "nothing alike", None)
    place = f"{results.names[near.doc_id]}: {near.text}"
    return Lone(claim["specificity"], words, place, near.similarity)


def concrete(claim: ClaimRow) -> int:
    """How little a claim can be checked by: the lower, the more numbers, time and marks it has."""
    return -(claim["specificity"] + bool(claim["numbers"]) + bool(claim["time_text"]))
