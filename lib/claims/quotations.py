"""A parsed text in, its quotations as spans of tokens out."""

from bisect import bisect_right
from itertools import islice, takewhile

from spacy.tokens import Doc, Token

# where a parsed text keeps what is asked of it again and again
QUOTATIONS = "quotations"
# a site that makes some of its straight marks curly closes one kind with the other
MIXED = {'"', "”"}
OPEN, CLOSE = {'"': '"', "“": "”", "‘": "’", "«": "»", "„": "“"}, set('"”’»')


def quotations(doc: Doc) -> list[range]:
    """The token ranges of the quotations, with marks; one left open runs to the end of the block.

    An apostrophe is no mark: a single one opens only before a word and after a space, and closes
    only where it opened.
    """
    if QUOTATIONS not in doc.user_data:
        doc.user_data[QUOTATIONS] = _quotations(doc)
    return doc.user_data[QUOTATIONS]


def _quotations(doc: Doc) -> list[range]:
    ranges, start, close = [], None, ""
    for token in doc:
        mark = token.text[-1:] if token.text in {"''", "``"} else token.text
        if start is None and mark in OPEN and _opens(doc, token):
            start, close = token.i, OPEN[mark]
        elif start is not None and (mark == close or {mark, close} == MIXED) and _closes(token):
            ranges.append(range(start, token.i + 1))
            start = None
    if start is not None and close != "’":
        ranges.append(range(start, len(doc)))
    return ranges


def meeting(quotes: list[range], first: int, last: int) -> list[range]:
    """The quotations, which stand in order and apart, that have a token from first to last."""
    near = islice(quotes, bisect_right(quotes, first, key=lambda quote: quote.stop), None)
    return list(takewhile(lambda quote: quote.start <= last, near))


def within(quotes: list[range]) -> frozenset[int]:
    """The tokens that stand in the quotations."""
    return frozenset(i for quote in quotes for i in quote)


def _opens(doc: Doc, token: Token) -> bool:
    if token.text == "'":
        return False
    before = doc[token.i - 1] if token.i else None
    return (
        token.i + 1 < len(doc)
        and not token.whitespace_
        and (before is None or bool(before.whitespace_) or not before.text[-1].isalnum())
    )


def _closes(token: Token) -> bool:
    return token.dep_ != "case" and token.tag_ != "POS"  # which an apostrophe has


def meets(quotes: list[range], content: tuple[int, ...]) -> bool:
    inside = set(content)
    return any(not inside.isdisjoint(quote) for quote in meeting(quotes, content[0], content[-1]))
