"""No agreement between a thing and its negation: claims of our own under what denies them."""

from collections import defaultdict

import pytest
from extraction import claims_in
from places import case_rows
from rows import THRESHOLD, origin

from lib.comparison.matches import comparison

CASES = case_rows("compare_negations.jsonl")
CLAIMS = [case for case in CASES if case["kind"] == "claim"]
TURNED = [case for case in CASES if case["kind"] != "claim"]


def pairs(case: dict) -> list[tuple[str, str]]:
    """What says a thing, and what turns it: each claim in the frame, or two states of one thing."""
    if "frame" not in case:
        return [(case["a"], case["b"])]
    return [(f"{one['subject']} {one['past']}, a clerk said.", framed(case, one)) for one in CLAIMS]


def framed(case: dict, one: dict) -> str:
    inside = one["subject"].replace("The ", "the ")
    words = {"p": one["past"], "v": one["bare"], "g": one["doing"]}
    return case["frame"].format(s=inside, S=one["subject"], **words)


@pytest.fixture(scope="module")
def relations() -> dict[int, set[str]]:
    """The relations told of each case, each pair a story of its own."""
    rows, homes, case_of = [], [], {}
    for k, case in enumerate(TURNED):
        for n, texts in enumerate(pairs(case)):
            for side, text in zip("ab", texts, strict=True):
                doc_id = f"{k:02d}{n}{side}"
                rows += claims_in(text, published="2021-01-02", doc_id=doc_id)
                homes.append(origin(doc_id, story=doc_id[:-1]))
                case_of[doc_id] = k
    found = defaultdict(set)
    for match in comparison(rows, homes, threshold=THRESHOLD).matches:
        found[case_of[match["doc_a"]]].add(match["relation"])
    return found


def cases(known_failure: bool) -> list:
    return [
        pytest.param(k, id=f"{case['kind']}: {case.get('frame') or case['b']}")
        for k, case in enumerate(TURNED)
        if case.get("known_failure", False) == known_failure
    ]


@pytest.mark.parametrize("k", cases(known_failure=False))
def test_a_thing_and_its_negation_never_agree(k, relations):
    assert relations[k] and "agree" not in relations[k]


@pytest.mark.parametrize("k", cases(known_failure=True))
@pytest.mark.xfail(strict=True, reason="what the table of opposites or the claims do not have")
def test_a_negation_that_is_not_seen_yet(k, relations):
    assert relations[k] and "agree" not in relations[k]
