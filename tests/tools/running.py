"""Running the workbook as a user does, and looking at what it wrote."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from lib.work.parameters import PROJECT


class Finished(NamedTuple):
    """A run that has ended: its folder, exit code, what it said, and how many seconds it took."""

    out: Path
    code: int
    said: str
    seconds: float


def workbook(*arguments: str, runs: Path, cwd: Path = PROJECT, **environment: str) -> Finished:
    """`python -m lib.run` with the arguments, where `runs` stands in for the project's runs
    folder."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "lib.run", *arguments],
        cwd=cwd,
        env=os.environ | {"WORKBOOK_RUNS": str(runs)} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Finished(
        runs / "latest", done.returncode, done.stderr + done.stdout, time.monotonic() - begun
    )


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below the folder but the durations, by name."""
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.name != "durations.json"
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def checkout(place: Path) -> Path:
    """A copy of what a clone has, with this interpreter's packages as its environment; a run of it
    writes nothing outside."""
    for name in ("lib", "notebooks", "seeds", "tests"):
        shutil.copytree(
            PROJECT / name, place / name, ignore=shutil.ignore_patterns("__pycache__", ".*")
        )
    for name in ("Makefile", "README.md", "pyproject.toml", "requirements.lock"):
        shutil.copy2(PROJECT / name, place)
    (place / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != "ready":
            (place / ".venv" / path.name).symlink_to(path)
    (place / ".venv" / "ready").touch()  # so that make sets nothing up
    return place
