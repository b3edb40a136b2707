"""The one reader of numbers, on texts of our own: tests/cases/numbers.jsonl."""

from itertools import combinations
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import case_rows

from lib.text.numbers import Amount, may_both_hold, numbers, one_thing, sound_alike

LEFT_OUT = {"fate": "", "about": False, "later": False}  # where a case does not say otherwise
ENDS = ("low", "high")


def shown(number: Amount) -> dict:
    values = {name: getattr(number, name) for name in ("text", "unit", "kind", *LEFT_OUT)}
    ends = {name: getattr(number, name) for name in ENDS}
    return values | {name: round(end, 3) if isfinite(end) else None for name, end in ends.items()}


@pytest.mark.parametrize("case", case_rows("numbers.jsonl"), ids=lambda case: case["text"])
def test_numbers(case):
    found = [shown(number) for number in numbers(case["text"])]
    assert found == [LEFT_OUT | number for number in case["numbers"]]


@pytest.mark.parametrize(
    ("one", "other", "hold", "alike"),
    [
        ("31 dead", "at least 30 dead", True, True),
        ("more than 40,000 people", "more than 4,000 people", True, False),
        ("about 350 miners", "360 miners", True, True),
        ("fewer than 40 people", "about 60 people", False, False),
        ("2,000 troops", "1,950 troops", True, True),
        ("2,000 troops", "1,700 troops", False, False),
        ("$3.5bn", "$3.48 billion", True, True),
        ("dozens of houses", "40 houses", True, True),
        ("a quarter of the pupils", "25 percent of the pupils", True, True),
    ],
)
def test_two_numbers_of_one_thing(one, other, hold, alike):
    (a,), (b,) = numbers(one), numbers(other)
    assert one_thing(a, b)
    assert may_both_hold(a, b) == may_both_hold(b, a) == hold
    assert sound_alike(a, b) == sound_alike(b, a) == alike


THINGS = ("3 houses", "3 dead", "3 hurt", "$3", "3 percent", "3 Republican senators", "3 senators")


@pytest.mark.parametrize(("one", "other"), [*combinations(THINGS, 2)])
def test_numbers_of_two_things(one, other):
    (a,), (b,) = numbers(one), numbers(other)
    assert not one_thing(a, b)


@given(st.text(alphabet="0123456789.,-–—'$%€ andtwohudremil/:", max_size=40))
def test_any_text_is_read_in_order_and_in_its_own_words(text):
    end = 0
    for number in numbers(text):
        assert text[number.start : number.end] == number.text
        assert end <= number.end and number.low <= number.high
        end = number.end
