"""The three examples of the notebooks' README, run as they stand there."""

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from running import checkout

from lib.tables import store
from lib.tables.records import TABLES
from lib.work.parameters import NOTEBOOKS

SECTION = re.compile(r"^### Three examples\n(.*?)^#", re.MULTILINE | re.DOTALL)
README = (NOTEBOOKS / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```\n(.*?)\n```$", SECTION.search(README)[1], re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """An example that has ended: what it said, and the tables of its run by name, as bytes."""

    said: str
    tables: dict[str, bytes]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="module")
def examples(place: Path) -> list[Example]:
    """The three, one after the other, on a copy of the workbook."""
    return [_run(command, place) for command in COMMANDS]


def _run(command: str, place: Path) -> Example:
    # a make within make says more than one by itself, and takes over what the first was told
    told = ("MAKE", "MFLAGS", "ARGS", "SEEDS", "OUT", "WORKBOOK_RUNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(told)}
    environment = kept | {"PYTHONPATH": str(place)}
    done = subprocess.run(
        command,
        shell=True,
        cwd=place,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = sorted((place / "runs" / "invented" / "tables").glob("*.parquet"))
    return Example(done.stderr + done.stdout, {path.stem: path.read_bytes() for path in made})


def test_there_are_three() -> None:
    assert len(COMMANDS) == 3


def test_own_folder(examples: list[Example], place: Path) -> None:
    assert [row["status"] for row in store.rows(place / "runs" / "invented", "documents")] == [
        "ok"
    ] * 8
    assert set(examples[0].tables) == TABLES.keys() - {"changes"}  # of an earlier run
    assert examples[0].said.splitlines()[-1].endswith("runs/invented/notebooks/04_comparison.ipynb")


def test_other_threshold(examples: list[Example]) -> None:
    first, second = examples[:2]
    assert re.findall(r"(\w+): done in", second.said) == ["04_comparison"]
    assert {name for name in first.tables if first.tables[name] != second.tables[name]} >= {
        "matches"
    }
    assert first.tables["claims"] == second.tables["claims"]


def test_two_actors(examples: list[Example], place: Path) -> None:
    assert examples[1].tables == examples[2].tables
    notebook = nbformat.read(place / "runs" / "two-actors.ipynb", as_version=4)
    shown = re.search(r"Shown: (\d+) of (\d+) claims", nbformat.writes(notebook))
    assert 0 < int(shown[1]) < int(shown[2])
