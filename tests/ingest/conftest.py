"""A folder with one report."""

from pathlib import Path

import pytest
from reports import REPORT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path
