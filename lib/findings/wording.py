"""A match in, the sentences that say why out: the only place that words what the matches hold."""

import re
from typing import NamedTuple

from lib.tables.records import ClaimRow, Corrected, Difference, MatchRow
from lib.text.phrases import MONTHS

STATUS = {
    "asserted": "stated as fact",
    "planned": "planned, promised or expected",
    "recommended": "called for",
    "possible": "held possible",
    "conditional": "conditional",
}
# What a difference is called; what stands on each side is quoted where it is words of the claims.
CALLED = {
    "number": "number",
    "date": "date",
    "place": "place",
    "name": "name",
    "speaker": "said by",
    "wording": "other words",
    "event": "opposite things",
    "status": "how far it has come",
    "cause": "cause",
    "modality": "how it is meant",
    "scope": "how much of it",
}
COPIED = "one document copies the other, or both copy a third: together they count once"
DAY = re.compile(r"(?<![\d-])(\d{1,2})-(\d{1,2})(?![\d-])")  # month and day, as the rules read them
WEEKDAY = re.compile("monday|tuesday|wednesday|thursday|friday|saturday|sunday")
QUOTED = frozenset(("wording", "event", "cause", "scope"))
# What a note says of a difference, so that both sides may be right
NOTES = {
    "so far": "not so far, so both may be true in turn",
    "open": "one side leaves it open",
    "bound": "bounds that may both hold",
    "size": "one may be the mere size of a thing",
    "later": "the later may have replaced the earlier",
    "part": "one may be a part of the other",
    "status": "not both are stated as fact",
    "matter": "they may be of two things",
    "counted": "other days, counted from those of the reports",
    "acts": "as the one who acts",
}


def named(claim: ClaimRow) -> str:
    """The words of a claim, with whom a pronoun stands for: "he [Tom Reed] met the voters"."""
    text, at = claim["text"], 0
    for one in claim["referents"]:
        if found := re.compile(rf"\b{re.escape(one['words'])}\b").search(text, at):
            at = found.end()
            text = f"{text[:at]} [{one['name']}]{text[at:]}"
    return text


class Telling(NamedTuple):
    """A pair of claims to be told of: their rows, what to call where each stands, and the marks."""

    a: ClaimRow
    b: ClaimRow
    here: str = "here"
    there: str = "there"
    marks: str = '""'

    def side(self, words: str | None, kind: str) -> str:
        """What one side has: the words, between marks where they are the claim's."""
        if words is None:
            return "not told"
        if kind == "date":
            return WEEKDAY.sub(lambda found: found[0].title(), DAY.sub(_day, words))
        return (
            f"{self.marks[0]}{words}{self.marks[1]}" if kind in QUOTED else STATUS.get(words, words)
        )

    def sides(self, difference: Difference) -> str:
        """What stands on each side: "31 here, 40 there"."""
        one, other = (self.side(difference[end], difference["kind"]) for end in ("here", "there"))
        if one == other:
            return f"{one} {self.here} and {self.there}"
        return f"{one} {self.here}, {other} {self.there}"

    def denial(self, difference: Difference) -> str | None:
        """Where it is said and where denied, and by which words; None where both say so."""
        ends = [(self.a, self.here, difference["here"]), (self.b, self.there, difference["there"])]
        ends.sort(key=lambda end: end[0]["polarity"] == "negated")
        (one, said, _), (other, denied, words) = ends
        if one["polarity"] == other["polarity"]:
            return None
        return f"said {said}, denied {denied} ({self.side(words, 'event')})"


def _day(found: re.Match[str]) -> str:
    """A month and a day in words: 2-14 is 14 February."""
    month, day = map(int, found.groups())
    return f"{day} {MONTHS[month - 1]}" if 0 < month <= len(MONTHS) else found[0]


def reasons(match: MatchRow, telling: Telling, *, copies: bool) -> list[str]:
    """Why two claims match as they do: what both have, then each difference, in their words.

    copies: whether their documents share an origin.
    """
    return [_common(match, telling), *differing(match, telling, copies=copies)]


def differing(match: MatchRow, telling: Telling, *, copies: bool) -> list[str]:
    """The same without what both have."""
    lines = [_worded(difference, telling) for difference in match["differences"]]
    return [*lines, *[COPIED] * copies, *map(_corrected, match["corrected"])]


def _common(match: MatchRow, telling: Telling) -> str:
    if match["utterance"]:
        return "one utterance in both"
    if telling.a["text"] == telling.b["text"]:
        return "the same words"
    if match["relation"] == "related" and not match["differences"]:
        return "alike, but not surely the same thing"
    return "the same thing in other words"


def _worded(difference: Difference, telling: Telling) -> str:
    of = f" ({difference['of']})" if difference["of"] else ""
    note = NOTES.get(difference["note"] or "")
    denial = telling.denial(difference) if difference["kind"] == "event" else None
    line = denial or f"{CALLED[difference['kind']]}{of}: {telling.sides(difference)}"
    return f"{line}; {note}" if note else line


def _corrected(change: Corrected) -> str:
    by = f" by {change['by']}" if change["by"] else ""
    return f"corrected from {change['old']}{by}"
