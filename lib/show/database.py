"""The tables of a run in, a database out: the tables, views in plain words, a search."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from lib.findings.alone import alone
from lib.findings.results import Results
from lib.findings.told import findings
from lib.findings.wording import named
from lib.show import limits, pages
from lib.show.read import results as read
from lib.show.spreadsheet import REPORT
from lib.tables import store
from lib.tables.files import replacing
from lib.tables.records import BOOL, FLOAT, INT, TABLES, Column
from lib.text.data import data_text

FILE = "run.sqlite"
# tables that a view of the same name tells in plain words
RENAMED = {"quotations": "quotations_rows"}
KEYS = {"doc_id": "documents", "claim_id": "claims", "identity": "identities"}
TYPES = {INT: "INTEGER", BOOL: "INTEGER", FLOAT: "REAL"}
# what the views need besides: the name of each report, the file that has its text and where that
# is cut there; a claim with its pronouns named, and its rank if it stands in one report alone
REPORTS = "reports (doc_id TEXT PRIMARY KEY, outlet TEXT, day TEXT, page TEXT, shown INTEGER)"
TOLD = "told (claim_id TEXT PRIMARY KEY, statement TEXT, alone INTEGER)"


def write(out: Path) -> Path:
    """Write run.sqlite of the run in `out` and give back its path; the same run, the same bytes.

    It has all tables, lists and records as JSON, and the views and the search of database.sql.
    """
    out = Path(out)
    with closing(sqlite3.connect(":memory:")) as base:
        for name, table in TABLES.items():
            columns = ", ".join(_declared(name, column) for column in table.columns)
            _fill(base, f"{RENAMED.get(name, name)} ({columns})", _rows(out, name))
        results = read(out)
        _fill(base, REPORTS, _reports(results))
        _fill(base, TOLD, _told(results))
        base.executescript(data_text("lib.show", "database.sql"))
        base.execute("VACUUM")
        data = base.serialize()
    with replacing(out / FILE) as partial:
        # without the number of the SQLite that wrote it, which nothing reads
        partial.write_bytes(data[:96] + bytes(4) + data[100:])
    return out / FILE


def _declared(table: str, column: Column) -> str:
    """The column as SQL declares it: an id is the key of its table, elsewhere it refers there."""
    home = KEYS.get(column.name)
    refers = f" REFERENCES {home}" if home else ""
    key = " PRIMARY KEY" if home == table else refers
    return f'"{column.name}" {TYPES.get(column.type, "TEXT")}{key}'


def _fill(base: sqlite3.Connection, declared: str, rows: Iterable[tuple[Any, ...]]) -> None:
    base.execute(f"CREATE TABLE {declared}")
    name, width = declared.partition(" ")[0], declared.count(",") + 1
    base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * width)})", rows)


def _rows(out: Path, name: str) -> Iterator[tuple[Any, ...]]:
    """The rows of the table, none where the run has no such table."""
    columns = [(column.name, pa.types.is_nested(column.type)) for column in TABLES[name].columns]
    for row in store.stream(out, name) if store.size(out, name) else ():
        yield tuple(_cell(row[column]) if nested else row[column] for column, nested in columns)


def _cell(value: Any) -> str | None:
    return None if value is None else store.as_json(value)


def _reports(results: Results) -> Iterator[tuple[Any, ...]]:
    paged = pages.paged(results, findings(results))
    for doc_id, row in results.documents.items():
        there = REPORT if doc_id in paged else None
        yield doc_id, results.names[doc_id], row["published"], there, limits.CHARS


def _told(results: Results) -> Iterator[tuple[Any, ...]]:
    rank = {claim["claim_id"]: number for number, claim in enumerate(alone(results), 1)}
    for claim_id, claim in results.claims.items():
        statement = named(claim) if claim["referents"] else None
        if statement or claim_id in rank:
            yield claim_id, statement, rank.get(claim_id)
