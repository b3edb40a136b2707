"""corrections.csv and the answers of claims.xlsx in, corrected claims, matches and origins and what
came of each out."""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import cast

from lib.tables.files import checksum, entries
from lib.tables.folder import BOOK, FILE
from lib.tables.records import ClaimRow, Corrected, CorrectionRow, MatchRow, OriginRow, columns
from lib.text.archives import own
from lib.text.decoding import Rejected, decoded, delimiter
from lib.text.phrases import joined
from lib.text.words import stems
from lib.work.limits import NO_MORE

COLUMNS = ("claim", "field", "value", "by")
SPOKEN = ("person", "institution", "unnamed")  # kinds that may have a source; the others have none
# has none either, but for one named by hand of which nothing shows the kind
UNRESOLVED = "unresolved"
# The fields of a claim, and what those that have a fixed list may be
CLAIM = ("source_kind", "source", "date", "polarity", "modality")
ALLOWED = {
    "source_kind": (*SPOKEN, "article", UNRESOLVED),
    "polarity": ("affirmed", "negated"),
    "modality": ("asserted", "planned", "recommended", "possible", "conditional"),
}
KEPT = (*CLAIM, "cue")  # what is kept as it was, where a correction changes it
# none: the two have nothing to do with each other
RELATIONS = ("agree", "conflict", "related", "none")
# whether a statement is one that the report makes: a column of claims.xlsx, and a field
RIGHT, ANSWERS = "correct?", ("yes", "no", "unsure")
FIELDS = (*CLAIM, RIGHT, "relation", "origin")
UNPACKED = 500_000_000  # bytes that a spreadsheet may unpack to
NO_CLAIM = "there is no such claim in this run"


class Refused(Exception):
    """A correction that cannot be made; the message is the reason that its row gives."""


def read(seeds: Path) -> list[CorrectionRow]:
    """The lines of the folder's corrections.csv, and the answers in its claims.xlsx, as rows of
    table "corrections"; none if there is no such file. An archive is a folder, too.

    Each has line (from 2, as a spreadsheet counts), target (claim_id, "claim_a|claim_b" or doc_id),
    field, old (null), new (null for an empty cell), by, status and reason (null as long as nothing
    is decided). A file that is no such table is one row that says why.
    """
    return [
        row
        for name, rows in ((FILE, _rows), (BOOK, _answers))
        for data in (*_beside(Path(seeds) / name), *_packed(Path(seeds), name))
        for row in _read(data, rows)
    ]


def _beside(path: Path) -> Iterator[bytes | Refused]:
    if checksum(path) is not None:
        link = Refused("it is a link, and a link is not followed")
        yield link if path.is_symlink() else path.read_bytes()


def _packed(seeds: Path, name: str) -> Iterator[bytes]:
    """The file of that name in each archive."""
    for path in map(seeds.joinpath, entries(seeds)) if seeds.is_dir() else [seeds]:
        if path.suffix.lower() == ".zip" and path.is_file() and not path.is_symlink():
            most, size = NO_MORE.max_bytes, path.stat().st_size
            data = path.read_bytes() if size <= most else b""
            if (found := own(data, NO_MORE.unpacked(size), most, name)) is not None:
                yield found


def _read(
    data: bytes | Refused, rows: Callable[[bytes], list[CorrectionRow]]
) -> list[CorrectionRow]:
    try:
        if isinstance(data, Refused):
            raise data
        return rows(data)
    except (Rejected, Refused, csv.Error) as refusal:
        return [_refuse(_undecided(1), f"the whole file: {refusal}")]


