"""Lines that are no report: what a site puts around one, and who published it and when."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import dateparser

from lib.text.data import data_lines, data_table

EDGE = 8  # lines at the top and at the foot that an imprint may stand in
LONGEST = 200  # characters; a longer line is a paragraph of the report
HEADING = 120  # the same for a heading
LINE_OF_CHROME = 400  # the same for lines of the site
LABEL = re.compile(r"[A-Z][A-Z .’'-]{1,40}:\s")
MASTHEAD = 2  # lines at the top that may hold the outlet's name alone
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satu?r?|sun)(?:day)?\.?,? )"
DATE = (
    rf"(?i:{WEEKDAY}?(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}\.?,? \d{{4}}"
    rf"|{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}))"
)
DAY = rf"(?i:(?:{MONTH}\.? \d{{1,2}}|\d{{1,2}} {MONTH})(?:,? \d{{4}})?)"
WORD = r"[A-Z](?:[\w.’'&-]*[\w’'&-])?"
NAME = rf"(?!(?i:{WEEKDAY}|{MONTH}\b))(?-i:{WORD}(?: (?:{WORD}|of|and|the|for|on)){{0,6}})"
WIRE = r"(?i:ap|afp|apa|ani|ians|pti|dpa|epa|efe|upi|tass|tns|cnn|reuters|xinhua|kyodo|yonhap|ansa)"
CAPITAL = "A-ZÀ-ÖØ-Þ"
SHORT_DAY = rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:, {DAY})?|{DAY})"
LAND = rf"(?:, (?!{SHORT_DAY})[A-Z][A-Za-z. ]{{1,30}}?| \[[A-Z][A-Za-z. ]{{1,30}}\])"
CAPITALS = rf"(?!{WIRE}\b)[{CAPITAL}][{CAPITAL} .’'/-]{{2,40}}?"
PLACE = rf"(?P<place>{CAPITALS}(?: and {CAPITALS})?{LAND}?)"
TOWN = rf"(?P<place>[{CAPITAL}][\w’'-]+(?:[ /][{CAPITAL}][\w.’'-]+){{0,3}}{LAND}?)"
AGENCY = rf"(?P<publisher>{NAME}|{WIRE})(?:[/,] ?(?:{NAME}|{WIRE}))*"
DASH = r"\.?(?:--|[-–—―])\**(?=\s|$)"


@cache
def _outlet() -> str:
    """A name in capitals whose last word shows that it is an outlet's."""
    words = "|".join(
        word if word.isupper() else f"{word}|{word.upper()}"
        for word in data_lines(__package__, "outlets.txt")
    )
    return rf"(?-i:(?:(?:[A-Z][\w.’'&-]*|of|and|the) ){{0,5}}(?:{words})\b)"


def is_outlet(name: str) -> bool:
    """Whether the name is a newspaper's, agency's or station's: by its last word or an address."""
    return bool(re.fullmatch(rf"{_outlet()}|The {NAME}|\w[\w-]*\.(?:com|org|net)", name))


class Imprint(NamedTuple):
    """What a line says of its report, by which rule and its rank: by whom, when, changed when,
    where it was written."""

    rank: int
    rule: str
    publisher: str | None = None
    published: str | None = None
    modified: str | None = None
    place: str | None = None


@cache
def _imprints() -> list[tuple[int, str, str, re.Pattern[str]]]:
    """The rules of imprint.tsv: rank, name, the part of a line that they are for, and pattern."""
    meanings = {"{date}": DATE, "{name}": NAME, "{outlet}": _outlet(), "{place}": PLACE}
    meanings |= {"{town}": TOWN, "{wire}": WIRE, "{agency}": AGENCY, "{day}": SHORT_DAY}
    meanings |= {"{land}": LAND, "{capitals}": CAPITALS, "{dash}": DASH}
    rules = []
    for rank, row in enumerate(data_table(__package__, "imprint.tsv")):
        pattern = row["pattern"]
        for mark, meaning in meanings.items():
            pattern = pattern.replace(mark, meaning)
        # only its capitals tell the place of a dateline from the beginning of a sentence
        flags = 0 if row["part"] == "start" else re.IGNORECASE
        rules.append((rank, row["rule"], row["part"], re.compile(pattern, flags)))
    return rules


