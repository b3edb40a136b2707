"""Numbers in a text with the range that each allows, and whether two of them clash."""

import math
import re
from functools import cache
from itertools import product, takewhile
from typing import NamedTuple

from lib.comparison.pair.vocabulary import CLAUSE
from lib.text.data import data_table
from lib.text.words import STOP_WORDS, stem, stems, words


class Figure(NamedTuple):
    """A number: its words, the range that it allows, the stems of what it counts, and whether these
    are dead, hurt, missing …"""

    text: str
    low: float
    high: float
    unit: frozenset[str]
    kinds: frozenset[str] = frozenset()


ONES = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen".split()
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
# "one" is left out: it is a pronoun more often than a number
SPELLED = {word: value for value, word in enumerate(ONES, 2)} | {
    word: 10 * value for value, word in enumerate(TENS, 2)
}
DIGITS = re.compile(rf"\d|{'|'.join(SPELLED)}")
SCALES = {
    "hundred": 1e2,
    "dozen": 12.0,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
ABOVE = ("more than", "over", "above", "exceeding", "upwards of", "higher than", "greater than")
BELOW = ("fewer than", "less than", "under", "below", "lower than")
LEAST, MOST = ("at least", "no fewer than", "no less than"), ("at most", "up to", "no more than")
# Of a date only: "anger after seven girls fell ill" says when there was anger, and not how many
# girls
AFTER, SINCE, BEFORE, UNTIL = (
    ("after", "later than"),
    ("since", "from"),
    ("before", "prior to", "earlier than"),
    ("until", "till"),
)
ABOUT = ("about", "around", "nearly", "almost", "roughly", "approximately", "some")
BOUNDS = "|".join(sorted(ABOVE + BELOW + LEAST + MOST + ABOUT, key=len, reverse=True))
NUMBER = re.compile(
    rf"(?:\b(?P<bound>{BOUNDS})\s+)?"
    r"(?:(?:the )?age (?:of )?)?(?P<sign>[$€£]\s?)?"
    # not the digits of a word, a time, a date or a score: "G20", "10:30", "6: 00", "24/7", "3-1";
    # nor of a name: "AK 47"
    r"(?<![\w.:/\-])(?<!: )(?<!(?-i:[A-Z][A-Z]) )"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    rf"\b(?:{'|'.join(SPELLED)})\b)(?![\w:/]|[.,\-]\d)"
    r"(?:[\s\-](?P<scale>hundred|dozen|thousand|million|billion|trillion)s?\b)?"
    # a time of day counts nothing
    r"(?P<percent>\s?%|\s?per\s?cent\b)?(?!\s?[ap]\.?m\b|\s?o['’]clock)",
    re.IGNORECASE,
)


def figures(text: str) -> tuple[Figure, ...]:
    """The numbers of the text with the range each allows: "more than 12" has no upper end, "about
    12" a tenth either way."""
    if not DIGITS.search(text.lower()):  # far quicker
        return ()
    return tuple(_figure(text, match) for match in NUMBER.finditer(text))


MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
MONTH_BEFORE = re.compile(rf"\b(?P<month>{MONTHS})[a-z]*\.?\s$", re.IGNORECASE)
MONTH_AFTER = re.compile(rf"\s(?P<month>{MONTHS})[a-z]*\b", re.IGNORECASE)
# What stands between "before" and the last number of a date: "before 3 May 2019"
DATE_BOUND = re.compile(
    rf"\b(?P<bound>{'|'.join(AFTER + SINCE + BEFORE + UNTIL)})\s+"
    rf"(?P<day>(?:\d{{1,2}}\s)?(?:{MONTHS}[a-z]*\.?\s)?(?:\d{{1,2}},?\s)?)$",
    re.IGNORECASE,
)
IN_YEAR = "the year"  # what a number counts that is a year


def _month(text: str, match: re.Match[str]) -> str | None:
    """The month that the number is a day of."""
    if match["scale"] or not match["digits"].isdigit() or int(match["digits"]) > 31:
        return None
    found = MONTH_BEFORE.search(text[: match.start("digits")]) or MONTH_AFTER.match(
        text, match.end("digits")
    )
    return found and found["month"].lower()


def _figure(text: str, match: re.Match[str]) -> Figure:
    digits = match["digits"].lower().replace(",", "")
    scale = SCALES.get((match["scale"] or "").lower(), 1.0)
    value = float(SPELLED.get(digits, digits)) * scale
    # "7 million" and "2.5" are rounded to their last digit, a plain whole number is meant as it
    # stands
    rounding = (
        scale * 10.0 ** -len(digits.partition(".")[2]) / 2 if scale > 1 or "." in digits else 0.0
    )
    unit = _counted(text, match)
    dated = DATE_BOUND.search(text[: match.start("digits")]) if _is_date(unit) else None
    low, high = (
        _dated(value, dated, unit)
        if dated
        else _range(value, rounding, (match["bound"] or "").lower())
    )
    return Figure(match.group().strip(), low, high, unit, _kinds(text, match))


def _is_date(unit: frozenset[str]) -> bool:
    return any(key == IN_YEAR or key.startswith("day of ") for key in unit)


def _dated(value: float, bound: re.Match[str], unit: frozenset[str]) -> tuple[float, float]:
    """The first and the last day or year that "before", "after", "since" or "until" allow."""
    word = bound["bound"].lower()
    # "after May 2019" may still be in 2019, "after 2019" may not
    within = word in SINCE + UNTIL or (unit == {IN_YEAR} and bool(bound["day"]))
    if word in AFTER + SINCE:
        return value if within else math.nextafter(value, math.inf), math.inf
    return -math.inf, value if within else math.nextafter(value, -math.inf)


def _range(value: float, rounding: float, bound: str) -> tuple[float, float]:
    """The lowest and the highest value that the number with its bound allows."""
    if bound in ABOVE:
        return math.nextafter(value, math.inf), math.inf
    if bound in BELOW:
        return -math.inf, math.nextafter(value, -math.inf)
    low, high = value - rounding, value + rounding
    if bound in LEAST:
        return low, math.inf
    if bound in MOST:
        return -math.inf, high
    return (low * 0.9, high * 1.1) if bound in ABOUT else (low, high)


def _counted(text: str, match: re.Match[str]) -> frozenset[str]:
    """The stems of what the number counts: the two words after it, or before it where the phrase
    ends with the number."""
    if match["percent"] or match["sign"]:
        return frozenset({"%" if match["percent"] else "$"})
    if month := _month(text, match):
        return frozenset({f"day of {month}"})
    if not match["scale"] and re.fullmatch(r"1[5-9]\d\d|20\d\d", match["digits"]):
        return frozenset({IN_YEAR})
    after = CLAUSE.split(text[match.end() :], maxsplit=1)[0]
    before = CLAUSE.split(text[: match.start()])[-1]
    beside = takewhile(lambda word: word not in STOP_WORDS, words(after)[:2])
    return frozenset(stems(" ".join(beside)) or stems(before)[-2:])


@cache
def _count_kinds() -> dict[str, str]:
    return {
        stem(word): row["kind"]
        for row in data_table(__package__, "counts.tsv")
        for word in row["words"].split()
    }


def _kinds(text: str, match: re.Match[str]) -> frozenset[str]:
    """What became of those that the number counts, by the nearest such word of its clause: "12 died
    and 40 were hurt"."""
    if _month(text, match):
        return frozenset()
    before, after = (
        words(CLAUSE.split(text[: match.start()])[-1])[::-1],
        words(CLAUSE.split(text[match.end() :], maxsplit=1)[0]),
    )
    near = [
        (i, kind)
        for side in (after, before)
        for i, word in enumerate(side)
        if (kind := _count_kinds().get(stem(word)))
    ]
    return frozenset({min(near)[1]} - {"people"}) if near else frozenset()


def _count_one_thing(a: Figure, b: Figure) -> bool:
    """Whether two numbers count the same: the same word, or people of whom the same is said ("31
    dead", "47 people killed")."""
    people = all(
        not figure.unit or any(_count_kinds().get(key) for key in figure.unit) for figure in (a, b)
    )
    return a.kinds == b.kinds and (bool(a.unit & b.unit) or bool(a.kinds and people))


def compatible(a: Figure, b: Figure) -> bool:
    """Whether both numbers can be true of one thing."""
    return a.low <= b.high and b.low <= a.high


def number_conflict(a: tuple[Figure, ...], b: tuple[Figure, ...]) -> tuple[Figure, Figure] | None:
    """The first two numbers that count the same thing and cannot both be true; None where a like
    number of the other side agrees."""
    if not (a and b):
        return None
    clashing = product(_unmatched(a, b), _unmatched(b, a))
    return next(((one, other) for one, other in clashing if _count_one_thing(one, other)), None)


def _unmatched(side: tuple[Figure, ...], other: tuple[Figure, ...]) -> list[Figure]:
    """The numbers of one side that no like number of the other side agrees with."""
    return [
        one
        for one in side
        if not any(_count_one_thing(one, like) and compatible(one, like) for like in other)
    ]
