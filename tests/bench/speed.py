"""How fast the workbook is, as ratios measured in one run on the generator's corpora: one line of JSON for each.

    python tests/bench/speed.py [--only NAME] [--small]

Every ratio is the median of three, its parts measured one after the other. A growth exponent is the slope of the time against the size,
both as logarithms: 1 is in proportion, 2 the square. --small takes small corpora, to see that everything works; its values mean nothing.
minilm_over_ours needs an environment of its own and has its command: make bench-minilm.
"""

import argparse
import calendar
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from lib import claims, clean, compare, ingest, parse, reading
from lib.parameters import PARAMETERS, PROJECT
from lib.text import by_document, words

sys.path.insert(0, str(PROJECT / "tests" / "corpus"))
import generate

SEED, TIMES = 0, 3
Row = dict[str, Any]
Found = tuple[float, Row]
# Numbers of documents or claims of each measurement, and of its short form.
SIZES = {
    "extract": ((100,), (6,)),
    "clean": ((300,), (10,)),
    "pairs": ((1_000, 10_000, 100_000), (100, 300)),
    "claims": ((100, 2_000), (5, 20)),
    "run": ((1_000,), (10,)),
    "workers": ((200,), (20,)),
    "minilm": ((2_000,), (300,)),
}


class Tables:
    """Documents as the notebooks read and clean them: the rows of documents, blocks and repairs, and the texts."""

    def __init__(self, folder: Path) -> None:
        self.documents, self.texts = ingest.read_folder(folder)
        fixes = {doc_id: clean.clean(text) for doc_id, text in self.texts.items()}
        self.blocks = [block for doc_id, text in self.texts.items() for block in clean.blocks(doc_id, text, fixes[doc_id])]
        self.repairs = [{"doc_id": doc_id, **fix._asdict()} for doc_id in fixes for fix in fixes[doc_id]]

    def claims(self, documents: list[Row], workers: int) -> list[Row]:
        return claims.claims(documents, self.texts, self.blocks, self.repairs, workers=workers)[0]

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
    """What the generator's texts are like: words a document, different words, and how fast these get rarer (Zipf's law: -1)."""
    texts = [one.text for one in islice((one for story in generate.reports(SEED) for one in story), 300)]
    counts = sorted(Counter(word for text in texts for word in words(text)).values(), reverse=True)
    slope = np.polyfit(np.log(np.arange(1, 1001)), np.log(counts[:1000]), 1)[0]
    return {"of_documents": 300, "words_each": round(sum(counts) / 300), "different": len(counts), "zipf_slope": round(float(slope), 2)}


