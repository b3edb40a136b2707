"""Documents in, the stories that they are on out."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage

from lib.comparison.ties import tied
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
LARGEST = 4000  # documents of a part that is bundled at a time
# Reports of another week are less alike by a third, since a kind of event comes again; chosen on 21
# stories of US politics among 45.
STALE, STALE_DAYS = 1 / 3, 7


def texts(ids: Iterable[str], blocks: list[BlockRow]) -> dict[str, str]:
    """The cleaned text of each document by doc_id, one line a block."""
    parts = by_document(sorted(blocks, key=lambda block: (block["doc_id"], block["order"])))
    return {doc_id: "\n".join(block["text"] for block in parts.get(doc_id, [])) for doc_id in ids}


def told_together(texts: dict[str, str], published: dict[str, str | None]) -> list[tuple[str, str]]:
    """Pairs of documents of one story that tie all of its documents together, by text and ISO day
    of each. A text counts once, with its first day, however many documents have it."""
    having: dict[str, list[str]] = defaultdict(list)
    bundles: dict[int, list[str]] = defaultdict(list)
    for doc_id, text in texts.items():
        if stems(text):
            having[text].append(doc_id)
    told = sorted(having)
    days = [min((published[one] or "" for one in having[text]), key=_known) for text in told]
    for text, label in zip(told, stories(told, days), strict=True):
        bundles[label] += having[text]
    return [pair for members in bundles.values() for pair in pairwise(members)]


def _known(day: str) -> tuple[bool, str]:
    return not day, day


def stories(texts: list[str], published: list[str]) -> list[int]:
    """The story of each text, as a number: bundles of texts that are alike on average, each bundled
    again by itself; published: the ISO day of each, "" where it is not known.

    In a large folder the words of a kind of event are rare, and two robberies fall into one bundle;
    seen by itself, the bundle has these words throughout, and what tells the two apart is rare.
    """
    if not texts:
        return []
    counts = counted([Counter(_terms(text)) for text in texts])
    days = np.array([date.fromisoformat(day).toordinal() if day else np.nan for day in published])
    outer, labels = _bundles(counts, days), np.zeros(len(texts), dtype=int)
    for bundle in np.unique(outer):
        members = np.flatnonzero(outer == bundle)
        labels[members] = members[_bundles(counts[members], days[members])]
    return labels.tolist()


# A word that does not open a sentence, a line or a quotation.
INSIDE = re.compile(rf"(?<=[^.!?:\"“\n][ (\-]){WORD.pattern}")


def _terms(text: str) -> list[str]:
    """The stems of the text, and those of the names in it again."""
    names = [match.group().lower() for match in INSIDE.finditer(text) if match.group()[0].isupper()]
    return stems(text) + NAME_COUNTS * [stem(name) for name in names if name not in STOP_WORDS]


def _bundles(counts: sparse.csr_array, days: np.ndarray) -> np.ndarray:
    """For each row of counts of terms the first row of its bundle."""
    vectors = _weighted(counts)
    return _with_lone(vectors, _linked(vectors, days))


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


def _linked(vectors: sparse.csr_array, days: np.ndarray) -> np.ndarray:
    """For each row the first row of its bundle, by average linkage (Sokal and Michener 1958) above
    STORY_COSINE; only within parts that hang together by near documents, since an average cannot
    exceed all that it is made of."""
    size = vectors.shape[0]
    near: list[tuple[float, int, int]] = []
    for i, others, values in nearest_rows(vectors, STORY_COSINE, most=NEIGHBOURS):
        near += [(-value, i, j) for j, value in zip(others.tolist(), values.tolist(), strict=True)]
    home = np.array(tied(((i, j) for _, i, j in sorted(near)), size, most=LARGEST))
    order, first = np.argsort(home, kind="stable"), np.arange(size)
    for part in np.split(order, np.flatnonzero(np.diff(home[order])) + 1):
        if len(part) > 1:
            first[part] = part[_cut(_alike(vectors[part], days[part]))]
    return first


def _alike(vectors: sparse.csr_array, days: np.ndarray) -> np.ndarray:
    """How alike each two documents are, for each two rows; less, if they are of days apart."""
    apart = np.minimum(np.abs(days[:, None] - days) / STALE_DAYS, 1)
    return np.asarray((vectors @ vectors.T).toarray() * (1 - STALE * np.nan_to_num(apart)))


def _cut(alike: np.ndarray) -> np.ndarray:
    """For each row the first row of its bundle."""
    pairs = (1 - alike)[np.triu_indices(len(alike), 1)]
    labels = fcluster(linkage(pairs, "average").round(9), 1 - STORY_COSINE, "distance")
    _, first, bundle = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[bundle])


def _with_lone(vectors: sparse.csr_array, first: np.ndarray) -> np.ndarray:
    """The same, with each document that is alone in the bundle of others that is clearly nearest,
    if one is near enough."""
    names, sizes = np.unique(first, return_counts=True)
    names, sizes, lone = names[sizes > 1], sizes[sizes > 1], names[sizes == 1]
    if not len(names) or not len(lone):
        return first
    place = {name: i for i, name in enumerate(names.tolist())}
    rows = np.array([(place[name], i) for i, name in enumerate(first.tolist()) if name in place])
    shares, shape = (1 / sizes[rows[:, 0]], (rows[:, 0], rows[:, 1])), (len(names), len(first))
    means = sparse.csr_array(shares, shape) @ vectors
    joined = first.copy()
    for i, others, values in nearest_rows(vectors[lone], 0.0, means, most=2):
        second = values[1] if len(values) > 1 else 0.0
        if len(values) and values[0] >= max(LONE_COSINE, LONE_LEAD * second):
            joined[lone[i]] = names[others[0]]
    # a lone document may stand before the bundle that it joined
    return np.array([np.flatnonzero(joined == name)[0] for name in joined.tolist()])
