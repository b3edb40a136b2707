"""Who is cited: one source counts once over all reports, however its name is written there."""

import pytest

from lib.findings.voices import speakers, voices


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
    tables = {"documents": documents, "claims": claims, "families": families, "matches": []}
    assert [row["drift"].rpartition(": ")[2] for row in voices(tables)] == [turn, turn]
