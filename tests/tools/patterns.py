"""Every regular expression of lib: those compiled in its modules, those its rule tables are made
of, and those written where they are used."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import lib

FUNCTIONS = ("search", "match", "fullmatch", "sub", "findall", "finditer", "split")


def patterns() -> dict[str, re.Pattern]:
    """The patterns by module and place; of several places with the same pattern the first."""
    found: dict[re.Pattern, str] = {}
    for info in pkgutil.walk_packages(lib.__path__, "lib."):
        module = importlib.import_module(info.name)
        for name, value in sorted(vars(module).items(), key=lambda item: item[0]):
            for place, pattern in _within(_made(value, module.__name__), name):
                found.setdefault(pattern, f"{info.name}.{place}")
        for line, pattern in _written(module.__file__):
            found.setdefault(pattern, f"{info.name}:{line}")
    return {name: pattern for pattern, name in found.items() if isinstance(pattern.pattern, str)}


def _made(value: Any, module: str) -> Any:
    """What a function of the module without arguments makes, if it keeps patterns; any other value
    as it is."""
    if (
        not callable(value)
        or getattr(value, "__module__", "") != module
        or not hasattr(value, "cache_info")
    ):
        return value
    hints = value.__wrapped__.__annotations__
    return value() if "Pattern" in str(hints.get("return")) and len(hints) == 1 else None


def _within(value: Any, place: str, depth: int = 4) -> Iterator[tuple[str, re.Pattern]]:
    if isinstance(value, re.Pattern):
        yield place, value
    elif depth and isinstance(value, dict):
        for key, part in value.items():
            yield from _within(part, f"{place}[{key}]", depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for number, part in enumerate(value):
            yield from _within(part, f"{place}[{number}]", depth - 1)


def _written(path: str) -> Iterator[tuple[int, re.Pattern]]:
    """The patterns that stand in calls such as re.search("…", text), with the line of each."""
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in FUNCTIONS
            and node.args
        ):
            owner, first = node.func.value, node.args[0]
            if (
                isinstance(owner, ast.Name)
                and owner.id == "re"
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
            ):
                yield node.lineno, re.compile(first.value)
