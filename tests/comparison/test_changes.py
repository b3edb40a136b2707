"""What is new since an earlier run: documents, statements, conflicts and values."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from rows import claim, origin

from lib.comparison.changes import RunTables, changes, earlier_run, states
from lib.tables.errors import WorkbookError

DAM = "The dam at Orvak broke on Monday"
DEAD = "The flood killed {} people"


def document(doc_id: str, path: str | None = None) -> dict:
    none = dict.fromkeys(("published", "url", "publisher", "title"))
    return none | {"doc_id": doc_id, "path": path or f"{doc_id}.txt", "status": "ok"}


def run(texts: dict[str, list[str]], families: Sequence[set[str]] = (), **more: Any) -> RunTables:
    """A run of these documents, a claim a line; claims that say the same are given by their ids."""
    claims = [
        claim(doc, i, text=line, subject="it")
        for doc, lines in texts.items()
        for i, line in enumerate(lines)
    ]
    ids = [row["claim_id"] for row in claims]
    first = {one: min(family) for family in families for one in family}
    blocks = [
        {"doc_id": doc, "order": 0, "start": 0, "end": len(text), "text": text}
        for doc, lines in texts.items()
        if (text := "\n".join(lines))
    ]
    tables = {
        "documents": [document(doc, more.get("paths", {}).get(doc)) for doc in texts],
        "blocks": blocks,
        "claims": [row | {"start": 0, "end": len(row["text"])} for row in claims],
        "origins": [origin(doc, first=more.get("copies", {}).get(doc)) for doc in texts],
        "matches": [
            {"claim_a": a, "claim_b": b, "doc_a": a[0], "doc_b": b[0], "relation": "conflict"}
            for a, b in more.get("against", [])
        ]
        + [
            {"claim_a": a, "claim_b": b, "doc_a": a[0], "doc_b": b[0], "relation": "agree"}
            | {"sure": more.get("sure")}
            for family in families
            for a, b in combinations(sorted(family), 2)
        ],
        "families": [{"family_id": first.get(one, one), "claim_id": one} for one in ids],
        "quantities": more.get("quantities", []),
    }
    return RunTables.of(tables, {row["doc_id"]: row["text"] for row in blocks})


def told(before: RunTables, now: RunTables) -> set[tuple]:
    rows = changes(before, now, states(now, before))
    return {(row["what"], row["kind"], row["id"], row["earlier_id"]) for row in rows}


BEFORE = run({"a": [DAM, DEAD.format(31)]})


def test_nothing_has_changed() -> None:
    assert told(BEFORE, BEFORE) == set()


def test_a_further_origin_confirms() -> None:
    now = run({"a": [DAM, DEAD.format(31)], "b": [DAM]}, [{"a:000", "b:000"}])
    assert told(BEFORE, now) == {
        ("document", "new", "b", None),
        ("statement", "confirmed", "b:000", "a:000"),
    }


@pytest.mark.parametrize(("sure", "source"), [(0.8, None), (0.99, "the mayor")])
def test_neither_a_likely_match_nor_a_second_report_of_one_source_confirms(
    sure: float, source: str | None
) -> None:
    now = run({"a": [DAM, DEAD.format(31)], "b": [DAM]}, [{"a:000", "b:000"}], sure=sure)
    for row in now.claims:
        row["source"] = source
    assert told(BEFORE, now) == {("document", "new", "b", None)}


def test_a_copy_confirms_nothing() -> None:
    texts = {"a": [DAM, DEAD.format(31)], "b": [DAM]}
    now = run(texts, [{"a:000", "b:000"}], copies={"b": "a"})
    assert told(BEFORE, now) == {("document", "new", "b", None)}


def test_a_conflict_comes_with_a_document_and_goes_with_it() -> None:
    texts = {"a": [DAM, DEAD.format(31)], "b": [DEAD.format(40)]}
    later = run(texts, against=[("a:001", "b:000")])
    assert told(BEFORE, later) == {
        ("document", "new", "b", None),
        ("statement", "new", "b:000", None),
        ("match", "conflict", "a:001|b:000", None),
    }
    assert told(later, BEFORE) == {
        ("document", "withdrawn", None, "b"),
        ("statement", "gone", None, "b:000"),
        ("match", "no conflict", None, "a:001|b:000"),
    }


def test_a_conflict_that_only_the_mix_brought_is_no_change() -> None:
    texts = {"a": [DEAD.format(31)], "b": [DEAD.format(40)]}
    assert told(run(texts), run(texts, against=[("a:000", "b:000")])) == set()


def test_an_edited_document_keeps_its_statements() -> None:
    lines = [f"The {name} is closed." for name in ("road", "school", "bridge", "port")]
    before = run({"a": [DAM, DEAD.format(31), *lines]})
    now = run({"b": [DAM, DEAD.format(40), *lines]}, paths={"b": "a.txt"})
    assert told(before, now) == {("document", "changed", "b", "a")}


def quantity(doc_id: str, rank: int, value: float) -> dict:
    row = {"quantity": "a:001#10", "what": "dead", "claim_id": f"{doc_id}:{rank:03d}"}
    row |= {"doc_id": doc_id, "text": str(value), "low": value, "high": value}
    return row | {"about": False, "unit": "dead", "as_of": None, "source": None}


@pytest.mark.parametrize("value, is_new", [(40, True), (31, False)])
def test_a_new_report_gives_another_value(value: int, is_new: bool) -> None:
    both = [quantity("a", 1, 31), quantity("b", 0, value)]
    now = run({"a": [DAM, DEAD.format(31)], "b": [DEAD.format(value)]}, quantities=both)
    rows = [row for row in changes(BEFORE, now, []) if row["what"] == "quantity"]
    assert [(row["before"], row["after"]) for row in rows] == [("31", "40")] * is_new


def test_a_run_is_not_held_against_itself_or_nothing(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="names this run itself"):
        earlier_run(tmp_path, tmp_path)
    with pytest.raises(WorkbookError, match="no finished run"):
        earlier_run(tmp_path / "gone", tmp_path)


def test_a_conflict_of_a_claim_that_others_are_part_of():
    now = run({"a": [DAM, DEAD.format(31)], "b": [DEAD.format(9)]}, against=[("a:001", "b:000")])
    now.claims.append(now.claims[-1] | {"claim_id": "b:001", "part_of": "b:000"})
    now.families.append({"family_id": "b:001", "claim_id": "b:001"})
    assert ("match", "conflict", "a:001|b:000", None) in told(BEFORE, now)


def test_an_agencys_words_in_a_further_report_confirm_nothing() -> None:
    wire = "The bridge at Orvak has been shut since the flood, the county engineer said."
    own = "Since the flood nobody may cross the Orvak bridge, the engineer said."
    before = run({"a": [wire]})
    for line, kinds in ((f"Orvak, Monday: {wire}", set()), (own, {"confirmed"})):
        now = run({"a": [wire], "b": [line]}, [{"a:000", "b:000"}])
        assert {kind for what, kind, *_ in told(before, now) if what == "statement"} == kinds


@pytest.mark.parametrize(
    ("days", "is_told"),
    [(("2021-01-02", "2021-01-03"), True), (("2021-01-03", "2021-01-03"), False)],
)
def test_another_value_is_one_of_a_later_day(days: tuple[str, str], is_told: bool) -> None:
    both = [quantity("a", 1, 31), quantity("b", 0, 40)]
    both = [row | {"as_of": day} for row, day in zip(both, days, strict=True)]
    now = run({"a": [DAM, DEAD.format(31)], "b": [DEAD.format(40)]}, quantities=both)
    rows = [row for row in changes(BEFORE, now, []) if row["what"] == "quantity"]
    assert bool(rows) is is_told


def test_what_another_report_may_have_said_before_is_not_new() -> None:
    now = run({"a": [DAM, DEAD.format(31)], "b": ["The road is shut", "The port is shut"]})
    rows = changes(BEFORE, now, [], {"b:000"})
    assert [row["id"] for row in rows if row["what"] == "statement"] == ["b:001"]


def test_a_call_to_the_reader_is_not_new() -> None:
    now = run({"a": [DAM, DEAD.format(31)], "b": ["Follow us on Facebook"]})
    now.claim["b:000"]["subject"] = None
    assert told(BEFORE, now) == {("document", "new", "b", None)}


def test_an_outlet_does_not_confirm_itself() -> None:
    texts = {"a": [DAM, DEAD.format(31)], "b": [DAM]}
    now = run(texts, [{"a:000", "b:000"}])
    for doc_id in texts:
        now.document[doc_id]["publisher"] = "Coast Wire"
    assert told(BEFORE, now) == {("document", "new", "b", None)}