def _answers(data: bytes) -> list[CorrectionRow]:
    """What a spreadsheet says of statements; of those that the reader is unsure of nothing."""
    from openpyxl import load_workbook  # takes long to load, which only those wait for who use it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED:
                raise Refused("it unpacks to more than a spreadsheet of claims has")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        header, *lines = book["claims"].iter_rows(values_only=True)
        places = [header.index(name) for name in (RIGHT, "claim_id", "statement")]
        whole = [[*line, *(None for _ in header)] for line in lines]  # a row may end early
        told = [[str(line[place] or "").strip() for place in places] for line in whole]
    except Refused:
        raise
    except Exception:  # whatever stands in the file
        raise Refused(
            f"it has no sheet claims with columns statement, claim_id and {RIGHT}"
        ) from None
    rows = []
    for number, (answer, claim_id, statement) in enumerate(told, 2):
        row = {"target": claim_id, "field": RIGHT, "old": statement, "new": answer.lower()}
        rows.append(_undecided(number) | cast(CorrectionRow, row | {"by": BOOK}))
    return _without_odd([row for row in rows if row["new"] not in ("", "unsure")])


def _rows(data: bytes) -> list[CorrectionRow]:
    text, _ = decoded(data)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    header = [name.strip().lower() for name in next(lines, [])]
    if sorted(header) != sorted(COLUMNS):
        raise Refused(
            f"its columns must be {', '.join(COLUMNS)}, and are {', '.join(header) or 'none'}"
        )
    rows = []
    for number, cells in enumerate(lines, 2):
        if any(cell.strip() for cell in cells):
            line = dict(zip(header, [cell.strip() or None for cell in cells], strict=False))
            told = {"target": line.get("claim"), "new": line.get("value"), "by": line.get("by")}
            field = (line.get("field") or "").lower() or None
            rows.append(_undecided(number) | cast(CorrectionRow, told | {"field": field}))
    return _without_odd(rows)


def _undecided(line: int) -> CorrectionRow:
    return cast(CorrectionRow, dict.fromkeys(columns("corrections")) | {"line": line})


def _without_odd(rows: list[CorrectionRow]) -> list[CorrectionRow]:
    """The rows; refused where the field is not known, or a line above corrects the same."""
    first: dict[tuple[str, str | None], int] = {}
    for row in rows:
        target = "|".join(sorted((row["target"] or "").split("|")))
        line = first.setdefault((target, row["field"]), row["line"])
        if row["field"] not in FIELDS:
            allowed = f"it must be one of {', '.join(FIELDS)}"
            _refuse(row, f"{_named(row['field'])} is no field that can be corrected: {allowed}")
        elif line != row["line"]:
            _refuse(row, f"line {line} already corrects this")
    return rows


def _refuse(row: CorrectionRow, reason: object) -> CorrectionRow:
    row["status"], row["reason"] = "not applied", str(reason)
    return row


def _decided(
    rows: list[CorrectionRow], fields: Iterable[str], apply: Callable[[CorrectionRow], str | None]
) -> list[CorrectionRow]:
    """The rows, those of the fields decided: `apply` corrects and gives the old value, or raises
    Refused."""
    decided = {}
    # the kind before the source, which depends on it; else as they stand
    for field in fields:
        for row in rows:
            if row["field"] == field and row["status"] is None:
                decision = row.copy()
                try:
                    decision["old"] = apply(row)
                    decision["status"] = "applied"
                except Refused as refusal:
                    _refuse(decision, refusal)
                decided[id(row)] = decision
    return [decided.get(id(row), row) for row in rows]


def _named(value: str | None) -> str:
    return f"“{value}”" if value else "an empty cell"


def _one_of(value: str | None, allowed: Sequence[str]) -> str:
    if value is None or value not in allowed:
        raise Refused(f"{_named(value)} is none of {', '.join(allowed)}")
    return value


# --- claims -------------------------------------------------------------------------------------


