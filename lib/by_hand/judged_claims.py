"""How far to trust the claims, by expectations and by what two judges said."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lib.by_hand.shares import GOLD, covered, lines, right, share, verdict
from lib.tables.records import Row

# by the name of their floor
EXPECTED = {name: GOLD / f"{name}.jsonl" for name in ("seeds_claims", "corpus_claims")}
# what a line of expectations says of itself; the rest is expected of a claim
ABOUT = {"id", "doc", "anchor", "note"}
QUESTIONS = {
    "claim": "does the report claim this?",
    "source": "is this the source?",
    "polarity": "is the polarity right?",
    "modality": "is the modality right?",
}
# a change of any leaves the row unjudged
JUDGED = ("sha256", "start", "end", "text", "source", "source_kind", "polarity", "modality")


class Trust(NamedTuple):
    """Rows of what, right, of, low, high (bounds of the share, 0 to 1), and rows of report, wrong,
    text; here: on the run's own reports."""

    here: bool
    shares: list[Row]
    errors: list[Row]


# ----------------------------------------------------------------------- expectations, judgements


def overlapping(claims: Iterable[Row], doc_id: str, span: tuple[int, int]) -> list[Row]:
    """The claims of a document that overlap the span."""
    return [
        row
        for row in claims
        if row["doc_id"] == doc_id and row["start"] < span[1] and span[0] < row["end"]
    ]


def has(row: Row, expected: Row) -> bool:
    """Whether a row has all that is expected: a text is searched as a regular expression, a list
    must be among the values."""
    return all(
        _has(row["text" if name == "content" else name], wanted)
        for name, wanted in expected.items()
    )


def _has(value: object, wanted: object) -> bool:
    if isinstance(wanted, list):
        return set(wanted) <= set(value)
    if isinstance(wanted, bool):
        return value is wanted
    text = (
        ""
        if value is None
        else value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False)
    )
    return re.search(wanted, text, re.IGNORECASE) is not None


def expected(
    documents: Iterable[Row], texts: Mapping[str, str], claims: list[Row]
) -> Iterator[tuple[Row, bool]]:
    """The hand-written expectations of a claim that are of these reports, each with whether some
    claim over its anchor meets it."""
    found = [row for row in documents if row["status"] == "ok"]
    for one in (one for path in EXPECTED.values() if path.is_file() for one in lines(path)):
        for row in found:
            if row["path"].startswith(one["doc"]) and one["anchor"] in texts[row["doc_id"]]:
                start = texts[row["doc_id"]].index(one["anchor"])
                wanted = {name: value for name, value in one.items() if name not in ABOUT}
                over = overlapping(claims, row["doc_id"], (start, start + len(one["anchor"])))
                yield one, any(has(claim, wanted) for claim in over)


def standing(documents: Iterable[Row], claims: Iterable[Row]) -> list[Row]:
    """The judged claims that stand in these claims as they were judged."""
    sha = {row["doc_id"]: row["sha256"] for row in documents}
    found = {_key(row | {"sha256": sha[row["doc_id"]]}) for row in claims}
    path = GOLD / "judged_claims.jsonl"
    return [row for row in (lines(path) if path.is_file() else []) if _key(row) in found]


def _key(row: Row) -> tuple:
    return tuple(row[name] for name in JUDGED)


def measured(documents: list[Row], texts: Mapping[str, str], claims: Iterable[Row]) -> Trust:
    """The shares on these reports if a claim of every one was judged; else those that were taken
    elsewhere, and no errors.

    Of the claims only those of reports that something is known of are held.
    """
    known = _known(documents)
    claims = [row for row in claims if row["doc_id"] in known] if known else []
    met, judged = list(expected(documents, texts, claims)), standing(documents, claims)
    if not met or not covered(documents, judged):
        return Trust(False, _elsewhere(), [])
    shares = [
        *_answered(judged),
        share("expected claims that were found", sum(right for _, right in met), len(met)),
    ]
    missed = [
        {"report": one["doc"], "wrong": "expected, not found", "text": one["anchor"]}
        for one, right in met
        if not right
    ]
    return Trust(True, shares, missed + _wrong(judged))


def _known(documents: list[Row]) -> set[str]:
    """The documents that something is expected of or judged."""
    names = tuple(one["doc"] for path in EXPECTED.values() if path.is_file() for one in lines(path))
    path = GOLD / "judged_claims.jsonl"
    judged = {one["sha256"] for one in lines(path)} if path.is_file() else set()
    return {
        row["doc_id"]
        for row in documents
        if row["status"] == "ok" and (row["path"].startswith(names) or row["sha256"] in judged)
    }


def _elsewhere() -> list[Row]:
    """The shares of the gold data as they were committed: all judged rows, and the floors of the
    expectations."""
    floors = json.loads((GOLD / "floors.json").read_text(encoding="utf-8"))
    counts = {name: len(lines(path)) for name, path in EXPECTED.items()}
    judged = lines(GOLD / "judged_claims.jsonl")
    return [
        *_answered(judged),
        share(
            "expected claims that were found",
            sum(floors[name] for name in counts),
            sum(counts.values()),
        ),
    ]


def _answered(judged: list[Row]) -> list[Row]:
    return [
        share(asked, sum(right(row, name) for row in judged), len(judged))
        for name, asked in QUESTIONS.items()
    ]


def _wrong(judged: list[Row]) -> list[Row]:
    return [
        {"report": row["doc"], "wrong": f"{name}: {verdict(row, name)}", "text": row["text"]}
        for row in judged
        for name in QUESTIONS
        if not right(row, name)
    ]
