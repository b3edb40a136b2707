"""The command `python -m lib.run`: what it may be given, what ends it, what it prints."""

import argparse
import html
import logging
import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from lib.run.plan import as_typed, chosen_stages, given_parameters, plan
from lib.run.sequence import carry_out, write_notebook
from lib.tables.errors import WorkbookError
from lib.tables.folder import EXECUTED
from lib.work.parameters import NOTEBOOKS, PROJECT, RUNS, folder

REPORT = "report.html"  # lib.show.page writes it, for a reader without Jupyter
# what ends a run: Ctrl-C, a command, a terminal that is closed
STOPPED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = "Interrupted. What was finished is kept; the next run goes on from there."
# the folder of the notebooks executed on another story, and its parameters
FURTHER, REPORTS = "flood", {"seeds": "tests/corpus/reports", "out": "runs/flood"}
GRACE = 10  # seconds that a run has to end after it was stopped


def main(arguments: Sequence[str] | None = None, notebooks: Path = NOTEBOOKS) -> int:
    """Do what the command line asks for; the exit code: 0, 1 with a message, 128 + signal."""
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
    """Within the block the signals that end a run are interrupts; those ignored stay so.

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
    about = "Execute the notebooks in sequence."
    parser = argparse.ArgumentParser("python -m lib.run", description=about, allow_abbrev=False)
    add, which = parser.add_argument, parser.add_mutually_exclusive_group()
    reports = "folder of the reports to read, or one file (default: the five seeds)"
    add("--seeds", metavar="PATH", help=reports)
    add("--out", metavar="DIR", help="folder of the run (default: runs/latest)")
    about = "a parameter of the notebooks"
    add("-p", dest="parameters", metavar="NAME=VALUE", action="append", default=[], help=about)
    add("--force", action="store_true", help="execute also what is unchanged")
    which.add_argument("--from", dest="first", metavar="03", help="begin with this notebook")
    which.add_argument("--only", metavar="04", help="only this notebook")
    afresh = "execute the committed notebooks afresh with their defaults, in place"
    which.add_argument("--refresh", action="store_true", help=afresh)
    options = parser.parse_args(arguments)
    if options.refresh and (options.seeds or options.out or options.parameters or options.force):
        parser.error(
            "--refresh executes the committed notebooks with their defaults and goes with no other"
            " option"
        )
    return options


def _run(options: argparse.Namespace, notebooks: Path) -> None:
    run = plan(given_parameters(options), notebooks)
    chosen = chosen_stages(run.stages, options)
    carry_out(run, chosen, force=options.force)
    pages = [run.out / EXECUTED / chosen[-1].notebook.name]
    if chosen[-1] == run.stages[-1] and (run.out / REPORT).is_file():
        pages.insert(0, run.out / REPORT)
        print(found(run.out / REPORT))
    print(f"To read: {', '.join(map(as_typed, pages))}")


def found(report: Path) -> str:
    """What the report says in a line that was found: its description, which stands in its head."""
    told = re.search(r'<meta name="description" content="([^"]*)">', report.read_text("utf-8"))
    return html.unescape(told[1]) if told else ""


def refresh(notebooks: Path) -> None:
    """Execute the notebooks with their defaults, and for the folder of a further story with its
    reports; if all succeed, put them in their own place."""
    place = folder(str(RUNS / "refresh"))
    shutil.rmtree(place, ignore_errors=True)
    os.environ["WORKBOOK_RUNS"] = str(place)
    made = executed({}, notebooks)
    if (notebooks / FURTHER).is_dir():
        made |= executed(REPORTS, notebooks, FURTHER)
    for name, text in made.items():
        write_notebook(notebooks / name, text)
    shutil.rmtree(place)


def executed(given: Mapping[str, str], notebooks: Path, under: str = "") -> dict[str, str]:
    """The notebooks executed, by their names in the folder `under`; the folders given stand in them
    as they are written here, from the project on."""
    run = plan({name: str(PROJECT / path) for name, path in given.items()}, notebooks)
    stages = [
        stage._replace(given={name: given[name] for name in stage.given}) for stage in run.stages
    ]
    run = run._replace(stages=stages)
    carry_out(run, stages, force=True)
    paths = [run.out / EXECUTED / stage.notebook.name for stage in stages]
    return {f"{under}/{path.name}".lstrip("/"): path.read_text("utf-8") for path in paths}


if __name__ == "__main__":
    sys.exit(main())
