"""Words with their kin, scales, denials and rarity."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np

from lib.text.data import data_table
from lib.text.words import STOP_WORDS, stem, stems, words

# A word's rarity is counted as if so many more texts lacked it: in a story of a few reports the
# words that matter are in most of them. Swept on ECB+ topic by topic and report by report, and on
# generated reports; anything from 500 to 5,000 gives the same.
UNSEEN = 500
# Words that tell little of what a sentence is about, and count accordingly; "not" is a matter of
# polarity, not of likeness.
LIGHT = frozenset(
    stem(word)
    for word in (
        "both other another more most all any some each every several many much not no only "
        "just well further new own same not include including make take get give put set go "
        "come say"
    ).split()
)
LIGHT_WEIGHT = 0.5


class Denial(NamedTuple):
    """A word that turns a clause into its opposite, its kind, and the stems of that clause."""

    cue: str
    kind: str
    clause: frozenset[str]


def _stem_sets(table: str, label: str, *columns: str) -> dict[str, list[tuple[str, str]]]:
    """For each stem of the columns of a data table: the pairs (label, column) that it stands
    under."""
    found = defaultdict(list)
    for row in data_table(__package__, table):
        for column in columns:
            for word in row[column].split():
                if (row[label], column) not in found[stem(word)]:
                    found[stem(word)].append((row[label], column))
    return dict(found)


def kin(key: str) -> list[str]:
    """The groups of near-synonyms that a stem belongs to, as terms of their own ("~group")."""
    return _kin().get(key, [])


@cache
def _kin() -> dict[str, list[str]]:
    return {
        key: [f"~{label}" for label, _ in found]
        for key, found in _stem_sets("kin.tsv", "kin", "words").items()
    }


@cache
def _opposites() -> dict[str, list[tuple[str, str]]]:
    return _stem_sets("opposites.tsv", "scale", "up", "down")


# The mark comes first, since a search for a character is fast.
COMMA, COLON = re.compile(r",(?<=\d,)(?=\d{3}\b)"), re.compile(r":(?<=\d:)(?=\d\d\b)")


def plain_numbers(text: str) -> str:
    """The text with 6,200 as 6200 and 2:40 as 2.40, so that each is one word."""
    return COLON.sub(".", COMMA.sub("", text))


def terms(text: str) -> list[str]:
    """The stems of the text and, after each that has near-synonyms, the names of its groups."""
    return [term for word in words(plain_numbers(text)) for term in word_terms(word)]


def stem_set(text: str) -> frozenset[str]:
    """The stems among the terms."""
    return frozenset([term for term in terms(text) if not term.startswith("~")])


@cache
def word_terms(word: str) -> tuple[str, ...]:
    """The terms of one lower-case word; none of a stop word."""
    return () if word in STOP_WORDS else (stem(word), *kin(stem(word)))


def scales(text: str) -> list[str]:
    """The scales of opposites ("^scale") that the words of the text stand on, at either end."""
    return [f"^{scale}" for key in stems(text) for scale, _ in _opposites().get(key, ())]


def scale_ends(text: str) -> dict[tuple[str, str], str]:
    """For each scale and end ("up", "down") that a word of the text stands at, the first such
    word."""
    found: dict[tuple[str, str], str] = {}
    for word in words(text):
        for end in _opposites().get(stem(word), ()):
            found.setdefault(end, word)
    return found


OTHER_END = {"up": "down", "down": "up"}  # of a scale


def opposite_ends(a: dict[tuple[str, str], str], b: dict[tuple[str, str], str]) -> tuple[str, str]:
    """The first words of the two `scale_ends` that stand at opposite ends of a scale; two empty
    texts if there are none.

    A scale of which one side has both ends opposes nothing: "fell after it rose", "rose after it
    fell".
    """
    for (scale, end), word in a.items():
        other = OTHER_END[end]
        if (scale, other) in b and (scale, other) not in a and (scale, end) not in b:
            return word, b[scale, other]
    return "", ""


# A clause ends at punctuation followed by a space, at a dash, and before words that open another
# clause.
CLAUSE = re.compile(
    r"(?<![,;:.!?()“”\"|])[,;:.!?()“”\"|]++(?:\s|$)|\s[-–—]\s|—"
    r"|\b(?:but|after|who|which|because|although|while)\b",
    re.IGNORECASE,
)
NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b", re.IGNORECASE)


@cache
def _denial_cues() -> dict[tuple[str, ...], str]:
    """The denial cues as stems of one word or several, with their kinds."""
    return {
        tuple(stem(word) for word in row["cue"].split()): row["kind"]
        for row in data_table(__package__, "denials.tsv")
    }


@cache
def _first_cues() -> frozenset[str]:
    return frozenset(cue[0] for cue in _denial_cues())


def denials(text: str) -> tuple[Denial, ...]:
    """The denials in the text, each with the stems of the clause that it stands in."""
    found: list[Denial] = []
    lower = text.lower()
    # far quicker
    if (
        "n't" not in lower
        and "n’t" not in lower
        and _first_cues().isdisjoint(map(stem, words(text)))
    ):
        return ()
    for clause in CLAUSE.split(text):
        # "didn't" is one word to the tokenizer, and its stem says nothing; "not only" denies
        # nothing
        line = [
            "not" if word.endswith(("n't", "n’t")) else word
            for word in words(NOT_ONLY.sub("", clause))
        ]
        found += [
            Denial(" ".join(cue), kind, frozenset(stems(clause))) for cue, kind in _cues_in(line)
        ]
    return tuple(found)


def _cues_in(line: list[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words of each cue that stands in the line, with its kind."""
    keys = [stem(word) for word in line]
    for i, size in product(range(len(line)), (1, 2)):
        if i + size <= len(line) and (kind := _denial_cues().get(tuple(keys[i : i + size]))):
            yield tuple(line[i : i + size]), kind


def rarity(having: np.ndarray | int, size: int) -> np.ndarray:
    """How much a word counts that so many of all texts have: its inverse document frequency (Spärck
    Jones 1972)."""
    return np.log((1 + size + UNSEEN) / (1 + having)) + 1


def own_weight(term: str) -> float:
    """The share of its rarity that a term counts with."""
    return 0.5 if term.startswith("~") else LIGHT_WEIGHT if term in LIGHT else 1.0


def with_kin(keys: Iterable[str]) -> frozenset[str]:
    """The stems and the groups of near-synonyms that these belong to."""
    return frozenset(term for key in keys for term in (key, *kin(key)))
