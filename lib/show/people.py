"""Who speaks, as the page shows it: each with what they say, in which report."""

from collections import defaultdict
from typing import NamedTuple

from lib.findings.results import Results
from lib.findings.voices import speakers, speaks
from lib.tables.records import ClaimRow
from lib.tables.store import innermost

KINDS = {
    "article": "the report itself",
    "institution": "institutions",
    "person": "persons",
    "unnamed": "unnamed",
    "unresolved": "not clear",
}


class Speaker(NamedTuple):
    """Somebody who is cited: the name, in how many reports, and their statements."""

    name: str
    reports: list[str]
    claims: list[ClaimRow]


def cited(results: Results) -> list[Speaker]:
    """Who is cited, those in most reports first, then those with most statements; no bare noun for
    what cannot speak."""
    single = {claim["claim_id"] for claim in innermost(results.tables["claims"])}
    claims: dict[str, list[ClaimRow]] = defaultdict(list)
    for claim_id, name in speakers(results.tables["claims"]).items():
        if claim_id in single and speaks(results.claims[claim_id]):
            claims[name].append(results.claims[claim_id])
    rows = [
        Speaker(name, sorted({results.names[claim["doc_id"]] for claim in said}), said)
        for name, said in claims.items()
    ]
    return sorted(rows, key=lambda row: (-len(row.reports), -len(row.claims), row.name))
