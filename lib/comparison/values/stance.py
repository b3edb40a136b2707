"""What of a claim is denied or left open: by its own words, by its cue, by its source."""

import re
from typing import NamedTuple

from lib.comparison.values.words import Token, clause_end, negator, root, tokens
from lib.tables.records import ClaimRow

LEAD = 4  # words before a content that may govern it
CLAUSE_MARK = re.compile(r"[.;:!?,()“”\"]")
WITHDRAWN = re.compile(
    r"\b(?:(?:earlier|previous|original) (?:version|story|report)|correction)\b", re.I
)
NEG_RAISING = frozenset(map(root, "believe think expect want agree promise".split()))
SO_FAR = frozenset("yet longer immediately immediate".split())


class Stance(NamedTuple):
    """What a side denies and what it leaves open of its tokens, the words that do, and whether it
    speaks of so far only."""

    denied: list[bool]
    open: list[bool]
    words: str
    so_far: bool


def stance(row: ClaimRow, content: tuple[Token, ...], bare: bool) -> Stance:
    """What is denied: by a word up to the end of its clause, by cue or source as a whole."""
    lead = _lead(row, bare)
    gone = bool(WITHDRAWN.search(f"{row['source_text']} {row['source']}"))
    line = [*lead, *(token.word for token in content)]
    denied, left_open = [int(gone)] * len(line), [False] * len(line)
    told, at = ["withdrawn"] * gone, 0
    while at < len(line):
        hit = negator(line, at)
        end = at + (len(hit.keys) if hit else 1)
        if hit and hit.effect != "nothing":
            outside = at < len(lead)
            after = {root(word) for word in line[end : end + 3]}
            raised = outside and hit.keys == ("not",) and not NEG_RAISING & after
            for i in range(at, len(line) if outside else clause_end(line, end)):
                denied[i] += hit.effect == "denies" and not raised
                left_open[i] |= hit.effect == "open" or raised
            told.append(" ".join(line[at:end]))
        at = end
    so_far = bool(SO_FAR & set(line)) or "had yet" in " ".join(line)
    odd = [times % 2 == 1 for times in denied[len(lead) :]]
    return Stance(odd, left_open[len(lead) :], ", ".join(told), so_far)


def _lead(row: ClaimRow, bare: bool) -> list[str]:
    """The words that govern the content as a whole: the cue, or the words just before it."""
    sentence, cue = row["sentence"], row["cue"]
    if cue:
        before = _before_cue(sentence, cue)
        return [one.word for one in tokens(before if bare else f"{before} {cue}")]
    at = max(0, sentence.find(row["text"][:20]))
    words = CLAUSE_MARK.split(sentence[:at])[-1].split()[-LEAD:]
    return [one.word for one in tokens(" ".join(words))]


def _before_cue(sentence: str, cue: str) -> str:
    """What negates a cue from before it: "neither confirmed nor", "did not"."""
    words = CLAUSE_MARK.split(sentence[: max(0, sentence.find(cue.split(" … ")[0]))])[-1].split()
    if words[-1:] == ["nor"]:
        return " ".join(words[-3:]) if "neither" in words[-3:] else ""
    last = words[-1].lower() if words else ""
    return words[-1] if last.endswith("n't") or last in {"not", "cannot", "never"} else ""
