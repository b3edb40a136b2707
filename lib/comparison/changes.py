"""An earlier run and this one: what is new, withdrawn, confirmed, in conflict, or has another
value."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from lib.comparison.versions import State, succession
from lib.tables import store
from lib.tables.errors import WorkbookError
from lib.tables.folder import EARLIER, FOLDERS, MANIFEST, UNTOLD, read
from lib.tables.records import (
    BlockRow,
    ChangeRow,
    ClaimRow,
    DocumentRow,
    FamilyRow,
    MatchRow,
    OriginRow,
    QuantityRow,
    columns,
)
from lib.tables.store import bounds_meet, by_document, innermost
from lib.text.words import words
from lib.work.versions import code, versions

# A statement that an edited document keeps has so much of its words in their order (0 to 100).
KEPT = 60
# What repeats so much of another's words in their order is an agency's, and confirms nothing; of
# fewer words two may be alike by chance.
COPIED, FEWEST = 85, 8
# "Confirmed" is what a reader acts on: of agreements so sure nearly nine in ten are right.
SURE = 0.85
TABLES = ("documents", "blocks", "claims", "origins", "matches", "families", "quantities")
# what tells which rows are shown changes no table
FREE = frozenset((*FOLDERS, *UNTOLD, EARLIER, "actors", "since", "until"))


@dataclass(frozen=True)
class RunTables:
    """The tables of a run that are compared with another's, and its decoded texts by doc_id."""

    documents: list[DocumentRow]
    blocks: list[BlockRow]
    claims: list[ClaimRow]
    origins: list[OriginRow]
    matches: list[MatchRow]
    families: list[FamilyRow]
    quantities: list[QuantityRow]
    texts: Mapping[str, str]

    @classmethod
    def of(cls, tables: Mapping[str, Any], texts: Mapping[str, str]) -> "RunTables":
        """Those of all tables of a run."""
        return cls(**{name: tables[name] for name in TABLES}, texts=texts)

    @cached_property
    def claim(self) -> dict[str, ClaimRow]:
        return {row["claim_id"]: row for row in self.claims}

    @cached_property
    def origin(self) -> dict[str, str]:
        return {row["doc_id"]: row["origin"] for row in self.origins}

    @cached_property
    def members(self) -> dict[str, list[ClaimRow]]:
        """The innermost claims of each family, in the order of their ids."""
        found: dict[str, list[ClaimRow]] = defaultdict(list)
        told = {row["claim_id"] for row in innermost(self.claims)}
        for row in sorted(self.families, key=lambda row: row["claim_id"]):
            if row["claim_id"] in told:
                found[row["family_id"]].append(self.claim[row["claim_id"]])
        return found

    @cached_property
    def family(self) -> dict[str, str]:
        return {row["claim_id"]: row["family_id"] for row in self.families}

    @cached_property
    def document(self) -> dict[str, DocumentRow]:
        return {row["doc_id"]: row for row in self.documents}

    @cached_property
    def sure(self) -> set[frozenset[str]]:
        """Pairs of claims that agree so surely that one may be said to confirm the other; what a
        person said is sure."""
        return {
            frozenset((row["claim_a"], row["claim_b"]))
            for row in self.matches
            if row["relation"] == "agree" and (row["sure"] is None or row["sure"] >= SURE)
        }

    def conflicts(self, old: Iterable[str]) -> set[frozenset[str]]:
        """Pairs of claims of documents but these, of which there is a later state."""
        past = {*old}
        return {
            frozenset((row["claim_a"], row["claim_b"]))
            for row in self.matches
            if row["relation"] == "conflict" and not {row["doc_a"], row["doc_b"]} & past
        }


