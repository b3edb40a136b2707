"""The notebooks in sequence: `python -m lib.run` executes them, skips what is unchanged, and says
what to read."""

# Nothing above execute() needs more than the standard library, so that a run in which nothing
# changed takes no time.
import argparse
import base64
import json
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import dropwhile, zip_longest
from pathlib import Path
from typing import Any

from lib.errors import Failed, WorkbookError
from lib.files import alone, clear, replacing
from lib.manifest import ASIDE, EXECUTED, FOLDERS, Manifest, Run, Stage, run_of
from lib.parameters import NOTEBOOKS, PARAMETERS, PROJECT, RUNS, check, folder, known, parse
from lib.process import without

REPORT = "report.html"  # lib.report writes it, for a reader without Jupyter
# The README's picture is the first figure under this heading of this notebook
PICTURED, HEADING, PICTURE = "03_claims.ipynb", "## Who speaks?", "who_speaks.png"
# what ends a run: Ctrl-C, a command, a terminal that is closed
STOPPED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = "Interrupted. What was finished is kept; the next run goes on from there."
GRACE = 10  # seconds that a run has to end after it was stopped
# Errors that mean that a process was killed or had no memory left, and words by which others do;
# what they say helps nobody
KILLED = (
    "DeadKernelError",
    "TerminatedWorkerError",
    "BrokenProcessPool",
    "KilledWorker",
    "MemoryError",
)
# (no memory is left for a thread or a process if the resource is not there)
STARVED = (
    "allocate memory",
    "Resource temporarily unavailable",
    "failed to map segment",
    "can't start new thread",
    "bad_alloc",
    "malloc",
)
NO_MEMORY = (
    "a process was killed or had no memory left: close other programs or set fewer workers (-p"
    " workers=1), and run again"
)


def main(arguments: Sequence[str] | None = None, notebooks: Path = NOTEBOOKS) -> int:
    """Do what the command line asks for; gives back the exit code: 0, 1 after a plain message, 128
    and the signal's number if stopped."""
    options = _options(arguments)
    try:
        with _stoppable():
            refresh(notebooks) if options.refresh else _run(options, notebooks)
    except WorkbookError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt as stop:
        print(INTERRUPTED, file=sys.stderr)
        return 128 + (stop.args[0] if stop.args else signal.SIGINT)
    return 0


@contextmanager
def _stoppable() -> Iterator[None]:
    """Within the block the signals that end a run are interrupts with the signal's number; those
    that are ignored stay so.

    An interrupt at a bad moment leaves a lock of a library taken, for which its cleaning up would
    wait for ever: after GRACE the run ends without it, and its kernel with it.
    """
    stopped: list[int] = []

    def stop(number: int, _frame: object) -> None:
        # what the libraries would say of a kernel that ends in the midst of its work
        logging.disable()
        stopped.append(number)
        signal.setitimer(signal.ITIMER_REAL, GRACE)
        raise KeyboardInterrupt(number)

    def end(_number: int, _frame: object) -> None:
        os.write(sys.stderr.fileno(), f"{INTERRUPTED}\n".encode())
        os._exit(128 + stopped[-1])

    before = {number: signal.getsignal(number) for number in (*STOPPED, signal.SIGALRM)}
    for number, handler in before.items():
        if handler != signal.SIG_IGN:
            signal.signal(number, end if number == signal.SIGALRM else stop)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m lib.run",
        description="Execute the notebooks in sequence.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--seeds", metavar="DIR", help="folder of the reports to read (default: the five seeds)"
    )
    parser.add_argument("--out", metavar="DIR", help="folder of the run (default: runs/latest)")
    parser.add_argument(
        "-p",
        dest="parameters",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a parameter of the notebooks",
    )
    parser.add_argument("--force", action="store_true", help="execute also what is unchanged")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--from", dest="first", metavar="03", help="begin with this notebook")
    which.add_argument("--only", metavar="04", help="only this notebook")
    which.add_argument(
        "--refresh",
        action="store_true",
        help="execute the committed notebooks afresh with their defaults, in place",
    )
    options = parser.parse_args(arguments)
    if options.refresh and (options.seeds or options.out or options.parameters or options.force):
        parser.error(
            "--refresh executes the committed notebooks with their defaults and goes with no other"
            " option"
        )
    return options


def _run(options: argparse.Namespace, notebooks: Path) -> None:
    run = plan(_given(options), notebooks)
    chosen = _chosen(run.stages, options)
    carry_out(run, chosen, force=options.force)
    pages = [run.out / EXECUTED / chosen[-1].notebook.name]
    if chosen[-1] == run.stages[-1] and (run.out / REPORT).is_file():
        pages.insert(0, run.out / REPORT)
    print(f"To read: {', '.join(map(_shown, pages))}")


