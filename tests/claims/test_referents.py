"""Whom a pronoun or "the mayor" in a claim stands for, null where more than one may be meant."""

import pytest
from extraction import claims_in
from places import case_rows


@pytest.mark.parametrize("case", case_rows("referents.jsonl"), ids=lambda case: case["text"][:60])
def test_referent(case):
    text = case["text"]
    found = [one for row in claims_in(text) for one in row["referents"]]
    assert all(text[one["start"] : one["end"]] == one["words"] for one in found)
    names = {one["name"] for one in found if one["words"] == case["words"]}
    assert names == ({case["who"]} if case["who"] else set()), found
