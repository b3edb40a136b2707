"""Who speaks, as the page shows it: voices, sources, promises, and claims attributed otherwise."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from lib.findings.commitments import commitments
from lib.findings.results import Results
from lib.findings.voices import speakers, voices
from lib.show.passages import Href, Text, hidden_negation
from lib.tables.records import ClaimRow
from lib.tables.store import by_document

KINDS = {
    "article": "own voice",
    "institution": "institutions",
    "person": "persons",
    "unnamed": "unnamed",
    "unresolved": "unresolved",
}


class Part(NamedTuple):
    """A part of a report's bar: how many claims sources of a kind have, and its place, 0 to 100."""

    kind: str
    claims: int
    x: str
    width: str


class Bar(NamedTuple):
    """Whose the claims of a report are."""

    doc_id: str
    parts: list[Part]
    total: int


class Source(NamedTuple):
    """Somebody who is cited, as what kind of source most often, for how many claims, and where."""

    name: str
    kind: str
    claims: int
    reports: list[str]


class Promise(NamedTuple):
    """A promise; href, outcome: where its claim, and the one on what became of it, stand."""

    commitment: Any
    claim: ClaimRow
    href: str | None
    outcome: str | None
    negation: str | None


class Drift(NamedTuple):
    """A family that not all reports attribute alike, and how they differ."""

    label: str
    drift: str


def bars(results: Results, doc_ids: Iterable[str]) -> list[Bar]:
    """Whose the claims of each of these documents are."""
    claims = by_document(results.tables["claims"])
    return [_bar(doc_id, claims.get(doc_id, [])) for doc_id in doc_ids]


def _bar(doc_id: str, claims: list[ClaimRow]) -> Bar:
    counts = Counter(claim["source_kind"] for claim in claims)
    parts, left = [], 0.0
    for kind in KINDS:
        width = 100 * counts[kind] / (len(claims) or 1)
        parts.append(Part(kind, counts[kind], f"{left:.2f}", f"{width:.2f}"))
        left += width
    return Bar(doc_id, parts, len(claims))


def sources(results: Results) -> list[Source]:
    """Who is cited, the most cited first."""
    claims = defaultdict(list)
    for claim_id, name in speakers(results.tables["claims"]).items():
        claims[name].append(results.claims[claim_id])
    rows = [
        Source(
            name,
            _kind(cited),
            len(cited),
            sorted({results.names[claim["doc_id"]] for claim in cited}),
        )
        for name, cited in claims.items()
    ]
    return sorted(rows, key=lambda row: (-row.claims, row.name))


def _kind(claims: Iterable[ClaimRow]) -> str:
    """The kind of source of most of the claims; of several the first in the alphabet."""
    counts = Counter(claim["source_kind"] for claim in claims)
    return min(counts, key=lambda kind: (-counts[kind], kind))


def promises(results: Results, text: Text, href: Href) -> list[Promise]:
    """What was promised, by whom, and what became of it."""
    return [
        Promise(
            row,
            claim := results.claims[row.claim_id],
            href(row.claim_id),
            row.other and href(row.other),
            hidden_negation(claim, text),
        )
        for row in commitments(results)
    ]


def drifts(results: Results) -> list[Drift]:
    """The families that not all reports attribute alike."""
    label = {row["family_id"]: row["label"] for row in results.tables["families"]}
    # a row for each report, which all have the drift of their family
    of_family = {row.family_id: row.drift for row in voices(results) if row.drift}
    return [Drift(label[family_id], drift) for family_id, drift in of_family.items()]