def _given(options: argparse.Namespace) -> dict[str, str]:
    """The parameters on the command line, as texts by name."""
    given = {}
    for text in options.parameters:
        name, equals, given[name] = text.partition("=")
        if not equals:
            raise WorkbookError(f"-p {text}: write -p name=value")
        if name in FOLDERS and getattr(options, name) is not None:
            raise WorkbookError(
                f"-p {text}: {name} is given by --{name} (with make: {name.upper()}=folder) already"
            )
    return given | {
        name: getattr(options, name) for name in FOLDERS if getattr(options, name) is not None
    }


def plan(given: Mapping[str, str], notebooks: Path) -> Run:
    """The run of the notebooks with the parameters given as texts; a WorkbookError says what is
    wrong with one of them."""
    values = check(**{name: parse(name, text) for name, text in given.items()})
    values |= {name: _told(values[name], name) for name in FOLDERS if name in values}
    seeds, out = (folder(values.get(name, PARAMETERS[name].default)) for name in FOLDERS)
    _refuse_folders(seeds, out, notebooks)
    run = run_of(notebooks, values, seeds=seeds, out=out)
    declared = sorted({name for stage in run.stages for name in stage.parameters})
    for name in given:
        known(name, declared)
    return run


def _told(text: str, name: str) -> str:
    """The folder as the notebooks are told it: the default by its short name, any other by its full
    path."""
    path, default = os.path.abspath(Path(text).expanduser()), PARAMETERS[name].default
    return default if Path(path) == PROJECT / default else path


def _refuse_folders(seeds: Path, out: Path, notebooks: Path) -> None:
    if seeds.is_file():
        raise WorkbookError(
            f"{_shown(seeds)} is a file: put it into a folder and name that with --seeds (with"
            " make: SEEDS=folder)"
        )
    if not seeds.is_dir():
        raise WorkbookError(
            f"there is no folder {_shown(seeds)}: name the folder of the reports with --seeds (with"
            " make: SEEDS=folder)"
        )
    if out.is_file():
        raise WorkbookError(
            f"{_shown(out)} is a file, and the run needs a folder: choose another with --out (with"
            " make: OUT=folder)"
        )
    # a link is another name of the same folder
    real_seeds, real_out, real_notebooks = (
        Path(os.path.realpath(path)) for path in (seeds, out, notebooks)
    )
    if real_out.is_relative_to(real_seeds):
        raise WorkbookError(
            f"the run's folder {_shown(out)} lies among the reports and would be read with them:"
            " choose another"
        )
    if real_notebooks.is_relative_to(real_out):
        raise WorkbookError(
            f"the run's folder {_shown(out)} holds the workbook itself: choose another"
        )
    if real_seeds.is_relative_to(real_out):
        raise WorkbookError(
            f"the reports lie in the run's folder {_shown(out)}, where the run writes and removes:"
            " choose another"
        )


