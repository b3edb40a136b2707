"""Pairs of claims in, what tells whether two state the same thing out: numbers with a name each.

None depends on which of the two comes first, on polarity, on modality or on values.
"""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from lib.comparison.arrays import Claims, heavy, inverse_lengths, rarity

Features = dict[str, np.ndarray]
KINDS = ("name", "figure")  # of words, by their column in Claims.kinds


class Rows(NamedTuple):
    """Rows of a table, and the numbers that they have in it; a row may come again and again."""

    number: np.ndarray
    rows: sparse.csr_array


def features(claims: Claims, i: np.ndarray, j: np.ndarray) -> Features:
    """For each pair of claims its features by name."""
    quoted = claims.quoted
    said = {"both_quoted": quoted[i] & quoted[j], "one_quoted": quoted[i] != quoted[j]}
    words, sentences = _sides(claims.words, i, j), _sides(claims.sentence, i, j)
    common = _common(*words)
    return (
        _words(claims, common, i, j)
        | _kinds(claims, common, i, j)
        | _sentences(claims, words, sentences)
        | _letters(claims, i, j)
        | _roles(claims, i, j)
        | said
    )


def _words(claims: Claims, shared: sparse.csr_array, i: np.ndarray, j: np.ndarray) -> Features:
    """Words of the contents in common, by their rarity."""
    rare, told = claims.rare, _common(*_sides(claims.told, i, j))
    mass, weights = _sum(heavy(claims.words, rare)), heavy(shared, rare)
    common = _sum(weights)
    return {
        "cosine": _cosine(shared, inverse_lengths(heavy(claims.words, rare)), rare, i, j),
        "told_cosine": _cosine(told, inverse_lengths(heavy(claims.told, rare)), rare, i, j),
        "shared": common,
        "rarest": weights.max(axis=1).toarray().ravel() if len(i) else common,
        "count": np.diff(shared.indptr).astype(float),
        **_both("holds", _over(common, mass[i]), _over(common, mass[j])),
        **_both("mass", mass[i], mass[j]),
    }


def _kinds(claims: Claims, shared: sparse.csr_array, i: np.ndarray, j: np.ndarray) -> Features:
    """Names and figures in common, and those that only one of the two has."""
    mass = np.asarray(heavy(claims.words, claims.rare) @ claims.kinds)
    both = np.asarray(heavy(shared, claims.rare) @ claims.kinds)
    found = {}
    for column, kind in enumerate(KINDS):
        a, b, common = mass[i, column], mass[j, column], both[:, column]
        found[f"{kind}_shared"] = common
        found[f"{kind}_share"] = _over(2 * common, a + b)
        found |= _both(f"{kind}_other", a - common, b - common)
    return found


def _sentences(claims: Claims, words: tuple[Rows, Rows], lines: tuple[Rows, Rows]) -> Features:
    """How alike the sentences are, and how much of each content stands in the other's sentence."""
    rare, (here, there) = claims.rare, words
    mass = _sum(heavy(claims.words, rare))
    a = _over(_sum(heavy(_common(lines[1], here), rare)), mass[here.number])
    b = _over(_sum(heavy(_common(lines[0], there), rare)), mass[there.number])
    inverse = inverse_lengths(heavy(claims.sentence, rare))
    alike = _cosine(_common(*lines), inverse, rare, here.number, there.number)
    return {"sentence_cosine": alike, **_both("in_sentence", a, b)}


def _letters(claims: Claims, i: np.ndarray, j: np.ndarray) -> Features:
    """Runs of letters in common, by their rarity: of both, and of each side."""
    rare = np.maximum(rarity(claims.letters), 0)
    mass = _sum(heavy(claims.letters, rare))
    common = _sum(heavy(_common(*_sides(claims.letters, i, j)), rare))
    a, b = _over(common, mass[i]), _over(common, mass[j])
    return {"letters": _over(2 * common, mass[i] + mass[j]), **_both("letters_hold", a, b)}


def _roles(claims: Claims, i: np.ndarray, j: np.ndarray) -> Features:
    """How alike the words of each role are, -1 where a side has none."""
    found = {}
    for name, rows in claims.roles.items():
        filled = np.diff(rows.indptr) > 0
        both = filled[i] & filled[j]
        one, other, inverse = i[both], j[both], inverse_lengths(heavy(rows, claims.rare))
        found[name] = np.full(len(i), -1.0)
        shared = _common(*_sides(rows, one, other))
        found[name][both] = _cosine(shared, inverse, claims.rare, one, other)
    return found


def _sides(rows: sparse.csr_array, i: np.ndarray, j: np.ndarray) -> tuple[Rows, Rows]:
    # what is counted here is only whether an entry is there, for which a byte is enough
    light = sparse.csr_array((rows.data.astype(np.int8), rows.indices, rows.indptr), rows.shape)
    return Rows(i, light[i]), Rows(j, light[j])


def _common(one: Rows, other: Rows) -> sparse.csr_array:
    """What each row of the one has in common with that row of the other."""
    return sparse.csr_array(one.rows.multiply(other.rows))


def _sum(rows: sparse.csr_array) -> np.ndarray:
    return np.asarray(rows.sum(axis=1)).ravel()


def _cosine(
    common: sparse.csr_array, inverse: np.ndarray, weight: np.ndarray, i: np.ndarray, j: np.ndarray
) -> np.ndarray:
    """The cosine of each two rows with these inverse lengths and columns so weighted."""
    pair = np.repeat(np.arange(len(i)), np.diff(common.indptr))
    own = weight[common.indices]
    values = (inverse[i][pair] * own) * (inverse[j][pair] * own)
    return _sum(sparse.csr_array((values, common.indices, common.indptr), common.shape))


def _both(name: str, a: np.ndarray, b: np.ndarray) -> Features:
    """The greater and the lesser of two sides."""
    return {f"{name}_most": np.maximum(a, b), f"{name}_least": np.minimum(a, b)}


def _over(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(a / np.where(b > 0, b, 1))
