"""A match in, the sentences that say why out: the only place that words what the matches hold."""

from collections.abc import Callable
from typing import NamedTuple

from lib.comparison.pair.relations import days
from lib.tables.records import ClaimRow, Corrected, Difference, MatchRow
from lib.text.phrases import joined

PART = {"subject": "subject", "predicate": "deed", "object": "object"}
STATUS = {
    "asserted": "stated as fact",
    "planned": "planned, promised or expected",
    "recommended": "called for",
    "possible": "held possible",
    "conditional": "conditional",
    "listed": "only listed",
}
POLARITY = {
    "deed": ", but not clearly of the same deed",
    "subject": ", but of another subject",
    "so far": ": not so far, so both may be true in turn",
    None: "",
}


class Telling(NamedTuple):
    """A pair of claims to be told of: their rows, what to call where each stands, and the marks."""

    a: ClaimRow
    b: ClaimRow
    here: str = "here"
    there: str = "there"
    marks: str = '""'

    def quoted(self, words: str | None) -> str:
        return f"{self.marks[0]}{words}{self.marks[1]}"

    def sides(self, here: str | None, there: str | None) -> str:
        """What stands on each side: "31 here, 40 there"."""
        return f"{here} {self.here}, {there} {self.there}"

    def quoted_sides(self, difference: Difference) -> str:
        return self.sides(self.quoted(difference["here"]), self.quoted(difference["there"]))


def reasons(match: MatchRow, telling: Telling, *, copies: bool) -> list[str]:
    """Why two claims match as they do: what both have, then each difference, in their words.

    copies: whether their documents share an origin.
    """
    return [_common(match), *differing(match, telling, copies=copies)]


def differing(match: MatchRow, telling: Telling, *, copies: bool) -> list[str]:
    """The same without what both have."""
    lines = [WORDED[difference["kind"]](difference, telling) for difference in match["differences"]]
    lines += [f"not the same claim: {_apart(match['apart'], telling)}"] * bool(match["apart"])
    lines += ["nobody is named on either side, so others may be meant"] * nobody_acts(
        match, telling.a, telling.b
    )
    lines += [
        "one document copies the other, or both copy a third: together they count once"
    ] * copies
    return [*lines, *map(_corrected, match["corrected"])]


def nobody_acts(match: MatchRow, *sides: ClaimRow) -> bool:
    """Whether neither side names an actor or a place, and one does not say who is to act."""
    complete = all(side["subject"] and side["predicate"] for side in sides)
    named = any(side["actors"] or side["places"] for side in sides)
    return match["relation"] == "related" and not complete and not named


def _corrected(change: Corrected) -> str:
    by = f" by {change['by']}" if change["by"] else ""
    return f"corrected from {change['old']}{by}"


def _common(match: MatchRow) -> str:
    """What both have: "both name Taliban and speak of: soil, use, terrorists / militants"."""
    names, words = match["shared_names"], match["shared_words"]
    parts = [f"name {joined(names)}"] * bool(names) + [f"speak of: {', '.join(words)}"] * bool(
        words
    )
    return f"both {joined(parts)}" if parts else "alike in spelling only"


def _apart(parts: list[Difference], telling: Telling) -> str:
    """The parts that are not the same: 'deed "rose" here, "was counted" there'."""
    if [part["kind"] for part in parts] != ["words"]:
        return "; ".join(f"{PART[part['kind']]} {telling.quoted_sides(part)}" for part in parts)
    only = [
        f"only {place} {telling.quoted(words)}"
        for words, place in ((parts[0]["here"], telling.here), (parts[0]["there"], telling.there))
        if words
    ]
    return ", ".join(only) or "the same words, or words near them, in another order"


def _event(difference: Difference, telling: Telling) -> str:
    """Negated or denied on one side."""
    if difference["note"] == "within":
        place = telling.here if difference["here"] else telling.there
        return f"{telling.quoted(difference['here'] or difference['there'])} only {place}"
    by = f" ({telling.quoted(difference['of'])})" if difference["of"] else ""
    here, there = (
        f"{polarity} {place}{by if polarity == 'negated' else ''}"
        for polarity, place in (
            (difference["here"], telling.here),
            (difference["there"], telling.there),
        )
    )
    return f"{here}, {there}{POLARITY[difference['note']]}"


def _status(difference: Difference, telling: Telling) -> str:
    """The two ends of one scale."""
    line = f"{telling.quoted_sides(difference)}, opposite ends of a scale"
    if difference["note"] == "negated":
        return f"{line}, one of them negated"
    if difference["note"] == "undated":
        return f"{line}; {_undated(telling)}, so whether both held at once cannot be known"
    return f"{line}, {_when(telling)}"


def _number(difference: Difference, telling: Telling) -> str:
    sides = telling.sides(difference["here"], difference["there"])
    line = f"number ({difference['of']}): {sides}"
    if difference["note"] == "one thing":
        return f"{line}, of what the other words show to be one thing"
    if difference["note"] == "undated":
        return f"{line}; {_undated(telling)}, so it may be another count"
    return f"{line}, {_when(telling)}"


def _date(difference: Difference, telling: Telling) -> str:
    line = f"date: {telling.sides(difference['here'], difference['there'])}"
    return f"{line}: another time" if difference["note"] else line


def _when(telling: Telling) -> str:
    """The day or days on which both hold."""
    a, b = days(telling.a), days(telling.b)
    return f"both on {a}" if a == b else telling.sides(a, b)


def _undated(telling: Telling) -> str:
    """Why it cannot be known whether both hold at one time."""
    dated = [day for day in map(days, (telling.a, telling.b)) if day]
    if len(dated) == 2:
        return f"the times only overlap ({', '.join(dated)})"
    return f"only one side has a date ({dated[0]})" if dated else "no date on either side"


def _speaker(difference: Difference, telling: Telling) -> str:
    if difference["note"] == "own":
        own = f"{difference['here']} says it of themselves"
        return telling.sides(own, difference["there"])
    here, there = f"{difference['here']}'s", f"{difference['there']}'s"
    return f"the same words are {telling.sides(here, there)}"


def _modality(difference: Difference, telling: Telling) -> str:
    return telling.sides(STATUS[difference["here"] or ""], STATUS[difference["there"] or ""])


def _wording(difference: Difference, telling: Telling) -> str:
    return telling.quoted_sides(difference)


def _name(difference: Difference, telling: Telling) -> str:
    if difference["note"] == "acts":
        return telling.sides(f"{difference['here']} acts", difference["there"])
    return telling.sides(f"about {difference['here']}", difference["there"])


WORDED: dict[str, Callable[[Difference, Telling], str]] = {
    "event": _event,
    "status": _status,
    "number": _number,
    "date": _date,
    "speaker": _speaker,
    "modality": _modality,
    "wording": _wording,
    "name": _name,
}
