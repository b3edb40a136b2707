"""Frames narrowed and counted for a reader."""

import re
from collections.abc import Iterable, Sequence

import pandas as pd


def shown(
    claims: pd.DataFrame, *, actors: str = "", since: str = "", until: str = ""
) -> pd.DataFrame:
    """The claims that an actor makes or is named in, and that may fall between two ISO days.

    actors: names parted by commas, in upper or lower case, "" for all; a longer name has one if it
    has its words in a row. since, until: "" for no bound. A claim without a date cannot be placed,
    and is left out as soon as a bound is set.
    """
    wanted = [re.escape(" ".join(name.split())) for name in actors.split(",") if name.strip()]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(wanted)})(?!\w)", re.IGNORECASE)
    named = [
        not wanted or any(map(pattern.search, _names(*row)))
        for row in zip(claims["actors"], claims["source"], strict=True)
    ]
    rows = claims[pd.Series(named, index=claims.index, dtype=bool)]
    rows = rows[(rows["time_end"] >= since).fillna(False)] if since else rows
    return rows[(rows["time_start"] <= until).fillna(False)] if until else rows


def _names(actors: Iterable[str], source: object) -> list[str]:
    return [name for name in (*actors, source) if isinstance(name, str)]


def counted(
    frame: pd.DataFrame, column: str, names: dict[str, str], values: Sequence[str] | None = None
) -> pd.DataFrame:
    """How often each value of a column stands in the rows of each document, which is a row here.

    names: the documents in the order wanted; values: the values in the order wanted, or None for
    those that occur, sorted.
    """
    counts = pd.crosstab(frame["doc_id"], frame[column])
    counts = counts.reindex(index=list(names), columns=values, fill_value=0)
    return (
        counts.fillna(0).astype(int).rename(index=names).rename_axis(index="report", columns=None)
    )
