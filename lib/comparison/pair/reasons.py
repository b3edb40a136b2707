"""The reasons of a verdict, in the words of both claims."""

import re

from lib.comparison.pair.likeness import Scorer
from lib.comparison.pair.relations import APART, RULES
from lib.comparison.pair.side import Pair, Side, Verdict, shared, stands_in
from lib.comparison.pair.vocabulary import LIGHT
from lib.tables.records import Row
from lib.text.phrases import joined, shorten

# what the reasons call the parts
PART = {"subject": "subject", "predicate": "deed", "object": "object"}
PART_WIDTH = 50  # characters of a part that a reason quotes


def explained(scorer: Scorer, pair: Pair, verdict: Verdict, *, copies: bool) -> Row:
    """The row of table "matches" for a pair: the relation, and the sentences that say why."""
    reasons = [
        _common(scorer, pair),
        *(difference.sentence for rule in RULES for difference in rule(pair)),
    ]
    if not verdict.same_matter:
        reasons.append(_apart(scorer, pair))
    if verdict.relation == "related" and _nobody_is_to_act(pair):
        reasons.append("nobody is named on either side, so others may be meant")
    if copies:
        reasons.append(
            "one document copies the other, or both copy a third: together they count once"
        )
    a, b = pair.a.row, pair.b.row
    return {
        "claim_a": a["claim_id"],
        "claim_b": b["claim_id"],
        "doc_a": a["doc_id"],
        "doc_b": b["doc_id"],
        "relation": verdict.relation,
        "score": pair.score,
        "sure": None,
        "differences": [],
        "reasons": reasons,
        "corrected": [],
    }


def _nobody_is_to_act(pair: Pair) -> bool:
    """Whether neither side names an actor or a place, and one at least does not say who is to act:
    "joint exercises", "share maps"."""
    sides = (pair.a, pair.b)
    return not all(side.row["subject"] and side.row["predicate"] for side in sides) and not any(
        side.powers or side.row["places"] for side in sides
    )


def _apart(scorer: Scorer, pair: Pair) -> str:
    """Which parts of the two claims are not the same, in their words: 'not the same claim: deed
    "rose" here, "was counted" there'."""
    a, b = pair.a, pair.b
    parts = (
        ("subject", a.subject, b.subject),
        ("predicate", a.deed, b.deed),
        ("object", a.object, b.object),
    )
    other = [
        f'{PART[name]} "{_words(a.row, name)}" here, "{_words(b.row, name)}" there'
        for name, here, there in parts
        if a.row[name]
        and b.row[name]
        and not (here and stands_in(scorer, here, b))
        and not (there and stands_in(scorer, there, a))
        and not (name == "subject" and a.doers & b.doers)
        # names alone: "Nakiri", "in 1968"
        and _words(a.row, name).lower() != _words(b.row, name).lower()
    ]
    return f"{APART}: {'; '.join(other)}" if other else f"{APART}: {_rest(pair)}"


def _words(row: Row, part: str) -> str:
    """The words of a part, short and without quotation marks of their own."""
    return shorten(re.sub(r'["“”]', "", row[part]), PART_WIDTH)


def _rest(pair: Pair) -> str:
    """What only one of them says, where no part opposes another: 'only here "by Friday", only there
    "in two villages"'."""
    own = [
        [
            word
            for term, word in one.words.items()
            if word not in common and term not in LIGHT and not term.startswith("~")
        ]
        for one, common in (
            (pair.a, _shared_words(pair.a, pair.b)),
            (pair.b, _shared_words(pair.b, pair.a)),
        )
    ]
    told = [
        f'only {place} "{", ".join(list(dict.fromkeys(words))[:4])}"'
        for place, words in zip(("here", "there"), own, strict=True)
        if words
    ]
    return ", ".join(told) or "the same words, or words near them, in another order"


def _shared_words(one: Side, other: Side) -> set[str]:
    """The words of one that the other has too, or has a near-synonym of: "improved" beside
    "enhance"."""
    return {word for term, word in one.words.items() if term in other.words}


def _common(scorer: Scorer, pair: Pair) -> str:
    """What both sides have: "both name Taliban and speak of: soil, use, terrorists / militants"."""
    names = joined(sorted(_both_name(pair)))
    spoken = _spoken(scorer, pair)
    parts = [f"name {names}"] * bool(names) + [f"speak of: {', '.join(spoken)}"] * bool(spoken)
    return f"both {joined(parts)}" if parts else "alike in spelling only"


def _both_name(pair: Pair) -> set[str]:
    """The actors that both name, or the powers where they name them differently ("Taliban",
    "Kabul")."""
    return set(pair.a.row["actors"]) & set(pair.b.row["actors"]) or pair.a.powers & pair.b.powers


def _spoken(scorer: Scorer, pair: Pair, size: int = 6) -> list[str]:
    """The rarest words that the two share, in one's order; near-synonyms with a stroke between
    them."""
    one, other, both = pair.a.words, pair.b.words, shared(pair)
    kept = sorted(both, key=lambda term: (-scorer.weight(term), term))[:size]
    return [
        one[term] if not term.startswith("~") else f"{one[term]} / {other[term]}"
        for term in both
        if term in kept
    ]
