"""Documents in, the stories that they are on out."""

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import count, pairwise

import numpy as np
from scipy import sparse

from lib.comparison.vectors import counted, nearest_rows
from lib.tables.records import BlockRow
from lib.tables.store import by_document
from lib.text.words import STOP_WORDS, WORD, stem, stems

# and in small folders drawn from them
# The documents of a story are on average at least this alike.
STORY_COSINE = 0.12
# A document that is left alone joins the story that it is this alike on average, if no other story
# is half as near.
LONE_COSINE, LONE_LEAD = 0.06, 2.0
# A word's rarity is counted as if so many more documents lacked it: in a folder of five reports
# every word that matters is in most of them.
UNSEEN = 150
# A name counts as if it stood this many more times: names tell two robberies apart, what is done in
# them does not.
NAME_COUNTS = 2
NEIGHBOURS = 50  # most alike documents that are looked at for each
# Columns and values of a vector; for one alone, scipy takes far longer to make a table and to add
# two.
Sparse = tuple[np.ndarray, np.ndarray]


def texts(ids: Iterable[str], blocks: list[BlockRow]) -> dict[str, str]:
    """The cleaned text of each document by doc_id, one line a block."""
    parts = by_document(sorted(blocks, key=lambda block: (block["doc_id"], block["order"])))
    return {doc_id: "\n".join(block["text"] for block in parts.get(doc_id, [])) for doc_id in ids}


def told_together(ids: list[str], texts: list[str]) -> list[tuple[str, str]]:
    """Pairs of documents of one story that tie all of its documents together. A text counts once,
    however many documents have it."""
    having: dict[str, list[str]] = defaultdict(list)
    bundles: dict[int, list[str]] = defaultdict(list)
    for doc_id, text in zip(ids, texts, strict=True):
        if stems(text):
            having[text].append(doc_id)
    told = sorted(having)
    for text, label in zip(told, stories(told), strict=True):
        bundles[label] += having[text]
    return [pair for members in bundles.values() for pair in pairwise(members)]


def stories(texts: list[str]) -> list[int]:
    """The story of each text, as a number: bundles of texts that are alike on average, each bundled
    again by itself.

    In a large folder the words of a kind of event are rare, and two robberies fall into one bundle;
    seen by itself, the bundle has these words throughout, and what tells the two apart is rare.
    """
    if not texts:
        return []
    _, (counts,) = counted([Counter(_terms(text)) for text in texts])
    outer, labels = _bundles(counts), np.zeros(len(texts), dtype=int)
    for bundle in np.unique(outer):
        members = np.flatnonzero(outer == bundle)
        labels[members] = members[_bundles(counts[members])] if len(members) > 1 else members
    return labels.tolist()


# A word that does not open a sentence, a line or a quotation.
INSIDE = re.compile(rf"(?<=[^.!?:\"“\n][ (\-]){WORD.pattern}")


def _terms(text: str) -> list[str]:
    """The stems of the text, and those of the names in it again."""
    names = [match.group().lower() for match in INSIDE.finditer(text) if match.group()[0].isupper()]
    return stems(text) + NAME_COUNTS * [stem(name) for name in names if name not in STOP_WORDS]


def _bundles(counts: sparse.csr_array) -> np.ndarray:
    """For each row of counts of terms the first row of its bundle."""
    vectors = _weighted(counts)
    return _with_lone(vectors, _average_linked(vectors))


def _weighted(counts: sparse.csr_array) -> sparse.csr_array:
    """The rows as vectors of length one: the logarithm of each count, by the square of the rarity
    of its term among these rows."""
    vectors = sparse.csr_array(counts, dtype=float)
    vectors.data = 1 + np.log(vectors.data)
    having = np.bincount(vectors.indices, minlength=vectors.shape[1])
    rarity = np.log((vectors.shape[0] + UNSEEN) / (having + 1)) ** 2
    vectors = vectors @ sparse.diags_array(rarity)
    lengths = np.sqrt(vectors.power(2).sum(axis=1))
    return sparse.diags_array(1 / np.where(lengths, lengths, 1)) @ vectors


