"""A text and its day of publication in, its dated words and the days they may mean out."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from lib.text.numerals import calendar, values

MONTHS, WEEKDAYS = calendar("month"), calendar("weekday")
SMALL = {"a": 1, "an": 1} | {
    word: int(value) for word, value in values("value").items() if 0 < value <= 12
}
STEPS = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}
NEAR_DAYS = {
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
}
FAR = 4
UNITS = ("day", "week", "month", "year")
QUARTERS = {"first": 0, "second": 1, "third": 2, "fourth": 3}
# the first and last third of a month, a year or a decade, and the one between
THIRDS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
OWNERS = ("the", "a", "his", "her", "its", "their", "this", "that", "our")  # before "1996 bombing"
Days = tuple[date, date] | None
# True: the words speak of what is to come, False: of what has been, None: nothing shows which
Direction = bool | None
Meaning = Callable[[re.Match[str], date | None, Direction], Days]

# --- the words ------------------------------------------------------------------------------------

# "may" and "march" are months only with a capital; a full stop belongs to a short form only
_FORMS = [
    month.title() + r"\.?" * (len(month) < 5 and month not in {"may", "june", "july"})
    for month in sorted(MONTHS, key=len, reverse=True)
]
_MONTH = rf"(?P<month>(?-i:{'|'.join(_FORMS)}))"
# without a preposition before it a month is no name of a person ("June Holt") and no verb
_BARE = rf"(?P<month>(?-i:{'|'.join(form for form in _FORMS if form not in {'May', 'March'})}))"
_NO_NAME = r"(?!\s+(?-i:[A-Z])|\s+\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_UNTIL_DAY = r"(?P<until>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_ALONE = rf"(?!\d|\s+{_MONTH.replace('?P<month>', '?:')})"
_TO = r"(?:\s*[-–—]\s*|\s+(?:to|and|until|through)\s+)"
_YEAR = r"(?P<year>(?:19|20)\d\d|(?:last|this|next)\s+year)"
_OF_YEAR = rf"(?:(?:,?\s+|\s+of\s+){_YEAR})?"
_FIGURE = r"(?P<year>(?:19|20)\d\d)"
_COUNTED = (
    r"(?!\s+(?:people|men|women|children|troops|miles|[a-z-]+ers|times|percent)\b|[-,.]?\d|%)"
)
# An older year stands after a preposition of time, not before what it may count ("in 1897 houses")
_OLD_YEAR = r"(?P<year>1[6-8]\d\d)(?!\s+(?:[a-z-]+s|people|men|women|children)\b)"
# "in April or at any other time" dates nothing
_OR_ANY = re.compile(r",?\s+or\s+(?:(?:at|in|on|for)\s+)?any\s", re.IGNORECASE)
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(SMALL)})"
_VAGUE = "(?P<vague>a few|several|some|a couple of)"
_UNIT = rf"(?P<unit>{'|'.join(UNITS)})s?"
_CLOCK = r"\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m\.?\s+)?|noon\s+|midnight\s+"
_WHICH = r"(?P<which>last|next|this|past|previous|coming)"
_THAT = "last|next|this|coming|previous|following"
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_PART = (
    r"(?P<part>early|mid|middle|late|end|beginning|start)"
    r"(?:[-\s]+(?:of|in)(?:\s+the)?)?[-\s]+(?:the\s+)?"
)
# "the year-earlier first quarter" is that before another one
_QUARTER = rf"(?<!-ago\s)(?<!earlier\s)(?P<quarter>{'|'.join(QUARTERS)})[-\s]quarter"
_PREPOSITION = r"(?:in|since|until|during|by|of|from|after|before|through|to)"


_OF = "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in OWNERS) + r"|(?<=['’]s\s))"


class Time(NamedTuple):
    """Words that date something, their place, and the first and last day they may mean, or None."""

    text: str
    start: int
    end: int
    first: date | None
    last: date | None


def times(
    text: str,
    published: date | None,
    direction: Callable[[int, int], Direction] = lambda start, end: None,
) -> list[Time]:
    """The dated words of a text, in order and apart; relative ones are null without a publication.

    direction: of the words from start to end, whether they speak of what is to come, so that "on
    Friday" and "in April" are the next, or of what has been.
    """
    result, taken = [], bytearray(len(text))  # a mark for each character of a time already seen
    small = text.lower()
    for rule in [rule for rule in RULES if any([hint in small for hint in rule.hints])]:
        for match in rule.pattern.finditer(text):
            if not any(taken[slice(*match.span())]) and not _OR_ANY.match(text, match.end()):
                taken[slice(*match.span())] = b"\1" * len(match.group())
                days = _days(rule.days, match, published, direction(*match.span()))
                first, last = days or (None, None)
                result.append(Time(match.group(), *match.span(), first, last))
    return sorted(result, key=lambda time: time.start)


def _days(days: Meaning, match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    try:
        return days(match, published, ahead)
    except (ValueError, OverflowError):  # the 31st of a short month, a year beyond the calendar
        return None


# --- what they mean -------------------------------------------------------------------------------


def _calendar_day(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    """A day of a month, or several; without a year, that of which it is the day of the week, or the
    nearest to publication, the last or the next as far as that is not too far."""
    month, day, until = _number(MONTHS, match["month"]), int(match["day"]), _until(match)
    if match["year"]:
        return _from_to(_year_of(match["year"], published), month, day, until)
    if published is None:
        return None
    years = [
        year
        for year in range(published.year - 1, published.year + 2)
        if day <= monthrange(year, month)[1]
    ]
    spans = [_from_to(year, month, day, until) for year in years]
    weekday = WEEKDAYS.get((match.groupdict().get("weekday") or "").lower())
    spans = [span for span in spans if span[0].weekday() == weekday] or spans
    return min(spans, key=lambda span: _far(span[0] - published, ahead))


def _year_of(words: str, published: date | None) -> int:
    """A year by its number, or as "last year" of publication; a ValueError without one."""
    if words.isdigit():
        return int(words)
    if published is None:
        raise ValueError(f"{words} of no year")
    return published.year + STEPS.get(words.split()[0].lower(), 0)


def _far(away: timedelta, ahead: Direction) -> timedelta:
    """How far a day is: what is to come looks for one behind it last, what has been the other way,
    and where nothing shows which, news are rather of what has been."""
    behind, before = (FAR, 1) if ahead else (1, 2 if ahead is None else FAR)
    return abs(away) * (behind if away < timedelta(0) else before)


def _until(match: re.Match[str]) -> int:
    return int(match.groupdict().get("until") or match["day"])


def _from_to(year: int, month: int, day: int, until: int) -> tuple[date, date]:
    first, last = date(year, month, day), date(year, month, until)
    if last < first:
        raise ValueError(f"{until} is before {day}")
    return first, last


def _iso_day(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    return _single(date.fromisoformat(match.group()))


def _month(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    """A month, or a part of it; without a year, the last such month that had begun when the report
    was published, of what is to come the next one, that of publication included."""
    month, which = _number(MONTHS, match["month"]), match.groupdict().get("which") or ""
    since = match.group().lower().startswith("since")
    if match.groupdict().get("year"):
        year = _year_of(match["year"], published)
    elif published is None:
        return None
    elif which.lower() in {"next", "coming"} or (ahead and not since and not which):
        year = published.year + (month < published.month)
    elif which.lower() == "this":
        year = published.year
    else:
        year = published.year - (month > published.month)
    return _until_now(
        match, published, _part(match, *_span(date(year, month, 1), _delta(1, "month")))
    )


def _year(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    first, until = int(match["year"]), int(match.groupdict().get("until") or match["year"])
    if until < first:
        return None
    days = _span(date(first, 1, 1), _delta(until - first + 1, "year"))
    return _until_now(match, published, _part(match, *days))


def _decade(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    first = date(10 * int(match["tens"] or f"19{match['short']}"), 1, 1)
    return _part(match, *_span(first, _delta(10, "year")))


def _quarter(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    """A quarter of a year; without one, the last that had begun, also of what is to come: "will
    report its third-quarter results"."""
    month = 3 * QUARTERS[match["quarter"].lower()] + 1
    if match["year"]:
        year = _year_of(match["year"], published)
    elif published is None:
        return None
    else:
        year = published.year - (month > published.month)
    return _span(date(year, month, 1), _delta(3, "month"))


