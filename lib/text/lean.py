"""Importing a library without what it loads for nothing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast

# NLTK loads it for one measure of collocations, which nothing here asks for; it takes a second and
# 50 MB
SPARED = "scipy.stats"


@contextmanager
def without(name: str) -> Iterator[None]:
    """In the block the library cannot be imported, unless it was before."""
    loaded = name in sys.modules
    # what is None there cannot be imported
    sys.modules.setdefault(name, cast("ModuleType", None))
    try:
        yield
    finally:
        if not loaded:
            del sys.modules[name]
