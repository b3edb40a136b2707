"""Learn the mix of lib/comparison/weights.tsv on gold and judged pairs of real stories.

    python tests/bench/weights.py --data DIR --runs DIR [--out FILE] [--without NAME ...]

DIR of data holds a folder a story with gold.jsonl and judged.jsonl beside them, as
score/score_stories.py reads them; DIR of runs a finished run of each story (tests/bench/loso.py
makes them). Logistic regressions on the features of a pair, and of a claim: same, overlap, differs
and later are the same thing; related, none and look-alikes are not; what nobody judged counts
little, as not. How sure an agreement is, is learned on scores of stories that they were not learned
from.
"""

import argparse
import itertools
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from lib.comparison import mix as mixing
from lib.comparison.alone import lone, paired, passages
from lib.comparison.arrays import read
from lib.comparison.candidates import candidates
from lib.comparison.features import features
from lib.comparison.sayings import sayings
from lib.tables import store
from lib.work.parameters import PROJECT

sys.path.insert(0, str(Path(__file__).parent / "score"))
import score_stories

GOOD, OTHER = ("same", "overlap"), ("differs", "later")  # right as an agreement; the same thing
BOTH = GOOD + OTHER
UNKNOWN = 0.3  # what a pair that nobody judged counts
STRENGTH, OF_CLAIMS = 0.03, 0.1  # the inverse of how strongly weights are held down
SHIPPED = PROJECT / "lib" / "comparison" / "weights.tsv"


# --- what is known of pairs -----------------------------------------------------------------------


@dataclass
class Story:
    """A story with its run, and what gold and judgements say of pairs of claims."""

    name: str
    data: Path
    runs: Path
    gold: list[dict]
    judged: list[dict]
    right: set = field(default_factory=set)
    differs: set = field(default_factory=set)
    later: set = field(default_factory=set)
    wrong: set = field(default_factory=set)

    def __post_init__(self) -> None:
        folder = self.runs / self.name
        self.run = score_stories.Run(folder, self.data / self.name)
        self.claims = store.rows(folder, "claims")
        self.blocks = store.rows(folder, "blocks")
        self.origin = {row["doc_id"]: row["origin"] for row in store.rows(folder, "origins")}
        self.known = defaultdict(list)
        for row in self.judged:
            self.known[frozenset((row["a"]["doc"], row["b"]["doc"]))].append(row)
        for row in self.gold:
            sides = [self.run.covering(side["doc"], side["anchor"]) for side in row["sides"]]
            pairs = list(itertools.combinations(range(len(sides)), 2))
            if row["kind"] == "differs":
                pairs = [ends for ends in pairs if score_stories.values_differ(row, *ends)]
            both = {frozenset((a, b)) for i, j in pairs for a in sides[i] for b in sides[j]}
            kind = row["kind"] if row["type"] != "later" else "later"
            known = {"same": self.right, "differs": self.differs, "later": self.later}
            known.get(kind, self.wrong).update(both)

    def label(self, *ends: str) -> str:
        """What is known of two claims: a label of judged pairs, or ?."""
        pair, (a, b) = frozenset(ends), (self.run.by_id[one] for one in sorted(ends))
        known = (("same", self.right), ("differs", self.differs), ("later", self.later))
        label = next((name for name, pairs in known if pair in pairs), None)
        label = label or ("none" if pair in self.wrong else None)
        best, docs = 0.0, (self.run.name[a.doc_id], self.run.name[b.doc_id])
        for row in self.known[frozenset(docs)] if label in (None, "none", "later") else ():
            x, y = (row["a"], row["b"]) if row["a"]["doc"] == docs[0] else (row["b"], row["a"])
            both = min(_overlap(a, x), _overlap(b, y))
            if both >= score_stories.SAME_SPAN and both > best:
                best, label = both, row["label"]
        return label or "?"

    @cached_property
    def pairs(self) -> dict:
        """The candidates between origins with their features and labels."""
        rows = [one.first for one in sayings(self.claims, self.origin)]
        home = np.unique([self.origin[row["doc_id"]] for row in rows], return_inverse=True)[1]
        arrays = read(rows)
        i, j = candidates(arrays, home)
        i, j = i[home[i] != home[j]], j[home[i] != home[j]]
        ids = [row["claim_id"] for row in rows]
        label = np.array([self.label(ids[a], ids[b]) for a, b in zip(i, j, strict=True)])
        found = features(arrays, i, j)
        return {"found": found, "label": label, "inner": _inner(rows, i, j)}

    @cached_property
    def sentences(self) -> dict:
        """The claims against the sentences of other origins: features, whether the sentence says
        the claim, and which claims are known to be shared."""
        said = [one for one in passages(self.blocks) if one.block["doc_id"] in self.origin]
        claims = sorted(self.claims, key=lambda row: row["claim_id"])
        arrays, _, i, j = paired(claims, said, self.origin)
        says, not_said = self._said(said)
        ids, size = [row["claim_id"] for row in claims], len(claims)
        pairs = [(ids[a], b - size) for a, b in zip(i, j, strict=True)]
        label = ["same" if p in says else "none" if p in not_said else "?" for p in pairs]
        shared = np.array([one in {claim for claim, _ in says} for one in ids])
        return {
            "found": features(arrays, i, j),
            "label": np.array(label),
            "shared": shared,
            "said": said,
        }

    def _said(self, said: list) -> tuple[set, set]:
        """Pairs of claim and number of a sentence: those that say it, and those that do not."""
        squeezed = [_squeezed(one.text) for one in said]

        def holding(doc: str, words: str) -> list[int]:
            wanted = _squeezed(words)[:60]
            return [
                number
                for number, one in enumerate(said)
                if self.run.name[one.block["doc_id"]] == doc and wanted in squeezed[number]
            ]

        says, not_said = set(), set()
        for row in self.gold:
            sides = [
                (
                    self.run.covering(side["doc"], side["anchor"]),
                    holding(side["doc"], side["anchor"]),
                )
                for side in row["sides"]
            ]
            for one, other in itertools.permutations(sides, 2):
                into = says if row["kind"] in ("same", "differs") else not_said
                into.update(itertools.product(one[0], other[1]))
        for row in self.judged:
            for one, other in itertools.permutations((row["a"], row["b"])):
                over = [
                    claim["claim_id"]
                    for claim in self.claims
                    if self.run.name[claim["doc_id"]] == one["doc"] and _spans(claim, one)
                ]
                into = says if row["label"] in BOTH else not_said
                into.update(itertools.product(over, holding(other["doc"], other["text"])))
        return says, not_said


