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
    ("The C.I.A. chief left. F.B.I. men came.", ["The C.I.A. chief left.", "F.B.I. men came."]),
    (
        "Ann Holt (R-Va.) voted. So did Jan Falk, D-Conn., too.",
        ["Ann Holt (R-Va.) voted.", "So did Jan Falk, D-Conn., too."],
    ),
    (
        "The base at Ft. Alder was shut. It is old.",
        ["The base at Ft. Alder was shut.", "It is old."],
    ),
    ("A school in Elm Town, Conn. was shut.", ["A school in Elm Town, Conn. was shut."]),
    ("She has a Ph.D. from the J.B.K. School.", ["She has a Ph.D. from the J.B.K. School."]),
    (
        "It will appeal in the U.S. The ruling is due.",
        ["It will appeal in the U.S.", "The ruling is due."],
    ),
    ("It sank at 3 p.m. The crew was saved.", ["It sank at 3 p.m.", "The crew was saved."]),
    ("It sank at 3 p.m. Monday.", ["It sank at 3 p.m. Monday."]),
    ("He worked for Plum Inc. In May he left.", ["He worked for Plum Inc.", "In May he left."]),
    (
        "He lives in Elmont, D.C. His house is old.",
        ["He lives in Elmont, D.C.", "His house is old."],
    ),
    ("He fell ill. Rescuers came.", ["He fell ill.", "Rescuers came."]),
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
