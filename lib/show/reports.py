"""The reports, as the page shows them: in a table, by the claims they share, and one by one."""

from collections import Counter, defaultdict
from itertools import accumulate
from typing import NamedTuple

from lib.findings.results import Results
from lib.show import limits
from lib.show.marks import Piece, pieces
from lib.show.pairs import Groups, Partner, partners
from lib.show.wording import Href, Text, content, listed_blocks, negation, status
from lib.tables.records import ClaimRow, DocumentRow, FamilyRow, ProfileRow
from lib.tables.store import by_document, innermost
from lib.text.phrases import joined, plural


class Report(NamedTuple):
    """A report with what its copies are called, and how many claims or families it has of a kind.

    What other origins have or not is None where none is on its story.
    """

    document: DocumentRow
    copies: list[str]
    claims: int
    shared: int | None
    conflicts: int | None
    alone: int | None
    weighed: int | None


class Shared(NamedTuple):
    """A family of claims, and the reports that it stands in."""

    family: FamilyRow
    reports: list[str]


class Matrix(NamedTuple):
    """The families in several reports, and how many claims of each are in which report.

    The reports are the columns, or, if they are too many, listed in each row.
    """

    columns: list[str]
    listed: bool
    hidden: int
    rows: list[Shared]
    total: int
    independent: int
    cells: Counter[tuple[str, str]]


class Line(NamedTuple):
    """A claim of a report's page, the number of the claim that it stands within, its partners."""

    claim: ClaimRow
    status: str
    negation: str | None
    inside: int | None
    partners: list[tuple[Partner, str | None]]


class Page(NamedTuple):
    """A report, its text with its claims marked, and their rows."""

    report: Report
    pieces: list[Piece]
    cut: int
    rows: list[Line]
    unseen: int
    own: int
    checkable: str
    repairs: int


def compared(results: Results) -> set[str]:
    """The documents that there is something to compare with: another origin on their story."""
    origins = defaultdict(set)
    for row in results.tables["origins"]:
        origins[row["story"]].add(row["origin"])
    return {row["doc_id"] for row in results.tables["origins"] if len(origins[row["story"]]) > 1}


def reports(results: Results, alone: list[ClaimRow]) -> list[Report]:
    """Every report with its counts; alone: the claims that no other origin has."""
    copies = defaultdict(list)
    for doc_id in results.documents:
        copies[results.origin[doc_id]].append(doc_id)
    claims = Counter(claim["doc_id"] for claim in results.tables["claims"])
    # of a report within a report only the inner claim is compared
    weighed = innermost(results.tables["claims"])
    counters = [
        _shared(results),
        _in_conflict(results),
        *(Counter(claim["doc_id"] for claim in rows) for rows in (alone, weighed)),
    ]
    with_others = compared(results)
    return [
        Report(
            document,
            [results.names[one] for one in copies[results.origin[doc_id]] if one != doc_id],
            claims[doc_id],
            *(counter[doc_id] if doc_id in with_others else None for counter in counters),
        )
        for doc_id, document in results.documents.items()
    ]


def _shared(results: Results) -> Counter[str]:
    """How many families each document shares with another origin."""
    families = {
        (row["doc_id"], row["family_id"])
        for row in results.tables["families"]
        if row["origins"] > 1
    }
    return Counter(doc_id for doc_id, _ in families)


def _in_conflict(results: Results) -> Counter[str]:
    """How many claims of each document conflict with one of another origin."""
    conflicts = [match for match in results.between if match["relation"] == "conflict"]
    claims = {match["claim_a"] for match in conflicts} | {match["claim_b"] for match in conflicts}
    return Counter(results.claims[claim_id]["doc_id"] for claim_id in claims)


def matrix(results: Results) -> Matrix:
    """The families in several reports, those in most origins first."""
    several = [row for row in results.tables["families"] if row["documents"] > 1]
    cells = Counter((row["family_id"], row["doc_id"]) for row in several)
    families: dict[str, FamilyRow] = {row["family_id"]: row for row in several}
    ranked = sorted(
        families.values(), key=lambda row: (-row["origins"], -row["documents"], row["family_id"])
    )
    drawn = ranked[: limits.FAMILIES]
    columns = [
        doc_id
        for doc_id in results.documents
        if any(cells[row["family_id"], doc_id] for row in drawn)
    ]
    return Matrix(
        columns=columns,
        listed=len(columns) > limits.COLUMNS,
        hidden=len(results.documents) - len(columns),
        rows=[
            Shared(row, [results.names[one] for one in columns if cells[row["family_id"], one]])
            for row in drawn
        ],
        total=len(ranked),
        independent=sum(row["origins"] > 1 for row in ranked),
        cells=cells,
    )


def paged(results: Results, matches: Groups) -> set[str]:
    """The documents that the page has room for: those of the pairs shown first."""
    telling = [
        doc_id
        for relation in ("conflict", "agree")
        for match, *_ in matches[relation][: limits.SIDES]
        for doc_id in (match["doc_a"], match["doc_b"])
    ]
    size = {
        doc_id: min(row["chars"] or 0, limits.CHARS) for doc_id, row in results.documents.items()
    }
    order = list(dict.fromkeys([*telling, *size]))[: limits.PAGES]
    sums = accumulate(size[doc_id] for doc_id in order)
    return {doc_id for doc_id, total in zip(order, sums, strict=True) if total <= limits.TEXTS}


def pages(results: Results, wanted: list[Report], text: Text, href: Href) -> list[Page]:
    """The pages of these reports."""
    matched, items = partners(results), listed_blocks(results)
    claims = by_document(results.tables["claims"])
    repairs = Counter(row["doc_id"] for row in results.tables["repairs"])
    profile = {row["doc_id"]: row for row in results.tables["profile"]}

    def line(claim: ClaimRow, whole: str, number: dict[str, int]) -> Line:
        return Line(
            claim,
            status(claim, items),
            negation(claim, whole),
            number.get(claim["within"] or ""),
            [(other, href(other.claim_id)) for other in matched.get(claim["claim_id"], [])],
        )

    def page(report: Report) -> Page:
        doc_id = report.document["doc_id"]
        whole = text(doc_id)
        mine = sorted(claims.get(doc_id, []), key=lambda claim: (claim["start"], claim["end"]))
        seen = [claim for claim in mine if claim["start"] < limits.CHARS]
        number = {claim["claim_id"]: place for place, claim in enumerate(seen, 1)}
        spans = [span for claim in seen for span in content(claim, number[claim["claim_id"]])]
        return Page(
            report=report,
            pieces=pieces(whole, spans, end=min(len(whole), limits.CHARS)),
            cut=len(whole) - limits.CHARS,
            rows=[line(claim, whole, number) for claim in seen],
            unseen=len(mine) - len(seen),
            own=sum(claim["source_kind"] == "article" for claim in mine),
            checkable=_checkable(profile[doc_id]),
            repairs=repairs[doc_id],
        )

    return [page(report) for report in wanted]


def _checkable(profile: ProfileRow) -> str:
    """How many of each thing that a reader could check the report has, in words."""
    words = profile["words"]
    if profile["claims"] is None:
        return "not measured: a limit was met before the claims were found"
    rates = {
        "named source": profile["named_sources"],
        "quotation": profile["quotations"],
        "dated claim": profile["dates"],
        "number": profile["numbers"],
        "place": profile["places"],
    }
    counts = [plural(round((rate or 0) * words / 1000), thing) for thing, rate in rates.items()]
    return (
        f"{joined(counts)} among the claims compared, in {words:,} words" if words else "no words"
    )
