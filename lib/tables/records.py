"""The tables of a run: which notebook writes each, its columns, and what they mean."""

from typing import Any, NamedTuple

import pyarrow as pa

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
Row = dict[str, Any]


def columns(name: str) -> list[str]:
    """The names of the columns of table `name`, in order."""
    return [column.name for column in TABLES[name].columns]


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
