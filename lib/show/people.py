"""Who speaks, as the page shows it: each with what they say, in which report."""

import re
from collections import Counter, defaultdict
from functools import cache
from typing import NamedTuple

from lib.findings.results import Results
from lib.findings.voices import speakers
from lib.show import limits
from lib.tables.records import ClaimRow
from lib.tables.store import innermost
from lib.text.lexicon import speakers as nouns
from lib.text.words import stem

KINDS = {
    "article": "the report itself",
    "institution": "institutions",
    "person": "persons",
    "unnamed": "unnamed",
    "unresolved": "not clear",
}
SAID = re.compile(r"\b(?:say|says|said|saying|tell|tells|told|according)\b", re.IGNORECASE)


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
        if claim_id in single and _speaks(results.claims[claim_id]):
            claims[name].append(results.claims[claim_id])
    rows = [
        Speaker(name, sorted({results.names[claim["doc_id"]] for claim in said}), said)
        for name, said in claims.items()
    ]
    return sorted(rows, key=lambda row: (-len(row.reports), -len(row.claims), row.name))


def _speaks(claim: ClaimRow) -> bool:
    """Whether the source is more than one common noun, or one of what speaks by its meaning or by
    the cue."""
    noun = claim["source"] or ""
    is_common = noun.islower() or claim["sentence"].startswith(noun)
    if claim["source_kind"] != "unnamed" or len(noun.split()) > 1 or not is_common:
        return True
    return bool(SAID.search(claim["cue"] or "")) or stem(noun.lower()) in _nouns()


@cache
def _nouns() -> set[str]:
    return {stem(noun) for noun, kind in nouns().items() if kind in ("unnamed", "person")}


def shares(results: Results) -> dict[str, Counter[str]]:
    """By doc_id for how many statements which kind of source speaks."""
    counts: dict[str, Counter[str]] = {doc_id: Counter() for doc_id in results.documents}
    for claim in results.tables["claims"]:
        counts[claim["doc_id"]][claim["source_kind"]] += 1
    return {doc_id: counts[doc_id] for doc_id in list(results.documents)[: limits.LINES]}
