"""The one reader of numbers: what a text counts, measures, prices or shares out, and within which
bounds.

Years, days, times of day, ordinals and names with a number in them ("Article 5", "G20") count
nothing and are no numbers here.
"""

import math
import re
from functools import cache, lru_cache
from typing import NamedTuple

from lib.text.lexicon import speakers
from lib.text.numerals import (
    DASH,
    HINT,
    PERCENT,
    ROUND,
    Line,
    Numeral,
    calendar,
    hints,
    meanings,
    numeral,
    values,
)
from lib.text.words import STOP_WORDS, stem

INF = math.inf
ROUGH = 0.1  # "about 40" is a tenth either way
FAR = 2.0  # who says "more than 4,000" does not mean twice as many, though it would be true
UNIT_WORDS = 3  # words after a number that may name what it counts
NEAR = 6  # words on either side in which the fate of the counted is told
LISTED = 25  # words of a list of who is among the counted
LONGEST = 31  # days of a month
OLDEST = 110  # years of age


class Amount(NamedTuple):
    """A number in a text: the least and the most it allows, infinite where it sets no end.

    unit: the words of what is counted, the sign of money, "%" of shares, "" where the text does not
    say; kind: count, room, money, share, score, times or age; fate: dead, hurt … of
    people; later: told as what another number became; slack: how far it may have been rounded.
    """

    text: str
    start: int
    end: int
    low: float
    high: float
    unit: str
    about: bool
    kind: str
    fate: str
    later: bool
    slack: float

    @property
    def least(self) -> float:
        """What a reader takes it to allow at the least, who hears no end left open."""
        return (self.high / FAR if self.low == -INF else self.low) - self.slack

    @property
    def most(self) -> float:
        return (self.low * FAR if self.high == INF else self.high) + self.slack

    @property
    def mere_size(self) -> bool:
        """Whether it is "dozens" or "several", with no number in it that could be wrong."""
        return self.about and self.high >= 2 * self.low and not HINT.search(self.text)


YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
MONEY = frozenset("$ € £ ₹ rs".split())  # before the number
ORDINAL = frozenset("st nd rd th s am pm a.m p.m".split())
HOURS = frozenset("am pm a.m p.m o'clock o’clock".split())
SCORED = frozenset(
    "vote votes voted voting score scored won win beat lost loss victory defeat passed pass".split()
)
OF_TIME = frozenset("in since until till by during of before after from late early mid the".split())
APART = frozenset("and but while after as before ,".split())  # what follows is said of others
# a verb before these has another object than the number behind them
BESIDE_THE_POINT = frozenset("in as at on by for with from when where while".split())
PAUSE = DASH | {","}
BEFELL = frozenset("was were been being are is have had has".split())
BEFORE_UNIT = frozenset("of the these those his her their its such more other additional".split())


@lru_cache(maxsize=65536)  # a claim is compared with many
def numbers(text: str) -> tuple[Amount, ...]:
    """The numbers of the text in order."""
    if not hinted(text):  # far quicker
        return ()
    line, found, at = Line(text), [], 0
    while at < len(line.words):
        numerals, at = _read(line, at)
        found += [_amount(line, one) for one in numerals]
    return tuple(found)


def hinted(text: str) -> bool:
    """Whether a digit stands in the text or a word that a number may begin with."""
    return bool(HINT.search(text) or hints().search(text))


def _read(line: Line, at: int) -> tuple[list[Numeral], int]:
    """The numerals that begin at a token, and the token to go on from."""
    first = numeral(line, at)
    if first is None:
        return [], at + 1
    if _names(line, first) or _is_year(line, first):
        return [], first.last
    source = first.first - 1 - (line[first.first - 1] in MONEY)
    if line[source] == "from" and _changes(line, source):
        return [], first.last  # the first of "from 8 to 12" is the earlier state
    return _score(line, first) or _range(line, first) or ([first], first.last)


# --- what a numeral is beside its neighbours ------------------------------------------------------


