"""How many and how much of it: numbers of one thing, and words that say which part is meant."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from lib.comparison.values.days import apart
from lib.comparison.values.sides import SHORT, Pair, difference
from lib.comparison.values.words import Token, phrases, said, stems_of, tokens
from lib.tables.records import Difference
from lib.text.numbers import Amount, may_both_hold, numbers, one_thing, sound_alike

TENFOLD = 10  # further apart, two numbers are of two things
ONE_TOLL = 0.2  # of the words in common; people are killed in more than one place
NEAR, NEARER = 60, 40  # letters on either side of a number in which it is said what it is of
LONGEST = 6  # words that may stand in one place with a number
PART_OF = 5  # words after "most of" that name the whole
ADDED = re.compile(r"\b(?:another|others?|additional|further)\b|\bmore\b(?! than)", re.IGNORECASE)
STATES = frozenset(("be", "remain", "stay", "stand"))
PARTITIVE = re.compile(r"\b(?:parts?|portions?|sections?|elements|aspects) of(?: the| an?)?$", re.I)


def counted(pair: Pair) -> Iterator[Difference]:
    """Two numbers of one thing differ where no value satisfies both, or no reader thinks so."""
    a, b = pair.a.numbers, pair.b.numbers
    if a and b and (fates := _other_fates(a, b)):
        yield difference("event", *fates)
    for one in a if b else ():
        like = [other for other in b if _same_count(pair, one, other)]
        most = max((_common(pair, one, other) for other in like), default=0)
        nearest = [other for other in like if _common(pair, one, other) == most]
        if not nearest or any(_one_value(one, other) for other in nearest):
            continue
        other = nearest[0]
        rivals = [rival for rival in a if rival is not one and _same_count(pair, rival, other)]
        rivals = [rival for rival in rivals if _one_value(rival, other)]
        if any(_common(pair, rival, other) >= most for rival in rivals):
            continue
        note = _soft(pair, one, other)
        of = one.unit or other.unit or one.fate or None
        yield difference("number", one.text, other.text, note is None, of, note)
        return
    if not any_number_in_common(pair):
        of = a[0].unit or b[0].unit or None  # none can be the other's: they are not one count
        yield difference("number", a[0].text, b[0].text, of=of, note="matter")


def any_number_in_common(pair: Pair) -> bool:
    """Whether a number of one may be one of the other's, or a side has none."""
    a, b = pair.a.numbers, pair.b.numbers
    return not (a and b) or any(may_both_hold(*ends) for ends in product(a, b))


def _other_fates(a: tuple[Amount, ...], b: tuple[Amount, ...]) -> tuple[str, str] | None:
    """One number of the dead here and of the hurt there: the fates, where neither has the other."""
    one, other = ({number.fate for number in side} - {""} for side in (a, b))
    if not (one and other) or one & other:
        return None
    told = {
        (number.low, number.high): f"{number.text} {number.fate}" for number in a if number.fate
    }
    same = [number for number in b if number.fate and (number.low, number.high) in told]
    return next(((told[n.low, n.high], f"{n.text} {n.fate}") for n in same), None)


def of_speakers(pair: Pair) -> Iterator[Difference]:
    """Five of a group said it here, seven there: the numbers in the sources are of one group."""
    sources = [side.row["source_text"] or side.row["source"] or "" for side in (pair.a, pair.b)]
    for one, other in product(*map(numbers, sources)):
        if (one.kind, one.unit) == (other.kind, other.unit) and not may_both_hold(one, other):
            yield difference("number", one.text, other.text, of=one.unit or None)
            return


