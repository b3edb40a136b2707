"""The tables of a run: which notebook writes each, its columns, and reading and writing them, whole
or a batch at a time."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lib.errors import WorkbookError
from lib.files import Aside, replacing, written

TEXT, INT, FLOAT, BOOL = pa.string(), pa.int64(), pa.float64(), pa.bool_()
PANDAS = {TEXT: "str", INT: "Int64", FLOAT: "Float64", BOOL: "bool"}
TEXTS, INTS = pa.list_(TEXT), pa.list_(INT)
NUMBER = pa.struct(
    [
        ("text", TEXT),
        ("value", FLOAT),
        ("unit", TEXT),
        ("about", BOOL),
        ("start", INT),
        ("end", INT),
    ]
)
EVIDENCE = pa.struct([("slot", TEXT), ("start", INT), ("end", INT)])
CORRECTED = pa.list_(pa.struct([("field", TEXT), ("old", TEXT), ("by", TEXT)]))
PASSAGE = pa.struct(
    [("doc_id", TEXT), ("start", INT), ("end", INT), ("other_start", INT), ("other_end", INT)]
)


class Column(NamedTuple):
    """A column of a table: its name, its Arrow type, and what it means (the README's codebook)."""

    name: str
    type: pa.DataType
    meaning: str


class Table(NamedTuple):
    """A table: the notebook that writes it and its columns, in order."""

    notebook: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, column.type) for column in self.columns])


def _corrections(target: str) -> tuple[Column, ...]:
    """The columns of the two tables of corrections: those read, and what came of them."""
    return _columns(
        ("line", INT, "line of corrections.csv, from 2 as a spreadsheet counts"),
        ("target", TEXT, target),
        (
            "field",
            TEXT,
            "what is corrected: source, source_kind, date, polarity, modality, relation or origin",
        ),
        ("old", TEXT, "what stood there; null where nothing was corrected"),
        ("new", TEXT, "what the correction says; null for an empty cell"),
        ("by", TEXT, "who corrects"),
        ("status", TEXT, "applied or not applied; null as long as nothing is decided"),
        ("reason", TEXT, "why it was not applied"),
    )


