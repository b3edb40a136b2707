"""Pairs of bare texts scored as the benchmarks have them: how alike, and whether they oppose.

Bare texts have no polarity and no slots, so they are parsed for verbs and names, and what one side
denies is read from its words.
"""

from collections import defaultdict
from typing import NamedTuple

from spacy.tokens import Doc

from lib.claims.parse import parse
from lib.comparison.pair.likeness import Content, Parts, Scorer, weighed
from lib.comparison.pair.numbers import number_conflict
from lib.comparison.pair.vocabulary import LIGHT, Denial
from lib.text.words import stem, stems, words

# From this strength on a denial of one side opposes the other; swept on emergent, fnc, rte3 and
# vitaminc together.
OPPOSED = 0.1
# In a headline or a claim of at most so many words a denial reaches at least this share of it, by
# its kind; in a longer text its clause.
SHORT = 30
FLOOR = {"untrue": 0.8, "denial": 0.3, "undone": 0.2}


class PairScore(NamedTuple):
    """How alike two texts are, how strongly they oppose each other, whether they do."""

    score: float
    opposed: float
    label: bool


def pair_scores(pairs: list[tuple[str, str]]) -> list[PairScore]:
    """The scores of each pair."""
    texts = sorted({text for pair in pairs for text in pair})
    scorer = Scorer(texts)
    contents = {
        text: scorer.read(text, _parts(doc)) for text, doc in zip(texts, parse(texts), strict=True)
    }
    return [_pair(scorer, contents[a], contents[b]) for a, b in pairs]


def _parts(doc: Doc) -> Parts:
    """The verbs, and the names of people and of countries or cities; organisations have too many
    names for one body."""
    verbs = {stem(token.lemma_.lower()) for token in doc if token.pos_ == "VERB"} - LIGHT
    names: dict[str, set[str]] = defaultdict(set)
    for entity in doc.ents:
        if entity.label_ in {"PERSON", "GPE"}:
            names[entity.label_].update(stems(entity.text))
    return Parts(frozenset(verbs), {kind: frozenset(keys) for kind, keys in names.items() if keys})


def _pair(scorer: Scorer, a: Content, b: Content) -> PairScore:
    opposed = 1.0 if number_conflict(a.figures, b.figures) else denial(scorer, a, b)[0]
    return PairScore(round(score(scorer, a, b), 3), round(opposed, 3), opposed >= OPPOSED)


def score(scorer: Scorer, a: Content, b: Content) -> float:
    """How alike two contents are, whatever their polarity: at most 1, below 0 where only names and
    numbers clash."""
    return weighed(scorer.common(a, b)) + weighed(scorer.clashes(a, b))


def denial(scorer: Scorer, a: Content, b: Content) -> tuple[float, str]:
    """How strongly one side alone denies what both speak of (0 to 1), and its words; 0 where both
    deny or neither.

    A denial counts by the share of the shared words in its clause, and by how much of the better
    covered side is shared.
    """
    denier, other, denials = _denier(a, b)
    cues = {key for one in denials for key in stems(one.cue)}
    shared, own = denier.stems & other.stems, denier.stems - cues
    if not denials or not shared:
        return 0.0, ""
    covered = max(scorer.mass(shared) / scorer.mass(side) for side in (own, other.stems) if side)
    reach, cue = max((_reach(scorer, denier, one, shared), one.cue) for one in denials)
    return min(covered * reach, 1.0), cue


def _reach(scorer: Scorer, denier: Content, one: Denial, shared: frozenset[str]) -> float:
    """The share of the shared words that the denial reaches."""
    floor = FLOOR[one.kind] if len(words(denier.text)) <= SHORT else 0.0
    return max(floor, scorer.mass(shared & one.clause) / scorer.mass(shared))


def _denier(a: Content, b: Content) -> tuple[Content, Content, list[Denial]]:
    """The side that denies, the other, and its denials; no denials if both sides deny or neither.

    What both say was prevented or left undone is part of what they speak of: "will stop serving" is
    no denial of "to stop serving".
    """
    undone = [
        {stem(denial.cue) for denial in side.denials if denial.kind == "undone"} for side in (a, b)
    ]
    one, other = (
        [denial for denial in side.denials if stem(denial.cue) not in undone[0] & undone[1]]
        for side in (a, b)
    )
    if bool(one) == bool(other):
        return a, b, []
    return (a, b, one) if one else (b, a, other)
