"""Cleaning: the cases in cases/clean_*.jsonl, and properties that must hold for any text."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import clean
from lib.edits import Edit, combined, replayed
from lib.text import Repair, replay

CASES = Path(__file__).parent / "cases"
SEEDS = Path(__file__).parents[1] / "seeds"
SOAK = settings(deadline=None, derandomize=True, max_examples=200)
# pieces of damage and of what must stay, so that random texts come near the rules
PIECES = st.sampled_from(
    "Kabul the officials said Taliban U.S. Lt.Gen. a.m. 3.5 1,000 Node.js dawn.com x@y.org https://t.co/a.b “yes” \"no\" 's it’s itâ€™s caf\u00c3\u00a9 "
    "&amp; &nbsp; &#8217; &lt;b&gt; <p> </p> <br/> < b > td > </td> <td> <th> </tr> <table> li > <!-- --> <script> </script> . , ; : ! ? ... . | - – — "
    "$ * ( ) [ ] Comments: 0 Advertisement ---|--- Published in Dawn, November 22th, 2024 co- \u00ad \u200b \u00a0 \t \r \u2028 1. • region.as By".split(" ")
)
GLUE = st.sampled_from(["", " ", " ", "  ", "\n", "\n\n", "\r\n"])
DAMAGED = st.lists(st.tuples(PIECES, GLUE), max_size=40).map(lambda pairs: "".join(piece + glue for piece, glue in pairs))
ANY = st.one_of(st.text(max_size=300), DAMAGED)


def cases(name: str) -> list:
    """The cases of a data file as parameters; known failures must fail, so that a mended one announces itself."""
    lines = (CASES / f"clean_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    marks = [pytest.mark.xfail(strict=True)] if name == "known_failures" else []
    return [pytest.param(json.loads(line), id=json.loads(line)["label"], marks=marks) for line in lines]


@settings(SOAK)
@given(ANY)
def test_replaying_the_repairs_gives_the_cleaned_text_and_cleaning_again_changes_nothing(raw: str) -> None:
    repairs = clean.clean(raw)
    cleaned = replay(raw, repairs).text
    assert cleaned == replayed(raw, repairs)
    assert all(one.end <= two.start for one, two in zip(repairs, repairs[1:], strict=False))
    assert all(one.before != one.after for one in repairs)
    assert clean.clean(cleaned) == []


@settings(SOAK)
@given(ANY)
def test_blocks_lie_in_order_and_every_character_has_its_place(raw: str) -> None:
    repairs = clean.clean(raw)
    cleaned, done = replay(raw, repairs), 0
    for i, row in enumerate(clean.blocks("d", raw, repairs)):
        part = clean.block_text(cleaned, row)
        assert row["order"] == i and part.text == row["text"] == row["text"].strip()
        assert done <= row["start"] < row["end"] <= len(raw)
        done = row["end"]
        for character, start, end in zip(part.text, part.starts, part.ends, strict=True):
            untouched = not any(repair.start < end and start < repair.end for repair in repairs)
            assert not untouched or start == end or raw[start:end] == character


@pytest.mark.parametrize("case", [*cases("in_the_wild"), *cases("synthetic"), *cases("known_failures")])
def test_damage_is_repaired(case: dict[str, str]) -> None:
    assert replay(case["text"], clean.clean(case["text"])).text == case["expect"]


@pytest.mark.parametrize("case", cases("must_not_touch"))
def test_what_is_sound_is_left_alone(case: dict[str, str]) -> None:
    assert clean.clean(case["text"]) == []
