"""Pairs of bare texts, as the benchmarks score them (tests/bench/bare_texts.py)."""

import pytest
from bare_texts import pair_scores


@pytest.mark.parametrize(
    ("a", "b", "opposed"),
    [
        (
            "The mayor has resigned over the bridge",
            "Town hall denies that the mayor has resigned over the bridge",
            True,
        ),
        (
            "A whale was seen in the Asher river",
            "No, a whale was not seen in the Asher river",
            True,
        ),
        ("The fair drew fewer than 200 visitors", "The fair drew 260 visitors on Sunday", True),
        ("The fair drew more than 200 visitors", "The fair drew 260 visitors on Sunday", False),
        ("The shop will stop selling coal", "Shop to stop selling coal in May", False),
        (
            "The council not only repaired the road but lit it",
            "The council repaired the road and lit it",
            False,
        ),
        ("The mayor has resigned over the bridge", "No fish were caught in the harbour", False),
    ],
)
def test_bare_texts_oppose_each_other(a, b, opposed):
    one, other = pair_scores([(a, b), (b, a)])
    assert one == other and one.label is opposed, one


def test_bare_texts_are_as_alike_as_they_share_words():
    same, near, far = pair_scores(
        [
            ("The ferry ran aground off Pell beach", "The ferry ran aground off Pell beach"),
            ("The ferry ran aground off Pell beach", "A ferry went aground near Pell beach"),
            ("The ferry ran aground off Pell beach", "Grain prices rose on the Lorn exchange"),
        ]
    )
    assert 1 == same.score > near.score > far.score >= 0


def test_a_text_is_as_like_itself_as_can_be_however_short_or_long():
    texts = ["", "a", "Pell", "The mayor said that the ferry ran aground. " * 20]
    assert [found.score for found in pair_scores([(text, text) for text in texts])] == [1] * 4
