"""Words with their places on pages in; rows in the order of reading out, without running heads."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from lib.text.imprint import DATE, day, is_outlet

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
# what a head says beside the outlet's name: the day and the number of the page
HEAD_DAY = re.compile(DATE)
HEAD_PAGE = re.compile(r"(?i:\b(?:page|p\.) ?\d{1,4}\b)|^\d{1,4}(?= )|(?<= )\d{1,4}$")
BULLETS = "•▪◦‣·●■\uf0b7\uf0a7\ufffd"
NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)] ")  # an item, or within a sentence
# All measures below are in heights of the words concerned.
GUTTER = 0.9  # least width of the white strip between columns of text
CELL_GAP = 1.5  # least space between the cells of a row; a justified line has narrower spaces
# a cell that holds a number; tried only where a run of signs begins, so that it takes no square
FIGURE = re.compile(r"(?<![.,:%$€£+–-])[.,:%$€£+–-]*+\d[\d.,:%$€£+–-]*+")
FEW = 3  # fewer rows that are ranged alike tell nothing of where they end
AROUND = 40  # rows above and below that may be
COLUMN_ROWS = 4  # fewer rows with a white strip between them may be chance
COLUMN_WORDS = 3.0  # fewer words a row are the column of a table
MARGIN = 0.34  # a column with words in fewer of the rows is the margin's
# a space so wide across the page parts what stands above and below it, whatever the columns
WIDE_BREAK = 2.0
BREAK = 0.4  # least space between two rows that may stand in different columns
INDENT = 0.5
RAISED = 0.8  # signs smaller than this above a line are marks of notes in it
SMALL, TOUCHING = 0.6, 0.15  # how small small capitals are, and how near to the first letter


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


PageOfWords = tuple[list[Word], float]  # with its height


class Row(NamedTuple):
    """Words that stand side by side in a column, which its page and edges name.

    right: where the rows end that are ranged as this one is. ranged: whether others begin where it
    does. aside: in the margin.
    """

    words: list[Word]
    column: tuple[int, float, float]
    right: float = 0.0
    ranged: bool = True
    heading: bool = False
    aside: bool = False

    @property
    def page(self) -> int:
        return self.column[0]

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
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def top(self) -> float:
        return self.words[0].top


def rows_of(pages: list[PageOfWords]) -> tuple[list[Row], dict[str, str | None]]:
    """The rows of the pages without running heads in order of reading, and what the heads say."""
    sheets = [_sheet(words, height) for words, height in pages]
    running = _running(sheets)
    heads: list[list[Word]] = []
    rows: list[Row] = []
    for number, sheet in enumerate(sheets):
        kept: list[list[Word]] = []
        for row, at_edge in sheet:
            (heads if at_edge and _is_furniture(row, running) else kept).append(row)
        rows += _page_rows(kept, number)
    return rows, _heads_say(heads)


# Rows, in the order of reading


Sheet = list[tuple[list[Word], bool]]  # the rows of a page, and whether each is at its edge


def _sheet(words: list[Word], height: float) -> Sheet:
    rows = _rows(words)
    return [(row, _at_edge(row, height) or _outermost(rows, i)) for i, row in enumerate(rows)]


def _outermost(rows: list[list[Word]], place: int) -> bool:
    """Whether the row is the first or last and stands apart from the others."""
    if len(rows) == 1 or place not in (0, len(rows) - 1):
        return False
    above, below = rows[:2] if not place else rows[-2:]
    return _space(above, below) > BREAK * min(above[0].size, below[0].size)


def _space(above: list[Word], below: list[Word]) -> float:
    return _top(below) - max(word.bottom for word in above)


def _at_edge(row: list[Word], height: float) -> bool:
    return row[0].bottom < EDGE * height or row[0].top > (1 - EDGE) * height


def _page_rows(kept: list[list[Word]], page: int) -> list[Row]:
    columns = _columns([word for row in kept for word in row])
    rows = [
        Row(_marked(words), (page, left, right), aside=aside)
        for words, left, right, aside in columns
    ]
    return [_ranged(row, rows[max(0, i - AROUND) : i + AROUND]) for i, row in enumerate(rows)]


def _ranged(row: Row, around: list[Row]) -> Row:
    """The row with the right edge of those in its column that are ranged as it is."""
    least = INDENT * row.size
    column = [other for other in around if other.column == row.column]
    left = [other.x1 for other in column if abs(other.x0 - row.x0) < least]
    right = [other for other in column if abs(other.x1 - row.x1) < least]
    centred = [other for other in column if abs(other.x0 + other.x1 - row.x0 - row.x1) < least]
    edge = row.column[2]
    if len(left) >= FEW:
        edge = max(left)
    elif _ragged(right):
        edge = row.x1
    elif _ragged(centred):
        edge = 2 * max(other.x1 for other in centred) - row.x1
    return row._replace(right=edge, ranged=len(left) > 1)


def _ragged(rows: list[Row]) -> bool:
    """Whether rows begin at several places."""
    return len({round(row.x0) for row in rows}) >= FEW


def _marked(row: list[Word]) -> list[Word]:
    """The row with a plain mark if it begins with the mark of an item."""
    if len(row) < 2 or row[0].text not in BULLETS:
        return row
    return [row[1]._replace(text=f"• {row[1].text}", x0=row[0].x0), *row[2:]]


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """The words in rows from the top, each from the left, if one's middle is within the other."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: ((word.top + word.bottom) / 2, word.x0)):
        if rows and not word.table and not rows[-1][0].table and _beside(rows[-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [list(_whole(sorted(row, key=lambda word: word.x0))) for row in rows]


def _beside(row: list[Word], word: Word) -> bool:
    """Whether the word stands in the row, or the row is only marks of notes above its line."""
    parts = [part.bottom for part in row if part.size >= RAISED * word.size]
    if parts:
        return (word.top + word.bottom) / 2 < min(parts)
    return word.top < max(mark.bottom for mark in row)


def _whole(row: list[Word]) -> Iterator[Word]:
    """The words, those one again whose first letter is a capital and the others small capitals."""
    word = row[0]
    for after in row[1:]:
        small = RAISED * word.size > after.size > SMALL * word.size
        if small and _capitals(word, after) and after.x0 - word.x1 < TOUCHING * word.size:
            word = word._replace(text=word.text + after.text, x1=after.x1)
        else:
            yield word
            word = after
    yield word


def _capitals(word: Word, after: Word) -> bool:
    """Whether both end in capitals and stand on one line."""
    level = abs(after.bottom - word.bottom) < TOUCHING * word.size
    return level and word.text[-1:].isupper() and after.text.isupper()


# Running heads


def _running(sheets: list[Sheet]) -> set[str]:
    """Running heads: texts at the edge of many pages (`_on_many`), # for their numbers."""
    places = defaultdict(list)
    for number, sheet in enumerate(sheets):
        for text in {_shape(row) for row, at_edge in sheet if at_edge} - {""}:
            places[text].append(number)
    return {text for text, numbers in places.items() if _on_many(numbers, len(sheets))}


def _on_many(numbers: list[int], pages: int) -> bool:
    """Whether a text stands on half of the pages, or of the left or the right ones.

    Of three or more also where it stands on half of those from its first page to its last.
    """
    sides = [(numbers, range(pages))]
    sides += [([n for n in numbers if n % 2 == odd], range(odd, pages, 2)) for odd in (0, 1)]
    for having, of in sides:
        span = (having[-1] - having[0]) // of.step + 1 if len(having) > 2 else len(of)
        if len(having) > 1 and len(having) * 2 >= span:
            return True
    return False


def _shape(row: list[Word]) -> str:
    return re.sub(r"\d+", "#", _words_of(row))


def _words_of(row: list[Word]) -> str:
    return " ".join(word.text for word in row)


def _is_furniture(row: list[Word], running: set[str]) -> bool:
    """Whether a row at the edge of its page is no text."""
    text = _words_of(row)
    return _shape(row) in running or bool(AT_EDGE.fullmatch(text)) or _is_head(text)


def _is_head(text: str) -> bool:
    """Whether a row at the edge is an outlet's name with the day or page, or these two."""
    outlet, date, page = _head(text)
    return bool(date and page and not outlet) or bool((date or page) and is_outlet(outlet))


def _head(text: str) -> tuple[str, str, str]:
    """What is left of a head without day and page; the day; the page."""
    date = HEAD_DAY.search(text)
    rest = text.replace(date.group(), " ") if date else text
    page = HEAD_PAGE.search(rest.strip(" |·•,"))
    rest = HEAD_PAGE.sub(" ", rest.strip(" |·•,"))
    return " ".join(rest.strip(" |·•,").split()), date.group() if date else "", bool(page) * "#"


def _heads_say(heads: list[list[Word]]) -> dict[str, str | None]:
    """Publisher (as lib.text.imprint has it), day and address in the running heads."""
    parts = [part for row in heads for cell in cells_of(row) for part in re.split(r" [|·•] ", cell)]
    named = [part for part in parts if not AT_EDGE.fullmatch(part)]
    addresses = (part.split()[0] for part in parts if part.startswith(("http://", "https://")))
    outlets = (name for part in named for name in (part, _head(part)[0]) if is_outlet(name))
    days = (date for part in named for words in (part, _head(part)[1]) if (date := day(words)))
    return {
        "publisher": next(outlets, None),
        "published": next(days, None),
        "url": next(addresses, None),
    }


# Columns


class Placed(NamedTuple):
    """A row with the edges of its column; aside: in the margin of another."""

    words: list[Word]
    left: float
    right: float
    aside: bool = False


def _columns(words: list[Word], edges: tuple[float, float] | None = None) -> Iterator[Placed]:
    """The rows with the edges of their column, by recursive cuts (Nagy and Seth 1984)."""
    rows = _rows(words)
    if not rows:
        return
    left, right = edges or (min(word.x0 for word in words), max(word.x1 for word in words))
    below, cut = _break(rows, WIDE_BREAK), _gutter(rows)
    if cut and (not below or not _both(rows, below, cut)):
        parts = ([word for word in words if (word.x0 < cut) == side] for side in (True, False))
        columns = [list(_columns(part)) for part in parts if not _count_lines(_rows(part))]
        yield from _side_by_side(columns)
    elif below := below or _break(rows, BREAK):
        for part in (rows[:below], rows[below:]):
            yield from _columns([word for row in part for word in row], (left, right))
    else:
        yield from (Placed(row, left, right) for row in rows)


def _side_by_side(columns: list[list[Placed]]) -> Iterator[Placed]:
    """The rows of two columns, those of a margin before the paragraph that they stand beside."""
    margin, text = sorted([[], *columns][-2:], key=_width)
    if 2 * _width(margin) > _width(text):
        yield from chain(*columns)
        return
    notes = [note._replace(aside=True) for note in margin]
    begins = [not i or _apart(text[i - 1], row) for i, row in enumerate(text)]
    last = max(i for i, begun in enumerate(begins) if begun)
    for i, row in enumerate(text):
        if begins[i]:
            beside = len(notes) if i == last else _beside_it(notes, row)
            yield from notes[:beside]
            notes = notes[beside:]
        yield row


def _width(column: list[Placed]) -> float:
    return max((row.right - row.left for row in column), default=0.0)


def _beside_it(notes: list[Placed], row: Placed) -> int:
    """How many rows of the margin begin no lower than the row, or go on with one that does."""
    for i, note in enumerate(notes):
        lower = _top(note.words) > row.words[0].bottom
        if lower and (not i or _apart(notes[i - 1], note)):
            return i
    return len(notes)


def _apart(above: Placed, row: Placed) -> bool:
    least = BREAK * min(above.words[0].size, row.words[0].size)
    return _space(above.words, row.words) > least


def _both(rows: list[list[Word]], below: int, cut: float) -> bool:
    """Whether there are words on both sides of the cut above the break as well as below it."""
    parts = (
        [word.x0 < cut for row in part for word in row] for part in (rows[:below], rows[below:])
    )
    return all(any(sides) and not all(sides) for sides in parts)


def _break(rows: list[list[Word]], least: float) -> int | None:
    """The row below the widest space between two rows; None if there is none so wide."""
    spaces = [(_space(row, below), i) for i, (row, below) in enumerate(pairwise(rows), 1)]
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
    wide = [(width, end) for width, end in strips if _parts_columns(rows, end)]
    return max(wide)[1] if wide else None


def _parts_columns(rows: list[list[Word]], cut: float) -> bool:
    """Whether running text stands on both sides of the cut, or on one and beside it a margin."""
    sides = [
        [part for row in rows if (part := [word for word in row if (word.x0 < cut) == side])]
        for side in (True, False)
    ]
    texts = [side for side in sides if _is_column(side)]
    margins = [side for side in sides if side not in texts]
    return bool(texts) and all(_is_margin(side, len(rows)) for side in margins)


def _is_margin(side: list[list[Word]], rows: int) -> bool:
    """Whether a few notes, and no marks of items, stand beside a text, or the numbers of lines."""
    marks = all(row[0].text in BULLETS or NUMBERED.match(f"{row[0].text} ") for row in side)
    return (len(side) < MARGIN * rows and not marks) or _count_lines(side)


def _count_lines(side: list[list[Word]]) -> bool:
    """Whether the rows count the lines of the page: 1, 2, 3, ..."""
    counted = [str(number) for number in range(1, len(side) + 1)]
    return len(side) >= COLUMN_ROWS and [_words_of(row) for row in side] == counted


def _is_column(side: list[list[Word]]) -> bool:
    """Whether rows are running text, in which numbers do not count."""
    words = sum(any(map(str.isalpha, word.text)) for row in side for word in row)
    return len(side) >= COLUMN_ROWS and words >= COLUMN_WORDS * len(side)


def cells_of(row: list[Word]) -> list[str]:
    """The texts of a row that wide spaces part."""
    cells = [row[0].text]
    for word, after in pairwise(row):
        if after.x0 - word.x1 > CELL_GAP * word.size:
            cells.append(after.text)
        else:
            cells[-1] += f" {after.text}"
    return cells


def is_number(cell: str) -> bool:
    """Whether a cell of a table holds a number."""
    return bool(FIGURE.fullmatch(cell))
