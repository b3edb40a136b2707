"""Texts with the lines that real sites put around reports, and how well cleaning takes them out.

    python tests/bench/chrome.py --pages DIR [--half tuned|unread] [--kind KIND] [--show]

DIR holds saved pages PUBLISHER_n.html, each with the paragraphs of its report, one a line, in
PUBLISHER_n.txt. A page is rendered as somebody copies it who selects all; what stands above and
below the report is the site's. Kinds: "sound", the report alone; "around", the lines nearest to
the report; "whole", all of them; "strewn", some lines of any publisher of the half before, after
and between the paragraphs; "mixed", the same with damaged characters and broken lines. No page is
part of the project.
"""

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import lxml.html

from lib.cleaning.repairs import clean
from lib.cleaning.signs import is_paragraph
from lib.text.decoding import decoded
from lib.text.imprint import imprints
from lib.text.spans import replay
from lib.text.words import stems

sys.path.insert(0, str(Path(__file__).parent / "score"))
import score_clean

PARTS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote section article figure".split())
LINES = frozenset(
    "div li br tr dt dd header footer nav main aside form figcaption address fieldset hr".split()
)
UNSEEN = frozenset(
    "script style noscript template svg iframe head select textarea input audio video".split()
)
HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden")
NEAR = 6  # lines on each side in the kind "around"
REMOVALS = ("chrome", "site", "separator")  # rules that take out whole lines
STREWN = 8  # at most, in the kinds "strewn" and "mixed"


class Page(NamedTuple):
    """The lines of a page: above the headline, headline, beneath it, the report, below it."""

    publisher: str
    above: list[str]
    title: list[str]
    beneath: list[str]
    report: list[str]
    below: list[str]


