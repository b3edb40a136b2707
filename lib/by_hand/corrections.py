"""corrections.csv in, corrected claims, matches and origins and what came of each out."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from itertools import product
from pathlib import Path

from lib.tables.files import checksum, replacing
from lib.tables.folder import FILE
from lib.tables.records import Row
from lib.text.decoding import Rejected, decoded, delimiter
from lib.text.words import stems

COLUMNS = ("claim", "field", "value", "by")
SPOKEN = ("person", "institution", "unnamed")  # kinds that may have a source; the others have none
# has none either, but for one named by hand of which nothing shows the kind
UNRESOLVED = "unresolved"
# The fields of a claim and of a match, with what each may be; None: see _time and _source
CLAIM = {
    "source_kind": (*SPOKEN, "article", UNRESOLVED),
    "source": None,
    "date": None,
    "polarity": ("affirmed", "negated"),
    "modality": ("asserted", "planned", "recommended", "possible", "conditional"),
}
KEPT = (*CLAIM, "cue")  # what is kept as it was, where a correction changes it
# none: the two have nothing to do with each other
RELATIONS = ("agree", "conflict", "related", "none")
FIELDS = (*CLAIM, "relation", "origin")
COPIES = "one document copies the other"  # how the reason of a match of two copies begins


class Refused(Exception):
    """A correction that cannot be made; the message is the reason that its row gives."""


def read(seeds: Path) -> list[Row]:
    """The lines of the folder's corrections.csv as rows of table "corrections"; none if there is no
    such file.

    Each has line (from 2, as a spreadsheet counts), target (claim_id, "claim_a|claim_b" or doc_id),
    field, old (null), new (null for an empty cell), by, status and reason (null as long as nothing
    is decided). A file that is no such table is one row that says why.
    """
    path = Path(seeds) / FILE
    if checksum(path) is None:
        return []
    try:
        if path.is_symlink():
            raise Refused("it is a link, and a link is not followed")
        return _rows(decoded(path.read_bytes())[0])
    except (Rejected, Refused, csv.Error) as refusal:
        return [_undecided(1) | {"status": "not applied", "reason": f"the whole file: {refusal}"}]


def _rows(text: str) -> list[Row]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    header = [name.strip().lower() for name in next(lines, [])]
    if sorted(header) != sorted(COLUMNS):
        raise Refused(
            f"its columns must be {', '.join(COLUMNS)}, and are {', '.join(header) or 'none'}"
        )
    rows = []
    for number, cells in enumerate(lines, 2):
        if any(cell.strip() for cell in cells):
            said = dict(zip(header, [cell.strip() or None for cell in cells], strict=False))
            row = {
                "target": said.get("claim"),
                "field": (said.get("field") or "").lower() or None,
                "new": said.get("value"),
                "by": said.get("by"),
            }
            rows.append(_undecided(number) | row)
    return _refuse_odd(rows)


def _undecided(line: int) -> Row:
    return {"line": line} | dict.fromkeys(
        ("target", "field", "old", "new", "by", "status", "reason")
    )


def _refuse_odd(rows: list[Row]) -> list[Row]:
    """The rows; those whose field is not known, or that correct what a line above corrects, are
    refused."""
    first: dict[tuple, int] = {}
    for row in rows:
        target = "|".join(sorted((row["target"] or "").split("|")))
        line = first.setdefault((target, row["field"]), row["line"])
        if row["field"] not in FIELDS:
            row |= _no(
                f"{_named(row['field'])} is no field that can be corrected: it must be one of"
                f" {', '.join(FIELDS)}"
            )
        elif line != row["line"]:
            row |= _no(f"line {line} already corrects this")
    return rows


def _no(reason: object) -> Row:
    return {"status": "not applied", "reason": str(reason)}


def _decided(
    rows: list[Row], fields: Iterable[str], apply: Callable[[Row], str | None]
) -> list[Row]:
    """The rows, those of the fields decided: `apply` makes the correction and gives the old value,
    or raises Refused."""
    told = {}
    # the kind before the source, which depends on it; else as they stand
    for field in fields:
        for row in rows:
            if row["field"] == field and row["status"] is None:
                try:
                    told[row["line"]] = row | {"old": apply(row), "status": "applied"}
                except Refused as refusal:
                    told[row["line"]] = row | _no(refusal)
    return [told.get(row["line"], row) for row in rows]


def _named(value: str | None) -> str:
    return f"“{value}”" if value else "an empty cell"


def _one_of(value: str | None, allowed: Iterable[str]) -> str:
    if value not in allowed:
        raise Refused(f"{_named(value)} is none of {', '.join(allowed)}")
    return value


# --- claims -------------------------------------------------------------------------------------


def of_claims(claims: list[Row], rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The claims as corrected, and the rows of "corrections" with those of claims decided.

    A corrected claim has in `corrected` (a list of field, old and by) what stood there before;
    doing it twice changes nothing.
    """
    found = {
        claim["claim_id"]: claim | {"corrected": list(claim.get("corrected") or [])}
        for claim in claims
    }
    # claims whose kind has a line of its own
    kinds = {row["target"] for row in rows if row["field"] == "source_kind"}

    def apply(row: Row) -> str | None:
        claim = found.get(row["target"])
        if claim is None:
            raise Refused("there is no such claim in this run")
        known = {one["field"]: one["old"] for one in claim["corrected"]}
        before = {field: value(claim, field) for field in KEPT}
        marks = _marks(claim)
        is_open = (
            row["field"] == "source" and "source_kind" not in known and row["target"] not in kinds
        )
        kind = _kind(claim, row["new"], found.values()) if is_open else claim["source_kind"]
        claim |= {"source_kind": kind} | _corrected(claim, row["field"], row["new"])
        claim["specificity"] += _marks(claim) - marks
        # a kind that has no source takes the source away, which must not be lost either
        changed = [
            field for field in KEPT if value(claim, field) != before[field] and field not in known
        ]
        claim["corrected"] += [
            {"field": field, "old": before[field], "by": row["by"]} for field in changed
        ]
        return (before | known)[row["field"]]

    told = _decided(rows, CLAIM, apply)
    return list(found.values()), told


