"""Stage 4: matches of claims, families, profiles, and what stands alone."""

import gc
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lib import work
from lib.likely import Bounds
from lib.matter import one_matter, topics
from lib.nearest import ALIKE, Passages
from lib.origins import origins
from lib.relations import (
    Pair,
    Side,
    Verdict,
    compared,
    explained,
    judge,
    likened,
    paired,
    side,
    telling,
)
from lib.similarity import LIGHT, Scorer, pair_scores, stem_set
from lib.text import by_document, short_names, words

__all__ = [
    "ById",
    "alone",
    "comparison",
    "concrete",
    "families",
    "lone",
    "once",
    "origins",
    "pair_scores",
    "profile",
    "said",
    "told",
    "why",
]

Row = dict[str, Any]

# A claim of fewer words that say something ("the threat") is like every other that has them.
LEAST_WORDS = 2
# A claim has at most this many counterparts that are merely related: a table that matches
# everything says nothing.
RELATED_A_CLAIM = 2
MATCHES_A_CLAIM = 1.5  # a match belongs to two claims, so that this is three a claim on average
SIDES = 20_000  # claims whose reading is held, more than most stories have
RELATIONS = ("agree", "conflict", "related")
LONE_EACH, LONE = 3, 40  # claims that stand alone shown for each origin, and of all
# What a profile counts of claims
OF_CLAIMS = ("claims", "named_sources", "quotations", "dates", "numbers", "places", "own_voice")
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

    rows: tuple[Row, ...]
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


class Comparison(NamedTuple):
    """Rows of table "matches", and how many matches between independent origins each of some
    thresholds would leave: rows of threshold, agree, conflict and related.
    """

    matches: list[Row]
    sensitivity: list[Row]


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


class ById:
    """The tables of a run by id: names and origin of each document, each claim and its family."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables
        self.names = short_names(tables["documents"])
        self.claims = {row["claim_id"]: row for row in tables["claims"]}
        self.family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
        self.origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}


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
    claims: list[Row],
    origins: list[Row],
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
    for found, left in work.each(_of_stories, jobs, kept=kept):
        rows += found
        for count, more in zip(counts, left, strict=True):
            count.update(more)
    left = [
        {"threshold": step} | {name: count[name] for name in RELATIONS}
        for step, count in zip(steps, counts, strict=True)
    ]
    return Comparison(sorted(rows, key=lambda row: (row["claim_a"], row["claim_b"])), left)


def _of_stories(jobs: list[tuple]) -> list[tuple[list[Row], list[Counter[str]]]]:
    return [_of_story(*job) for job in jobs]


def _of_story(
    claims: list[Row], origin: dict[str, str], threshold: float, steps: list[float]
) -> tuple[list[Row], list[Counter[str]]]:
    """The matches among the claims of a story, which are in the order of their ids, and for each
    step how many it would leave."""
    found = _candidates(claims, origin, least=min([threshold, *steps]))
    return _chosen(found, threshold=threshold), [_left(found, step) for step in steps]


def _candidates(claims: list[Row], origin: dict[str, str], *, least: float) -> Candidates:
    """The pairs of claims of a story that share a word and are at least so alike, judged, before
    the best are chosen; by the origin of each document. The claims are in the order of their ids.

    Of a report within a report only the inner claim is compared, so that its words count once.
    """
    claims = _innermost(claims)
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


def _innermost(claims: list[Row]) -> list[Row]:
    """The claims in whose content no other stands."""
    outer = {claim["within"] for claim in claims}
    return [claim for claim in claims if claim["claim_id"] not in outer]


def _utterances(claims: list[Row], origin: dict[str, str]) -> list[Utterance]:
    """The utterances of the claims, which are in the order of their ids, in the order of their
    first claims' ids."""
    groups = defaultdict(list)
    for claim in claims:
        groups[_utterance(claim, origin)].append(claim)
    found = []
    for (home, _), group in groups.items():
        if len(stem_set(compared(group[0])) - LIGHT) >= LEAST_WORDS:
            first = {claim["doc_id"]: claim for claim in reversed(group)}
            docs = sorted(first, key=lambda doc_id: (doc_id != home, doc_id))
            found.append(Utterance(tuple(first[doc_id] for doc_id in docs), home, frozenset(first)))
    return sorted(found, key=lambda said: said.rows[0]["claim_id"])


