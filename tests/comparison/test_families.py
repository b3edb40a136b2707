"""Families: claims that say the same thing, where a chain is not one and copies are one voice."""

from rows import claim, origin

from lib.comparison.families import families


def agreement(a: str, b: str, sure: float, relation: str = "agree") -> dict:
    ids = {"claim_a": f"{a}:000", "claim_b": f"{b}:000", "doc_a": a, "doc_b": b}
    return ids | {"relation": relation, "score": sure, "sure": sure, "corrected": []}


def test_a_conflict_parts_what_others_tie():
    claims = [claim(doc_id, 0, text=doc_id) for doc_id in "abc"]
    links = [
        agreement("a", "b", 0.9),
        agreement("b", "c", 0.8),
        agreement("a", "c", 0.9, "conflict"),
    ]
    rows = families(claims, links, [origin(doc_id) for doc_id in "abc"])
    assert [row["family_id"] for row in rows] == ["a:000", "a:000", "c:000"]


def test_a_large_part_is_cut_and_what_is_tied_stays_together():
    """A part too large to be compared pair by pair is cut, and what is tied stays together."""
    size = 1200
    claims = [claim(f"{k:04d}", 0, text="x") for k in range(size)]
    links = [
        agreement(f"{k:04d}", f"{k + step:04d}", 0.9)
        for k in range(size)
        for step in range(1, 4)
        if k // 4 == (k + step) // 4
    ]
    links += [agreement(f"{k:04d}", f"{k + 1:04d}", 0.75) for k in range(3, size - 1, 4)]
    rows = families(claims, links, [origin(f"{k:04d}") for k in range(size)])
    assert {row["documents"] for row in rows} == {4}


def test_a_chain_is_not_one_family():
    claims = [claim(doc_id, 0, text=doc_id) for doc_id in "abcd"]
    scores = {"ab": 0.9, "bc": 0.5, "cd": 0.8}
    links = [agreement(a, b, score) for (a, b), score in scores.items()]
    rows = families(claims, links, [origin(doc_id) for doc_id in "abcd"])
    assert [row["family_id"] for row in rows] == ["a:000", "a:000", "c:000", "c:000"]


def test_copies_are_one_voice_in_a_family():
    claims = [claim(doc_id, 0, text="the ferry ran aground") for doc_id in "abc"]
    links = [agreement(a, b, 0.9) for a, b in ("ab", "ac", "bc")]
    rows = families(claims, links, [origin("a"), origin("b", first="a"), origin("c")])
    assert {(row["family_id"], row["documents"], row["origins"]) for row in rows} == {
        ("a:000", 3, 2)
    }
