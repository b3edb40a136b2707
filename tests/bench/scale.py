"""Time and memory of the whole sequence on more and more generated documents: one line of JSON for
each number of them.

    python tests/bench/scale.py --figure notebooks/scale.png [--documents 100 1000 10000] [--keep
    DIR]

Each number is one run of the command that a user gives, in a new folder. Its line has the claims
found, the seconds of each notebook, and for each the most memory that all processes of the run (the
command, the kernel, the workers) had together, in MiB: looked up four times a second, pages that
they share counted once where the system tells (PSS on Linux, else the resident size). --figure
draws the lines once more as a picture.
"""

import argparse
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import psutil

from lib.show.figures import growth
from lib.tables.files import replacing
from lib.tables.store import size
from lib.work.parameters import NOTEBOOKS, PROJECT

sys.path.insert(0, str(PROJECT / "tests" / "corpus"))
import generate

SEED, WORKERS, EVERY, MIB = 0, 2, 0.25, 1 << 20
DOCUMENTS = (100, 1_000, 10_000)
Row = dict[str, Any]


def measured(documents: int, place: Path) -> Row:
    """One run on so many documents below the place: documents, claims, seconds and peak_mib of each
    notebook and of all."""
    generate.write(place, documents, SEED)
    out = place / "out"
    command = [
        sys.executable,
        "-m",
        "lib.run",
        "--seeds",
        str(place / "reports"),
        "--out",
        str(out),
    ]
    given = ["-p", "one_story=false", "-p", f"workers={WORKERS}"]
    piped = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True}
    with (
        subprocess.Popen([*command, *given], cwd=PROJECT, **piped) as run,
        watched(run.pid) as peaks,
    ):
        said = [_noted(line, peaks) for line in run.stderr]
    if run.returncode:
        raise SystemExit("".join(said[-5:]))
    seconds = json.loads((out / "durations.json").read_text(encoding="utf-8"))
    most = {name: round(peaks[name] / MIB) for name in seconds}
    found = {
        "documents": documents,
        "claims": size(out, "claims"),
        "workers": WORKERS,
        "seed": SEED,
    }
    return found | {
        "seconds": seconds | {"all": round(sum(seconds.values()), 1)},
        "peak_mib": most | {"all": max(most.values())},
    }


def _noted(line: str, peaks: dict[str, float]) -> str:
    """What the run said; where it says that a notebook is done, the peak since the last one is that
    notebook's."""
    if ": done in " in line:
        peaks[line.partition(":")[0]], peaks["now"] = peaks["now"], 0
    return line


@contextmanager
def watched(process: int) -> Iterator[dict[str, float]]:
    """The most memory in bytes of the process and all below it so far, under "now"; whoever reads
    it may set it back."""
    peaks, over = {"now": 0.0}, threading.Event()

    def look() -> None:
        while not over.wait(EVERY):
            peaks["now"] = max(peaks["now"], memory(process))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def memory(process: int) -> float:
    """The bytes that the process and all below it have together; what ends meanwhile has none."""
    try:
        first = psutil.Process(process)
        family = [first, *first.children(recursive=True)]
    except psutil.Error:
        return 0
    return sum(map(_own, family))


def _own(process: psutil.Process) -> int:
    try:
        found = process.memory_full_info()
        return getattr(found, "pss", found.rss)
    except psutil.Error:
        return 0


def slope(rows: list[Row]) -> float:
    """How the time grows with the number of documents between the last two runs: 1 is in
    proportion, 2 the square."""
    few, more = rows[-2:]
    return float(
        np.log(more["seconds"]["all"] / few["seconds"]["all"])
        / np.log(more["documents"] / few["documents"])
    )


def picture(rows: list[Row]) -> bytes:
    """The lines as a picture, with what the largest run took as its title."""
    last, sizes = rows[-1], pd.Index([row["documents"] for row in rows])
    seconds, memory = (
        pd.DataFrame([row[name] for row in rows], index=sizes) for name in ("seconds", "peak_mib")
    )
    title = (
        f"{last['documents']:,} reports: {last['seconds']['all'] / 60:.0f} minutes,"
        f" {last['peak_mib']['all']:,} MiB at most"
    )
    title += (
        f"; from {sizes[-2]:,} on the time grows by the power {slope(rows):.2f}"
        if len(rows) > 1
        else ""
    )
    return growth(
        {"seconds": seconds, "MiB, all processes together": memory}, title=title, axis="reports"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure time and memory of whole runs.")
    parser.add_argument(
        "--documents",
        type=int,
        nargs="+",
        default=DOCUMENTS,
        help="how many documents, in rising order",
    )
    parser.add_argument(
        "--figure",
        type=Path,
        metavar="FILE",
        help=f"draw a picture too, such as {NOTEBOOKS.name}/scale.png",
    )
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep reports and runs in this folder"
    )
    options = parser.parse_args()
    rows = []
    with TemporaryDirectory() as place:
        for documents in options.documents:
            rows.append(measured(documents, (options.keep or Path(place)) / str(documents)))
            print(json.dumps(rows[-1]), flush=True)
    if options.figure:
        with replacing(options.figure) as partial:
            partial.write_bytes(picture(rows))


if __name__ == "__main__":
    main()
