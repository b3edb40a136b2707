"""The findings in sentences: who speaks, copies, conflicts, what is shared, what is alone."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any, Literal

from lib.comparison.stories import STORY_COSINE, stories, texts
from lib.findings.alone import ENDS, alone, concrete, passage
from lib.findings.results import Results, kinds, opposite_directions, said
from lib.findings.voices import is_name, names_source
from lib.tables.records import ClaimRow, MatchRow
from lib.tables.store import by_document
from lib.text.phrases import joined, plural, shorten

SINGLE = str.maketrans("“”", "‘’")
# sentences at most: in all, on conflicts, on what is shared, on what stands alone
FINDINGS, AGAINST, SHARED, ALONE = 12, 5, 3, 2
NAMED, GROUPS = 8, 5  # reports and groups of reports that a sentence names at most
PEOPLE, QUOTED = 3, 4  # people that it names, and reports that it quotes
# what tells most comes first: another number before another day before a denial
KINDS = ("number", "date", "event")
MEANT = {"recommended": "called for", "planned": "planned or promised"}  # what bears no date


def findings(results: Results) -> list[str]:
    """At most twelve sentences on what the tables hold.

    In this order: who speaks, stories, copies, conflicts between independent origins, opposite
    directions, what is shared, what stands in one report alone. What is told of claims names their
    reports and quotes their words; a sentence says so where nobody is quoted by name, nothing is a
    copy, no two claims conflict, or none is shared.
    """
    tables = results.tables
    if not tables["documents"]:
        return ["No report was read, so there is nothing to compare."]
    if not tables["claims"]:
        return ["No claim was found, so there is nothing to compare."]
    if len(tables["origins"]) == 1:
        return [_speakers(results), "There is only one report, and so none to compare it with."]
    lines = [_speakers(results), *_stories(results), *_copies(results)]
    if not _comparable(results):
        return lines
    lines += [*_against(results), *_shared(results)]
    return [*lines, *_alone(results, max(0, min(ALONE, FINDINGS - len(lines))))]


def _named(results: Results, doc_ids: Iterable[str]) -> str:
    """Their names in order, the first few where there are many: "a and b", "a, b, c and 9
    more"."""
    named = [results.names[doc_id] for doc_id in sorted({*doc_ids}, key=results.in_order.index)]
    more = len(named) - NAMED
    return joined(named if more <= 1 else [*named[:NAMED], f"{more} more"])


def _quoted(results: Results, claim: ClaimRow) -> str:
    """The report with its copies that say it too, who says it there and how, and the words: 003
    (Taliban, “had promised”: “…”).

    Behind it stand the copies that do not name that source.
    """
    copies = by_document(one for one in _again(results, claim) if one["doc_id"] != claim["doc_id"])
    same, own, other = list[str](), list[str](), list[str]()
    for doc_id, claims in copies.items():
        alike = any(_same_source(one, claim) for one in claims)
        article = all(one["source_kind"] == "article" for one in claims)
        (same if alike else own if article else other).append(doc_id)
    also = f", also {_named(results, same)}" if same else ""
    their = "its" if len(own) == 1 else "their"
    others = f", and {_named(results, own)} in {their} own voice" if own else ""
    others += f", and {_named(results, other)} from another source" if other else ""
    told = "".join(f"{words}: " for words in [", ".join(said(claim))] if words)
    name, words = results.names[claim["doc_id"]], bare(claim["text"], 140)
    return f"{name}{also} ({told}“{words}”){others}"


