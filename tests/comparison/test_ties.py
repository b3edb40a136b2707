"""What pairs of numbers tie together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.comparison.ties import tied

PAIRS = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30)


@settings(derandomize=True, deadline=None)
@given(PAIRS)
def test_what_is_tied_has_one_first(pairs):
    home = tied(pairs, 20)
    assert all(home[a] == home[b] for a, b in pairs)
    assert all(home[number] <= number and home[home[number]] == home[number] for number in home)


@settings(derandomize=True, deadline=None)
@given(PAIRS, st.integers(1, 5))
def test_no_more_than_the_most_are_tied(pairs, most):
    home = tied(pairs, 20, most=most)
    assert max(home.count(number) for number in home) <= most
