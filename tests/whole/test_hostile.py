"""Hostile documents (tests/tools/hostile.py, cases/hostile): each ends as it shall, nothing hangs,
and its neighbours come out as without it."""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import hostile
import pytest
from hostile import NEIGHBOURS, Case

from lib.by_hand import corrections
from lib.by_hand.corrections import of_claims
from lib.by_hand.sheet import SHEET, answered
from lib.claims.extract import claims, unfinished
from lib.cleaning import blocks as cleaning_blocks
from lib.cleaning.blocks import LONG_BLOCK, LONG_SENTENCE
from lib.cleaning.repairs import clean
from lib.ingest.documents import read_folder
from lib.ingest.sandbox import within
from lib.tables import store
from lib.tables.errors import WorkbookError
from lib.tables.folder import FILE
from lib.tables.store import AS_CSV
from lib.text.decoding import Rejected
from lib.text.spans import replay
from lib.work.limits import Limits
from lib.work.parameters import PROJECT

SHORT, LONG = 300, 30_000  # characters of what is repeated
PATIENCE = 300  # seconds for all documents together; they take a tenth of it
CASES = hostile.brief(SHORT)


class Outcome(NamedTuple):
    """A run of the stages: the folder it read, and the one it wrote to."""

    folder: Path
    out: Path

    @property
    def documents(self) -> dict[str, dict]:
        return {row["path"]: row for row in store.rows(self.out, "documents")}


def staged(place: Path, cases: list[Case], patience: float) -> Outcome:
    """The stages run over the cases and their neighbours, by a process of its own that is given so
    many seconds."""
    hostile.write(place / "reports", cases)
    done = subprocess.run(
        [sys.executable, hostile.__file__, place / "reports", place / "out"],
        cwd=PROJECT,
        timeout=patience,
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return Outcome(place / "reports", place / "out")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return staged(tmp_path_factory.mktemp("hostile"), CASES, PATIENCE)


@pytest.fixture(scope="module")
def documents(outcome: Outcome) -> dict[str, dict]:
    return outcome.documents


def test_there_are_enough_cases_and_no_two_have_one_name() -> None:
    assert len(CASES) >= 120 and len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case.name)[1:-1][:60])
def test_each_ends_as_it_shall(case: Case, documents: dict[str, dict]) -> None:
    ends(case, documents)


def ends(case: Case, documents: dict[str, dict]) -> None:
    """The case has its rows, with the status and the reason that it shall have."""
    if case.records is not None:
        rows = [documents[f"{case.name}#{number}"] for number in range(1, case.records + 1)]
        assert all((row["status"] == "ok") == (row["reason"] is None) for row in rows)
        return
    row = documents[case.name]
    assert row["status"] == case.status or case.status == "any", row["reason"]
    assert (row["reason"] or "").startswith(case.reason or "")
    assert (row["status"] == "ok") == (row["reason"] is None)


def test_as_many_rows_come_out_as_files_went_in(documents: dict[str, dict]) -> None:
    records = sum(case.records for case in CASES if case.records is not None)
    files = sum(case.records is None for case in CASES) + len(NEIGHBOURS)
    assert len(documents) == files + records


def test_each_claim_and_block_is_of_a_document_that_went_on(
    outcome: Outcome, documents: dict[str, dict]
) -> None:
    ok = {row["doc_id"]: row for row in documents.values() if row["status"] == "ok"}
    for name in ("blocks", "claims", "repairs"):
        for row in store.rows(outcome.out, name):
            assert 0 <= row["start"] <= row["end"] <= ok[row["doc_id"]]["chars"]
    assert {row["doc_id"] for row in store.rows(outcome.out, "profile")} == ok.keys()


def test_the_neighbours_are_read_as_without_them(outcome: Outcome, tmp_path: Path) -> None:
    hostile.write(tmp_path / "reports", [])
    hostile.run(tmp_path / "reports", tmp_path / "out")
    alone = Outcome(tmp_path / "reports", tmp_path / "out")
    ids = {row["doc_id"] for row in alone.documents.values()}
    assert all(outcome.documents[path] == row for path, row in alone.documents.items()) and len(
        ids
    ) == len(NEIGHBOURS)
    for name in ("blocks", "repairs", "claims"):
        found = store.rows(alone.out, name)
        assert (found or name == "repairs") and [
            row for row in store.rows(outcome.out, name) if row["doc_id"] in ids
        ] == found


