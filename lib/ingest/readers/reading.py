"""What every reader gives, and what several of them share."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from lib.text.decoding import decoded

# half of a pair that together is one character: no text in itself
HALF_PAIR = re.compile(r"[\ud800-\udfff]")


class Reading(NamedTuple):
    """What a reader makes of a file: its decoded text, and what the file says of itself beside it.

    encoding is None for formats that have their own. said: title, publisher, published (ISO date)
    and url where the file gives them. property_title: the title among the file's properties, which
    is often its template's and counts only where the text has none. pages: where in the text each
    page begins; None for formats without pages.
    """

    text: str
    media_type: str
    encoding: str | None = None
    said: dict[str, Any] = {}
    property_title: str | None = None
    pages: list[int] | None = None
    start: int | None = None


# titles that a program made up
MADE_UP = re.compile(
    r"microsoft word - .*|untitled.*|(?:document|doc)\d*|[^ ]*|.*\.\w{2,4}", re.IGNORECASE
)


def real_title(words: str | None) -> str | None:
    """The title among a file's properties; None if a program made it up."""
    title = " ".join((words or "").split())
    return None if MADE_UP.fullmatch(title) else title


csv.field_size_limit(2**31 - 1)  # by itself csv takes no field longer than 131,072 characters


def read_text(data: bytes) -> Reading:
    """Plain text and Markdown, as they are."""
    text, encoding = decoded(data)
    return Reading(text, "text/plain", encoding)


def sound(text: str) -> str:
    """The text without halves of surrogate pairs (JSON, PDF fonts), which no table can hold."""
    if not HALF_PAIR.search(text):
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return HALF_PAIR.sub("\ufffd", whole)


# Layout: one form for all formats, which cleaning knows: "## Heading", "- item", "cell | cell" with
# a rule below the header


def row_lines(rows: Iterable[Sequence[str]], header: bool) -> Iterator[str]:
    """The rows of a table as lines, cells parted by bars, a rule below a header; no empty rows."""
    filled = (row for row in rows if any(cell.strip() for cell in row))
    for number, row in enumerate(filled):
        yield " | ".join(" ".join(cell.replace("|", "/").split()) for cell in row)
        if header and number == 0 and len(row) > 1:
            yield "---|---"


def laid_out(lines: Iterable[str]) -> str:
    """The lines with a blank one between them, but not within a list or table."""
    text = "\n\n".join(lines)
    text = re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", text)
    return re.sub(r"(?m)^(.* \| .*|---\|---)\n\n(?=.* \| |---\|---)", r"\1\n", text)
