"""Families: claims that say the same thing, where a chain is not one and copies are one voice."""

from rows import claim, origin

from lib.comparison.families import families, once


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


def test_a_copy_adds_no_match_that_is_counted():
    matches = [
        {
            "claim_a": "a1",
            "claim_b": "b1",
            "doc_a": "a",
            "doc_b": "b",
            "relation": "agree",
            "score": 0.8,
        },
        {
            "claim_a": "a1",
            "claim_b": "c1",
            "doc_a": "a",
            "doc_b": "c",
            "relation": "agree",
            "score": 0.9,
        },
        {
            "claim_a": "b1",
            "claim_b": "c1",
            "doc_a": "b",
            "doc_b": "c",
            "relation": "agree",
            "score": 1.0,
        },
        {
            "claim_a": "a2",
            "claim_b": "c2",
            "doc_a": "a",
            "doc_b": "c",
            "relation": "conflict",
            "score": 0.7,
        },
    ]
    families = [
        {"claim_id": claim, "family_id": f"f{claim[1]}"} for claim in ("a1", "b1", "c1", "a2", "c2")
    ]
    families[3]["family_id"] = "other"
    # c copies b
    origins = [
        {"doc_id": "a", "origin": "a"},
        {"doc_id": "b", "origin": "b"},
        {"doc_id": "c", "origin": "b"},
    ]
    found = once(matches, families, origins)
    assert [(row["claim_a"], row["claim_b"], row["relation"]) for row in found] == [
        ("a1", "c1", "agree"),
        ("a2", "c2", "conflict"),
    ]