def _overlap(claim, side: dict) -> float:
    return score_stories.iou((claim.start, claim.end), (side["start"], side["end"]))


def _spans(claim: dict, side: dict) -> bool:
    places = (claim["start"], claim["end"]), (side["start"], side["end"])
    return score_stories.iou(*places) >= score_stories.SAME_SPAN


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _inner(rows: list[dict], i: np.ndarray, j: np.ndarray) -> list[np.ndarray]:
    """For each pair the pairs within it: a reader is told of the innermost."""
    start, end = (np.array([row[name] for row in rows]) for name in ("start", "end"))
    doc = np.unique([row["doc_id"] for row in rows], return_inverse=True)[1]
    groups = defaultdict(list)
    for k, ends in enumerate(zip(i, j, strict=True)):
        groups[frozenset(doc[list(ends)])].append(k)
    found = [np.empty(0, dtype=int)] * len(i)
    for numbers in groups.values():
        group = np.array(numbers)
        low, high = (
            np.where(doc[i[group]] < doc[j[group]], a, b)
            for a, b in ((i[group], j[group]), (j[group], i[group]))
        )
        for place, k in enumerate(group):
            within = group[
                (start[low[place]] <= start[low])
                & (end[low] <= end[low[place]])
                & (start[high[place]] <= start[high])
                & (end[high] <= end[high[place]])
            ]
            found[k] = within[within != k]
    return found


# --- learning -------------------------------------------------------------------------------------


def regression(x: np.ndarray, y: np.ndarray, weight: np.ndarray, strength: float) -> np.ndarray:
    """Logistic regression by Newton's method: the weights of the columns, last the constant."""
    x = np.column_stack([x, np.ones(len(x))])
    held = np.r_[np.ones(x.shape[1] - 1), 0.0] / strength
    found = np.zeros(x.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-(x @ found)))
        slope = x.T @ (weight * (likely - y)) + held * found
        curve = (x * (weight * likely * (1 - likely))[:, None]).T @ x + np.diag(held + 1e-9)
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < 1e-8:
            break
    return found


