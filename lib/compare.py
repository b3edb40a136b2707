"""Stage 4: matches of claims, families, profiles, what stands alone, and the findings in sentences."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer

from lib.origins import origins
from lib.relations import OPPOSITE, Pair, Side, compared, judge, likeness, opposite_directions, shared, side, spread, telling
from lib.similarity import Scorer, pair_scores
from lib.text import by_document, joined, plural, sentences, short_names, shorten, words

__all__ = ["alone", "families", "findings", "matches", "nearest", "origins", "pair_scores", "profile"]

Row = dict[str, Any]

# A claim of fewer words that say something ("the threat") is like every other that has them, and so are two claims that share fewer.
LEAST_WORDS = 2
# A claim has at most this many counterparts that are merely related: a table that matches everything says nothing.
RELATED_A_CLAIM = 2
MATCHES_A_CLAIM = 1.5  # a match belongs to two claims, so that this is three a claim on average
NEIGHBOURS, CHUNK = 30, 512  # nearest claims looked at for each; rows of the product of vectors held at a time


def matches(claims: list[Row], origins: list[Row], *, threshold: float) -> list[Row]:
    """Rows of table "matches": pairs of claims of two documents of one story that are at least `threshold` alike.

    On average at most three a claim. A higher threshold keeps fewer; no other parameter decides.
    """
    scorer = Scorer(compared(claim) for claim in claims)
    sides = [side(scorer, claim) for claim in sorted(claims, key=lambda claim: claim["claim_id"])]
    sides = [one for one in sides if len(one.content.telling) >= LEAST_WORDS]
    story = {row["doc_id"]: row["story"] for row in origins}
    origin = {row["doc_id"]: row["origin"] for row in origins}
    pairs = (Pair(a, b, likeness(scorer, a, b)) for a, b in _candidates(sides, story))
    alike = [pair for pair in pairs if pair.score >= threshold]
    judged = [judge(scorer, pair, copies=origin[pair.a.row["doc_id"]] == origin[pair.b.row["doc_id"]]) for pair in alike]
    # two claims that are merely related share more than one word besides the names
    worth = [row for pair, row in zip(alike, judged, strict=True) if telling(row) or len(shared(pair)) >= LEAST_WORDS]
    return _select(worth, len(claims), origin)


def _candidates(sides: list[Side], story: dict[str, str]) -> Iterator[tuple[Side, Side]]:
    """Pairs of claims worth a score: each one's nearest by TF-IDF in other documents of its story, each pair once."""
    groups = defaultdict(list)
    for one in sides:
        groups[story[one.row["doc_id"]]].append(one)
    for _, group in sorted(groups.items()):
        yield from ((group[i], group[j]) for i, j in _neighbours(group))


def _neighbours(group: list[Side]) -> list[tuple[int, int]]:
    """Places of the pairs in the group, in order; ties among the nearest go by place, that is by claim_id."""
    vectors = DictVectorizer().fit_transform([one.content.terms for one in group])
    docs = np.array([one.row["doc_id"] for one in group])
    found = set()
    for start in range(0, len(group), CHUNK):
        near = (vectors[start : start + CHUNK] @ vectors.T).tocsr()
        for i in range(near.shape[0]):
            places, values = near.indices[near.indptr[i] : near.indptr[i + 1]], near.data[near.indptr[i] : near.indptr[i + 1]]
            other = docs[places] != docs[start + i]
            order = np.lexsort((places[other], -values[other].round(9)))[:NEIGHBOURS]
            found |= {(min(start + i, j), max(start + i, j)) for j in places[other][order].tolist()}
    return sorted(found)


def _select(judged: list[Row], claims: int, origin: dict[str, str]) -> list[Row]:
    """The matches kept, three a claim on average: for each claim the best in every other document, few that are merely related.

    Conflicts of two origins come first, so that many copies crowd none out; of copies, each is held against the
    first document of its origin only, claim against claim.
    """
    taken: set[tuple[str, str]] = set()
    related: Counter[str] = Counter()
    kept = []
    for row in sorted(judged, key=lambda row: _rank(row, origin)):
        ends = {(row["claim_a"], row["doc_b"]), (row["claim_b"], row["doc_a"])}
        # what is merely related stays if it is the best that either side has in that document, and among the best of both
        if ends <= taken or (not telling(row) and max(related[row["claim_a"]], related[row["claim_b"]]) >= RELATED_A_CLAIM):
            continue
        same = origin[row["doc_a"]] == origin[row["doc_b"]]
        if same and (ends & taken or origin[row["doc_a"]] not in (row["doc_a"], row["doc_b"])):
            continue
        taken |= ends
        related.update([] if telling(row) else [row["claim_a"], row["claim_b"]])
        kept.append(row)
    return sorted(kept[: math.floor(MATCHES_A_CLAIM * claims)], key=lambda row: (row["claim_a"], row["claim_b"]))