def _kind(claim: Row, source: str | None, claims: Iterable[Row]) -> str:
    """The kind of a source that a correction names, where the kind is not corrected too: as before,
    if it is the old source under another name; else that of this source elsewhere in these reports;
    unresolved where nothing shows it.
    """
    kind = claim["source_kind"]
    if not source or kind == "article" or set(stems(source)) & set(stems(claim["source"] or "")):
        return kind
    kinds = {one["source_kind"] for one in claims if one is not claim and one["source"] == source}
    return kinds.pop() if len(kinds) == 1 else UNRESOLVED


def value(claim: Row, field: str) -> str | None:
    """The claim's value of the field as corrections.csv writes it: a date is a day, or first and
    last day parted by /."""
    if field != "date":
        return claim[field]
    return "/".join(dict.fromkeys(filter(None, (claim["time_start"], claim["time_end"])))) or None


def _corrected(claim: Row, field: str, value: str | None) -> Row:
    """The columns of the claim that the correction sets."""
    if field == "date":
        return _time(value)
    if field == "source":
        return _source(claim, value)
    # who has no source is not named, and the report's own voice is announced by no cue
    gone = (
        {"source": value not in SPOKEN, "cue": value == "article"} if field == "source_kind" else {}
    )
    return {field: _one_of(value, CLAIM[field])} | {
        name: None for name, is_gone in gone.items() if is_gone
    }


def _time(value: str | None) -> Row:
    """First and last day; an empty cell says that the claim has no date."""
    first, _, last = (value or "").partition("/")
    try:
        days = [date.fromisoformat(day).isoformat() for day in (first, last or first) if day]
    except ValueError:
        raise Refused(
            f"{_named(value)} is no day such as 2024-11-22, and no two days parted by / (a"
            " spreadsheet program may have rewritten it: format the column as text)"
        ) from None
    if days != sorted(days):
        raise Refused(f"{_named(value)} ends before it begins")
    return dict(zip(("time_start", "time_end"), days or [None, None], strict=True))


def _source(claim: Row, value: str | None) -> Row:
    if value and claim["source_kind"] not in (*SPOKEN, UNRESOLVED):
        kind = claim["source_kind"]
        raise Refused(
            f"the source_kind is {kind}, which has no source: correct it too, to"
            f" {', '.join(SPOKEN[:-1])} or {SPOKEN[-1]}"
        )
    return {"source": value}


def _marks(claim: Row) -> int:
    """What of a claim's specificity a correction can change: a named source and a date."""
    return sum(
        [
            bool(claim["source"]) and claim["source_kind"] != "unnamed",
            bool(claim["time_text"] or claim["time_start"]),
        ]
    )


# --- origins and matches ------------------------------------------------------------------------


