"""How alike two texts are."""

import pytest

from lib.comparison.pair.likeness import Scorer, weights


def test_the_weights_are_those_of_the_features():
    scorer = Scorer(["a ferry ran aground"])
    content = scorer.read("a ferry ran aground")
    assert (
        weights("text").keys()
        == scorer.common(content, content).keys() | scorer.clashes(content, content).keys()
    )
    assert sum(weight for weight in weights("text").values() if weight > 0) == pytest.approx(1.65)
