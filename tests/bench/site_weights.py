"""Learn lib/cleaning/site_words.tsv and site_weights.tsv on the lines of saved pages.

    python tests/bench/site_weights.py --pages DIR --more DIR --reports DIR [--folds N]

DIR of pages is read as chrome.py does; DIR of more holds pages whose reports nobody marked: there
trafilatura's text is the report, and what it has no part of is the site's. DIR of reports holds
sound reports (*.txt, in any depth). Only the tuned half of the publishers is read. With folds,
prints for each part of the publishers what the weights of the others make of it, writes nothing.
"""

import argparse
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import chrome
import numpy as np
import trafilatura
from scipy.optimize import minimize

from lib.cleaning import signs as signing
from lib.cleaning import site
from lib.cleaning.signs import PLACES, signs_of, tokens
from lib.text.decoding import decoded
from lib.text.imprint import imprints
from lib.work.parameters import PROJECT

ROOM = PROJECT / "lib" / "cleaning"
PUBLISHERS = 5  # at least, that use a word in their lines; three times as many in reports
RARE, LEAST, MOST = 2e-3, 0.8, 4.0  # share added to that of a word; weights kept, and the highest
STRENGTH = 6.0  # how strongly weights are held down
REPORT = 3.0  # how much dearer a lost line of a report is than one of the site that stays
AROUND = 50  # lines on each side of the report that are read
Lines = list[tuple[str, int | None]]  # with 1 for the site's, 0 for the report's, None for neither


def labelled(folder: Path, half: str) -> Iterator[tuple[str, Lines]]:
    for one in chrome.pages(folder, half):
        above, below = one.above[-AROUND:], [*one.below[:AROUND]]
        lines = [(above, 1), (one.title, 0), (one.beneath, 1), (one.report, 0), (below, 1)]
        yield one.publisher, [(line, kind) for part, kind in lines for line in part]


def unmarked(folder: Path, half: str) -> Iterator[tuple[str, Lines]]:
    """Pages of which trafilatura tells what is the report; between its lines nobody knows."""
    counts = Counter()
    for path in sorted(folder.glob("*.html")):
        publisher = path.stem.rsplit("_", 1)[0]
        counts[publisher] += 1
        if chrome.half_of(publisher) != half or counts[publisher] > 3:
            continue
        html = decoded(path.read_bytes())[0]
        lines, title = chrome.lines_of_page(html)
        text = trafilatura.extract(html, include_comments=False, favor_recall=True) or ""
        whole = chrome.bare(text)
        own = [len(chrome.bare(line)) > 25 and chrome.bare(line) in whole for line in lines]
        at = [i for i, known in enumerate(own) if known]
        if len(text) < 800 or len(at) < 4 or len(lines) > 900:
            continue
        rows = [(line, _kind(i, line, own, at, title)) for i, line in enumerate(lines)]
        yield publisher, rows[max(0, at[0] - AROUND) : at[-1] + 1 + AROUND]


def _kind(i: int, line: str, own: list[bool], at: list[int], title: str) -> int | None:
    if own[i]:
        return 0
    if chrome.bare(line) == chrome.bare(title):
        return 0 if at[0] - 15 <= i <= at[0] + 3 else None
    return None if at[0] <= i <= at[-1] or chrome.could_be_told(line) else 1


def sound(folder: Path) -> Iterator[tuple[str, Lines]]:
    for path in sorted(folder.rglob("*.txt")):
        lines = filter(None, map(str.strip, path.read_text("utf-8").splitlines()))
        yield path.parent.name, [(line, None if imprints([line]) else 0) for line in lines]


def words_of(pages: list[tuple[str, Lines]]) -> dict[str, float]:
    """How much oftener each word stands in the site's lines, by the mean share of publishers."""
    counts = {0: defaultdict(Counter), 1: defaultdict(Counter)}
    for publisher, lines in pages:
        for line, kind in lines:
            if kind is not None and not (kind and chrome.could_be_told(line)):
                # a site repeats its lines on each page
                counts[kind][publisher].update(set(tokens(line)) if kind else tokens(line))
    (told, tellers), (said, sayers) = _shares(counts[0]), _shares(counts[1])
    weights = {}
    for word in sorted({*told, *said}):
        if sayers[word] >= PUBLISHERS or tellers[word] >= 3 * PUBLISHERS:
            share = (said[word] + RARE) / len(counts[1]), (told[word] + RARE) / len(counts[0])
            weights[word] = round(max(-2.0, min(MOST, math.log(share[0] / share[1]))), 1)
    return {word: weight for word, weight in weights.items() if abs(weight) >= LEAST}


def _shares(counts: dict[str, Counter]) -> tuple[Counter, Counter]:
    """Of each word the sum of its shares in the publishers' words, and its publishers."""
    shares, publishers = Counter(), Counter()
    for words in counts.values():
        for word, times in words.items():
            shares[word] += min(times / words.total(), 0.02)
            publishers[word] += 1
    return shares, publishers


def lines_of_sites(pages: list[tuple[str, Lines]]) -> list[str]:
    return [
        line
        for _, lines in pages
        for line, kind in lines
        if kind == 1 and len(line) > 2 and not chrome.could_be_told(line) and not imprints([line])
    ]


