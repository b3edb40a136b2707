"""Whether a web page is a report at all: by what it declares, how much it tells, and its links."""

import re
from functools import cache, cached_property

from lxml.html import HtmlElement

from lib.ingest.readers.lost import NO_LETTER, told
from lib.ingest.readers.said import Page
from lib.text.data import data_table

# English words that address the reader, or by which a site speaks of itself
ADDRESS = re.compile(r"\b(?:you|your|yours|we|our|ours|us)\b", re.IGNORECASE)
QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
HEADS = "h2 h3 h4 h5 h6".split()
UNSEEN = frozenset("script style noscript template".split())


class Signs:
    """What tells a report from other pages, each looked for when a rule asks; shares are of words.

    Most reports declare that they are one, of which no rule asks for more.
    """

    def __init__(self, page: Page, lines: list[str]) -> None:
        self._page, self._lines = page, lines
        self.kind = "\n".join(page.kinds)
        self.declared = page.declares_a_report
        self.root = page.is_root
        self.lines = len(lines)

    @cached_property
    def title(self) -> str:
        return f"{self._page.headline}\n{self._page.tree.findtext('.//title')}"

    @cached_property
    def told(self) -> int:
        return told(self._lines)

    @cached_property
    def _linked(self) -> list[str]:
        return [part.text_content() for part in self._page.tree.iter("a")]

    @cached_property
    def links(self) -> float:
        return sum(len(words.split()) for words in self._linked) / (_words(self._page.tree) or 1)

    @cached_property
    def reader(self) -> float:
        text = QUOTED.sub("", " ".join(self._lines))
        return len(ADDRESS.findall(text)) / (len(text.split()) or 1)

    @cached_property
    def heads(self) -> int:
        links = {NO_LETTER.sub("", words) for words in self._linked}
        heads = [NO_LETTER.sub("", line) for line in self._lines if line.startswith("## ")]
        elsewhere = _leading_elsewhere(self._page.tree, self._lines)
        return max(elsewhere, sum(one in links for one in heads))

    @cached_property
    def items(self) -> float:
        return sum(line.startswith("- ") for line in self._lines) / (self.lines or 1)


def no_report(page: Page, lines: list[str]) -> str | None:
    """Why the page is no report, if it is none: a row of no_report.tsv."""
    signs = Signs(page, lines)
    return next((rule["reason"] for rule in _rules() if _holds(rule, signs)), None)


@cache
def _rules() -> list[dict[str, str]]:
    return data_table(__package__, "no_report.tsv")


def _holds(rule: dict[str, str], signs: Signs) -> bool:
    """Whether every condition that the rule gives holds."""
    return all(
        not condition or _meets(name, condition, getattr(signs, name))
        for name, condition in rule.items()
        if name not in ("reason", "why")
    )


def _meets(name: str, condition: str, sign: str | bool | float) -> bool:
    if isinstance(sign, str):
        return bool(re.search(condition, sign, re.IGNORECASE))
    if isinstance(sign, bool):
        return sign == (condition == "yes")
    most = {"told": sign < float(condition), "lines": sign <= float(condition)}
    return most.get(name, sign >= float(condition))


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
