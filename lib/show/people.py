"""Who speaks, as the page shows it: each with what they say, in which report."""

from collections import Counter, defaultdict
from typing import NamedTuple

from lib.findings.results import Results
from lib.findings.voices import speakers
from lib.show import limits
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
    """Who is cited, those in most reports first, then those with most statements."""
    single = {claim["claim_id"] for claim in innermost(results.tables["claims"])}
    claims: dict[str, list[ClaimRow]] = defaultdict(list)
    for claim_id, name in speakers(results.tables["claims"]).items():
        if claim_id in single:
            claims[name].append(results.claims[claim_id])
    rows = [
        Speaker(name, sorted({results.names[claim["doc_id"]] for claim in said}), said)
        for name, said in claims.items()
    ]
    return sorted(rows, key=lambda row: (-len(row.reports), -len(row.claims), row.name))


def shares(results: Results) -> dict[str, Counter[str]]:
    """By doc_id for how many statements which kind of source speaks."""
    counts: dict[str, Counter[str]] = {doc_id: Counter() for doc_id in results.documents}
    for claim in results.tables["claims"]:
        counts[claim["doc_id"]][claim["source_kind"]] += 1
    return {doc_id: counts[doc_id] for doc_id in list(results.documents)[: limits.LINES]}
