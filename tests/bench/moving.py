"""How well the changes of a story that moves are told: an invented story in four instalments.

    python tests/bench/moving.py --data DIR --runs DIR [--show]

DIR of data holds day1 … day4, each the whole folder of its day, and expected.jsonl: what a careful
reader wants to be told of each day against the day before (tests/moving/README.md). In DIR of runs
each day gets a run, from the second on with the one before as `earlier`. Prints for each kind how
many of the expected rows are told, and, where the list is complete, how many are told that are not
expected.
"""

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lib.comparison.changes import RunTables, found
from lib.findings.moves import shifts, timeline
from lib.show.read import results
from lib.tables import store
from lib.work.parameters import PROJECT

COMPLETE = ("document", "version", "correction", "conflict", "value")
Row = dict[str, Any]


class Place(NamedTuple):
    """A passage of a file, by the characters of its text."""

    file: str
    start: int
    end: int

    def meets(self, other: "Place") -> bool:
        return self.file == other.file and self.start < other.end and other.start < self.end


class Telling(NamedTuple):
    """What a run tells: the kind in the words of the expectations, and where."""

    kind: str
    here: Place | None
    there: Place | None


def run(data: Path, runs: Path) -> None:
    earlier: list[str] = []
    for day in sorted(data.glob("day?")):
        command = [sys.executable, "-m", "lib.run", "--seeds", day, "--out", runs / day.name]
        subprocess.run([*command, *earlier], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
        earlier = ["-p", f"earlier={runs / day.name}"]


class Days:
    """The runs of a day and of the one before."""

    def __init__(self, runs: Path, day: int) -> None:
        self.folder = runs / f"day{day}"
        self.now, self.before = found(self.folder), found(runs / f"day{day - 1}")

    def tellings(self) -> Iterator[Telling]:
        for row in store.rows(self.folder, "changes"):
            yield Telling(KINDS.get((row["what"], row["kind"]), row["kind"]), *self.sides(row))
        for row in store.rows(self.folder, "versions"):
            if row["earlier"] in self.before.document and row["doc_id"] not in self.before.document:
                kind = row["kind"] if row["kind"] == "correction" else f"version {row['kind']}"
                here = self.at(row["doc_id"], row["start"], row["end"])
                there = self.at(row["earlier"], row["earlier_start"], row["earlier_end"])
                yield Telling(kind, here, there)
        told = results(self.folder)
        for shift in shifts(told):
            kind = (
                f"shift {shift.how.replace('the same', 'same').replace('another value', 'value')}"
            )
            yield Telling(kind, self.claim(shift.later), self.claim(shift.earlier))
        for event in timeline(told):
            if event.planned:
                yield Telling("planned", self.claim(event.claim_id), None)

    def sides(self, row: Row) -> tuple[Place | None, Place | None]:
        if row["what"] == "document":
            return self.file(row["id"]), self.file(row["earlier_id"])
        if row["kind"] == "conflict":
            one, other = map(self.claim, row["id"].split("|"))
            return one, other
        if row["kind"] == "no conflict":
            one, other = map(self.claim, row["earlier_id"].split("|"))
            return one, other
        if row["what"] == "quantity":
            number = row["doc_id"], row["earlier_doc"], row["after"]
            return next(
                (self.claim(one["claim_id"]), None)
                for one in self.now.quantities
                if (one["doc_id"], one["quantity"], one["text"])
                == (number[0], row["id"], number[2])
            )
        return self.claim(row["id"]), self.claim(row["earlier_id"])

    def home(self, doc_id: str) -> RunTables:
        return self.now if doc_id in self.now.document else self.before

    def at(self, doc_id: str, start: int | None, end: int | None) -> Place | None:
        path = self.home(doc_id).document[doc_id]["path"]
        return None if start is None or end is None else Place(path, start, end)

    def file(self, doc_id: str | None) -> Place | None:
        return self.at(doc_id, 0, 10**9) if doc_id else None

    def claim(self, claim_id: str | None) -> Place | None:
        claim = self.now.claim.get(claim_id or "") or self.before.claim.get(claim_id or "")
        return self.at(claim["doc_id"], claim["start"], claim["end"]) if claim else None


KINDS = {
    ("document", "new"): "document new",
    ("document", "changed"): "document changed",
    ("document", "withdrawn"): "document withdrawn",
    ("match", "conflict"): "conflict new",
    ("match", "no conflict"): "conflict gone",
    ("statement", "new"): "statement new",
    ("statement", "gone"): "statement gone",
}


def places(data: Path, row: Row) -> tuple[list[Place], list[Place]]:
    """Where the expected change may be told from: its passages, here and there."""
    here, there = [_place(data, row["file_day"], row)], []
    for one in row.get("also", ()):
        here.append(_place(data, one.get("file_day", row["file_day"]), one))
    if row["other_file"] and row["other_passage"]:
        other = {"file": row["other_file"], "passage": row["other_passage"]}
        there.append(_place(data, row["other_day"], other))
    return [one for one in here if one], [one for one in there if one]


def _place(data: Path, day: int, row: Row) -> Place | None:
    text = (data / f"day{day}" / row["file"]).read_text(encoding="utf-8")
    at = text.find(row["passage"])
    if row.get("kind", "").startswith("document"):
        return Place(row["file"], 0, 10**9)
    return Place(row["file"], at, at + len(row["passage"])) if row["passage"] else None


def fits(telling: Telling, row: Row, here: list[Place], there: list[Place]) -> bool:
    """Whether this is told: of both sides where both are told, else of one."""
    if telling.kind != row["kind"]:
        return False
    sides = [one for one in (telling.here, telling.there) if one]
    every = [*here, *there]
    return all(any(side.meets(place) for place in every) for side in sides) and bool(sides)


def score(data: Path, runs: Path, *, show: bool) -> None:
    rows = [json.loads(line) for line in (data / "expected.jsonl").open(encoding="utf-8")]
    hit, total, invented, told = (defaultdict(int) for _ in range(4))
    for day in (2, 3, 4):
        tellings = list(dict.fromkeys(Days(runs, day).tellings()))
        wanted = [(row, *places(data, row)) for row in rows if row["day"] == day]
        for row, here, there in wanted:
            found_it = any(fits(one, row, here, there) for one in tellings)
            total[row["kind"]] += 1
            hit[row["kind"]] += found_it
            if show and not found_it:
                print(
                    "missed  ",
                    day,
                    row["kind"],
                    row["file"],
                    row["before"],
                    "→",
                    row["after"],
                    row["note"],
                )
        for one in tellings:
            told[one.kind] += 1
            if one.kind.startswith(COMPLETE) and not any(fits(one, *row) for row in wanted):
                invented[one.kind] += 1
                if show:
                    print("invented", day, *one)
    for kind in sorted({*total, *told}):
        extra = f", invented {invented[kind]}" if kind.startswith(COMPLETE) else ""
        print(f"{kind:20} {hit[kind]:3} of {total[kind]:3}; told {told[kind]:3}{extra}")
    every = sum(total.values())
    print(f"{'all':20} {sum(hit.values()):3} of {every:3} told; invented {sum(invented.values())}")


def main() -> None:
    parser = argparse.ArgumentParser(description="The changes of a story that moves.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the instalments")
    parser.add_argument("--runs", type=Path, required=True, help="folder for their runs")
    parser.add_argument("--show", action="store_true", help="print what is missed and invented")
    options = parser.parse_args()
    run(options.data.resolve(), options.runs.resolve())
    score(options.data, options.runs.resolve(), show=options.show)


if __name__ == "__main__":
    main()
