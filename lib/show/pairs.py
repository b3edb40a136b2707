"""The matches between independent origins, as the page shows them: each with its two passages."""

from collections import defaultdict
from typing import NamedTuple

from lib.findings.results import Results, opposite_directions
from lib.show import limits
from lib.show.passages import Href, Side, Text, listed_blocks, side
from lib.tables.records import MatchRow
from lib.text.phrases import joined

RELATIONS = ("conflict", "agree", "related")
Groups = dict[str, list[list[MatchRow]]]  # of each relation the matches, those alike together


class Pair(NamedTuple):
    """A match with its two passages; also: the other reports between which it stands."""

    match: MatchRow
    sides: list[Side]
    why: str
    also: list[str]


class Partner(NamedTuple):
    """A claim that another agrees or conflicts with, or is related to."""

    relation: str
    report: str
    claim_id: str
    copies: bool


def groups(results: Results) -> Groups:
    """The matches of two origins by relation, those that say the same together.

    In a group the first in print comes first; the groups in opposite directions come first, then
    the most alike.
    """
    alike: dict[str, dict[frozenset[tuple[object, str]], list[MatchRow]]] = {
        relation: defaultdict(list) for relation in RELATIONS
    }
    for match in sorted(results.between, key=lambda match: _print_order(match, results)):
        alike[match["relation"]][_what_is_said(match, results)].append(match)
    return {
        relation: sorted(same.values(), key=lambda group: _rank(group[0]))
        for relation, same in alike.items()
    }


def _print_order(match: MatchRow, results: Results) -> tuple[list[tuple[str, str]], str, str]:
    ages = sorted((results.age[match["doc_a"]], results.age[match["doc_b"]]))
    return ages, match["claim_a"], match["claim_b"]


def _what_is_said(match: MatchRow, results: Results) -> frozenset[tuple[object, str]]:
    """What is the same for all matches of a group."""
    # a conflict is one of two families; who agrees counts by origins
    counts_origins = match["relation"] != "conflict"
    ends = ((match["doc_a"], match["claim_a"]), (match["doc_b"], match["claim_b"]))
    return frozenset(
        (counts_origins and results.origin[doc_id], results.family[claim_id])
        for doc_id, claim_id in ends
    )


def _rank(match: MatchRow) -> tuple[bool, float, str]:
    return not opposite_directions(match), -match["score"], match["claim_a"]


def shown(results: Results, matches: Groups, text: Text, href: Href) -> dict[str, list[Pair]]:
    """The pairs of each relation that the page has room for."""
    items = listed_blocks(results)
    return {
        relation: [_pair(group, results, text, href, items) for group in same[: limits.SIDES]]
        for relation, same in matches.items()
    }


def _pair(group: list[MatchRow], results: Results, text: Text, href: Href, items: set[str]) -> Pair:
    first, *others = group
    sides = [
        side(claim, results, text(claim["doc_id"]), href, items) for claim in results.sides(first)
    ]
    names = results.names
    also = sorted(joined(sorted((names[row["doc_a"]], names[row["doc_b"]]))) for row in others)
    return Pair(first, sorted(sides, key=lambda side: side.report), results.why(first), also)


def partners(results: Results) -> dict[str, list[Partner]]:
    """For each claim those of other documents that it is matched with."""
    matched = defaultdict(list)
    for match in results.tables["matches"]:
        ends = [(match["doc_a"], match["claim_a"]), (match["doc_b"], match["claim_b"])]
        for (_, mine), (doc_id, other) in (ends, ends[::-1]):
            matched[mine].append(
                Partner(match["relation"], results.names[doc_id], other, results.copies(match))
            )
    return {claim_id: sorted(others) for claim_id, others in matched.items()}
