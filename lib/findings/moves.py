"""A story that moves: what is new since an earlier run, who changed their story, what happened
when."""

from collections import Counter
from typing import NamedTuple

from lib.findings.alone import concrete
from lib.findings.facts import is_whole
from lib.findings.results import Results, of_one_matter
from lib.findings.sentences import bare
from lib.findings.telling import who
from lib.findings.voices import is_name, speakers
from lib.tables.records import ChangeRow, ClaimRow, MatchRow, VersionRow
from lib.text.phrases import joined, plural, short_names

QUOTED, EDITS = 160, 3  # letters of a quotation; edits of a report that a sentence names
# How far somebody commits to a thing, the least first
STRENGTH = ("conditional", "possible", "recommended", "planned", "asserted")
VALUES = frozenset(("number", "date", "place", "name", "scope"))
TELLING = ("correction", "number", "date", "negation", "source", "name", "hedge")


# --- since an earlier run -------------------------------------------------------------------------


def changed(results: Results) -> list[str]:
    """At most four sentences on what an earlier run did not have; none where none was named.

    In this order: reports and statements new, edited and gone; what a further origin says;
    conflicts new and gone; other values.
    """
    rows = results.tables.get("changes")
    if rows is None:
        return []
    if not rows:
        return ["Since the earlier run nothing has changed."]
    told = _Told(results, rows)
    parts = (_counts(told), _first(told, "confirmed"), _conflicts(told), _first(told, "value"))
    return [line for line in parts if line]


def explained(results: Results) -> list[ChangeRow]:
    """The rows of table "changes", each with the sentence that says what it is."""
    rows = results.tables.get("changes") or []
    told = _Told(results, rows)
    return [row | {"why": WHY[row["kind"]](told, row)} for row in rows]


class _Told(NamedTuple):
    """The results and the changes to be told of."""

    results: Results
    rows: list[ChangeRow]

    def of(self, *kinds: str) -> list[ChangeRow]:
        return [row for row in self.rows if row["kind"] in kinds]

    def name(self, doc_id: str | None) -> str:
        """The name of a document, also of one that is there no more."""
        gone = [
            {"doc_id": row["earlier_id"], "path": row["before"]}
            for row in self.rows
            if row["what"] == "document" and row["before"]
        ]
        return (short_names(gone) | self.results.names)[doc_id or ""]


def _counts(told: _Told) -> str:
    """ "Since the earlier run 2 reports are new (a and b); 12 statements are new." """
    reports = [
        f"{_are(rows, 'report')} {kind} ({joined([_report(told, row) for row in rows])})"
        for kind in ("new", "changed", "withdrawn")
        if (rows := [row for row in told.of(kind) if row["what"] == "document"])
    ]
    statements = [
        f"{_are(rows, 'statement')} {kind}"
        for kind in ("new", "gone")
        if (rows := [row for row in told.of(kind) if row["what"] == "statement"])
    ]
    return f"Since the earlier run {joined(reports + statements)}."


def _are(rows: list[ChangeRow], thing: str) -> str:
    return f"{plural(len(rows), thing)} {'is' if len(rows) == 1 else 'are'}"


def _report(told: _Told, row: ChangeRow) -> str:
    """The report, and of an edited one what tells most of what was edited."""
    edits = [one for one in told.results.tables.get("versions", ()) if one["doc_id"] == row["id"]]
    named = told.name(row["id"] or row["earlier_id"])
    most = [edited(one) for kind in TELLING for one in edits if one["kind"] == kind][:EDITS]
    return f"{named}: {', '.join(most)}" if row["kind"] == "changed" and most else named


def edited(row: VersionRow) -> str:
    """ "“14” became “16”", "“not” was put in", "“reportedly” was taken out"."""
    before, after = (
        words and f"“{bare(words, QUOTED)}”" for words in (row["before"], row["after"])
    )
    if row["kind"] == "correction":
        return f"a correction, {after}"
    if before and after:
        return f"{before} became {after}"
    return f"{before} was taken out" if before else f"{after} was put in"


