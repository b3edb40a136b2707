"""Files of press databases: each article is a document with its fields and its place in the
file."""

import shutil
from pathlib import Path

import docx
import pytest
from places import CASES, case_rows

from lib.ingest.documents import read_folder
from lib.ingest.readers.articles import articles
from lib.ingest.readers.reading import Reading, read_text
from lib.text.decoding import Rejected

EXPORTS = CASES / "exports"
ROWS = {case["file"]: case["rows"] for case in case_rows("ingest_exports.jsonl")}
DATABASES = [name for name in ROWS if name.lower().endswith(".txt")]
OF_ARTICLES = [name for name in DATABASES if "#" in ROWS[name][0]["path"]]
FIELDS = ("title", "publisher", "published")


def test_every_file_has_its_rows() -> None:
    assert {path.name for path in EXPORTS.iterdir()} == ROWS.keys()


@pytest.mark.parametrize("name", ROWS)
def test_files_of_databases_and_archives(name: str, tmp_path: Path) -> None:
    shutil.copy(EXPORTS / name, tmp_path)
    rows, texts = read_folder(tmp_path)
    assert [row["path"] for row in rows] == [expected["path"] for expected in ROWS[name]]
    for row, expected in zip(rows, ROWS[name], strict=True):
        text = texts.get(row["doc_id"], "")
        found = row | {"begins": text, "ends": text, "reason": row["reason"] or ""}
        for field, value in expected.items():
            if field == "begins":
                assert text.startswith(value)
            elif field == "ends":
                assert text.endswith(value)
            else:
                assert found[field] == value, field


def read(text: str) -> list[Reading | Rejected]:
    return articles(read_text(text.encode()))


@pytest.mark.parametrize("name", OF_ARTICLES)
def test_the_text_of_an_article_stands_in_the_file_where_it_says(name: str) -> None:
    whole = read_text((EXPORTS / name).read_bytes())
    found = articles(whole)
    assert found
    for one in found:
        assert whole.text[one.start : one.start + len(one.text)] == one.text


