"""Claims in, the matches of two documents of one story out."""

import gc
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lib.comparison.pair.bounds import Bounds
from lib.comparison.pair.common import match_row
from lib.comparison.pair.likeness import Scorer
from lib.comparison.pair.matter import one_matter, topics
from lib.comparison.pair.relations import judge
from lib.comparison.pair.side import Pair, Side, Verdict, compared, likened, paired, side
from lib.comparison.pair.vocabulary import LIGHT, stem_set
from lib.tables.records import ClaimRow, MatchRow, OriginRow
from lib.tables.store import innermost
from lib.work import workers

# A claim of fewer words that say something ("the threat") is like every other that has them.
LEAST_WORDS = 2
# A claim has at most this many counterparts that are merely related: a table that matches
# everything says nothing.
RELATED_A_CLAIM = 2
MATCHES_A_CLAIM = 1.5  # a match belongs to two claims, so that this is three a claim on average
SIDES = 20_000  # claims whose reading is held, more than most stories have
RELATIONS = ("agree", "conflict", "related")
SAME = (
    "text",
    "sentence",
    "source",
    "source_kind",
    "cue",
    "quoted",
    "polarity",
    "modality",
    "subject",
    "predicate",
    "object",
    "actors",
    "places",
    "time_start",
    "time_end",
)  # what two claims of one origin must both have to be one utterance, said once


class Utterance(NamedTuple):
    """What one origin says in the same words: its first claim in each document that has it, the
    origin's first document before others."""

    rows: tuple[ClaimRow, ...]
    origin: str
    docs: frozenset[str]


class Judged(NamedTuple):
    """Two utterances of two documents, how alike their first claims are, whether the parts of one
    stand in the other, and the verdict."""

    a: Utterance
    b: Utterance
    score: float
    stands: bool
    verdict: Verdict

    @property
    def ends(self) -> tuple[str, str]:
        """The ids of the two claims."""
        return self.a.rows[0]["claim_id"], self.b.rows[0]["claim_id"]

    @property
    def copies(self) -> bool:
        return self.a.origin == self.b.origin


class Left(NamedTuple):
    """How many matches between independent origins a threshold leaves."""

    threshold: float
    agree: int
    conflict: int
    related: int


class Comparison(NamedTuple):
    """Rows of table "matches", and what each of some thresholds would leave."""

    matches: list[MatchRow]
    sensitivity: list[Left]


@dataclass(frozen=True, eq=False)
class Candidates:
    """All of one story that may match: the scorer, the utterances, the judged pairs of them, what
    counts most first, how many claims there are, what reads a claim by its id, and the words that
    are the topic.

    Of a claim only its row is held, since what is compared of it takes many times the room; it is
    worked out again for the few that count.
    """

    scorer: Scorer
    utterances: list[Utterance]
    judged: list[Judged]
    claims: int
    read: Callable[[str], Side]
    topic: frozenset[str]
    _asked: dict[tuple[str, str], bool] = field(default_factory=dict)

    def pair(self, one: Judged) -> Pair:
        """The first claims of both, as they are compared."""
        return Pair(*map(self.read, one.ends), one.score, one.stands)

    def one_matter(self, one: Judged) -> bool:
        """Whether what they share is of one matter; few are asked, and these by every threshold
        again."""
        if one.ends not in self._asked:
            self._asked[one.ends] = one_matter(self.scorer, self.topic, self.pair(one))
        return self._asked[one.ends]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Within, Python looks for no garbage in circles, of which matching makes none: it would go
    through all that is held again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # all that was made meanwhile is old by now, and not gone through at once
        gc.freeze(), gc.unfreeze()
        if was:
            gc.enable()


