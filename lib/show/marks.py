"""Text as a page can show it, with passages marked."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

CONTEXT = 160  # characters around a passage
# Characters that no page or sheet may hold: controls, halves of surrogate pairs, and what is no
# character at all
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Characters that turn the direction of what follows, so that a text reads other than it is written
TURNS = {
    0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
}  # fmt: skip


def legible(text: str) -> str:
    """The text with a sign for each character that cannot be written (␀ for NUL; � where there is
    none); all others as they are."""
    # U+2400 is where the signs for the controls begin
    return ILLEGAL.sub(
        lambda found: chr(0x2400 + ord(found.group())) if found.group() < " " else "\ufffd", text
    )


class Span(NamedTuple):
    """A place in a text, and what it is: the number of a claim, or "content", "source", "cue"."""

    start: int
    end: int
    key: Any


class Piece(NamedTuple):
    """A stretch of a text over which the same spans lie: `inside`, the shortest first; `opens`:
    those that begin here."""

    text: str
    inside: tuple[Any, ...]
    opens: tuple[Any, ...]


def pieces(
    text: str, spans: Iterable[Span], *, start: int = 0, end: int | None = None
) -> list[Piece]:
    """The text from start to end cut wherever a span begins or ends, so that overlapping spans can
    each be marked.

    The pieces put together are the text. Spans of one key are one thing: it opens where the first
    of them begins.
    """
    end = len(text) if end is None else end
    spans = sorted(
        (Span(max(one.start, start), min(one.end, end), one.key) for one in spans),
        key=lambda one: one[:2],
    )
    spans = [one for one in spans if one.start < one.end]
    cuts = sorted({start, end, *(place for one in spans for place in one[:2])})
    found, active, opened, waiting = [], [], set(), iter([*spans, Span(end + 1, end + 1, None)])
    coming = next(waiting)
    for low, high in pairwise(cuts):
        active, opens = [one for one in active if one.end > low], []
        while coming.start == low:
            active.append(coming)
            opens += [coming.key] if coming.key not in opened else []
            opened.add(coming.key)
            coming = next(waiting)
        inside = dict.fromkeys(
            one.key for one in sorted(active, key=lambda one: one.end - one.start)
        )
        found.append(Piece(text[low:high], tuple(inside), tuple(opens)))
    return found


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The place with about CONTEXT characters before and after it, cut between words where there
    are any."""
    low, high = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    before = re.search(r"\s", text[low:start]) if low else None
    after = re.search(r"\s(?!.*\s)", text[end:high], re.DOTALL) if high < len(text) else None
    return low + before.end() if before else low, end + after.start() if after else high
