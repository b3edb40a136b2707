"""What the readers of all formats share: the reading, its refusal, bytes that become text, and how
lines are laid out."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import charset_normalizer

# half of a pair that together is one character: no text in itself
HALF_PAIR = re.compile(r"[\ud800-\udfff]")


class Rejected(Exception):
    """A file or record that is not read; the message is the reason that its row gives."""


class Reading(NamedTuple):
    """What a reader makes of a file: its decoded text, how the bytes were decoded, and what the
    file says of itself beside its text.

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


# titles that a program made up
MADE_UP = re.compile(
    r"microsoft word - .*|untitled.*|(?:document|doc)\d*|[^ ]*|.*\.\w{2,4}", re.IGNORECASE
)


def real_title(words: str | None) -> str | None:
    """The title among a file's properties; None if a program made it up."""
    title = " ".join((words or "").split())
    return None if MADE_UP.fullmatch(title) else title


# how files of other formats begin, whatever they are called: PDF, ZIP (and Word), old Word, RTF,
# PNG, JPEG, GIF, gzip
SIGNATURES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
)
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of the bytes and the name of the encoding: UTF-8, or what a byte order mark says, or
    what the file declares.

    Without any of these it is what charset-normalizer finds. Bytes that cannot be text are
    rejected.
    """
    if data.startswith(SIGNATURES):
        raise Rejected("not text")
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", declared] if declared else ["utf-8"]:
        if (marked or b"\0" not in data) and _decodes(data, encoding):
            return data.decode(encoding), encoding
    encoding = _found(data)
    return data.decode(encoding), encoding


csv.field_size_limit(2**31 - 1)  # by itself csv takes no field longer than 131,072 characters
# what programs put between cells: a comma, or what the language of the machine has for it
DELIMITERS = ",;\t|"


def delimiter(text: str) -> str:
    """What parts the cells of a CSV text: that which makes the most of its first line, a comma
    where nothing does."""
    return max(
        DELIMITERS,
        key=lambda mark: len(next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), [])),
    )


def read_text(data: bytes) -> Reading:
    """Plain text and Markdown, as they are."""
    text, encoding = decoded(data)
    return Reading(text, "text/plain", encoding)


def sound(text: str) -> str:
    """The text with a replacement character for each half of a surrogate pair, which no table can
    hold; JSON and PDF fonts may have them."""
    return (
        HALF_PAIR.sub("\ufffd", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        if HALF_PAIR.search(text)
        else text
    )


def _found(data: bytes) -> str:
    found = charset_normalizer.from_bytes(data)
    if not found or b"\0" in data:
        raise Rejected("not text")
    # several one-byte encodings may read a few accents equally well: then it is the commonest
    equal = [
        match
        for match in found
        if match.chaos <= found[0].chaos and match.coherence >= found[0].coherence
    ]
    return (
        "cp1252"
        if any("cp1252" in match.could_be_from_charset for match in equal)
        else found[0].encoding
    )


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding).encode()  # some of Python's own encodings give what is no text
    except (UnicodeError, LookupError):
        return False
    return True


# Layout: one form for all formats, which cleaning knows: "## Heading", "- item", "cell | cell" with
# a rule below the header


def row_lines(rows: Iterable[Sequence[str]], header: bool) -> Iterator[str]:
    """The rows of a table as lines, cells parted by " | ", with a rule below the first if it is a
    header; without rows of empty cells."""
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