def earlier_run(folder: Path, run: Path) -> RunTables:
    """The tables of the run in `folder`, to be held against those of the run in `run`.

    A WorkbookError says why the two cannot be compared: there is no finished run, or other
    parameters or another state of the code made it, so that a change may be none of the reports'.
    """
    if folder.resolve() == run.resolve():
        raise WorkbookError(
            "earlier names this run itself: give this one a folder of its own with --out"
        )
    if not store.table_path(folder, "quantities").is_file():
        raise WorkbookError(f"earlier: there is no finished run in {folder.name}")
    if odd := _unlike(read(folder / MANIFEST), read(run / MANIFEST)):
        raise WorkbookError(
            f"the earlier run cannot be compared with this one, which has {odd}:"
            " run it again as this one"
        )
    return found(folder)


def found(folder: Path) -> RunTables:
    """The tables of a finished run."""
    claims = [name for name in columns("claims") if name != "evidence"]
    tables = {
        name: store.rows(folder, name, claims if name == "claims" else None) for name in TABLES
    }
    tables["documents"] = [row for row in tables["documents"] if row["status"] == "ok"]
    return RunTables.of(tables, store.Texts(folder, [row["doc_id"] for row in tables["documents"]]))


def _unlike(earlier: Mapping[str, object], now: Mapping[str, object]) -> str | None:
    """What of the making of two runs differs."""
    if earlier.get("code") != code():
        return "another state of the code"
    if earlier.get("versions") != versions():
        return "other packages"
    there, here = (_parameters(manifest.get("parameters")) for manifest in (earlier, now))
    odd = sorted(name for name in here.keys() & there.keys() if here[name] != there[name])
    return f"another value of {', '.join(odd)}" if odd else None


def _parameters(said: object) -> dict[str, object]:
    values = said if isinstance(said, dict) else {}
    return {name: value for name, value in values.items() if name not in FREE}


def states(now: RunTables, earlier: RunTables | None = None) -> list[tuple[State, State]]:
    """Each state of an article with the next one, those of an earlier run among them."""
    if earlier is None:
        return succession(now.documents, now.blocks, now.claims, now.texts.__getitem__)
    gone = earlier.document.keys() - now.document.keys()
    return succession(
        [*now.documents, *(earlier.document[doc_id] for doc_id in gone)],
        [*now.blocks, *(row for row in earlier.blocks if row["doc_id"] in gone)],
        [*now.claims, *(row for row in earlier.claims if row["doc_id"] in gone)],
        lambda doc_id: (earlier if doc_id in gone else now).texts[doc_id],
        gone,
    )


def changes(
    earlier: RunTables, now: RunTables, pairs: list[tuple[State, State]], said: Collection[str] = ()
) -> list[ChangeRow]:
    """Rows of table "changes": documents, statements, matches, then quantities.

    pairs: the states of articles, as `states` gives them. said: the claims that another report may
    have said before, in whatever words, so that they are not told as new.

    Statements are families, by the first claim of each, and innermost claims only. Claims of both
    runs are held together by their places; in a document that was edited, by their words. What
    only another mix of the same reports has brought is no change: one report at least is new,
    edited or gone.
    """
    later = {old.row["doc_id"]: new.row["doc_id"] for old, new in pairs}
    both = _Both(earlier, now, later, frozenset(said))
    parts = (_documents, _statements, _conflicts, _values)
    return [row for part in parts for row in sorted(part(both), key=_order)]


def _order(row: ChangeRow) -> tuple[str, str, str]:
    return row["kind"], row["id"] or "", row["earlier_id"] or ""


@dataclass(frozen=True)
class _Both:
    """Two runs, and which document and which claim of one is which of the other."""

    earlier: RunTables
    now: RunTables
    later: Mapping[str, str]  # the next state of a document, in either run
    said: frozenset[str]  # claims that another report may have said before

    @cached_property
    def edited(self) -> dict[str, str]:
        """The document now of each earlier one that is there no more and has a later state."""
        gone = self.earlier.document.keys() - self.now.document.keys()
        return {old: new for old, new in self.later.items() if old in gone}

    @cached_property
    def was(self) -> dict[str, str]:
        """The earlier claim of each claim that was there."""
        here, there = (by_document(run.claim.values()) for run in (self.now, self.earlier))
        both = self.now.claim.keys() & self.earlier.claim.keys()
        same = dict(zip(both, both, strict=True))
        for old, new in self.edited.items():
            same |= _aligned(there.get(old, []), here.get(new, []))
        return same

    def brought(self, doc_ids: Iterable[str]) -> str | None:
        """The first of these documents that the earlier run has not."""
        return next((one for one in sorted(doc_ids) if one not in self.earlier.document), None)


