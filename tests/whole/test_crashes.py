"""Crashes: the run is killed, or its disk, its memory or its folder fails; one plain line, and the
next run gives what an undisturbed one gives."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from places import CASES, REPORTS
from running import Finished, checkout, contents

from lib.tables import files
from lib.tables.errors import WorkbookError
from lib.tables.files import alone, clear
from lib.work.parameters import PROJECT

NOTEBOOK_CASES = CASES / "notebooks"
KILLS = 30
ENOUGH_TO_BEGIN = 1_400_000 * 1024  # bytes of address space
# what a shell starts in the background ignores an interrupt
HEARD = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
CHATTR = shutil.which("chattr")
NO_MEMORY = "a process was killed or had no memory left"


class Place(NamedTuple):
    """The workbook somewhere, reports, and the run's folder."""

    code: Path
    reports: Path
    runs: Path

    @property
    def out(self) -> Path:
        return self.runs / "latest"


class Ended(NamedTuple):
    """A run that has ended by itself or by a signal: its exit code, what it said, and the processes
    that it had started by then."""

    code: int
    said: str
    others: list[psutil.Process]

    @property
    def last(self) -> str:
        return self.said.splitlines()[-1] if self.said else ""


def start(place: Place, *arguments: str) -> subprocess.Popen:
    """`python -m lib.run` on the reports, in a process group of its own."""
    settings = {"WORKBOOK_RUNS": str(place.runs), "PYTHONPATH": str(place.code)}
    return subprocess.Popen(
        [sys.executable, "-m", "lib.run", "--seeds", str(place.reports), *arguments],
        cwd=place.code,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=HEARD,
    )


def run(place: Place, *arguments: str) -> Ended:
    process = start(place, *arguments)
    said = process.communicate()[0]
    return Ended(process.returncode, said, [])


def disturbed(
    place: Place, when: Callable[[], bool], do: Callable[[psutil.Process], object], *arguments: str
) -> Ended:
    """A run to which something is done as soon as something is the case, if it still runs then."""
    process = start(place, *arguments)
    others = []
    while process.poll() is None and not when():
        time.sleep(0.005)
    if process.poll() is None:
        others = psutil.Process(process.pid).children(recursive=True)
        do(psutil.Process(process.pid))
    said = process.communicate()[0]
    return Ended(process.returncode, said, others)


def goes_on_to_the_same(place: Place, wanted: dict[str, bytes]) -> None:
    """The next run comes to its end, and then the folder holds the same bytes, the kept results
    included, and nothing besides."""
    again = run(place)
    assert again.code == 0, again.said
    found = contents(place.out)
    assert found.keys() == wanted.keys()
    assert [name for name in wanted if found[name] != wanted[name]] == []


