"""Ingest: every file of a folder becomes a row, and every readable one a decoded text with what it says of itself."""

import codecs
import hashlib
import html
import os
import re
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import charset_normalizer
import ftfy
import py3langid

from lib.files import entries
from lib.imprint import EDGE, chrome_rule, dateline, day, imprints
from lib.tables import TABLES, WorkbookError

LARGEST = 50_000_000  # bytes; a report is never so long, an archive or a data dump is
LETTERS = 60  # fewer letters do not tell the language
BODY = 150  # characters; a longer line is a paragraph and no headline


class Rejected(Exception):
    """A file that is not read; the message is the reason that its row gives."""


class Reading(NamedTuple):
    """What a reader makes of a file's bytes: the decoded text, and how they were decoded."""

    text: str
    encoding: str
    media_type: str


def read_folder(seeds: Path) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The rows of the table "documents", one for every file below the folder by path, and the decoded text of each that is ok by doc_id.

    Line ends are kept as they are. A missing or empty folder raises a WorkbookError; a file that cannot be read is a row that says why.
    """
    seeds = Path(seeds)
    if not seeds.is_dir():
        raise WorkbookError(f"there is no folder {seeds}: name the folder with your documents by seeds=FOLDER")
    paths = [seeds / name for name in entries(seeds)]
    if not paths:
        raise WorkbookError(f"the folder {seeds} is empty: put documents ({', '.join(READERS)}) into it, or name another by seeds=FOLDER")
    rows, texts, first, copies = [], {}, {}, Counter()
    for path in paths:
        row, text = _document(seeds, path)
        key = row["doc_id"]
        copies[key] += 1
        row["doc_id"] = key if copies[key] == 1 else f"{key}-{copies[key]}"
        if row["status"] == "ok" and key in first:
            row |= {"status": "duplicate", "reason": f"the same bytes as {first[key]}"}
        if row["status"] == "ok":
            first[key] = row["path"]
            texts[row["doc_id"]] = text
        rows.append(row)
    return rows, texts


def _document(seeds: Path, path: Path) -> tuple[dict[str, Any], str]:
    """The row of one file, and its text ("" if it was not read)."""
    name = os.fsencode(path.relative_to(seeds).as_posix())
    row = {column.name: None for column in TABLES["documents"].columns} | {
        # a name that is no UTF-8 could not be written into a table
        "path": name.decode("utf-8", "replace"),
        "doc_id": _digest(name),
    }
    try:
        data = _bytes(seeds, path)
        row |= {"sha256": hashlib.sha256(data).hexdigest(), "doc_id": _digest(data), "bytes": len(data)}
        reading = _reading(path, data)
    except Rejected as refusal:
        return row | {"status": "rejected", "reason": str(refusal)}, ""
    row |= {"encoding": reading.encoding, "media_type": reading.media_type, "chars": len(reading.text)}
    return row | {"language": language(reading.text), "status": "ok"} | metadata(reading.text), reading.text


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def _bytes(seeds: Path, path: Path) -> bytes:
    """The bytes of a regular file in the folder; anything else is rejected without being opened, for a pipe would block."""
    try:
        if path.name.startswith("."):
            raise Rejected("hidden: its name begins with a full stop")
        # realpath, for resolve raises at a link that leads to itself
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(seeds)):
            raise Rejected("a link that leaves the folder")
        mode = path.stat()
        if stat.S_ISDIR(mode.st_mode):
            raise Rejected("a link to a folder: not followed" if path.is_symlink() else "the folder cannot be opened: permission denied")
        if not stat.S_ISREG(mode.st_mode):
            raise Rejected("not a regular file but a pipe, socket or device")
        if mode.st_size > LARGEST:
            raise Rejected(f"too large: {mode.st_size:,} bytes, the limit is {LARGEST:,}")
        return path.read_bytes()
    except FileNotFoundError:
        raise Rejected("a link that leads nowhere") from None
    except OSError as error:
        raise Rejected(f"cannot be read: {(error.strerror or 'error').lower()}") from None


def _reading(path: Path, data: bytes) -> Reading:
    if path.name.upper().startswith("README"):
        raise Rejected("describes the folder, is no report")
    if path.suffix.lower() not in READERS:
        raise Rejected(f"format {path.suffix or 'without an ending'} not supported: it must be one of {', '.join(READERS)}")
    if not data.strip():
        raise Rejected("empty")
    reading = READERS[path.suffix.lower()](data)
    if not reading.text.strip():
        raise Rejected("empty")
    return reading


# Readers by the ending of the file's name


def read_text(data: bytes) -> Reading:
    """Plain text: UTF-8, or what a byte order mark says, or what charset-normalizer finds."""
    if data.startswith(SIGNATURES):
        raise Rejected("not text")
    encoding = _encoding(data)
    return Reading(data.decode(encoding), encoding, "text/plain")


READERS: dict[str, Callable[[bytes], Reading]] = {".txt": read_text, ".md": read_text}
# how files of other formats begin, whatever they are called: PDF, ZIP (and Word), old Word, RTF, PNG, JPEG, GIF, gzip
SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)


def _encoding(data: bytes) -> str:
    """The name of the encoding; what cannot be text is rejected."""
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8"]:
        if _decodes(data, encoding) and (marked or b"\0" not in data):
            return encoding
    found = charset_normalizer.from_bytes(data)
    if not found or b"\0" in data:
        raise Rejected("not text")
    # several one-byte encodings may read a few accents equally well: then it is the commonest
    equal = [match for match in found if match.chaos <= found[0].chaos and match.coherence >= found[0].coherence]
    return "cp1252" if any("cp1252" in match.could_be_from_charset for match in equal) else found[0].encoding


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


# What a text says of itself


def language(text: str) -> str | None:
    """The two-letter code of the text's language by py3langid (Lui and Baldwin 2012); None if it is too short to tell."""
    return py3langid.classify(text[:20_000])[0] if sum(map(str.isalpha, text[:1000])) >= LETTERS else None


def metadata(text: str) -> dict[str, str | None]:
    """title, publisher and published (ISO date) as the text itself gives them; None for what it does not give."""
    plain = html.unescape(re.sub(r"<[^<>]*>", "\n", text))
    lines = [bare for line in plain.splitlines() if (bare := re.sub("^#+ ", "", line.strip()))]
    own = imprints(lines)
    said = [one for found in own.values() for one in found] + [opening.said for line in lines[:EDGE] if (opening := dateline(line))]
    said.sort(key=lambda one: one.rank)
    return {
        "title": _title([line for i, line in enumerate(lines[: EDGE + 1]) if i not in own and not chrome_rule(line)]),
        "publisher": next((one.publisher for one in said if one.publisher), None),
        "published": next((date for one in said if one.published and (date := day(one.published))), None),
    }


def _title(lines: list[str]) -> str | None:
    """The first line above the body; a text that begins with its body has none."""
    body = next((i for i, line in enumerate(lines) if len(line) > BODY or re.search(r"[.]['\"”’)]*$", line) or dateline(line)), 0)
    return next((ftfy.fix_encoding(line) for line in lines[:body] if " " in line and line[-1] not in ",;:"), None)
