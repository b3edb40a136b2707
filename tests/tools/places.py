"""Where the tests find their data, wherever they lie themselves."""

import json
from typing import Any

from lib.work.parameters import PROJECT

TESTS = PROJECT / "tests"
CASES = TESTS / "cases"
CORPUS = TESTS / "corpus"
REPORTS = CORPUS / "reports"  # the invented reports
SEEDS = PROJECT / "seeds"


def case_rows(name: str) -> list[dict[str, Any]]:
    """The cases of one file, a JSON object a line."""
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]
