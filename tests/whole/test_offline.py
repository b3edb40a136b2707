"""Nothing is sent: the whole sequence runs with every way to another machine denied, and not one
attempt is made."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from places import REPORTS
from running import workbook

from lib.work.parameters import PROJECT

# Python runs this file first in every process that finds it, the kernels and workers included.
GUARD = """
    import os, socket

    NEAR = ("127.", "::1", "localhost")

    def told(address):
        if isinstance(address, tuple) and not str(address[0]).startswith(NEAR):
            with open(os.environ["ATTEMPTS"], "a") as log:
                log.write(f"{address}\\n")
            raise OSError(f"denied: {address}")

    def guarded(name):
        whole = getattr(socket.socket, name)
        def guard(self, address, *rest):
            told(address)
            return whole(self, address, *rest)
        return guard

    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, guarded(name))
    resolve = socket.getaddrinfo
    def guarded_resolve(host, *rest, **named):
        told((host or "127.0.0.1",))
        return resolve(host, *rest, **named)

    socket.getaddrinfo = guarded_resolve
    with open(os.environ["ATTEMPTS"] + ".guarded", "a") as log:
        log.write(f"{os.getpid()}\\n")
"""


def guarded(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(textwrap.dedent(GUARD))
    return {
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "guard"), str(PROJECT)]),
        "ATTEMPTS": str(tmp_path / "attempts"),
    }


def test_the_sequence_sends_nothing(tmp_path):
    reports = str(REPORTS)
    done = workbook("--seeds", reports, runs=tmp_path / "runs", **guarded(tmp_path))
    assert done.code == 0, done.said
    assert not (tmp_path / "attempts").exists()
    processes = set((tmp_path / "attempts.guarded").read_text().split())
    assert len(processes) >= 5  # the run and a kernel for each notebook


def test_the_guard_finds_an_attempt(tmp_path):
    code = "import urllib.request; urllib.request.urlopen('http://198.51.100.7/', timeout=1)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | guarded(tmp_path),
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0 and "198.51.100.7" in (tmp_path / "attempts").read_text()
