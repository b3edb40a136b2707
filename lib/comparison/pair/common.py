"""A judged pair in, its row of table "matches" out: what both have, what differs, what is apart."""

import re

from lib.comparison.pair.likeness import Scorer
from lib.comparison.pair.relations import differences
from lib.comparison.pair.side import Pair, Side, Verdict, shared, stands_in
from lib.comparison.pair.vocabulary import LIGHT
from lib.tables.records import ClaimRow, Difference, MatchRow
from lib.text.phrases import shorten

PART_WIDTH = 50  # characters of a part that is told
WORDS, ONLY = 6, 4  # words at most that both have, and that one of them has alone


def match_row(scorer: Scorer, pair: Pair, verdict: Verdict) -> MatchRow:
    """The row of the pair; its reasons are made from it at the end, once (lib.findings.wording)."""
    a, b = pair.a.row, pair.b.row
    return {
        "claim_a": a["claim_id"],
        "claim_b": b["claim_id"],
        "doc_a": a["doc_id"],
        "doc_b": b["doc_id"],
        "relation": verdict.relation,
        "score": pair.score,
        "sure": None,
        "differences": differences(pair),
        "apart": [] if verdict.same_matter else _apart(scorer, pair),
        "shared_names": sorted(_both_name(pair)),
        "shared_words": _both_speak_of(scorer, pair),
        "reasons": [],
        "corrected": [],
    }


def _apart(scorer: Scorer, pair: Pair) -> list[Difference]:
    """The parts that are not the same, in their words; else what only one of the two says."""
    a, b = pair.a, pair.b
    parts = (
        ("subject", a.subject, b.subject),
        ("predicate", a.deed, b.deed),
        ("object", a.object, b.object),
    )
    unlike = [
        _part(name, _words(a.row, name), _words(b.row, name))
        for name, here, there in parts
        if a.row[name]
        and b.row[name]
        and not (here and stands_in(scorer, here, b))
        and not (there and stands_in(scorer, there, a))
        and not (name == "subject" and a.doers & b.doers)
        # names alone: "Nakiri", "in 1968"
        and _words(a.row, name).lower() != _words(b.row, name).lower()
    ]
    return unlike or [_part("words", _only(a, b), _only(b, a))]


def _part(kind: str, here: str | None, there: str | None) -> Difference:
    return {"kind": kind, "here": here, "there": there, "of": None, "note": None, "hard": False}


def _words(row: ClaimRow, part: str) -> str:
    """The words of a part, short and without quotation marks of their own."""
    return shorten(re.sub(r'["“”]', "", row[part]), PART_WIDTH)


def _only(one: Side, other: Side) -> str | None:
    """The first words that only one of them has, nor a near-synonym ("improved", "enhance")."""
    common = {word for term, word in one.words.items() if term in other.words}
    own = [
        word
        for term, word in one.words.items()
        if word not in common and term not in LIGHT and not term.startswith("~")
    ]
    return ", ".join(list(dict.fromkeys(own))[:ONLY]) or None


def _both_name(pair: Pair) -> set[str]:
    """The actors that both name, or the powers where their names differ ("Taliban", "Kabul")."""
    return set(pair.a.row["actors"]) & set(pair.b.row["actors"]) or pair.a.powers & pair.b.powers


def _both_speak_of(scorer: Scorer, pair: Pair) -> list[str]:
    """The rarest words that both have, in one's order; a stroke between near-synonyms."""
    one, other, both = pair.a.words, pair.b.words, shared(pair)
    rarest = sorted(both, key=lambda term: (-scorer.weight(term), term))[:WORDS]
    return [
        one[term] if not term.startswith("~") else f"{one[term]} / {other[term]}"
        for term in both
        if term in rarest
    ]
