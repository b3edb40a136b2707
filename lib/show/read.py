"""The tables of a run in, its results out."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from lib.findings.results import Results, Tables
from lib.tables import store
from lib.tables.store import rows_if_any
from lib.text.phrases import outlets

TABLES = ("blocks", "repairs", "claims", "origins", "matches", "families", "profile")
FURTHER = ("unfinished", "elsewhere", "versions", "quantities", "quotations")


def results(out: Path, claims: Sequence[str] | None = None) -> Results:
    """The results of the run in `out`, or of these columns of its claims; reports by day."""
    columns = {"claims": claims}
    tables = {name: store.rows(out, name, columns.get(name)) for name in TABLES}
    documents = [row for row in store.rows(out, "documents") if row["status"] == "ok"]
    names = outlets(documents)
    documents.sort(
        key=lambda row: (row["published"] or "9999", names[row["doc_id"]], row["doc_id"])
    )
    tables |= {name: rows_if_any(out, name) for name in FURTHER}
    is_compared = store.table_path(out, "changes").is_file()
    tables |= {"changes": store.rows(out, "changes")} if is_compared else {}
    tables["documents"] = documents
    return Results(cast(Tables, tables))
