"""The one error that a user can cause; kept apart so that it can be imported without the table libraries."""


class WorkbookError(Exception):
    """What went wrong and what to do about it, in one line; Jupyter shows that line without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]
