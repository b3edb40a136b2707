"""How far a cue can be trusted."""

from lib.claims.cues import precision


def test_counts_say_more_than_the_path():
    assert precision("say", "clause") > precision("take", "clause")
