"""The single facts of a sentence, and that nothing is cut that the rest depends on."""

import re

import pytest
from extraction import claims_in
from places import case_rows

from lib.tables.store import innermost


@pytest.mark.parametrize(
    "case", case_rows("claims_facts.jsonl"), ids=lambda case: case["text"][:60]
)
def test_case(case):
    rows = claims_in(case["text"])
    texts = [row["text"] for row in innermost(rows)]
    assert set(case["facts"]) <= set(texts), texts
    for unwanted in case["absent"]:
        assert not any(re.search(unwanted, text) for text in texts), texts
