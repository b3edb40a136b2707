"""Whether a claim is affirmed or negated, and how it is meant."""

import re

import pytest
from extraction import claims_in
from places import case_rows


def marked(case: dict):
    """A case as a parameter; a known failure must fail."""
    known = case.get("known_failure")
    marks = [pytest.mark.xfail(strict=True, reason=known)] if known else []
    return pytest.param(case, id=case["text"][:60], marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in case_rows("claims_sense.jsonl")])
def test_case(case):
    rows = [row for row in claims_in(case["text"]) if re.search(case["content"], row["text"])]
    told = [(row["text"], row["polarity"], row["modality"]) for row in rows]
    if case["polarity"] is None:  # nothing is said of it
        assert not told, told
    else:
        assert any(
            row["polarity"] == case["polarity"]
            and re.search(case["modality"] or "", row["modality"])
            for row in rows
        ), told
