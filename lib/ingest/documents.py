"""A folder of files in, documents with their texts out."""

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from pkgutil import resolve_name
from typing import Any, NamedTuple, cast

from babel import Locale

from lib.ingest.language import language
from lib.ingest.metadata import LONGEST, OVERRIDES, metadata, overrides, plainly
from lib.ingest.readers.articles import articles
from lib.ingest.readers.formats import DOCUMENTS, ENDINGS, EXPORTS, Format
from lib.ingest.readers.reading import Reading, sound
from lib.ingest.sandbox import within
from lib.ingest.truncated import truncated
from lib.tables.errors import WorkbookError
from lib.tables.files import entries
from lib.tables.folder import BOOK, FILE, SHEET
from lib.tables.records import TABLES, DocumentRow
from lib.text.archives import Member, own
from lib.text.decoding import Rejected
from lib.text.phrases import shorten
from lib.work import parameters
from lib.work.limits import NO_MORE, Limits

Columns = dict[str, Any]  # columns of a row, which is filled by one step after the other
Document = tuple[Columns, str]  # a row with every column, and its decoded text
# what the user writes beside the reports, and what it is
OWN = {
    OVERRIDES: "overrides the metadata of the others",
    **dict.fromkeys((FILE, BOOK), "corrects claims, matches and origins"),
    SHEET: "holds the answers to a run's questions",
}
DEEPEST = 5  # files that one may be in, as a mail in a mail in an archive


def read_folder(
    seeds: Path, columns: str = "", limits: Limits = NO_MORE
) -> tuple[list[DocumentRow], dict[str, str]]:
    """The rows of `documents`, and the decoded text of each that is ok by doc_id; all at once."""
    pairs = list(documents(seeds, columns, limits))
    texts = {row["doc_id"]: text for row, text in pairs if row["status"] == "ok"}
    return [row for row, _ in pairs], texts


def always(work: Callable[[], Any], *_: Any) -> Any:
    """What the work gives, worked out anew."""
    return work()


def documents(
    seeds: Path, columns: str = "", limits: Limits = NO_MORE, kept: Callable[..., Any] = always
) -> Iterator[tuple[DocumentRow, str]]:
    """The rows of the table "documents" by path, each with its text, "" if not ok; one at a time.

    Every file below the folder has a row; of an export (CSV, JSON) every record, and of a file of a
    press database every article, under the file's path and its number. columns says which columns
    an export has its fields in, as the parameter does. kept: gives what a file of the same bytes
    gave before (lib.work.keeping). Line ends are kept as they are. A missing or empty folder raises
    a WorkbookError; what cannot be read, or is over a limit, is a row that says why. The row of
    a metadata.csv is whole only after the last, since it names the documents that are not there.
    """
    files = _files(Path(seeds), limits.max_bytes)
    work = partial(_documents, settings=Settings(parameters.columns(columns), limits, kept))
    first: dict[str, str] = {}
    copies: Counter[str] = Counter()
    for row, text in _overridden(files, _overriding(Path(seeds), limits), work):
        key = row["doc_id"]
        copies[key] += 1
        row["doc_id"] = key if copies[key] == 1 else f"{key}-{copies[key]}"
        if row["status"] == "ok":
            row |= _judged(row, first.get(row["sha256"]))
        if row["status"] == "ok":
            first[row["sha256"]] = row["path"]
        yield cast(DocumentRow, row), text if row["status"] == "ok" else ""


class Settings(NamedTuple):
    """What holds for every file, as `documents` takes it, the columns by field."""

    columns: dict[str, str]
    limits: Limits
    kept: Callable[..., Any]


class File(NamedTuple):
    """A file by its path below the folder: what gives its bytes, its name below the nearest folder
    or archive ("" in a mail), the endings of the files that it is in, and its size as it is packed
    in the last of them."""

    path: str
    data: Callable[[], bytes]
    name: str
    inside: tuple[str, ...] = ()
    packed: int | None = None

    @property
    def ending(self) -> str:
        return PurePosixPath(self.path).suffix.lower()