@_uncollected()
def comparison(
    claims: list[ClaimRow],
    origins: list[OriginRow],
    *,
    threshold: float,
    steps: Sequence[float] = (),
    kept: Path | None = None,
) -> Comparison:
    """The pairs of claims of two documents of one story that are at least `threshold` alike, and
    what each of the steps would leave.

    On average at most three a claim of the story. A higher threshold keeps fewer; no other
    parameter decides, and no other story, whose words make none rarer here. What copies say in the
    same words is compared once, so that another copy changes nothing between the other documents.
    kept: a folder for what a story gives, as for `work.each`.
    """
    docs: dict[str, dict[str, str]] = defaultdict(dict)
    for row in origins:
        docs[row["story"]][row["doc_id"]] = row["origin"]
    story, of_story = {row["doc_id"]: row["story"] for row in origins}, defaultdict(list)
    for claim in sorted(claims, key=lambda claim: claim["claim_id"]):
        of_story[story[claim["doc_id"]]].append(claim)
    jobs = [
        (found, docs[name], threshold, [*steps])
        for name, found in of_story.items()
        if len(docs[name]) > 1
    ]
    rows, counts = [], [Counter() for _ in steps]
    for found, left in workers.each(_of_stories, jobs, kept=kept):
        rows += found
        for count, more in zip(counts, left, strict=True):
            count.update(more)
    sensitivity = [
        Left(step, *(count[name] for name in RELATIONS))
        for step, count in zip(steps, counts, strict=True)
    ]
    return Comparison(sorted(rows, key=lambda row: (row["claim_a"], row["claim_b"])), sensitivity)


def _of_stories(jobs: list[tuple]) -> list[tuple[list[MatchRow], list[Counter[str]]]]:
    return [_of_story(*job) for job in jobs]


def _of_story(
    claims: list[ClaimRow], origin: dict[str, str], threshold: float, steps: list[float]
) -> tuple[list[MatchRow], list[Counter[str]]]:
    """The matches among the claims of a story, which are in the order of their ids, and for each
    step how many it would leave."""
    found = _candidates(claims, origin, least=min([threshold, *steps]))
    return _chosen(found, threshold=threshold), [_left(found, step) for step in steps]


def _candidates(claims: list[ClaimRow], origin: dict[str, str], *, least: float) -> Candidates:
    """The pairs of claims of a story that share a word and are at least so alike, judged, before
    the best are chosen; by the origin of each document. The claims are in the order of their ids.

    Of a report within a report only the inner claim is compared, so that its words count once.
    """
    claims = innermost(claims)
    scorer = Scorer(map(compared, claims))
    said = _utterances(claims, origin)
    read = _reading(scorer, said)
    pairs = (
        (a, b, found)
        for a, b, found in _pairs(scorer, said, least=least, read=read)
        if found.score >= least
    )
    judged = [
        Judged(a, b, found.score, found.stands, judge(scorer, found)) for a, b, found in pairs
    ]
    return Candidates(scorer, said, sorted(judged, key=_rank), len(claims), read, topics(scorer))


def _reading(scorer: Scorer, said: list[Utterance]) -> Callable[[str], Side]:
    """Gives a claim as it is compared by its id; the last ones are held, since the pairs of a story
    have them in common."""
    rows = {one.rows[0]["claim_id"]: one.rows[0] for one in said}
    return lru_cache(maxsize=SIDES)(lambda claim_id: side(scorer, rows[claim_id]))


def _utterances(claims: list[ClaimRow], origin: dict[str, str]) -> list[Utterance]:
    """The utterances of the claims, which are in the order of their ids, in the order of their
    first claims' ids."""
    groups = defaultdict(list)
    for claim in claims:
        groups[utterance_key(claim, origin)].append(claim)
    found = []
    for (home, _), group in groups.items():
        if len(stem_set(compared(group[0])) - LIGHT) >= LEAST_WORDS:
            first = {claim["doc_id"]: claim for claim in reversed(group)}
            docs = sorted(first, key=lambda doc_id: (doc_id != home, doc_id))
            found.append(Utterance(tuple(first[doc_id] for doc_id in docs), home, frozenset(first)))
    return sorted(found, key=lambda said: said.rows[0]["claim_id"])


def utterance_key(claim: ClaimRow, origin: dict[str, str]) -> tuple[str, str]:
    """What is the same for all claims of an utterance: the origin and the words."""
    return origin[claim["doc_id"]], repr([claim[name] for name in SAME])


def _pairs(
    scorer: Scorer, said: list[Utterance], *, least: float, read: Callable[[str], Side]
) -> Iterator[tuple[Utterance, Utterance, Pair]]:
    """The pairs of two documents that may be `least` alike, and how alike their first claims
    are."""
    sides = [read(one.rows[0]["claim_id"]) for one in said]
    doc = np.unique([one.rows[0]["doc_id"] for one in said], return_inverse=True)[1]
    for i, j, common, may_stand in Bounds(scorer, sides).pairs(doc, least) if said else ():
        if said[i].docs.isdisjoint(said[j].docs):
            yield (
                said[i],
                said[j],
                likened(scorer, sides[i], sides[j], common=common, may_stand=may_stand),
            )


