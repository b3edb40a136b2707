"""Notebook 04: claims in, origins, matches, families and profiles out."""

from lib.comparison.families import families, once
from lib.comparison.matches import comparison
from lib.comparison.origins import origins
from lib.comparison.profile import profile

__all__ = ["comparison", "families", "once", "origins", "profile"]
