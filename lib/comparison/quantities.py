"""Quantities: one thing that several documents count, share out or price, also where they agree."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from math import isfinite
from typing import NamedTuple

from lib.comparison.values.counts import is_added
from lib.comparison.values.sides import Side
from lib.comparison.values.words import LIGHT, root, stems_of
from lib.tables.records import ClaimRow, QuantityRow
from lib.text.lexicon import country_forms
from lib.text.numbers import Amount, hinted, numbers, of_people, one_thing, unit_stems
from lib.text.numerals import calendar, meanings

AROUND = 80  # letters on either side of a number in which it is said what it is of
COMMON = 2  # stems in common around two numbers, from which on they may be of one thing
COMMON_PLAIN = 3  # sums of money, shares, people and their fates have no noun to go by
OPENING = 400  # letters in which a report says what it is on
PART = re.compile(r"\s+of (?:the|those|these|them|whom|its|his|her|their)\b")  # "15 of the wounded"
FITTING = 0.5  # of the numbers of a quantity that a further one must be of one thing with
RECENT = 7  # days before the report; what is dated earlier is of another event than the report's
TOLL = ("number", "toll", "total", "figure", "count", "include", "report")
DAY = ("morning", "afternoon", "evening", "night", "midnight", "noon", "hour", "week", "month")
KNOWN = re.compile(
    r"\bthe (?:\w+ )?(?:toll|number|count|tally)\b", re.IGNORECASE
)  # of a known event
PART_BEFORE = re.compile(r"\b(?:including|(?:among|of) (?:them|whom|those))\W*$")
SORT = re.compile(r"(?:wo)?men\b|children|boys|girls")
# what sort of place it is, or in which direction, tells no place
PLACES = (
    "city town village area district province region neighborhood neighbourhood country state"
    " north south east west northern southern eastern western northeastern northwestern"
    " southeastern southwestern outskirts suburb"
).split()
SHOWN = 4  # words of the label beside what is counted
NO_QUANTITY = frozenset(("age", "times"))


class Mention(NamedTuple):
    """A number in a claim, with the stems around it.

    since: the first day that a claim with it may mean; event: what its report begins with, where it
    counts the people of that; past: whether it is dated to another than the last days.
    """

    claim: ClaimRow
    side: Side
    number: Amount
    around: frozenset[str]
    since: str | None = None
    event: "_Event | None" = None
    past: bool = False

    @property
    def words(self) -> frozenset[str]:
        """The stems around it and those of the event."""
        return self.around | self.event.words if self.event else self.around


class Same(NamedTuple):
    """Pairs of claims that state the same thing, and of documents that have such claims."""

    claims: frozenset[frozenset[str]]
    documents: frozenset[frozenset[str | None]]


def quantities(
    claims: Iterable[ClaimRow],
    stories: Mapping[str, str] = {},
    published: Mapping[str, str | None] = {},
    same: Collection[tuple[str, str]] = (),
) -> list[QuantityRow]:
    """Rows of table "quantities", a quantity's rows together.

    stories, published: the story and the day of each document, by doc_id; same: pairs of claims
    that state the same thing, in either order, so that the words around need not show it.
    """
    claims = list(claims)
    home = {claim["claim_id"]: claim["doc_id"] for claim in claims}
    known = frozenset(map(frozenset, same))
    alike = Same(known, frozenset(frozenset(map(home.get, pair)) for pair in known))
    groups: dict[tuple[str, ...], list[list[Mention]]] = defaultdict(list)
    for mention in _mentions(claims, published):
        doc = mention.claim["doc_id"]
        key = (stories.get(doc, ""), *_kind(mention.number))
        groups[key] = _joined(mention, groups[key], alike)
    found = [group for near in groups.values() for group in near]
    return [row for group in found if len(_documents(group)) > 1 for row in _rows(group, published)]


def _joined(one: Mention, groups: list[list[Mention]], same: Same) -> list[list[Mention]]:
    """The groups with a number in the one that it fits best, if any; the counts of one event hang
    together through any two reports of it."""
    linked = [group for group in groups if any(_of_one_event(one, b, same) for b in group)]
    if groups and not linked:
        fits = [_fit(one, group, same) for group in groups]
        linked = [groups[fits.index(max(fits))]] if max(fits) >= FITTING else []
    left = [group for group in groups if group not in linked]
    return [*left, [*(member for group in linked for member in group), one]]


def _of_one_event(a: Mention, b: Mention, same: Same) -> bool:
    """Whether two reports that have a statement in common count the people of one event: both begin
    with it, in some words that are the same, a name of one among them."""
    if not (a.event and b.event and one_thing(a.number, b.number)):
        return False
    common = a.event.words & b.event.words
    is_named = bool(common & (a.event.names | b.event.names))
    return _home(a, b) in same.documents and len(common) >= COMMON and is_named


def _home(a: Mention, b: Mention) -> frozenset[str]:
    return frozenset((a.claim["doc_id"], b.claim["doc_id"]))


def _documents(group: list[Mention]) -> set[str]:
    return {mention.claim["doc_id"] for mention in group}


def _kind(number: Amount) -> tuple[str, str]:
    """What two numbers of one thing have in common, so that only such are held side by side."""
    if number.kind != "count":
        return number.kind, number.unit
    return "count", number.fate or "".join(unit_stems(number.unit)[:1])


def _mentions(claims: Iterable[ClaimRow], published: Mapping[str, str | None]) -> Iterator[Mention]:
    """Each number once, in the shortest claim that has it; a toll that is of the event its report
    begins with has the words of the beginning around it."""
    found: dict[tuple[str, str, str], Mention] = {}
    openings: dict[str, list[Side]] = defaultdict(list)
    for claim in sorted(claims, key=lambda row: (row["doc_id"], row["start"], row["end"])):
        is_opening = claim["start"] < OPENING or claim["doc_id"] not in openings
        if not (is_opening or _may_count(claim)):
            continue
        side = Side(claim)
        if is_opening:
            openings[claim["doc_id"]].append(side)
        for number in side.numbers:
            if _counts_nothing(side, number):
                continue
            key = claim["doc_id"], claim["sentence"], number.text
            words = side.around(number, AROUND) - _plain() - {*unit_stems(number.unit)}
            around = frozenset(stem for stem in words if not stem.isdigit())
            if key in found:  # the words around a fact stand in the claim that it is part of
                around |= found[key].around
                since = found[key].since or claim["time_start"]
                found[key] = found[key]._replace(around=around, since=since)
            if key not in found or len(claim["text"]) < len(found[key].claim["text"]):
                since = found[key].since if key in found else claim["time_start"]
                found[key] = Mention(claim, side, number, around, since)
    told: set[tuple[str, str, float]] = set()
    events = {doc_id: _Event(sides) for doc_id, sides in openings.items()}
    for one in found.values():
        event = events[one.claim["doc_id"]]
        if one.number.fate and not _is_recent(one, published):
            yield one._replace(past=True)
        elif event.has(one, told):
            told.add((one.claim["doc_id"], one.number.fate, one.number.low))
            yield one._replace(event=event)
        else:
            yield one


class _Event:
    """What the opening of a report tells of: the words, and whether people came to harm."""

    def __init__(self, sides: list[Side]) -> None:
        stems = frozenset[str]().union(*(side.stems for side in sides)) - _plain()
        self.words = frozenset(stem for stem in stems if not stem.isdigit())
        self.names = frozenset[str]().union(*(side.names for side in sides))
        self.harms = any(number.fate for side in sides for number in side.numbers)

    def has(self, one: Mention, told: Collection[tuple[str, str, float]]) -> bool:
        """Whether a number counts the people of this event by their fate. It stands in the opening,
        is the first with this fate, has no words of an event beside it or a number of this event
        that was told before. A part of them is no count of them, and another name tells of another
        event. A report that begins with another matter speaks of "the toll"."""
        named = stems_of(token for token in one.side.tokens[1:] if token.text[0].isupper())
        is_told = self.harms or bool(KNOWN.search(one.side.text))
        if not (is_told and one.number.fate) or _is_part(one) or named - _plain() - self.names:
            return False
        doc, fate = one.claim["doc_id"], one.number.fate
        is_led = one.claim["start"] < OPENING or (doc, fate) not in {row[:2] for row in told}
        is_bare = len(one.around) < COMMON or one.number.later
        beside = numbers(one.claim["sentence"])
        return is_led or is_bare or any((doc, n.fate, n.low) in told for n in beside)


def _is_part(one: Mention) -> bool:
    """Whether it counts some of those who were counted: "15 of the wounded", "among them four"."""
    before, after = one.side.text[: one.number.start], one.side.text[one.number.end :]
    return bool(PART.match(after) or PART_BEFORE.search(before) or SORT.match(one.number.unit))


def _may_count(claim: ClaimRow) -> bool:
    """Whether a word for a number stands in what is read of it as a side: far quicker."""
    parts = (claim["text"], claim["subject"], claim["source_text"], claim["source"], claim["cue"])
    return any(part and hinted(part) for part in parts)


def _counts_nothing(side: Side, number: Amount) -> bool:
    """Whether it is no count of a thing, or of some that come to others: "three more bodies"."""
    vague = number.kind in NO_QUANTITY or not (number.unit or number.fate)
    return vague or bool(
        number.fate and is_added(side.text, number) and not _is_apart(side, number)
    )


def _is_apart(side: Side, number: Amount) -> bool:
    """Whether "others" are others than those whom another fate befell: "killed 3 and hurt 9
    others"."""
    beside = numbers(side.row["sentence"])
    return any(other.fate and other.fate != number.fate for other in beside)


