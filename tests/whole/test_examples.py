"""The three examples of the notebooks' README, run as they stand there; the first run is also the
one of the committed notebooks on the flood, and of the examples in `lib/show/story.py`."""

import doctest
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from running import checkout

from lib.show import story
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
def first(place: Path) -> Example:
    """The first; what it wrote is kept in runs/flood."""
    done = _run(COMMANDS[0], place)
    shutil.copytree(place / "runs" / "invented", place / "runs" / "flood")
    return done


@pytest.fixture(scope="module")
def examples(first: Example, place: Path) -> list[Example]:
    """The three, one after the other, on a copy of the workbook."""
    return [first, *(_run(command, place) for command in COMMANDS[1:])]


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


@pytest.mark.parametrize("name", ["01_ingest", "02_cleaning", "03_claims", "04_comparison"])
def test_the_committed_notebooks_on_the_flood_show_what_the_first_does(
    first: Example, place: Path, name: str
) -> None:
    """But for the names of its folders, which are shown where the parameters are."""
    path = Path("notebooks") / f"{name}.ipynb"
    here, committed = (
        {cell.id: cell.get("outputs") for cell in nbformat.read(file, as_version=4).cells}
        for file in (place / "runs" / "flood" / path, NOTEBOOKS / "flood" / path.name)
    )
    assert here.keys() == committed.keys()
    (shown,) = [one for one in here if here[one] != committed[one]]
    assert "folder of the run" in committed[shown][0].data["text/html"]


def test_a_story_asked_by_hand_answers_as_its_docstrings_say(first: Example, place: Path) -> None:
    asked = {"story": story.Story(place / "runs" / "flood")}
    done = doctest.testmod(story, extraglobs=asked, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert (done.failed, done.attempted) == (0, 3)