def _shown(path: Path) -> str:
    """The path as one would type it here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _chosen(stages: list[Stage], options: argparse.Namespace) -> list[Stage]:
    """The stages that --from or --only name by number or name, or all."""
    wanted = options.first or options.only
    if not wanted:
        return stages
    places = [
        place
        for place, stage in enumerate(stages)
        if wanted.zfill(2) in (stage.name, stage.name.split("_")[0])
    ]
    if not places:
        raise WorkbookError(
            f"there is no notebook {wanted!r}: there are"
            f" {', '.join(stage.name for stage in stages)}"
        )
    return stages[places[0] :] if options.first else [stages[places[0]]]


def carry_out(run: Run, chosen: Sequence[Stage], *, force: bool) -> None:
    """Execute the chosen stages that something has changed for, with `force` all of them; a
    WorkbookError tells of the first that fails."""
    manifest = Manifest(run)
    if lacking := manifest.lacking(chosen[0]):
        raise WorkbookError(
            f"{chosen[0].name} needs what {lacking.name} writes, and {_shown(run.out)} has no"
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
        _carry_out_all(Manifest(run), chosen, force=force)


def _carry_out_all(manifest: Manifest, chosen: Sequence[Stage], *, force: bool) -> None:
    run = manifest.run
    if force or not all(map(manifest.unchanged, chosen)):
        seeds = folder(run.stages[0].parameters.get("seeds", PARAMETERS["seeds"].default))
        _say(
            f"The notebooks read {_shown(seeds)} and write {_shown(run.out)}. The next run skips"
            " what nothing has changed for."
        )
    with ExitStack() as opened:
        kernels = cache(lambda: opened.enter_context(_kernels()))
        for stage, after in zip_longest(chosen, chosen[1:]):
            if not force and manifest.unchanged(stage):
                _say(f"{stage.name}: unchanged, skipped")
            else:
                _carry_out(stage, manifest, kernels(), after)
    manifest.write()


def _kernels() -> Any:
    # Here, not above, as in execute(): loaded only where something is executed.
    from lib.kernels import kernels

    return kernels()


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as error:
        raise WorkbookError(
            f"the run's folder {_shown(out)} cannot be written ({error.strerror}): choose another"
            " with --out"
        ) from None


def _carry_out(stage: Stage, manifest: Manifest, kernels: Any, after: Stage | None) -> None:
    out, begun = manifest.run.out, time.monotonic()
    kernels.start(stage.notebook)  # first, since it takes long to load
    before = manifest.begin(stage)
    try:
        _write(out / EXECUTED / stage.notebook.name, execute(stage, kernels, after))
    except Failed as failed:
        manifest.finish(stage, before, cell=failed.cell)
        copy = out / ASIDE / stage.notebook.name
        _write(copy, failed.copy)
        raise WorkbookError(_report(stage, failed, copy)) from None
    seconds = time.monotonic() - begun
    manifest.finish(stage, before)
    manifest.note_duration(stage, seconds)
    _say(f"{stage.name}: done in {seconds:.0f} s")


def _write(path: Path, text: str) -> None:
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8")


def _report(stage: Stage, failed: Failed, copy: Path) -> str:
    """What is said of a notebook that stopped: one line if a user can mend it, else also where to
    look."""
    if failed.error == WorkbookError.__name__:
        return f"{stage.name}, cell {failed.cell}: {failed.message}"
    if failed.error in KILLED or any(word in failed.message for word in STARVED):
        return f"{stage.name}, cell {failed.cell}: {NO_MEMORY}"
    return (
        f"{stage.name} failed in cell {failed.cell}: {failed.line}\n"
        f"{failed.error}: {failed.message}\n"
        f"The notebook as far as it came: {_shown(copy)}"
    )


def execute(stage: Stage, kernels: Any, after: Stage | None) -> str:
    """The executed notebook of the stage as text, its progress shown meanwhile; raises Failed. The
    kernel of the stage after it is started."""
    with progress(stage.name, _title(stage)) as show:
        # Here, not above: these libraries take long to load, as the kernel does meanwhile; a third
        # at once would keep it back. jsonschema does without the first, which takes longer than all
        # others and checks what no notebook has.
        with without("rfc3987_syntax"):
            from lib.execute import execute as execute_notebook

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
    """Show which cell of how many is at work, and for how long: a line that changes on a terminal,
    elsewhere a line now and then."""
    begun, over, place, terminal = time.monotonic(), threading.Event(), [about], sys.stderr.isatty()

    def show() -> None:
        while True:
            _say(f"{name}: {place[-1]} ({time.monotonic() - begun:.0f} s)", lasting=not terminal)
            if over.wait(0.2 if terminal else 10):
                break

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield lambda number, total: place.append(f"cell {number} of {total}")
    finally:
        over.set()
        thread.join()


def _say(line: str, *, lasting: bool = True) -> None:
    """Write the line to the terminal, in the place of one that does not last."""
    clear = "\r\033[K" if sys.stderr.isatty() else ""
    print(f"{clear}{line}", end="\n" if lasting else "", file=sys.stderr, flush=True)


def refresh(notebooks: Path) -> None:
    """Execute the notebooks with their defaults, in a run of its own, and put them in their own
    place if all of them succeed.

    The README shows a picture out of one of them, which is written beside it.
    """
    place = folder(str(RUNS / "refresh"))
    shutil.rmtree(place, ignore_errors=True)
    os.environ["WORKBOOK_RUNS"] = str(place)
    run = plan({}, notebooks)
    carry_out(run, run.stages, force=True)
    for stage in run.stages:
        _write(
            stage.notebook, (run.out / EXECUTED / stage.notebook.name).read_text(encoding="utf-8")
        )
        if stage.notebook.name == PICTURED and (shown := picture(stage.notebook)):
            with replacing(notebooks / PICTURE) as partial:
                partial.write_bytes(shown)
    shutil.rmtree(place)


def picture(notebook: Path) -> bytes | None:
    """The first figure under the heading of an executed notebook, as PNG; None if there is none."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    below = dropwhile(lambda cell: HEADING not in "".join(cell["source"]).splitlines(), cells)
    shown = (
        output.get("data", {}).get("image/png")
        for cell in below
        for output in cell.get("outputs", [])
    )
    return next((base64.b64decode(found) for found in shown if found), None)


if __name__ == "__main__":
    sys.exit(main())
