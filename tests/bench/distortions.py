"""What a run says of a true sentence with one small change, and of a true one: distortions.

    python tests/bench/distortions.py --data DIR --stories DIR --runs DIR

DIR of data holds distortions.jsonl and copies.jsonl (story, file, sentence, report, original, kind)
and in a folder a story these files; DIR of stories the reports. Each story gets a run with the
files as further reports, by the weights of its name in the folder --weights, if given. What counts
are the matches of a sentence with the claims that it was made of, or if there are none with those
of other reports. "told": a conflict, or a difference; "fitting": of the kind that was changed;
"agree": an agreement without a word; "related", "nothing"; "some agree": an agreement, told or not.
"""

import argparse
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from loso import run

from lib.tables import store

# kinds of difference that name what was changed
FITS = {
    "number": {"number", "scope"},
    "negation": {"event", "status"},
    "speaker": {"speaker", "name"},
    "date": {"date"},
}


class Told:
    """The matches of a run by the report and the place of a sentence."""

    def __init__(self, folder: Path) -> None:
        self.path = {row["doc_id"]: Path(row["path"]).name for row in _rows(folder, "documents")}
        self.doc = {name: doc_id for doc_id, name in self.path.items()}
        self.text = store.Texts(folder, self.path)
        self.claims = {row["claim_id"]: row for row in _rows(folder, "claims")}
        self.matches = [*_rows(folder, "matches"), *self._of_families(folder)]

    def _of_families(self, folder: Path) -> Iterator[dict]:
        """The pairs of two reports that only a family joins."""
        told = {frozenset((row["claim_a"], row["claim_b"])) for row in _rows(folder, "matches")}
        members: dict[str, list[str]] = {}
        for row in _rows(folder, "families"):
            members.setdefault(row["family_id"], []).append(row["claim_id"])
        for a, b in (pair for ids in members.values() for pair in combinations(ids, 2)):
            if frozenset((a, b)) not in told:
                yield {"claim_a": a, "claim_b": b, "relation": "agree", "differences": []}

    def of(self, row: dict, further: set[str]) -> list[dict]:
        """The matches of a sentence with what it was made of, else with any report."""
        own = self.within(row["file"], row["sentence"])
        source = self.within(row["report"], row["original"])
        found: dict[bool, list[dict]] = {True: [], False: []}
        for one in self.matches:
            ends = {one["claim_a"], one["claim_b"]}
            other = [*(ends - own)]
            if len(other) == 1 and self.path[self.claims[other[0]]["doc_id"]] not in further:
                found[other[0] in source].append(one)
        return found[True] or found[False]

    def within(self, name: str, words: str) -> set[str]:
        """The claims of a report that begin within these words."""
        start = self.text[self.doc[name]].find(words)
        assert start >= 0, (name, words)
        inside = range(start, start + len(words))
        rows = self.claims.values()
        return {
            row["claim_id"]
            for row in rows
            if row["doc_id"] == self.doc[name] and row["start"] in inside
        }


def _rows(folder: Path, table: str) -> list[dict]:
    return [*store.rows(folder, table)]


def outcome(matches: list[dict], kinds: set[str]) -> tuple[str, bool]:
    """What a reader is told of a sentence, and whether a difference names one of the kinds."""
    found = {part["kind"] for one in matches for part in one["differences"]}
    relations = {one["relation"] for one in matches}
    if "conflict" in relations or found:
        return "told", bool(found & kinds)
    return next((name for name in ("agree", "related") if name in relations), "nothing"), False


def compared(story: str, options: argparse.Namespace) -> Told:
    """The run of a story with its further reports."""
    seeds, out = options.runs / f"{story}-reports", options.runs / story
    if not store.table_path(out, "families").is_file():
        for folder in (options.stories, options.data):
            shutil.copytree(folder / story, seeds, dirs_exist_ok=True)
        weights = options.weights / f"{story}.tsv" if options.weights else None
        run(seeds, out, *(["-p", f"weights={weights}"] if weights else []))
    return Told(out)


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description="Distort sentences, and see what is told of them.")
    for name in ("data", "stories", "runs"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--weights", type=Path, help="folder of weights, a file a story")
    parser.add_argument("--only", nargs="*", default=[], help="these stories")
    parser.add_argument("--show", action="store_true", help="print each sentence and its outcome")
    options = parser.parse_args()
    rows = [*read(options.data / "distortions.jsonl"), *read(options.data / "copies.jsonl")]
    rows = [row for row in rows if row["story"] in options.only or not options.only]
    further = {row["file"] for row in rows}
    counts: dict[str, Counter[str]] = {}
    for story in sorted({row["story"] for row in rows}):
        told = compared(story, options)
        for row in (row for row in rows if row["story"] == story):
            kind, matches = row.get("kind", "copy"), told.of(row, further)
            how, fits = outcome(matches, FITS.get(kind, set()))
            agreed = any(one["relation"] == "agree" for one in matches)
            counts.setdefault(kind, Counter()).update([how] + ["fitting"] * fits)
            counts[kind]["some agree"] += agreed
            if options.show:
                shown(row, how, matches, told)
    print(json.dumps({kind: dict(sorted(count.items())) for kind, count in counts.items()}))


def shown(row: dict, how: str, matches: list[dict], told: Told) -> None:
    print(f"{row['story']} {row.get('kind', 'copy')}: {how}. {row['sentence']}")
    print(f"    of: {row['original']} ({row.get('changed', '')}; {row['wording']})")
    for one in matches:
        parts = [(part["kind"], part["here"], part["there"]) for part in one["differences"]]
        texts = [told.claims[one[end]]["text"] for end in ("claim_a", "claim_b")]
        print(f"    {one['relation']} {parts} {texts}")


if __name__ == "__main__":
    main()
