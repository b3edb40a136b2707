"""What the notebooks show of the claims, narrowed by their parameters."""

import pytest
from records import CLAIM

from lib.show import frames
from lib.tables.store import frame


@pytest.mark.parametrize(
    ("actors", "kept"),
    [
        ("", [0, 1, 2, 3]),
        ("Ileth River Authority", [0, 1]),
        ("ileth  river authority, Niger", [0, 1, 2]),
        ("River Ileth", []),
        ("Nigeria", [3]),
        ("Niger (the state)", []),
        (" , ", [0, 1, 2, 3]),
    ],
)
def test_the_filter_finds_a_name_within_a_longer_one_by_whole_words(
    actors: str, kept: list[int]
) -> None:
    sources = ["Ileth River Authority of neighbouring Ustrana", None, None, None]
    named = [[], ["Ileth River Authority"], ["Niger"], ["Nigeria"]]
    claims = frame(
        "claims",
        [
            CLAIM | {"source": one, "actors": found}
            for one, found in zip(sources, named, strict=True)
        ],
    )
    assert list(frames.shown(claims, actors=actors).index) == kept
