"""How far to trust the claims: shares of right rows with their intervals, on gold data and on a
sheet that the reader judges."""

import csv
import hashlib
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any, NamedTuple

import pandas as pd

from lib import tables
from lib.errors import WorkbookError
from lib.parameters import PROJECT
from lib.reading import Rejected, decoded, delimiter

Row = dict[str, Any]
GOLD, CORPUS = PROJECT / "tests" / "gold", PROJECT / "tests" / "corpus" / "expected"
# by the name of their floor
EXPECTED = {"seeds_claims": GOLD / "seeds_claims.jsonl", "corpus_claims": CORPUS / "claims.jsonl"}
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
SHEET, ROWS = "to_judge.csv", 20
ANSWERED = {f"{name}_right": asked for name, asked in QUESTIONS.items()}  # the columns to fill in
SHOWN = ["claim_id", "report", "sentence", "text", "source", "cue", "polarity", "modality"]
ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


class Trust(NamedTuple):
    """Rows of what, right, of, low, high (bounds of the share, 0 to 1), and rows of report, wrong,
    text; here: on the run's own reports."""

    here: bool
    shares: list[Row]
    errors: list[Row]


def lines(path: Path) -> list[Row]:
    """The objects of a file of JSON lines."""
    return [
        json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def share(what: str, right: int, of: int) -> Row:
    """A share with the bounds of its 95 % interval, null where nothing was looked at."""
    low, high = _wilson(right, of) if of else (None, None)
    return {"what": what, "right": right, "of": of, "low": low, "high": high}


def _wilson(right: int, of: int) -> tuple[float, float]:
    """The bounds of a share's 95 % interval (Wilson 1927), as scipy.stats has them, which takes a
    second to load."""
    square = NormalDist().inv_cdf(0.975) ** 2
    middle, half = right + square / 2, math.sqrt(square * (right * (of - right) / of + square / 4))
    return (middle - half) / (of + square) if right else 0.0, (
        (middle + half) / (of + square) if right < of else 1.0
    )


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


def covered(documents: Iterable[Row], judged: Iterable[Row]) -> bool:
    """Whether there is something judged, each with a sha256, of every document that is ok, and of
    one at least."""
    found = {row["sha256"] for row in documents if row["status"] == "ok"}
    return bool(found) and found <= {row["sha256"] for row in judged}


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


def right(row: Row, question: str) -> bool:
    """Whether both judges say yes."""
    return row["judge_1"][question] and row["judge_2"][question]


def _wrong(judged: list[Row]) -> list[Row]:
    return [
        {"report": row["doc"], "wrong": f"{name}: {verdict(row, name)}", "text": row["text"]}
        for row in judged
        for name in QUESTIONS
        if not right(row, name)
    ]


def verdict(row: Row, question: str) -> str:
    """What the judges say of a row that they do not both call right."""
    return (
        "the judges differ"
        if row["judge_1"][question] or row["judge_2"][question]
        else "both judges say no"
    )


# -------------------------------------------------------------------------------------- the sheet


def sheet(out: Path, claims: pd.DataFrame, *, seed: int) -> list[Row]:
    """Write the sheet of rows to judge, with the answers that it held, and give back their shares
    (as in Trust).

    claims: the table with a column `report`. Rows in which the reader wrote anything stay, and so
    do columns that the reader added; answers to a claim that has changed since do not count. To
    these come as many other rows, drawn by the seed, as make twenty. A WorkbookError says what in
    the sheet cannot be read.
    """
    drawn = claims.sample(min(ROWS, len(claims)), random_state=seed)
    drawn = drawn.assign(version=_versions(drawn))[[*SHOWN, "version"]]
    old = _read(out / SHEET)
    kept = old[(old.drop(columns=[*SHOWN, "version"]) != "").any(axis=1)]
    rest = drawn[~drawn["version"].isin(kept["version"])].head(max(ROWS - len(kept), 0))
    rows = pd.concat([kept, rest.reindex(columns=kept.columns)], ignore_index=True).fillna("")
    tables.write_csv(out / SHEET, rows.sort_values(["claim_id", "version"], ignore_index=True))
    return _scored(kept[kept["version"].isin(_versions(claims) if len(kept) else [])])


def answered(out: Path, claims: Iterable[Row]) -> list[Row]:
    """The shares of the answers in the run's sheet that are to claims as they stand (as in Trust);
    errors as for `sheet`."""
    found = _read(out / SHEET)
    found = found[(found[list(ANSWERED)] != "").any(axis=1)]
    now = {_version(row) for row in claims} if len(found) else set()
    return _scored(found[found["version"].isin(now)])


def _versions(claims: pd.DataFrame) -> list[str]:
    return [_version(row._asdict()) for row in claims[["claim_id", *JUDGED[3:]]].itertuples()]


def _version(row: Row) -> str:
    """What of a claim was judged, as a short checksum."""
    judged = [None if pd.isna(row[name]) else row[name] for name in ("claim_id", *JUDGED[3:])]
    return hashlib.sha256(json.dumps(judged).encode()).hexdigest()[:12]


def _read(path: Path) -> pd.DataFrame:
    """The sheet as it lies there, answers in lower case and all columns; without rows if there is
    none."""
    columns = [*SHOWN, *ANSWERED, "note", "version"]
    if not path.is_file():
        return pd.DataFrame(columns=columns, dtype="str")
    try:
        text, _ = decoded(path.read_bytes())
        mark = delimiter(text)
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), [])
        if not header:
            raise ValueError("its first line is empty")
        # before the rest is read, which with a great many columns takes pandas without end
        if lacking := [name for name in columns if name not in header]:
            raise WorkbookError(
                f"{path.name} has lost its column {lacking[0]!r}: put it back, or remove the file"
            )
        found = pd.read_csv(
            io.StringIO(text, newline=""),
            sep=mark,
            engine="python",
            dtype="str",
            keep_default_na=False,
        ).fillna("")
    except (Rejected, ValueError, csv.Error) as error:
        raise WorkbookError(
            f"{path.name} cannot be read ({error}): save it as CSV in UTF-8, or remove it"
        ) from None
    answers = found[list(ANSWERED)].apply(lambda column: column.str.strip().str.lower())
    for row, name in zip(*(~answers.isin(["", *ANSWERS])).to_numpy().nonzero(), strict=True):
        raise WorkbookError(
            f"{path.name}, row {row + 2}, column {answers.columns[name]}:"
            f" {answers.iat[row, name]!r} is no answer: write yes or no, or leave the cell empty"
        )
    return found.assign(**answers)


def _scored(rows: pd.DataFrame) -> list[Row]:
    answers = {
        asked: [ANSWERS[answer] for answer in rows[name] if answer]
        for name, asked in ANSWERED.items()
    }
    return [share(asked, sum(found), len(found)) for asked, found in answers.items()]


def table(shares: Sequence[Row]) -> pd.DataFrame:
    """The shares for a reader: what, how many of how many, the share and its interval in per cent,
    nothing where nothing was looked at."""
    rows = [(row["what"], row["right"], row["of"], percent(row)) for row in shares]
    return pd.DataFrame(rows, columns=["question", "right", "of", "share, with its 95 % interval"])


def percent(row: Row) -> str | None:
    """The share with its interval in per cent; None where nothing was looked at."""
    if not row["of"]:
        return None
    return f"{row['right'] / row['of']:.0%} ({row['low']:.0%} to {row['high']:.0%})"
