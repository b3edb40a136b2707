"""Places in text: repairs, their replay, and where each character of a cleaned text was."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np


class Repair(NamedTuple):
    """One change to the raw text: the rule, the place, what stood there and what stands there."""

    rule: str
    start: int
    end: int
    before: str
    after: str


class Aligned(NamedTuple):
    """A cleaned text and, for each of its characters, the place in the raw text that it came from.

    starts, ends: integer arrays as long as the text, neither of which ever falls. A character that
    a repair wrote points at all that the repair replaced; for an insertion starts[i] == ends[i].
    """

    text: str
    starts: np.ndarray
    ends: np.ndarray

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The raw hull of the cleaned span; an empty span has no place and raises a ValueError."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(
                f"no characters in the span {start}:{end} of a text of {len(self.text)}"
            )
        return int(self.starts[start]), int(self.ends[end - 1])

    def slice(self, start: int, end: int) -> "Aligned":
        """The cleaned span with its places."""
        return Aligned(self.text[start:end], self.starts[start:end], self.ends[start:end])


def replay(raw: str, repairs: Iterable[Repair]) -> Aligned:
    """The raw text with the repairs made, and where each character came from.

    A ValueError names a repair that overlaps another, or that does not find what stood there.
    """
    parts: list[str] = []
    starts: list[np.ndarray] = []
    ends: list[np.ndarray] = []
    done = 0
    for repair in sorted(repairs, key=lambda repair: (repair.start, repair.end)):
        if repair.start < done or raw[repair.start : repair.end] != repair.before:
            raise ValueError(f"this repair does not fit the text: {repair}")
        parts += [raw[done : repair.start], repair.after]
        kept, size = np.arange(done, repair.start), len(repair.after)
        starts += [kept, np.full(size, repair.start)]
        ends += [kept + 1, np.full(size, repair.end)]
        done = repair.end
    kept = np.arange(done, len(raw))
    return Aligned(
        "".join([*parts, raw[done:]]),
        np.concatenate([*starts, kept]),
        np.concatenate([*ends, kept + 1]),
    )


def block_text(cleaned: Aligned, block: Mapping[str, Any]) -> Aligned:
    """The part of the cleaned document that is this block (a row of table "blocks")."""
    at = cleaned.text.index(block["text"], int(np.searchsorted(cleaned.starts, block["start"])))
    end = at + len(block["text"])
    assert cleaned.place(at, end) == (block["start"], block["end"]), block["block_id"]
    return cleaned.slice(at, end)


def above(cleaned: Aligned, block: Mapping[str, Any]) -> tuple[Aligned, ...]:
    """The lead-in and the header of this block, if it has them, from where they stand above it."""
    before = int(np.searchsorted(cleaned.starts, block["start"]))
    parts = [block[name] for name in ("lead_in", "header") if block[name]]
    places = [cleaned.text.rindex(part, 0, before) for part in parts]
    return tuple(cleaned.slice(at, at + len(part)) for at, part in zip(places, parts, strict=True))
