"""Pairs of bare texts scored as the benchmarks have them: how alike, and whether they oppose.

Likeness is nearly the plainest there is: the cosine of their words, as they are written and by
their beginnings, with a little of the workbook's own mix. What they say differently is told as of
two claims, with the subject and the verb of each text's main clause.
"""

import re
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc, Span

from lib.claims.parse import parse
from lib.comparison.arrays import heavy, rarity, read, table, unit
from lib.comparison.features import features
from lib.comparison.mix import mix, scored
from lib.comparison.values import differences
from lib.tables.records import TABLES

WORD = re.compile(r"\b\w\w+\b")
BEGIN = 5  # letters of a word
POWER = 0.75  # of the rarity
MIX = 0.03  # of the score of the mix that is added to the cosine
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
        for score, a, b in zip(likeness(claims, *ends), *ends, strict=True)
    ]


def likeness(claims: list[dict], i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """How alike the texts of claims are, by number, from 0 to 1 of those that are the same."""
    column: dict[str, int] = {}
    rows = [
        [column.setdefault(word, len(column)) for word in _words(row["text"])] for row in claims
    ]
    having = table(rows, len(column))
    vectors = unit(heavy(having, rarity(having) ** POWER))
    cosine = np.asarray(vectors[i].multiply(vectors[j]).sum(axis=1)).ravel()
    bare = [row | {"subject": None, "predicate": None, "object": None} for row in claims]
    found = cosine + MIX * scored(mix()["same"], features(read(bare), i, j))
    alike = [claims[a]["text"] == claims[b]["text"] for a, b in zip(i, j, strict=True)]
    # below 1 in the same order: cut off at 1, a third of the pairs of MRPC would be as good as same
    return np.where(alike, 1.0, 1 / (1 + np.exp(-found))).round(6)


def _words(text: str) -> list[str]:
    found = WORD.findall(text.lower())
    return found + [f"~{word[:BEGIN]}" for word in found]


def opposed(a: dict, b: dict) -> bool:
    """Whether one denies what the other says, or has another number for it."""
    return any(one["kind"] in OPPOSED for one in differences(a, b))


def as_claim(text: str, doc: Doc) -> dict:
    """The text as a claim with the slots of its first main clause."""
    row = dict.fromkeys((column.name for column in TABLES["claims"].columns), None)
    row |= {
        "claim_id": text,
        "doc_id": text,
        "text": text,
        "sentence": text,
        "source_kind": "article",
    }
    row |= {"quoted": False, "polarity": "affirmed", "modality": "asserted"}
    row |= {"actors": [], "places": [], "numbers": []}
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    if root is None:
        return row
    parts = {child.dep_: _phrase(child) for child in root.children}
    verb = root.lemma_ if root.pos_ in ("VERB", "AUX") else None
    subject = parts.get("nsubj") or parts.get("nsubjpass")
    thing = parts.get("dobj") or parts.get("attr") or parts.get("acomp")
    return row | {"subject": subject, "predicate": verb, "object": thing}


def _phrase(token) -> str:
    return Span(token.doc, token.left_edge.i, token.right_edge.i + 1).text