def test_no_cell_of_a_csv_is_taken_for_a_formula(outcome: Outcome) -> None:
    for name in AS_CSV:
        with (outcome.out / "tables" / f"{name}.csv").open(
            encoding="utf-8-sig", newline=""
        ) as file:
            assert not any(
                cell.startswith(("=", "+", "-", "@", "\t", "\r"))
                for row in csv.reader(file)
                for cell in row
            )


def test_no_address_runs_anything(documents: dict[str, dict]) -> None:
    assert all(
        row["url"] is None or row["url"].startswith(("http://", "https://"))
        for row in documents.values()
    )


def test_nothing_is_made_in_the_folder(outcome: Outcome) -> None:
    assert {path.name for path in outcome.folder.iterdir()} == {
        case.name for case in CASES
    } | NEIGHBOURS.keys()


@pytest.mark.parametrize(
    "said",
    [
        "path,title,publisher,url\nneighbour_1.txt,=1+1,@x,https://rivers24.example\n",
        "path,title\nneighbour_1.txt,<script>alert(1)</script>\n",
        "path\n",
        ",,,\n,,,\n",
        "path,path\na,b\n",
        'path,title\n"neighbour_1.txt,x\n',
        "path,title\n../../etc/passwd,x\n",
        "\n" * 1000,
        "path,title\n" + "neighbour_1.txt,x\n" * 1000,
        "path;title\nneighbour_1.txt;x\n",
        "path,title\rneighbour_1.txt,x\r",
        "path,title\nneighbour_1.txt," + "x" * 500_000,
        "path,title\nneighbour_1.txt,a,b,c,d\n",
        "path,title\nmetadata.csv,x\n",
        "x" * 500_000,
    ],
)
def test_hostile_metadata_stops_nothing(said: str, tmp_path: Path) -> None:
    hostile.write(tmp_path, [])
    (tmp_path / "neighbour_3.html").unlink()  # a page needs a process, which these cases do not
    before = {row["path"]: row for row in read_folder(tmp_path)[0]}
    (tmp_path / "metadata.csv").write_text(said, encoding="utf-8", newline="")
    rows = {row["path"]: row for row in read_folder(tmp_path)[0]}
    assert (
        rows.keys() == before.keys() | {"metadata.csv"}
        and rows["metadata.csv"]["status"] == "rejected"
    )
    assert (
        len(rows["metadata.csv"]["reason"]) <= 310 and len(rows["neighbour_1.txt"]["title"]) <= 310
    )
    assert rows["neighbour_2.md"] == before["neighbour_2.md"]
    store.write(tmp_path / "out", "documents", list(rows.values()))


ODD_TABLES = (
    "\0",
    "\ud800",
    "\n" * 1000,
    "x" * 500_000,
    '"never closed\n' * 50,
    ",,,\n,,,\n",
    "target,target\na,b\n",
    "=1+1,@x\n=cmd|'/C calc'!A0,-1\n",
    "claim,field,value,by\n" + "../../etc/passwd,source,<script>alert(1)</script>,=1+1\n" * 1000,
    "claim,field,value,by\nd:0-9,polarity," + "a" * 500_000 + ",\u202e\n",
    "claim,field,value,by\rd:0-9,date,99999-99-99,x\r",
    "a;b\n1;2\n",
)


@pytest.mark.parametrize("said", ODD_TABLES, ids=range(len(ODD_TABLES)))
def test_hostile_tables_of_a_reader_stop_nothing_or_are_named(said: str, tmp_path: Path) -> None:
    """corrections.csv, and the answers in to_judge.csv, which a reader may have got from a
    stranger."""
    for name in (FILE, SHEET):
        (tmp_path / name).write_bytes(said.encode("utf-8", "surrogatepass"))
    rows = corrections.read(tmp_path)
    store.write(tmp_path, "corrections", rows)
    applied = [row for row in of_claims([], rows)[1] if row["status"] == "applied"]
    assert applied == [] and all(row["line"] >= 1 for row in rows)
    with pytest.raises(WorkbookError, match=SHEET):
        answered(tmp_path, [])


