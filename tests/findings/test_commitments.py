"""Promises: who is to do what, read from the sentence itself, and whether what follows denies that
anything was done."""

import pytest
from extraction import claims_in
from places import case_rows
from rows import PAID, PROMISE, claim, ledger

from lib.findings.commitments import bound, commitments, denial, is_promise

CASES = case_rows("commitments.jsonl")


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["label"].replace(" ", "-")) for case in CASES]
)
def test_who_is_to_act_in_a_sentence(case):
    claims = [claim for claim in claims_in(case["text"]) if case["content"] in claim["text"]]
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
        for number, claim in enumerate(
            sorted(claims_in(case["text"]), key=lambda row: row["start"])
        )
    ]
    (promise,) = [
        claim for claim in claims if case["content"] in claim["text"] and is_promise(claim)
    ]
    fact = denial(promise, claims)
    assert (fact and case["denied"] in fact["text"]) if case["denied"] else fact is None


UNPAID = PAID | {
    "text": "the ministry did not pay 40,000 tal to each bereaved family",
    "polarity": "negated",
}

NOT_YET = PAID | {
    "text": "the ministry has not yet paid 40,000 tal to each bereaved family",
    "polarity": "negated",
}

LATER = {"a": "2023-05-09", "b": "2023-06-03"}


@pytest.mark.parametrize(
    ("other", "published", "fate"),
    [
        (PAID, LATER, "kept"),
        (UNPAID, LATER, "broken"),
        (NOT_YET, LATER, "unknown"),
        (PAID, None, "unknown"),
        (PAID, {"a": "2023-06-03", "b": "2023-05-09"}, "unknown"),
        (PROMISE | {"source": "Justice Ministry", "source_kind": "institution"}, LATER, "repeated"),
        (
            PROMISE
            | {
                "source": "Justice Ministry",
                "source_kind": "institution",
                "text": PROMISE["text"].replace("40,000", "25,000"),
                "object": "25,000 tal to each bereaved family",
            },
            LATER,
            "disputed",
        ),
        (
            {"text": "a ferry ran aground off Pell beach", "predicate": "run"},
            LATER,
            "nothing said elsewhere",
        ),
    ],
)
def test_what_became_of_a_promise(other, published, fate):
    rows = commitments(
        ledger([claim("a", 0, **PROMISE), claim("b", 0, **other)], published=published)
    )
    first = next(row for row in rows if row.claim_id == "a:000")
    assert (first.fate, first.by, first.until) == (fate, "Irena Kovalai", "2023-06-01")
    assert first.other == (None if fate == "nothing said elsewhere" else "b:000") and bool(
        first.why
    ) == bool(first.other)


def test_a_promise_kept_for_one_and_broken_for_another_is_disputed():
    said = [claim("a", 0, **PROMISE), claim("b", 0, **PAID), claim("c", 0, **UNPAID)]
    (row,) = commitments(ledger(said, published=LATER | {"c": "2023-06-04"}))
    assert (row.fate, row.other) == ("disputed", "c:000")


@pytest.mark.parametrize(
    ("fields", "promised"),
    [
        ({"modality": "asserted"}, False),
        ({"cue": "hoped"}, False),
        ({"cue": "said"}, False),  # the ministry is not who speaks
        ({"cue": "said", "subject": "we"}, True),
        ({"cue": "said", "subject": "Kovalai"}, True),
        ({"cue": "said", "subject": "they"}, False),
        ({"source": None, "source_kind": "article", "cue": None}, False),
    ],
)
def test_who_is_bound_by_what(fields, promised):
    assert is_promise(claim("a", 0, **PROMISE | fields)) is promised