def _average_linked(vectors: sparse.csr_array) -> np.ndarray:
    """For each row the first row of its bundle, by average linkage (Sokal and Michener 1958) above
    STORY_COSINE.

    The best pair of bundles is joined as long as there is one. Only bundles with a pair of near
    documents are tried, since an average cannot exceed all that it is made of; the average itself
    is exact, from the sums of the vectors.
    """
    ends = list(pairwise(vectors.indptr.tolist()))
    sums = {
        i: (vectors.indices[first:end], vectors.data[first:end])
        for i, (first, end) in enumerate(ends)
    }
    members, names, near, heap = (
        {i: [i] for i in sums},
        count(vectors.shape[0]),
        defaultdict(set),
        [],
    )
    for i, others, values in nearest_rows(vectors, STORY_COSINE, most=NEIGHBOURS):
        for j, value in zip(others.tolist(), values.tolist(), strict=True):
            near[i].add(j)
            near[j].add(i)
            heap.append((-value, min(i, j), max(i, j)))
    heapq.heapify(heap)
    while heap:
        _, a, b = heapq.heappop(heap)
        if a in members and b in members:
            new = next(names)
            members[new] = members.pop(a) + members.pop(b)
            sums[new] = _sum(sums.pop(a), sums.pop(b), vectors.shape[1])
            near[new] = (near.pop(a) | near.pop(b)) - {a, b}
            for other, product in _products(sums, new, sorted(near[new]), vectors.shape[1]).items():
                near[other] = near[other] - {a, b} | {new}
                value = round(product / (len(members[other]) * len(members[new])), 9)
                if value >= STORY_COSINE:
                    heapq.heappush(heap, (-value, other, new))
    first = np.arange(vectors.shape[0])
    for rows in members.values():
        first[rows] = min(rows)
    return first


def _sum(one: Sparse, other: Sparse, size: int) -> Sparse:
    columns, values = map(np.concatenate, zip(one, other, strict=True))
    full = np.bincount(columns, values, minlength=size)
    kept = np.flatnonzero(full)
    return kept, full[kept]


def _products(sums: dict[int, Sparse], one: int, others: list[int], size: int) -> dict[int, float]:
    """The product of the sum of one bundle's vectors, which have that size, with that of each
    other."""
    if not others:
        return {}
    rows, weight = [sums[other] for other in others], np.bincount(*sums[one], minlength=size)
    values = np.concatenate([values * weight[columns] for columns, values in rows])
    return dict(
        zip(
            others,
            np.bincount(
                np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows]), values
            ).tolist(),
            strict=True,
        )
    )


def _with_lone(vectors: sparse.csr_array, first: np.ndarray) -> np.ndarray:
    """The same, with each document that is alone in the bundle of others that is clearly nearest,
    if one is near enough."""
    names, sizes = np.unique(first, return_counts=True)
    names, sizes, lone = names[sizes > 1], sizes[sizes > 1], names[sizes == 1]
    if not len(names) or not len(lone):
        return first
    place = {name: i for i, name in enumerate(names.tolist())}
    rows = np.array([(place[name], i) for i, name in enumerate(first.tolist()) if name in place])
    means = (
        sparse.csr_array(
            (1 / sizes[rows[:, 0]], (rows[:, 0], rows[:, 1])), shape=(len(names), len(first))
        )
        @ vectors
    )
    joined = first.copy()
    for i, others, values in nearest_rows(vectors[lone], 0.0, means, most=2):
        second = values[1] if len(values) > 1 else 0.0
        if len(values) and values[0] >= max(LONE_COSINE, LONE_LEAD * second):
            joined[lone[i]] = names[others[0]]
    # a lone document may stand before the bundle that it joined
    return np.array([np.flatnonzero(joined == name)[0] for name in joined.tolist()])
