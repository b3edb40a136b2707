"""What was promised, by whom, until when, and what other reports say became of it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import dropwhile, islice
from operator import itemgetter
from typing import NamedTuple

from lib.findings.results import Results, of_one_matter
from lib.findings.sentences import bare
from lib.tables.records import ClaimRow, MatchRow
from lib.text.lexicon import cue_class, speakers
from lib.text.phrases import joined
from lib.text.words import stem, stems, words


def _stemmed(listed: str) -> frozenset[str]:
    return frozenset(map(stem, listed.split()))


# the fates of promises, in the order in which the rows are shown
FATES = ("disputed", "broken", "kept", "unknown", "repeated", "nothing said elsewhere")
DISPUTED, BROKEN, KEPT, UNKNOWN, REPEATED, NOTHING = FATES
# What one plans, offers or seeks one has not taken on, nor what one warns of or fears.
WISHES = _stemmed(
    "aim seek sought hope want intend intention wish resolve determination desire strive try plan"
    " decision offer warn threaten fear worry"
)
# What binds another than who says so: "obligates the Taliban", "under the agreement".
BINDING = _stemmed("bind oblige obligate")
TREATY = _stemmed("agreement accord treaty pact deal contract")
PRONOUNS = frozenset("i we he she it they".split())
STATES = frozenset("be have".split())  # what one is or has is no deed
WOULD = re.compile(r"\bwould\b|['’]d\b")
UNREAL = re.compile(r"\b(?:would|should|could)(?: not|n['’]t)? have\b", re.IGNORECASE)
FIRST = frozenset(("i", "we"))
# Who a pronoun may stand for, by the kind of source; I and we are who speaks.
STANDS_FOR = {
    "person": frozenset("i we he she".split()),
    "institution": frozenset("i we it they".split()),
    "unnamed": frozenset("i we they".split()),
}
AGREES = _stemmed("agree agreement")
PREPOSITION = re.compile(
    r"\b(?:of|for|to|between|in|on|at|by|with|from|under|against|about|over)\b"
)
PASSIVE = re.compile(
    r"\b(?:be|been|being) (?:\w+ly )?"
    r"(?:\w+ed|built|sent|paid|held|made|cut|bought|given|put|set|shown|taken|kept)\b"
)
# What is said of a promise that nobody acted on: "has yet to take action", "did not keep its word",
# "made no progress"
DONE = _stemmed(
    "act action step measure fulfil fulfill honor honour keep implement deliver comply progress"
)
BEGIN = 5  # letters of a stem by which a name is known: "Afghan", "Afghanistan"
AFTER = 2  # sentences after a promise in which its report may deny that anything was done
# Differences that leave the promise and the fact one matter: another status, polarity or day.
BESIDE = frozenset({"status", "modality", "event", "date"})
SURE = 0.8  # share of such matches that must be right before a promise is called kept or broken
NOT_YET = re.compile(r"\byet\b|\b(?:has|have)(?: not|n['’]t)\b", re.IGNORECASE)


class _Word(NamedTuple):
    """What another claim says of a promise: the fate, the claim, and why."""

    fate: str
    other: ClaimRow
    why: str


class Commitment(NamedTuple):
    """What somebody takes on, and what became of it.

    by: who is to do it, null where the report does not say; until: the last day (ISO), or the words
    where the day cannot be known, or null; fate: one of FATES; other: the claim_id of the claim
    that says so, null if none does; why: what it says.
    """

    family_id: str
    claim_id: str
    by: str | None
    until: str | None
    fate: str
    other: str | None
    why: str | None


def commitments(results: Results) -> list[Commitment]:
    """One for each promise: disputed and broken ones first, then by the day that they are due.

    Of what a report that promises it too says, only the same and the next two sentences of the
    paragraph that have a claim are read for a denial.
    """
    rows = map(_Ledger(results).commitment, _promises(results))
    due = sorted(rows, key=lambda row: (row.until is None, row.until or "", row.claim_id))
    return sorted(due, key=lambda row: FATES.index(row.fate))


def _promises(results: Results) -> list[list[ClaimRow]]:
    """The claims that promise something, by family; the first in print, whose words are shown,
    comes first."""
    published = {name: row["published"] or "9999" for name, row in results.documents.items()}
    found = sorted(filter(is_promise, results.tables["claims"]), key=itemgetter("claim_id"))
    promises = defaultdict(list)
    for claim in sorted(found, key=lambda row: published[row["doc_id"]]):
        promises[results.family[claim["claim_id"]]].append(claim)
    return list(promises.values())


class _Ledger:
    """What the claims of other origins say of each promise."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.paragraphs: dict[str, list[ClaimRow]] = defaultdict(list)
        for claim in sorted(results.tables["claims"], key=itemgetter("doc_id", "start", "end")):
            self.paragraphs[claim["block_id"]].append(claim)
        self.matches: dict[str, list[MatchRow]] = defaultdict(list)  # of two origins, by claim
        for match in filter(of_one_matter, results.between):
            self.matches[match["claim_a"]].append(match)
            self.matches[match["claim_b"]].append(match)

    def commitment(self, members: list[ClaimRow]) -> Commitment:
        """The row of a promise that these claims make."""
        first = members[0]
        timed = [claim for claim in members if claim["time_text"]]
        until = next((claim["time_end"] or claim["time_text"] for claim in timed), None)
        words = self.words(members)
        fates = {word.fate for word in words}
        both = {KEPT, BROKEN} <= fates
        fate = DISPUTED if both else next((fate for fate in FATES if fate in fates), NOTHING)
        chosen = next((word for word in words if word.fate in (fate, BROKEN)), None)
        ids = self.results.family[first["claim_id"]], first["claim_id"]
        other = chosen and chosen.other["claim_id"]
        return Commitment(*ids, bound(first), until, fate, other, chosen and chosen.why)

    def words(self, members: list[ClaimRow]) -> list[_Word]:
        """What claims of other origins say of the promise, the most alike first; last that another
        origin has it too."""
        mine = {claim["claim_id"]: claim for claim in members}
        # one between two of these stands there twice, and is left out
        near = [match for claim_id in mine for match in self.matches.get(claim_id, [])]
        words = []
        for match in sorted(near, key=lambda row: (-row["score"], row["claim_a"], row["claim_b"])):
            ends = (match["claim_a"], match["claim_b"])
            if len(mine.keys() & ends) == 1:
                promise, other = ends if ends[0] in mine else ends[::-1]
                words.append(self.word(match, mine[promise], self.results.claims[other]))
        origin, names = self.results.origin, self.results.names
        home = origin[members[0]["doc_id"]]
        again = [claim for claim in members if origin[claim["doc_id"]] != home]
        reports = joined(sorted({names[claim["doc_id"]] for claim in again}))
        denied = [word for word in map(self.repeated, again) if word.fate == UNKNOWN]
        too = [_Word(REPEATED, claim, f"promised in {reports} too") for claim in again[:1]]
        return [*words, *denied, *too]

    def word(self, match: MatchRow, promise: ClaimRow, other: ClaimRow) -> _Word:
        """What the other claim makes of the promise."""
        if match["relation"] == "conflict":
            return _Word(DISPUTED, other, self.results.why(match))
        if match["relation"] == "agree" and other["modality"] != "asserted":
            return self.repeated(other)
        if other["modality"] != "asserted" or not _one_matter(match, promise, other):
            return _Word(UNKNOWN, other, self.results.why(match))
        return self.outcome(promise, other)

    def repeated(self, other: ClaimRow) -> _Word:
        """Promised in another report too, or unknown where that report says right after that
        nothing was done."""
        too = f"promised in {self.results.names[other['doc_id']]} too"
        fact = denial(other, self.paragraphs[other["block_id"]])
        if fact is None:
            return _Word(REPEATED, other, too)
        return _Word(UNKNOWN, fact, f"{too}, which says “{bare(fact['text'], 140)}”")

    def outcome(self, promise: ClaimRow, fact: ClaimRow) -> _Word:
        """Kept or broken, where the fact is known to be later than the promise."""
        name = self.results.names[fact["doc_id"]]
        made = self.results.documents[promise["doc_id"]]["published"]
        happened = fact["time_end"] or self.results.documents[fact["doc_id"]]["published"]
        stated = f"stated as fact in {name}"
        if not (made and happened):
            return _Word(UNKNOWN, fact, f"{stated}; no dates show which came first")
        if happened < made:
            before = f"but of {happened}, before the promise was reported"
            return _Word(UNKNOWN, fact, f"{stated}, {before}")
        if fact["polarity"] == promise["polarity"]:
            return _Word(KEPT, fact, f"{stated}, {happened}")
        if NOT_YET.search(f"{fact['cue'] or ''} {fact['text']}"):
            return _Word(UNKNOWN, fact, f"not yet, according to {name}, {happened}")
        return _Word(BROKEN, fact, f"the contrary is {stated}, {happened}")


