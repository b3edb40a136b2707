"""A text's lines in, for each the signs by which a site's lines differ from a report's out."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from lib.text.data import data_table
from lib.text.imprint import HEADING
from lib.text.words import STOP_WORDS, stem

TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]")
ENDS = re.compile(r"(?:[.!?…]|--|—)[”\"’')\]]*$")
GLUED = re.compile(r"[a-z][A-Z]|[.!?][A-Z]")  # links whose spaces went: "FacebookTwitter"
LINK = re.compile(r"https?:|www\.|[@»›→|•©]")
FINITE = frozenset(
    "is are was were be been being has have had do does did will would can could may might must"
    " shall should said says told isn't wasn't don't didn't".split()
)
LONG = 60  # characters; a longer line that ends as a sentence is a paragraph
PLACES = ("above", "within", "below")
MOST = 6  # words; more of them say no more
FOREIGN = 4  # words; so many of which none is the report's make the headline of another


class Signs(NamedTuple):
    """Of a line: where it stands to the paragraphs; whether it is one, or stands between two; its
    words with a meaning, and those of the report; weight of the site's words; all signs."""

    place: str
    paragraph: bool
    between: bool
    words: int
    known: int
    mean: float
    highest: float
    values: dict[str, float]


def tokens(line: str) -> list[str]:
    """Words in small letters, numbers as 0, and marks."""
    found = TOKEN.findall(line)
    return ["0" if one.isdigit() else one.replace("’", "'").lower() for one in found]


@cache
def site_words() -> dict[str, float]:
    """How much oftener a word stands in sites' lines than in reports', as a logarithm."""
    rows = data_table(__package__, "site_words.tsv")
    return {word: float(row["weight"]) for row in rows for word in row["words"].split()}


def is_paragraph(line: str) -> bool:
    return len(line) > LONG and bool(ENDS.search(line))


def weights_of(words: Sequence[str]) -> tuple[float, float]:
    """The mean and the highest weight of the words."""
    weights = _weights(words)
    return sum(weights) / len(weights), max(weights)


def _weights(words: Sequence[str]) -> list[float]:
    known = site_words()
    return [known.get(word, 0.0) for word in words] or [0.0]


class Reading(NamedTuple):
    """What a line shows by itself: its words with a meaning, weights as of `weights_of`, signs."""

    content: frozenset[str]
    weights: tuple[float, float]
    own: dict[str, float]


@lru_cache(maxsize=4096)  # a text is cleaned and checked in several rounds
def _reading(line: str) -> Reading:
    words = tokens(line)
    return Reading(_content(words), weights_of(words), _own(line, words))


def signs_of(lines: Sequence[str]) -> list[Signs]:
    """The signs of each line; none where the text has no paragraph."""
    paragraphs = [is_paragraph(line) for line in lines]
    if not any(paragraphs):
        return []
    first, last = paragraphs.index(True), len(lines) - 1 - paragraphs[::-1].index(True)
    known_by = [_reading(line) for line in lines]
    contents = [one.content for one in known_by]
    told = [one for one, whole in zip(contents, paragraphs, strict=True) if whole]
    counts = Counter(word for one in told for word in one)
    times = Counter(lines)
    below = _below(contents, paragraphs)
    near = _near(lines)
    found = []
    for i, line in enumerate(lines):
        known = sum([counts[word] > paragraphs[i] for word in contents[i]])
        around = {
            "repeated": float(times[line] > 1),
            "first line": float(i == 0),
            "last line": float(i == len(lines) - 1),
            "short lines beside it": float(near[i]),
            "words of the section below": float(bool(contents[i] & below[i])),
        }
        found.append(
            Signs(
                PLACES[0] if i < first else PLACES[2] if i > last else PLACES[1],
                paragraphs[i],
                0 < i < len(lines) - 1 and paragraphs[i - 1] and paragraphs[i + 1],
                len(contents[i]),
                known,
                *known_by[i].weights,
                known_by[i].own | around | _shared(len(contents[i]), known),
            )
        )
    return found


def _shared(words: int, known: int) -> dict[str, float]:
    """The signs of how many of a line's words are the report's."""
    return {
        "no word of the report": float(words > 0 and not known),
        "words of the report": known / (words + 1),
        "many words of the report": float(min(known, MOST)),
        "words that are foreign to it": 0.0 if known else float(min(words, MOST)),
        "headline of another report": float(not known and words >= FOREIGN),
    }


def _own(line: str, words: list[str]) -> dict[str, float]:
    """The signs that a line has by itself."""
    names = [word for word in words if word[0].isalpha()]
    weights = _weights(words)
    parts = line.split()
    return {
        "always": 1.0,
        "words of sites, mean": sum(weights) / len(weights),
        "words of sites, sum": max(-4.0, min(4.0, sum(weights))),
        "words of sites, highest": max(weights),
        "words of sites, the first": weights[0],
        "length": math.log(len(words) + 1),
        "ends as a sentence": float(bool(ENDS.search(line))),
        "asks": float(line[-1] == "?"),
        "announces": float(line[-1] == ":"),
        "function words": sum([word in STOP_WORDS for word in names]) / (len(names) + 1),
        "finite verb": float(not FINITE.isdisjoint(names)),
        "capitals": sum([part[0].isupper() for part in parts]) / (len(parts) + 1),
        "all capitals": float(line.isupper()),
        "begins small": float(line[0].islower()),
        "numbers": words.count("0") / (len(words) + 1),
        "begins with a quotation": float(line[0] in "“\"'‘"),
        "link": float(bool(LINK.search(line))),
        "glued": float(bool(GLUED.search(line))),
    }


def _content(words: list[str]) -> frozenset[str]:
    """The stems of the words with a meaning."""
    meant = {*words} - STOP_WORDS
    return frozenset([stem(one) for one in meant if len(one) > 1 and one[0].isalpha()])


def _below(contents: list[frozenset[str]], paragraphs: list[bool]) -> list[set[str]]:
    """For each line the words of the three paragraphs below it, which a cross-head stands for."""
    section: list[frozenset[str]] = []
    found = []
    for words, whole in zip(reversed(contents), reversed(paragraphs), strict=True):
        found.append(set().union(*section))
        section = [words, *section][:3] if whole else section
    return found[::-1]


def _near(lines: Sequence[str]) -> list[int]:
    """For each line how many of its two neighbours are short and no sentences."""
    short = [0, *(len(line) <= HEADING and not ENDS.search(line) for line in lines), 0]
    return [int(one + two) for one, two in zip(short, short[2:], strict=False)]
