"""The work on many documents: on this machine by joblib, on many by Dask; what each gave is kept, so that nothing is done twice."""

import gzip
import hashlib
import json
import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from IPython.display import clear_output
from joblib import Parallel, delayed

from lib.errors import WorkbookError
from lib.files import entries, replacing
from lib.manifest import checksums, versions
from lib.parameters import PROJECT
from lib.text import plural

Function = Callable[..., Any]
KEPT = ".kept"  # folder of what a run keeps between two runs; hidden, since it is no output: without it the same is worked out again
WORTH_A_WORKER = 8  # jobs that take as long as a worker takes to start
AHEAD = 200  # jobs that are under way on a cluster at a time, so that memory does not grow with their number
PATIENCE = 10  # seconds to wait for a scheduler


def each(function: Function, jobs: Sequence[tuple], *, workers: int = 1, engine: str = "joblib", kept: Path | None = None) -> Iterator[Any]:
    """What the function gives for each job (its arguments), in order; arguments and results are made of JSON's values.

    engine: "joblib", up to so many workers on this machine; "dask:ADDRESS", the workers of that scheduler, or "dask" of the one that
    Dask's own settings name. kept: a folder for the results, by function, arguments and code; those of other jobs are removed from it.
    A WorkbookError says that a scheduler cannot be reached.
    """
    yield from _watched(_each(function, jobs, workers=workers, engine=engine, kept=kept), len(jobs))


def _each(function: Function, jobs: Sequence[tuple], *, workers: int, engine: str, kept: Path | None) -> Iterator[Any]:
    if kept is None:
        yield from _done(function, jobs, workers=workers, engine=engine)
        return
    places = [kept / _name(function, job) for job in jobs]
    there = [place.is_file() for place in places]
    todo = [job for job, is_there in zip(jobs, there, strict=True) if not is_there]
    done = _done(function, todo, workers=workers, engine=engine)
    for place, is_there in zip(places, there, strict=True):
        if not is_there:
            _write(place, next(done))
        yield _read(place)
    for name in set(entries(kept)) - {place.name for place in places}:
        (kept / name).unlink()


def _watched(results: Iterator[Any], total: int) -> Iterator[Any]:
    """The results; in JupyterLab a line says meanwhile how far it is, and is gone at the end, so that the saved notebook has no trace."""
    if "JPY_SESSION_NAME" not in os.environ:
        yield from results
        return
    for number, result in enumerate(results, 1):
        yield result
        if number % math.ceil(total / 100) == 0:
            print(f"{number} of {plural(total, 'report')}")
            clear_output(wait=True)
    clear_output()


def _name(function: Function, job: tuple) -> str:
    """The name of a job's kept result: a checksum of all that it depends on."""
    parts = json.dumps([function.__module__, function.__qualname__, job, _version()], sort_keys=True)
    return f"{hashlib.sha256(parts.encode()).hexdigest()}.json.gz"


@cache
def _version() -> dict[str, Any]:
    """The code and the packages that a result depends on."""
    return checksums(PROJECT / "lib") | versions()


def _write(place: Path, result: Any) -> None:
    with replacing(place) as partial:  # the time of writing is left out, so that the same result is the same bytes
        partial.write_bytes(gzip.compress(json.dumps(result).encode(), 1, mtime=0))


def _read(place: Path) -> Any:
    return json.loads(gzip.decompress(place.read_bytes()))


def _done(function: Function, jobs: Sequence[tuple], *, workers: int, engine: str) -> Iterator[Any]:
    """The results in order, as they come."""
    if engine != "joblib":
        return _on_cluster(function, jobs, engine.partition(":")[2])
    workers = max(1, min(workers, len(jobs) // WORTH_A_WORKER))
    return iter(Parallel(n_jobs=workers, return_as="generator")(delayed(function)(*job) for job in jobs))


def _on_cluster(function: Function, jobs: Iterable[tuple], address: str) -> Iterator[Any]:
    """The results of a Dask cluster, in order; what a lost worker had is done again by another."""
    import dask  # takes a second to load, which only those wait for who use it
    from distributed import Client

    address = address or dask.config.get("scheduler-address", None)
    if not address:
        raise WorkbookError("no Dask scheduler is named: write engine=dask:tcp://HOST:8786, or set DASK_SCHEDULER_ADDRESS")
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise WorkbookError(
            f"no Dask scheduler with a worker answers at {address} ({type(error).__name__}): start them, or leave engine as it was"
        ) from None
    with client:
        other = sorted(worker for worker, found in client.run(_version).items() if found != _version())
        if other:
            raise WorkbookError(f"the worker at {other[0]} has other code or packages than this machine: install the same on both")
        under_way = deque()
        for job in jobs:
            under_way.append(client.submit(function, *job, pure=False))
            if len(under_way) == AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