def _names(line: Line, one: Numeral) -> bool:
    """Whether it is a day, a time of day, an ordinal or part of a name, and so counts nothing."""
    before, after = line[one.first - 1], line[one.last]
    if before == ".":
        before = line[one.first - 2] + "."
    label = before.rstrip(".")
    if label in meanings("label") and one.kind == "count" and not one.vague:
        return label != "no" or before == "no."  # "no 12 people came"
    if after in HOURS:
        return True
    if not (one.kind == "count" and line[one.first][0].isdigit()):
        return False
    if one.low <= LONGEST and (_is_month(line, one.first - 1) or _is_month(line, one.last)):
        return True
    led = line.gap(one.first) == "" and (
        before in {"/", ":", "#"}
        or (before.isalpha() and before not in MONEY)
        or (
            before in DASH and line.gap(one.first - 1) == "" and line[one.first - 2].isalnum()
        )  # F-16, 2018-19
    )
    return led or (line.gap(one.last) == "" and (after in {"/", ":"} or after in ORDINAL))


def _is_month(line: Line, at: int) -> bool:
    """Whether a month stands there, with a capital: "may" and "march" are verbs too."""
    at -= line[at] == "."
    return line[at].rstrip(".") in calendar("month") and line.capital(at)


def _is_year(line: Line, one: Numeral) -> bool:
    """Whether it is four digits of a year, and no bound and no noun shows that they count."""
    if not YEAR.fullmatch(line[one.first]) or one.last != one.first + 1:
        return False
    before, after = line[one.first - 1], line[one.last]
    dated = before in OF_TIME or before == "," or _is_month(line, one.first - 1)
    counted = after in meanings("people").keys() | meanings("money").keys() | PERCENT | {"troops"}
    bounded = _bound(line, one)[0] not in {"", "exact"}
    return dated or not (counted or before in MONEY or bounded)


def _second(line: Line, one: Numeral, skip: int = 0) -> Numeral | None:
    """The number that stands after the word after a number."""
    other = numeral(line, one.last + 1 + skip)
    joint = line[one.last] in DASH or line[one.last] in {"to", "or", "and"}
    return other if joint and other and other.kind == one.kind else None


Found = tuple[list[Numeral], int]


def _score(line: Line, one: Numeral) -> Found | None:
    """Two counts of one result, for and against: "97-1", "52 to 48" after a vote."""
    other = _second(line, one)
    joint, money = line[one.last], line[one.first - 1] in MONEY
    if other is None or money or one.kind != "count" or joint in {"or", "and"}:
        return None
    near = set(line.words[max(0, one.first - 4) : other.last + 4])
    falls = joint in DASH and one.low >= other.high and line.tight(one.last)
    if _is_year(line, other) or not (falls or (near & SCORED and "from" not in near)):
        return None
    return [one._replace(kind="score for"), other._replace(kind="score against")], other.last


