"""The spreadsheet: typed sheets with filters, the whole text, no formula whatever a document holds,
and the same bytes twice."""

import shutil
import tempfile
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from runs import HOSTILE, a_run, row

from lib.findings.wording import named
from lib.show import spreadsheet
from lib.show.spreadsheet import CELL, FILE, HELD, _fitting, begin
from lib.tables import store
from lib.tables.errors import WorkbookError
from lib.tables.records import TABLES

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://evil.example")',
    "http://evil.example",
    "_x0041_",
    *HOSTILE,
)


def opened(out):
    return openpyxl.load_workbook(spreadsheet.write(out))


def column(sheet, name):
    header = [cell.value for cell in sheet[1]]
    return [line[header.index(name)].value for line in sheet.iter_rows(min_row=2)]


@pytest.fixture(params=[HELD, 0], ids=["held", "row by row"])
def small(tmp_path, request, monkeypatch):
    monkeypatch.setattr(spreadsheet, "HELD", request.param)
    text = "Gate 7 gave way on 9 May, killing 31. " + " ".join(FORMULAS)
    number = {"text": "31", "low": 31.0, "high": 31.0, "unit": "dead"}
    number |= {"about": False, "start": 34, "end": 36}
    dated = {
        "time_text": "9 May",
        "time_start": "2023-05-09",
        "time_end": "1899-12-31",
        "numbers": [number],
        "actors": ["A", "B"],
        "quoted": True,
        "predicate": "give",
    }
    claims = [
        (0, "Gate 7 gave way", dated),
        (1, "Gate 7", {"predicate": "give"}),
        *((0, one, {"source": one, "cue": one}) for one in FORMULAS),
    ]
    refused = [
        row("documents", doc_id="r", path="=cmd.zip", status="rejected", reason="=1+1", bytes=7)
    ]
    return a_run(
        tmp_path, {"100_wire.txt": text, "=1.txt": text}, claims, [(0, 1, "conflict")], refused
    )


def test_the_sheets_and_their_first_rows(small):
    book = opened(small)
    assert book.sheetnames == [
        "findings",
        "documents",
        "claims",
        "matches",
        "families",
        "origins",
        "profile",
        "codebook",
    ]
    for sheet in book:
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.bold for cell in sheet[1])
        assert all(
            9 <= sheet.column_dimensions[name].width <= 61 for name in sheet.column_dimensions
        )


def test_corrections_have_a_sheet_where_there_are_any(small):
    store.write(small, "corrected", [])
    assert "corrected" not in opened(small).sheetnames
    store.write(
        small,
        "corrected",
        [
            row(
                "corrected",
                line=2,
                target="a claim",
                field="polarity",
                new="=1+1",
                status="applied",
            )
        ],
    )
    book = opened(small)
    assert book.sheetnames[-2:] == ["corrected", "codebook"] and column(
        book["corrected"], "new"
    ) == ["=1+1"]
    assert "corrected" in column(book["codebook"], "sheet")


def test_every_row_and_column_of_the_tables_is_there(small):
    book = opened(small)
    for name in ("documents", "claims", "matches", "families", "origins", "profile"):
        header = [cell.value for cell in book[name][1]]
        renamed = {"text", "source", "cue"} if name == "claims" else {"relation", "reasons"}
        assert {one.name for one in TABLES[name].columns} - set(header) <= renamed
        assert book[name].max_row - 1 == len(store.rows(small, name))
        explained = [
            line[1] for line in book["codebook"].iter_rows(values_only=True) if line[0] == name
        ]
        assert explained == header


def test_what_a_reader_wants_comes_first_and_ids_come_last(small):
    book = opened(small)
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in book}
    assert heads["claims"][:5] == ["statement", "outlet", "day", "who", "says how"]
    assert {"claim_id", "doc_id", "start", "end"} <= set(heads["claims"][-10:])
    sides = [f"{name}_{end}" for end in "ab" for name in ("outlet", "who", "statement")]
    assert heads["matches"][:8] == ["how they stand", *sides, "why"]
    assert not any(" here" in line for line in column(book["matches"], "why"))
    (found, *_) = book["findings"].iter_rows(min_row=2)
    assert [cell.hyperlink.location for cell in found if cell.hyperlink] == [
        "m-000000000000:0-15",
        "m-000000000001:0-6",
    ]


