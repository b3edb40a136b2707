"""The run: what it refuses, skips, stops at and leaves behind; on small notebooks, then on the
workbook itself."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from jobs import shouted
from places import CASES
from running import Finished, contents, workbook

from lib.by_hand.sheet import SHEET
from lib.run import sequence as run_sequence
from lib.run.__main__ import INTERRUPTED, found, main
from lib.run.execute import execute
from lib.run.kernels import kernels
from lib.run.manifest import Manifest, Stage, run_of
from lib.run.sequence import progress
from lib.tables import store
from lib.tables.errors import Failed, WorkbookError
from lib.tables.files import checksum
from lib.tables.records import TABLES
from lib.work.parameters import NOTEBOOKS, PROJECT
from lib.work.process import DONE
from lib.work.workers import each

SMALL = CASES / "notebooks"
ALL_SKIPPED = [f"{name}: unchanged, skipped" for name in ("01_first", "02_second", "03_third")]
Small = Callable[..., Finished]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the small notebooks, two reports and code that nobody edits meanwhile; the
    run's folder is to be in it."""
    shutil.copytree(SMALL, tmp_path / "notebooks")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text("short")
    (tmp_path / "reports" / "b.txt").write_text("much longer")
    (tmp_path / "a-file").write_text("")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.py").write_text("1")
    monkeypatch.setattr("lib.run.manifest.PROJECT", tmp_path)
    monkeypatch.setenv("WORKBOOK_RUNS", str(tmp_path / "runs"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def started(place: Path, capsys: pytest.CaptureFixture[str]) -> Small:
    """Run a sequence of small notebooks in kernels, as `started("sequence", "--force")`."""

    def run_it(sequence: str, *arguments: str) -> Finished:
        begun, reports = time.monotonic(), ["--seeds", "reports"] if sequence == "sequence" else []
        code = main([*reports, *arguments], place / "notebooks" / sequence)
        said = capsys.readouterr()
        return Finished(
            place / "runs" / "latest", code, said.err + said.out, time.monotonic() - begun
        )

    return run_it


@pytest.fixture
def small(started: Small, monkeypatch: pytest.MonkeyPatch) -> Small:
    """The same without kernels, which take seconds: what is refused, skipped and noted does not
    depend on them."""
    monkeypatch.setattr(run_sequence, "execute", in_this_process)
    return started


def in_this_process(stage: Stage, *_: object) -> str:
    names: dict[str, object] = {}
    for number, cell in enumerate(
        cell
        for cell in nbformat.read(stage.notebook, as_version=4).cells
        if cell.cell_type == "code"
    ):
        try:
            exec(cell.source, names)
        except WorkbookError as error:
            raise Failed(number + 1, "", "WorkbookError", str(error), "") from None
        names |= {} if number else stage.given
    return stage.notebook.read_text()


def executed(done: Finished) -> list[str]:
    return [line.split(":")[0] for line in done.said.splitlines() if ": done in " in line]


def status(out: Path) -> dict[str, str]:
    return {
        name: record["status"]
        for name, record in json.loads((out / "manifest.json").read_text())["stages"].items()
    }


def test_one_file_is_what_a_run_depends_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A report.")
    (tmp_path / "b.txt").write_text("Another.")
    run = run_of(tmp_path, {}, seeds=tmp_path / "a.txt", out=tmp_path / "out")
    assert run.seeds == {"a.txt": checksum(tmp_path / "a.txt")}


# --- what is refused before anything runs


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["-p", "treshold=0.9"],
            "no notebook has a parameter 'treshold'; did you mean 'threshold'?",
        ),
        (
            ["-p", "actors=Kabul"],
            (
                "no notebook has a parameter 'actors'; they have out, sample_seed, seeds,"
                " threshold, workers"
            ),
        ),
        (["-p", "threshold=1.5"], "threshold must be a number from 0 to 1, not 1.5"),
        (["-p", "threshold=much"], "threshold must be a number from 0 to 1, not 'much'"),
        (["-p", "workers=0"], "workers must be a whole number from 1 to 64, not 0"),
        (["-p", "threshold"], "-p threshold: write -p name=value"),
        (
            ["--seeds", "nowhere"],
            "there is no folder nowhere: name the folder of the reports, or one file, with --seeds",
        ),
        (["--out", "reports/run"], "the run's folder reports/run lies among the reports"),
        (["--out", "link/run"], "the run's folder link/run lies among the reports"),
        (
            ["--out", "story", "--seeds", "story/reports"],
            "the reports lie in the run's folder story, where the run writes and removes",
        ),
        (
            ["-p", "out=runs/other", "--out", "runs/own"],
            "-p out=runs/other: out is given by --out (with make: OUT=folder) already",
        ),
        (["--out", "."], "holds the workbook itself"),
        (
            ["--out", "a-file"],
            "a-file is a file, and the run needs a folder: choose another with --out",
        ),
        (
            ["--out", "a-file/run"],
            "the run's folder a-file/run cannot be written (Not a directory): choose another",
        ),
        (["--only", "05"], "there is no notebook '05': there are 01_first, 02_second, 03_third"),
        (
            ["--from", "02"],
            (
                "02_second needs what 01_first writes, and runs/latest has no record of it: run"
                " 01_first first"
            ),
        ),
        (["--only", "03_third"], "03_third needs what 01_first writes"),
    ],
)
def test_refused_before_anything_runs(
    small: Small, place: Path, arguments: list[str], message: str
) -> None:
    (place / "link").symlink_to("reports")
    (place / "story" / "reports").mkdir(parents=True)
    done = small("sequence", *arguments)
    assert done.code == 1
    assert message in done.said
    assert len(done.said.splitlines()) == 1
    assert not (place / "runs").exists()


