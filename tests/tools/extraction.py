"""The claims of one text, for tests of what is read in it."""

from places import case_rows

from lib.claims.extract import claims
from lib.cleaning import blocks as cleaning_blocks

CASES = case_rows("claims.jsonl")


def claims_in(text: str, published: str | None = "2024-11-22", doc_id: str = "d") -> list[dict]:
    """The claims of one document with this raw text."""
    repairs, blocks = cleaning_blocks.document(doc_id, text)
    document = {"doc_id": doc_id, "status": "ok", "published": published}
    rows, _ = claims([document], {doc_id: text}, blocks, repairs)
    return rows
