"""The places in the decoded text that a claim rests on, and whether they lead to its words."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lib.tables.records import ClaimRow, Evidence
from lib.text.spans import Aligned
from lib.text.words import WORD

NO_LETTERS = re.compile(r"[\W_]+")
# the subject that the text borrows from elsewhere in its sentence
BORROWED = re.compile(r"^\[[^\]]*\] ")


def evidence(row: ClaimRow, slot: str, text: str) -> str:
    """The words of the decoded text that a slot of the claim rests on, … for what is left out."""
    return " … ".join(text[start:end] for start, end in _spans(row["evidence"], slot))


def faults(
    rows: Iterable[ClaimRow], texts: Mapping[str, str], repaired: Mapping[str, Aligned]
) -> list[tuple[str, str]]:
    """The claims and slots whose evidence does not lead to their words: (claim_id, slot).

    texts, repaired: each document's decoded text by doc_id, and that text repaired. Places must lie
    in the decoded text; the words of source and cue must stand there in order, letters only, as
    decoded or as repaired; the text's first and last word must stand at the ends of the claim's
    span.
    """
    return [
        (row["claim_id"], slot)
        for row in rows
        for slot in _false_slots(row, texts[row["doc_id"]], repaired[row["doc_id"]])
    ]


def _false_slots(row: ClaimRow, text: str, repaired: Aligned) -> Iterator[str]:
    hull, places = (row["start"], row["end"]), row["evidence"]
    spans = {slot: _spans(places, slot) for slot in ("source", "cue")}
    every = [hull, *((place["start"], place["end"]) for place in places)]
    if not all(0 <= start < end <= len(text) for start, end in every):
        yield "place"
        return
    for slot, words in (("source", row["source_text"]), ("cue", row["cue"])):
        if _letters(words or "") not in _versions(text, repaired, spans[slot]):
            yield slot
    # a bracket in front may be the report's own: "[The] plan failed"
    readings = {row["text"], BORROWED.sub("", row["text"])}
    versions = _versions(text, repaired, [hull])
    if not any(_stands_at_ends(words, letters) for letters in versions for words in readings):
        yield "content"


def _spans(places: Iterable[Evidence], slot: str) -> list[tuple[int, int]]:
    return [(place["start"], place["end"]) for place in places if place["slot"] == slot]


def _stands_at_ends(words: str, letters: str) -> bool:
    """Whether the letters begin with the first of the words, and end with the last."""
    own = WORD.findall(words) or [""]  # a line of signs has no word
    return letters.startswith(_letters(own[0])) and letters.endswith(_letters(own[-1]))


def _versions(text: str, repaired: Aligned, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The letters at the places as they stand, and as repaired: damage ("itâ€™s") has others."""
    yield _letters("".join(text[start:end] for start, end in spans))
    yield _letters("".join(_repaired(repaired, start, end) for start, end in spans))


def _repaired(cleaned: Aligned, start: int, end: int) -> str:
    """What of the cleaned text comes from this passage of the raw one."""
    return cleaned.text[bisect_left(cleaned.starts, start) : bisect_right(cleaned.ends, end)]


def _letters(words: str) -> str:
    """The letters and figures, case folded: a Greek sigma's lower case depends on its place."""
    return NO_LETTERS.sub("", words.casefold())
