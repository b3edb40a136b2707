"""Tables and texts in a run's folder: written whole or not at all, read whole or in batches."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from math import inf
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lib.tables.errors import WorkbookError
from lib.tables.files import Aside, replacing, written
from lib.tables.records import FLOAT, INT, PANDAS, TABLES, ClaimRow, QuantityRow, Table, columns

AS_CSV = ("claims", "matches", "families")
# which json.dumps would make anew for each value
as_json = json.JSONEncoder(ensure_ascii=False).encode
# what a spreadsheet program takes for the start of a formula, or strips before one
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# rows that are held at a time: a row group of the file, whatever the batches that they come in
GROUP = 4_000


class OfDocument(TypedDict):
    """What the rows of most tables have: the document that they are of."""

    doc_id: str


Record = Mapping[str, Any]  # a row of any table
Rows = Callable[[Sequence[Record]], object]  # writes rows
Of = TypeVar("Of", bound=OfDocument)

# --- writing ------------------------------------------------------------------------------------


def write(out: Path, name: str, rows: Iterable[Record]) -> pd.DataFrame:
    """Write the rows as table `name` of the run in `out`, and give them back as a frame.

    A row has exactly the table's columns, or a ValueError names what is missing or unknown.
    """
    rows = list(rows)
    with writing(out, name) as add:
        add(rows)
    return frame(name, rows)


@contextmanager
def writing(out: Path, name: str) -> Iterator[Callable[[Iterable[Record]], None]]:
    """A function that adds rows to table `name` of the run in `out`, as often as it is called.

    The table is there when the block ends well; its bytes do not depend on how the rows are
    parted, and no more than GROUP of them are held. Errors as for `write`.
    """
    path = table_path(out, name)
    held: list[Record] = []
    groups = 0
    with _own_errors(), ExitStack() as stack:
        puts = [stack.enter_context(_parquet(path, TABLES[name]))]
        if name in AS_CSV:
            puts.append(stack.enter_context(_csv(path.with_suffix(".csv"), TABLES[name])))

        def add(rows: Iterable[Record]) -> None:
            for row in rows:
                held.append(_sound(name, row))
                if len(held) == GROUP:
                    flush()

        def flush() -> None:
            nonlocal groups
            with written(path):
                for put in puts:
                    put(held)
            groups += 1
            held.clear()

        with _others():
            yield add
        if held or not groups:  # also a table without rows has its columns
            flush()


@contextmanager
def _others() -> Iterator[None]:
    """An error in the block is no failure to write, and goes past what would tell it as one."""
    try:
        yield
    except WorkbookError:
        raise
    except Exception as error:
        raise Aside(error) from error


@contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except Aside as aside:
        raise aside.args[0] from None


def _sound(name: str, row: Record) -> Record:
    if odd := set(columns(name)) ^ row.keys():
        raise ValueError(f"table {name}: columns missing or unknown: {', '.join(sorted(odd))}")
    return row


@contextmanager
def _parquet(path: Path, table: Table) -> Iterator[Rows]:
    """A function that writes rows as one row group of the file."""
    with replacing(path) as partial, pq.ParquetWriter(partial, table.schema) as file:
        yield lambda rows: file.write_table(pa.Table.from_pylist(rows, schema=table.schema))


@contextmanager
def _csv(path: Path, table: Table) -> Iterator[Rows]:
    """A function that writes rows as lines of the file, nested columns as JSON."""
    nested = {column.name: pa.types.is_nested(column.type) for column in table.columns}
    cells = [(name, as_json if is_so else _no_formula) for name, is_so in nested.items()]
    with replacing(path) as partial, partial.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow([name for name, _ in cells])
        yield lambda rows: lines.writerows(
            [cell(row[name]) for name, cell in cells] for row in rows
        )


# --- reading ------------------------------------------------------------------------------------


def read(out: Path, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Table `name` of the run in `out`, or these columns of it, as a frame.

    A WorkbookError names its notebook if it is not there.
    """
    with _opened(out, name) as file:
        return _frame(file.read(columns))


def rows(out: Path, name: str, columns: Sequence[str] | None = None) -> list[Any]:
    """The rows of table `name`, each the table's record, or these columns of them; as `read`."""
    return list(stream(out, name, columns))


def stream(out: Path, name: str, columns: Sequence[str] | None = None) -> Iterator[Any]:
    """The same one after another, a few of them held; errors as for `read`, at the first."""
    for batch in _batches(out, name, columns):
        yield from batch.to_pylist()


def remove(out: Path, name: str) -> None:
    """Remove table `name` of the run in `out`, if it is there."""
    table_path(out, name).unlink(missing_ok=True)


def size(out: Path, name: str) -> int:
    """The number of rows of table `name` of the run in `out`; 0 also where it is not there."""
    path = table_path(out, name)
    return int(pq.read_metadata(path).num_rows) if path.is_file() else 0


def rows_if_any(out: Path, name: str) -> list[Any]:
    """The rows of a table that a run need not have; none where it is not there."""
    return rows(out, name) if size(out, name) else []


