"""Every kind of file has a row, and a reason where it is not read."""

import hashlib
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import docx
import pytest
from places import SEEDS
from reportlab.pdfgen.canvas import Canvas
from reports import GERMAN, REPORT, rows_of

from lib.ingest.documents import documents, read_folder
from lib.ingest.sandbox import MEMORY
from lib.tables import store
from lib.tables.errors import WorkbookError
from lib.tables.records import TABLES
from lib.text.decoding import Rejected
from lib.work.limits import Limits
from lib.work.parameters import PROJECT
from lib.work.workers import keeping

# the module, whose name in its folder is that of the function
INGEST = import_module("lib.ingest.documents")


def test_the_seeds_are_five_readable_documents() -> None:
    rows, texts = read_folder(SEEDS)
    read = [row for row in rows if row["status"] == "ok"]
    assert [row["path"][:3] for row in read] == ["000", "001", "002", "003", "004"]
    assert {row["path"] for row in rows} - {row["path"] for row in read} <= {"README.md"}
    for row in read:
        assert texts[row["doc_id"]].encode("utf-8") == (SEEDS / row["path"]).read_bytes()
        assert row.keys() == {column.name for column in TABLES["documents"].columns}
        assert row["chars"] == len(texts[row["doc_id"]]) and row["language"] == "en"


def test_a_row_is_named_by_its_bytes(folder: Path) -> None:
    row = rows_of(folder)["a.txt"]
    assert (
        row["doc_id"] == row["sha256"][:12]
        and row["bytes"] == len(REPORT)
        and row["encoding"] == "utf-8"
    )
    (folder / "b.txt").write_text("Another report.", encoding="utf-8")
    assert rows_of(folder)["a.txt"] == row


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "not text"),
        ("program.txt", bytes(range(256)) * 8, "not text"),
        ("really_a.pdf.txt", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "not text"),
        ("talk.mp3", b"ID3", "format .mp3 not supported"),
        ("notes", b"Notes without an ending", "format without an ending not supported"),
        ("README.md", b"# The reports", "describes the folder"),
        ("readme.txt", b"The reports", "describes the folder"),
        (".hidden.txt", b"Hidden", "hidden"),
        (".git/config.txt", b"Hidden", "hidden"),
    ],
)
def test_what_is_no_report_is_rejected_with_a_reason(
    folder: Path, name: str, data: bytes, reason: str
) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    rows = rows_of(folder)
    row = rows.get(name) or rows[name.split("/")[0]]
    assert row["status"] == "rejected" and reason in row["reason"]
    assert rows["a.txt"]["status"] == "ok" and len(rows) == 2
    assert row["chars"] is None and row["language"] is None and row["title"] is None


def test_a_copy_is_a_duplicate_of_the_first_path(folder: Path) -> None:
    (folder / "sub").mkdir()
    for name in ("b.txt", "sub/c.txt"):
        (folder / name).write_text(REPORT, encoding="utf-8")
    rows, texts = read_folder(folder)
    assert [(row["path"], row["status"]) for row in rows] == [
        ("a.txt", "ok"),
        ("b.txt", "duplicate"),
        ("sub/c.txt", "duplicate"),
    ]
    assert [row["doc_id"].removeprefix(rows[0]["doc_id"]) for row in rows] == ["", "-2", "-3"]
    assert "a.txt" in rows[1]["reason"] and list(texts) == [rows[0]["doc_id"]]