def test_values_have_their_types(small):
    claims = opened(small)["claims"]
    assert column(claims, "time_start")[0] == datetime(2023, 5, 9)
    # before the first day that a spreadsheet knows
    assert column(claims, "time_end")[0] == "1899-12-31"
    assert column(claims, "start")[0] == 0 and column(claims, "quoted")[0] is True
    assert column(claims, "numbers")[0] == "31 = 31 dead" and column(claims, "actors")[0] == "A; B"
    assert column(claims, "evidence")[0] == "content 0–15" and column(claims, "says how")[0] is None
    matches = opened(small)["matches"]
    profile, origins = (opened(small)[name] for name in ("profile", "origins"))
    assert column(profile, "words") == [9, 9] and column(profile, "own_voice") == [None, None]
    assert column(origins, "same_as") == column(origins, "outlet") == ["100", "=1"]
    assert column(origins, "story_of") == ["100", "100"]
    assert (
        column(matches, "score") == [0.5]
        and column(matches, "statement_b") == ["Gate 7"]
        and column(matches, "outlet_a") == ["100"]
    )


def test_nothing_is_a_formula_or_a_link(small):
    for sheet in opened(small):
        for line in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in line)
            links = [cell.hyperlink.target for cell in line if cell.hyperlink]
            assert all(sheet.title == "findings" and one == "report.html" for one in links)
    with zipfile.ZipFile(small / FILE) as parts:
        data = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in data


def test_a_text_that_begins_like_a_formula_stays_whole_and_is_kept_from_becoming_one(small):
    claims = opened(small)["claims"]
    texts = column(claims, "statement")
    for one in ("=1+1", "+1", "-1", "@SUM(A1)"):
        assert one in texts
    quoted = {
        line[0].value: line[0].quotePrefix
        for line in claims.iter_rows(
            min_row=2, min_col=[c.value for c in claims[1]].index("statement") + 1
        )
    }
    assert quoted["=1+1"] and not quoted["Gate 7"]


def test_a_text_that_looks_like_an_escaped_letter_is_escaped(small):
    # a spreadsheet program would read it as A
    with zipfile.ZipFile(spreadsheet.write(small)) as parts:
        data = b"".join(parts.read(name) for name in parts.namelist())
    assert b">_x005F_x0041_<" in data and b">_x0041_<" not in data


def test_the_same_run_gives_the_same_bytes(small):
    assert spreadsheet.write(small).read_bytes() == spreadsheet.write(small).read_bytes()


def test_a_book_that_was_begun_before_the_comparison_is_the_same(small):
    whole = spreadsheet.write(small).read_bytes()
    aside = {
        name: (small / "tables" / f"{name}.parquet").read_bytes()
        for name in ("matches", "families", "origins", "profile")
    }
    for name in aside:
        (small / "tables" / f"{name}.parquet").unlink()
    begin(small)
    for name, data in aside.items():
        (small / "tables" / f"{name}.parquet").write_bytes(data)
    assert spreadsheet.write(small).read_bytes() == whole


def test_a_book_that_came_to_no_end_leaves_nothing_and_is_begun_anew(small, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    matches = small / "tables" / "matches.parquet"
    data = matches.read_bytes()
    matches.unlink()
    with pytest.raises(WorkbookError, match="04_comparison"):
        spreadsheet.write(small)
    assert not any((tmp_path / "temporary").iterdir())
    matches.write_bytes(data)
    assert opened(small)["matches"].max_row == 2


def test_rows_beyond_the_last_of_a_sheet_are_counted(small, monkeypatch):
    monkeypatch.setattr(spreadsheet, "LINES", 5)
    sheet = opened(small)["claims"]
    total = len(store.rows(small, "claims"))
    assert (
        sheet.max_row == 5
        and sheet["A5"].value
        == f"{total - 3} more rows that no sheet can hold: see the tables of the run"
    )
    monkeypatch.setattr(spreadsheet, "LINES", total + 1)
    assert opened(small)["claims"].max_row == total + 1 and "more row" not in str(
        opened(small)["claims"].cell(total + 1, 1).value
    )


@given(st.text(st.characters(blacklist_categories=()), max_size=60), st.integers(1, 1200))
def test_a_cell_holds_what_it_is_given_and_says_what_it_lost(text, times):
    found = _fitting(text * times)
    assert len(found.encode("utf-16-le")) <= 2 * CELL
    if len((text * times).replace("\r\n", "\n").encode("utf-16-le", "surrogatepass")) <= 2 * CELL:
        assert len(found) == len((text * times).replace("\r\n", "\n"))
    else:
        assert found.endswith(f"[cut: the whole has {len(text * times):,} characters]")


def test_an_empty_run_has_its_sheets(tmp_path):
    book = opened(a_run(tmp_path, {}, []))
    assert [sheet.max_row for sheet in book][1:7] == [1] * 6 and column(
        book["findings"], "finding"
    ) == []


def test_the_seeds(finished, tmp_path):
    shutil.copytree(finished.out, tmp_path / "run")
    book = opened(tmp_path / "run")
    assert column(book["claims"], "statement") == [
        named(one) for one in store.rows(finished.out, "claims")
    ]
    assert column(book["documents"], "status").count("rejected") == 1
