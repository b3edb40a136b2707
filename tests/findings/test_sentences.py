"""The routine lines: which reports are on one story, which copy which."""

import pytest
from rows import BASE, OWN, claim, origin, tables

from lib.findings import sentences
from lib.findings.results import Results
from lib.findings.sentences import routine


def test_findings_of_nothing():
    assert routine(tables([])) == ["No report was read, so there is nothing to compare."]
    assert routine(tables([], a=BASE)) == [
        "No statement was found, so there is nothing to compare."
    ]


def test_findings_of_one_report_compare_nothing():
    lines = routine(tables([claim("a", 0, text="the rudder had jammed")], a=BASE))
    assert lines == ["There is only one report, and so none to compare it with."]


def test_findings_of_reports_that_share_nothing_say_so():
    found = tables(
        [
            claim("a", 0, text="the rudder had jammed"),
            claim("x", 0, text="a petition will be handed in"),
        ],
        a=BASE,
        x=OWN,
    )
    assert routine(found)[1:] == [
        "Differences. No two reports were found to say what cannot both be right."
    ]
    apart = Results(found.tables | {"origins": [origin("a", story="a"), origin("x", story="x")]})
    assert (
        routine(apart)[0].startswith("Stories. Each of the 2 reports is on a story of its own")
        and len(routine(apart)) == 2
    )
    more = {"doc_id": "y", "path": "y_report.txt", "status": "ok", "published": None}
    homes = [origin("a"), origin("x"), origin("y", story="y")]
    documents = [*found.tables["documents"], more]
    stories = Results(found.tables | {"origins": homes, "documents": documents})
    assert (
        routine(stories)[0]
        == "Stories. a and x are on one story; y is on a story of its own. Statements are compared"
        " within a story only."
    )


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('"We see dust," said Jonas Berg.', "‘We see dust,’ said Jonas Berg."),
        ("“We have conveyed our concerns,”", "We have conveyed our concerns"),
        ("that “terrorism is a threat” to all", "‘terrorism is a threat’ to all"),
        ("that the rudder had jammed,", "the rudder had jammed"),
        ("“Dust,” … “and ice”", "‘Dust,’ … ‘and ice’"),
    ],
)
def test_quotation_marks_within_ours_are_single(text, bare):
    assert sentences.bare(text, 80) == bare
