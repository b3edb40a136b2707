"""The column correct? of claims.xlsx, filled in and laid beside the reports, is read back."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from runs import a_run

from lib.by_hand import corrections
from lib.by_hand.corrections import RIGHT, of_claims, read
from lib.ingest import Limits, documents
from lib.show import spreadsheet
from lib.tables import store
from lib.tables.folder import BOOK

CLAIMS = [(0, "The dam is open", {}), (0, "dam", {}), (0, "it rains", {}), (0, "rains", {})]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return a_run(tmp_path / "run", {"a.txt": "The dam is open, and it rains."}, CLAIMS)


def filled(run: Path, folder: Path, *answers: str | None) -> Path:
    """The run's spreadsheet with these answers from the first row on, saved into the folder."""
    book = openpyxl.load_workbook(spreadsheet.write(run))
    sheet = book["claims"]
    column = [cell.value for cell in sheet[1]].index(RIGHT) + 1
    for line, answer in enumerate(answers, 2):
        assert sheet.cell(line, column).value is None
        sheet.cell(line, column).value = answer
    book.save(folder / BOOK)
    return folder


def test_the_column_is_empty_and_offers_its_answers(run: Path) -> None:
    sheet = openpyxl.load_workbook(spreadsheet.write(run))["claims"]
    (choice,) = sheet.data_validations.dataValidation
    (area,) = choice.sqref.ranges
    assert (choice.formula1, area.min_row) == ('"yes,no,unsure"', 2)
    assert sheet.cell(1, area.min_col).value == RIGHT


def test_what_is_no_is_left_out_and_what_is_yes_is_noted(run: Path, tmp_path: Path) -> None:
    claims = store.rows(run, "claims")
    claims[1]["part_of"] = claims[0]["claim_id"]
    kept, rows = of_claims(claims, read(filled(run, tmp_path, "no", " Yes", "unsure", None)))
    assert [one["text"] for one in kept] == ["dam", "it rains", "rains"]
    assert kept[0]["part_of"] is None and kept[1:] == claims[2:]
    columns = ("line", "old", "new", "by", "status")
    assert [tuple(one[name] for name in columns) for one in rows] == [
        (2, "The dam is open", "no", BOOK, "applied"),
        (3, "dam", "yes", BOOK, "applied"),
    ]
    assert of_claims(kept, read(tmp_path)) == (kept, rows)


def test_a_sheet_that_was_cut_and_sorted_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("claims")
    for line in (
        ["claim_id", "statement", "mine", RIGHT],
        ["d:0-9"],
        ["d:1-9", "It rains", 3, "no"],
    ):
        sheet.append(line)
    book.save(tmp_path / BOOK)
    (row,) = read(tmp_path)
    assert (row["line"], row["target"], row["old"]) == (3, "d:1-9", "It rains")


def test_lines_of_both_files_stand_side_by_side(run: Path, tmp_path: Path) -> None:
    first, second = (one["claim_id"] for one in store.rows(run, "claims")[:2])
    lines = f"claim,field,value,by\n{second},polarity,negated,Ana\n{first},{RIGHT},perhaps,Ana\n"
    (tmp_path / corrections.FILE).write_text(lines)
    kept, rows = of_claims(store.rows(run, "claims"), read(filled(run, tmp_path, "no", "maybe")))
    assert [one["polarity"] for one in kept] == ["negated", "affirmed", "affirmed"]
    assert [one["status"] for one in rows] == ["applied", "not applied", "applied", "not applied"]
    assert rows[1]["reason"] == "“perhaps” is none of yes, no"


def test_answers_to_other_reports_say_so(run: Path, tmp_path: Path) -> None:
    other = [one | {"doc_id": "d", "claim_id": "d:0-9"} for one in store.rows(run, "claims")[:1]]
    kept, rows = of_claims(other, read(filled(run, tmp_path, "no", "yes")))
    assert kept == other and {one["reason"] for one in rows} == {corrections.NO_CLAIM}


def test_a_file_that_is_no_such_spreadsheet_says_so(run: Path, tmp_path: Path, monkeypatch) -> None:
    lacking = "the whole file: it has no sheet claims with columns statement, claim_id and correct?"
    book = openpyxl.Workbook()
    book.active.title = "claims"
    book.active.append(["claim_id", "text"])
    book.save(tmp_path / BOOK)
    (row,) = read(tmp_path)
    assert (row["status"], row["reason"]) == ("not applied", lacking)
    (tmp_path / BOOK).write_bytes(b"PK\x03\x04 no archive")
    assert [one["reason"] for one in read(tmp_path)] == [lacking]
    filled(run, tmp_path, "no")
    monkeypatch.setattr(corrections, "UNPACKED", 1000)
    assert "unpacks to more" in str(read(tmp_path)[0]["reason"])


def test_an_entity_is_not_resolved(run: Path, tmp_path: Path) -> None:
    filled(run, tmp_path, "no")
    with zipfile.ZipFile(tmp_path / BOOK) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    name = next(one for one in content if b">no<" in content[one])
    content[name] = doctype.encode() + content[name].replace(b">no<", b">&e;<")
    with zipfile.ZipFile(tmp_path / BOOK, "w") as parts:
        for one, data in content.items():
            parts.writestr(one, data)
    assert "secret" not in str(read(tmp_path))


def test_it_is_no_report(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    ((row, _),) = documents(filled(run, folder, "no"), "", Limits())
    assert row["reason"] == "corrects claims, matches and origins, is no report"