def _files(seeds: Path, most: int) -> list[File]:
    """The file, or those below the folder; a WorkbookError if there is no folder, or none in it."""
    another = "or name another folder with SEEDS=FOLDER (make) or --seeds FOLDER"
    if not seeds.exists():
        raise WorkbookError(f"there is no folder {seeds}: make it, {another}")
    folder = seeds if seeds.is_dir() else seeds.parent
    names = entries(seeds) if seeds.is_dir() else [seeds.name]
    if not names:
        raise WorkbookError(
            f"the folder {seeds} is empty: put documents ({', '.join(ENDINGS)}) into it, {another}"
        )
    # a name that is no UTF-8 could not be written into a table
    paths = {name: os.fsencode(name).decode("utf-8", "replace") for name in names}
    return [
        File(path, partial(_bytes, folder, folder / name, most), path)
        for name, path in paths.items()
    ]


def _judged(row: Columns, first: str | None) -> Columns:
    """Why a readable document does not go on, if not: a copy, or its language is not read."""
    if first:
        return {"status": "duplicate", "reason": f"the same bytes as {first}"}
    if row["language"] in (None, "en"):
        return {}
    code = row["language"]
    name = Locale("en").languages.get(code, f"the language with the code {code}")
    return {"status": "rejected", "reason": f"written in {name}, and only English is read"}


def _documents(file: File, settings: Settings) -> Iterator[Document]:
    """The row of one file, or of each record or file in it, with its text ("" if not read)."""
    row: Columns = {column.name: None for column in TABLES["documents"].columns} | {
        "path": file.path,
        "doc_id": _digest(file.path.encode()),
    }
    try:
        data = file.data()
        row |= _identity(data)
        _expected(file, data)
    except Rejected as refusal:
        yield row | _refused(refusal), ""
        return
    form = DOCUMENTS.get(file.ending)
    if form is None or form.reader:
        yield from _own(row, file, data, settings)
    if form and form.members:
        yield from _held(row, file, data, settings)


def _own(row: Columns, file: File, data: bytes, settings: Settings) -> list[Document]:
    """The rows of a file without those of the files in it."""
    columns, limits, kept = settings
    most = limits.unpacked(len(data) if file.packed is None else file.packed)
    depends_on = columns, most, limits
    try:
        records = kept(
            lambda: _described_all(file.ending, data, *depends_on),
            *(row["sha256"], file.ending, *depends_on),
        )
    except Rejected as refusal:
        return [(row | _refused(refusal), "")]
    if file.ending in EXPORTS or any(said.get("start") is not None for said, _ in records):
        return [_record(row, number, *record) for number, record in enumerate(records, 1)]
    return [(row | described, text) for described, text in records]


def _held(row: Columns, file: File, data: bytes, settings: Settings) -> Iterator[Document]:
    """The rows of the files in a file, or its own with the reason why there are none."""
    form, one = DOCUMENTS[file.ending], None
    work, limits = partial(_documents, settings=settings), settings.limits
    arguments = data, limits.unpacked(len(data)), limits.max_bytes
    try:
        files = (_inside(file, member) for member in _members(form, limits.max_seconds, *arguments))
        for one in _overridden(files, own(*arguments, OVERRIDES), work):
            yield one
        if one is None:
            raise Rejected("empty")
    except Rejected as refusal:
        if not form.reader:  # else its own row says why it cannot be read
            yield row | _refused(refusal), ""


def _inside(file: File, member: Member) -> File:
    """A file in a file; its name may be as long as no file's is."""
    path = f"{file.path}/{sound(member.path)[:LONGEST]}"
    return File(path, member.data, member.name or "", (*file.inside, file.ending), member.packed)


