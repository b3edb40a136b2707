"""The numbers of a content, as the one reader of numbers has them, with their places."""

from collections.abc import Collection, Iterator
from itertools import takewhile
from math import isfinite

from spacy.tokens import Doc

from lib.claims.grammar import characters
from lib.tables.records import Number
from lib.text.numbers import Amount
from lib.text.numbers import numbers as amounts

READ = "numbers"
UNITS = frozenset("NOUN PROPN ADJ".split())  # of words that name what is counted


def numbers(doc: Doc, tokens: Collection[int], dated: set[int]) -> list[Number]:
    """The numbers of the content that date nothing; dated: the tokens of its times.

    low and high are null where the number sets no such end; start and end are its place in the
    text.
    """
    if READ not in doc.user_data:
        doc.user_data[READ] = list(_read(doc))
    first, end, inside = min(tokens), max(tokens) + 1, set(tokens) - dated
    near = [one for one in doc.user_data[READ] if first <= one[0].start and one[0].stop <= end]
    return [row for own, row in near if inside.issuperset(own)]


def _read(doc: Doc) -> Iterator[tuple[range, Number]]:
    """The numbers of the text, each with its tokens."""
    for one in amounts(characters(doc)):
        span = doc.char_span(one.start, one.end, alignment_mode="expand")
        if span is not None:
            yield range(span.start, span.end), _row(doc, one, span.end)


def _row(doc: Doc, one: Amount, end: int) -> Number:
    low, high = (round(bound, 6) if isfinite(bound) else None for bound in (one.low, one.high))
    words = one.unit.split()
    named = {token.lower_ for token in doc[end : end + 2 * len(words)] if token.pos_ in UNITS}
    unit = " ".join(takewhile(named.__contains__, words)) if one.kind == "count" else one.unit
    return {
        "text": one.text,
        "low": low,
        "high": high,
        "unit": unit or one.fate or None,
        "about": one.about,
        "start": one.start,
        "end": one.end,
    }
