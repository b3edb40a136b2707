"""The numbers of a content, as the one reader of numbers has them, with their places."""

from collections.abc import Iterable
from itertools import takewhile
from math import isfinite

from spacy.tokens import Doc

from lib.claims.grammar import characters
from lib.tables.records import Number
from lib.text.numbers import Amount
from lib.text.numbers import numbers as amounts

UNITS = frozenset("NOUN PROPN ADJ".split())  # of words that name what is counted


def numbers(doc: Doc, tokens: Iterable[int], dated: set[int]) -> list[Number]:
    """The numbers of the content that date nothing; dated: the tokens of its times.

    low and high are null where the number sets no such end; start and end are its place in the
    text.
    """
    inside, found = set(tokens) - dated, []
    for one in amounts(characters(doc)):
        span = doc.char_span(one.start, one.end, alignment_mode="expand")
        if span is not None and inside.issuperset(range(span.start, span.end)):
            found.append(_row(doc, one, span.end))
    return found


def _row(doc: Doc, one: Amount, end: int) -> Number:
    low, high = (round(bound, 6) if isfinite(bound) else None for bound in (one.low, one.high))
    named = {token.lower_ for token in doc[end : end + len(one.unit)] if token.pos_ in UNITS}
    words = one.unit.split()
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
