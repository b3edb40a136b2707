"""Shares with their intervals."""

import pytest
from scipy.stats import binomtest

from lib.by_hand import shares as by_hand_shares


def test_the_interval_is_wilsons():
    found = by_hand_shares.share("x", 57, 60)  # worked out by hand from Wilson (1927)
    assert (round(found["low"], 3), round(found["high"], 3)) == (0.863, 0.983)
    for right, of in [
        (0, 1),
        (1, 1),
        (0, 7),
        (7, 7),
        (1, 2),
        (3, 1000),
        (997, 1000),
        (250_000, 1_000_000),
    ]:
        found, known = (
            by_hand_shares.share("x", right, of),
            binomtest(right, of).proportion_ci(method="wilson"),
        )
        assert (found["low"], found["high"]) == pytest.approx((known.low, known.high))
        assert 0 <= found["low"] <= right / of <= found["high"] <= 1
    assert by_hand_shares.share("x", 0, 0) == {
        "what": "x",
        "right": 0,
        "of": 0,
        "low": None,
        "high": None,
    }
    assert by_hand_shares.table([by_hand_shares.share("x", 0, 0)])[
        "share, with its 95 % interval"
    ].tolist() == [None]