def _speakers(results: Results) -> str:
    """Which reports quote people by name, and which quote nobody."""
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in results.tables["claims"]:
        if claim["quoted"] and claim["source_kind"] == "person" and is_name(claim["source"]):
            people[claim["doc_id"]][claim["source"]] += 1
    if not people and len(results.in_order) > 1:
        return f"Who speaks? {_none_of(len(results.in_order))} quotes a person by name."
    if not people:
        return f"Who speaks? {_named(results, results.in_order)} quotes no person by name."
    # nobody knows whom these quote
    late = {row["doc_id"] for row in results.tables.get("unfinished", ())}
    silent = [doc_id for doc_id in results.in_order if doc_id not in people and doc_id not in late]
    if len(people) == 1 and silent:
        ((doc_id, counts),) = people.items()
        whom = "a person" if len(counts) == 1 else "people"
        return f"Who speaks? Only {results.names[doc_id]} quotes {whom} by name: {_people(counts)}."
    none = f"; {_named(results, silent)} {_quote(silent)} no person by name" if silent else ""
    return f"Who speaks? {_quoting(results, people)}{none}."


def _quote(doc_ids: list[str]) -> str:
    return "quotes" if len(doc_ids) == 1 else "quote"


def _quoting(results: Results, people: dict[str, Counter[str]]) -> str:
    """Whom each of a few reports quotes; of many, who is quoted in most of them. What copies
    quote is told once."""
    alike = defaultdict(list)
    order = {doc_id: (-some.total(), results.names[doc_id]) for doc_id, some in people.items()}
    for doc_id in sorted(people, key=order.__getitem__):
        alike[results.origin[doc_id], _people(people[doc_id])].append(doc_id)
    if len(alike) <= PEOPLE:
        told = alike.items()
        return "; ".join(f"{_named(results, docs)} {_quote(docs)} {who}" for (_, who), docs in told)
    reports = Counter(name for found in people.values() for name in found)
    most = sorted(reports, key=lambda name: (-reports[name], name))[:PEOPLE]
    named = [f"{name} (in {plural(reports[name], 'report')})" for name in most]
    others = [f"{len(reports) - PEOPLE} more"] * (len(reports) > PEOPLE)
    of = f"{len(people)} of {len(results.in_order)} reports"
    return f"{of} quote people by name: {joined([*named, *others])}"


def _groups(results: Results, column: Literal["story", "origin"]) -> list[list[str]]:
    """The documents of each story or origin, in the order of the reports' names."""
    name = {row["doc_id"]: row[column] for row in results.tables["origins"]}
    found = defaultdict(list)
    for doc_id in results.in_order:
        found[name[doc_id]].append(doc_id)
    return list(found.values())


def _stories(results: Results) -> list[str]:
    """Which reports are on one story and which on one of their own; nothing where all are on
    one."""
    groups = _groups(results, "story")
    single = [doc_id for (doc_id, *rest) in groups if not rest]
    if len(groups) == 1:
        return _declared(results)
    if len(single) == len(groups):
        each = f"Each of the {len(groups)} reports is on a story of its own"
        return [f"Stories. {each}, so no claim of one is compared with another's."]
    several = [_named(results, group) for group in groups if len(group) > 1]
    told = [f"{named} are on another" for named in several[:GROUPS]]
    told[0] = f"{several[0]} are on one story"
    if (more := len(several) - GROUPS) > 0:
        told.append(f"there {'is' if more == 1 else 'are'} {plural(more, 'more such group')}")
    if single:
        own = "is on a story of its own" if len(single) == 1 else "are each on a story of their own"
        told.append(f"{_named(results, single)} {own}")
    return [f"Stories. {'; '.join(told)}. Claims are compared within a story only."]


def _declared(results: Results) -> list[str]:
    """What to do where all reports are taken for one story and their words say otherwise;
    nothing where they do not."""
    told = [text for text in texts(results.in_order, results.tables["blocks"]).values() if text]
    found = len(set(stories(told, [""] * len(told))))
    if found <= 1:
        return []
    return [
        "Stories. All reports are taken to be on one story, but their words are too little alike"
        f" for that (on average below a cosine of {STORY_COSINE}; by that measure they are on"
        f" {found}). With one_story set to False, claims are compared within each of these only."
    ]


def _comparable(results: Results) -> bool:
    """Whether two origins are on one story."""
    pairs = {(row["story"], row["origin"]) for row in results.tables["origins"]}
    return len(pairs) > len({story for story, _ in pairs})