def _rank(row: Row, origin: dict[str, str]) -> tuple:
    """Conflicts between origins, then copies, of which families are made up, then agreements, then what is related; the best first."""
    copies = origin[row["doc_a"]] == origin[row["doc_b"]]
    kind = 0 if row["relation"] == "conflict" and not copies else 1 if copies and telling(row) else 2 if telling(row) else 3
    return kind, -row["score"], row["claim_a"], row["claim_b"]


# --- families, profile, nearest ----------------------------------------------------------------------------------------------------


def families(claims: list[Row], matches: list[Row], origins: list[Row]) -> list[Row]:
    """Rows of table "families": every claim in exactly one; a claim that nothing agrees with is a family of its own.

    Families are joined along the agreements, best first, and only if they agree in at least half of their pairs of origins and
    conflict in none, so that a chain of likenesses does not swallow everything.
    """
    origin = {row["doc_id"]: row["origin"] for row in origins}
    home = {claim["claim_id"]: origin[claim["doc_id"]] for claim in claims}
    score = {
        relation: {(row["claim_a"], row["claim_b"]): row["score"] for row in matches if row["relation"] == relation}
        for relation in ("agree", "conflict")
    }
    family = {claim_id: {claim_id} for claim_id in sorted(home)}
    for a, b in sorted(score["agree"], key=lambda ends: (-score["agree"][ends], ends)):
        one, other = family[a], family[b]
        if one is not other and _united(one, other, home=home, score=score):
            one |= other
            family.update(dict.fromkeys(other, one))
    label = _labels(claims, score["agree"], family)
    doc = {claim["claim_id"]: claim["doc_id"] for claim in claims}
    return [
        {
            "family_id": min(members),
            "claim_id": claim_id,
            "doc_id": doc[claim_id],
            "label": label[claim_id],
            "documents": len({doc[member] for member in members}),
            "origins": len({home[member] for member in members}),
        }
        for claim_id, members in sorted(family.items())
    ]


def _united(one: set[str], other: set[str], *, home: dict[str, str], score: dict[str, dict]) -> bool:
    """Whether two families that agree somewhere may be joined; claims of one origin are one voice."""
    ends = [tuple(sorted((a, b))) for a in one for b in other]
    if any(pair in score["conflict"] for pair in ends):
        return False
    voices = {frozenset((home[a], home[b])) for a, b in ends if home[a] != home[b]}
    agreed = {frozenset((home[a], home[b])) for a, b in ends if home[a] != home[b] and (a, b) in score["agree"]}
    return 2 * len(agreed) >= len(voices)


def _labels(claims: list[Row], agree: dict[tuple[str, str], float], family: dict[str, set[str]]) -> dict[str, str]:
    """For each claim the text of its family's most central claim: the one whose agreements in the family weigh most."""
    weight: Counter[str] = Counter()
    for (a, b), score in sorted(agree.items()):
        if family[a] is family[b]:
            weight.update({a: score, b: score})
    text = {claim["claim_id"]: claim["text"] for claim in claims}
    return {key: text[min(members, key=lambda member: (-round(weight[member], 6), member))] for key, members in family.items()}


def profile(documents: list[Row], blocks: list[Row], claims: list[Row], repairs: list[Row]) -> list[Row]:
    """Rows of table "profile" for the documents that went on: how much in each a reader could check, per 1,000 words.

    A rate is null where the document has no word or no character to divide by.
    """
    ok = sorted((row for row in documents if row["status"] == "ok"), key=lambda row: row["doc_id"])
    parts = {"blocks": by_document(blocks), "claims": by_document(claims), "repairs": by_document(repairs)}
    return [_profile(row, **{name: rows.get(row["doc_id"], []) for name, rows in parts.items()}) for row in ok]


def _profile(document: Row, *, blocks: list[Row], claims: list[Row], repairs: list[Row]) -> Row:
    total = sum(len(words(block["text"])) for block in blocks)
    own = [claim for claim in claims if claim["source_kind"] == "article"]
    counts = {
        "named_sources": len({claim["source"] for claim in claims if claim["source_kind"] in ("person", "institution")} - {None}),
        "quotations": sum(claim["quoted"] for claim in claims),
        "dates": sum(claim["time_start"] is not None for claim in claims),
        "numbers": sum(len(claim["numbers"]) for claim in claims),
        "places": len({place for claim in claims for place in claim["places"]}),
    }
    return {
        "doc_id": document["doc_id"],
        "words": total,
        "claims": len(claims),
        **{name: _rate(count, total / 1000) for name, count in counts.items()},
        "own_voice": _rate(len(own), len(claims)),
        "repairs": _rate(len(repairs), (document["chars"] or 0) / 1000),
    }


def _rate(count: int, measure: float) -> float | None:
    return round(count / measure, 3) if measure else None


