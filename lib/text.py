"""Text and places in it: repairs and their replay, sentences, words, stems."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lib.process import SPARED, without

DATA = Path(__file__).parent / "data"
WIDEST = 60  # characters of the name of a document that a table or a figure has room for
WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
# Words too common to tell one claim from another. Negations are kept out of this list on purpose.
STOP_WORDS = frozenset(
    "a an the this that these those its it he she they them his her their our we us you i my me"
    " your as at by for from in into of on onto over to under up down with within about after"
    " before between during through against and or but if while than then so such also is are was"
    " were be been being am has have had having do does did will would shall should can could may"
    " might must which who whom whose what when where there here".split()
)


class Repair(NamedTuple):
    """One change to the raw text: the rule, the place (0-based, end-exclusive), what stood there
    and what stands there now."""

    rule: str
    start: int
    end: int
    before: str
    after: str


class Aligned(NamedTuple):
    """A cleaned text and, for each of its characters, the place in the raw text that it came from.

    starts, ends: integer arrays as long as the text, neither of which ever falls. A character that
    a repair wrote points at all that the repair replaced; for an insertion starts[i] == ends[i].
    """

    text: str
    starts: np.ndarray
    ends: np.ndarray

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The raw hull of the cleaned span; an empty span has no place and raises a ValueError."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(
                f"no characters in the span {start}:{end} of a text of {len(self.text)}"
            )
        return int(self.starts[start]), int(self.ends[end - 1])

    def slice(self, start: int, end: int) -> "Aligned":
        """The cleaned span with its places."""
        return Aligned(self.text[start:end], self.starts[start:end], self.ends[start:end])


def replay(raw: str, repairs: Iterable[Repair]) -> Aligned:
    """The raw text with the repairs made, and where each character came from.

    The repairs must not overlap, and each must find what it says stood there; a ValueError names
    the one that does not.
    """
    parts, starts, ends, done = [], [], [], 0
    for repair in sorted(repairs, key=lambda repair: (repair.start, repair.end)):
        if repair.start < done or raw[repair.start : repair.end] != repair.before:
            raise ValueError(f"this repair does not fit the text: {repair}")
        parts += [raw[done : repair.start], repair.after]
        kept, size = np.arange(done, repair.start), len(repair.after)
        starts += [kept, np.full(size, repair.start)]
        ends += [kept + 1, np.full(size, repair.end)]
        done = repair.end
    kept = np.arange(done, len(raw))
    return Aligned(
        "".join([*parts, raw[done:]]),
        np.concatenate([*starts, kept]),
        np.concatenate([*ends, kept + 1]),
    )


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of a block, by Punkt (Kiss and Strunk 2006) with a list of news
    abbreviations."""
    return list(_punkt().span_tokenize(text))


# NLTK is imported where it is needed: it takes long to load, and not every notebook cuts sentences
# or stems words.
@cache
def _punkt() -> Any:
    with without(SPARED):
        from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(data_lines("abbreviations.txt"))
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
    return _stemmer().stem(word.removesuffix("'s").removesuffix("’s"))


def data_lines(name: str) -> list[str]:
    """The lines of a data file of lib, without comments and empty lines."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def data_table(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated data file of lib, by the names in its first line; lines with #
    are comments."""
    header, *rows = [line.split("\t") for line in data_lines(name)]
    return [dict(zip(header, row, strict=True)) for row in rows]


def shorten(text: str, width: int = 120) -> str:
    """The text on one line, cut at a word with … where it is longer than width characters."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    return line[: width - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"


def joined(items: Sequence[str], last: str = "and") -> str:
    """The items as a phrase: "a", "a and b", "a, b and c"."""
    return (
        items[0]
        if len(items) == 1
        else f"{', '.join(items[:-1])} {last} {items[-1]}"
        if items
        else ""
    )


def by_document(rows: Iterable[dict]) -> dict[str, list[dict]]:
    """The rows of a table by their doc_id, in order."""
    found: dict[str, list[dict]] = {}
    for row in rows:
        found.setdefault(row["doc_id"], []).append(row)
    return found


def plural(number: int, thing: str) -> str:
    """ "no claims", "1 claim", "2,000 claims"."""
    return f"{f'{number:,}' if number else 'no'} {thing}{'' if number == 1 else 's'}"


def floored(value: float) -> float:
    """The value rounded down to two digits, so that a likeness shown is never more than it is:
    0.5457 is 0.54, 0.57 is 0.57."""
    return math.floor(round(value * 100, 6)) / 100  # 0.57 * 100 is 56.99999999999999


def share(number: int, total: int, thing: str) -> str:
    """ "2 of 3 claims", "none of 3 claims"; "no claims" where there are none to be a share of."""
    return (
        f"{f'{number:,}' if number else 'none'} of {plural(total, thing)}"
        if total
        else plural(0, thing)
    )


def extent(values: Mapping[str, float | None], form: str = ",.0f") -> str:
    """From the least to the most of the values by name: "2 (a) to 7 (b)", "2 in each" where all are
    the same as shown, "2" of a single one.

    Nulls are left out; "not known" where nothing else is left.
    """
    known = {
        name: value for name, value in values.items() if value is not None and not math.isnan(value)
    }
    if not known:
        return "not known"
    low, high = (choose(known, key=known.__getitem__) for choose in (min, max))
    least, most = format(known[low], form), format(known[high], form)
    if least == most:
        return least if len(known) == 1 else f"{least} in each"
    return f"{least} ({low}) to {most} ({high})"


def short_names(documents: Iterable[dict]) -> dict[str, str]:
    """A short name for each document by doc_id: the first part of its file's name, or its path
    where two have the same.

    What is long, or has characters that cannot be shown, is cut, and has its doc_id with it.
    """
    stems = {
        row["doc_id"]: re.split(r"[_\s]", Path(row["path"]).stem)[0] or row["path"]
        for row in documents
    }
    counts = Counter(stems.values())
    names = {
        row["doc_id"]: stems[row["doc_id"]] if counts[stems[row["doc_id"]]] == 1 else row["path"]
        for row in documents
    }
    return {
        doc_id: name if len(name) <= WIDEST and name.isprintable() else _cut(name, doc_id)
        for doc_id, name in names.items()
    }


def _cut(name: str, doc_id: str) -> str:
    shown = "".join(char if char.isprintable() else "\ufffd" for char in name[:20])
    return f"{shown}… {doc_id}"
