"""The words of a finding: what is quoted, whose it is, in which report, and how sure."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from lib.findings.results import Results
from lib.findings.sentences import bare
from lib.findings.voices import speaks
from lib.findings.wording import named
from lib.tables.records import ClaimRow, MatchRow
from lib.text.lexicon import cue_class
from lib.text.words import STOP_WORDS, stem, stems

QUOTED = 220  # letters of a quotation
LISTED = 6  # reports that a sentence lists
# What the chance that two passages are of one matter is called
SURE = (
    (0.9, "almost certainly of one matter"),
    (0.75, "very likely of one matter"),
    (0.6, "probably of one matter"),
    (0.0, "perhaps of one matter: read both"),
)
NEGATED = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|few)\b|n['’]t\b", re.IGNORECASE
)
SAME, UTTERED = "the words are the same", "one utterance, perhaps cut"
VERBS = {"denies": "denied by", "doubts": "doubted by", "promises": "promised by"}
BEGINS = re.compile(
    r"\A\W*+(?:and|but|or|so|because|this|these|those|such|that|he|she|it|they|his|her|its|their)\b",
    re.IGNORECASE,
)
GROUP = re.compile(r"(?:s|people|police|staff|some|many|others)$")  # what takes no article


class Place(NamedTuple):
    """Words of a sentence that name the report of a claim, and the claim."""

    words: str
    claim_id: str


class Finding(NamedTuple):
    """A finding: its kind (a key of ROOM), the lead, the sentence in parts, how sure it is in
    words, and the claims that it rests on."""

    kind: str
    lead: str
    parts: tuple[str | Place, ...]
    sure: str
    claims: tuple[str, ...]

    @property
    def text(self) -> str:
        """The finding as one can paste it."""
        words = (part if isinstance(part, str) else part.words for part in self.parts)
        return f"{self.lead} {''.join(words)}".strip()


def cited(results: Results, claim: ClaimRow) -> list[str | Place]:
    """ "“…” (the Courier, 9 May, according to the mayor)": the whole sentence where what negates
    the claim may stand outside its words."""
    speaker = who(claim)
    is_hidden = claim["polarity"] == "negated" and not (
        speaker.startswith("denied") or NEGATED.search(claim["text"])
    )
    words = bare(claim["sentence"] if is_hidden else named(claim), QUOTED)
    return [f"“{words}” (", *by(results, claim, speaker), ")"]


def by(results: Results, claim: ClaimRow, speaker: str) -> list[str | Place]:
    """ "the Courier, 9 May, according to the mayor"."""
    return [place(results, claim), f", {speaker}" if speaker else ""]


def place(results: Results, claim: ClaimRow) -> Place:
    """The place of a claim by the name and the day of its report."""
    name, day = results.names[claim["doc_id"]], results.days[claim["doc_id"]]
    return Place(f"{name}, {day}" if day and day not in name else name, claim["claim_id"])


def who(claim: ClaimRow) -> str:
    """ "according to the mayor", "denied by the mayor"; "" in the report's own voice, and where it
    is not clear who speaks: an infinitive says what somebody is to do, a pronoun stands for
    somebody, and a thing says nothing."""
    source, cue = claim["source"] or claim["source_text"] or "", claim["cue"] or ""
    is_unclear = source.lower() in STOP_WORDS | {""} or BEGINS.match(source) or not speaks(claim)
    if claim["source_kind"] == "article" or cue.startswith("to ") or is_unclear:
        return ""
    cues = (_classes().get(word) for word in stems(cue))
    verb = next((VERBS[kind] for kind in cues if kind in VERBS), "according to")
    # what stands in quotation marks is said, whatever is promised by it
    verb = "according to" if claim["quoted"] and verb == VERBS["promises"] else verb
    first, *rest = source.split(" ")
    source = " ".join([first.lower() if first.lower() in STOP_WORDS else first, *rest])
    one = source[0].islower() and not GROUP.search(source) and first.lower() not in STOP_WORDS
    return f"{verb} {'the ' * one}{source}"


@cache
def _classes() -> dict[str, str]:
    return {stem(lemma): kind for lemma, kind in cue_class().items()}


def listed(parts: list[list[str | Place]], between: str) -> list[str | Place]:
    return [piece for number, part in enumerate(parts) for piece in [between] * bool(number) + part]


def in_print(results: Results, claims: Iterable[ClaimRow]) -> list[ClaimRow]:
    """The claims by the age of their reports; for what a copy says, the report it was first in."""
    found = {claim["claim_id"]: claim for one in claims for claim in [first_of(results, one)]}
    return sorted(found.values(), key=lambda one: (results.age[one["doc_id"]], one["claim_id"]))


def first_of(results: Results, claim: ClaimRow) -> ClaimRow:
    """The claim of its family and origin that was first in print."""
    home = results.origin[claim["doc_id"]]
    members = results.members[results.family[claim["claim_id"]]]
    return next(one for one in members if results.origin[one["doc_id"]] == home)


def how_early(results: Results, claims: Iterable[ClaimRow]) -> float:
    """How early the claims stand in their reports on average, 0 to 1: news tells the weightiest
    first."""
    found = [
        claim["start"] / (results.documents[claim["doc_id"]]["chars"] or 1)
        for claim in claims
        if claim["start"] is not None
    ]
    return round(sum(found) / len(found), 6) if found else 0.0


def how_sure(row: MatchRow) -> str:
    return UTTERED if row["utterance"] else called(row["score"])


def called(score: float) -> str:
    return next(words for least, words in SURE if score >= least)


def ids(*claims: ClaimRow) -> tuple[str, ...]:
    return tuple(claim["claim_id"] for claim in claims)
