"""Days that look ahead or back with the verb that they hang on."""

from datetime import date

import pytest

from lib.claims.parse import parse
from lib.claims.tense import dated

TUESDAY = date(2024, 10, 22)
CASES = [
    ("The bridge reopens on Friday.", "2024-10-25"),
    ("The bridge reopened on Friday.", "2024-10-18"),
    ("The mayor will speak on Tuesday.", "2024-10-22"),  # a report names its own day so
    ("The ferry is to resume service on Thursday.", "2024-10-24"),
    ("Crews are ready to leave on Thursday.", "2024-10-24"),
    ("Holt was the first to leave the hall on Thursday.", "2024-10-17"),
    ("Holt is said to have left the hall on Thursday.", "2024-10-17"),
    ("The council wants rules to be published in March.", "2025-03-01"),
    ("Lena Holt was named head of the port, effective Feb. 1.", "2025-02-01"),
    ("A hearing was set for Monday.", "2024-10-28"),
    ("The record was set on Monday.", "2024-10-21"),
    ("It was not until Thursday that the water fell.", "2024-10-17"),
    ("The road stays closed until Thursday.", "2024-10-24"),
]


@pytest.mark.parametrize(("text", "first"), CASES)
def test_direction(text, first):
    (time,) = dated(next(parse([text])), TUESDAY)
    assert time.first.isoformat() == first
