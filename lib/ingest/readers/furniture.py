"""What the makers of a web page set around and into its report for the eye, mended in its tree."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from lib.ingest.readers.lost import NO_LETTER
from lib.text.imprint import DATE, DAY
from lib.text.words import words

# opens over a name when the pointer rests on it
CARD = "//p//span[preceding-sibling::a][.//img][count(.//a) > 1]"
# the headline, opening and picture of another report are one link; a link in a paragraph is its own
TEASER = "//a[@href][.//p or .//div][not(.//h1)]"
LONGEST_TEASER = 60  # words; a longer one is a report in a link that was never closed
# libxml looks for the short piece first, which few elements have
PULLED = (
    "//blockquote | //aside"
    " | //*[contains(@class, 'quote')][contains(translate(@class, '-_', ''), 'pullquote')]"
)
FEWEST_PULLED = 4  # words; fewer may be said twice
MOST = 300  # quotations, or posts, that are looked at: each is sought in the whole page
# a cell of figures has neither a headline nor paragraphs
LAID_OUT = "//table[.//h1 or .//table or .//td[count(p[normalize-space()]) > 1]]"
OF_TABLES = "table tbody thead tfoot tr td th caption".split()
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
NAMED_DAY = re.compile(rf"\b(?:{DATE}|{DAY})\b")
HEADS = frozenset("h1 h2 h3 h4 h5 h6".split())


def mend(tree: HtmlElement, *, live: bool) -> None:
    """Take out cards, teasers and repeated quotations; keep the times of the posts of a live blog.

    A table that only lays the page out becomes divisions.
    """
    for part in dict.fromkeys([*tree.xpath(CARD), *_teasers(tree), *_pulled(tree)]):
        part.drop_tree()
    for table in tree.xpath(LAID_OUT):
        for part in [table, *table.iter(*OF_TABLES)]:
            if part is table or next(part.iterancestors("table"), None) is None:
                part.tag = "div"
    for time in _times(tree) if live else ():
        _with_day(time)
        time.tag = "span" if HEADS & {part.tag for part in time.iterancestors()} else "h2"


def _teasers(tree: HtmlElement) -> list[HtmlElement]:
    links = tree.xpath(TEASER)
    short = [link for link in links if len(link.text_content().split()) <= LONGEST_TEASER]
    return short if len(short) > 1 else []


def _pulled(tree: HtmlElement) -> list[HtmlElement]:
    """The quotations that a paragraph has once more."""
    quotes = tree.xpath(PULLED)[:MOST]
    within = {part for quote in quotes for part in quote.iter("p")}
    told = [_letters(part) for part in tree.iter("p") if part not in within] if quotes else []
    return [quote for quote in quotes if _recurs(quote, told)]


def _recurs(quote: HtmlElement, told: list[str]) -> bool:
    """Whether its words, without those of who said them, stand in one of the texts."""
    said = next(quote.iter("p"), quote)
    letters = _letters(said)
    return len(words(said.text_content())) >= FEWEST_PULLED and any(
        letters in text for text in told
    )


def _letters(element: HtmlElement) -> str:
    return NO_LETTER.sub("", element.text_content())


def _with_day(time: HtmlElement) -> None:
    """The day of the mark-up before the page's words for a time, if these name none ("3h ago")."""
    day = ISO_DAY.match(time.get("datetime", ""))
    if day and not NAMED_DAY.search(time.text_content()):
        time.text = f"{day[0]} {(time.text or '').lstrip()}"


def _times(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The times that stand with the paragraphs of one post; that of the page stands with all."""
    for time in islice(tree.iter("time"), MOST):
        post = next((part for part in time.iterancestors() if part.xpath("boolean(.//p)")), tree)
        if post.xpath("count(.//time)") == 1:
            yield time
