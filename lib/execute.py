"""One notebook executed with papermill by this interpreter, and freed of what differs from run to run."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib.font_manager
import nbformat
import papermill
from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import remove_error_markers

from lib.errors import Failed
from lib.process import PRCTL, end_with

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


class OwnKernel(AsyncKernelManager):
    """A kernel of this interpreter, whatever kernels the user has installed."""

    @property
    def kernel_spec(self) -> KernelSpec:
        # The log level silences what ipykernel prints at every start (unencrypted TCP) and when it is interrupted.
        command = make_ipkernel_cmd(extra_arguments=["--log-level=50"], python_arguments=["-Xfrozen_modules=off"])
        return KernelSpec(argv=command, display_name=KERNEL["display_name"], language="python")

    async def start_kernel(self, **options: Any) -> None:
        """Start it; it inherits the lock of the run's folder (lib.files.alone), so that the folder is taken as long as it lives."""
        # what is done in the new process before it begins is not safe beside other threads, so only where it does something
        ends = {"preexec_fn": partial(end_with, os.getpid())} if PRCTL else {}
        await super().start_kernel(close_fds=False, **ends, **options)


@contextmanager
def own_settings() -> Iterator[None]:
    """Kernels started in the block see no settings of the user and need no home folder."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        os.environ.update(IPYTHONDIR=f"{place}/ipython", JUPYTER_RUNTIME_DIR=f"{place}/runtime")
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        # The import above lets matplotlib list the fonts of a new machine, and warn about it, outside the notebooks.
        os.environ["MPLCONFIGDIR"] = matplotlib.get_cachedir()
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def execute(notebook: Path, parameters: Mapping[str, Any], progress: Callable[[int, int], None]) -> str:
    """The executed notebook as text, the same at every execution; `progress` is told each code cell that starts, and of how many.

    Only parameters that the notebook's cell tagged `parameters` declares may be given. Raises Failed.
    """
    total = sum(map(_runs, nbformat.read(notebook, as_version=4).cells)) + bool(parameters)  # papermill adds a cell for them
    started: list[NotebookNode] = []

    def start(cell: NotebookNode, cell_index: int) -> None:
        if _runs(cell):
            started.append(cell)
            progress(len(started), total)

    with own_settings(), tempfile.TemporaryDirectory() as place:
        output = Path(place) / notebook.name
        problem = _papermill(notebook, output, parameters, start)
        copy = _text(output)
    if problem:
        line = started[-1].source.strip().splitlines()[0] if started else ""
        raise Failed(len(started), line, *problem, copy)
    return copy


def _papermill(notebook: Path, output: Path, parameters: Mapping[str, Any], start: Callable[..., None]) -> tuple[str, str] | None:
    """Execute the notebook into the output; gives back the error's name and message, or None if every cell came to its end."""
    told: list[tuple[str, str]] = []

    def failed(execute_reply: Mapping[str, Any], **_: object) -> None:
        told.append((execute_reply["content"]["ename"], execute_reply["content"]["evalue"]))

    try:
        executed = papermill.execute_notebook(
            notebook,
            output,
            dict(parameters),
            kernel_name=KERNEL["name"],
            language=KERNEL["language"],
            progress_bar=False,
            cwd=notebook.parent,
            kernel_manager_class=OwnKernel,
            on_cell_start=start,
            on_cell_error=failed,
            record_timing=False,
            coalesce_streams=True,
        )
    except PapermillExecutionError as error:
        # it knows only what the cell shows, and a wrong magic or a want of memory shows nothing
        return told[-1] if told else (error.ename, error.evalue)
    except Exception as error:  # a kernel that died or never started raises errors of many libraries
        return type(error).__name__, str(error)
    return _unfinished(executed)


def _runs(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and cell.source.strip() != ""


def _unfinished(notebook: NotebookNode) -> tuple[str, str] | None:
    """What shows that a notebook stopped early although papermill reports success, as it does after an exit from the kernel."""
    for cell in filter(_runs, notebook.cells):
        for output in cell.outputs:
            if output.output_type == "error":
                return output.ename, output.evalue
        if cell.execution_count is None:
            return "Interrupted", "the cells after this one were not executed"
    return None


def _text(path: Path) -> str:
    """The notebook in the file, as text without times, papermill's notes, the interpreter's version and random names."""
    if not path.exists():
        return ""
    notebook = remove_error_markers(nbformat.read(path, as_version=4))
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = NotebookNode({"tags": tags} if tags else {})
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
    language = notebook.metadata.get("language_info", {"name": KERNEL["language"]})
    language = {name: value for name, value in language.items() if name != "version"}
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info=language)
    return nbformat.writes(notebook) + "\n"
