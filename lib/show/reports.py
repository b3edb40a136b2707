"""The reports, as the page shows them: in a table, and by the claims that they share."""

from collections import Counter, defaultdict
from typing import NamedTuple

from lib.findings.results import Results
from lib.show import limits
from lib.tables.records import ClaimRow, DocumentRow, FamilyRow
from lib.tables.store import innermost


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
            [results.names[copy] for copy in copies[results.origin[doc_id]] if copy != doc_id],
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

    def names(family_id: str) -> list[str]:
        return [results.names[doc_id] for doc_id in columns if cells[family_id, doc_id]]

    return Matrix(
        columns=columns,
        listed=len(columns) > limits.COLUMNS,
        hidden=len(results.documents) - len(columns),
        rows=[Shared(row, names(row["family_id"])) for row in drawn],
        total=len(ranked),
        independent=sum(row["origins"] > 1 for row in ranked),
        cells=cells,
    )
