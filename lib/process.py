"""Processes that end with the one that started them, so that a killed run leaves nothing at work."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
# Elsewhere a kernel looks once a second whether its run still lives, and a worker ends when it had nothing to do for five minutes.
PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def end_with(parent: int) -> None:
    """Have this process killed when the one that started it ends; at once if that is no longer the parent."""
    if PRCTL:
        PRCTL(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