def _is_recent(one: Mention, published: Mapping[str, str | None]) -> bool:
    said, day = one.since, published.get(one.claim["doc_id"])
    return not (said and day) or (date.fromisoformat(day) - date.fromisoformat(said)).days <= RECENT


@cache
def _plain() -> frozenset[str]:
    """Stems that stand beside numbers of any matter: fates, people, days and their parts, light
    verbs, numbers and their bounds, countries, what tells a toll."""
    said = [
        *TOLL,
        *DAY,
        *PLACES,
        *meanings("change"),
        *meanings("level"),
        *meanings("fate"),
        *meanings("people"),
        *calendar("month"),
        *calendar("weekday"),
        *meanings("value"),
        *meanings("vague"),
        *(word for bound in meanings("before") for word in bound.split()),
        *(form.lower() for form in country_forms() if " " not in form),
    ]
    return frozenset(map(root, said)) | LIGHT


def _fit(one: Mention, group: list[Mention], same: Same) -> float:
    """The share of a quantity's numbers of other documents that this one is of one thing with."""
    others = [other for other in group if other.claim["doc_id"] != one.claim["doc_id"]]
    return sum(_together(one, other, same) for other in others) / max(1, len(others))


def _together(a: Mention, b: Mention, same: Same) -> bool:
    """Whether two numbers are of one thing: counted alike, in one statement or in common words."""
    if not one_thing(a.number, b.number):
        return False
    if frozenset((a.claim["claim_id"], b.claim["claim_id"])) in same.claims:
        return True
    if a.past != b.past:
        return False
    common = a.around & b.around if a.event and b.event else a.words & b.words
    plain = a.number.kind in {"money", "share"} or a.number.fate or of_people(a.number)
    return len(common) >= (COMMON_PLAIN if plain else COMMON)


