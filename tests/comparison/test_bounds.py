"""The bounds that spare most pairs of claims their reading lose none that is alike enough."""

from collections import Counter
from itertools import combinations, product
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from rows import RELATIONS, claim

from lib.comparison import matches as comparison_matches
from lib.comparison.pair import bounds
from lib.comparison.pair.bounds import gram_table
from lib.comparison.pair.side import paired, side


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(RELATIONS), min_size=2, max_size=8),
    st.sampled_from([{}, {"p": "q"}]),
    st.integers(0, 100),
)
def test_candidates_are_all_pairs_of_a_story_that_are_alike_enough(drawn, copies, place):
    """The bounds lose nothing, not even the pair that the threshold just lets in: the plain way
    scores every pair that shares a term.

    Blocks are small, so that pairs span them.
    """
    rows = [
        claim("pqrstuv"[rank % 7], rank, **case[end])
        for rank, (case, end) in enumerate(product(drawn, "ab"))
    ]
    claims, homes = (
        sorted(rows, key=lambda row: row["claim_id"]),
        {one: copies.get(one, one) for one in "pqrstuv"},
    )
    all_of_them = comparison_matches._candidates(claims, homes, least=1.0)
    scorer, said = all_of_them.scorer, all_of_them.utterances
    every = [
        paired(scorer, a, b)
        for (one, a), (other, b) in combinations(
            [(one, side(scorer, one.rows[0])) for one in said], 2
        )
        if one.docs.isdisjoint(other.docs) and a.content.terms.keys() & b.content.terms.keys()
    ]
    scores = sorted({pair.score for pair in every})
    threshold = scores[place * (len(scores) - 1) // 100] if scores else 0.0
    with mock.patch.object(bounds, "CELLS", 20):
        found = comparison_matches._candidates(claims, homes, least=threshold)
    told = sorted(
        (a.row["claim_id"], b.row["claim_id"], score, stands)
        for a, b, score, stands in every
        if score >= threshold
    )
    assert told == sorted((*one.ends, one.score, one.stands) for one in found.judged)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(
        st.text(alphabet="ab c-1é𝔞", min_size=1).map(lambda text: f" {text} "),
        min_size=1,
        max_size=5,
    )
)
def test_rows_of_the_table_of_3_grams_share_what_the_bags_do(texts):
    rows = gram_table(texts)
    bags = [Counter(text[i : i + 3] for i in range(len(text) - 2)) for text in texts]
    assert (rows @ rows.T).toarray().tolist() == [
        [(one & other).total() for other in bags] for one in bags
    ]
