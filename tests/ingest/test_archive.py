"""Archives, and files in files: a row for each, whatever is in them; nothing is written."""

import shutil
import stat
import zipfile
from pathlib import Path

import pytest
from packed import BODY, attachment, hostile, mail_of, plain, zip_of
from places import CASES

from lib.by_hand import corrections
from lib.ingest.documents import read_folder
from lib.tables.errors import WorkbookError
from lib.work.limits import Limits

OFFICE = CASES / "office"
HOSTILE = list(hostile())


def read(folder: Path, name: str, data: bytes, **limits: int) -> list[tuple[str, str, str]]:
    (folder / name).write_bytes(data)
    rows, _ = read_folder(folder, limits=Limits(**limits))
    return [(row["path"], row["status"], row["reason"] or "") for row in rows]


@pytest.mark.parametrize(
    ("name", "data", "status", "reason"), HOSTILE, ids=[one[0] for one in HOSTILE]
)
def test_a_hostile_file_has_one_row(
    name: str, data: bytes, status: str, reason: str | None, tmp_path: Path
) -> None:
    ((path, found, why),) = read(tmp_path, name.partition("/")[0], data)
    assert path == name and (found == status or status == "any")
    assert why.startswith(reason or "") and (found == "ok") == (why == "")


def test_an_archive_that_zip_made(tmp_path: Path) -> None:
    """cd reports; zip -qry reports.zip .; zip -q -P secret reports.zip -j ferry.txt (Info-ZIP)"""
    shutil.copy(OFFICE / "reports.zip", tmp_path)
    rows, texts = read_folder(tmp_path)
    assert [(row["path"], row["status"], row["reason"]) for row in rows] == [
        ("reports.zip/Grünau.txt", "ok", None),
        ("reports.zip/inner/attached.eml", "ok", None),
        (
            "reports.zip/inner/attached.eml/annex.txt",
            "duplicate",
            "the same bytes as reports.zip/Grünau.txt",
        ),
        ("reports.zip/inner/attached.eml/logo.png", "rejected", rows[3]["reason"]),
        ("reports.zip/inner/uni_one.txt#1", "ok", None),
        ("reports.zip/link.txt", "rejected", "a link: not followed"),
        ("reports.zip/ferry.txt", "rejected", "encrypted: it opens with a password only"),
    ]
    with zipfile.ZipFile(OFFICE / "reports.zip") as archive:
        whole = archive.read("inner/uni_one.txt").decode()
    text = texts[rows[4]["doc_id"]]
    assert whole[rows[4]["start"] :].startswith(text)


def test_the_files_of_an_archive_are_those_of_its_folder(tmp_path: Path) -> None:
    for folder, name in (("a", "b"), ("a/c", "d")):
        (tmp_path / "one" / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "one" / folder / f"{name}.txt").write_text(f"{BODY} {name}", encoding="utf-8")
    shutil.make_archive(str(tmp_path / "two" / "all"), "zip", tmp_path / "one")
    apart, inside = (read_folder(tmp_path / name) for name in ("one", "two"))
    assert apart[1] == inside[1]
    for row, packed in zip(apart[0], inside[0], strict=True):
        assert packed == row | {"path": f"all.zip/{row['path']}"}


LINK = zipfile.ZipInfo("link.txt")
LINK.external_attr = (stat.S_IFLNK | 0o777) << 16


