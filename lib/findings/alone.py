"""Which claims stand in one report alone, and the passage elsewhere that may say them."""

from collections import Counter
from operator import itemgetter
from typing import Literal, NamedTuple

from lib.findings.results import Results
from lib.tables.records import ClaimRow
from lib.tables.store import innermost

ALONE = "alone"
ENDS: tuple[Literal["claim_a"], Literal["claim_b"]] = ("claim_a", "claim_b")
LONE_EACH, LONE = 3, 40  # claims that stand alone shown for each origin, and of all


class Lone(NamedTuple):
    """A claim that stands alone as it is shown, and the sentence elsewhere that is likeliest to say
    it, null where none shares a rare word; likely: the chance that another origin says it."""

    specificity: int
    claim: str
    nearest: str | None
    likely: float


def alone(results: Results) -> list[ClaimRow]:
    """The claims that no claim of another origin matches and that no passage of another origin is
    likely to say, the most concrete first."""
    family = results.family
    # what a match says of a claim holds of its copies too
    matched = {family[row[end]] for row in results.between for end in ENDS}
    single = {row["claim_id"] for row in results.tables["families"] if row["origins"] == 1}
    single = {claim_id for claim_id in single if family[claim_id] not in matched}
    lonely = {name for name, row in results.elsewhere.items() if row["grade"] == ALONE} & single
    claims = [claim for claim in innermost(results.tables["claims"]) if claim["claim_id"] in lonely]
    return sorted(claims, key=lambda claim: (concrete(claim), claim["claim_id"]))


def lone(results: Results, *, shown: set[str]) -> list[Lone]:
    """The first claims of each origin that stand alone, of those shown, the most specific first."""
    seen: Counter[str] = Counter()
    few = []
    for claim in (claim for claim in alone(results) if claim["claim_id"] in shown):
        home = results.origin[claim["doc_id"]]
        seen[home] += 1
        if seen[home] <= LONE_EACH:
            few.append((-claim["specificity"], results.told(claim), claim))
    chosen = sorted(few, key=itemgetter(0, 1))[:LONE]
    rows = []
    for _, words, claim in chosen:
        near, likely = passage(results, claim), results.elsewhere[claim["claim_id"]]["likely"]
        rows.append(Lone(claim["specificity"], words, near and ": ".join(near), likely))
    return rows


def passage(results: Results, claim: ClaimRow) -> tuple[str, str] | None:
    """The report and the sentence of another origin that is likeliest to say the claim."""
    row = results.elsewhere[claim["claim_id"]]
    if row["block_id"] is None or row["passage"] is None:
        return None
    return results.names[results.blocks[row["block_id"]]["doc_id"]], row["passage"]


def concrete(claim: ClaimRow) -> int:
    """How little a claim can be checked by: the lower, the more numbers, time and marks it has."""
    return -(claim["specificity"] + bool(claim["numbers"]) + bool(claim["time_text"]))