def _part(match: re.Match[str], first: date, last: date) -> tuple[date, date]:
    """The early, middle or late third of a time, if one of these is told."""
    part = match.groupdict().get("part")
    if not part or part.lower() not in THIRDS:
        return first, last
    step, third = ((last - first) + timedelta(days=1)) / 3, THIRDS[part.lower()]
    return first + step * third, (first + step * (third + 1) - timedelta(days=1))


def _until_now(match: re.Match[str], published: date | None, days: Days) -> Days:
    """What has been so since January runs to publication; none if not known or before."""
    if days is None or not match.group().lower().startswith("since"):
        return days
    return (days[0], published) if published is not None and days[0] <= published else None


def _weekday(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    """The last such day, today's included; of what is to come, and after "next", the next one.

    A report names its own day so, whatever is said of it; "the previous Friday" is another's."""
    if published is None or (match["which"] or "").lower() in {"previous", "following"}:
        return None
    back = (published.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
    which = (match.groupdict().get("which") or "").lower()
    lasts = match.group().lower().startswith(("until", "till"))  # ends with the next one
    if which in {"next", "coming"} or (((ahead and back) or lasts) and not which):
        return _single(published + timedelta(days=7 - back))
    return _single(published - timedelta(days=back or (7 if which == "last" else 0)))


def _weekend(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    """The last Saturday and Sunday that had begun, of what is to come the next ones."""
    if published is None:
        return None
    which = (match["which"] or "").lower()
    coming = which in {"this", "next", "coming"} or (bool(ahead) and not which)
    back = (published.weekday() - WEEKDAYS["saturday"]) % 7
    begun = published - timedelta(days=back)
    first = begun + timedelta(days=7) if coming and back > 1 else begun
    return first, first + timedelta(days=1)


def _near_day(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    step = NEAR_DAYS[" ".join(match.group().lower().split())]
    return None if published is None else _single(published + timedelta(days=step))


def _near_unit(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
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
    part = (match["part"] or "").lower()
    if part in {"earlier", "later"}:
        return (first, published) if part == "earlier" else (published, last)
    return _part(match, first, last)


def _ago(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    """Days are exact, longer units to one on either side; "a few" and "several" are two to nine."""
    if published is None:
        return None
    unit = match["unit"].lower()
    if match["vague"]:
        return published - _delta(9, unit), published - _delta(2, unit)
    count, slack = _number(SMALL, match["count"]), int(unit != "day")
    return published - _delta(count + slack, unit), published - _delta(count - slack, unit)


def _recent(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    """ "In recent weeks", "over the past three months": until publication; a plural is nine."""
    return None if published is None else (published - _length(match), published)


def _coming(match: re.Match[str], published: date | None, ahead: Direction) -> Days:
    """ "Within three months", "in the coming days": from publication; a plural alone is nine.

    "In a year" is how long it took where it speaks of what has been.
    """
    soon = "soon" in match.re.groupindex
    took = ahead is False and not soon and match.group().lower().startswith("in ")
    return None if published is None or took else (published, published + _length(match))


def _length(match: re.Match[str]) -> relativedelta:
    alone = 9 if match.group().endswith(("s", "S")) else 1
    count = _number(SMALL, match["count"]) if match["count"] else alone
    return _delta(count, match["unit"].lower())


def _number(table: dict[str, int], word: str) -> int:
    return int(word) if word.isdigit() else table[word.lower().rstrip(".")]


def _delta(count: int, unit: str) -> relativedelta:
    return relativedelta(**{f"{unit}s": count})


def _single(day: date) -> tuple[date, date]:
    return day, day


def _span(first: date, length: relativedelta) -> tuple[date, date]:
    return first, first + length - timedelta(days=1)


# --- the rules ------------------------------------------------------------------------------------


class Rule(NamedTuple):
    """A pattern, the days that it means, and hints: one of these small texts is in all it fits."""

    pattern: re.Pattern[str]
    days: Meaning
    hints: tuple[str, ...]


def _rule(days: Meaning, hints: str, pattern: str) -> Rule:
    return Rule(re.compile(rf"\b(?i:{pattern})(?!\w)"), days, tuple(hints.split()))


_BEGINNINGS = " ".join(dict.fromkeys(month[:3] for month in MONTHS))  # long and short forms
_ON = rf"(?:{_WEEKDAY}(?:,?\s+|,\s+the\s+))?"  # "Monday, Oct. 26" is one day
# The first rule that fits a place wins, so the more exact stand first.
RULES = (
    _rule(_iso_day, "-", r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"),
    # December 3-9, 2024
    _rule(_calendar_day, _BEGINNINGS, rf"{_MONTH}\s+{_DAY}{_TO}{_UNTIL_DAY}{_ALONE}{_OF_YEAR}"),
    # between 3 and 9 December
    _rule(
        _calendar_day,
        _BEGINNINGS,
        rf"(?:between\s+|from\s+)?{_DAY}{_TO}{_UNTIL_DAY}\s+{_MONTH}{_OF_YEAR}",
    ),
    # Tuesday, November 22, 2024; Nov 19
    _rule(_calendar_day, _BEGINNINGS, rf"{_ON}{_MONTH}\s+{_DAY}{_OF_YEAR}"),
    # 22 November 2024
    _rule(_calendar_day, _BEGINNINGS, rf"{_ON}{_DAY}(?:\s+of)?\s+{_MONTH}{_OF_YEAR}"),
    _rule(
        _near_day,
        "yesterday today tomorrow tonight last this",
        "|".join(word.replace(" ", r"\s+") for word in NEAR_DAYS),
    ),
    # "not until Friday" begins then
    _rule(
        _weekday, "til", rf"(?<!not\s)(?<!up\s)(?:until|till)\s+(?P<which>)(?:{_CLOCK})?{_WEEKDAY}"
    ),
    _rule(_weekday, " ".join(WEEKDAYS), rf"(?:(?P<which>{_THAT})\s+)?{_WEEKDAY}"),
    _rule(_weekend, "weekend", rf"(?:{_WHICH}|the|over|during)\s+weekend"),
    _rule(_ago, "ago", rf"(?:{_VAGUE}|{_COUNT})\s+{_UNIT}(?:\s+or\s+so)?\s+ago"),
    _rule(
        _recent,
        "past last recent",
        rf"(?:in|over|during|for)\s+(?:the\s+)?(?:past|last|recent)\s+(?:{_COUNT}\s+)?{_UNIT}",
    ),
    # within 3 months
    _rule(
        _coming,
        " ".join(UNITS),
        rf"(?:within|in)\s+(?:the\s+)?(?:(?:next|coming)\s+)?{_COUNT}\s+{_UNIT}",
    ),
    _rule(
        _coming,
        "next coming",
        rf"(?P<soon>within|in|over)\s+(?:the\s+)?(?:next|coming)\s+(?:{_COUNT}\s+)?{_UNIT}",
    ),
    _rule(_month, _BEGINNINGS, rf"(?:{_PREPOSITION}\s+)?(?:{_WHICH}\s+|{_PART}){_MONTH}{_OF_YEAR}"),
    _rule(_month, _BEGINNINGS, rf"{_PREPOSITION}\s+{_MONTH}{_OF_YEAR}{_NO_NAME}"),
    _rule(_month, _BEGINNINGS, rf"{_MONTH}(?:,?\s+|\s+of\s+){_YEAR}"),
    _rule(_month, _BEGINNINGS, rf"(?P<year>){_BARE}{_NO_NAME}"),
    _rule(_quarter, "quarter", rf"{_FIGURE}\s+{_QUARTER}"),
    _rule(_quarter, "quarter", rf"{_QUARTER}{_OF_YEAR}(?:\s+of\s+the\s+year)?"),
    _rule(
        _near_unit,
        " ".join(UNITS),
        rf"(?:(?P<part>earlier|later|early|late)\s+)?{_WHICH}\s+(?P<unit>week|month|year)",
    ),
    _rule(
        _decade,
        "0s 0's 0’s",
        rf"(?:{_PART})?(?:the\s+)?(?:(?P<tens>(?:19|20)\d)|[’'](?P<short>\d))0[’']?s",
    ),
    _rule(_year, "19 20", rf"(?:(?:between|from|in)\s+)?{_FIGURE}{_TO}(?P<until>(?:19|20)\d\d)"),
    _rule(_year, "19 20", rf"(?:{_PREPOSITION}\s+)?{_PART}{_FIGURE}"),
    _rule(_year, "19 20", rf"(?:{_PREPOSITION}|for|than|due)\s+{_FIGURE}{_COUNTED}"),
    # the 1996 bombing, a failed 2012 bid
    _rule(_year, "19 20", rf"{_OF}{_FIGURE}{_COUNTED}(?=\s+[A-Za-z])"),
    _rule(_year, "16 17 18", rf"(?:in|since|until|during)\s+{_OLD_YEAR}"),
)