def _aligned(old: list[ClaimRow], new: list[ClaimRow]) -> dict[str, str]:
    """The earlier claim of each claim of an edited document: the likest, each once."""
    likeness = sorted(
        (-ratio, i, j)
        for i, one in enumerate(old)
        for j, other in enumerate(new)
        if one["source"] == other["source"]
        and (ratio := fuzz.ratio(words(one["text"]), words(other["text"]), score_cutoff=KEPT))
    )
    found: dict[int, int] = {}
    for _, i, j in likeness:
        if j not in found and i not in found.values():
            found[j] = i
    return {new[j]["claim_id"]: old[i]["claim_id"] for j, i in found.items()}


# --- what has changed ---------------------------------------------------------------------------


def _documents(both: _Both) -> Iterator[ChangeRow]:
    old, new = (both.earlier.document, both.now.document)
    for doc_id in old.keys() - new.keys():
        after = both.edited.get(doc_id)
        kind, path = "changed" if after else "withdrawn", old[doc_id]["path"]
        yield _row("document", kind, after, doc_id, after, earlier_doc=doc_id, before=path)
    for doc_id in new.keys() - old.keys() - {*both.edited.values()}:
        yield _row("document", "new", doc_id, None, doc_id, after=new[doc_id]["path"])


def _statements(both: _Both) -> Iterator[ChangeRow]:
    stays = {*both.was.values()}
    for members in both.now.members.values():
        old = [row for row in members if row["claim_id"] in both.was]
        if not old:
            if both.said.isdisjoint(row["claim_id"] for row in members) and _states(members[0]):
                yield _statement("new", None, members[0])
        elif further := _further(both, members, old):
            before = both.earlier.claim[both.was[old[0]["claim_id"]]]
            yield _statement("confirmed", before, further)
    for members in both.earlier.members.values():
        if not any(row["claim_id"] in stays for row in members):
            yield _statement("gone", members[0], None)


def _states(claim: ClaimRow) -> bool:
    """Whether a claim has somebody who says it or something that it is about: a call to the reader
    and a scrap of a page have neither."""
    return bool(claim["subject"] or claim["source"])


def _further(both: _Both, members: list[ClaimRow], old: list[ClaimRow]) -> ClaimRow | None:
    """The first claim of a new document that surely says what one of the old says, in words of its
    own and by another source, and is of another origin and another publisher than all of them."""
    known = {side for row in old for side in _sides(both, row)}
    return next(
        (
            row
            for row in members
            if both.brought([row["doc_id"]])
            and known.isdisjoint(_sides(both, row))
            and not any(_copied(row["text"], one["text"]) for one in old)
            and any(_confirms(both, row, one) for one in old)
        ),
        None,
    )


def _confirms(both: _Both, row: ClaimRow, old: ClaimRow) -> bool:
    """Whether the two surely say the same, not by a chain of others, and do not both rest on one
    source, which a second report that cites it does not confirm."""
    pair = frozenset((row["claim_id"], old["claim_id"]))
    return pair in both.now.sure and not (row["source"] and row["source"] == old["source"])


def _sides(both: _Both, claim: ClaimRow) -> set[str]:
    """The origin of a claim's report, and its publisher where it is known."""
    doc_id = claim["doc_id"]
    publisher = both.now.document[doc_id]["publisher"]
    return {both.now.origin[doc_id], f"by {publisher}" if publisher else doc_id}


def _copied(here: str, there: str) -> bool:
    """Whether the shorter stands in the longer nearly letter for letter."""
    both = words(here), words(there)
    return min(map(len, both)) >= FEWEST and fuzz.partial_ratio(*both) >= COPIED


