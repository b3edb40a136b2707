"""A claim in, how the page shows it out: where it stands, its passage, its status in words."""

from collections.abc import Callable
from typing import Any, NamedTuple

from lib.findings.results import Results
from lib.show import limits
from lib.show.marks import Piece, Span, around, pieces
from lib.tables.records import ClaimRow, Evidence
from lib.text.phrases import WIDEST, joined
from lib.text.words import WORD

Text = Callable[[str], str]  # the decoded text of a document, by doc_id
Href = Callable[[str], str | None]  # where on the page a claim stands, by claim_id


class Side(NamedTuple):
    """A claim in its passage; more: whether the text goes on before and after it."""

    claim: ClaimRow
    report: str
    href: str | None
    status: str
    negation: str | None
    pieces: list[Piece]
    more: tuple[bool, bool]


def links(results: Results, paged: set[str]) -> Href:
    """Where claims stand on the page: nowhere if it has no text of their document so far."""

    def href(claim_id: str) -> str | None:
        claim = results.claims[claim_id]
        is_there = claim["doc_id"] in paged and claim["start"] < limits.CHARS
        return f"#c-{claim_id}" if is_there else None

    return href


def listed_blocks(results: Results) -> set[str]:
    """The blocks that are items of a list or rows of a table."""
    items = ("list_item", "table_row")
    return {row["block_id"] for row in results.tables["blocks"] if row["kind"] in items}


def side(claim: ClaimRow, results: Results, text: str, href: Href, items: set[str]) -> Side:
    """The claim in its raw text, with who says it there, and where the page has it."""
    end = min(claim["end"], claim["start"] + limits.LONGEST)
    low, high = around(text, claim["start"], end)
    spans = [
        *content(claim, "content"),
        *(
            Span(place["start"], place["end"], place["slot"])
            for place in claim["evidence"]
            if place["slot"] in ("source", "cue")
        ),
    ]
    return Side(
        claim,
        results.names[claim["doc_id"]],
        href(claim["claim_id"]),
        status(claim, items),
        negation(claim, text),
        pieces(text, spans, start=low, end=high),
        (low > 0, high < len(text)),
    )


def content(claim: ClaimRow, key: Any) -> list[Span]:
    """The spans of the claim's content: an interrupted one has several."""
    spans = [Span(place["start"], place["end"], key) for place in _places(claim, "content")]
    return spans or [Span(claim["start"], claim["end"], key)]


def _places(claim: ClaimRow, slot: str) -> list[Evidence]:
    return [place for place in claim["evidence"] if place["slot"] == slot]


def status(claim: ClaimRow, items: set[str]) -> str:
    """The claim's modality; an item in which no verb with a subject was found is listed."""
    is_whole = claim["source_kind"] != "article" or (claim["predicate"] and claim["subject"])
    is_item = claim["modality"] == "asserted" and claim["block_id"] in items
    return "listed" if is_item and not is_whole else claim["modality"]


def negation(claim: ClaimRow, text: str) -> str | None:
    """What negates the claim, in the words of the text: "negated by “haven’t”"; else None."""
    if claim["polarity"] != "negated":
        return None
    places = _places(claim, "polarity")
    words = dict.fromkeys(
        word for place in places for word in _words(text, place["start"], place["end"])
    )
    return f"negated by {joined([f'“{word}”' for word in words])}" if words else "negated"


def _words(text: str, start: int, end: int) -> list[str]:
    """The whole words that the place has a part of: "haven’t" where it is that of "n’t"."""
    words = WORD.finditer(text, max(0, start - WIDEST), end + WIDEST)
    return [word[0] for word in words if word.start() < end and start < word.end()]


def hidden_negation(claim: ClaimRow, text: Text) -> str | None:
    """What negates the claim, where that does not stand within its content."""
    hidden = claim["polarity"] == "negated" and not _is_negated_inside(claim)
    return negation(claim, text(claim["doc_id"])) if hidden else None


def _is_negated_inside(claim: ClaimRow) -> bool:
    spans, places = content(claim, None), _places(claim, "polarity")
    return bool(places) and all(
        any(span.start <= place["start"] and place["end"] <= span.end for span in spans)
        for place in places
    )
