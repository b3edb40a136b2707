"""What people said of a run, as the page shows it: corrections and judgements."""

from pathlib import Path
from typing import NamedTuple

from lib.by_hand import corrections
from lib.by_hand.corrections import CLAIM
from lib.by_hand.shares import Share
from lib.by_hand.sheet import answered
from lib.findings.results import Results
from lib.show.passages import Href
from lib.tables.records import ClaimRow, CorrectionRow
from lib.text.phrases import joined, shorten


class Correction(NamedTuple):
    """A line of corrections.csv: what it is of, in words, where that stands, and its values."""

    row: CorrectionRow
    target: str
    href: str | None
    before: str | None
    new: str | None


def corrected(results: Results, href: Href) -> list[Correction]:
    """The corrections by hand, and what they correct."""
    return [_correction(row, results, href) for row in results.tables.get("corrected", ())]


def _correction(row: CorrectionRow, results: Results, href: Href) -> Correction:
    ids = (row["target"] or "").split("|")
    claims = [results.claims[target] for target in ids if target in results.claims]
    quoted = [
        f"{results.names[claim['doc_id']]}, “{shorten(claim['text'], 90)}”" for claim in claims
    ]
    return Correction(
        row,
        joined(quoted or [results.names[target] for target in ids if target in results.names]),
        href(ids[0]) if ids[0] in results.claims else None,
        _before(row, claims, results),
        _named(row["new"], results),
    )


def _before(row: CorrectionRow, claims: list[ClaimRow], results: Results) -> str | None:
    """The value before the correction, or the one that stands where it is not made."""
    if row["status"] == "applied":
        return _named(row["old"], results) or "none"
    if len(claims) != 1 or row["field"] not in CLAIM:
        return None
    return _named(corrections.value(claims[0], row["field"]), results) or "none"


def _named(value: str | None, results: Results) -> str | None:
    """The value; of a document its name."""
    return results.names.get(value, value) if value else value


def judged(results: Results, out: Path) -> list[Share]:
    """What the sheet says of these claims, if anybody has written into it."""
    shares = answered(out, results.tables["claims"])
    return shares if any(share["of"] for share in shares) else []
