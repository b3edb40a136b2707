"""How far to trust the matches, by what two judges said."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator

from lib.by_hand.judged_claims import JUDGED
from lib.by_hand.shares import GOLD, covered, lines, share, verdict
from lib.tables.records import Row
from lib.text.phrases import joined, short_names

PATH = GOLD / "judged_matches.jsonl"
ASKED = {
    "agree": "do both claim the same?",
    "conflict": "can both not be true, for the reason given?",
    "related": "is it worth showing: one matter, and the reason says what differs?",
}
RELATED = 40  # merely related matches that are drawn to be judged


def drawn(tables: dict[str, list[Row]], *, seed: int) -> list[Row]:
    """Every agreement and conflict between independent origins, and up to forty related matches
    drawn by the seed, as rows to be judged.

    From tables documents, claims, origins, matches. Each row has relation, reasons, and a and b:
    the claim's sha256, place and fields as they are judged, and its sentence.
    """
    origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
    groups = defaultdict(list)
    for row in tables["matches"]:
        if origin[row["doc_a"]] != origin[row["doc_b"]]:
            groups[row["relation"]].append(row)
    groups["related"] = random.Random(seed).sample(
        groups["related"], min(RELATED, len(groups["related"]))
    )
    rows = [
        row
        for relation in ASKED
        for row in sorted(groups[relation], key=lambda row: (row["claim_a"], row["claim_b"]))
    ]
    return list(_judged(rows, tables))


def _judged(matches: Iterable[Row], tables: dict[str, list[Row]]) -> Iterator[Row]:
    """The matches as rows to be judged, one after another."""
    sha = {row["doc_id"]: row["sha256"] for row in tables["documents"]}
    claims = {row["claim_id"]: row for row in tables["claims"]}
    for match in matches:
        ends = [claims[match[end]] for end in ("claim_a", "claim_b")]
        a, b = (
            {
                "sha256": sha[end["doc_id"]],
                **{name: end[name] for name in (*JUDGED[1:], "sentence")},
            }
            for end in ends
        )
        yield {"relation": match["relation"], "reasons": match["reasons"], "a": a, "b": b}


def standing(tables: dict[str, list[Row]]) -> list[Row]:
    """The judged matches that stand in the tables as they were judged: both claims and the
    relation; none where nothing was judged yet."""
    if not PATH.is_file():
        return []
    judged = lines(PATH)
    wanted, known = (
        {_key(row) for row in judged},
        {row[end]["sha256"] for row in judged for end in "ab"},
    )
    here = {row["doc_id"] for row in tables["documents"] if row["sha256"] in known}
    matches = (row for row in tables["matches"] if row["doc_a"] in here and row["doc_b"] in here)
    found = {key for row in _judged(matches, tables) if (key := _key(row)) in wanted}
    return [row for row in judged if _key(row) in found]


def _key(row: Row) -> tuple:
    """The relation and the two claims, whichever comes first; the reasons may be said in other
    words since."""
    return row["relation"], frozenset(tuple(row[end][name] for name in JUDGED) for end in "ab")


def measured(tables: dict[str, list[Row]]) -> tuple[bool, list[Row]]:
    """Whether the figures are of these reports, and the shares: of the judged matches that stand in
    them, else of all, taken elsewhere.

    They are of these reports if every one of them has some match that was judged, and one still
    stands as it was.
    """
    judged, stand = lines(PATH) if PATH.is_file() else [], standing(tables)
    here = bool(stand) and covered(
        tables["documents"], [row[end] for row in judged for end in "ab"]
    )
    return here, shares(stand if here else judged)


def right(row: Row) -> bool:
    """Whether both judges say yes."""
    return row["judge_1"]["right"] and row["judge_2"]["right"]


def wrong(tables: dict[str, list[Row]]) -> list[Row]:
    """Of the judged matches that stand, those that not both judges call right: reports, relation,
    wrong (what the judges say), one, other."""
    names = short_names(tables["documents"])
    report = {
        row["sha256"]: names[row["doc_id"]] for row in tables["documents"] if row["status"] == "ok"
    }
    return [
        _error(row, [(report[row[end]["sha256"]], row[end]["text"]) for end in "ab"])
        for row in standing(tables)
        if not right(row)
    ]


def _error(row: Row, sides: list[tuple[str, str]]) -> Row:
    (one, text), (other, its_text) = sorted(sides)
    return {
        "reports": joined([one, other]),
        "relation": row["relation"],
        "wrong": verdict(row, "right"),
        "one": text,
        "other": its_text,
    }


def shares(judged: list[Row]) -> list[Row]:
    """For each relation the share that both judges call right, as `trust.share` gives it."""
    found = {
        relation: [right(row) for row in judged if row["relation"] == relation]
        for relation in ASKED
    }
    return [
        share(f"{relation}: {asked}", sum(found[relation]), len(found[relation]))
        for relation, asked in ASKED.items()
    ]
