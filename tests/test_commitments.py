"""Promises: who is to do what, read from the sentence itself."""

import json
from pathlib import Path

import pytest
from test_claims import found

from lib.commitments import bound, is_promise

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "commitments.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"].replace(" ", "-")) for case in CASES])
def test_who_is_to_act_in_a_sentence(case):
    claims = [claim for claim in found(case["text"]) if case["content"] in claim["text"]]
    assert claims, "the sentence gives no such claim"
    promises = [claim for claim in claims if is_promise(claim)]
    assert bool(promises) == case.get("promised", True)
    assert {bound(claim) for claim in promises} == ({case["by"]} if promises else set())
