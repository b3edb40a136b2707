"""A kernel that first loads what its notebook imports: `python -m lib.run.preload … NOTEBOOK`."""

import ast
import json
import runpy
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from lib.text.lean import SPARED, without
from lib.work.workers import note_code


def imported(notebook: Path) -> Iterator[str]:
    """The modules that the notebook's cells import, as far as the cells are plain Python."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    for cell in (cell for cell in cells if cell["cell_type"] == "code"):
        with suppress(SyntaxError):
            for node in ast.parse("".join(cell["source"])).body:
                if isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield from (f"{node.module}.{alias.name}" for alias in node.names)


def load(notebook: Path) -> None:
    """Import what the notebook imports, as far as that is possible: there the error is seen."""
    for name in imported(notebook):
        module = name
        while module:
            with suppress(Exception), without(SPARED):
                import_module(module)
                break
            module = module.rpartition(".")[0]  # "from module import function"


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as it is between the cells of a kernel
    with suppress(Exception):
        load(Path(sys.argv.pop()))
    note_code()
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
