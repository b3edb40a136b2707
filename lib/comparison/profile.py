"""What each report is like: sources, quotations, numbers, dates by its length."""

from operator import itemgetter
from typing import Any, cast

from lib.tables.records import BlockRow, ClaimRow, DocumentRow, ProfileRow, RepairRow
from lib.tables.store import by_document, innermost
from lib.text.words import words

# What a profile counts of claims
OF_CLAIMS = ("claims", "named_sources", "quotations", "dates", "numbers", "places", "own_voice")


def profile(tables: dict[str, list[Any]]) -> list[ProfileRow]:
    """Rows of table "profile" for the documents that went on, from tables documents, blocks,
    claims, repairs and unfinished: how much in each a reader could check, per 1,000 words.

    Of a report within a report the inner claim counts. A rate is null where the document has no
    word or no character to divide by, and what is counted of claims where a limit was met before
    they were found.
    """
    ok = sorted(
        (row for row in tables["documents"] if row["status"] == "ok"), key=itemgetter("doc_id")
    )
    parts = [by_document(tables[name]) for name in ("blocks", "claims", "repairs")]
    found = [_profile(row, *(rows.get(row["doc_id"], []) for rows in parts)) for row in ok]
    late = {row["doc_id"] for row in tables["unfinished"]}
    unknown = cast(ProfileRow, dict.fromkeys(OF_CLAIMS))
    return [row | unknown if row["doc_id"] in late else row for row in found]


def _profile(
    document: DocumentRow, blocks: list[BlockRow], claims: list[ClaimRow], repairs: list[RepairRow]
) -> ProfileRow:
    total = sum(len(words(block["text"])) for block in blocks)
    claims = innermost(claims)
    own = [claim for claim in claims if claim["source_kind"] == "article"]
    named = {row["source"] for row in claims if row["source_kind"] in ("person", "institution")}
    counts = {
        "named_sources": len(named - {None}),
        "quotations": sum(claim["quoted"] for claim in claims),
        "dates": sum(claim["time_start"] is not None for claim in claims),
        "numbers": sum(len(claim["numbers"]) for claim in claims),
        "places": len({place for claim in claims for place in claim["places"]}),
    }
    rates = {name: _rate(count, total / 1000) for name, count in counts.items()}
    rates["own_voice"] = _rate(len(own), len(claims))
    rates["repairs"] = _rate(len(repairs), (document["chars"] or 0) / 1000)
    told = {"doc_id": document["doc_id"], "words": total, "claims": len(claims)}
    return cast(ProfileRow, told | rates)


def _rate(count: int, measure: float) -> float | None:
    return round(count / measure, 3) if measure else None
