"""Repairs: the cases in cases/clean_*.jsonl, and what must hold for any text."""

import itertools
import time

import pytest
from damage import ANY, SOAK
from hypothesis import given, settings
from places import SEEDS, case_rows

from lib.cleaning.blocks import blocks
from lib.cleaning.edits import replayed
from lib.cleaning.repairs import clean, unsure
from lib.text.spans import replay


def cases(name: str) -> list:
    """The cases of a data file as parameters; known failures must fail, so that a mended one
    announces itself."""
    marks = [pytest.mark.xfail(strict=True)] if name == "known_failures" else []
    return [
        pytest.param(case, id=case["label"], marks=marks)
        for case in case_rows(f"clean_{name}.jsonl")
    ]


def replays(raw: str) -> None:
    """Replaying the repairs gives the cleaned text, and cleaning it again changes nothing."""
    repairs = clean(raw)
    cleaned = replay(raw, repairs).text
    assert cleaned == replayed(raw, repairs)
    assert all(one.end <= two.start for one, two in itertools.pairwise(repairs))
    assert all(one.before != one.after for one in repairs)
    assert clean(cleaned) == []


@pytest.mark.parametrize(
    "case", [*cases("in_the_wild"), *cases("synthetic"), *cases("known_failures")]
)
def test_damage_is_repaired(case: dict[str, str]) -> None:
    assert replay(case["text"], clean(case["text"])).text == case["expect"]


@pytest.mark.parametrize("case", cases("must_not_touch"))
def test_what_is_sound_is_left_alone(case: dict[str, str]) -> None:
    assert clean(case["text"]) == []


def test_the_seeds_have_no_damage_left_that_the_rules_know() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        raw = path.read_bytes().decode("utf-8")
        assert clean(replay(raw, clean(raw)).text) == []


@pytest.mark.parametrize(
    "unit", ["U.S.", "a.b ", "< ", "<!--", "&amp;", "a-\nb", '"', "|a", "Ã ", " ,", ". ", "\n"]
)
def test_cleaning_takes_time_in_line_with_the_length(unit: str) -> None:
    """A hundred thousand characters take about a second; were the time to grow with the square,
    they would take minutes."""
    raw = unit * (100_000 // len(unit))
    before = time.process_time()
    blocks("d", raw, clean(raw))
    assert time.process_time() - before < 20


def seconds_for(raw: str) -> float:
    """How long cleaning takes: the best of three, for other programs may be at work."""
    times = []
    for _ in range(3):
        before = time.process_time()
        clean(raw)
        times.append(time.process_time() - before)
    return min(times)


@pytest.mark.soak
def test_ten_megabytes_in_one_line_take_ten_times_as_long_as_one() -> None:
    line = (SEEDS / "001_ad9654622fba012c.txt").read_text(encoding="utf-8").replace("\n", " ")
    one, ten = ((line * (size // len(line) + 1))[:size] for size in (1_000_000, 10_000_000))
    assert seconds_for(ten) < 12 * seconds_for(one)


def test_what_cleaning_is_unsure_of():
    text = "See node.js here. he had had it , and &amp; more."
    assert {kind for kind, _, _ in unsure(text)} == {
        "glued words",
        "lower-case start",
        "doubled word",
        "space before a mark",
        "mark left over",
    }
    assert list(unsure("The dam broke on Tuesday. Nobody was hurt, they said.")) == []


def test_the_properties_hold_for_any_text() -> None:
    settings(SOAK, max_examples=200)(given(ANY)(replays))()


@pytest.mark.soak
def test_the_properties_hold_for_many_texts() -> None:
    settings(SOAK, max_examples=10_000)(given(ANY)(replays))()
