"""What a reader should know first: at most twelve findings, each in a sentence or two to paste,
with the places that it rests on."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations, zip_longest
from operator import itemgetter
from typing import NamedTuple

from lib.findings.alone import alone, concrete
from lib.findings.moves import changed
from lib.findings.results import Results, kinds
from lib.findings.sentences import bare
from lib.findings.voices import is_name
from lib.findings.wording import STATUS, Telling, named
from lib.tables.records import ClaimRow, Difference, MatchRow, QuotationRow
from lib.text.lexicon import cue_class
from lib.text.phrases import joined
from lib.text.words import STOP_WORDS, stem, stems, words

FINDINGS = 12
# findings of each kind: the room that is kept for it, and its most where others leave theirs
ROOM = {
    "differs": (2, 12),
    "shared": (3, 6),
    "quotation": (1, 1),
    "change": (2, 4),
    "further": (3, 6),
    "alone": (1, 3),
}
QUOTED, SENTENCE = 220, 320  # letters of a quotation, and of a sentence
LISTED = 6  # reports that a sentence lists
MARK = re.compile(r"\d|\b[A-Z][\w.]")
CHECKED = 2  # marks by which a statement can be checked, from which on it is concrete
FEWEST = 4  # words of a statement that can be told by itself
# shares of the words of one that the other's sentence has: of an utterance, of what is told
# differently, and, with the chance that both are of one matter, of what both say
MOST, ALIKE, SURELY = 0.6, 0.25, 1.4
BESIDE = 400  # letters of a paragraph around a passage, of which no other is told
NEAR = 0.8  # the chance from which on a pair that is no agreement is told as one matter
# What the chance that two passages are of one matter is called
SURE = (
    (0.9, "almost certainly of one matter"),
    (0.75, "very likely of one matter"),
    (0.6, "probably of one matter"),
    (0.0, "perhaps of one matter: read both"),
)
NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()
NEGATED = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|few)\b|n['’]t\b", re.IGNORECASE
)
LEADS = {"event": "Said and denied.", "speaker": "The same words, two speakers."}
SAME = "the words are the same"
VERBS = {"denies": "denied by", "doubts": "doubted by", "promises": "promised by"}
# Words that point to what was said before, or go on from it: they cannot stand by themselves
POINTING = re.compile(
    r"^(?:and|but|or|so|because)\b|\b(?:this|these|those|such|do so)\b", re.IGNORECASE
)
BEGINS = re.compile(
    r"\W*(?:and|but|or|so|because|this|these|those|such|that|he|she|it|they|his|her|its|their)\b",
    re.IGNORECASE,
)
QUOTES = re.compile(r"[,:]? [\"“‘']")  # words go on with a quotation
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


def findings(results: Results) -> list[Finding]:
    """At most twelve findings: what differs, what several reports have, an utterance in several
    cuts, what changed since an earlier run, what else a report tells first, and what one report
    alone has.

    No words of a report are told twice.
    """
    told = _Told(results, matters=True)
    makers: dict[str, Callable[[Results], Iterator[Finding]]] = {
        "differs": _differing,
        "quotation": _quotations,
        "shared": _shared,
        "change": _changes,
        "alone": _alone,
        "further": _further,
    }
    found = {kind: list(_new(results, make(results), told)) for kind, make in makers.items()}
    return [finding for kind, size in _sizes(found).items() for finding in found[kind][:size]]


class _Told:
    """What was told: passages of reports, for each word the statements with it, and what is
    probably of one matter with them.

    matters: a paragraph and a matter are told once, not only the same words.
    """

    def __init__(self, results: Results, *, matters: bool) -> None:
        self.results, self.matters = results, matters
        self.near: set[str] = set()
        self.passages: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.having: dict[str, set[int]] = defaultdict(set)
        self.statements = 0

    def has(self, claims: Sequence[ClaimRow]) -> bool:
        """Whether they tell a passage or a matter again, or one of them no word that a statement
        lacks."""
        return any(
            claim["claim_id"] in self.near or self._at(claim) or self._within(claim)
            for claim in claims
        )

    def _at(self, claim: ClaimRow) -> bool:
        """Whether its paragraph was told of, as far as BESIDE."""
        around = BESIDE if self.matters else 0
        low, high = claim["start"] - around, claim["end"] + around
        return any(low < end and start < high for start, end in self.passages[claim["block_id"]])

    def _within(self, claim: ClaimRow) -> bool:
        having = [self.having.get(word, set()) for word in set(stems(claim["text"]))]
        return bool(set.intersection(*having) if having else self.statements)

    def add(self, claims: Sequence[ClaimRow]) -> None:
        for claim in claims:
            if self.matters:
                self.near |= self.results.near.get(claim["claim_id"], set())
            self.passages[claim["block_id"]].append((claim["start"], claim["end"]))
            for word in stems(claim["text"]):
                self.having[word].add(self.statements)
            self.statements += 1


def _new(results: Results, rows: Iterable[Finding], told: _Told) -> Iterator[Finding]:
    """The findings that tell what was not told before."""
    for row in rows:
        claims = [results.claims[one] for one in row.claims]
        beside = results.in_sentence(*claims) if row.kind == "further" else claims
        if not told.has(beside):
            told.add(claims)
            yield row


def _sizes(found: dict[str, list[Finding]]) -> dict[str, int]:
    sizes = {kind: min(kept, len(found[kind])) for kind, (kept, _) in ROOM.items()}
    for kind, (_, most) in ROOM.items():
        left = FINDINGS - sum(sizes.values())
        sizes[kind] = min(len(found[kind]), most, sizes[kind] + left)
    return sizes


# --- what differs ---------------------------------------------------------------------------------


def differing(results: Results) -> list[Finding]:
    """All that reports tell differently, the weightiest first."""
    return list(_new(results, _differing(results), _Told(results, matters=False)))


def _differing(results: Results) -> Iterator[Finding]:
    """Conflicts, one utterance of two speakers, numbers that move, and how far a thing has come;
    each by how early it stands in its reports. What differs is told of facts that have words
    enough in common beside it."""
    alike = [row for row in results.between if _is_alike(*results.sides(row))]
    rows = sorted(alike, key=lambda row: (_place(results, results.sides(row)), str(row)))
    yield from (_opposed(results, row) for row in rows if row["relation"] == "conflict")
    yield from (_two_speakers(results, row) for row in rows if _is_of_two(row, results))
    yield from _moving(results, rows)
    yield from (_opposed(results, row) for row in rows if _is_other_status(row))


def _is_alike(one: ClaimRow, other: ClaimRow) -> bool:
    facts = all(claim["predicate"] and claim["text"][0] != "[" for claim in (one, other))
    return facts and min(_had(one, other), _had(other, one)) >= ALIKE


def _opposed(results: Results, row: MatchRow) -> Finding:
    first, second = _in_print(results, results.sides(row))
    hard = sorted(row["differences"], key=lambda one: (not one["hard"], one["kind"] == "speaker"))
    lead = _lead(results, row, hard[0]) if hard else "They differ."
    parts = [*_cited(results, first), ", but ", *_cited(results, second), "."]
    return Finding("differs", lead, tuple(parts), _sure(row), _ids(first, second))


def _lead(results: Results, row: MatchRow, difference: Difference) -> str:
    """The two values as a question, those of the report first in print first: "31 or 40?"."""
    kind = difference["kind"]
    if kind in LEADS or kind in ("cause", "scope", "wording"):
        return LEADS.get(kind, "They differ.")
    telling = Telling(*results.sides(row), "", "", "“”")
    sides = [telling.side(difference[end], kind) for end in ("here", "there")]
    if _first(results, results.sides(row)[0]) != _in_print(results, results.sides(row))[0]:
        sides.reverse()
    question = " or ".join(sides)
    return f"{question[0].upper()}{question[1:]}?"


def _is_of_two(row: MatchRow, results: Results) -> bool:
    """Whether two persons, who share no part of their names and are named beside the words, are
    said to have said the same."""
    said = results.sides(row)
    one, other = (claim["source"] for claim in said)
    return (
        row["utterance"]
        and row["relation"] == "agree"
        and "speaker" in kinds(row)
        and is_name(one)
        and is_name(other)
        and not set(stems(one)) & set(stems(other))
        and all(map(_is_beside, said))
    )


def _two_speakers(results: Results, row: MatchRow) -> Finding:
    first, second = _in_print(results, results.sides(row))
    words = f"“{bare(named(first), QUOTED)}” is said by {first['source']} ("
    between = f") and by {second['source']} ("
    parts = (words, place(results, first), between, place(results, second), ").")
    return Finding("differs", LEADS["speaker"], parts, SAME, _ids(first, second))


def _moving(results: Results, rows: Iterable[MatchRow]) -> Iterator[Finding]:
    """Numbers of one matter that are not the same, those that hang together in one finding."""
    groups: list[dict[str, tuple[str, float]]] = []
    for row in rows:
        values = _values(results, row)
        if values and row["relation"] == "related" and row["score"] >= NEAR - 0.1:
            near = [group for group in groups if group.keys() & values.keys()]
            groups = [group for group in groups if group not in near]
            groups.append({k: v for group in (*near, values) for k, v in group.items()})
    for group in groups:
        yield _moved(results, group)


def _values(results: Results, row: MatchRow) -> dict[str, tuple[str, float]]:
    """The numbers of both claims, with the chance that they are of one matter; none where one
    tells a time."""
    numbers = [one for one in row["differences"] if one["kind"] == "number"]
    if not numbers or "event" in kinds(row):
        return {}
    values = (numbers[0]["here"], numbers[0]["there"])
    found = {
        _first(results, claim)["claim_id"]: (value, row["score"])
        for claim, value in zip(results.sides(row), values, strict=True)
        if value and not {*words(value)} <= {*words(claim["time_text"] or "")}
    }
    return found if len(found) == len(values) else {}


def _moved(results: Results, group: dict[str, tuple[str, float]]) -> Finding:
    claims = _in_print(results, [results.claims[one] for one in group])
    first: dict[str, ClaimRow] = {}
    for claim in claims:
        first.setdefault(group[claim["claim_id"]][0], claim)
    shown = list(first.values())[:LISTED]
    parts = _listed([_cited(results, claim) for claim in shown], "; ")
    least = min(score for _, score in group.values())
    lead = f"{joined(list(first)[:LISTED], 'or')}?"
    dated = "The days differ, so each may be right in its turn."
    further = f" {dated}" if len({_meant(results, one) for one in shown}) == len(shown) else ""
    text = (*parts, f".{further}")
    return Finding("differs", lead, text, _called(least), _ids(*shown))


def _meant(results: Results, claim: ClaimRow) -> str | None:
    return claim["time_end"] or results.documents[claim["doc_id"]]["published"]


def _is_other_status(row: MatchRow) -> bool:
    return (
        row["relation"] == "related"
        and row["score"] >= NEAR
        and kinds(row) <= {"status", "modality"}
        and bool(row["differences"])
        and all(one["here"] in STATUS and one["there"] in STATUS for one in row["differences"])
    )


# --- what several reports have --------------------------------------------------------------------


def shared(results: Results) -> list[Finding]:
    """All that several reports have, what most have first; the first claim has the words of all."""
    return list(_new(results, _shared(results), _Told(results, matters=False)))


def _shared(results: Results) -> Iterator[Finding]:
    """What most independent reports have, of as many what stands earliest in them; each in the
    words of a claim that all others surely match."""
    groups = [_voices(results, one, surely(results, one)) for one in _partnered(results)]
    near = [results.sides(row) for row in results.between if _is_near(results, row)]
    groups += [
        _voices(results, one, [other]) for sides in near for one, other in (sides, sides[::-1])
    ]
    ranked = sorted(
        [claims for claims in groups if len(claims) > 1],
        key=lambda claims: (-len(claims), _place(results, claims), _ids(*claims)),
    )
    beside = defaultdict(list)  # those that are parts of the same statements in as many reports
    for claims in ranked:
        beside[len(claims), results.whole(claims)].append(claims)
    for claims in ranked:
        yield _report(results, max(beside[len(claims), results.whole(claims)], key=_telling))


def _partnered(results: Results) -> Iterator[ClaimRow]:
    for one in filter(is_clause, map(results.claims.__getitem__, results.partners)):
        if _is_utterance(one) or (one["subject"] and (one["quoted"] or not _points(one))):
            yield one


def _is_utterance(claim: ClaimRow) -> bool:
    return claim["text"][0] in "“‘\"'"


def surely(results: Results, claim: ClaimRow) -> list[ClaimRow]:
    """The facts that surely state what the claim does, not by way of a third."""
    return [
        other
        for other, row in results.partners.get(claim["claim_id"], ())
        if is_fact(other) and _is_sure(row, claim, other)
    ]


def _is_sure(row: MatchRow, claim: ClaimRow, other: ClaimRow) -> bool:
    """Whether the other says what the claim does: most words of an utterance; else it holds it as
    far done, and the less sure it is that they are of one matter, the more words it has."""
    had = _had(claim, other)
    if row["utterance"]:
        return had >= MOST
    is_alike = row["score"] >= NEAR and row["score"] + had >= SURELY
    return is_alike and other["modality"] == claim["modality"]


def _telling(claims: list[ClaimRow]) -> tuple[bool, int]:
    """How much the words of the first tell: whether they are whole, and their length."""
    first = claims[0]
    return is_whole(first) or _is_utterance(first), len(first["text"])


def _had(claim: ClaimRow, other: ClaimRow) -> float:
    """The share of a claim's words that the other's sentence has."""
    own = set(stems(claim["text"]))
    return len(own.intersection(stems(f"{other['sentence']} {other['text']}"))) / (len(own) or 1)


def _is_near(results: Results, row: MatchRow) -> bool:
    """Whether a pair that is called related has the same words, or differs only in a name that
    both have."""
    one, other = results.sides(row)
    same = [
        part["kind"] == "name"
        and ((part["here"] or "") in other["sentence"] or (part["there"] or "") in one["sentence"])
        for part in row["differences"]
    ]
    if not same:
        return words(one["text"]) == words(other["text"]) and is_clause(one)
    return row["relation"] == "related" and row["score"] >= NEAR and all(same)


def _voices(results: Results, one: ClaimRow, others: Iterable[ClaimRow]) -> list[ClaimRow]:
    """The claim and of each further independent report the first of the others, in the order of
    print; of an article only the newest state speaks."""
    found: dict[str, ClaimRow] = {}
    for claim in (_first(results, claim) for claim in (one, *others)):
        if claim["doc_id"] not in results.superseded:
            found.setdefault(results.origin[claim["doc_id"]], claim)
    first, *rest = found.values() or [one]
    return [first, *_in_print(results, rest)]


def is_fact(claim: ClaimRow) -> bool:
    """Whether it says that something is so, in as many words as can tell it."""
    words = claim["text"].split()
    return bool(claim["predicate"]) and len(words) >= FEWEST and words[0] != "to"


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


def _report(results: Results, claims: list[ClaimRow]) -> Finding:
    """ "Two of five reports say: “…” (the Courier, 9 May, according to the mayor; …)." """
    shown, worded = claims[:LISTED], claims[0]
    speakers = {claim["source"] for claim in claims}
    is_speech = all(claim["quoted"] and claim["source_kind"] == "person" for claim in claims)
    one = next(iter(speakers)) if len(speakers) == 1 and is_speech else None
    lead = f"{_share(results, len(claims))} {f'quote {one}' if one else 'say'}:"
    names = _names(claims)
    places = _listed([_witness(results, claim, names, bare=bool(one)) for claim in shown], "; ")
    more = f"; and {len(claims) - LISTED} more" if len(claims) > LISTED else ""
    parts = (f"“{bare(named(worded), QUOTED)}” (", *places, f"{more}).")
    return Finding("shared", lead, parts, _agreed(results, claims), _ids(*shown))


def _witness(
    results: Results, claim: ClaimRow, names: set[str], *, bare: bool
) -> list[str | Place]:
    """A report that has the words, with who says them there where that is sure."""
    is_sure = _is_beside(claim) or names.intersection(stems(claim["source"] or ""))
    speaker = who(claim) if is_sure and not bare else ""
    return [place(results, claim), f", {speaker}" if speaker else ""]


def _names(claims: Iterable[ClaimRow]) -> set[str]:
    """The names of who speaks that stand beside the words, else those that all reports have: a
    pronoun may stand for somebody else."""
    sources = [claim for claim in claims if claim["source"]]
    beside = {
        name for claim in filter(_is_beside, sources) for name in stems(claim["source"] or "")
    }
    every = [set(stems(claim["source"] or "")) for claim in sources]
    return beside or set.intersection(*every or [set()])


def _is_beside(claim: ClaimRow) -> bool:
    """Whether who speaks is named in the sentence."""
    return bool(set(stems(claim["source"] or "")) & set(stems(claim["sentence"])))


def _share(results: Results, said: int) -> str:
    """ "Two of five independent reports"; "All three reports" where none of them is a copy."""
    origins = len(set(results.origin.values()))
    word = "reports" if origins == len(results.origin) else "independent reports"
    if said == origins:
        return f"Both {word}" if said == 2 else f"All {_count(said).lower()} {word}"
    return f"{_count(said)} of {_count(origins).lower()} {word}"


def _count(number: int) -> str:
    return (NUMBERS[number] if number < len(NUMBERS) else f"{number:,}").capitalize()


def _agreed(results: Results, claims: list[ClaimRow]) -> str:
    """How sure it is that the surest two of these claims are of one matter."""
    pairs = list(combinations(sorted(claims, key=itemgetter("claim_id")), 2))
    rows = [row for pair in pairs if (row := results.match.get("|".join(_ids(*pair))))]
    alike = [words(one["text"]) == words(other["text"]) for one, other in pairs]
    if any(alike) or any(row["utterance"] for row in rows):
        return SAME
    return _called(max((row["score"] for row in rows), default=0.6))


# --- one utterance in several cuts ----------------------------------------------------------------


def _quotations(results: Results) -> Iterator[Finding]:
    """Utterances of which one report quotes less than another."""
    groups: dict[str, dict[str, QuotationRow]] = defaultdict(dict)
    for row in results.tables.get("quotations", ()):
        groups[row["quotation"]].setdefault(results.origin[row["doc_id"]], row)
    for rows in groups.values():
        longest = [row for row in rows.values() if not row["omitted"] and not row["changed"]]
        cut = [row for row in rows.values() if len(row["omitted"]) == 1 and not row["changed"]]
        if longest and cut and len(longest) + len(cut) == len(rows):
            yield _cut(results, longest, cut)


def _cut(results: Results, longest: list[QuotationRow], cut: list[QuotationRow]) -> Finding:
    claims = [results.claims[row["claim_id"]] for row in (*longest, *cut)]
    who = next((claim["source"] for claim in claims if claim["source"]), None)
    common, left = " … ".join(longest[0]["common"]), cut[0]["omitted"][0]
    whole, short = (
        _listed([[place(results, results.claims[row["claim_id"]])] for row in rows], ", ")
        for rows in (longest, cut)
    )
    verb = "leave" if len(cut) > 1 else "leaves"
    begun = f"“{bare(common, QUOTED)}”{f', said by {who},' if who else ''} is quoted by all; "
    parts = [begun, *short, f" {verb} out “{bare(left, QUOTED)}”, which stands in ", *whole, "."]
    lead = "One utterance, several cuts."
    return Finding("quotation", lead, tuple(parts), SAME, _ids(*claims))


# --- what changed, what a report tells early, and what it alone has -------------------------------


def _changes(results: Results) -> Iterator[Finding]:
    for sentence in changed(results):
        yield Finding("change", "New.", (sentence,), "", ())


def _further(results: Results) -> Iterator[Finding]:
    """The sentences of each report in their order, as it has them: news begins with the
    weightiest."""
    claims = sorted(results.claims.values(), key=lambda claim: (claim["start"], -claim["end"]))
    first = {(claim["doc_id"], claim["sentence"]): claim for claim in reversed(claims)}
    for claim in _in_turn(results, filter(_is_own, reversed(first.values()))):
        parts = (f"“{bare(claim['sentence'], SENTENCE)}” (", place(results, claim), ").")
        yield Finding("further", "Also told:", parts, "", _ids(claim))


def _is_own(claim: ClaimRow) -> bool:
    """Whether its sentence can be told in the report's name: it points to nothing before it, and no
    quotation runs into it or out of it."""
    sentence = claim["sentence"]
    opened, closed, straight = map(sentence.count, '“”"')
    is_closed = opened == closed and straight % 2 == 0
    cue = (claim["cue"] or "").split(" … ")[0]
    is_said_here = claim["source_kind"] == "article" or (cue != "" and cue in sentence)
    return is_closed and is_said_here and not BEGINS.match(sentence) and not sentence[0].islower()


def _alone(results: Results) -> Iterator[Finding]:
    for claim in _in_turn(results, lone(results)):
        parts = (*_cited(results, claim), ". No other report was found to say so.")
        yield Finding("alone", "In one report only:", parts, "", _ids(claim))


def _is_concrete(claim: ClaimRow) -> bool:
    """Whether it has marks enough, and says of its subject something with a number or a name."""
    said = claim["text"].replace(claim["subject"] or "", "")
    return bool(MARK.search(said)) and concrete(claim) <= -CHECKED


def lone(results: Results) -> list[ClaimRow]:
    """What one report has that no other has and that can be checked, the earliest first."""
    found = [claim for claim in alone(results) if _stands(claim) and _is_concrete(claim)]
    return sorted(found, key=lambda claim: (_place(results, [claim]), claim["claim_id"]))


def _in_turn(results: Results, claims: Iterable[ClaimRow]) -> Iterator[ClaimRow]:
    """The first of each independent report, the oldest report first, then the next of each."""
    of_origin: dict[str, list[ClaimRow]] = {
        results.origin[one]: [] for one in sorted(results.origin, key=results.age.__getitem__)
    }
    for claim in claims:
        if claim["doc_id"] not in results.superseded and _first(results, claim) is claim:
            of_origin[results.origin[claim["doc_id"]]].append(claim)
    for rank in zip_longest(*of_origin.values()):
        yield from filter(None, rank)


def _stands(claim: ClaimRow) -> bool:
    """Whether it can be told with no other beside it: a whole clause of a known speaker that points
    to nothing before it."""
    is_known = claim["source_kind"] == "article" or bool(who(claim))
    return is_whole(claim) and is_known and not _points(claim)


def _points(claim: ClaimRow) -> bool:
    """Whether one must know what was said before: it goes on from it, or its subject is a pronoun
    that stands for nobody known."""
    subject = words(claim["subject"] or "")
    is_pronoun = len(subject) == 1 and subject[0] in STOP_WORDS - {"i", "we"}
    is_known = bool(claim["referents"]) and subject != ["it"]
    return bool(POINTING.search(claim["text"])) or (is_pronoun and not is_known)


# --- the words ------------------------------------------------------------------------------------


def _cited(results: Results, claim: ClaimRow) -> list[str | Place]:
    """ "“…” (the Courier, 9 May, according to the mayor)": the whole sentence where what negates
    the claim may stand outside its words."""
    speaker = who(claim)
    is_hidden = claim["polarity"] == "negated" and not (
        speaker.startswith("denied") or NEGATED.search(claim["text"])
    )
    words = bare(claim["sentence"] if is_hidden else named(claim), QUOTED)
    return [f"“{words}” (", place(results, claim), f", {speaker})" if speaker else ")"]


def place(results: Results, claim: ClaimRow) -> Place:
    """The place of a claim by the name and the day of its report."""
    name, day = results.names[claim["doc_id"]], results.days[claim["doc_id"]]
    return Place(f"{name}, {day}" if day and day not in name else name, claim["claim_id"])


def who(claim: ClaimRow) -> str:
    """ "according to the mayor", "denied by the mayor"; "" in the report's own voice, and where an
    infinitive says only what somebody is to do, or a pronoun who speaks."""
    source, cue = claim["source"] or claim["source_text"] or "", claim["cue"] or ""
    is_unclear = source.lower() in STOP_WORDS | {""} or BEGINS.match(source)
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


def _listed(parts: list[list[str | Place]], between: str) -> list[str | Place]:
    return [piece for number, part in enumerate(parts) for piece in [between] * bool(number) + part]


def _in_print(results: Results, claims: Iterable[ClaimRow]) -> list[ClaimRow]:
    """The claims by the age of their reports; for what a copy says, the report it was first in."""
    found = {claim["claim_id"]: claim for one in claims for claim in [_first(results, one)]}
    return sorted(found.values(), key=lambda one: (results.age[one["doc_id"]], one["claim_id"]))


def _first(results: Results, claim: ClaimRow) -> ClaimRow:
    """The claim of its family and origin that was first in print."""
    home = results.origin[claim["doc_id"]]
    members = results.members[results.family[claim["claim_id"]]]
    return next(one for one in members if results.origin[one["doc_id"]] == home)


def _place(results: Results, claims: Iterable[ClaimRow]) -> float:
    """How early the claims stand in their reports on average, 0 to 1: news tells the weightiest
    first."""
    found = [
        claim["start"] / (results.documents[claim["doc_id"]]["chars"] or 1)
        for claim in claims
        if claim["start"] is not None
    ]
    return round(sum(found) / len(found), 6) if found else 0.0


def _sure(row: MatchRow) -> str:
    return SAME if row["utterance"] else _called(row["score"])


def _called(score: float) -> str:
    return next(words for least, words in SURE if score >= least)


def _ids(*claims: ClaimRow) -> tuple[str, ...]:
    return tuple(claim["claim_id"] for claim in claims)
