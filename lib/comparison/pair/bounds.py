"""Which claims that share a word may be as alike as asked: bounds on the likeness of all pairs of a
story, which no such pair fails."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from scipy import sparse

from lib.comparison.pair.likeness import LETTERS_BASE, ORDER_BASE, Scorer, above, full, weights
from lib.comparison.pair.side import PART_SHARE, SPREAD, Side, alike
from lib.comparison.pair.vocabulary import OTHER_END
from lib.comparison.vectors import Bag, counted

CELLS = 2**20  # pairs that are looked at together, a few numbers each
# What is rounded to three digits, or summed in another order, may be so much less.
ROUNDED, SUMMED = 0.0006, 1e-9


class Shared:
    """What the bags of some rows share with those of others: the products of their values, a member
    of a set being 1."""

    def __init__(self, rows: sparse.csr_array, others: sparse.csr_array | None = None) -> None:
        self.rows, self.columns = rows, sparse.csc_array((rows if others is None else others).T)

    def block(self, rows: slice) -> sparse.csr_array:
        """The products of these rows with all from the first of them on."""
        return self.rows[rows] @ self.columns[:, rows.start :]

    def where(self, rows: slice) -> tuple[np.ndarray, np.ndarray]:
        """The places in the block whose product is not 0."""
        return self.block(rows).nonzero()


def shared(*bags: Sequence[Bag]) -> Shared:
    """The same of one or two lists of bags."""
    return Shared(*counted(*bags)[1])


def gram_table(texts: list[str]) -> sparse.csr_array:
    """For each text its character 3-grams, each time that one stands there in a column of its own,
    so that rows share as many as bags do."""
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds, letters = np.unique(letters, return_inverse=True)
    row = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    gram = (letters[:-2] * len(kinds) + letters[1:-1]) * len(kinds) + letters[2:]
    inside = row[:-2] == row[2:]
    gram, row = gram[inside], row[:-2][inside]
    order = np.lexsort((gram, row))
    gram, row = gram[order], row[order]
    first = np.flatnonzero(np.diff(gram, prepend=-1) | np.diff(row, prepend=-1))
    again = np.arange(len(gram)) - np.repeat(first, np.diff(first, append=len(gram)))
    columns = np.unique(gram * (again.max(initial=0) + 1) + again, return_inverse=True)[1]
    return sparse.csr_array(
        (np.ones(len(row)), (row, columns)), shape=(len(texts), columns.max(initial=0) + 1)
    )


class Moves(NamedTuple):
    """For pairs of claims: what remains of the way to 1 after all that they may share besides
    words, how far their actors move the score, where to, and whether the parts of one may stand in
    the other.
    """

    rest: np.ndarray
    pull: np.ndarray
    goal: np.ndarray
    stands: np.ndarray


class Bounds:
    """What the likeness of any two of the sides is at most, from what a product of sparse tables
    tells of all pairs."""

    def __init__(self, scorer: Scorer, sides: Sequence[Side]) -> None:
        self.lines = [one.content.sorted for one in sides]
        self.words = shared([one.content.terms for one in sides])
        self.grams = Shared(gram_table([f" {' '.join(one.content.line)} " for one in sides]))
        self.sizes = np.diff(self.grams.rows.indptr).astype(float)
        self.verbs = shared([one.content.verbs for one in sides])
        self.powers = shared([one.powers for one in sides])
        self.counts = np.array([len(one.powers) for one in sides], dtype=float)
        self.named = np.array([bool(one.named) for one in sides])
        self.predicate = shared([one.verbs for one in sides])
        self.scale = shared(
            [list(one.ends) for one in sides],
            [[(scale, OTHER_END[end]) for scale, end in one.ends] for one in sides],
        )
        self.toll = shared([one.tolls for one in sides])
        needed, near = _parts(scorer, sides)
        self.parts, self.whole = shared(needed, near), shared(near, needed)

    def pairs(self, apart: np.ndarray, least: float) -> Iterator[tuple[int, int, float, bool]]:
        """Any two sides that share a term, have another value of `apart`, and may be `least` alike.

        Their numbers, what the features that the contents share add to the score, and whether the
        parts of one may stand in the other.
        """
        floor = max(least - ROUNDED, 0.0) ** (1 / SPREAD) - SUMMED
        step = max(1, CELLS // max(len(self.lines), 1))
        for first in range(0, len(self.lines), step):
            rows = slice(first, min(first + step, len(self.lines)))
            yield from self._block(rows, np.not_equal.outer(apart[rows], apart[first:]), floor)

    def _block(
        self, rows: slice, wanted: np.ndarray, floor: float
    ) -> Iterator[tuple[int, int, float, bool]]:
        text, moves, order = (
            self._text(rows, wanted),
            self._moves(rows),
            weights("text")["order"] / full(),
        )
        places = np.nonzero(np.triu(wanted, 1) & (_moved(text + order, moves) >= floor))
        left, right = (each + rows.start for each in places)
        lines = [[self.lines[i] for i in end.tolist()] for end in (left, right)]
        ratio = process.cpdist(*lines, scorer=fuzz.ratio, dtype=np.float64) / 100
        common, found = (
            text[places] + order * above(ORDER_BASE, ratio),
            Moves(*(move[places] for move in moves)),
        )
        kept = _moved(common, found) >= floor
        yield from zip(
            *(values[kept].tolist() for values in (left, right, common, found.stands)), strict=True
        )

    def _text(self, rows: slice, wanted: np.ndarray) -> np.ndarray:
        """What the score of the texts is at most without the order of letters; those that share no
        term are no longer wanted."""
        weight, words = weights("text"), self.words.block(rows).toarray()
        wanted &= words > 0
        sizes = np.add.outer(self.sizes[rows], self.sizes[rows.start :])
        letters = above(LETTERS_BASE, 2 * self.grams.block(rows).toarray() / np.maximum(sizes, 1))
        total = weight["words"] * words + weight["letters"] * letters
        total[self.verbs.where(rows)] += weight["verbs"]
        return total / full()

    def _moves(self, rows: slice) -> Moves:
        weight, named = (
            weights("claim"),
            np.logical_and.outer(self.named[rows], self.named[rows.start :]),
        )
        rest, pull, goal = np.ones(named.shape), weight["actors"] * named, np.zeros(named.shape)
        for name, found in (
            ("predicate", self.predicate),
            ("scale", self.scale),
            ("toll", self.toll),
        ):
            rest[found.where(rows)] *= 1 - weight[name]
        stands = (
            (self.parts.block(rows) >= PART_SHARE - SUMMED)
            + (self.whole.block(rows) >= PART_SHARE - SUMMED)
        ).toarray()
        rest[stands] *= 1 - weight["parts"]
        both = self.powers.block(rows).tocoo()
        i, j = both.row, both.col
        pull[i, j] = weight["actors"]
        goal[i, j] = both.data / np.minimum(self.counts[rows][i], self.counts[rows.start :][j])
        return Moves(rest, pull, goal, stands)


def _moved(text: np.ndarray, moves: Moves) -> np.ndarray:
    """The likeness at most, before it is spread, by the score of the texts."""
    return (1 - moves.pull) * (
        1 - (1 - np.minimum(text, 1.0)) * moves.rest
    ) + moves.pull * moves.goal


def _parts(scorer: Scorer, sides: Sequence[Side]) -> tuple[list[dict[str, float]], list[set[str]]]:
    """For each side the share of each of its stems in its parts, and the stems of any part that
    stand in it.

    All parts of a side stand in another only if on average as much of them does as is asked of
    each.
    """
    needed = [
        (
            _weighed(scorer, one.parts)
            if len(one.parts) + (bool(one.doers) and not one.subject) > 1
            else {}
        )
        for one in sides
    ]
    standing: dict[str, list[str]] = {}
    for key in sorted({key for part in needed for key in part}):
        for term in alike(key):
            standing.setdefault(term, []).append(key)
    return needed, [
        {key for term in one.near if term in standing for key in standing[term]} for one in sides
    ]


def _weighed(scorer: Scorer, parts: list[frozenset[str]]) -> dict[str, float]:
    """The share of each stem in the parts, which weigh the same."""
    found: dict[str, float] = {}
    for part in parts:
        total = scorer.mass(part) * len(parts)
        for key in part:
            found[key] = found.get(key, 0.0) + scorer.weight(key) / total
    return found
