"""Reading one document in a process of its own, which can be ended wherever it hangs."""

import signal
from collections.abc import Callable
from functools import cache
from pkgutil import resolve_name
from typing import Any

from joblib.externals.loky import ProcessPoolExecutor, process_executor
from joblib.externals.loky.process_executor import BrokenProcessPool

from lib.text.decoding import Rejected
from lib.text.phrases import plural

MEMORY = 4_000_000_000  # bytes that reading one document may take: a report needs a tenth of it
IDLE = 30  # seconds after which the reading process ends if there is nothing to read


def within(seconds: int, needs: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """The function's result from a process of its own; Rejected if it breaks off or is too slow.

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
