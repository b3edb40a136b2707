"""A text and its day of publication in, its dated words and the days they may mean out."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

MONTHS = {
    month: number
    for number, names in enumerate(
        "january jan, february feb, march mar, april apr, may, june jun, july jul, august aug,"
        " september sept sep, october oct, november nov, december dec".split(","),
        1,
    )
    for month in names.split()
}
WEEKDAYS = {
    day: number
    for number, day in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
SMALL = {
    word: number
    for number, word in enumerate(
        "a two three four five six seven eight nine ten eleven twelve".split(), 1
    )
} | {"an": 1, "one": 1}
STEPS = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}
NEAR_DAYS = ("yesterday", "tomorrow", "today", "tonight")
UNITS = ("day", "week", "month", "year")
# "may" and "march" are months only with a capital; a full stop belongs to a short form only
_FORMS = (
    month.title() + r"\.?" * (len(month) < 5 and month not in {"may", "june", "july"})
    for month in sorted(MONTHS, key=len, reverse=True)
)
_MONTH = rf"(?P<month>(?-i:{'|'.join(_FORMS)}))"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# An older year stands after a preposition of time, not before what it may count ("in 1897 houses")
_OLD_YEAR = r"(?P<year>1[6-8]\d\d)(?!\s+(?:[a-z-]+s|people|men|women|children)\b)"
# "in April or at any other time" dates nothing
_OR_ANY = re.compile(r",?\s+or\s+(?:(?:at|in|on|for)\s+)?any\s", re.IGNORECASE)
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(SMALL)})"
_UNIT = rf"(?P<unit>{'|'.join(UNITS)})s?"
Days = tuple[date, date] | None


class Time(NamedTuple):
    """Words that date something, their place, and the first and last day they may mean, or None."""

    text: str
    start: int
    end: int
    first: date | None
    last: date | None


def times(text: str, published: date | None, *, ahead: bool = False) -> list[Time]:
    """The dated words of a text, in order and apart; relative ones are null without a publication.

    ahead: the text speaks of what is to come: "on Friday" and "in April" are the next, not the
    last.
    """
    result, taken = [], bytearray(len(text))  # a mark for each character of a time already seen
    small = text.lower()
    for rule in [rule for rule in RULES if any([hint in small for hint in rule.hints])]:
        days = AHEAD.get(rule.days, rule.days) if ahead else rule.days
        for match in rule.pattern.finditer(text):
            if not any(taken[slice(*match.span())]) and not _OR_ANY.match(text, match.end()):
                taken[slice(*match.span())] = b"\1" * len(match.group())
                first, last = _days(days, match, published) or (None, None)
                result.append(Time(match.group(), *match.span(), first, last))
    return sorted(result, key=lambda time: time.start)


def _days(
    days: Callable[[re.Match, date | None], Days], match: re.Match, published: date | None
) -> Days:
    try:
        return days(match, published)
    except (ValueError, OverflowError):  # the 31st of a short month, a year beyond the calendar
        return None


def _calendar_day(match: re.Match, published: date | None) -> Days:
    """A day of a month; without a year, the one nearest to the day of publication."""
    month, day = _number(MONTHS, match["month"]), int(match["day"])
    if match["year"]:
        return _single(date(int(match["year"]), month, day))
    if published is None:
        return None
    days = [
        date(year, month, day)
        for year in range(published.year - 1, published.year + 2)
        if day <= monthrange(year, month)[1]
    ]
    return _single(min(days, key=lambda day: abs(day - published)))


def _iso_day(match: re.Match, published: date | None) -> Days:
    return _single(date.fromisoformat(match.group()))


def _month_of_year(match: re.Match, published: date | None) -> Days:
    """A month; without a year, the last such month that had begun when the report was published."""
    month = _number(MONTHS, match["month"])
    if not match["year"] and published is None:
        return None
    year = int(match["year"]) if match["year"] else published.year - (month > published.month)
    return _until_now(match, published, _span(date(year, month, 1), relativedelta(months=1)))


def _month_ahead(match: re.Match, published: date | None) -> Days:
    """What is to come names the next such month without a year, the one of publication included."""
    if published is None or match["year"] or match.group().lower().startswith("since"):
        return _month_of_year(match, published)
    month = _number(MONTHS, match["month"])
    first = date(published.year + (month < published.month), month, 1)
    return _span(first, relativedelta(months=1))


def _year(match: re.Match, published: date | None) -> Days:
    year = _span(date(int(match["year"]), 1, 1), relativedelta(years=1))
    return _until_now(match, published, year)


def _until_now(match: re.Match, published: date | None, days: Days) -> Days:
    """What has been so since January runs to publication; none if not known or before."""
    if not match.group().lower().startswith("since"):
        return days
    return (days[0], published) if published is not None and days[0] <= published else None


def _weekday(match: re.Match, published: date | None) -> Days:
    """News in the past tense names the last such day, today's included; "next" the one after."""
    if published is None:
        return None
    back = (published.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
    which = (match["which"] or "").lower()
    if which in {"next", "coming"}:
        return _single(published + timedelta(days=7 - back))
    return _single(published - timedelta(days=back or (7 if which == "last" else 0)))


def _weekday_ahead(match: re.Match, published: date | None) -> Days:
    """What is to come names the next such day, today's not included."""
    if published is None or match["which"]:
        return _weekday(match, published)
    ahead = (WEEKDAYS[match["weekday"].lower()] - published.weekday()) % 7
    return _single(published + timedelta(days=ahead or 7))


def _near_day(match: re.Match, published: date | None) -> Days:
    step = {"yesterday": -1, "tomorrow": 1}.get(match.group().lower(), 0)
    return published and _single(published + timedelta(days=step))


def _near_unit(match: re.Match, published: date | None) -> Days:
    """This, last or next week, month or year; "earlier this week" ends with the publication."""
    if published is None:
        return None
    unit, step = match["unit"].lower(), STEPS.get(match["which"].lower(), 0)
    start = {
        "week": published - timedelta(days=published.weekday()),
        "month": published.replace(day=1),
        "year": date(published.year, 1, 1),
    }[unit]
    first, last = _span(start + _delta(step, unit), _delta(1, unit))
    if match["part"]:
        return (first, published) if match["part"].lower() == "earlier" else (published, last)
    return first, last


def _ago(match: re.Match, published: date | None) -> Days:
    """Days are exact, longer units to one on either side; "a few" and "several" are two to nine."""
    if published is None:
        return None
    unit = match["unit"].lower()
    if match["vague"]:
        return published - _delta(9, unit), published - _delta(2, unit)
    count, slack = _number(SMALL, match["count"]), int(unit != "day")
    return published - _delta(count + slack, unit), published - _delta(count - slack, unit)


def _recent(match: re.Match, published: date | None) -> Days:
    """ "In recent weeks", "over the past three months": until publication; a plural is nine."""
    if published is None:
        return None
    return published - _length(match), published


def _coming(match: re.Match, published: date | None) -> Days:
    """ "Within three months", "in the coming days": from publication; a plural alone is nine."""
    if published is None:
        return None
    return published, published + _length(match)


def _length(match: re.Match) -> relativedelta:
    count = _number(SMALL, match["count"]) if match["count"] else 9
    return _delta(count, match["unit"].lower())


def _number(table: dict[str, int], word: str) -> int:
    return int(word) if word.isdigit() else table[word.lower().rstrip(".")]


def _delta(count: int, unit: str) -> relativedelta:
    return relativedelta(**{f"{unit}s": count})


def _single(day: date) -> Days:
    return day, day


def _span(first: date, length: relativedelta) -> Days:
    return first, first + length - timedelta(days=1)


class Rule(NamedTuple):
    """A pattern, the days that it means, and hints: one of these small texts is in all it fits."""

    pattern: re.Pattern
    days: Callable[[re.Match, date | None], Days]
    hints: tuple[str, ...]


def _rule(pattern: str, days: Callable[[re.Match, date | None], Days], *hints: str) -> Rule:
    return Rule(re.compile(rf"\b(?i:{pattern})(?!\w)"), days, hints)


_BEGINNINGS = tuple(dict.fromkeys(month[:3] for month in MONTHS))  # of months, long and short
# The first rule that fits a place wins, so the more exact stand first.
RULES = (
    _rule(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", _iso_day, "-"),
    # November 22, 2024; Nov 19
    _rule(rf"{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?", _calendar_day, *_BEGINNINGS),
    # 22 November 2024
    _rule(rf"{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?", _calendar_day, *_BEGINNINGS),
    _rule("|".join(NEAR_DAYS), _near_day, *NEAR_DAYS),
    _rule(rf"(?:until|till)\s+(?P<which>)(?P<weekday>{'|'.join(WEEKDAYS)})", _weekday_ahead, "til"),
    _rule(
        rf"(?:(?P<which>last|next|this|coming)\s+)?(?P<weekday>{'|'.join(WEEKDAYS)})",
        _weekday,
        *WEEKDAYS,
    ),
    _rule(rf"(?:(?P<vague>a few|several|some|a couple of)|{_COUNT})\s+{_UNIT}\s+ago", _ago, "ago"),
    _rule(
        r"(?:(?P<part>earlier|later)\s+)?"
        r"(?P<which>this|last|next|past|previous|coming)\s+(?P<unit>week|month|year)",
        _near_unit,
        *UNITS,
    ),
    _rule(
        rf"(?:in|over|during|for)\s+(?:the\s+)?(?:past|last|recent)\s+(?:{_COUNT}\s+)?{_UNIT}",
        _recent,
        *("past", "last", "recent"),
    ),
    # within 3 months
    _rule(
        rf"(?:within|in)\s+(?:the\s+)?(?:(?:next|coming)\s+)?{_COUNT}\s+{_UNIT}", _coming, *UNITS
    ),
    _rule(
        rf"(?:within|in|over)\s+(?:the\s+)?(?:next|coming)\s+(?:{_COUNT}\s+)?{_UNIT}",
        _coming,
        *("next", "coming"),
    ),
    _rule(
        rf"(?:in|since|until|during|by)\s+{_MONTH}(?:,?\s+{_YEAR})?", _month_of_year, *_BEGINNINGS
    ),
    _rule(rf"{_MONTH}\s+{_YEAR}", _month_of_year, *_BEGINNINGS),
    _rule(rf"(?:in|since|until|during|by|of)\s+{_YEAR}", _year, "19", "20"),
    _rule(rf"(?:in|since|until|during)\s+{_OLD_YEAR}", _year, "16", "17", "18"),
)
# how the same words count in what is to come
AHEAD = {_weekday: _weekday_ahead, _month_of_year: _month_ahead}
