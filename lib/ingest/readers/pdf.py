"""A PDF in; paragraphs, headings and tables by the places of the words, and its pages out."""

import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from lib.ingest.readers.reading import Reading, laid_out, real_title, row_lines
from lib.text.decoding import Rejected
from lib.text.imprint import day, is_outlet

logging.getLogger("pdfminer").addHandler(logging.NullHandler())  # it warns of every odd font
CHUNK = 1_000_000  # bytes unpacked at a time
# share of a page's height at the top and at the foot that running heads and page numbers stand in
EDGE = 0.12
# what stands at the edge of one page alone: its number, and what a browser prints there (the time,
# the address)
AT_EDGE = re.compile(
    r"(?:page |p\. ?)?[-–— ]*\d{1,4}[-–— ]*(?:(?:of|/) ?\d{1,4})?|[ivxl]{1,6}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}, \d{1,2}:\d{2}(?: ?[ap]m)?\b.*"
    r"|(?:https?|file)://\S+(?: \d+/\d+)?",
    re.IGNORECASE,
)
UNMAPPED = re.compile(r"\(cid:\d+\)")  # a sign whose font does not say which character it is
BULLETS = "•▪◦‣·●■\uf0b7\ufffd"
ITEM = re.compile(r"• |[–-] (?=[A-Z\d])|\(?\d{1,2}[.)] ")
# All measures below are in heights of the words concerned.
GUTTER = 0.9  # least width of the white strip between columns of text
CELL_GAP = 1.5  # least space between the cells of a row; a justified line has narrower spaces
# a cell that holds a number; tried only where a run of signs begins, so that it takes no square
FIGURE = re.compile(r"(?<![.,:%$€£+–-])[.,:%$€£+–-]*+\d[\d.,:%$€£+–-]*+")
COLUMN_ROWS = 4  # fewer rows with a white strip between them may be chance
COLUMN_WORDS = 3.0  # fewer words a row are the column of a table
# a space so wide across the page parts what stands above and below it, whatever the columns
WIDE_BREAK = 2.0
BREAK = 0.4  # least space between two rows that may stand in different columns
LEADING = 1.3  # lines of a paragraph are no farther apart than so many times the usual distance
INDENT = 0.5
SPACE = 0.4  # a word and so much space did not fit into the line above
LARGER = 1.12  # a heading's words are so much higher than those of the text


Box = tuple[float, float, float, float]  # left, top, right, bottom


class Word(NamedTuple):
    """A word on a page, in points from left and top; a ruled table is one word, with its lines."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False
    table: tuple[str, ...] = ()


class Row(NamedTuple):
    """Words that stand side by side in a column, with the edges of the column."""

    words: list[Word]
    left: float
    right: float
    page: int
    heading: bool = False

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def size(self) -> float:
        return median(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @property
    def indented(self) -> bool:
        return self.words[0].x0 - self.left > INDENT * self.size


def read_pdf(data: bytes) -> Reading:
    """The text of a PDF by pdfplumber without running heads, and where each page begins.

    A word parted at the end of a line keeps the hyphen and the line break, for cleaning to judge. A
    file that asks for a password, is damaged or has no text is rejected.
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages = [(_words(page), page.height) for page in document.pages]
            title = document.metadata.get("Title")
    except PdfminerException as error:
        raise Rejected(_reason(error)) from error
    if not any(words for words, _ in pages):
        fault = "no text: its pages are pictures" if pages else "damaged: no page can be read"
        raise Rejected(fault)
    running, rows = _running(pages), []
    for number, (words, height) in enumerate(pages):
        rows += _page_rows(words, height, number, running)
    if not rows:
        raise Rejected("no text: its pages hold running heads only")
    text, begins = _text(rows, len(pages))
    title, said = real_title(title if isinstance(title, str) else None), _heads_say(pages, running)
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


def _reason(error: PdfminerException) -> str:
    locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args)
    return "encrypted: it opens with a password only" if locked else "damaged: no whole PDF"


# Words


def _words(page: Page) -> list[Word]:
    """The words of a page that stand upright, and its ruled tables."""
    upright = page.filter(lambda thing: thing.get("upright", True))
    chars = [(char["text"], round(char["x0"]), round(char["top"])) for char in upright.chars]
    if len(set(chars)) < len(chars):
        upright = upright.dedupe_chars()  # some programs print a letter twice to make it bold
    tables = [table for table in upright.find_tables() if _is_table(table.extract())]
    boxes = [table.bbox for table in tables]
    every = upright.extract_words(x_tolerance_ratio=0.15, extra_attrs=["size", "fontname"])
    outside = (word for word in every if not any(_inside(word, box) for box in boxes))
    words = [_word(word) for word in outside if word["text"]]
    size = median(word.size for word in words) if words else 10.0
    return words + [_as_word(table.bbox, table.extract(), size) for table in tables]