def is_plain(ended: Ended, says: str) -> None:
    """It ended with 1 and one plain line after those of its progress."""
    assert ended.code == 1, ended.said
    assert says in ended.last
    assert "Traceback" not in ended.said and "Error" not in ended.last


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A copy of the workbook, which nobody edits meanwhile, two short reports, and a folder with an
    undisturbed run."""
    folder = tmp_path_factory.mktemp("workbook")
    (folder / "code").mkdir()
    (folder / "reports").mkdir()
    for path in sorted(REPORTS.iterdir())[:2]:
        shutil.copy(path, folder / "reports")
    return Place(checkout(folder / "code"), folder / "reports", folder / "runs")


@pytest.fixture(scope="module")
def undisturbed(workbook: Place) -> tuple[dict[str, bytes], float]:
    """What an undisturbed run of it leaves, and how many seconds it took."""
    begun = time.monotonic()
    done = run(workbook)
    assert done.code == 0, done.said
    return contents(workbook.out), time.monotonic() - begun


@pytest.fixture
def place(workbook: Place, tmp_path: Path) -> Place:
    return workbook._replace(runs=tmp_path / "runs")


# --- killed


def signalled(target: str, number: int) -> Callable[[psutil.Process], None]:
    """What sends the signal to the run alone, to its process group as a terminal does, or to all
    processes that it started too."""

    def send(process: psutil.Process) -> None:
        tree = [process, *process.children(recursive=True)] if target == "tree" else [process]
        if target == "group":
            os.killpg(process.pid, number)
            return
        for one in tree:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(number)

    return send


def moment(number: int, names: list[str], seconds: float, out: Path) -> Callable[[], bool]:
    """The moment of a kill, drawn by its number: so many seconds after the beginning, or soon after
    a file appears."""
    draw = random.Random(number)
    if number % 2:
        end = time.monotonic() + draw.uniform(0, seconds)
        return lambda: time.monotonic() > end
    name, delay, seen = draw.choice(names), draw.choice([0, 0.02, 0.2]), []

    def has_appeared() -> bool:
        if not seen and (out / name).exists():
            seen.append(time.monotonic())
        return bool(seen) and time.monotonic() > seen[0] + delay

    return has_appeared


def all_ended(processes: list[psutil.Process], seconds: float = 30) -> bool:
    """Whether none of them is at work before so long; one that nobody has waited for yet is not."""
    end = time.monotonic() + seconds
    while any(map(is_at_work, processes)) and time.monotonic() < end:
        time.sleep(0.1)
    return not any(map(is_at_work, processes))


def is_at_work(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.soak
@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_run_goes_on_to_the_same_bytes(
    place: Place, undisturbed: tuple[dict[str, bytes], float], number: int
) -> None:
    wanted, seconds = undisturbed
    draw = random.Random(1000 + number)
    send = signalled(
        draw.choice(["run", "group", "tree"]),
        (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[number % 3],
    )
    # where the machine has become faster meanwhile, the run may have ended before
    for share in (0.9, 0.45, 0.2):
        shutil.rmtree(place.runs, ignore_errors=True)
        ended = disturbed(place, moment(number, sorted(wanted), share * seconds, place.out), send)
        print(number, ended.code, len(ended.others), ended.last)
        if ended.code:
            break
    assert ended.code != 0, "it had come to its end before"
    assert "Traceback" not in ended.said
    assert all_ended(ended.others)
    goes_on_to_the_same(place, wanted)


# --- what fails around it


@contextmanager
def mounted(*arguments: str | Path) -> Iterator[Path]:
    """A real file system, mounted with the arguments, the last of them its place; skips where this
    user may not mount."""
    place = Path(arguments[-1])
    place.mkdir(parents=True, exist_ok=True)
    if subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.soak
@pytest.mark.parametrize("size", ["8k", "150k", "400k"])
def test_a_full_disk_is_said_and_with_room_the_run_goes_on(
    place: Place, undisturbed: tuple[dict[str, bytes], float], size: str
) -> None:
    with mounted("-t", "tmpfs", "-o", f"size={size}", "none", place.runs):
        is_plain(run(place), "cannot be written (No space left on device)")
        subprocess.run(["mount", "-o", "remount,size=50m", place.runs], check=True)
        goes_on_to_the_same(place, undisturbed[0])


@pytest.mark.soak
def test_a_folder_that_is_closed_midway(
    place: Place, undisturbed: tuple[dict[str, bytes], float]
) -> None:
    wanted = undisturbed[0]
    tables = place.out / "tables"

    def close(_run: psutil.Process) -> None:
        if not (
            CHATTR
            and subprocess.run([CHATTR, "+i", tables], capture_output=True, check=False).returncode
            == 0
        ):
            tables.chmod(0o555)

    try:
        ended = disturbed(
            place, lambda: (place.out / "notebooks" / "01_ingest.ipynb").exists(), close
        )
    finally:
        if CHATTR:
            subprocess.run([CHATTR, "-i", tables], capture_output=True, check=False)
        tables.chmod(0o755)
    is_plain(ended, "cannot be written (")
    goes_on_to_the_same(place, wanted)


@pytest.mark.soak
@pytest.mark.parametrize("appears", ["notebooks/01_ingest.ipynb", "tables/matches.csv"])
def test_a_folder_that_vanishes_midway(
    place: Place, undisturbed: tuple[dict[str, bytes], float], appears: str
) -> None:
    ended = disturbed(
        place,
        lambda: (place.out / appears).exists(),
        lambda _: place.out.rename(place.runs / "gone"),
    )
    is_plain(ended, "was removed or replaced while the run was at work: run again")
    goes_on_to_the_same(place, undisturbed[0])


def kernel(process: psutil.Process) -> psutil.Process:
    return next(child for child in process.children() if "lib.run.preload" in child.cmdline())


@pytest.mark.soak
def test_a_limit_of_memory(place: Place, undisturbed: tuple[dict[str, bytes], float]) -> None:
    """No process may have more address space than a kernel needs once it has the libraries, as with
    `ulimit -v`."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("only Linux limits a process that is at work")

    def limit(process: psutil.Process) -> None:
        resource.prlimit(process.pid, resource.RLIMIT_AS, (ENOUGH_TO_BEGIN,) * 2)

    is_plain(disturbed(place, lambda: True, limit), NO_MEMORY)
    goes_on_to_the_same(place, undisturbed[0])