def _members(form: Format, seconds: int, *arguments: Any) -> Iterable[Member]:
    """The files in a file, those of an archive one at a time."""
    assert form.members  # else no file is sought in it
    if form.foreign:
        listed: list[Member] = within(seconds, form.members, _listed, form.members, *arguments)
        return listed
    return _readable(form.members, *arguments)


def _listed(*arguments: Any) -> list[Member]:
    return list(_readable(*arguments))


def _readable(members: str, *arguments: Any) -> Iterator[Member]:
    try:
        yield from resolve_name(members)(*arguments)
    except (Rejected, GeneratorExit):
        raise
    except Exception as error:
        raise Rejected("damaged: what it holds cannot be read") from error


def _identity(data: bytes) -> Columns:
    """The columns that the bytes of a document give."""
    checksum = hashlib.sha256(data).hexdigest()
    return {"sha256": checksum, "doc_id": _digest(data), "bytes": len(data)}


def _record(file: Columns, number: int, described: Columns, text: str) -> Document:
    """The row of a record or an article, with checksum and id from its own text, and that text."""
    path = f"{file['path']}#{number}"
    row = file | {"path": path, "doc_id": _digest(path.encode()), "sha256": None, "bytes": None}
    if described["status"] == "ok":
        row |= _identity(text.encode())
    return row | described, text


def _described_all(
    ending: str, data: bytes, columns: dict[str, str], most: int, limits: Limits
) -> list[tuple[Columns, str]]:
    """What a file, or each record of an export, says of itself, and its text, or its refusal."""
    return [
        (_refused(result), "")
        if isinstance(result, Rejected)
        else (_described(result), result.text)
        for result in _bounded(ending, data, columns, most, limits)
    ]


def _refused(refusal: Rejected) -> Columns:
    return {"status": "rejected", "reason": shorten(sound(str(refusal)), LONGEST)}


def _described(reading: Reading) -> Columns:
    """The columns of a row that its reading fills."""
    by_text = metadata(reading.text)
    said = {name: value for name, value in reading.said.items() if value}
    if by_text["published"] or said.get("published"):
        said["day_in_doubt"] = None
    return {
        **by_text,
        "truncated": truncated(reading.text),
        "title": by_text["title"] or reading.property_title,
        **said,
        "encoding": reading.encoding,
        "media_type": reading.media_type,
        "chars": len(reading.text),
        "language": language(reading.text),
        "pages": reading.pages,
        "start": reading.start,
        "status": "ok",
    }


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def _bytes(seeds: Path, path: Path, most: int) -> bytes:
    """The bytes of a regular file in the folder; others are refused unopened: a pipe blocks."""
    try:
        if path.name.startswith("."):
            raise Rejected("hidden: its name begins with a full stop")
        # realpath, for resolve raises at a link that leads to itself
        target, folder = Path(os.path.realpath(path)), os.path.realpath(seeds)
        if path.is_symlink() and not target.is_relative_to(folder):
            raise Rejected("a link that leaves the folder")
        mode = path.stat()
        if stat.S_ISDIR(mode.st_mode):
            link, closed = "a link to a folder: not followed", "the folder cannot be opened"
            raise Rejected(link if path.is_symlink() else f"{closed}: permission denied")
        if not stat.S_ISREG(mode.st_mode):
            raise Rejected("not a regular file but a pipe, socket or device")
        if mode.st_size > most:
            raise Rejected(f"too large: {mode.st_size:,} bytes, the limit is {most:,}")
        return path.read_bytes()
    except FileNotFoundError:
        raise Rejected("a link that leads nowhere") from None
    except OSError as error:
        raise Rejected(f"cannot be read: {(error.strerror or 'error').lower()}") from None


