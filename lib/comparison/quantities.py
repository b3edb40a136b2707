"""Quantities: one thing that several documents count, share out or price, also where they agree."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from math import isfinite
from typing import NamedTuple

from lib.comparison.values.counts import is_added
from lib.comparison.values.sides import Side
from lib.comparison.values.words import LIGHT, root
from lib.tables.records import ClaimRow, QuantityRow
from lib.text.numbers import Amount, hinted, of_people, one_thing, unit_stems
from lib.text.numerals import calendar, meanings

AROUND = 80  # letters on either side of a number in which it is said what it is of
COMMON = 2  # stems in common around two numbers, from which on they may be of one thing
COMMON_PLAIN = 3  # sums of money, shares and mere people have no noun to go by
FITTING = 0.5  # of the numbers of a quantity that a further one must be of one thing with
RECENT = 7  # days before the report; what is dated earlier is of another event than the report's
TOLL = ("number", "toll", "total", "figure", "count")
DAY = ("morning", "afternoon", "evening", "night", "midnight", "noon", "hour", "week", "month")
SHOWN = 4  # words of the label beside what is counted
NO_QUANTITY = frozenset(("age", "times"))


class Mention(NamedTuple):
    """A number in a claim, with the stems around it."""

    claim: ClaimRow
    side: Side
    number: Amount
    around: frozenset[str]


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
    known = frozenset(map(frozenset, same))
    groups: dict[tuple[str, ...], list[list[Mention]]] = defaultdict(list)
    for mention in _mentions(claims, published):
        doc = mention.claim["doc_id"]
        near = groups[stories.get(doc, ""), *_kind(mention.number)]
        fits = [_fit(mention, group, known) for group in near]
        best = max(range(len(near)), key=fits.__getitem__, default=None)
        if best is not None and fits[best] >= FITTING:
            near[best].append(mention)
        else:
            near.append([mention])
    found = [group for near in groups.values() for group in near]
    return [row for group in found if len(_documents(group)) > 1 for row in _rows(group, published)]


def _documents(group: list[Mention]) -> set[str]:
    return {mention.claim["doc_id"] for mention in group}


def _kind(number: Amount) -> tuple[str, str]:
    """What two numbers of one thing have in common, so that only such are held side by side."""
    if number.kind != "count":
        return number.kind, number.unit
    return "count", number.fate or "".join(unit_stems(number.unit)[:1])


def _mentions(claims: Iterable[ClaimRow], published: Mapping[str, str | None]) -> Iterator[Mention]:
    """Each number once, in the shortest claim that has it; a toll that does not say of what is of
    what its report begins with."""
    found: dict[tuple[str, str, str], Mention] = {}
    leads: dict[str, frozenset[str]] = {}
    for claim in sorted(claims, key=lambda row: (row["doc_id"], row["start"], row["end"])):
        if claim["doc_id"] in leads and not _may_count(claim):
            continue
        side = Side(claim)
        leads.setdefault(claim["doc_id"], side.stems - _plain())
        for number in side.numbers:
            if _counts_nothing(side, number):
                continue
            key = claim["doc_id"], claim["sentence"], number.text
            words = side.around(number, AROUND) - _plain() - {*unit_stems(number.unit)}
            around = frozenset(stem for stem in words if not stem.isdigit())
            if key in found:  # the words around a fact stand in the claim that it is part of
                around |= found[key].around
                found[key] = found[key]._replace(around=around)
            if key not in found or len(claim["text"]) < len(found[key].claim["text"]):
                found[key] = Mention(claim, side, number, around)
    for one in found.values():
        of_report = _is_toll(one) and _is_recent(one.claim, published)
        yield one._replace(around=one.around | leads[one.claim["doc_id"]]) if of_report else one


def _may_count(claim: ClaimRow) -> bool:
    """Whether a word for a number stands in what is read of it as a side: far quicker."""
    parts = (claim["text"], claim["subject"], claim["source_text"], claim["source"], claim["cue"])
    return any(part and hinted(part) for part in parts)


def _counts_nothing(side: Side, number: Amount) -> bool:
    """Whether it is no count of a thing, or of some that come to others: "three more bodies"."""
    vague = number.kind in NO_QUANTITY or not (number.unit or number.fate)
    return vague or bool(number.fate and is_added(side.text, number))


def _is_toll(one: Mention) -> bool:
    """Whether it counts people by their fate, and says of what event by no word of its own."""
    bare = len(one.around) < COMMON or one.number.later
    return bool(one.number.fate) and bare


def _is_recent(claim: ClaimRow, published: Mapping[str, str | None]) -> bool:
    said, day = claim["time_end"], published.get(claim["doc_id"])
    return not (said and day) or (date.fromisoformat(day) - date.fromisoformat(said)).days <= RECENT


@cache
def _plain() -> frozenset[str]:
    """Stems that stand beside numbers of any matter: fates, people, days and their parts, light
    verbs, what tells a toll."""
    words = [
        *TOLL,
        *DAY,
        *meanings("change"),
        *meanings("level"),
        *meanings("fate"),
        *meanings("people"),
        *calendar("month"),
        *calendar("weekday"),
    ]
    return frozenset(map(root, words)) | LIGHT


def _fit(one: Mention, group: list[Mention], same: frozenset[frozenset[str]]) -> float:
    """The share of a quantity's numbers of other documents that this one is of one thing with."""
    others = [other for other in group if other.claim["doc_id"] != one.claim["doc_id"]]
    return sum(_together(one, other, same) for other in others) / max(1, len(others))


def _together(a: Mention, b: Mention, same: frozenset[frozenset[str]]) -> bool:
    """Whether two numbers are of one thing: counted alike, in one statement or in common words."""
    if not one_thing(a.number, b.number):
        return False
    plain = a.number.kind in {"money", "share"} or (of_people(a.number) and not a.number.fate)
    stated = frozenset((a.claim["claim_id"], b.claim["claim_id"])) in same
    return stated or len(a.around & b.around) >= (COMMON_PLAIN if plain else COMMON)


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
    common = frozenset.intersection(*(one.around for one in group))
    near = [one.word for one in group[0].side.tokens if one.stem in common]
    beside = [word for word in dict.fromkeys(near) if word not in counted]
    return ", ".join(part for part in (" ".join(counted), " ".join(beside[:SHOWN])) if part)
