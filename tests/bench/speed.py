"""How fast the workbook is, as ratios measured in one run on the generator's corpora: one line of
JSON for each.

    python tests/bench/speed.py [--only NAME] [--small]

Every ratio is the median of three, its parts measured one after the other; what several ratios
share is measured once. A growth exponent is the slope of the time against the size, both as
logarithms: 1 is in proportion, 2 the square. --small takes small corpora, to see that everything
works; its values mean nothing. minilm_over_ours needs an environment of its own and has its
command: make bench-minilm.
"""

import argparse
import calendar
import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain, islice, starmap
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import numpy as np

from lib.claims import extract
from lib.claims.parse import parse
from lib.cleaning import blocks as cleaning_blocks
from lib.cleaning.repairs import clean
from lib.comparison.matches import comparison
from lib.comparison.origins import origins as origins_of
from lib.ingest.documents import read_folder
from lib.ingest.readers.reading import read_text
from lib.tables.store import by_document
from lib.text.words import words
from lib.work.parameters import NOTEBOOKS, PARAMETERS, PROJECT

sys.path[:0] = [str(PROJECT / "tests" / "tools"), str(PROJECT / "tests" / "corpus")]
import generate
from cluster import cluster

SEED, TIMES = 0, 3
Row = dict[str, Any]
Found = tuple[float, Row]
# Numbers of documents or claims of each measurement, and of its short form.
SIZES = {
    "claims": ((100, 2_000), (8, 20)),
    "clean": ((300,), (10,)),
    "pairs": ((1_000, 10_000, 100_000), (100, 300)),
    "run": ((1_000,), (10,)),
    "dask": ((100,), (10,)),
    "seeds": ((5,), (5,)),
    "minilm": ((2_000,), (300,)),
}


class Tables:
    """Documents as the notebooks read and clean them: the rows of documents, blocks and repairs,
    and the texts."""

    def __init__(self, folder: Path) -> None:
        self.documents, self.texts = read_folder(folder)
        cleaned = starmap(cleaning_blocks.document, self.texts.items())
        self.repairs, self.blocks = (
            list(chain.from_iterable(rows)) for rows in zip(*cleaned, strict=True)
        )

    def claims(self, documents: list[Row], workers: int) -> list[Row]:
        return extract.claims(documents, self.texts, self.blocks, self.repairs, workers=workers)[0]

    def bare(self) -> list[str]:
        """The texts that the rules want parsed."""
        return [row["text"] for row in self.blocks if row["kind"] != "heading"]


def corpus(documents: int) -> Tables:
    """So many generated documents, read and cleaned."""
    with TemporaryDirectory() as place:
        generate.write(Path(place), documents, SEED)
        return Tables(Path(place) / "reports")


@cache
def distribution() -> Row:
    """What the generator's texts are like: words a document, different words, and how fast these
    get rarer (Zipf's law: -1)."""
    texts = [
        one.text for one in islice((one for story in generate.reports(SEED) for one in story), 300)
    ]
    counts = sorted(Counter(word for text in texts for word in words(text)).values(), reverse=True)
    slope = np.polyfit(np.log(np.arange(1, 1001)), np.log(counts[:1000]), 1)[0]
    return {
        "of_documents": 300,
        "words_each": round(sum(counts) / 300),
        "different": len(counts),
        "zipf_slope": round(float(slope), 2),
    }