def nearest(claims: list[Row], claim_id: str, *, blocks: list[Row], origins: list[Row]) -> list[Row]:
    """The sentence nearest to a claim in each document of its story that has another origin, the most alike first.

    Rows of doc_id, block_id, start, end (the block's place), text (the sentence, cleaned) and similarity, 0 to 1.
    """
    claim = next(row for row in claims if row["claim_id"] == claim_id)
    home = {row["doc_id"]: row for row in origins}
    mine = home[claim["doc_id"]]
    others = {doc_id for doc_id, row in home.items() if row["story"] == mine["story"] and row["origin"] != mine["origin"]}
    passages = [
        (block, block["text"][start:end])
        for block in blocks
        if block["doc_id"] in others and block["kind"] != "heading"
        for start, end in sentences(block["text"])
    ]
    scorer = Scorer([text for _, text in passages] + [compared(claim)])
    content = scorer.read(compared(claim))
    found = [
        {
            "doc_id": block["doc_id"],
            "block_id": block["block_id"],
            "start": block["start"],
            "end": block["end"],
            "text": text,
            "similarity": spread(scorer.score(content, scorer.read(text))),
        }
        for block, text in passages
    ]
    found.sort(key=lambda row: (-row["similarity"], row["doc_id"], row["start"], row["text"]))
    first: dict[str, Row] = {}
    for row in found:
        first.setdefault(row["doc_id"], row)
    return list(first.values())


def alone(tables: dict[str, list[Row]]) -> list[Row]:
    """The claims that no other origin agrees with or disputes, the most concrete first, from tables claims, origins, matches, families."""
    origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
    between = [row for row in tables["matches"] if telling(row) and origin[row["doc_a"]] != origin[row["doc_b"]]]
    single = {row["claim_id"] for row in tables["families"] if row["origins"] == 1}
    single -= {row[end] for row in between for end in ("claim_a", "claim_b")}
    lone = [claim for claim in tables["claims"] if claim["claim_id"] in single]
    return sorted(lone, key=lambda claim: (_concrete(claim), claim["claim_id"]))


def lone(tables: dict[str, list[Row]], names: dict[str, str], *, shown: set[str], each: int = 3) -> list[Row]:
    """The first few claims of each origin that stand alone, of those shown, with the nearest sentence of any other origin.

    Rows of specificity, claim, nearest (both with their report) and likeness, 0 to 1; null where no other report is of the story.
    """
    origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
    seen: Counter[str] = Counter()
    rows = []
    for claim in (claim for claim in alone(tables) if claim["claim_id"] in shown):
        seen.update([origin[claim["doc_id"]]])
        if seen[origin[claim["doc_id"]]] <= each:
            near = nearest(tables["claims"], claim["claim_id"], blocks=tables["blocks"], origins=tables["origins"])[:1]
            passage, likeness = next(((f"{names[row['doc_id']]}: {row['text']}", row["similarity"]) for row in near), (None, None))
            rows.append(
                {
                    "specificity": claim["specificity"],
                    "claim": told(claim, names[claim["doc_id"]]),
                    "nearest": passage,
                    "likeness": likeness,
                }
            )
    return sorted(rows, key=lambda row: row["claim"])


def why(match: Row, names: dict[str, str], *, since: int = 0) -> str:
    """The reasons of a match from the given one on, with the reports' names for "here" and "there"."""
    place = {"here": f"in {names[match['doc_a']]}", "there": f"in {names[match['doc_b']]}"}
    return re.sub(r'"[^"]*"|\bhere\b|\bthere\b', lambda found: place.get(found.group(), found.group()), "; ".join(match["reasons"][since:]))


def told(claim: Row, name: str) -> str:
    """A claim on one line: its report and place, who says it and how, and the words: 003:1127-1196 Taliban “had promised”: no armed groups …"""
    said = " ".join(_said(claim))
    return f"{name}:{claim['start']}-{claim['end']} {said}{': ' if said else ''}{claim['text']}"


def _said(claim: Row) -> list[str]:
    """Who says a claim and how, as far as the report tells: ["Taliban", "“had promised”"]."""
    source = claim["source"] or (None if claim["source_kind"] == "article" else claim["source_text"])
    return [words for words in (source, claim["cue"] and f"“{claim['cue']}”") if words]


# --- findings ----------------------------------------------------------------------------------------------------------------------

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
        said = ", ".join(_said(claim))
        also = f", also {self.list_names(copies)}" if copies else ""
        return f"{self.names[claim['doc_id']]}{also} ({said}{': ' * bool(said)}“{_bare(claim['text'], 140)}”)"

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
        order = {name: (-len(self.voices(claims)), min(map(_concrete, claims)), name) for name, claims in members.items()}
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


def _concrete(claim: Row) -> int:
    """How little a claim can be checked by: the lower, the more of numbers, time, and the five marks of specificity it has."""
    return -(claim["specificity"] + bool(claim["numbers"]) + bool(claim["time_text"]))


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
