"""The tables of a run, indexed once for all that tells of them."""

from collections import defaultdict
from functools import cached_property
from operator import itemgetter
from typing import NotRequired, TypedDict

from lib.findings.wording import Telling, differing, reasons
from lib.tables.records import (
    BlockRow,
    ChangeRow,
    ClaimRow,
    CorrectionRow,
    DocumentRow,
    ElsewhereRow,
    FamilyRow,
    MatchRow,
    OriginRow,
    ProfileRow,
    QuantityRow,
    RepairRow,
    UnfinishedRow,
    VersionRow,
)
from lib.text.phrases import short_names


class Tables(TypedDict):
    """The rows of a run's tables by name; documents are those that were compared."""

    documents: list[DocumentRow]
    blocks: list[BlockRow]
    claims: list[ClaimRow]
    origins: list[OriginRow]
    matches: list[MatchRow]
    families: list[FamilyRow]
    elsewhere: NotRequired[list[ElsewhereRow]]
    profile: NotRequired[list[ProfileRow]]
    unfinished: NotRequired[list[UnfinishedRow]]
    repairs: NotRequired[list[RepairRow]]
    corrected: NotRequired[list[CorrectionRow]]
    quantities: NotRequired[list[QuantityRow]]
    versions: NotRequired[list[VersionRow]]
    changes: NotRequired[list[ChangeRow] | None]  # None or not there: no earlier run was named


class Results:
    """The tables, and what their rows are looked up by.

    documents, claims, blocks: by their ids; elsewhere: by claim_id, none of a report whose story no
    other origin is on; family: the family_id of each claim; origin: of each document that was
    compared; names: the short name of each document; superseded: those of which there is a later
    state.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.documents = {row["doc_id"]: row for row in tables["documents"]}
        self.names = short_names(tables["documents"])
        self.claims = {row["claim_id"]: row for row in tables["claims"]}
        self.blocks = {row["block_id"]: row for row in tables["blocks"]}
        self.elsewhere = {row["claim_id"]: row for row in tables.get("elsewhere", ())}
        self.family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
        self.origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
        self.superseded = {row["earlier"] for row in tables.get("versions", ())} & {*self.origin}

    @cached_property
    def in_order(self) -> list[str]:
        """The documents that were compared, by their names."""
        return sorted(self.origin, key=lambda doc_id: (self.names[doc_id], doc_id))

    @cached_property
    def age(self) -> dict[str, tuple[str, str]]:
        """The order of print by doc_id, those without a day last: of copies the first is quoted."""
        days = {doc_id: row["published"] or "9999" for doc_id, row in self.documents.items()}
        return {doc_id: (days[doc_id], self.names[doc_id]) for doc_id in self.origin}

    @cached_property
    def match(self) -> dict[str, MatchRow]:
        """The matches by their two claim_ids, in order, joined by |."""
        rows = self.tables["matches"]
        return {"|".join(sorted((row["claim_a"], row["claim_b"]))): row for row in rows}

    @cached_property
    def members(self) -> dict[str, list[ClaimRow]]:
        """The claims of each family, the first in print first."""
        members = defaultdict(list)
        order = sorted(self.tables["claims"], key=itemgetter("claim_id"))
        for claim in sorted(order, key=lambda claim: self.age[claim["doc_id"]]):
            members[self.family[claim["claim_id"]]].append(claim)
        return dict(members)

    @cached_property
    def between(self) -> list[MatchRow]:
        """The matches of two origins; of an article only the newest state speaks."""
        rows = [row for row in self.tables["matches"] if not self.copies(row)]
        return [row for row in rows if self.superseded.isdisjoint((row["doc_a"], row["doc_b"]))]

    def copies(self, match: MatchRow) -> bool:
        """Whether the two documents share an origin."""
        return self.origin[match["doc_a"]] == self.origin[match["doc_b"]]

    def sides(self, match: MatchRow) -> tuple[ClaimRow, ClaimRow]:
        return self.claims[match["claim_a"]], self.claims[match["claim_b"]]

    def why(self, match: MatchRow) -> str:
        """The reasons of a match with the reports' names: what both have, and what differs."""
        return "; ".join(reasons(match, self._telling(match), copies=self.copies(match)))

    def differing(self, match: MatchRow) -> str:
        """The same without what both have."""
        return "; ".join(differing(match, self._telling(match), copies=self.copies(match)))

    def _telling(self, match: MatchRow) -> Telling:
        here, there = (f"in {self.names[match[end]]}" for end in ("doc_a", "doc_b"))
        return Telling(*self.sides(match), here, there, "“”")

    def reasoned(self) -> list[MatchRow]:
        """The matches with their reasons as table "matches" has them."""
        found = [(row, Telling(*self.sides(row))) for row in self.tables["matches"]]
        return [
            row | {"reasons": reasons(row, told, copies=self.copies(row))} for row, told in found
        ]

    def told(self, claim: ClaimRow) -> str:
        """A claim on one line: report and place, who says it and how, the words: 003:12-96 Taliban
        “had promised”: no armed groups …"""
        speech = " ".join(said(claim))
        place = f"{self.names[claim['doc_id']]}:{claim['start']}-{claim['end']}"
        return f"{place} {speech}{': ' if speech else ''}{claim['text']}"


def said(claim: ClaimRow) -> list[str]:
    """Who says a claim and how, as far as the report tells: ["Taliban", "“had promised”"]."""
    own = claim["source_kind"] == "article"
    source = claim["source"] or (None if own else claim["source_text"])
    return [words for words in (source, claim["cue"] and f"“{claim['cue']}”") if words]


def opposite_directions(match: MatchRow) -> bool:
    """Whether two related claims move in opposite directions, at times that may not be the same."""
    return match["relation"] == "related" and any(
        part["kind"] == "event" and part["note"] is None for part in match["differences"]
    )


def kinds(match: MatchRow) -> set[str]:
    """The kinds of its differences."""
    return {difference["kind"] for difference in match["differences"]}
