"""Promises: who is to do what, read from the sentence itself, and whether what follows denies that
anything was done."""

import json

import pytest
from places import CASES
from test_claims import found

from lib.findings.commitments import bound, denial, is_promise

CASES = [
    json.loads(line)
    for line in ((CASES / "commitments.jsonl").read_text(encoding="utf-8").splitlines())
]


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["label"].replace(" ", "-")) for case in CASES]
)
def test_who_is_to_act_in_a_sentence(case):
    claims = [claim for claim in found(case["text"]) if case["content"] in claim["text"]]
    assert claims, "the sentence gives no such claim"
    promises = [claim for claim in claims if is_promise(claim)]
    assert bool(promises) == case.get("promised", True)
    assert {bound(claim) for claim in promises} == ({case["by"]} if promises else set())


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["label"].replace(" ", "-")) for case in CASES if "denied" in case],
)
def test_what_denies_right_after_that_anything_was_done(case):
    claims = [
        claim | {"claim_id": str(number)}
        for number, claim in enumerate(sorted(found(case["text"]), key=lambda row: row["start"]))
    ]
    (promise,) = [
        claim for claim in claims if case["content"] in claim["text"] and is_promise(claim)
    ]
    fact = denial(promise, claims)
    assert (fact and case["denied"] in fact["text"]) if case["denied"] else fact is None