@pytest.mark.parametrize(
    "arguments", ["--from 2 --only 2", "--refresh --force", "--refresh -p workers=1", "--fresh"]
)
def test_options_that_do_not_go_together(arguments: str) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(arguments.split(), SMALL / "sequence")
    assert refusal.value.code == 2


# --- a run that succeeds


def test_the_first_run_executes_all(started: Small) -> None:
    done = started("sequence")
    assert (done.code, executed(done)) == (0, ["01_first", "02_second", "03_third"])
    assert done.said.splitlines()[-1] == "To read: runs/latest/notebooks/03_third.ipynb"
    assert (done.out / "tables" / "large.txt").read_text() == "[5, 11]"
    assert set(json.loads((done.out / "durations.json").read_text())) == {
        "01_first",
        "02_second",
        "03_third",
    }


def test_the_manifest_tells_the_run(small: Small) -> None:
    done = small("sequence", "-p", "threshold=0.9")
    manifest = json.loads((done.out / "manifest.json").read_text())
    assert list(manifest["inputs"]) == ["a.txt", "b.txt"]
    assert manifest["parameters"] == {"sample_seed": 0, "threshold": 0.9, "workers": 2}
    assert manifest["versions"]["papermill"] == "2.7.0"
    assert set(manifest["stages"]["01_first"]["outputs"]) == {
        "tables/names.txt",
        "texts/a.txt",
        "texts/b.txt",
    }
    assert set(manifest["stages"]["03_third"]["outputs"]) == {"tables/large.txt"}
    assert set(status(done.out).values()) == {"done"}


def test_executed_notebooks_hold_nothing_that_varies(started: Small, place: Path) -> None:
    done = started("sequence", "-p", "threshold=0.9")
    notebook = nbformat.read(done.out / "notebooks" / "03_third.ipynb", as_version=4)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert "version" not in notebook.metadata.language_info
    assert {key for cell in notebook.cells for key in cell.metadata} == {"tags"}
    (injected,) = [
        cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", [])
    ]
    assert (injected.id, injected.source) == (
        "injected-parameters",
        "# Parameters\nthreshold = 0.9\n",
    )
    assert str(place) not in (done.out / "manifest.json").read_text()


def test_a_notebook_is_given_only_what_differs_from_its_defaults(started: Small) -> None:
    done = started("sequence", "-p", "threshold=0.4", "-p", "workers=3")
    third = (done.out / "notebooks" / "03_third.ipynb").read_text()
    assert "# Parameters" not in (done.out / "notebooks" / "02_second.ipynb").read_text()
    assert "workers = 3" in third and "threshold = 0.4\\n" not in third


# --- what is skipped


def test_the_second_run_skips_all_and_changes_nothing(small: Small) -> None:
    before = contents(small("sequence").out)
    done = small("sequence")
    assert done.said.splitlines() == [*ALL_SKIPPED, "To read: runs/latest/notebooks/03_third.ipynb"]
    assert contents(done.out) == before


