"""What goes without saying unless it is otherwise: who is quoted, which reports are on one story,
and which copy which."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Literal

from lib.comparison.stories import STORY_COSINE, stories, texts
from lib.findings.results import Results
from lib.findings.voices import is_name
from lib.text.phrases import joined, plural, shorten

SINGLE = str.maketrans("“”", "‘’")
NAMED, GROUPS = 8, 5  # reports and groups of reports that a sentence names at most
PEOPLE = 3  # people that it names


def routine(results: Results) -> list[str]:
    """Who is quoted by name, which reports are on which story, what copies what, and whether
    there was anything to compare."""
    tables = results.tables
    if not tables["documents"]:
        return ["No report was read, so there is nothing to compare."]
    if not tables["claims"]:
        return ["No statement was found, so there is nothing to compare."]
    if len(tables["origins"]) == 1:
        return [_speakers(results), "There is only one report, and so none to compare it with."]
    return [_speakers(results), *_stories(results), *_copies(results), *_no_conflict(results)]


def _no_conflict(results: Results) -> list[str]:
    """That no two statements conflict, where there was something to compare."""
    conflicts = any(row["relation"] == "conflict" for row in results.between)
    told = "Differences. No two reports were found to say what cannot both be right."
    return [told] * (_comparable(results) and not conflicts)


def _named(results: Results, doc_ids: Iterable[str]) -> str:
    """Their names in order, the first few where there are many: "a and b", "a, b, c and 9
    more"."""
    named = [results.names[doc_id] for doc_id in sorted({*doc_ids}, key=results.in_order.index)]
    more = len(named) - NAMED
    return joined(named if more <= 1 else [*named[:NAMED], f"{more} more"])


def _speakers(results: Results) -> str:
    """Which reports quote people by name, and which quote nobody."""
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in results.tables["claims"]:
        if claim["quoted"] and claim["source_kind"] == "person" and is_name(claim["source"]):
            people[claim["doc_id"]][claim["source"]] += 1
    if not people:
        many = len(results.in_order) > 1
        who = (
            f"{_none_of(len(results.in_order))} quotes a"
            if many
            else f"{_named(results, results.in_order)} quotes no"
        )
        return f"Who speaks? {who} person by name."
    # nobody knows whom these quote
    late = {row["doc_id"] for row in results.tables.get("unfinished", ())}
    silent = [doc_id for doc_id in results.in_order if doc_id not in people and doc_id not in late]
    if len(people) == 1 and silent:
        ((doc_id, counts),) = people.items()
        whom = "a person" if len(counts) == 1 else "people"
        return f"Who speaks? Only {results.names[doc_id]} quotes {whom} by name: {_people(counts)}."
    none = (
        f"; {_named(results, silent)} {'quotes' if len(silent) == 1 else 'quote'} no person by name"
        if silent
        else ""
    )
    return f"Who speaks? {_quoting(results, people)}{none}."


def _quoting(results: Results, people: dict[str, Counter[str]]) -> str:
    """Whom each of a few reports quotes; of many, who is quoted in most of them. What copies
    quote is told once."""
    alike = defaultdict(list)
    for doc_id in sorted(
        people, key=lambda doc_id: (-people[doc_id].total(), results.names[doc_id])
    ):
        alike[results.origin[doc_id], _people(people[doc_id])].append(doc_id)
    if len(alike) <= PEOPLE:
        return "; ".join(
            f"{_named(results, docs)} {'quotes' if len(docs) == 1 else 'quote'} {who}"
            for (_, who), docs in alike.items()
        )
    reports = Counter(name for found in people.values() for name in found)
    most = sorted(reports, key=lambda name: (-reports[name], name))[:PEOPLE]
    named = [f"{name} (in {plural(reports[name], 'report')})" for name in most]
    others = [f"{len(reports) - PEOPLE} more"] * (len(reports) > PEOPLE)
    return (
        f"{len(people)} of {len(results.in_order)} reports quote people by name:"
        f" {joined([*named, *others])}"
    )


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
        return [
            f"Stories. Each of the {len(groups)} reports is on a story of its own, so no statement"
            " of one is compared with another's."
        ]
    several = [_named(results, group) for group in groups if len(group) > 1]
    told = [
        f"{named} are on {'another' if place else 'one story'}"
        for place, named in enumerate(several[:GROUPS])
    ]
    more = len(several) - GROUPS
    told += [f"there {'is' if more == 1 else 'are'} {plural(more, 'more such group')}"] * (more > 0)
    told += [
        f"{_named(results, single)}"
        f" {'is' if len(single) == 1 else 'are each'} on a story of"
        f" {'its' if len(single) == 1 else 'their'} own"
    ] * bool(single)
    return [f"Stories. {'; '.join(told)}. Statements are compared within a story only."]


def _declared(results: Results) -> list[str]:
    """What to do where all reports are taken for one story and their words say otherwise;
    nothing where they do not."""
    told = [text for text in texts(results.in_order, results.tables["blocks"]).values() if text]
    found = len(set(stories(told, [""] * len(told))))
    if found <= 1:
        return []
    basis = f"on average below a cosine of {STORY_COSINE}; by that measure they are on {found}"
    remedy = "With one_story set to False, statements are compared within each of these only"
    return [
        "Stories. All reports are taken to be on one story, but their words are too little"
        f" alike for that ({basis}). {remedy}."
    ]


def _comparable(results: Results) -> bool:
    """Whether two origins are on one story."""
    pairs = {(row["story"], row["origin"]) for row in results.tables["origins"]}
    return len(pairs) > len({story for story, _ in pairs})


def _copies(results: Results) -> list[str]:
    """Which reports share an origin; nothing where there is but one report."""
    groups = _groups(results, "origin")
    shared = [_named(results, group) for group in groups if len(group) > 1]
    if shared:
        told = "; ".join(
            [
                *shared[:GROUPS],
                *[f"and {plural(len(shared) - GROUPS, 'more group')}"] * (len(shared) > GROUPS),
            ]
        )
        if len(shared) == 1:
            return [f"Copies. {told} share most of their words and count as one report."]
        return [
            f"Copies. Reports that share most of their words count as one, and these do: {told}."
        ]
    return [
        f"Copies. {_none_of(len(groups))} copies {'the other' if len(groups) == 2 else 'another'}."
    ] * (len(groups) > 1)


def _none_of(reports: int) -> str:
    return "Neither report" if reports == 2 else f"None of the {reports} reports"


def _people(counts: Counter[str]) -> str:
    """Whom a report quotes, those it quotes most first, with how many of its claims have their
    words in quotation marks; what the numbers are is said once."""
    named = sorted(counts, key=lambda name: (-counts[name], name))
    first = f"{named[0]} ({plural(counts[named[0]], 'statement')} in quotation marks)"
    told = [first, *[f"{name} ({counts[name]})" for name in named[1:PEOPLE]]]
    return joined([*told, *[f"{len(named) - PEOPLE} more"] * (len(named) > PEOPLE)])


def bare(text: str, width: int) -> str:
    """The text, shortened, without the quotation marks around it and the "that" before it, to stand
    between our own marks; marks within it become single ones.
    """
    inner = re.sub(r'"([^"]*)"', r"“\1”", text.strip("‘’' ,")).removeprefix("that ")
    whole = re.fullmatch(r"“([^“”]*)”[.,]?", inner)
    return shorten((whole[1] if whole else inner).translate(SINGLE).strip(" ,"), width)