def _range(line: Line, one: Numeral) -> Found | None:
    """One number with two ends: "between 3 and 9", "200-300", "£1.2 million to £1.5 million"."""
    between = line[one.first - 1 - (line[one.first - 1] in MONEY)] == "between"
    other = _second(line, one, line[one.last + 1] in MONEY)
    if other is None or other.high <= one.low or (line[one.last] == "and" and not between):
        return None
    low, told = one.low, other.high
    if told >= 1000 and low < 1000 and other.last > other.first + 1:  # "3 to 5 million"
        low *= 1000.0 ** (int(math.log10(told)) // 3)
    return [Numeral(low, told, one.first, other.last, one.kind)], other.last


def _changes(line: Line, at: int) -> bool:
    """Whether a verb of change stands a few words before."""
    return not meanings("change").keys().isdisjoint(line.words[max(0, at - NEAR) : max(0, at)])


# --- bounds, units, fates -------------------------------------------------------------------------


@cache
def _bounds(side: str) -> list[tuple[tuple[str, ...], str]]:
    """The bounds before or after a number, the longest first."""
    rows = [(tuple(words.split()), bound) for words, bound in meanings(side).items()]
    return sorted(rows, key=lambda row: -len(row[0]))


def _bound(line: Line, one: Numeral) -> tuple[str, int, int]:
    """The bound of a number and the tokens from and to which number and bound reach."""
    begin = first = one.first - (line[one.first - 1] in MONEY)
    while line[first - 1] in {"the", "a"} and not one.vague:
        first -= 1
    found, end = "", one.last
    for words, bound in _bounds("before"):
        if first >= len(words) and line.has(first - len(words), words):
            found, begin = bound, first - len(words)
            break
    for words, bound in _bounds("after"):
        if line.has(end, words):
            return found if found not in {"", "exact"} else bound, begin, end + len(words)
    return found, begin, end


def _limits(bound: str, low: float, high: float) -> tuple[float, float]:
    """The least and the most that a number with this bound allows."""
    return {
        "above": (math.nextafter(low, INF), INF),
        "least": (low, INF),
        "below": (-INF, math.nextafter(high, -INF)),
        "most": (-INF, high),
        "about": (low * (1 - ROUGH), high * (1 + ROUGH)),
        "justbelow": (low * (1 - ROUGH), high),
        "justabove": (low, high * (1 + ROUGH)),
    }.get(bound, (low, high))


def _amount(line: Line, one: Numeral) -> Amount:
    """The number with what stands around it."""
    bound, begin, end = _bound(line, one)
    unit, kind, last = _unit(line, one, end)
    start, stop = line.spans[begin][0], line.spans[max(last, end) - 1][1]
    plain = one.low == one.high and one.low >= 1000 and one.low % 100 == 0 and kind != "share"
    later = line[begin - 1] in {"to", "at"} and _changes(line, begin - 1)
    kind = "room" if kind == "count" and _is_room(line, begin) else kind
    return Amount(
        line.text[start:stop],
        start,
        stop,
        *_limits(bound, one.low, one.high),
        unit,
        one.vague or bound not in {"", "exact"} or one.low < one.high,
        kind,
        (_fate(line, begin, _beyond(line, one.last)) or _befell(line, begin, one.last, unit))
        if kind == "count"
        else "",
        later,
        max(one.slack, one.low * ROUND if plain else 0.0),
    )


def _is_room(line: Line, begin: int) -> bool:
    """Whether so many can be held: "room for 600", "a capacity of 600"."""
    told = (tuple(words.split()) for words in meanings("room"))
    return any(begin >= len(words) and line.has(begin - len(words), words) for words in told)


def _unit(line: Line, one: Numeral, end: int) -> tuple[str, str, int]:
    """What a number counts, its kind, and one past the last token that belongs to it."""
    before, after, money = line[one.first - 1], line[end], meanings("money")
    if one.kind.startswith("score"):
        return one.kind, "score", end
    if one.kind == "times" or after == "times":
        return "times", "times", end + (after == "times")
    if before in money or after in money:
        return money.get(before) or money[after], "money", end + (after in money)
    if after in PERCENT or (after == "per" and line[end + 1] == "cent"):
        return "%", "share", end + 1 + (after == "per")
    if one.kind == "share":
        return "%", "share", end
    return ("age", "age", end) if _aged(line, one) else (_counted(line, end), "count", end)


def _aged(line: Line, one: Numeral) -> bool:
    """Whether it is an age: "aged 68", "68-year-old", "Aron, 68,"."""
    before, after = line[one.first - 1], line[one.last]
    told = line.words[one.last : one.last + 4]
    named = before == "," and line.capital(one.first - 2) and 0 < one.low < OLDEST
    return (
        before in {"aged", "age"}
        or (named and after in {",", ".", ""})
        or ("old" in told and not {"year", "years"}.isdisjoint(told))
    )


def _counted(line: Line, at: int) -> str:
    """The words after a number up to the first that cannot name what it counts."""
    if line[at] in DASH and line.gap(at + 1) == "":
        return line[at + 1]
    while line[at] in BEFORE_UNIT:
        at += 1
    kept: list[str] = []
    for word in line.words[at : at + UNIT_WORDS]:
        if not word[0].isalpha() or word in STOP_WORDS or (word in meanings("fate") and kept):
            break
        kept.append(word)
    return " ".join(kept)


def _fate(line: Line, first: int, last: int) -> str:
    """What is said of those that a number counts: the nearest such word, before or after.

    In "killed 3 and wounded 9" a word that stands before another number is that number's.
    """
    found: list[tuple[int, int, str]] = []  # how far, before or after, which
    for step, at in ((1, last), (-1, first - 1)):
        for far in range(NEAR + 1):
            word = line[at + step * far]
            if _sets_apart(line, at + step * far, step) or _other_number(line, at + step * far):
                break
            if word in meanings("fate"):
                passed = set(line.words[at - far + 1 : at + 1]) if step < 0 else set()
                strain = 3 * bool(passed & {"and", ",", "but", "by", "after"})
                strain += 3 * (step < 0 and line[last] == "others")  # "8 killed, 58 others hurt"
                found.append((far + strain, -step, meanings("fate")[word]))
                break
    return min(found)[-1] if found else ""


def _beyond(line: Line, last: int) -> int:
    """The token after which it is told of the counted what befell them: past a list of who is among
    them, as in "six people, including two guards, were hurt"."""
    for at in range(last, last + UNIT_WORDS + 1):
        if line[at] in PAUSE and line[at + 1] in {"including", "among"}:
            ends = (end for end in range(at, at + LISTED) if line[end] in PAUSE)
            return next((end + 1 for end in ends if line[end + 1] in BEFELL), last)
    return last


def _befell(line: Line, first: int, last: int, unit: str) -> str:
    """What a verb says of people that is said of things as well: "striking four people", "four
    people were struck"; how it ended, where that follows: "were shot and killed"."""
    verbs, fates = meanings("befell"), meanings("fate")
    if not _are_people(unit):
        return ""
    if line[first - 1] in verbs and line[first - 2] not in {"the", "a", "this", "that"}:
        return verbs[line[first - 1]]
    for at in range(last, last + NEAR + 1):
        if _sets_apart(line, at, 1) or _other_number(line, at):
            break
        if line[at] in verbs and not BEFELL.isdisjoint(line.words[at - 2 : at]):
            after = (fates[word] for word in line.words[at + 1 : at + 3] if word in fates)
            return next(after, verbs[line[at]])
    return ""


def _are_people(unit: str) -> bool:
    """Whether what is counted is people, or is not named."""
    nouns = {*unit.split()} - {""}
    return not nouns or any(word in meanings("people") or _is_person(word) for word in nouns)


def _is_person(noun: str) -> bool:
    return speakers().get(noun.removesuffix("s")) in {"person", "unnamed"}


def _sets_apart(line: Line, at: int, step: int) -> bool:
    """Whether what stands beyond a word is said of others; a toll that "stood at" is the number."""
    word = line[at]
    if step < 0 and word == "at":
        return line[at - 1] not in meanings("level")
    return not word or word in ".;:!?()" or word in (APART if step > 0 else BESIDE_THE_POINT)


def _other_number(line: Line, at: int) -> bool:
    word = line[at]
    if word[0].isdigit():
        return not line.tight(at - 1)  # Covid-19
    return (word in values("value") and word != "one") or (
        word in meanings("vague") and word != "few"
    )


# --- two numbers ----------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def unit_stems(unit: str) -> tuple[str, ...]:
    """The stems of what a number counts, general words for people left out."""
    return tuple([stem(word) for word in unit.split() if word not in meanings("people")])


def of_people(one: Amount) -> bool:
    """Whether it counts people without saying which sort."""
    return not unit_stems(one.unit)


def one_thing(a: Amount, b: Amount) -> bool:
    """Whether two numbers count the same: in one noun, or people with the same fate."""
    if a.kind != b.kind:
        return False
    if a.kind != "count":
        return a.unit == b.unit
    if a.fate != b.fate:
        return False
    one, other = unit_stems(a.unit), unit_stems(b.unit)
    if a.fate and not (one and other):
        return True
    # the words from the number on: "12 senators" are not "10 Republican senators"
    return one[:1] == other[:1] and bool(a.unit and b.unit)


def may_both_hold(a: Amount, b: Amount) -> bool:
    """Whether one value satisfies both numbers."""
    return a.low - a.slack <= b.high + b.slack and b.low - b.slack <= a.high + a.slack


def sound_alike(a: Amount, b: Amount) -> bool:
    """Whether a reader takes both for one value: not so "more than 4,000" and "more than 40,000".

    Two lower ends, or two upper ends, are one value only if they are nearly one number.
    """
    ends = [(a.low, b.low)] * (a.high == b.high == INF)
    ends += [(a.high, b.high)] * (a.low == b.low == -INF)
    apart = any(abs(x - y) > max(1.0, ROUND * max(abs(x), abs(y))) for x, y in ends)
    return not apart and a.least <= b.most and b.least <= a.most
