"""Exports: one report a record, in the encodings, delimiters and names of columns that newsrooms
have."""

import json

import pytest

from lib.ingest.readers.exports import dated, read_csv, read_json
from lib.ingest.readers.reading import Reading
from lib.text.decoding import Rejected

TEXT = 'The board said: "No, not now"; the café\'s owner, too.\nIt was Monday.'
QUOTED = '"' + TEXT.replace('"', '""') + '"'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_of_any_program(encoding: str, mark: str, end: str) -> None:
    rows = [
        ["ID", "Headline", "Body", "Pub Date", "Source"],
        ["1", "Board says no", QUOTED, "22 Nov 2024", "Rivers24"],
        ["2", "", QUOTED, "", ""],
    ]
    data = end.join(mark.join(row) for row in rows).encode(encoding)
    first, second = read_csv(data, {})
    assert first.text == TEXT and (first.encoding, first.media_type) == (encoding, "text/csv")
    assert first.said == {
        "title": "Board says no",
        "publisher": "Rivers24",
        "url": None,
        "published": "2024-11-22",
    }
    assert second.said == {"title": None, "publisher": None, "url": None, "published": None}


def test_json_lines_with_records_that_are_none() -> None:
    lines = [
        json.dumps(
            {
                "text": TEXT,
                "url": "https://rivers24.example/a",
                "source": {"id": None, "name": "Rivers24"},
            }
        ),
        "",
        "{broken",
        "[1]",
        json.dumps({"text": " "}),
        json.dumps({"title": "No text"}),
        json.dumps({"text": None}),
        "[" * 100_000,
        '{"text": "half \\ud83d pair"}',
    ]
    found = list(read_json("\n".join(lines).encode(), {}))
    assert found[0] == Reading(
        TEXT,
        "application/json",
        "utf-8",
        {
            "title": None,
            "publisher": "Rivers24",
            "url": "https://rivers24.example/a",
            "published": None,
        },
    )
    assert [str(one) for one in found[1:7]] == [
        "line 3: damaged, it is no JSON",
        "line 4: no JSON object with names and values",
        "no text in its column 'text'",
        'no column of texts: it has title; name it by columns="text=NAME"',
        "no text in its column 'text'",
        "line 8: damaged, it is no JSON",
    ]
    assert found[7].text == "half \ud83d pair"


def test_the_parameter_names_columns_with_unusual_names() -> None:
    data = b"text,story_html,when\nTeaser,The whole story,2024-11-22T08:00:00Z\n"
    (reading,) = read_csv(data, {"text": "story_html", "date": "when"})
    assert (reading.text, reading.said["published"]) == ("The whole story", "2024-11-22")


@pytest.mark.parametrize(
    ("header", "columns", "reason"),
    [
        (b"a,b\n1,2\n", {}, "no column of texts: it has a, b; name it by columns="),
        (b"text,b\n1,2\n", {"text": "body"}, "no column 'body': it has text, b"),
        (b"text,b\n1,2\n", {"date": "when"}, "no column 'when': it has text, b"),
    ],
)
def test_a_table_without_the_column_is_rejected_with_the_names_it_has(
    header: bytes, columns: dict, reason: str
) -> None:
    with pytest.raises(Rejected) as refusal:
        list(read_csv(header, columns))
    assert reason in str(refusal.value)


def test_a_text_longer_than_csv_takes_by_itself() -> None:
    (reading,) = read_csv(b"text\n" + b"word " * 100_000, {})
    assert len(reading.text) == 500_000


def test_a_row_with_a_cell_too_many_or_too_few_is_refused_with_its_line() -> None:
    rows = b"text,title\nOne,a,b,c\nTwo,d\nThree,e,,\nFour\nFive,f\n"
    found = list(read_csv(rows, {}))
    assert [one.text if isinstance(one, Reading) else str(one).split(":")[0] for one in found] == [
        "line 2",
        "Two",
        "lines 4 to 5",
        "Five",
    ]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2024-11-22", "2024-11-22"),
        ("2024-11-22T23:59:00-05:00", "2024-11-22"),
        ("Fri, 22 Nov 2024 10:00:00 GMT", "2024-11-22"),
        ("November 22, 2024", "2024-11-22"),
        ("Dienstag, 5. März 2024 18:02", "2024-03-05"),
        ("martes, 5 de marzo de 2024", "2024-03-05"),
        ("1er août 2018", "2018-08-01"),
        ("5 maart 2024", "2024-03-05"),
        ("03/04/2024", None),
        ("yesterday", None),
        ("2024", None),
        ("", None),
        ("2024-13-40", None),
    ],
)
def test_days(words: str, day: str | None) -> None:
    assert dated(words) == day
