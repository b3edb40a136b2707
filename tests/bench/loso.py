"""How well the comparison does on real stories, each compared by a mix that has not seen it.

    python tests/bench/loso.py --data DIR --runs DIR [--only PREFIX]

DIR of data holds the stories, as tests/bench/weights.py reads them; in DIR of runs each story gets
a run of the four notebooks. Then a mix is learned on the other stories, the story is compared again
with it (parameter `weights`), and score/score_stories.py says what came of it.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from weights import fit, stories, written

from lib.tables import store
from lib.work.parameters import PROJECT


def run(seeds: Path, out: Path, *more: str) -> None:
    """A run of the notebooks, which executes only what changed."""
    command = [sys.executable, "-m", "lib.run", "--seeds", seeds, "--out", out, *more]
    subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser(description="Leave one story out.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the stories")
    parser.add_argument("--runs", type=Path, required=True, help="folder for their runs")
    parser.add_argument("--only", default="", help="stories whose names begin so are scored")
    options = parser.parse_args()
    data, runs = options.data.resolve(), options.runs.resolve()
    names = sorted(path.name for path in data.iterdir() if path.is_dir())
    for name in names:
        if not store.table_path(runs / name, "origins").is_file():
            run(data / name, runs / name)
    known = stories(data, runs, [])
    for story in known:
        if story.name.startswith(options.only):
            others = [one for one in known if one is not story]
            weights = runs / f"{story.name}.tsv"
            weights.write_text(written(fit(others), [one.name for one in others]), "utf-8")
            run(data / story.name, runs / story.name, "-p", f"weights={weights}")
    score = Path(__file__).parent / "score" / "score_stories.py"
    command = [sys.executable, score, data, runs, "--only", options.only]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
