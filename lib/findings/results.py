"""The tables of a run by id, and phrases that several findings share."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from lib.comparison.pair.relations import OPPOSITE
from lib.tables.records import ClaimRow, DocumentRow, Row
from lib.text.phrases import short_names


class ById:
    """The tables of a run by id: names and origin of each document, each claim and its family."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables
        self.names = short_names(tables["documents"])
        self.claims = {row["claim_id"]: row for row in tables["claims"]}
        self.family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
        self.origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}


@dataclass(frozen=True)
class Results:
    """The tables of a run, by id."""

    tables: dict[str, list[Any]]
    documents: dict[str, DocumentRow]
    names: dict[str, str]
    claims: dict[str, ClaimRow]
    family: dict[str, str]
    origin: dict[str, str]
    members: dict[str, list[ClaimRow]]

    @classmethod
    def of(cls, tables: dict[str, list[Any]]) -> "Results":
        documents = {row["doc_id"]: row for row in tables["documents"]}
        names = short_names(tables["documents"])
        family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
        members: dict[str, list[ClaimRow]] = defaultdict(list)
        for claim in sorted(
            tables["claims"],
            key=lambda row: (
                documents[row["doc_id"]]["published"] or "9999",
                names[row["doc_id"]],
                row["claim_id"],
            ),
        ):
            members[family[claim["claim_id"]]].append(claim)
        return cls(
            tables,
            documents,
            names,
            {row["claim_id"]: row for row in tables["claims"]},
            family,
            {row["doc_id"]: row["origin"] for row in tables["origins"]},
            members,
        )


def why(match: Row, names: dict[str, str], *, since: int = 0) -> str:
    """The reasons of a match from the given one on, with the reports' names for "here" and "there",
    and “ ” around what is quoted."""
    place = {"here": f"in {names[match['doc_a']]}", "there": f"in {names[match['doc_b']]}"}
    reasons = "; ".join(match["reasons"][since:])
    return re.sub(
        r'"([^"]*)"|\bhere\b|\bthere\b', lambda found: place.get(found[0], f"“{found[1]}”"), reasons
    )


def told(claim: Row, name: str) -> str:
    """A claim on one line: its report and place, who says it and how, and the words: 003:1127-1196
    Taliban “had promised”: no armed groups …"""
    speech = " ".join(said(claim))
    return f"{name}:{claim['start']}-{claim['end']} {speech}{': ' if speech else ''}{claim['text']}"


def said(claim: Row) -> list[str]:
    """Who says a claim and how, as far as the report tells: ["Taliban", "“had promised”"]."""
    source = claim["source"] or (
        None if claim["source_kind"] == "article" else claim["source_text"]
    )
    return [words for words in (source, claim["cue"] and f"“{claim['cue']}”") if words]


def telling(row: Row) -> bool:
    """Whether the match says more than that two claims are related."""
    return row["relation"] != "related" or opposite_directions(row)


def opposite_directions(row: Row) -> bool:
    """Whether two related claims move in opposite directions, at times that cannot be known to be
    the same."""
    return row["relation"] == "related" and any(
        reason.startswith(OPPOSITE) for reason in row["reasons"]
    )
