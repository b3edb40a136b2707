"""How far to trust the matches, by what two judges said."""

import random
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, TypedDict

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
    matches = [
        match
        for relation in ASKED
        for match in sorted(groups[relation], key=lambda row: (row["claim_a"], row["claim_b"]))
    ]
    return list(_to_judge(matches, tables))


def _to_judge(matches: Iterable[MatchRow], tables: Tables) -> Iterator[Judgement]:
    """The matches as rows to be judged, one after another."""
    sha = {row["doc_id"]: row["sha256"] for row in tables["documents"]}
    claims = {row["claim_id"]: row for row in tables["claims"]}

    def side(claim: ClaimRow) -> dict[str, Any]:
        values: dict[str, Any] = dict(claim)
        fields = {name: values[name] for name in (*JUDGED[1:], "sentence")}
        return {"sha256": sha[claim["doc_id"]], **fields}

    for match in matches:
        yield {
            "relation": match["relation"],
            "reasons": match["reasons"],
            "a": side(claims[match["claim_a"]]),
            "b": side(claims[match["claim_b"]]),
        }


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
    here = bool(stand) and covered(
        tables["documents"], [row[end] for row in judged for end in "ab"]
    )
    return here, shares(stand if here else judged)


def wrong(tables: Tables) -> list[Mistake]:
    """Of the judged matches that stand, those that not both judges call right."""
    names = short_names(tables["documents"])
    report = {
        row["sha256"]: names[row["doc_id"]] for row in tables["documents"] if row["status"] == "ok"
    }
    return [
        _mistake(row, [(report[row[end]["sha256"]], row[end]["text"]) for end in "ab"])
        for row in standing(tables)
        if not right(row)
    ]


def _mistake(row: Judgement, sides: list[tuple[str, str]]) -> Mistake:
    (one, text), (other, its_text) = sorted(sides)
    return {
        "reports": joined([one, other]),
        "relation": row["relation"],
        "wrong": verdict(row),
        "one": text,
        "other": its_text,
    }


def shares(judged: Iterable[Judgement]) -> list[Share]:
    """For each relation the share that both judges call right."""
    judged = list(judged)  # some as no match at all, which nobody asks for
    answers = {
        relation: [right(row) for row in judged if row["relation"] == relation]
        for relation in ASKED
    }
    return [
        share(f"{relation}: {asked}", sum(answers[relation]), len(answers[relation]))
        for relation, asked in ASKED.items()
    ]
