"""Who is said to say what: speakers.jsonl has for some words of a text who says them, null where
nobody is named or two are close, "article" where it is the report's own."""

import pytest
from extraction import claims_in
from places import case_rows

CASES = case_rows("speakers.jsonl")


def marked(case: dict):
    """A case as a parameter; a known failure must fail."""
    reason = case.get("known_failure")
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=f"{case['kind']}: {case['text'][:60]}", marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_speaker(case):
    rows = claims_in(case["text"])
    for words, speaker in case["says"]:
        having = [row for row in rows if words in row["text"]]
        assert having, (words, rows)
        # of a speech in a speech the inner one has the fewer words
        inner = min(having, key=lambda row: len(row["text"]))
        said = (inner["source"] or "").removeprefix("the ").removeprefix("The ") or None
        own = speaker == "article"
        expected = None if own else speaker and speaker.removeprefix("The ")
        assert said == expected and (inner["source_kind"] == "article") == own, (words, inner)
