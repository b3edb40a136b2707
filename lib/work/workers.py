"""Work on many documents, here or on a cluster; what each gave is kept."""

import gzip
import hashlib
import json
import math
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from itertools import chain, islice, pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from IPython.display import clear_output
from joblib import Parallel, delayed

from lib.tables.errors import WorkbookError
from lib.tables.files import entries, replacing
from lib.work.parameters import PROJECT
from lib.work.process import DONE, end_with, uninterrupted
from lib.work.versions import checksums, versions

Function = Callable[[list[Any]], list[Any]]  # of some jobs their results
Job = tuple[Any, ...]
# folder of what a run keeps between two runs; hidden, since without it the same is worked out again
KEPT = ".kept"
ENDING = ".json.gz"  # of a kept result
AT_ONCE = 4  # jobs that are sent together
WORTH_A_WORKER = 8  # jobs that take as long as a worker takes to start
# jobs that are held and under way at a time, so that memory does not grow with their number
WINDOW = 1_000
PATIENCE = 10  # seconds to wait for a scheduler


def each(
    function: Function,
    jobs: Iterable[Job],
    *,
    total: int | None = None,
    workers: int = 1,
    engine: str = "joblib",
    kept: Path | None = None,
) -> Iterator[Any]:
    """What the function gives for the jobs, in order; it is given a list of some at a time.

    Jobs are tuples of JSON's values, and results are made of these. total: how many jobs there are,
    where they are made one after another. engine: "joblib", up to so many workers on this machine;
    "dask:ADDRESS", the workers of that scheduler, or "dask" of the one that Dask's own settings
    name. kept: a folder for the results, by function, job and code; those of other jobs are removed
    from it, and None is not kept, so that it is tried again. A WorkbookError says that a scheduler
    cannot be reached.
    """
    if total is None:
        jobs = list(jobs)
        total = len(jobs)
    with ExitStack() as opened:
        cluster = cache(lambda: opened.enter_context(_client(engine.partition(":")[2])))

        def done(some: list[Job]) -> Iterator[Any]:
            if engine == "joblib":
                return _by_joblib(function, some, workers)
            return _on_cluster(function, some, cluster())

        yield from _watched(_each(function, jobs, done=done, kept=kept), total)


@contextmanager
def keeping(kept: Path) -> Iterator[Callable[..., Any]]:
    """A function of (work, *depends_on): what the work gives, or what it gave before on the same.

    What the work gives, and what it depends on, are made of JSON's values; other code makes it
    anew. kept: a folder for what is given, as for `each`. What is not asked for within is removed
    at the end, if that comes without an error; work that raises one keeps nothing.
    """
    names: set[str] = set()

    def once(work: Callable[[], Any], *depends_on: Any) -> Any:
        place = kept / _name(*depends_on)
        names.add(place.name)
        there = _read(place)
        return there[0] if there else _write(place, work())

    yield once
    _remove_but(kept, names)


def beside(function: Callable[..., Any]) -> Callable[..., Future[Any]]:
    """A process that loads what the function needs, and works when called with one and arguments.

    One call follows another. `result()` of what a call gives waits for what the function gives, or
    raises what it raised. The process ends when nobody can call it any more.
    """
    pool = ProcessPoolExecutor(1, get_context("spawn"), end_with, (os.getpid(),))
    with uninterrupted():
        pool.submit(_ready, function)
    return pool.submit


def _ready(function: Function) -> None:
    """Nothing: by now the function's module is imported, as it was sent."""


def _each(
    function: Function,
    jobs: Iterable[Job],
    *,
    done: Callable[[list[Job]], Iterator[Any]],
    kept: Path | None,
) -> Iterator[Any]:
    """The results in order, `done` giving those of the jobs that are not kept."""
    waiting = iter(jobs)
    names: set[str] = set()
    while window := list(islice(waiting, WINDOW)):
        if kept is None:
            yield from done(window)
        else:
            places = [
                kept / _name(function.__module__, function.__qualname__, job) for job in window
            ]
            names.update(place.name for place in places)
            yield from _completed(window, places, done)
    if kept is not None:
        _remove_but(kept, names)


def _remove_but(kept: Path, names: set[str]) -> None:
    """Remove the results that were not asked for; what another process is writing is left to it."""
    for name in {name for name in entries(kept) if name.endswith(ENDING)} - names:
        (kept / name).unlink(missing_ok=True)


