"""A text in, edits of the lines that a site put around the report out, told by their signs.

A line has odds of being the site's (site_weights.tsv, by its place). None goes from a text of which
no line has the words of sites.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby, pairwise

from lib.cleaning.edits import Edit
from lib.cleaning.lines import LIST_MARK, Line, lines_of
from lib.cleaning.markup import with_space
from lib.cleaning.signs import ENDS, LONG, Signs, signs_of, tokens, weights_of
from lib.text.data import data_table
from lib.text.imprint import LINE_OF_CHROME, LONGEST, NAME, chrome_rule, imprints, is_outlet
from lib.text.words import stems, words

# log odds from which a line is the site's, where another line surely is; where none is; between two
# paragraphs, where a cross-head may stand
SITE, ALONE, CROSS_HEAD = 0.5, 3.0, 0.7
SENTENCE = 1.5  # more than these for a paragraph
SURELY, OPENLY = 3.0, 4.0  # log odds that make company; two of which need no words of sites
NAMED = (0.8, 1.5)  # mean and highest weight of the words of a line that names the site
STRONGLY = (1.5, 2.5)
LEAD_IN = 6  # words; a longer line with a colon at its end leads in what a report quotes
SAID = 4  # words; fewer that end as a sentence are an answer ("Yes.")
MANY = 2  # short lines; more of them within a report are a list
FEW = 4  # words with a meaning; another report's headline has so many
CLEAR = (3, 0.6)  # words that a clear headline has of the report, their share of its own
MOSTLY = 1 / 3  # of the characters; a text with less in its paragraphs is a list, or broken


RULER = re.compile(r"([.$*=~_#–—+-])(?: ?\1){2,}+")


def chrome(text: str) -> Iterator[Edit]:
    """Lines that the site put around the report: by chrome.tsv, by their signs; and rulers.

    The rule of a line told by its signs is its place: site:above, site:within, site:below.
    """
    lines = list(lines_of(text))
    rules = [_rule(line.text) for line in lines]
    if lines and not rules[-1] and _foreign(lines[-1], text):
        rules[-1] = "chrome:headline"
    bare = [line for line, rule in zip(lines, rules, strict=True) if not rule]
    odds = _odds([line.text for line in bare], told=any(map(_names_site, rules)))
    signed = {
        line: f"site:{place}"
        for line, (odd, limit, place) in zip(bare, odds, strict=False)
        if odd > limit
    }
    ruled = [(line, rule or signed.get(line)) for line, rule in zip(lines, rules, strict=True)]
    for is_chrome, run in groupby(ruled, key=lambda pair: pair[1] is not None):
        if is_chrome:
            yield from _without(text, [(line, rule or "") for line, rule in run])


def _without(text: str, run: list[tuple[Line, str]]) -> Iterator[Edit]:
    """The edits that take out lines in a row, with the narrower gap around them."""
    first, last = run[0][0], run[-1][0]
    start, end = with_space(text, (first.start, last.end), 0)
    if start > 0 and end < len(text):
        before, after = text.count("\n", start, first.start), text.count("\n", last.end, end)
        start, end = (start, last.end) if before <= after else (first.start, end)
    bounds = [start, *(line.start for line, _ in run[1:]), end]
    for (_, rule), (low, high) in zip(run, pairwise(bounds), strict=True):
        yield Edit(rule, low, high, "")


@lru_cache(maxsize=4096)
def _rule(line: str) -> str | None:
    if len(line) <= LINE_OF_CHROME and RULER.fullmatch(line):
        return "separator" if line.strip(". ") else None  # full stops alone may be a pause
    return chrome_rule(line)


def doubtful(text: str) -> Iterator[Line]:
    """The lines that would be the site's if others surely were, and stay."""
    lines = list(lines_of(text))
    odds = _odds([line.text for line in lines], told=True)
    for line, (odd, limit, _) in zip(lines, odds, strict=False):
        if SITE < odd <= limit:
            yield line


# A page's name for itself: the headline, a dash or bar, and an outlet
PAGE_NAME = re.compile(rf"(?P<headline>[^\n]{{20,200}}) [–—|-] (?P<outlet>{NAME})")


def _foreign(line: Line, text: str) -> bool:
    """Whether the last line is another story's headline, by outlet and words not in the text."""
    page = PAGE_NAME.fullmatch(line.text)
    if not page or not is_outlet(page["outlet"]) or line.start == 0:
        return False
    own = set(stems(page["headline"]))
    return len(own - set(stems(text[: line.start]))) * 2 > len(own)


def _names_site(rule: str | None) -> bool:
    return rule is not None and rule.startswith("chrome")


