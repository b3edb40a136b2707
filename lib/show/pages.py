"""The reports one by one, as the page shows them: each text with its statements marked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import NamedTuple

from lib.findings.results import Results
from lib.findings.telling import Finding
from lib.show import limits
from lib.show.marks import Piece, pieces
from lib.show.passages import Text, content
from lib.show.statements import Row
from lib.tables.records import ClaimRow, DocumentRow, RepairRow
from lib.tables.store import by_document


class Mark(NamedTuple):
    """What the page says of a claim in its text: the kind of its statement, and its row's id."""

    kind: str
    row: str


class Page(NamedTuple):
    """A report: the reports that share its words, its text with its claims marked, how many claims
    of each kind it has, and its repairs by rule."""

    document: DocumentRow
    copies: list[str]
    pieces: list[Piece]
    cut: int
    claims: int
    kinds: Counter[str]
    repairs: dict[str, list[RepairRow]]


def paged(results: Results, findings: Iterable[Finding]) -> set[str]:
    """The documents that the page has room for: those of the findings first."""
    telling = [results.claims[claim]["doc_id"] for one in findings for claim in one.claims]
    size = {
        doc_id: min(row["chars"] or 0, limits.CHARS) for doc_id, row in results.documents.items()
    }
    order = list(dict.fromkeys([*telling, *size]))[: limits.PAGES]
    sums = accumulate(size[doc_id] for doc_id in order)
    return {doc_id for doc_id, total in zip(order, sums, strict=True) if total <= limits.TEXTS}


def marks(rows: Iterable[Row]) -> dict[str, Mark]:
    """By claim_id its mark; a claim of two rows has that of the first."""
    found: dict[str, Mark] = {}
    for row in rows:
        for claim_id in row.claims:
            found.setdefault(claim_id, Mark(row.kind, f"s-{row.claim['claim_id']}"))
    return found


def pages(results: Results, wanted: set[str], text: Text, marked: Mapping[str, Mark]) -> list[Page]:
    """The pages of these reports."""
    claims = by_document(results.tables["claims"])
    repairs = by_document(results.tables.get("repairs", []))
    copies: dict[str, list[str]] = defaultdict(list)
    for doc_id in results.documents:
        copies[results.origin[doc_id]].append(doc_id)
    return [
        Page(
            document,
            [results.names[one] for one in copies[results.origin[doc_id]] if one != doc_id],
            _pieces(text(doc_id), claims.get(doc_id, [])),
            len(text(doc_id)) - limits.CHARS,
            len(claims.get(doc_id, [])),
            _kinds(claims.get(doc_id, []), marked),
            _by_rule(repairs.get(doc_id, [])),
        )
        for doc_id, document in results.documents.items()
        if doc_id in wanted
    ]


def _pieces(text: str, claims: list[ClaimRow]) -> list[Piece]:
    ordered = sorted(claims, key=lambda claim: (claim["start"], claim["end"]))
    spans = [span for claim in ordered for span in content(claim, claim["claim_id"])]
    return pieces(text, spans, end=min(len(text), limits.CHARS))


def _kinds(claims: list[ClaimRow], marked: Mapping[str, Mark]) -> Counter[str]:
    """How many statements of the table of each kind the report has."""
    rows = {marked[one["claim_id"]] for one in claims if one["claim_id"] in marked}
    return Counter(mark.kind for mark in rows)


def _by_rule(repairs: list[RepairRow]) -> dict[str, list[RepairRow]]:
    found: dict[str, list[RepairRow]] = defaultdict(list)
    for row in repairs:
        found[row["rule"]].append(row)
    return dict(found)
