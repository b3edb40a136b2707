"""The tables of a run: a record for each, with the type of every column; codebook.tsv says what
each means."""

from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, TypedDict, get_args, get_origin, get_type_hints, is_typeddict

import pyarrow as pa

TEXT, INT, FLOAT, BOOL = pa.string(), pa.int64(), pa.float64(), pa.bool_()
SINGLE = {str: TEXT, int: INT, float: FLOAT, bool: BOOL}
PANDAS = {TEXT: "str", INT: "Int64", FLOAT: "Float64", BOOL: "bool"}

# --- what stands in the cells of nested columns ---------------------------------------------------


class Number(TypedDict):
    """A number in a claim, and where it stands in the decoded text."""

    text: str
    low: float | None
    high: float | None
    unit: str | None
    about: bool
    start: int
    end: int


class Evidence(TypedDict):
    """A place in the decoded text that a part of a claim rests on."""

    slot: str
    start: int
    end: int


class Corrected(TypedDict):
    """What a correction by hand changed, and what stood there before."""

    field: str
    old: str | None
    by: str | None


class Passage(TypedDict):
    """A passage that two documents share, with its places in both decoded texts."""

    doc_id: str
    start: int
    end: int
    other_start: int
    other_end: int


class Difference(TypedDict):
    """What two claims of a match say differently: the words of the first and of the second."""

    kind: str
    here: str | None
    there: str | None
    of: str | None
    note: str | None
    hard: bool


class Alias(TypedDict):
    """A name that somebody bears in a document, and where it stands in the decoded text."""

    name: str
    doc_id: str
    start: int
    end: int


class Referent(TypedDict):
    """A pronoun or "the mayor" in a claim, whom it stands for, and its place."""

    words: str
    name: str
    start: int
    end: int


# --- the rows of the tables -----------------------------------------------------------------------


class DocumentRow(TypedDict):
    """A file of the seeds folder, or a record of an export."""

    doc_id: str
    path: str
    sha256: str | None
    bytes: int | None
    encoding: str | None
    media_type: str | None
    language: str | None
    title: str | None
    publisher: str | None
    published: str | None
    modified: str | None
    day_in_doubt: str | None
    place: str | None
    agency: str | None
    url: str | None
    truncated: str | None
    chars: int | None
    pages: list[int] | None
    start: int | None
    status: str
    reason: str | None


class CorrectionRow(TypedDict):
    """A line of corrections.csv, and what came of it."""

    line: int
    target: str | None
    field: str | None
    old: str | None
    new: str | None
    by: str | None
    status: str | None
    reason: str | None


class BlockRow(TypedDict):
    """A heading, paragraph, list item or table row of a document."""

    block_id: str
    doc_id: str
    order: int
    kind: str
    section: str | None
    lead_in: str | None
    header: str | None
    posted: str | None
    text: str
    start: int
    end: int


class RepairRow(TypedDict):
    """A change that cleaning made."""

    doc_id: str
    rule: str
    start: int
    end: int
    before: str
    after: str


class ClaimRow(TypedDict):
    """One thing that a document says is, was, will be or ought to be so."""

    claim_id: str
    doc_id: str
    block_id: str
    start: int
    end: int
    text: str
    sentence: str
    source: str | None
    source_text: str | None
    identity: str | None
    source_kind: str
    source_why: str | None
    cue: str | None
    within: str | None
    part_of: str | None
    quoted: bool
    polarity: str
    modality: str
    subject: str | None
    predicate: str | None
    object: str | None
    referents: list[Referent]
    actors: list[str]
    places: list[str]
    numbers: list[Number]
    time_text: str | None
    time_start: str | None
    time_end: str | None
    specificity: int
    evidence: list[Evidence]
    corrected: list[Corrected]


class IdentityRow(TypedDict):
    """A person, body or country that speaks in the documents, under all names it bears."""

    identity: str
    name: str
    kind: str
    roles: list[str]
    aliases: list[Alias]
    why: list[str]


class UnfinishedRow(TypedDict):
    """A document that was not read to its end."""

    doc_id: str
    reason: str


class OriginRow(TypedDict):
    """Which documents are of one story, and which of one origin."""

    doc_id: str
    story: str
    origin: str
    evidence: list[Passage]


class MatchRow(TypedDict):
    """Two claims of two documents, and how one stands to the other."""

    claim_a: str
    claim_b: str
    doc_a: str
    doc_b: str
    relation: str
    score: float
    sure: float | None
    utterance: bool
    differences: list[Difference]
    reasons: list[str]
    corrected: list[Corrected]


class FamilyRow(TypedDict):
    """A claim, and the claims of all documents that say the same thing."""

    family_id: str
    claim_id: str
    doc_id: str
    label: str
    documents: int
    origins: int


