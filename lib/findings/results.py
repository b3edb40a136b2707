"""The tables of a run by id, and phrases that several findings share."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lib.comparison.pair.relations import OPPOSITE
from lib.tables.records import ClaimRow, DocumentRow, MatchRow, Row
from lib.text.phrases import short_names


class ById:
    """The tables of a run by id: names and origin of each document, each claim and its family."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables
        self.names = short_names(tables["documents"])
        self.claims = {row["claim_id"]: row for row in tables["claims"]}
        self.family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
        self.origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}


@dataclass(frozen=True, eq=False)
class Results:
    """The tables of a run, and what their rows are looked up by."""

    tables: Any

    @cached_property
    def documents(self) -> dict[str, DocumentRow]:
        return {row["doc_id"]: row for row in self.tables["documents"]}

    @cached_property
    def names(self) -> dict[str, str]:
        return short_names(self.tables["documents"])

    @cached_property
    def claims(self) -> dict[str, ClaimRow]:
        return {row["claim_id"]: row for row in self.tables["claims"]}

    @cached_property
    def family(self) -> dict[str, str]:
        return {row["claim_id"]: row["family_id"] for row in self.tables["families"]}

    @cached_property
    def origin(self) -> dict[str, str]:
        return {row["doc_id"]: row["origin"] for row in self.tables["origins"]}

    @cached_property
    def age(self) -> dict[str, tuple[str, str]]:
        return {
            doc_id: (self.documents[doc_id]["published"] or "9999", self.names[doc_id])
            for doc_id in self.origin
        }

    @cached_property
    def between(self) -> list[MatchRow]:
        return [row for row in self.tables["matches"] if not self.copies(row)]

    def copies(self, match: MatchRow) -> bool:
        return self.origin[match["doc_a"]] == self.origin[match["doc_b"]]

    def sides(self, match: MatchRow) -> tuple[ClaimRow, ClaimRow]:
        return self.claims[match["claim_a"]], self.claims[match["claim_b"]]

    def why(self, match: MatchRow) -> str:
        return why(match, self.names)  # type: ignore[arg-type]


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
