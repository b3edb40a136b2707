"""How far to trust the matches, by what two judges said."""

import random
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import chain
from operator import itemgetter
from typing import Any, TypedDict, cast

from lib.by_hand.judged_claims import JUDGED
from lib.by_hand.shares import GOLD, Judgement, Share, covered, lines, right, share, verdict
from lib.tables.records import ClaimRow, MatchRow
from lib.text.phrases import joined, short_names

PATH = GOLD / "judged_matches.jsonl"
ASKED = {
    "agree": "do both claim the same?",
    "conflict": "can both not be true, for the reason given?",
    "related": "is it worth showing: one matter, and the reason says what differs?",
}
RELATED = 40  # merely related matches that are drawn to be judged
Tables = Mapping[str, list[Any]]


class Mistake(TypedDict):
    """A match that not both judges call right: what they say, and the words of both sides."""

    reports: str
    relation: str
    wrong: str
    one: str
    other: str


def drawn(tables: Tables, *, seed: int) -> list[Judgement]:
    """The matches of two origins as rows to be judged; of the merely related forty, by the seed.

    From tables documents, claims, origins, matches. Each row has relation, reasons, and a and b:
    the claim's sha256, place and fields as they are judged, and its sentence.
    """
    origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
    groups = defaultdict(list)
    for match in tables["matches"]:
        if origin[match["doc_a"]] != origin[match["doc_b"]]:
            groups[match["relation"]].append(match)
    related = groups["related"]
    groups["related"] = random.Random(seed).sample(related, min(RELATED, len(related)))
    order = [sorted(groups[one], key=itemgetter("claim_a", "claim_b")) for one in ASKED]
    return list(_to_judge(chain.from_iterable(order), tables))


def _to_judge(matches: Iterable[MatchRow], tables: Tables) -> Iterator[Judgement]:
    """The matches as rows to be judged, one after another."""
    sha = {row["doc_id"]: row["sha256"] for row in tables["documents"]}
    claims = {row["claim_id"]: row for row in tables["claims"]}

    def side(claim: ClaimRow) -> dict[str, Any]:
        values: dict[str, Any] = dict(claim)
        fields = {name: values[name] for name in (*JUDGED[1:], "sentence")}
        return {"sha256": sha[claim["doc_id"]], **fields}

    for match in matches:
        a, b = side(claims[match["claim_a"]]), side(claims[match["claim_b"]])
        yield {"relation": match["relation"], "reasons": match["reasons"], "a": a, "b": b}


def standing(tables: Tables) -> list[Judgement]:
    """The judged matches that stand in the tables as judged: both claims, and the relation."""
    judged = lines(PATH)
    wanted = {_key(row) for row in judged}
    files = {row[end]["sha256"] for row in judged for end in "ab"}
    here = {row["doc_id"] for row in tables["documents"] if row["sha256"] in files}
    matches = [row for row in tables["matches"] if row["doc_a"] in here and row["doc_b"] in here]
    known = {key for row in _to_judge(matches, tables) if (key := _key(row)) in wanted}
    return [row for row in judged if _key(row) in known]


def _key(row: Judgement) -> Hashable:
    """The relation and both claims in any order; the reasons may be in other words since."""
    return row["relation"], frozenset(tuple(row[end][name] for name in JUDGED) for end in "ab")


def measured(tables: Tables) -> tuple[bool, list[Share]]:
    """The shares of the judged matches that stand in these tables, else of all, taken elsewhere.

    First, whether they are of these reports: if every one of them has some match that was judged,
    and one still stands as it was.
    """
    judged, stand = lines(PATH), standing(tables)
    sides = [row[end] for row in judged for end in "ab"]
    here = bool(stand) and covered(tables["documents"], sides)
    return here, shares(stand if here else judged)


def wrong(tables: Tables) -> list[Mistake]:
    """Of the judged matches that stand, those that not both judges call right."""
    names = short_names(tables["documents"])
    read = [row for row in tables["documents"] if row["status"] == "ok"]
    report = {row["sha256"]: names[row["doc_id"]] for row in read}
    found: list[Mistake] = []
    for row in (row for row in standing(tables) if not right(row)):
        (one, text), (other, its) = sorted((report[row[e]["sha256"]], row[e]["text"]) for e in "ab")
        told = {"reports": joined([one, other]), "relation": row["relation"]}
        found.append(cast(Mistake, told | {"wrong": verdict(row), "one": text, "other": its}))
    return found


def shares(judged: Iterable[Judgement]) -> list[Share]:
    """For each relation the share that both judges call right."""
    answers = defaultdict(list)  # some as no match at all, which nobody asks for
    for row in judged:
        answers[row["relation"]].append(right(row))
    asked = [(f"{relation}: {question}", answers[relation]) for relation, question in ASKED.items()]
    return [share(what, sum(given), len(given)) for what, given in asked]
