"""Data files of lib, each beside the module that reads it: lists of words and tables of rules."""

from importlib.resources import files


def data_lines(room: str, name: str) -> list[str]:
    """The lines of a data file of a room (a package of lib), without comments and empty lines."""
    lines = data_text(room, name).splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def data_table(room: str, name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated data file, by the names in its first line; # begins a comment."""
    header, *rows = [line.split("\t") for line in data_lines(room, name)]
    return [dict(zip(header, row, strict=True)) for row in rows]


def data_text(room: str, name: str) -> str:
    """The whole of a data file of a room."""
    return files(room).joinpath(name).read_text(encoding="utf-8")
