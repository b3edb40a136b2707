"""Exports: tables of reports, one report a record, as CSV or JSON lines."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lib.ingest.readers.reading import Reading
from lib.text.decoding import Rejected, decoded, delimiter
from lib.text.imprint import day

# the names under which newsrooms and their tools export each column, most telling first
USUAL = {
    "text": "text body article_body articlebody article_text full_text fulltext maintext content"
    " article story",
    "title": "title headline header",
    "url": "url link source_url web_url permalink",
    "date": "published date date_published datepublished published_at publishedat publication_date"
    " publish_date pub_date pubdate date_publish datetime",
    "publisher": "publisher outlet source_name sourcename site_name sitename newspaper publication"
    " source site domain source_domain",
}


def read_csv(data: bytes, columns: dict[str, str]) -> Iterator[Reading | Rejected]:
    """A reading or a refusal for every row; columns: field of USUAL to an unusual column's name.

    A file without a column of texts is rejected as a whole.
    """
    text, encoding = decoded(data)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter(text), restkey="")
    names = _fields(list(rows.fieldnames or []), columns)
    if missing := sorted(set(columns.values()) - set(names.values())):
        raise Rejected(f"no column {missing[0]!r}: it has {', '.join(rows.fieldnames)}")
    for row in rows:
        yield _reading(row, names, ("text/csv", encoding))


def read_jsonl(data: bytes, columns: dict[str, str]) -> Iterator[Reading | Rejected]:
    """A reading or a refusal for every line not blank; columns as for read_csv, in each record."""
    text, encoding = decoded(data)
    for line in text.split("\n"):
        if line.strip():
            yield _record(line, columns, encoding)


def _record(line: str, columns: dict[str, str], encoding: str) -> Reading | Rejected:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return Rejected("damaged: the line is no JSON")
    if not isinstance(record, dict):
        return Rejected("the line is no JSON object with names and values")
    try:
        return _reading(record, _fields(list(record), columns), ("application/jsonl", encoding))
    except Rejected as refusal:
        return refusal


def _fields(names: list[str], columns: dict[str, str]) -> dict[str, str]:
    """The column of each field that has one; without one of texts the names are rejected."""
    fields = located(names, USUAL)
    fields |= {field: name for field, name in columns.items() if name in names}
    if columns.get("text", fields.get("text")) not in names:
        wanted = f"no column {columns['text']!r}" if "text" in columns else "no column of texts"
        raise Rejected(
            f'{wanted}: it has {", ".join(names) or "none"}; name it by columns="text=NAME"'
        )
    return fields


def located(names: Sequence[str], usual: dict[str, str]) -> dict[str, str]:
    """For each field the first of its usual names among the names; "Pub Date" is pub_date."""
    plain = {re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"): name for name in reversed(names)}
    return {
        field: plain[name]
        for field, known in usual.items()
        for name in reversed(known.split())
        if name in plain
    }


def _reading(
    row: dict[str, Any], names: dict[str, str], form: tuple[str, str]
) -> Reading | Rejected:
    values = {field: _value(row[name]) for field, name in names.items()}
    if not values["text"]:
        return Rejected(f"no text in its column {names['text']!r}")
    media_type, encoding = form
    fields = {field: values.get(field) for field in ("title", "publisher", "url")}
    fields["published"] = dated(values.get("date") or "")
    return Reading(values["text"], media_type, encoding, fields)


def _value(value: Any) -> str | None:
    """The text of a value, of {"name": "Dawn"} its name; numbers, lists, empty texts are none."""
    value = value.get("name") if isinstance(value, dict) else value
    return value if isinstance(value, str) and value.strip() else None


def dated(words: str) -> str | None:
    """The ISO date of a cell; None if it is no date, or can be read in two ways (03/04/2024)."""
    try:
        return date.fromisoformat(words.strip()[:10]).isoformat()
    except ValueError:
        return day(words)
