"""The processes of a run end with the one that started them: a killed run leaves none at work."""

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# the variable with the file in which a kernel notes how far it is, for the command to show
DONE = "WORKBOOK_DONE"
PR_SET_PDEATHSIG = 1
# Elsewhere a kernel looks once a second whether its run still lives, and a worker ends when it had
# nothing to do for five minutes.
PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def end_with(parent: int) -> None:
    """Have this process killed when its parent ends; at once if it has another one by now."""
    if PRCTL:
        PRCTL(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def apart(parent: int) -> None:
    """Have this new process end with its parent, and take no interrupt before it asks for them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)


@contextmanager
def unswept() -> Iterator[None]:
    """In the block nothing is looked for that only holds itself: hundreds of thousands of rows are
    no such thing, and looking through them again and again takes a quarter of the time."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """A process that is started in the block takes no interrupt, which it would complain of."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
