"""Words with their places on pages in; paragraphs, headings and tables in order of reading out."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, pairwise, takewhile
from statistics import median
from typing import NamedTuple

from lib.ingest.readers.reading import laid_out, row_lines
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
MARKED = re.compile(r"• |[–-] (?=[A-Z\d])|o (?=[A-Z])")  # the mark of an item
NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)] ")  # an item, or within a sentence
# what goes on in the next line: its last word is an article, preposition or conjunction, or one
# that joins two clauses
HANGING = re.compile(
    r"(?i:(?<![\w.])(?:a|an|the|of|and|or|to|in|on|at|for|with|by|from|as|that|which|than|if|but))$"
)
ENDED = re.compile(r"[.!?:;][\"”’')\]]*(?: ?\d{1,2})?$")  # a sentence, with the mark of a note
NOTE = re.compile(r"[\d*†‡§]")  # what a note at the foot of a page begins with
# All measures below are in heights of the words concerned.
GUTTER = 0.9  # least width of the white strip between columns of text
CELL_GAP = 1.5  # least space between the cells of a row; a justified line has narrower spaces
# a cell that holds a number; tried only where a run of signs begins, so that it takes no square
FIGURE = re.compile(r"(?<![.,:%$€£+–-])[.,:%$€£+–-]*+\d[\d.,:%$€£+–-]*+")
FEW = 3  # fewer rows that begin at one place tell nothing of where they end
COLUMN_ROWS = 4  # fewer rows with a white strip between them may be chance
COLUMN_WORDS = 3.0  # fewer words a row are the column of a table
MARGIN = 0.34  # a column with words in fewer of the rows is the margin's
# a space so wide across the page parts what stands above and below it, whatever the columns
WIDE_BREAK = 2.0
BREAK = 0.4  # least space between two rows that may stand in different columns
LEADING = 1.3  # lines of a paragraph are no farther apart than so many times the usual distance
INDENT = 0.5
SPACE = 0.4  # a word and so much space did not fit into the line above
LARGER = 1.12  # a heading's words are so much higher than those of the text
SMALLER = 0.93  # a note's words are no higher than so much of those of the text
ALIKE = 0.08  # sizes differ by no more within a paragraph
RAISED = 0.8  # signs smaller than this above a line are marks of notes in it
SMALL, TOUCHING = 0.6, 0.15  # how small small capitals are, and how near to the first letter
HEADING_ROWS, HEADING_CHARS = 4, 200  # what is longer is a paragraph in large or bold letters


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

    right: where the rows end that begin where this one does. ranged: whether others begin there.
    aside: in the margin.
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


def laid_out_pages(pages: list[PageOfWords]) -> tuple[str, list[int], dict[str, str | None]]:
    """The text of the pages without running heads, where each page begins, and what the heads say.

    The text is empty if there is nothing but running heads.
    """
    sheets = [_sheet(words, height) for words, height in pages]
    running = _running(sheets)
    heads, rows = [], []
    for number, sheet in enumerate(sheets):
        kept = []
        for row, at_edge in sheet:
            (heads if at_edge and _is_furniture(row, running) else kept).append(row)
        rows += _page_rows(kept, number)
    text, begins = _text(rows, len(pages)) if rows else ("", [])
    return text, begins, _heads_say(heads)


# Rows, in the order of reading


Sheet = list[tuple[list[Word], bool]]  # the rows of a page, and whether each is at its edge


def _sheet(words: list[Word], height: float) -> Sheet:
    rows = _rows(words)
    return [
        (row, place in (0, len(rows) - 1) or _at_edge(row, height))
        for place, row in enumerate(rows)
    ]


def _at_edge(row: list[Word], height: float) -> bool:
    return row[0].bottom < EDGE * height or row[0].top > (1 - EDGE) * height


def _page_rows(kept: list[list[Word]], page: int) -> list[Row]:
    columns = _columns([word for row in kept for word in row])
    rows = [
        Row(_marked(words), (page, left, right), aside=aside)
        for words, left, right, aside in columns
    ]
    return [_ranged(row, rows) for row in rows]


def _ranged(row: Row, rows: list[Row]) -> Row:
    """The row with the right edge of those in its column that begin where it does."""
    beside = [
        other.x1
        for other in rows
        if other.column == row.column and abs(other.x0 - row.x0) < INDENT * row.size
    ]
    right = row.column[2] if len(beside) < FEW else max(beside)
    return row._replace(right=right, ranged=len(beside) > 1)


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
        for text in {_shape(row) for row, at_edge in sheet if at_edge}:
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
    parts = [part for row in heads for cell in _cells(row) for part in re.split(r" [|·•] ", cell)]
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
    space = _top(row.words) - max(word.bottom for word in above.words)
    return space > BREAK * min(above.words[0].size, row.words[0].size)


def _both(rows: list[list[Word]], below: int, cut: float) -> bool:
    """Whether there are words on both sides of the cut above the break as well as below it."""
    parts = (
        [word.x0 < cut for row in part for word in row] for part in (rows[:below], rows[below:])
    )
    return all(any(sides) and not all(sides) for sides in parts)


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
    return len(side) >= COLUMN_ROWS and sum(map(len, side)) >= COLUMN_WORDS * len(side)


# Lines of text


PAGE_MARK = "\f"  # where a page begins, until its place is known


def _text(rows: list[Row], pages: int) -> tuple[str, list[int]]:
    """The text of all rows, and where each page begins; an empty one begins as the next does."""
    lines, last = [], 0
    for paragraph in _in_order(_headed(rows)):
        mark = PAGE_MARK * (paragraph[0].page - last)
        first, *others = list(_table_lines(paragraph)) or [_joined(paragraph)]
        lines += [mark + first, *others]
        last = max(last, paragraph[-1].page)
    text = laid_out(lines) + PAGE_MARK * (pages - 1 - last)
    marks = [match.start() for match in re.finditer(PAGE_MARK, text)]
    return text.replace(PAGE_MARK, ""), [0, *(place - number for number, place in enumerate(marks))]


def _table_lines(rows: list[Row]) -> Iterator[str]:
    """The lines of a table; none if the rows are no table."""
    if rows[0].words[0].table:
        yield from rows[0].words[0].table
    elif len(rows) > 1 and all(len(_cells(row.words)) > 1 for row in rows):
        first, *others = cells = [_cells(row.words) for row in rows]
        header = not any(map(is_number, first)) and any(
            is_number(cell) for row in others for cell in row
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


def is_number(cell: str) -> bool:
    """Whether a cell of a table holds a number."""
    return bool(FIGURE.fullmatch(cell))


def _joined(rows: list[Row]) -> str:
    """A paragraph on one line; after a hyphen a row keeps its line break, for cleaning to judge."""
    text = f"## {rows[0].text}" if rows[0].heading else re.sub(r"^[•o] (?=\S)", "- ", rows[0].text)
    for one, two in pairwise(rows):
        parted = re.search(r"[^\W\d_]-$", one.text)
        text += ("\n" if two.text[0].islower() else "") if parted else " "
        text += PAGE_MARK * (two.page - one.page) + two.text
    return text


# Headings


def _headed(rows: list[Row]) -> list[Row]:
    """The rows, those marked that are headings by their letters and are no part of a sentence."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size, 1)] += len(row.text)
    body = LARGER * sizes.most_common(1)[0][0]
    bold = sum(len(row.text) for row in rows if row.bold) * 2 > sizes.total()
    styled = [row._replace(heading=row.size > body or (row.bold and not bold)) for row in rows]
    headed: list[Row] = []
    for group in _together(styled):
        after = next(iter(styled[len(headed) + len(group) :]), None)
        whole = group[0].heading and _is_heading(group, after)
        headed += [row._replace(heading=whole) for row in group]
    return headed