def of_origins(origins: list[Row], rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of table "origins" as corrected, each origin named by its smallest doc_id again, and
    the corrections with those decided.

    The new value is a document of the same story whose origin it shares, or the document itself,
    which then is an origin of its own.
    """
    home = {row["doc_id"]: row for row in origins}
    label = {row["doc_id"]: (row["origin"],) for row in origins}

    def apply(row: Row) -> str:
        doc_id, other = row["target"], row["new"]
        for wanted in (doc_id, other):
            if wanted not in home:
                raise Refused(f"{_named(wanted)} is none of the documents compared")
        if home[doc_id]["story"] != home[other]["story"]:
            raise Refused("the two documents are not of one story")
        label[doc_id] = label[other] if other != doc_id else (doc_id, "alone")
        return home[doc_id]["origin"]

    told = _decided(rows, ["origin"], apply)
    first: dict[tuple, str] = {}
    for doc_id in sorted(label):
        first.setdefault(label[doc_id], doc_id)
    return [row | {"origin": first[label[row["doc_id"]]]} for row in origins], told


def of_matches(matches: list[Row], rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The matches as corrected, the old relation among their reasons and those set to "none" left
    out, and the corrections with those decided.

    What is corrected of a claim holds of the copies that say the same, unless a line of their own
    says otherwise.
    """
    found = {
        frozenset((row["claim_a"], row["claim_b"])): row | {"reasons": list(row["reasons"])}
        for row in matches
    }
    copies = _copies(matches)
    named = {
        frozenset((row["target"] or "").split("|"))
        for row in rows
        if row["field"] == "relation" and row["status"] is None
    }

    def apply(row: Row) -> str:
        ends = frozenset((row["target"] or "").split("|"))
        if ends not in found:
            raise Refused(
                "there is no such match in this run; two claims are named as claim_a|claim_b"
            )
        old, new = found[ends]["relation"], _one_of(row["new"], RELATIONS)
        by = f" by {row['by']}" if row["by"] else ""
        again = {
            frozenset(pair) for pair in product(*({end, *copies[end]} for end in sorted(ends)))
        }
        for pair in (again - named | {ends}) & found.keys():
            found[pair]["reasons"].append(
                "corrected from"
                f" {found[pair]['relation']}{by}{'' if pair == ends else ', as its copy was'}"
            )
            found[pair]["relation"] = new
        return old

    told = _decided(rows, ["relation"], apply)
    return [row for row in found.values() if row["relation"] != "none"], told


def _copies(matches: list[Row]) -> dict[str, set[str]]:
    """For each claim those of copies that agree with it."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in matches:
        if row["relation"] == "agree" and any(
            reason.startswith(COPIES) for reason in row["reasons"]
        ):
            found[row["claim_a"]].add(row["claim_b"])
            found[row["claim_b"]].add(row["claim_a"])
    return found


# --- gold ---------------------------------------------------------------------------------------


def gold(tables: dict[str, list[Row]], texts: dict[str, str]) -> dict[str, list[Row]]:
    """The corrections that were applied as expectations in the format of tests/gold: claims, pairs,
    and origins (of every document).

    tables: documents, claims, origins and corrected of a run; texts: its decoded texts by doc_id. A
    document is named by its path; an anchor is the claim's passage with as much around it as makes
    it the only one of its kind in the text.
    """
    claims = {row["claim_id"]: row for row in tables["claims"]}
    name = {row["doc_id"]: row["path"] for row in tables["documents"]}
    applied = [row for row in tables["corrected"] if row["status"] == "applied"]

    def place(claim_id: str, side: str = "") -> Row:
        claim = claims[claim_id]
        return {
            f"doc{side}": name[claim["doc_id"]],
            f"anchor{side}": _anchor(texts[claim["doc_id"]], claim["start"], claim["end"]),
        }

    def pair(row: Row) -> Row:
        a, b = row["target"].split("|")
        return (
            {"id": f"k{row['line']}"}
            | place(a, "_a")
            | place(b, "_b")
            | {"relation": row["new"], "reason": None}
        )

    return {
        "claims": [
            {"id": f"k{row['line']}"} | place(row["target"]) | _expected(row)
            for row in applied
            if row["field"] in CLAIM
        ],
        "pairs": [pair(row) for row in applied if row["field"] == "relation"],
        "origins": [
            {"id": f"k{number}", "doc": name[row["doc_id"]], "origin": name[row["origin"]]}
            for number, row in enumerate(
                tables["origins"] if any(row["field"] == "origin" for row in applied) else [], 1
            )
        ],
    }


def write_gold(run: Path, tables: dict[str, list[Row]], texts: dict[str, str]) -> list[Path]:
    """Write what `gold` gives as gold/corrections_claims.jsonl, …_pairs and …_origins of the run,
    and give back the paths written.

    A file that would be empty is not written, and one of an earlier run is removed.
    """
    written = []
    for name, rows in gold(tables, texts).items():
        path = Path(run) / "gold" / f"corrections_{name}.jsonl"
        if rows:
            with replacing(path) as partial:
                partial.write_text(
                    "".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8", newline="\n"
                )
            written.append(path)
        else:
            path.unlink(missing_ok=True)
    return written


def _expected(row: Row) -> Row:
    """The corrected columns with patterns that match the new value only."""
    columns = _time(row["new"]) if row["field"] == "date" else {row["field"]: row["new"]}
    return {name: f"^{re.escape(value or '')}$" for name, value in columns.items()}


def _anchor(text: str, start: int, end: int) -> str:
    while text.count(text[start:end]) > 1:
        start, end = max(0, start - 1), min(len(text), end + 1)
    return text[start:end]
