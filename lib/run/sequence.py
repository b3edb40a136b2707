"""Carrying out a run: which notebooks are stale, each executed, progress told."""

import json
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from lib.run.manifest import Manifest, Run, Stage
from lib.run.plan import as_typed
from lib.tables.errors import Failed, WorkbookError
from lib.tables.files import alone, clear, replacing, written
from lib.tables.folder import ASIDE, EARLIER, EXECUTED
from lib.text.lean import without
from lib.work.parameters import PARAMETERS, folder
from lib.work.process import DONE

# Errors that mean that a process was killed or had no memory left, and words by which others do;
# what they say helps nobody
KILLED = "DeadKernelError TerminatedWorkerError BrokenProcessPool KilledWorker MemoryError".split()
# (no memory is left for a thread or a process if the resource is not there)
STARVED = re.compile(
    "allocate memory|Resource temporarily unavailable|failed to map segment"
    "|can't start new thread|bad_alloc|malloc"
)
NO_MEMORY = (
    "a process was killed or had no memory left: close other programs or set fewer workers (-p"
    " workers=1), and run again"
)


def carry_out(run: Run, chosen: Sequence[Stage], *, force: bool) -> None:
    """Execute the chosen stages that are not up to date, with `force` all of them.

    A WorkbookError tells of the first that fails.
    """
    manifest = Manifest(run)
    if lacking := manifest.lacking(chosen[0]):
        raise WorkbookError(
            f"{chosen[0].name} needs what {lacking.name} writes, and {as_typed(run.out)} has no"
            f" record of it: run {lacking.name} first"
        )
    if older := manifest.older(chosen[0]):
        raise WorkbookError(
            f"{chosen[0].name} needs what {older.name} writes, and what it wrote is older than what"
            f" it reads: run {older.name} first"
        )
    _make(run.out)
    with alone(run.out):
        clear(run.out)
        _take_over(run)
        _carry_out_all(Manifest(run), chosen, force=force)


def _carry_out_all(manifest: Manifest, chosen: Sequence[Stage], *, force: bool) -> None:
    run = manifest.run
    if force or not all(map(manifest.unchanged, chosen)):
        seeds = folder(run.stages[0].parameters.get("seeds", PARAMETERS["seeds"].default))
        _say(
            f"The notebooks read {as_typed(seeds)} and write {as_typed(run.out)}. The next run"
            " skips what nothing has changed for."
        )
    with ExitStack() as opened:

        @cache
        def kernels() -> Any:
            # Here, not above, as in execute(): loaded only where something is executed.
            from lib.run.kernels import kernels

            return opened.enter_context(kernels())

        for stage, after in zip_longest(chosen, chosen[1:]):
            if not force and manifest.unchanged(stage):
                _say(f"{stage.name}: unchanged, skipped")
            else:
                _carry_out(stage, manifest, kernels(), after)
    manifest.write()


def _take_over(run: Run) -> None:
    """What the earlier run has kept, into a folder that has kept nothing: it goes by what it is
    made of, so that only what is new is worked out."""
    from lib.work.workers import KEPT  # here, as in _carry_out_all()

    named = (stage.parameters.get(EARLIER) for stage in run.stages)
    earlier, here = next(filter(None, named), None), run.out / KEPT
    if earlier and (folder(earlier) / KEPT).is_dir() and not here.exists():
        with written(here):
            shutil.copytree(folder(earlier) / KEPT, here)


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as error:
        raise WorkbookError(
            f"the run's folder {as_typed(out)} cannot be written ({error.strerror}): choose another"
            " with --out"
        ) from None


def _carry_out(stage: Stage, manifest: Manifest, kernels: Any, after: Stage | None) -> None:
    out, begun = manifest.run.out, time.monotonic()
    kernels.start(stage.notebook)  # first, since it takes long to load
    before = manifest.begin(stage)
    try:
        write_notebook(out / EXECUTED / stage.notebook.name, execute(stage, kernels, after))
    except Failed as failed:
        manifest.finish(stage, before, cell=failed.cell)
        copy = out / ASIDE / stage.notebook.name
        write_notebook(copy, failed.copy)
        raise WorkbookError(_report(stage, failed, copy)) from None
    seconds = time.monotonic() - begun
    manifest.finish(stage, before)
    manifest.note_duration(stage, seconds)
    _say(f"{stage.name}: done in {seconds:.0f} s")


def write_notebook(path: Path, text: str) -> None:
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8")


def _report(stage: Stage, failed: Failed, copy: Path) -> str:
    """What is said of a notebook that stopped: one line, or also where to look."""
    if failed.error == WorkbookError.__name__:
        return f"{stage.name}, cell {failed.cell}: {failed.message}"
    if failed.error in KILLED or STARVED.search(failed.message):
        return f"{stage.name}, cell {failed.cell}: {NO_MEMORY}"
    return (
        f"{stage.name} failed in cell {failed.cell}: {failed.line}\n"
        f"{failed.error}: {failed.message}\n"
        f"The notebook as far as it came: {as_typed(copy)}"
    )


def execute(stage: Stage, kernels: Any, after: Stage | None) -> str:
    """The executed notebook as text, its progress shown meanwhile; raises Failed.

    The kernel of the stage after it is started.
    """
    with progress(stage.name, _title(stage)) as show:
        # Here, not above: these libraries take long to load, as the kernel does meanwhile; a third
        # at once would keep it back. jsonschema does without the first, which takes longer than all
        # others and checks what no notebook has.
        with without("rfc3987_syntax"):
            from lib.run.execute import execute as execute_notebook

        if after:
            kernels.start(after.notebook)
        return execute_notebook(stage.notebook, stage.given, show, kernels)


def _title(stage: Stage) -> str:
    """The question in the notebook's heading, which says what it is about to do."""
    cells = json.loads(stage.notebook.read_text(encoding="utf-8"))["cells"]
    heading = "".join(cells[0]["source"]).partition("\n")[0] if cells else ""
    return heading.partition(" · ")[2] or "starting"


@contextmanager
def progress(name: str, about: str) -> Iterator[Callable[[int, int], None]]:
    """Show which cell of how many is at work, how far it is, and for how long, now and then."""
    begun, over, place, terminal = time.monotonic(), threading.Event(), [about], sys.stderr.isatty()

    def show() -> None:
        while True:
            seconds = f"{time.monotonic() - begun:.0f} s"
            _say(f"{name}: {place[-1]}{_far()} ({seconds})", lasting=not terminal)
            if over.wait(0.2 if terminal else 10):
                break

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield lambda number, total: place.append(f"cell {number} of {total}")
    finally:
        over.set()
        thread.join()


def _far() -> str:
    """How many of its documents the cell at work has done, where it notes it."""
    with suppress(KeyError, OSError):
        line = Path(os.environ[DONE]).read_text(encoding="utf-8")
        return f", {line}" if line else ""
    return ""


def _say(line: str, *, lasting: bool = True) -> None:
    """Write the line to the terminal, in the place of one that does not last."""
    clear = "\r\033[K" if sys.stderr.isatty() else ""
    print(f"{clear}{line}", end="\n" if lasting else "", file=sys.stderr, flush=True)
