"""Web pages: the report without the site around it, and what the page says of it in its mark-up."""

import re
from collections.abc import Iterable, Iterator

import trafilatura
from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura.settings import Document
from trafilatura.utils import load_html

from lib.ingest.language import language
from lib.ingest.readers.furniture import mend
from lib.ingest.readers.lost import NO_LETTER, regained, told
from lib.ingest.readers.no_report import no_report
from lib.ingest.readers.reading import Reading, laid_out, row_lines
from lib.ingest.readers.said import Page
from lib.ingest.truncated import breaks_off
from lib.text.decoding import Rejected, decoded
from lib.text.words import words

CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w:.-]{2,30})""", re.IGNORECASE)
# browsers read all these as what follows them: cp1252
LATIN = ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii")
HEAD = 4096  # bytes that a page's encoding is declared in
# two sentences that no space parts, where a program took the ends of paragraphs out
JOINT = re.compile(r"(?<=[a-z\d%)][.!?])([”’)]*+)(?=[“‘]?[A-Z])")
ENDED = re.compile(r"[.!?…:;][\"'”’)\]]*$")
BLOCKS = frozenset("p head list item table row cell quote code div".split())
STUB = 30  # words of a report that breaks off; fewer are a teaser
TOP = 3  # lines at the top that may repeat the headline


def read_html(data: bytes) -> Reading:
    """The report of a web page by trafilatura (Barbaresi 2021), headline in `said` alone.

    Headings are "## …", items "- …", rows "a | b". A page without a report is rejected.
    """
    text, encoding = decoded(data, _declared(data))
    tree = load_html(text)
    if tree is None:
        raise Rejected("no report: a web page without text")
    page = Page(tree)
    said = page.said()
    headlines = {
        tuple(words(said["title"] or "")),
        *(tuple(words(head.text_content())) for head in tree.iter("h1")),
    } - {()}
    mend(tree, live=page.is_live)
    lines = regained(tree, list(_parted(page, _report(tree))))
    top = [line for line in lines[:TOP] if tuple(words(line)) not in headlines]
    lines = top + lines[TOP:]
    end = breaks_off(lines)
    if end is not None:  # what follows are offers
        said["truncated"], lines = lines[end].removeprefix("## "), lines[:end]
        if told(lines) < STUB:
            raise Rejected("no report: a paywall, or a link to the report")
    if not lines:
        raise Rejected("no report: a web page without text")
    reason = no_report(page, lines)
    # a foreign page is refused by its language, which no sign of English can tell
    if reason and language("\n".join(lines)) in (None, "en"):
        raise Rejected(f"no report: {reason}")
    return Reading(laid_out(lines), "text/html", encoding, said)


def _declared(data: bytes) -> str | None:
    match = CHARSET.search(data[:HEAD])
    name = match[1].decode("ascii").lower() if match else None
    if name and name.startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return None  # the declaration itself could not have been read
    return "cp1252" if name in LATIN else name


# The text


def _report(tree: HtmlElement) -> list[str]:
    """What trafilatura takes for the report: the quick way, and the long one if that tells little.

    The long way asks other extractors too, which take teasers and comments along.
    """
    quick = _extracted(tree, fast=True)
    if 3 * told(quick) > sum(len(line.split()) for line in quick):
        return quick
    slow = _extracted(tree, fast=False)
    return slow if told(slow) > told(quick) else quick


def _extracted(tree: HtmlElement, fast: bool) -> list[str]:
    report = trafilatura.bare_extraction(tree, fast=fast, include_comments=False)
    found = report.body if isinstance(report, Document) else None
    return list(_lines(found)) if found is not None else []


def _parted(page: Page, lines: list[str]) -> Iterator[str]:
    """The lines, those of JSON-LD parted where paragraphs ran together."""
    bodies = [NO_LETTER.sub("", body) for body in page.bodies]
    for line in lines:
        glued = JOINT.search(line) and any(NO_LETTER.sub("", line) in body for body in bodies)
        yield from JOINT.sub(r"\1\n", line).split("\n") if glued else [line]


def _lines(element: _Element) -> Iterator[str]:
    """The lines of what trafilatura found, in order."""
    for child in element:
        if child.tag == "table":
            header = any(cell.get("role") == "head" for cell in child.iterfind("row[1]/cell"))
            yield from row_lines(
                ([_plain(cell) for cell in row.iter("cell")] for row in child.iter("row")), header
            )
        elif child.tag == "list":
            yield from _items(child)
        elif any(part.tag in BLOCKS for part in child):
            yield from _broken(_spaced(child.text))
            yield from _lines(child)
        else:
            mark = "## " if child.tag == "head" else ""
            yield from (mark + line for line in _broken(_inside(child)))
        yield from _broken(_spaced(child.tail))


def _items(found: Iterable[_Element]) -> Iterator[str]:
    """The items of a list, each before those of a list within it."""
    for item in found:
        within = [list(inner) for inner in item.iterchildren("list")]
        for inner in item.iterchildren("list"):
            inner.clear(keep_tail=True)
        yield from (f"- {line}" for line in [_plain(item)] if line)
        for items in within:
            yield from _items(items)


def _inside(element: _Element) -> str:
    """The text in an element, with its line breaks and, as form feeds, the ends of its blocks."""
    parts = [_spaced(element.text)]
    for child in element:
        inner = "\n" if child.tag == "lb" else _inside(child)
        parts += [f"\f{inner}\f" if child.tag in BLOCKS else inner, _spaced(child.tail)]
    return "".join(parts)


def _spaced(text: str | None) -> str:
    """The text with the ends of its source lines as spaces; a blank line is a line break."""
    paragraphs = re.split(r"\n\s*\n", text or "")
    return "\n".join(re.sub(r"\s+", " ", paragraph) for paragraph in paragraphs)


def _plain(element: _Element) -> str:
    return " ".join(_inside(element).split())


def _broken(text: str) -> list[str]:
    """The lines of a text: two breaks part it, one does so only after the end of a sentence."""
    lines = []
    for part in re.split(r"\f|\n\s*\n", text):
        lines.append("")
        for piece in part.split("\n"):
            if ENDED.search(lines[-1]):
                lines.append("")
            lines[-1] = " ".join([*lines[-1].split(), *piece.split()])
    return [line for line in lines if line]
