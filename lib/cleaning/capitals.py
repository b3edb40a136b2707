"""A text in, edits of capitals that it lost at the start of a sentence or heading out."""

import re
from collections.abc import Iterator

from lib.cleaning.edits import Edit
from lib.cleaning.lines import Line, lines_of
from lib.cleaning.lists import listed
from lib.cleaning.spaces import word_before
from lib.text.imprint import HEADING
from lib.text.words import abbreviations

LOWER = re.compile(r"[a-z]+(?=[ ,])")
LOWER_WITHIN = re.compile(r"(?<=[^\W\d_][^\W\d_][^\W\d_][.] )[a-z]+(?=[ ,])")
ENDED = re.compile(r"(?<![.][.])[.!?:][”\"’')]*$")
TITLE_WORD = re.compile(r"^\w+|\b[^\W\d_]{4,}")


def lower_starts(text: str) -> Iterator[Edit]:
    """A sentence or heading that begins with a small letter, if its first word is no name."""
    starts = [match.start() for match in LOWER_WITHIN.finditer(text) if _lost_within(text, match)]
    lines = list(lines_of(text))
    for before, line in zip([None, *lines], lines, strict=False):
        if LOWER.match(line.text) and _lost_in_line(line, before):
            starts.append(line.start)
    yield from (Edit("lower_start", at, at + 1, text[at].upper()) for at in sorted(starts))


def _lost_within(text: str, match: re.Match[str]) -> bool:
    before = word_before(text, match.start() - 2).lower()
    starts = match.group() in listed("starters.txt")
    return starts and bool(before) and before not in abbreviations()


def _lost_in_line(line: Line, before: Line | None) -> bool:
    """Whether the line begins a sentence after an ended one or a heading, or is a heading."""
    heading_above = before is not None and len(before.text) <= HEADING < len(line.text)
    if "|" in line.text or (
        before is not None and not heading_above and not ENDED.search(before.text)
    ):
        return False
    _, *others = TITLE_WORD.findall(line.text[:HEADING]) or [""]
    titled = (
        len(line.text) <= HEADING
        and len(others) > 4
        and sum(word[0].isupper() for word in others) * 2 > len(others)
    )
    return titled or line.text.split()[0].rstrip(",") in listed("starters.txt")