def _first(told: _Told, kind: str) -> str:
    """The weightiest change of a kind, and how many more there are."""
    rows = told.of(kind)
    if not rows:
        return ""
    claims = told.results.claims
    first = min(
        rows, key=lambda row: (concrete(claims[row["id"]]) if row["id"] in claims else 0, str(row))
    )
    more = f" And {len(rows) - 1} more like this." if len(rows) > 1 else ""
    return f"{WHY[kind](told, first)}{more}"


def _conflicts(told: _Told) -> str:
    return " ".join(line for kind in ("conflict", "no conflict") if (line := _first(told, kind)))


def _said(told: _Told, doc_id: str | None, words: str | None, claim_id: str | None = None) -> str:
    """The report, its words and who says them; claim_id: of a claim that stands in this run."""
    claim = told.results.claims.get(claim_id or "")
    cue = claim["cue"] or "" if claim else ""
    speaker = who(claim) if claim and cue not in (words or "") else ""
    said = f"“{bare(words or '', QUOTED)}”"
    return f"{told.name(doc_id)} ({said}{f', {speaker}' if speaker else ''})"


def _in_full(told: _Told, row: ChangeRow) -> str | None:
    """The words of what is newly said; its sentence where they cannot stand alone."""
    claim = told.results.claims.get(row["id"] or "")
    return row["after"] if claim is None or is_whole(claim) else claim["sentence"]


def _document(told: _Told, row: ChangeRow) -> str:
    was = f"{row['what']} {told.name(row['id'] or row['earlier_id'])}".capitalize()
    return f"{was} is {row['kind']}."


def _statement(told: _Told, row: ChangeRow) -> str:
    if row["kind"] == "gone":
        return f"No longer said: {_said(told, row['earlier_doc'], row['before'])}."
    return f"Newly said: {_said(told, row['doc_id'], _in_full(told, row), row['id'])}."


def _new(told: _Told, row: ChangeRow) -> str:
    return (_document if row["what"] == "document" else _statement)(told, row)


def _confirmed(told: _Told, row: ChangeRow) -> str:
    before = _said(told, row["earlier_doc"], row["before"], row["earlier_id"])
    after = _said(told, row["doc_id"], row["after"], row["id"])
    return f"Newly confirmed: {before}, now also {after}."


def _value(told: _Told, row: ChangeRow) -> str:
    here, there = told.name(row["doc_id"]), told.name(row["earlier_doc"])
    labels = {one["quantity"]: one["what"] for one in told.results.tables.get("quantities", ())}
    what = labels[row["id"] or ""]
    return (
        f"Another value ({what}): “{row['after']}” in {here}, before “{row['before']}” in {there}."
    )


def _conflict(told: _Told, row: ChangeRow) -> str:
    match = told.results.match[row["id"] or ""]
    a, b = (_said(told, one["doc_id"], one["text"]) for one in told.results.sides(match))
    return f"Newly in conflict: {a} and {b}: {told.results.differing(match)}."


def _no_conflict(told: _Told, row: ChangeRow) -> str:
    return f"No longer in conflict: “{bare(row['before'] or '', 2 * QUOTED)}”."


WHY = {
    "new": _new,
    "gone": _statement,
    "changed": _document,
    "withdrawn": _document,
    "confirmed": _confirmed,
    "conflict": _conflict,
    "no conflict": _no_conflict,
    "value": _value,
}


# --- who changed their story ----------------------------------------------------------------------


class Shift(NamedTuple):
    """What one source says of one thing on two days.

    who: the source; how: the same, stronger, weaker, contrary or another value; earlier, later: the
    claims' ids; since, day: the days of their reports (ISO).
    """

    who: str
    how: str
    since: str
    earlier: str
    day: str
    later: str


