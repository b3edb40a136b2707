"""The findings in sentences: who speaks, copies, conflicts, what is shared, what is alone."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import islice

from lib.comparison.pair.relations import OPPOSITE
from lib.comparison.stories import STORY_COSINE, stories, texts
from lib.findings.alone import ALIKE, Passages, alone, concrete
from lib.findings.results import ById, opposite_directions, said, why
from lib.findings.voices import is_name, names_source
from lib.tables.records import Row
from lib.tables.store import by_document
from lib.text.phrases import floored, joined, plural, shorten

SINGLE = str.maketrans("“”", "‘’")
# sentences at most: in all, on conflicts, on what is shared, on what stands alone
FINDINGS, AGAINST, SHARED, ALONE = 12, 5, 3, 2
NAMED, GROUPS = 8, 5  # reports and groups of reports that a sentence names at most
PEOPLE, QUOTED = 3, 4  # people that it names, and reports that it quotes
MEANT = {"recommended": "called for", "planned": "planned or promised"}  # what bears no date
# a claim with a passage elsewhere as like as that may stand there in other words, and is no finding
MUCH_ALIKE = 0.6


def findings(tables: dict[str, list[Row]]) -> list[str]:
    """At most twelve sentences on what the tables documents, blocks, claims, origins, matches,
    families and, if there, unfinished hold.

    In this order: who speaks, stories, copies, conflicts between independent origins, opposite
    directions, what is shared, what stands in one report alone. What is told of claims names their
    reports and quotes their words; a sentence says so where nobody is quoted by name, nothing is a
    copy, no two claims conflict, or none is shared.
    """
    if not tables["documents"]:
        return ["No report was read, so there is nothing to compare."]
    if not tables["claims"]:
        return ["No claim was found, so there is nothing to compare."]
    view = _View(tables)
    if len(tables["origins"]) == 1:
        return [view.speakers(), "There is only one report, and so none to compare it with."]
    lines = [view.speakers(), *view.stories(), *view.copies()]
    if not view.comparable():
        return lines
    lines += [*view.against(), *view.shared()]
    return [*lines, *view.alone(min(ALONE, FINDINGS - len(lines)))]


class _View(ById):
    """The tables of a run by id, and the sentences made from them."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        super().__init__(tables)
        self.documents = sorted(self.origin, key=lambda doc_id: (self.names[doc_id], doc_id))
        self.order = {doc_id: place for place, doc_id in enumerate(self.documents)}
        day = {row["doc_id"]: row["published"] or "9999" for row in tables["documents"]}
        # of copies, the first in print is quoted
        self.age = {doc_id: (day[doc_id], self.names[doc_id]) for doc_id in self.documents}
        self.members = defaultdict(list)
        for claim in sorted(
            tables["claims"], key=lambda claim: (self.age[claim["doc_id"]], claim["claim_id"])
        ):
            self.members[self.family[claim["claim_id"]]].append(claim)

    def list_names(self, doc_ids: Iterable[str]) -> str:
        """Their names in order, the first few where there are many: "a and b", "a, b, c and 9
        more"."""
        named = [self.names[doc_id] for doc_id in sorted({*doc_ids}, key=self.order.__getitem__)]
        more = len(named) - NAMED
        return joined(named if more <= 1 else [*named[:NAMED], f"{more} more"])

    def quote(self, claim: Row) -> str:
        """The report with its copies that say it too, who says it there and how, and the words: 003
        (Taliban, “had promised”: “…”).

        Behind it stand the copies that do not name that source.
        """
        copies = by_document(one for one in self.again(claim) if one["doc_id"] != claim["doc_id"])
        same = {
            doc_id
            for doc_id, claims in copies.items()
            if any(_same_source(one, claim) for one in claims)
        }
        own = {
            doc_id
            for doc_id in copies.keys() - same
            if all(one["source_kind"] == "article" for one in copies[doc_id])
        }
        also = f", also {self.list_names(same)}" if same else ""
        others = [
            f", and {self.list_names(own)} in {'its' if len(own) == 1 else 'their'} own voice"
        ] * bool(own)
        others += [
            f", and {self.list_names(copies.keys() - same - own)} from another source"
        ] * bool(copies.keys() - same - own)
        told = ", ".join(said(claim))
        return (
            f"{self.names[claim['doc_id']]}{also}"
            f" ({told}{': ' * bool(told)}“{bare(claim['text'], 140)}”){''.join(others)}"
        )

    def speakers(self) -> str:
        """Which reports quote people by name, and which quote nobody."""
        people: dict[str, Counter[str]] = defaultdict(Counter)
        for claim in self.tables["claims"]:
            if claim["quoted"] and claim["source_kind"] == "person" and is_name(claim["source"]):
                people[claim["doc_id"]][claim["source"]] += 1
        if not people:
            many = len(self.documents) > 1
            who = (
                f"{_none_of(len(self.documents))} quotes a"
                if many
                else f"{self.list_names(self.documents)} quotes no"
            )
            return f"Who speaks? {who} person by name."
        # nobody knows whom these quote
        late = {row["doc_id"] for row in self.tables.get("unfinished", ())}
        silent = [
            doc_id for doc_id in self.documents if doc_id not in people and doc_id not in late
        ]
        if len(people) == 1 and silent:
            ((doc_id, counts),) = people.items()
            whom = "a person" if len(counts) == 1 else "people"
            return (
                f"Who speaks? Only {self.names[doc_id]} quotes {whom} by name: {_people(counts)}."
            )
        none = (
            f"; {self.list_names(silent)} {'quotes' if len(silent) == 1 else 'quote'} no person by"
            " name"
            if silent
            else ""
        )
        return f"Who speaks? {self.quoting(people)}{none}."

    def quoting(self, people: dict[str, Counter[str]]) -> str:
        """Whom each of a few reports quotes; of many, who is quoted in most of them. What copies
        quote is told once."""
        alike = defaultdict(list)
        for doc_id in sorted(
            people, key=lambda doc_id: (-people[doc_id].total(), self.names[doc_id])
        ):
            alike[self.origin[doc_id], _people(people[doc_id])].append(doc_id)
        if len(alike) <= PEOPLE:
            return "; ".join(
                f"{self.list_names(docs)} {'quotes' if len(docs) == 1 else 'quote'} {who}"
                for (_, who), docs in alike.items()
            )
        reports = Counter(name for found in people.values() for name in found)
        most = sorted(reports, key=lambda name: (-reports[name], name))[:PEOPLE]
        named = [f"{name} (in {plural(reports[name], 'report')})" for name in most]
        others = [f"{len(reports) - PEOPLE} more"] * (len(reports) > PEOPLE)
        return (
            f"{len(people)} of {len(self.documents)} reports quote people by name:"
            f" {joined([*named, *others])}"
        )

    def groups(self, column: str) -> list[list[str]]:
        """The documents of each story or origin, in the order of the reports' names."""
        name = {row["doc_id"]: row[column] for row in self.tables["origins"]}
        found = defaultdict(list)
        for doc_id in self.documents:
            found[name[doc_id]].append(doc_id)
        return list(found.values())

    def stories(self) -> list[str]:
        """Which reports are on one story and which on one of their own; nothing where all are on
        one."""
        groups = self.groups("story")
        single = [doc_id for (doc_id, *rest) in groups if not rest]
        if len(groups) == 1:
            return self.declared()
        if len(single) == len(groups):
            return [
                f"Stories. Each of the {len(groups)} reports is on a story of its own, so no claim"
                " of one is compared with another's."
            ]
        several = [self.list_names(group) for group in groups if len(group) > 1]
        told = [
            f"{named} are on {'another' if place else 'one story'}"
            for place, named in enumerate(several[:GROUPS])
        ]
        more = len(several) - GROUPS
        told += [f"there {'is' if more == 1 else 'are'} {plural(more, 'more such group')}"] * (
            more > 0
        )
        told += [
            f"{self.list_names(single)}"
            f" {'is' if len(single) == 1 else 'are each'} on a story of"
            f" {'its' if len(single) == 1 else 'their'} own"
        ] * bool(single)
        return [f"Stories. {'; '.join(told)}. Claims are compared within a story only."]

    def declared(self) -> list[str]:
        """What to do where all reports are taken for one story and their words say otherwise;
        nothing where they do not."""
        found = len(
            set(
                stories(
                    [text for text in texts(self.documents, self.tables["blocks"]).values() if text]
                )
            )
        )
        if found <= 1:
            return []
        basis = f"on average below a cosine of {STORY_COSINE}; by that measure they are on {found}"
        remedy = "With one_story set to False, claims are compared within each of these only"
        return [
            "Stories. All reports are taken to be on one story, but their words are too little"
            f" alike for that ({basis}). {remedy}."
        ]

    def comparable(self) -> bool:
        """Whether two origins are on one story."""
        pairs = {(row["story"], row["origin"]) for row in self.tables["origins"]}
        return len(pairs) > len({story for story, _ in pairs})

    def copies(self) -> list[str]:
        """Which reports share an origin; nothing where there is but one report."""
        groups = self.groups("origin")
        shared = [self.list_names(group) for group in groups if len(group) > 1]
        if shared:
            told = "; ".join(
                [
                    *shared[:GROUPS],
                    *[f"those of {plural(len(shared) - GROUPS, 'more origin')}"]
                    * (len(shared) > GROUPS),
                ]
            )
            if len(shared) == 1:
                return [f"Copies. {told} copy or spin one another and count as one origin."]
            return [
                "Copies. Reports that copy or spin one another count as one origin, and these do:"
                f" {told}."
            ]
        return [
            f"Copies. {_none_of(len(groups))} copies"
            f" {'the other' if len(groups) == 2 else 'another'}: each is an origin of its own."
        ] * (len(groups) > 1)

    def against(self) -> list[str]:
        """The first of the oppositions, and how many more there are; one sentence that says so
        where no two claims conflict."""
        rows = self.oppositions()
        none = (
            []
            if any(row["relation"] == "conflict" for row in rows)
            else ["Conflicts. None was found between reports of different origin."]
        )
        found, left = [self.opposition(row) for row in rows[:AGAINST]], len(rows) - AGAINST
        if left > 0:
            found[-1] += (
                f" {left} more {'stands' if left == 1 else 'stand'} in the table of matches."
            )
        return [*none, *found]

    def oppositions(self) -> list[Row]:
        """Conflicts between independent origins, then opposite directions that may both have been
        true, each pair of families once."""
        once: dict[frozenset[str], Row] = {}
        for row in sorted(self.tables["matches"], key=self.before):
            if self.origin[row["doc_a"]] != self.origin[row["doc_b"]] and (
                row["relation"] == "conflict" or opposite_directions(row)
            ):
                once.setdefault(
                    frozenset({self.family[row["claim_a"]], self.family[row["claim_b"]]}), row
                )
        return list(once.values())

    def before(self, row: Row) -> tuple:
        """What puts a match before another: a conflict, of numbers before dates before denials
        before speakers, the age of its reports."""
        kinds = [
            number
            for number, mark in enumerate(("number", "date", "negated", ""))
            if any(mark in reason for reason in row["reasons"][1:])
        ]
        reports = sorted((self.age[row["doc_a"]], self.age[row["doc_b"]]))
        return (
            row["relation"] != "conflict",
            min(kinds, default=9),
            reports,
            -row["score"],
            row["claim_a"],
            row["claim_b"],
        )

    def opposition(self, row: Row) -> str:
        a, b = self.claims[row["claim_a"]], self.claims[row["claim_b"]]
        reasons = why(row, self.names, since=1)
        kind = "Conflict" if row["relation"] == "conflict" else "Opposite directions"
        return (
            f"{kind}. {self.quote(a)} against {self.quote(b)}:"
            f" {reasons.removeprefix(f'{OPPOSITE}: ')}."
        )

    def again(self, claim: Row) -> list[Row]:
        """The claims of its origin that say the same, itself among them, the first in print
        first."""
        return [
            one
            for one in self.members[self.family[claim["claim_id"]]]
            if self.origin[one["doc_id"]] == self.origin[claim["doc_id"]]
        ]

    def shared(self) -> list[str]:
        """The first of the agreements; one sentence that says so where there are none."""
        found = [self.agreement(claims) for claims in self.agreements()[:SHARED]]
        return found or ["Shared. No claim was found in two reports of different origin."]

    def agreements(self) -> list[list[Row]]:
        """The claims of each family in several origins, those in most and the most concrete
        first."""
        members = {
            row["family_id"]: self.members[row["family_id"]]
            for row in self.tables["families"]
            if row["origins"] > 1
        }
        order = {
            name: (-len(self.voices(claims)), min(map(concrete, claims)), name)
            for name, claims in members.items()
        }
        return [members[name] for name in sorted(members, key=order.__getitem__)]

    def voices(self, claims: list[Row]) -> list[Row]:
        """The first claim of each origin, in the order of print."""
        found: dict[str, Row] = {}
        for claim in claims:
            found.setdefault(self.origin[claim["doc_id"]], claim)
        return list(found.values())

    def agreement(self, claims: list[Row]) -> str:
        voices = self.voices(claims)
        left = len(voices) - QUOTED
        more = [f"{left} more {'says' if left == 1 else 'say'} the same"] * (left > 0)
        return (
            f"Shared by {plural(len(voices), 'origin')}."
            f" {'; '.join([*map(self.quote, voices[:QUOTED]), *more, self.dated(voices)])}."
        )

    def dated(self, voices: list[Row]) -> str:
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
        told = joined([f"{day} in {self.list_names(docs)}" for day, docs in sorted(days.items())])
        return (
            f"{meant} {told}{f', without a date in {self.list_names(unknown)}' if unknown else ''}"
        )

    def alone(self, size: int) -> list[str]:
        """The most concrete claims that stand alone, one an origin, with the nearest passage
        elsewhere."""
        first: dict[str, Row] = {}
        for claim in alone(self.tables):
            first.setdefault(self.origin[claim["doc_id"]], claim)
        return list(islice((line for claim in first.values() for line in self.lone(claim)), size))

    def lone(self, claim: Row) -> list[str]:
        """The sentence on a claim that stands alone; none where no other origin is on its story, or
        has much the same words."""
        near = self.passages.nearest(claim)
        is_alone = near is not None and near["similarity"] < MUCH_ALIKE
        return (
            [f"Alone. {self.quote(self.again(claim)[0])}; {self.elsewhere(near)}."]
            if is_alone
            else []
        )

    @cached_property
    def passages(self) -> Passages:
        return Passages(self.tables["blocks"], self.tables["origins"])

    def elsewhere(self, row: Row) -> str:
        """The nearest passage of another report, if it is alike."""
        if row["similarity"] < ALIKE:
            return "no passage elsewhere is like it"
        name = self.names[row["doc_id"]]
        return (
            f"the nearest passage elsewhere is in {name} (“{bare(row['text'], 100)}”, likeness"
            f" {floored(row['similarity']):.2f})"
        )


