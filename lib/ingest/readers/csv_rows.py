"""The rows of a table of text (CSV) that can be trusted, and why the others cannot."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lib.text.decoding import Rejected, delimiter

BROKEN = "a quotation mark in it is not doubled or not closed"
PARTED = "a line break in it is not quoted"
LONG = "it has more cells than there are names of columns"


class Row(NamedTuple):
    """What a CSV reader makes of some lines: the numbers of the first and the last, and its cells,
    None where its quotation marks are broken."""

    first: int
    last: int
    cells: list[str] | None


Rows = list[Row]
Record = dict[str, str]


def csv_rows(text: str) -> tuple[list[str], Iterator[Row]]:
    """The names of the columns, and the rows below them, trusted or not."""
    rows = _rows(text)
    header = next(rows, Row(1, 1, []))
    if header.cells is None:
        raise Rejected(f"its first line names no columns: {BROKEN}")
    return header.cells, rows


def trusted(
    rows: Iterator[Row], header: list[str], plausible: Callable[[Record], bool]
) -> Iterator[Record | Rejected]:
    """Every row that has as many cells as there are columns, by their names, and a refusal of the
    others.

    Where a line break is not quoted, the pieces of one row follow one another and are refused as
    one; where they are no whole row, the row before may go on in them and is refused with them. A
    row behind refused ones, which may be a line of their text, must be plausible.
    """
    width = len(header)
    before: Rows = []  # the last row that has its cells, as long as the next may go on with it
    doubtful: Rows = []
    for row in rows:
        whole = _has_cells(row, width) and not (doubtful and not plausible(_named(row, header)))
        if whole:
            yield from _judged(before, doubtful, header)
            before, doubtful = [row], []
        else:
            doubtful.append(row)
    yield from _judged(before, doubtful, header)


def _rows(text: str) -> Iterator[Row]:
    """The rows of a text, blank lines left out.

    Where a quotation mark is not closed to the end, its line is broken, and those below are read as
    what they are without quotation marks.
    """
    mark, lines = delimiter(text), io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=mark, strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            if reader.line_num == len(lines) > first:
                break
            yield Row(first, reader.line_num, None)
        else:
            if cells:
                yield Row(first, reader.line_num, cells)
    yield Row(first, first, None)
    plain = csv.reader(lines[first:], delimiter=mark, quoting=csv.QUOTE_NONE)
    for number, cells in enumerate(plain, first + 1):
        if cells:
            yield Row(number, number, None if any('"' in cell for cell in cells) else cells)


def _has_cells(row: Row, width: int) -> bool:
    """Whether a row has as many cells as there are columns; empty ones more do not count."""
    cells = row.cells
    return cells is not None and len(cells) >= width and not "".join(cells[width:]).strip()


def _named(row: Row, header: list[str]) -> Record:
    return dict(zip(header, row.cells or [], strict=False))


def _judged(before: Rows, doubtful: Rows, header: list[str]) -> Iterator[Record | Rejected]:
    """The row before the doubtful ones, if they are not its own, and a refusal for each group."""
    width = len(header)
    groups = _groups(doubtful, width)
    if groups and _short(groups[0][0], width) and not _whole(groups[0], width):
        groups[0] = before + groups[0]
    else:
        yield from (_named(row, header) for row in before)
    yield from (_refusal(group, width) for group in groups)


def _groups(rows: Rows, width: int) -> list[Rows]:
    """The rows by what was one row before it broke: a short one belongs to what is not whole."""
    groups: list[Rows] = []
    for row in rows:
        if groups and _short(row, width) and not _whole(groups[-1], width):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _short(row: Row, width: int) -> bool:
    return row.cells is not None and len(row.cells) < width


def _whole(rows: Rows, width: int) -> bool:
    """Whether the rows are one, its cells cut by line breaks, of which each cuts one into two."""
    cells = sum(len(row.cells or []) for row in rows) - (len(rows) - 1)
    return cells == width and all(_short(row, width) for row in rows)


def _refusal(group: Rows, width: int) -> Rejected:
    first, last = group[0].first, group[-1].last
    why = PARTED if any(_short(row, width) for row in group) else LONG
    why = BROKEN if any(row.cells is None for row in group) else why
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    return Rejected(f"{lines}: {why}, so that its cells cannot be told apart")
