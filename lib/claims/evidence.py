"""The places in the decoded text that a claim rests on, and whether they lead to its words."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lib.tables.records import Row
from lib.text.spans import Aligned
from lib.text.words import WORD

NO_LETTERS = re.compile(r"[\W_]+")
# the subject that the text borrows from elsewhere in its sentence
BORROWED = re.compile(r"^\[[^\]]*\] ")


def evidence(row: Row, slot: str, text: str) -> str:
    """The words of the decoded text that a slot of the claim rests on, … for what is left out."""
    return " … ".join(
        text[place["start"] : place["end"]] for place in row["evidence"] if place["slot"] == slot
    )


def faults(
    rows: Iterable[Row], texts: Mapping[str, str], repaired: Mapping[str, Aligned]
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


def _false_slots(row: Row, text: str, repaired: Aligned) -> Iterator[str]:
    if not all(
        0 <= place["start"] < place["end"] <= len(text) for place in [row, *row["evidence"]]
    ):
        yield "place"
        return
    for slot, words in (("source", row["source_text"]), ("cue", row["cue"])):
        if _letters(words or "") not in _versions(
            text, repaired, [place for place in row["evidence"] if place["slot"] == slot]
        ):
            yield slot
    # a bracket in front may be the report's own: "[The] plan failed"
    readings = {row["text"], BORROWED.sub("", row["text"])}
    if not any(
        _stands_at_ends(words, letters)
        for letters in _versions(text, repaired, [row])
        for words in readings
    ):
        yield "content"


def _stands_at_ends(words: str, letters: str) -> bool:
    """Whether the letters begin with the first of the words, and end with the last."""
    own = WORD.findall(words) or [""]  # a line of signs has no word
    return letters.startswith(_letters(own[0])) and letters.endswith(_letters(own[-1]))


def _versions(text: str, repaired: Aligned, places: Sequence[Row]) -> Iterator[str]:
    """The letters at the places as they stand, and as repaired: damage ("itâ€™s") has others."""
    yield _letters("".join(text[place["start"] : place["end"]] for place in places))
    yield _letters("".join(_repaired(repaired, place["start"], place["end"]) for place in places))


def _repaired(cleaned: Aligned, start: int, end: int) -> str:
    """What of the cleaned text comes from this passage of the raw one."""
    return cleaned.text[bisect_left(cleaned.starts, start) : bisect_right(cleaned.ends, end)]


def _letters(words: str) -> str:
    """The letters and figures, case folded: a Greek sigma's lower case depends on its place."""
    return NO_LETTERS.sub("", words.casefold())
