"""A run to be asked by hand, in a notebook: who says what, what of, in which report."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from lib.findings.telling import who
from lib.findings.wording import named
from lib.show import html
from lib.show.page import FILE
from lib.show.people import KINDS, cited
from lib.show.read import results as read
from lib.show.statements import NOT, OTHERWISE, SAYS, Row, statements
from lib.tables.errors import WorkbookError
from lib.tables.records import ClaimRow
from lib.tables.store import innermost, rows_if_any
from lib.text.phrases import joined
from lib.text.words import stems, words
from lib.work.parameters import folder

TOLD = ["statement", "outlet", "day", "who", "says how", "also in", "link"]
LIKE = 70  # of 100, how alike a name is that may be meant
# how two outlets stand in a statement of the report's table
DIFFER, NOTHING = "they differ", ("", None)
HOW = {frozenset([SAYS]): "both say", frozenset([SAYS, NOT]): "one only"}
HOW |= {frozenset([SAYS, OTHERWISE]): DIFFER, frozenset([OTHERWISE]): DIFFER}


class Answer(pd.DataFrame):  # type: ignore[misc]
    """A frame that reads well in a notebook: long texts in lines, each row with its link."""

    @property
    def _constructor(self) -> type["Answer"]:
        return Answer

    def _repr_html_(self) -> str:
        shown, links = self.drop(columns="link", errors="ignore"), list(self.get("link", ()))
        return str(html.table(shown, width=220, links=links).data)


class Names:
    """Names to choose from: after `[` and a quotation mark the key Tab offers them."""

    def __init__(self, names: Iterable[str], ask: Callable[[str], Answer]) -> None:
        self._names, self._ask = list(dict.fromkeys(names)), ask

    def __getitem__(self, name: str) -> Answer:
        return self._ask(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __repr__(self) -> str:
        return ", ".join(self._names) or "None."

    def _ipython_key_completions_(self) -> list[str]:
        return self._names


class Story:
    """The reports of the run in a folder, to be asked; an answer is a frame of pandas.

    people, outlets: the names to ask for, `story.people["` and the key Tab. Column `link` leads
    to the words in the run's report.html.
    """

    def __init__(self, run: str | Path = "runs/latest") -> None:
        out = run if isinstance(run, Path) else folder(run)
        self._place = f"{Path(os.path.relpath(out / FILE)).as_posix()}#m-"
        self._results = read(out)
        self._claims = innermost(self._results.tables["claims"])
        self._said = {speaker.name: speaker.claims for speaker in cited(self._results)}
        self._known: dict[str | None, set[str]] = {
            row["identity"]: {*row["roles"], *(alias["name"] for alias in row["aliases"])}
            for row in rows_if_any(out, "identities")
        }
        self.people = Names(self._said, self.person)
        self.outlets = Names(self._results.names.values(), self._outlet)

    def person(self, name: str) -> Answer:
        """What somebody says: a row a statement, what most outlets have first.

        name: the fullest or a part of it, another that a report gives, or an office; institutions
        and the unnamed speak as well. A WorkbookError has the nearest names.

        >>> story.person("Kovalai")[["statement", "outlet", "says how"]].tail(2)
                                                   statement      outlet  says how
        3                          to close the barrage road  Ileth Wire  rejected
        4  we won't conceal a solitary web page of this i...    Rivers24    stated
        """
        names = {
            one: {name for claim in claims for name in self._known.get(claim["identity"], ())}
            for one, claims in self._said.items()
        }
        found = _matching(name, names, "nobody is cited as")
        return self._told(claim for one in found for claim in self._said[one])

    def about(self, what: str) -> Answer:
        """The statements that have all these words in any form, what most outlets have first; last
        those that have one only in the sentence around them.

        >>> story.about("tolls")[["statement", "outlet"]].head(3)
                                                statement          outlet
        0   The death toll stood at 31 on Tuesday evening      Ileth Wire
        1           The death toll rose to 52 on Thursday  Meridian Press
        2          The death toll stood at 54 on Saturday   Pelmar Herald
        """
        wanted = frozenset(stems(what))
        found: tuple[list[ClaimRow], list[ClaimRow]] = [], []
        for claim in self._claims:
            told = frozenset(stems(named(claim)))
            if wanted and wanted <= told.union(stems(claim["sentence"])):
                found[not wanted <= told].append(claim)
        return Answer(pd.concat(map(self._told, found), ignore_index=True))

    def compare(self, one: str, other: str) -> Answer:
        """What two outlets tell differently, what both say, and what of all reports only one of
        them has: it was looked for in the others.

        one, other: their names, or parts of them. A WorkbookError has the nearest names.

        >>> story.compare("Ileth Wire", "Meridian")[["how", "Meridian Press"]].head(2)
                   how                                     Meridian Press
        0  they differ  The death toll rose to 52 on Thursday (accordi...
        1  they differ  Gate 7 of the Sembele Barrage was last inspect...
        """
        sides = [self._reports(name) for name in (one, other)]
        if sides[0].keys() & sides[1].keys():
            raise WorkbookError(f"{one!r} and {other!r} name one outlet")
        columns = ["how", *(joined(list(side.values())) for side in sides), "link"]
        rows = statements(self._results, each=None)
        pairs = dict.fromkeys(pair for row in rows for pair in self._pairs(row, *sides))
        return Answer(list(pairs), columns=columns)

    def _outlet(self, name: str) -> Answer:
        reports = self._reports(name)
        return self._told(claim for claim in self._claims if claim["doc_id"] in reports)

    def _reports(self, name: str) -> dict[str, str]:
        """The reports of an outlet: their names by doc_id."""
        names = self._results.names
        found = _matching(name, dict.fromkeys(names.values(), ()), "no outlet is called")
        return {doc_id: called for doc_id, called in names.items() if called in found}

    def _told(self, claims: Iterable[ClaimRow]) -> Answer:
        """A row a statement: what most outlets have first, then what was first in print."""
        results = self._results
        groups: dict[str, dict[str, ClaimRow]] = defaultdict(dict)
        for claim in sorted(claims, key=lambda one: (results.age[one["doc_id"]], one["start"])):
            groups[results.family[claim["claim_id"]]].setdefault(claim["doc_id"], claim)
        ranked = sorted(groups.values(), key=lambda group: -len(group))
        return Answer([self._row(*group.values()) for group in ranked], columns=TOLD)

    def _row(self, claim: ClaimRow, *others: ClaimRow) -> tuple[str | None, ...]:
        names, doc_id = self._results.names, claim["doc_id"]
        speaker = claim["source"] or claim["source_text"] or KINDS[claim["source_kind"]]
        also = joined([names[one["doc_id"]] for one in others]) or None
        told = (names[doc_id], self._results.days[doc_id], speaker, claim["cue"], also)
        return (named(claim), *told, self._place + claim["claim_id"])

    def _pairs(self, row: Row, *sides: Iterable[str]) -> Iterator[tuple[str | None, ...]]:
        """How two outlets stand in a statement; nothing where that is not sure."""
        ends = [next((row.cells[d] for d in side if d in row.cells), NOTHING) for side in sides]
        how = HOW.get(frozenset(what for what, _ in ends))
        claims = [self._results.claims[claim] if claim else None for _, claim in ends]
        families = {self._results.family[one["claim_id"]] for one in claims if one}
        if how and (how != DIFFER or len(families) > 1):
            told = [one and f"{named(one)}{f' ({who(one)})' if who(one) else ''}" for one in claims]
            yield (how, *told, self._place + next(one["claim_id"] for one in claims if one))


def _matching(name: str, known: Mapping[str, Iterable[str]], lacking: str) -> list[str]:
    """The name itself; else those that have its words in a row, or go by it; else an error."""
    wanted = _plain(name)
    part = [one for one in known if f" {wanted} " in f" {_plain(one)} "]
    go_by = [one for one in known if wanted in map(_plain, known[one])]
    found = [one for one in part if _plain(one) == wanted] or [*dict.fromkeys(part + go_by)]
    if found and wanted:
        return found
    like: Any = {
        "scorer": fuzz.partial_ratio,
        "processor": _plain,
        "limit": 3,
        "score_cutoff": LIKE,
    }
    near = [one for one, *_ in process.extract(name, [*known], **like)] or [*known][:3]
    hint = f"; did you mean {joined(near, 'or')}?" if near else ""
    raise WorkbookError(f"{lacking} {name!r}{hint}")


def _plain(name: str) -> str:
    return " ".join(words(name)).removeprefix("the ")
