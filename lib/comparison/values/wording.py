"""In which words, in which mood, for which cause."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Opcode, Postfix, Prefix

from lib.comparison.values.sides import SHORT, SPELLED, Pair, Side, difference
from lib.comparison.values.words import lemmas, phrases, said, stems_of, tokens, with_kin
from lib.tables.records import Difference
from lib.text.words import STOP_WORDS

UTTERED = 0.6  # of the words of the shorter of two quotations, where they are one utterance
UTTERED_IN_PART = 0.4  # likewise, with some words in a row that are the same
QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]?")
AHEAD = frozenset("planned recommended".split())
OPEN = frozenset("possible conditional".split())


def worded(pair: Pair) -> Iterator[Difference]:
    """One utterance was spoken in one wording: other words between the same words of quotations."""
    for one in _quotations(pair.a):
        for other in _quotations(pair.b):
            if changed := _other_words(one, other):
                yield difference("wording", *changed)
                return


def _quotations(side: Side) -> list[list[str]]:
    """The words between quotation marks, more than one at a time."""
    text = side.row["text"]
    found = [tokens(line) for line in QUOTED.findall(text) or [text] * side.row["quoted"]]
    kept = [[token.word for token in line if token.word[0].isalnum()] for line in found]
    return [line for line in kept if len(line) > 1]


def _other_words(one: list[str], other: list[str]) -> tuple[str, str] | None:
    """The first words that stand in the place of others in one utterance; not what was cut.

    What holds the two together is words with a content: a common "or" stands there by chance.
    """
    runs = [code.src_end - code.src_start for code in _equal(one, other)]
    common = sum(runs) / min(len(one), len(other))
    if common < UTTERED and not (common >= UTTERED_IN_PART and max(runs, default=0) >= SHORT):
        return None
    for (a, b), (c, d) in pairwise(_anchors(one, other)):
        changed = _inner(one[a + 1 : c], other[b + 1 : d])
        if all(changed) and max(map(len, changed)) <= SHORT and not _one_word(*changed):
            return " ".join(changed[0]), " ".join(changed[1])
    return None


def _equal(one: list[str], other: list[str]) -> list[Opcode]:
    return [code for code in LCSseq.opcodes(one, other) if code.tag == "equal"]


def _anchors(one: list[str], other: list[str]) -> list[tuple[int, int]]:
    """The places of the words with a content that both have, in order."""
    here, there = (
        [at for at, word in enumerate(line) if word not in STOP_WORDS] for line in (one, other)
    )
    return [
        (here[code.src_start + k], there[code.dest_start + k])
        for code in _equal([one[at] for at in here], [other[at] for at in there])
        for k in range(code.src_end - code.src_start)
    ]


def _inner(here: list[str], there: list[str]) -> tuple[list[str], list[str]]:
    """The two without the words that they begin and end with alike."""
    first = Prefix.similarity(here, there)
    here, there = here[first:], there[first:]
    last = Postfix.similarity(here, there)
    return here[: len(here) - last], there[: len(there) - last]


def _one_word(here: list[str], there: list[str]) -> bool:
    """Whether it is one word in two spellings; "would" and "could" are two."""
    small = STOP_WORDS & {*here, *there}
    return not small and fuzz.ratio(" ".join(here), " ".join(there)) >= SPELLED


def meant(pair: Pair) -> Iterator[Difference]:
    """What is planned, called for or possible is not done: one deed, done on one side alone."""
    a, b = _mood(pair.a), _mood(pair.b)
    if a == b or "asserted" not in {a, b}:
        return
    done, other = (pair.a, pair.b) if a == "asserted" else (pair.b, pair.a)
    # "rejected calls to sell the yard": what was called for is no deed of the claim's own
    refused = other.row["polarity"] == "negated" and done.deed & with_kin(other.stems)
    if (refused or done.deed & other.deed) and _is_past(done):
        yield difference("status" if _mood(other) in AHEAD else "modality", a, b)


def _mood(side: Side) -> str:
    """As what it is told; of what is refused that which it would have been."""
    return side.row["modality"] if side.row["polarity"] == "negated" else side.modality


def _is_past(side: Side) -> bool:
    """Whether the deed stands in a form of the past: "is leaving" may be of what is to come."""
    past = [one for one in side.tokens if one.word.endswith("ed") or one.word in lemmas()]
    return bool(stems_of(past) & stems_of(tokens(side.predicate_text)))


def caused(pair: Pair) -> Iterator[Difference]:
    """A deed is put down to other causes: phrases of cause without a word in common."""
    grounds, others = _grounds(pair.a.text), _grounds(pair.b.text)
    if not (grounds and others) or any(x & y for _, x in grounds for _, y in others):
        return
    (here, one), (there, other) = grounds[0], others[0]
    if one and other and not (one & pair.b.stems or other & pair.a.stems):
        yield difference("cause", here, there)


@lru_cache(maxsize=65536)
def _grounds(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The causes and grounds that a text gives, each with its stems and their kin."""
    line, found = tokens(text), []
    for at, token in enumerate(line):
        for words, _ in phrases("causes.tsv").get(token.word, ()):
            begin = at + len(words)
            if tuple(one.word for one in line[at:begin]) == words:
                ends = (i for i in range(begin, len(line)) if line[i].word in ".;:!?,")
                end = next(ends, len(line))
                found.append((said(line[at:end]), with_kin(stems_of(line[begin:end]))))
                break
    return tuple(found)
