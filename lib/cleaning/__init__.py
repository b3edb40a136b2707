"""Notebook 02: damaged text in, repairs and blocks out."""

from lib.cleaning.blocks import document
from lib.cleaning.repairs import clean, unsure

__all__ = ["clean", "document", "unsure"]
