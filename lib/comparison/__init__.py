"""Notebook 04: claims in, origins, matches, families, what stands alone and profiles out."""

from lib.comparison.alone import elsewhere
from lib.comparison.changes import RunTables, changes, earlier_run, states
from lib.comparison.families import families
from lib.comparison.matches import comparison
from lib.comparison.origins import origins
from lib.comparison.profile import profile
from lib.comparison.quantities import quantities
from lib.comparison.versions import versions
from lib.comparison.whole import whole

__all__ = [
    "RunTables",
    "changes",
    "comparison",
    "earlier_run",
    "elsewhere",
    "families",
    "origins",
    "profile",
    "quantities",
    "states",
    "versions",
    "whole",
]
