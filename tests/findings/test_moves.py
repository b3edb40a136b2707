"""Who changed their story: how what is said later stands to what was said."""

import pytest
from rows import claim, difference

from lib.findings.moves import _how

RAN = "All six pumps ran"
OPEN = "We cannot say whether all six pumps ran"


def how(earlier: dict, later: dict, relation: str = "agree", *differences: dict) -> str | None:
    match = {"claim_a": "a:000", "claim_b": "b:000", "relation": relation}
    return _how(match | {"differences": list(differences)}, earlier, later)


def said(text: str, doc_id: str = "a", modality: str = "asserted") -> dict:
    return claim(doc_id, 0, text=text, modality=modality)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("possible", "asserted", "stronger"), ("asserted", "possible", "weaker")],
)
def test_how_far_somebody_commits_to_a_thing(before: str, after: str, expected: str) -> None:
    sides = said(RAN, modality=before), said(RAN, "b", after)
    assert how(*sides) == expected


def test_the_same_said_again() -> None:
    assert how(said(RAN), said(RAN, "b")) == "the same"
    assert how(said(RAN), said(RAN, "b"), "related") is None


@pytest.mark.parametrize(
    ("texts", "shown", "expected"),
    [
        ((RAN, OPEN), (RAN, "cannot say"), "weaker"),
        ((OPEN, RAN), ("cannot say", RAN), "stronger"),
        ((RAN, f"Nobody knows if {RAN}"), (RAN, "knows if"), "weaker"),
        ((RAN, RAN), (RAN, RAN), None),
    ],
)
def test_who_leaves_a_thing_open_says_less(
    texts: tuple[str, str], shown: tuple[str, str], expected: str | None
) -> None:
    sides = said(texts[0]), said(texts[1], "b")
    assert how(*sides, "related", difference("status", *shown, note="open")) == expected


def test_another_value_and_the_contrary() -> None:
    sides = said(RAN), said("All five pumps ran", "b")
    assert how(*sides, "related", difference("number", "six", "five")) == "another value"
    assert how(*sides, "related", difference("number", "six", "five", note="matter")) is None
    assert how(*sides, "conflict", difference("event", RAN, "not")) == "contrary"
