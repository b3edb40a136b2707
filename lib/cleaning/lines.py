"""A text in, its lines, and edits of rulers, broken lines and cells out."""

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from lib.cleaning.edits import Edit
from lib.cleaning.lists import listed
from lib.cleaning.markup import SEPARATORS

WRAP = 130  # characters; a longer line was not broken to fit a page
NARROWEST = 40  # characters; shorter lines are verse, or a list
PAGE = 60  # characters; the least that a page is wide
FILLED = 0.8  # of the width; a shorter line was ended on purpose
RARELY = 20  # one of so many lines may be so
ENDED = re.compile(r"[.!?:][”\"’')\]]*$")  # a quotation may end within a sentence: “so,” he said


class Line(NamedTuple):
    """A line that is not blank: its place and its text, without the space around it."""

    start: int
    end: int
    text: str


def lines_of(text: str) -> Iterator[Line]:
    """The lines that are not blank, in order."""
    at = 0
    for piece in text.split("\n"):
        if bare := piece.strip():
            start = at + len(piece) - len(piece.lstrip())
            yield Line(start, start + len(bare), bare)
        at += len(piece) + 1


QUOTE_MARK = re.compile(r"(?m)^(?:>[ \t]?)+")


def quoted_mail(text: str) -> Iterator[Edit]:
    """The marks of lines that a mail quotes, of which one follows another."""
    marks = list(QUOTE_MARK.finditer(text))
    rows = [
        pair for pair in pairwise(marks) if text.count("\n", pair[0].start(), pair[1].start()) == 1
    ]
    for start, end in sorted({mark.span() for pair in rows for mark in pair}):
        yield Edit("quote mark", start, end, "")


def separators(text: str) -> Iterator[Edit]:
    """Runs of marks that part nothing but the eye, within a line: ". . . . . .", "$ $ $ $ $ $"."""
    for match in SEPARATORS.finditer(text):
        inside = (
            match.start() > 0
            and text[match.start() - 1] != "\n"
            and text[match.end() : match.end() + 1] not in ("", "\n")
        )
        yield Edit("separator", *match.span(), "\n" if inside else "")


LIST_MARK = re.compile(r"(?:[-*•·▪◦‣–]|\d{1,2}[.)]|\([a-z\d]{1,2}\))\s+(?=\S)")


def wrapped(text: str) -> Iterator[Edit]:
    """Line breaks that only keep lines short become spaces.

    A document has such if most of its breaks stand within a sentence and their lines are about as
    long as the longest. Besides these, breaks go where the next word would not have fitted, and
    where blank lines part the paragraphs.
    """
    pairs = _neighbours(text)
    inside = [pair for pair in pairs if _within_sentence(*pair)]
    width = max((len(one.text) for one, _ in inside), default=0)
    full = [pair for pair in pairs if _is_full(*pair, width)]
    if not _is_wrapped(pairs, inside, full, width):
        return
    blank = sum(_is_ended(one) and len(one.text) < FILLED * width for one, _ in pairs)
    gaps = blank * RARELY <= len(pairs) and "\n\n" in text
    for one, two in pairs:
        goes_on = not _is_ended(one) or len(one.text) >= NARROWEST
        goes = (gaps and goes_on) or _within_sentence(one, two) or _is_full(one, two, width)
        if goes and not _apart(one.text, two.text) and not _is_parted(one, two):
            yield Edit("wrap", one.end, two.start, " ")


def _within_sentence(one: Line, two: Line) -> bool:
    """Whether a break stands within a sentence, by its marks and capitals."""
    return len(one.text) >= NARROWEST and not _is_ended(one) and two.text[0].islower()


def _is_ended(line: Line) -> bool:
    return bool(ENDED.search(line.text))


def _is_full(one: Line, two: Line, width: int) -> bool:
    """Whether the next word would not have fitted into a line."""
    return len(one.text) + 1 + len(two.text.split(None, 1)[0]) > width


Pairs = list[tuple[Line, Line]]


def _is_wrapped(pairs: Pairs, inside: Pairs, full: Pairs, width: int) -> bool:
    """Whether a document's lines are broken; one break within a sentence shows it if all fit."""
    if len(inside) < 2:
        return len(inside) == 1 and len(full) == len(pairs) and width >= PAGE
    lengths = [len(one.text) for one, _ in inside]
    of_text = [pair for pair in pairs if len(pair[0].text) >= NARROWEST]
    return len(inside) * 2 >= len(of_text) and median(lengths) >= FILLED * width


def _neighbours(text: str) -> Pairs:
    """The pairs of lines with no blank one between, both short enough to be broken for a page."""
    pairs = pairwise(lines_of(text))
    return [
        (one, two)
        for one, two in pairs
        if max(len(one.text), len(two.text)) <= WRAP and text.count("\n", one.end, two.start) == 1
    ]


COMPOUND = re.compile(r"[^\W\d_]++(?:-[^\W\d_]++)*+")
# the two halves are no words of the document
PARTED = re.compile(r"(?<![\w-])[\w-]++\n\s*+[\w-]++")


def hyphenated(text: str) -> Iterator[Edit]:
    """A word parted at the end of a line is put together again."""
    pairs = [
        (one, two)
        for one, two in pairwise(lines_of(text))
        if text.count("\n", one.end, two.start) == 1 and _is_parted(one, two)
    ]
    known = set(COMPOUND.findall(PARTED.sub(" ", text.lower()))) if pairs else set()
    for one, two in pairs:
        left = re.split(r"[^\w-]", one.text[:-1])[-1]
        right = re.split(r"[^\w-]", two.text)[0]
        yield Edit("hyphen", one.end - (not _compound(left, right, known)), two.start, "")


def _is_parted(one: Line, two: Line) -> bool:
    """Whether a word may go on in the next line."""
    return bool(re.search(r"[^\W\d_]-$", one.text)) and two.text[0].isalpha()


def _compound(left: str, right: str, known: set[str]) -> bool:
    """Whether the hyphen is the word's: the document has it so or both parts, it is a prefix, or
    the second part a name."""
    first, second = left.lower(), right.lower()
    if f"{first}-{second}" in known or first + second in known:
        return f"{first}-{second}" in known
    whole = first in known and second in known
    return whole or right[0].isupper() or first in listed("prefixes.txt")


def _apart(one: str, two: str) -> bool:
    """Whether two lines are items or rows of a table; a dash may also go on with a sentence."""
    item = LIST_MARK.match(two) and (one[-1] in ".!?:;" or LIST_MARK.match(one))
    return bool(item) or "|" in (one[0], one[-1], two[0], two[-1]) or ("|" in one and "|" in two)


# but for one that is as it should be
CELL_EDGE = re.compile(r"(?<=[^\s|])(?! \| [^\s|])[^\S\n]*+\|[^\S\n]*+(?=[^\s|])")
# the row of dashes under a table's header
RULE_ROW = re.compile(r"[\s|:+]*+(?:-(?!-)[\s|:+]*+)*+--[\s|:+-]*+")


def cells(text: str) -> Iterator[Edit]:
    """Cells are parted by " | " in lines that begin or end with a bar, or stand beside one."""
    lines = list(lines_of(text))
    edged = [line.text[0] == "|" or line.text[-1] == "|" for line in lines]
    for i, line in enumerate(lines):
        if any(edged[max(0, i - 1) : i + 2]) and not RULE_ROW.fullmatch(line.text):
            yield from (
                Edit("cell", *match.span(), " | ")
                for match in CELL_EDGE.finditer(text, line.start, line.end)
            )
