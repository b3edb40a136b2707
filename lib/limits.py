"""Limits: what one document may cost; a document over a limit is rejected with the reason, and the
others go on."""

import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError
from functools import cache
from pkgutil import resolve_name
from time import thread_time
from typing import Any, NamedTuple

from joblib.externals.loky import ProcessPoolExecutor, process_executor
from joblib.externals.loky.process_executor import BrokenProcessPool

from lib.parameters import PARAMETERS
from lib.reading import Rejected
from lib.text import plural

# bytes; a file that unpacks to no more is small, however often its words are the same
HARMLESS = 10_000_000
MEMORY = 4_000_000_000  # bytes that reading one document may take: a report needs a tenth of it
IDLE = 30  # seconds after which the reading process ends if there is nothing to read


class Limits(NamedTuple):
    """The limits of one document, as the parameters of these names give them."""

    max_bytes: int = PARAMETERS["max_bytes"].default
    max_chars: int = PARAMETERS["max_chars"].default
    max_expansion: int = PARAMETERS["max_expansion"].default
    max_seconds: int = PARAMETERS["max_seconds"].default

    def unpacked(self, size: int) -> int:
        """The bytes that a file of so many bytes may unpack to."""
        return max(HARMLESS, self.max_expansion * size)


NO_MORE = Limits()  # the limits where none are given


def within(seconds: int, needs: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """What the function gives, worked out by a process of its own; Rejected if that takes longer
    than the seconds, or breaks off.

    needs: what it must load, as "module:name", which takes none of the seconds. A process can be
    ended wherever it hangs, also in a library's C code, and takes nothing with it if it runs out of
    memory.
    """
    _reader().submit(_ready, function, needs).result()
    try:
        return _reader().submit(_bounded, seconds, function, *arguments).result(seconds)
    except TimeoutError:
        reason = f"takes too long: not read within {plural(seconds, 'second')}"
    except BrokenProcessPool:
        reason = "damaged: the program that reads it broke off"
    _reader().shutdown(kill_workers=True)
    _reader.cache_clear()
    raise Rejected(reason)


def too_long(seconds: int) -> str:
    """The reason for a document whose work takes longer than the seconds."""
    return f"takes too long: not done after {plural(seconds, 'second')} of work"


def clock(seconds: int) -> Callable[[], None]:
    """A function that raises Rejected when this thread has worked for more than the seconds since
    now, for a loop to call.

    What counts is the work, not the time that passes, so that another program on the machine
    rejects no document.
    """
    end = thread_time() + seconds

    def check() -> None:
        if thread_time() > end:
            raise Rejected(too_long(seconds))

    return check


@cache
def _reader() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, timeout=IDLE, initializer=_prepare)


def _ready(_function: Callable[..., Any], needs: str) -> None:
    """Shows that the process is there, has the function and what it needs."""
    resolve_name(needs)


def _prepare() -> None:
    # loky would end a process that has grown by this much, and warn of it
    process_executor._MAX_MEMORY_LEAK_SIZE = MEMORY
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    most = resource.getrlimit(resource.RLIMIT_AS)[1]  # which may be less, as after `ulimit -v`
    resource.setrlimit(
        resource.RLIMIT_AS, (MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most), most)
    )


def _bounded(seconds: int, function: Callable[..., Any], *arguments: Any) -> Any:
    if hasattr(signal, "alarm"):  # ends this process if the one that waits for it is no more
        signal.alarm(2 * seconds)
    try:
        return function(*arguments)
    except MemoryError:
        raise Rejected(
            f"too large: reading it takes more than {MEMORY:,} bytes of memory"
        ) from None
    finally:
        if hasattr(signal, "alarm"):
            signal.alarm(0)
