"""The kernels of a run: each starts, and loads libraries, while the notebook before is at work."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib.font_manager
import zmq
from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.client import KernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync

from lib.work.process import DONE, PRCTL, apart

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


class OwnKernel(AsyncKernelManager):
    """A kernel of this interpreter for a notebook, whatever kernels the user has installed."""

    notebook = Path()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.clients: list[KernelClient] = []

    def client(self, **options: Any) -> Any:
        """Another client, which ends with the kernel."""
        self.clients.append(super().client(**options))
        return self.clients[-1]

    @property
    def kernel_spec(self) -> KernelSpec:
        # The log level silences what ipykernel prints at every start (unencrypted TCP) and when it
        # is interrupted.
        options = ["--log-level=50", str(self.notebook)]
        command = make_ipkernel_cmd(
            "lib.run.preload", extra_arguments=options, python_arguments=["-Xfrozen_modules=off"]
        )
        return KernelSpec(argv=command, display_name=KERNEL["display_name"], language="python")

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]  # as its own
        """Start it; it inherits the lock of the run's folder, taken as long as it lives."""
        # what is done in the new process before it begins is not safe beside other threads, so only
        # where it does something
        ends = {"preexec_fn": partial(apart, os.getpid())} if PRCTL else {}
        await super().start_kernel(
            close_fds=False, cwd=str(self.notebook.parent), **ends, **options
        )


class Kernels:
    """The kernels that were started and whose turn has not come, by notebook."""

    def __init__(self) -> None:
        self._waiting: dict[Path, OwnKernel] = {}

    def start(self, notebook: Path) -> None:
        """Start the notebook's kernel, unless one waits; what fails is tried again at its turn."""
        if notebook not in self._waiting:
            with suppress(Exception):
                self._waiting[notebook] = _started(notebook)

    @contextmanager
    def turn(self, notebook: Path) -> Iterator[OwnKernel]:
        """The notebook's kernel, which ends with the block; a new one if none waits and lives."""
        kernel = self._waiting.pop(notebook, None)
        if kernel and not _alive(kernel):
            _end(kernel)
            kernel = None
        kernel = kernel or _started(notebook)
        try:
            yield kernel
        finally:
            _end(kernel)

    def end(self) -> None:
        """End them."""
        while self._waiting:
            _end(self._waiting.popitem()[1])


def _started(notebook: Path) -> OwnKernel:
    kernel = OwnKernel(**_reached())
    kernel.notebook = notebook
    try:
        run_sync(kernel.start_kernel)()
    except BaseException:
        run_sync(kernel.cleanup_resources)()
        raise
    return kernel


def _reached() -> dict[str, str]:
    """How a new kernel is spoken to: by sockets that are files of its own, where that can be.

    A port that was free when it was chosen may be taken by the time that the kernel, which first
    loads its libraries, asks for it.
    """
    place = tempfile.mkdtemp(dir=os.environ["TMPDIR"])
    if len(f"{place}/k-ipc-9") > zmq.IPC_PATH_MAX_LEN:  # 0 where there are no such sockets
        return {}
    return {"transport": "ipc", "connection_file": f"{place}/k.json"}


def _alive(kernel: OwnKernel) -> bool:
    return bool(run_sync(kernel.is_alive)())


def _end(kernel: OwnKernel) -> None:
    """Kill the kernel: asked to end it would wait seconds for its helpers, which end with it."""
    for client in kernel.clients:
        client.stop_channels()
    run_sync(
        partial(kernel.shutdown_kernel, now=True) if _alive(kernel) else kernel.cleanup_resources
    )()


@contextmanager
def kernels() -> Iterator[Kernels]:
    """Kernels that see no settings of the user, need no home folder, and end with the block."""
    some = Kernels()
    with own_settings():
        try:
            yield some
        finally:
            some.end()


@contextmanager
def own_settings() -> Iterator[None]:
    """Kernels started in the block see no settings of the user and need no home folder.

    What one that is killed leaves in the folder for temporary files goes with the block.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        os.environ.update(
            IPYTHONDIR=f"{place}/ipython", JUPYTER_RUNTIME_DIR=f"{place}/runtime", TMPDIR=place
        )
        os.environ[DONE] = f"{place}/done"
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        # The import above lets matplotlib list the fonts of a new machine, and warn about it,
        # outside the notebooks.
        os.environ["MPLCONFIGDIR"] = matplotlib.get_cachedir()
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
