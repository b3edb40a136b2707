"""Words that date a claim: the days they may mean, counted by hand from a calendar."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.claims.times import RULES, times

FRIDAY = date(2024, 11, 22)
# words, first day, last day, for a report published on Friday, 22 November 2024
CASES = [
    ("on Nov 19", "2024-11-19", "2024-11-19"),
    ("on November 22, 2024", "2024-11-22", "2024-11-22"),
    ("on 3rd of May 2023", "2023-05-03", "2023-05-03"),
    ("on 2024-02-29", "2024-02-29", "2024-02-29"),
    ("on Dec 30", "2024-12-30", "2024-12-30"),
    ("on January 2", "2025-01-02", "2025-01-02"),  # nearer than ten months back
    ("on Thursday", "2024-11-21", "2024-11-21"),
    ("on Friday", "2024-11-22", "2024-11-22"),
    ("last Friday", "2024-11-15", "2024-11-15"),
    ("until Sunday", "2024-11-24", "2024-11-24"),  # what lasts ends with the next one
    ("not until Sunday", "2024-11-17", "2024-11-17"),  # it began then
    ("up until Monday", "2024-11-18", "2024-11-18"),
    # "had died by Thursday"; what is planned looks ahead
    ("by Thursday", "2024-11-21", "2024-11-21"),
    ("next Friday", "2024-11-29", "2024-11-29"),
    ("yesterday", "2024-11-21", "2024-11-21"),
    ("tomorrow", "2024-11-23", "2024-11-23"),
    ("this week", "2024-11-18", "2024-11-24"),
    ("earlier this week", "2024-11-18", "2024-11-22"),
    ("later this month", "2024-11-22", "2024-11-30"),
    ("last month", "2024-10-01", "2024-10-31"),
    ("next year", "2025-01-01", "2025-12-31"),
    ("three days ago", "2024-11-19", "2024-11-19"),
    ("two weeks ago", "2024-11-01", "2024-11-15"),
    ("a week or so ago", "2024-11-08", "2024-11-22"),
    ("a few days ago", "2024-11-13", "2024-11-20"),
    ("in recent weeks", "2024-09-20", "2024-11-22"),
    ("over the past three months", "2024-08-22", "2024-11-22"),
    ("over the past year", "2023-11-22", "2024-11-22"),
    ("over the next week", "2024-11-22", "2024-11-29"),
    ("within 3 months", "2024-11-22", "2025-02-22"),
    ("in the coming days", "2024-11-22", "2024-12-01"),
    ("in August 2021", "2021-08-01", "2021-08-31"),
    ("since March", "2024-03-01", "2024-11-22"),
    ("since 2021", "2021-01-01", "2024-11-22"),
    ("in 1897", "1897-01-01", "1897-12-31"),
    ("in December", "2023-12-01", "2023-12-31"),
    ("in 2021", "2021-01-01", "2021-12-31"),
    ("between 3 and 9 December", "2024-12-03", "2024-12-09"),
    ("from 3 to 9 May 2023", "2023-05-03", "2023-05-09"),
    ("on December 3-9", "2024-12-03", "2024-12-09"),
    ("on 3–9 May 2023", "2023-05-03", "2023-05-09"),
    ("from May 3 to 9, 2023", "2023-05-03", "2023-05-09"),
    ("between 1994 and 1997", "1994-01-01", "1997-12-31"),
    ("from 2019 to 2021", "2019-01-01", "2021-12-31"),
    ("in 2019-2021", "2019-01-01", "2021-12-31"),
    ("on Monday, Oct. 26", "2024-10-26", "2024-10-26"),
    ("on Tuesday 5 November 2024", "2024-11-05", "2024-11-05"),
    ("on Tuesday, the 5th of November", "2024-11-05", "2024-11-05"),
    ("after the 1996 bombing", "1996-01-01", "1996-12-31"),
    ("in its 2012 report", "2012-01-01", "2012-12-31"),
    ("before 2019", "2019-01-01", "2019-12-31"),
    ("in the town's 2015 plan", "2015-01-01", "2015-12-31"),
    ("last October", "2024-10-01", "2024-10-31"),
    ("last December", "2023-12-01", "2023-12-31"),
    ("next March", "2025-03-01", "2025-03-31"),
    ("this September", "2024-09-01", "2024-09-30"),
    ("in July last year", "2023-07-01", "2023-07-31"),
    ("in July of last year", "2023-07-01", "2023-07-31"),
    ("in late March next year", "2025-03-21", "2025-03-31"),
    ("on 5 May this year", "2024-05-05", "2024-05-05"),
    ("on December 3, last year", "2023-12-03", "2023-12-03"),
    ("in early December", "2023-12-01", "2023-12-10"),
    ("in late August 2021", "2021-08-21", "2021-08-31"),
    ("at the end of May 2023", "2023-05-21", "2023-05-31"),
    ("in mid-2021", "2021-05-02", "2021-08-31"),
    ("after the June agreement", "2024-06-01", "2024-06-30"),
    ("in the third quarter", "2024-07-01", "2024-09-30"),
    ("in the first quarter of 2023", "2023-01-01", "2023-03-31"),
    ("in the 2023 second quarter", "2023-04-01", "2023-06-30"),
    ("in the second quarter of last year", "2023-04-01", "2023-06-30"),
    ("for 2019", "2019-01-01", "2019-12-31"),
    ("with bonds due 2031", "2031-01-01", "2031-12-31"),
    ("in a fourth-quarter slump", "2024-10-01", "2024-12-31"),
    ("over the weekend", "2024-11-16", "2024-11-17"),
    ("last weekend", "2024-11-16", "2024-11-17"),
    ("next weekend", "2024-11-23", "2024-11-24"),
    ("in the 1990s", "1990-01-01", "1999-12-31"),
    ("in the early 1990s", "1990-01-01", "1993-05-01"),
    ("in the ’80s", "1980-01-01", "1989-12-31"),
    ("this morning", "2024-11-22", "2024-11-22"),
    ("last night", "2024-11-21", "2024-11-21"),
]
NO_TIMES = [
    "it may 5 times",
    "they march 3 miles",
    "room 2021",
    "in 1897 houses",
    "in April or at any other time",
    "a daily paper",
    "Wednesdays child",
    "the secondary school",
    "in recent dayslight",
    "the 2000 people in the hall",
    "June Holt came",
    "they may march on",
    "a quarter of them",
    "gate 1990",
    "the year-earlier third quarter",
    "for 2019 people",
]


@pytest.mark.parametrize(("words", "first", "last"), CASES)
def test_days(words, first, last):
    (time,) = times(f"It happened {words} in the valley.", FRIDAY)
    assert (time.first.isoformat(), time.last.isoformat()) == (first, last)
    assert time.text in words


@pytest.mark.parametrize("words", NO_TIMES)
def test_what_is_no_time(words):
    assert times(words, FRIDAY) == []


def test_relative_words_need_a_day_of_publication():
    assert [
        (time.first, time.last)
        for time in times("on Thursday, last week and within 3 months", None)
    ] == [(None, None)] * 3
    assert times("on 3 May 2023", None)[0].first == date(2023, 5, 3)


def test_another_time_is_no_day():
    assert [time.first for time in times("the previous Friday, the following Monday", FRIDAY)] == [
        None,
        None,
    ]


def test_what_is_to_come_names_the_next_such_day():
    # a report names its own day so
    assert times("on Friday", FRIDAY, lambda *_: True)[0].first == FRIDAY
    assert times("next Friday", FRIDAY, lambda *_: True)[0].first == date(2024, 11, 29)
    assert times("on Thursday", FRIDAY, lambda *_: True)[0].first == date(2024, 11, 28)
    assert times("on Monday", FRIDAY, lambda *_: True)[0].first == date(2024, 11, 25)
    assert times("in April", FRIDAY, lambda *_: True)[0].first == date(2025, 4, 1)
    assert times("by November", FRIDAY, lambda *_: True)[0].first == date(2024, 11, 1)
    assert (
        times("since April", FRIDAY, lambda *_: True)[0].first
        == times("in April 2024", FRIDAY, lambda *_: True)[0].first
        == date(2024, 4, 1)
    )


def test_a_day_that_is_not_in_the_calendar_is_null():
    assert [(time.text, time.first) for time in times("on November 31", FRIDAY)] == [
        ("November 31", None)
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.hints[0])
@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_what_a_rule_fits_has_one_of_its_hints(rule, data):
    found = rule.pattern.search(data.draw(st.from_regex(rule.pattern)))
    assert any(hint in found.group().lower() for hint in rule.hints)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.text(alphabet="0123456789 abcdefghijklmnoprstuwyNovMayThu,-.", max_size=60),
    st.dates(date(1, 1, 1), date(9999, 12, 31)),
)
def test_any_text_on_any_day(text, day):
    for time in times(text, day):
        assert text[time.start : time.end] == time.text
        assert (time.first is None) == (time.last is None) and (
            time.first is None or time.first <= time.last
        )
