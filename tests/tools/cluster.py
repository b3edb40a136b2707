"""A real Dask cluster on this machine, for the tests and the speed benchmark."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def cluster(
    folder: Path, workers: int, **environment: str
) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A real Dask scheduler and its workers, each a process of its own on this machine; gives its
    address and the workers."""
    told = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    here = {"cwd": Path(__file__).parent, "env": os.environ | environment} | quiet
    dask = [sys.executable, "-m", "dask"]
    scheduler = [
        *dask,
        "scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(told),
    ]
    worker = [
        *dask,
        "worker",
        "--scheduler-file",
        str(told),
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
    ]
    processes = [subprocess.Popen(scheduler, **here)]
    try:
        waited_for(told.is_file)
        processes += [
            subprocess.Popen([*worker, "--local-directory", str(folder)], **here)
            for _ in range(workers)
        ]
        yield json.loads(told.read_text())["address"], processes[1:]
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def waited_for(come: Callable[[], bool], seconds: float = 60) -> None:
    """Come back when it has come; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not come():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
