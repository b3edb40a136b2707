"""Who is cited: one source counts once over all reports, however its name is written there."""

import pytest

from lib.findings.voices import speakers


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
