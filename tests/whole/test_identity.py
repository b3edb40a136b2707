"""The same answer: the same bytes whoever runs the workbook, where, when, with which Python, and by
how many workers."""

import json
import os
import platform
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cluster import cluster
from places import REPORTS
from running import Finished, checkout, contents, workbook

from lib.work.parameters import PROJECT

AWKWARD = "Berichte & l'été – 2 Ölkrüge"
# Nine years back: before the reports were written.
CLOCK = """
    #define _GNU_SOURCE
    #include <sys/syscall.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>
    #define SHIFT (-9L * 365 * 86400 - 12345)

    int clock_gettime(clockid_t clock, struct timespec *now) {
        int failed = syscall(SYS_clock_gettime, clock, now);
        int real = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
        if (!failed && real) now->tv_sec += SHIFT;
        return failed;
    }
    int gettimeofday(struct timeval *now, void *zone) {
        int failed = syscall(SYS_gettimeofday, now, zone);
        now->tv_sec += SHIFT;
        return failed;
    }
    time_t time(time_t *now) {
        struct timespec exact;
        clock_gettime(CLOCK_REALTIME, &exact);
        if (now) *now = exact.tv_sec;
        return exact.tv_sec;
    }
"""


def another_clock(place: Path) -> dict[str, str]:
    """The environment in which every process is told another time by the system; nothing where
    there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return {}
    (place / "clock.c").write_text(textwrap.dedent(CLOCK))
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", place / "clock.so", place / "clock.c"], check=True
    )
    settings = {"LD_PRELOAD": str(place / "clock.so")}
    told = subprocess.run(
        [sys.executable, "-c", "import datetime; print(datetime.date.today().year)"],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    year = subprocess.run(["date", "+%Y"], capture_output=True, text=True, check=True)
    assert 8 <= int(year.stdout) - int(told.stdout) <= 10
    return settings


def another_name() -> list[str]:
    """What a command is begun with to run on a machine of another name; nothing where this user may
    not name it."""
    begin = ["unshare", "--uts", "sh", "-c", 'hostname elsewhere && exec "$@"', "sh"]
    is_allowed = (
        shutil.which("unshare")
        and subprocess.run([*begin, "true"], capture_output=True, check=False).returncode == 0
    )
    return begin if is_allowed else []


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody can write below the folder within the block: not even a superuser, who needs a file
    system mounted for that."""
    is_mounted = (
        subprocess.run(
            ["mount", "--bind", folder, folder], capture_output=True, check=False
        ).returncode
        == 0
    )
    if not is_mounted and os.geteuid() == 0:
        pytest.skip("a superuser who may not mount can write anywhere")
    subprocess.run(
        (
            ["mount", "-o", "remount,bind,ro", folder]
            if is_mounted
            else ["chmod", "-R", "a-w", folder]
        ),
        check=True,
    )
    try:
        with pytest.raises(OSError):
            (folder / "x").touch()
        yield
    finally:
        subprocess.run(
            ["umount", "--lazy", folder] if is_mounted else ["chmod", "-R", "u+w", folder],
            check=True,
        )


def made(out: Path, *besides: str) -> dict[str, bytes]:
    """The bytes of what a run leaves for its reader, by name, but for the files that begin with one
    of the names."""
    return {
        name: content
        for name, content in contents(out).items()
        if not name.startswith((".", *besides))
    }


# They name the number of workers and the engine.
TOLD = ("notebooks/", "manifest.json")


def outputs(notebook: bytes) -> list[list[object]]:
    """What the code cells show, but for those of the parameters (where the folders stand, after
    the imports) and the counts that a cell more shifts."""
    cells = [
        cell
        for cell in json.loads(notebook)["cells"]
        if cell["cell_type"] == "code" and cell["id"] != "injected-parameters"
    ]
    return [
        [{**output, "execution_count": None} for output in cell["outputs"]] for cell in cells[3:]
    ]


