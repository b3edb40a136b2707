"""Exports: tables of reports, one report a record, as CSV or JSON."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from babel import Locale

from lib.ingest.readers.csv_rows import csv_rows, trusted
from lib.ingest.readers.json_records import Record, json_records
from lib.ingest.readers.reading import Reading
from lib.text.decoding import Rejected, decoded
from lib.text.imprint import day

# the names under which newsrooms, their tools and archives export each column, most telling first;
# "source.name" is source_name here
USUAL = {
    "text": "text story_text body article_body articlebody article_text full_text fulltext maintext"
    " body_text bodytext text_content plain_text content article story volltext inhalt artikel",
    "title": "title headline headline_main webtitle article_title story_title header titel"
    " schlagzeile",
    "url": "url link source_url web_url weburl article_url story_url permalink links_permalink",
    "date": "published date date_published datepublished published_at publishedat publication_date"
    " publish_date published_date pub_date pubdate date_publish datetime date_time"
    " webpublicationdate seendate load_date datum",
    "publisher": "publisher outlet media_name source_name source_title sourcename site_name"
    " sitename publisher_name outlet_name newspaper publication source site domain source_domain"
    " quelle zeitung medium",
}
# what a provider of texts cuts off, and says so: "[+1234 chars]"
CUT = re.compile(r"\[\+\d[\d,.]* char(?:acter)?s?\]$")
# a line break written as its two signs, behind a sentence
WRITTEN_BREAK = re.compile(r"(?<=[.!?\"”’)\]])[ ]*(?:\\r)?\\n")
WRITTEN_BREAKS = re.compile(r"(?:\\r)?\\n")
SECONDS = re.compile(r"(1\d{9})(?:\d{3})?(?:\.\d+)?")  # since 1970, or thousandths of them
MONTHS = 12
# languages whose months and weekdays are read, too, and what they put beside a day's number
LANGUAGES, BESIDE = ("de", "fr", "nl", "es", "it", "pt"), {"de": "", "er": ""}
FIGURES = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b.{0,20}")  # 03/04/2024


class Form(NamedTuple):
    """What the records of a file have in common: how it is read, and which way round its days are
    written: "day" or "month" first, None where none tells."""

    media_type: str
    encoding: str
    first: str | None


def read_csv(data: bytes, columns: dict[str, str]) -> Iterator[Reading | Rejected]:
    """A reading or a refusal for every row; columns: field of USUAL to an unusual column's name.

    A file without a column of texts is rejected as a whole.
    """
    text, encoding = decoded(data)
    header, rows = csv_rows(text)
    names = _fields(header, columns)
    if missing := sorted(set(columns.values()) - set(names.values())):
        raise Rejected(f"no column {missing[0]!r}: it has {', '.join(header)}")
    records = list(trusted(rows, header, lambda record: _plausible(record, names)))
    form = Form("text/csv", encoding, _first(records, columns))
    yield from (_reading(record, columns, form) for record in records)


def read_json(data: bytes, columns: dict[str, str]) -> Iterator[Reading | Rejected]:
    """A reading or a refusal for every record; columns as for read_csv, in each record."""
    text, encoding = decoded(data)
    records = list(json_records(text, lambda record: "text" in _located(record, columns)))
    form = Form("application/json", encoding, _first(records, columns))
    yield from (_reading(record, columns, form) for record in records)


def _located(names: Iterable[str], columns: dict[str, str]) -> dict[str, str]:
    """The column of each field that has one."""
    names = tuple(names)
    return _usual(names) | {field: name for field, name in columns.items() if name in names}


@lru_cache(maxsize=256)  # the records of a file have the same names
def _usual(names: tuple[str, ...]) -> dict[str, str]:
    return located(names, USUAL)


def _fields(names: Collection[str], columns: dict[str, str]) -> dict[str, str]:
    """The column of each field that has one; without one of texts the names are rejected."""
    fields = _located(names, columns)
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


def _plausible(record: Record, names: dict[str, str]) -> bool:
    """Whether the cells of the day and the address are such, where there are any."""
    when, where = _when(record, names).strip(), str(record.get(names.get("url", ""), "")).strip()
    a_day = not when or FIGURES.fullmatch(when) or dated(when)
    return bool(a_day and (not where or where.startswith(("http://", "https://", "www."))))


def _when(record: Record, names: dict[str, str]) -> str:
    """The words for the day of a record, also of one that counts seconds; "" if there are none."""
    value = record.get(names.get("date", ""))
    return str(value) if isinstance(value, int | float) else _value(value) or ""


def _reading(record: Record | Rejected, columns: dict[str, str], form: Form) -> Reading | Rejected:
    try:
        if isinstance(record, Rejected):
            raise record
        names = _fields(record, columns)
    except Rejected as refusal:
        return refusal
    values = {field: _value(record[name]) for field, name in names.items()}
    if not values["text"]:
        return Rejected(f"no text in its column {names['text']!r}")
    fields = {field: values.get(field) for field in ("title", "publisher", "url")}
    fields["published"] = dated(_when(record, names), form.first)
    text = _broken(values["text"])
    if cut := CUT.search(text.rstrip()):
        text, fields["truncated"] = text[: cut.start()].rstrip(), cut[0]
    return Reading(text, form.media_type, form.encoding, fields)


def _value(value: Any) -> str | None:
    """The text of a value, of {"name": "Dawn"} its name, of a list its paragraphs; None if none."""
    value = value.get("name") if isinstance(value, dict) else value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    return value if isinstance(value, str) and value.strip() else None


def _broken(text: str) -> str:
    """The text with line breaks for their two signs, where a program wrote all of them so."""
    if "\n" in text or not WRITTEN_BREAK.search(text):
        return text
    return WRITTEN_BREAKS.sub("\n", text)


def dated(words: str, first: str | None = None) -> str | None:
    """The ISO date of a cell; None if it is no date, or can be read in two ways (03/04/2024).

    first: "day" or "month", what stands first in a date of figures.
    """
    words = words.strip()
    if seconds := SECONDS.fullmatch(words):
        return datetime.fromtimestamp(int(seconds[1]), UTC).date().isoformat()
    for read, part in ((datetime.fromisoformat, words), (date.fromisoformat, words[:10])):
        with suppress(ValueError):
            return read(part).strftime("%Y-%m-%d")
    words = re.sub(r"[^\W\d_]+", lambda word: _english().get(word[0].lower(), word[0]), words)
    return _in_figures(words, first) or day(words)


@cache
def _english() -> dict[str, str]:
    """The English names of months and weekdays by those of other languages."""
    english = Locale("en")
    return BESIDE | {
        name.lower(): getattr(english, names)["format"]["wide"][number]
        for language in map(Locale, LANGUAGES)
        for names in ("months", "days")
        for number, name in getattr(language, names)["format"]["wide"].items()
    }


def _in_figures(words: str, first: str | None) -> str | None:
    """The date of two figures and a year, if it is known which is the day's."""
    figures = FIGURES.fullmatch(words)
    first = "day" if figures and figures[2] == "." else first
    if not figures or not first:
        return None
    numbers = [int(figures[1]), int(figures[3])]
    number, month = numbers if first == "day" else reversed(numbers)
    with suppress(ValueError):
        return date(int(figures[4]), month, number).isoformat()
    return None


def _first(records: list[Record | Rejected], columns: dict[str, str]) -> str | None:
    """What stands first in the days of a file: what some of them, such as 14/01/2024, show."""
    rows = [record for record in records if isinstance(record, dict)]
    days = (_when(row, _located(row, columns)).strip() for row in rows)
    told = {
        "day" if int(figures[1]) > MONTHS else "month"
        for words in days
        if (figures := FIGURES.fullmatch(words)) and max(int(figures[1]), int(figures[3])) > MONTHS
    }
    return told.pop() if len(told) == 1 else None
