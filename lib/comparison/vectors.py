"""Bags of words as sparse matrices, and the nearest rows of them."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

import numpy as np
from scipy import sparse

CHUNK = 512  # rows of a product of vectors held at a time


def nearest_rows(
    rows: sparse.csr_array,
    least: float,
    others: sparse.csr_array | None = None,
    *,
    most: int | None = None,
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """For each row, in order: its number, and the numbers and products of the others that it has a
    product of at least `least` with.

    The largest products come first, at most `most`; ties go by number. Without `others`, those are
    the rows themselves but the one. Products of 0 are left out; never more than CHUNK rows of the
    table of all products are held.
    """
    columns = (rows if others is None else others).T.tocsc()
    for first in range(0, rows.shape[0], CHUNK):
        products = sparse.csr_array(rows[first : first + CHUNK] @ columns)
        for i in range(products.shape[0]):
            span = slice(products.indptr[i], products.indptr[i + 1])
            places, values = products.indices[span], products.data[span].round(9)
            kept = (values >= least) & (places != first + i if others is None else True)
            if most is not None and np.count_nonzero(kept) > most:
                kept &= values >= np.partition(values[kept], -most)[-most]
            places, values = places[kept], values[kept]
            order = np.lexsort((places, -values))[:most]
            yield first + i, places[order], values[order]


Bag = Mapping[Hashable, float] | Collection[Hashable]


def counted(*lists: Sequence[Bag]) -> tuple[dict[Hashable, int], list[sparse.csr_array]]:
    """The column of each thing, and for each list of bags a table with a row for each bag, a member
    of a set being 1."""
    columns: dict[Hashable, int] = {}
    found = [_entries(bags, columns) for bags in lists]
    return columns, [
        sparse.csr_array(one, shape=(len(bags), len(columns)))
        for one, bags in zip(found, lists, strict=True)
    ]


def _entries(
    bags: Sequence[Bag], columns: dict[Hashable, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The values, columns and row ends of a table of the bags; columns are given out as they are
    needed."""
    places = [columns.setdefault(thing, len(columns)) for bag in bags for thing in bag]
    values = [
        value
        for bag in bags
        for value in (bag.values() if isinstance(bag, Mapping) else [1.0] * len(bag))
    ]
    return (
        np.array(values, dtype=float),
        np.array(places, dtype=np.int32),
        np.cumsum([0, *map(len, bags)], dtype=np.int32),
    )
