"""A text in, edits of what is left of a web page's mark-up out."""

import re
from collections.abc import Iterator

from lib.cleaning.edits import Edit

CELL_TAGS = frozenset(("td", "th"))
ROW_TAGS = frozenset(("tr", "table", "thead", "tbody", "tfoot", "caption"))
LINE_TAGS = frozenset(("li", "dt", "dd", "option"))
# what they open never stands in the line above
TITLE_TAGS = frozenset("h1 h2 h3 h4 h5 h6 table".split())
PARAGRAPH_TAGS = TITLE_TAGS | frozenset(
    "p div ul ol dl blockquote section article aside header footer nav main figure figcaption hr"
    " pre form html body head title center fieldset address".split()
)
INLINE_TAGS = frozenset(
    "a abbr acronym b big bdi bdo br button cite code data del dfn em font i iframe img input ins"
    " kbd label link mark meta noscript o:p q s samp select small span strike strong sub sup"
    " textarea time tt u var wbr".split()
)
TAG_NAMES = "|".join(
    sorted(
        CELL_TAGS | ROW_TAGS | LINE_TAGS | PARAGRAPH_TAGS | INLINE_TAGS,
        key=lambda name: (-len(name), name),
    )
)
# Only attributes with a value count, so that "a <b and c> d" stays; spaces may stand anywhere ('<
# h2 id = "conclusion" >').
TAG = (
    rf"<\s*+/?\s*+(?:{TAG_NAMES})(?![\w:-])"
    r"""(?:\s++[\w:.-]++\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=]++))*+\s*+/?\s*+>"""
)
# what is left of a tag that lost its "<" ("li >"): it counts only beside whole tags
ORPHAN = rf"(?<![^\s>:.])/?(?:{TAG_NAMES})\ >"
SEPARATOR = r"(?<![^\s>])(?:[.$*=~_#–—-]\ ){5,}[.$*=~_#–—-]*+"
SEPARATORS = re.compile(SEPARATOR)
WHOLE_TAG = re.compile(TAG, re.IGNORECASE)
TAG_RUN = re.compile(rf"(?:{TAG}|{ORPHAN})(?:\s*+(?:{TAG}|{ORPHAN}|{SEPARATOR}))*+", re.IGNORECASE)
TAG_NAME = re.compile(rf"(/?)\s*+({TAG_NAMES})(?![\w:-])[^<>]*+>", re.IGNORECASE)
SCRIPT = re.compile(r"<!--|<(?:script|style)(?=[\s>])", re.IGNORECASE)
SCRIPT_END = {
    opening: re.compile(closing, re.IGNORECASE)
    for opening, closing in (
        ("<!--", "-->"),
        ("<script", r"</script\s*>"),
        ("<style", r"</style\s*>"),
    )
}


def scripts(text: str) -> Iterator[Edit]:
    """Comments, scripts and style sheets of a page, with what is in them."""
    at = 0
    while match := SCRIPT.search(text, at):
        end = SCRIPT_END[match.group().lower()].search(text, match.end())
        if not end:
            return
        at = end.end()
        yield Edit("html", match.start(), at, "")


def tags(text: str) -> Iterator[Edit]:
    """HTML tags, whole or broken, with space around: gone, or a line break or end of a cell."""
    if not WHOLE_TAG.search(text):
        return
    done = 0
    for match in TAG_RUN.finditer(text):
        start, end = with_space(text, match.span(), done)
        yield Edit("html", start, end, _gap(text, start, end))
        done = end


def with_space(text: str, span: tuple[int, int], floor: int) -> tuple[int, int]:
    """The span with the space around it, from floor on."""
    start, end = span
    while start > floor and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return start, end


def _gap(text: str, start: int, end: int) -> str:
    """What a run of tags and space stood for."""
    if start == 0 or end == len(text):
        return ""
    run = text[start:end]
    names = [(slash + name).lower() for slash, name in TAG_NAME.findall(run)]
    bare = {name.lstrip("/") for name in names}
    first = next(
        (name.lstrip("/") for name in names if name.lstrip("/") in CELL_TAGS | ROW_TAGS), None
    )
    if "/thead" in names or (first == "th" and bare & ROW_TAGS):
        return "\n---|---\n"
    if first in CELL_TAGS and not bare & ROW_TAGS and not SEPARATORS.search(run):
        return " | "
    goes_on = text[start - 1] in ",;" or text[end].islower()
    if breaks := _breaks(bare, run) or int("br" in bare and not goes_on):
        return "\n" * breaks
    return " " if "br" in bare or re.search(r"\s", run) else ""


def _breaks(names: set[str], run: str) -> int:
    """How many line breaks a run of tags is worth."""
    if names & TITLE_TAGS:
        return 2
    if names & (CELL_TAGS | ROW_TAGS | LINE_TAGS):
        return 1
    if names & PARAGRAPH_TAGS:
        return 2
    return min(2, re.sub(r"<[^<>]*>", "", run).count("\n"))