def of_documents(out: Path, name: str, doc_ids: Iterable[str]) -> Iterator[list[Any]]:
    """For each document its rows of table `name`, in which the documents come in this order.

    A WorkbookError says so if the table has rows of others, or in another order; whoever goes
    through several at once asks all to the end.
    """
    nothing: tuple[None, list[Any]] = (None, [])
    waiting = groupby(stream(out, name), key=lambda row: row["doc_id"])
    doc_id, group = next(waiting, nothing)
    for wanted in doc_ids:
        if wanted == doc_id:
            yield list(group)
            doc_id, group = next(waiting, nothing)
        else:
            yield []
    if doc_id is not None:
        other = f"table {name!r} is of other reports than table 'documents'"
        raise WorkbookError(f"{other}: run {TABLES[name].notebook} first")


def picked(out: Path, name: str, places: Sequence[int]) -> pd.DataFrame:
    """The rows of table `name` at these places, from 0, as a frame with the places as its index."""
    done, kept = 0, [TABLES[name].schema.empty_table()]
    for batch in _batches(out, name, None):
        here = sorted({place - done for place in places if done <= place < done + batch.num_rows})
        kept.append(pa.Table.from_batches([batch.take(pa.array(here, INT))]))
        done += batch.num_rows
    return _frame(pa.concat_tables(kept)).set_axis(sorted(set(places))).loc[list(places)]


def _batches(out: Path, name: str, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
    with _opened(out, name) as file:
        yield from file.iter_batches(batch_size=GROUP // 4, columns=columns)


def _opened(out: Path, name: str) -> pq.ParquetFile:
    path = table_path(out, name)
    if not path.is_file():
        raise WorkbookError(f"the run has no table {name!r} yet: run {TABLES[name].notebook} first")
    return pq.ParquetFile(path)


def frame(name: str, rows: Sequence[Record]) -> pd.DataFrame:
    """The rows as a frame with the columns and types of table `name`, also when there is no row."""
    single = [column for column in TABLES[name].columns if column.type in PANDAS]
    types = {column.name: PANDAS[column.type] for column in single}
    return pd.DataFrame(rows, columns=columns(name)).astype(types)


def _frame(table: pa.Table) -> pd.DataFrame:
    """Arrow's table as such a frame; single values never become Python's, which take much room."""
    single = [field.name for field in table.schema if field.type in PANDAS]
    null = {INT: pd.Int64Dtype(), FLOAT: pd.Float64Dtype()}
    made = table.select(single).to_pandas(types_mapper=null.get)
    for name in set(table.column_names) - {*single}:
        made[name] = pd.Series(table[name].to_pylist(), dtype="object")
    return made[table.column_names]


def table_path(out: Path, name: str) -> Path:
    """Where table `name` of the run in `out` lies."""
    return Path(out) / "tables" / f"{name}.parquet"


# --- rows in memory -----------------------------------------------------------------------------


def innermost(claims: Iterable[ClaimRow]) -> list[ClaimRow]:
    """The claims in whose content no other stands: the single facts, and what they are not cut
    from."""
    claims = list(claims)
    outer = {claim[above] for claim in claims for above in ("within", "part_of")}
    return [claim for claim in claims if claim["claim_id"] not in outer]


def by_document(rows: Iterable[Of]) -> dict[str, list[Of]]:
    """The rows of a table by their doc_id, in order."""
    groups: dict[str, list[Of]] = {}
    for row in rows:
        groups.setdefault(row["doc_id"], []).append(row)
    return groups


def bounds_meet(one: QuantityRow, other: QuantityRow) -> bool:
    """Whether one value satisfies both rows of table "quantities"; null is an end that is not
    set."""
    low = max(-inf if row["low"] is None else row["low"] for row in (one, other))
    high = min(inf if row["high"] is None else row["high"] for row in (one, other))
    return low <= high


# --- texts --------------------------------------------------------------------------------------


def write_text(path: Path, text: str) -> None:
    """Write the text as UTF-8 with its line ends as they are, whole or not at all."""
    with replacing(path) as partial:
        # surrogatepass: the decoded text of a damaged file may hold half a pair, and must come back
        # as it was
        partial.write_bytes(text.encode("utf-8", "surrogatepass"))


def read_text(path: Path) -> str:
    """The text that `write_text` wrote, character for character."""
    return path.read_bytes().decode("utf-8", "surrogatepass")


class Texts(Mapping[str, str]):
    """The decoded texts of these documents by doc_id, each read when it is asked for."""

    def __init__(self, out: Path, doc_ids: Iterable[str]) -> None:
        self.folder, self.doc_ids = Path(out) / "texts", dict.fromkeys(doc_ids)

    def __getitem__(self, doc_id: str) -> str:
        if doc_id not in self.doc_ids:
            raise KeyError(doc_id)
        return read_text(self.folder / f"{doc_id}.txt")

    def __iter__(self) -> Iterator[str]:
        return iter(self.doc_ids)

    def __len__(self) -> int:
        return len(self.doc_ids)


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame as CSV with a mark of UTF-8, and no cell that is taken for a formula.

    An apostrophe stands before a text that begins with = + - @ or a control character.
    """
    texts = frame.select_dtypes(["object", "string"])
    safe = frame.assign(
        **{name: texts[name].map(_no_formula, na_action="ignore") for name in texts}
    )
    with replacing(path) as partial:
        safe.to_csv(partial, index=False, lineterminator="\n", encoding="utf-8-sig")


def _no_formula(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
