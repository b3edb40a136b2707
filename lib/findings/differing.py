"""What reports tell differently: conflicts, two speakers, numbers that move, other stages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from lib.findings.facts import had
from lib.findings.results import Results, kinds, once
from lib.findings.sentences import bare
from lib.findings.telling import (
    LISTED,
    QUOTED,
    SAME,
    Finding,
    Place,
    by,
    called,
    cited,
    first_of,
    how_early,
    how_sure,
    ids,
    in_print,
    listed,
    place,
    who,
)
from lib.findings.voices import is_beside, is_name
from lib.findings.wording import STATUS, Telling, named
from lib.tables.records import ClaimRow, Difference, MatchRow, QuantityRow
from lib.tables.store import bounds_meet
from lib.text.phrases import joined
from lib.text.words import stems, words

# the share of the words of one that the other's sentence has, of what is told differently
ALIKE = 0.25
NEAR = 0.8  # the chance from which on another stage is told as of one matter
COUNTED = "counts of one event"
NO_RIVAL = frozenset(
    ("part", "matter", "size")
)  # notes of numbers that are not held against others
# what befell the people who are counted, as a reader asks for it
FATES = {
    "dead": "died",
    "hurt": "were hurt",
    "missing": "are missing",
    "displaced": "had to leave their homes",
    "held": "were held",
}
EACH = "The days differ, so each may be right in its turn."
LEADS = {"event": "Said and denied.", "speaker": "The same words, two speakers."}


@once
def differences(results: Results) -> Iterator[Finding]:
    """How many were killed or hurt, conflicts, one utterance of two speakers, numbers that move,
    and how far a thing has come; each by how early it stands in its reports. What differs is told
    of facts that have words enough in common beside it."""
    alike = [row for row in results.between if _is_alike(*results.sides(row))]
    rows = sorted(alike, key=lambda row: (how_early(results, results.sides(row)), str(row)))
    yield from _tolls(results)
    yield from (_opposed(results, row) for row in rows if row["relation"] == "conflict")
    yield from (_two_speakers(results, row) for row in rows if _is_of_two(row, results))
    yield from _moving(results, rows)
    yield from (_opposed(results, row) for row in rows if _is_other_status(row))


def _tolls(results: Results) -> Iterator[Finding]:
    """What reports count of those who died, were hurt …, where two independent ones cannot both be
    right: all the values, by the days that they hold for."""
    counts: dict[str, list[QuantityRow]] = defaultdict(list)
    for row in results.tables.get("quantities", ()):
        if row["fate"] and row["doc_id"] not in results.superseded and not _is_mere_size(row):
            counts[row["quantity"]].append(row)
    for rows in counts.values():
        apart = [ends for ends in combinations(rows, 2) if _cannot_both_hold(results, *ends)]
        if apart:
            yield _toll(results, rows, apart)


def _is_mere_size(row: QuantityRow) -> bool:
    """Whether it is "dozens" or "several", which no count can prove wrong."""
    low, high = row["low"], row["high"]
    return bool(row["about"] and low and high and high >= 2 * low)


def _cannot_both_hold(results: Results, one: QuantityRow, other: QuantityRow) -> bool:
    apart = results.origin[one["doc_id"]] != results.origin[other["doc_id"]]
    return apart and not bounds_meet(one, other)


def _toll(
    results: Results, rows: list[QuantityRow], apart: list[tuple[QuantityRow, QuantityRow]]
) -> Finding:
    """ "How many were hurt: 23 (the Courier, 9 May, according to police), 31 (the Post)." """
    by_day = sorted(rows, key=lambda row: (row["as_of"] or "", results.age[row["doc_id"]]))
    # "at least 48" and 48 of one report are one value
    ordered = [*{(row["doc_id"], row["low"]): row for row in reversed(by_day)}.values()][::-1]
    values: dict[str, dict[str, ClaimRow]] = defaultdict(dict)  # by origin, each in its first words
    for row in ordered:
        claim = results.claims[row["claim_id"]]
        values[row["text"].lower()].setdefault(results.origin[row["doc_id"]], claim)
    shown = list(values.items())[:LISTED]
    told = [_counted(results, value, [*said.values()]) for value, said in shown]
    first = [next(iter(said.values())) for _, said in shown]
    lead = f"How many {FATES[rows[0]['fate'] or '']}:"
    parts = (*listed(told, ", "), f". {_rise(ordered, apart)}")
    return Finding("differs", lead, parts, COUNTED, ids(*first))


def _counted(results: Results, value: str, claims: list[ClaimRow]) -> list[str | Place]:
    """ "31 (the Courier, 9 May; the Post, 9 May, according to police)"."""
    said = [by(results, one, _teller(one)) for one in claims[:LISTED]]
    return [f"{value} (", *listed(said, "; "), ")"]


def _teller(claim: ClaimRow) -> str:
    """Who gives a count; what is denied around it is not the count."""
    return who(claim) if claim["polarity"] == "affirmed" else ""


def _rise(ordered: list[QuantityRow], apart: list[tuple[QuantityRow, QuantityRow]]) -> str:
    """Whether counts are of one day, only rose with the days, or may each be right in its turn."""
    clash = next((ends for ends in apart if ends[0]["as_of"] == ends[1]["as_of"]), None)
    if clash and clash[0]["as_of"]:
        return f"{joined([row['text'].lower() for row in clash])} are of one day."
    least = [row["low"] or 0 for row in ordered]
    dated = all(row["as_of"] for row in ordered)
    return "The count rose with the days." if dated and least == sorted(least) else EACH


def _is_alike(one: ClaimRow, other: ClaimRow) -> bool:
    facts = all(claim["predicate"] and claim["text"][0] != "[" for claim in (one, other))
    return facts and min(had(one, other), had(other, one)) >= ALIKE


def _opposed(results: Results, row: MatchRow) -> Finding:
    first, second = in_print(results, results.sides(row))
    hard = sorted(row["differences"], key=lambda one: (not one["hard"], one["kind"] == "speaker"))
    lead = _lead(results, row, hard[0]) if hard else "They differ."
    parts = [*cited(results, first), ", but ", *cited(results, second), "."]
    return Finding("differs", lead, tuple(parts), how_sure(row), ids(first, second))


def _lead(results: Results, row: MatchRow, difference: Difference) -> str:
    """The two values as a question, those of the report first in print first: "31 or 40?"."""
    kind = difference["kind"]
    if kind in LEADS or kind in ("cause", "scope", "wording"):
        return LEADS.get(kind, "They differ.")
    telling = Telling(*results.sides(row), "", "", "“”")
    sides = [telling.side(difference[end], kind) for end in ("here", "there")]
    if first_of(results, results.sides(row)[0]) != in_print(results, results.sides(row))[0]:
        sides.reverse()
    question = " or ".join(sides)
    return f"{question[0].upper()}{question[1:]}?"


def _is_of_two(row: MatchRow, results: Results) -> bool:
    """Whether two persons, who share no part of their names and are named beside the words, are
    said to have said the same."""
    said = results.sides(row)
    one, other = (claim["source"] for claim in said)
    return (
        row["utterance"]
        and row["relation"] == "agree"
        and "speaker" in kinds(row)
        and is_name(one)
        and is_name(other)
        and not set(stems(one)) & set(stems(other))
        and all(map(is_beside, said))
    )


def _two_speakers(results: Results, row: MatchRow) -> Finding:
    first, second = in_print(results, results.sides(row))
    words = f"“{bare(named(first), QUOTED)}” is said by {first['source']} ("
    between = f") and by {second['source']} ("
    parts = (words, place(results, first), between, place(results, second), ").")
    return Finding("differs", LEADS["speaker"], parts, SAME, ids(first, second))


def _moving(results: Results, rows: Iterable[MatchRow]) -> Iterator[Finding]:
    """Numbers of one matter that are not the same, those that hang together in one finding."""
    groups: list[dict[str, tuple[str, float]]] = []
    for row in rows:
        values = _values(results, row)
        if values and row["relation"] == "related" and row["score"] >= NEAR - 0.1:
            near = [group for group in groups if group.keys() & values.keys()]
            groups = [group for group in groups if group not in near]
            groups.append({k: v for group in (*near, values) for k, v in group.items()})
    for group in groups:
        yield _moved(results, group)


def _values(results: Results, row: MatchRow) -> dict[str, tuple[str, float]]:
    """The numbers of both claims, with the chance that they are of one matter; none where one
    tells a time, or one comes to the other or is of another matter."""
    numbers = [
        one for one in row["differences"] if one["kind"] == "number" and one["note"] not in NO_RIVAL
    ]
    if not numbers or "event" in kinds(row):
        return {}
    values = (numbers[0]["here"], numbers[0]["there"])
    found = {
        first_of(results, claim)["claim_id"]: (value, row["score"])
        for claim, value in zip(results.sides(row), values, strict=True)
        if value and not {*words(value)} <= {*words(claim["time_text"] or "")}
    }
    return found if len(found) == len(values) else {}


def _moved(results: Results, group: dict[str, tuple[str, float]]) -> Finding:
    claims = in_print(results, [results.claims[one] for one in group])
    first: dict[str, ClaimRow] = {}
    for claim in claims:
        first.setdefault(group[claim["claim_id"]][0], claim)
    shown = list(first.values())[:LISTED]
    parts = listed([cited(results, claim) for claim in shown], "; ")
    least = min(score for _, score in group.values())
    lead = f"{joined(list(first)[:LISTED], 'or')}?"
    further = f" {EACH}" if len({_meant(results, one) for one in shown}) == len(shown) else ""
    text = (*parts, f".{further}")
    return Finding("differs", lead, text, called(least), ids(*shown))


def _meant(results: Results, claim: ClaimRow) -> str | None:
    return claim["time_end"] or results.documents[claim["doc_id"]]["published"]


def _is_other_status(row: MatchRow) -> bool:
    return (
        row["relation"] == "related"
        and row["score"] >= NEAR
        and kinds(row) <= {"status", "modality"}
        and bool(row["differences"])
        and all(one["here"] in STATUS and one["there"] in STATUS for one in row["differences"])
    )
