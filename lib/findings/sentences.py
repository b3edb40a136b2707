"""What goes without saying unless it is otherwise: which reports are on one story, and which copy
which."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from lib.comparison.stories import STORY_COSINE, stories, texts
from lib.findings.results import Results
from lib.text.phrases import joined, plural, shorten

SINGLE = str.maketrans("“”", "‘’")
NAMED, GROUPS = 8, 5  # reports and groups of reports that a sentence names at most


def routine(results: Results) -> list[str]:
    """Which reports are on which story, what copies what, and whether there was anything to
    compare."""
    tables = results.tables
    if not tables["documents"]:
        return ["No report was read, so there is nothing to compare."]
    if not tables["claims"]:
        return ["No statement was found, so there is nothing to compare."]
    if len(tables["origins"]) == 1:
        return ["There is only one report, and so none to compare it with."]
    return [*_stories(results), *_copies(results), *_no_conflict(results)]


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


def bare(text: str, width: int) -> str:
    """The text, shortened, without the quotation marks around it and the "that" before it, to stand
    between our own marks; marks within it become single ones.
    """
    inner = re.sub(r'"([^"]*)"', r"“\1”", text.strip("‘’' ,")).removeprefix("that ")
    whole = re.fullmatch(r"“([^“”]*)”[.,]?", inner)
    return shorten((whole[1] if whole else inner).translate(SINGLE).strip(" ,"), width)
