"""Archives (ZIP): the files in them as those of a folder, in memory, so that nothing is written."""

import io
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import takewhile
from typing import NamedTuple

from lib.text.decoding import Rejected

MOST = 100_000  # files; an archive of more is no folder of reports
ENTRY = b"PK\x01\x02"  # stands before each file's entry in the index
ENCRYPTED, UTF8 = 1, 0x800  # flags of an entry
# a name that leads out of a folder: from a root or drive, upwards, or by another system's signs
OUTSIDE = re.compile(r"/|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|$)|.*\\")


class Member(NamedTuple):
    """A file in another: its path there, what gives its bytes or says why they are not read, its
    size as packed; name: in an archive its path below the folder that all files lie in."""

    path: str
    data: Callable[[], bytes]
    packed: int
    name: str | None = None


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
    `largest`, to be read before the next; folders are none."""
    if data.count(ENTRY) > MOST:
        raise Rejected(f"too large: it holds more than {MOST:,} files")
    if size(data, "archive") > most:
        raise Rejected(f"too large: it unpacks to more than {most:,} bytes")
    seen: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = [(entry, _path(entry)) for entry in archive.infolist() if not entry.is_dir()]
        above = _depth(path for _, path in files)
        for entry, path in files:
            read = partial(_data, archive, entry, _refusal(entry, path, seen, largest))
            yield Member(path, read, entry.compress_size, "/".join(path.split("/")[above:]))
            seen.add(path)


def own(data: bytes, most: int, largest: int, name: str) -> bytes | None:
    """The user's own file of that name in an archive, which stands for a folder; None if it is no
    archive, or has none that can be read."""
    with suppress(Exception):  # what a damaged one raises has no common class
        return next((one.data() for one in members(data, most, largest) if one.name == name), None)
    return None


def _depth(paths: Iterable[str]) -> int:
    """How many folders, one in the other, all files lie in but hidden ones, which programs add."""
    folders = [path.split("/")[:-1] for path in paths if not _is_hidden(path)]
    shared = takewhile(lambda parts: len({*parts}) == 1, zip(*folders, strict=False))
    return len([*shared])


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _path(entry: zipfile.ZipInfo) -> str:
    """The name of a file; programs that write UTF-8 do not always say so."""
    if not entry.flag_bits & UTF8:
        try:
            return entry.filename.encode("cp437").decode()
        except UnicodeError:
            pass
    return entry.filename


def _data(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, refusal: str | None) -> bytes:
    if refusal:
        raise Rejected(refusal)
    try:
        return archive.read(entry)
    except Exception:  # what a damaged one raises has no common class
        raise Rejected("damaged: it cannot be unpacked") from None


def _refusal(entry: zipfile.ZipInfo, path: str, seen: set[str], largest: int) -> str | None:
    """Why a file in an archive is not unpacked."""
    if OUTSIDE.match(path):
        return "its path leads out of the archive"
    if _is_hidden(path):
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
