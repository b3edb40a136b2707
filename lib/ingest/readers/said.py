"""What a web page says of its report in its mark-up: headline, publisher, days, address, kind."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from trafilatura.metadata import extract_title, extract_url

from lib.ingest.readers.exports import dated
from lib.text.imprint import DATE, is_ambiguous
from lib.text.words import words

# types of schema.org that are a report, whatever kind of one
REPORT = re.compile(r"^Report|(?:Article|Posting)$")
ARTICLE = re.compile(r"^article|post|entry|story", re.IGNORECASE)
FEW = 3  # reports that the mark-up of one report names, itself and its neighbours
ROOTS = frozenset(("", "/", "/index.html", "/index.php", "/home", "/global", "/international/"))
# where pages say the day, best known first; a name that several makers of sites use
PUBLISHED = (
    "article:published_time og:published_time datepublished publish_date publish-date publishdate"
    " publication_date pubdate parsely-pub-date sailthru.date dc.date.issued dcterms.created"
    " dcterms.date dc.date originalpublicationdate article.published date"
).split()
MODIFIED = (
    "article:modified_time og:updated_time datemodified dcterms.modified dc.date.modified"
    " last-modified lastmod"
).split()
NAMES = "og:site_name publisher dc.publisher application-name".split()
LONGEST_NAME = 60  # characters; a longer name is a slogan
BAR = re.compile(r"(?<!\s)\s+(?:[|–—»•·:-]|::)\s+")
IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")
NEAR = 60  # elements below the headline among which the line with the day stands
EARLIEST = "1990"  # what is earlier is a clock that was never set
SHORT = 120  # characters of such a line
LATER = re.compile(r"(?:updated|modified|edited|corrected)\W{0,3}(?:on|at)?\W{0,3}$", re.IGNORECASE)
WRITTEN = re.compile(rf"\b{DATE}\b")


class Page:
    """A web page, and what it says of its report."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree

    def said(self) -> dict[str, Any]:
        """title, publisher, published, modified (ISO dates), url, day_in_doubt."""
        published, in_doubt = _day(self._published())
        return {
            "title": self.headline,
            "publisher": self.publisher,
            "published": published,
            "modified": _day(self._modified())[0],
            "url": self.address or None,
            "day_in_doubt": in_doubt,
        }

    @cached_property
    def data(self) -> list[dict[str, Any]]:
        """The objects of the page's JSON-LD, outermost first."""
        return list(_linked(self.tree))

    @cached_property
    def reports(self) -> list[dict[str, Any]]:
        """Those that are reports."""
        return [thing for thing in self.data if any(map(REPORT.search, types(thing)))]

    @cached_property
    def bodies(self) -> list[str]:
        """The texts of the reports that the JSON-LD gives."""
        return list(_strings(thing.get("articleBody") for thing in self.reports))

    @cached_property
    def is_live(self) -> bool:
        """Whether it declares itself a live blog, whose posts have each its own time."""
        return any("LiveBlogPosting" in types(thing) for thing in self.reports)

    @cached_property
    def kinds(self) -> list[str]:
        """The types that the page declares for itself."""
        return [*self.metas(["og:type"]), *(kind for one in self.data[:1] for kind in types(one))]

    @cached_property
    def declares_a_report(self) -> bool:
        """Whether mark-up or address say that the page is one report; of a list it names many."""
        typed = any(map(ARTICLE.search, self.metas(["og:type"])))
        dated = IN_ADDRESS.search(self.address) or any(self.metas(["article:published_time"]))
        return typed or 0 < len(self.reports) <= FEW or bool(dated)

    @cached_property
    def is_root(self) -> bool:
        """Whether its address is that of a whole site."""
        addresses = [self.address, *self.metas(["og:url"])]
        return any(urlsplit(address).path in ROOTS for address in addresses if address)

    @cached_property
    def address(self) -> str:
        return extract_url(self.tree) or ""

    def metas(self, names: Iterable[str]) -> Iterator[str]:
        """What the page's meta elements of these names say, in the order of the names."""
        for name in names:
            yield from self._metas.get(name, [])

    @cached_property
    def _metas(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for element in self.tree.iter("meta"):
            for name in ("property", "name", "itemprop"):
                found.setdefault(element.get(name, "").lower(), []).append(element.get("content"))
        return {name: [text for text in texts if text] for name, texts in found.items()}

    @cached_property
    def publisher(self) -> str | None:
        linked = (thing.get("publisher") for thing in self.data)
        named = (one.get("name") for one in linked if isinstance(one, dict))
        names = (_name(name) for name in [*self.metas(NAMES), *named] if isinstance(name, str))
        return next(filter(None, names), None)

    @cached_property
    def headline(self) -> str | None:
        """What stands over the report, else what the page is called, without the site's name.

        A title for social media (og:title) is often another one than the readers'.
        """
        linked = [text for thing in self.reports if isinstance(text := thing.get("headline"), str)]
        told = [_line(title) for title in (*linked, *self.metas(["og:title"]))]
        shown = [_line(" ".join(head.itertext())) for head in self.heads]
        # an h1 may hold the name of the section or a second line beside the headline
        within = [
            one for one in told if any(one in head for head in shown) and len(one.split()) > 2
        ]
        titles = [*within, *shown, *told, _line(extract_title(self.tree) or "")]
        return next(filter(None, map(self._bare, titles)), None)

    @cached_property
    def heads(self) -> list[HtmlElement]:
        """The h1 elements that can be the headline: no logo, and the only one, or called alike."""
        heads = [head for head in self.tree.iter("h1") if len(words(head.text_content())) > 1]
        heads = [head for head in heads if not self._is_name(head.text_content())]
        if len(heads) == 1:
            return heads
        called = {*words(self.tree.findtext(".//title") or "")}
        return [head for head in heads if called.issuperset(words(head.text_content()))]

    def _is_name(self, text: str) -> bool:
        return words(text) == words(self.publisher or "")

    def _bare(self, title: str) -> str | None:
        """The title without the publisher's name before or behind it; None if that is all."""
        parts = [part for part in BAR.split(title) if not self._is_name(part)]
        if not parts or not self.publisher:
            return title or None
        start = title.index(parts[0])
        return title[start : title.rindex(parts[-1]) + len(parts[-1])]

    def _published(self) -> Iterator[str]:
        """What may give the day of publication, the surest first; no comment's, no picture's."""
        yield from _strings(thing.get("datePublished") for thing in self.reports)
        yield from self.metas(PUBLISHED)
        yield from self._marked("datePublished")
        yield from ("-".join(match.groups()) for match in IN_ADDRESS.finditer(self.address))
        yield from self._below_headline()

    def _modified(self) -> Iterator[str]:
        yield from _strings(thing.get("dateModified") for thing in self.reports)
        yield from self.metas(MODIFIED)
        yield from self._marked("dateModified")

    def _marked(self, name: str) -> Iterator[str]:
        """The days that elements with this itemprop have, as an attribute or as their text."""
        for element in self._properties:
            if element.get("itemprop") == name and not _is_comment(element):
                yield element.get("datetime") or element.get("content") or element.text_content()

    @cached_property
    def _properties(self) -> list[HtmlElement]:
        return list(self.tree.xpath("//*[@itemprop]"))

    def _below_headline(self) -> Iterator[str]:
        """The days in the short lines below the headline that are not those of a change."""
        for element in islice(_following(self.heads[0]) if self.heads else (), NEAR):
            text = " ".join(element.text_content().split())
            if _is_comment(element) or (element.tag == "p" and len(text) > SHORT):
                return
            if element.tag == "time" and element.get("itemprop") != "dateModified":
                yield element.get("datetime") or text
            match = WRITTEN.search(text) if len(text) <= SHORT else None
            if match and not LATER.search(text[: match.start()]):
                yield match[0]


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that begin after this one has ended, in order, as far as no long text parts."""
    for around in (element, *element.iterancestors()):
        if len((around.tail or "").strip()) > SHORT:
            return
        for sibling in around.itersiblings():
            yield from sibling.iter("*")


def _is_comment(element: HtmlElement) -> bool:
    """Whether it stands in what readers say of the report."""
    around = (element, *element.iterancestors())
    return any("comment" in f"{one.get('id')} {one.get('class')}".lower() for one in around)


def types(thing: dict[str, Any]) -> list[str]:
    """The types of an object of JSON-LD."""
    found = thing.get("@type")
    found = found if isinstance(found, list) else [found]
    return [one for one in found if isinstance(one, str)]


def _linked(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            waiting = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, dict):
                yield value
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value


def _strings(values: Iterable[Any]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))


def _line(text: str) -> str:
    return " ".join(html.unescape(text).split())


def _name(written: str) -> str | None:
    """The name of a publisher without the slogan behind a bar; None for an address or a sentence.

    Some write the address of their front page, or all they are known for.
    """
    name = BAR.split(_line(written).lstrip("@"))[0]
    return name if name and "://" not in name and len(name) < LONGEST_NAME else None


def _day(candidates: Iterable[str]) -> tuple[str | None, str | None]:
    """The first day that can be read in one way only, and the first words that mean two days."""
    in_doubt = None
    for candidate in candidates:
        if (day := dated(candidate)) and day > EARLIEST:
            return day, None
        if in_doubt is None and is_ambiguous(candidate):
            in_doubt = " ".join(candidate.split())
    return None, in_doubt
