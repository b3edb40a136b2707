"""The relation of two claims, on our own sentences: tests/cases/compare_relations.jsonl."""

import pytest
from rows import RELATIONS, THRESHOLD, claim, origin

from lib.comparison.matches import comparison


@pytest.fixture(scope="module")
def judged() -> dict[tuple[str, str], dict]:
    """The matches of all cases at once, each case a story of its own, so that words are rare as in
    a folder of reports."""
    claims, homes = [], []
    for k, case in enumerate(RELATIONS):
        claims += [claim(f"{k:02d}a", 0, **case["a"]), claim(f"{k:02d}b", 0, **case["b"])]
        homes += [origin(f"{k:02d}{side}", story=f"{k:02d}") for side in "ab"]
    return {
        (row["doc_a"], row["doc_b"]): row
        for row in comparison(claims, homes, threshold=THRESHOLD).matches
    }


def cases(*kinds: str) -> list:
    return [
        pytest.param(k, case, id=case["name"])
        for k, case in enumerate(RELATIONS)
        if case["kind"] in kinds
    ]


@pytest.mark.parametrize(("k", "case"), cases("negative", "synthetic"))
def test_relation(k, case, judged):
    match = judged.get((f"{k:02d}a", f"{k:02d}b"), {"relation": "none"})
    assert match["relation"] in case["relation"].split("|"), match
    assert {column: plain(match[column]) for column in case.get("holds", {})} == case.get(
        "holds", {}
    )


def plain(values: list) -> list:
    """The values of a column; of differences all that is neither null nor false."""
    return [
        {name: part for name, part in value.items() if part} if isinstance(value, dict) else value
        for value in values
    ]


@pytest.mark.parametrize(("k", "case"), cases("known_failure"))
@pytest.mark.xfail(strict=True, reason="what the rules cannot see yet")
def test_relation_known_failure(k, case, judged):
    assert (
        judged.get((f"{k:02d}a", f"{k:02d}b"), {"relation": "none"})["relation"] == case["relation"]
    )