def _expected(file: File, data: bytes) -> None:
    """Nothing, if the file may be a report or hold some; else it is rejected."""
    path = PurePosixPath(file.path)
    if file.name in OWN:
        raise Rejected(f"{OWN[file.name]}, is no report")
    if path.name.upper().startswith("README"):
        raise Rejected("describes the folder, is no report")
    if file.ending not in ENDINGS:
        raise Rejected(
            f"format {path.suffix or 'without an ending'} not supported: it must be one of"
            f" {', '.join(ENDINGS)}"
        )
    if file.ending in file.inside and file.ending != ".eml":
        raise Rejected(f"a {file.ending} within a {file.ending}: take out what it holds")
    if len(file.inside) >= DEEPEST:
        raise Rejected(f"it is within {DEEPEST} files, one in the other: take it out")
    if not data.strip():
        raise Rejected("empty")


def _bounded(
    ending: str, data: bytes, columns: dict[str, str], most: int, limits: Limits
) -> list[Reading | Rejected]:
    """The reading of a file; of an export those of its records; each within the limits."""
    arguments = ending, data, columns, most
    form = DOCUMENTS.get(ending)
    if form and form.reader and form.foreign:
        readings = within(limits.max_seconds, form.reader, _readings, *arguments)
    else:
        readings = _readings(*arguments)
    return [_no_longer(reading, limits.max_chars) for reading in readings]


def _no_longer(reading: Reading | Rejected, most: int) -> Reading | Rejected:
    """The reading, or the refusal of one that is too long."""
    if isinstance(reading, Reading) and len(reading.text) > most:
        return Rejected(f"too long: {len(reading.text):,} characters, the limit is {most:,}")
    return reading


def _readings(
    ending: str, data: bytes, columns: dict[str, str], most: int
) -> list[Reading | Rejected]:
    """The reading of a file that unpacks to no more than most bytes; or its records', articles'."""
    try:
        form = DOCUMENTS.get(ending)
        if form and form.unpacked and resolve_name(form.unpacked)(data, most) > most:
            raise Rejected(f"too large: it unpacks to more than {most:,} bytes")
        if form and form.reader:
            reading = resolve_name(form.reader)(data)
            readings = articles(reading) if form.several else [reading]
        else:
            readings = list(EXPORTS[ending](data, columns))
    except Rejected:
        raise
    except Exception as error:  # what a damaged file raises deep in a library has no common class
        raise Rejected(f"damaged: it cannot be read as {ending}") from error
    if not any(isinstance(result, Rejected) or result.text.strip() for result in readings):
        raise Rejected("empty")
    return [result if isinstance(result, Rejected) else _sound(result) for result in readings]


def _sound(reading: Reading) -> Reading:
    """The reading without what no table can hold, and what it says of itself made plain."""
    title = reading.property_title and shorten(sound(reading.property_title), LONGEST)
    return reading._replace(
        text=sound(reading.text), said=plainly(reading.said), property_title=title
    )


# metadata.csv


def _overriding(seeds: Path, limits: Limits) -> bytes | None:
    """The bytes of metadata.csv; None if there is none, or its own row says why not."""
    try:
        return _bytes(seeds, seeds / OVERRIDES, limits.max_bytes)
    except Rejected:
        return None


def _overridden(
    files: Iterable[File], data: bytes | None, work: Callable[[File], Iterable[Document]]
) -> Iterator[Document]:
    """The rows of the files of a folder or an archive, as its metadata.csv overrides them; its own,
    whole only after the last, says what it names and is not there, or why it is not used."""
    said, refusal, last = {}, None, []
    try:
        said = {} if data is None else overrides(data)
    except Rejected as why:
        refusal = why
    for file in files:
        above = file.path.removesuffix(file.name)
        for row, text in work(file):
            name = row["path"].removeprefix(above)
            last += [row] if name == OVERRIDES else []
            row |= said.pop(name, {})
            yield row, text
    for row in last:
        missing = f"; there is no {', '.join(sorted(said))}" if said else ""
        reason = f"not used: {refusal}" if refusal else f"{row['reason']}{missing}"
        row["reason"] = shorten(reason, LONGEST)
