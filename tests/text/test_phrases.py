"""What readers see of long texts, shares, days and names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.text import phrases
from lib.text.phrases import extent, joined, outlets, short_names, shorten, spoken


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


def test_reports_are_called_by_their_publisher_and_told_apart_by_day_and_file():
    rows = [
        {"doc_id": "0", "path": "a_1.txt", "publisher": "The Post", "published": "2023-05-09"},
        {"doc_id": "1", "path": "b_1.txt", "publisher": "Herald", "published": "2023-05-09"},
        {"doc_id": "2", "path": "c_1.txt", "publisher": "Herald", "published": None},
        {"doc_id": "3", "path": "d_1.txt", "publisher": None, "published": None},
        {"doc_id": "4", "path": "e_1.txt", "publisher": "Sun", "published": "2023-05-09"},
        {"doc_id": "5", "path": "f_1.txt", "publisher": "Sun", "published": "2023-05-09"},
    ]
    assert outlets(rows) == {
        "0": "The Post",
        "1": "Herald, 9 May 2023",
        "2": "Herald, no day",
        "3": "d",
        "4": "Sun, 9 May 2023, e",
        "5": "Sun, 9 May 2023, f",
    }


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("LORVANE MORNING POST", "Lorvane Morning Post"),
        ("VOICE OF THE DELTA", "Voice of the Delta"),
        ("BBC NEWS", "BBC News"),
        ("REUTERS", "REUTERS"),
        ("The Post", "The Post"),
        ("the post of ILETH", "the post of ILETH"),
    ],
)
def test_a_name_in_capitals_is_written_as_names_are(printed, shown):
    row = {"doc_id": "0", "path": "a_1.txt", "publisher": printed, "published": None}
    assert outlets([row]) == {"0": shown}


def test_a_day_is_said_as_one_says_it():
    assert (
        spoken("2023-05-09") == "9 May 2023" and spoken("2023-12-31", year=False) == "31 December"
    )
    assert spoken(None) == spoken("") == ""
