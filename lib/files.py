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


def entries(folder: Path) -> list[str]:
    """Every file below the folder, sorted, by its name relative to it with / between the parts.

    A folder that is hidden, linked or closed is not entered and stands for all that is in it.
    """
    found = []
    for root, folders, files in os.walk(folder):
        closed = [name for name in folders if _is_closed(Path(root, name))]
        folders[:] = [name for name in folders if name not in closed]
        found += [Path(root, name).relative_to(folder).as_posix() for name in [*files, *closed]]
    return sorted(found)


def _is_closed(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.is_symlink() or not os.access(folder, os.R_OK | os.X_OK)
