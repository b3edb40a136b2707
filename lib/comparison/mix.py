"""Features in, a chance out: the mix learned on judged pairs, which weights.tsv holds.

Its stages: "same", the chance that two claims state the same thing; "sure", of a hundred agreements
with that score how many were right; "alone", as "same", of a claim and a sentence; "elsewhere", the
chance that another origin has a claim. Learned by tests/bench/weights.py (make weights).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from lib.comparison.features import Features
from lib.tables.errors import WorkbookError
from lib.text.data import data_text

Weights = dict[str, list[float]]  # of a feature: mean, scale, weight; of "1" what is always added
Mix = dict[str, Weights]
STAGES = ("same", "sure", "alone", "elsewhere")


@cache
def mix(path: str = "") -> Mix:
    """The stages of the table that ships, or of another file of such a form."""
    found: Mix = {stage: {} for stage in STAGES}
    try:
        shipped = (
            data_text(__package__, "weights.tsv") if not path else Path(path).read_text("utf-8")
        )
        for line in shipped.splitlines():
            if not line.startswith(("#", "stage\t")):
                stage, feature, mean, scale, weight = line.split("\t")
                found[stage][feature] = [float(mean), float(scale), float(weight)]
    except (OSError, ValueError, KeyError) as error:
        raise WorkbookError(f"weights: {path!r} is no table of weights ({error})") from error
    return found


def scored(weights: Weights, features: Features) -> np.ndarray:
    """The weighted sum of the features, rounded, so that no threshold hangs on a last bit."""
    found = np.full(len(next(iter(features.values()))), weights["1"][2])
    for name, (mean, scale, weight) in weights.items():
        if name != "1":
            found += weight * (flat(features[name]) - mean) / scale
    return np.asarray(found.round(6))


def flat(values: np.ndarray) -> np.ndarray:
    """The values on a scale on which the large lie near each other."""
    values = np.asarray(values, dtype=float)
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)))


def chance(score: np.ndarray) -> np.ndarray:
    """The score as a chance, 0 to 1."""
    return np.asarray((1 / (1 + np.exp(-score))).round(3))


def sure(mix: Mapping[str, Weights], score: np.ndarray) -> np.ndarray:
    """Of pairs with this score the share that was right."""
    return chance(scored(mix["sure"], {"score": score}))
