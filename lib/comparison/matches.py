"""Claims in, the matches of two documents of one story out: the same thing, then its values."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

from lib.comparison.arrays import read
from lib.comparison.candidates import candidates
from lib.comparison.features import features
from lib.comparison.mix import Mix, chance, mix, scored, sure
from lib.comparison.utterances import commons, one_utterance, quotations, quotes, rarities
from lib.comparison.values import between, relation, side
from lib.comparison.values.sides import Side
from lib.tables.records import ClaimRow, Difference, MatchRow, OriginRow, QuotationRow
from lib.work import workers

# From this chance on of stating the same thing two claims are at least related.
RELATED = 0.35
# A claim has at most this many counterparts that are merely related: a table that matches
# everything says nothing.
RELATED_A_CLAIM = 2
MATCHES_A_CLAIM = 1.5  # a match belongs to two claims, so that this is three a claim on average
UTTERANCE = 0.97  # of a hundred pairs of one utterance on judged stories so many were right
RELATIONS = ("agree", "conflict", "related")
SIDES = 20_000  # claims whose reading is held, more than most stories have
WORDS = frozenset({"speaker", "wording"})  # all that one utterance can differ in
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
)  # what two claims of one origin must both have to be one saying


class Saying(NamedTuple):
    """What one origin says in the same words: its first claim in each document that has it."""

    rows: tuple[ClaimRow, ...]
    origin: str
    docs: frozenset[str]


class Pair(NamedTuple):
    """Two sayings by number, the chance that they state the same thing, how sure an agreement of
    them is, whether it is one utterance, the relation if they state the same, and in order of
    rank among the pairs of a story."""

    i: int
    j: int
    score: float
    sure: float
    utterance: bool
    relation: str
    copies: bool

    def at(self, threshold: float) -> str | None:
        """The relation where that is asked of an agreement; None where there is none."""
        if self.utterance or self.sure >= threshold:
            return self.relation
        return "related" if self.score >= RELATED else None


class Left(NamedTuple):
    """How many matches between independent origins a threshold leaves."""

    threshold: float
    agree: int
    conflict: int
    related: int


class Comparison(NamedTuple):
    """Rows of tables "matches" and "quotations", and what each of some thresholds would leave."""

    matches: list[MatchRow]
    sensitivity: list[Left]
    quotations: list[QuotationRow]


def comparison(
    claims: list[ClaimRow],
    origins: list[OriginRow],
    texts: Mapping[str, str] = {},
    published: Mapping[str, str | None] = {},
    *,
    threshold: float,
    steps: Sequence[float] = (),
    weights: str = "",
    kept: Path | None = None,
) -> Comparison:
    """The pairs of claims of two documents of one story that state the same thing, by the share of
    such that is right (`threshold`), or are related; and what each of the steps would leave.

    On average at most three a claim of the story. No other story makes a word rarer here. What
    copies say in the same words is compared once, so that another copy changes nothing between the
    other documents. texts: the decoded texts, which are searched for quotations;
    published: the days of the reports; weights: a file of another mix; kept: a folder for what a
    story gives, as for `work.each`.
    """
    docs: dict[str, dict[str, str]] = defaultdict(dict)
    for row in origins:
        docs[row["story"]][row["doc_id"]] = row["origin"]
    story, of_story = {row["doc_id"]: row["story"] for row in origins}, defaultdict(list)
    for claim in sorted(claims, key=lambda claim: claim["claim_id"]):
        of_story[story[claim["doc_id"]]].append(claim)
    jobs = [
        (
            of_story[name],
            docs[name],
            {doc_id: texts[doc_id] for doc_id in docs[name] if doc_id in texts},
            {doc_id: published.get(doc_id) for doc_id in docs[name]},
            mix(weights),
            threshold,
            [*steps],
        )
        for name in of_story
        if len(docs[name]) > 1
    ]
    rows: list[MatchRow] = []
    cuts: list[QuotationRow] = []
    counts: list[Counter[str]] = [Counter() for _ in steps]
    for found, cut, left in workers.each(_of_stories, jobs, kept=kept):
        rows += found
        cuts += cut
        for count, more in zip(counts, left, strict=True):
            count.update(more)
    sensitivity = [
        Left(step, *(count[name] for name in RELATIONS))
        for step, count in zip(steps, counts, strict=True)
    ]
    return Comparison(
        sorted(rows, key=lambda row: (row["claim_a"], row["claim_b"])),
        sensitivity,
        sorted(cuts, key=lambda row: (row["quotation"], row["claim_id"])),
    )


Found = tuple[list[MatchRow], list[QuotationRow], list[Counter[str]]]


def _of_stories(jobs: list[tuple]) -> list[Found]:  # type: ignore[type-arg]
    return [_of_story(*job) for job in jobs]


def _of_story(
    claims: list[ClaimRow],
    origin: dict[str, str],
    texts: dict[str, str],
    published: dict[str, str | None],
    learned: Mix,
    threshold: float,
    steps: list[float],
) -> Found:
    """The matches among the claims of a story, which are in the order of their ids, the utterances
    that they quote, and for each step how many matches it would leave."""
    said, read_side = _sayings(claims, origin), _reader(claims, published)
    firsts = [one.rows[0] for one in said]
    quoted = quotes(texts, origin)
    shared = commons(quoted, rarities(firsts))
    utterances = one_utterance(quoted, shared, firsts)
    pairs = _pairs(said, utterances, learned, read_side, least=min([threshold, *steps]))
    left = [
        Counter(pair.at(step) or "" for pair in _select(said, pairs, step) if not pair.copies)
        for step in steps
    ]
    rows = _rows(said, _select(said, pairs, threshold), threshold, read_side, len(claims))
    return rows, quotations(quoted, shared, claims, texts), left


Reader = Callable[[str], Side]  # of a claim by its id, as its values are compared


def _reader(claims: list[ClaimRow], published: Mapping[str, str | None]) -> Reader:
    rows = {claim["claim_id"]: claim for claim in claims}
    return lru_cache(SIDES)(lambda name: side(rows[name], published.get(rows[name]["doc_id"])))


def _sayings(claims: list[ClaimRow], origin: dict[str, str]) -> list[Saying]:
    """The sayings of the claims, which are in the order of their ids, in the order of the words."""
    groups = defaultdict(list)
    for claim in claims:
        groups[saying(claim, origin)].append(claim)
    found = []
    for (home, words), group in groups.items():
        first = {claim["doc_id"]: claim for claim in reversed(group)}
        docs = sorted(first, key=lambda doc_id: (doc_id != home, doc_id))
        rows = tuple(first[doc_id] for doc_id in docs)
        found.append((words, rows[0]["claim_id"], Saying(rows, home, frozenset(first))))
    return [one for *_, one in sorted(found, key=lambda one: one[:2])]


def saying(claim: ClaimRow, origin: dict[str, str]) -> tuple[str, str]:
    """What is the same for all claims of a saying: the origin and the words."""
    values = [claim[name] for name in SAME]  # type: ignore[literal-required]
    return origin[claim["doc_id"]], repr(values)


def _pairs(
    said: list[Saying],
    utterances: set[tuple[int, int]],
    learned: Mix,
    read_side: Reader,
    *,
    least: float,
) -> list[Pair]:
    """The pairs that are at least related, or so sure, the best first; ties go by the words."""
    claims = read([one.rows[0] for one in said])
    home = np.unique([one.origin for one in said], return_inverse=True)[1]
    i, j = _together(*candidates(claims, home), utterances, len(said))
    if not len(i):
        return []
    score = scored(learned["same"], features(claims, i, j))
    same, share = chance(score), sure(learned, score)
    spoken = np.isin(i * len(said) + j, [a * len(said) + b for a, b in utterances])
    share[spoken] = np.maximum(share[spoken], UTTERANCE)
    kept = spoken | (share >= least) | (same >= RELATED)
    order = np.lexsort((j, i, -score))
    found = []
    for k in order[kept[order]].tolist():
        a, b = said[i[k]], said[j[k]]
        if a.docs.isdisjoint(b.docs):
            ends = a.rows[0]["claim_id"], b.rows[0]["claim_id"]
            known = spoken[k] or share[k] >= least
            told = _verdict(ends, bool(spoken[k]), read_side)[0] if known else "related"
            numbers = int(i[k]), int(j[k]), float(same[k]), float(share[k]), bool(spoken[k])
            found.append(Pair(*numbers, told, a.origin == b.origin))
    return found


def _together(
    i: np.ndarray, j: np.ndarray, more: set[tuple[int, int]], size: int
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of both, each once."""
    own = np.array([a * size + b for a, b in more], dtype=np.int64)
    found = np.union1d(i * size + j, own)
    return found // max(size, 1), found % max(size, 1)


