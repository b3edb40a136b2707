"""A PDF in; its words with their places by pdfplumber, or else PDFium, and from them its text."""

import ctypes
import io
import logging
import re
import zlib
from collections import Counter
from statistics import median
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.text import extract_words
from pypdfium2 import raw

from lib.ingest.readers.layout import PageOfWords, Word, is_number, rows_of
from lib.ingest.readers.paragraphs import text_of
from lib.ingest.readers.reading import Reading, real_title, row_lines
from lib.text.decoding import Rejected

logging.getLogger("pdfminer").addHandler(logging.NullHandler())  # it warns of every odd font
CHUNK = 1_000_000  # bytes unpacked at a time
HALF = re.compile("[\ufffd\ud800-\udfff]")
UNMAPPED = re.compile(r"\(cid:\d+\)")  # a sign whose font does not say which character it is
UNREAD = "\ufffd"  # what stands for it, and for half of a pair
# shares of words with such signs: from the first on another reader is tried, from the other on
# nothing can be told from the rest
DOUBTFUL, UNREADABLE = 0.2, 0.5
TOLERANCE = 0.15  # of a letter's height; a wider space parts two words


Box = tuple[float, float, float, float]  # left, top, right, bottom


def read_pdf(data: bytes) -> Reading:
    """The text of a PDF without running heads, and where each page begins.

    A word parted at the end of a line keeps the hyphen and the line break, for cleaning to judge. A
    file that asks for a password, is damaged or has no text is rejected.
    """
    pages, title = _pages(data)
    if not any(words for words, _ in pages):
        fault = "no text: its pages are pictures" if pages else "damaged: no page can be read"
        raise Rejected(fault)
    if _unread(pages) > UNREADABLE:
        raise Rejected("no text: its fonts do not say which characters they show")
    rows, said = rows_of(pages)
    if not rows:
        raise Rejected("no text: its pages hold running heads only")
    text, begins = text_of(rows, len(pages))
    title = real_title(title if isinstance(title, str) else None)
    return Reading(text, "application/pdf", said=said, property_title=title, pages=begins)


def unpacked(data: bytes, most: int) -> int:
    """The bytes that the packed parts of a PDF unpack to; counted until they are over the most."""
    size, end = 0, 0
    while size <= most and (begin := data.find(b"stream", end)) >= 0:
        end = data.find(b"endstream", begin + 6)
        end = len(data) if end < 0 else end + 9
        size += _unpacked(data[begin + 6 : end].lstrip(b"\r\n"), most - size)
    return size


def _unpacked(stream: bytes, most: int) -> int:
    size, unpacker = 0, zlib.decompressobj()
    try:
        while stream and size <= most and not unpacker.eof:
            size += len(unpacker.decompress(stream, CHUNK))
            stream = unpacker.unconsumed_tail
    except zlib.error:  # not packed this way, or broken off
        pass
    return size


# Two readers: pdfplumber, which knows tables, and where it fails PDFium, which mends more


def _pages(data: bytes) -> tuple[list[PageOfWords], Any]:
    """The words of each page with its height, and the title among the file's properties."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages = [_upright_words(page) for page in document.pages]
            title = document.metadata.get("Title")
    except MemoryError:
        raise
    except Exception as error:  # what a damaged file raises deep in the library has no common class
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise Rejected("encrypted: it opens with a password only") from error
        pages, title = [], None
    if _unread(pages) > DOUBTFUL and _unread(other := _by_pdfium(data)) < _unread(pages):
        pages = other
    return pages, title


def _unread(pages: list[PageOfWords]) -> float:
    """The share of words that are not all read; 1 if there are none."""
    words = [word.text for words, _ in pages for word in words if not word.table]
    tables = any(word.table for words, _ in pages for word in words)
    if not words:
        return 0.0 if tables else 1.0
    return sum(bool(HALF.search(word)) for word in words) / len(words)


def _by_pdfium(data: bytes) -> list[PageOfWords]:
    """The words of each page by PDFium; none if it cannot open the file either."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return []
    try:
        return [_pdfium_words(page) for page in document]
    except pypdfium2.PdfiumError:
        return []
    finally:
        document.close()


