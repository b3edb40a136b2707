"""What a reader should know first: at most twelve findings, each in a sentence or two to paste,
with the places that it rests on."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations
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
from lib.text.words import stem, stems

FINDINGS = 12
LONE = 5  # of what one report alone has, at most
# findings of each kind while the others have some too; what is left over goes to the first kinds
ROOM = {"differs": 4, "shared": 4, "quotation": 1, "change": 4, "alone": 3}
QUOTED, LISTED = 220, 6  # letters of a quotation, reports that a sentence lists
CHECKED = 2  # marks by which a statement can be checked, from which on it is concrete
FEWEST = 4  # words of a statement that can be told by itself
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
    cuts, what changed since an earlier run, and what one report alone has.

    No sentence of a report is told twice.
    """
    told = _Told()
    makers: dict[str, Callable[[Results], Iterator[Finding]]] = {
        "differs": _differing,
        "quotation": _quotations,
        "shared": _shared,
        "change": _changes,
        "alone": _alone,
    }
    found = {kind: list(_new(results, make(results), told)) for kind, make in makers.items()}
    return [finding for kind, size in _sizes(found).items() for finding in found[kind][:size]]


class _Told:
    """What findings have told: sentences of reports, and for each word the statements with it."""

    def __init__(self) -> None:
        self.sentences: set[tuple[str, str]] = set()
        self.having: dict[str, set[int]] = defaultdict(set)
        self.statements = 0

    def has(self, claims: Sequence[ClaimRow]) -> bool:
        """Whether they tell a sentence again, or one of them no word that a statement lacks."""
        return not self.sentences.isdisjoint(sentences_of(claims)) or any(map(self._within, claims))

    def _within(self, claim: ClaimRow) -> bool:
        having = [self.having.get(word, set()) for word in set(stems(claim["text"]))]
        return bool(set.intersection(*having) if having else self.statements)

    def add(self, claims: Sequence[ClaimRow]) -> None:
        self.sentences |= sentences_of(claims)
        for claim in claims:
            for word in stems(claim["text"]):
                self.having[word].add(self.statements)
            self.statements += 1


def _new(results: Results, rows: Iterable[Finding], told: _Told) -> Iterator[Finding]:
    """The findings that tell what was not told before."""
    for row in rows:
        claims = [results.claims[one] for one in row.claims]
        if not told.has(claims):
            told.add(claims)
            yield row


def sentences_of(claims: Iterable[ClaimRow]) -> frozenset[tuple[str, str]]:
    """The sentences of reports that the claims stand in."""
    return frozenset((claim["doc_id"], claim["sentence"]) for claim in claims)


def _sizes(found: dict[str, list[Finding]]) -> dict[str, int]:
    sizes = {kind: min(room, len(found[kind])) for kind, room in ROOM.items()}
    for kind, most in (("differs", FINDINGS), ("shared", FINDINGS), ("alone", LONE)):
        left = FINDINGS - sum(sizes.values())
        sizes[kind] = min(len(found[kind]), max(sizes[kind], min(most, sizes[kind] + left)))
    return sizes


# --- what differs ---------------------------------------------------------------------------------


def differing(results: Results) -> list[Finding]:
    """All that reports tell differently, the weightiest first."""
    return list(_new(results, _differing(results), _Told()))


