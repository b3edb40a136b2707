"""Notebook 01: files in, documents with what they say of themselves out."""

from lib.ingest.documents import documents
from lib.work.limits import Limits

__all__ = ["Limits", "documents"]