def _verdict(
    ends: tuple[str, str], utterance: bool, read_side: Reader
) -> tuple[str, list[Difference]]:
    """How two claims of the same thing stand to each other, and what differs."""
    found = between(*map(read_side, sorted(ends)))
    if utterance:
        return "agree", [one for one in found if one["kind"] in WORDS]
    return relation(found), found


def _select(said: list[Saying], pairs: list[Pair], threshold: float) -> list[Pair]:
    """For each claim the best in every other document, few that are merely related; of copies, each
    is held against the first document of its origin only. On average at most three a saying.

    Conflicts between origins come first, then copies, of which families are made up, then
    agreements, then what is related.
    """
    taken: set[tuple[int, str]] = set()
    related: Counter[int] = Counter()
    kept: list[Pair] = []
    room = math.floor(MATCHES_A_CLAIM * len(said))
    for pair in _ranked(pairs, threshold):
        if len(kept) == room:
            break
        merely = pair.at(threshold) == "related"
        if merely and max(related[pair.i], related[pair.j]) >= RELATED_A_CLAIM:
            continue
        a, b = said[pair.i], said[pair.j]
        ends = {*product([pair.i], b.docs), *product([pair.j], a.docs)}
        if ends <= taken or (pair.copies and (ends & taken or a.origin not in a.docs | b.docs)):
            continue
        taken |= ends
        related.update([pair.i, pair.j] if merely else [])
        kept.append(pair)
    return kept


