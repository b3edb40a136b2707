"""The one reader of numbers: what a text counts, measures, prices or shares out, and within which
bounds.

Years, days, times of day, ordinals and names with a number in them ("Article 5", "G20") count
nothing and are no numbers here.
"""

import math
import re
from functools import cache, lru_cache
from typing import NamedTuple

from lib.text.data import data_table
from lib.text.words import STOP_WORDS, stem

INF = math.inf
ROUGH = 0.1  # "about 40" is a tenth either way
ROUND = 0.05  # 2,000 may be rounded: what ends in two zeros or more is meant to a twentieth
FAR = 2.0  # who says "more than 4,000" does not mean twice as many, though it would be true
UNIT_WORDS = 3  # words after a number that may name what it counts
NEAR = 6  # words on either side in which the fate of the counted is told
LONGEST = 31  # days of a month
OLDEST = 110  # years of age


class Amount(NamedTuple):
    """A number in a text: the least and the most it allows, infinite where it sets no end.

    unit: the words of what is counted, the sign of money, "%" of shares, "" where the text does not
    say; kind: count, money, share, score, times or age; fate: dead, hurt … of
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


class Numeral(NamedTuple):
    """What the words of a number say by themselves: the range and the tokens it takes."""

    low: float
    high: float
    first: int
    last: int  # one past the last token
    kind: str = "count"
    slack: float = 0.0  # half of its last digit, where it is told in millions or by decimals
    vague: bool = False


TOKEN = re.compile(
    r"\d{1,3}(?:[,'’\u00a0\u202f\u2009]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*"
    r"|[^\W\d_]+(?:['’.][^\W\d_]+)*|[$€£₹%]|[^\w\s]"
)
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
HINT = re.compile(r"\d")
MONEY = frozenset("$ € £ ₹ rs".split())  # before the number
PERCENT = frozenset(("%", "percent", "pct"))
ORDINAL = frozenset("st nd rd th s am pm a.m p.m".split())
HOURS = frozenset("am pm a.m p.m o'clock o’clock".split())
DASH = frozenset("-–—")
SCORED = frozenset(
    "vote votes voted voting score scored won win beat lost loss victory defeat passed pass".split()
)
OF_TIME = frozenset("in since until till by during of before after from late early mid the".split())
APART = frozenset("and but while after as before ,".split())  # what follows is said of others
# a verb before these has another object than the number behind them
BESIDE_THE_POINT = frozenset("in as at on by for with from when where while".split())
BEFORE_UNIT = frozenset("of the these those his her their its such more other additional".split())
MEASURES = frozenset("metres meters points kilometers kilometres miles seconds".split())
SPANS = frozenset("years days months weeks hours".split())
ONES = frozenset("person man woman child".split())


class Line:
    """A text as tokens, of which any may be asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = list(TOKEN.finditer(text))
        self.words = [match.group().lower() for match in found]
        self.spans = [match.span() for match in found]

    def __getitem__(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def gap(self, at: int) -> str | None:
        """What stands before a token, after the token before it."""
        inside = 0 < at < len(self.words)
        return self.text[self.spans[at - 1][1] : self.spans[at][0]] if inside else None

    def capital(self, at: int) -> bool:
        return 0 <= at < len(self.words) and self.text[self.spans[at][0]].isupper()

    def tight(self, at: int) -> bool:
        """Whether a dash joins two words without a space."""
        return self[at] in DASH and self.gap(at) == self.gap(at + 1) == ""

    def has(self, at: int, words: tuple[str, ...]) -> bool:
        return tuple(self.words[max(at, 0) : at + len(words)]) == words


@lru_cache(maxsize=65536)  # a claim is compared with many
def numbers(text: str) -> tuple[Amount, ...]:
    """The numbers of the text in order."""
    if not HINT.search(text) and not _hints().search(text):  # far quicker
        return ()
    line, found, at = Line(text), [], 0
    while at < len(line.words):
        numerals, at = _read(line, at)
        found += [_amount(line, numeral) for numeral in numerals]
    return tuple(found)


@cache
def meanings(what: str) -> dict[str, str]:
    """The words of a sort, each with what it means."""
    rows = [row for row in data_table(__package__, "numbers.tsv") if row["what"] == what]
    return {word: row["means"] for row in rows for word in row["words"].split(";")}


@cache
def _values(what: str) -> dict[str, float]:
    return {word: float(means) for word, means in meanings(what).items()}


@cache
def _hints() -> re.Pattern[str]:
    """Any word for a number, however it stands in a word."""
    words = {
        word for what in ("value", "scale", "vague", "share", "times") for word in meanings(what)
    }
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(longest_first)})", re.IGNORECASE)