def _one_matter(match: MatchRow, promise: ClaimRow, other: ClaimRow) -> bool:
    """Whether they surely tell of one deed, and differ only as a promise and its outcome do."""
    deed = _stems(promise["predicate"]) & _stems(other["predicate"])
    if not deed or (match["sure"] is not None and match["sure"] < SURE):
        return False
    return all(part["kind"] in BESIDE and part["note"] != "open" for part in match["differences"])


def is_promise(claim: ClaimRow) -> bool:
    """Whether somebody takes on what the claim says: promises it, says of an own deed that it will
    be done, or is bound to it by a treaty.

    What is only planned, hoped for or threatened, or told of others, is taken on by nobody; nor is
    what names neither a deed nor a number nor a time, or what is agreed to be so.
    """
    cue = _stems(claim["cue"])
    opening = next(iter(words(claim["text"])), "")
    unsettled = opening == "whether" or (opening == "that" and bool(cue & AGREES))
    deed = claim["predicate"] or claim["numbers"] or claim["time_text"]
    planned = claim["modality"] == "planned" and not cue & _expects() and not unsettled
    real = claim["predicate"] not in STATES and not UNREAL.search(claim["text"])
    return bool(planned and deed and real) and bound(claim) is not None


def bound(claim: ClaimRow) -> str | None:
    """Who is to do it, as the sentence has it: who promises, or says "I will"; who acts, where a
    treaty binds somebody; null where nobody takes it on."""
    speaker, cue = claim["source"] or claim["source_text"], _stems(claim["cue"])
    if cue & BINDING or _stems(_head(speaker)) & TREATY:
        return _agent(claim)
    if claim["source_kind"] == "article":
        return None
    promises = bool(cue & _cues("promises")) or _own(claim)
    # "recent negotiations"
    if not promises or (claim["source_kind"] == "unnamed" and _kind(speaker) is None):
        return None
    return re.sub(r"['’]s?$", "", speaker) if speaker else None


