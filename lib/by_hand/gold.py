"""Applied corrections in, expectations in the format of tests/gold out."""

import json
import re
from pathlib import Path
from typing import Any, TypedDict

from lib.by_hand.corrections import CLAIM, days
from lib.tables.records import ClaimRow, CorrectionRow, DocumentRow, OriginRow
from lib.tables.store import write_text

Expectation = dict[str, Any]  # an object of a file of JSON lines


class Compared(TypedDict):
    """The tables that the expectations are made of."""

    documents: list[DocumentRow]
    claims: list[ClaimRow]
    origins: list[OriginRow]
    corrected: list[CorrectionRow]


def gold(tables: Compared, texts: dict[str, str]) -> dict[str, list[Expectation]]:
    """The applied corrections as expectations: claims, pairs, origins (of every document).

    texts: the decoded texts by doc_id. A document is named by its path; an anchor is the claim's
    passage with as much around it as makes it the only one of its kind in the text.
    """
    claims = {row["claim_id"]: row for row in tables["claims"]}
    name = {row["doc_id"]: row["path"] for row in tables["documents"]}
    applied = [row for row in tables["corrected"] if row["status"] == "applied"]

    def place(claim_id: str, side: str = "") -> Expectation:
        claim = claims[claim_id]
        anchor = _anchor(texts[claim["doc_id"]], claim["start"], claim["end"])
        return {f"doc{side}": name[claim["doc_id"]], f"anchor{side}": anchor}

    def claim(row: CorrectionRow) -> Expectation:
        return {"id": f"k{row['line']}"} | place(row["target"] or "") | _expected(row)

    def pair(row: CorrectionRow) -> Expectation:
        a, b = (row["target"] or "").split("|")
        sides = place(a, "_a") | place(b, "_b")
        return {"id": f"k{row['line']}"} | sides | {"relation": row["new"], "reason": None}

    told_apart = any(row["field"] == "origin" for row in applied)
    homes = [(name[row["doc_id"]], name[row["origin"]]) for row in tables["origins"] * told_apart]
    return {
        "claims": [claim(row) for row in applied if row["field"] in CLAIM],
        "pairs": [pair(row) for row in applied if row["field"] == "relation"],
        "origins": [
            {"id": f"k{k}", "doc": doc, "origin": home} for k, (doc, home) in enumerate(homes, 1)
        ],
    }


def write_gold(run: Path, tables: Compared, texts: dict[str, str]) -> list[Path]:
    """Write what `gold` gives as gold/corrections_claims.jsonl, …_pairs and …_origins of the run.

    The paths written are given back. A file that would be empty is not written, and one of an
    earlier run is removed.
    """
    written = []
    for name, rows in gold(tables, texts).items():
        path = Path(run) / "gold" / f"corrections_{name}.jsonl"
        if rows:
            write_text(path, "".join(f"{json.dumps(row)}\n" for row in rows))
            written.append(path)
        else:
            path.unlink(missing_ok=True)
    return written


def _expected(row: CorrectionRow) -> Expectation:
    """The corrected columns with patterns that match the new value only."""
    columns = days(row["new"]) if row["field"] == "date" else {row["field"] or "": row["new"]}
    return {str(name): f"^{re.escape(str(value or ''))}$" for name, value in columns.items()}


def _anchor(text: str, start: int, end: int) -> str:
    while text.count(text[start:end]) > 1:
        start, end = max(0, start - 1), min(len(text), end + 1)
    return text[start:end]
