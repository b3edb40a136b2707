"""The reports one by one, as the page shows them: texts with their claims marked, and the rows."""

from collections import Counter
from collections.abc import Callable
from itertools import accumulate
from typing import NamedTuple

from lib.findings.results import Results
from lib.show import limits
from lib.show.marks import Piece, pieces
from lib.show.pairs import Groups, Partner, partners
from lib.show.passages import Href, Text, content, listed_blocks, negation, status
from lib.show.reports import Report
from lib.tables.records import ClaimRow, ProfileRow
from lib.tables.store import by_document
from lib.text.phrases import joined, plural


class Line(NamedTuple):
    """A claim of a report's page, the number of the claim that it stands within, its partners."""

    claim: ClaimRow
    status: str
    negation: str | None
    inside: int | None
    partners: list[tuple[Partner, str | None]]


class Page(NamedTuple):
    """A report, its text with its claims marked, and the rows of those in the part shown."""

    report: Report
    pieces: list[Piece]
    cut: int
    rows: list[Line]
    unseen: int
    own: int
    checkable: str
    repairs: int


Lines = Callable[[list[ClaimRow], str], list[Line]]  # of claims in the text of their report


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
    lines = _lines(results, href)
    claims = by_document(results.tables["claims"])
    repairs = Counter(row["doc_id"] for row in results.tables["repairs"])
    profile = {row["doc_id"]: row for row in results.tables["profile"]}
    ids = [report.document["doc_id"] for report in wanted]
    return [
        _page(
            report,
            text(doc_id),
            sorted(claims.get(doc_id, []), key=lambda claim: (claim["start"], claim["end"])),
            lines,
            _checkable(profile[doc_id]),
            repairs[doc_id],
        )
        for report, doc_id in zip(wanted, ids, strict=True)
    ]


def _page(
    report: Report, text: str, claims: list[ClaimRow], lines: Lines, checkable: str, repairs: int
) -> Page:
    seen = [claim for claim in claims if claim["start"] < limits.CHARS]
    spans = [span for number, claim in enumerate(seen, 1) for span in content(claim, number)]
    return Page(
        report=report,
        pieces=pieces(text, spans, end=min(len(text), limits.CHARS)),
        cut=len(text) - limits.CHARS,
        rows=lines(seen, text),
        unseen=len(claims) - len(seen),
        own=sum(claim["source_kind"] == "article" for claim in claims),
        checkable=checkable,
        repairs=repairs,
    )


def _lines(results: Results, href: Href) -> Lines:
    """What gives the rows of claims, in the order in which they are numbered."""
    matched, items = partners(results), listed_blocks(results)

    def lines(claims: list[ClaimRow], text: str) -> list[Line]:
        number = {claim["claim_id"]: place for place, claim in enumerate(claims, 1)}
        return [
            Line(
                claim,
                status(claim, items),
                negation(claim, text),
                number.get(claim["within"] or ""),
                [(other, href(other.claim_id)) for other in matched.get(claim["claim_id"], [])],
            )
            for claim in claims
        ]

    return lines


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
