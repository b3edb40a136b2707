"""The sheet of claims for a reader to judge, written and read back."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from lib.by_hand.judged_claims import JUDGED, QUESTIONS
from lib.by_hand.shares import Share, share
from lib.tables.errors import WorkbookError
from lib.tables.folder import SHEET
from lib.tables.records import ClaimRow
from lib.tables.store import write_csv
from lib.text.decoding import Rejected, decoded, delimiter

ROWS = 20
ANSWERED = {f"{name}_right": asked for name, asked in QUESTIONS.items()}  # the columns to fill in
SHOWN = ["claim_id", "report", "sentence", "text", "source", "cue", "polarity", "modality"]
ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


def sheet(out: Path, claims: pd.DataFrame, *, seed: int) -> list[Share]:
    """Write the sheet of rows to judge, with the answers that it held, and give back their shares.

    claims: the table with a column `report`. Rows in which the reader wrote anything stay, and so
    do columns that the reader added; answers to a claim that has changed since do not count. To
    these come as many other rows, drawn by the seed, as make twenty. A WorkbookError says what in
    the sheet cannot be read.
    """
    drawn = claims.sample(min(ROWS, len(claims)), random_state=seed)
    drawn = drawn.assign(version=_versions(drawn))[[*SHOWN, "version"]]
    old = _read(out / SHEET)
    written = old[(old.drop(columns=[*SHOWN, "version"]) != "").any(axis=1)]
    rest = drawn[~drawn["version"].isin(written["version"])].head(max(ROWS - len(written), 0))
    rows = pd.concat([written, rest.reindex(columns=written.columns)], ignore_index=True).fillna("")
    write_csv(out / SHEET, rows.sort_values(["claim_id", "version"], ignore_index=True))
    return _shares(written[written["version"].isin(_versions(claims) if len(written) else [])])


def answered(out: Path, claims: Iterable[ClaimRow]) -> list[Share]:
    """The shares of the sheet's answers to claims as they stand; errors as for `sheet`."""
    rows = _read(out / SHEET)
    rows = rows[(rows[list(ANSWERED)] != "").any(axis=1)]
    standing = {_version(claim) for claim in claims} if len(rows) else set()
    return _shares(rows[rows["version"].isin(standing)])


def _versions(claims: pd.DataFrame) -> list[str]:
    return [_version(claim) for claim in claims[["claim_id", *JUDGED[3:]]].to_dict("records")]


def _version(claim: Mapping[Any, Any]) -> str:
    """What of a claim was judged, as a short checksum."""
    judged = [None if pd.isna(claim[name]) else claim[name] for name in ("claim_id", *JUDGED[3:])]
    return hashlib.sha256(json.dumps(judged).encode()).hexdigest()[:12]


def _read(path: Path) -> pd.DataFrame:
    """The sheet with its answers in lower case; without rows if there is none."""
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
        how = {"sep": mark, "engine": "python", "dtype": "str", "keep_default_na": False}
        rows = pd.read_csv(io.StringIO(text, newline=""), **how).fillna("")
    except (Rejected, ValueError, csv.Error) as error:
        raise WorkbookError(
            f"{path.name} cannot be read ({error}): save it as CSV in UTF-8, or remove it"
        ) from None
    answers = rows[list(ANSWERED)].apply(lambda column: column.str.strip().str.lower())
    for row, name in zip(*(~answers.isin(["", *ANSWERS])).to_numpy().nonzero(), strict=True):
        raise WorkbookError(
            f"{path.name}, row {row + 2}, column {answers.columns[name]}:"
            f" {answers.iat[row, name]!r} is no answer: write yes or no, or leave the cell empty"
        )
    return rows.assign(**answers)


def _shares(rows: pd.DataFrame) -> list[Share]:
    """Of the answers to each question the share that says yes."""
    answers = [(asked, list(filter(None, rows[name]))) for name, asked in ANSWERED.items()]
    return [share(asked, sum(ANSWERS[one] for one in some), len(some)) for asked, some in answers]
