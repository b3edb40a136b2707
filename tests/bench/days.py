"""Score the days of dated words on TimeML texts, such as TimeBank and AQUAINT of TempEval-3.

    python tests/bench/days.py --gold DIR [--beside DIR] [--half 0|1] [--show N]

DIR holds .tml files; --beside names a folder of the same texts, by the same names, as another
tagger has marked them up. Asked for are the DATE and TIME expressions whose value is a day, week,
weekend, month, quarter, half, year or decade. What is told is right if it is that time, holds it
and is not three times as long ("two weeks ago"), is a third of it ("early December"), or runs from
the first of its times to the last ("between 1982 and 1992") or to publication ("since 1982").
Durations, sets and vague times ("now") are asked of nobody: what is told of them does not count.
"""

import argparse
import re
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from lib.claims.parse import parse
from lib.claims.tense import dated

Days = tuple[date, date] | None
MONTHS = {"Q": 3, "H": 6, "-": 1}  # in the quarters, halves and months of a value


class Told(NamedTuple):
    """A dated expression: its place in characters that are no white space, and its days."""

    start: int
    end: int
    days: Days
    asked: bool = True


class Marked(NamedTuple):
    """A marked-up text, its day of publication and its dated expressions."""

    text: str
    published: date | None
    times: list[Told]


def solid(text: str) -> int:
    return len("".join(text.split()))


def days(value: str) -> Days:
    """The first and last day of a TIMEX3 value, none where it names no part of the calendar."""
    try:
        if match := re.match(r"\d{4}-\d\d-\d\d", value):
            day = date.fromisoformat(match.group())
            return day, day
        if match := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return monday + timedelta(days=5 if match[3] else 0), monday + timedelta(days=6)
        if match := re.fullmatch(r"(\d{4})-(Q|H|(?=\d\d))(\d\d?)", value):
            year, length = int(match[1]), MONTHS[match[2] or "-"]
            last = length * int(match[3])
            after = date(year + last // 12, last % 12 + 1, 1)
            return date(year, last - length + 1, 1), after - timedelta(days=1)
        if match := re.fullmatch(r"(\d{3})(\d|X?)", value):
            year, length = int(match[1].ljust(4, "0")), 1 if match[2].isdigit() else 10
            year += int(match[2]) if match[2].isdigit() else 0
            return date(year, 1, 1), date(year + length - 1, 12, 31)
    except ValueError:  # a 13th month, the year 0
        return None
    return None


def read(path: Path) -> Marked:
    root = ET.parse(path).getroot()
    body, created = root.find("TEXT"), root.find(".//DCT/TIMEX3")
    text, times = "", []

    def walk(node: ET.Element) -> None:
        nonlocal text
        start = solid(text)
        text += node.text or ""
        for child in node:
            walk(child)
            text += child.tail or ""
        if node.tag == "TIMEX3":
            asked = node.get("type") in {"DATE", "TIME"}
            times.append(Told(start, solid(text), days(node.get("value", "")), asked))

    walk(root if body is None else body)
    published = days((created.get("value") or "")[:10]) if created is not None else None
    return Marked(text, published and published[0], times)


def ours(marked: Marked) -> Iterator[Told]:
    """What the workbook tells of the paragraphs of a text."""
    for paragraph in re.finditer(r"(?:.+\n?)+", marked.text):
        text, before = paragraph.group(), solid(marked.text[: paragraph.start()])
        for time in dated(next(parse([text])), marked.published):
            if time.first and time.last:
                start = before + solid(text[: time.start])
                yield Told(start, start + solid(time.text), (time.first, time.last))


def fits(told: Days, asked: Days) -> bool:
    if told is None or asked is None or told == asked:
        return told == asked
    length, wanted = ((last - first).days + 1 for first, last in (told, asked))
    if told[0] <= asked[0] and asked[1] <= told[1]:
        return length <= 3 * wanted
    return asked[0] <= told[0] and told[1] <= asked[1] and wanted >= 7 and 4 * length >= wanted


def holds(told: Told, gold: Marked, asked: list[Told]) -> bool:
    """Whether what is told of some words is right of the times that are asked there."""
    times = [time.days for time in _on(asked, told) if time.days]
    firsts, lasts = {first for first, _ in times}, {last for _, last in times} | {gold.published}
    runs = told.days and told.days[0] in firsts and told.days[1] in lasts
    return bool(runs) or any(fits(told.days, one) for one in times)


def count(gold: Marked, told: list[Told], wrong: list[str]) -> list[int]:
    """How many times are asked, of these right, and how many are told, of these right."""
    asked = [time for time in gold.times if time.asked and time.days]
    unasked = [time for time in gold.times if time not in asked]
    counted = [
        one for one in told if one.days and one.asked and (_on(asked, one) or not _on(unasked, one))
    ]
    right = [one for one in counted if holds(one, gold, asked)]
    found = [time for time in asked if _on(right, time)]
    flat = "".join(gold.text.split())
    for kind, times in (("missed", set(asked) - set(found)), ("wrong", set(counted) - set(right))):
        for time in sorted(times):
            words = flat[max(0, time.start - 50) : time.start], flat[time.start : time.end]
            others = [_shown(one) for one in _on(told if kind == "missed" else asked, time)]
            shown = f"{gold.published} …{words[0]}[{words[1]}] {_shown(time)}"
            wrong.append(f"{kind} {shown}, {' '.join(others) or 'nothing'}")
    return [len(asked), len(found), len(counted), len(right)]


def _shown(time: Told) -> str:
    return "–".join(day.isoformat() for day in time.days or ())


def _on(times: Iterable[Told], one: Told) -> list[Told]:
    return [time for time in times if time.start < one.end and one.start < time.end]


def figure(name: str, counts: Iterable[list[int]]) -> str:
    asked, found, told, right = map(sum, zip(*counts, strict=True))
    share = f"recall {100 * found / asked:.1f}, precision {100 * right / told:.1f}"
    return f"{name}: {found} of {asked} right, {told} told, {told - right} wrong; {share}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1), help="documents by a hash of the name")
    parser.add_argument("--show", type=int, default=0, help="how many errors of ours to print")
    chosen = parser.parse_args()
    golds, mine, theirs, wrong = [], [], [], []
    for path in sorted(chosen.gold.glob("*.tml")):
        if chosen.half is None or zlib.crc32(path.name.encode()) % 2 == chosen.half:
            gold = read(path)
            golds.append(gold)
            mine.append(count(gold, list(ours(gold)), wrong))
            if chosen.beside:
                theirs.append(count(gold, read(chosen.beside / path.name).times, []))
    print(figure("workbook", mine))
    if theirs:
        print(figure("beside it", theirs))
    print(*wrong[: chosen.show], sep="\n")


if __name__ == "__main__":
    main()
