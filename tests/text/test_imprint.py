"""Datelines: the cases in cases/datelines.jsonl."""

import pytest
from places import case_rows

from lib.text.imprint import dateline

CASES = [pytest.param(case, id=case["label"]) for case in case_rows("datelines.jsonl")]


@pytest.mark.parametrize("case", CASES)
def test_datelines_are_read(case: dict[str, str | None]) -> None:
    found = dateline(case["text"])
    assert (found is None) == (case["rest"] is None)
    if found:
        assert case["text"][found.end :].strip() == case["rest"]
        assert found.said.publisher == case.get("publisher")
        assert found.said.published == case.get("published")
        assert found.said.place == case.get("place")