CHANGES = {
    "the line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "the line ends of an old Mac": lambda text: text.replace("\n", "\r"),
    "an indent": lambda text: "   \t" + text.replace("\n", "\n   \t"),
    "more blank lines": lambda text: "\n\n\n" + text.replace("\n\n", "\n\n \n\n"),
    "a new page": lambda text: text.replace("\n\n", "\n\f\n"),
    "hard spaces": lambda text: text.replace("    ", "\xa0\xa0\xa0 "),
    "no blank line at the end": lambda text: text.strip(),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", OF_ARTICLES)
def test_the_layout_of_lines_changes_nothing(name: str, change: str) -> None:
    before = read_text((EXPORTS / name).read_bytes()).text
    first, then = read(before), read(CHANGES[change](before))
    assert [said(one) for one in then] == [said(one) for one in first]
    assert [one.text.split() for one in then] == [one.text.split() for one in first]


def said(article: Reading) -> list[str | None]:
    return [article.said[field] and " ".join(article.said[field].split()) for field in FIELDS]


@pytest.mark.parametrize("name", ["uni_order.txt", "uni_one.txt", "Factiva-20180320-1651.txt"])
def test_a_word_document_of_a_database(name: str, tmp_path: Path) -> None:
    """Its paragraphs have a blank line between them, its headlines are headings."""
    document = docx.Document()
    first = read_text((EXPORTS / name).read_bytes()).text
    for line in filter(None, first.split("\n")):
        heading = line in {row["title"] for row in ROWS[name]}
        document.add_heading(line, 1) if heading else document.add_paragraph(line)
    document.save(tmp_path / "a.docx")
    rows, texts = read_folder(tmp_path)
    assert [[row[field] for field in FIELDS] for row in rows] == [
        [row[field] for field in FIELDS] for row in ROWS[name]
    ]
    assert [texts[row["doc_id"]].split() for row in rows] == [
        one.text.split() for one in read(first)
    ]
    assert all(row["start"] > 0 for row in rows)


def test_what_is_no_article_is_refused_with_its_words() -> None:
    text = (EXPORTS / "uni_one.txt").read_text(encoding="utf-8")
    first, last = read(f"{text}\n\nTo our readers: the archive closes in May.\n")
    assert first.said["title"] == "Harbour of Tellin gets a crane"
    assert str(last).startswith("no article in the layout of nexis: 'To our readers: the archive")


def test_an_article_without_its_length_is_refused_and_its_neighbours_are_read() -> None:
    text = (EXPORTS / "veldmoor.TXT").read_text(encoding="utf-8")
    found = read(text.replace("LENGTH: 70 words", ""))
    assert [isinstance(one, Reading) for one in found] == [True, False, True]
    assert "2 of 3 DOCUMENTS" in str(found[1])


def test_a_head_without_a_text_is_refused() -> None:
    text = (EXPORTS / "nexis_no_total.txt").read_text(encoding="utf-8")
    first, second = read(
        text.replace("Librarian Jo Finch said", "").replace(
            "that 4,000 books had been saved at Brackwell.", ""
        )
    )
    assert isinstance(first, Reading) and str(second).startswith("no text in the article")


def test_the_title_is_not_that_of_the_whole_file() -> None:
    text = (EXPORTS / "uni_one.txt").read_text(encoding="utf-8")
    (article,) = articles(Reading(text, "text/plain", property_title="The harbour"))
    assert article.property_title is None


@pytest.mark.parametrize(
    "text", ["", "\n", "1 of 3 DOCUMENTS", "End of Document", "Document 1\n\nA report."]
)
def test_a_lone_sign_changes_nothing(text: str) -> None:
    assert [one.text for one in read(text)] == [text]


def test_the_same_article_of_two_files_is_one(tmp_path: Path) -> None:
    shutil.copy(EXPORTS / "uni_one.txt", tmp_path / "a.txt")
    text = (EXPORTS / "uni_one.txt").read_text(encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"Page 1 of 1\n\n{text}", encoding="utf-8")
    rows, _ = read_folder(tmp_path)
    assert [(row["path"], row["status"]) for row in rows] == [
        ("a.txt#1", "ok"),
        ("b.txt#1", "duplicate"),
    ]


def test_metadata_csv_names_an_article(tmp_path: Path) -> None:
    shutil.copy(EXPORTS / "uni_one.txt", tmp_path / "a.txt")
    (tmp_path / "metadata.csv").write_text(
        "path,publisher\na.txt#1,Tellin Post\n", encoding="utf-8"
    )
    rows, _ = read_folder(tmp_path)
    assert rows[0]["publisher"] == "Tellin Post" and "there is no" not in rows[1]["reason"]


COUNTED = """Dokument 1 von 2

Lüdener Morgenblatt

6. März 2018 Dienstag

Mayor Groß resigns

AUTOR: Jörg Öztürk
LÄNGE: 40 Wörter
RUBRIK: Politik

The mayor's last words stood below a table.

Party | Seats
Greens       45

End of Document

He had written "Dokument 1 von 2" there.

UPDATE: 6. März 2018

Dokument 2 von 2

Tarnow Post

7. Mai 2018 Montag

Groß stays

LÄNGE: 10 Wörter

He stays, his office said.

End of Document
"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_counted_articles_in_german_with_a_table_and_a_quoted_end(encoding: str) -> None:
    first, second = articles(read_text(COUNTED.encode(encoding)))
    assert said(first) == ["Mayor Groß resigns", "Lüdener Morgenblatt", "2018-03-06"]
    assert said(second) == ["Groß stays", "Tarnow Post", "2018-05-07"]
    assert first.text.startswith("The mayor's") and first.text.endswith('von 2" there.')
    assert second.text == "He stays, his office said."