def _chosen(found: Candidates, *, threshold: float) -> list[MatchRow]:
    """The rows of table "matches" among the candidates that are at least `threshold` alike.

    What two origins say to each other comes first, each utterance once; then the copies of an
    utterance, held against the first; then, as far as the average of three a claim allows, the
    agreements and conflicts of the copies with other origins.
    """
    scorer, best = found.scorer, _select(found, threshold)
    first = {one.ends: match_row(scorer, found.pair(one), one.verdict) for one in best}
    copies = [
        row for said in found.utterances if len(said.rows) > 1 for row in _copies(found, said)
    ]
    again = [
        (one, first[one.ends], a, b)
        for one in best
        if one.verdict.telling and not one.copies
        for a, b in product(one.a.rows, one.b.rows)
        if (a["claim_id"], b["claim_id"]) != one.ends
    ]
    room = math.floor(MATCHES_A_CLAIM * found.claims) - len(first) - len(copies)
    rows = [*first.values(), *copies, *(_again(found, *each) for each in again[: max(room, 0)])]
    return sorted(rows, key=lambda row: (row["claim_a"], row["claim_b"]))


def _copies(found: Candidates, said: Utterance) -> Iterator[MatchRow]:
    """The rows of the copies of an utterance, each with the first."""
    one = found.read(said.rows[0]["claim_id"])
    pair = paired(found.scorer, one, one)
    told = match_row(found.scorer, pair, judge(found.scorer, pair))
    yield from (_of(told, said.rows[0], other) for other in said.rows[1:])


def _again(found: Candidates, one: Judged, told: MatchRow, *ends: ClaimRow) -> MatchRow:
    """The row of two claims that say what the first claims of their utterances do, whose row is
    given."""
    if ends[0]["claim_id"] > ends[1]["claim_id"]:  # what is "here" is "there"
        pair = paired(found.scorer, *map(found.read, one.ends[::-1]))
        told = match_row(found.scorer, pair, judge(found.scorer, pair))
    return _of(told, *ends)


def _of(told: MatchRow, *ends: ClaimRow) -> MatchRow:
    """The row with the ids of these two claims."""
    a, b = sorted(ends, key=lambda claim: claim["claim_id"])
    return told | {
        "claim_a": a["claim_id"],
        "claim_b": b["claim_id"],
        "doc_a": a["doc_id"],
        "doc_b": b["doc_id"],
    }


def _select(found: Candidates, threshold: float) -> list[Judged]:
    """For each claim the best in every other document, few that are merely related; of copies, each
    is held against the first document of its origin only, claim against claim. On average at most
    three an utterance, in the order of the judged.
    """
    taken: set[tuple[str, str]] = set()
    related: Counter[str] = Counter()
    kept, room = [], math.floor(MATCHES_A_CLAIM * len(found.utterances))
    for one in (one for one in found.judged if one.score >= threshold):
        if len(kept) == room:
            break
        (a, b), telling = one.ends, one.verdict.telling
        # what is merely related stays if it is the best that either side has in that document, and
        # among the best of both
        if not telling and (related[a] >= RELATED_A_CLAIM or related[b] >= RELATED_A_CLAIM):
            continue
        ends = {*product([a], one.b.docs), *product([b], one.a.docs)}
        if ends <= taken:
            continue
        if one.copies and (ends & taken or one.a.origin not in one.a.docs | one.b.docs):
            continue
        if not (telling or one.copies or found.one_matter(one)):
            continue
        taken |= ends
        related.update([] if telling else [a, b])
        kept.append(one)
    return kept


def _rank(one: Judged) -> tuple:
    """Conflicts between origins, then copies, of which families are made up, then agreements, then
    what is related; the best first.

    Ties go by the words, since the ids of copies are other than the first one's.
    """
    telling = one.verdict.telling
    conflict = one.verdict.relation == "conflict" and not one.copies
    kind = 0 if conflict else 1 if one.copies and telling else 2 if telling else 3
    said = sorted([one.a.rows[0]["text"], one.b.rows[0]["text"]])
    return kind, -one.score, said, one.ends


def _left(found: Candidates, threshold: float) -> Counter[str]:
    """How many matches between independent origins the threshold would leave, which is not below
    that of the candidates: by relation."""
    return Counter(one.verdict.relation for one in _select(found, threshold) if not one.copies)
