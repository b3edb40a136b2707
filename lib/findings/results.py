"""The tables of a run, indexed once for all that tells of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from typing import Any, NotRequired, TypedDict, TypeVar

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
    QuotationRow,
    RepairRow,
    UnfinishedRow,
    VersionRow,
)
from lib.text.phrases import outlets, spoken

LIKELY = 0.7  # of so sure agreements seven in ten were right
PROBABLY = 0.6  # the chance from which on two claims are probably of one matter
Made = TypeVar("Made")


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
    quotations: NotRequired[list[QuotationRow]]
    versions: NotRequired[list[VersionRow]]
    changes: NotRequired[list[ChangeRow] | None]  # None or not there: no earlier run was named


class Results:
    """The tables, and what their rows are looked up by.

    documents, claims, blocks: by their ids; elsewhere: by claim_id, none of a report whose story no
    other origin is on; family: the family_id of each claim; origin: of each document that was
    compared; names: what a reader calls each document; superseded: those of which there is a later
    state.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.made: dict[Callable[..., Any], list[Any]] = {}
        self.documents = {row["doc_id"]: row for row in tables["documents"]}
        self.names = outlets(tables["documents"])
        self.claims = {row["claim_id"]: row for row in tables["claims"]}
        self.blocks = {row["block_id"]: row for row in tables["blocks"]}
        self.elsewhere = {row["claim_id"]: row for row in tables.get("elsewhere", ())}
        self.family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
        self.origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
        self.superseded = {row["earlier"] for row in tables.get("versions", ())} & {*self.origin}

    @cached_property
    def days(self) -> dict[str, str]:
        """The day of each document as one says it, with the year where not all are of one; "" for
        none."""
        printed = {key: row.get("published") or "" for key, row in self.documents.items()}
        years = {day[:4] for day in printed.values() if day}
        return {key: spoken(day, year=len(years) > 1) for key, day in printed.items()}

    @cached_property
    def match(self) -> dict[str, MatchRow]:
        """The matches by their two claim_ids, in order, joined by |."""
        return {
            "|".join(sorted((row["claim_a"], row["claim_b"]))): row
            for row in self.tables["matches"]
        }

    @cached_property
    def partners(self) -> dict[str, list[tuple[ClaimRow, MatchRow]]]:
        """For each claim those that agree with it, with the match, the likeliest first."""
        found = defaultdict(list)
        for row in sorted(self.tables["matches"], key=lambda row: (-row["score"], row["claim_a"])):
            if row["relation"] == "agree":
                for one, other in (self.sides(row), self.sides(row)[::-1]):
                    found[one["claim_id"]].append((other, row))
        return dict(found)

    @cached_property
    def near(self) -> dict[str, set[str]]:
        """For each claim those that are probably of one matter with it."""
        found = defaultdict(set)
        for row in self.tables["matches"]:
            if row["score"] >= PROBABLY:
                found[row["claim_a"]].add(row["claim_b"])
                found[row["claim_b"]].add(row["claim_a"])
        return dict(found)

    @cached_property
    def in_order(self) -> list[str]:
        """The documents that were compared, by their names."""
        return sorted(self.origin, key=lambda doc_id: (self.names[doc_id], doc_id))

    @cached_property
    def age(self) -> dict[str, tuple[str, int, str]]:
        """The order of print by doc_id, those without a day last, of one day the longer first,
        since who copies cuts: of copies the first is quoted."""
        return {
            doc_id: (
                self.documents[doc_id]["published"] or "9999",
                -(self.documents[doc_id].get("chars") or 0),
                self.names[doc_id],
            )
            for doc_id in self.origin
        }

    @cached_property
    def members(self) -> dict[str, list[ClaimRow]]:
        """The claims of each family, the first in print first."""
        members = defaultdict(list)
        for claim in sorted(
            self.tables["claims"], key=lambda claim: (self.age[claim["doc_id"]], claim["claim_id"])
        ):
            members[self.family[claim["claim_id"]]].append(claim)
        return dict(members)

    @cached_property
    def between(self) -> list[MatchRow]:
        """The matches of two origins; of an article only the newest state speaks."""
        old = self.superseded
        return [
            row
            for row in self.tables["matches"]
            if not (self.copies(row) or row["doc_a"] in old or row["doc_b"] in old)
        ]

    def whole(self, claims: Iterable[ClaimRow]) -> frozenset[str]:
        """The statements that these claims are parts of, or are themselves."""
        return frozenset(self._outermost(claim) for claim in claims)

    def _outermost(self, claim: ClaimRow) -> str:
        passed = {claim["claim_id"]}  # two claims may each name the other
        while above := self.claims.get(claim["part_of"] or claim["within"] or ""):
            if above["claim_id"] in passed:
                return min(passed)
            claim = above
            passed.add(claim["claim_id"])
        return claim["claim_id"]

    @cached_property
    def in_block(self) -> dict[str, list[ClaimRow]]:
        """The claims of each block."""
        found = defaultdict(list)
        for claim in self.tables["claims"]:
            found[claim["block_id"]].append(claim)
        return defaultdict(list, found)

    def in_sentence(self, claim: ClaimRow) -> list[ClaimRow]:
        """The claims of its sentence."""
        return self._by_sentence[claim["doc_id"], claim["sentence"]]

    @cached_property
    def _by_sentence(self) -> dict[tuple[str, str], list[ClaimRow]]:
        found = defaultdict(list)
        for claim in self.tables["claims"]:
            found[claim["doc_id"], claim["sentence"]].append(claim)
        return dict(found)

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
        return [
            row | {"reasons": reasons(row, Telling(*self.sides(row)), copies=self.copies(row))}
            for row in self.tables["matches"]
        ]


def once(make: Callable[[Results], Iterable[Made]]) -> Callable[[Results], list[Made]]:
    """The function, which works out what it makes of some results when it is first asked: several
    tell the same."""

    @wraps(make)
    def made(results: Results) -> list[Made]:
        if make not in results.made:
            results.made[make] = list(make(results))
        found: list[Made] = results.made[make]
        return found

    return made


def of_one_matter(match: MatchRow) -> bool:
    """Whether it is likely enough that both state the same thing to say who said otherwise; of one
    that was set by hand nobody asks."""
    return match["sure"] is None or match["sure"] >= LIKELY


def kinds(match: MatchRow) -> set[str]:
    """The kinds of its differences."""
    return {difference["kind"] for difference in match["differences"]}