def _copies(results: Results) -> list[str]:
    """Which reports share an origin; nothing where there is but one report."""
    groups = _groups(results, "origin")
    shared = [_named(results, group) for group in groups if len(group) > 1]
    if len(shared) == 1:
        return [f"Copies. {shared[0]} copy or spin one another and count as one origin."]
    if shared:
        more = [f"those of {plural(len(shared) - GROUPS, 'more origin')}"] * (len(shared) > GROUPS)
        told, lead = "; ".join(shared[:GROUPS] + more), "Reports that copy or spin one another"
        return [f"Copies. {lead} count as one origin, and these do: {told}."]
    none = f"{_none_of(len(groups))} copies {'the other' if len(groups) == 2 else 'another'}"
    return [f"Copies. {none}: each is an origin of its own."] * (len(groups) > 1)


def _against(results: Results) -> list[str]:
    """The first of the oppositions, and how many more there are; one sentence that says so
    where no two claims conflict."""
    rows = _oppositions(results)
    found, left = [_opposition(results, row) for row in rows[:AGAINST]], len(rows) - AGAINST
    if left > 0:
        found[-1] += f" {left} more {'stands' if left == 1 else 'stand'} in the table of matches."
    if all(row["relation"] != "conflict" for row in rows):
        found.insert(0, "Conflicts. None was found between reports of different origin.")
    return found


def _oppositions(results: Results) -> list[MatchRow]:
    """Conflicts between independent origins, then opposite directions that may both have been
    true, each pair of families once."""
    once: dict[frozenset[str], MatchRow] = {}
    for row in sorted(results.between, key=partial(_weight, results)):
        if row["relation"] == "conflict" or opposite_directions(row):
            ends = frozenset(results.family[row[end]] for end in ENDS)
            once.setdefault(ends, row)
    return list(once.values())


def _weight(results: Results, row: MatchRow) -> tuple[Any, ...]:
    """What puts a match before another: a conflict, of numbers before dates before denials
    before speakers, the age of its reports."""
    first = min((KINDS.index(kind) for kind in kinds(row) if kind in KINDS), default=len(KINDS))
    reports = sorted((results.age[row["doc_a"]], results.age[row["doc_b"]]))
    last = -row["score"], row["claim_a"], row["claim_b"]
    return row["relation"] != "conflict", first, reports, *last


def _opposition(results: Results, row: MatchRow) -> str:
    a, b = results.sides(row)
    lead = "Conflict" if row["relation"] == "conflict" else "Opposite directions"
    quotes = f"{_quoted(results, a)} against {_quoted(results, b)}"
    return f"{lead}. {quotes}: {results.differing(row)}."


def _again(results: Results, claim: ClaimRow) -> list[ClaimRow]:
    """The claims of its origin that say the same, itself among them, the first in print
    first."""
    members, home = results.members[results.family[claim["claim_id"]]], results.origin
    return [one for one in members if home[one["doc_id"]] == home[claim["doc_id"]]]


def _shared(results: Results) -> list[str]:
    """The first of the agreements; one sentence that says so where there are none."""
    found = [_agreement(results, claims) for claims in _agreements(results)[:SHARED]]
    return found or ["Shared. No claim was found in two reports of different origin."]


def _agreements(results: Results) -> list[list[ClaimRow]]:
    """The claims of each family in several origins, those in most and the most concrete
    first."""
    names = {row["family_id"] for row in results.tables["families"] if row["origins"] > 1}
    found = [results.members[name] for name in sorted(names)]
    return sorted(found, key=lambda one: (-len(_voices(results, one)), min(map(concrete, one))))


def _voices(results: Results, claims: list[ClaimRow]) -> list[ClaimRow]:
    """The first claim of each origin, in the order of print."""
    found: dict[str, ClaimRow] = {}
    for claim in claims:
        found.setdefault(results.origin[claim["doc_id"]], claim)
    return list(found.values())


def _agreement(results: Results, claims: list[ClaimRow]) -> str:
    voices = _voices(results, claims)
    left = len(voices) - QUOTED
    more = [f"{left} more {'says' if left == 1 else 'say'} the same"] * (left > 0)
    quotes = [_quoted(results, claim) for claim in voices[:QUOTED]]
    lines = "; ".join([*quotes, *more, _dated(results, voices)])
    return f"Shared by {plural(len(voices), 'origin')}. {lines}."


