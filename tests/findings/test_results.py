"""Reasons as readers see them."""

from lib.findings.results import why


def test_reasons_quote_with_one_kind_of_marks():
    match = {"doc_a": "a", "doc_b": "b", "reasons": ['"here" in here, "stop" there', "no date"]}
    assert why(match, {"a": "000", "b": "001"}) == "“here” in in 000, “stop” in 001; no date"