def _same_source(one: Row, claim: Row) -> bool:
    """Whether a copy names the same source; where it is not clear what its sentence names the
    source for, that is taken for so."""
    return _speaker(one) == _speaker(claim) or names_source(one, claim["source"])


def _speaker(claim: Row) -> tuple:
    return claim["source_kind"] == "article", claim["source"] or claim["source_text"]


def _undated(voices: list[Row], none: str) -> str:
    """That no day is known: of what has no words of time, that it bears none, since the report may
    tell when it was said."""
    if any(claim["time_text"] for claim in voices):
        return f"{none} could be dated"
    kinds = {claim["modality"] for claim in voices}
    return (
        f"what is {MEANT.get(kinds.pop(), 'claimed') if len(kinds) == 1 else 'claimed'} bears no"
        " date"
    )


def _day(claim: Row) -> str | None:
    """The day or days that the claim is meant for; None if they cannot be known."""
    first, last = claim["time_start"], claim["time_end"] or claim["time_start"]
    return first if first == last else f"{first} to {last}"


def _none_of(reports: int) -> str:
    return "Neither report" if reports == 2 else f"None of the {reports} reports"


def _people(counts: Counter[str]) -> str:
    """Whom a report quotes, those it quotes most first, with how many of its claims have their
    words in quotation marks."""
    named = sorted(counts, key=lambda name: (-counts[name], name))
    told = [
        f"{name} ({plural(counts[name], 'claim')} in quotation marks)" for name in named[:PEOPLE]
    ]
    return joined([*told, *[f"{len(named) - PEOPLE} more"] * (len(named) > PEOPLE)])


def bare(text: str, width: int) -> str:
    """The text, shortened, without the quotation marks around it and the "that" before it, to stand
    between our own marks; marks within it become single ones.
    """
    inner = re.sub(r'"([^"]*)"', r"“\1”", text.strip("‘’' ,")).removeprefix("that ")
    whole = re.fullmatch(r"“([^“”]*)”[.,]?", inner)
    return shorten((whole[1] if whole else inner).translate(SINGLE).strip(" ,"), width)