def _columns(*rows: tuple[str, pa.DataType, str]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


TABLES = {
    "documents": Table(
        "01_ingest",
        _columns(
            (
                "doc_id",
                TEXT,
                (
                    "the document: the first 12 digits of its sha256; a copy of the same bytes has"
                    " -2, -3 … after it"
                ),
            ),
            (
                "path",
                TEXT,
                (
                    "file, relative to the seeds folder; for a record of an export with # and its"
                    " number after it, from 1"
                ),
            ),
            (
                "sha256",
                TEXT,
                (
                    "checksum of the file's bytes, or of the record's text in UTF-8; null if they"
                    " could not be read"
                ),
            ),
            (
                "bytes",
                INT,
                "size of the file, or of the record's text; null if it could not be read",
            ),
            (
                "encoding",
                TEXT,
                "how the bytes were decoded; null for formats that have their own way (PDF, Word)",
            ),
            ("media_type", TEXT, "what kind of file it is, such as text/plain"),
            (
                "language",
                TEXT,
                (
                    "code of the language measured, of two letters where it has one; null where the"
                    " text is too short to tell"
                ),
            ),
            ("title", TEXT, "headline, where the document has one"),
            ("publisher", TEXT, "who published it, where the document says so"),
            ("published", TEXT, "day of publication (ISO date), where the document says so"),
            ("url", TEXT, "address on the web, where the document says so"),
            ("chars", INT, "characters of the decoded text"),
            (
                "pages",
                INTS,
                (
                    "for a PDF the character of the decoded text that each page begins at; null for"
                    " formats without pages"
                ),
            ),
            ("status", TEXT, "ok, duplicate or rejected; only ok documents go on"),
            ("reason", TEXT, "why it is a duplicate (of which file) or rejected; null if ok"),
        ),
    ),
    "corrections": Table(
        "01_ingest",
        _corrections("the claim, two claims joined by |, or the document that it is meant for"),
    ),
    "blocks": Table(
        "02_cleaning",
        _columns(
            ("block_id", TEXT, "the block: doc_id, start and end in the decoded text"),
            ("doc_id", TEXT, "its document"),
            ("order", INT, "place among the document's blocks, from 0"),
            ("kind", TEXT, "heading, paragraph, list_item or table_row"),
            ("section", TEXT, "text of the nearest heading above; null if none"),
            ("lead_in", TEXT, "the sentence that introduces the list or table; null if none"),
            ("header", TEXT, "the header row of the table, cells parted by ' | '; null if none"),
            ("text", TEXT, "the cleaned text"),
            ("start", INT, "first character in the decoded text"),
            ("end", INT, "one past its last character"),
        ),
    ),
    "repairs": Table(
        "02_cleaning",
        _columns(
            ("doc_id", TEXT, "the document repaired"),
            ("rule", TEXT, "name of the rule, or of the rules joined by + where they met"),
            ("start", INT, "first character replaced, in the decoded text"),
            ("end", INT, "one past the last; equal to start for an insertion"),
            ("before", TEXT, "what stood there"),
            ("after", TEXT, "what stands there now"),
        ),
    ),
    "claims": Table(
        "03_claims",
        _columns(
            (
                "claim_id",
                TEXT,
                "the claim: doc_id, start, end, and a rank where spans are the same",
            ),
            ("doc_id", TEXT, "its document"),
            ("block_id", TEXT, "its block"),
            ("start", INT, "first character of the content, in the decoded text"),
            ("end", INT, "one past the last character of the content's hull"),
            ("text", TEXT, "the content, cleaned"),
            ("sentence", TEXT, "the whole sentence, cleaned"),
            (
                "source",
                TEXT,
                (
                    "who says it, resolved to the fullest name in the document; null for the"
                    " document's own voice and for the unresolved"
                ),
            ),
            ("source_text", TEXT, "the words that name the source"),
            (
                "source_kind",
                TEXT,
                "person, institution, unnamed, article (the document's own voice) or unresolved",
            ),
            (
                "source_why",
                TEXT,
                "why the source is taken to be that one: the mention or the rule it rests on",
            ),
            ("cue", TEXT, "the words that attribute it"),
            (
                "within",
                TEXT,
                (
                    "claim_id of the claim in whose content this one is reported (the agency's"
                    " report that the minister said this); null if none"
                ),
            ),
            ("quoted", BOOL, "some of the content stands between quotation marks"),
            ("polarity", TEXT, "affirmed or negated: what the source holds of the content"),
            ("modality", TEXT, "asserted, planned, recommended, possible or conditional"),
            ("subject", TEXT, "the subject of the content's main verb"),
            ("predicate", TEXT, "the main verb, as a lemma, with its particle"),
            ("object", TEXT, "its object, complement or prepositional object"),
            ("actors", TEXTS, "countries, organisations and people in it, by their standard names"),
            ("places", TEXTS, "places in it"),
            (
                "numbers",
                pa.list_(NUMBER),
                "numbers in it: words, value, unit or thing counted, whether about, place",
            ),
            ("time_text", TEXT, "the words that date it; null if none"),
            ("time_start", TEXT, "first day it may mean (ISO date); null if it cannot be known"),
            ("time_end", TEXT, "last day it may mean (ISO date)"),
            (
                "specificity",
                INT,
                "0 to 5: how many of named source, named actor, number, date, place it has",
            ),
            (
                "evidence",
                pa.list_(EVIDENCE),
                "places in the decoded text: source, cue, content, polarity, modality, time …",
            ),
            (
                "corrected",
                CORRECTED,
                "what a correction by hand changed, with what stood there before",
            ),
        ),
    ),
    "unfinished": Table(
        "03_claims",
        _columns(
            ("doc_id", TEXT, "a document that has no claims because a limit was met"),
            ("reason", TEXT, "which limit"),
        ),
    ),
    "origins": Table(
        "04_comparison",
        _columns(
            ("doc_id", TEXT, "the document"),
            ("story", TEXT, "doc_id of the first document of its story"),
            ("origin", TEXT, "doc_id of the first of the documents that copy or spin one another"),
            (
                "evidence",
                pa.list_(PASSAGE),
                "passages it shares with another document of its origin, with their places in both",
            ),
        ),
    ),
    "matches": Table(
        "04_comparison",
        _columns(
            ("claim_a", TEXT, "a claim"),
            ("claim_b", TEXT, "a claim of another document"),
            ("doc_a", TEXT, "the document of the first"),
            ("doc_b", TEXT, "the document of the second"),
            ("relation", TEXT, "agree, conflict or related"),
            ("score", FLOAT, "how alike the two contents are, 0 to 1"),
            ("reasons", TEXTS, "sentences that say why, with the words of both sides"),
        ),
    ),
    "families": Table(
        "04_comparison",
        _columns(
            ("family_id", TEXT, "the claims that say the same thing: the id of the first of them"),
            ("claim_id", TEXT, "one of these claims"),
            ("doc_id", TEXT, "its document"),
            ("label", TEXT, "the text of the family's most typical claim"),
            ("documents", INT, "how many documents the family is in"),
            ("origins", INT, "how many origins it is in: copies count once"),
        ),
    ),
    "corrected": Table(
        "04_comparison",
        _corrections("the claim, two claims joined by |, or the document that was corrected"),
    ),
    "profile": Table(
        "04_comparison",
        _columns(
            ("doc_id", TEXT, "the document"),
            ("words", INT, "words of its cleaned text, the measure of the rates below"),
            (
                "claims",
                INT,
                (
                    "claims in it that are compared: of a report within a report the inner one;"
                    " null where a limit was met"
                ),
            ),
            ("named_sources", FLOAT, "named sources per 1,000 words"),
            ("quotations", FLOAT, "claims with words in quotation marks per 1,000 words"),
            ("dates", FLOAT, "dated claims per 1,000 words"),
            ("numbers", FLOAT, "numbers in claims per 1,000 words"),
            ("places", FLOAT, "different places named in claims per 1,000 words"),
            (
                "own_voice",
                FLOAT,
                "share of its claims in its own voice, 0 to 1; null where it has no claim",
            ),
            ("repairs", FLOAT, "repairs per 1,000 characters of the decoded text"),
        ),
    ),
}
AS_CSV = ("claims", "matches", "families")
# which json.dumps would make anew for each value
_as_json = json.JSONEncoder(ensure_ascii=False).encode
# what a spreadsheet program takes for the start of a formula, or strips before one
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# rows that are held at a time: a row group of the file, whatever the batches that they come in
GROUP = 4_000
Row = dict[str, Any]


# --- writing ------------------------------------------------------------------------------------


def write(out: Path, name: str, rows: Iterable[Row]) -> pd.DataFrame:
    """Write the rows as table `name` of the run in `out`, whole or not at all, and give them back
    as a frame.

    A row has exactly the table's columns, or a ValueError names what is missing or unknown.
    """
    rows = list(rows)
    with writing(out, name) as add:
        add(rows)
    return frame(name, rows)


@contextmanager
def writing(out: Path, name: str) -> Iterator[Callable[[Iterable[Row]], None]]:
    """Give a function that adds rows to table `name` of the run in `out`, as often as called; the
    table is there when the block ends well.

    No more than GROUP rows are held. The bytes do not depend on how the rows are parted. Errors as
    for `write`.
    """
    path, held, groups = table_path(out, name), [], []
    with _own_errors(), ExitStack() as stack:
        puts = [stack.enter_context(_parquet(path, TABLES[name]))]
        puts += (
            [stack.enter_context(_csv(path.with_suffix(".csv"), TABLES[name]))]
            if name in AS_CSV
            else []
        )

        def add(rows: Iterable[Row]) -> None:
            for row in rows:
                held.append(_sound(name, row))
                if len(held) == GROUP:
                    flush()

        def flush() -> None:
            with written(path):
                for put in puts:
                    put(held)
            groups.append(len(held))
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


def _sound(name: str, row: Row) -> Row:
    if odd := set(columns(name)) ^ row.keys():
        raise ValueError(f"table {name}: columns missing or unknown: {', '.join(sorted(odd))}")
    return row


@contextmanager
def _parquet(path: Path, table: Table) -> Iterator[Callable[[list[Row]], None]]:
    """A function that writes rows as one row group of the file."""
    with replacing(path) as partial, pq.ParquetWriter(partial, table.schema) as file:
        yield lambda rows: file.write_table(pa.Table.from_pylist(rows, schema=table.schema))


@contextmanager
def _csv(path: Path, table: Table) -> Iterator[Callable[[list[Row]], None]]:
    """A function that writes rows as lines of the file, as `write_csv` does, nested columns as
    JSON."""
    names = [column.name for column in table.columns]
    nested = {column.name for column in table.columns if pa.types.is_nested(column.type)}
    with replacing(path) as partial, partial.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(names)
        cells = [(name, _as_json if name in nested else _no_formula) for name in names]
        yield lambda rows: lines.writerows(
            [cell(row[name]) for name, cell in cells] for row in rows
        )


# --- reading ------------------------------------------------------------------------------------


def read(out: Path, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Table `name` of the run in `out`, or these columns of it, as a frame; a WorkbookError names
    its notebook if it is not there."""
    with _opened(out, name) as file:
        return _frame(file.read(columns))


def rows(out: Path, name: str, columns: Sequence[str] | None = None) -> list[Row]:
    """The rows of table `name` of the run in `out`, or these columns of them, nulls as None; errors
    as for `read`."""
    return list(stream(out, name, columns))


def stream(out: Path, name: str, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """The same one after another, of which no more than a few are held; errors as for `read`, when
    the first is asked for."""
    for batch in _batches(out, name, columns):
        yield from batch.to_pylist()


def size(out: Path, name: str) -> int:
    """The number of rows of table `name` of the run in `out`; 0 also where it is not there."""
    path = table_path(out, name)
    return pq.read_metadata(path).num_rows if path.is_file() else 0


def rows_if_any(out: Path, name: str) -> list[Row]:
    """The rows of a table that a run need not have; none where it is not there."""
    return rows(out, name) if size(out, name) else []


def of_documents(out: Path, name: str, doc_ids: Iterable[str]) -> Iterator[list[Row]]:
    """For each document its rows of table `name`, in which the documents come in the order given;
    one may have none.

    A WorkbookError says so if the table has rows of others, or in another order; whoever goes
    through several at once asks all to the end.
    """
    waiting = groupby(stream(out, name), key=lambda row: row["doc_id"])
    doc_id, found = next(waiting, (None, ()))
    for wanted in doc_ids:
        if wanted == doc_id:
            yield list(found)
            doc_id, found = next(waiting, (None, ()))
        else:
            yield []
    if doc_id is not None:
        raise WorkbookError(
            f"table {name!r} is of other reports than table 'documents': run"
            f" {TABLES[name].notebook} first"
        )


def picked(out: Path, name: str, places: Sequence[int]) -> pd.DataFrame:
    """The rows of table `name` at these places, from 0, in the order given, as a frame with the
    places as its index; no others are held."""
    done, kept = 0, []
    for batch in _batches(out, name, None):
        here = sorted({place - done for place in places if done <= place < done + batch.num_rows})
        kept.append(pa.Table.from_batches([batch.take(pa.array(here, INT))]))
        done += batch.num_rows
    found = _frame(pa.concat_tables(kept) if kept else TABLES[name].schema.empty_table())
    return found.set_axis(sorted(set(places))).loc[list(places)]


def _batches(out: Path, name: str, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
    with _opened(out, name) as file:
        yield from file.iter_batches(batch_size=GROUP // 4, columns=columns)


def _opened(out: Path, name: str) -> pq.ParquetFile:
    path = table_path(out, name)
    if not path.is_file():
        raise WorkbookError(f"the run has no table {name!r} yet: run {TABLES[name].notebook} first")
    return pq.ParquetFile(path)


def frame(name: str, rows: list[Row]) -> pd.DataFrame:
    """The rows as a frame with the columns and types of table `name`, also when there is no row."""
    types = {
        column.name: PANDAS[column.type] for column in TABLES[name].columns if column.type in PANDAS
    }
    return pd.DataFrame(rows, columns=columns(name)).astype(types)


def _frame(found: pa.Table) -> pd.DataFrame:
    """The same of Arrow's columns; those of single values never become Python's, which take many
    times the room."""
    single = [field.name for field in found.schema if field.type in PANDAS]
    made = found.select(single).to_pandas(
        types_mapper={INT: pd.Int64Dtype(), FLOAT: pd.Float64Dtype()}.get
    )
    nested = {
        name: pd.Series(found[name].to_pylist(), dtype="object")
        for name in found.column_names
        if name not in single
    }
    return made.assign(**nested)[found.column_names]


# --- places and texts ---------------------------------------------------------------------------


def columns(name: str) -> list[str]:
    """The names of the columns of table `name`, in order."""
    return [column.name for column in TABLES[name].columns]


def table_path(out: Path, name: str) -> Path:
    """Where table `name` of the run in `out` lies."""
    return Path(out) / "tables" / f"{name}.parquet"


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
    """The decoded texts of these documents of the run in `out` by doc_id; each is read when it is
    asked for, and none is held."""

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
    """Write a frame as CSV that spreadsheet programs open well: with a mark of UTF-8, and no cell
    that they would take for a formula.

    An apostrophe stands before a text that begins with = + - @ or a control character. The Parquet
    table has the text as it is.
    """
    texts = [
        name
        for name in frame
        if pd.api.types.is_string_dtype(frame[name]) or frame[name].dtype == object
    ]
    safe = frame.assign(
        **{name: frame[name].map(_no_formula, na_action="ignore") for name in texts}
    )
    with replacing(path) as partial:
        safe.to_csv(partial, index=False, lineterminator="\n", encoding="utf-8-sig")


def _no_formula(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def shown(
    claims: pd.DataFrame, *, actors: str = "", since: str = "", until: str = ""
) -> pd.DataFrame:
    """The claims that one of the actors makes or is named in, and that may fall between two ISO
    days.

    actors: names parted by commas, in upper or lower case, "" for all; a longer name has one if it
    has its words in a row. since, until: "" for no bound. A claim without a date cannot be placed,
    and is left out as soon as a bound is set.
    """
    wanted = [re.escape(" ".join(name.split())) for name in actors.split(",") if name.strip()]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(wanted)})(?!\w)", re.IGNORECASE)
    named = [
        not wanted or any(map(pattern.search, _names(*row)))
        for row in zip(claims["actors"], claims["source"], strict=True)
    ]
    kept = claims[pd.Series(named, index=claims.index, dtype=bool)]
    kept = kept[(kept["time_end"] >= since).fillna(False)] if since else kept
    return kept[(kept["time_start"] <= until).fillna(False)] if until else kept


def _names(actors: Iterable[str], source: object) -> list[str]:
    return [name for name in (*actors, source) if isinstance(name, str)]


def counted(
    frame: pd.DataFrame, column: str, names: dict[str, str], values: Sequence[str] | None = None
) -> pd.DataFrame:
    """How often each value of a column stands in each document's rows: one row a document by its
    name, one column a value.

    names: the documents in the order wanted; values: the values in the order wanted, or None for
    those that occur, sorted.
    """
    found = pd.crosstab(frame["doc_id"], frame[column]).reindex(
        index=list(names), columns=values, fill_value=0
    )
    return found.fillna(0).astype(int).rename(index=names).rename_axis(index="report", columns=None)


def codebook() -> str:
    """The README's codebook in Markdown: for each table the notebook that writes it, and its
    columns with their meanings."""
    return "\n".join(_described(name, table) for name, table in TABLES.items())


def _described(name: str, table: Table) -> str:
    # A bar would end the cell of a Markdown table
    rows = [
        f"| {column.name} | {column.meaning.replace('|', '&#124;')} |" for column in table.columns
    ]
    return "\n".join(
        [
            f"### `{name}`",
            "",
            f"Written by `{table.notebook}`.",
            "",
            "| column | meaning |",
            "|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    print(codebook())