def shifts(results: Results) -> list[Shift]:
    """Whoever said a thing again on a later day, those first who said otherwise.

    Only where a person or a body is named, the days of both reports are known, and it is not one
    utterance that both quote.
    """
    who = speakers(results.tables["claims"])
    found = {shift for row in results.between if (shift := _shift(results, row, who))}
    return sorted(found, key=lambda shift: (shift.how == "the same", shift))


def _shift(results: Results, match: MatchRow, who: dict[str, str]) -> Shift | None:
    ordered = sorted(results.sides(match), key=lambda claim: _printed(results, claim))
    days = [_printed(results, claim) for claim in ordered]
    names = {who.get(claim["claim_id"]) for claim in ordered}
    name = names.pop() if len(names) == 1 else None
    how = _how(match, *ordered)
    if not (days[0] and days[0] < days[1] and is_name(name) and how and of_one_matter(match)):
        return None
    if match["utterance"]:
        return None
    return Shift(name, how, days[0], ordered[0]["claim_id"], days[1], ordered[1]["claim_id"])


def _printed(results: Results, claim: ClaimRow) -> str:
    return results.documents[claim["doc_id"]]["published"] or ""


def _how(match: MatchRow, earlier: ClaimRow, later: ClaimRow) -> str | None:
    """How the later statement stands to the earlier; None where they may be of two things."""
    differences = match["differences"]
    if match["relation"] == "related" and not differences:
        return None
    kinds = {one["kind"] for one in differences if one["note"] not in {"matter", "part", "size"}}
    if "event" in kinds:
        return "contrary"
    if kinds & VALUES:
        return "another value"
    before, after = (
        (not _leaves_open(match, claim), STRENGTH.index(claim["modality"]))
        for claim in (earlier, later)
    )
    if before == after:
        return "the same" if match["relation"] == "agree" else None
    return "stronger" if after > before else "weaker"


def _leaves_open(match: MatchRow, claim: ClaimRow) -> bool:
    """Whether it is this side that says no more whether it is so: "can no longer say that"; what
    the other side shows is what it holds."""
    here = claim["claim_id"] == match["claim_a"]
    return any(
        one["note"] == "open"
        and not claim["text"].startswith((one["here"] if here else one["there"]) or "")
        for one in match["differences"]
    )


# --- what happened when ---------------------------------------------------------------------------


class Event(NamedTuple):
    """Something dated: when, by how many origins, and whether they give one day.

    first, last: the days that all or most of its claims may mean (ISO); other: the days that the
    rest give, null where all agree; planned: dated after its report, or promised.
    """

    first: str
    last: str
    claim_id: str
    origins: int
    other: str | None
    planned: bool


def timeline(results: Results) -> list[Event]:
    """What is dated, by family, in the order of the days when it happened, not when it was told."""
    events = [_event(results, members) for members in results.members.values()]
    return sorted(event for event in events if event)


def _event(results: Results, members: list[ClaimRow]) -> Event | None:
    dated = {claim["claim_id"]: _days(claim) for claim in members if claim["time_start"]}
    if not dated:
        return None
    days = Counter(dated.values())
    first, last = min(days, key=lambda day: (-days[day], day[0] != day[1], day))
    apart = sorted(day for day in days if day[0] > last or day[1] < first)
    said = next(claim for claim in members if dated.get(claim["claim_id"]) == (first, last))
    return Event(
        first,
        last,
        said["claim_id"],
        len({results.origin[claim["doc_id"]] for claim in members}),
        joined([*dict.fromkeys(_day(*day) for day in apart)]) if apart else None,
        _is_planned(results, said),
    )


def _days(claim: ClaimRow) -> tuple[str, str]:
    first = claim["time_start"] or ""
    return first, claim["time_end"] or first


def _day(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _is_planned(results: Results, claim: ClaimRow) -> bool:
    printed = _printed(results, claim)
    return claim["modality"] == "planned" or bool(printed and (claim["time_start"] or "") > printed)
