"""How far to trust the claims, by expectations and by what two judges said."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypedDict

from lib.by_hand.shares import GOLD, Judgement, Share, covered, lines, right, share, verdict
from lib.tables.records import ClaimRow, DocumentRow

# by the name of their floor
EXPECTED = {name: GOLD / f"{name}.jsonl" for name in ("seeds_claims", "corpus_claims")}
PATH = GOLD / "judged_claims.jsonl"
# what a line of expectations says of itself; the rest is expected of a claim
ABOUT = {"id", "doc", "anchor", "note"}
QUESTIONS = {
    "claim": "does the report claim this?",
    "source": "is this the source?",
    "polarity": "is the polarity right?",
    "modality": "is the modality right?",
}
MET = "expected claims that were found"
# a change of any leaves the row unjudged
JUDGED = ("sha256", "start", "end", "text", "source", "source_kind", "polarity", "modality")


class Mistake(TypedDict):
    """What is wrong in a report: its number, what it is, and the words."""

    report: str
    wrong: str
    text: str


class Trust(NamedTuple):
    """Shares and mistakes; here: whether they are of the run's own reports."""

    here: bool
    shares: list[Share]
    errors: list[Mistake]


def overlapping(claims: Iterable[ClaimRow], doc_id: str, span: tuple[int, int]) -> list[ClaimRow]:
    """The claims of a document that overlap the span."""
    own, (start, end) = (claim for claim in claims if claim["doc_id"] == doc_id), span
    return [claim for claim in own if claim["start"] < end and start < claim["end"]]


def has(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a row has all that is wanted: text by regular expression, lists among its values."""
    return all(
        _has(row["text" if name == "content" else name], value) for name, value in wanted.items()
    )


def _has(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return set(wanted) <= set(value)
    if isinstance(wanted, bool):
        return value is wanted
    is_text = isinstance(value, str)
    text = value or "" if is_text or value is None else json.dumps(value, ensure_ascii=False)
    return re.search(wanted, text, re.IGNORECASE) is not None


def expected(
    documents: Iterable[DocumentRow], texts: Mapping[str, str], claims: list[ClaimRow]
) -> Iterator[tuple[Judgement, bool]]:
    """What is expected of these reports, each with whether a claim over its anchor meets it."""
    read = [row for row in documents if row["status"] == "ok"]
    for expectation in _expectations():
        wanted = {name: value for name, value in expectation.items() if name not in ABOUT}
        anchor = expectation["anchor"]
        for document in read:
            doc_id = document["doc_id"]
            if document["path"].startswith(expectation["doc"]) and anchor in texts[doc_id]:
                start = texts[doc_id].index(anchor)
                over = overlapping(claims, doc_id, (start, start + len(anchor)))
                yield expectation, any(has(claim, wanted) for claim in over)


def _expectations() -> list[dict[str, Any]]:
    return [row for path in EXPECTED.values() for row in lines(path)]


def standing(documents: Iterable[DocumentRow], claims: Iterable[ClaimRow]) -> list[Judgement]:
    """The judged claims that stand in these claims as they were judged."""
    sha = {row["doc_id"]: row["sha256"] for row in documents}
    known = {_key({**claim, "sha256": sha[claim["doc_id"]]}) for claim in claims}
    return [row for row in lines(PATH) if _key(row) in known]


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in JUDGED)


def measured(
    documents: list[DocumentRow], texts: Mapping[str, str], claims: Iterable[ClaimRow]
) -> Trust:
    """The shares on these reports if a claim of every one was judged; else those taken elsewhere.

    Of the claims only those of reports that something is known of are held.
    """
    known = _known(documents)
    claims = [claim for claim in claims if claim["doc_id"] in known] if known else []
    met, judged = list(expected(documents, texts, claims)), standing(documents, claims)
    if not met or not covered(documents, judged):
        return Trust(False, _elsewhere(), [])
    lost = [row for row, is_met in met if not is_met]
    missed = [_mistake(row, "expected, not found", row["anchor"]) for row in lost]
    shares = [*_answered(judged), share(MET, len(met) - len(missed), len(met))]
    return Trust(True, shares, missed + _wrong(judged))


def _known(documents: list[DocumentRow]) -> set[str]:
    """The documents that something is expected of or judged."""
    names = tuple(row["doc"] for row in _expectations())
    judged = {row["sha256"] for row in lines(PATH)}
    ok = [row for row in documents if row["status"] == "ok"]
    return {r["doc_id"] for r in ok if r["path"].startswith(names) or r["sha256"] in judged}


def _elsewhere() -> list[Share]:
    """The shares as they were committed: of all judged rows, and the floors of the expectations."""
    floors = json.loads((GOLD / "floors.json").read_text(encoding="utf-8"))
    met = sum(floors[name] for name in EXPECTED)
    return [*_answered(lines(PATH)), share(MET, met, len(_expectations()))]


def _answered(judged: Sequence[Judgement]) -> list[Share]:
    answers = [(asked, [right(row, name) for row in judged]) for name, asked in QUESTIONS.items()]
    return [share(asked, sum(given), len(given)) for asked, given in answers]


def _wrong(judged: list[Judgement]) -> list[Mistake]:
    asked = [(row, name) for row in judged for name in QUESTIONS if not right(row, name)]
    return [_mistake(row, f"{name}: {verdict(row, name)}", row["text"]) for row, name in asked]


def _mistake(row: Judgement, wrong: str, text: str) -> Mistake:
    return {"report": row["doc"], "wrong": wrong, "text": text}