def seconds(action: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def ratios(over: Callable[[], Any], under: Callable[[], Any]) -> list[float]:
    """The time of one over that of the other, so many times, each pair in turn."""
    return [seconds(over) / seconds(under) for _ in range(TIMES)]


def over(above: Sequence[float], below: Sequence[float]) -> float:
    return median(one / other for one, other in zip(above, below, strict=True))


def exponent(found: dict[int, Sequence[float]]) -> Found:
    """The growth exponent of times by their size."""
    times = {size: median(some) for size, some in found.items()}
    slope = np.polyfit(np.log(list(times)), np.log(list(times.values())), 1)[0]
    return float(slope), {
        "documents": list(times),
        "seconds": {size: round(one, 2) for size, one in times.items()},
    }


# ----------------------------------------------------------------------------------- measurements


def of_claims(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """Claims from cleaned text, parse included: over the bare parse, by two workers over one, and
    of more and more documents."""
    every, seeds = corpus(sizes[-1]), Tables(PROJECT / "seeds")
    some = every.documents[: sizes[0]]
    chosen = {row["doc_id"] for row in some}
    bare = [
        row["text"] for row in every.blocks if row["kind"] != "heading" and row["doc_id"] in chosen
    ]
    for number in (1, 2):  # loads the pipeline, here and in the workers
        every.claims(every.documents[:16], number)
    actions = (
        lambda: every.claims(some, 1),
        lambda: list(parse(bare)),
        lambda: every.claims(some, 2),
    )
    # in turns, so that a machine that gets slower slows all three
    alone, parsed, by_two = zip(
        *([seconds(action) for action in actions] for _ in range(TIMES)), strict=True
    )
    of_seeds = ratios(
        lambda: _often(lambda: seeds.claims(seeds.documents, 1)),
        lambda: _often(lambda: list(parse(seeds.bare()))),
    )
    detail = {"documents": len(some), "seconds": round(median(alone), 2)}
    yield (
        "extract_over_parse",
        (over(alone, parsed), detail | {"seeds": round(median(of_seeds), 3)}),
    )
    yield "two_workers_over_one", (over(by_two, alone), detail)
    larger = {
        size: [
            seconds(lambda size=size: every.claims(every.documents[:size], 2)) for _ in range(TIMES)
        ]
        for size in sizes[1:]
    }
    yield "claims_growth_exponent", exponent({sizes[0]: by_two} | larger)


def _often(action: Callable[[], Any]) -> None:
    """Do what takes a second or less, which alone would tell nothing, several times."""
    for _ in range(5):
        action()


def clean_over_read(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """Cleaning and cutting into blocks over what the first notebook does, which reads, decodes and
    dates the files."""
    with TemporaryDirectory() as place:
        generate.write(Path(place), sizes[0], SEED)
        folder = Path(place) / "reports"
        texts = [read_text(path.read_bytes()).text for path in sorted(folder.iterdir())]
        read = ratios(lambda: cleaned(texts), lambda: read_folder(folder))
        yield "clean_over_read", (median(read), {"documents": sizes[0]})


def cleaned(texts: list[str]) -> None:
    for text in texts:
        cleaning_blocks.blocks("", text, clean(text))


def pairs_growth(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """Stories, copies and matches of more and more claims; past those of 500 documents, the same
    stories under other names."""
    few = corpus(min(500, sizes[-1] // 10))
    rows = few.claims(few.documents, 2)
    known = origins_of(few.documents, few.blocks, one_story=False)
    every = {size: stretched(rows, known, few, size) for size in sizes}
    many = corpus(max(len(origins) for _, origins in every.values()))
    of_blocks = by_document(many.blocks)
    parts: Row = {"origins": {}, "matches": {}}

    def compared(size: int) -> None:
        claimed, origins = every[size]
        documents = many.documents[: len(origins)]
        blocks = [block for document in documents for block in of_blocks[document["doc_id"]]]
        begun = time.perf_counter()
        origins_of(documents, blocks, one_story=False)
        between = time.perf_counter()
        comparison(claimed, origins, threshold=PARAMETERS["threshold"].default)
        parts["origins"][size], parts["matches"][size] = (
            round(between - begun, 2),
            round(time.perf_counter() - between, 2),
        )

    value, told = exponent(
        {size: [seconds(lambda size=size: compared(size)) for _ in range(TIMES)] for size in sizes}
    )
    counts = {
        "documents": [len(every[size][1]) for size in sizes],
        "claims": [len(every[size][0]) for size in sizes],
    }
    yield (
        "pairs_growth_exponent",
        (
            value,
            counts | {"parsed": len(few.documents), "seconds": told["seconds"], "of_these": parts},
        ),
    )


def stretched(
    rows: list[Row], origins: list[Row], given: Tables, size: int
) -> tuple[list[Row], list[Row]]:
    """At least so many claims, and the origins of their documents: whole documents again and again,
    every name another each time."""
    of_claims, of_origins = by_document(rows), by_document(origins)
    names = names_of(given)
    made: tuple[list[Row], list[Row]] = ([], [])
    for number in range(size):
        for document in given.documents:
            if len(made[0]) >= size:
                return made
            here = of_claims.get(document["doc_id"], []), of_origins[document["doc_id"]]
            for kept, some in zip(made, here, strict=True):
                kept += [renamed(row, names, number) for row in some] if number else some
    return made


def names_of(given: Tables) -> set[str]:
    """The words that only ever begin with a capital, the documents' ids, and nothing of the
    calendar."""
    found = {word for row in given.blocks for word in re.findall(r"\b[A-Z][a-z]+\b", row["text"])}
    lower = {word for row in given.blocks for word in re.findall(r"\b[a-z]+\b", row["text"])}
    return {word for word in found if word.lower() not in lower} - CALENDAR | {
        row["doc_id"] for row in given.documents
    }


CALENDAR = {*calendar.day_name, *calendar.month_name}


def renamed(row: Row, names: set[str], number: int) -> Row:
    """The row with a syllable after every name, the same for the same number."""
    ending = "".join(chr(97 + int(digit)) for digit in str(number))
    return json.loads(
        re.sub(r"\w+", lambda word: word[0] + ending * (word[0] in names), json.dumps(row))
    )


def runs(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """The whole sequence again: where nothing changed, and where one document did; over the first
    run, which is measured once."""
    with TemporaryDirectory() as place:
        generate.write(Path(place), sizes[0], SEED)
        paths = sorted((Path(place) / "reports").iterdir())
        first = seconds(lambda: run(Path(place)))
        again = [seconds(lambda: run(Path(place))) / first for _ in range(TIMES)]
        changed = [
            seconds(lambda path=path: (_change(path), run(Path(place)))) / first
            for path in paths[:TIMES]
        ]
        detail = {"documents": sizes[0], "run_seconds": round(first, 1)}
        yield "rerun_over_run", (median(again), detail)
        yield "one_changed_over_run", (median(changed), detail | _durations(Path(place)))


def run(place: Path, *more: str) -> None:
    """The command that a user gives."""
    command = [
        sys.executable,
        "-m",
        "lib.run",
        "--seeds",
        f"{place}/reports",
        "--out",
        f"{place}/out",
        "-p",
        "one_story=false",
    ]
    subprocess.run([*command, *more], cwd=PROJECT, check=True, capture_output=True)


def _change(path: Path) -> None:
    path.write_bytes(
        path.read_bytes().replace(b" said", b" added", 1) + b"\nThe mayor was not there.\n"
    )


def _durations(place: Path) -> Row:
    return {
        "notebooks_seconds": json.loads(
            (place / "out" / "durations.json").read_text(encoding="utf-8")
        )
    }


def dask_rows_equal(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """1 if the whole sequence gives the same bytes of tables on a scheduler with two workers as on
    this machine, else 0."""
    with (
        TemporaryDirectory() as one,
        TemporaryDirectory() as other,
        TemporaryDirectory() as own,
        cluster(Path(own), workers=2) as (address, _),
    ):
        for place in (one, other):
            generate.write(Path(place), sizes[0], SEED)
        run(Path(one))
        run(Path(other), "-p", f"engine=dask:{address}")
        here, there = (
            {path.name: path.read_bytes() for path in Path(place, "out", "tables").iterdir()}
            for place in (one, other)
        )
        yield (
            "dask_rows_equal",
            (
                float(here == there != {}),
                {"documents": sizes[0], "tables": len(here), "workers": 2},
            ),
        )


def seeds_over_empty(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """The whole run on the seeds over papermill on as many notebooks of as many cells of code with
    nothing to do."""
    with TemporaryDirectory() as place:
        paths = [_empty(path, Path(place)) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
        found = ratios(lambda: _anew(Path(place)), lambda: [_papermill(path) for path in paths])
        yield "seeds_over_empty", (median(found), {"documents": sizes[0], "notebooks": len(paths)})


def _empty(path: Path, place: Path) -> Path:
    """A notebook with as many cells of code, each empty but for a comment, without which papermill
    would not execute it."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [
        nbformat.v4.new_code_cell("# nothing")
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    nbformat.write(notebook, place / path.name)
    return place / path.name


def _papermill(path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(path),
        str(path.with_suffix(".done.ipynb")),
        "--no-progress-bar",
    ]
    subprocess.run(command, check=True, capture_output=True)


def _anew(place: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "lib.run",
        "--seeds",
        "seeds",
        "--out",
        str(place / "out"),
        "--force",
    ]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    shutil.rmtree(place / "out")


def minilm(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """Paraphrase mining by sentence-transformers over our matching of the same claims, all of one
    story; its environment is made by make."""
    python = PROJECT / ".venv-minilm" / "bin" / "python"
    if not python.is_file():
        print(
            "minilm_over_ours: skipped, its environment is not there: make bench-minilm",
            file=sys.stderr,
        )
        return
    few = corpus(sizes[0] // 15)
    rows = few.claims(few.documents, 2)[: sizes[0]]
    origins = origins_of(few.documents, few.blocks, one_story=True)
    with TemporaryDirectory() as place:
        file = Path(place) / "texts.json"
        file.write_text(json.dumps([row["text"] for row in rows]), encoding="utf-8")
        command = [python, PROJECT / "tests" / "bench" / "minilm.py", file, str(TIMES)]
        theirs = json.loads(
            subprocess.run(command, check=True, capture_output=True, text=True).stdout
        )
    ours = [
        seconds(lambda: comparison(rows, origins, threshold=PARAMETERS["threshold"].default))
        for _ in range(TIMES)
    ]
    detail = {"claims": len(rows), "seconds": [round(median(theirs), 2), round(median(ours), 2)]}
    yield (
        "minilm_over_ours",
        (median(one / other for one, other in zip(theirs, ours, strict=True)), detail),
    )


# How to measure, with which sizes, and what is measured together.
MEASURES: list[
    tuple[Callable[[tuple[int, ...]], Iterator[tuple[str, Found]]], str, tuple[str, ...]]
] = [
    (of_claims, "claims", ("extract_over_parse", "two_workers_over_one", "claims_growth_exponent")),
    (clean_over_read, "clean", ("clean_over_read",)),
    (pairs_growth, "pairs", ("pairs_growth_exponent",)),
    (runs, "run", ("rerun_over_run", "one_changed_over_run")),
    (dask_rows_equal, "dask", ("dask_rows_equal",)),
    (seeds_over_empty, "seeds", ("seeds_over_empty",)),
    (minilm, "minilm", ("minilm_over_ours",)),
]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how fast the workbook is.")
    names = [name for _, _, some in MEASURES for name in some]
    parser.add_argument(
        "--only",
        choices=names,
        help="one measurement, with those that are measured together with it",
    )
    parser.add_argument("--small", action="store_true", help="small corpora: a smoke test")
    options = parser.parse_args()
    for measure, sizes, names in MEASURES:
        if options.only in (None, *names):
            for told, (value, detail) in measure(SIZES[sizes][options.small]):
                line = {
                    "name": told,
                    "value": round(value, 3),
                    "detail": {"seed": SEED} | detail | {"words": distribution()},
                }
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
