"""Who is cited: one source counts once over all reports, however its name is written there."""

import pytest
from rows import claim, ledger

from lib.findings.results import Results
from lib.findings.voices import LEVELS, speakers, voices


def named(*sources: str | None) -> dict[str, str]:
    return speakers(
        [{"claim_id": str(number), "source": source} for number, source in enumerate(sources)]
    )


@pytest.mark.parametrize(
    ("sources", "name"),
    [
        (["Officials", "officials", "officials"], "officials"),
        (["the officials", "Officials"], "Officials"),
        (
            ["Pakistan and Afghanistan", "Afghanistan and Pakistan", "Afghanistan and Pakistan"],
            "Afghanistan and Pakistan",
        ),
        (["A, B and C", "C, A, and B"], "A, B and C"),
        (["Mumtaz Zahra Baloch"], "Mumtaz Zahra Baloch"),
    ],
)
def test_a_source_counts_once(sources: list[str], name: str) -> None:
    assert set(named(*sources).values()) == {name} and set(named(*reversed(sources)).values()) == {
        name
    }


def test_different_sources_stay_apart_and_no_source_is_none() -> None:
    assert named(
        "Pakistan", None, "Pakistan and Afghanistan", "Foreign Office of Pakistan", ""
    ) == {"0": "Pakistan", "2": "Pakistan and Afghanistan", "3": "Foreign Office of Pakistan"}


@pytest.mark.parametrize(
    ("kind", "sources", "turn"),
    [
        ("institution", ("Pakistan", "Foreign Office"), "named differently"),
        ("institution", ("Pakistan", "Ministry of Defence"), "named differently"),
        ("institution", ("Afghanistan", "Afghan Foreign Ministry"), "named differently"),
        ("institution", ("Pakistan", "Afghan Foreign Ministry"), "different sources"),
        # which its report does not name
        ("institution", ("Iran", "Foreign Office"), "different sources"),
        ("institution", ("Pakistan", "Afghanistan"), "different sources"),
        ("institution", ("Pakistan", "UN Human Rights Office"), "different sources"),
        ("institution", ("Taliban", "Doha Agreement"), "different sources"),
        ("institution", ("Pakistan", "Lorn Lines"), "different sources"),
        ("person", ("defence minister", "head of the navy"), "different sources"),
        ("person", ("Ada Brenner", "Ilse Maron"), "different speakers"),
    ],
)
def test_a_country_and_a_body_of_its_state_may_be_one_source(
    kind: str, sources: tuple[str, str], turn: str
) -> None:
    documents = [{"doc_id": name, "path": f"{name}.txt"} for name in "ab"]
    claim = {
        "source_kind": kind,
        "cue": "said",
        "actors": ["Afghanistan", "Pakistan"],
        "sentence": "",
        "subject": None,
    }
    claims = [
        claim | {"claim_id": name, "doc_id": name, "source": source}
        for name, source in zip("ab", sources, strict=True)
    ]
    families = [{"family_id": "a", "claim_id": name} for name in "ab"]
    none = {name: [] for name in ("matches", "blocks", "origins")}
    tables = none | {"documents": documents, "claims": claims, "families": families}
    assert [row.drift.rpartition(": ")[2] for row in voices(Results(tables))] == [turn, turn]


SPOKEN = {
    "text": "the rudder had jammed before the ferry ran aground",
    "subject": "the rudder",
    "predicate": "jam",
}


@pytest.mark.parametrize(
    ("one", "other", "drift"),
    [
        (
            ("Ilse Maron", "person"),
            (None, "article"),
            (
                "Ilse Maron in a; no source in b: said as the report's own words where another"
                " names a source"
            ),
        ),
        (
            ("Ilse Maron", "person"),
            ("Lorn Lines", "institution"),
            "Ilse Maron in a; Lorn Lines in b: a named person or an institution",
        ),
        (("Ilse Maron", "person"), ("Maron", "person"), None),
        (
            ("Ilse Maron", "person"),
            ("Ada Brenner", "person"),
            "Ada Brenner in b; Ilse Maron in a: different speakers",
        ),
        ((None, "article"), (None, "article"), None),
    ],
)
def test_who_is_said_to_have_said_it(one, other, drift):
    said = [
        claim(doc, 0, **SPOKEN, source=source, source_kind=kind)
        for doc, (source, kind) in (("a", one), ("b", other))
    ]
    rows = voices(ledger(said))
    assert [row.drift for row in rows] == [drift, drift]
    assert [row.level for row in rows] == sorted((row.level for row in rows), key=LEVELS.index)


def test_the_same_words_of_two_speakers_stand_together():
    words = {
        "text": "“This bridge was built to last a hundred winters”",
        "quoted": True,
        "source_kind": "person",
        "cue": "said",
        "predicate": "build",
        "subject": "This bridge",
    }
    tables = ledger(
        [claim("a", 0, **words, source="Ada Brenner"), claim("b", 0, **words, source="Ilse Maron")]
    )
    (match,) = tables.tables["matches"]
    assert match["relation"] == "agree" and [part["kind"] for part in match["differences"]] == [
        "speaker"
    ]
    assert {(row.family_id, row.drift) for row in voices(tables)} == {
        ("a:000", "Ada Brenner in a; Ilse Maron in b: different speakers")
    }
