"""The tables of a run in, the spreadsheet out: findings, tables and codebook, without a formula."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from functools import cache
from itertools import islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lib.by_hand.corrections import ANSWERS, RIGHT
from lib.findings.results import Results
from lib.findings.told import findings
from lib.findings.wording import named
from lib.show.marks import legible
from lib.show.read import results as read
from lib.tables import store
from lib.tables.files import replacing, written
from lib.tables.folder import BOOK as FILE
from lib.tables.records import BOOL, FLOAT, INT, TABLES, TEXT, Column
from lib.tables.store import FORMULA, stream
from lib.text.phrases import joined, outlets, plural

# rows of a sheet, and characters of a cell (as UTF-16 counts), that a spreadsheet program can hold
LINES, CELL = 1_048_576, 32_767
# characters: least and greatest width of a column; rows that it is measured on
NARROW, WIDE, MEASURED = 9, 60, 200
# Of more claims the book is written row by row, so that it needs no more memory. Else it is made in
# three quarters of the time and is a quarter smaller, since a text that stands in several cells is
# written once (generated reports, 10,000 to 20,000 claims).
HELD = 50_000
REPORT, LINK = "report.html", "report.html#"  # lies beside the sheet
OPEN, LINKED = "open", 3  # name of the columns with links into the report, and how many
LINKS = range(1, LINKED + 1)
WHO = "who says it; empty for the report itself and where it is not clear"
IDS = {
    *("claim_id", "doc_id", "block_id", "start", "end", "within", "part_of", "identity"),
    *("evidence", "sha256", "claim_a", "claim_b", "doc_a", "doc_b", "family_id", "story", "origin"),
}
DATES = {"published", "time_start", "time_end", "day"}
FIRST_DAY = date(1900, 1, 1)  # a spreadsheet knows no earlier one
# The file says when it was made, and the same run must give the same bytes
MADE = datetime(2000, 1, 1)
Cells = Mapping[str, Any]  # a row of a sheet: the row of its table, with more columns


class Sheet(NamedTuple):
    """A sheet: its columns, how many rows it has, and what gives these one by one."""

    columns: tuple[Column, ...]
    size: int
    rows: Callable[[], Iterator[Cells]]


class Added(NamedTuple):
    """A column before those of a table, which says in words what an id of its rows means."""

    name: str
    meaning: str
    word: Callable[[Any], str | None]
    instead: str = ""  # the column that it stands for


class Begun(NamedTuple):
    """A book at work: what closes it, its file in memory, formats, worksheets and sheets so far."""

    opened: ExitStack
    file: io.BytesIO
    book: xlsxwriter.Workbook
    formats: dict[str, Format]
    places: dict[str, Worksheet]
    sheets: dict[str, Sheet]


def begin(out: Path) -> None:
    """Fill the sheets of the run in `out` that are known before its reports are compared.

    They are half of the book. `write` in the same process goes on with them, so that they are
    filled while the others are worked out.
    """
    _begun(Path(out))


def write(out: Path) -> Path:
    """Write claims.xlsx of the run in `out` and give back its path; the same run, the same bytes.

    The sheets findings, documents, claims, matches, families, origins, profile, codebook, and where
    they have rows unfinished and corrected. What a cell or sheet cannot hold is cut, and says so.
    """
    out = Path(out)
    try:
        begun = _begun(out)
        with written(out / FILE), begun.opened:
            results = read(out, evidence=False)
            sheets = {"findings": _findings(results)} | begun.sheets | _compared(out, results)
            for name, sheet in (sheets | {"codebook": _codebook(sheets)}).items():
                if name not in begun.sheets:
                    place = begun.places.get(name) or begun.book.add_worksheet(name)
                    _fill(place, sheet, begun.formats)
        with replacing(out / FILE) as partial:
            partial.write_bytes(begun.file.getbuffer())
    finally:
        _begun.cache_clear()
    return out / FILE


@cache
def _begun(out: Path) -> Begun:
    documents = [row for row in store.rows(out, "documents") if row["status"] == "ok"]
    names, days = outlets(documents), {row["doc_id"]: row["published"] for row in documents}
    claims = [
        Added("statement", "the content, and whom its pronouns stand for", named, "text"),
        _report(names),
        Added("day", "the day of the report (ISO date)", lambda row: days.get(row["doc_id"])),
        Added("who", WHO, lambda row: row["source"], "source"),
        Added("says how", "the words that attribute it", lambda row: row["cue"], "cue"),
        Added(RIGHT, f"yours to fill in: {joined(ANSWERS, 'or')}", lambda row: None),
    ]
    sheets = {
        "documents": _table(out, "documents", [_report(names)]),
        "claims": _table(out, "claims", claims),
    }
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
        column = [one.name for one in sheets["claims"].columns].index(RIGHT)
        choice = {"validate": "list", "source": [*ANSWERS]}
        places["claims"].data_validation(1, column, LINES - 1, column, choice)
        return Begun(opened.pop_all(), file, book, formats, places, sheets)


def _report(
    names: dict[str, str],
    name: str = "outlet",
    meaning: str = "publisher of the report, else its file",
    of: str = "doc_id",
) -> Added:
    """The column with the name of the report whose doc_id stands in column `of`."""
    return Added(name, meaning, lambda row: names.get(row[of]))


def _compared(out: Path, results: Results) -> dict[str, Sheet]:
    """The sheets of the tables that the comparison writes."""
    names, claims = results.names, results.claims
    added = {
        "matches": [
            Added(
                "how they stand", "agree, conflict or related", itemgetter("relation"), "relation"
            ),
            *_side(results, "a"),
            *_side(results, "b"),
            Added("why", "what both have and what differs, in words", results.why, "reasons"),
        ],
        "families": [
            _report(names),
            Added("statement", "the claim", lambda row: claims[row["claim_id"]]["text"]),
        ],
        "origins": [
            _report(names),
            _report(names, "story_of", "the first report of its story", "story"),
            _report(
                names,
                "same_as",
                "the report that names its origin; itself where it copies none",
                "origin",
            ),
        ],
        "profile": [_report(names)],
    }
    seldom = {"unfinished": [_report(names)], "corrected": []}
    added |= {name: columns for name, columns in seldom.items() if store.size(out, name)}
    return {name: _table(out, name, columns) for name, columns in added.items()}


def _side(results: Results, end: str) -> list[Added]:
    """The report, the speaker and the words of one end of a match."""
    claim = f"claim_{end}"

    def of(row: Any, name: str) -> str | None:
        value: str | None = dict[str, Any](results.claims[row[claim]])[name]
        return value

    return [
        _report(results.names, f"outlet_{end}", "publisher of its report", f"doc_{end}"),
        Added(f"who_{end}", WHO, lambda row: of(row, "source")),
        Added(f"statement_{end}", "its content, cleaned", lambda row: of(row, "text")),
    ]


def _table(out: Path, name: str, added: list[Added]) -> Sheet:
    """The sheet of a table of the run."""

    def rows() -> Iterator[Cells]:
        return (
            row | {column.name: column.word(row) for column in added} for row in stream(out, name)
        )

    first = tuple(Column(column.name, TEXT, column.meaning) for column in added)
    left = {column.instead for column in added}
    rest = [column for column in TABLES[name].columns if column.name not in left]
    # what only a program reads comes last
    ordered = sorted(rest, key=lambda column: column.name in IDS)
    return Sheet((*first, *ordered), store.size(out, name), rows)


def _findings(results: Results) -> Sheet:
    """The findings, with a link for each report that they name."""
    found = [
        {"finding": one.text, "how sure": one.sure}
        | {f"{OPEN} {n}": f"{LINK}m-{claim}" for n, claim in enumerate(one.claims[:LINKED], 1)}
        for one in findings(results)
    ]
    meanings = {"finding": "a sentence made from the tables", "how sure": "in words"}
    places = {f"{OPEN} {n}": "a place that it rests on, in the report" for n in LINKS}
    empty: dict[str, Any] = dict.fromkeys((*meanings, *places))
    return _texts(meanings | places, [empty | row for row in found])


def _codebook(sheets: dict[str, Sheet]) -> Sheet:
    rows = [
        {"sheet": name, "column": column.name, "meaning": column.meaning}
        for name, sheet in sheets.items()
        for column in sheet.columns
    ]
    meanings = {"sheet": "the sheet", "column": "its column", "meaning": "what the column means"}
    return _texts(meanings, rows)


def _texts(meanings: dict[str, str], rows: list[dict[str, Any]]) -> Sheet:
    """A sheet that is no table of the run; meanings: of each of its columns."""
    columns = tuple(Column(name, TEXT, meaning) for name, meaning in meanings.items())
    return Sheet(columns, len(rows), lambda: iter(rows))


# --- cells --------------------------------------------------------------------------------------


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    plain = {"valign": "top"}
    kinds: dict[str, dict[str, Any]] = {
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
    """Write the header, which stays in sight, the widths, the rows, and how many did not fit."""
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
        note = f"{plural(lost, 'more row')} that no sheet can hold: see the tables of the run"
        sheet.write_string(room + 1, 0, note, formats["text"])
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
        if value.startswith(LINK):
            sheet.write_url(line, number, f"external:{value}", string="read it there")
        else:
            kind = "formula" if value.startswith(FORMULA) else "text"
            sheet.write_string(line, number, value, formats[kind])
    elif isinstance(value, bool):
        sheet.write_boolean(line, number, value, formats["bool"])
    elif isinstance(value, int | float):
        kind = "int" if isinstance(value, int) else "float"
        sheet.write_number(line, number, value, formats[kind])
    elif value is not None:
        sheet.write_datetime(line, number, value, formats["date"])


def _values(column: Column) -> Callable[[Any], Any]:
    """What makes a cell of a value: of a day, number or truth as it is, of all else a text."""
    single: dict[Any, Callable[[Any], Any]] = {TEXT: _fitting, INT: int, FLOAT: float, BOOL: bool}
    return _day if column.name in DATES else single.get(column.type, _list)


def _cells(row: Cells, values: list[tuple[str, Callable[[Any], Any]]]) -> list[Any]:
    """The cells of a row; None stays an empty cell."""
    return [None if row[name] is None else value(row[name]) for name, value in values]


def _day(text: str) -> date | str:
    day = date.fromisoformat(text)
    return day if day >= FIRST_DAY else _fitting(text)


def _list(items: list[Any]) -> str | None:
    return _fitting("; ".join(map(_item, items))) if items else None


def _item(item: Any) -> str:
    """An item of a list in words: a text, a number with its unit, a place and what it is of."""
    if not isinstance(item, dict):
        return str(item)
    if "low" in item:
        bound = "at most " * (item["low"] is None) + "at least " * (item["high"] is None)
        ends = [f"{end:g}" for end in dict.fromkeys((item["low"], item["high"])) if end is not None]
        return f"{item['text']} = {bound}{' to '.join(ends)} {item['unit'] or ''}".rstrip()
    if "slot" in item:
        return f"{item['slot']} {item['start']}–{item['end']}"
    if "old" in item:
        by = f" by {item['by']}" if item["by"] else ""
        return f"{item['field']} corrected{by}; before: {item['old'] or 'none'}"
    return ", ".join(f"{name} {value}" for name, value in item.items() if value is not None)


def _fitting(text: str) -> str:
    """The text in characters that a sheet can hold, cut with a note where a cell is too small."""
    if len(text) <= CELL // 2 and text.isprintable():  # most are, and need no second look
        return text
    # a carriage return would be written as _x000D_, which not every program reads back
    sound = legible(text.replace("\r\n", "\n").replace("\r", "\n"))
    data = sound.encode("utf-16-le")
    if len(data) <= 2 * CELL:
        return sound
    note = f" … [cut: the whole has {len(text):,} characters]"
    return data[: 2 * (CELL - len(note))].decode("utf-16-le", "ignore") + note