def _utterance(claim: Row, origin: dict[str, str]) -> tuple[str, str]:
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


def _chosen(found: Candidates, *, threshold: float) -> list[Row]:
    """The rows of table "matches" among the candidates that are at least `threshold` alike.

    What two origins say to each other comes first, each utterance once; then the copies of an
    utterance, held against the first; then, as far as the average of three a claim allows, the
    agreements and conflicts of the copies with other origins.
    """
    scorer, best = found.scorer, _select(found, threshold)
    first = {
        one.ends: explained(scorer, found.pair(one), one.verdict, copies=one.copies) for one in best
    }
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


def _copies(found: Candidates, said: Utterance) -> Iterator[Row]:
    """The rows of the copies of an utterance, each with the first."""
    one = found.read(said.rows[0]["claim_id"])
    pair = paired(found.scorer, one, one)
    told = explained(found.scorer, pair, judge(found.scorer, pair), copies=True)
    yield from (_of(told, said.rows[0], other) for other in said.rows[1:])


def _again(found: Candidates, one: Judged, told: Row, *ends: Row) -> Row:
    """The row of two claims that say what the first claims of their utterances do, whose row is
    given."""
    if ends[0]["claim_id"] > ends[1]["claim_id"]:  # what is "here" is "there"
        pair = paired(found.scorer, *map(found.read, one.ends[::-1]))
        told = explained(found.scorer, pair, judge(found.scorer, pair), copies=False)
    return _of(told, *ends)


def _of(told: Row, *ends: Row) -> Row:
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


# --- families, profile, what stands alone -------------------------------------------------------


def families(claims: list[Row], matches: list[Row], origins: list[Row]) -> list[Row]:
    """Rows of table "families": every claim in exactly one; a claim that nothing agrees with is a
    family of its own.

    What an origin says again in the same words is one. Then families are joined along the
    agreements, copies first, then the best, and only if they agree in at least half of their pairs
    of origins and conflict in none, so that a chain of likenesses does not swallow everything.
    """
    origin = {row["doc_id"]: row["origin"] for row in origins}
    home = {claim["claim_id"]: origin[claim["doc_id"]] for claim in claims}
    score = {
        relation: {
            (row["claim_a"], row["claim_b"]): row["score"]
            for row in matches
            if row["relation"] == relation
        }
        for relation in ("agree", "conflict")
    }
    family: dict[str, set[str]] = {}
    same: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in sorted(claims, key=lambda claim: claim["claim_id"]):
        one = same[_utterance(claim, origin)]
        one.add(claim["claim_id"])
        family[claim["claim_id"]] = one
    within = {
        ends: value for ends, value in score["agree"].items() if home[ends[0]] == home[ends[1]]
    }
    known = {
        "home": home,
        "beside": {relation: _beside(pairs) for relation, pairs in score.items()},
    }
    _join(family, sorted(within, key=lambda ends: (-within[ends], ends)), **known)
    _join(family, _between(family, score["agree"], claims), **known)
    label = _labels(claims, score["agree"], family)
    doc = {claim["claim_id"]: claim["doc_id"] for claim in claims}
    shared: dict[str, Row] = {}
    for members in _distinct(family):
        counts = {
            "documents": len({doc[member] for member in members}),
            "origins": len({home[member] for member in members}),
        }
        shared |= dict.fromkeys(
            members, {"family_id": min(members), "label": label[min(members)]} | counts
        )
    return [
        {"claim_id": claim_id, "doc_id": doc[claim_id]} | shared[claim_id]
        for claim_id in sorted(family)
    ]


def _distinct(family: dict[str, set[str]]) -> Iterable[set[str]]:
    """Each family once, so that what holds of all its members is not worked out for every one."""
    return {id(members): members for members in family.values()}.values()


