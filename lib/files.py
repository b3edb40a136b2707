"""Files: written whole or not at all, and their checksums."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which becomes `path` only when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield partial
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def checksum(path: Path) -> str | None:
    """The sha256 of the file's bytes; None if it cannot be read or is no ordinary file."""
    try:
        # A pipe would be waited for without end.
        return _checksum(path, signature(path)) if path.is_file() else None
    except OSError:
        return None


@cache
def _checksum(path: Path, _signature: tuple[int, int, int]) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def signature(path: Path) -> tuple[int, int, int]:
    """What changes when the file is written anew: inode, time of change in nanoseconds, size in bytes."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size


def below(folder: Path) -> list[str]:
    """The files below the folder that are not hidden, as sorted names relative to it with / between their parts."""
    places = [Path(place, name).relative_to(folder) for place, _, names in os.walk(folder) for name in names]
    return sorted(place.as_posix() for place in places if not any(part.startswith(".") for part in place.parts))
