"""When: other days of the calendar for one event."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lib.comparison.values.sides import SHORT, Pair, Side, difference
from lib.comparison.values.words import Token, said, tokens
from lib.tables.records import Difference
from lib.text.numbers import LONGEST
from lib.text.numerals import calendar
from lib.text.words import STOP_WORDS

MEASURES = ("year", "day", "weekday", "month")
YEAR = re.compile(r"1[89]\d\d|20\d\d")
BESIDE_MAY = frozenset("in since last until by of during".split())
EARLIER, LATER = frozenset("before by until till".split()), frozenset("after since".split())
BOUND = re.compile(
    r"\b(before|after|since|until|till|by|as of)\s+(?:the\s+)?((?:[A-Z][a-z]+|\d)\S*(?:\s\d+)?)"
)
# what stands after a day: an "s" that makes it an owner, or a word in small letters, no participle
AFTER_DAY = re.compile(r"([’']s?(?=\s))?(?:\s+(?!\w+(?:ed|ing)\b)([a-z]{3,}))?")
WHEN = frozenset("on in at by since until before after during from".split())
PART_OF_DAY = frozenset("morning noon afternoon evening night midnight not without".split())

Words = frozenset[str]
Days = dict[str, Words]


def dated(pair: Pair) -> Iterator[Difference]:
    """One event has one day: two other days, unless they lie in one span or mean the same."""
    a, b = pair.a, pair.b
    days, others = _days(a), _days(b)
    what, one_deed = _clash(days, others), bool(a.deed & b.deed)
    if what is None or not (pair.close or (one_deed and len(pair.shared) > SHORT)):
        if apart(pair):  # "today" and "yesterday", counted from the reports' own days
            yield difference("date", a.row["time_text"], b.row["time_text"], note="counted")
        return
    spans = _span(a), _span(b)
    if _one_span(a, b, what) or (
        spans[0] != spans[1] and _may_lie_within(days[what], others[what], spans, what)
    ):
        return  # "on December 2" and "before December 3" can both hold
    sole = len(days[what]) == len(others[what]) == 1
    slot = any(_at_day(slot.here) and _at_day(slot.there) for slot in pair.slots)
    one_deed = one_deed or not (a.deed and b.deed)
    hard = pair.close and one_deed and (slot or sole) and pair.one_status and what != "month"
    here, there = ", ".join(sorted(days[what])), ", ".join(sorted(others[what]))
    yield difference("date", here, there, hard)


def apart(pair: Pair) -> bool:
    """Whether the two hold at times that do not meet, so that what differs may have changed."""
    a, b = pair.a, pair.b
    one, other = _period(a), _period(b)
    if one and other:
        unlike = one[1] < other[0] or other[1] < one[0]
    else:
        unlike = _clash(_days(a), _days(b)) is not None
    return unlike and not (_of_a_thing(a) or _of_a_thing(b))


def _period(side: Side) -> tuple[str, str] | None:
    """The first and the last day that its time may mean; ISO dates sort as they follow."""
    start, end = side.row["time_start"], side.row["time_end"]
    return (start, end or start) if start else None


def _of_a_thing(side: Side) -> bool:
    """Whether its day dates a thing: a possessive, or a noun after it ("the Sept. 11 attacks")."""
    found = side.row["time_text"]
    before, _, after = side.text.partition(found) if found else ("", "", "")
    following = AFTER_DAY.match(after)
    if not following or not found or (before.split()[-1:] or [""])[-1].lower() in WHEN:
        return False
    word = following[2] or ""
    return bool(following[1]) or bool(word and word not in STOP_WORDS and word not in PART_OF_DAY)


def _one_span(a: Side, b: Side, what: str) -> bool:
    """Whether the words that clash date both claims and mean the same days all the same."""
    dating = all(_read(side.row["time_text"] or "")[what] for side in (a, b))
    return dating and _period(a) is not None and _period(a) == _period(b)


def _days(side: Side) -> Days:
    return _read(side.dated)


@lru_cache(maxsize=65536)
def _read(text: str) -> Days:
    """The weekdays, the days of a month, the months and the years that a text names."""
    line = tokens(text)
    found: dict[str, set[str]] = {what: set() for what in MEASURES}
    for i, token in enumerate(line):
        month = calendar("month").get(token.word.rstrip("."))
        if token.word in calendar("weekday"):
            found["weekday"].add(token.word)
        elif month and token.text[0].isupper() and (token.word != "may" or _is_may(line, i)):
            found["month"].add(str(month))
            found["day"] |= {f"{month}-{day}" for day in _days_beside(line, i)}
        elif YEAR.fullmatch(token.word) and (i == 0 or line[i - 1].word not in "$€£"):
            found["year"].add(token.word)
    return {what: frozenset(values) for what, values in found.items()}


def _is_may(line: tuple[Token, ...], at: int) -> bool:
    """Whether "May" is the month: a number or a preposition stands beside it."""
    beside = [line[i].word for i in (at - 1, at + 1) if 0 <= i < len(line)]
    return any(word[0].isdigit() or word in BESIDE_MAY for word in beside)


def _days_beside(line: tuple[Token, ...], at: int) -> set[int]:
    after = at + 1 + (at + 1 < len(line) and line[at + 1].word == ".")
    near = [line[i].word for i in (at - 1, after) if 0 <= i < len(line)]
    return {int(word) for word in near if word.isdigit() and 0 < int(word) <= LONGEST}


def _clash(a: Days, b: Days) -> str | None:
    """The first measure of time by which the two name other days."""
    return next((what for what in MEASURES if a[what] and b[what] and not a[what] & b[what]), None)


def _span(side: Side) -> Words:
    """The words that make a day or a year in the text the end of a span."""
    found = BOUND.findall(side.dated)
    return frozenset(word for word, day in found if any(_read(day).values()))


def _may_lie_within(here: Words, there: Words, spans: tuple[Words, Words], what: str) -> bool:
    """Whether a day may lie within the span that the other side gives; else nothing is known."""
    if all(spans) or what not in {"year", "day"} or len(here) != 1 or len(there) != 1:
        return True
    first, second = (tuple(map(int, next(iter(days)).split("-"))) for days in (here, there))
    day, end = (second, first) if spans[0] else (first, second)
    span = spans[0] or spans[1]
    return day < end if span <= EARLIER else day > end if span <= LATER else True


def _at_day(slot: tuple[Token, ...]) -> bool:
    """Whether a day stands in a place of a few words."""
    named = 0 < len(slot) <= SHORT and any(_read(said(slot)).values())
    return named or any(token.word.isdigit() for token in slot[:3])