@pytest.mark.soak
def test_a_kernel_that_is_killed(place: Place, undisturbed: tuple[dict[str, bytes], float]) -> None:
    is_plain(
        disturbed(
            place, (place.out / ".kept" / "claims").exists, lambda process: kernel(process).kill()
        ),
        NO_MEMORY,
    )
    goes_on_to_the_same(place, undisturbed[0])


@pytest.mark.soak
def test_a_worker_that_is_killed(place: Place, tmp_path: Path) -> None:
    """Enough reports for two workers, one of which is killed in the midst of its work."""
    reports = tmp_path / "reports"
    reports.mkdir()
    for path in [*REPORTS.iterdir(), *(PROJECT / "seeds").glob("*.txt")]:
        for number in range(2):
            (reports / f"{number}{path.name}").write_text(
                f"{path.read_text('utf-8')}\n\nEdition {number}.\n", "utf-8"
            )
    whole, hurt = (
        place._replace(reports=reports),
        place._replace(reports=reports, runs=tmp_path / "hurt"),
    )

    def workers(process: psutil.Process) -> list[psutil.Process]:
        return [
            child for child in kernel(process).children() if "--process-name" in child.cmdline()
        ]

    ended = disturbed(
        hurt,
        lambda: len(list((hurt.out / ".kept" / "claims").glob("*.gz"))) > 2,
        lambda process: workers(process)[0].kill(),
    )
    is_plain(ended, NO_MEMORY)
    assert run(whole).code == 0
    goes_on_to_the_same(hurt, contents(whole.out))


# --- two at once


@pytest.mark.soak
def test_two_runs_into_two_folders(
    place: Place, undisturbed: tuple[dict[str, bytes], float], tmp_path: Path
) -> None:
    places = [place._replace(runs=tmp_path / name) for name in ("one", "other")]
    processes = [start(one) for one in places]
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert [contents(one.out) for one in places] == [undisturbed[0]] * 2


# --- the short forms, on small notebooks where the workbook's own are not needed


def small(sequence: str, runs: Path, *arguments: str) -> list[str]:
    program = (
        "import sys; from pathlib import Path; from lib.run.__main__ import main;"
        " sys.exit(main(sys.argv[2:], Path(sys.argv[1])))"
    )
    return [
        "env",
        f"WORKBOOK_RUNS={runs}",
        sys.executable,
        "-c",
        program,
        str(NOTEBOOK_CASES / sequence),
        *arguments,
    ]


def small_run(sequence: str, runs: Path, *arguments: str) -> Ended:
    done = subprocess.run(
        small(sequence, runs, *arguments), capture_output=True, text=True, check=False
    )
    return Ended(done.returncode, done.stderr, [])


def test_a_second_run_in_a_folder_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    """Only the run is killed: its kernel ends with it, and the folder is free."""
    with subprocess.Popen(small("slow", tmp_path), stderr=subprocess.PIPE) as first:
        noted = tmp_path / "latest" / "kernel.txt"
        while not (noted.exists() and noted.read_text()):
            time.sleep(0.05)
            assert first.poll() is None
        kernel = psutil.Process(int(noted.read_text()))
        is_plain(small_run("sequence", tmp_path), "another run is at work in ")
        assert kernel.is_running()
        first.kill()
    assert small_run("sequence", tmp_path).code == 0
    assert all_ended([kernel])


