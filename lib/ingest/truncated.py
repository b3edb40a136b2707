"""Texts that break off, by the mark of a provider or a site's call to read on."""

import re
from functools import cache

from lib.text.data import data_table
from lib.text.phrases import shorten

AFTER = 60  # words after a call to read on; more are the report, which goes on below it


def breaks_off(lines: list[str]) -> int | None:
    """The number of the line at which the text breaks off, if one shows that it does."""
    after = 0
    for number in reversed(range(len(lines))):
        if _mark().search(lines[number]):
            return number
        after += len(lines[number].split())
        if after > AFTER:
            return None
    return None


def truncated(text: str) -> str | None:
    """The words that show that the text breaks off; None if it is whole."""
    lines = [line for line in text.splitlines() if line.strip()]
    number = breaks_off(lines)
    match = None if number is None else _mark().search(lines[number])
    return shorten(match[0]) if match else None


@cache
def _mark() -> re.Pattern[str]:
    starts = {"whole": r"^(?:## |- )?", "end": ""}
    rows = data_table(__package__, "truncated.tsv")
    parts = (f"(?:{starts[row['part']]}{row['pattern']}\\W*$)" for row in rows)
    return re.compile("|".join(parts), re.IGNORECASE)
