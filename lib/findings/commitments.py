"""What was promised, by whom, until when, and what other reports say became of it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import dropwhile, islice
from typing import NamedTuple

from lib.comparison.pair.relations import MODALITY, NOT_YET
from lib.comparison.pair.side import named_in
from lib.findings.results import ById, why
from lib.findings.sentences import bare
from lib.tables.records import Row
from lib.text.lexicon import cue_class, speakers
from lib.text.phrases import joined
from lib.text.words import stem, stems, words

KEPT, BROKEN, DISPUTED, REPEATED, UNKNOWN, NOTHING = (
    "kept",
    "broken",
    "disputed",
    "repeated",
    "unknown",
    "nothing said elsewhere",
)
# the order in which the rows are shown
FATES = (DISPUTED, BROKEN, KEPT, UNKNOWN, REPEATED, NOTHING)
# What one seeks or resolves one has not promised, nor what one warns of
WISHES = frozenset(
    stem(word)
    for word in (
        "aim seek hope want intend intention wish resolve determination desire strive try "
        "warn threaten"
    ).split()
)
# they bind another than who says so: "obligates the Taliban"
BINDING = frozenset(stem(word) for word in ("bind", "oblige", "obligate"))
PRONOUNS = frozenset("i we he she it they".split())
PREPOSITION = re.compile(
    r"\b(?:of|for|to|between|in|on|at|by|with|from|under|against|about|over)\b"
)
PASSIVE = re.compile(
    r"\b(?:be|been|being) (?:\w+ly )?"
    r"(?:\w+ed|built|sent|paid|held|made|cut|bought|given|put|set|shown|taken|kept)\b"
)
# What is said of a promise that nobody acted on: "has yet to take action", "did not keep its word",
# "made no progress"
DONE = frozenset(
    stem(word)
    for word in (
        "act action step measure fulfil fulfill honor honour keep implement deliver comply progress"
    ).split()
)
AFTER = 2  # sentences after a promise in which its report may deny that anything was done
# Reasons that leave the promise and the fact one matter: another status, another polarity, another
# day.
BESIDE = re.compile(
    rf"(?:{'|'.join(MODALITY.values())}|affirmed|negated) here(?:(?!, but ).)*|date: .*"
)


class _Word(NamedTuple):
    """What another claim says of a promise: the fate, the claim, and why."""

    fate: str
    other: Row
    why: str


def commitments(tables: dict[str, list[Row]]) -> list[Row]:
    """Rows of family_id, claim_id, by, until, fate, other and why, one for each promise, from
    tables documents, claims, origins, matches, families.

    Of what a report that promises it too says, only the same and the next two sentences of the
    paragraph that have a claim are read for a denial.

    by: who is to do it, null where the report does not say; until: the last day (ISO), or the words
    where the day cannot be known, or null; fate: kept, broken, disputed (reports differ), unknown,
    repeated (promised elsewhere too, and not denied there) or nothing said elsewhere; other: the
    claim_id of the claim that says so, null if none does; why: what it says.
    """
    ledger = _Ledger(tables)
    rows = [ledger.row(members) for members in ledger.promises()]
    return sorted(
        rows,
        key=lambda row: (
            FATES.index(row["fate"]),
            row["until"] is None,
            row["until"] or "",
            row["claim_id"],
        ),
    )


class _Ledger(ById):
    """The tables of a run by id, and what they say of each promise."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        super().__init__(tables)
        self.paragraphs: dict[str, list[Row]] = defaultdict(list)
        for claim in sorted(
            tables["claims"], key=lambda row: (row["doc_id"], row["start"], row["end"])
        ):
            self.paragraphs[claim["block_id"]].append(claim)
        self.published = {row["doc_id"]: row["published"] for row in tables["documents"]}
        # of each claim, with those of other origins
        self.matches: dict[str, list[Row]] = defaultdict(list)
        for match in tables["matches"]:
            for end in (
                ("claim_a", "claim_b")
                if self.origin[match["doc_a"]] != self.origin[match["doc_b"]]
                else ()
            ):
                self.matches[match[end]].append(match)

    def promises(self) -> list[list[Row]]:
        """The claims that promise something, by family; the first in print, whose words are shown,
        comes first."""
        found: dict[str, list[Row]] = {}
        for claim in sorted(
            self.claims.values(),
            key=lambda row: (self.published[row["doc_id"]] or "9999", row["claim_id"]),
        ):
            if is_promise(claim):
                found.setdefault(self.family[claim["claim_id"]], []).append(claim)
        return list(found.values())

    def row(self, members: list[Row]) -> Row:
        first = members[0]
        until = next(
            (claim["time_end"] or claim["time_text"] for claim in members if claim["time_text"]),
            None,
        )
        told = self.told(members)
        fates = {word.fate for word in told}
        fate = (
            DISPUTED
            if {KEPT, BROKEN} <= fates
            else next((fate for fate in FATES if fate in fates), NOTHING)
        )
        chosen = next((word for word in told if word.fate in (fate, BROKEN)), None)
        return {
            "family_id": self.family[first["claim_id"]],
            "claim_id": first["claim_id"],
            "by": bound(first),
            "until": until,
            "fate": fate,
            "other": chosen and chosen.other["claim_id"],
            "why": chosen and chosen.why,
        }

    def told(self, members: list[Row]) -> list[_Word]:
        """What claims of other origins say of the promise, the most alike first; last that another
        origin has it too."""
        mine = {claim["claim_id"]: claim for claim in members}
        found = []
        matches = {
            id(match): match for claim_id in mine for match in self.matches.get(claim_id, [])
        }.values()
        for match in sorted(
            matches, key=lambda row: (-row["score"], row["claim_a"], row["claim_b"])
        ):
            ends = (match["claim_a"], match["claim_b"])
            if len(mine.keys() & ends) == 1:
                promise, other = ends if ends[0] in mine else ends[::-1]
                found.append(self.word(match, mine[promise], self.claims[other]))
        again = [
            claim
            for claim in members
            if self.origin[claim["doc_id"]] != self.origin[members[0]["doc_id"]]
        ]
        reports = joined(sorted({self.names[claim["doc_id"]] for claim in again}))
        said = [word for word in map(self.repeated, again) if word.fate == UNKNOWN]
        return [
            *found,
            *said,
            *(_Word(REPEATED, claim, f"promised in {reports} too") for claim in again[:1]),
        ]

    def word(self, match: Row, promise: Row, other: Row) -> _Word:
        """What the other claim makes of the promise."""
        told = why(match, self.names, since=1)
        if match["relation"] == "conflict":
            return _Word(DISPUTED, other, told)
        if match["relation"] == "agree":
            return self.repeated(other)
        if other["modality"] != "asserted" or not all(
            BESIDE.fullmatch(reason) for reason in match["reasons"][1:]
        ):
            return _Word(UNKNOWN, other, told)
        return self.outcome(promise, other)

    def repeated(self, other: Row) -> _Word:
        """Promised in another report too, or unknown where that report says right after that
        nothing was done."""
        told, fact = (
            f"promised in {self.names[other['doc_id']]} too",
            denial(other, self.paragraphs[other["block_id"]]),
        )
        return (
            _Word(UNKNOWN, fact, f"{told}, which says “{bare(fact['text'], 140)}”")
            if fact
            else _Word(REPEATED, other, told)
        )

    def outcome(self, promise: Row, fact: Row) -> _Word:
        """Kept or broken, where the fact is known to be later than the promise."""
        name = self.names[fact["doc_id"]]
        made, happened = (
            self.published[promise["doc_id"]],
            fact["time_end"] or self.published[fact["doc_id"]],
        )
        if not (made and happened):
            return _Word(UNKNOWN, fact, f"stated as fact in {name}; no dates show which came first")
        if happened < made:
            return _Word(
                UNKNOWN,
                fact,
                f"stated as fact in {name}, but of {happened}, before the promise was reported",
            )
        if fact["polarity"] == promise["polarity"]:
            return _Word(KEPT, fact, f"stated as fact in {name}, {happened}")
        if NOT_YET.search(f"{fact['cue'] or ''} {fact['text']}"):
            return _Word(UNKNOWN, fact, f"not yet, according to {name}, {happened}")
        return _Word(BROKEN, fact, f"the contrary is stated as fact in {name}, {happened}")