def _join(family: dict[str, set[str]], ends: Iterable[tuple[str, str]], **known: dict) -> None:
    """Join the families of each pair of claims, in order, where they may be joined."""
    for a, b in ends:
        one, other = family[a], family[b]
        if one is not other and _united(one, other, **known):
            one |= other
            family.update(dict.fromkeys(other, one))


def _between(
    family: dict[str, set[str]], agree: dict[tuple[str, str], float], claims: list[Row]
) -> list[tuple[str, str]]:
    """The agreements between families, each pair of families once, the best first; ties by the
    words, which copies share."""
    text = {claim["claim_id"]: claim["text"] for claim in claims}
    first = {
        id(members): (min(members), min(text[member] for member in members))
        for members in _distinct(family)
    }
    best: dict[frozenset[str], tuple] = {}
    for (a, b), score in agree.items():
        if family[a] is not family[b]:
            ends = [first[id(family[end])] for end in (a, b)]
            said = sorted(words for _, words in ends)
            key = frozenset(one for one, _ in ends)
            best[key] = min(best.get(key, (1, [], (a, b))), (-score, said, (a, b)))
    return [ends for _, _, ends in sorted(best.values())]


def once(matches: list[Row], families: list[Row], origins: list[Row]) -> list[Row]:
    """The matches between origins, each relation of two families and two origins once, by its best
    match: so a copy adds none."""
    origin = {row["doc_id"]: row["origin"] for row in origins}
    family = {row["claim_id"]: row["family_id"] for row in families}
    found: dict[tuple, Row] = {}
    for row in sorted(matches, key=lambda row: (-row["score"], row["claim_a"], row["claim_b"])):
        ends = frozenset((origin[row[f"doc_{end}"]], family[row[f"claim_{end}"]]) for end in "ab")
        if origin[row["doc_a"]] != origin[row["doc_b"]]:
            found.setdefault((row["relation"], ends), row)
    return sorted(found.values(), key=lambda row: (row["claim_a"], row["claim_b"]))


def _united(
    one: set[str], other: set[str], *, home: dict[str, str], beside: dict[str, dict[str, set[str]]]
) -> bool:
    """Whether two families that agree somewhere may be joined; claims of one origin are one
    voice."""
    if any(beside["conflict"].get(claim, set()) & other for claim in one):
        return False
    ends = [{home[claim] for claim in members} for members in (one, other)]
    voices = {frozenset((a, b)) for a in ends[0] for b in ends[1] if a != b}
    agreed = {
        frozenset((home[a], home[b])) for a in one for b in beside["agree"].get(a, set()) & other
    }
    return 2 * len(agreed & voices) >= len(voices)


