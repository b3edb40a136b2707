"""Shares of what people judged, with their intervals."""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import NormalDist

import pandas as pd

from lib.tables.records import Row

GOLD = Path(__file__).parent  # what was judged and expected lies beside the code that reads it


def lines(path: Path) -> list[Row]:
    """The objects of a file of JSON lines."""
    return [
        json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def share(what: str, right: int, of: int) -> Row:
    """A share with the bounds of its 95 % interval, null where nothing was looked at."""
    low, high = _wilson(right, of) if of else (None, None)
    return {"what": what, "right": right, "of": of, "low": low, "high": high}


def _wilson(right: int, of: int) -> tuple[float, float]:
    """The bounds of a share's 95 % interval (Wilson 1927), as scipy.stats has them, which takes a
    second to load."""
    square = NormalDist().inv_cdf(0.975) ** 2
    middle, half = right + square / 2, math.sqrt(square * (right * (of - right) / of + square / 4))
    return (middle - half) / (of + square) if right else 0.0, (
        (middle + half) / (of + square) if right < of else 1.0
    )


def covered(documents: Iterable[Row], judged: Iterable[Row]) -> bool:
    """Whether there is something judged, each with a sha256, of every document that is ok, and of
    one at least."""
    found = {row["sha256"] for row in documents if row["status"] == "ok"}
    return bool(found) and found <= {row["sha256"] for row in judged}


def right(row: Row, question: str) -> bool:
    """Whether both judges say yes."""
    return row["judge_1"][question] and row["judge_2"][question]


def verdict(row: Row, question: str) -> str:
    """What the judges say of a row that they do not both call right."""
    return (
        "the judges differ"
        if row["judge_1"][question] or row["judge_2"][question]
        else "both judges say no"
    )


def table(shares: Sequence[Row]) -> pd.DataFrame:
    """The shares for a reader: what, how many of how many, the share and its interval in per cent,
    nothing where nothing was looked at."""
    rows = [(row["what"], row["right"], row["of"], percent(row)) for row in shares]
    return pd.DataFrame(rows, columns=["question", "right", "of", "share, with its 95 % interval"])


def percent(row: Row) -> str | None:
    """The share with its interval in per cent; None where nothing was looked at."""
    if not row["of"]:
        return None
    return f"{row['right'] / row['of']:.0%} ({row['low']:.0%} to {row['high']:.0%})"
