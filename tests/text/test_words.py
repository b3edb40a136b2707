"""Sentences and stems."""

import pytest

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
