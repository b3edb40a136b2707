"""Which statement stands in which report: the rows of the page's table of statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from lib.findings.alone import alone
from lib.findings.results import Results
from lib.findings.told import differing, is_clause, is_whole, sentences_of, surely
from lib.show import limits
from lib.tables.records import ClaimRow

SAYS, PERHAPS, OTHERWISE, NOT = "says it", "perhaps", "otherwise", "–"
Cells = dict[str, tuple[str, str | None]]  # by doc_id what a report does, and the claim


class Row(NamedTuple):
    """A statement: its kind (differs, shared or alone), the claim whose words it has, those of the
    claims that say it otherwise, and by doc_id what each report does and the claim that does.

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
    """What reports say differently, what several have, what one alone has, in this order.

    each: how many of each report that it alone has, None for all.
    """
    rows = [_differing(results, finding.claims) for finding in differing(results)]
    told = {claim for row in rows for claim in row.claims}
    rows += [row for row in _shared(results) if not told & {*row.claims}]
    return [*rows, *_alone(results, each)]


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
        if is_clause(other):
            word = what if other["claim_id"] in sure else PERHAPS
            cells.setdefault(other["doc_id"], (word, other["claim_id"]))
    return cells


def _shared(results: Results) -> list[Row]:
    """A row for each family in several origins, those in most first."""
    counts = {row["family_id"]: -row["origins"] for row in results.tables["families"]}
    several = sorted(one for one in counts if counts[one] < -1)
    rows = []
    for family_id in sorted(several, key=counts.__getitem__):
        members = results.members[family_id]
        most = min(filter(is_clause, members), key=lambda one: _weight(results, one), default=None)
        if most and len({*map(results.origin.get, (cells := _cells(results, most, SAYS)))}) > 1:
            rows.append(Row("shared", most, [], cells))
    return _wholes(results, rows)


def _wholes(results: Results, rows: list[Row]) -> list[Row]:
    """The rows that do not tell a part of what another tells of the same sentences."""
    told = [sentences_of(map(results.claims.__getitem__, row.claims)) for row in rows]
    sizes = [(len(row.claim["text"]), row.claim["claim_id"]) for row in rows]
    having: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, sentences in enumerate(told):
        for one in sentences:
            having[one].append(number)

    def is_part(number: int) -> bool:
        beside = min((having[one] for one in told[number]), key=len)  # who has all has this one
        return any(told[number] <= told[k] and sizes[number] < sizes[k] for k in beside)

    return [row for number, row in enumerate(rows) if not is_part(number)]


def _weight(results: Results, claim: ClaimRow) -> tuple[bool, int]:
    """What puts a claim before others to stand for its family: whole, and near to most of them."""
    return not is_whole(claim), -len(surely(results, claim))


def _alone(results: Results, each: int | None) -> list[Row]:
    """The first statements of each report that it alone has; they were looked for in reports of
    another origin."""
    seen: Counter[str] = Counter()
    rows = []
    for claim in filter(is_whole, alone(results)):
        home = results.origin[claim["doc_id"]]
        seen[home] += 1
        if each is None or seen[home] <= each:
            others = [one for one in results.in_order if results.origin[one] != home]
            cells: Cells = dict.fromkeys(others, (NOT, None))
            rows.append(Row("alone", claim, [], cells | _cells(results, claim, SAYS)))
    return rows