def stage(found: list[dict], y: np.ndarray, weight: np.ndarray, strength: float) -> mixing.Weights:
    """The mean, scale and weight of each feature that varies."""
    columns = {name: mixing.flat(np.concatenate([one[name] for one in found])) for name in found[0]}
    columns = {name: values for name, values in columns.items() if values.std() > 1e-6}
    means = {name: (values.mean(), values.std()) for name, values in columns.items()}
    x = np.column_stack([(columns[name] - mean) / scale for name, (mean, scale) in means.items()])
    *weights, constant = regression(x, y.astype(float), weight, strength)
    learned = {
        name: [*map(float, (*means[name], value))]
        for name, value in zip(means, weights, strict=True)
    }
    return {"1": [0.0, 1.0, float(constant)]} | learned


def same_thing(parts: list[dict]) -> mixing.Weights:
    """Whether two texts state the same thing, learned on these parts."""
    label = np.concatenate([part["label"] for part in parts])
    weight = np.where(label == "?", UNKNOWN, 1.0)
    return stage([part["found"] for part in parts], np.isin(label, BOTH), weight, STRENGTH)


def sureness(stories: list[Story]) -> mixing.Weights:
    """The share of agreements with a score that was right (Platt 1999): on the pairs that a reader
    would be told, by scores of stories that were not learned from."""
    scores, labels = [], []
    for story in stories:
        learned = same_thing([one.pairs for one in stories if one is not story])
        score = mixing.scored(learned, story.pairs["found"])
        told = [
            not (score[inner] >= score[k]).any() for k, inner in enumerate(story.pairs["inner"])
        ]
        scores.append(score[told]), labels.append(story.pairs["label"][told])
    score, label = np.concatenate(scores), np.concatenate(labels)
    weight = np.where(label == "?", UNKNOWN, 1.0)
    slope, level = regression(mixing.flat(score)[:, None], np.isin(label, GOOD), weight, 1e6)
    return {"1": [0.0, 1.0, float(level)], "score": [0.0, 1.0, float(slope)]}


def standing(stories: list[Story]) -> mixing.Weights:
    """Whether another origin has a claim, by what tells of it in stories that were not learned
    from; what nobody knows to be shared counts half."""
    found, shared = [], []
    for story in stories:
        learned = same_thing([one.sentences for one in stories if one is not story])
        claims = sorted(story.claims, key=lambda row: row["claim_id"])
        found.append(lone(claims, story.sentences["said"], story.origin, learned).features)
        shared.append(story.sentences["shared"])
    y = np.concatenate(shared)
    return stage(found, y, np.where(y, 1.0, 0.5), OF_CLAIMS)


def fit(stories: list[Story]) -> mixing.Mix:
    """The mix learned on these stories."""
    return {
        "same": same_thing([story.pairs for story in stories]),
        "sure": sureness(stories),
        "alone": same_thing([story.sentences for story in stories]),
        "elsewhere": standing(stories),
    }


def written(learned: mixing.Mix, names: list[str]) -> str:
    """The mix as the table that ships."""
    lines = [
        "# The mix of lib/comparison/mix.py, learned by tests/bench/weights.py (make weights) on",
        f"# gold and judged pairs of {len(names)} real stories (not shipped): {' '.join(names)}.",
        "# A feature counts weight * (flat(feature) - mean) / scale; 1 is what is always added.",
        "stage\tfeature\tmean\tscale\tweight",
    ]
    lines += [
        "\t".join([name, feature, *(f"{value:.6g}" for value in values)])
        for name, weights in learned.items()
        for feature, values in weights.items()
    ]
    return "\n".join(lines) + "\n"


def stories(data: Path, runs: Path, without: list[str]) -> list[Story]:
    """The stories of a folder that have a run, but those left out."""
    by_story = [defaultdict(list), defaultdict(list)]
    for rows, name in zip(by_story, ("gold", "judged"), strict=True):
        for row in score_stories.rows(data / f"{name}.jsonl"):
            rows[row["story"]].append(row)
    names = sorted(path.name for path in data.iterdir() if path.is_dir())
    return [
        Story(name, data, runs, by_story[0][name], by_story[1][name])
        for name in names
        if name not in without and store.table_path(runs / name, "origins").is_file()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn the mix of the comparison.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the stories")
    parser.add_argument("--runs", type=Path, required=True, help="folder of their runs")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="the table to write")
    parser.add_argument("--without", nargs="*", default=[], help="stories to leave out")
    options = parser.parse_args()
    found = stories(options.data, options.runs, options.without)
    options.out.write_text(written(fit(found), [story.name for story in found]), encoding="utf-8")


if __name__ == "__main__":
    main()
