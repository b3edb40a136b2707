"""Repairs and their replay: each character leads back to where it came from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.text.spans import Repair, replay


@st.composite
def repaired(draw):
    """A raw text and repairs that fit it, in any order."""
    raw = draw(st.text(max_size=40))
    cuts = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    repairs = [
        Repair("rule", start, end, raw[start:end], draw(st.text(max_size=3)))
        for start, end in pairs
    ]
    return raw, draw(st.permutations(repairs))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(repaired())
def test_replay_puts_each_character_where_it_came_from(case):
    raw, repairs = case
    aligned = replay(raw, repairs)
    assert len(aligned.text) == len(aligned.starts) == len(aligned.ends)
    assert len(aligned.text) == len(raw) + sum(
        len(repair.after) - len(repair.before) for repair in repairs
    )
    written = {(repair.start, repair.end) for repair in repairs}
    # as `place` takes it
    assert (aligned.starts[1:] >= aligned.starts[:-1]).all() and (
        aligned.ends[1:] >= aligned.ends[:-1]
    ).all()
    for char, start, end in zip(aligned.text, aligned.starts, aligned.ends, strict=True):
        assert raw[start:end] == char or (start, end) in written


def test_replay_refuses_a_repair_that_does_not_fit():
    with pytest.raises(ValueError, match="does not fit"):
        replay("abc", [Repair("rule", 0, 1, "x", "")])
    with pytest.raises(ValueError, match="does not fit"):
        replay("abc", [Repair("rule", 0, 2, "ab", ""), Repair("rule", 1, 3, "bc", "")])


def test_place_is_the_raw_hull():
    aligned = replay("one.Two", [Repair("glued", 4, 4, "", " "), Repair("case", 0, 1, "o", "O")])
    assert aligned.text == "One. Two"
    assert aligned.place(0, 4) == (0, 4)
    assert aligned.place(5, 8) == (4, 7)
    assert aligned.slice(5, 8).place(0, 3) == (4, 7)
    with pytest.raises(ValueError, match="no characters"):
        aligned.place(3, 3)
