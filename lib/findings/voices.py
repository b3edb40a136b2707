"""Who is said to have said it: for each family of claims in several reports, how firmly each report
attributes it, and the drift in words."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple, TypeGuard

from lib.findings.results import Results, kinds
from lib.tables.records import ClaimRow, MatchRow
from lib.tables.store import by_document
from lib.text.lexicon import countries
from lib.text.phrases import joined
from lib.text.words import stems

# How firmly a claim is attributed, the firmest first: somebody who can be asked, a body, somebody
# without a name, nobody, the report itself.
FIRMNESS = {
    "named person": "a named person",
    "office": "an office without a name",
    "institution": "an institution",
    "unnamed": "somebody unnamed",
    "unresolved": "somebody the report leaves open",
    "article": "its own voice",
}
LEVELS = list(FIRMNESS)
# A body that may speak for the country whose it is, by its name; and one that is no country's.
OF_STATE = re.compile(
    r"(?:the )?(?:ministry|government|cabinet)\b.*"
    r"|.*\b(?:office|ministry|government|cabinet|administration)",
    re.IGNORECASE,
)
OF_MANY = re.compile(r"\b(?:UN|EU|United Nations|European|International|World)\b")
PARTICLES = frozenset("de van von bin al der la".split())  # of names, in small letters
BETWEEN = re.compile(r",? and |, ")  # what parts the names of a source that is several


class Voice(NamedTuple):
    """How one report gives a claim: the claim, how firmly (a key of FIRMNESS), who is said to have
    said it, whom the report names at all."""

    claim: ClaimRow
    level: str
    who: str | None
    named: frozenset[str] = frozenset()


class VoiceRow(NamedTuple):
    """How one document gives the claim of a family.

    level: how firmly, a key of FIRMNESS; who: the source, null in the report's own voice; drift:
    how the attribution differs, the same for all rows of a family; null where it does not.
    """

    family_id: str
    claim_id: str
    doc_id: str
    level: str
    who: str | None
    cue: str | None
    drift: str | None


def speakers(claims: Sequence[ClaimRow]) -> dict[str, str]:
    """By claim_id the name under which its source counts, the same in all reports; claims without a
    named source are left out.

    Officials and officials are one, and so are A and B and B and A; the name is the form written
    most, of several the first in the alphabet.
    """
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in claims:
        if claim["source"]:
            forms[_one_form(claim["source"])][claim["source"]] += 1
    most = {form: min(some, key=lambda one: (-some[one], one)) for form, some in forms.items()}
    return {row["claim_id"]: most[_one_form(row["source"])] for row in claims if row["source"]}


def _one_form(source: str) -> str:
    """What is the same for all ways to write the names of a source: not their case, nor their
    order, nor an article."""
    parts = BETWEEN.split(source.casefold())
    return " and ".join(sorted(part.removeprefix("the ") for part in parts))


def voices(results: Results) -> list[VoiceRow]:
    """For each family in several documents one row a document, by how firmly it attributes the
    claim, families that drift first.

    Families whose claims are the same words of two speakers stand together under the first.
    """
    named = {
        doc_id: frozenset(chain(*(row["actors"] for row in rows)))
        for doc_id, rows in by_document(results.tables["claims"]).items()
    }
    rows = []
    for family_id, members in _families(results).items():
        given = [one._replace(named=named[one.claim["doc_id"]]) for one in _by_document(members)]
        if len(given) > 1:
            drift = _drift(given, results.names)
            for claim, level, who, _ in given:
                ids = family_id, claim["claim_id"], claim["doc_id"]
                rows.append(VoiceRow(*ids, level, who, claim["cue"], drift))
    rows.sort(key=lambda row: (LEVELS.index(row.level), results.names[row.doc_id]))
    return sorted(rows, key=lambda row: (row.drift is None, row.family_id))


def _families(results: Results) -> dict[str, list[ClaimRow]]:
    """The claims of each family, with those that say the same words by another speaker."""
    family = dict(results.family)
    for row in sorted(results.tables["matches"], key=itemgetter("claim_a", "claim_b")):
        if other_speaker(row):
            one, other = sorted((family[row["claim_a"]], family[row["claim_b"]]))
            family = {claim_id: one if name == other else name for claim_id, name in family.items()}
    members: dict[str, list[ClaimRow]] = {}
    for claim in sorted(results.tables["claims"], key=itemgetter("claim_id")):
        members.setdefault(family[claim["claim_id"]], []).append(claim)
    return dict(sorted(members.items()))


def other_speaker(match: MatchRow) -> bool:
    """Whether the match is of one thing, said by another."""
    return match["relation"] != "related" and "speaker" in kinds(match)


def _by_document(claims: list[ClaimRow]) -> list[Voice]:
    """For each document its firmest attribution, the firmest first."""
    found = [_voice(claim) for claim in sorted(claims, key=itemgetter("claim_id"))]
    first: dict[str, Voice] = {}
    for one in sorted(found, key=lambda one: LEVELS.index(one.level)):
        first.setdefault(one.claim["doc_id"], one)
    return list(first.values())


def _voice(claim: ClaimRow) -> Voice:
    kind, who = claim["source_kind"], claim["source"] or claim["source_text"]
    if kind == "person":
        return Voice(claim, "named person" if is_name(claim["source"]) else "office", who)
    return Voice(claim, kind, None if kind == "article" else who)


def is_name(source: str | None) -> TypeGuard[str]:
    """Whether a person is named, and not only an office ("the defence minister")."""
    words = (source or "").split()
    return bool(source) and all(word[:1].isupper() or word in PARTICLES for word in words)


def _drift(said: list[Voice], names: dict[str, str]) -> str | None:
    """How the attribution differs from report to report, in words; None where all say it of the
    same source as firmly."""
    said = [one for one in said if not any(names_source(one.claim, other.who) for other in said)]
    groups = [list(group) for _, group in groupby(sorted(said, key=_attribution), key=_attribution)]
    if len(groups) < 2 or (len({one.level for one in said}) == 1 and _one_source(said)):
        return None
    told = "; ".join(f"{_who(group[0])} in {_reports(group, names)}" for group in groups)
    return f"{told}: {_turn(said)}"


def names_source(claim: ClaimRow, source: str | None) -> bool:
    """Whether a claim in the report's own voice stands in a sentence that has all words of the
    source, and not as its subject: then who says it is not clear.
    """
    wanted, subject = {*stems(source or "")}, {*stems(claim["subject"] or "")}
    own = claim["source_kind"] == "article"
    return own and bool(wanted) and wanted <= {*stems(claim["sentence"])} - subject


def _attribution(one: Voice) -> tuple[int, str]:
    return LEVELS.index(one.level), one.who or ""


def _reports(group: list[Voice], names: dict[str, str]) -> str:
    return joined(sorted(names[one.claim["doc_id"]] for one in group))


def _who(one: Voice) -> str:
    return "no source" if one.level == "article" else one.who or FIRMNESS[one.level]


def _turn(said: list[Voice]) -> str:
    """What differs between the reports."""
    spoken = [one for one in said if one.level != "article"]
    levels, turns = [one.level for one in spoken], []
    if not _one_source(spoken):
        ends = f"{FIRMNESS[levels[0]]} or {FIRMNESS[levels[-1]]}"
        turns.append(_apart(spoken) if len(set(levels)) == 1 else ends)
    if 0 < len(spoken) < len(said):
        turns.append("said as the report's own words where another names a source")
    return ", ".join(turns) or "the source is named otherwise"


def _apart(said: list[Voice]) -> str:
    """How sources of one level differ that share no word."""
    if said[0].level == LEVELS[0]:
        return "different speakers"
    return "named differently" if _of_one_country(said) else "different sources"


def _of_one_country(said: list[Voice]) -> bool:
    """Whether the sources are a country and bodies that may speak for it: of its state by their
    names, and in reports that name it."""
    named = {one.who for one in said if one.who and countries(one.who) == [one.who]}
    bodies = [one for one in said if one.who not in named]
    return len(named) == 1 and all(_speaks_for(one, named) for one in bodies)


def _speaks_for(body: Voice, country: set[str]) -> bool:
    name = body.who or ""
    of_state = OF_STATE.fullmatch(name) and not OF_MANY.search(name)
    return bool(of_state) and country <= body.named and set(countries(name)) <= country


def _one_source(said: list[Voice]) -> bool:
    """Whether the sources may be one, as the words of their names allow."""
    found = [set(stems(one.who or "")) for one in said]
    return all(one & found[0] for one in found) if found else True
