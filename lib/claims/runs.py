"""Tokens in, the same as runs that a reader would take for one passage out."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from spacy.tokens import Doc, Token

from lib.claims.grammar import between, word_tokens

# Marks that part a content from what stands beside it; "|" is a border of a table's cells
SEPARATORS = frozenset(",;:—–-.(|")


def unbroken(tokens: Iterable[int]) -> list[tuple[int, int]]:
    """The unbroken runs of the tokens as first and last."""
    inside = sorted(tokens)
    firsts = [i for before, i in pairwise([-2, *inside]) if i != before + 1]
    lasts = [i for i, after in pairwise([*inside, -2]) if after != i + 1]
    return list(zip(firsts, lasts, strict=True))


def tidy(doc: Doc, tokens: Iterable[int]) -> tuple[int, ...]:
    """In order, without separators, a joining word or marks that stand apart at the ends."""
    before: tuple[int, ...] = ()
    rest = tuple(sorted(tokens))
    while before != rest:  # what stands apart may hide a separator behind it
        before, rest = rest, _stripped(doc, word_to_word(doc, rest))
    return rest


def joint(doc: Doc, tokens: Iterable[int]) -> tuple[int, ...]:
    """The same of what is cut out of longer words: each of its runs without what parted it."""
    runs = [tidy(doc, range(first, last + 1)) for first, last in unbroken(tokens)]
    if len(runs) > 1:
        runs = [run for run in runs if not word_tokens(doc).isdisjoint(run)]
    return tuple([i for run in runs for i in run])


def _stripped(doc: Doc, tokens: Sequence[int]) -> tuple[int, ...]:
    first, end = 0, len(tokens)
    while first < end and _separates(doc[tokens[first]], opening=True):
        first += 1
    while first < end and _separates(doc[tokens[end - 1]]):
        end -= 1
    return tuple(tokens[first:end])


def _separates(token: Token, *, opening: bool = False) -> bool:
    """Whether a token at an end of a content only parts it from what stands beside it."""
    # a bracket that closes may close one inside the content
    return token.text in SEPARATORS or token.dep_ == "cc" or (opening and token.text == ")")


def word_to_word(doc: Doc, tokens: Sequence[int]) -> tuple[int, ...]:
    """The tokens without the runs of marks at either end that other words part from the rest.

    One that is nothing but marks is left as it is.
    """
    runs = unbroken(tokens)
    if len(runs) < 2:
        return tuple(tokens)
    with_words = [i for i, run in enumerate(runs) if any(map(str.isalnum, between(doc, *run)))]
    if with_words:
        runs = runs[with_words[0] : with_words[-1] + 1]
    return tuple([i for first, last in runs for i in range(first, last + 1)])
