"""What texts say of themselves: cases/ingest_metadata.jsonl, and metadata.csv beside them."""

from pathlib import Path

import pytest
from places import case_rows
from reports import GERMAN, rows_of

from lib.ingest.language import language
from lib.ingest.metadata import metadata


def metadata_cases() -> list:
    return [pytest.param(case, id=case["label"]) for case in case_rows("ingest_metadata.jsonl")]


def test_metadata_beside_the_documents_overrides_theirs(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "b.txt").write_text(GERMAN, encoding="utf-8")
    lines = (
        "Path,Title,Publisher,Published,Language",
        "a.txt,,Rivers24,22 November 2024,",
        "sub/b.txt,From Berlin,,,en",
        "c.txt,Gone,,,",
    )
    (folder / "metadata.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    rows = rows_of(folder)
    own = [rows["a.txt"][name] for name in ("title", "publisher", "published", "language")]
    assert own == ["Kabul rejects the claim", "Rivers24", "2024-11-22", "en"]
    assert (rows["sub/b.txt"]["status"], rows["sub/b.txt"]["title"]) == ("ok", "From Berlin")
    assert rows["metadata.csv"]["status"] == "rejected"
    assert (
        rows["metadata.csv"]["reason"]
        == "overrides the metadata of the others, is no report; there is no c.txt"
    )


@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_metadata_are_read_as_a_spreadsheet_program_saves_them(
    folder: Path, mark: str, encoding: str
) -> None:
    data = "\r\n".join(
        mark.join(cells) for cells in (("path", "title"), ("a.txt", '"Café; open, at last"'))
    )
    (folder / "metadata.csv").write_bytes(data.encode(encoding))
    assert rows_of(folder)["a.txt"]["title"] == "Café; open, at last"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            "path,colour\na.txt,red\n",
            (
                "not used: unknown column 'colour'; it may have path, title, publisher, published,"
                " url, language"
            ),
        ),
        ("title\nKabul\n", "not used: it has no column path, which names the files"),
        (
            "path,date\na.txt,03/04/2024\n",
            "not used: '03/04/2024', of a.txt, is no day such as 2024-11-22",
        ),
        (
            "path,url\na.txt,javascript:alert(1)\n",
            "not used: 'javascript:alert(1)', of a.txt, is no address such as https://",
        ),
        (
            "path,language\na.txt,English\n",
            "not used: 'English', of a.txt, is no code of a language such as en",
        ),
        ("", "not used: it has no column path"),
    ],
)
def test_metadata_that_cannot_be_used_says_why_and_stops_nothing(
    folder: Path, data: str, reason: str
) -> None:
    before = rows_of(folder)["a.txt"]
    (folder / "metadata.csv").write_text(data, encoding="utf-8")
    rows = rows_of(folder)
    assert rows["a.txt"] == before and rows["metadata.csv"]["reason"].startswith(reason)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            (
                "The Foreign Office on Thursday expressed grave concern over the growing threat"
                " posed by terrorist groups."
            ),
            "en",
        ),
        (
            (
                "Le ministère des Affaires étrangères a exprimé jeudi sa vive inquiétude face à la"
                " menace des groupes terroristes."
            ),
            "fr",
        ),
        ("Kabul", None),
        ("12 345", None),
    ],
)
def test_the_language_is_measured_where_the_text_is_long_enough(
    text: str, code: str | None
) -> None:
    assert language(text) == code


@pytest.mark.parametrize("case", metadata_cases())
def test_what_a_text_says_of_itself(case: dict) -> None:
    found = metadata(case["text"])
    assert {name: found[name] for name in case["expect"]} == case["expect"]