def _ranked(pairs: list[Pair], threshold: float) -> list[Pair]:
    order: list[list[Pair]] = [[] for _ in range(4)]
    for pair in pairs:
        told = pair.at(threshold)
        if told:
            conflict = told == "conflict" and not pair.copies
            place = 3 if told == "related" else 0 if conflict else 1 if pair.copies else 2
            order[place].append(pair)
    return [pair for some in order for pair in some]


def _rows(
    said: list[Saying], chosen: list[Pair], threshold: float, read_side: Reader, claims: int
) -> list[MatchRow]:
    """The rows of table "matches": the chosen pairs, each saying once; then the copies of a saying,
    held against the first; then, as far as the average of three a claim allows, the agreements and
    conflicts of the copies with other origins."""

    def row(pair: Pair, one: ClaimRow, other: ClaimRow) -> MatchRow:
        found = _verdict((one["claim_id"], other["claim_id"]), pair.utterance, read_side)[1]
        told = pair.at(threshold) or ""
        numbers = {"score": pair.score, "sure": pair.sure, "utterance": pair.utterance}
        return _row(one, other, relation=told, differences=found, **numbers)

    rows = [row(pair, said[pair.i].rows[0], said[pair.j].rows[0]) for pair in chosen]
    rows += [_row(one.rows[0], other, **COPY) for one in said for other in one.rows[1:]]
    again = (
        row(pair, *ends)
        for pair in chosen
        if pair.at(threshold) != "related" and not pair.copies
        for ends in islice(product(said[pair.i].rows, said[pair.j].rows), 1, None)
    )
    rows += islice(again, max(math.floor(MATCHES_A_CLAIM * claims) - len(rows), 0))
    return sorted(rows, key=lambda row: (row["claim_a"], row["claim_b"]))


COPY = {"relation": "agree", "score": 1.0, "sure": 1.0, "utterance": False, "differences": []}


def _row(one: ClaimRow, other: ClaimRow, **told: Any) -> MatchRow:
    a, b = sorted((one, other), key=lambda claim: claim["claim_id"])
    ids = {"claim_a": a["claim_id"], "claim_b": b["claim_id"]}
    docs = {"doc_a": a["doc_id"], "doc_b": b["doc_id"]}
    return cast(MatchRow, ids | docs | told | {"reasons": [], "corrected": []})
