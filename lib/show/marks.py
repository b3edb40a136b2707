"""Text as a page can show it, with passages marked."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

CONTEXT = 160  # characters around a passage
# what no page or sheet may hold: controls, halves of surrogate pairs, and what is no character
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Characters that turn the direction of what follows, so that a text reads other than it is written
TURNS = {
    0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
}  # fmt: skip


def legible(text: str) -> str:
    """The text with a sign for each character that cannot be written: ␀ for NUL, � for the rest."""
    return ILLEGAL.sub(lambda match: _sign(match[0]), text)


def _sign(character: str) -> str:
    # U+2400 is where the signs for the controls begin
    return chr(0x2400 + ord(character)) if character < " " else "\ufffd"


class Span(NamedTuple):
    """A place in a text, and what it is: the number of a claim, or "content", "source", "cue"."""

    start: int
    end: int
    key: Any


class Piece(NamedTuple):
    """A stretch of text in the same spans: `inside`, the shortest first; `opens`: begun here."""

    text: str
    inside: tuple[Any, ...]
    opens: tuple[Any, ...]


def pieces(
    text: str, spans: Iterable[Span], *, start: int = 0, end: int | None = None
) -> list[Piece]:
    """The text from start to end, cut wherever a span begins or ends, so that each can be marked.

    The pieces put together are the text. Spans of one key are one thing: it opens where the first
    of them begins.
    """
    end = len(text) if end is None else end
    within = [Span(max(span.start, start), min(span.end, end), span.key) for span in spans]
    coming = sorted((span for span in within if span.start < span.end), key=lambda span: span[:2])
    cuts = sorted({start, end, *(place for span in coming for place in span[:2])})
    coming.reverse()  # so that the next is the last
    opened: set[Any] = set()
    active: list[Span] = []
    parts = []
    for low, high in pairwise(cuts):
        active, opens = [span for span in active if span.end > low], []
        while coming and coming[-1].start == low:
            active.append(coming.pop())
            if active[-1].key not in opened:
                opens.append(active[-1].key)
                opened.add(active[-1].key)
        shortest = sorted(active, key=lambda span: span.end - span.start)
        inside = dict.fromkeys(span.key for span in shortest)
        parts.append(Piece(text[low:high], tuple(inside), tuple(opens)))
    return parts


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The place with about CONTEXT characters before and after it, cut between words."""
    low, high = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    before = re.search(r"\s", text[low:start]) if low else None
    after = re.search(r"\s(?!.*\s)", text[end:high], re.DOTALL) if high < len(text) else None
    return low + before.end() if before else low, end + after.start() if after else high
