"""What of a claim is denied or left open: by its own words, and by what governs it."""

import re
from typing import NamedTuple

from lib.comparison.values.words import (
    Negator,
    Token,
    clause_end,
    clause_start,
    negator,
    root,
    sayings,
    tokens,
)
from lib.tables.records import ClaimRow

CLAUSE_MARK = re.compile(r"[.;:!?,()“”\"]")
WITHDRAWN = re.compile(
    r"^\W*correction\b|\b(?:earlier|previous|original) (?:version|story)\b", re.I
)
# "did not say that": nothing is known of it; "did not believe that": it is held to be untrue
PLAIN = frozenset(map(root, "not never no none nobody nothing few hardly scarcely".split()))
NEG_RAISING = frozenset(map(root, "believe think expect want agree promise".split()))
OF_A_REPORT = frozenset("that of about on".split())
QUOTED = frozenset("\"“”'‘’")
SO_FAR = frozenset("yet longer immediately immediate".split())
SETTING = frozenset(("where", "whose"))  # what follows is taken for granted, whatever is denied
KNOWN_BY = 20  # letters by which a content is found in its sentence
UNTRUTH_NEAR = 4  # words after a content among which it is called untrue


class Stance(NamedTuple):
    """What a side denies and what it leaves open of its tokens, the words that do, whether what
    governs it denies it all, and whether it speaks of so far only."""

    denied: list[bool]
    open: list[bool]
    words: str
    whole: bool
    so_far: bool


def stance(row: ClaimRow, content: tuple[Token, ...], bare: bool) -> Stance:
    """What is denied: by a word up to the end of its clause, by what governs it as a whole."""
    lead = _lead(row, bare)
    gone = any(map(WITHDRAWN.search, (_before(row), row["source"] or ""))) or _untrue(row, lead)
    line = [token.word for token in (*lead, *content)]
    denied, left_open = [int(gone)] * len(line), [False] * len(line)
    told, at, whole = ["withdrawn"] * gone, 0, gone
    while at < len(line):
        hit = negator(line, at)
        end = at + (len(hit.keys) if hit else 1)
        outside = at < len(lead)
        # the "no" vote denies nothing
        named = at > 0 and QUOTED.issuperset(line[at - 1 : at] + line[end : end + 1])
        governs = not outside or (not gone and _governs(row, lead[end:]))
        if hit and hit.effect != "nothing" and governs and not named:
            after = {root(word) for word in line[end : end + 3]}
            raised = outside and {*hit.keys} <= PLAIN and not NEG_RAISING & after
            for i in _reach(hit, line, at, end, outside):
                denied[i] += hit.effect == "denies" and not raised
                left_open[i] |= hit.effect == "open" or raised
            whole ^= outside and hit.effect == "denies" and not raised
            told.append(" ".join(line[at:end]))
        at = end
    so_far = bool(SO_FAR & set(line)) or "had yet" in " ".join(line)
    odd = [times % 2 == 1 for times in denied[len(lead) :]]
    return Stance(odd, left_open[len(lead) :], ", ".join(told), whole, so_far)


def _reach(hit: Negator, line: list[str], at: int, end: int, outside: bool) -> range:
    """What a negator denies: what it governs, its clause, or the report that it calls untrue."""
    if hit.reach == "untruth":
        for i in range(at - 1):
            if line[i + 1] in OF_A_REPORT and root(line[i]) in sayings():
                return range(i + 1, at)
        last = clause_end(line, end)
        if not outside and not any(tokens(word)[0].stem for word in line[end:last]):
            return range(clause_start(line, at), at)  # "the death of Holt is a hoax"
    if outside:  # "denied that he went to the place where …" does not deny what happened there
        return range(at, next((i for i in range(end, len(line)) if line[i] in SETTING), len(line)))
    return range(at, clause_end(line, end))


def _lead(row: ClaimRow, bare: bool) -> tuple[Token, ...]:
    """The words before the content in its clause; of a cue that stands elsewhere its own."""
    sentence, cue = row["sentence"], (row["cue"] or "").split(" … ")
    before = CLAUSE_MARK.split(_before(row))[-1]
    if bare:  # the content has source and cue already
        for own in (row["source_text"] or row["source"] or "", *cue):
            before = before.replace(own, " ", 1)
    elif cue[0] not in before:
        before = f"{_before_cue(sentence, cue[0])} {row['cue']}"
    return tokens(before)


def _before(row: ClaimRow) -> str:
    """What stands before the content in its sentence."""
    return row["sentence"][: max(0, row["sentence"].find(row["text"][:KNOWN_BY]))]


def _governs(row: ClaimRow, between: tuple[Token, ...]) -> bool:
    """Whether only small words, sayings, the source and the cue stand between a word that negates
    and the content."""
    own = {token.stem for token in tokens(f"{row['source_text'] or row['source']} {row['cue']}")}
    return all(not one.stem or one.stem in own or one.stem in sayings() for one in between)


def _untrue(row: ClaimRow, lead: tuple[Token, ...]) -> bool:
    """Whether the content is what a report says that is called untrue after it."""
    if len(lead) < 2 or lead[-1].word != "that" or lead[-2].stem not in sayings():
        return False
    rest = row["sentence"].partition(row["text"])[2]
    line = [token.word for token in tokens(rest)[:UNTRUTH_NEAR]]
    hits = [negator(line, i) for i in range(len(line))]
    return any(hit is not None and hit.reach == "untruth" for hit in hits)


def _before_cue(sentence: str, cue: str) -> str:
    """What negates a cue from before it: "neither confirmed nor", "did not"."""
    words = CLAUSE_MARK.split(sentence[: max(0, sentence.find(cue))])[-1].split()
    if words[-1:] == ["nor"]:
        return " ".join(words[-3:]) if "neither" in words[-3:] else ""
    last = words[-1].lower() if words else ""
    return words[-1] if last.endswith("n't") or last in {"not", "cannot", "never"} else ""
