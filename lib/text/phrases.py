"""Small phrases for people: lists, counts, shares, ranges, short names of reports."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

MONTHS = (
    "January February March April May June July August September October November December".split()
)
# words of a name in capitals: those that are letters, and those that are small within it
LETTERS = frozenset("AAP ABC AFP ANI AP EFE EU IANS RIA UK UN UNB UPI US USA".split())
SMALL = frozenset("Of The And For In On De Du La Le Del Al".split())
VOWEL = re.compile("[AEIOUY]")
WIDEST = 60  # characters of the name of a document that a table or a figure has room for


def shorten(text: str, width: int = 120) -> str:
    """The text on one line, cut at a word with … where it is longer than width characters."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    return line[: width - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"


def joined(items: Sequence[str], last: str = "and") -> str:
    """The items as a phrase: "a", "a and b", "a, b and c"."""
    *first, end = items or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def plural(number: int, thing: str) -> str:
    """ "no claims", "1 claim", "2,000 claims"."""
    return f"{f'{number:,}' if number else 'no'} {thing}{'' if number == 1 else 's'}"


def share(number: int, total: int, thing: str) -> str:
    """ "2 of 3 claims", "none of 3 claims"; "no claims" where there are none to be a share of."""
    if not total:
        return plural(0, thing)
    return f"{f'{number:,}' if number else 'none'} of {plural(total, thing)}"


def extent(values: Mapping[str, float | None], form: str = ",.0f") -> str:
    """From the least to the most of the values by name: "2 (a) to 7 (b)".

    It is "2 in each" where all are the same as shown, "2" of a single one. Nulls are left out;
    "not known" where nothing else is left.
    """
    known = {name: value for name, value in values.items() if value is not None}
    known = {name: value for name, value in known.items() if not math.isnan(value)}
    if not known:
        return "not known"
    low, high = (choose(known, key=known.__getitem__) for choose in (min, max))
    least, most = format(known[low], form), format(known[high], form)
    if least == most:
        return least if len(known) == 1 else f"{least} in each"
    return f"{least} ({low}) to {most} ({high})"


def short_names(documents: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The first part of each file's name by doc_id, or its path where two have the same.

    What is long, or has characters that cannot be shown, is cut, and has its doc_id with it.
    """
    paths = {row["doc_id"]: row["path"] for row in documents}
    stems = {name: re.split(r"[_\s]", Path(path).stem)[0] or path for name, path in paths.items()}
    counts = Counter(stems.values())
    names = {doc_id: stem if counts[stem] == 1 else paths[doc_id] for doc_id, stem in stems.items()}
    return {
        doc_id: name if len(name) <= WIDEST and name.isprintable() else _cut(name, doc_id)
        for doc_id, name in names.items()
    }


def outlets(documents: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What a reader calls each report, by doc_id: its publisher, with its day where one publisher
    has several; the short name of its file where that is not known or tells none apart."""
    rows = list(documents)
    files = short_names(rows)
    days = {row["doc_id"]: spoken(row.get("published")) or "no day" for row in rows}
    names = {row["doc_id"]: _cased(row.get("publisher")) or files[row["doc_id"]] for row in rows}
    for further in (days, files):
        counts = Counter(names.values())
        names = {
            doc_id: name if counts[name] == 1 else f"{name}, {further[doc_id]}"
            for doc_id, name in names.items()
        }
    return {
        doc_id: name if len(name) <= WIDEST and name.isprintable() else _cut(name, doc_id)
        for doc_id, name in names.items()
    }


def _cased(name: str | None) -> str | None:
    """A name of several words that is printed in capitals, as a name is written: letters that
    stand for words stay capitals."""
    if not name or not name.isupper() or " " not in name:
        return name
    first, *rest = [
        word if word in LETTERS or not VOWEL.search(word) else word.capitalize()
        for word in name.split()
    ]
    return " ".join([first, *(word.lower() if word in SMALL else word for word in rest)])


def spoken(day: str | None, *, year: bool = True) -> str:
    """An ISO day as one says it, "9 May 2023", also without its year; "" for none."""
    if not day:
        return ""
    full, month, number = (int(part) for part in day.split("-"))
    return f"{number} {MONTHS[month - 1]}{f' {full}' if year else ''}"


def _cut(name: str, doc_id: str) -> str:
    shown = "".join(char if char.isprintable() else "\ufffd" for char in name[:20])
    return f"{shown}… {doc_id}"
