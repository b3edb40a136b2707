"""The results: what is looked up by what, and how claims and matches are told."""

import csv
import json

from rows import BASE, OWN, claim, difference, match, results, tables

from lib.findings.results import Results
from lib.findings.wording import WORDED
from lib.tables import store
from lib.tables.records import columns

JAMMED = claim("a", 0, text="the rudder had jammed", start=3, end=24, cue="said")
HELD = claim("c", 0, text="the rudder held", start=0, end=15, source="Ilse Maron", cue="swore")


def of_one_match(**fields) -> Results:
    parts = tables([JAMMED, HELD], a=BASE, c=OWN)
    return Results(parts | {"matches": [match(JAMMED, HELD, **fields)]})


def test_why_names_the_reports_and_quotes_with_one_kind_of_marks():
    found = of_one_match(
        shared_words=["rudder"], differences=[difference("wording", "those here", "stop there")]
    )
    (row,) = found.tables["matches"]
    assert found.why(row) == (
        "both speak of: rudder; “those here” in a, “stop there” in c;"
        " nobody is named on either side, so others may be meant"
    )
    assert found.why(row) == f"both speak of: rudder; {found.differing(row)}"


def test_reasons_are_made_at_the_end_and_change_nothing_else():
    found = of_one_match(relation="agree", shared_words=["rudder"])
    (row,), (before,) = found.reasoned(), found.tables["matches"]
    assert row == before | {"reasons": ["both speak of: rudder"]} and before["reasons"] == []


def test_a_claim_is_told_with_its_place_and_who_says_it():
    found = results([JAMMED, HELD], a=BASE, c=OWN)
    assert [found.told(row) for row in (JAMMED, HELD)] == [
        "a:3-24 “said”: the rudder had jammed",
        "c:0-15 Ilse Maron “swore”: the rudder held",
    ]


def test_between_are_the_matches_of_two_origins_only():
    found = of_one_match()
    (row,) = found.between
    origins = [one | {"origin": "a"} for one in found.tables["origins"]]
    copied = Results(found.tables | {"origins": origins})
    assert not found.copies(row) and copied.copies(row) and copied.between == []


NESTED = ("differences", "apart", "shared_names", "shared_words", "reasons", "corrected")


def test_what_differs_in_the_seeds_is_read_as_written_from_both_files(finished, tmp_path):
    rows = store.rows(finished.out, "matches")
    differences = [one for row in rows for one in row["differences"]]
    assert set() < {one["kind"] for one in differences} <= WORDED.keys()
    with (finished.out / "tables" / "matches.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert lines and lines[0].keys() == {*columns("matches")}
    for line, row in zip(lines, rows, strict=True):
        assert {name: json.loads(line[name]) for name in NESTED} == {
            name: row[name] for name in NESTED
        }
    store.write(tmp_path, "matches", rows)
    for ending in (".parquet", ".csv"):
        one, other = (
            (out / "tables" / f"matches{ending}").read_bytes() for out in (finished.out, tmp_path)
        )
        assert one == other