def test_the_same_bytes_elsewhere(finished: Finished, tmp_path: Path) -> None:
    """`make run` of a checkout that is read-only, its folders awkwardly named, by another user of
    another machine at another time.

    Another hash seed, language, time zone, mask of permissions and order of files on disk too: the
    same tables, texts, report, spreadsheet, manifest and outputs.
    """
    code, reports, out = (tmp_path / f"{AWKWARD} {name}" for name in ("code", "reports", "run"))
    code.mkdir()
    checkout(code)
    reports.mkdir()
    for path in sorted((PROJECT / "seeds").iterdir(), reverse=True):
        shutil.copy(path, reports)
    settings = {
        "PYTHONHASHSEED": "4711",
        "LANG": "C",
        "LC_ALL": "C",
        "TZ": "Pacific/Chatham",
        "PYTHONPATH": str(code),
    }
    settings |= {
        "USER": "l'autre",
        "LOGNAME": "l'autre",
        "HOME": str(tmp_path / "nowhere"),
    } | another_clock(tmp_path)
    with read_only(code):
        done = subprocess.run(
            [*another_name(), "make", "run", f"SEEDS={reports}", f"OUT={out}"],
            cwd=code,
            env=os.environ | settings,
            umask=0o077,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    ours, theirs = made(finished.out), made(out)
    assert ours.keys() == theirs.keys()
    different = [name for name in ours if ours[name] != theirs[name]]
    assert [name for name in different if not name.endswith(".ipynb")] == []
    assert [name for name in different if outputs(ours[name]) != outputs(theirs[name])] == []


# --- by whom the work is done


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of enough short reports for four workers."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(4):
        for path in REPORTS.iterdir():
            (folder / f"{number}{path.name}").write_text(
                f"{path.read_text('utf-8')}\n\nEdition {number} of the paper.\n", "utf-8"
            )
    return folder


@pytest.fixture(scope="module")
def by_one(many: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    done = workbook("--seeds", str(many), "-p", "workers=1", runs=tmp_path_factory.mktemp("one"))
    assert done.code == 0, done.said
    return made(done.out, *TOLD)


@pytest.mark.soak
@pytest.mark.parametrize("workers", [2, 4])
def test_the_same_bytes_by_more_workers(
    many: Path, by_one: dict[str, bytes], workers: int, tmp_path: Path
) -> None:
    done = workbook("--seeds", str(many), "-p", f"workers={workers}", runs=tmp_path)
    assert done.code == 0, done.said
    assert made(done.out, *TOLD) == by_one


@pytest.mark.soak
def test_the_same_bytes_by_a_cluster(many: Path, by_one: dict[str, bytes], tmp_path: Path) -> None:
    with cluster(tmp_path, workers=2) as (address, _):
        done = workbook(
            "--seeds", str(many), "-p", f"engine=dask:{address}", runs=tmp_path / "runs"
        )
    assert done.code == 0, done.said
    assert made(done.out, *TOLD) == by_one


# --- by which Python


def other_python(minor: str, place: Path) -> Path:
    """An environment of another Python with the locked packages; skips where there is no such
    Python or they cannot be installed."""
    found = shutil.which(f"python{minor}")
    if (
        found is None
        or subprocess.run(
            [found, "-c", "import ensurepip"], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip(f"this machine has no Python {minor}")
    subprocess.run([found, "-m", "venv", place], check=True)
    install = [
        place / "bin" / "python",
        "-m",
        "pip",
        "install",
        "-qq",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "-r",
    ]
    if subprocess.run(
        [*install, PROJECT / "requirements.lock"], capture_output=True, check=False
    ).returncode:
        pytest.skip(f"the packages cannot be installed for Python {minor}")
    return place / "bin" / "python"


@pytest.mark.soak
@pytest.mark.parametrize(
    "minor", [minor for minor in ("3.11", "3.12", "3.13") if minor != f"3.{sys.version_info.minor}"]
)
def test_the_same_bytes_by_another_python(finished: Finished, minor: str, tmp_path: Path) -> None:
    python = other_python(minor, tmp_path / "environment")
    settings = {"PYTHONPATH": str(PROJECT), "WORKBOOK_RUNS": str(tmp_path / "runs")}
    subprocess.run(
        [python, "-m", "lib.run"],
        cwd=PROJECT,
        env=os.environ | settings,
        check=True,
        capture_output=True,
    )
    ours, theirs = (
        made(out, "manifest.json") for out in (finished.out, tmp_path / "runs" / "latest")
    )
    # the report says by which versions it was made, as the manifest does
    told = subprocess.run(
        [python, "-c", "import platform; print(platform.python_version())"],
        capture_output=True,
        text=True,
        check=True,
    )
    other, own = (
        f"python {told.stdout.strip()},".encode(),
        f"python {platform.python_version()},".encode(),
    )
    theirs["report.html"] = theirs["report.html"].replace(other, own)
    assert theirs == ours