def _dated(results: Results, voices: list[ClaimRow]) -> str:
    """For when the claims of an agreement are meant, and in which of them that cannot be
    known."""
    days = defaultdict(list)
    for claim in voices:
        days[_day(claim)].append(claim["doc_id"])
    unknown = days.pop(None, [])
    every, none = ("both", "neither") if len(voices) == 2 else ("all", "none of them")
    if not days:
        return _undated(voices, none)
    meant = "due on" if all(claim["modality"] == "planned" for claim in voices) else "dated"
    if len(days) == 1 and not unknown:
        return f"{every} {meant} {next(iter(days))}"
    told = joined([f"{day} in {_named(results, docs)}" for day, docs in sorted(days.items())])
    return f"{meant} {told}{f', without a date in {_named(results, unknown)}' if unknown else ''}"


def _alone(results: Results, size: int) -> list[str]:
    """The most concrete claims that stand alone, one an origin, with the nearest passage."""
    first: dict[str, ClaimRow] = {}
    for claim in alone(results):
        first.setdefault(results.origin[claim["doc_id"]], claim)
    return [
        f"Alone. {_quoted(results, _again(results, claim)[0])}; {_elsewhere(results, claim)}."
        for claim in list(first.values())[:size]
    ]


def _elsewhere(results: Results, claim: ClaimRow) -> str:
    """The passage of another report that is likeliest to say it, which is not likely."""
    near = passage(results, claim)
    if near is None:
        return "no passage elsewhere is like it"
    return f"the nearest passage elsewhere is in {near[0]} (“{bare(near[1], 100)}”)"


def _same_source(one: ClaimRow, claim: ClaimRow) -> bool:
    """Whether a copy names the same source; where it is not clear what its sentence names the
    source for, that is taken for so."""
    return _speaker(one) == _speaker(claim) or names_source(one, claim["source"])


def _speaker(claim: ClaimRow) -> tuple[bool, str | None]:
    return claim["source_kind"] == "article", claim["source"] or claim["source_text"]


def _undated(voices: list[ClaimRow], none: str) -> str:
    """That no day is known: of what has no words of time, that it bears none, since the report may
    tell when it was said."""
    if any(claim["time_text"] for claim in voices):
        return f"{none} could be dated"
    meant = {MEANT.get(claim["modality"], "claimed") for claim in voices}
    return f"what is {meant.pop() if len(meant) == 1 else 'claimed'} bears no date"


def _day(claim: ClaimRow) -> str | None:
    """The day or days that the claim is meant for; None if they cannot be known."""
    first, last = claim["time_start"], claim["time_end"] or claim["time_start"]
    return first if first == last else f"{first} to {last}"


def _none_of(reports: int) -> str:
    return "Neither report" if reports == 2 else f"None of the {reports} reports"


def _people(counts: Counter[str]) -> str:
    """Whom a report quotes, those it quotes most first, with how many of its claims have their
    words in quotation marks; what the numbers are is said once."""
    named = sorted(counts, key=lambda name: (-counts[name], name))
    first = f"{named[0]} ({plural(counts[named[0]], 'claim')} in quotation marks)"
    told = [first, *[f"{name} ({counts[name]})" for name in named[1:PEOPLE]]]
    return joined([*told, *[f"{len(named) - PEOPLE} more"] * (len(named) > PEOPLE)])


def bare(text: str, width: int) -> str:
    """The text, shortened, without the quotation marks around it and the "that" before it, to stand
    between our own marks; marks within it become single ones.
    """
    inner = re.sub(r'"([^"]*)"', r"“\1”", text.strip("‘’' ,")).removeprefix("that ")
    whole = re.fullmatch(r"“([^“”]*)”[.,]?", inner)
    return shorten((whole[1] if whole else inner).translate(SINGLE).strip(" ,"), width)