def test_what_leads_out_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    names = ("../a.txt", "/etc/b.txt", "c/../../d.txt", "C:\\e.txt", "..\\f.txt", "C:/g.txt", "..")
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zip_of(
            *((name, BODY) for name in names),
            (LINK, "/etc/passwd"),
            ("same.txt", f"{BODY} One."),
            ("same.txt", f"{BODY} Two."),
            (".git/config.txt", BODY),
            ("__MACOSX/._a.txt", BODY),
            ("README.txt", BODY),
            ("all.csv", f'text\n"{BODY} Three."\n"{BODY} Four."\n'),
            ("picture.jpg", b"\xff\xd8\xff"),
        )
    (tmp_path / "in").mkdir()
    rows = read(tmp_path / "in", "a.zip", data)
    outside = "its path leads out of the archive"
    assert rows[:7] == [(f"a.zip/{name}", "rejected", outside) for name in names]
    assert [(path, status, reason.split(":")[0]) for path, status, reason in rows[7:]] == [
        ("a.zip/link.txt", "rejected", "a link"),
        ("a.zip/same.txt", "ok", ""),
        ("a.zip/same.txt", "rejected", "another file of the archive has its name"),
        ("a.zip/.git/config.txt", "rejected", "hidden"),
        ("a.zip/__MACOSX/._a.txt", "rejected", "hidden"),
        ("a.zip/README.txt", "rejected", "describes the folder, is no report"),
        ("a.zip/all.csv#1", "ok", ""),
        ("a.zip/all.csv#2", "ok", ""),
        ("a.zip/picture.jpg", "rejected", rows[-1][2].split(":")[0]),
    ]
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "a.zip"]


def test_an_unusual_method_a_large_file_and_damage_cost_one_file(tmp_path: Path) -> None:
    data = zip_of(("a.txt", BODY), ("large.txt", BODY * 50), ("b.txt", f"{BODY} B."))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("lzma.txt", BODY)
    rows = read(tmp_path, "b.zip", data.replace(b"b.txt", b"c.txt", 1), max_bytes=2000)
    assert [(path, reason) for path, _, reason in rows] == [
        ("a.zip/lzma.txt", "packed in an unusual way: pack it anew"),
        ("b.zip/a.txt", ""),
        ("b.zip/large.txt", "too large: 4,250 bytes, the limit is 2,000"),
        ("b.zip/b.txt", "damaged: it cannot be unpacked"),
    ]


def test_what_an_archive_holds_may_unpack_to_as_much_as_its_packed_size_allows(
    tmp_path: Path,
) -> None:
    inner = zip_of(("content.xml", b" " * 90_000_000))
    assert len(zip_of(("a.odt", inner))) < len(inner) / 20
    ((_, _, alone),) = read(tmp_path, "a.odt", inner, max_expansion=2000)
    (tmp_path / "a.odt").unlink()
    ((_, _, packed),) = read(tmp_path, "a.zip", zip_of(("a.odt", inner)), max_expansion=2000)
    assert alone.startswith("damaged") and packed.startswith("too large: it unpacks to more than")


def test_files_in_files_end(tmp_path: Path) -> None:
    data = plain(BODY)
    for number in range(9):
        data = mail_of(plain(f"{BODY} {number}"), attachment(b"a.eml", data))
    rows = read(tmp_path, "a.eml", data)
    assert [status for _, status, _ in rows] == ["ok"] * 5 + ["rejected"]
    assert rows[-1][2] == "it is within 5 files, one in the other: take it out"


def test_thousands_of_names_have_a_row_each(tmp_path: Path) -> None:
    data = zip_of(*((f"{number}.xyz", b"") for number in range(5000)))
    assert len(read(tmp_path, "a.zip", data)) == 5000


def test_one_file_is_read_like_a_folder_of_it(tmp_path: Path) -> None:
    shutil.copy(OFFICE / "reports.zip", tmp_path)
    shutil.copy(OFFICE / "page.eml", tmp_path)
    every, one = (read_folder(place)[0] for place in (tmp_path, tmp_path / "reports.zip"))
    assert one and one == every[1:]
    with pytest.raises(WorkbookError, match="there is no folder"):
        read_folder(tmp_path / "none.zip")


def test_a_file_without_a_name_of_utf8(tmp_path: Path) -> None:
    """Programs write a name's bytes as they are, and do not say that they are UTF-8."""
    data = zip_of(("Gr_nau.txt", BODY)).replace(b"Gr_nau", "Grü".encode() + b"na")
    assert read(tmp_path, "a.zip", data)[0][0] == "a.zip/Grüna.txt"


