"""Kernels that are started ahead of their turn: they load what their notebook imports, and whatever
becomes of them meanwhile, it has one."""

import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import nbformat
import psutil
import pytest
import zmq
from nbclient import NotebookClient

from lib.run.kernels import OwnKernel, kernels
from lib.run.preload import imported
from lib.work.parameters import NOTEBOOKS, PROJECT

LOADED = (
    "import sys\nprint(sorted({'colorsys', 'json.tool', 'lib.tables.errors'} & set(sys.modules)),"
    " len(set(globals()) & {'load', 'gc', 'runpy'}))"
)


def notebook(folder: Path, *cells: str) -> Path:
    path = folder / "one.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells]),
        path,
    )
    return path


def executed(kernel: OwnKernel, source: str) -> str:
    """What a cell prints in the kernel."""
    cells = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    done = NotebookClient(cells, km=kernel).execute()
    return "".join(output["text"] for output in done.cells[0].outputs)


def children() -> list[psutil.Process]:
    """The kernels that this process has started; of what has ended, here or in an earlier test,
    nothing can be told."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # a zombie is one too
            if "lib.run.preload" in child.cmdline():
                found.append(child)
    return found


def test_what_a_notebook_imports(tmp_path: Path) -> None:
    path = notebook(
        tmp_path,
        "import colorsys, json.tool as tool\nfrom lib.tables import errors",
        "%no python\nimport abc",
        "x = 1\nimport this_is_not",
    )
    assert list(imported(path)) == ["colorsys", "json.tool", "lib.tables.errors", "this_is_not"]


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_the_workbooks_own_imports_are_found(path: Path) -> None:
    assert {"lib.tables.store", "lib.show.figures"} <= set(imported(path))


def loaded(notebook: str, *names: str) -> str:
    """What a kernel of the notebook has loaded of these modules, as it is printed."""
    code = "import sys\nfrom pathlib import Path\nfrom lib.run.preload import load\n"
    code += f"load(Path('notebooks/{notebook}.ipynb'))\nprint(set({names}) & sys.modules.keys())\n"
    code += "from scipy.stats import binomtest"  # a user may load it
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    ).stdout


def test_comparing_needs_no_parser() -> None:
    assert (
        loaded(
            "04_comparison", "lib.comparison.matches", "lib.claims.parse", "spacy", "scipy.stats"
        )
        == "{'lib.comparison.matches'}\n"
    )


def test_finding_claims_needs_nothing_of_nltk_that_takes_long_to_load() -> None:
    assert (
        loaded("03_claims", "nltk.metrics.association", "scipy.stats")
        == "{'nltk.metrics.association'}\n"
    )


def test_a_kernel_has_loaded_them_before_it_is_asked_and_its_namespace_is_empty(
    tmp_path: Path,
) -> None:
    path = notebook(
        tmp_path,
        "import colorsys\nfrom json import tool\nfrom lib.tables.errors import Failed",
        "import this_is_not",
    )
    with kernels() as some, some.turn(path) as kernel:
        assert executed(kernel, LOADED) == "['colorsys', 'json.tool', 'lib.tables.errors'] 0\n"


@pytest.mark.skipif(not zmq.IPC_PATH_MAX_LEN, reason="sockets that are files are not known here")
def test_a_kernel_asks_for_no_port_that_another_process_may_have_taken(tmp_path: Path) -> None:
    with kernels() as some, some.turn(notebook(tmp_path)) as kernel:
        assert executed(kernel, "print(1)") == "1\n"
        assert all(Path(f"{kernel.ip}-{port}").is_socket() for port in kernel.ports)
    assert not Path(kernel.ip).parent.exists()


def test_where_the_folder_for_temporary_files_has_too_long_a_name_it_asks_for_ports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with kernels() as some, some.turn(notebook(tmp_path)) as kernel:
        assert kernel.transport == "tcp" and executed(kernel, "print(1)") == "1\n"


@pytest.mark.parametrize(
    "content", ["", "{}", "[", '{"cells": [{"cell_type": "code", "source": 1}]}']
)
def test_a_notebook_that_cannot_be_read_has_a_kernel_all_the_same(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "one.ipynb"
    path.write_text(content)
    with kernels() as some, some.turn(path) as kernel:
        assert executed(kernel, "print(1)") == "1\n"


def test_it_waits_once_and_works_in_the_folder_of_its_notebook(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import colorsys")
    with kernels() as some:
        some.start(path)
        some.start(path)
        (waiting,) = children()
        with some.turn(path) as kernel:
            assert (
                executed(kernel, "import os; print(os.getpid(), os.getcwd())")
                == f"{waiting.pid} {tmp_path}\n"
            )
        assert psutil.wait_procs([waiting], timeout=10)[1] == []


def test_a_kernel_that_died_while_it_waited_is_replaced(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import colorsys")
    with kernels() as some:
        some.start(path)
        (waiting,) = children()
        waiting.kill()
        psutil.wait_procs([waiting], timeout=10)
        with some.turn(path) as kernel:
            assert executed(kernel, "print(1)") == "1\n"


def test_a_kernel_that_cannot_be_started_now_is_started_at_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = notebook(tmp_path, "import colorsys")
    with kernels() as some:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", str(tmp_path / "none"))
            some.start(path)
        with some.turn(path) as kernel:
            assert executed(kernel, "print(1)") == "1\n"


def test_an_interrupt_while_it_loads_says_nothing_and_one_of_a_cell_is_heard(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = notebook(tmp_path, "import lib.comparison")
    with kernels() as some:
        for _ in range(20):
            some.start(path)
            for child in children():
                child.send_signal(signal.SIGINT)
            time.sleep(0.05)
        with some.turn(path) as kernel:
            heard = (
                "import os, signal\ntry:\n    os.kill(os.getpid(), signal.SIGINT)\nexcept"
                " KeyboardInterrupt:\n    print('heard')"
            )
            assert executed(kernel, heard) == "heard\n"
    assert capfd.readouterr().err == ""


def test_what_a_killed_kernel_leaves_in_the_folder_for_temporary_files_is_removed(
    tmp_path: Path,
) -> None:
    path = notebook(tmp_path, "import colorsys")
    with kernels() as some, some.turn(path) as kernel:
        left = Path(executed(kernel, "import tempfile; print(tempfile.mkstemp()[1])").strip())
        assert left.is_file()
    assert not left.exists()


def test_those_that_wait_end_with_the_run_be_it_stopped(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import colorsys")
    with pytest.raises(KeyboardInterrupt), kernels() as some:
        some.start(path)
        waiting = children()
        raise KeyboardInterrupt
    assert len(waiting) == 1 and children() == []
    assert not any(process.is_running() for process in waiting)
