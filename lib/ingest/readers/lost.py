"""Paragraphs of a report that the extraction left out although others of their kind stand in it."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from lxml.html import HtmlElement

from lib.text.imprint import imprints

SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*(?=\s|$)|[。！？।؟۔]")
FEWEST = 5  # words of a line that can be a sentence; "Share this!" is none
ASIDE = frozenset("nav aside footer figure figcaption form button li table".split())
STANDFIRST = range(8, 61)  # words of the summary between headline and report
# classes of what stands beside a report, by what sites call it
BESIDE = re.compile(
    r"caption|credit|byline|author|date|time|share|sign|letter|promo|relat|teaser|deal"
)
# classes that sites give to a report's text
BODY = re.compile(r"(?:article|story|post|entry)[-_]*(?:body|content|text)", re.IGNORECASE)
NUMBER = re.compile(r"[0-9]+")
USUAL = 0.2  # share of the found paragraphs that a way to set those of the report has at least
NO_LETTER = re.compile(r"[\W_]+")


def tells(line: str) -> bool:
    """Whether a line has a sentence in it, as reports have and menus and headlines have not."""
    return bool(SENTENCE.search(line)) and len(line.split()) >= FEWEST


def told(lines: list[str]) -> int:
    """How many words stand in lines with sentences."""
    return sum(len(line.split()) for line in lines if tells(line))


class Paragraph(NamedTuple):
    """A paragraph of the page, its text, its line if it has one, its kind and those around it."""

    element: HtmlElement
    text: str
    line: int | None
    shape: tuple[str, ...]


def regained(tree: HtmlElement, lines: list[str]) -> list[str]:
    """The lines with the lost paragraphs of the report in their places.

    Lost is a sentence in a paragraph that stands among the same elements as one that was found: a
    site sets the paragraphs of a report in one way, whatever links they hold.
    """
    paragraphs = list(_paragraphs(tree, lines))
    count = Counter(one.shape for one in paragraphs if one.line is not None)
    shapes = {shape for shape, number in count.items() if number >= USUAL * count.total()}
    places = [i for i, one in enumerate(paragraphs) if one.line is not None and one.shape in shapes]
    if not places:
        return lines
    first, last = places[0], places[-1]
    lost = [
        number
        for number, one in enumerate(paragraphs)
        if one.line is None
        and one.shape in shapes
        and (first - 1 <= number < last or BODY.search(" ".join(one.shape)))
        and tells(one.text)
    ]
    if first and first - 1 not in lost and _is_standfirst(*paragraphs[first - 1 : first + 1]):
        lost.insert(0, first - 1)
    return _inserted(lines, paragraphs, lost) if lost else lines


def _inserted(lines: list[str], paragraphs: list[Paragraph], lost: list[int]) -> list[str]:
    """The lines with the lost paragraphs: each below the line of the found one before it."""
    below: dict[int, list[str]] = {}
    for number in lost:
        above = (one.line for one in reversed(paragraphs[:number]) if one.line is not None)
        first = next(one.line for one in paragraphs if one.line is not None)
        below.setdefault(next(above, first - 1), []).append(paragraphs[number].text)
    whole = below.get(-1, [])
    for number, line in enumerate(lines):
        whole += [line, *below.get(number, [])]
    return whole


def _paragraphs(tree: HtmlElement, lines: list[str]) -> Iterator[Paragraph]:
    """The paragraphs of the page that have words, in order; of those not found each once."""
    letters = [NO_LETTER.sub("", line) for line in lines]
    starts = [0, *accumulate(map(len, letters))]
    whole, seen, around = "".join(letters), set(), dict[HtmlElement | None, tuple[str, ...]]()
    for element in tree.iter("p"):
        text = element.text_content()
        wanted = NO_LETTER.sub("", text)
        at = whole.find(wanted)
        if wanted and (at >= 0 or wanted not in seen):
            seen.add(wanted)
            line = None if at < 0 else bisect_right(starts, at) - 1
            outer = element.getparent()
            if outer not in around:  # as of the paragraphs before it
                around[outer] = tuple(_kind(part) for part in element.iterancestors())
            shape = (_kind(element), *around[outer])
            yield Paragraph(element, " ".join(text.split()), line, shape)


def _kind(element: HtmlElement) -> str:
    """Its tag with its class but for numbers."""
    return f"{element.tag} {NUMBER.sub('', element.get('class', ''))}"


def _is_standfirst(paragraph: Paragraph, first: Paragraph) -> bool:
    """Whether it is the summary: it stands right above the first paragraph in the same article."""
    article = next(first.element.iterancestors("article", "main"), None)
    around = [paragraph.element, *paragraph.element.iterancestors()]
    return (
        paragraph.line is None
        and article in around
        and len(paragraph.text.split()) in STANDFIRST
        and paragraph.element.find(".//a") is None
        and not any(part.tag in ASIDE or BESIDE.search(part.get("class", "")) for part in around)
        and not imprints([paragraph.text])
    )
