"""Notebook 03: blocks in, claims with their evidence out."""

from lib.claims.evidence import evidence, faults
from lib.claims.extract import Silent, of_each, unfinished

__all__ = ["Silent", "evidence", "faults", "of_each", "unfinished"]