def is_promise(claim: Row) -> bool:
    """Whether the claim says that somebody will do something: somebody is bound to it, or it has a
    time until when.

    What is only hoped for, threatened, or expected of others binds nobody, nor does what names
    neither a deed nor a number nor a time.
    """
    if claim["modality"] != "planned" or _stems(claim["cue"]) & _expects():
        return False
    if not (claim["predicate"] or claim["numbers"] or claim["time_text"]):
        return False
    if claim["source_kind"] == "article" and not claim["time_text"]:
        return _named(claim) is not None
    is_timed = (
        claim["time_text"] is not None
        and claim["predicate"] != "be"
        and (claim["subject"] or "it").lower() not in ("it", "there")
    )
    return bound(claim) is not None or is_timed


def bound(claim: Row) -> str | None:
    """Who is to do it, as the sentence has it: who promises; else who acts in the content, where a
    document binds somebody or a speaker tells what others will do; null where the sentence does not
    say.
    """
    speaker, cue = claim["source"] or claim["source_text"], _stems(claim["cue"])
    if claim["source_kind"] == "article" or cue & BINDING or _kind(speaker) == "document":
        return _agent(claim)
    promises = bool(cue & _cues("promises")) or _own(claim)
    # "recent negotiations"
    if promises and claim["source_kind"] == "unnamed" and _kind(speaker) is None:
        return None
    return speaker if promises else _agent(claim)