def _soft(pair: Pair, one: Amount, other: Amount) -> str | None:
    """Why two numbers may both be right: bounds, a mere size, a later state, a part, other days."""
    days = {pair.a.published, pair.b.published}
    grown = bool(one.fate and other.fate) and len(days) > 1 and None not in days
    reasons = {
        "bound": may_both_hold(one, other),
        "size": one.mere_size or other.mere_size,
        "later": one.later or other.later or grown or _stands(pair) or apart(pair),
        "part": is_added(pair.a.text, one) or is_added(pair.b.text, other),
        "status": not pair.one_status,
        "matter": pair.likeness < ONE_TOLL
        or max(one.low, other.low) > TENFOLD * min(one.high, other.high),
    }
    return next((note for note, holds in reasons.items() if holds), None)


def _stands(pair: Pair) -> bool:
    """Whether each tells how things stand, on no day but its report's own, and these are two."""
    days = {pair.a.published, pair.b.published} - {None}
    return len(days) > 1 and all(
        side.row["predicate"] in STATES and not side.row["time_start"] for side in (pair.a, pair.b)
    )


def is_added(text: str, number: Amount) -> bool:
    """Whether it counts what comes to others: "another three", "three more" (no "more than")."""
    word = text[number.end :].split()[:1]
    return bool(ADDED.search(" ".join([text[number.start : number.end], *word])))


def _common(pair: Pair, one: Amount, other: Amount) -> int:
    """How many words stand near both."""
    return len(pair.a.around(one, NEARER) & pair.b.around(other, NEARER))


def _one_value(one: Amount, other: Amount) -> bool:
    return may_both_hold(one, other) and sound_alike(one, other)


def _same_count(pair: Pair, one: Amount, other: Amount) -> bool:
    """Whether two numbers are of one thing: in one place, or counted alike in the same words."""
    if one.kind != other.kind:
        return False
    fitting = (slot for slot in pair.slots if slot.framed and slot.longest <= LONGEST)
    if any(_has(slot.here, one) and _has(slot.there, other) for slot in fitting):
        same_fate = one.fate == other.fate or not (one.fate and other.fate)
        return one.unit == other.unit or (one.kind == "count" and same_fate)
    if not one_thing(one, other):
        return False
    if one.kind == "times":
        return _common(pair, one, other) > 0
    near = pair.a.around(one, NEAR) & pair.b.around(other, NEAR)
    return bool(one.fate) or (bool(near) and len(pair.shared) >= 2)


def _has(words: tuple[Token, ...], number: Amount) -> bool:
    return any(number.start <= token.start < number.end for token in words)


# --- shares and scope -----------------------------------------------------------------------------


class Part(NamedTuple):
    """Words that say how much is meant, in percent, and the stems of what they are said of."""

    words: str
    low: float
    high: float
    of: frozenset[str]


@lru_cache(maxsize=65536)
def _parts(text: str) -> tuple[Part, ...]:
    """The words of a text that say how much of something is meant."""
    line, found, at = tokens(text), [], 0
    while at < len(line):
        for words, row in phrases("shares.tsv").get(line[at].word, ()):
            end = at + len(words)
            if tuple(token.word for token in line[at:end]) == words:
                of = stems_of(line[end : end + PART_OF])
                found.append(Part(" ".join(words), float(row["low"]), float(row["high"]), of))
                at = end - 1
                break
        at += 1
    return tuple(found)


def shared_out(pair: Pair) -> Iterator[Difference]:
    """All of a thing is not nearly all of it: two words of quantity that cannot both hold."""
    for here in _parts(pair.a.text):
        for there in _parts(pair.b.text):
            if here.of & there.of and (here.high < there.low or there.high < here.low):
                kind = "number" if min(here.low, there.low) > 50 else "scope"
                yield difference(kind, here.words, there.words)
                return


def partly(pair: Pair) -> Iterator[Difference]:
    """A part of the law is less than the law: one side has "part of", the other nothing there."""
    for slot in pair.slots:
        for part, whole in ((slot.here, slot.there), (slot.there, slot.here)):
            fits = slot.right and len(part) <= SHORT and not stems_of(whole)
            if fits and PARTITIVE.search(said(part)):
                yield difference("scope", said(slot.here) or None, said(slot.there) or None)
                return