def denial(promise: ClaimRow, claims: Iterable[ClaimRow]) -> ClaimRow | None:
    """The first of the claims of a paragraph, in the order of the text, that denies in the
    promise's sentence or the next two with a claim that who is to do it has done it, or anything;
    None if none does.

    A pronoun is taken for who is to do it as long as no claim between has another subject that can
    act.
    """
    doer, near, apart = _stems(_head(bound(promise))), [promise["sentence"]], False
    after = dropwhile(lambda one: one["claim_id"] != promise["claim_id"], claims)
    for claim in islice(after, 1, None) if doer else ():
        if claim["sentence"] not in near:
            near.append(claim["sentence"])
        if len(near) > AFTER + 1:
            return None
        subject = re.sub(r"[\[\]]", "", claim["subject"] or "")
        pronoun = subject.lower() in PRONOUNS - FIRST
        same = _stems(_head(subject)) == doer or (pronoun and not apart)
        denied = (claim["modality"], claim["polarity"]) == ("asserted", "negated")
        if same and denied and _acts(claim, promise):
            return claim
        apart = apart or (not same and not pronoun and _agent(claim) is not None)
    return None


def _acts(claim: ClaimRow, promise: ClaimRow) -> bool:
    """Whether the claim tells of the deed that is promised, or of acting at all."""
    told = _stems(claim["text"]) | _stems(claim["predicate"])
    return bool(told & (DONE | _stems(promise["predicate"])))


