"""Then the values: what two claims of one thing say differently.

That two claims are of one thing is known before they come here. Each rule reads two sides and says
one thing about language; none reads what another wrote. Notes: "so far", "open" (event, status);
"bound", "size", "later", "part", "status", "matter" (numbers that may both be right); "counted"
(days, from the reports' own); "acts" (names that are the subject).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from lib.comparison.values.counts import (
    any_number_in_common,
    counted,
    of_speakers,
    partly,
    shared_out,
)
from lib.comparison.values.days import dated
from lib.comparison.values.denial import denied, opposed
from lib.comparison.values.names import done_by, later_word, placed_or_called, spoken, swapped
from lib.comparison.values.sides import Pair, Side
from lib.comparison.values.wording import caused, meant, worded
from lib.tables.records import ClaimRow, Difference

Rule = Callable[[Pair], Iterator[Difference]]
WHAT: tuple[Rule, ...] = (denied, opposed, counted, of_speakers, shared_out, partly, dated)
WHO: tuple[Rule, ...] = (placed_or_called, done_by, swapped, spoken, worded, meant, caused)
BESIDE = frozenset(("speaker", "wording"))  # what an agreement can carry
VALUES = frozenset(("number", "place", "name"))


def side(claim: ClaimRow, published: str | None = None) -> Side:
    """The claim as it is compared, read when it is first asked for; to be kept by its id."""
    return Side(claim, published)


def differences(a: ClaimRow, b: ClaimRow) -> list[Difference]:
    """What two claims of one thing say differently, each kind once."""
    return between(side(a), side(b))


def between(a: Side, b: Side) -> list[Difference]:
    """The same of claims that are read already."""
    pair, found = Pair(a, b), dict[str, Difference]()
    for rule in WHAT + WHO:
        for one in rule(pair):
            if one["kind"] not in found or (one["hard"] and not found[one["kind"]]["hard"]):
                found[one["kind"]] = one
    if any(one["hard"] for one in found.values()) and _both_may_hold(pair, found):
        return [{**one, "hard": False} for one in found.values()]
    return [*found.values()]


def _both_may_hold(pair: Pair, found: Mapping[str, Difference]) -> bool:
    """Whether two things differ of which each may be right: on its day, or where one value is
    denied and another given; or one source says otherwise on a later day."""
    apart = "date" in found and len(found.keys() - BESIDE) > 1
    other = any(one["hard"] for kind, one in found.items() if kind in VALUES)
    denied = "event" in found and (other or not any_number_in_common(pair))
    return apart or denied or later_word(pair)


def relation(found: Iterable[Difference]) -> str:
    """How two claims of one thing stand: agree, conflict (not both can be right) or related."""
    told = list(found)
    if any(one["hard"] for one in told):
        return "conflict"
    return "related" if any(one["kind"] not in BESIDE for one in told) else "agree"
