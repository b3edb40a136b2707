"""How far to trust the matches, by what two judges said."""

import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import chain
from operator import itemgetter
from typing import Any

from lib.by_hand.judged_claims import JUDGED
from lib.by_hand.shares import GOLD, Judgement, Share, covered, lines, right, share
from lib.tables.records import ClaimRow, MatchRow

PATH = GOLD / "judged_matches.jsonl"
ASKED = {
    "agree": "do both claim the same?",
    "conflict": "can both not be true, for the reason given?",
    "related": "is it worth showing: one matter, and the reason says what differs?",
}
RELATED = 40  # merely related matches that are drawn to be judged
Tables = Mapping[str, list[Any]]


def drawn(tables: Tables, *, seed: int) -> list[Judgement]:
    """The matches of two origins as rows to be judged; of the merely related forty, by the seed.

    From tables documents, claims, origins, matches. Each row has relation, reasons, and a and b:
    the claim's sha256, place and fields as they are judged, and its sentence.
    """
    groups = defaultdict(list)
    for match in between(tables):
        groups[match["relation"]].append(match)
    related = groups["related"]
    groups["related"] = random.Random(seed).sample(related, min(RELATED, len(related)))
    order = [sorted(groups[one], key=itemgetter("claim_a", "claim_b")) for one in ASKED]
    return list(_to_judge(chain.from_iterable(order), tables))


def between(tables: Tables) -> list[MatchRow]:
    """The matches of two origins."""
    origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
    return [row for row in tables["matches"] if origin[row["doc_a"]] != origin[row["doc_b"]]]


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


def measured(tables: Tables) -> list[Share]:
    """How many of the matches of these reports both judges call right; none where not every report
    has a match that was judged.

    Each question says how many are told; those that nobody judged count for nothing.
    """
    sides = [row[end] for row in lines(PATH) for end in "ab"]
    stand = standing(tables)
    if not stand or not covered(tables["documents"], sides):
        return []
    told = Counter(row["relation"] for row in between(tables))
    answers = defaultdict(list)
    for row in stand:
        answers[row["relation"]].append(right(row))
    return [
        share(f"{one}: {question} ({told[one]} told)", sum(answers[one]), len(answers[one]))
        for one, question in ASKED.items()
    ]
