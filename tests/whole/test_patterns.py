"""No regular expression of lib takes more time than in line with its input: measured on input that
grows, made of what each looks for."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from time import thread_time

import hostile
import patterns
import pytest

LIB = Path(patterns.lib.__path__[0])
PATTERNS = patterns.patterns()
FLOOR = 0.001  # seconds; what takes less on 1,000 characters is measured no further
MOST = 2.5  # times the time for twice the input
# Rules that see no longer text than this, in characters, by the calls in lib/text/imprint.py and
# lib/cleaning/defects.py; TAG_NAME sees what TAG_RUN found, where each ">" ends a match
BOUNDED = {
    "lib.text.imprint._chrome": 400,
    "lib.text.imprint._any_chrome": 400,
    "lib.text.imprint._imprints": 200,
    "lib.cleaning.spaces.LEFT": 40,
    "lib.cleaning.markup.TAG_NAME": 400,
}
BRIEF = 0.05  # seconds that such a rule may take on the longest text that it sees
PIECE = re.compile(r"[A-Za-z][A-Za-z ]{0,12}|[^\w\s]")


@cache
def uses() -> dict[str, set[str]]:
    """The methods that are called on each name, in any module."""
    found = defaultdict(set)
    for path in LIB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in patterns.FUNCTIONS
            ):
                found[getattr(node.func.value, "id", getattr(node.func.value, "attr", ""))].add(
                    node.func.attr
                )
    return found


def ways(name: str, pattern: re.Pattern) -> Iterator[Callable[[str], object]]:
    """How the pattern is applied, or by a search for all its places where that cannot be seen."""
    used = uses().get(name.split(".")[-1], set())
    if name.startswith(("lib.text.imprint._imprints", "lib.text.imprint._chrome")):
        used = {"fullmatch", "match"}
    if whole := used & {"fullmatch", "match"}:
        yield from (getattr(pattern, method) for method in sorted(whole))
    if used - {"fullmatch", "match"} or not used:
        yield lambda text: sum(1 for _ in pattern.finditer(text))


def texts(pattern: re.Pattern) -> Iterator[Callable[[int], str]]:
    """Texts of any length: what is said again and again in hostile documents, and pieces of the
    pattern itself, begun and ended oddly."""
    units = [row["unit"] for row in hostile.lines("repeated.jsonl")] + sorted(
        set(PIECE.findall(pattern.pattern))
    )[:40]
    for unit in units:
        for before, after in (("", "\0"), ("A", ""), ("“A ", "!")):
            yield (
                lambda size, unit=unit, before=before, after=after: (
                    before + (unit * (size // len(unit) + 1))[:size] + after
                )
            )


def seconds(way: Callable[[str], object], text: str) -> float:
    """The best of three."""
    times = []
    for _ in range(3):
        before = thread_time()
        way(text)
        times.append(thread_time() - before)
        if times[-1] < FLOOR:
            break
    return min(times)


def is_in_line(way: Callable[[str], object], text: Callable[[int], str], size: int = 1000) -> bool:
    return seconds(way, text(4 * size)) < MOST**2 * seconds(way, text(size))


@pytest.mark.parametrize("name", PATTERNS)
def test_twice_the_input_takes_twice_the_time(name: str) -> None:
    pattern = PATTERNS[name]
    bound = next((size for rules, size in BOUNDED.items() if name.startswith(rules)), None)
    for way in ways(name, pattern):
        for text in texts(pattern):
            if bound:
                assert seconds(way, text(bound)) < BRIEF, ascii(text(9))
                continue
            grown = [seconds(way, text(60)) < BRIEF, seconds(way, text(500)) < BRIEF]
            assert all(grown), f"explodes on {text(9)!a}"
            if seconds(way, text(1000)) > FLOOR:
                # other work on the machine may disturb some
                assert any(is_in_line(way, text) for _ in range(5)), f"grows on {text(9)!a}"


def test_a_pattern_that_grows_with_the_square_is_found() -> None:
    slow = re.compile(r"a+b")
    assert seconds(slow.search, "a" * 8000) > FLOOR
    assert not any(is_in_line(slow.search, lambda size: "a" * size, 2000) for _ in range(5))