def of_claims(
    claims: list[ClaimRow], rows: list[CorrectionRow]
) -> tuple[list[ClaimRow], list[CorrectionRow]]:
    """The claims as corrected, and the rows of "corrections" with those of claims decided.

    A claim that is not right is left out. A corrected one has in `corrected` (a list of field, old
    and by) what stood there before; doing it twice changes nothing.
    """
    claims, rows = _right(claims, rows)
    corrected = {claim["claim_id"]: claim.copy() for claim in claims}
    # claims whose kind has a line of its own
    kinds = {row["target"] for row in rows if row["field"] == "source_kind"}

    def apply(row: CorrectionRow) -> str | None:
        claim, field = corrected.get(row["target"] or ""), row["field"] or ""
        if claim is None:
            raise Refused(NO_CLAIM)
        known = {change["field"]: change["old"] for change in claim["corrected"]}
        before = {field: value(claim, field) for field in KEPT}
        marks = _marks(claim)
        if field == "source" and "source_kind" not in known and row["target"] not in kinds:
            claim["source_kind"] = _kind(claim, row["new"], corrected.values())
        claim.update(cast("ClaimRow", _changed(claim, field, row["new"])))
        claim["specificity"] += _marks(claim) - marks
        changes: list[Corrected] = []
        for name in KEPT:  # a kind that has no source takes the source away, which is kept too
            if value(claim, name) != before[name] and name not in known:
                changes.append({"field": name, "old": before[name], "by": row["by"]})
        claim["corrected"] = [*claim["corrected"], *changes]
        return (before | known)[field]

    decided = _decided(rows, CLAIM, apply)
    return list(corrected.values()), decided


def _right(
    claims: list[ClaimRow], rows: list[CorrectionRow]
) -> tuple[list[ClaimRow], list[CorrectionRow]]:
    """The claims without those that are not right, and these answers decided."""
    there, reports = ({claim[of] for claim in claims} for of in ("claim_id", "doc_id"))
    wrong = set()

    def apply(row: CorrectionRow) -> str | None:
        target = row["target"] or ""
        if _one_of(row["new"], ("yes", "no")) == "no" and target.split(":")[0] in reports:
            wrong.add(target)  # left out by an earlier notebook, it is not there any more
        elif target not in there:
            raise Refused(NO_CLAIM)
        return row["old"]  # the words, which the spreadsheet has

    decided = _decided(rows, [RIGHT], apply)
    return [_apart(claim, wrong) for claim in claims if claim["claim_id"] not in wrong], decided


def _apart(claim: ClaimRow, wrong: set[str]) -> ClaimRow:
    """The claim, which is no part of one that is left out."""
    lost = [above for above in ("within", "part_of") if claim.get(above) in wrong]
    return claim | cast(ClaimRow, dict.fromkeys(lost))


def _kind(claim: ClaimRow, source: str | None, claims: Iterable[ClaimRow]) -> str:
    """The kind of a source that a correction names, where the kind is not corrected too: as before,
    if it is the old source under another name; else that of this source elsewhere in these reports;
    unresolved where nothing shows it.
    """
    kind = claim["source_kind"]
    if not source or kind == "article" or set(stems(source)) & set(stems(claim["source"] or "")):
        return kind
    kinds = {one["source_kind"] for one in claims if one is not claim and one["source"] == source}
    return kinds.pop() if len(kinds) == 1 else UNRESOLVED


def value(claim: ClaimRow, field: str) -> str | None:
    """The claim's value of the field as corrections.csv writes it: a date is a day, or first and
    last day parted by /."""
    if field != "date":
        return cast("dict[str, str | None]", claim)[field]
    return "/".join(dict.fromkeys(filter(None, (claim["time_start"], claim["time_end"])))) or None


Change = dict[str, str | None]  # the columns of a claim that a correction sets


def _changed(claim: ClaimRow, field: str, value: str | None) -> Change:
    """What the correction sets in the claim."""
    if field == "date":
        return days(value)
    if field == "source":
        return _source(claim, value)
    change = {field: _one_of(value, ALLOWED[field])}
    # who has no source is not named, and the report's own voice is announced by no cue
    gone = ["source"] * (change.get("source_kind", "person") not in SPOKEN)
    gone += ["cue"] * (change.get("source_kind") == "article")
    return change | dict.fromkeys(gone)


def days(value: str | None) -> Change:
    """First and last day; an empty cell says that the claim has no date."""
    first, _, last = (value or "").partition("/")
    try:
        both = [date.fromisoformat(day).isoformat() for day in (first, last or first) if day]
    except ValueError:
        raise Refused(
            f"{_named(value)} is no day such as 2024-11-22, and no two days parted by / (a"
            " spreadsheet program may have rewritten it: format the column as text)"
        ) from None
    if both != sorted(both):
        raise Refused(f"{_named(value)} ends before it begins")
    first, last = both or ("", "")
    return {"time_start": first or None, "time_end": last or None}


