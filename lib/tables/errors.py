"""What can go wrong by a user's hand, and a notebook that stopped; apart, so that they are imported
in no time."""

from dataclasses import dataclass


class WorkbookError(Exception):
    """What went wrong and what to do about it, in one line; Jupyter shows that line without a
    traceback, `%tb Verbose` the traceback."""

    def _render_traceback_(self) -> list[str]:
        """The lines that Jupyter shows: the one, or the traceback once its user has asked for
        another mode than the usual one."""
        # Here, not above: only Jupyter calls this, and it takes a while to load.
        from IPython import get_ipython

        formatter = get_ipython().InteractiveTB
        if formatter.mode == "Context":
            return [f"{type(self).__name__}: {self}"]
        return formatter.structured_traceback(type(self), self, self.__traceback__)


@dataclass
class Failed(Exception):
    """A notebook that stopped: in which code cell (from 1), that cell's first line, the error, and
    the notebook as far as it came."""

    cell: int
    line: str
    error: str
    message: str
    copy: str
