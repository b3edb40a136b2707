"""Which claims stand in one report alone, and the passage elsewhere that is nearest."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from operator import itemgetter

import numpy as np
from rapidfuzz import fuzz, process

from lib.comparison.pair.likeness import LETTERS_BASE, ORDER_BASE, above, grams, weights
from lib.comparison.pair.side import compared, spread
from lib.comparison.pair.vocabulary import own_weight, plain_numbers, rarity, terms
from lib.comparison.vectors import counted
from lib.findings.results import telling, told
from lib.tables.records import Row
from lib.tables.store import innermost
from lib.text.words import sentences, words

# What is less alike is not on the same matter: of the claims of the seeds, held against eight
# reports on another matter, 95 in 100 find nothing above 0.20, and as many the other way round; in
# the seeds themselves 95 in 100 find something above 0.19.
ALIKE = 0.2
# Those that are this much less alike at most may be as alike once that is rounded to three digits.
ROUNDED = 0.005


class Passages:
    """The sentences of all reports, headings apart, by story."""

    def __init__(self, blocks: Iterable[Row], origins: Iterable[Row]) -> None:
        self.home = {row["doc_id"]: (row["story"], row["origin"]) for row in origins}
        self.blocks: dict[str, list[Row]] = defaultdict(list)
        for block in blocks:
            if block["kind"] != "heading" and block["doc_id"] in self.home:
                self.blocks[self.home[block["doc_id"]][0]].append(block)

    def nearest(self, claim: Row) -> Row | None:
        """The sentence nearest to the claim in the documents of its story that have another origin;
        None where there is none.

        A row of doc_id, block_id, start, end (the block's place), text (the sentence, cleaned) and
        similarity, 0 to 1.
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
        found = [
            {
                name: blocks[lines.block[others[i]]][name]
                for name in ("doc_id", "block_id", "start", "end")
            }
            | {"text": lines.texts[lines.text[others[i]]], "similarity": spread(float(alike[i]))}
            for i in np.flatnonzero(alike >= alike.max() - ROUNDED)
        ]
        return min(
            found, key=lambda row: (-row["similarity"], row["doc_id"], row["start"], row["text"])
        )


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


def alone(tables: dict[str, list[Row]]) -> list[Row]:
    """The claims that no other origin agrees with or disputes, the most concrete first, from tables
    claims, origins, matches, families."""
    origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
    between = [
        row
        for row in tables["matches"]
        if telling(row) and origin[row["doc_a"]] != origin[row["doc_b"]]
    ]
    family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
    # what a conflict says of a claim holds of its copies too
    disputed = {family[row[end]] for row in between for end in ("claim_a", "claim_b")}
    single = {
        row["claim_id"]
        for row in tables["families"]
        if row["origins"] == 1 and row["family_id"] not in disputed
    }
    lone = [claim for claim in innermost(tables["claims"]) if claim["claim_id"] in single]
    return sorted(lone, key=lambda claim: (concrete(claim), claim["claim_id"]))


def lone(tables: dict[str, list[Row]], names: dict[str, str], *, shown: set[str]) -> list[Row]:
    """The first three claims of each origin that stand alone, of those shown, with the nearest
    sentence of any other origin.

    Rows of specificity, claim, nearest (both with their report) and likeness, 0 to 1, the most
    specific first, at most 40. What is less than ALIKE is told as nothing alike, its likeness null;
    where no other report is of the story both are null.
    """
    origin, seen = {row["doc_id"]: row["origin"] for row in tables["origins"]}, Counter()
    few = []
    for claim in (claim for claim in alone(tables) if claim["claim_id"] in shown):
        seen.update([origin[claim["doc_id"]]])
        if seen[origin[claim["doc_id"]]] <= LONE_EACH:
            few.append((-claim["specificity"], told(claim, names[claim["doc_id"]]), claim))
    passages = Passages(tables["blocks"], tables["origins"])
    return [
        _alone_row(claim, words, passages.nearest(claim), names=names)
        for _, words, claim in sorted(few, key=itemgetter(0, 1))[:LONE]
    ]


def _alone_row(claim: Row, words: str, near: Row | None, *, names: dict[str, str]) -> Row:
    """The row of one such claim, with the sentence nearest to it."""
    alike = near is not None and near["similarity"] >= ALIKE
    return {
        "specificity": claim["specificity"],
        "claim": words,
        "nearest": (
            f"{names[near['doc_id']]}: {near['text']}" if alike else near and "nothing alike"
        ),
        "likeness": near["similarity"] if alike else None,
    }


def concrete(claim: Row) -> int:
    """How little a claim can be checked by: the lower, the more of numbers, time, and the five
    marks of specificity it has."""
    return -(claim["specificity"] + bool(claim["numbers"]) + bool(claim["time_text"]))
