"""Claims in, the matches of two documents of one story out: the same thing, then its values."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, cast

from lib.comparison.mix import Mix, mix
from lib.comparison.pairs import DIFFERING, RELATED, VERDICTS, Judge, Pair, Verdict, judge, pairs
from lib.comparison.quotations import quotations
from lib.comparison.sayings import Saying, sayings
from lib.comparison.utterances import commons, one_utterance, quotes, rarities
from lib.tables.records import ClaimRow, MatchRow, OriginRow, QuotationRow
from lib.work import workers

# A claim has at most this many counterparts that are merely related: a table that matches
# everything says nothing.
RELATED_A_CLAIM = 2
MATCHES_A_CLAIM = 1.5  # a match belongs to two claims, so that this is three a claim on average
RELATIONS = ("agree", "conflict", "related")


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
    how, jobs = (mix(weights), threshold, [*steps]), []
    for name in sorted(name for name in of_story if len(docs[name]) > 1):
        own = {doc_id: texts[doc_id] for doc_id in docs[name] if doc_id in texts}
        days = {doc_id: published.get(doc_id) for doc_id in docs[name]}
        jobs.append((of_story[name], docs[name], own, days, *how))
    rows, cuts = list[MatchRow](), list[QuotationRow]()
    counts: list[Counter[str]] = [Counter() for _ in steps]
    for found, cut, left in workers.each(_of_stories, jobs, kept=kept):
        rows += found
        cuts += cut
        for count, more in zip(counts, left, strict=True):
            count.update(more)
    left_of = zip(steps, counts, strict=True)
    sensitivity = [Left(step, *(count[name] for name in RELATIONS)) for step, count in left_of]
    rows.sort(key=itemgetter("claim_a", "claim_b"))
    return Comparison(rows, sensitivity, sorted(cuts, key=itemgetter("quotation", "claim_id")))


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
    """The matches among the claims of a story, the utterances that they quote, and for each step
    how many matches it would leave."""
    said, quoted = sayings(claims, origin), quotes(texts, origin)
    firsts = [one.first for one in said]
    shared = commons(quoted, rarities(firsts))
    spoken = one_utterance(quoted, shared, firsts)
    best = pairs(said, spoken, learned, least=min([threshold, *steps]))
    story = Story(said, best, judge(claims, published))
    found = [story.chosen(step) for step in steps]
    left = [Counter(one.relation for one in some if not one.pair.copies) for some in found]
    rows = story.rows(story.chosen(threshold), len(claims))
    return rows, quotations(quoted, shared, claims, texts), left


class Match(NamedTuple):
    """A pair that is told, and its relation."""

    pair: Pair
    relation: str


class Story:
    """The sayings of a story, their pairs with the best first, and what holds their values against
    each other."""

    def __init__(self, said: list[Saying], pairs: list[Pair], judge: Judge) -> None:
        self.said, self.pairs, self.judge = said, pairs, judge
        names = sorted({name for one in said for name in one.docs})
        self.docs = {name: place for place, name in enumerate(names)}
        # asked again at each threshold
        self.ends = lru_cache(VERDICTS)(self._ends)
        self.known = lru_cache(VERDICTS)(self._known)

    def verdict(self, pair: Pair, one: ClaimRow, other: ClaimRow) -> Verdict:
        a, b = sorted((one["claim_id"], other["claim_id"]))
        return self.judge(a, b, pair.utterance)

    def relation(self, pair: Pair, threshold: float) -> str | None:
        """The relation where that share of agreements must be right; None where there is none."""
        surely = pair.utterance or pair.sure >= threshold
        if not surely and not DIFFERING <= pair.score < RELATED:  # whatever differs
            return "related" if pair.score >= RELATED else None
        known = self.known(pair)
        return known if surely else None if known == "agree" else "related"

    def _known(self, pair: Pair) -> str:
        return self.verdict(pair, self.said[pair.i].first, self.said[pair.j].first)[0]

    def chosen(self, threshold: float) -> list[Match]:
        """For each claim the best in every other document, few that are merely related; of copies,
        each is held against the first document of its origin only. On average at most three a
        saying."""
        taken: set[int] = set()
        related = [0] * len(self.said)
        kept: list[Match] = []
        most = math.floor(MATCHES_A_CLAIM * len(self.said))
        for pair in self.pairs:
            if len(kept) >= most:
                break
            full = max(related[pair.i], related[pair.j]) >= RELATED_A_CLAIM
            if full and not pair.utterance and pair.sure < threshold:
                continue
            ends = self.ends(pair.i, pair.j)
            # of copies, only with the first document of the origin
            a, b = self.said[pair.i], self.said[pair.j]
            later = pair.copies and (ends & taken or a.origin not in a.docs | b.docs)
            if ends <= taken or later:
                continue
            told = self.relation(pair, threshold)
            if told is None or (told == "related" and full):
                continue
            taken |= ends
            for end in (pair.i, pair.j):
                related[end] += told == "related"
            kept.append(Match(pair, told))
        return kept

    def _ends(self, i: int, j: int) -> frozenset[int]:
        """Each of the two with each document of the other, as a number."""
        width, both = len(self.docs), ((i, self.said[j].docs), (j, self.said[i].docs))
        return frozenset([one * width + self.docs[name] for one, docs in both for name in docs])

    def rows(self, chosen: list[Match], claims: int) -> list[MatchRow]:
        """The rows of table "matches": the chosen pairs, each saying once; then the copies of a
        saying, held against the first; then, as far as the average of three a claim allows, the
        agreements and conflicts of the copies with other origins."""
        ends = [product(self.said[one.pair.i].rows, self.said[one.pair.j].rows) for one in chosen]
        rows = [self.row(one, *next(pairs)) for one, pairs in zip(chosen, ends, strict=True)]
        rows += [_row(one.first, other, **COPY) for one in self.said for other in one.rows[1:]]
        again = (
            self.row(one, *pair)
            for one, pairs in zip(chosen, ends, strict=True)
            if one.relation != "related" and not one.pair.copies
            for pair in pairs
        )
        rows += islice(again, max(math.floor(MATCHES_A_CLAIM * claims) - len(rows), 0))
        return sorted(rows, key=lambda row: (row["claim_a"], row["claim_b"]))

    def row(self, match: Match, one: ClaimRow, other: ClaimRow) -> MatchRow:
        pair = match.pair
        found = self.verdict(pair, one, other)[1]
        told = {"score": pair.score, "sure": pair.sure, "utterance": pair.utterance}
        return _row(one, other, relation=match.relation, differences=found, **told)


COPY = {"relation": "agree", "score": 1.0, "sure": 1.0, "utterance": False, "differences": []}


def _row(one: ClaimRow, other: ClaimRow, **told: Any) -> MatchRow:
    a, b = sorted((one, other), key=lambda claim: claim["claim_id"])
    ids = {"claim_a": a["claim_id"], "claim_b": b["claim_id"]}
    docs = {"doc_a": a["doc_id"], "doc_b": b["doc_id"]}
    return cast(MatchRow, ids | docs | told | {"reasons": [], "corrected": []})
