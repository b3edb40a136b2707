"""Did and did not: what one side says, the other denies, leaves open, or gives the opposite of."""

from collections.abc import Iterator

from lib.comparison.values.days import apart
from lib.comparison.values.sides import SHORT, Pair, Side, difference
from lib.comparison.values.words import (
    LIGHT,
    Token,
    may_negate,
    negative,
    negator,
    stems_of,
    tokens,
    with_kin,
)
from lib.tables.records import Difference

# of the shared words that one side denies: so many of them, or so large a part
DENIED_WORDS, DENIED_SHARE = 2, 0.34
ONE_MATTER = 0.5  # less in common, and a denial may be of something else, however alike the deed


def denied(pair: Pair) -> Iterator[Difference]:
    """A sentence and its negation cannot both be true."""
    a, b = pair.a.stance, pair.b.stance
    if not (a.words or b.words) or _twice_turned(pair):
        return
    turned, doubtful, alike = _turned(pair)
    total = len(turned) + len(doubtful) + len(alike)
    # where each denies something of its own, only words in one place show of what
    alone = not (a.words and b.words)
    deed, one_matter = _of_the_deed(pair, turned, total), pair.likeness >= ONE_MATTER
    # who denies most of what two claims of one matter share denies the other, whatever its deed
    most = one_matter and 2 * len(turned) > total and not _both_negated(pair)
    if alone and (deed or most):
        so_far = a.so_far or b.so_far
        sure = pair.one_status and _one_subject(pair) and one_matter
        sure = sure and any(_main(one) for one in (pair.a, pair.b) if one.stance.words)
        hard = deed and sure and not (so_far or doubtful or apart(pair))
        yield difference(
            "event", _stand(pair.a), _stand(pair.b), hard, note="so far" * so_far or None
        )
    elif _negator_in_slot(pair, set() if alone else alike):
        yield difference("event", _stand(pair.a), _stand(pair.b))
    elif alone and _of_the_deed(pair, doubtful, total):
        yield difference("status", _stand(pair.a), _stand(pair.b), note="open")


def _both_negated(pair: Pair) -> bool:
    """Whether both are negated as a whole, be it by words that are no negators elsewhere."""
    return pair.a.row["polarity"] == pair.b.row["polarity"] == "negated"


def _turned(pair: Pair) -> tuple[set[str], set[str], set[str]]:
    """The shared words that one side alone denies, that one leaves open, that both hold alike."""
    a, b = pair.a.held, pair.b.held
    both = {*pair.shared} & a.keys() & b.keys() - LIGHT
    other = {key for key in both if not a[key] & b[key]}
    doubtful = {
        key for key in other if {left for _, left in a[key]} != {left for _, left in b[key]}
    }
    return other - doubtful, doubtful, both - other


def _of_the_deed(pair: Pair, keys: set[str], total: int) -> bool:
    """Whether the words that one side turns hold the deed of the other, or all that is shared: no
    thing is denied."""
    if len(keys) < DENIED_WORDS and not (total and len(keys) / total >= DENIED_SHARE):
        return False
    wide = with_kin(keys)
    denier, other = (pair.a, pair.b) if pair.a.stance.words else (pair.b, pair.a)
    all_of_it = len(keys) == total and (denier.stance.whole or not may_negate(other.words))
    return all_of_it or bool(wide & other.core)


def _main(side: Side) -> bool:
    """Whether what turns reaches what the claim itself says was done, and no clause deep inside."""
    own = side.predicate or side.thing
    reached = {key for key in own if side.held.get(key, set()) - {(False, False)}}
    return bool(reached) or not own & side.held.keys()


def _negator_in_slot(pair: Pair, alike: set[str]) -> bool:
    """Whether all that differs in one place is a negation: "would allow", "would not allow"."""
    for slot in pair.slots:
        if slot.longest <= SHORT and slot.left and slot.right:
            here, there = negative(slot.here), negative(slot.there)
            side, words = (pair.a, slot.here) if here else (pair.b, slot.there)
            if here != there and not alike & side.after(words[-1]):
                return True
    return False


def _one_subject(pair: Pair) -> bool:
    """Whether the subjects may be the same; "no one" is whoever the other side names."""
    a, b = pair.a, pair.b
    for side in (a, b):
        line = [token.word for token in tokens(side.subject_text)]
        if line and negator(line, 0):
            return True
    return not (a.subject and b.subject) or bool(a.subject & b.stems or b.subject & a.stems)


def _stand(side: Side) -> str:
    """What a side holds, in its words: what negates, or the content."""
    return side.stance.words or side.head()


# --- opposites ------------------------------------------------------------------------------------


def opposed(pair: Pair) -> Iterator[Difference]:
    """One thing is not at both ends of a scale: guilty and innocent, open and closed."""
    if not pair.opposites or _twice_turned(pair):
        return
    turned = _turned(pair)[0]
    for here, there in pair.opposites:
        slot = any(here in slot.here and there in slot.there and slot.framed for slot in pair.slots)
        governs = _governs(pair.a, here) and _governs(pair.b, there)
        governs = governs and bool(pair.a.subject & pair.b.subject)
        if (slot or governs) and (here.stem not in turned or not here.stem):
            alike = pair.a.stems - {here.stem} == pair.b.stems - {there.stem}
            rest = pair.shared - pair.a.subject or alike or not (pair.a.deed or pair.b.deed)
            sure = (governs and rest) or alike or len(pair.shared) > SHORT
            hard = bool(sure) and pair.one_status and not apart(pair)
            yield difference("event", here.text, there.text, hard)
            return


def _twice_turned(pair: Pair) -> bool:
    """Whether one side denies the opposite of the other's word: not guilty is innocent."""
    return any(pair.a.denies(here) != pair.b.denies(there) for here, there in pair.opposites)


def _governs(side: Side, token: Token) -> bool:
    """Whether the word is the predicate, or its complement where the verb says little."""
    return token.stem in (side.predicate or stems_of(tokens(side.object_text)[:3]))
