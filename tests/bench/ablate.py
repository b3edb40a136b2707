"""What each family of rules brings to attribution: the figures on PolNeAR with it left out, one
line of JSON each.

    python tests/bench/ablate.py --data DIR [--only NAME]

DIR holds polnear.jsonl. The texts are parsed once; each line says how con@.5, triple and con_p
change, in points, without the family.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from unittest.mock import patch

import run
from run import lines, polnear

from lib.claims import attribution, cues
from lib.claims.candidates import candidates
from lib.claims.parse import parse
from lib.cleaning.repairs import clean
from lib.text.data import data_table

FIGURES = ("con@.5", "triple", "con_p")
# The paths to a content by family; a passive's path ("P:clause") belongs to that of its active. The
# first that fits counts.
FAMILIES = {
    "clauses": ("clause",),
    "infinitives, gerunds and predicates": (
        "infinitive",
        "gerund",
        "predicate",
        "object+infinitive",
        "object+gerund",
        "subject+",
    ),
    "objects": ("object", "subject"),
    "prepositions": ("prep_",),
    "nouns": ("N:",),
    "adjectives": ("A:",),
    "according to": ("according",),
    "quotations beside": ("quote_",),
    "parentheses": ("sentence", "parataxis", "as"),
}


def family(path: str) -> str:
    """The family of a candidate's path; a KeyError names one that belongs to none."""
    bare = path.removeprefix("P:")
    found = next((name for name, starts in FAMILIES.items() if bare.startswith(starts)), None)
    if found is None:
        raise KeyError(path)
    return found


def without_paths(name: str) -> AbstractContextManager:
    """The candidates of all families but one."""
    every = candidates
    return patch.object(
        attribution,
        "candidates",
        lambda *given: (one for one in every(*given) if family(one.path) != name),
    )


def without_contexts(*names: str) -> AbstractContextManager:
    """The contexts as they are, but for those named, which weigh nothing."""
    weights = cues._weights() | dict.fromkeys(names, 0.0)
    return patch.object(cues, "_weights", lambda: weights)


def without_continued() -> AbstractContextManager:
    """No quotation goes on after its attribution, in its block or the next, none is signed and none
    stands alone."""
    return patch.object(attribution, "_continued", lambda doc, found, quotes: found)


def without_judgement() -> AbstractContextManager:
    """No cue but by its counts."""
    return patch.object(cues, "frames_of_cues", dict)


def without_counts() -> AbstractContextManager:
    """Of the counts only those of the paths."""
    totals = {key: count for key, count in cues._counts().items() if not key[0]}
    return patch.object(cues, "_counts", lambda: totals)


def ablations() -> Iterator[tuple[str, Callable[[], AbstractContextManager]]]:
    """The name of each family and what leaves it out."""
    yield from ((f"path: {name}", lambda name=name: without_paths(name)) for name in FAMILIES)
    yield "quotations continued, signed or alone", without_continued
    contexts = [row["context"] for row in data_table("lib.claims", "contexts.tsv")]
    yield from ((f"context: {name}", lambda name=name: without_contexts(name)) for name in contexts)
    yield "all contexts", lambda: without_contexts(*contexts)
    yield "cues by judgement", without_judgement
    yield "counts of single cues", without_counts


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Score attribution with each family of rules left out in turn."
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="folder that polnear.jsonl lies in"
    )
    parser.add_argument("--only", help="families with this in their name")
    options = parser.parse_args()
    articles, parsed, cleaned = (
        lines(options.data / "polnear.jsonl"),
        cache(lambda texts: list(whole(texts))),
        cache(clean),
    )
    whole = parse
    # what the rules change comes after cleaning and parsing: both are done once
    with (
        patch.object(run, "parse", lambda texts: parsed(tuple(texts))),
        patch.object(run, "clean", cleaned),
    ):
        full = polnear(articles)
        print(
            json.dumps({"name": "all rules"} | {figure: full[figure] for figure in FIGURES}),
            flush=True,
        )
        for name, left_out in ablations():
            if options.only is None or options.only in name:
                print(
                    json.dumps({"name": f"without {name}"} | change(full, articles, left_out)),
                    flush=True,
                )


def change(
    full: dict, articles: list[dict], left_out: Callable[[], AbstractContextManager]
) -> dict[str, float]:
    """How the figures change, in points, where the rules are left out."""
    cues._habit.cache_clear()  # it rests on the counts and on the judgement
    with left_out():
        found = polnear(articles)
    cues._habit.cache_clear()
    return {figure: round(found[figure] - full[figure], 1) for figure in FIGURES}


if __name__ == "__main__":
    main()