def test_a_kernel_that_outlives_its_run_keeps_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What inherits the lock holds it, as a kernel does where the system does not end it with its
    run."""
    monkeypatch.setattr(files, "PATIENCE", 0.2)
    with alone(tmp_path):
        child = subprocess.Popen(["sleep", "60"], close_fds=False)
    with pytest.raises(WorkbookError, match="another run is at work"), alone(tmp_path):
        pass
    child.kill()
    child.wait()
    with alone(tmp_path):
        pass


@pytest.mark.skipif(
    shutil.which("strace") is None,
    reason="strace, which stands in for a file system without locks, is not here",
)
def test_a_file_system_without_locks_is_no_obstacle(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from lib.tables.files import alone\nwith"
        " alone(Path(sys.argv[1])): print('at work')"
    )
    command = [
        "strace",
        "-o",
        tmp_path / "calls",
        "-e",
        "inject=flock:error=ENOLCK",
        sys.executable,
        "-c",
        program,
        tmp_path,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "at work\n"), done.stderr
    assert "ENOLCK" in (tmp_path / "calls").read_text()


def test_a_folder_that_is_replaced_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    with pytest.raises(WorkbookError, match="was removed or replaced"), alone(folder):
        folder.rename(tmp_path / "gone")
        folder.mkdir()


def test_what_a_killed_process_left_is_cleared_and_what_another_writes_is_not(
    tmp_path: Path,
) -> None:
    ended, unasked = subprocess.Popen(["true"]), subprocess.Popen(["true"])
    ended.wait()
    # a zombie, as a killed kernel is until somebody asks for it
    assert all_ended([psutil.Process(unasked.pid)])
    (tmp_path / "tables").mkdir()
    for process in (ended, unasked):
        (tmp_path / "tables" / f".x.parquet.{process.pid}.partial").touch()
    kept = [f".x.parquet.{os.getpid()}.partial", ".notes.partial", "x.partial"]
    for name in kept:
        (tmp_path / name).touch()
    clear(tmp_path)
    unasked.wait()
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == sorted(kept)


@pytest.fixture(scope="module")
def small_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an undisturbed run of the small notebooks."""
    runs = tmp_path_factory.mktemp("small")
    assert small_run("sequence", runs).code == 0
    return runs


def test_a_full_disk_is_one_line_and_what_was_there_is_whole(
    small_runs: Path, tmp_path: Path
) -> None:
    with mounted("-t", "tmpfs", "-o", "size=200k", "none", tmp_path / "runs") as runs:
        shutil.copytree(small_runs, runs, dirs_exist_ok=True)
        before = contents(runs)
        with suppress(OSError), (runs / "others").open("wb", buffering=0) as others:
            while others.write(bytes(512)):
                pass
        is_plain(
            small_run("sequence", runs, "--force"), "cannot be written (No space left on device)"
        )
        found = contents(runs)
        assert [name for name in before if found.get(name) != before[name]] == []
        (runs / "others").unlink()
        assert small_run("sequence", runs).code == 0
        assert contents(runs) == before


def test_a_read_only_folder_is_one_line_and_what_was_there_is_whole(
    small_runs: Path, tmp_path: Path
) -> None:
    shutil.copytree(small_runs, tmp_path, dirs_exist_ok=True)
    before = contents(tmp_path)
    with mounted("--bind", tmp_path, tmp_path):
        subprocess.run(["mount", "-o", "remount,bind,ro", tmp_path], check=True)
        is_plain(
            small_run("sequence", tmp_path),
            "cannot be written (Read-only file system): choose another with --out",
        )
    assert contents(tmp_path) == before


def test_a_killed_worker_is_one_line(tmp_path: Path) -> None:
    is_plain(small_run("losing", tmp_path), f"01_loses, cell 2: {NO_MEMORY}")


def test_three_kills_on_the_way_and_the_same_bytes(finished: Finished, tmp_path: Path) -> None:
    """One run of the workbook on the seeds, killed three times, each time gone on with; the short
    form of the thirty."""
    place = Place(PROJECT, PROJECT / "seeds", tmp_path)
    for appears, number in {
        "texts": signal.SIGKILL,
        ".kept/claims": signal.SIGTERM,
        "tables/families.csv": signal.SIGINT,
    }.items():
        ended = disturbed(place, (place.out / appears).exists, signalled("run", number))
        assert ended.code in (-number, 128 + number), ended.said
        assert all_ended(ended.others)
    goes_on_to_the_same(place, contents(finished.out))