def _together(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows of each heading, and every other row by itself."""
    group: list[Row] = []
    for row in rows:
        if group and not (row.heading and group[-1].heading and _heads_on(group[-1], row)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _heads_on(last: Row, row: Row) -> bool:
    """Whether a row in a heading's letters goes on with the one above it."""
    near = row.top - last.words[0].bottom < row.size
    return _alike(last, row) and _below(last, row) and near and last.bold == row.bold


def _is_heading(rows: list[Row], after: Row | None) -> bool:
    """Whether rows in large or bold letters are no sentence and no beginning of one."""
    text, last = " ".join(row.text for row in rows), rows[-1]
    if len(rows) > HEADING_ROWS or len(text) > HEADING_CHARS or text[0].islower():
        return False
    if (
        MARKED.match(text)
        or not re.search(r"[^\W\d_]{2}", text)
        or re.search(r"[.,;][\"”’')]*$", text)
    ):
        return False
    runs_on = after is not None and _alike(last, after) and _below(last, after)
    return not (runs_on and _unfinished(last, after) and not _has_room(last, after))


# Paragraphs


def _in_order(rows: list[Row]) -> Iterator[list[Row]]:
    """The paragraphs and tables, the notes of a page before the paragraph that leaves it."""
    feet = _at_foot(rows)
    notes = list(_paragraphs([row for row, foot in zip(rows, feet, strict=True) if foot]))
    texts = _paragraphs([row for row, foot in zip(rows, feet, strict=True) if not foot])
    for paragraph in texts:
        while (
            notes
            and notes[0][0].page < paragraph[-1].page
            and (notes[0][0].page <= paragraph[0].page)
        ):
            yield notes.pop(0)
        yield paragraph
    yield from notes


def _at_foot(rows: list[Row]) -> list[bool]:
    """Which rows are notes: the last in their column, in small letters, from a mark on."""
    least = SMALLER * Counter(round(row.size, 1) for row in rows).most_common(1)[0][0]
    feet: list[bool] = []
    for _, group in groupby(rows, key=lambda row: row.column):
        column = list(group)
        small = len(list(takewhile(lambda row: row.size < least, reversed(column))))
        begins = (i for i, row in enumerate(column) if NOTE.match(row.text))
        first = next((i for i in begins if i >= len(column) - small), len(column))
        feet += [i >= first for i in range(len(column))]
    return feet


def _paragraphs(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows that belong together: those of a paragraph, or of a table."""
    steps = [two.top - one.top for one, two in pairwise(rows) if _below(one, two)]
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
    return one.column == two.column and one.top < two.top


def _alike(one: Row, two: Row) -> bool:
    return abs(two.size - one.size) <= ALIKE * one.size


def _goes_on(paragraph: list[Row], row: Row, leading: float) -> bool:
    """Whether a row goes on with the paragraph, or table, above it."""
    last = paragraph[-1]
    if last.words[0].table or row.words[0].table:
        return False
    if len(_cells(last.words)) > 1 and len(_cells(row.words)) > 1:
        return _below(last, row)
    if not _alike(last, row) or row.heading != last.heading or MARKED.match(row.text):
        return False
    if row.heading:
        return _heads_on(last, row)
    if _unfinished(last, row):
        return True
    if not _below(last, row):
        onward = row.aside == last.aside and (row.page > last.page or row.top < last.top)
        return onward and not ENDED.search(last.text) and not NUMBERED.match(row.text)
    if row.top - last.top > leading or _shifted(paragraph, row) or _has_room(last, row):
        return False
    return not NUMBERED.match(row.text) or not ENDED.search(last.text)


def _unfinished(last: Row, row: Row) -> bool:
    """Whether words tell that a sentence goes on: no end above, and a small letter, or "of the"."""
    if ENDED.search(last.text) or NUMBERED.match(row.text):
        return False
    return row.text[0].islower() or bool(HANGING.search(last.text))


def _shifted(paragraph: list[Row], row: Row) -> bool:
    """Whether a row begins farther right or left, as a paragraph does after the one above it."""
    last, least = paragraph[-1], INDENT * row.size
    if not last.ranged and abs(last.x1 - row.x1) < least:  # ranged right
        return False
    if row.x0 - last.x0 > least:  # but the second row of an item hangs
        return len(paragraph) > 1 or not (MARKED.match(last.text) or NUMBERED.match(last.text))
    back = last.x0 - row.x0 > least
    return back and len(paragraph) > 1 and abs(paragraph[-2].x0 - last.x0) < least


def _has_room(last: Row, row: Row) -> bool:
    """Whether the next word would have stood in the line above: then that was ended on purpose."""
    word = row.words[0]
    return last.right - last.x1 >= word.x1 - word.x0 + SPACE * row.size