def _differing(results: Results) -> Iterator[Finding]:
    """Conflicts, one utterance of two speakers, numbers that move, and how far a thing has come;
    each by how early it stands in its reports."""
    rows = sorted(results.between, key=lambda row: (_early(results, results.sides(row)), str(row)))
    yield from (_opposed(results, row) for row in rows if row["relation"] == "conflict")
    yield from (_two_speakers(results, row) for row in rows if _is_of_two(row, results))
    yield from _moving(results, rows)
    yield from (_opposed(results, row) for row in rows if _is_other_status(row))


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
    """Whether two persons by name, who share no part of their names, are said to have said the
    same words."""
    one, other = (claim["source"] for claim in results.sides(row))
    return (
        row["utterance"]
        and row["relation"] == "agree"
        and "speaker" in kinds(row)
        and is_name(one)
        and is_name(other)
        and not set(stems(one)) & set(stems(other))
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
    """The numbers of both claims, with the chance that they are of one matter."""
    numbers = [one for one in row["differences"] if one["kind"] == "number"]
    if not numbers or "event" in kinds(row):
        return {}
    ends = [_first(results, claim)["claim_id"] for claim in results.sides(row)]
    given = zip(ends, (numbers[0]["here"], numbers[0]["there"]), strict=True)
    return {end: (value, row["score"]) for end, value in given if value}


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


def _shared(results: Results) -> Iterator[Finding]:
    """What most independent reports have, of as many what stands earliest in them."""
    groups = [
        _voices(results, [one, *surely(results, one)])
        for one in map(results.claims.__getitem__, results.partners)
    ]
    near = [row for row in results.between if _is_near(results, row)]
    groups += [_voices(results, results.sides(row)) for row in near]
    whole = [claims for claims in groups if len(claims) > 1 and any(map(is_clause, claims))]
    ranked = sorted(
        whole, key=lambda claims: (-len(claims), _early(results, claims), _ids(*claims))
    )
    beside = defaultdict(list)  # those that stand in the same sentences in as many reports
    for claims in ranked:
        beside[len(claims), sentences_of(claims)].append(claims)
    for same in beside.values():
        yield _report(results, max(same, key=_length))


def surely(results: Results, claim: ClaimRow) -> list[ClaimRow]:
    """The clauses that surely state what the claim does, not by way of a third."""
    return [
        other
        for other, row in results.partners.get(claim["claim_id"], ())
        if is_clause(other) and (row["utterance"] or row["score"] >= NEAR)
    ]


def _length(claims: list[ClaimRow]) -> int:
    return max(len(claim["text"]) for claim in claims if is_clause(claim))


def _is_near(results: Results, row: MatchRow) -> bool:
    """Whether a pair that is called related differs only in a name that both have."""
    one, other = (claim["sentence"] for claim in results.sides(row))
    same = [
        part["kind"] == "name" and ((part["here"] or "") in other or (part["there"] or "") in one)
        for part in row["differences"]
    ]
    return row["relation"] == "related" and row["score"] >= NEAR and bool(same) and all(same)


def _voices(results: Results, claims: Iterable[ClaimRow]) -> list[ClaimRow]:
    """The first claim of each independent report, the newest state of an article only."""
    found: dict[str, ClaimRow] = {}
    for claim in _in_print(results, claims):
        if claim["doc_id"] not in results.superseded:
            found.setdefault(results.origin[claim["doc_id"]], claim)
    return list(found.values())


def is_clause(claim: ClaimRow) -> bool:
    """Whether its words can be quoted by themselves: a clause that nothing was put before."""
    words = claim["text"].split()
    return (
        bool(claim["predicate"])
        and len(words) >= FEWEST
        and words[0][0] != "["
        and words[0] != "to"
    )


def is_whole(claim: ClaimRow) -> bool:
    """Whether it is a clause with its subject, in one piece and to its end."""
    _, found, after = claim["sentence"].partition(claim["text"])
    ends = not after[:2].strip(" ").isalnum()
    return is_clause(claim) and bool(claim["subject"]) and bool(found) and ends


def _report(results: Results, claims: list[ClaimRow]) -> Finding:
    """ "Two of five reports say: “…” (the Courier, 9 May, according to the mayor; …)." """
    shown = claims[:LISTED]
    worded = min(claims, key=lambda claim: (not is_whole(claim), not is_clause(claim)))
    shown = sorted(shown, key=lambda claim: claim is not worded)  # whose words they are comes first
    speakers = {claim["source"] for claim in claims}
    is_speech = all(claim["quoted"] and claim["source_kind"] == "person" for claim in claims)
    one = next(iter(speakers)) if len(speakers) == 1 and is_speech else None
    lead = f"{_share(results, len(claims))} {f'quote {one}' if one else 'say'}:"
    places = _listed([_witness(results, claim, bare=bool(one)) for claim in shown], "; ")
    more = f"; and {len(claims) - LISTED} more" if len(claims) > LISTED else ""
    parts = (f"“{bare(named(worded), QUOTED)}” (", *places, f"{more}).")
    return Finding("shared", lead, parts, _agreed(results, claims), _ids(*shown))


def _witness(results: Results, claim: ClaimRow, *, bare: bool) -> list[str | Place]:
    speaker = "" if bare else who(claim)
    return [place(results, claim), f", {speaker}" if speaker else ""]


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
    ids = {claim["claim_id"] for claim in claims}
    rows = [
        row for pair in combinations(sorted(ids), 2) if (row := results.match.get("|".join(pair)))
    ]
    if any(row["utterance"] for row in rows):
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


# --- what changed, and what one report alone has --------------------------------------------------


def _changes(results: Results) -> Iterator[Finding]:
    for sentence in changed(results):
        yield Finding("change", "New.", (sentence,), "", ())


def _alone(results: Results) -> Iterator[Finding]:
    """The most concrete statement of each report that no other has; then the next of each."""
    of_origin: dict[str, list[ClaimRow]] = defaultdict(list)
    told = [claim for claim in alone(results) if is_whole(claim) and _has_voice(claim)]
    for claim in sorted(told, key=lambda one: _apart(results, one)):
        of_origin[results.origin[claim["doc_id"]]].append(claim)
    longest = max(map(len, of_origin.values()), default=0)
    for rank in range(longest):
        for claims in of_origin.values():
            if rank < len(claims):
                yield _only(results, claims[rank])


def _has_voice(claim: ClaimRow) -> bool:
    """Whether it is known who says it."""
    return claim["source_kind"] == "article" or bool(claim["source"])


def _apart(results: Results, claim: ClaimRow) -> tuple[bool, float, str]:
    """What has something to check first, then what stands early."""
    return concrete(claim) > -CHECKED, _early(results, [claim]), claim["claim_id"]


def _only(results: Results, claim: ClaimRow) -> Finding:
    parts = (*_cited(results, claim), ". No other report was found to say so.")
    likely = results.elsewhere[claim["claim_id"]]["likely"]
    sure = (
        "nothing like it stands elsewhere"
        if likely < 0.2
        else "something near it may stand elsewhere"
    )
    return Finding("alone", "In one report only:", parts, sure, _ids(claim))


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
    """ "according to the mayor", "denied by the mayor"; "" in the report's own voice."""
    source = claim["source"] or claim["source_text"]
    if claim["source_kind"] == "article" or not source:
        return ""
    cues = (_classes().get(word) for word in stems(claim["cue"] or ""))
    verb = next((VERBS[kind] for kind in cues if kind in VERBS), "according to")
    return f"{verb} {source}"


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


def _early(results: Results, claims: Iterable[ClaimRow]) -> float:
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