def _source(claim: ClaimRow, value: str | None) -> Change:
    if value and claim["source_kind"] not in (*SPOKEN, UNRESOLVED):
        kind = claim["source_kind"]
        others = joined(SPOKEN, "or")
        raise Refused(
            f"the source_kind is {kind}, which has no source: correct it too, to {others}"
        )
    return {"source": value}


def _marks(claim: ClaimRow) -> int:
    """What of a claim's specificity a correction can change: a named source and a date."""
    named = bool(claim["source"]) and claim["source_kind"] != "unnamed"
    return named + bool(claim["time_text"] or claim["time_start"])


# --- origins and matches ------------------------------------------------------------------------


def of_origins(
    origins: list[OriginRow], rows: list[CorrectionRow]
) -> tuple[list[OriginRow], list[CorrectionRow]]:
    """The rows of table "origins" as corrected, each origin named by its smallest doc_id again, and
    the corrections with those decided.

    The new value is a document of the same story whose origin it shares, or the document itself,
    which then is an origin of its own.
    """
    home = {row["doc_id"]: row for row in origins}
    label: dict[str, tuple[str, ...]] = {row["doc_id"]: (row["origin"],) for row in origins}

    def apply(row: CorrectionRow) -> str:
        doc_id, other = row["target"] or "", row["new"] or ""
        for wanted in (doc_id, other):
            if wanted not in home:
                raise Refused(f"{_named(wanted)} is none of the documents compared")
        if home[doc_id]["story"] != home[other]["story"]:
            raise Refused("the two documents are not of one story")
        label[doc_id] = label[other] if other != doc_id else (doc_id, "alone")
        return home[doc_id]["origin"]

    decided = _decided(rows, ["origin"], apply)
    first: dict[tuple[str, ...], str] = {}
    for doc_id in sorted(label):
        first.setdefault(label[doc_id], doc_id)
    return [row | {"origin": first[label[row["doc_id"]]]} for row in origins], decided


def of_matches(
    matches: list[MatchRow], origins: list[OriginRow], rows: list[CorrectionRow]
) -> tuple[list[MatchRow], list[CorrectionRow]]:
    """The matches as corrected, those set to "none" left out, and the corrections decided.

    A corrected match has in `corrected` what stood there before. What is corrected of a claim holds
    of the copies that say the same, unless a line of their own says otherwise.
    """
    corrected = {frozenset((row["claim_a"], row["claim_b"])): row.copy() for row in matches}
    copies = _copies(matches, origins)
    undecided = [row for row in rows if row["field"] == "relation" and row["status"] is None]
    named = set(map(_ends, undecided))

    def apply(row: CorrectionRow) -> str:
        ends = _ends(row)
        if ends not in corrected:
            raise Refused(
                "there is no such match in this run; two claims are named as claim_a|claim_b"
            )
        old, new = corrected[ends]["relation"], _one_of(row["new"], RELATIONS)
        again = set(map(frozenset, product(*({end, *copies[end]} for end in ends))))
        for pair in (again - named | {ends}) & corrected.keys():
            match = corrected[pair]
            before: Corrected = {"field": "relation", "old": match["relation"], "by": row["by"]}
            match["corrected"] = [*match["corrected"], before]
            match["relation"] = new
        return old

    decided = _decided(rows, ["relation"], apply)
    return [row for row in corrected.values() if row["relation"] != "none"], decided


def _ends(row: CorrectionRow) -> frozenset[str]:
    return frozenset((row["target"] or "").split("|"))


def _copies(matches: list[MatchRow], origins: list[OriginRow]) -> dict[str, set[str]]:
    """For each claim those of copies that agree with it."""
    origin = {row["doc_id"]: row["origin"] for row in origins}
    copies: dict[str, set[str]] = defaultdict(set)
    for row in matches:
        if row["relation"] == "agree" and origin[row["doc_a"]] == origin[row["doc_b"]]:
            copies[row["claim_a"]].add(row["claim_b"])
            copies[row["claim_b"]].add(row["claim_a"])
    return copies
