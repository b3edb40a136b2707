"""Blocks: headings, paragraphs, items and rows of tables, in the order of the text."""

import pytest
from damage import ANY, SOAK
from hypothesis import given, settings

from lib.cleaning.blocks import blocks
from lib.cleaning.repairs import clean
from lib.text.spans import block_text, replay


def in_order(raw: str) -> None:
    """Blocks lie in the order of the text, and a character that no repair touched is the one at its
    place."""
    repairs = clean(raw)
    cleaned, done = replay(raw, repairs), 0
    for i, row in enumerate(blocks("d", raw, repairs)):
        part = block_text(cleaned, row)
        assert row["order"] == i and part.text == row["text"] == row["text"].strip()
        assert done <= row["start"] < row["end"] <= len(raw)
        done = row["end"]
        for character, start, end in zip(part.text, part.starts, part.ends, strict=True):
            touched = start == end or any(
                repair.start < end and start < repair.end for repair in repairs
            )
            assert touched or raw[start:end] == character


REPORT = """Talks go on
KABUL: The Foreign Ministry on Monday rejected a claim that it had broken the agreement of \
Doha, and named three tasks.It asks for:
- Trade: Open the border.
2) Aid
The following table shows who pays for it.
| Task | Payer |
|---|---|
|Trade|Kabul|
| Aid | Doha |
What comes next
“Nothing is agreed,” a spokesman said | on Monday
Published in Dawn, November 22th, 2024
"""


def test_blocks_of_a_report() -> None:
    rows = blocks("d", REPORT, clean(REPORT))
    talks = "Talks go on"
    opening = (
        "The Foreign Ministry on Monday rejected a claim that it had broken the agreement of Doha,"
        " and named three tasks. It asks for:"
    )
    table, payer = "The following table shows who pays for it.", "Task | Payer"
    assert [
        (row["kind"], row["text"], row["section"], row["lead_in"], row["header"]) for row in rows
    ] == [
        ("heading", talks, None, None, None),
        ("paragraph", opening, talks, None, None),
        ("list_item", "Trade: Open the border.", talks, "It asks for:", None),
        ("list_item", "Aid", talks, "It asks for:", None),
        ("paragraph", table, talks, None, None),
        ("table_row", "Trade | Kabul", talks, table, payer),
        ("table_row", "Aid | Doha", talks, table, payer),
        ("heading", "What comes next", talks, None, None),
        (
            "paragraph",
            "“Nothing is agreed,” a spokesman said | on Monday",
            "What comes next",
            None,
            None,
        ),
    ]
    assert [row["order"] for row in rows] == list(range(9))
    assert all(row["block_id"] == f"d:{row['start']}-{row['end']}" for row in rows)
    assert REPORT[rows[5]["start"] : rows[5]["end"]] == "Trade|Kabul"


def test_a_heading_never_joins_the_paragraph_below_it() -> None:
    raw = "Talks go on\nThe army left the town.\n\nWho was there\n\nNobody was there."
    assert [row["kind"] for row in blocks("d", raw, clean(raw))] == [
        "heading",
        "paragraph",
        "heading",
        "paragraph",
    ]


def test_headings_of_markdown() -> None:
    raw = "# Talks go on.\n\nThe army left the town.\n\n## Who was there?\n\n#Kabul was full."
    rows = blocks("d", raw, clean(raw))
    assert [(row["kind"], row["text"]) for row in rows] == [
        ("heading", "Talks go on."),
        ("paragraph", "The army left the town."),
        ("heading", "Who was there?"),
        ("paragraph", "#Kabul was full."),
    ]


def test_bylines_and_dates_are_no_blocks() -> None:
    raw = (
        "Talks go on\nBy Ann Lee, City Wire\nMay 9, 2023\n\nThe army left the town.\n\n(With"
        " reports from Reuters)"
    )
    assert [row["text"] for row in blocks("d", raw, clean(raw))] == [
        "Talks go on",
        "The army left the town.",
    ]


@pytest.mark.parametrize(
    "opening", ["TARNOW, Jan 2 (Coast Agency) - ", "Tarnow/dpa – ", "TARNOW: "]
)
def test_a_dateline_is_no_part_of_a_short_lead(opening: str) -> None:
    raw = f"Ferry sinks, 14 dead\n\n{opening}The ferry sank on Thursday.\n\nDivers came."
    rows = blocks("d", raw, clean(raw))
    assert [row["text"] for row in rows][1:] == ["The ferry sank on Thursday.", "Divers came."]


POSTS = """The ferry sank off Norden, and sixty people are sought in the water.

{one}
The governor came to the port.

What the owners say

They had the hull looked at today.

{two}
Divers came."""


@pytest.mark.parametrize(
    ("one", "two", "posted"),
    [
        ("## 2024-11-22 20.15", "## 2024-11-21 3h ago", ("2024-11-22", "2024-11-21")),
        ("## 22 Nov 20.15 Governor speaks", "## 21 Nov 09.00 Divers", ("22 Nov", "21 Nov")),
        (
            "8.15pm, 22 November",
            "9am GMT on Thursday 21 November",
            ("22 November", "Thursday 21 November"),
        ),
        (
            "Nov. 22, 2024 at 8:15 p.m. ET: Governor",
            "Nov. 21, 2024 at 9:00 a.m. ET: Divers",
            ("Nov. 22, 2024", "Nov. 21, 2024"),
        ),
        ("20:15 | 22/11/2024", "09:00 | 21/11/2024", ("22/11/2024", "21/11/2024")),
        ("22 Nov, 8.15pm – The board met.", "21 Nov, 9am – The crew rose.", ("22 Nov", "21 Nov")),
        ("22 Nov 20.15 Governor speaks", "20.15 Divers", (None, None)),  # one stamp is the page's
        ("What happened on 22 November", "What happened on 21 November", (None, None)),
        ("22 November: a long day", "21 November: a short day", (None, None)),
        ("20.15 Governor speaks", "09.00 Divers", (None, None)),
    ],
)
def test_the_posts_of_a_live_blog_keep_their_day(
    one: str, two: str, posted: tuple[str | None, ...]
) -> None:
    raw = POSTS.format(one=one, two=two)
    found = {row["text"]: row["posted"] for row in blocks("d", raw, clean(raw))}
    told = ("The ferry", "The governor", "They had", "Divers came.")
    days = [day for start in told for text, day in found.items() if text.startswith(start)]
    assert days == [None, posted[0], posted[0], posted[1]]


def test_a_text_without_a_report_has_no_blocks() -> None:
    for raw in ("", " \n", "Advertisement\n"):
        assert blocks("d", raw, clean(raw)) == []


def test_the_properties_hold_for_any_text() -> None:
    settings(SOAK, max_examples=200)(given(ANY)(in_order))()


@pytest.mark.soak
def test_the_properties_hold_for_many_texts() -> None:
    settings(SOAK, max_examples=10_000)(given(ANY)(in_order))()
