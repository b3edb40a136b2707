"""Rows of words in the order of reading in; a text of paragraphs, headings and tables out."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise, takewhile
from statistics import median

from lib.ingest.readers.layout import INDENT, NUMBERED, Row, cells_of, is_number
from lib.ingest.readers.reading import laid_out, row_lines

MARKED = re.compile(r"• |[–-] (?=[A-Z\d])|o (?=[A-Z])")  # the mark of an item
# what goes on in the next line: its last word is an article, preposition or conjunction, or one
# that joins two clauses
HANGING = re.compile(
    r"(?i:(?<![\w.])(?:a|an|the|of|and|or|to|in|on|at|for|with|by|from|as|that|which|than|if|but))$"
)
ENDED = re.compile(r"[.!?:;][\"”’')\]]*(?: ?\d{1,2})?$")  # a sentence, with the mark of a note
NOTE = re.compile(r"[\d*†‡§]")  # what a note at the foot of a page begins with
# All measures below are in heights of the words concerned.
LEADING = 1.3  # lines of a paragraph are no farther apart than so many times the usual distance
SPACE = 0.4  # a word and so much space did not fit into the line above
LARGER = 1.12  # a heading's words are so much higher than those of the text
SMALLER = 0.93  # a note's words are no higher than so much of those of the text
ALIKE = 0.08  # sizes differ by no more within a paragraph
HEADING_ROWS, HEADING_CHARS = 4, 200  # what is longer is a paragraph in large or bold letters

PAGE_MARK = "\f"  # where a page begins, until its place is known


def text_of(rows: list[Row], pages: int) -> tuple[str, list[int]]:
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
    elif len(rows) > 1 and all(len(cells_of(row.words)) > 1 for row in rows):
        first, *others = cells = [cells_of(row.words) for row in rows]
        header = not any(map(is_number, first)) and any(
            is_number(cell) for row in others for cell in row
        )
        yield from row_lines(cells, header)


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
    styled = [
        row._replace(heading=bool(row.text) and (row.size > body or (row.bold and not bold)))
        for row in rows
    ]
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
    runs_on = after and _alike(last, after) and _below(last, after) and _unfinished(last, after)
    return not runs_on


# Paragraphs


def _in_order(rows: list[Row]) -> Iterator[list[Row]]:
    """The paragraphs and tables, the notes of a page before the paragraph that leaves it."""
    feet = _at_foot(rows)
    noted = (row for row, foot in zip(rows, feet, strict=True) if foot)
    pages = groupby(noted, key=lambda row: row.page)  # a note is cut rather than a sentence
    notes = [note for _, page in pages for note in _paragraphs(list(page))]
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
    """Which rows are notes: the last in their column, in small letters, from a mark on.

    The mark may stand at the foot of the column before.
    """
    least = SMALLER * Counter(round(row.size, 1) for row in rows).most_common(1)[0][0]
    feet: list[bool] = []
    for _, group in groupby(rows, key=lambda row: row.column):
        column = list(group)
        small = len(column) - len(list(takewhile(lambda row: row.size < least, reversed(column))))
        marked = (i for i in range(small, len(column)) if NOTE.match(column[i].text))
        first = small if feet and feet[-1] else next(marked, len(column))
        feet += [i >= first for i in range(len(column))]
    return feet


def _paragraphs(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows that belong together: those of a paragraph, or of a table."""
    steps = [two.top - one.top for one, two in pairwise(rows) if _below(one, two)]
    leading = median(steps) if steps else 0.0
    paragraph: list[Row] = []
    for row, after in zip(rows, [*rows[1:], None], strict=False):
        if paragraph and not _goes_on(
            paragraph, row, LEADING * _leading(paragraph, row, after, leading)
        ):
            yield paragraph
            paragraph = []
        paragraph.append(row)
    if paragraph:
        yield paragraph


def _leading(paragraph: list[Row], row: Row, after: Row | None, usual: float) -> float:
    """How far apart the lines of this paragraph are: those above, or else the next two."""
    one, two = paragraph[-2:] if len(paragraph) > 1 else (row, after)
    if two is None or not _below(one, two) or not _alike(one, two):
        return usual
    return min(usual, two.top - one.top)


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
    if len(cells_of(last.words)) > 1 and len(cells_of(row.words)) > 1:
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
    return row.text[:1].islower() or bool(row.text and HANGING.search(last.text))


def _shifted(paragraph: list[Row], row: Row) -> bool:
    """Whether a row begins farther right or left, as a paragraph does after the one above it."""
    last, least = paragraph[-1], INDENT * row.size
    if not last.ranged:  # but to the right, or centred
        return False
    if row.x0 - last.x0 > least:  # but the second row of an item hangs
        return len(paragraph) > 1 or not (MARKED.match(last.text) or NUMBERED.match(last.text))
    back = last.x0 - row.x0 > least
    return back and len(paragraph) > 1 and abs(paragraph[-2].x0 - last.x0) < least


def _has_room(last: Row, row: Row) -> bool:
    """Whether the next word would have stood in the line above: then that was ended on purpose."""
    word = row.words[0]
    return last.right - last.x1 >= word.x1 - word.x0 + SPACE * row.size
