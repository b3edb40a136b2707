"""The tables of a run in, its results out."""

from functools import lru_cache
from pathlib import Path
from typing import cast

from lib.findings.results import Results, Tables
from lib.tables import records, store
from lib.tables.files import signature
from lib.tables.store import rows_if_any
from lib.text.phrases import outlets

ALWAYS = ("documents", "blocks", "repairs", "claims", "origins", "matches", "families", "profile")
BARE = [name for name in records.columns("claims") if name != "evidence"]
FURTHER = ("unfinished", "elsewhere", "versions", "quantities", "quotations", "corrected")


def results(out: Path, *, evidence: bool = True) -> Results:
    """The results of the run in `out`, its reports by day; evidence: that of the claims too, which
    is the most of them. Whoever asks again while nothing was written has the same ones."""
    paths = [store.table_path(out, name) for name in (*ALWAYS, *FURTHER, "changes")]
    return _results(out, evidence, tuple(signature(path) for path in paths if path.is_file()))


@lru_cache(1)
def _results(out: Path, evidence: bool, _written: tuple[tuple[int, int, int], ...]) -> Results:
    columns = {"claims": None if evidence else BARE}
    tables = {name: store.rows(out, name, columns.get(name)) for name in ALWAYS}
    documents = [row for row in tables["documents"] if row["status"] == "ok"]
    names = outlets(documents)
    documents.sort(
        key=lambda row: (row["published"] or "9999", names[row["doc_id"]], row["doc_id"])
    )
    tables |= {name: rows_if_any(out, name) for name in FURTHER}
    is_compared = store.table_path(out, "changes").is_file()
    tables |= {"changes": store.rows(out, "changes")} if is_compared else {}
    tables["documents"] = documents
    return Results(cast(Tables, tables))
