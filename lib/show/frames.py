"""Frames narrowed and counted for a reader."""

import re
from collections.abc import Iterable, Sequence

import pandas as pd


def shown(
    claims: pd.DataFrame, *, actors: str = "", since: str = "", until: str = ""
) -> pd.DataFrame:
    """The claims that one of the actors makes or is named in, and that may fall between two ISO
    days.

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
    kept = claims[pd.Series(named, index=claims.index, dtype=bool)]
    kept = kept[(kept["time_end"] >= since).fillna(False)] if since else kept
    return kept[(kept["time_start"] <= until).fillna(False)] if until else kept


def _names(actors: Iterable[str], source: object) -> list[str]:
    return [name for name in (*actors, source) if isinstance(name, str)]


def counted(
    frame: pd.DataFrame, column: str, names: dict[str, str], values: Sequence[str] | None = None
) -> pd.DataFrame:
    """How often each value of a column stands in each document's rows: one row a document by its
    name, one column a value.

    names: the documents in the order wanted; values: the values in the order wanted, or None for
    those that occur, sorted.
    """
    found = pd.crosstab(frame["doc_id"], frame[column]).reindex(
        index=list(names), columns=values, fill_value=0
    )
    return found.fillna(0).astype(int).rename(index=names).rename_axis(index="report", columns=None)
