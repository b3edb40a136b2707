"""Bags of words as sparse matrices, and the nearest rows of them."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from itertools import chain

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


def counted(bags: Sequence[Bag]) -> sparse.csr_array:
    """A row for each bag and a column for each thing in some of them; a member of a set is 1."""
    columns: dict[Hashable, int] = {}
    places = [columns.setdefault(thing, len(columns)) for bag in bags for thing in bag]
    each = (bag.values() if isinstance(bag, Mapping) else [1.0] * len(bag) for bag in bags)
    values = np.fromiter(chain.from_iterable(each), float, len(places))
    ends = np.cumsum([0, *map(len, bags)], dtype=np.int32)
    table = values, np.array(places, dtype=np.int32), ends
    return sparse.csr_array(table, shape=(len(bags), len(columns)))