def test_a_skipped_run_loads_no_library(small: Small, place: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from lib.run import __main__ as run, manifest;"
        " manifest.PROJECT = Path.cwd();"
        " run.main(['--seeds', 'reports'], Path('notebooks/sequence').absolute());"
        " print(sorted({'pandas', 'papermill'} & set(sys.modules)))"
    )
    small("sequence")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=place, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines() == ALL_SKIPPED
    assert done.stdout.splitlines()[-1] == "[]"


def edit_prose(place: Path, name: str) -> None:
    path = place / "notebooks" / "sequence" / name
    path.write_text(path.read_text().replace("# Measures", "# Counts"))


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (
            lambda place: (place / "reports" / "a.txt").write_text("other"),
            ["01_first", "02_second", "03_third"],
        ),
        (lambda place: os.utime(place / "reports" / "a.txt", (0, 0)), []),
        (
            lambda place: (place / "runs" / "latest" / "tables" / "sizes.txt").write_text("7"),
            ["02_second"],
        ),
        (
            lambda place: (place / "runs" / "latest" / "tables" / "sizes.txt").unlink(),
            ["02_second"],
        ),
        (
            lambda place: (place / "runs" / "latest" / "notebooks" / "03_third.ipynb").unlink(),
            ["03_third"],
        ),
        (lambda place: edit_prose(place, "02_second.ipynb"), ["02_second"]),
        (
            lambda place: (place / "runs" / "latest" / "manifest.json").write_text("{"),
            ["01_first", "02_second", "03_third"],
        ),
    ],
    ids=[
        "input",
        "time of input",
        "output",
        "output gone",
        "notebook gone",
        "prose",
        "manifest damaged",
    ],
)
def test_what_changed_is_executed_again(
    small: Small, place: Path, change: Callable[[Path], object], again: list[str]
) -> None:
    small("sequence")
    change(place)
    assert executed(small("sequence")) == again
    assert executed(small("sequence")) == []


def test_a_changed_parameter_is_executed_from_where_it_is_declared(small: Small) -> None:
    small("sequence")
    assert executed(small("sequence", "-p", "threshold=0.9")) == ["03_third"]
    assert executed(small("sequence", "-p", "sample_seed=5", "-p", "threshold=0.9")) == [
        "01_first",
        "02_second",
        "03_third",
    ]


