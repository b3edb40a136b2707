"""Files in which a press database puts several articles: each with its text, title, publisher and
day, by the signs of articles.tsv.

begins and ends are where a file is cut: before the one, after the other. text is the head of an
article, behind which its text stands; after is what stands behind the text. head is found in no
part that only goes on, where an article quotes what ends one. cover is found in what tells of the
search. title, publisher, published, place find their value as group 1 in what stands around the
text, and sender a mailbox whose owner may be the publisher. media is the only kind of file that may
have the layout. several is what stands at each article of a file of no known layout.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from lib.ingest.readers.exports import dated
from lib.ingest.readers.mail import sender
from lib.ingest.readers.reading import Reading
from lib.text.data import data_table
from lib.text.decoding import Rejected
from lib.text.phrases import shorten

MONTH = r"[^\W\d_]{3,12}\.?"
# as the pages of the databases have them in English, German, French, Dutch, Spanish and Italian
LENGTHS = "length|länge|longueur|lengte|longitud|lunghezza"
TONGUES = "language|sprache|langue|taal|idioma|lingua"
ABOVE = (
    f"{LENGTHS}|byline|autor|auteur|autore|section|rubrik|rubrique|rubriek|sección|sezione"
    "|dateline|highlight"
)
NAMES = (
    f"{ABOVE}|{TONGUES}|load-date|update|series|notes|correction|correction-date"
    "|publication-type|document-type|journal-code"
)
WORDS = "words?|wörter|mots?|woorden|palabras?|parole"
LANGUAGES = (
    "English|German|French|Spanish|Italian|Portuguese|Dutch|Swedish|Danish|Norwegian|Polish"
    "|Englisch|Deutsch|Französisch|Anglais|Français|Engels|Nederlands|Inglés|Español|Inglese"
    "|Italiano"
)
NAMED = r"\*?[^\W\d][\w -]{1,24}:.*\n"  # a line of the head of a mail
# a named line goes on below only where it is as long as a line can be
MEANINGS = {
    "{date}": rf"(?:{MONTH},? )?(?:{MONTH} \d{{1,2}},? \d{{4}}"
    rf"|\d{{1,2}}(?:\.|er)? (?:de )?{MONTH} (?:de )?\d{{4}})\b",
    "{length}": rf"(?i:(?:{LENGTHS}): [\d,.]+ (?:{WORDS}))",
    "{words}": rf"[\d,.]+ (?i:{WORDS})",
    "{above}": f"(?i:{ABOVE}):",
    "{tongue}": f"(?i:{TONGUES}):",
    "{label}": rf"(?i:(?:{NAMES}):(?:.{{0,59}}|.{{60,}}(?:\n(?!(?:{NAMES}|body):?).+)*)"
    r"|headline:.*(?:\n.+)*|{copyright})\n+",
    "{copyright}": r"(?:copyright|©|\(c\))(?: ©| \(c\))? ?\d{4}\b.*|all rights reserved\.?",
    "{language}": rf"(?:{LANGUAGES})",
    "{head}": rf"(?=(?:{NAMED})*?(?i:from|von):)(?=(?:{NAMED})*?(?i:subject|betreff):)"
    rf"(?:{NAMED}){{3,}}\n+",
}
FURNITURE = re.compile(r"^(?:#+ |(?:> ?)+)")  # the marks of a heading, of what a mail quotes
SHOWN = 60  # characters of a part that its refusal shows


Signs = dict[
    str, list[re.Pattern[str]]
]  # the patterns of each sign of a layout; none if it has none


class Lines(NamedTuple):
    """A text without indents and with no blank line after another; starts: where each of its lines
    begins in it, places: where in the text as it is."""

    plain: str
    starts: list[int]
    places: list[int]

    def place(self, at: int) -> int:
        """Where in the text as it is the first line begins that does not begin before."""
        return self.places[bisect_left(self.starts, at)]


class Part(NamedTuple):
    """What stands between two cuts: where it begins, where the sign that ends it does, its end."""

    start: int
    stop: int
    end: int


def articles(reading: Reading) -> list[Reading | Rejected]:
    """A reading for each article in a text, with `start`, or the text's own where it holds but one.

    What stands between them and tells of no search is refused, as is a text that seems to hold
    several and is of no known layout.
    """
    lines = _lines(reading.text)
    for layout, signs in _layouts().items():
        if not all(sign.fullmatch(reading.media_type) for sign in signs["media"]):
            continue
        found = list(_articles(reading, lines, layout, signs))
        read = [one for one in found if isinstance(one, Reading)]
        if any(one.said["publisher"] or signs["sender"] for one in read):
            return found
    several = _layouts()["unknown"]["several"]
    marks = [match[0] for sign in several for match in sign.finditer(lines.plain)]
    if len(marks) < 2:
        return [reading]
    shown = ", ".join(repr(shorten(mark, SHOWN)) for mark in marks[:2])
    return [Rejected(f"seems to hold several articles ({shown}), in no layout that is known")]


@cache
def _layouts() -> dict[str, Signs]:
    """The patterns of articles.tsv, by layout and sign."""
    layouts: dict[str, Signs] = defaultdict(lambda: defaultdict(list))
    for row in data_table(__package__, "articles.tsv"):
        pattern = row["pattern"]
        for mark, meaning in MEANINGS.items():
            pattern = pattern.replace(mark, meaning)
        layouts[row["layout"]][row["sign"]].append(re.compile(pattern, re.MULTILINE))
    return layouts


def _lines(text: str) -> Lines:
    plain: list[str] = []
    starts, places, place, at = [], [], 0, 0
    for line in text.splitlines(keepends=True):
        words = FURNITURE.sub("", line.strip())
        if words or (plain and plain[-1]):
            plain.append(words)
            starts.append(at)
            places.append(place)
            at += len(words) + 1
        place += len(line)
    return Lines("\n".join([*plain, ""]), [*starts, at], [*places, place])


def _articles(
    reading: Reading, lines: Lines, layout: str, signs: Signs
) -> Iterator[Reading | Rejected]:
    """What each part of a text in a layout is: an article, or the reason why not."""
    for part in _parts(lines.plain, signs):
        whole = lines.plain[part.start : part.end]
        if head := _found(signs, "text", lines.plain, part.start, part.stop):
            yield _article(reading, lines, signs, part, head.end())
        elif whole.strip() and not _found(signs, "cover", lines.plain, part.start, part.end):
            yield Rejected(f"no article in the layout of {layout}: {shorten(whole, SHOWN)!r}")


def _parts(plain: str, signs: Signs) -> list[Part]:
    """The parts of a text in order; one that only goes on is one with the part before it."""
    begins = {match.start() for sign in signs["begins"] for match in sign.finditer(plain)}
    ends = {
        match.end() + 1: match.start() for sign in signs["ends"] for match in sign.finditer(plain)
    }
    if len(begins) > 1:  # what is counted ends right before the next number
        nexts = sorted({*begins, len(plain)})
        after = {end: nexts[min(bisect_left(nexts, end), len(nexts) - 1)] for end in ends}
        ends = {end: ends[end] for end in ends if not plain[end : after[end]].strip()}
    parts: list[Part] = []
    if not begins and not ends:
        return parts
    for start, end in pairwise(sorted({0, len(plain), *begins, *ends})):
        part = Part(start, ends.get(end, end), end)
        goes_on = parts and start in ends and end in ends
        if goes_on and not any(sign.search(plain, start, end) for sign in signs["head"]):
            part = Part(parts.pop().start, part.stop, end)
        parts.append(part)
    return parts


def _article(
    reading: Reading, lines: Lines, signs: Signs, part: Part, head: int
) -> Reading | Rejected:
    """The article of a part whose head ends there."""
    after = _found(signs, "after", lines.plain, head, part.stop)
    stop = after.start() if after else part.stop
    start, end = lines.place(head), lines.place(stop)
    bare = reading.text[start:end]
    start += len(bare) - len(bare.lstrip())
    beside = f"{lines.plain[part.start : head]}\n\n{lines.plain[stop : part.end]}"
    if not bare.strip():
        return Rejected(f"no text in the article {shorten(beside, SHOWN)!r}")
    return reading._replace(
        text=bare.strip(), said=_said(beside, signs), property_title=None, start=start
    )


def _said(beside: str, signs: Signs) -> dict[str, str | None]:
    """title, publisher, published and place, as what stands around the text gives them."""
    values = {
        field: [match[1] for sign in signs[field] for match in sign.finditer(beside)]
        for field in ("title", "publisher", "published", "place", "sender")
    }
    days = (dated(words) for words in values["published"])
    return {
        "title": next(iter(values["title"]), None),
        "publisher": next(iter(values["publisher"]), None)
        or next(filter(None, map(sender, values["sender"])), None),
        "published": next((day for day in days if day), None),
        "place": next(iter(values["place"]), None),
    }


def _found(signs: Signs, sign: str, plain: str, start: int, end: int) -> re.Match[str] | None:
    """The first match of a sign's patterns between two places."""
    found = (match for one in signs[sign] if (match := one.search(plain, start, end)))
    return min(found, key=lambda match: match.start(), default=None)