@cache
def calendar(what: str) -> dict[str, int]:
    """The months or the weekdays, each with its number."""
    rows = [row for row in data_table(__package__, "months.tsv") if row["what"] == what]
    return {word: int(row["number"]) for row in rows for word in row["words"].split(";")}


# --- one number: its words ------------------------------------------------------------------------


def _read(line: Line, at: int) -> tuple[list[Numeral], int]:
    """The numerals that begin at a token, and the token to go on from."""
    first = _numeral(line, at)
    if first is None:
        return [], at + 1
    if _names(line, first) or _is_year(line, first):
        return [], first.last
    source = first.first - 1 - (line[first.first - 1] in MONEY)
    if line[source] == "from" and _changes(line, source):
        return [], first.last  # the first of "from 8 to 12" is the earlier state
    return _score(line, first) or _range(line, first) or ([first], first.last)


def _numeral(line: Line, at: int) -> Numeral | None:
    return _part(line, at) or _digits(line, at) or _spelled(line, at) or _vague(line, at)


def _digits(line: Line, at: int) -> Numeral | None:
    """1200, 1,200, 1 200, 1.200 houses, 2.5 million, 1.2m: digits with their groups and scale."""
    word, last = re.sub(r"[^\d.]", "", line[at]), at + 1
    if not HINT.search(word):
        return None
    dots = word.count(".")
    if dots and THOUSANDS.fullmatch(word) and (dots > 1 or _counts_whole(line[last])):
        word = word.replace(".", "")
    elif dots > 1:
        return None  # an address, a version
    decimals = len(word.partition(".")[2])
    named = line[at - 1].rstrip(".") in meanings("label").keys() | calendar("month").keys()
    while len(line[at]) <= 3 and not (decimals or named) and _group(line, last):
        word, last = word + line[last], last + 1
    scale, last = _scale(line, last)
    slack = scale * 10.0**-decimals / 2 if scale > 1 or decimals else 0.0
    return Numeral(float(word) * scale, float(word) * scale, at, last, slack=slack)


def _group(line: Line, at: int) -> bool:
    """Whether the token is a further group of three digits: "1 200"."""
    return line.gap(at) == " " and bool(re.fullmatch(r"\d{3}", line[at]))


def _counts_whole(word: str) -> bool:
    """Whether what stands there can only be counted whole: 1.200 houses are twelve hundred."""
    other = word in PERCENT | MEASURES | STOP_WORDS or word in _values("scale")
    return word.endswith("s") and len(word) > 3 and not other


def _scale(line: Line, at: int) -> tuple[float, int]:
    """The scale words after a number, "million" or an attached "m", and the token after them."""
    value = 1.0
    while True:
        word = line[at]
        attached = line.gap(at) == ""
        if word in _values("scale") or word in {"millions", "billions"}:
            value, at = value * _values("scale")[word.removesuffix("s")], at + 1
        elif word in _values("suffix") and attached and value == 1.0:
            value, at = value * _values("suffix")[word], at + 1
        elif word in DASH and attached and line[at + 1] in _values("scale"):
            at += 1  # 3-million
        else:
            return value, at


def _spelled(line: Line, at: int) -> Numeral | None:
    """A number in words: "two hundred and two", "a hundred", "three and a half million"."""
    values, scales = _values("value"), _values("scale")
    i, total, current, exact, before = at, 0.0, 0.0, True, ""
    if line[i] in {"a", "an"} and line[i + 1] in scales:
        current, i = 1.0, i + 1
    while True:
        word, after = line[i], line[i + 1]
        if word in values and _joins(current, values[word], before):
            current, before = current + values[word], word
        elif word in scales and i > at:
            grown = max(current, 1.0) * scales[word]
            total, current = (total, grown) if scales[word] <= 100 else (total + grown, 0.0)
            exact, before = exact and scales[word] <= 1000, ""
        elif i > at and word == "and" and after in {"a", "half"} and "half" in (after, line[i + 2]):
            current, i = current + 0.5, i + 1 + (after == "a")
        elif i > at and after in values and word == "point" and current:
            current, i = current + values[after] / 10, i + 1
        elif not (i > at and _links(line, i, bool(total or current >= 100))):
            break
        i += 1
    value = total + current
    if (not value and line[at] != "zero") or i == at or (i == at + 1 and not _really_one(line, at)):
        return None
    return Numeral(value, value, at, i, slack=0.0 if exact else value * ROUND / 2)


