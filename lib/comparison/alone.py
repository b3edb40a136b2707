"""Claims and the blocks of all reports in, for each claim the passage of another origin that is
likeliest to say it out."""

from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import sparse

from lib.comparison.arrays import Claims, heavy, read
from lib.comparison.candidates import candidates
from lib.comparison.features import Features, features
from lib.comparison.mix import Mix, Weights, chance, mix, scored
from lib.tables.records import BlockRow, ClaimRow, ElsewhereRow, OriginRow
from lib.text.words import sentences
from lib.work import workers

# How likely a passage says a claim from which it is perhaps elsewhere, and elsewhere.
PERHAPS, ELSEWHERE = 0.4, 0.7
# What has few words and few marks can be said in wholly other words, so that nothing shows that
# nobody else says it.
WORDS, MARKS = 10, 2
GRADES = (ALONE := "alone", "perhaps elsewhere", "elsewhere")
NONE = -6.0  # the score of a claim that shares no rare word with any passage
UNKNOWN = dict.fromkeys(("source", "source_text", "cue", "subject", "predicate", "object"))


class Passage(NamedTuple):
    """A sentence: the block that it stands in, and its words."""

    block: BlockRow
    text: str


class Lone(NamedTuple):
    """For each claim the number of its best passage (-1: none), and what tells whether another
    origin has it."""

    passage: np.ndarray
    features: Features


def elsewhere(
    claims: list[ClaimRow],
    blocks: list[BlockRow],
    origins: list[OriginRow],
    weights: str = "",
    *,
    kept: Path | None = None,
) -> list[ElsewhereRow]:
    """Rows of table "elsewhere": how far each claim stands alone in its origin, for the claims
    that another origin of their story could have.

    weights: a file of another mix; kept: a folder for what a story gives, as for `work.each`.
    """
    home = {row["doc_id"]: row for row in origins}
    parts: dict[str, tuple[list[ClaimRow], list[BlockRow]]] = defaultdict(lambda: ([], []))
    for claim in sorted(claims, key=itemgetter("claim_id")):
        parts[home[claim["doc_id"]]["story"]][0].append(claim)
    for block in sorted(blocks, key=itemgetter("block_id")):
        if block["doc_id"] in home:
            parts[home[block["doc_id"]]["story"]][1].append(block)
    origin = {doc_id: row["origin"] for doc_id, row in home.items()}
    jobs = []
    for said, around in parts.values():
        docs = {row["doc_id"] for row in (*said, *around)}
        of_docs = {doc_id: origin[doc_id] for doc_id in sorted(docs)}
        if len({*of_docs.values()}) > 1:
            jobs.append((said, around, of_docs, mix(weights)))
    found = [row for rows in workers.each(_of_stories, jobs, kept=kept) for row in rows]
    return sorted(found, key=itemgetter("claim_id"))


def _of_stories(jobs: list[tuple]) -> list[list[ElsewhereRow]]:  # type: ignore[type-arg]
    return [_of_story(*job) for job in jobs]


def _of_story(
    claims: list[ClaimRow], blocks: list[BlockRow], origin: dict[str, str], learned: Mix
) -> list[ElsewhereRow]:
    said = passages(blocks)
    found = lone(claims, said, origin, learned["alone"])
    likely = chance(scored(learned["elsewhere"], found.features))
    near = [said[number] if number >= 0 else None for number in found.passage.tolist()]
    return [_row(*one) for one in zip(claims, near, likely.tolist(), strict=True)]


def _row(claim: ClaimRow, passage: Passage | None, likely: float) -> ElsewhereRow:
    block = passage and passage.block
    return {
        "claim_id": claim["claim_id"],
        "doc_id": claim["doc_id"],
        "grade": GRADES[max(int(_says_little(claim)), (likely >= PERHAPS) + (likely >= ELSEWHERE))],
        "likely": likely,
        "block_id": block and block["block_id"],
        "passage": passage and passage.text,
    }


def _says_little(claim: ClaimRow) -> bool:
    return len(claim["text"].split()) < WORDS and claim["specificity"] < MARKS


def passages(blocks: Iterable[BlockRow]) -> list[Passage]:
    """The sentences of the blocks, headings too."""
    return [
        Passage(block, block["text"][start:end])
        for block in blocks
        for start, end in sentences(block["text"])
    ]


def lone(
    claims: list[ClaimRow], said: list[Passage], origin: dict[str, str], weights: Weights
) -> Lone:
    """What tells of each claim whether another origin has it: its two best passages there, how much
    it says, and how much of that no other origin has."""
    both, home, claim, passage = paired(claims, said, origin)
    score, size = scored(weights, features(both, claim, passage)), len(claims)
    order = np.lexsort((passage, -score, claim))
    claim, passage, score = claim[order], passage[order], score[order]
    rank = np.arange(len(claim)) - np.searchsorted(claim, claim)
    best, second, which = np.full(size, NONE), np.full(size, NONE), np.full(size, -1)
    for place, values in ((0, best), (1, second)):
        values[claim[rank == place]] = score[rank == place]
    which[claim[rank == 0]] = passage[rank == 0] - size
    mass, new = _masses(both, size, home)
    share = new / np.where(mass > 0, mass, 1)
    told = {"best": best, "second": second, "mass": mass, "new": new, "new_share": share}
    return Lone(which, told)


def paired(
    claims: list[ClaimRow], said: list[Passage], origin: dict[str, str]
) -> tuple[Claims, np.ndarray, np.ndarray, np.ndarray]:
    """Claims and sentences as arrays, their origins by number, and the pairs of a claim and a
    sentence of another origin that are looked at."""
    both = read([*claims, *map(_as_claim, said)])
    homes = [origin[row["doc_id"]] for row in [*claims, *(one.block for one in said)]]
    home = np.unique(homes, return_inverse=True)[1]
    i, j = candidates(both, np.arange(len(both)) >= len(claims), across=True)
    kept = home[i] != home[j]  # i is the claim, since the claims come first
    return both, home, i[kept], j[kept]


def _as_claim(passage: Passage) -> ClaimRow:
    """The sentence as a row that is compared as claims are."""
    text, quoted = passage.text, any(mark in passage.text for mark in '“”"')
    known = {"doc_id": passage.block["doc_id"], "text": text, "sentence": text, "quoted": quoted}
    return UNKNOWN | known  # type: ignore[return-value]


def _masses(both: Claims, size: int, home: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each claim the summed rarity of its words, and of those that no passage of another origin
    has."""
    ones, numbers = np.ones(len(both) - size), np.arange(len(both) - size)
    of_home = sparse.csr_array((ones, (home[size:], numbers)), (home.max() + 1, len(numbers)))
    having = sparse.csr_array((of_home @ both.words[size:]).sign())  # origin by word
    origins = np.asarray(having.sum(axis=0)).ravel()
    words = both.words[:size]
    own = sparse.csr_array(words.multiply(having[home[:size]]))
    every = np.ones(len(both.rare))
    new = heavy(words, both.rare * (origins == 0)) + heavy(own, both.rare * (origins == 1))
    return words @ both.rare, new @ every