def _beside(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """For each claim those that it is paired with."""
    found: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        found[a].add(b)
        found[b].add(a)
    return found


def _labels(
    claims: list[Row], agree: dict[tuple[str, str], float], family: dict[str, set[str]]
) -> dict[str, str]:
    """For each claim the text of its family's most central claim: the one whose agreements in the
    family weigh most."""
    weight: Counter[str] = Counter()
    for (a, b), score in sorted(agree.items()):
        if family[a] is family[b]:
            weight.update({a: score, b: score})
    text = {claim["claim_id"]: claim["text"] for claim in claims}
    central = {
        id(members): min(members, key=lambda member: (-round(weight[member], 6), member))
        for members in _distinct(family)
    }
    return {key: text[central[id(members)]] for key, members in family.items()}


def profile(tables: dict[str, list[Row]]) -> list[Row]:
    """Rows of table "profile" for the documents that went on, from tables documents, blocks,
    claims, repairs and unfinished: how much in each a reader could check, per 1,000 words.

    Of a report within a report the inner claim counts. A rate is null where the document has no
    word or no character to divide by, and what is counted of claims where a limit was met before
    they were found.
    """
    ok = sorted(
        (row for row in tables["documents"] if row["status"] == "ok"), key=lambda row: row["doc_id"]
    )
    parts = {name: by_document(tables[name]) for name in ("blocks", "claims", "repairs")}
    found = [
        _profile(row, **{name: rows.get(row["doc_id"], []) for name, rows in parts.items()})
        for row in ok
    ]
    late = {row["doc_id"] for row in tables["unfinished"]}
    return [row | dict.fromkeys(OF_CLAIMS) if row["doc_id"] in late else row for row in found]


def _profile(document: Row, *, blocks: list[Row], claims: list[Row], repairs: list[Row]) -> Row:
    total = sum(len(words(block["text"])) for block in blocks)
    claims = _innermost(claims)
    own = [claim for claim in claims if claim["source_kind"] == "article"]
    counts = {
        "named_sources": len(
            {
                claim["source"]
                for claim in claims
                if claim["source_kind"] in ("person", "institution")
            }
            - {None}
        ),
        "quotations": sum(claim["quoted"] for claim in claims),
        "dates": sum(claim["time_start"] is not None for claim in claims),
        "numbers": sum(len(claim["numbers"]) for claim in claims),
        "places": len({place for claim in claims for place in claim["places"]}),
    }
    return {
        "doc_id": document["doc_id"],
        "words": total,
        "claims": len(claims),
        **{name: _rate(count, total / 1000) for name, count in counts.items()},
        "own_voice": _rate(len(own), len(claims)),
        "repairs": _rate(len(repairs), (document["chars"] or 0) / 1000),
    }


def _rate(count: int, measure: float) -> float | None:
    return round(count / measure, 3) if measure else None


def alone(tables: dict[str, list[Row]]) -> list[Row]:
    """The claims that no other origin agrees with or disputes, the most concrete first, from tables
    claims, origins, matches, families."""
    origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
    between = [
        row
        for row in tables["matches"]
        if telling(row) and origin[row["doc_a"]] != origin[row["doc_b"]]
    ]
    family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
    # what a conflict says of a claim holds of its copies too
    disputed = {family[row[end]] for row in between for end in ("claim_a", "claim_b")}
    single = {
        row["claim_id"]
        for row in tables["families"]
        if row["origins"] == 1 and row["family_id"] not in disputed
    }
    lone = [claim for claim in _innermost(tables["claims"]) if claim["claim_id"] in single]
    return sorted(lone, key=lambda claim: (concrete(claim), claim["claim_id"]))


def lone(tables: dict[str, list[Row]], names: dict[str, str], *, shown: set[str]) -> list[Row]:
    """The first three claims of each origin that stand alone, of those shown, with the nearest
    sentence of any other origin.

    Rows of specificity, claim, nearest (both with their report) and likeness, 0 to 1, the most
    specific first, at most 40. What is less than ALIKE is told as nothing alike, its likeness null;
    where no other report is of the story both are null.
    """
    origin, seen = {row["doc_id"]: row["origin"] for row in tables["origins"]}, Counter()
    few = []
    for claim in (claim for claim in alone(tables) if claim["claim_id"] in shown):
        seen.update([origin[claim["doc_id"]]])
        if seen[origin[claim["doc_id"]]] <= LONE_EACH:
            few.append((-claim["specificity"], told(claim, names[claim["doc_id"]]), claim))
    passages = Passages(tables["blocks"], tables["origins"])
    return [
        _alone_row(claim, words, passages.nearest(claim), names=names)
        for _, words, claim in sorted(few, key=itemgetter(0, 1))[:LONE]
    ]


def _alone_row(claim: Row, words: str, near: Row | None, *, names: dict[str, str]) -> Row:
    """The row of one such claim, with the sentence nearest to it."""
    alike = near is not None and near["similarity"] >= ALIKE
    return {
        "specificity": claim["specificity"],
        "claim": words,
        "nearest": (
            f"{names[near['doc_id']]}: {near['text']}" if alike else near and "nothing alike"
        ),
        "likeness": near["similarity"] if alike else None,
    }


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


def concrete(claim: Row) -> int:
    """How little a claim can be checked by: the lower, the more of numbers, time, and the five
    marks of specificity it has."""
    return -(claim["specificity"] + bool(claim["numbers"]) + bool(claim["time_text"]))