def _own(claim: ClaimRow) -> bool:
    """Whether the speaker tells of an own deed: "we will", or "the court" of the Regional Court."""
    said, marked = words(claim["subject"] or ""), _marked(claim)
    if len(said) == 1 and said[0] in PRONOUNS:
        own = said[0] in STANDS_FOR.get(claim["source_kind"], ())
        # in their own words nobody is he, and would is no will
        return own and not (marked and (said[0] not in FIRST or WOULD.search(claim["text"])))
    speaker = words(_head(claim["source"] or claim["source_text"]))
    return bool(speaker) and speaker[-1] in words(_head(claim["subject"]))


def _marked(claim: ClaimRow) -> bool:
    """Whether the subject stands between quotation marks."""
    text, subject = claim["text"], claim["subject"] or ""
    whole = claim["sentence"] if text in claim["sentence"] else text
    before = whole[: max(0, whole.find(subject, max(0, whole.find(text))))]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _agent(claim: ClaimRow) -> str | None:
    """Who acts in the content: the actors that the head of its subject names, or its words where
    they are somebody who can act."""
    named = _named(claim)
    if named or _passive(claim) or not claim["predicate"]:
        return named
    subject = re.sub(r"^(?:the|a|an) ", "", claim["subject"] or "", flags=re.IGNORECASE)
    return subject if _kind(subject) in ("person", "institution", "unnamed") else None


def _named(claim: ClaimRow) -> str | None:
    """The actors that the head of the subject names: not those in "a visit to Lura" or "Lura's
    grant", nor of what is done to them."""
    head = _head(claim["subject"])
    if _passive(claim) or re.search(r"['’]s?$|['’]s\b", head):
        return None
    begun, names = {key[:BEGIN] for key in stems(head)}, {*claim["actors"], *claim["places"]}
    return (
        joined(sorted(one for one in names if begun & {key[:BEGIN] for key in stems(one)})) or None
    )


def _passive(claim: ClaimRow) -> bool:
    """Whether the subject is what something is done to, and not who does it; a clause after a comma
    has a subject of its own."""
    return PASSIVE.search(claim["text"].partition(",")[0]) is not None


def _head(phrase: str | None) -> str:
    """The phrase up to its first preposition."""
    return PREPOSITION.split(phrase or "")[0].strip()


def _kind(phrase: str | None) -> str | None:
    """What can say something by that name, as the table of speakers has it: person, institution,
    unnamed, document; else None."""
    return _speakers().get(next(iter(words(_head(phrase))[-1:]), ""))


def _stems(phrase: str | None) -> set[str]:
    return set(stems(phrase or ""))


@cache
def _speakers() -> dict[str, str]:
    """The nouns of the table of speakers, also with the ending of the plural, and the kind of
    each."""
    return {f"{noun}{ending}": kind for noun, kind in speakers().items() for ending in ("", "s")}


@cache
def _cues(wanted: str) -> frozenset[str]:
    """The stems of the cues of a class."""
    return frozenset(stem(lemma) for lemma, name in cue_class().items() if name == wanted)


def _expects() -> frozenset[str]:
    """The stems of the cues that expect something of others, only wish for it, or threaten it."""
    return _cues("expects") | WISHES
