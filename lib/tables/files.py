"""Files: written whole or not at all, a folder for one run at a time, and checksums."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from lib.tables.errors import WorkbookError

LOCK = ".lock"  # the file in a run's folder that a run at work holds; empty, and never removed
PATIENCE = 5  # seconds that the kernel of a killed run may take to end


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which becomes `path` only when the block ends well.

    A WorkbookError says why it cannot be written; what stood there before is whole then.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with written(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield partial
            os.replace(partial, path)
    finally:
        with suppress(OSError):  # where nothing can be written, nothing can be removed
            partial.unlink()


class Aside(Exception):
    """Holds an error that has nothing to do with writing, on its way past `written`."""


@contextmanager
def written(path: Path) -> Iterator[None]:
    """What the system refuses in the block is a WorkbookError: why the path cannot be written."""
    try:
        yield
    except (WorkbookError, Aside):
        raise
    except Exception as error:
        # xlsxwriter raises an error of its own while it handles the system's
        for cause in (error, error.__context__):
            if isinstance(cause, OSError) and cause.errno:
                raise WorkbookError(
                    f"{path} cannot be written ({os.strerror(cause.errno)}): mend that and run"
                    " again"
                ) from error
        raise


def clear(folder: Path) -> None:
    """Remove what processes that were killed left half written below the folder."""
    for partial in folder.rglob(".*.partial"):
        process = partial.name.split(".")[-2]
        if process.isdecimal() and not _is_alive(int(process)):
            with written(partial):
                partial.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError as error:
        return isinstance(error, PermissionError)  # another user's
    # only Linux has it; a zombie has ended, and waits for its parent to ask how
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    return True


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other runs out of the folder while this process, or one that it started, is at work.

    A WorkbookError says that another run is at work there, or at the end that the folder is no
    longer the one it was.
    """
    path = folder / LOCK
    with written(path):
        lock = path.open("ab")
    with lock:
        if not _taken(lock.fileno()):
            raise WorkbookError(
                f"another run is at work in {folder}: wait for its end, or choose another folder"
                " with --out"
            )
        os.set_inheritable(lock.fileno(), True)
        try:
            yield
        except Exception:
            _still_there(lock.fileno(), folder)  # what went wrong may be nothing but that
            raise
        _still_there(lock.fileno(), folder)


def _still_there(lock: int, folder: Path) -> None:
    is_there = False
    with suppress(OSError):
        is_there = os.path.samestat(os.fstat(lock), (folder / LOCK).stat())
    if not is_there:
        raise WorkbookError(
            f"{folder} was removed or replaced while the run was at work: run again"
        )


def _taken(lock: int) -> bool:
    """Whether the lock is had before patience ends; also where the system has no locks."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            import fcntl  # here, not above: Windows has none

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        except (ImportError, OSError):
            return True
        else:
            return True


def checksum(path: Path) -> str | None:
    """The sha256 of the file's bytes; None if it cannot be read or is no ordinary file."""
    try:
        # A pipe would be waited for without end.
        return _checksum(path, signature(path)) if path.is_file() else None
    except (OSError, ValueError):  # no file has such a name
        return None


@cache
def _checksum(path: Path, _written: tuple[int, int, int]) -> str:
    with path.open("rb") as file:
        # a part at a time: a folder may hold what is larger than the memory
        return hashlib.file_digest(file, "sha256").hexdigest()


def signature(path: Path) -> tuple[int, int, int]:
    """What changes when the file is written anew: inode, time of change (ns), size (bytes)."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size


def entries(folder: Path) -> list[str]:
    """Every file below the folder, sorted, by its name relative to it with / between the parts.

    A folder that is hidden, linked or closed is not entered and stands for all that is in it.
    """
    names = []
    for root, folders, files in os.walk(folder):
        closed = [name for name in folders if _is_closed(Path(root, name))]
        folders[:] = [name for name in folders if name not in closed]
        names += [Path(root, name).relative_to(folder).as_posix() for name in [*files, *closed]]
    return sorted(names)


def _is_closed(folder: Path) -> bool:
    is_hidden = folder.name.startswith(".") or folder.is_symlink()
    return is_hidden or not os.access(folder, os.R_OK | os.X_OK)
