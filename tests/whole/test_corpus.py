"""The corpus of our own holds together: anchors, ids, patterns, origins, roles."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from places import CORPUS

from lib.by_hand.shares import GOLD, lines

REPORTS = {
    path.name[:3]: path.read_bytes().decode("utf-8")
    for path in sorted((CORPUS / "reports").glob("*.txt"))
}
EXPECTED = {path.stem: lines(path) for path in sorted((CORPUS / "expected").glob("*.jsonl"))}
EXPECTED["claims"] = lines(GOLD / "corpus_claims.jsonl")
ORIGIN = {row["doc"]: row["origin"] for row in EXPECTED["origins"]}
ROWS = [
    pytest.param(name, row, id=f"{name}-{row['id']}")
    for name, rows in EXPECTED.items()
    for row in rows
]
CLAIMS = [pytest.param(row, id=row["id"]) for row in EXPECTED["claims"]]
ALLOWED = {
    "source_kind": {"person", "institution", "unnamed", "article", "unresolved"},
    "polarity": {"affirmed", "negated"},
    "modality": {"asserted", "planned", "recommended", "possible", "conditional"},
    "quoted": {True, False},
}


def places(row: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """The documents that an expectation names, each with its anchor; None where it speaks of the
    whole document."""
    for side in row.get("members", [row]):
        yield from (
            (side[f"doc{end}"], side.get(f"anchor{end}"))
            for end in ("", "_a", "_b")
            if f"doc{end}" in side
        )


def paragraph(row: dict[str, Any]) -> str:
    """The line of the report that the anchor of an expected claim stands in."""
    return next(line for line in REPORTS[row["doc"]].splitlines() if row["anchor"] in line)


def test_eight_short_reports():
    assert len(list((CORPUS / "reports").iterdir())) == len(REPORTS) == 8
    assert {
        doc: len(text.split())
        for doc, text in REPORTS.items()
        if not 150 <= len(text.split()) <= 300
    } == {}


def test_files_and_their_sizes():
    assert set(EXPECTED) == {
        "alone",
        "claims",
        "conflicts",
        "documents",
        "families",
        "no_claims",
        "origins",
        "related",
    }
    assert len(EXPECTED["claims"]) >= 40


def test_ids_are_unique():
    ids = [row["id"] for rows in EXPECTED.values() for row in rows]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_anchor_stands_exactly_once(name: str, row: dict[str, Any]):
    found = list(places(row))
    assert found and {doc for doc, _ in found} <= set(REPORTS)
    assert [
        anchor for doc, anchor in found if anchor is not None and REPORTS[doc].count(anchor) != 1
    ] == []
    assert name in ("documents", "origins") or all(anchor for _, anchor in found)


@pytest.mark.parametrize("row", CLAIMS)
def test_claim_values(row: dict[str, Any]):
    assert [
        name for name, allowed in ALLOWED.items() if name in row and row[name] not in allowed
    ] == []
    assert "time_start" not in row or date.fromisoformat(row["time_start"])
    fields = {
        "source",
        "source_kind",
        "cue",
        "content",
        "polarity",
        "modality",
        "quoted",
        "numbers",
        "time_start",
        "actors",
    }
    assert {"id", "doc", "anchor"} < set(row) <= {"id", "doc", "anchor"} | fields


@pytest.mark.parametrize("row", CLAIMS)
def test_claim_patterns_find_something(row: dict[str, Any]):
    # source and cue may stand sentences away (pronouns, lead-ins); content and numbers stand where
    # the anchor points
    report, line = REPORTS[row["doc"]], paragraph(row)
    for name, text in {"source": report, "cue": report, "content": line, "numbers": line}.items():
        assert row.get(name, "^$") == "^$" or re.search(row[name], text, re.IGNORECASE), name
    assert [actor for actor in row.get("actors", []) if actor not in report] == []


@pytest.mark.parametrize("row", [pytest.param(row, id=row["doc"]) for row in EXPECTED["documents"]])
def test_document_is_named_in_its_text(row: dict[str, Any]):
    assert date.fromisoformat(row["published"])
    assert re.search(row["title"], REPORTS[row["doc"]], re.MULTILINE)
    assert re.search(row["publisher"], REPORTS[row["doc"]], re.IGNORECASE)


def test_every_document_has_an_origin_and_a_role():
    assert (
        [row["doc"] for row in EXPECTED["origins"]]
        == [row["doc"] for row in EXPECTED["documents"]]
        == list(REPORTS)
    )
    assert all(ORIGIN[origin] == origin <= doc for doc, origin in ORIGIN.items())
    roles = [row["role"] for row in EXPECTED["origins"]]
    assert sorted(roles) == ["base", "copy", "cut", "date", "denial", "number", "speaker", "spun"]
    assert all(
        (doc != ORIGIN[doc]) == (role in ("copy", "cut", "spun"))
        for doc, role in zip(ORIGIN, roles, strict=True)
    )


def test_families_count_their_origins():
    counted = {
        row["id"]: len({ORIGIN[doc] for doc, _ in places(row)}) for row in EXPECTED["families"]
    }
    assert counted == {row["id"]: row["origins"] for row in EXPECTED["families"]}


def test_conflicts_are_of_every_kind_and_between_origins():
    assert {row["kind"] for row in EXPECTED["conflicts"]} == {"number", "date", "speaker", "denial"}
    # the same words of two speakers agree, and differ in the speaker: both may have said them
    assert {(row["relation"], row.get("differs")) for row in EXPECTED["conflicts"]} == {
        ("conflict", None),
        ("agree", "speaker"),
    }
    assert [
        row["id"] for row in EXPECTED["conflicts"] if ORIGIN[row["doc_a"]] == ORIGIN[row["doc_b"]]
    ] == []


def test_each_role_has_its_conflict():
    role = {row["doc"]: row["role"] for row in EXPECTED["origins"]}
    found = {row["kind"] for row in EXPECTED["conflicts"] if role[row["doc_b"]] == row["kind"]}
    assert found == {"number", "date", "speaker", "denial"}


def test_what_is_no_conflict_and_what_stands_alone_is_not_expected_elsewhere():
    opposed = {frozenset(places(row)) for row in EXPECTED["conflicts"]}
    shared = {place for row in EXPECTED["families"] if row["origins"] > 1 for place in places(row)}
    assert [row["id"] for row in EXPECTED["related"] if frozenset(places(row)) in opposed] == []
    assert [row["id"] for row in EXPECTED["alone"] if set(places(row)) & shared] == []
    assert {row["relation"] for row in EXPECTED["related"]} == {"related|none", "none"}
