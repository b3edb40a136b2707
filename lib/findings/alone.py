"""Which claims stand in one report alone."""

from typing import Literal

from lib.findings.results import Results, once
from lib.tables.records import ClaimRow
from lib.tables.store import innermost

ALONE = "alone"
ENDS: tuple[Literal["claim_a"], Literal["claim_b"]] = ("claim_a", "claim_b")


@once
def alone(results: Results) -> list[ClaimRow]:
    """The claims that no claim of another origin matches and that no passage of another origin is
    likely to say, the most concrete first."""
    family = results.family
    # what a match says of a claim holds of its copies too
    matched = {family[row[end]] for row in results.between for end in ENDS}
    single = {
        row["claim_id"]
        for row in results.tables["families"]
        if row["origins"] == 1 and row["family_id"] not in matched
    }
    lonely = {name for name, row in results.elsewhere.items() if row["grade"] == ALONE} & single
    claims = [claim for claim in innermost(results.tables["claims"]) if claim["claim_id"] in lonely]
    return sorted(claims, key=lambda claim: (concrete(claim), claim["claim_id"]))


def concrete(claim: ClaimRow) -> int:
    """How little a claim can be checked by: the lower, the more numbers, time and marks it has."""
    return -(claim["specificity"] + bool(claim["numbers"]) + bool(claim["time_text"]))
