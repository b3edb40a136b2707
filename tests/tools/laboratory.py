"""JupyterLab on a checkout of the workbook, for a real browser."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium")

# No token is asked for, nothing is fetched from outside, and the page lets itself be asked which
# outputs it holds.
OPTIONS = (
    "--no-browser",
    "--allow-root",
    "--expose-app-in-browser",
    "--ServerApp.port=0",
    "--IdentityProvider.token=",
    "--ServerApp.password=",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)

PATIENCE = 300_000  # milliseconds for all cells of a notebook on a busy machine

RUN = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"

CELLS = "() => window.jupyterapp.shell.currentWidget.context.model.toJSON().cells"

READY = (
    "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status ==="
    " 'idle'"
)


@contextmanager
def laboratory(place: Path, folder: Path) -> Iterator[str]:
    """The address of a JupyterLab of the checkout in `place` that shows the folder, stopped at the
    end with its kernels."""
    own = {
        name: str(place / f".{name}")
        for name in (
            "HOME",
            "IPYTHONDIR",
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
        )
    }
    environment = (
        {name: value for name, value in os.environ.items() if name != "WORKBOOK_RUNS"}
        | own
        | {"PYTHONPATH": str(place)}
    )
    log = place / "lab.log"
    with log.open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *OPTIONS],
            cwd=folder,
            env=environment,
            stdout=said,
            stderr=said,
        )
    try:
        yield _address(log)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _address(log: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if found := re.search(r"http://(?:localhost|127\.0\.0\.1):\d+", log.read_text()):
            return found[0]
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()}")


def errors(cells: list[dict[str, Any]]) -> list[str]:
    return [
        output["evalue"]
        for cell in cells
        for output in cell["outputs"]
        if output["output_type"] == "error"
    ]