class QuotationRow(TypedDict):
    """An utterance that several origins quote, as one document cut it."""

    quotation: str
    claim_id: str
    doc_id: str
    common: list[str]
    omitted: list[str]
    changed: list[str]


class ElsewhereRow(TypedDict):
    """How far a claim stands alone in its origin, by the passages of the others."""

    claim_id: str
    doc_id: str
    grade: str
    likely: float
    block_id: str | None
    passage: str | None


class QuantityRow(TypedDict):
    """A number that a document gives for what several documents count, share out or price."""

    quantity: str
    what: str
    claim_id: str
    doc_id: str
    text: str
    low: float | None
    high: float | None
    about: bool
    unit: str
    fate: str | None
    as_of: str | None
    source: str | None


class VersionRow(TypedDict):
    """What a later state of an article has other than the state before it."""

    doc_id: str
    earlier: str
    ordered: bool
    kind: str
    before: str | None
    after: str | None
    start: int | None
    end: int | None
    earlier_start: int | None
    earlier_end: int | None


class ChangeRow(TypedDict):
    """What is other in this run than in an earlier one."""

    what: str
    kind: str
    id: str | None
    earlier_id: str | None
    doc_id: str | None
    earlier_doc: str | None
    before: str | None
    after: str | None
    why: str | None


class ProfileRow(TypedDict):
    """What a report is like, by its length."""

    doc_id: str
    words: int
    claims: int | None
    named_sources: float | None
    quotations: float | None
    dates: float | None
    numbers: float | None
    places: float | None
    own_voice: float | None
    repairs: float | None


# --- what follows from them -----------------------------------------------------------------------


class Column(NamedTuple):
    """A column of a table: its name, its Arrow type, and what it means (the codebook)."""

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


@cache
def _meanings() -> dict[tuple[str, str], str]:
    """What each column of a record means, or of a table in which it means something else."""
    lines = Path(__file__).with_name("codebook.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {(of, column): meaning for of, column, meaning in rows}


def _column(table: str, record: type, name: str, kind: Any) -> Column:
    meaning = _meanings().get((table, name)) or _meanings()[record.__name__, name]
    return Column(name, _arrow(kind), meaning)


def _arrow(kind: Any) -> pa.DataType:
    """The Arrow type for values of this type; all may be null."""
    if isinstance(kind, UnionType):  # such as str | None
        (kind,) = set(get_args(kind)) - {type(None)}
    if get_origin(kind) is list:
        return pa.list_(_arrow(*get_args(kind)))
    if is_typeddict(kind):
        return pa.struct([(name, _arrow(part)) for name, part in get_type_hints(kind).items()])
    return SINGLE[kind]


# the notebook that writes a table, and the record of its rows
WRITTEN: dict[str, tuple[str, type]] = {
    "documents": ("01_ingest", DocumentRow),
    "corrections": ("01_ingest", CorrectionRow),
    "blocks": ("02_cleaning", BlockRow),
    "repairs": ("02_cleaning", RepairRow),
    "claims": ("03_claims", ClaimRow),
    "identities": ("03_claims", IdentityRow),
    "unfinished": ("03_claims", UnfinishedRow),
    "origins": ("04_comparison", OriginRow),
    "matches": ("04_comparison", MatchRow),
    "families": ("04_comparison", FamilyRow),
    "quantities": ("04_comparison", QuantityRow),
    "quotations": ("04_comparison", QuotationRow),
    "elsewhere": ("04_comparison", ElsewhereRow),
    "corrected": ("04_comparison", CorrectionRow),
    "versions": ("04_comparison", VersionRow),
    "changes": ("04_comparison", ChangeRow),
    "profile": ("04_comparison", ProfileRow),
}
TABLES = {
    name: Table(
        notebook, tuple(_column(name, record, *one) for one in get_type_hints(record).items())
    )
    for name, (notebook, record) in WRITTEN.items()
}


def columns(name: str) -> list[str]:
    """The names of the columns of table `name`, in order."""
    return [column.name for column in TABLES[name].columns]


def codebook() -> str:
    """The codebook in Markdown: the notebook of each table, and its columns with their meanings."""
    return "\n".join(_described(name, table) for name, table in TABLES.items())


def _described(name: str, table: Table) -> str:
    # a bar would end the cell of a Markdown table
    rows = [
        f"| {column.name} | {column.meaning.replace('|', '&#124;')} |" for column in table.columns
    ]
    head = [f"### `{name}`", "", f"Written by `{table.notebook}`.", "", "| column | meaning |"]
    return "\n".join([*head, "|---|---|", *rows, ""])


if __name__ == "__main__":
    print(codebook())
