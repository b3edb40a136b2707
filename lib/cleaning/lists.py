"""The name of a list of words beside this module in, its words out."""

from functools import cache

from lib.text.data import data_lines


@cache
def listed(name: str) -> frozenset[str]:
    """The words of the list."""
    return frozenset(data_lines(__package__, name))
