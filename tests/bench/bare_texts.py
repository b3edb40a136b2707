"""Pairs of bare texts scored as the benchmarks have them: how alike, and whether they oppose.

Likeness is the plainest there is, the cosine of their stems by rarity; what they say differently is
told as of two claims, with the subject and the verb of each text's main clause.
"""

from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc, Span

from lib.claims.parse import parse
from lib.comparison.arrays import Vocabulary, heavy, rarity, table, unit
from lib.comparison.values import differences
from lib.tables.records import TABLES

OPPOSED = frozenset(("event", "number"))  # the kinds of difference by which two texts contradict


class PairScore(NamedTuple):
    """How alike two texts are, and whether they contradict each other."""

    score: float
    label: bool


def pair_scores(pairs: list[tuple[str, str]]) -> list[PairScore]:
    """The scores of each pair."""
    texts = sorted({text for pair in pairs for text in pair})
    number = {text: place for place, text in enumerate(texts)}
    claims = [as_claim(text, doc) for text, doc in zip(texts, parse(texts), strict=True)]
    ends = np.array([[number[text] for text in pair] for pair in pairs]).T
    return [
        PairScore(float(score), opposed(claims[a], claims[b]))
        for score, a, b in zip(likeness(texts, *ends), *ends, strict=True)
    ]


def likeness(texts: list[str], i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """The cosine of the stems of texts by number, weighted by their rarity."""
    vocabulary = Vocabulary()
    rows = [vocabulary.of(text) for text in texts]
    words = table(rows, len(vocabulary.column))
    vectors = unit(heavy(words, rarity(words)))
    return np.asarray(vectors[i].multiply(vectors[j]).sum(axis=1)).ravel().round(6)


def opposed(a: dict, b: dict) -> bool:
    """Whether one denies what the other says, or has another number for it."""
    return any(one["kind"] in OPPOSED for one in differences(a, b))


def as_claim(text: str, doc: Doc) -> dict:
    """The text as a claim with the slots of its first main clause."""
    row = dict.fromkeys((column.name for column in TABLES["claims"].columns), None)
    row |= {"claim_id": text, "text": text, "sentence": text, "source_kind": "article"}
    row |= {"quoted": False, "polarity": "affirmed", "modality": "asserted"}
    row |= {"actors": [], "places": [], "numbers": []}
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    if root is None:
        return row
    parts = {child.dep_: _words(child) for child in root.children}
    verb = root.lemma_ if root.pos_ in ("VERB", "AUX") else None
    subject = parts.get("nsubj") or parts.get("nsubjpass")
    thing = parts.get("dobj") or parts.get("attr") or parts.get("acomp")
    return row | {"subject": subject, "predicate": verb, "object": thing}


def _words(token) -> str:
    return Span(token.doc, token.left_edge.i, token.right_edge.i + 1).text
