"""How a run was made and how far to trust it, as the page shows it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lib.by_hand import corrections
from lib.by_hand.corrections import CLAIM
from lib.by_hand.judged_claims import measured
from lib.by_hand.shares import Share
from lib.by_hand.sheet import answered
from lib.findings.results import Results
from lib.show.passages import Href
from lib.tables.files import checksum
from lib.tables.folder import FOLDERS, MANIFEST, UNTOLD, read
from lib.tables.records import ClaimRow, CorrectionRow
from lib.tables.store import Texts, rows_if_any
from lib.text.phrases import joined, shorten
from lib.work.parameters import PARAMETERS

# They narrow what a notebook shows or say where and how it works, and change no table.
NO_MATTER = (*FOLDERS, *UNTOLD, "actors", "since", "until")


class Correction(NamedTuple):
    """A line of corrections.csv: what it is of, in words, where that stands, and its values."""

    row: CorrectionRow
    target: str
    href: str | None
    before: str | None
    new: str | None


class Setting(NamedTuple):
    """A parameter with its value and meaning."""

    name: str
    value: str
    meaning: str


def corrected(results: Results, out: Path, href: Href) -> list[Correction]:
    """The corrections by hand, and what they correct."""
    rows: list[Any] = rows_if_any(out, "corrected")
    return [_correction(row, results, href) for row in rows]


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


def judged_before(results: Results, texts: Texts) -> list[Share]:
    """The shares that were judged before, where these very reports were."""
    trust = measured(list(results.documents.values()), texts, results.tables["claims"])
    return trust.shares if trust.here else []


def parameters(out: Path, settings: Mapping[str, Any]) -> list[Setting]:
    """The parameters that change a table: those given, else as the manifest vouches for them."""
    values = _vouched(out) | dict(settings)
    return [
        Setting(name, repr(values[name]), parameter.meaning)
        for name, parameter in PARAMETERS.items()
        if name in values and name not in NO_MATTER
    ]


def _vouched(out: Path) -> dict[str, Any]:
    """The parameters of the stages whose outputs are still those that the manifest notes."""
    stages = [
        stage
        for stage in read(out / MANIFEST).get("stages", {}).values()
        if stage.get("parameters") and stage.get("outputs")
    ]
    whole = [
        stage
        for stage in stages
        if all(checksum(out / name) == digest for name, digest in stage["outputs"].items())
    ]
    return {name: value for stage in whole for name, value in stage["parameters"].items()}


def versions(out: Path) -> dict[str, str]:
    """The versions of the packages that the run was made with, if they are recorded."""
    return dict(read(out / MANIFEST).get("versions", {}))
