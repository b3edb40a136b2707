"""Matches: what must hold for any claims, whatever their order, their copies and their stories."""

from collections import Counter
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from rows import HOMES, PAID, PROMISE, SAID, THRESHOLD, any_claims, claim, crowded_claims, origin

from lib.comparison import matches as comparison_matches
from lib.comparison.families import families
from lib.comparison.matches import comparison
from lib.comparison.pairs import DIFFERING
from lib.tables.records import columns

RAN = "The ferry Calanthe ran aground off Pell beach on Thursday"
STUCK = "The Calanthe, a ferry, ran aground on Thursday off the beach of Pell"


def test_sensitivity_counts_what_each_threshold_leaves():
    said = [claim(name, 0, text=text) for name, text in zip("abc", [RAN, STUCK, RAN], strict=True)]
    homes = [origin(name) for name in "abc"]
    found = comparison(said, homes, threshold=0.6, steps=[0.3, 0.6, 0.9, 1.0])
    for left in found.sensitivity:
        counts = Counter(
            match["relation"] for match in comparison(said, homes, threshold=left.threshold).matches
        )
        assert left[1:] == (counts["agree"], counts["conflict"], counts["related"])
    assert [left.threshold for left in found.sensitivity] == [0.3, 0.6, 0.9, 1.0]
    assert found.matches == comparison(said, homes, threshold=0.6).matches
    assert found.sensitivity[0].agree > found.sensitivity[-1].agree


