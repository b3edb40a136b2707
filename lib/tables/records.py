"""The tables of a run: a record for each, with the type and the meaning of every column."""

from collections.abc import Mapping
from types import UnionType
from typing import (
    Annotated,
    Any,
    NamedTuple,
    TypedDict,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import pyarrow as pa

TEXT, INT, FLOAT, BOOL = pa.string(), pa.int64(), pa.float64(), pa.bool_()
SINGLE = {str: TEXT, int: INT, float: FLOAT, bool: BOOL}
PANDAS = {TEXT: "str", INT: "Int64", FLOAT: "Float64", BOOL: "bool"}

# --- what stands in the cells of nested columns ---------------------------------------------------


class Number(TypedDict):
    """A number in a claim, and where it stands in the decoded text."""

    text: str
    value: float | None
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


# --- the rows of the tables -----------------------------------------------------------------------


class DocumentRow(TypedDict):
    """A file of the seeds folder, or a record of an export."""

    doc_id: Annotated[
        str,
        "the document: the first 12 digits of its sha256; a copy of the same bytes has -2, -3 …"
        " after it",
    ]
    path: Annotated[
        str,
        "file, relative to the seeds folder; of a file in an archive or a mail the path there,"
        " after that of what it is in and a slash; for a record of an export, or an article of a"
        " file of several, with # and its number after it, from 1",
    ]
    sha256: Annotated[
        str | None,
        "checksum of the file's bytes, or of the record's text in UTF-8; null if they could not be"
        " read",
    ]
    bytes: Annotated[
        int | None, "size of the file, or of the record's text; null if it could not be read"
    ]
    encoding: Annotated[
        str | None,
        "how the bytes were decoded; null for formats that have their own way (PDF, Word)",
    ]
    media_type: Annotated[str | None, "what kind of file it is, such as text/plain"]
    language: Annotated[
        str | None,
        "code of the language measured, of two letters where it has one; null where the text is too"
        " short to tell",
    ]
    title: Annotated[str | None, "headline, where the document has one"]
    publisher: Annotated[str | None, "who published it, where the document says so"]
    published: Annotated[str | None, "day of publication (ISO date), where the document says so"]
    modified: Annotated[
        str | None, "day of its last change (ISO date), where the document gives one"
    ]
    day_in_doubt: Annotated[
        str | None,
        "the words for the day of publication where they can mean two days (02/03/2021) and nothing"
        " else gives it; published is null then",
    ]
    url: Annotated[str | None, "address on the web, where the document says so"]
    truncated: Annotated[
        str | None,
        "the words that show that the text breaks off, such as [+1234 chars] or Continue reading;"
        " null if it is whole as far as it can be known",
    ]
    chars: Annotated[int | None, "characters of the decoded text"]
    pages: Annotated[
        list[int] | None,
        "for a PDF the character of the decoded text that each page begins at; null for formats"
        " without pages",
    ]
    start: Annotated[
        int | None,
        "for an article of a file of several the character of that file's decoded text that its own"
        " text begins at; null for other documents",
    ]
    status: Annotated[str, "ok, duplicate or rejected; only ok documents go on"]
    reason: Annotated[str | None, "why it is a duplicate (of which file) or rejected; null if ok"]


class CorrectionRow(TypedDict):
    """A line of corrections.csv, and what came of it."""

    line: Annotated[int, "line of corrections.csv, from 2 as a spreadsheet counts"]
    target: Annotated[
        str | None, "the claim, two claims joined by |, or the document that it is meant for"
    ]
    field: Annotated[
        str | None,
        "what is corrected: source, source_kind, date, polarity, modality, relation or origin",
    ]
    old: Annotated[str | None, "what stood there; null where nothing was corrected"]
    new: Annotated[str | None, "what the correction says; null for an empty cell"]
    by: Annotated[str | None, "who corrects"]
    status: Annotated[str | None, "applied or not applied; null as long as nothing is decided"]
    reason: Annotated[str | None, "why it was not applied"]


class BlockRow(TypedDict):
    """A heading, paragraph, list item or table row of a document."""

    block_id: Annotated[str, "the block: doc_id, start and end in the decoded text"]
    doc_id: Annotated[str, "its document"]
    order: Annotated[int, "place among the document's blocks, from 0"]
    kind: Annotated[str, "heading, paragraph, list_item or table_row"]
    section: Annotated[str | None, "text of the nearest heading above; null if none"]
    lead_in: Annotated[str | None, "the sentence that introduces the list or table; null if none"]
    header: Annotated[
        str | None, "the header row of the table, cells parted by ' | '; null if none"
    ]
    text: Annotated[str, "the cleaned text"]
    start: Annotated[int, "first character in the decoded text"]
    end: Annotated[int, "one past its last character"]


class RepairRow(TypedDict):
    """A change that cleaning made."""

    doc_id: Annotated[str, "the document repaired"]
    rule: Annotated[str, "name of the rule, or of the rules joined by + where they met"]
    start: Annotated[int, "first character replaced, in the decoded text"]
    end: Annotated[int, "one past the last; equal to start for an insertion"]
    before: Annotated[str, "what stood there"]
    after: Annotated[str, "what stands there now"]


class ClaimRow(TypedDict):
    """One thing that a document says is, was, will be or ought to be so."""

    claim_id: Annotated[str, "the claim: doc_id, start, end, and a rank where spans are the same"]
    doc_id: Annotated[str, "its document"]
    block_id: Annotated[str, "its block"]
    start: Annotated[int, "first character of the content, in the decoded text"]
    end: Annotated[int, "one past the last character of the content's hull"]
    text: Annotated[str, "the content, cleaned"]
    sentence: Annotated[str, "the whole sentence, cleaned"]
    source: Annotated[
        str | None,
        "who says it, resolved to the fullest name in the document; null for the document's own"
        " voice and for the unresolved",
    ]
    source_text: Annotated[str | None, "the words that name the source"]
    identity: Annotated[
        str | None,
        "who the source is over all documents: a row of identities; null for the document's own"
        " voice, the unnamed and the unresolved",
    ]
    source_kind: Annotated[
        str, "person, institution, unnamed, article (the document's own voice) or unresolved"
    ]
    source_why: Annotated[
        str | None, "why the source is taken to be that one: the mention or the rule it rests on"
    ]
    cue: Annotated[str | None, "the words that attribute it"]
    within: Annotated[
        str | None,
        "claim_id of the claim in whose content this one is reported (the agency's report that the"
        " minister said this); null if none",
    ]
    part_of: Annotated[
        str | None, "claim_id of the longer claim that this one is a single fact of; null if none"
    ]
    quoted: Annotated[bool, "some of the content stands between quotation marks"]
    polarity: Annotated[str, "affirmed or negated: what the source holds of the content"]
    modality: Annotated[str, "asserted, planned, recommended, possible or conditional"]
    subject: Annotated[str | None, "the subject of the content's main verb"]
    predicate: Annotated[str | None, "the main verb, as a lemma, with its particle"]
    object: Annotated[str | None, "its object, complement or prepositional object"]
    actors: Annotated[
        list[str], "countries, organisations and people in it, by their standard names"
    ]
    places: Annotated[list[str], "places in it"]
    numbers: Annotated[
        list[Number], "numbers in it: words, value, unit or thing counted, whether about, place"
    ]
    time_text: Annotated[str | None, "the words that date it; null if none"]
    time_start: Annotated[
        str | None, "first day it may mean (ISO date); null if it cannot be known"
    ]
    time_end: Annotated[str | None, "last day it may mean (ISO date)"]
    specificity: Annotated[
        int, "0 to 5: how many of named source, named actor, number, date, place it has"
    ]
    evidence: Annotated[
        list[Evidence],
        "places in the decoded text: source, cue, content, polarity, modality, time …",
    ]
    corrected: Annotated[
        list[Corrected], "what a correction by hand changed, with what stood there before"
    ]


class IdentityRow(TypedDict):
    """A person, body or country that speaks in the documents, under all names it bears."""

    identity: Annotated[str, "who it is: the kind and the fullest name, in small letters"]
    name: Annotated[str, "the fullest name"]
    kind: Annotated[str, "person, institution or country"]
    roles: Annotated[list[str], "what it is called beside its name: House Speaker, the mayor"]
    aliases: Annotated[
        list[Alias], "the words that name it, each with a document and its first place there"
    ]
    why: Annotated[list[str], "why two names are taken to be one's; empty where there is one only"]


class UnfinishedRow(TypedDict):
    """A document that was not read to its end."""

    doc_id: Annotated[str, "a document that has no claims because a limit was met"]
    reason: Annotated[str, "which limit"]


class OriginRow(TypedDict):
    """Which documents are of one story, and which of one origin."""

    doc_id: Annotated[str, "the document"]
    story: Annotated[str, "doc_id of the first document of its story"]
    origin: Annotated[str, "doc_id of the first of the documents that copy or spin one another"]
    evidence: Annotated[
        list[Passage],
        "passages it shares with another document of its origin, with their places in both",
    ]


class MatchRow(TypedDict):
    """Two claims of two documents, and how one stands to the other."""

    claim_a: Annotated[str, "a claim"]
    claim_b: Annotated[str, "a claim of another document"]
    doc_a: Annotated[str, "the document of the first"]
    doc_b: Annotated[str, "the document of the second"]
    relation: Annotated[str, "agree, conflict or related"]
    score: Annotated[float, "the chance that both state the same thing, whatever differs, 0 to 1"]
    sure: Annotated[
        float | None,
        "the share of agreements with such a score that was right on judged stories, 0 to 1; null"
        " where a person says so",
    ]
    utterance: Annotated[bool, "whether both quote one utterance, if in several cuts"]
    differences: Annotated[
        list[Difference],
        "what the two say differently: kind (number, date, place, name, speaker, wording, event,"
        " status, cause, modality or scope), the words of the first and of the second, what is"
        " counted or denied, a note on what is not known, and whether both cannot be right at once",
    ]
    reasons: Annotated[
        list[str], "sentences that say why, made of the columns above; no code reads them"
    ]
    corrected: Annotated[
        list[Corrected], "what a correction by hand changed, with what stood there before"
    ]


class FamilyRow(TypedDict):
    """A claim, and the claims of all documents that say the same thing."""

    family_id: Annotated[str, "the claims that say the same thing: the id of the first of them"]
    claim_id: Annotated[str, "one of these claims"]
    doc_id: Annotated[str, "its document"]
    label: Annotated[str, "the text of the family's most typical claim"]
    documents: Annotated[int, "how many documents the family is in"]
    origins: Annotated[int, "how many origins it is in: copies count once"]


class QuotationRow(TypedDict):
    """An utterance that several origins quote, as one document cut it."""

    quotation: Annotated[str, "the utterance: the first of its claims"]
    claim_id: Annotated[str, "the claim that has most of its words"]
    doc_id: Annotated[str, "its document"]
    common: Annotated[list[str], "the words that all documents have, in the longest cut's form"]
    omitted: Annotated[list[str], "words of the longest cut that it leaves out, marked or not"]
    changed: Annotated[list[str], "other words: those of the longest cut → those here"]


class ElsewhereRow(TypedDict):
    """How far a claim stands alone in its origin, by the passages of the others."""

    claim_id: Annotated[str, "the claim"]
    doc_id: Annotated[str, "its document"]
    grade: Annotated[str, "alone, perhaps elsewhere or elsewhere"]
    likely: Annotated[float, "the chance that another origin says it, 0 to 1"]
    block_id: Annotated[
        str | None, "where the sentence stands that is likeliest to say it; null if none is near"
    ]
    passage: Annotated[str | None, "that sentence, cleaned"]


class QuantityRow(TypedDict):
    """A number that a document gives for what several documents count, share out or price."""

    quantity: Annotated[str, "what is counted: the first claim that counts it, and where in it"]
    what: Annotated[str, "what is counted, in the words most documents use"]
    claim_id: Annotated[str, "the claim whose number it is"]
    doc_id: Annotated[str, "its document"]
    text: Annotated[str, "the number with its bound, in the claim's words"]
    low: Annotated[float | None, "the least that it allows; null where it sets no lower end"]
    high: Annotated[float | None, "the most that it allows; null where it sets no upper end"]
    about: Annotated[bool, "loosely meant: about 40, dozens, more than 3"]
    unit: Annotated[
        str,
        "the words of what is counted, the sign of money, % of shares, score for or against, or"
        " what befell people: dead, hurt, missing, displaced, held",
    ]
    as_of: Annotated[
        str | None, "the day it holds for: the claim's own, else that of publication (ISO date)"
    ]
    source: Annotated[str | None, "who says it; null for the document's own voice"]


class VersionRow(TypedDict):
    """What a later state of an article has other than the state before it."""

    doc_id: Annotated[str, "the later state of the article"]
    earlier: Annotated[str, "the state before it; with parameter earlier, perhaps of that run"]
    ordered: Annotated[
        bool, "whether days or numbers of their own tell which is later, and not the file's name"
    ]
    kind: Annotated[
        str,
        "added or cut (a sentence), reworded, number, date, name, negation, source, hedge, or"
        " correction: a notice, with what it corrects as before",
    ]
    before: Annotated[str | None, "the words of the state before; null if none"]
    after: Annotated[str | None, "the words there now; null if none"]
    start: Annotated[
        int | None,
        "first character in the later decoded text, of the sentence where there are no words; null"
        " where the sentence was cut",
    ]
    end: Annotated[int | None, "one past the last"]
    earlier_start: Annotated[int | None, "the same in the text of the state before"]
    earlier_end: Annotated[int | None, "one past the last"]


class ChangeRow(TypedDict):
    """What is other in this run than in an earlier one."""

    what: Annotated[str, "document, statement, match or quantity"]
    kind: Annotated[
        str,
        "new, changed, withdrawn (documents), new, gone, confirmed by a further origin"
        " (statements), conflict or no conflict (matches), value (quantities)",
    ]
    id: Annotated[
        str | None,
        "the document, the claim, two claims joined by |, or the quantity here; null where it is"
        " gone",
    ]
    earlier_id: Annotated[str | None, "the same in the earlier run; null where it is new"]
    doc_id: Annotated[
        str | None, "the document that brought the change; null where its document is gone"
    ]
    earlier_doc: Annotated[str | None, "the document there; null where it is new"]
    before: Annotated[
        str | None, "the words, the value or the document's file there; null where it is new"
    ]
    after: Annotated[str | None, "the same here; null where it is gone"]
    why: Annotated[str | None, "the change as a sentence, made of the columns; no code reads it"]


class ProfileRow(TypedDict):
    """What a report is like, by its length."""

    doc_id: Annotated[str, "the document"]
    words: Annotated[int, "words of its cleaned text, the measure of the rates below"]
    claims: Annotated[
        int | None,
        "claims in it that are compared: of a report within a report the inner one; null where a"
        " limit was met",
    ]
    named_sources: Annotated[float | None, "named sources per 1,000 words"]
    quotations: Annotated[float | None, "claims with words in quotation marks per 1,000 words"]
    dates: Annotated[float | None, "dated claims per 1,000 words"]
    numbers: Annotated[float | None, "numbers in claims per 1,000 words"]
    places: Annotated[float | None, "different places named in claims per 1,000 words"]
    own_voice: Annotated[
        float | None, "share of its claims in its own voice, 0 to 1; null where it has no claim"
    ]
    repairs: Annotated[float | None, "repairs per 1,000 characters of the decoded text"]


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


def _table(notebook: str, record: type, meanings: Mapping[str, str] = {}) -> Table:
    """The table whose rows are such records; some columns may mean something else in it."""
    hints = get_type_hints(record, include_extras=True)
    parts = {name: get_args(hint) for name, hint in hints.items()}
    return Table(
        notebook,
        tuple(
            Column(name, _arrow(kind), meanings.get(name, meaning))
            for name, (kind, meaning) in parts.items()
        ),
    )


def _arrow(kind: Any) -> pa.DataType:
    """The Arrow type for values of this type; all may be null."""
    if isinstance(kind, UnionType):  # such as str | None
        (kind,) = set(get_args(kind)) - {type(None)}
    if get_origin(kind) is list:
        return pa.list_(_arrow(*get_args(kind)))
    if is_typeddict(kind):
        return pa.struct([(name, _arrow(part)) for name, part in get_type_hints(kind).items()])
    return SINGLE[kind]


TABLES = {
    "documents": _table("01_ingest", DocumentRow),
    "corrections": _table("01_ingest", CorrectionRow),
    "blocks": _table("02_cleaning", BlockRow),
    "repairs": _table("02_cleaning", RepairRow),
    "claims": _table("03_claims", ClaimRow),
    "identities": _table("03_claims", IdentityRow),
    "unfinished": _table("03_claims", UnfinishedRow),
    "origins": _table("04_comparison", OriginRow),
    "matches": _table("04_comparison", MatchRow),
    "families": _table("04_comparison", FamilyRow),
    "quantities": _table("04_comparison", QuantityRow),
    "quotations": _table("04_comparison", QuotationRow),
    "elsewhere": _table("04_comparison", ElsewhereRow),
    "corrected": _table(
        "04_comparison",
        CorrectionRow,
        {"target": "the claim, two claims joined by |, or the document that was corrected"},
    ),
    "versions": _table("04_comparison", VersionRow),
    "changes": _table("04_comparison", ChangeRow),
    "profile": _table("04_comparison", ProfileRow),
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
