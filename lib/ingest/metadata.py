"""What a text, or metadata.csv, says of a document: title, publisher, day, language."""

import csv
import html
import io
import re
from typing import Any

import ftfy

from lib.ingest.readers.exports import USUAL, dated, located
from lib.ingest.readers.reading import sound
from lib.text.decoding import Rejected, decoded, delimiter
from lib.text.imprint import EDGE, chrome_rule, dateline, day, imprints, is_ambiguous, opening
from lib.text.phrases import shorten

LONGEST = 300  # characters of a title, an address or a reason; what is longer was made to harm
BODY = 150  # characters; a longer line is a paragraph and no headline
OVERRIDES = "metadata.csv"
# the columns that metadata.csv may have, with their usual names
OVERRIDABLE = {
    "path": "path file",
    "title": USUAL["title"],
    "publisher": USUAL["publisher"],
    "published": USUAL["date"],
    "url": USUAL["url"],
    "language": "language lang",
    "place": "place dateline",
    "agency": "agency wire",
}
NO_CHARACTER = re.compile(r"&#\d{1000,}+;?")  # Python makes no number of so many digits
# other addresses may run something when they are clicked on
WEB = re.compile(r"https?://[!-~]{1,2000}", re.IGNORECASE)


def plainly(said: dict[str, Any]) -> dict[str, str]:
    """What is said of a document, on a line of bounded length each; only addresses of the web."""
    plain = {
        name: shorten(sound(value), LONGEST)
        for name, value in said.items()
        if isinstance(value, str) and name != "url"
    }
    return plain | ({"url": said["url"]} if WEB.fullmatch(said.get("url") or "") else {})


# What a text says of itself


def metadata(text: str) -> dict[str, str | None]:
    """title, publisher, published, modified (ISO dates) as the text gives them, else None.

    place, agency: those of the dateline, as they stand there.
    day_in_doubt: the words for the day of publication where they can mean two days.
    """
    plain = html.unescape(NO_CHARACTER.sub("\ufffd", re.sub(r"<[^<>]*>", "\n", text)))
    lines = [bare for line in plain.splitlines() if (bare := re.sub("^#+ ", "", line.strip()))]
    own = imprints(lines)
    imprint = [words for several in own.values() for words in several]
    _, first = opening([line for i, line in enumerate(lines) if i not in own]) or (0, None)
    imprint += [first.said] if first else []
    imprint.sort(key=lambda words: words.rank)
    head = [line for i, line in enumerate(lines[: EDGE + 1]) if i not in own]
    days = [words.published for words in imprint if words.published]
    published = next(filter(None, map(day, days)), None)
    changes = (day(words.modified) for words in imprint if words.modified)
    return {
        "title": _title([line for line in head if not chrome_rule(line)]),
        "publisher": next((words.publisher for words in imprint if words.publisher), None),
        "published": published,
        "modified": next(filter(None, changes), None),
        "place": first.said.place if first else None,
        "agency": first.said.publisher if first else None,
        "day_in_doubt": None if published else next(filter(is_ambiguous, days), None),
    }


def _title(lines: list[str]) -> str | None:
    """The first line above the body; a text that begins with its body has none."""
    body = next((i for i, line in enumerate(lines) if _is_body(line)), 0)
    titles = (line for line in lines[:body] if " " in line and line[-1] not in ",;:")
    return next(map(ftfy.fix_encoding, titles), None)


def _is_body(line: str) -> bool:
    return len(line) > BODY or bool(re.search(r"[.]['\"”’)]*$", line) or dateline(line))


def overrides(data: bytes) -> dict[str, dict[str, str]]:
    """For each path what metadata.csv says; empty cells say nothing.

    What is no known column, day, language or address is rejected.
    """
    text, _ = decoded(data)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter(text), restkey="")
    names = located(rows.fieldnames or [], OVERRIDABLE)
    if odd := [name for name in rows.fieldnames or [] if name not in names.values()]:
        raise Rejected(f"unknown column {odd[0]!r}; it may have {', '.join(OVERRIDABLE)}")
    if "path" not in names:
        raise Rejected("it has no column path, which names the files")
    return {row[names["path"]]: _given(row, names) for row in rows if row[names["path"]]}


def _given(row: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    """The cells of a row that say something, the day as an ISO date."""
    said = {
        field: row[name].strip()
        for field, name in names.items()
        if field != "path" and (row[name] or "").strip()
    }
    path = row[names["path"]]
    if "published" in said and dated(said["published"]) is None:
        raise Rejected(f"{said['published']!r}, of {path}, is no day such as 2024-11-22")
    if not re.fullmatch("[a-z]{2,3}", said.get("language", "en")):
        raise Rejected(f"{said['language']!r}, of {path}, is no code of a language such as en")
    if "url" in said and not WEB.fullmatch(said["url"]):
        raise Rejected(
            f"{said['url']!r}, of {path}, is no address such as https://rivers24.example/a"
        )
    return plainly(said | {"published": dated(said["published"])} if "published" in said else said)