def _joins(current: float, value: float, before: str) -> bool:
    """Whether a number word goes on from the one before: twenty two; not one two."""
    return not before or (current % 100 >= 20 and current % 10 == 0 and 0 < value < 10)


def _links(line: Line, at: int, hundreds: bool) -> bool:
    """Whether a dash or an "and" holds the words of one number together."""
    values = _values("value").keys()
    if line[at] == "and":
        return hundreds and line[at + 1] in values
    return line.tight(at) and line[at + 1] in values | _values("scale").keys()


def _really_one(line: Line, at: int) -> bool:
    """Whether "one" is a number and no pronoun: before people, or after a bound."""
    people = line[at + 1] in meanings("people").keys() | ONES | meanings("fate").keys()
    return line[at] not in {"a", "an", "one"} or (
        line[at] == "one" and (people or line[at - 1] in {"least", "only", "just"})
    )


def _part(line: Line, at: int) -> Numeral | None:
    """A part of a whole in percent: "a third of", "two-thirds", "half of the", "one in five"."""
    word, after = line[at], line[at + 1]
    if word == "half" and after in {"a", "an"} and line[at + 2] in _values("scale"):
        scale, last = _scale(line, at + 2)
        return Numeral(scale / 2, scale / 2, at, last, slack=scale * ROUND)
    if word == "half" and after in {"of", "the", "its", "their"} and line[at - 1] != "and":
        return Numeral(50, 50, at, at + 1, "share", vague=True)
    many = 1.0 if word in {"a", "an"} else _values("value").get(word, 0.0)
    step = at + 1 + (after in DASH)
    share = _values("share").get(line[step], 0.0) * many
    if share and (many > 1 or line[step + 1] in {"of", "to", "more", "less", "majority"}):
        return Numeral(share, share, at, step + 1, "share", vague=True)
    below = at + 2 + (line[at + 2] == "of")
    whole = _values("value").get(line[below], 0.0)
    if after in {"in", "out"} and whole > many > 0 and line[below + 1] not in SPANS:
        return Numeral(100 * many / whole, 100 * many / whole, at, below + 1, "share", vague=True)
    return None


def _vague(line: Line, at: int) -> Numeral | None:
    """A size and no number: "dozens", "tens of thousands", "a few"; or how often: "twice"."""
    word, further = line[at], line[at + 2]
    if word in _values("times") and (word != "once" or line[at + 1] in {"a", "in", "more"}):
        return Numeral(_values("times")[word], _values("times")[word], at, at + 1, "times")
    if word not in meanings("vague"):
        return None
    if word in {"few", "couple", "handful"} and line[at - 1] != "a":
        return None
    low, high = map(float, meanings("vague")[word].split())
    if word in {"tens", "hundreds"} and line[at + 1] == "of" and further in meanings("vague"):
        factor = _values("scale")[further.removesuffix("s")]
        return Numeral(low * factor, high * factor, at, at + 3, vague=True)
    if word == "tens" or (word == "scores" and line[at + 1] != "of"):
        return None
    scale, last = _scale(line, at + 1)
    return Numeral(low * scale, high * scale, at, last, vague=True)


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
    other = _numeral(line, one.last + 1 + skip)
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
    return Amount(
        line.text[start:stop],
        start,
        stop,
        *_limits(bound, one.low, one.high),
        unit,
        one.vague or bound not in {"", "exact"} or one.low < one.high,
        kind,
        _fate(line, begin, one.last) if kind == "count" else "",
        later,
        max(one.slack, one.low * ROUND if plain else 0.0),
    )


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
    found: list[tuple[float, str]] = []
    for step, at in ((1, last), (-1, first - 1)):
        for far in range(NEAR + 1):
            word = line[at + step * far]
            if not word or word in ".;:!?()" or word in (APART if step > 0 else BESIDE_THE_POINT):
                break
            if _other_number(line, at + step * far):
                break
            if word in meanings("fate"):
                passed = set(line.words[at - far + 1 : at + 1]) if step < 0 else set()
                strain = 3 * bool(passed & {"and", ",", "but", "by", "after"})
                found.append((far + strain, meanings("fate")[word]))
                break
    return min(found)[1] if found else ""


def _other_number(line: Line, at: int) -> bool:
    word = line[at]
    if word[0].isdigit():
        return not line.tight(at - 1)  # Covid-19
    return (word in _values("value") and word != "one") or (
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