def _word(word: dict[str, Any]) -> Word:
    text = UNMAPPED.sub("\ufffd", word["text"])
    places = (word[name] for name in ("x0", "x1", "top", "bottom", "size"))
    return Word(text, *places, "Bold" in word["fontname"])


def _is_table(rows: list[list[str | None]]) -> bool:
    """Whether ruled cells are a table, and not a box around text."""
    wide = sum(sum(bool(cell) for cell in row) > 1 for row in rows)
    return len(rows) > 1 and wide * 2 > len(rows)


def _inside(word: dict[str, Any], box: Box) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _as_word(box: Box, rows: list[list[str | None]], size: float) -> Word:
    cells = [[cell or "" for cell in row] for row in rows]
    lines = tuple(row_lines(cells, header=not any(map(_number, cells[0]))))
    return Word("", box[0], box[2], box[1], box[3], size, table=lines)


# Rows, in the order of reading


def _page_rows(words: list[Word], height: float, page: int, running: set[str]) -> list[Row]:
    rows = [row for row in _rows(words) if not _furniture(row, height, running)]
    columns = _columns([word for row in rows for word in row])
    return [Row(_marked(row), left, right, page) for row, left, right in columns]


def _marked(row: list[Word]) -> list[Word]:
    """The row with a plain mark if it begins with the mark of an item."""
    if len(row) < 2 or row[0].text not in BULLETS:
        return row
    return [row[1]._replace(text=f"• {row[1].text}", x0=row[0].x0), *row[2:]]


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """The words in rows from the top, each from the left, if one's middle is within the other."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: ((word.top + word.bottom) / 2, word.x0)):
        if (
            rows
            and (word.top + word.bottom) / 2 < min(part.bottom for part in rows[-1])
            and not word.table
            and not rows[-1][0].table
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _running(pages: list[tuple[list[Word], float]]) -> set[str]:
    """Running heads: texts at the edge of half of several pages or more, # for their numbers."""
    seen = Counter(
        text
        for words, height in pages
        for text in {_shape(row) for row in _rows(words) if _at_edge(row, height)}
    )
    return {text for text, count in seen.items() if count > 1 and count * 2 >= len(pages)}


def _at_edge(row: list[Word], height: float) -> bool:
    return row[0].bottom < EDGE * height or row[0].top > (1 - EDGE) * height


def _shape(row: list[Word]) -> str:
    return re.sub(r"\d+", "#", " ".join(word.text for word in row))


def _heads_say(pages: list[tuple[list[Word], float]], running: set[str]) -> dict[str, str | None]:
    """Publisher (as lib.text.imprint has it), day and address in the running heads."""
    every = ((row, height) for words, height in pages for row in _rows(words))
    cells = (
        cell for row, height in every if _furniture(row, height, running) for cell in _cells(row)
    )
    parts = [part for cell in cells for part in re.split(r" [|·•] ", cell)]
    named = [part for part in parts if not AT_EDGE.fullmatch(part)]
    addresses = (part.split()[0] for part in parts if part.startswith(("http://", "https://")))
    return {
        "publisher": next((part for part in named if is_outlet(part)), None),
        "published": next((date for part in named if (date := day(part))), None),
        "url": next(addresses, None),
    }


def _furniture(row: list[Word], height: float, running: set[str]) -> bool:
    text = " ".join(word.text for word in row)
    return _at_edge(row, height) and (_shape(row) in running or bool(AT_EDGE.fullmatch(text)))


def _columns(
    words: list[Word], edges: tuple[float, float] | None = None
) -> Iterator[tuple[list[Word], float, float]]:
    """The rows with the edges of their column, by recursive cuts (Nagy and Seth 1984)."""
    rows = _rows(words)
    if not rows:
        return
    left, right = edges or (min(word.x0 for word in words), max(word.x1 for word in words))
    below = _break(rows, WIDE_BREAK)
    if not below and (cut := _gutter(rows)):
        yield from _columns([word for word in words if word.x0 < cut])
        yield from _columns([word for word in words if word.x0 >= cut])
    elif below := below or _break(rows, BREAK):
        for part in (rows[:below], rows[below:]):
            yield from _columns([word for row in part for word in row], (left, right))
    else:
        yield from ((row, left, right) for row in rows)


def _break(rows: list[list[Word]], least: float) -> int | None:
    """The row below the widest space between two rows; None if there is none so wide."""
    spaces = [
        (_top(below) - max(word.bottom for word in row), i)
        for i, (row, below) in enumerate(pairwise(rows), 1)
    ]
    space, below = max(spaces, default=(0.0, 0))
    return below if space > least * min(rows[below - 1][0].size, rows[below][0].size) else None


def _top(row: list[Word]) -> float:
    return min(word.top for word in row)


def _gutter(rows: list[list[Word]]) -> float | None:
    """Where the widest white strip between two columns of text ends; None if there is none."""
    spans = sorted((word.x0, word.x1) for row in rows for word in row)
    reach, strips = spans[0][1] if spans else 0.0, []
    for x0, x1 in spans:
        if x0 - reach >= GUTTER * median(word.size for row in rows for word in row):
            strips.append((x0 - reach, x0))
        reach = max(reach, x1)
    wide = [
        (width, end)
        for width, end in strips
        if _is_column(rows, True, end) and _is_column(rows, False, end)
    ]
    return max(wide)[1] if wide else None


