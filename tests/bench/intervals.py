"""The figures of score/score_stories.py with what they would be on other stories like these.

    python tests/bench/intervals.py --data DIR --runs DIR [--only PREFIX]

Each story is scored by itself; then stories are drawn anew, with replacement, and the figure taken
of the whole draw: of 2,000 draws by a fixed seed, the bounds that 95 in a hundred lie between.
Statements of one story stand and fall together, so a draw of statements would say too little.
"""

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SCORE = Path(__file__).parent / "score" / "score_stories.py"
DRAWS, SEED = 2000, 7
# figure: the count that it is a share of
SHARES = {
    "same_r": "same",
    "agree_p": "agree known",
    "agree_known": "agree told",
    "quotes_r": "quotes",
    "differs_r": "differs",
    "conflict_p": "conflict known",
    "differs_as_same": "differs",
    "traps": "traps",
    "speakers_right": "speakers",
    "speakers_other_name": "speakers",
}

Counts = dict[str, tuple[float, int]]  # figure: (how many hit, of how many)


def counts(data: Path, runs: Path, story: str) -> Counts:
    command = [sys.executable, SCORE, data, runs, "--only", story]
    said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    of = {figure: said["counts"][total] for figure, total in SHARES.items()}
    found = {figure: (of[figure] * (said[figure] or 0) / 100, of[figure]) for figure in SHARES}
    for figure in [name for name in said["by"] if name.endswith(("weight 3", "number"))]:
        found[figure] = tuple(said["by"][figure])
    return found


def share(drawn: list[Counts], figure: str) -> float | None:
    total = sum(story.get(figure, (0, 0))[1] for story in drawn)
    return 100 * sum(story.get(figure, (0, 0))[0] for story in drawn) / total if total else None


def lines(stories: list[Counts]) -> Iterator[str]:
    chance = random.Random(SEED)
    draws = [chance.choices(stories, k=len(stories)) for _ in range(DRAWS)]
    for figure in sorted({name for story in stories for name in story}):
        found = sorted(value for draw in draws if (value := share(draw, figure)) is not None)
        if not found:
            yield f"{figure:24} –"
            continue
        low, high = found[int(0.025 * len(found))], found[int(0.975 * len(found))]
        of = sum(story.get(figure, (0, 0))[1] for story in stories)
        yield f"{figure:24}{share(stories, figure):6.1f}  {low:5.1f} to {high:5.1f}  of {of}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Figures with intervals by story.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the stories")
    parser.add_argument("--runs", type=Path, required=True, help="folder of their runs")
    parser.add_argument("--only", default="", help="stories whose names begin so, or a,b,c")
    options = parser.parse_args()
    begins = tuple(options.only.split(","))
    names = sorted(
        p.name for p in options.data.iterdir() if p.is_dir() and p.name.startswith(begins)
    )
    print(*lines([counts(options.data, options.runs, name) for name in names]), sep="\n")


if __name__ == "__main__":
    main()