# Limits


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ((1, "time:sleep", time.sleep, 60), "takes too long: not read within 1 second"),
        ((30, "os:abort", os.abort), "damaged: the program that reads it broke off"),
        (
            (30, "builtins:list", list, range(10**10)),
            "too large: reading it takes more than 4,000,000,000 bytes of memory",
        ),
    ],
)
def test_a_reader_that_hangs_or_breaks_off_costs_its_document_only(job: tuple, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        within(*job)
    assert within(30, "os:getpid", os.getpid) != os.getpid()


def test_a_file_that_takes_too_long_is_rejected_and_its_neighbours_are_not(tmp_path: Path) -> None:
    hostile.write(tmp_path, [case for case in CASES if case.name == "pdf_bomb_in_bomb.pdf"])
    # it may itself take a second where much else is at work
    (tmp_path / "neighbour_3.html").unlink()
    rows = {
        row["path"]: row["reason"] for row in read_folder(tmp_path, limits=Limits(max_seconds=1))[0]
    }
    reason = rows.pop("pdf_bomb_in_bomb.pdf")
    assert reason == "takes too long: not read within 1 second" and list(rows.values()) == [
        None,
        None,
    ]


def test_a_report_whose_claims_take_too_long_has_none_and_its_neighbours_have_theirs() -> None:
    texts = {"late": "A said B said C. " * 600, "soon": NEIGHBOURS["neighbour_1.txt"]}
    documents = [{"doc_id": doc_id, "published": None, "status": "ok"} for doc_id in texts]
    blocks = [
        row for doc_id, text in texts.items() for row in cleaning_blocks.blocks(doc_id, text, [])
    ]
    rows, silent = claims(documents, texts, blocks, [], seconds=1)
    assert unfinished(silent) == [
        {"doc_id": "late", "reason": "takes too long: not done after 1 second of work"}
    ]
    assert rows and rows == claims(documents[1:], texts, blocks, [])[0]


def test_the_limits_are_parameters_that_the_notebooks_have() -> None:
    first, third = (
        (PROJECT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
        for name in ("01_ingest", "03_claims")
    )
    assert all(f"{name} = {value}  #" in first for name, value in Limits()._asdict().items())
    assert f"max_seconds = {Limits().max_seconds}  #" in third


def test_nothing_but_rejected_files_is_a_run_without_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0")
    assert read_folder(tmp_path)[1] == {}
    with pytest.raises(WorkbookError):
        read_folder(tmp_path / "none")


# The long forms


@pytest.mark.soak
def test_every_case_in_every_format_ends_as_it_shall(tmp_path: Path) -> None:
    every = hostile.cases(SHORT)
    found = staged(tmp_path, every, 3600).documents
    for case in every:
        ends(case, found)
    records = sum(case.records - 1 for case in every if case.records is not None)
    assert len(found) == len(every) + records + len(NEIGHBOURS)


@pytest.mark.soak
def test_long_repetitions_come_to_an_end(tmp_path: Path) -> None:
    found = staged(tmp_path, list(hostile.repeated(LONG)), 3600)
    assert {row["status"] for row in found.documents.values()} <= {"ok", "rejected"} and len(
        found.documents
    ) == len(NEIGHBOURS) + len(hostile.lines("repeated.jsonl"))


@pytest.mark.parametrize(
    "unit", [row["unit"] for row in hostile.lines("repeated.jsonl")], ids=ascii
)
def test_a_long_repetition_is_cleaned_and_its_blocks_are_short(unit: str) -> None:
    raw = f"{hostile.BODY} {unit * (20_000 // len(unit))}"
    repairs = clean(raw)
    blocks = cleaning_blocks.blocks("d", raw, repairs)
    assert blocks and max(len(row["text"]) for row in blocks) <= LONG_BLOCK + LONG_SENTENCE
    assert clean(replay(raw, repairs).text) == []