def test_a_name_that_is_no_text_does_not_stop_the_run(folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("Another report.", encoding="utf-8")
    assert {name: row["status"] for name, row in rows_of(folder).items()} == {
        "a.txt": "ok",
        "caf\ufffd.txt": "ok",
    }


def test_two_empty_files_are_both_rejected_under_ids_of_their_own(folder: Path) -> None:
    for name in ("b.txt", "c.txt"):
        (folder / name).touch()
    rows = rows_of(folder)
    assert rows["b.txt"]["status"] == rows["c.txt"]["status"] == "rejected"
    assert len({row["doc_id"] for row in rows.values()}) == 3


def test_links_pipes_and_devices_are_listed_and_not_read(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("Secret", encoding="utf-8")
    (folder / "leaves.txt").symlink_to(outside / "secret.txt")
    (folder / "broken.txt").symlink_to(folder / "nowhere.txt")
    (folder / "folder").symlink_to(outside, target_is_directory=True)
    (folder / "device.txt").symlink_to("/dev/null")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "stays.txt").symlink_to(folder / "a.txt")
    os.mkfifo(folder / "pipe.txt")
    rows = rows_of(folder)
    reasons = {name: row["reason"] for name, row in rows.items() if row["status"] == "rejected"}
    assert reasons.pop("loop.txt").startswith("cannot be read: too many levels")
    assert reasons == {
        "leaves.txt": "a link that leaves the folder",
        "broken.txt": "a link that leads nowhere",
        "folder": "a link that leaves the folder",
        "device.txt": "a link that leaves the folder",
        "pipe.txt": "not a regular file but a pipe, socket or device",
    }
    assert rows["stays.txt"]["status"] == "duplicate"


def test_a_file_that_may_not_be_read_is_a_row(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "locked.txt").write_text(REPORT, encoding="utf-8")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    # permissions do not hold for root, who runs the tests in many containers
    monkeypatch.setattr(Path, "read_bytes", refuse)
    row = rows_of(folder)["locked.txt"]
    assert (
        row["status"] == "rejected"
        and "permission denied" in row["reason"]
        and row["sha256"] is None
        and row["bytes"] is None
    )


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(max_bytes=50), f"too large: {len(REPORT)} bytes, the limit is 50"),
        (Limits(max_chars=50), f"too long: {len(REPORT)} characters, the limit is 50"),
    ],
)
def test_a_document_over_a_limit_is_rejected_and_its_neighbours_are_not(
    folder: Path, limits: Limits, reason: str
) -> None:
    (folder / "b.txt").write_text("A short report.", encoding="utf-8")
    (folder / "c.csv").write_text(f'text\n"{REPORT}"\nA short record.\n', encoding="utf-8")
    rows = {row["path"]: row for row in read_folder(folder, limits=limits)[0]}
    assert rows["a.txt"]["status"] == "rejected" and rows["a.txt"]["reason"] == reason
    assert rows["b.txt"]["status"] == "ok"
    assert limits.max_chars > 50 or (rows["c.csv#1"]["reason"], rows["c.csv#2"]["status"]) == (
        reason,
        "ok",
    )


def test_every_format_gives_a_document(folder: Path) -> None:
    body = (
        "The Foreign Ministry on Monday rejected a claim that it had broken the agreement of Doha,"
        " and called on others to prove it."
    )
    page = f"<html><title>Kabul rejects</title><body><article><p>{body}</p><p>{body}</p></article>"
    (folder / "b.html").write_text(page, encoding="utf-8")
    document = docx.Document()
    document.add_paragraph(body)
    document.save(folder / "c.docx")
    canvas = Canvas(str(folder / "d.pdf"), invariant=True)
    canvas.drawString(60, 700, body[:70])
    canvas.save()
    (folder / "e.csv").write_text(
        f'body,link\n"{body}",https://rivers24.example\n', encoding="utf-8"
    )
    (folder / "f.jsonl").write_text(
        json.dumps({"text": body + " It said so."}) + "\n", encoding="utf-8"
    )
    (folder / "g.md").write_text("# Kabul\n\n" + body + "!", encoding="utf-8")
    rows, texts = read_folder(folder)
    assert [(row["path"], row["status"], row["media_type"].split("/")[1][-8:]) for row in rows] == [
        ("a.txt", "ok", "plain"),
        ("b.html", "ok", "html"),
        ("c.docx", "ok", "document"),
        ("d.pdf", "ok", "pdf"),
        ("e.csv#1", "ok", "csv"),
        ("f.jsonl#1", "ok", "json"),
        ("g.md", "ok", "plain"),
    ]
    assert {row["path"]: row["pages"] for row in rows if row["pages"] is not None} == {"d.pdf": [0]}
    assert (
        all(row["chars"] == len(texts[row["doc_id"]]) > 60 for row in rows)
        and rows[4]["url"] == "https://rivers24.example"
    )
    store.write(folder / "out", "documents", rows)
    assert store.rows(folder / "out", "documents") == rows


