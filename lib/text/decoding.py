"""Bytes in, text and encoding out; the delimiter of a table of text."""

import codecs
import csv
import io
import re

import charset_normalizer


class Rejected(Exception):
    """A file or record that is not read; the message is the reason that its row gives."""


# how files of other formats begin, whatever they are called: PDF, ZIP (and Word), old Word, RTF,
# PNG, JPEG, GIF, gzip
PAGES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
SIGNATURES = (*PAGES, b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
# of two that begin alike the longer comes first
MARKS = {codecs.BOM_UTF8: "utf-8-sig"}
MARKS |= dict.fromkeys((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE), "utf-32")
MARKS |= dict.fromkeys((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE), "utf-16")


def decoded(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of the bytes and the name of the encoding; bytes that cannot be text are Rejected.

    It is UTF-8, what a byte order mark says, what the file declares, or the likeliest.
    """
    if data.startswith(SIGNATURES):
        raise Rejected("not text")
    marked = next((encoding for mark, encoding in MARKS.items() if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", declared] if declared else ["utf-8"]:
        if (marked or b"\0" not in data) and _decodes(data, encoding):
            return data.decode(encoding), encoding
    encoding = _likeliest(data)
    return data.decode(encoding), encoding


# what programs put between cells: a comma, or what the language of the machine has for it
DELIMITERS = ",;\t|"


def delimiter(text: str) -> str:
    """What parts the cells of a CSV text: what makes the most of its first line, else a comma."""
    lines = {mark: csv.reader(io.StringIO(text, newline=""), delimiter=mark) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: len(next(lines[mark], [])))


# few letters beyond ASCII do not tell encodings apart: then the commonest is the likeliest
FEW = 20
# what words of Western languages have not: a sign or another script's letter between two letters,
# a capital after a small letter, two letters beyond ASCII in a row
ODD = re.compile(
    r"(?<=[^\W\d_])[^\x00-\x7fÀ-ÖØ-ïñ-öø-ýŒœŠšŽž’‘·–—”](?=[^\W\d_])"
    r"|(?<=[a-z])[À-ÖØ-ÞŠŒŽŸ]|[À-ÿ]{2}|[ÐÞðþ\x80-\x9f]"
)


def _commonest(data: bytes) -> bool:
    """Whether the few bytes beyond ASCII are letters and marks of the commonest encoding."""
    if b"\0" in data or sum(byte > 0x7F for byte in data) > FEW or not _decodes(data, "cp1252"):
        return False
    return not ODD.search(data.decode("cp1252"))


def _likeliest(data: bytes) -> str:
    if _commonest(data):
        return "cp1252"
    matches = charset_normalizer.from_bytes(data)
    if not matches or b"\0" in data:
        raise Rejected("not text")
    best = matches[0]
    # several one-byte encodings may read a few accents equally well: then it is the commonest
    equal = (one for one in matches if one.chaos <= best.chaos and one.coherence >= best.coherence)
    common = any("cp1252" in one.could_be_from_charset for one in equal)
    return "cp1252" if common else best.encoding


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding).encode()  # some of Python's own encodings give what is no text
    except (UnicodeError, LookupError):
        return False
    return True
