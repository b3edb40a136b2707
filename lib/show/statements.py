"""Which statement stands in which report: the rows of the page's table of statements."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lib.findings.facts import is_fact, is_whole, points
from lib.findings.results import Results
from lib.findings.shared import surely
from lib.findings.told import differing, is_concrete, lone, shared
from lib.show import limits
from lib.tables.records import ClaimRow

SAYS, PERHAPS, OTHERWISE, NOT = "says it", "perhaps", "otherwise", "–"
Cells = dict[str, tuple[str, str | None]]  # by doc_id what a report does, and the claim


class Row(NamedTuple):
    """A statement: its kind (differs, shared, perhaps or alone), the claim whose words it has,
    those of the claims that say it otherwise, and by doc_id what each report does and the claim
    that does.

    What no cell tells is not known: a dash stands only where it was looked for.
    """

    kind: str
    claim: ClaimRow
    others: list[ClaimRow]
    cells: Cells

    @property
    def claims(self) -> list[str]:
        return [claim for _, claim in self.cells.values() if claim]


def statements(results: Results, each: int | None = limits.EACH) -> list[Row]:
    """What reports say differently, what several have, surely and perhaps, what one alone has, in
    this order.

    each: how many of each report that it alone has and that can be checked, None for all that
    it alone has.
    """
    rows: list[Row] = []
    told: set[str] = set()
    for row in (_differing(results, finding.claims) for finding in differing(results)):
        rows += [row] * (not told.issuperset(row.claims))  # one sentence may give two counts
        told.update(row.claims)
    for first, *others in (map(results.claims.__getitem__, one.claims) for one in shared(results)):
        said = {other["doc_id"]: (SAYS, other["claim_id"]) for other in others}
        row = Row("shared", first, [], _cells(results, first, SAYS) | said)
        rows += [row] * told.isdisjoint(row.claims)
    return [*rows, *_perhaps(results, rows), *_alone(results, each)]


def _perhaps(results: Results, rows: Iterable[Row]) -> Iterator[Row]:
    """What is perhaps in several reports, the surest first, and no part of what a row tells."""
    told = {one for row in rows for one in _wholes(results, row)}
    claims = [results.claims[one] for one in results.partners]
    stand = [claim for claim in claims if is_whole(claim) and not points(claim)]
    for claim in sorted(stand, key=lambda one: -results.partners[one["claim_id"]][0][1]["score"]):
        if not told.isdisjoint(results.whole([claim])):
            continue
        row = Row("perhaps", claim, [], _cells(results, claim, SAYS))
        several = len({results.origin[doc_id] for doc_id in row.cells}) > 1
        if several and told.isdisjoint(_wholes(results, row)):
            told |= _wholes(results, row)
            yield row


def _wholes(results: Results, row: Row) -> frozenset[str]:
    return results.whole(map(results.claims.__getitem__, row.claims))


def _differing(results: Results, claims: Iterable[str]) -> Row:
    first, *others = [results.claims[one] for one in claims]
    cells, home = _cells(results, first, SAYS), results.origin[first["doc_id"]]
    for other in others:
        found = _cells(results, other, OTHERWISE).items()
        cells |= {doc_id: cell for doc_id, cell in found if results.origin[doc_id] != home}
    return Row("differs", first, others, cells)


def _cells(results: Results, claim: ClaimRow, what: str) -> Cells:
    """What the reports do that say what the claim does: surely, perhaps, or as copies."""
    members = results.members[results.family[claim["claim_id"]]]
    home = results.origin[claim["doc_id"]]
    sure = {one["claim_id"] for one in surely(results, claim)}
    cells: Cells = {claim["doc_id"]: (what, claim["claim_id"])}
    for one in members:
        if results.origin[one["doc_id"]] == home:
            cells.setdefault(one["doc_id"], (what, one["claim_id"]))
    for other, _ in results.partners.get(claim["claim_id"], ()):
        if is_fact(other):
            word = what if other["claim_id"] in sure else PERHAPS
            cells.setdefault(other["doc_id"], (word, other["claim_id"]))
    return cells


def _alone(results: Results, each: int | None) -> list[Row]:
    """The first statements of each report that it alone has; they were looked for in reports of
    another origin."""
    seen: Counter[str] = Counter()
    rows = []
    for claim in lone(results):
        home = results.origin[claim["doc_id"]]
        seen[home] += is_concrete(claim)
        if each is None or (is_concrete(claim) and seen[home] <= each):
            others = [one for one in results.in_order if results.origin[one] != home]
            cells: Cells = dict.fromkeys(others, (NOT, None))
            rows.append(Row("alone", claim, [], cells | _cells(results, claim, SAYS)))
    return rows
