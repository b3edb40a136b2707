"""What alone keeps two claims from being told as one thing, where no rule said what differs."""

from collections.abc import Iterator

from lib.comparison.values.days import apart
from lib.comparison.values.sides import Pair, difference
from lib.tables.records import Difference
from lib.text.numbers import may_both_hold


def no_number_in_common(pair: Pair) -> Iterator[Difference]:
    """Two claims that each give a number, none of which can be the other's, are not one count."""
    a, b = pair.a.numbers, pair.b.numbers
    if a and b and not any(may_both_hold(one, other) for one in a for other in b):
        of = a[0].unit or b[0].unit or None
        yield difference("number", a[0].text, b[0].text, of=of, note="matter")


def at_other_times(pair: Pair) -> Iterator[Difference]:
    """What is dated to times that do not meet happened twice, or changed in between."""
    if apart(pair):
        here, there = pair.a.row["time_text"], pair.b.row["time_text"]
        yield difference("date", here, there, note="counted")


GUARDS = (no_number_in_common, at_other_times)
