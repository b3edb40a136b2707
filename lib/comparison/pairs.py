"""The sayings of a story in, the pairs that may state the same thing out, the best first."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lib.comparison.arrays import read
from lib.comparison.candidates import candidates
from lib.comparison.features import features
from lib.comparison.mix import Mix, chance, scored, sure
from lib.comparison.sayings import Saying
from lib.comparison.values import between, relation, side
from lib.tables.records import ClaimRow, Difference

# From this chance on of stating the same thing two claims are at least related: where nothing is
# known to differ, and where something is, which is what readers look for.
RELATED, DIFFERING = 0.35, 0.2
UTTERANCE = 0.97  # of a hundred pairs of one utterance on judged stories so many were right
WORDS = frozenset({"speaker", "wording"})  # all that one utterance can differ in
# claims whose reading, and pairs whose verdict, is held: more than most stories have
SIDES, VERDICTS = 20_000, 200_000


class Pair(NamedTuple):
    """Two sayings by number, the chance that they state the same thing, how sure an agreement of
    them is, whether they quote one utterance, whether one copies the other."""

    i: int
    j: int
    score: float
    sure: float
    utterance: bool
    copies: bool


def pairs(
    said: list[Saying], utterances: set[tuple[int, int]], learned: Mix, *, least: float
) -> list[Pair]:
    """The pairs of one utterance, and those that may be related or are at least so sure; ties go by
    the words."""
    claims, size = read([one.first for one in said]), len(said)
    home = np.unique([one.origin for one in said], return_inverse=True)[1]
    i, j = candidates(claims, home)
    quoted = np.array([a * size + b for a, b in utterances], dtype=np.int64)
    i, j = np.divmod(np.union1d(i * size + j, quoted), max(size, 1))
    if not len(i):
        return []
    score, spoken = scored(learned["same"], features(claims, i, j)), np.isin(i * size + j, quoted)
    same, share = chance(score), sure(learned, score)
    share[spoken] = np.maximum(share[spoken], UTTERANCE)
    kept = spoken | (share >= least) | (same >= DIFFERING)
    order = np.lexsort((j, i, -score, ~spoken))
    parts = (i, j, same, share, spoken, home[i] == home[j])
    rows = zip(*(part[order[kept[order]]].tolist() for part in parts), strict=True)
    return [
        pair for pair in map(Pair._make, rows) if said[pair.i].docs.isdisjoint(said[pair.j].docs)
    ]


Verdict = tuple[str, list[Difference]]
Judge = Callable[[str, str, bool], Verdict]


def judge(claims: list[ClaimRow], published: Mapping[str, str | None]) -> Judge:
    """What tells how two claims of the same thing stand to each other, and what differs, by their
    ids in order and whether they quote one utterance."""
    rows = {claim["claim_id"]: claim for claim in claims}
    read_side = lru_cache(SIDES)(lambda name: side(rows[name], published.get(rows[name]["doc_id"])))

    def verdict(a: str, b: str, utterance: bool) -> Verdict:
        found = between(read_side(a), read_side(b))
        if utterance:
            return "agree", [one for one in found if one["kind"] in WORDS]
        return relation(found), found

    return lru_cache(VERDICTS)(verdict)