def _conflicts(both: _Both) -> Iterator[ChangeRow]:
    """Conflicts new and gone, one for each two families and each two who contradict each other."""
    now, before = (
        run.conflicts(old for old, new in both.later.items() if new in run.document)
        for run in (both.now, both.earlier)
    )
    stays = {pair: frozenset(both.was.get(one, "") for one in pair) for pair in now}
    told = {key for pair in now if stays[pair] in before for key in _parties(both.now, pair)}
    for pair in sorted(now, key=sorted):
        bringer = both.brought(both.now.claim[one]["doc_id"] for one in pair)
        if stays[pair] not in before and bringer and told.isdisjoint(_parties(both.now, pair)):
            told |= _parties(both.now, pair)
            yield _row("match", "conflict", _pair(pair), None, bringer)
    for pair in before - {*stays.values()}:
        docs = {both.earlier.claim[one]["doc_id"] for one in pair}
        if docs - both.now.document.keys():
            words = " / ".join(both.earlier.claim[one]["text"] for one in sorted(pair))
            yield _row("match", "no conflict", None, _pair(pair), None, before=words)


def _parties(run: RunTables, pair: frozenset[str]) -> set[object]:
    """What makes two conflicts one: the families of both sides, or a sentence and who contradicts
    it."""
    claims = [run.claim[one] for one in pair]
    against = {
        (one["doc_id"], one["sentence"], other["source"])
        for one, other in permutations(claims)
        if other["source"]
    }
    return against | {frozenset(run.family[one] for one in pair)}


def _values(both: _Both) -> Iterator[ChangeRow]:
    """Numbers that a new document gives of a later day, and that none of those allows that were
    there: two of one day are of two things or a conflict, which is told once."""
    disputed = {one for pair in both.now.conflicts(()) for one in pair}
    groups: dict[str, list[QuantityRow]] = defaultdict(list)
    for row in both.now.quantities:
        groups[row["quantity"]].append(row)
    known: dict[str, list[QuantityRow]] = defaultdict(list)
    for row in both.earlier.quantities:
        known[row["claim_id"]].append(row)
    for quantity, rows in groups.items():
        new = [
            row for row in rows if both.brought([row["doc_id"]]) and row["claim_id"] not in disputed
        ]
        old = [row for row in rows if not both.brought([row["doc_id"]])]
        old += [row for one in new for row in known[both.was.get(one["claim_id"], "")]]
        for row in new:
            last = max(old, key=lambda one: (one["as_of"] or "", one["claim_id"]), default=None)
            if last and _is_later(row, last) and not any(bounds_meet(row, one) for one in old):
                yield _row(
                    "quantity",
                    "value",
                    quantity,
                    last["quantity"],
                    row["doc_id"],
                    earlier_doc=last["doc_id"],
                    before=last["text"],
                    after=row["text"],
                )


def _is_later(row: QuantityRow, last: QuantityRow) -> bool:
    """Whether a number is of a later day than another, as far as the days are known."""
    return not (row["as_of"] and last["as_of"]) or row["as_of"] > last["as_of"]


# --- rows ---------------------------------------------------------------------------------------


def _row(
    what: str,
    kind: str,
    here: str | None,
    there: str | None,
    doc_id: str | None,
    *,
    earlier_doc: str | None = None,
    before: str | None = None,
    after: str | None = None,
) -> ChangeRow:
    return {
        "what": what,
        "kind": kind,
        "id": here,
        "earlier_id": there,
        "doc_id": doc_id,
        "earlier_doc": earlier_doc,
        "before": before,
        "after": after,
        "why": None,
    }


def _statement(kind: str, old: ClaimRow | None, new: ClaimRow | None) -> ChangeRow:
    return _row(
        "statement",
        kind,
        new and new["claim_id"],
        old and old["claim_id"],
        new and new["doc_id"],
        earlier_doc=old and old["doc_id"],
        before=old and old["text"],
        after=new and new["text"],
    )


def _pair(claim_ids: frozenset[str]) -> str:
    return "|".join(sorted(claim_ids))
