"""The spreadsheet: a run's findings, tables and codebook as sheets of one workbook, typed,
filtered, and without a formula."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lib.findings.results import why
from lib.findings.sentences import findings
from lib.show.marks import legible
from lib.tables import records, store
from lib.tables.files import replacing, written
from lib.tables.records import BOOL, FLOAT, INT, TABLES, TEXT, Column, Row
from lib.tables.store import FORMULA, rows_if_any, stream
from lib.text.phrases import plural, short_names

FILE = "claims.xlsx"
# rows of a sheet, and characters of a cell (as UTF-16 counts them), that a spreadsheet program can
# hold
LINES, CELL = 1_048_576, 32_767
# characters: least and greatest width of a column; rows that it is measured on
NARROW, WIDE, MEASURED = 9, 60, 200
# Of more claims the book is written row by row, so that it needs no more memory. Else it is made in
# three quarters of the time and is a quarter smaller, since a text that stands in several cells is
# written once (generated reports, 10,000 to 20,000 claims).
HELD = 50_000
DATES = {"published", "time_start", "time_end"}
FIRST_DAY = date(1900, 1, 1)  # a spreadsheet knows no earlier one
# The file says when it was made, and the same run must give the same bytes
MADE = datetime(2000, 1, 1)


class Sheet(NamedTuple):
    """A sheet: its columns with their types and meanings, how many rows it has, and what gives
    these one by one, so that none is held."""

    columns: tuple[Column, ...]
    size: int
    rows: Callable[[], Iterator[Row]]


class Begun(NamedTuple):
    """A book that is at work: what closes it, its file in memory, its formats, its worksheets so
    far, what is in them, and the reports' short names.
    """

    opened: ExitStack
    file: io.BytesIO
    book: xlsxwriter.Workbook
    formats: dict[str, Format]
    places: dict[str, Worksheet]
    sheets: dict[str, Sheet]
    report: dict[str, str]


def begin(out: Path) -> None:
    """Fill the sheets of the run in `out` that are known before its reports are compared, which are
    half of the book.

    `write` in the same process goes on with them, so that they are filled while the others are
    worked out.
    """
    _begun(Path(out))


def write(out: Path) -> Path:
    """Write claims.xlsx of the run in `out` and give back its path; the same run gives the same
    bytes.

    The sheets findings, documents, claims, matches, families, origins, profile, codebook, and where
    they have rows unfinished and corrected. What a cell or sheet cannot hold is cut, and says so.
    """
    out = Path(out)
    try:
        begun = _begun(out)
        with written(out / FILE), begun.opened:
            told, others = _others(out, begun.report)
            sheets = {"findings": told} | begun.sheets | others
            for name, sheet in (sheets | {"codebook": _codebook(sheets)}).items():
                if name not in begun.sheets:
                    _fill(
                        begun.places.get(name) or begun.book.add_worksheet(name),
                        sheet,
                        begun.formats,
                    )
        with replacing(out / FILE) as partial:
            partial.write_bytes(begun.file.getbuffer())
    finally:
        _begun.cache_clear()
    return out / FILE


@cache
def _begun(out: Path) -> Begun:
    report = short_names([row for row in store.rows(out, "documents") if row["status"] == "ok"])
    words = {
        "documents": [
            ("report", "short name of the report", lambda row: report.get(row["doc_id"]))
        ],
        "claims": [("report", "short name of its report", lambda row: report[row["doc_id"]])],
    }
    sheets = {name: _worded(out, name, more) for name, more in words.items()}
    # nothing that looks like a formula or link becomes one
    options = {
        "constant_memory": store.size(out, "claims") > HELD,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    file = io.BytesIO()
    with written(out / FILE), ExitStack() as opened:
        # closed, a book leaves the files of sheets without a row
        aside = opened.enter_context(TemporaryDirectory())
        book = opened.enter_context(xlsxwriter.Workbook(file, options | {"tmpdir": aside}))
        book.set_properties({"title": "Claims", "created": MADE})
        formats = _formats(book)
        places = {name: book.add_worksheet(name) for name in ("findings", *sheets)}
        for name, sheet in sheets.items():
            _fill(places[name], sheet, formats)
        return Begun(opened.pop_all(), file, book, formats, places, sheets, report)


def _others(out: Path, report: dict[str, str]) -> tuple[Sheet, dict[str, Sheet]]:
    """The sheet of findings, and by name those of the tables that the comparison writes; each sheet
    with columns before those of its table that say in words what its ids mean.
    """
    read = dict.fromkeys(
        ("documents", "blocks", "repairs", "origins", "matches", "families", "profile")
    )
    # most of the table
    read["claims"] = [name for name in records.columns("claims") if name != "evidence"]
    run = {name: store.rows(out, name, columns) for name, columns in read.items()}
    run["unfinished"] = rows_if_any(out, "unfinished")
    run["documents"] = [row for row in run["documents"] if row["status"] == "ok"]
    text = {row["claim_id"]: row["text"] for row in run["claims"]}
    words = {
        "matches": [
            ("report_a", "short name of the first report", lambda row: report[row["doc_a"]]),
            ("text_a", "the first claim", lambda row: text[row["claim_a"]]),
            ("report_b", "short name of the second report", lambda row: report[row["doc_b"]]),
            ("text_b", "the second claim", lambda row: text[row["claim_b"]]),
            (
                "why",
                "the reasons in words, with the names of the reports",
                lambda row: why(row, report),
            ),
        ],
        "families": [
            ("report", "short name of the claim's report", lambda row: report[row["doc_id"]]),
            ("text", "the claim", lambda row: text[row["claim_id"]]),
        ],
        "origins": [
            ("report", "short name of the report", lambda row: report[row["doc_id"]]),
            ("story_of", "the first report of its story", lambda row: report[row["story"]]),
            (
                "same_as",
                "the report that names its origin; itself where it copies none",
                lambda row: report[row["origin"]],
            ),
        ],
        "profile": [("report", "short name of the report", lambda row: report[row["doc_id"]])],
    }
    told = _sheet(
        [("finding", "a sentence made from the tables")],
        [{"finding": one} for one in findings(run)],
    )
    seldom = {"unfinished": words["profile"], "corrected": []}
    words |= {name: more for name, more in seldom.items() if store.size(out, name)}
    return told, {name: _worded(out, name, more) for name, more in words.items()}


def _sheet(columns: Iterable[tuple[str, str]], rows: list[Row]) -> Sheet:
    return Sheet(
        tuple(Column(name, TEXT, meaning) for name, meaning in columns),
        len(rows),
        lambda: iter(rows),
    )


def _worded(
    out: Path, name: str, more: list[tuple[str, str, Callable[[Row], str | None]]]
) -> Sheet:
    extra = tuple(Column(column, TEXT, meaning) for column, meaning, _ in more)

    def rows() -> Iterator[Row]:
        return (row | {column: word(row) for column, _, word in more} for row in stream(out, name))

    return Sheet(extra + TABLES[name].columns, store.size(out, name), rows)


def _codebook(sheets: dict[str, Sheet]) -> Sheet:
    rows = [
        {"sheet": name, "column": column.name, "meaning": column.meaning}
        for name, sheet in sheets.items()
        for column in sheet.columns
    ]
    return _sheet(
        [("sheet", "the sheet"), ("column", "its column"), ("meaning", "what the column means")],
        rows,
    )


# --- cells --------------------------------------------------------------------------------------


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    plain = {"valign": "top"}
    kinds = {
        "head": {"bold": True, "bottom": 1, "text_wrap": True},
        "text": {"text_wrap": True},
        # edited by hand, a text that begins like a formula stays a text
        "formula": {"text_wrap": True, "quote_prefix": True},
        "date": {"num_format": "yyyy-mm-dd"},
        "int": {"num_format": "0"},
        "float": {"num_format": "0.000"},
        "bool": {},
    }
    return {name: book.add_format(plain | kind) for name, kind in kinds.items()}


def _fill(sheet: Worksheet, content: Sheet, formats: dict[str, Format]) -> None:
    """Write the header, which stays in sight, the widths, the rows, and how many of them did not
    fit."""
    names = [column.name for column in content.columns]
    values = [(column.name, _values(column)) for column in content.columns]
    cells = [_cells(row, values) for row in islice(content.rows(), MEASURED)]
    for number, width in enumerate(_widths(names, cells)):
        sheet.set_column(number, number, width)
    for number, name in enumerate(names):
        sheet.write_string(0, number, name, formats["head"])
    room = LINES - 1 if content.size < LINES else LINES - 2
    for line, row in enumerate(islice(content.rows(), room), 1):
        for number, value in enumerate(_cells(row, values)):
            _write(sheet, line, number, value, formats)
    if lost := max(content.size - room, 0):
        sheet.write_string(
            room + 1,
            0,
            f"{plural(lost, 'more row')} that no sheet can hold: see the tables of the run",
            formats["text"],
        )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, min(content.size, room), len(names) - 1)


def _widths(names: list[str], rows: list[list[Any]]) -> Iterator[int]:
    for number, name in enumerate(names):
        longest = max((len(str(row[number])) for row in rows if row[number] is not None), default=0)
        yield min(WIDE, max(NARROW, len(name) + 3, longest + 1))  # 3: the button of the filter


def _write(
    sheet: Worksheet, line: int, number: int, value: Any, formats: dict[str, Format]
) -> None:
    if isinstance(value, str):
        sheet.write_string(
            line, number, value, formats["formula" if value.startswith(FORMULA) else "text"]
        )
    elif isinstance(value, bool):
        sheet.write_boolean(line, number, value, formats["bool"])
    elif isinstance(value, int | float):
        sheet.write_number(
            line, number, value, formats["int" if isinstance(value, int) else "float"]
        )
    elif value is not None:
        sheet.write_datetime(line, number, value, formats["date"])


def _values(column: Column) -> Callable[[Any], Any]:
    """What makes of a value of the column that of a cell: a day, number or truth as it is, all else
    as text."""
    single = {TEXT: _fitting, INT: int, FLOAT: float, BOOL: bool}
    return _day if column.name in DATES else single.get(column.type, _list)


def _cells(row: Row, values: list[tuple[str, Callable[[Any], Any]]]) -> list[Any]:
    """The cells of a row; None stays an empty cell."""
    return [None if row[name] is None else value(row[name]) for name, value in values]


def _day(text: str) -> date | str:
    day = date.fromisoformat(text)
    return day if day >= FIRST_DAY else _fitting(text)


def _list(items: list[Any]) -> str | None:
    return _fitting("; ".join(map(_item, items))) if items else None


def _item(one: Any) -> str:
    """An item of a list in words: a number as it stands with its value and unit, a place with what
    stands there, a text as it is."""
    if not isinstance(one, dict):
        return str(one)
    if "value" in one:
        value = None if one["value"] is None else f"{one['value']:g}"
        parts = [part for part in ("about" if one["about"] else None, value, one["unit"]) if part]
        return f"{one['text']} = {' '.join(parts)}" if parts else one["text"]
    if "slot" in one:
        return f"{one['slot']} {one['start']}–{one['end']}"
    if "old" in one:
        by = f" by {one['by']}" if one["by"] else ""
        return f"{one['field']} corrected{by}; before: {one['old'] or 'none'}"
    return ", ".join(f"{name} {value}" for name, value in one.items() if value is not None)


def _fitting(text: str) -> str:
    """The text without characters that a sheet cannot hold, cut with a note where it is too long
    for a cell."""
    if len(text) <= CELL // 2 and text.isprintable():  # most are, and need no second look
        return text
    # a carriage return would be written as _x000D_, which not every program reads back
    kept = legible(text.replace("\r\n", "\n").replace("\r", "\n"))
    data = kept.encode("utf-16-le")
    if len(data) <= 2 * CELL:
        return kept
    note = f" … [cut: the whole has {len(text):,} characters]"
    return data[: 2 * (CELL - len(note))].decode("utf-16-le", "ignore") + note
