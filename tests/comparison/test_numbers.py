"""Numbers in words and digits: tests/cases/compare_figures.jsonl."""

import math

import pytest
from places import case_rows

from lib.comparison.pair.numbers import figures


@pytest.mark.parametrize("case", case_rows("compare_figures.jsonl"), ids=lambda case: case["text"])
def test_figures(case):
    bounds = {-math.inf: None, math.inf: None}
    found = [
        [f.text, bounds.get(f.low, f.low), bounds.get(f.high, f.high), f.unit]
        for f in figures(case["text"])
    ]
    assert len(found) == len(case["figures"])
    for (text, low, high, unit), wanted in zip(found, case["figures"], strict=True):
        assert [text, low, high] == [wanted[0], *map(pytest.approx, wanted[1:3])] and wanted[
            3
        ] in unit