def _pdfium_words(page: pypdfium2.PdfPage) -> PageOfWords:
    text, height = page.get_textpage(), page.get_height()
    signs = [_sign(text, place, height) for place in range(text.count_chars())]
    return _words([sign for sign in signs if sign["text"] not in "\r\n\0\ufffe"]), height


def _sign(text: pypdfium2.PdfTextPage, place: int, height: float) -> dict[str, Any]:
    """A character of PDFium as pdfplumber has its own."""
    left, bottom, right, top = text.get_charbox(place, loose=True)
    known = raw.FPDFText_HasUnicodeMapError(text, place) < 1
    name = ctypes.create_string_buffer(64)
    raw.FPDFText_GetFontInfo(text, place, name, len(name), ctypes.c_int())
    return {
        "text": chr(raw.FPDFText_GetUnicode(text, place)) if known else UNREAD,
        "x0": left,
        "x1": right,
        "top": height - top,
        "doctop": height - top,
        "bottom": height - bottom,
        "size": round(top - bottom, 1),
        "fontname": name.value.decode("utf-8", "replace"),
        "upright": True,
    }


# Words


def _upright_words(page: Page) -> PageOfWords:
    """The words of a page, turned so that most of its letters stand upright, and its height."""
    turns = Counter(map(_turn, page.chars))
    turn, _ = turns.most_common(1)[0] if turns else (0, 0)
    if turn:
        page = _turned(page, turn)
    upright = page.filter(lambda thing: thing["object_type"] != "char" or _turn(thing) == 0)
    chars = [(char["text"], round(char["x0"]), round(char["top"])) for char in upright.chars]
    if len(set(chars)) < len(chars):
        upright = upright.dedupe_chars()  # some programs print a letter twice to make it bold
    tables = [(table.bbox, table.extract()) for table in upright.find_tables()]
    tables = [(box, rows) for box, rows in tables if _is_table(rows)]
    words = _words(upright.chars)
    size = median(word.size for word in words) if words else 10.0
    words = [word for word in words if not any(_inside(word, box) for box, _ in tables)]
    return words + [_as_word(box, rows, size) for box, rows in tables], float(page.height)


def _turn(char: dict[str, Any]) -> int:
    """By how many degrees the page is to be turned for the letter to stand upright."""
    a, b, *_ = char["matrix"]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def _turned(page: Page, degrees: int) -> Page:
    """The page turned to the right, and read anew."""
    pdf, within = page.pdf, page.page_obj
    within.rotate = (within.rotate + degrees) % 360
    within.attrs["Rotate"] = within.rotate
    assert isinstance(pdf, PDF)
    return Page(pdf, within, page.page_number, page.initial_doctop)


def _words(chars: list[dict[str, Any]]) -> list[Word]:
    every = extract_words(chars, x_tolerance_ratio=TOLERANCE, extra_attrs=["size", "fontname"])
    return [_word(word) for word in every if word["text"]]


def _word(word: dict[str, Any]) -> Word:
    text = UNMAPPED.sub(UNREAD, word["text"])
    x0, x1, top, bottom, size = (word[name] for name in ("x0", "x1", "top", "bottom", "size"))
    return Word(text, x0, x1, top, bottom, size, "Bold" in word["fontname"])


# Tables with rules


def _is_table(rows: list[list[str | None]]) -> bool:
    """Whether ruled cells are a table, and not a box around text."""
    wide = sum(sum(bool(cell) for cell in row) > 1 for row in rows)
    return len(rows) > 1 and wide * 2 > len(rows)


def _inside(word: Word, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _as_word(box: Box, rows: list[list[str | None]], size: float) -> Word:
    cells = [[cell or "" for cell in row] for row in rows]
    lines = tuple(row_lines(cells, header=not any(map(is_number, cells[0]))))
    return Word("", box[0], box[2], box[1], box[3], size, table=lines)
