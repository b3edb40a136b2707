"""The findings: who of the copies says it too, for when it is meant, and what is much alike is not
called alone."""

import pytest
from rows import BASE, OWN, claim, origin, tables

from lib.findings import sentences
from lib.findings.results import Results
from lib.findings.sentences import findings

TEXT = "gate 7 failed at night"


def view(claims: list[dict], **first: str) -> Results:
    """The sentences on claims that are all one family; `first`: of a copy, the report that it
    copies."""
    names = sorted({one["doc_id"] for one in claims})
    families = [
        {
            "family_id": "f",
            "claim_id": one["claim_id"],
            "doc_id": one["doc_id"],
            "label": TEXT,
            "documents": 2,
            "origins": 2,
        }
        for one in claims
    ]
    documents = [
        {"doc_id": name, "path": f"{name}.txt", "status": "ok", "published": None} for name in names
    ]
    origins = [origin(name, first=first.get(name, name)) for name in names]
    return Results(
        {
            "documents": documents,
            "blocks": [],
            "claims": claims,
            "origins": origins,
            "matches": [],
            "families": families,
        }
    )


def test_a_copy_that_names_no_source_is_not_said_to_name_one():
    spoken = {"source": "River Authority", "source_kind": "institution", "cue": "said"}
    claims = [
        claim("a", 0, text=TEXT, **spoken),
        claim("b", 0, text=TEXT, **spoken),
        claim("c", 0, text=TEXT),
    ]
    claims.append(claim("d", 0, text=TEXT, source="Ada Brenner", source_kind="person"))
    told = sentences._quoted(view(claims, b="a", c="a", d="a"), claims[0])
    assert (
        told
        == "a, also b (River Authority, “said”: “gate 7 failed at night”), and c in its own voice,"
        " and d from another source"
    )
    spun = claim(
        "c", 0, text=TEXT, sentence=f"{TEXT}, in keeping with the River Authority, which runs it."
    )
    assert sentences._quoted(view([*claims[:2], spun], b="a", c="a"), claims[0]).startswith(
        "a, also b and c (River Authority"
    )
    assert sentences._quoted(view(claims[:2], b="a"), claims[0]).endswith(
        "a, also b (River Authority, “said”: “gate 7 failed at night”)"
    )


DAY, OTHER = (
    {"time_start": "2023-05-09", "time_end": "2023-05-09"},
    {"time_start": "2023-05-10", "time_end": "2023-05-12"},
)


@pytest.mark.parametrize(
    ("times", "modality", "told"),
    [
        ([{}, {}], "asserted", "what is claimed bears no date"),
        ([{}, {}], "recommended", "what is called for bears no date"),
        ([{}, {}], "planned", "what is planned or promised bears no date"),
        ([{"time_text": "on Friday"}, {}], "asserted", "neither could be dated"),
        ([{"time_text": "on Friday"}, {}, {}], "planned", "none of them could be dated"),
        ([DAY, DAY], "asserted", "both dated 2023-05-09"),
        ([DAY, DAY, DAY], "planned", "all due on 2023-05-09"),
        ([DAY, {}], "asserted", "dated 2023-05-09 in a, without a date in b"),
        (
            [DAY, OTHER, {}],
            "planned",
            "due on 2023-05-09 in a and 2023-05-10 to 2023-05-12 in b, without a date in c",
        ),
    ],
)
def test_for_when_an_agreement_is_meant(times, modality, told):
    claims = [
        claim(doc, 0, text=TEXT, modality=modality, **time)
        for doc, time in zip("abc", times, strict=False)
    ]
    assert sentences._agreement(view(claims), claims).endswith(f"; {told}.")


def test_findings_of_nothing():
    assert findings(tables([])) == ["No report was read, so there is nothing to compare."]
    assert findings(tables([], a=BASE)) == ["No claim was found, so there is nothing to compare."]


def test_findings_of_one_report_compare_nothing():
    lines = findings(tables([claim("a", 0, text="the rudder had jammed")], a=BASE))
    assert lines == [
        "Who speaks? a quotes no person by name.",
        "There is only one report, and so none to compare it with.",
    ]


def test_findings_of_reports_that_share_nothing_say_so():
    found = tables(
        [
            claim("a", 0, text="the rudder had jammed"),
            claim("x", 0, text="a petition will be handed in"),
        ],
        a=BASE,
        x=OWN,
    )
    assert findings(found)[2:4] == [
        "Conflicts. None was found between reports of different origin.",
        "Shared. No claim was found in two reports of different origin.",
    ]
    apart = Results(found.tables | {"origins": [origin("a", story="a"), origin("x", story="x")]})
    assert (
        findings(apart)[1].startswith("Stories. Each of the 2 reports is on a story of its own")
        and len(findings(apart)) == 3
    )
    more = {"doc_id": "y", "path": "y_report.txt", "status": "ok", "published": None}
    homes = [origin("a"), origin("x"), origin("y", story="y")]
    documents = [*found.tables["documents"], more]
    stories = Results(found.tables | {"origins": homes, "documents": documents})
    assert (
        findings(stories)[1]
        == "Stories. a and x are on one story; y is on a story of its own. Claims are compared"
        " within a story only."
    )


def test_findings_name_the_reports_and_quote_them():
    claims = [
        claim(
            "a", 0, text="Coast guards took 212 passengers ashore", predicate="take", specificity=1
        ),
        claim("c", 0, text="Engineers blame a worn hinge", predicate="blame", specificity=3),
        claim(
            "c",
            1,
            text="The rudder had jammed",
            quoted=True,
            source="Ilse Maron",
            source_kind="person",
            predicate="jam",
        ),
        claim(
            "a",
            1,
            text="the rudder had jammed",
            source="Ilse Maron",
            source_kind="person",
            predicate="jam",
            cue="said",
        ),
    ]
    lines = findings(tables(claims, a=BASE, c=OWN))
    assert (
        lines[0]
        == "Who speaks? Only c quotes a person by name: Ilse Maron (1 claim in quotation marks)."
    )
    assert lines[1].startswith("Copies. Neither report copies the other")
    assert any(
        line.startswith("Shared by 2 origins. a (Ilse Maron, “said”: “the rudder had jammed”); c (")
        for line in lines
    )
    assert "Alone. c (“Engineers blame a worn hinge”); no passage elsewhere is like it." in lines


def speaking(**people: list[str]) -> str:
    """The finding on who speaks, where each report has a claim in quotation marks of each of its
    people."""
    claims = [
        claim(
            doc_id,
            place,
            text=f"the rudder number {place} of {doc_id} had jammed",
            quoted=True,
            source=name,
            source_kind="person",
        )
        for doc_id, names in people.items()
        for place, name in enumerate(names)
    ]
    return findings(tables(claims, **dict.fromkeys(people, OWN)))[0]


def test_who_speaks_names_three_people_and_counts_the_rest():
    assert speaking(a=["Ann Bo", "Cy Do", "Eva Fo", "Gus Ho", "Ida Jo", "Ida Jo"]).endswith(
        "a quotes Ida Jo (2 claims in quotation marks), Ann Bo (1), Cy Do (1) and 2 more."
    )
    many = {
        f"r{i}": [f"{first} Bo" for first in ("Ann", "Cy", "Eva", "Gus", "Ida")[i:]]
        for i in range(5)
    }
    assert (
        speaking(**many, silent=[])
        == "Who speaks? 5 of 6 reports quote people by name: Ida Bo (in 5 reports), Gus Bo (in 4"
        " reports), Eva Bo (in 3 reports) and 2 more; silent quotes no person by name."
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
