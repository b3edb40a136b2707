"""Shares of what people judged, with their intervals."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any, TypedDict

import pandas as pd

from lib.tables.records import DocumentRow
from lib.text.data import data_table

GOLD = Path(__file__).parent  # what was judged and expected lies beside the code that reads it
Judgement = Mapping[str, Any]  # a line of a file of expectations or judgements


class Share(TypedDict):
    """A share, and the bounds of its 95 % interval, null where nothing was looked at."""

    what: str
    right: int
    of: int
    low: float | None
    high: float | None


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines; none where it is not there."""
    if not path.is_file():
        return []
    return [
        json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def share(what: str, right: int, of: int) -> Share:
    """The share of right answers."""
    low, high = _wilson(right, of) if of else (None, None)
    return {"what": what, "right": right, "of": of, "low": low, "high": high}


def _wilson(right: int, of: int) -> tuple[float, float]:
    """The bounds of a share's 95 % interval (Wilson 1927); scipy, which has them, loads slowly."""
    square = NormalDist().inv_cdf(0.975) ** 2
    middle, half = right + square / 2, math.sqrt(square * (right * (of - right) / of + square / 4))
    low = (middle - half) / (of + square) if right else 0.0
    high = (middle + half) / (of + square) if right < of else 1.0
    return low, high


def covered(documents: Iterable[DocumentRow], judged: Iterable[Judgement]) -> bool:
    """Whether there is a document that is ok, and something judged, by its sha256, of every one."""
    files = {row["sha256"] for row in documents if row["status"] == "ok"}
    return bool(files) and files <= {row["sha256"] for row in judged}


def right(row: Judgement, question: str = "right") -> bool:
    """Whether both judges say yes."""
    return bool(row["judge_1"][question] and row["judge_2"][question])


def verdict(row: Judgement, question: str = "right") -> str:
    """What the judges say of a row that they do not both call right."""
    is_split = row["judge_1"][question] or row["judge_2"][question]
    return "the judges differ" if is_split else "both judges say no"


def trust() -> list[dict[str, str]]:
    """How good the comparison is on real stories: what, and the share in politics and in war."""
    return data_table(__package__, "trust.tsv")


def table(shares: Sequence[Share]) -> pd.DataFrame:
    """The shares for a reader: question, right, of, and the share with its interval in per cent."""
    rows = [(row["what"], row["right"], row["of"], percent(row)) for row in shares]
    return pd.DataFrame(rows, columns=["question", "right", "of", "share, with its 95 % interval"])


def percent(share: Share) -> str | None:
    """The share with its interval in per cent; None where nothing was looked at."""
    if not share["of"]:
        return None
    return f"{share['right'] / share['of']:.0%} ({share['low']:.0%} to {share['high']:.0%})"