def test_changed_code_and_versions_are_executed_again(
    small: Small, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small("sequence")
    (place / "lib" / "a.py").write_text("2")
    assert executed(small("sequence")) == ["01_first", "02_second", "03_third"]
    monkeypatch.setattr("lib.work.versions.platform.python_version", lambda: "3.99")
    assert executed(small("sequence")) == ["01_first", "02_second", "03_third"]
    assert executed(small("sequence")) == []


def test_what_a_removed_report_left_is_removed(small: Small, place: Path) -> None:
    small("sequence")
    (place / "reports" / "a.txt").unlink()
    assert sorted(path.name for path in (small("sequence").out / "texts").iterdir()) == ["b.txt"]


def test_what_the_user_saves_in_the_folder_of_a_run_stays(
    small: Small, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(stage: Stage, *_: object) -> str:
        if not (notes := place / "runs" / "latest" / "notes.txt").exists():
            notes.write_text("Ask the mayor.")
        return in_this_process(stage)

    monkeypatch.setattr(run_sequence, "execute", meanwhile)
    small("sequence")
    monkeypatch.setattr(run_sequence, "execute", in_this_process)
    assert (small("sequence", "--force").out / "notes.txt").read_text() == "Ask the mayor."


@pytest.mark.parametrize(
    ("given", "again"),
    [({"max_chars": 900_000}, ["01_ingest", "04_comparison"]), ({"workers": 1}, ["03_claims"])],
)
def test_the_last_notebook_depends_on_the_parameters_that_its_report_names(
    tmp_path: Path, given: dict[str, int], again: list[str]
) -> None:
    one, other = (
        Manifest(run_of(NOTEBOOKS, values, seeds=tmp_path, out=tmp_path)) for values in ({}, given)
    )
    changed = [
        a.name
        for a, b in zip(one.run.stages, other.run.stages, strict=True)
        if one._fingerprint(a) != other._fingerprint(b)
    ]
    assert changed == again


def test_a_notebook_whose_predecessor_is_behind_is_refused(small: Small, place: Path) -> None:
    small("sequence")
    (place / "reports" / "c.txt").write_text("A third report.")
    small("sequence", "--only", "01")
    said = (
        "03_third needs what 02_second writes, and what it wrote is older than what it reads: run"
        " 02_second first\n"
    )
    assert (
        small("sequence", "--only", "03").said,
        executed(small("sequence", "--from", "02")),
    ) == (said, ["02_second", "03_third"])


def test_force_only_and_from(small: Small) -> None:
    small("sequence")
    assert executed(small("sequence", "--force")) == ["01_first", "02_second", "03_third"]
    assert executed(small("sequence", "--only", "2", "--force")) == ["02_second"]
    assert executed(small("sequence", "--from", "02_second", "--force")) == [
        "02_second",
        "03_third",
    ]
    done = small("sequence", "--only", "02")
    assert done.said.splitlines() == [
        "02_second: unchanged, skipped",
        "To read: runs/latest/notebooks/02_second.ipynb",
    ]


def test_what_later_stages_hold_is_called_outdated(small: Small) -> None:
    small("sequence")
    done = small("sequence", "--only", "01", "-p", "sample_seed=5")
    assert status(done.out) == {"01_first": "done", "02_second": "outdated", "03_third": "outdated"}
    assert set(status(small("sequence", "-p", "sample_seed=5").out).values()) == {"done"}


# --- what stops it


def test_a_failing_notebook_stops_the_run(started: Small) -> None:
    done = started("failing")
    assert done.code == 1
    assert done.said.splitlines()[-3:] == [
        "02_fails failed in cell 3: nothing = one - 1",
        "ZeroDivisionError: division by zero",
        "The notebook as far as it came: runs/latest/failed/02_fails.ipynb",
    ]
    assert status(done.out) == {"01_works": "done", "02_fails": "failed", "03_after": "not run"}
    assert [path.name for path in sorted((done.out / "notebooks").iterdir())] == ["01_works.ipynb"]
    cells = nbformat.read(done.out / "failed" / "02_fails.ipynb", as_version=4).cells
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2, 3, None]
    assert cells[3].outputs[0].ename == "ZeroDivisionError"


def test_a_mended_notebook_leaves_no_failed_copy(started: Small, place: Path) -> None:
    started("failing")
    path = place / "notebooks" / "failing" / "02_fails.ipynb"
    path.write_text(path.read_text().replace("one / nothing", "one"))
    done = started("failing")
    assert executed(done) == ["02_fails", "03_after"]
    assert list((done.out / "failed").iterdir()) == []


def test_a_failure_takes_away_the_notebook_of_an_earlier_run(small: Small, place: Path) -> None:
    small("sequence")
    for path in (place / "reports").iterdir():
        path.unlink()
    done = small("sequence")
    assert (
        done.said.splitlines()[-1]
        == "02_second, cell 4: the folder of the reports is empty: put some in"
    )
    assert status(done.out) == {"01_first": "done", "02_second": "failed", "03_third": "outdated"}
    assert not (done.out / "notebooks" / "02_second.ipynb").exists()


@pytest.mark.parametrize(
    ("sequence", "message"),
    [("leaving", "SystemExit: "), ("dying", "a process was killed or had no memory left")],
)
def test_a_kernel_that_leaves_early_is_no_success(
    started: Small, sequence: str, message: str
) -> None:
    done = started(sequence)
    assert done.code == 1
    assert message in done.said
    assert list(status(done.out).values()) == ["failed"]


@pytest.mark.parametrize(
    ("error", "message", "starved"),
    [
        ("OSError", "[Errno 12] Cannot allocate memory", True),
        ("BlockingIOError", "[Errno 11] Resource temporarily unavailable", True),
        (
            "ArrowException",
            "Unknown error: Failed to launch worker thread: Resource temporarily unavailable",
            True,
        ),
        ("RuntimeError", "can't start new thread", True),
        ("ImportError", "libarrow.so: failed to map segment from shared object", True),
        ("MemoryError", "Unable to allocate 3.2 GiB", True),
        ("OSError", "[Errno 5] Input/output error", False),
    ],
)
def test_want_of_memory_is_told_whatever_a_library_calls_it(
    small: Small, monkeypatch: pytest.MonkeyPatch, error: str, message: str, starved: bool
) -> None:
    def fail(*_: object) -> str:
        raise Failed(1, "", error, message, "")

    monkeypatch.setattr(run_sequence, "execute", fail)
    said = small("sequence").said
    assert ("01_first, cell 1: a process was killed or had no memory left" in said) == starved
    assert (message in said) != starved


def test_an_error_that_no_output_shows_is_told_for_what_it_is(started: Small) -> None:
    assert started("mistyped").said.splitlines()[-3:-1] == [
        "01_mistypes failed in cell 2: %nosuch magic",
        "UsageError: Line magic function `%nosuch` not found.",
    ]


def test_an_interrupt_stops_the_run_and_its_kernel(place: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from lib.run.__main__ import main; sys.exit(main([],"
        " Path('notebooks/slow').absolute()))"
    )
    # what a shell starts in the background ignores an interrupt
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=place,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heard,
    )
    noted, patience = place / "runs" / "latest" / "kernel.txt", time.monotonic() + 60
    while not (noted.exists() and noted.read_text()) and time.monotonic() < patience:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert said.splitlines()[-1].startswith("Interrupted. What was finished is kept")
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)
    assert status(place / "runs" / "latest") == {"01_sleeps": "unfinished"}


WAITS_FOR_EVER = """
import os, signal, threading
from lib.run import __main__ as run

run.GRACE, lock = 1, threading.Lock()
lock.acquire()
with run._stoppable():
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        lock.acquire()
"""


def test_a_stopped_run_ends_also_where_a_library_waits_for_ever():
    """An interrupt between the taking of a lock and its `try` leaves it taken: so a run once hung
    when its kernel's channels were closed."""
    done = subprocess.run(
        [sys.executable, "-c", WAITS_FOR_EVER],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 128 + signal.SIGTERM
    assert done.stderr.splitlines() == [INTERRUPTED]


# --- what is shown, and with what it runs


STOPPED_CLOCK = SimpleNamespace(monotonic=lambda: 0.0)  # a slow machine shows no other second


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal_is_one_line_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(run_sequence, "time", STOPPED_CLOCK)
    with progress("01_first", "What is there?") as show:
        show(2, 5)
        time.sleep(0.5)
    shown = sys.stderr.getvalue()
    assert "\r\033[K01_first: cell 2 of 5 (0 s)" in shown
    assert "\n" not in shown


def test_progress_says_how_many_documents_are_done(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(run_sequence, "time", STOPPED_CLOCK)
    monkeypatch.setenv(DONE, str(place / "done"))
    results = each(shouted, [(number, "text") for number in range(250)])
    assert len([next(results) for _ in range(201)]) == 201
    with progress("01_first", "What is there?"):
        time.sleep(0.1)
    assert sys.stderr.getvalue() == "01_first: What is there?, 198 of 250 done (0 s)\n"
    assert len(list(results)) == 49 and (place / "done").read_text() == ""


def test_progress_elsewhere_is_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(run_sequence, "time", STOPPED_CLOCK)
    with progress("01_first", "What is there?"):
        time.sleep(0.1)
    assert sys.stderr.getvalue() == "01_first: What is there? (0 s)\n"


def test_the_kernel_is_this_interpreter_and_sees_no_user_settings(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel, startup = (
        place / "jupyter" / "kernels" / "python3",
        place / ".ipython" / "profile_default" / "startup",
    )
    for folder in (kernel, startup):
        folder.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        json.dumps({"argv": ["false"], "display_name": "x", "language": "python"})
    )
    (startup / "x.py").write_text("raise SystemExit")
    monkeypatch.setenv("JUPYTER_PATH", str(place / "jupyter"))
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("IPYTHONDIR", str(place / ".ipython"))
    monkeypatch.setenv("MPLBACKEND", "agg")
    with kernels() as some:
        text = execute(
            place / "notebooks" / "sequence" / "01_first.ipynb",
            {},
            lambda number, total: None,
            some,
        )
    assert "000_" in text or "names.txt" in text
    assert os.environ["MPLBACKEND"] == "agg"


# --- refreshing the committed notebooks


def refreshed(place: Path, sequence: str) -> int:
    return main(["--refresh"], place / "notebooks" / sequence)


def test_refresh_executes_the_notebooks_in_place(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refreshed(place, "sequence") == 0
    once = contents(place / "notebooks" / "sequence")
    assert (
        b'"execution_count": 1' in once["02_second.ipynb"]
        and b"# Parameters" not in once["02_second.ipynb"]
    )
    flood = place / "notebooks" / "sequence" / "flood"
    shutil.copytree(place / "reports", flood.parent / "tests" / "corpus" / "reports")
    flood.mkdir()
    assert refreshed(place, "sequence") == 0
    again = contents(place / "notebooks" / "sequence")
    assert {name: again[name] for name in once} == once
    _are_of_the_flood(flood, [str(one).encode() for one in (place, PROJECT)])
    assert contents(place / "runs") == {}


def _are_of_the_flood(folder: Path, places: list[bytes]) -> None:
    """The notebooks there have the short names of its folders, and no place on a machine."""
    texts = contents(folder)
    assert list(texts) == [f"{name}.ipynb" for name in ("01_first", "02_second", "03_third")]
    (given,) = [
        cell.source
        for cell in nbformat.reads(texts["01_first.ipynb"].decode(), as_version=4).cells
        if "injected-parameters" in cell.metadata.get("tags", [])
    ]
    assert given == '# Parameters\nseeds = "tests/corpus/reports"\nout = "runs/flood"\n'
    assert [one for one in places for text in texts.values() if one in text] == []


def test_refresh_touches_nothing_if_one_fails(place: Path) -> None:
    before = contents(place / "notebooks" / "failing")
    assert refreshed(place, "failing") == 1
    assert contents(place / "notebooks" / "failing") == before


# --- the workbook itself

NAMES = ["01_ingest", "02_cleaning", "03_claims", "04_comparison"]


def test_the_workbook_runs(finished: Finished) -> None:
    assert finished.code == 0, finished.said
    assert executed(finished) == NAMES
    assert status(finished.out) == dict.fromkeys(NAMES, "done")
    assert finished.said.splitlines()[-1].endswith("latest/notebooks/04_comparison.ipynb")
    documents = store.read(finished.out, "documents").set_index("path")
    assert list(documents["status"].drop("README.md", errors="ignore")) == ["ok"] * 5


def test_every_stage_writes_its_tables(finished: Finished) -> None:
    stages = json.loads((finished.out / "manifest.json").read_text())["stages"]
    made = {name: table for name, table in TABLES.items() if name != "changes"}
    for name, table in made.items():  # changes only where an earlier run is named
        assert f"tables/{name}.parquet" in stages[table.notebook]["outputs"]
        assert list(store.read(finished.out, name).columns) == [
            column.name for column in table.columns
        ]


def test_the_executed_notebooks_are_the_committed_ones(finished: Finished) -> None:
    for name in NAMES:
        assert (finished.out / "notebooks" / f"{name}.ipynb").read_bytes() == (
            NOTEBOOKS / f"{name}.ipynb"
        ).read_bytes(), name


def test_the_second_run_of_the_workbook_takes_a_tenth(finished: Finished) -> None:
    before = contents(finished.out)
    again = workbook(runs=finished.out.parent)
    assert again.said.splitlines()[:-2] == [f"{name}: unchanged, skipped" for name in NAMES]
    assert contents(finished.out) == before
    assert again.seconds < finished.seconds / 10


def test_unreadable_files_become_rejected_rows_and_the_run_goes_on(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    shutil.copytree(PROJECT / "seeds", reports)
    (reports / "empty.txt").write_bytes(b"")
    (reports / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (reports / "nowhere.txt").symlink_to("gone.txt")
    (reports / "closed.txt").write_text("A report that nobody may read.")
    (reports / "closed.txt").chmod(0)
    done = workbook("--seeds", "reports", runs=tmp_path / "runs", cwd=tmp_path)
    assert (done.code, executed(done)) == (0, NAMES), done.said
    documents = store.read(done.out, "documents").set_index("path")
    rejected = documents[documents["status"] == "rejected"]
    # a superuser may read what is closed
    closed = set() if os.access(reports / "closed.txt", os.R_OK) else {"closed.txt"}
    assert (
        set(rejected.index) - {"README.md"} == {"empty.txt", "binary.txt", "nowhere.txt"} | closed
    )
    assert rejected["reason"].notna().all()
    assert (documents["status"] == "ok").sum() == 6 - len(closed)


def test_an_empty_folder_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    done = workbook("--seeds", "reports", runs=tmp_path / "runs", cwd=tmp_path)
    assert done.code == 1
    assert done.said.splitlines()[-1].startswith("01_ingest, cell ") and "is empty: " in done.said
    assert "Traceback" not in done.said


def test_misspelt_parameter_of_the_workbook(tmp_path: Path) -> None:
    done = workbook("-p", "treshold=0.9", runs=tmp_path)
    assert (done.code, done.said) == (
        1,
        "no notebook has a parameter 'treshold'; did you mean 'threshold'?\n",
    )


def test_another_threshold_executes_only_the_comparison(finished: Finished, tmp_path: Path) -> None:
    shutil.copytree(finished.out, tmp_path / "latest")
    done = workbook("-p", "threshold=0.8", runs=tmp_path)
    assert executed(done) == ["04_comparison"]


def test_a_judged_sheet_is_scored_in_the_next_run(finished: Finished, tmp_path: Path) -> None:
    shutil.copytree(finished.out, tmp_path / "latest")
    path = tmp_path / "latest" / SHEET
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    sheet["claim_right"] = ["no", *["yes"] * (len(sheet) - 1)]
    sheet.to_csv(path, index=False)
    done = workbook("--only", "03", runs=tmp_path)
    assert executed(done) == ["03_claims"] and "95% (76% to 99%)" in (
        done.out / "notebooks" / "03_claims.ipynb"
    ).read_text("utf-8")
    assert (
        pd.read_csv(path, encoding="utf-8-sig")["claim_right"].tolist()
        == sheet["claim_right"].tolist()
    )


@pytest.mark.parametrize(
    ("name", "first"),
    [("02_cleaning", "01_ingest"), ("03_claims", "01_ingest"), ("04_comparison", "01_ingest")],
)
def test_a_notebook_before_its_predecessors_says_which_to_run_first(
    tmp_path: Path, name: str, first: str
) -> None:
    with pytest.raises(Failed) as failed, kernels() as some:
        execute(
            NOTEBOOKS / f"{name}.ipynb", {"out": str(tmp_path)}, lambda number, total: None, some
        )
    assert failed.value.error == "WorkbookError"
    assert failed.value.message.endswith(f"run {first} first")


def test_plain_papermill_from_any_folder(finished: Finished, tmp_path: Path) -> None:
    shutil.copytree(finished.out / "tables", tmp_path / "mine" / "tables")
    shutil.copytree(finished.out / "texts", tmp_path / "mine" / "texts")
    (tmp_path / "mine" / "tables" / "claims.parquet").unlink()
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(NOTEBOOKS / "03_claims.ipynb"),
        "x.ipynb",
        "-p",
        "out",
        "mine",
        "--no-progress-bar",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    written, known = (
        (tmp_path / "mine" / "tables" / "claims.parquet"),
        finished.out / "tables" / "claims.parquet",
    )
    assert written.read_bytes() == known.read_bytes()


def test_copies_headings_and_a_filter_that_leaves_nothing(tmp_path: Path) -> None:
    """What a stranger's folder may hold, and an empty answer: every notebook comes to its end."""
    seeds, report = tmp_path / "odd", (PROJECT / "seeds" / "004_bfc74d61377952b2.txt").read_bytes()
    seeds.mkdir()
    for name, content in {
        "a.txt": report,
        "b.txt": report,
        "c.txt": b"Only a headline\n\nAnd another one\n",
    }.items():
        (seeds / name).write_bytes(content)
    done = workbook(
        "--seeds", str(seeds), "-p", "actors=Nobody", "-p", "since=2030-01-01", runs=tmp_path
    )
    assert done.code == 0, done.said
    assert [row["status"] for row in store.rows(done.out, "documents")] == ["ok", "duplicate", "ok"]


def test_what_was_found_is_read_from_the_head_of_the_report(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text('<meta name="description" content="8 reports &amp; 3 differ.">', "utf-8")
    assert found(report) == "8 reports & 3 differ."
    report.write_text("", "utf-8")
    assert found(report) == ""


def test_a_run_takes_over_what_the_earlier_one_has_kept(tmp_path: Path) -> None:
    kept = Path(".kept", "read", "a.json.gz")
    for name in ("earlier", "other"):
        (tmp_path / name / kept).parent.mkdir(parents=True)
        (tmp_path / name / kept).write_text(name)
    out = tmp_path / "out"
    for name in ("", "none", "earlier", "other"):  # into a folder that has kept nothing only
        out.mkdir(exist_ok=True)
        stages = [SimpleNamespace(parameters={"earlier": name and str(tmp_path / name)})]
        run_sequence._take_over(SimpleNamespace(out=out, stages=stages))
        assert (out / kept).is_file() is (name in ("earlier", "other"))
    assert (out / kept).read_text() == "earlier"