def seconds(action: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def ratios(over: Callable[[], Any], under: Callable[[], Any]) -> list[float]:
    """The time of one over that of the other, so many times, each pair in turn."""
    return [seconds(over) / seconds(under) for _ in range(TIMES)]


def growth(sizes: Iterable[int], action: Callable[[int], Any]) -> tuple[float, dict[int, float]]:
    """The growth exponent of the action's time, and its median time for each size."""
    found = {size: median(seconds(lambda size=size: action(size)) for _ in range(TIMES)) for size in sizes}
    return float(np.polyfit(np.log(list(found)), np.log(list(found.values())), 1)[0]), {size: round(one, 2) for size, one in found.items()}


# -------------------------------------------------------------------------------------------------------------- measurements


def extract_over_parse(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """Claims from cleaned text, parse included, over the bare parse."""
    given = {"generated": corpus(sizes[0]), "seeds": Tables(PROJECT / "seeds")}
    list(parse.parse(given["seeds"].bare()))  # loads the pipeline
    found = {
        name: ratios(lambda one=one: one.claims(one.documents, 1), lambda one=one: list(parse.parse(one.bare())))
        for name, one in given.items()
    }
    yield "extract_over_parse", (median(found["generated"]), {"documents": sizes[0], "seeds": round(median(found["seeds"]), 3)})


def clean_over_read(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """Cleaning and cutting into blocks over what the first notebook does, which reads, decodes and dates the files."""
    with TemporaryDirectory() as place:
        generate.write(Path(place), sizes[0], SEED)
        folder = Path(place) / "reports"
        texts = [reading.read_text(path.read_bytes()).text for path in sorted(folder.iterdir())]
        read = ratios(lambda: cleaned(texts), lambda: ingest.read_folder(folder))
        yield "clean_over_read", (median(read), {"documents": sizes[0]})


def cleaned(texts: list[str]) -> None:
    for text in texts:
        clean.blocks("", text, clean.clean(text))


def pairs_growth(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """Stories, copies and matches of more and more claims; past those of 500 documents, the same stories under other names."""
    few = corpus(min(500, sizes[-1] // 10))
    rows = few.claims(few.documents, 2)
    known = compare.origins(few.documents, few.blocks, one_story=False)
    every = {size: stretched(rows, known, few, size) for size in sizes}
    many = corpus(max(len(origins) for _, origins in every.values()))
    of_blocks = by_document(many.blocks)
    parts: Row = {"origins": {}, "matches": {}}

    def compared(size: int) -> None:
        claimed, origins = every[size]
        documents = many.documents[: len(origins)]
        blocks = [block for document in documents for block in of_blocks[document["doc_id"]]]
        begun = time.perf_counter()
        compare.origins(documents, blocks, one_story=False)
        between = time.perf_counter()
        compare.matches(claimed, origins, threshold=PARAMETERS["threshold"].default)
        parts["origins"][size], parts["matches"][size] = round(between - begun, 2), round(time.perf_counter() - between, 2)

    value, times = growth(sizes, compared)
    counts = {"documents": [len(every[size][1]) for size in sizes], "claims": [len(every[size][0]) for size in sizes]}
    yield "pairs_growth_exponent", (value, counts | {"parsed": len(few.documents), "seconds": times, "of_these": parts})


def stretched(rows: list[Row], origins: list[Row], given: Tables, size: int) -> tuple[list[Row], list[Row]]:
    """At least so many claims, and the origins of their documents: whole documents again and again, every name another each time."""
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
    """The words that only ever begin with a capital, the documents' ids, and nothing of the calendar."""
    found = {word for row in given.blocks for word in re.findall(r"\b[A-Z][a-z]+\b", row["text"])}
    lower = {word for row in given.blocks for word in re.findall(r"\b[a-z]+\b", row["text"])}
    return {word for word in found if word.lower() not in lower} - CALENDAR | {row["doc_id"] for row in given.documents}


CALENDAR = {*calendar.day_name, *calendar.month_name}


def renamed(row: Row, names: set[str], number: int) -> Row:
    """The row with a syllable after every name, the same for the same number."""
    ending = "".join(chr(97 + int(digit)) for digit in str(number))
    return json.loads(re.sub(r"\w+", lambda word: word[0] + ending * (word[0] in names), json.dumps(row)))


def claims_growth(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """Claims of more and more documents, with two workers."""
    every = corpus(sizes[-1])
    value, times = growth(sizes, lambda size: every.claims(every.documents[:size], 2))
    yield "claims_growth_exponent", (value, {"documents": list(sizes), "seconds": times})


def runs(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """The whole sequence again: where nothing changed, and where one document did; over the first run, which is measured once."""
    with TemporaryDirectory() as place:
        generate.write(Path(place), sizes[0], SEED)
        paths = sorted((Path(place) / "reports").iterdir())
        first = seconds(lambda: run(Path(place)))
        again = [seconds(lambda: run(Path(place))) / first for _ in range(TIMES)]
        changed = [seconds(lambda path=path: (_change(path), run(Path(place)))) / first for path in paths[:TIMES]]
        detail = {"documents": sizes[0], "run_seconds": round(first, 1)}
        yield "rerun_over_run", (median(again), detail)
        yield "one_changed_over_run", (median(changed), detail | _durations(Path(place)))


def run(place: Path) -> None:
    """The command that a user gives."""
    command = [sys.executable, "-m", "lib.run", "--seeds", f"{place}/reports", "--out", f"{place}/out", "-p", "one_story=false"]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)


def _change(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b" said", b" added", 1) + b"\nThe mayor was not there.\n")


def _durations(place: Path) -> Row:
    return {"notebooks_seconds": json.loads((place / "out" / "durations.json").read_text(encoding="utf-8"))}


def workers(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """Claims by two workers over claims by one."""
    every = corpus(sizes[0])
    found = ratios(lambda: every.claims(every.documents, 2), lambda: every.claims(every.documents, 1))
    yield "two_workers_over_one", (median(found), {"documents": sizes[0]})


def minilm(sizes: tuple[int, ...]) -> Iterator[tuple[str, Found]]:
    """Paraphrase mining by sentence-transformers over our matching of the same claims, all of one story; its environment is made by make."""
    python = PROJECT / ".venv-minilm" / "bin" / "python"
    if not python.is_file():
        print("minilm_over_ours: skipped, its environment is not there: make bench-minilm", file=sys.stderr)
        return
    few = corpus(sizes[0] // 15)
    rows = few.claims(few.documents, 2)[: sizes[0]]
    origins = compare.origins(few.documents, few.blocks, one_story=True)
    with TemporaryDirectory() as place:
        file = Path(place) / "texts.json"
        file.write_text(json.dumps([row["text"] for row in rows]), encoding="utf-8")
        command = [python, PROJECT / "tests" / "bench" / "minilm.py", file, str(TIMES)]
        theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours = [seconds(lambda: compare.matches(rows, origins, threshold=PARAMETERS["threshold"].default)) for _ in range(TIMES)]
    detail = {"claims": len(rows), "seconds": [round(median(theirs), 2), round(median(ours), 2)]}
    yield "minilm_over_ours", (median(one / other for one, other in zip(theirs, ours, strict=True)), detail)


MEASURES: dict[str, tuple[Callable[[tuple[int, ...]], Iterator[tuple[str, Found]]], str]] = {
    "extract_over_parse": (extract_over_parse, "extract"),
    "clean_over_read": (clean_over_read, "clean"),
    "two_workers_over_one": (workers, "workers"),
    "claims_growth_exponent": (claims_growth, "claims"),
    "pairs_growth_exponent": (pairs_growth, "pairs"),
    "rerun_over_run": (runs, "run"),
    "minilm_over_ours": (minilm, "minilm"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how fast the workbook is.")
    parser.add_argument("--only", choices=sorted(MEASURES), help="one measurement; one_changed_over_run comes with rerun_over_run")
    parser.add_argument("--small", action="store_true", help="small corpora: a smoke test")
    options = parser.parse_args()
    for name, (measure, sizes) in MEASURES.items():
        if options.only in (None, name):
            for told, (value, detail) in measure(SIZES[sizes][options.small]):
                line = {"name": told, "value": round(value, 3), "detail": {"seed": SEED} | detail | {"words": distribution()}}
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
