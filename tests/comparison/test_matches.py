"""Matches: what must hold for any claims, whatever their order, their copies and their stories."""

from collections import Counter
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from rows import HOMES, PAID, PROMISE, SAID, THRESHOLD, any_claims, claim, crowded_claims, origin

from lib.comparison import matches as comparison_matches
from lib.comparison.families import families
from lib.comparison.matches import Left, comparison
from lib.findings.results import Results
from lib.tables.records import TABLES


def test_sensitivity_counts_what_each_threshold_leaves():
    said = [claim("a", 0, **PROMISE), claim("b", 0, **PROMISE), claim("c", 0, **PAID)]
    homes = [origin(name) for name in "abc"]
    found = comparison(said, homes, threshold=0.5, steps=[0.3, 0.5, 0.7, 1.0])
    for row in found.sensitivity:
        counts = Counter(
            match["relation"] for match in comparison(said, homes, threshold=row.threshold).matches
        )
        assert row[1:] == tuple(counts[name] for name in Left._fields[1:])
    assert [row.threshold for row in found.sensitivity] == [0.3, 0.5, 0.7, 1.0]
    assert found.matches == comparison(said, homes, threshold=0.5).matches


def test_what_is_little_alike_is_found_where_it_is_asked_for():
    day = {"time_text": "Friday evening", "time_start": "2018-08-10", "time_end": "2018-08-10"}
    said = [
        claim("a", 0, text="The death toll stood at 31 on Friday evening", **day),
        claim(
            "b", 0, text="47 dead were carried out of the tunnel by divers from the south", **day
        ),
    ]
    homes = [origin("a"), origin("b")]
    found = comparison(said, homes, threshold=0.9, steps=[0.1, 0.38, 0.5])
    assert found.matches == [] and [row.conflict for row in found.sensitivity] == [1, 1, 0]
    with mock.patch.object(
        comparison_matches, "_candidates", wraps=comparison_matches._candidates
    ) as asked:
        (match,) = comparison(said, homes, threshold=0.1).matches
        assert (match["relation"], match["score"]) == (
            "conflict",
            0.381,
        ) and asked.call_args.kwargs == {"least": 0.1}
        assert comparison(said, homes, threshold=0.2, steps=[0.15, 0.3]).matches == [match]
        assert asked.call_args.kwargs == {"least": 0.15}


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
    (left,) = both.sensitivity
    apart = zip(one.sensitivity[0][1:], other.sensitivity[0][1:], strict=True)
    assert left[1:] == tuple(map(sum, apart))


def test_a_story_that_did_not_change_is_not_compared_again(tmp_path):
    homes = [
        origin(one, story=story) for story, docs in (("one", "ab"), ("two", "cd")) for one in docs
    ]
    said = {one: claim(one, 0, **PROMISE) for one in "abcd"}
    compared, real = [], comparison_matches._candidates
    with mock.patch.object(
        comparison_matches,
        "_candidates",
        side_effect=lambda *given, **how: compared.append(given) or real(*given, **how),
    ):
        first = comparison([*said.values()], homes, threshold=THRESHOLD, steps=[0.3], kept=tmp_path)
        changed = [*(said | {"d": claim("d", 0, **PAID)}).values()]
        second = comparison(changed, homes, threshold=THRESHOLD, steps=[0.3], kept=tmp_path)
    assert [[row["doc_id"] for row in rows] for rows, _ in compared] == [
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
        THRESHOLD <= row["score"] <= 1
        and row["reasons"] == []
        and row["relation"] in ("agree", "conflict", "related")
        for row in found
    )
    told = Results({"claims": claims, "origins": HOMES, "matches": found}).reasoned()
    assert all(all(row["reasons"]) and row["reasons"] for row in told)
    rows = families(claims, found, HOMES)
    assert sorted(row["claim_id"] for row in rows) == sorted(row["claim_id"] for row in claims)
    assert all(
        row["family_id"] <= row["claim_id"] and 1 <= row["origins"] <= row["documents"]
        for row in rows
    )
    assert {name for row in found for name in row} <= {
        column.name for column in TABLES["matches"].columns
    }


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
