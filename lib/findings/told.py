"""What a reader should know first: at most twelve findings, each in a sentence or two to paste,
with the places that it rests on."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from lib.findings.alone import alone, concrete
from lib.findings.differing import COUNTED, differences
from lib.findings.facts import is_whole, points
from lib.findings.moves import changed
from lib.findings.results import Results, once
from lib.findings.sentences import bare
from lib.findings.shared import agreements
from lib.findings.telling import (
    BEGINS,
    QUOTED,
    UTTERED,
    Finding,
    cited,
    first_of,
    how_early,
    ids,
    in_print,
    listed,
    place,
    who,
)
from lib.tables.records import ClaimRow, QuotationRow
from lib.text.words import stems, words

FINDINGS = 12
# findings of each kind: the room that is kept for it, and its most where others leave theirs
ROOM = {
    "differs": (2, 12),
    "shared": (3, 6),
    "quotation": (1, 1),
    "change": (2, 4),
    "further": (3, 10),
    "alone": (1, 3),
}
MARK = re.compile(r"\d|\b[A-Z][\w.]")
# the chance that another report's sentence says a claim: the least to name that report for it, and
# what is told as in one report alone lies below
SURELY, ALONE = 0.9, 0.3
CHECKED = 2  # marks by which a statement can be checked, from which on it is concrete
SENTENCE = 320  # letters of a sentence
BESIDE = 400  # letters of a paragraph around a passage, of which no other is told


@once
def findings(results: Results) -> list[Finding]:
    """At most twelve findings: what differs, what several reports have, an utterance in several
    cuts, what changed since an earlier run, what else a report tells first, and what one report
    alone has.

    No words of a report and no matter are told twice; of a paragraph one thing, where there are
    enough.
    """
    for beside in (BESIDE, 0):
        found = _found(results, _Memory(results, beside))
        sizes = _sizes(found)
        if sum(sizes.values()) == FINDINGS:
            break
    return [finding for kind, size in sizes.items() for finding in found[kind][:size]]


def _found(results: Results, told: "_Memory") -> dict[str, list[Finding]]:
    """The findings of each kind, the weightiest first."""
    makers: dict[str, Callable[[Results], Iterable[Finding]]] = {
        "differs": differences,
        "quotation": _quotations,
        "shared": agreements,
        "change": _changes,
        "alone": _alone,
        "further": _further,
    }
    return {kind: list(_new(results, make(results), told)) for kind, make in makers.items()}


@once
def differing(results: Results) -> list[Finding]:
    """All that reports tell differently, the weightiest first."""
    return list(_new(results, differences(results), _Memory(results)))


@once
def shared(results: Results) -> list[Finding]:
    """All that several reports have, what most have first; the first claim has the words of all."""
    return list(_new(results, agreements(results), _Memory(results)))


class _Memory:
    """What was told: passages of reports, for each word the statements with it, and what is
    probably of one matter with them.

    beside: the letters of a paragraph around a passage that count as told with it; None where a
    matter may be told in other words.
    """

    def __init__(self, results: Results, beside: int | None = None) -> None:
        self.results, self.beside = results, beside
        self.near: set[str] = set()
        self.passages: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.having: dict[str, set[int]] = defaultdict(set)
        self.statements = 0

    def has(self, claims: Sequence[ClaimRow]) -> bool:
        """Whether they tell a passage or a matter again, or one of them no word that a statement
        lacks."""
        return any(
            claim["claim_id"] in self.near or self._at(claim) or self._within(claim)
            for claim in claims
        )

    def _at(self, claim: ClaimRow) -> bool:
        told = self.passages[claim["block_id"]]
        return any(claim["start"] < end and start < claim["end"] for start, end in told)

    def _within(self, claim: ClaimRow) -> bool:
        having = [self.having.get(word, set()) for word in set(stems(claim["text"]))]
        return bool(set.intersection(*having) if having else self.statements)

    def add(self, claims: Sequence[ClaimRow], kind: str) -> None:
        """Note that these claims are told; beside what differs much else can stand."""
        around = self.beside or 0 if kind != "differs" else 0
        for claim in claims:
            if self.beside is not None:
                self.near |= self.results.near.get(claim["claim_id"], set())
            self.passages[claim["block_id"]].append(
                (claim["start"] - around, claim["end"] + around)
            )
            for word in stems(claim["text"]):
                self.having[word].add(self.statements)
            self.statements += 1


def _new(results: Results, rows: Iterable[Finding], told: _Memory) -> Iterator[Finding]:
    """The findings that tell what was not told before."""
    for row in rows:
        claims = [results.claims[one] for one in row.claims]
        beside = results.in_sentence(claims[0]) if row.kind == "further" else claims
        # one sentence may count the dead and the hurt
        if row.sure == COUNTED or not told.has(beside):
            told.add(claims, row.kind)
            yield row


def _sizes(found: dict[str, list[Finding]]) -> dict[str, int]:
    sizes = {kind: min(kept, len(found[kind])) for kind, (kept, _) in ROOM.items()}
    for kind, (_, most) in ROOM.items():
        left = FINDINGS - sum(sizes.values())
        sizes[kind] = min(len(found[kind]), most, sizes[kind] + left)
    return sizes


def _quotations(results: Results) -> Iterator[Finding]:
    """Utterances of which one report quotes less than another."""
    groups: dict[str, dict[str, QuotationRow]] = defaultdict(dict)
    for row in results.tables.get("quotations", ()):
        groups[row["quotation"]].setdefault(results.origin[row["doc_id"]], row)
    for rows in groups.values():
        longest = [row for row in rows.values() if not row["omitted"] and not row["changed"]]
        cut = [row for row in rows.values() if len(row["omitted"]) == 1 and not row["changed"]]
        if longest and cut and len(longest) + len(cut) == len(rows):
            yield _cut(results, longest, cut)


def _cut(results: Results, longest: list[QuotationRow], cut: list[QuotationRow]) -> Finding:
    claims = [results.claims[row["claim_id"]] for row in (*longest, *cut)]
    who = next((claim["source"] for claim in claims if claim["source"]), None)
    common, left = " … ".join(longest[0]["common"]), cut[0]["omitted"][0]
    whole, short = (
        listed([[place(results, results.claims[row["claim_id"]])] for row in rows], ", ")
        for rows in (longest, cut)
    )
    verb = "leave" if len(cut) > 1 else "leaves"
    begun = f"“{bare(common, QUOTED)}”{f', said by {who},' if who else ''} is quoted by all; "
    parts = [begun, *short, f" {verb} out “{bare(left, QUOTED)}”, which stands in ", *whole, "."]
    lead = "One utterance, several cuts."
    return Finding("quotation", lead, tuple(parts), UTTERED, ids(*claims))


def _changes(results: Results) -> Iterator[Finding]:
    for sentence in changed(results):
        yield Finding("change", "New.", (sentence,), "", ())


def _further(results: Results) -> Iterator[Finding]:
    """The sentences of each report in their order, as it has them and without its headline: news
    begins with the weightiest."""
    claims = sorted(results.claims.values(), key=lambda claim: (claim["start"], -claim["end"]))
    first = {(claim["doc_id"], claim["sentence"]): claim for claim in reversed(claims)}
    titles = {tuple(words(row["title"] or "")) for row in results.documents.values()}
    told = [one for one in reversed(first.values()) if tuple(words(one["sentence"])) not in titles]
    for claim in _in_turn(results, filter(_is_own, told)):
        others = _having_part(results, claim)
        places = listed([[place(results, one)] for one in others], ", ")
        also = ["; in part also ", *places] if others else []
        quoted = f"“{bare(claim['sentence'], SENTENCE)}” ("
        parts = (quoted, place(results, claim), *also, ").")
        yield Finding("further", "Also told:", parts, "", ids(claim, *others))


def _having_part(results: Results, claim: ClaimRow) -> list[ClaimRow]:
    """What other independent reports have of its sentence, of each one claim."""
    found: dict[str, ClaimRow] = {}
    for one in results.in_sentence(claim):
        agreeing = [other for other, _ in results.partners.get(one["claim_id"], ())]
        for other in (*agreeing, *_passage(results, one)):
            if other["doc_id"] not in results.superseded:
                found.setdefault(results.origin[other["doc_id"]], other)
    found.pop(results.origin[claim["doc_id"]], None)
    return in_print(results, found.values())


def _passage(results: Results, claim: ClaimRow) -> list[ClaimRow]:
    """The first claim of the sentence of another report that almost certainly has this claim."""
    row = results.elsewhere.get(claim["claim_id"])
    if not (row and row["likely"] >= SURELY and row["block_id"]):
        return []
    said = row["passage"] or ""
    return [one for one in results.in_block[row["block_id"]] if one["sentence"] in said][:1]


def _is_own(claim: ClaimRow) -> bool:
    """Whether its sentence can be told in the report's name: it points to nothing before it, and no
    quotation runs into it or out of it."""
    sentence = claim["sentence"]
    opened, closed, straight = map(sentence.count, '“”"')
    is_closed = opened == closed and straight % 2 == 0
    cue = (claim["cue"] or "").split(" … ")[0]
    is_said_here = claim["source_kind"] == "article" or (cue != "" and cue in sentence)
    return is_closed and is_said_here and not BEGINS.match(sentence) and not sentence[0].islower()


def _alone(results: Results) -> Iterator[Finding]:
    for claim in _in_turn(results, filter(is_concrete, lone(results))):
        parts = (*cited(results, claim), ". No other report was found to say so.")
        yield Finding("alone", "In one report only:", parts, "", ids(claim))


def is_concrete(claim: ClaimRow) -> bool:
    """Whether it has marks enough, and says of its subject something with a number or a name."""
    said = claim["text"].replace(claim["subject"] or "", "")
    return bool(MARK.search(said)) and concrete(claim) <= -CHECKED


@once
def lone(results: Results) -> list[ClaimRow]:
    """What one report has that no other has and that stands by itself, the earliest first; what a
    copy has in other words is the same."""
    found: dict[str, ClaimRow] = {}
    for claim in filter(_stands, alone(results)):
        if results.elsewhere[claim["claim_id"]]["likely"] >= ALONE:
            continue
        if found.keys().isdisjoint(results.near.get(claim["claim_id"], ())):
            found[claim["claim_id"]] = claim
    return sorted(
        found.values(), key=lambda claim: (how_early(results, [claim]), claim["claim_id"])
    )


def _in_turn(results: Results, claims: Iterable[ClaimRow]) -> Iterator[ClaimRow]:
    """The first of each independent report, the oldest report first, then the next of each."""
    of_origin: dict[str, list[ClaimRow]] = {
        results.origin[one]: [] for one in sorted(results.origin, key=results.age.__getitem__)
    }
    for claim in claims:
        if claim["doc_id"] not in results.superseded and first_of(results, claim) is claim:
            of_origin[results.origin[claim["doc_id"]]].append(claim)
    for rank in zip_longest(*of_origin.values()):
        yield from filter(None, rank)


def _stands(claim: ClaimRow) -> bool:
    """Whether it can be told with no other beside it: a whole clause of a known speaker that points
    to nothing before it."""
    is_known = claim["source_kind"] == "article" or bool(who(claim))
    return is_whole(claim) and is_known and not points(claim)
