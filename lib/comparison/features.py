"""Pairs of claims in, what tells whether two state the same thing out: numbers with a name each.

None depends on which of the two comes first, on polarity, on modality or on values.
"""

import numpy as np
from scipy import sparse

from lib.comparison.arrays import Claims, heavy, rarity, unit

Features = dict[str, np.ndarray]
KINDS = ("name", "figure")  # of words, by their column in Claims.kinds


def features(claims: Claims, i: np.ndarray, j: np.ndarray) -> Features:
    """For each pair of claims its features by name."""
    quoted = claims.quoted
    said = {"both_quoted": quoted[i] & quoted[j], "one_quoted": quoted[i] != quoted[j]}
    return (
        _words(claims, i, j)
        | _kinds(claims, i, j)
        | _sentences(claims, i, j)
        | _letters(claims, i, j)
        | _roles(claims, i, j)
        | said
    )


def _words(claims: Claims, i: np.ndarray, j: np.ndarray) -> Features:
    """Words of the contents in common, by their rarity."""
    own = heavy(claims.words, claims.rare)
    shared = sparse.csr_array(own[i].multiply(claims.words[j]))
    mass, common = _sum(own), _sum(shared)
    return {
        "cosine": _cosine(claims.words, claims.rare, i, j),
        "told_cosine": _cosine(claims.told, claims.rare, i, j),
        "shared": common,
        "rarest": shared.max(axis=1).toarray().ravel() if len(i) else common,
        "count": np.diff(shared.indptr).astype(float),
        **_both("holds", _over(common, mass[i]), _over(common, mass[j])),
        **_both("mass", mass[i], mass[j]),
    }


def _kinds(claims: Claims, i: np.ndarray, j: np.ndarray) -> Features:
    """Names and figures in common, and those that only one of the two has."""
    own, found = heavy(claims.words, claims.rare), {}
    mass = np.asarray(own @ claims.kinds)
    shared = np.asarray(sparse.csr_array(own[i].multiply(claims.words[j])) @ claims.kinds)
    for column, kind in enumerate(KINDS):
        a, b, common = mass[i, column], mass[j, column], shared[:, column]
        found[f"{kind}_shared"] = common
        found[f"{kind}_share"] = _over(2 * common, a + b)
        found |= _both(f"{kind}_other", a - common, b - common)
    return found


def _sentences(claims: Claims, i: np.ndarray, j: np.ndarray) -> Features:
    """How alike the sentences are, and how much of each content stands in the other's sentence."""
    line, mass = heavy(claims.sentence, claims.rare), _sum(heavy(claims.words, claims.rare))
    a = _over(_shared(line, claims.words, j, i), mass[i])
    b = _over(_shared(line, claims.words, i, j), mass[j])
    alike = _cosine(claims.sentence, claims.rare, i, j)
    return {"sentence_cosine": alike, **_both("in_sentence", a, b)}


def _letters(claims: Claims, i: np.ndarray, j: np.ndarray) -> Features:
    """Runs of letters in common, by their rarity: of both, and of each side."""
    letters = heavy(claims.letters, np.maximum(rarity(claims.letters), 0))
    mass, common = _sum(letters), _shared(letters, claims.letters, i, j)
    a, b = _over(common, mass[i]), _over(common, mass[j])
    return {"letters": _over(2 * common, mass[i] + mass[j]), **_both("letters_hold", a, b)}


def _roles(claims: Claims, i: np.ndarray, j: np.ndarray) -> Features:
    """How alike the words of each role are, -1 where a side has none."""
    found = {}
    for name, rows in claims.roles.items():
        filled = np.diff(rows.indptr) > 0
        found[name] = np.where(filled[i] & filled[j], _cosine(rows, claims.rare, i, j), -1.0)
    return found


def _sum(rows: sparse.csr_array) -> np.ndarray:
    return np.asarray(rows.sum(axis=1)).ravel()


def _shared(
    weighted: sparse.csr_array, plain: sparse.csr_array, i: np.ndarray, j: np.ndarray
) -> np.ndarray:
    """The summed weight of what row i of the one table shares with row j of the other."""
    return _sum(weighted[i].multiply(plain[j]))


def _cosine(rows: sparse.csr_array, weight: np.ndarray, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    vectors = unit(heavy(rows, weight))
    return _sum(vectors[i].multiply(vectors[j]))


def _both(name: str, a: np.ndarray, b: np.ndarray) -> Features:
    """The greater and the lesser of two sides."""
    return {f"{name}_most": np.maximum(a, b), f"{name}_least": np.minimum(a, b)}


def _over(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(a / np.where(b > 0, b, 1))
