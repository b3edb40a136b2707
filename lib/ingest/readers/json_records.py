"""The records of JSON: lines of them, arrays, and what programs and archives wrap around them."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from lib.text.decoding import Rejected

Record = dict[str, Any]
DEEPEST = 3  # levels of names within names
# what archives put between a record and its fields, which says nothing itself
WRAPPERS = frozenset({"_source", "fields", "attributes", "article"})
BETWEEN = re.compile(r"\s*+,?+\s*+")  # before a record
BEGINS = re.compile(r"\n\x1e?([ \t]*)[{\[]")  # behind the sign that may part records (RFC 7464)


def json_records(text: str, is_record: Callable[[Record], bool]) -> Iterator[Record | Rejected]:
    """The records of a text, one by one, with the names of nested values as "source.name".

    A record stands on a line of its own, over several lines, in an array or in the one list of
    records that an object has. What is none is refused with its line.
    """
    for line, value in _values(text):
        if isinstance(value, Rejected):
            yield value
            continue
        for record in _unwrapped(value, is_record):
            refusal = Rejected(f"line {line}: no JSON object with names and values")
            yield _flat(record) if isinstance(record, dict) else refusal


def _values(text: str) -> Iterator[tuple[int, Any]]:
    """The values of JSON that follow one another, with the line of each, or a refusal.

    Behind one that is damaged reading goes on with the next line that begins a value and has no
    deeper indent.
    """
    decoder, at, line, counted = json.JSONDecoder(), 0, 1, 0
    while (match := BETWEEN.match(text, at)) and (start := match.end()) < len(text):
        line, counted = line + text.count("\n", counted, start), start
        try:
            value, at = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            value, at = Rejected(f"line {line}: damaged, it is no JSON"), _next(text, start)
        yield line, value


def _next(text: str, start: int) -> int:
    """Where the next line begins that begins a value, with no more indent than the line here."""
    line = text[text.rfind("\n", 0, start) + 1 : start].removeprefix("\x1e")
    own = len(line) - len(line.lstrip(" \t"))
    for match in BEGINS.finditer(text, start):
        if len(match[1]) <= own:
            return match.start()
    return len(text)


def _unwrapped(value: Any, is_record: Callable[[Record], bool]) -> list[Any]:
    """The records in a value: the items of an array, or of the list of records in an object."""
    if isinstance(value, list):
        return value or [value]
    if not isinstance(value, dict) or is_record(flat := _flat(value)):
        return [value]
    lists = (part for part in flat.values() if isinstance(part, list))
    return next((part for part in lists if any(map(_within(is_record), part))), [value])


def _within(is_record: Callable[[Record], bool]) -> Callable[[Any], bool]:
    return lambda item: isinstance(item, dict) and is_record(_flat(item))


def _flat(record: Record, levels: int = DEEPEST) -> Record:
    """The record with the values of nested ones under both names: {"source": {"name": "Dawn"}} has
    "source.name" too."""
    flat = dict(record)
    for name, value in record.items():
        if isinstance(value, dict) and levels:
            before = "" if name in WRAPPERS else f"{name}."
            for inner, part in _flat(value, levels - 1).items():
                flat.setdefault(f"{before}{inner}", part)
    return flat
