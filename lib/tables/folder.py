"""What lies in a run's folder besides its tables, and which of it the run itself writes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lib.tables.files import replacing

# what a reader corrects, beside the reports: a table of their own, and the spreadsheet of a run
FILE, BOOK = "corrections.csv", "claims.xlsx"
SHEET = "to_judge.csv"  # what a reader judges, in the run's folder
# What the run itself writes is no output of a stage; the stages write these, and what else lies in
# the folder is the user's.
EXECUTED, ASIDE, MANIFEST, DURATIONS = "notebooks", "failed", "manifest.json", "durations.json"
OUTPUTS = ("tables", "texts", "gold", "report.html", BOOK, "run.sqlite", SHEET)
# Where a folder lies changes no result: what is in it is compared instead.
FOLDERS, EARLIER = ("seeds", "out"), "earlier"
# Nor do these: they are how the work is done, and which rows are shown.
UNTOLD = ("sample_seed", "workers", "engine")


def read(path: Path) -> dict[str, Any]:
    """The JSON object in the file; an empty one, after which all is done anew, if it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    with replacing(path) as partial:
        partial.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