def _rows(group: list[Mention], published: Mapping[str, str | None]) -> list[QuantityRow]:
    """The quantity's rows, a value that a document repeats once."""
    first, what = group[0], _label(group)
    values = {(one.claim["doc_id"], one.number.low, one.number.high): one for one in group[::-1]}
    return [
        {
            "quantity": f"{first.claim['claim_id']}#{first.number.start}",
            "what": what,
            "claim_id": one.claim["claim_id"],
            "doc_id": one.claim["doc_id"],
            "text": one.number.text,
            "low": round(one.number.low, 6) if isfinite(one.number.low) else None,
            "high": round(one.number.high, 6) if isfinite(one.number.high) else None,
            "about": one.number.about,
            "unit": one.number.unit or one.number.fate,
            "fate": one.number.fate or None,
            "as_of": one.claim["time_end"] or published.get(one.claim["doc_id"]),
            "source": one.claim["source"],
        }
        for one in reversed(values.values())
    ]


def _label(group: list[Mention]) -> str:
    """What is counted, in the words most documents use, with the words that all have around it."""
    units = Counter(one.number.unit for one in group if one.number.unit)
    fates = Counter(one.number.fate for one in group if one.number.fate)
    counted = [tally.most_common(1)[0][0] for tally in (units, fates) if tally]
    common = frozenset.intersection(*(one.words for one in group))
    near = [one.word for one in group[0].side.tokens if one.stem in common]
    beside = [word for word in dict.fromkeys(near) if word not in counted]
    return ", ".join(part for part in (" ".join(counted), " ".join(beside[:SHOWN])) if part)