def _is_column(rows: list[list[Word]], left: bool, cut: float) -> bool:
    """Whether what stands on one side of the cut is running text."""
    side = [part for row in rows if (part := [word for word in row if (word.x0 < cut) == left])]
    return len(side) >= COLUMN_ROWS and sum(map(len, side)) >= COLUMN_WORDS * len(side)


# Lines of text


PAGE_MARK = "\f"  # where a page begins, until its place is known


def _text(rows: list[Row], pages: int) -> tuple[str, list[int]]:
    """The text of all rows, and where each page begins; an empty one begins as the next does."""
    text = laid_out(_lines(rows)) + PAGE_MARK * (pages - 1 - rows[-1].page)
    marks = [match.start() for match in re.finditer(PAGE_MARK, text)]
    return text.replace(PAGE_MARK, ""), [0, *(place - number for number, place in enumerate(marks))]


def _lines(rows: list[Row]) -> Iterator[str]:
    """The lines of the text, with a mark wherever a page begins."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size, 1)] += len(row.text)
    body = LARGER * sizes.most_common(1)[0][0]
    bold = sum(len(row.text) for row in rows if row.bold) * 2 > sizes.total()
    headed = [row._replace(heading=row.size > body or (row.bold and not bold)) for row in rows]
    page = 0
    for paragraph in _paragraphs(headed):
        lines = list(_table_lines(paragraph)) or [_joined(paragraph)]
        yield PAGE_MARK * (paragraph[0].page - page) + lines[0]
        yield from lines[1:]
        page = paragraph[-1].page


def _table_lines(rows: list[Row]) -> Iterator[str]:
    """The lines of a table; none if the rows are no table."""
    if rows[0].words[0].table:
        yield from rows[0].words[0].table
    elif len(rows) > 1 and all(len(_cells(row.words)) > 1 for row in rows):
        first, *others = cells = [_cells(row.words) for row in rows]
        header = not any(map(_number, first)) and any(
            _number(cell) for row in others for cell in row
        )
        yield from row_lines(cells, header)


def _cells(row: list[Word]) -> list[str]:
    """The texts of a row that wide spaces part."""
    cells = [row[0].text]
    for word, after in pairwise(row):
        if after.x0 - word.x1 > CELL_GAP * word.size:
            cells.append(after.text)
        else:
            cells[-1] += f" {after.text}"
    return cells


def _number(cell: str) -> bool:
    return bool(FIGURE.fullmatch(cell))


def _joined(rows: list[Row]) -> str:
    """A paragraph on one line; after a hyphen a row keeps its line break, for cleaning to judge."""
    text = f"## {rows[0].text}" if rows[0].heading else re.sub(r"^• ", "- ", rows[0].text)
    for one, two in pairwise(rows):
        parted = re.search(r"[^\W\d_]-$", one.text)
        text += ("\n" if two.text[0].islower() else "") if parted else " "
        text += PAGE_MARK * (two.page - one.page) + two.text
    return text


def _paragraphs(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows that belong together: those of a paragraph, or of a table."""
    steps = [two.words[0].top - one.words[0].top for one, two in pairwise(rows) if _below(one, two)]
    leading = LEADING * median(steps) if steps else 0.0
    paragraph: list[Row] = []
    for row in rows:
        if paragraph and not _goes_on(paragraph, row, leading):
            yield paragraph
            paragraph = []
        paragraph.append(row)
    if paragraph:
        yield paragraph


def _below(one: Row, two: Row) -> bool:
    """Whether a row stands in the same column as the one before it."""
    same = (one.page, one.left, one.right) == (two.page, two.left, two.right)
    return same and one.words[0].top < two.words[0].top


def _goes_on(paragraph: list[Row], row: Row, leading: float) -> bool:
    """Whether a row goes on with the paragraph, or table, above it."""
    last = paragraph[-1]
    if last.words[0].table or row.words[0].table:
        return False
    if len(_cells(last.words)) > 1 and len(_cells(row.words)) > 1:
        return _below(last, row)
    other_size = abs(row.size - last.size) > 0.08 * last.size
    if other_size or row.heading != last.heading or ITEM.match(row.text):
        return False
    if row.heading:
        return _below(last, row) and row.words[0].top - last.words[0].bottom < row.size
    if not _below(last, row):
        return last.text[-1] not in '.!?:”"' or row.text[0].islower()
    indented = row.indented and not last.indented and not ITEM.match(paragraph[0].text)
    if indented or row.words[0].top - last.words[0].top > leading:
        return False
    # a line that had room for the next word was ended on purpose
    word = row.words[0]
    return last.right - last.words[-1].x1 < word.x1 - word.x0 + SPACE * row.size