def _completed(
    jobs: list[Job], places: list[Path], done: Callable[[list[Job]], Iterator[Any]]
) -> Iterator[Any]:
    """The results of the jobs: those that lie in their places, and those that are put there now."""
    there = [place.is_file() for place in places]
    todo = [job for job, is_there in zip(jobs, there, strict=True) if not is_there]
    results = done(todo) if todo else iter(())
    for job, place, is_there in zip(jobs, places, there, strict=True):
        kept = _read(place) if is_there else []
        if not kept:  # also where the file is damaged, or was removed meanwhile
            result = next(done([job]) if is_there else results)
            kept = [None if result is None else _write(place, result)]
        yield kept[0]


def _watched(results: Iterator[Any], total: int) -> Iterator[Any]:
    """The results; a line says meanwhile how far it is, and is gone at the end."""
    show = _shown if "JPY_SESSION_NAME" in os.environ else _noted if DONE in os.environ else None
    if show is None:
        yield from results
        return
    for number, result in enumerate(results, 1):
        yield result
        if number % math.ceil(total / 100) == 0:
            show(f"{number:,} of {total:,} done")
    show("")


def _shown(line: str) -> None:
    """Show the line in JupyterLab, in the place of the one before."""
    if line:
        print(line)
    clear_output(wait=bool(line))


def _noted(line: str) -> None:
    """Note the line for the command, which shows it."""
    with suppress(OSError):
        Path(os.environ[DONE]).write_text(line, encoding="utf-8")


def _name(*depends_on: Any) -> str:
    """The name of a kept result: a checksum of all that it depends on."""
    parts = json.dumps([depends_on, _code()], sort_keys=True)
    return f"{hashlib.sha256(parts.encode()).hexdigest()}{ENDING}"


@cache
def _code() -> str:
    """A checksum of the version, which is long and goes into every name."""
    return hashlib.sha256(json.dumps(_version(), sort_keys=True).encode()).hexdigest()


@cache
def _version() -> dict[str, Any]:
    """The code and the packages that a result depends on, as they are when first asked for."""
    return checksums(PROJECT / "lib") | versions()


def note_code() -> None:
    """Note the code that is loaded: what is edited from now on has no part in the results."""
    _code()


def _write(place: Path, result: Any) -> Any:
    """Keep the result, and give it as it will be read."""
    text = json.dumps(result)
    # the time of writing is left out, so that the same result is the same bytes
    with replacing(place) as partial:
        partial.write_bytes(gzip.compress(text.encode(), 1, mtime=0))
    return json.loads(text)


def _read(place: Path) -> list[Any]:
    """The result that is kept there; nothing if none is, or none that can be read."""
    with suppress(OSError, EOFError, ValueError, zlib.error):
        return [json.loads(gzip.decompress(place.read_bytes()))]
    return []


def _by_joblib(function: Function, jobs: list[Job], workers: int) -> Iterator[Any]:
    """The results of this machine's workers, in order, as they come."""
    workers = max(1, min(workers, len(jobs) // WORTH_A_WORKER))
    ending = {"initializer": end_with, "initargs": (os.getpid(),)} if workers > 1 else {}
    results = Parallel(n_jobs=workers, return_as="generator", **ending)(
        delayed(function)(some) for some in _at_once(jobs, workers)
    )
    return chain.from_iterable(results)


def _on_cluster(function: Function, jobs: list[Job], client: Any) -> Iterator[Any]:
    """The results of a Dask cluster, in order; what a lost worker had is done again by another."""
    under_way = [client.submit(function, some, pure=False) for some in reversed(_at_once(jobs))]
    while under_way:
        yield from under_way.pop().result()


def _at_once(jobs: list[Job], workers: int = 1) -> list[list[Job]]:
    """The jobs parted evenly, so that the workers end together."""
    parts = workers * math.ceil(len(jobs) / (workers * AT_ONCE))
    ends = [len(jobs) * part // parts for part in range(parts + 1)]
    return [jobs[first:end] for first, end in pairwise(ends)]


def _client(address: str) -> Any:
    """A client of the scheduler at the address, or of Dask's settings, whose workers fit."""
    import dask  # takes a second to load, which only those wait for who use it
    from distributed import Client

    address = address or dask.config.get("scheduler-address", None)
    if not address:
        raise WorkbookError(
            "no Dask scheduler is named: write engine=dask:tcp://HOST:8786, or set"
            " DASK_SCHEDULER_ADDRESS"
        )
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except BaseException:
            client.close()
            raise
    except (OSError, ValueError) as error:
        raise WorkbookError(
            f"no Dask scheduler with a worker answers at {address} ({type(error).__name__}): start"
            " them, or leave engine as it was"
        ) from None
    if other := sorted(
        worker for worker, found in client.run(_version).items() if found != _version()
    ):
        client.close()
        raise WorkbookError(
            f"the worker at {other[0]} has other code or packages than this machine: install the"
            " same on both"
        )
    return client