def rendered(element: lxml.html.HtmlElement) -> Iterator[str]:
    """The visible text of an element, with line ends where a browser breaks the line."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN or "hidden" in element.attrib:
        return
    if HIDDEN.search(element.get("style", "")):
        return
    gap = "\n\n" if element.tag in PARTS else "\n" if element.tag in LINES else ""
    yield gap
    yield " ".join((element.text or "").split("\n"))
    for child in element:
        yield from rendered(child)
        yield " ".join((child.tail or "").split("\n"))
    yield gap


def lines_of_page(html: str) -> tuple[list[str], str]:
    """The lines of the page that are not blank, and its first heading."""
    tree = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", html))
    lines = (" ".join(line.split()) for line in "".join(rendered(tree)).split("\n"))
    titles = [" ".join("".join(rendered(h1)).split()) for h1 in tree.iter("h1")]
    return [line for line in lines if line], next(filter(None, titles), "")


def bare(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def page(path: Path) -> Page | None:
    """The parts of a saved page; None where its report is not found in it."""
    lines, title = lines_of_page(decoded(path.read_bytes())[0])
    expected = [bare(line) for line in path.with_suffix(".txt").read_text("utf-8").splitlines()]
    whole, single = "\n".join(expected), set(expected)
    own = [bare(line) in single or (len(bare(line)) > 40 and bare(line) in whole) for line in lines]
    long = [i for i, line in enumerate(lines) if own[i] and len(line) > 60]
    if len(long) < 4:
        return None
    first, last = long[0], long[-1]
    at = next((i for i in range(first - 1, -1, -1) if bare(lines[i]) == bare(title)), None)
    above, beneath = (lines[:at], lines[at + 1 : first]) if at is not None else (lines[:first], [])
    report = [line for i, line in enumerate(lines[first : last + 1], first) if own[i]]
    # what the page says twice is a link or a quotation pulled out, whatever the test set says
    report = [line for line in report if report.count(line) == 1]
    if not is_report(report):
        return None
    titled = at is not None and len(set(stems(lines[at])) & set(stems("\n".join(report)))) > 1
    return Page(
        path.stem.rsplit("_", 1)[0],
        above,
        [lines[at]] if at is not None and titled else [],
        [line for line in beneath if not could_be_told(line)],
        report,
        lines[last + 1 :],
    )


def is_report(lines: list[str]) -> bool:
    """Whether most of it is paragraphs: no list, table or forum."""
    told = [line for line in lines if is_paragraph(line)]
    characters = sum(map(len, told)) >= 0.85 * sum(map(len, lines))
    return characters and len(told) >= 0.75 * len(lines)


def could_be_told(line: str) -> bool:
    """Whether it may be a sentence of the report: a standfirst, which test sets leave out."""
    return len(line.split()) > 9 and line[-1] in ".!?”\"'"


def mended(report: list[str]) -> list[str]:
    """The paragraphs without what else is wrong in them, such as a space before a comma."""
    return [
        replay(line, [one for one in clean(line) if not one.rule.startswith(REMOVALS)]).text
        for line in report
    ]


def half_of(publisher: str) -> str:
    return "tuned" if sum(publisher.encode()) % 2 else "unread"


def pages(folder: Path, half: str) -> list[Page]:
    """The pages of one half of the publishers, at most three of each."""
    found, counts = [], defaultdict(int)
    for path in sorted(folder.glob("*.html")):
        publisher = path.stem.rsplit("_", 1)[0]
        if half_of(publisher) == half and counts[publisher] < 3 and (one := page(path)):
            counts[publisher] += 1
            found.append(one)
    return found


def texts(one: Page, site: list[str], kind: str) -> tuple[str, str]:
    """The damaged text of a page and the text of its report."""
    report = [*one.title, *one.report]
    if kind == "sound":
        return "\n\n".join(report), "\n\n".join(report)
    if kind in ("around", "whole"):
        near = NEAR if kind == "around" else None
        above = one.above[-NEAR:] if near else one.above
        shown = [*above, *one.title, *one.beneath[:near], *one.report, *one.below[:near]]
        return "\n\n".join(shown), "\n\n".join(report)
    chance = random.Random(f"{one.publisher} {kind} {len(report)}")
    shown = list(report)
    for _ in range(chance.randint(3, STREWN)):
        place = chance.choice([0, len(shown), chance.randint(1, len(shown))])
        shown.insert(place, chance.choice(site))
    text = "\n\n".join(shown)
    return (damaged(text, chance) if kind == "mixed" else text), "\n\n".join(report)


def damaged(text: str, chance: random.Random) -> str:
    """The text with mojibake, entities, ligatures and characters that nobody sees."""
    kinds = chance.sample(list(DAMAGE), 2)
    for kind in kinds:
        text = DAMAGE[kind](text, chance)
    return text


def _mojibake(text: str, chance: random.Random) -> str:
    times = chance.choice((1, 2))
    for _ in range(times):
        # bytes without a character in this encoding stay control characters, as browsers do it
        text = "".join(
            bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte)
            for byte in text.encode()
        )
    return text


def _hyphenated(text: str, chance: random.Random) -> str:
    """Broken lines of 72 characters, one word in ten of those at the end of a line parted."""
    out = []
    for paragraph in text.split("\n\n"):
        line, lines = "", []
        for word in paragraph.split(" "):
            if len(line) + len(word) + 1 > 72 and line:
                if len(word) > 8 and word.isalpha() and chance.random() < 0.1:
                    lines.append(f"{line} {word[:4]}-")
                    line = word[4:]
                else:
                    lines.append(line)
                    line = word
            else:
                line = f"{line} {word}" if line else word
        out.append("\n".join([*lines, line]))
    return "\n\n".join(out)


def _sown(mark: str, text: str, chance: random.Random) -> str:
    """The mark within one word in sixty."""
    return re.sub(r"(?<=\w\w)(?=\w\w)", lambda _: mark if chance.random() < 0.015 else "", text)


DAMAGE = {
    "mojibake": _mojibake,
    "entities": lambda text, _: re.sub(
        r"[&“”‘’—–\"']", lambda match: f"&#{ord(match.group())};", text
    ),
    "ligatures": lambda text, _: text.replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "unseen": lambda text, chance: _sown("\u200b", _sown("\u00ad", text, chance), chance),
    "control": lambda text, chance: _sown("\x02", text, chance),
    "wrapped": _hyphenated,
}


def scored(own: list[Page], kinds: list[str], *, show: bool) -> dict:
    """Of each kind the means over the pages: exact, F of characters and paragraphs, words lost."""
    site = [
        line
        for one in own
        for line in (*one.above[-40:], *one.below[:40])
        if not could_be_told(line) and len(line) > 2 and not imprints([line])
    ]
    result = {"pages": len(own), "publishers": len({one.publisher for one in own})}
    for kind in kinds:
        scores = []
        for one in own:
            text, expected = texts(one._replace(report=mended(one.report)), site, kind)
            got = replay(text, clean(text)).text
            scores.append(score_clean.one(expected, got, r"\n\s*\n"))
            if show:
                explain(one.publisher, kind, expected, got)
        result[kind] = {
            name: round(mean(values[i] for values in scores), 5)
            for name, i in (("exact", 6), ("char_f", 4), ("para_f", 5), ("lost", 7))
        }
    return result


def explain(publisher: str, kind: str, expected: str, got: str) -> None:
    """Print what is left of the site and what is lost of the report."""
    left, right = (text.split("\n") for text in (expected, got))
    extra = [line for line in right if line not in left]
    lost = [line for line in left if line not in right]
    if extra or lost:
        print(f"== {publisher} {kind}")
        for name, lines in (("left", extra), ("LOST", lost)):
            print("".join(f"  {name}: {line[:150]!r}\n" for line in lines[:12]), end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--half", choices=("tuned", "unread"), default="tuned")
    parser.add_argument("--kind", action="append")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    kinds = given.kind or ["sound", "around", "whole", "strewn", "mixed"]
    own = pages(given.pages, given.half)
    print(json.dumps({"half": given.half} | scored(own, kinds, show=given.show)))


if __name__ == "__main__":
    main()
