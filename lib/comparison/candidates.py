"""Claims as arrays in, the pairs of two documents that share rare words out."""

import numpy as np
from scipy import sparse

from lib.comparison.arrays import Claims, heavy, rarity, runs, unit

PARTNERS = 12  # of a claim that are looked at, of each group
KEYS = 16  # of a claim's words and pairs of words, the rarest that are looked up
COMMON = 150  # claims that may share a word before it is too common to look up
CHUNK = 4096  # rows of the product of all claims held at a time


def candidates(
    claims: Claims, group: np.ndarray, *, across: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs (i, j), i < j, of two documents that share a word rare enough: of each claim the
    PARTNERS in its own group and in the others that share most; across: none in its own."""
    size, keyed = len(claims), _keyed(claims)
    columns, pairs = sparse.csr_array(keyed.T), []
    for first in range(0, size, CHUNK):
        product = sparse.csr_array(keyed[first : first + CHUNK] @ columns)
        row = np.repeat(np.arange(first, first + product.shape[0]), np.diff(product.indptr))
        own = group[row] == group[product.indices]
        kept = (claims.doc[row] != claims.doc[product.indices]) & ~(own & across)
        row, other, own = row[kept], product.indices[kept].astype(np.int64), own[kept]
        best = _rank(2 * row + own, product.data[kept].round(9)) < PARTNERS
        pairs.append(np.minimum(row, other)[best] * size + np.maximum(row, other)[best])
    found = np.unique(np.concatenate(pairs)) if pairs else np.empty(0, dtype=np.int64)
    return found // max(size, 1), found % max(size, 1)


def _keyed(claims: Claims) -> sparse.csr_array:
    """Each claim by the rarest of its words, and in a large story of its pairs of words."""
    words = claims.words
    words.sort_indices()
    both = words
    if len(claims) > COMMON:
        pairs = runs([row.tolist() for row in np.split(words.indices, words.indptr[1:-1])], 2)
        both = sparse.csr_array(sparse.hstack([words, pairs]))
    counts = np.bincount(both.indices, minlength=both.shape[1])
    shared = (counts > 1) & (counts <= COMMON)
    return unit(_rarest(heavy(both, np.sqrt(np.where(shared, np.maximum(rarity(both), 0), 0)))))


def _rarest(rows: sparse.csr_array) -> sparse.csr_array:
    """Of each row its KEYS heaviest entries."""
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    kept = (_rank(row, rows.data) < KEYS) & (rows.data > 0)
    return sparse.csr_array((rows.data[kept], (row[kept], rows.indices[kept])), rows.shape)


def _rank(group: np.ndarray, value: np.ndarray) -> np.ndarray:
    """The rank of each value in its group, from 0 for the largest; ties go by place."""
    order = np.lexsort((-value, group))
    ranks = np.empty(len(order), dtype=np.int64)
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    ranks[order] = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order)))
    return ranks
