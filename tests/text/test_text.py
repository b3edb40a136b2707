"""Spans, repairs and their replay, sentences, stems, and what readers see of long text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.text import phrases
from lib.text.phrases import extent, floored, joined, short_names, shorten
from lib.text.spans import Repair, replay
from lib.text.words import sentences, stems

SPLITS = [
    ("Mr. Smith came. He left.", ["Mr. Smith came.", "He left."]),
    (
        "Lt.Gen. Khan spoke at 5 p.m. on Nov. 19. It rained.",
        ["Lt.Gen. Khan spoke at 5 p.m. on Nov. 19.", "It rained."],
    ),
    ("The U.S. envoy left.", ["The U.S. envoy left."]),
    ("", []),
]


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


@pytest.mark.parametrize(("block", "expected"), SPLITS)
def test_sentences(block, expected):
    assert [block[start:end] for start, end in sentences(block)] == expected


def test_stems_are_those_of_the_words_that_matter():
    assert stems("The ministry’s concerns about the U.S. were not growing") == [
        "ministri",
        "concern",
        "u.",
        "not",
        "grow",
    ]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=300), st.integers(10, 100))
def test_shorten(words, width):
    short = shorten(words, width)
    assert "\n" not in short and (len(short) <= width + 1)
    assert short == " ".join(words.split()) or short.endswith("…")


def test_joined():
    assert [joined(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    ("number", "total", "told"),
    [
        (2, 3, "2 of 3 claims"),
        (1, 1, "1 of 1 claim"),
        (0, 3, "none of 3 claims"),
        (0, 1, "none of 1 claim"),
        (0, 0, "no claims"),
        (1000, 2000, "1,000 of 2,000 claims"),
    ],
)
def test_share(number, total, told):
    assert phrases.share(number, total, "claim") == told


@pytest.mark.parametrize(
    ("values", "form", "told"),
    [
        ({"a": 2, "b": 1234, "c": 7}, ",.0f", "2 (a) to 1,234 (b)"),
        ({"a": 2.0, "b": 2.04}, ".1f", "2.0 in each"),
        ({"a": 3}, ",.0f", "3"),
        ({"a": 3, "b": None, "c": float("nan")}, ",.0f", "3"),
        ({"a": None}, ",.0f", "not known"),
        ({}, ",.0f", "not known"),
    ],
)
def test_extent(values, form, told):
    assert extent(values, form) == told


def test_short_names_are_unique():
    rows = [
        {"doc_id": str(number), "path": path}
        for number, path in enumerate(("a_1.txt", "b_1.txt", "x/b_2.txt", "_.txt"))
    ]
    assert short_names(rows) == {"0": "a", "1": "b_1.txt", "2": "x/b_2.txt", "3": "_.txt"}


def test_names_that_are_long_or_cannot_be_shown_are_cut_and_stay_apart() -> None:
    paths = {
        "d1": "a" * 250 + ".txt",
        "d2": "a" * 251 + ".txt",
        "d3": "bell\x07.txt",
        "d4": "\u202egpj.txt",
        "d5": "004_plain.txt",
    }
    names = short_names([{"doc_id": doc_id, "path": path} for doc_id, path in paths.items()])
    assert names["d5"] == "004" and len(set(names.values())) == len(paths)
    assert all(name.isprintable() and len(name) <= 60 for name in names.values())


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.545, 0.54), (0.5499999, 0.54), (0.57, 0.57), (0.29, 0.29), (1.0, 1.0), (0.0, 0.0)],
)
def test_a_likeness_is_rounded_down(value, shown):
    assert floored(value) == shown
