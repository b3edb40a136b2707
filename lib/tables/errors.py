"""What can go wrong by a user's hand, and a notebook that stopped."""

from dataclasses import dataclass


class WorkbookError(Exception):
    """What went wrong and what to do about it, in one line, which Jupyter shows alone."""

    def _render_traceback_(self) -> list[str]:
        """The lines that Jupyter shows: the one, or the traceback after `%tb Verbose`."""
        # Here, not above: only Jupyter calls this, and it takes a while to load.
        from IPython import get_ipython

        formatter = get_ipython().InteractiveTB
        if formatter.mode == "Context":
            return [f"{type(self).__name__}: {self}"]
        return list(formatter.structured_traceback(type(self), self, self.__traceback__))


@dataclass
class Failed(Exception):
    """A notebook that stopped: the code cell (from 1), its first line, the error, and the copy."""

    cell: int
    line: str
    error: str
    message: str
    copy: str