@pytest.mark.parametrize("above", ["", "reports/", "Grünau/reports/"])
def test_the_users_own_files_in_an_archive_are_those_of_a_folder(
    above: str, tmp_path: Path
) -> None:
    """Also where the archive holds the folder itself, and what a Mac adds to it."""
    own = {
        "metadata.csv": "path,publisher\na.txt,Tellin Post\nb/c.txt,Ileth Wire\nnone.txt,X\n",
        "corrections.csv": "claim,field,value,by\nd:0-9,polarity,negated,Ann\n",
        "to_judge.csv": f"claim_id,text\nd:0-9,{BODY}\n",
        "a.txt": f"{BODY} A.",
        "b/c.txt": f"{BODY} C.",
    }
    packed = [(f"{above}{name}", data) for name, data in own.items()]
    data = zip_of(*packed, ("__MACOSX/._a.txt", BODY))
    for folder in ("apart", "packed"):
        (tmp_path / folder / "b").mkdir(parents=True)
    for name, text in own.items():
        (tmp_path / "apart" / name).write_text(text, encoding="utf-8")
    (tmp_path / "packed" / "all.zip").write_bytes(data)
    (tmp_path / "packed" / "d.txt").write_text(f"{BODY} D.", encoding="utf-8")
    apart, inside = (
        {row["path"].removeprefix(f"all.zip/{above}"): row for row in read_folder(folder)[0]}
        for folder in (tmp_path / "apart", tmp_path / "packed")
    )
    for name, row in apart.items():
        assert inside[name] == row | {"path": f"all.zip/{above}{name}"}
    assert apart["b/c.txt"]["publisher"] == "Ileth Wire"
    assert apart["metadata.csv"]["reason"].endswith("there is no none.txt")
    assert apart["to_judge.csv"]["reason"] == "holds the answers to a run's questions, is no report"
    lines = corrections.read(tmp_path / "apart")
    assert lines == corrections.read(tmp_path / "packed")
    assert lines == corrections.read(tmp_path / "packed" / "all.zip")
    assert [line["by"] for line in lines] == ["Ann"]


def test_metadata_beside_an_archive_outranks_that_in_it_and_a_mails_is_none(tmp_path: Path) -> None:
    hung = attachment(b"metadata.csv", b"path,publisher\na.txt,Mail\n")
    data = zip_of(
        ("metadata.csv", "path,publisher\na.txt,In\nb.txt,In\n"),
        ("a.txt", f"{BODY} A."),
        ("b.txt", f"{BODY} B."),
        ("c.eml", mail_of(plain(f"{BODY} C."), hung)),
    )
    (tmp_path / "metadata.csv").write_text("path,publisher\nz.zip/a.txt,Out\n", encoding="utf-8")
    rows = {path: reason for path, _, reason in read(tmp_path, "z.zip", data)}
    found = {row["path"]: row["publisher"] for row in read_folder(tmp_path)[0]}
    assert (found["z.zip/a.txt"], found["z.zip/b.txt"]) == ("Out", "In")
    assert rows["metadata.csv"] == rows["z.zip/metadata.csv"]
    assert rows["z.zip/c.eml/metadata.csv"].startswith("no column of texts")


def test_a_bomb_among_the_users_own_files_is_not_unpacked(tmp_path: Path) -> None:
    data = zip_of(("a.txt", BODY), ("corrections.csv", b" " * 100_000_000))
    (tmp_path / "a.zip").write_bytes(data)
    assert corrections.read(tmp_path) == []


def test_an_archive_in_an_archive_costs_no_other_file(tmp_path: Path) -> None:
    inner = zip_of(("c.txt", f"{BODY} C."))
    data = zip_of(("a.txt", f"{BODY} A."), ("inner.zip", inner), ("b.txt", f"{BODY} B."))
    assert read(tmp_path, "all.zip", data) == [
        ("all.zip/a.txt", "ok", ""),
        ("all.zip/inner.zip", "rejected", "a .zip within a .zip: take out what it holds"),
        ("all.zip/b.txt", "ok", ""),
    ]
