"""Sentences, words and stems of a text."""

import re
from functools import cache, lru_cache
from typing import Any

from lib.text.data import data_lines
from lib.text.lean import SPARED, without

WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
STOPS = re.compile(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+")
# A capital on one of these after an abbreviation begins a sentence: inside one they have none.
STARTERS = frozenset(
    "the a an this that these those it he she they we his her their its our in on at for from with"
    " by after before but and if when while since as although however meanwhile there two three"
    " police officials".split()
)
# Words too common to tell one claim from another. Negations are kept out of this list on purpose.
STOP_WORDS = frozenset(
    "a an the this that these those its it he she they them his her their our we us you i my me"
    " your as at by for from in into of on onto over to under up down with within about after"
    " before between during through against and or but if while than then so such also is are was"
    " were be been being am has have had having do does did will would shall should can could may"
    " might must which who whom whose what when where there here".split()
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of a block's sentences, by Punkt (Kiss and Strunk 2006) with news abbreviations."""
    return list(_sentences(text))


@lru_cache(maxsize=65536)  # a block is cut for its origin, its versions and its passages
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_punkt().span_tokenize(text))


@cache
def abbreviations() -> frozenset[str]:
    """Abbreviations of news, lower-case and without their last stop: "gen", "u.s"."""
    return Abbreviations(data_lines(__package__, "abbreviations.txt"))


class Abbreviations(frozenset[str]):
    """A list of abbreviations and all words with stops inside: "c.i.a", "p.m", "ph.d"."""

    def __contains__(self, word: object) -> bool:
        return super().__contains__(word) or (isinstance(word, str) and bool(STOPS.fullmatch(word)))


# NLTK is imported where it is needed: it takes long to load, and not every notebook cuts sentences
# or stems words.
@cache
def _punkt() -> Any:
    with without(SPARED):
        from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = abbreviations()
    parameters.sent_starters = set(STARTERS)
    return PunktSentenceTokenizer(parameters)


def words(text: str) -> list[str]:
    """The words of the text in lower case, without punctuation."""
    return list(_words(text))


@lru_cache(maxsize=8192)  # what is compared is asked for its words and stems several times
def _words(text: str) -> tuple[str, ...]:
    return tuple([word.lower() for word in WORD.findall(text)])


def stems(text: str) -> list[str]:
    """The Snowball stems of the text's words that are not stop words, in order."""
    return list(_stems(text))


@lru_cache(maxsize=8192)
def _stems(text: str) -> tuple[str, ...]:
    return tuple([stem(word) for word in _words(text) if word not in STOP_WORDS])


@cache
def _stemmer() -> Any:
    with without(SPARED):
        from nltk.stem.snowball import SnowballStemmer

    return SnowballStemmer("english")


@cache
def stem(word: str) -> str:
    """The Snowball (Porter 2) stem of one lower-case word, without a possessive ending."""
    return str(_stemmer().stem(word.removesuffix("'s").removesuffix("’s")))
