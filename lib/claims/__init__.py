"""Notebook 03: blocks in, claims with their evidence out."""

from lib.claims.contents import Silent
from lib.claims.evidence import evidence, faults
from lib.claims.extract import of_each, unfinished
from lib.claims.identities import Identities

__all__ = ["Identities", "Silent", "evidence", "faults", "of_each", "unfinished"]
