"""The findings: who of the copies says it too, for when it is meant, and what is much alike is not
called alone."""

import pytest
from test_compare import claim, origin

from lib.findings import sentences
from lib.findings.alone import Passages

TEXT = "gate 7 failed at night"


def view(claims: list[dict], **first: str) -> sentences._View:
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
    return sentences._View(
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
    told = view(claims, b="a", c="a", d="a").quote(claims[0])
    assert (
        told
        == "a, also b (River Authority, “said”: “gate 7 failed at night”), and c in its own voice,"
        " and d from another source"
    )
    spun = claim(
        "c", 0, text=TEXT, sentence=f"{TEXT}, in keeping with the River Authority, which runs it."
    )
    assert (
        view([*claims[:2], spun], b="a", c="a")
        .quote(claims[0])
        .startswith("a, also b and c (River Authority")
    )
    assert (
        view(claims[:2], b="a")
        .quote(claims[0])
        .endswith("a, also b (River Authority, “said”: “gate 7 failed at night”)")
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
    assert view(claims).agreement(claims).endswith(f"; {told}.")


@pytest.mark.parametrize(("likeness", "lines"), [(0.1, 1), (0.59, 1), (0.6, 0)])
def test_what_stands_elsewhere_in_much_the_same_words_is_not_called_alone(
    monkeypatch, likeness, lines
):
    near = {"doc_id": "b", "text": "Gate 7 broke.", "similarity": likeness}
    monkeypatch.setattr(Passages, "nearest", lambda self, claim: near)
    claims = [claim("a", 0, text=TEXT), claim("b", 0, text="Gate 7 broke.")]
    told = view(claims).lone(claims[0])
    assert len(told) == lines and all(
        line.endswith("is like it." if likeness < 0.2 else "likeness 0.59).") for line in told
    )
