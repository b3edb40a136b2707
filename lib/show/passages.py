"""A claim in, how the page shows it out: where it stands, and its passage."""

from collections.abc import Callable
from typing import Any, NamedTuple

from lib.findings.results import Results
from lib.show import limits
from lib.show.marks import Piece, Span, around, pieces
from lib.tables.records import ClaimRow

Text = Callable[[str], str]  # the decoded text of a document, by doc_id
Href = Callable[[str], str | None]  # where on the page a claim stands, by claim_id


class Side(NamedTuple):
    """A claim in its passage; more: whether the text goes on before and after it."""

    claim: ClaimRow
    href: str | None
    pieces: list[Piece]
    more: tuple[bool, bool]


def links(results: Results, paged: set[str]) -> Href:
    """Where claims stand on the page: nowhere if it has no text of their document so far."""

    def href(claim_id: str) -> str | None:
        claim = results.claims[claim_id]
        is_there = claim["doc_id"] in paged and claim["start"] < limits.CHARS
        return f"#m-{claim_id}" if is_there else None

    return href


def side(claim: ClaimRow, text: str, href: Href) -> Side:
    """The claim in its raw text, with who says it there, and where the page has it."""
    end = min(claim["end"], claim["start"] + limits.LONGEST)
    low, high = around(text, claim["start"], end)
    marked = [
        Span(place["start"], place["end"], place["slot"])
        for place in claim["evidence"]
        if place["slot"] in ("source", "cue")
    ]
    found = pieces(text, [*content(claim, "content"), *marked], start=low, end=high)
    return Side(claim, href(claim["claim_id"]), found, (low > 0, high < len(text)))


def content(claim: ClaimRow, key: Any) -> list[Span]:
    """The spans of the claim's content: an interrupted one has several."""
    places = [place for place in claim["evidence"] if place["slot"] == "content"]
    spans = [Span(place["start"], place["end"], key) for place in places]
    return spans or [Span(claim["start"], claim["end"], key)]
