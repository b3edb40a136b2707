"""The tables of a run, indexed once for all that tells of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lib.findings.wording import Telling, differing, reasons
from lib.tables.records import (
    BlockRow,
    ClaimRow,
    DocumentRow,
    FamilyRow,
    MatchRow,
    OriginRow,
    ProfileRow,
    UnfinishedRow,
)
from lib.text.phrases import short_names


@dataclass(frozen=True, eq=False)
class Results:
    """The rows of a run's tables, and what they are looked up by; a table that is not there is empty.

    documents are those that were compared: neither rejected nor duplicates.
    """

    documents: list[DocumentRow]
    blocks: list[BlockRow]
    claims: list[ClaimRow]
    unfinished: list[UnfinishedRow]
    origins: list[OriginRow]
    matches: list[MatchRow]
    families: list[FamilyRow]
    profile: list[ProfileRow]

    @classmethod
    def of(cls, tables: Mapping[str, list[Any]]) -> "Results":
        """From the rows of the tables by their names."""
        return cls(**{name: list(tables.get(name, ())) for name in cls.__dataclass_fields__})

    @cached_property
    def name(self) -> dict[str, str]:
        """The short name of each document by doc_id."""
        return short_names(self.documents)

    @cached_property
    def claim(self) -> dict[str, ClaimRow]:
        return {row["claim_id"]: row for row in self.claims}

    @cached_property
    def family(self) -> dict[str, str]:
        """The family_id of each claim."""
        return {row["claim_id"]: row["family_id"] for row in self.families}

    @cached_property
    def origin(self) -> dict[str, str]:
        """The origin of each document that was compared."""
        return {row["doc_id"]: row["origin"] for row in self.origins}

    @cached_property
    def published(self) -> dict[str, str | None]:
        return {row["doc_id"]: row["published"] for row in self.documents}

    @cached_property
    def in_order(self) -> list[str]:
        """The documents that were compared, by their names."""
        return sorted(self.origin, key=lambda doc_id: (self.name[doc_id], doc_id))

    @cached_property
    def age(self) -> dict[str, tuple[str, str]]:
        """The order of print by doc_id, those without a day last: of copies the first is quoted."""
        days = self.published
        return {doc_id: (days[doc_id] or "9999", self.name[doc_id]) for doc_id in self.origin}

    @cached_property
    def members(self) -> dict[str, list[ClaimRow]]:
        """The claims of each family, the first in print first."""
        members = defaultdict(list)
        for claim in sorted(
            self.claims, key=lambda claim: (self.age[claim["doc_id"]], claim["claim_id"])
        ):
            members[self.family[claim["claim_id"]]].append(claim)
        return dict(members)

    @cached_property
    def between(self) -> list[MatchRow]:
        """The matches of two origins."""
        return [row for row in self.matches if not self.copies(row)]

    def copies(self, match: MatchRow) -> bool:
        """Whether the two documents share an origin."""
        return self.origin[match["doc_a"]] == self.origin[match["doc_b"]]

    def sides(self, match: MatchRow) -> tuple[ClaimRow, ClaimRow]:
        return self.claim[match["claim_a"]], self.claim[match["claim_b"]]

    def why(self, match: MatchRow) -> str:
        """The reasons of a match with the reports' names: what both have, and what differs."""
        return "; ".join(reasons(match, self._telling(match), copies=self.copies(match)))

    def differing(self, match: MatchRow) -> str:
        """The same without what both have."""
        return "; ".join(differing(match, self._telling(match), copies=self.copies(match)))

    def _telling(self, match: MatchRow) -> Telling:
        here, there = (f"in {self.name[match[end]]}" for end in ("doc_a", "doc_b"))
        return Telling(*self.sides(match), here, there, "“”")

    def reasoned(self) -> list[MatchRow]:
        """The matches with their reasons as table "matches" has them."""
        return [
            row | {"reasons": reasons(row, Telling(*self.sides(row)), copies=self.copies(row))}
            for row in self.matches
        ]

    def told(self, claim: ClaimRow) -> str:
        """A claim on one line: report and place, who says it and how, the words: 003:12-96 Taliban
        “had promised”: no armed groups …"""
        speech = " ".join(said(claim))
        place = f"{self.name[claim['doc_id']]}:{claim['start']}-{claim['end']}"
        return f"{place} {speech}{': ' if speech else ''}{claim['text']}"


def said(claim: ClaimRow) -> list[str]:
    """Who says a claim and how, as far as the report tells: ["Taliban", "“had promised”"]."""
    source = claim["source"] or (
        None if claim["source_kind"] == "article" else claim["source_text"]
    )
    return [words for words in (source, claim["cue"] and f"“{claim['cue']}”") if words]


def is_telling(match: MatchRow) -> bool:
    """Whether the match says more than that two claims are related."""
    return match["relation"] != "related" or opposite_directions(match)


def opposite_directions(match: MatchRow) -> bool:
    """Whether two related claims move in opposite directions, at times that may not be the same."""
    return match["relation"] == "related" and "status" in kinds(match)


def kinds(match: MatchRow) -> set[str]:
    """The kinds of its differences."""
    return {difference["kind"] for difference in match["differences"]}