def test_each_record_of_an_export_has_a_row_and_an_id_of_its_text(folder: Path) -> None:
    first = {"text": "Another report.", "title": "One", "date": "2024-11-22"}
    records = [first, {"text": ""}, {"text": "Another report."}, {"text": REPORT}]
    (folder / "b.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    rows = rows_of(folder)
    assert [(name, row["status"], row["reason"]) for name, row in rows.items()] == [
        ("a.txt", "ok", None),
        ("b.jsonl#1", "ok", None),
        ("b.jsonl#2", "rejected", "no text in its column 'text'"),
        ("b.jsonl#3", "duplicate", "the same bytes as b.jsonl#1"),
        ("b.jsonl#4", "duplicate", "the same bytes as a.txt"),
    ]
    first = rows["b.jsonl#1"]
    assert first["sha256"] == hashlib.sha256(b"Another report.").hexdigest()
    assert first["doc_id"] == first["sha256"][:12] and first["bytes"] == 15
    assert (first["title"], first["published"], first["publisher"]) == ("One", "2024-11-22", None)
    assert len({row["doc_id"] for row in rows.values()}) == 5


@pytest.mark.parametrize(
    ("name", "data"), [("b.csv", b"a,b\n1,2\n"), ("b.jsonl", b"\n \n"), ("b.csv", b"text\n")]
)
def test_an_export_without_reports_is_a_rejected_row(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    rows = rows_of(folder)
    assert [row["status"] for row in rows.values()] == ["ok", "rejected"] and rows[name]["reason"]


def test_the_columns_of_exports_can_be_named(folder: Path) -> None:
    (folder / "b.csv").write_text("text,story\nTeaser,Another report.\n", encoding="utf-8")
    rows, texts = read_folder(folder, columns="text=story")
    assert texts[rows[1]["doc_id"]] == "Another report."


@pytest.mark.parametrize(
    "columns", ["body", "text=", "txt=body", "text=a,text=b", "text=a=b", "text=body,"]
)
def test_columns_that_name_nothing_are_refused(folder: Path, columns: str) -> None:
    with pytest.raises(WorkbookError, match="columns must be pairs"):
        read_folder(folder, columns=columns)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("b.pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "damaged"),
        ("b.pdf", b"Plain text under a new name", "damaged"),
        ("b.docx", b"PK\x03\x04 and then nothing", "damaged"),
        ("b.html", b"%PDF-1.4\n", "not text"),
        ("b.jsonl", bytes(range(256)), "not text"),
        ("b.txt", GERMAN.encode(), "written in German, and only English is read"),
        (
            "b.txt",
            "Le ministère a exprimé jeudi sa vive inquiétude face à la menace des groupes"
            " terroristes.".encode(),
            "written in French",
        ),
        (
            "b.txt",
            "وقالت وزارة الخارجية في بيان يوم الاثنين إن الاتفاق لم يتم انتهاكه من جانبها على"
            " الإطلاق".encode(),
            "written in Arabic",
        ),
    ],
)
def test_what_cannot_be_read_says_why(folder: Path, name: str, data: bytes, reason: str) -> None:
    (folder / name).write_bytes(data)
    row = rows_of(folder)[name]
    assert row["status"] == "rejected" and row["reason"].startswith(reason)


def test_a_rejected_document_can_be_told_apart_from_an_unmeasured_one(folder: Path) -> None:
    (folder / "b.txt").write_text(GERMAN, encoding="utf-8")
    assert rows_of(folder)["b.txt"]["language"] == "de"


def test_no_folder_and_an_empty_folder_say_what_to_do(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing", tmp_path / "file.txt"):
        (tmp_path / "missing").parent.mkdir(exist_ok=True)
        with pytest.raises(WorkbookError, match=r"with SEEDS=FOLDER \(make\) or --seeds FOLDER"):
            read_folder(folder)


def test_only_the_whole_checksum_tells_that_two_files_are_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(INGEST, "_digest", lambda _: "0" * 12)
    (folder / "b.txt").write_text(
        (folder / "a.txt").read_text(encoding="utf-8") + " He left.", encoding="utf-8"
    )
    assert (rows_of(folder)["b.txt"]["status"], rows_of(folder)["b.txt"]["doc_id"]) == (
        "ok",
        "000000000000-2",
    )


def test_where_no_process_may_take_what_reading_might_pages_are_read_all_the_same(
    folder: Path,
) -> None:
    resource = pytest.importorskip("resource")
    (folder / "b.html").write_text(
        f"<html><body><article><p>{REPORT}</p></article></body></html>", encoding="utf-8"
    )
    code = "import sys\nfrom pathlib import Path\nfrom lib.ingest.documents import read_folder\n"
    code += (
        "print([row['status'] for row in read_folder(Path(sys.argv[1]))[0] if row['path'] =="
        " 'b.html'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY - 1, MEMORY - 1)),
    )
    assert (done.stdout, done.stderr) == ("['ok']\n", "")


def test_a_folder_with_nothing_to_read_gives_rows_and_no_text(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    rows, texts = read_folder(tmp_path)
    assert [row["status"] for row in rows] == ["rejected"] and texts == {}


def test_the_order_of_the_files_on_disk_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("b.txt", "a.txt", "sub/d.txt", "sub/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(REPORT + name[-5], encoding="utf-8")
    before = read_folder(tmp_path)
    walk = os.walk
    monkeypatch.setattr(
        os,
        "walk",
        lambda top: ((root, folders[::-1], files[::-1]) for root, folders, files in walk(top)),
    )
    assert read_folder(tmp_path) == before


PAGE = f"<html><title>Kabul rejects</title><body><article><p>{REPORT}</p><p>{REPORT}</p></article>"


def kept_rows(
    folder: Path, run: Path, columns: str = "", limits: Limits = Limits()
) -> list[tuple[dict, str]]:
    with keeping(run) as kept:
        return list(documents(folder, columns, limits, kept))


def test_a_file_is_read_once_and_again_where_its_name_or_a_limit_says_another_thing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, run = tmp_path / "reports", tmp_path / "run"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    (folder / "b.html").write_text(PAGE, encoding="utf-8")
    (folder / "c.csv").write_text(
        f'text\n"{REPORT}"\nA short record.\n"{REPORT}"\n', encoding="utf-8"
    )
    bounded, read = INGEST._bounded, []
    monkeypatch.setattr(
        INGEST,
        "_bounded",
        lambda ending, data, *more: read.append(ending) or bounded(ending, data, *more),
    )

    def now_read(columns: str = "", limits: Limits = Limits()) -> list[str]:
        found = kept_rows(folder, run, columns, limits)
        now = read.copy()
        assert found == list(documents(folder, columns, limits))
        read.clear()
        return now

    assert now_read() == [".txt", ".html", ".csv"]
    (folder / "a.txt").rename(folder / "other.txt")
    (folder / "sub").mkdir()
    (folder / "sub" / "copy.html").write_text(PAGE, encoding="utf-8")
    assert now_read() == []
    (folder / "b.html").rename(folder / "b.txt")
    (folder / "new.txt").write_text(f"{REPORT} And more.", encoding="utf-8")
    assert now_read() == [".txt", ".txt"]
    assert len(now_read(limits=Limits(max_chars=50))) == 5


def test_what_is_refused_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of time may be met on one day only."""
    folder, run = tmp_path / "reports", tmp_path / "run"
    folder.mkdir()
    (folder / "a.html").write_text(PAGE, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(INGEST, "within", raising)
        assert [row["reason"] for row, _ in kept_rows(folder, run)] == ["took too long"]
    assert [row["status"] for row, _ in kept_rows(folder, run)] == ["ok"]


def raising(*_: object) -> None:
    raise Rejected("took too long")


def test_what_reads_foreign_formats_is_loaded_where_it_works_only(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><p>{REPORT}</p></body></html>", encoding="utf-8")
    code = f"""
import sys
from pathlib import Path
from lib.ingest.documents import documents
((row, _),) = documents(Path({str(tmp_path)!r}))
print(row["status"], {{"trafilatura", "pdfplumber", "docx"}} & sys.modules.keys())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert done.stdout.split() == ["ok", "set()"]
