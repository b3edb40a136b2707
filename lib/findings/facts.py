"""Which words of a report can be told by themselves, and how many of them another has."""

import re

from lib.tables.records import ClaimRow
from lib.text.words import STOP_WORDS, stems, words

FEWEST = 4  # words of a statement that can be told by itself
OPEN = frozenset("to why whether".split())  # what begins an infinitive or a question told
# Words that point to what was said before, or go on from it: they cannot stand by themselves
POINTING = re.compile(
    r"^(?:and|but|or|so|because)\b|\b(?:this|these|those|such|do so)\b", re.IGNORECASE
)
QUOTES = re.compile(r"[,:]? [\"“‘']")  # words go on with a quotation


def is_fact(claim: ClaimRow) -> bool:
    """Whether it says that something is so, in as many words as can tell it: what is to be done and
    what is asked are no facts."""
    words = claim["text"].split()
    return bool(claim["predicate"]) and len(words) >= FEWEST and words[0] not in OPEN


def is_clause(claim: ClaimRow) -> bool:
    """Whether its words can be quoted by themselves: a clause that nothing was put before, its
    verb no infinitive."""
    verb = (claim["predicate"] or "").split(" ")[0]
    return is_fact(claim) and claim["text"][0] != "[" and f" to {verb} " not in f"{claim['text']} "


def is_whole(claim: ClaimRow) -> bool:
    """Whether it is a clause with its subject, in one piece and to its end."""
    _, found, after = claim["sentence"].partition(claim["text"])
    ends = not after[:2].strip(" ").isalnum() and not (QUOTES.match(after) and not claim["quoted"])
    return is_clause(claim) and bool(claim["subject"]) and bool(found) and ends


def is_utterance(claim: ClaimRow) -> bool:
    return claim["text"][0] in "“‘\"'"


def points(claim: ClaimRow) -> bool:
    """Whether one must know what was said before: it goes on from it, or its subject is a pronoun
    that stands for nobody known."""
    subject = words(claim["subject"] or "")
    is_pronoun = len(subject) == 1 and subject[0] in STOP_WORDS - {"i", "we"}
    is_known = bool(claim["referents"]) and subject != ["it"]
    return bool(POINTING.search(claim["text"])) or (is_pronoun and not is_known)


def had(claim: ClaimRow, other: ClaimRow) -> float:
    """The share of a claim's words that the other's sentence has."""
    own = set(stems(claim["text"]))
    there = {*stems(other["sentence"]), *stems(other["text"])}
    return len(own & there) / (len(own) or 1)