def imprints(lines: list[str]) -> dict[int, list[Imprint]]:
    """The imprints of a document by the number of the line, one of the first or the last ones."""
    edges = [*range(len(lines))[:EDGE], *range(len(lines))[EDGE:][-EDGE:]]
    parts = {i: _parts(lines[i]) for i in edges if len(lines[i]) <= LONGEST}
    # below the top the name of an outlet is a heading such as "The Review"
    said = {i: some for i, some in parts.items() if some}
    return {i: some for i, some in said.items() if some[0].rule != "masthead" or i < MASTHEAD}


def _parts(line: str) -> list[Imprint]:
    """What a line says, part by part between bars; nothing for a line of the report."""
    known, unknown = [], []
    for text in re.split(r"\s[|·•]\s", line):
        if imprint := _part(text):
            known.append(imprint)
        else:
            unknown.append(text)
    # beside a date or byline a lone name is the outlet's ("Posted on May 11, 2023 by admin |
    # Rivers24")
    if known and len(unknown) == 1 and re.fullmatch(NAME, unknown[0]):
        return [*known, Imprint(known[0].rank, "outlet", publisher=unknown[0])]
    return [] if unknown else known


@lru_cache(maxsize=4096)  # a text is cleaned and checked in several rounds
def _part(text: str) -> Imprint | None:
    for rank, rule, part, pattern in _imprints():
        if part == "whole" and (match := pattern.fullmatch(text)):
            return Imprint(rank, rule, **match.groupdict())
    return None


class Dateline(NamedTuple):
    """What the first sentence begins with: where, when and by whom it was written; and its end."""

    said: Imprint
    end: int


def dateline(line: str) -> Dateline | None:
    """The dateline that a line begins with ("KABUL, Nov 22, 2024 (Reuters) -"), if it has one."""
    for rank, rule, part, pattern in _imprints():
        if part == "start" and (match := pattern.match(line[:LONGEST])):
            return Dateline(Imprint(rank, rule, **match.groupdict()), match.end())
    return None


def opening(lines: Sequence[str]) -> tuple[int, Dateline] | None:
    """The dateline that a report opens with and the number of its line; None if it has none.

    Beneath a first paragraph, which may be a standfirst, none is a name with a colon; nowhere is
    one that begins several lines: it names who speaks.
    """
    labels = [number for number, line in enumerate(lines) if LABEL.match(line)]
    first = True
    for number, line in enumerate(lines[: 2 * EDGE]):
        found = dateline(line)
        if found and _opens(line, found) and (number not in labels or (first and len(labels) < 2)):
            return number, found
        first = first and not _opens(line, found)
    return None


def _opens(line: str, found: Dateline | None) -> bool:
    """Whether it is a paragraph by its length or as a sentence, or a dateline alone."""
    alone = found is not None and found.end == len(line)
    return len(line) > HEADING or alone or bool(re.search(r"[.!?][\"”’')]*$", line))


@lru_cache(maxsize=4096)  # the reports of a story are of few days
def day(words: str) -> str | None:
    """The ISO date that the words name; None if none, or one of two readings (03/04/2024)."""
    days = {_parsed(words, order) for order in ("DMY", "MDY")}
    return days.pop() if len(days) == 1 else None


def is_ambiguous(words: str) -> bool:
    """Whether the words name a day that may be one of two: 02/03/2021."""
    return len({_parsed(words, order) for order in ("DMY", "MDY")}) > 1


def _parsed(words: str, order: str) -> str | None:
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    order_of = settings | {"DATE_ORDER": order}
    date = dateparser.parse(words, languages=["en"], settings=order_of)
    return date.date().isoformat() if date else None


def chrome_rule(line: str) -> str | None:
    """The rule (of chrome.tsv) by which a whole line is the site's; None if it is the report's."""
    if len(line) > LINE_OF_CHROME or not _any_chrome().fullmatch(line):
        return None
    return next(rule for rule, pattern in _chrome() if pattern.fullmatch(line))


@cache
def _chrome() -> list[tuple[str, re.Pattern[str]]]:
    rows = data_table(__package__, "chrome.tsv")
    return [(row["rule"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows]


@cache
def _any_chrome() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _chrome()), re.IGNORECASE)