def denial(promise: Row, claims: Iterable[Row]) -> Row | None:
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
        pronoun = subject.lower() in PRONOUNS - {"i", "we"}
        same = _stems(_head(subject)) == doer or (pronoun and not apart)
        if (
            same
            and claim["modality"] == "asserted"
            and claim["polarity"] == "negated"
            and _acts(claim, promise)
        ):
            return claim
        apart = apart or (not same and not pronoun and _agent(claim) is not None)
    return None


def _acts(claim: Row, promise: Row) -> bool:
    """Whether the claim tells of the deed that is promised, or of acting at all."""
    told = _stems(claim["text"]) | _stems(claim["predicate"])
    return bool(told & (DONE | _stems(promise["predicate"])))


def _own(claim: Row) -> bool:
    """Whether the speaker tells of an own deed: "we will", or nobody else is its subject."""
    subject = claim["subject"] or ""
    return set(words(subject)) <= PRONOUNS or bool(
        _stems(subject) & _stems(claim["source"] or claim["source_text"])
    )


def _agent(claim: Row) -> str | None:
    """Who acts in the content: the actors that the head of its subject names, or its words where
    they are somebody who can act."""
    named = _named(claim)
    if named or _passive(claim) or not claim["predicate"]:
        return named
    subject = re.sub(r"^(?:the|a|an) ", "", claim["subject"] or "", flags=re.IGNORECASE)
    return subject if _kind(subject) in ("person", "institution", "unnamed") else None


def _named(claim: Row) -> str | None:
    """The actors that the head of the subject names: not those in "a visit to Lura" or "Lura's
    grant", nor of what is done to them."""
    head = _head(claim["subject"])
    if _passive(claim) or re.search(r"['’]s?$|['’]s\b", head):
        return None
    return joined(sorted(named_in(head, {*claim["actors"], *claim["places"]}))) or None


def _passive(claim: Row) -> bool:
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
