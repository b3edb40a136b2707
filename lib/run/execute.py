"""One notebook executed with papermill, and freed of what differs from run to run."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import remove_error_markers

from lib.run.kernels import KERNEL, Kernels
from lib.tables.errors import Failed


def execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    progress: Callable[[int, int], None],
    kernels: Kernels,
) -> str:
    """The executed notebook as text, the same at every execution; raises Failed.

    `progress` is told each code cell that starts, and of how many. Only parameters that the
    notebook's cell tagged `parameters` declares may be given.
    """
    # papermill adds a cell for them
    total = sum(map(_runs, nbformat.read(notebook, as_version=4).cells)) + bool(parameters)
    started: list[NotebookNode] = []

    def start(cell: NotebookNode, cell_index: int) -> None:
        if _runs(cell):
            started.append(cell)
            progress(len(started), total)

    executed: list[NotebookNode] = []
    problem = _papermill(notebook, parameters, executed, start, kernels)
    copy = "".join(map(_text, executed))
    if problem:
        line = started[-1].source.strip().splitlines()[0] if started else ""
        raise Failed(len(started), line, *problem, copy)
    return copy


def _papermill(
    notebook: Path,
    parameters: Mapping[str, Any],
    executed: list[NotebookNode],
    start: Callable[..., None],
    kernels: Kernels,
) -> tuple[str, str] | None:
    """Execute the notebook, in `executed` once its kernel is ready; the error's name and message.

    None if every cell came to its end.
    """
    errors: list[tuple[str, str]] = []

    def begun(notebook: NotebookNode) -> None:
        executed.append(notebook)

    def failed(execute_reply: Mapping[str, Any], **_: object) -> None:
        errors.append((execute_reply["content"]["ename"], execute_reply["content"]["evalue"]))

    try:
        with kernels.turn(notebook) as kernel:
            how = {"kernel_name": KERNEL["name"], "language": KERNEL["language"], "km": kernel}
            how |= {"progress_bar": False, "record_timing": False, "coalesce_streams": True}
            how |= {"on_notebook_start": begun, "on_cell_start": start}
            # no copy, which would be written anew after each cell
            papermill.execute_notebook(
                notebook, None, dict(parameters), **how, on_cell_error=failed
            )
    except PapermillExecutionError as error:
        # it knows only what the cell shows, and a wrong magic or a want of memory shows nothing
        return errors[-1] if errors else (error.ename, error.evalue)
    # a kernel that died or never started raises errors of many libraries
    except Exception as error:
        return type(error).__name__, str(error)
    return _unfinished(executed[0])


def _runs(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code" and cell.source.strip())


def _unfinished(notebook: NotebookNode) -> tuple[str, str] | None:
    """What shows that it stopped early although papermill reports success, as after an exit."""
    for cell in filter(_runs, notebook.cells):
        for output in cell.outputs:
            if output.output_type == "error":
                return output.ename, output.evalue
        if cell.execution_count is None:
            return "Interrupted", "the cells after this one were not executed"
    return None


def _text(notebook: NotebookNode) -> str:
    """The notebook as text, without times, papermill's notes, Python's version, random names."""
    notebook = remove_error_markers(notebook)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = NotebookNode({"tags": tags} if tags else {})
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
    language = notebook.metadata.get("language_info", {"name": KERNEL["language"]})
    language = {name: value for name, value in language.items() if name != "version"}
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info=language)
    return f"{nbformat.writes(notebook)}\n"
