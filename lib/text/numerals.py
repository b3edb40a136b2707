"""The words of one number: digits with their groups and scales, words, vague sizes and parts."""

import re
from functools import cache
from typing import NamedTuple

from lib.text.data import data_table
from lib.text.words import STOP_WORDS

ROUND = 0.05  # 2,000 may be rounded: what ends in two zeros or more is meant to a twentieth
TOKEN = re.compile(
    r"\d{1,3}(?:[,'’\u00a0\u202f\u2009]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*"
    r"|[^\W\d_]+(?:['’.][^\W\d_]+)*|[$€£₹%]|[^\w\s]"
)
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
HINT = re.compile(r"\d")
PERCENT = frozenset(("%", "percent", "pct"))
DASH = frozenset("-–—")
MEASURES = frozenset("metres meters points kilometers kilometres miles seconds".split())
SPANS = frozenset("years days months weeks hours".split())
ONES = frozenset("person man woman child".split())


class Numeral(NamedTuple):
    """What the words of a number say by themselves: the range and the tokens it takes."""

    low: float
    high: float
    first: int
    last: int  # one past the last token
    kind: str = "count"
    slack: float = 0.0  # half of its last digit, where it is told in millions or by decimals
    vague: bool = False


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


@cache
def meanings(what: str) -> dict[str, str]:
    """The words of a sort, each with what it means."""
    rows = [row for row in data_table(__package__, "numbers.tsv") if row["what"] == what]
    return {word: row["means"] for row in rows for word in row["words"].split(";")}


@cache
def values(what: str) -> dict[str, float]:
    return {word: float(means) for word, means in meanings(what).items()}


@cache
def hints() -> re.Pattern[str]:
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


@cache
def _openings() -> frozenset[str]:
    """The words that a number in words can begin with."""
    return frozenset({"a", "an", "half"}.union(*map(meanings, ("value", "times", "vague"))))


def numeral(line: Line, at: int) -> Numeral | None:
    """The number that begins at the token, whatever stands around it."""
    if line[at] not in _openings() and not HINT.search(line[at]):
        return None
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
    other = word in PERCENT | MEASURES | STOP_WORDS or word in values("scale")
    return word.endswith("s") and len(word) > 3 and not other


def _scale(line: Line, at: int) -> tuple[float, int]:
    """The scale words after a number, "million" or an attached "m", and the token after them."""
    value = 1.0
    while True:
        word = line[at]
        attached = line.gap(at) == ""
        if word in values("scale") or word in {"millions", "billions"}:
            value, at = value * values("scale")[word.removesuffix("s")], at + 1
        elif word in values("suffix") and attached and value == 1.0:
            value, at = value * values("suffix")[word], at + 1
        elif word in DASH and attached and line[at + 1] in values("scale"):
            at += 1  # 3-million
        else:
            return value, at


def _spelled(line: Line, at: int) -> Numeral | None:
    """A number in words: "two hundred and two", "a hundred", "three and a half million"."""
    small, scales = values("value"), values("scale")
    i, total, current, exact, before = at, 0.0, 0.0, True, ""
    if line[i] in {"a", "an"} and line[i + 1] in scales:
        current, i = 1.0, i + 1
    while True:
        word, after = line[i], line[i + 1]
        if word in small and _joins(current, small[word], before):
            current, before = current + small[word], word
        elif word in scales and i > at:
            grown = max(current, 1.0) * scales[word]
            total, current = (total, grown) if scales[word] <= 100 else (total + grown, 0.0)
            exact, before = exact and scales[word] <= 1000, ""
        elif i > at and word == "and" and after in {"a", "half"} and "half" in (after, line[i + 2]):
            current, i = current + 0.5, i + 1 + (after == "a")
        elif i > at and after in small and word == "point" and current:
            current, i = current + small[after] / 10, i + 1
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
    small = values("value").keys()
    if line[at] == "and":
        return hundreds and line[at + 1] in small
    return line.tight(at) and line[at + 1] in small | values("scale").keys()


def _really_one(line: Line, at: int) -> bool:
    """Whether "one" is a number and no pronoun: before people, or after a bound."""
    people = line[at + 1] in meanings("people").keys() | ONES | meanings("fate").keys()
    return line[at] not in {"a", "an", "one"} or (
        line[at] == "one" and (people or line[at - 1] in {"least", "only", "just"})
    )


def _part(line: Line, at: int) -> Numeral | None:
    """A part of a whole in percent: "a third of", "two-thirds", "half of the", "one in five"."""
    word, after = line[at], line[at + 1]
    if word == "half" and after in {"a", "an"} and line[at + 2] in values("scale"):
        scale, last = _scale(line, at + 2)
        return Numeral(scale / 2, scale / 2, at, last, slack=scale * ROUND)
    if word == "half" and after in {"of", "the", "its", "their"} and line[at - 1] != "and":
        return Numeral(50, 50, at, at + 1, "share", vague=True)
    many = 1.0 if word in {"a", "an"} else values("value").get(word, 0.0)
    step = at + 1 + (after in DASH)
    share = values("share").get(line[step], 0.0) * many
    if share and (many > 1 or line[step + 1] in {"of", "to", "more", "less", "majority"}):
        return Numeral(share, share, at, step + 1, "share", vague=True)
    below = at + 2 + (line[at + 2] == "of")
    whole = values("value").get(line[below], 0.0)
    if after in {"in", "out"} and whole > many > 0 and line[below + 1] not in SPANS:
        return Numeral(100 * many / whole, 100 * many / whole, at, below + 1, "share", vague=True)
    return None


def _vague(line: Line, at: int) -> Numeral | None:
    """A size and no number: "dozens", "tens of thousands", "a few"; or how often: "twice"."""
    word, further = line[at], line[at + 2]
    if word in values("times") and (word != "once" or line[at + 1] in {"a", "in", "more"}):
        return Numeral(values("times")[word], values("times")[word], at, at + 1, "times")
    if word not in meanings("vague"):
        return None
    if word in {"few", "couple", "handful"} and line[at - 1] != "a":
        return None
    low, high = map(float, meanings("vague")[word].split())
    factor = (
        values("scale").get(further.removesuffix("s")) if further in meanings("vague") else None
    )
    if word in {"tens", "hundreds"} and line[at + 1] == "of" and factor:
        return Numeral(low * factor, high * factor, at, at + 3, vague=True)
    if word == "tens" or (word == "scores" and line[at + 1] != "of"):
        return None
    scale, last = _scale(line, at + 1)
    return Numeral(low * scale, high * scale, at, last, vague=True)
