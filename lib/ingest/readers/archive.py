"""Archives (ZIP): the files in them as those of a folder, in memory, so that nothing is written."""

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from lib.text.decoding import Rejected

MOST = 100_000  # files; an archive of more is no folder of reports
ENTRY = b"PK\x01\x02"  # stands before each file's entry in the index
ENCRYPTED, UTF8 = 1, 0x800  # flags of an entry
# a name that leads out of a folder: from a root or drive, upwards, or by another system's signs
OUTSIDE = re.compile(r"/|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|$)|.*\\")


class Member(NamedTuple):
    """A file in another: its path there, its bytes or why they are not read, its size as packed."""

    path: str
    data: bytes | Rejected
    packed: int


def size(data: bytes, what: str) -> int:
    """The bytes that an archive unpacks to, as it says; a damaged one is rejected as no whole
    `what`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        raise Rejected(f"damaged: no whole {what}") from None


def members(data: bytes, most: int, largest: int) -> Iterator[Member]:
    """Every file in an archive that unpacks to no more than `most` bytes, each no larger than
    `largest`; folders are none."""
    if data.count(ENTRY) > MOST:
        raise Rejected(f"too large: it holds more than {MOST:,} files")
    if size(data, "archive") > most:
        raise Rejected(f"too large: it unpacks to more than {most:,} bytes")
    seen: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if not entry.is_dir():
                path = _path(entry)
                yield Member(path, _data(archive, entry, path, seen, largest), entry.compress_size)
                seen.add(path)


def _path(entry: zipfile.ZipInfo) -> str:
    """The name of a file; programs that write UTF-8 do not always say so."""
    if not entry.flag_bits & UTF8:
        try:
            return entry.filename.encode("cp437").decode()
        except UnicodeError:
            pass
    return entry.filename


def _data(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, seen: set[str], largest: int
) -> bytes | Rejected:
    if reason := _refusal(entry, path, seen, largest):
        return Rejected(reason)
    try:
        return archive.read(entry)
    except Exception:  # what a damaged one raises has no common class
        return Rejected("damaged: it cannot be unpacked")


def _refusal(entry: zipfile.ZipInfo, path: str, seen: set[str], largest: int) -> str | None:
    """Why a file in an archive is not unpacked."""
    if OUTSIDE.match(path):
        return "its path leads out of the archive"
    if any(part.startswith(".") for part in path.split("/")):
        return "hidden: its name begins with a full stop"
    if path in seen:
        return "another file of the archive has its name"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "a link: not followed"
    if entry.flag_bits & ENCRYPTED:
        return "encrypted: it opens with a password only"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "packed in an unusual way: pack it anew"
    if entry.file_size > largest:
        return f"too large: {entry.file_size:,} bytes, the limit is {largest:,}"
    return None