def _odds(lines: Sequence[str], *, told: bool = False) -> list[tuple[float, float, str]]:
    """Of each line the odds, the odds that take it out, and its place; none in a sound text.

    told: whether a rule has taken a line of the site out, so that there is one.
    """
    short = sum(len(line) <= LONG and line[-1] not in ".!?" for line in lines)
    named = [_is_named(line) for line in lines]
    if short <= MANY and not any(named) and not told:
        return []
    signs, odds = _read(tuple(lines))
    whole = sum(len(line) for line, one in zip(lines, signs, strict=False) if one.paragraph)
    if whole < MOSTLY * sum(map(len, lines)):
        return []
    says = [name and not _is_cross_head(one) for name, one in zip(named, signs, strict=True)]
    if not told and not any(says) and not _is_open(lines, signs, odds):
        return []
    sure = sum(odd > SURELY for odd in odds)
    kept = _kept(lines, signs, named)
    return [
        (-math.inf if i in kept else odd, _limit(one, company=sure > (odd > SURELY)), one.place)
        for i, (one, odd) in enumerate(zip(signs, odds, strict=True))
    ]


@lru_cache(maxsize=8)  # a text is cleaned, checked, and asked for what is doubtful in it
def _read(lines: tuple[str, ...]) -> tuple[list[Signs], list[float]]:
    """The signs of each line, and its odds by them alone."""
    signs = signs_of(lines)
    return signs, [_sum(one) for one in signs]


def _is_open(lines: Sequence[str], signs: list[Signs], odds: list[float]) -> bool:
    """Whether two lines below or within the report are the site's by all signs but its words."""
    telling = (
        line
        for line, one, odd in zip(lines, signs, odds, strict=True)
        if odd > OPENLY and one.place != "above" and not line.isupper() and line[-1] not in ".:"
    )
    return sum(not imprints([line]) for line in telling) > 1


def _headline(signs: list[Signs]) -> int | None:
    """The line above the report whose words recur in it most; None if none has one that does."""
    above = [i for i, one in enumerate(signs) if one.place == "above" and one.known]
    return max(above, key=lambda i: signs[i].known, default=None)


@lru_cache(maxsize=4096)
def _is_named(line: str) -> bool:
    """Whether a short line has the words of sites, and is no imprint."""
    if len(line) > LONGEST or (line[-1] in ".!?" and len(line.split()) < SAID):
        return False
    mean, highest = weights_of(tokens(line))
    return mean >= NAMED[0] and highest >= NAMED[1] and not imprints([line])


def _sum(one: Signs) -> float:
    weights = _weights()[one.place]
    return sum([weights[name] * value for name, value in one.values.items()])


def _limit(one: Signs, *, company: bool) -> float:
    limit = SITE if company else ALONE
    if one.between and _is_cross_head(one):
        limit = max(limit, CROSS_HEAD)
    return limit + SENTENCE * one.paragraph


def _is_cross_head(one: Signs) -> bool:
    """Whether it may be one: few words within the report, which are not those of sites."""
    return one.place == "within" and one.words < FEW and not _is_strong(one)


def _is_strong(one: Signs) -> bool:
    return one.mean >= STRONGLY[0] and one.highest >= STRONGLY[1]


def _kept(lines: Sequence[str], signs: list[Signs], named: list[bool]) -> set[int]:
    """The lines that are the report's by their form and place, whatever their odds."""
    headline = _headline(signs)
    lists = _lists(signs)
    return {
        i
        for i, (line, one) in enumerate(zip(lines, signs, strict=True))
        if i == headline
        or _is_formed(line, one)
        or (headline is not None and _may_head(one, signs[headline]))
        # an answer; a standfirst or cross-head beneath the headline; a list
        or (
            not named[i]
            and (ENDS.search(line) or (one.place == "above" and i > (headline or 0)) or i in lists)
        )
    }


def _may_head(one: Signs, best: Signs) -> bool:
    """Whether it may be the headline: it has words of the report, and half of its own are such
    where most of the best's are."""
    clear = best.known >= CLEAR[0] and best.known >= CLEAR[1] * best.words
    most = one.known * 2 >= one.words or not clear
    return one.place == "above" and one.known > 1 and most and not _is_strong(one)


def _is_formed(line: str, one: Signs) -> bool:
    """Whether it is a lead-in, an item, a cross-head in capitals or an imprint."""
    lead_in = line[-1] == ":" and len(words(line)) >= LEAD_IN
    cross_head = _is_cross_head(one) and line.isupper()
    return lead_in or cross_head or bool(LIST_MARK.match(line) or imprints([line]))


def _lists(signs: list[Signs]) -> set[int]:
    """The lines of long runs of short ones within the report: lists, tables, talk."""
    short = groupby(
        range(len(signs)), lambda i: signs[i].place == "within" and not signs[i].paragraph
    )
    runs = (list(run) for is_short, run in short if is_short)
    return {i for run in runs if len(run) > MANY for i in run}


@cache
def _weights() -> dict[str, dict[str, float]]:
    """For each place the weight of each sign."""
    rows = data_table(__package__, "site_weights.tsv")
    places = [name for name in rows[0] if name != "sign"]
    return {place: {row["sign"]: float(row[place]) for row in rows} for place in places}