def strewn(name: str, lines: Lines, site_lines: list[str]) -> Lines:
    """The report with lines of any site of the pages before, after and between its own."""
    chance, shown = random.Random(name), [row for row in lines if row[1] == 0]
    for _ in range(chance.randint(3, chrome.STREWN)):
        place = chance.choice([0, len(shown), chance.randint(1, len(shown))])
        shown.insert(place, (chance.choice(site_lines), 1))
    return shown


def variants(publisher: str, lines: Lines, site_lines: list[str]) -> Iterator[Lines]:
    at = [i for i, (_, kind) in enumerate(lines) if kind == 0]
    near = lines[max(0, at[0] - chrome.NEAR) : at[-1] + 1 + chrome.NEAR]
    report = [row for row in lines if row[1] == 0]
    mixed = (strewn(f"{publisher}{len(lines)}{k}", lines, site_lines) for k in range(6))
    for shown in (lines, near, report, report, *mixed):
        yield [row for row in shown if row[1] is not None]


def weighted(pages: list[tuple[str, Lines]]) -> dict[str, dict[str, float]]:
    """For each place of a line the weight of each sign."""
    texts, site_lines = Counter(publisher for publisher, _ in pages), lines_of_sites(pages)
    rows = {place: ([], [], []) for place in PLACES}
    for publisher, lines in pages:
        for shown in variants(publisher, lines, site_lines):
            kinds = [kind for _, kind in shown]
            sizes = [REPORT / max(1, kinds.count(0)), 1 / max(1, kinds.count(1))]
            signs = signs_of([line for line, _ in shown])
            for (line, kind), one in zip(shown, signs, strict=False):
                if not (kind and chrome.could_be_told(line)):
                    values, known, sizes_of = rows[one.place]
                    values.append(list(one.values.values()))
                    known.append(kind)
                    sizes_of.append(sizes[kind] / texts[publisher])
                    names = list(one.values)
    mean = np.mean([size for _, _, sizes_of in rows.values() for size in sizes_of])
    return {
        place: dict(zip(names, fitted(np.array(x), np.array(y), np.array(w) / mean), strict=True))
        for place, (x, y, w) in rows.items()
    }


def fitted(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> list[float]:
    """The weights of a logistic regression, held down in proportion to what a sign varies."""
    spread = x.std(0) + 1e-9
    spread[0] = 1
    z = x / spread

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = z @ weights
        cost = (w * np.logaddexp(0, np.where(y == 1, -odds, odds))).sum()
        slope = z.T @ (w * (1 / (1 + np.exp(-odds)) - y)) + STRENGTH * weights
        return cost + STRENGTH * (weights @ weights) / 2, slope

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    return [round(float(weight), 2) for weight in found / spread]


def use(words: dict[str, float], weights: dict[str, dict[str, float]]) -> None:
    signing.site_words = lambda: words
    site._weights = lambda: weights
    site._is_named.cache_clear()
    site._read.cache_clear()


def learn(pages: list[tuple[str, Lines]], reports: list[tuple[str, Lines]]) -> tuple[dict, dict]:
    words = words_of([*pages, *reports])
    signing.site_words = lambda: words
    return words, weighted([*pages, *reports])


def write(words: dict[str, float], weights: dict[str, dict[str, float]]) -> None:
    groups = defaultdict(list)
    for word, weight in words.items():
        groups[weight].append(word)
    head, *_ = (ROOM / "site_words.tsv").read_text("utf-8").split("weight\twords\n")
    rows = [f"{weight}\t{' '.join(groups[weight])}\n" for weight in sorted(groups)]
    (ROOM / "site_words.tsv").write_text(head + "weight\twords\n" + "".join(rows), "utf-8")
    head, *_ = (ROOM / "site_weights.tsv").read_text("utf-8").split("sign\t")
    rows = [
        "\t".join([name, *(f"{weights[place][name]:.2f}" for place in PLACES)]) + "\n"
        for name in weights[PLACES[0]]
    ]
    titles = "\t".join(["sign", *PLACES]) + "\n"
    (ROOM / "site_weights.tsv").write_text(head + titles + "".join(rows), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--pages", "--more", "--reports"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--folds", type=int)
    given = parser.parse_args()
    marked = list(labelled(given.pages, "tuned"))
    pages = [*marked, *unmarked(given.more, "tuned")]
    reports = list(sound(given.reports))
    if not given.folds:
        write(*learn(pages, reports))
        return
    publishers = sorted({publisher for publisher, _ in pages})
    random.Random(1).shuffle(publishers)
    for k in range(given.folds):
        unseen = set(publishers[k :: given.folds])
        use(*learn([row for row in pages if row[0] not in unseen], reports))
        own = [one for one in chrome.pages(given.pages, "tuned") if one.publisher in unseen]
        kinds = ["around", "strewn", "mixed"]
        print(json.dumps(chrome.scored(own, kinds, show="LOST" in sys.argv)), flush=True)


if __name__ == "__main__":
    main()
