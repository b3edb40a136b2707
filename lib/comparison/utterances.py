"""Decoded texts and claims in, what several documents quote of one utterance out."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Prefix

from lib.tables.records import ClaimRow

LONG = 8  # words running that make two quotations one utterance
# words of a shorter quotation, and their summed rarity, from which all of it does
SHORT, RARE = 3, 9.0
COMMON = 64  # quotations that may have a run of words before it is a formula
HOLD = 0.5  # share of a claim, or of the shared words, from which a claim has them
WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
# Each kind of mark with what closes it; none goes on over an empty line, but where the next
# paragraph opens with a mark again.
MARKS = re.compile(
    r"“(?P<curly>[^“”]{1,3000})(?:”|(?=\n\s*“|\Z))"
    r"|(?<![^\s(\[—–\-:])\"(?P<straight>[^\"]{1,3000}?)(?=\n\s*\"|\")\"?"
    r"|„(?P<low>[^„“”]{1,3000})[“”]"
    r"|«(?P<angle>[^«»]{1,3000})»"
    r"|(?<!\w)‘(?P<single>(?:[^‘’]|’(?=\w)){1,3000})’(?!\w)"
    r"|(?<![\w.])''(?P<double>[^']{1,3000})''"
    r"|(?<![\w.])'(?P<plain>(?:[^'\n]|'(?=\w)){1,600})'(?!\w)"
)


class Quote(NamedTuple):
    """What an origin has between quotation marks: its words, as they are compared, and by document
    their places in the decoded text."""

    origin: str
    words: tuple[str, ...]
    places: dict[str, list[tuple[int, int]]]


class Common(NamedTuple):
    """What two quotes share: their numbers, the word of each from which and how many run."""

    a: int
    b: int
    at_a: int
    at_b: int
    size: int


def quotes(texts: Mapping[str, str], origin: Mapping[str, str]) -> list[Quote]:
    """The quotes in the texts by doc_id, those of copies together."""
    found: dict[tuple[str, tuple[str, ...]], dict[str, list[tuple[int, int]]]] = {}
    for doc_id, text in sorted(texts.items()):
        for match in MARKS.finditer(text):
            spans = [word.span() for word in WORD.finditer(text, *match.span(match.lastgroup or 0))]
            said = tuple(plain(text[start:end]) for start, end in spans)
            if len(said) >= SHORT:
                found.setdefault((origin[doc_id], said), {}).setdefault(doc_id, spans)
    return [Quote(*key, places) for key, places in sorted(found.items())]


def plain(word: str) -> str:
    return word.lower().replace("’", "'")


def rarities(claims: Iterable[ClaimRow]) -> dict[str, float]:
    """How rare each word is among the sentences of the claims."""
    lines = {claim["sentence"] for claim in claims}
    count = Counter(word for line in lines for word in {*map(plain, WORD.findall(line))})
    return {word: float(np.log((1 + len(lines)) / (0.5 + seen))) for word, seen in count.items()}


def commons(said: Sequence[Quote], rarity: Mapping[str, float]) -> list[Common]:
    """The longest run of words that each two quotes of two origins share, if it is one utterance:
    LONG words, or all of a shorter quote whose words are rare enough."""
    found = []
    for (a, b), places in sorted(_seeds(said, rarity).items()):
        one, other = said[a].words, said[b].words
        runs = [(Prefix.similarity(one[i:], other[j:]), -i, -j) for i, j in places]
        size, at_a, at_b = max(runs)
        if size >= LONG or size == min(len(one), len(other)):
            found.append(Common(a, b, -at_a, -at_b, size))
    return found


def _seeds(
    said: Sequence[Quote], rarity: Mapping[str, float]
) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """For each two quotes of two origins that share a run of LONG words, or all of the shorter
    one, where these runs begin in both."""
    rare = [sum(rarity.get(word, 0.0) for word in quote.words) >= RARE for quote in said]
    # the lengths of what is short and says enough to be known by its words
    short = [len(one.words) * (len(one.words) < LONG and rare[at]) for at, one in enumerate(said)]
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for size in sorted({LONG, *short} - {0}):
        having = defaultdict(list)
        for number, quote in enumerate(said):
            for at in range(len(quote.words) - size + 1):
                having[quote.words[at : at + size]].append((number, at))
        for places in having.values():
            if 1 < len(places) <= COMMON:
                for (a, at_a), (b, at_b) in combinations(places, 2):
                    whole = size in (short[a], short[b])
                    if said[a].origin != said[b].origin and (size == LONG or whole):
                        found[a, b].append((at_a, at_b))
    return found


def one_utterance(
    said: Sequence[Quote], shared: Iterable[Common], claims: Sequence[ClaimRow]
) -> set[tuple[int, int]]:
    """The pairs of claims by number, i < j, that have at least HOLD of the shorter one's shared
    words of an utterance in common, at the same place."""
    of_doc: dict[str, list[tuple[int, ClaimRow]]] = defaultdict(list)
    for number, claim in enumerate(claims):
        of_doc[claim["doc_id"]].append((number, claim))
    found = set()
    for common in shared:
        one = _holding(of_doc, said[common.a], common.at_a, common.size)
        other = _holding(of_doc, said[common.b], common.at_b, common.size)
        for (i, from_i, to_i), (j, from_j, to_j) in product(one, other):
            both = min(to_i, to_j) - max(from_i, from_j)
            if both > 0 and both >= HOLD * min(to_i - from_i, to_j - from_j):
                found.add((min(i, j), max(i, j)))
    return found


def _holding(
    of_doc: Mapping[str, list[tuple[int, ClaimRow]]], quote: Quote, at: int, size: int
) -> list[tuple[int, int, int]]:
    """The claims that hold some of `size` words from `at` on: number, first word, one past it."""
    found = []
    for doc_id, spans in quote.places.items():
        for number, claim in of_doc.get(doc_id, ()):
            start, end = claim["start"], claim["end"]
            run = enumerate(spans[at : at + size])
            inside = [k for k, (a, b) in run if start <= a and b <= end]
            if inside:
                found.append((number, inside[0], inside[-1] + 1))
    return found
