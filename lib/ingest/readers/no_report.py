"""Whether a web page is a report at all: by what it declares, how much it tells, and its links."""

import re
from functools import cache
from typing import NamedTuple

from lxml.html import HtmlElement

from lib.ingest.readers.lost import NO_LETTER, told
from lib.ingest.readers.said import Page
from lib.text.data import data_table

# English words that address the reader, or by which a site speaks of itself
ADDRESS = re.compile(r"\b(?:you|your|yours|we|our|ours|us)\b", re.IGNORECASE)
QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
HEADS = "h2 h3 h4 h5 h6".split()
UNSEEN = frozenset("script style noscript template".split())


class Signs(NamedTuple):
    """What tells a report from other pages; shares are of words."""

    title: str
    kind: str
    declared: bool
    root: bool
    told: int
    links: float
    reader: float
    heads: int
    lines: int
    items: float


def no_report(page: Page, lines: list[str]) -> str | None:
    """Why the page is no report, if it is none: a row of no_report.tsv."""
    signs = _signs(page, lines)
    return next((rule["reason"] for rule in _rules() if _holds(rule, signs)), None)


@cache
def _rules() -> list[dict[str, str]]:
    return data_table(__package__, "no_report.tsv")


def _holds(rule: dict[str, str], signs: Signs) -> bool:
    """Whether every condition that the rule gives holds."""
    return all(
        not condition or _meets(name, condition, getattr(signs, name))
        for name, condition in rule.items()
        if name in Signs._fields
    )


def _meets(name: str, condition: str, sign: str | bool | float) -> bool:
    if isinstance(sign, str):
        return bool(re.search(condition, sign, re.IGNORECASE))
    if isinstance(sign, bool):
        return sign == (condition == "yes")
    most = {"told": sign < float(condition), "lines": sign <= float(condition)}
    return most.get(name, sign >= float(condition))


def _signs(page: Page, lines: list[str]) -> Signs:
    text = QUOTED.sub("", " ".join(lines))
    linked = [part.text_content() for part in page.tree.iter("a")]
    links = {NO_LETTER.sub("", words) for words in linked}
    heads = [NO_LETTER.sub("", line) for line in lines if line.startswith("## ")]
    return Signs(
        f"{page.headline}\n{page.tree.findtext('.//title')}",
        "\n".join(page.kinds),
        page.declares_a_report,
        page.is_root,
        told(lines),
        sum(len(words.split()) for words in linked) / (_words(page.tree) or 1),
        len(ADDRESS.findall(text)) / (len(text.split()) or 1),
        max(_leading_elsewhere(page.tree, lines), sum(one in links for one in heads)),
        len(lines),
        sum(line.startswith("- ") for line in lines) / (len(lines) or 1),
    )


def _leading_elsewhere(tree: HtmlElement, lines: list[str]) -> int:
    """How many paragraphs of the text stand below a heading that is a link to another page."""
    whole = NO_LETTER.sub("", "".join(lines))
    heads, passed = 0, False
    for part in tree.iter("p", *HEADS):
        if part.tag in HEADS:
            links = [*part.iter("a"), *part.iterancestors("a")]
            passed |= any(link.get("href", "")[:1] not in ("", "#") for link in links)
        elif (letters := NO_LETTER.sub("", part.text_content())) and letters in whole:
            heads, passed = heads + passed, False
    return heads


def _words(tree: HtmlElement) -> int:
    """The words that a reader of the page sees."""
    body = tree.find(".//body")
    parts = (tree if body is None else body).iter("*")
    return sum(
        len(text.split())
        for part in parts
        for text in ("" if part.tag in UNSEEN else part.text, part.tail)
        if text
    )
