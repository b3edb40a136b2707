"""Reasons as readers see them."""

from rows import BASE, claim, tables

from lib.findings.wording import Telling, reasons

PLAIN = {"relation": "agree", "differences": [], "utterance": False, "corrected": []}


def difference(kind: str, here: str, there: str, note: str | None = None) -> dict:
    return {"kind": kind, "here": here, "there": there, "of": None, "note": note, "hard": False}


def told(*differences: dict, marks: str = '""', **match) -> list[str]:
    sides = claim("a", 0, text="14 died"), claim("b", 0, text="11 were killed")
    telling = Telling(*sides, "in 000", "in 001", marks)
    return reasons(PLAIN | {"differences": [*differences]} | match, telling, copies=False)


def test_a_match_says_what_both_have_and_what_differs():
    assert told() == ["the same thing in other words"]
    assert told(utterance=True) == ["one utterance in both"]
    assert told(relation="related") == ["alike, but not surely the same thing"]
    assert told(difference("number", "14", "11", "later"))[1:] == [
        "number: 14 in 000, 11 in 001; the later may have replaced the earlier"
    ]
    assert told(difference("modality", "asserted", "possible"))[1:] == [
        "how it is meant: stated as fact in 000, held possible in 001"
    ]


def test_reasons_quote_with_one_kind_of_marks():
    parts = difference("wording", "warned", "told")
    assert told(parts)[1:] == ['other words: "warned" in 000, "told" in 001']
    assert told(parts, marks="“”")[1:] == ["other words: “warned” in 000, “told” in 001"]


def test_a_correction_says_what_stood_there():
    changed = [{"field": "relation", "old": "conflict", "by": "AB"}]
    assert told(corrected=changed)[1:] == ["corrected from conflict by AB"]


def test_claims_that_name_each_other_are_one_statement():
    one = claim("a", 0, text="the rudder had jammed, he said", part_of="a:001")
    other = claim("a", 1, text="the rudder had jammed", within="a:000")
    found = tables([one, other], a=BASE)
    assert found.whole([one]) == found.whole([other]) == {"a:000"}
