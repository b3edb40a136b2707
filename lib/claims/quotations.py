"""A parsed text in, its quotations as spans of tokens out."""

from bisect import bisect_right
from itertools import islice, takewhile

from spacy.tokens import Doc, Token

from lib.claims.grammar import characters

# where a parsed text keeps what is asked of it again and again
QUOTATIONS = "quotations"
# a site that makes some of its straight marks curly closes one kind with the other
MIXED = {'"', "”"}
OPEN = {'"': '"', "“": "”", "‘": "’", "«": "»", "„": "“", "``": "''", "''": "''"}
CLOSE = {'"', "”", "’", "»", "''"}


def quotations(doc: Doc) -> list[range]:
    """The token ranges of the quotations, with marks; one left open runs to the end of the block.

    An apostrophe is no mark: a single one opens only before a word and after a space, and closes
    only where it opened.
    """
    found: list[range] | None = doc.user_data.get(QUOTATIONS)
    if found is None:
        found = doc.user_data[QUOTATIONS] = _quotations(doc)
    return found


def _quotations(doc: Doc) -> list[range]:
    ranges, start, close, single = [], None, "", _single(doc)
    for token in doc:
        mark = "``" if _is_latex(doc, token) else token.text
        if start is None and token.i in single:
            ranges.append(range(token.i, single[token.i] + 1))
        elif start is None and mark in OPEN and _opens(doc, token):
            start, close = token.i, OPEN[mark]
        elif start is not None and (mark == close or {mark, close} == MIXED) and _closes(token):
            ranges.append(range(start, token.i + 1))
            start = None
        elif start is None and not ranges and mark in {'"', "”"} and _ends(doc, token):
            ranges.append(range(token.i + 1))  # it goes on from the block before
    if start is not None and close != "’":
        ranges.append(range(start, len(doc)))
    return ranges


def _is_latex(doc: Doc, token: Token) -> bool:
    """Whether the token is the first of two backquotes, as LaTeX opens a quotation."""
    return token.text == "`" and token.i + 2 < len(doc) and doc[token.i + 1].text == "`"


def _ends(doc: Doc, token: Token) -> bool:
    """Whether a mark stands behind punctuation, where a quotation ends."""
    return (
        token.i > 1
        and doc[token.i - 1].text in {".", ",", "?", "!"}
        and not doc[token.i - 1].whitespace_
    )


def _single(doc: Doc) -> dict[int, int]:
    """The first and last token of each quotation in straight single marks.

    One opens before a word after a space; it closes before a space or a mark, after an s only where
    a mark stands on either side, since the s has it for a plural's possessive.
    """
    pairs: dict[int, int] = {}
    opened = None
    for token in doc if "'" in characters(doc) else ():
        if token.text != "'":
            continue
        before, after = _beside(doc, token)
        if opened is None and not before.strip() and after.isalpha():
            opened = token.i
        elif opened is not None and before.strip() and not after.isalnum():
            plural = before in "sS" and after not in ".,;:?!"
            pairs |= {} if plural else {opened: token.i}
            opened = opened if plural else None
    return pairs


def _beside(doc: Doc, token: Token) -> tuple[str, str]:
    """The characters before and behind a token, empty at the ends of the text."""
    text, end = characters(doc), token.idx + len(token)
    return text[max(token.idx - 1, 0) : token.idx], text[end : end + 1]


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
