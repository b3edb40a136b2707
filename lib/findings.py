"""The findings in sentences: who speaks, what copies what, conflicts, what is shared, what stands alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from lib.compare import alone, concrete, nearest, said, why
from lib.relations import OPPOSITE, opposite_directions
from lib.text import joined, plural, short_names, shorten

Row = dict[str, Any]

FINDINGS, AGAINST, SHARED, ALONE = 12, 5, 3, 2  # sentences at most: in all, on conflicts, on what is shared, on what stands alone


def findings(tables: dict[str, list[Row]]) -> list[str]:
    """At most twelve sentences on what the tables documents, blocks, claims, origins, matches and families hold.

    In this order: who speaks, copies, conflicts between independent origins, opposite directions, what is shared, what stands in
    one report alone. Each names its reports and quotes their words; one sentence says so where there is no claim.
    """
    if not tables["claims"]:
        return ["No claim was found, so there is nothing to compare."]
    view = _View(tables)
    if len(tables["origins"]) == 1:
        return [view.speakers(), "There is only one report, and so none to compare it with."]
    lines = [view.speakers(), *view.copies(), *view.against(), *view.agreements()[:SHARED]]
    return [*lines, *view.alone(min(ALONE, FINDINGS - len(lines)))]


class _View:
    """The tables of a run by id, and the sentences made from them."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables
        self.names = short_names(tables["documents"])
        self.claims = {row["claim_id"]: row for row in tables["claims"]}
        self.family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
        self.origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
        self.documents = sorted(self.origin, key=lambda doc_id: (self.names[doc_id], doc_id))
        day = {row["doc_id"]: row["published"] or "9999" for row in tables["documents"]}
        self.age = {doc_id: (day[doc_id], self.names[doc_id]) for doc_id in self.documents}  # of copies, the first in print is quoted

    def list_names(self, doc_ids: Iterable[str]) -> str:
        wanted = set(doc_ids)
        return joined([self.names[doc_id] for doc_id in self.documents if doc_id in wanted])

    def quote(self, claim: Row, copies: Iterable[str] = ()) -> str:
        """The report with its copies, who says it there and how, and the words: 003 (Taliban, “had promised”: “…”)."""
        told = ", ".join(said(claim))
        also = f", also {self.list_names(copies)}" if copies else ""
        return f"{self.names[claim['doc_id']]}{also} ({told}{': ' * bool(told)}“{_bare(claim['text'], 140)}”)"

    def speakers(self) -> str:
        """Which reports quote people by name, and which quote nobody."""
        people: dict[str, Counter[str]] = defaultdict(Counter)
        for claim in self.tables["claims"]:
            if claim["quoted"] and claim["source_kind"] == "person" and _is_name(claim["source"]):
                people[claim["doc_id"]][claim["source"]] += 1
        if not people:
            many = len(self.documents) > 1
            who = f"None of the {len(self.documents)} reports quotes a" if many else f"{self.list_names(self.documents)} quotes no"
            return f"Who speaks? {who} person by name."
        loud = sorted(people, key=lambda doc_id: (-people[doc_id].total(), self.names[doc_id]))
        told = [f"{self.names[doc_id]} quotes {_people(people[doc_id])}" for doc_id in loud[:4]]
        more = len(loud) - len(told)
        silent = [doc_id for doc_id in self.documents if doc_id not in people]
        rest = [f"{plural(more, 'more report')} {'quotes' if more == 1 else 'quote'} people by name"] * bool(more) + [
            f"{self.list_names(silent)} {'quotes' if len(silent) == 1 else 'quote'} no person by name"
        ] * bool(silent)
        return f"Who speaks? {'Only ' * (len(people) == 1 and bool(silent))}{'; '.join([*told, *rest])}."

    def copies(self) -> list[str]:
        """Which reports share an origin; nothing where there is but one report."""
        groups = [[doc_id for doc_id in self.documents if self.origin[doc_id] == name] for name in sorted(set(self.origin.values()))]
        shared = sorted(self.list_names(group) for group in groups if len(group) > 1)
        if shared:
            return [f"Copies. {'; '.join(f'{names} copy or spin one another and count as one origin' for names in shared)}."]
        return [f"Copies. None of the {len(groups)} reports copies another: each is an origin of its own."] * (len(groups) > 1)

    def against(self) -> list[str]:
        """The first of the oppositions, and how many more there are."""
        found = self.oppositions()
        left = len(found) - AGAINST
        return (
            found[:AGAINST]
            if left <= 0
            else [*found[: AGAINST - 1], f"{found[AGAINST - 1]} {left} more {'stands' if left == 1 else 'stand'} in the tables below."]
        )

    def oppositions(self) -> list[str]:
        """Conflicts between independent origins, then opposite directions that may both have been true; each pair of families once."""
        once: dict[frozenset[str], Row] = {}
        for row in sorted(self.tables["matches"], key=self.before):
            if self.origin[row["doc_a"]] != self.origin[row["doc_b"]] and (row["relation"] == "conflict" or opposite_directions(row)):
                once.setdefault(frozenset({self.family[row["claim_a"]], self.family[row["claim_b"]]}), row)
        return [self.opposition(row) for row in once.values()]

    def before(self, row: Row) -> tuple:
        """What puts a match before another: a conflict, of numbers before dates before denials before speakers, the age of its reports."""
        kinds = [
            number for number, mark in enumerate(("number", "date", "negated", "")) if any(mark in reason for reason in row["reasons"][1:])
        ]
        reports = sorted((self.age[row["doc_a"]], self.age[row["doc_b"]]))
        return row["relation"] != "conflict", min(kinds, default=9), reports, -row["score"], row["claim_a"], row["claim_b"]

    def opposition(self, row: Row) -> str:
        a, b = self.claims[row["claim_a"]], self.claims[row["claim_b"]]
        reasons = why(row, self.names, since=1)
        kind = "Conflict" if row["relation"] == "conflict" else "Opposite directions"
        return f"{kind}. {self.quote(a)} against {self.quote(b)}: {reasons.removeprefix(f'{OPPOSITE}: ')}."

    def agreements(self) -> list[str]:
        """Families in several origins, those in most and the most concrete first."""
        members = defaultdict(list)
        for row in self.tables["families"]:
            if row["origins"] > 1:
                members[row["family_id"]].append(self.claims[row["claim_id"]])
        order = {name: (-len(self.voices(claims)), min(map(concrete, claims)), name) for name, claims in members.items()}
        return [self.agreement(members[name]) for name in sorted(members, key=order.__getitem__)]

    def voices(self, claims: list[Row]) -> dict[str, list[Row]]:
        """The claims by origin, in the order of the reports' names."""
        found = defaultdict(list)
        for claim in sorted(claims, key=lambda claim: (self.age[claim["doc_id"]], claim["claim_id"])):
            found[self.origin[claim["doc_id"]]].append(claim)
        return found

    def agreement(self, claims: list[Row]) -> str:
        voices = self.voices(claims).values()
        quotes = [self.quote(first, {claim["doc_id"] for claim in rest} - {first["doc_id"]}) for first, *rest in voices]
        days = sorted({claim["time_start"] for claim in claims if claim["time_start"]})
        when = f"dated {joined(days)}" if days else f"{'neither' if len(voices) == 2 else 'none of them'} gives a date"
        return f"Shared by {plural(len(voices), 'origin')}. {'; '.join(quotes)}; {when}."

    def alone(self, size: int) -> list[str]:
        """The most concrete claims that stand alone, one an origin, with the nearest passage elsewhere; none where there is one origin."""
        first: dict[str, Row] = {}
        for claim in alone(self.tables):
            first.setdefault(self.origin[claim["doc_id"]], claim)
        return [self.lone(claim) for claim in list(first.values())[:size]] if len(set(self.origin.values())) > 1 else []

    def lone(self, claim: Row) -> str:
        near = nearest(self.tables["claims"], claim["claim_id"], blocks=self.tables["blocks"], origins=self.tables["origins"])
        if not near:
            return f"Alone. {self.quote(claim)}; no other report of its story has a passage to compare."
        passage = f"{self.names[near[0]['doc_id']]} (“{_bare(near[0]['text'], 100)}”, similarity {near[0]['similarity']:.2f})"
        return f"Alone. {self.quote(claim)}; the nearest passage elsewhere is in {passage}."


def _is_name(source: str | None) -> bool:
    """Whether a person is named, and not only an office ("the defence minister")."""
    return bool(source) and all(word[:1].isupper() or word in {"de", "van", "von", "bin", "al", "der", "la"} for word in source.split())


def _people(counts: Counter[str]) -> str:
    return joined(
        [f"{name} ({plural(count, 'quotation')})" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    )


def _bare(text: str, width: int) -> str:
    """The text, shortened, without the quotation marks at its ends and the "that" before it, to stand between our own marks."""
    return shorten(text.strip("“”\"‘’' ,"), width).removeprefix("that ").strip("“”\"‘’' ,")
