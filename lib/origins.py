"""Which documents tell one story, and which of them copy or spin one another."""

import re
from collections.abc import Iterable
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from lib.text import WORD, sentences, stems, words

Row = dict[str, Any]

# Average-linked documents of one story are at least this alike; swept on ECB+ and FNC-1 together.
STORY_COSINE = 0.17
# Two reports on one matter whose whole vocabulary is less alike than this are not compared sentence by sentence.
COPY_COSINE = 0.4
# An aligned sentence that was copied with light edits keeps this much of its letters in their order (a ratio of 0 to 100). A spun one, its
# words replaced by synonyms, keeps less; it is told from two reporters' own sentences (up to 65) by keeping at least two names and numbers
# and half of all.
COPY_RATIO, SPUN_RATIO, SPUN_MARKS = 80, 60, 2
# This share of the shorter report's own sentences, and not fewer than three of them, must have a twin in the other.
COPY_SHARE, COPY_SENTENCES = 0.35, 3
# Sentences of fewer words (datelines, "Read more") are alike by chance.
COPY_WORDS = 6


class Passage(NamedTuple):
    """A sentence of a block: its own words without quotations, and the block's place in the decoded text."""

    text: str
    start: int
    end: int
    marks: frozenset[str]


def origins(documents: list[Row], blocks: list[Row], *, one_story: bool) -> list[Row]:
    """Rows of table "origins" for the documents that went on: the story and the origin of each, named by their smallest doc_id.

    Two documents of one story share an origin where enough of the shorter one's sentences, quotations aside, stand in the other
    with their names and numbers: a press briefing that both quote does not make one a copy of the other.
    """
    ids = sorted(row["doc_id"] for row in documents if row["status"] == "ok")
    parts: dict[str, list[Row]] = {doc_id: [] for doc_id in ids}
    for block in sorted(blocks, key=lambda block: (block["doc_id"], block["order"])):
        parts.get(block["doc_id"], []).append(block)
    likeness = _likeness([" ".join(block["text"] for block in parts[doc_id]) for doc_id in ids])
    story = dict.fromkeys(ids, ids[0]) if ids and one_story else _stories(ids, likeness)
    shared = _copies(ids, parts, likeness=likeness, story=story)
    origin = _components(ids, shared)
    return [{"doc_id": i, "story": story[i], "origin": origin[i], "evidence": _evidence(i, shared)} for i in ids]


def _likeness(texts: list[str]) -> np.ndarray:
    """Cosines of the texts' TF-IDF vectors over stems."""
    if not any(stems(text) for text in texts):
        return np.eye(len(texts))
    vectors = TfidfVectorizer(analyzer=stems, sublinear_tf=True).fit_transform(texts)
    return (vectors @ vectors.T).toarray()


def _stories(ids: list[str], likeness: np.ndarray) -> dict[str, str]:
    """The first document of each one's story: average-linked documents above STORY_COSINE."""
    if len(ids) < 2:
        return {doc_id: doc_id for doc_id in ids}
    clustering = AgglomerativeClustering(n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - STORY_COSINE)
    labels = clustering.fit_predict(np.clip(1 - likeness, 0, 1))
    first: dict[int, str] = {}
    return {doc_id: first.setdefault(label, doc_id) for doc_id, label in zip(ids, labels, strict=True)}


def _copies(ids: list[str], parts: dict[str, list[Row]], *, likeness: np.ndarray, story: dict[str, str]) -> dict[tuple[str, str], list]:
    """For each pair of documents of one origin: the passages that they share."""
    passages = {doc_id: _passages(parts[doc_id]) for doc_id in ids}
    found = {}
    for i, j in combinations(range(len(ids)), 2):
        a, b = ids[i], ids[j]
        if story[a] == story[b] and likeness[i, j] >= COPY_COSINE and (shared := _shared(passages[a], passages[b])):
            found[a, b] = shared
    return found


QUOTATION = re.compile(r"[“\"«][^“”\"«»]*(?:[”\"»]|$)")


def _passages(blocks: list[Row]) -> list[Passage]:
    found = []
    for block in blocks:
        for start, end in sentences(block["text"]):
            own = QUOTATION.sub(" ", block["text"][start:end])
            if len(words(own)) >= COPY_WORDS:
                found.append(Passage(" ".join(words(own)), block["start"], block["end"], _marks(own)))
    return found


def _marks(text: str) -> frozenset[str]:
    """What a spinner must not change: the numbers, and the names inside the sentence."""
    found = [match.group() for match in WORD.finditer(text)]
    return frozenset(word for i, word in enumerate(found) if word[0].isdigit() or (i and word[0].isupper()))


def _shared(a: list[Passage], b: list[Passage]) -> list[tuple[Passage, Passage]]:
    """The aligned passages, one to one, if they are enough to make one document a copy of the other; else none."""
    if min(len(a), len(b)) < COPY_SENTENCES:
        return []
    ratio = process.cdist([one.text for one in a], [one.text for one in b], scorer=fuzz.ratio)
    taken_a, taken_b, found = set(), set(), []
    for i, j in sorted(np.argwhere(ratio >= SPUN_RATIO).tolist(), key=lambda pair: (-ratio[pair[0], pair[1]], pair)):
        if i not in taken_a and j not in taken_b and (ratio[i, j] >= COPY_RATIO or _marks_kept(a[i].marks, b[j].marks)):
            taken_a.add(i), taken_b.add(j), found.append((a[i], b[j]))
    enough = max(COPY_SENTENCES, COPY_SHARE * min(len(a), len(b)))
    return sorted(found, key=lambda pair: (pair[0].start, pair[1].start, pair)) if len(found) >= enough else []


def _marks_kept(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= max(SPUN_MARKS, 0.5 * max(len(a), len(b)))


def _components(ids: list[str], links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The smallest id of each one's connected component."""
    first = {doc_id: doc_id for doc_id in ids}
    for a, b in sorted(links):
        low, high = sorted((first[a], first[b]))
        first = {doc_id: low if name == high else name for doc_id, name in first.items()}
    return first


def _evidence(doc_id: str, shared: dict[tuple[str, str], list]) -> list[Row]:
    """The passages that the document shares, seen from its side, each pair of blocks once."""
    found = set()
    for (a, b), passages in shared.items():
        for one, other in passages:
            if a == doc_id:
                found.add((b, one.start, one.end, other.start, other.end))
            elif b == doc_id:
                found.add((a, other.start, other.end, one.start, one.end))
    return [dict(zip(("doc_id", "start", "end", "other_start", "other_end"), places, strict=True)) for places in sorted(found)]