@settings(max_examples=60, deadline=None, derandomize=True)
@given(any_claims(), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_threshold_keeps_fewer(claims, one, other):
    low, high = (
        {frozenset((row["claim_a"], row["claim_b"])) for row in found.matches if telling(row)}
        for found in (comparison(claims, HOMES, threshold=step) for step in sorted((one, other)))
    )
    assert len(high) <= len(low)


def telling(row: dict) -> bool:
    return row["relation"] != "related" and row["sure"] < 1


def test_one_utterance_agrees_in_whatever_cut_and_whoever_says_it():
    cut, rest = "We were warned three times in the spring", "and we did nothing at all about it"
    words = f"{cut} {rest}"
    texts = {"p": f"“{words},” Ada Brenner said.", "q": f"“{cut},” said the mayor, Ilse Maron."}
    said = [
        claim("p", 0, text=words, source="Ada Brenner", source_kind="person", cue="said"),
        claim("q", 0, text=cut, source="Ilse Maron", source_kind="person", cue="said"),
    ]
    said = [row | {"start": 1, "end": 1 + len(row["text"]), "quoted": True} for row in said]
    found = comparison(said, HOMES, texts, threshold=1.0)
    (match,) = found.matches
    assert match["utterance"] and match["relation"] == "agree" and match["sure"] >= 0.97
    assert [part["kind"] for part in match["differences"]] == ["speaker"]
    one, other = found.quotations
    assert one["common"] == other["common"] == [cut] and one["omitted"] == one["changed"] == []
    assert other["omitted"] == [rest] and other["changed"] == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(any_claims(), st.randoms(use_true_random=False))
def test_order_changes_nothing(claims, random):
    shuffled = random.sample(claims, len(claims))
    homes = random.sample(HOMES, len(HOMES))
    found, again = (
        comparison(claims, HOMES, threshold=THRESHOLD).matches,
        comparison(shuffled, homes, threshold=THRESHOLD).matches,
    )
    assert found == again
    assert families(claims, found, HOMES) == families(
        shuffled, random.sample(again, len(again)), homes
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(any_claims() | crowded_claims(), st.sets(st.sampled_from("pqrstuv")))
def test_another_story_changes_nothing(claims, apart):
    """Neither makes it a word rarer or commoner, nor takes it of the room that a story's matches
    have."""
    homes = [origin(one, story="apart" if one in apart else "story") for one in "pqrstuv"]
    here = (
        [row for row in claims if row["doc_id"] in apart],
        [row for row in claims if row["doc_id"] not in apart],
    )
    one, other = (comparison(rows, homes, threshold=THRESHOLD, steps=[0.3]) for rows in here)
    both = comparison(claims, homes, threshold=THRESHOLD, steps=[0.3])
    assert both.matches == sorted(
        one.matches + other.matches, key=lambda row: (row["claim_a"], row["claim_b"])
    )
    sums = zip(one.sensitivity[0][1:], other.sensitivity[0][1:], strict=True)
    assert both.sensitivity[0][1:] == tuple(map(sum, sums))


def test_a_story_that_did_not_change_is_not_compared_again(tmp_path):
    homes = [
        origin(one, story=story) for story, docs in (("one", "ab"), ("two", "cd")) for one in docs
    ]
    said = {one: claim(one, 0, **PROMISE) for one in "abcd"}
    compared, real = [], comparison_matches._of_story
    with mock.patch.object(
        comparison_matches,
        "_of_story",
        side_effect=lambda *given, **how: compared.append(given) or real(*given, **how),
    ):
        first = comparison([*said.values()], homes, threshold=THRESHOLD, steps=[0.3], kept=tmp_path)
        changed = [*(said | {"d": claim("d", 0, **PAID)}).values()]
        second = comparison(changed, homes, threshold=THRESHOLD, steps=[0.3], kept=tmp_path)
    assert [[row["doc_id"] for row in rows] for rows, *_ in compared] == [
        ["a", "b"],
        ["c", "d"],
        ["c", "d"],
    ]
    assert first == comparison([*said.values()], homes, threshold=THRESHOLD, steps=[0.3])
    assert second == comparison(changed, homes, threshold=THRESHOLD, steps=[0.3])
    assert {row["doc_a"] for row in first.matches} == {"a", "c"} and len(
        list(tmp_path.iterdir())
    ) == 2


@settings(max_examples=60, deadline=None, derandomize=True)
@given(any_claims() | crowded_claims())
def test_tables_hold_together(claims):
    found = comparison(claims, HOMES, threshold=THRESHOLD).matches
    assert len(found) <= 1.5 * len(claims)  # a match belongs to two claims: three a claim
    assert all(row["claim_a"] < row["claim_b"] and row["doc_a"] != row["doc_b"] for row in found)
    assert all(
        (row["relation"] == "related" and row["score"] >= DIFFERING)
        or (row["relation"] in ("agree", "conflict") and row["sure"] >= THRESHOLD)
        for row in found
    )
    rows = families(claims, found, HOMES)
    assert sorted(row["claim_id"] for row in rows) == sorted(row["claim_id"] for row in claims)
    assert all(
        row["family_id"] <= row["claim_id"] and 1 <= row["origins"] <= row["documents"]
        for row in rows
    )
    assert {name for row in found for name in row} in (set(), set(columns("matches")))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(any_claims() | crowded_claims(), st.sampled_from("pqrs"), st.sampled_from("0z"))
def test_a_copy_is_no_second_witness(claims, doc_id, name):
    """Whether its id comes before all others or after them, and also where the cap of three a claim
    cuts."""
    copies = [
        row | {"doc_id": name, "claim_id": name + row["claim_id"][1:]}
        for row in claims
        if row["doc_id"] == doc_id
    ]
    first = min(doc_id, name)
    homes = [row | {"origin": first} if row["doc_id"] == doc_id else row for row in HOMES]
    homes.append(origin(name, first=first))
    alone, together = (
        comparison(claims, HOMES, threshold=THRESHOLD).matches,
        comparison(claims + copies, homes, threshold=THRESHOLD).matches,
    )
    before, after = (families(claims, alone, HOMES), families(claims + copies, together, homes))
    counts = {row["claim_id"]: row["origins"] for row in after}
    assert [row for row in before if counts[row["claim_id"]] != row["origins"]] == []
    assert (
        name == "0"
        or [row for row in together if name not in (row["doc_a"], row["doc_b"])] == alone
    )


def test_the_cap_cuts_where_much_is_said_often():
    claims = [claim(doc_id, 0, **SAID[0]) for doc_id in "pqrstu"]
    assert len(comparison(claims, HOMES, threshold=THRESHOLD).matches) == 1.5 * len(claims) < 15
