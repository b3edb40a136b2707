"""Where words stand on a page tells the order of reading, and what is no text."""

import pytest
from printed import BOLD, MILL, PORT, SCHOOL, Block, printed, stacked

from lib.ingest.metadata import metadata
from lib.ingest.readers.pdf import read_pdf

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Easter".split()
TEXTS = [
    f"{day} was the day when the board met. {text} No {day} was like it, said the {trade}."
    for day, trade in zip(
        DAYS, "baker smith clerk nurse judge mayor miner poet".split(), strict=True
    )
    for text in (PORT, MILL)
]


def pages(heads: list[Block], number: int = 6) -> list[list[Block]]:
    """Pages of two paragraphs, each with one of the heads in turn; % is the page's number."""
    return [
        [
            head._replace(text=head.text.replace("%", str(place + 1)))
            for head in heads[place % len(heads) : place % len(heads) + 1]
        ]
        + stacked(*TEXTS[2 * place : 2 * place + 2], top=150)
        for place in range(number)
    ]


@pytest.mark.parametrize("number", [4, 5, 8])
@pytest.mark.parametrize(
    "heads",
    [
        [Block("River District v. Kovalai", top=40), Block("% Opinion of the Court", top=40)],
        [Block("Annual report %", x=400, top=130), Block("% Harbour board", top=130)],
        [Block("% | The Estuary Review", top=790), Block("22 November 2024 | %", x=380, top=790)],
    ],
)
def test_heads_of_left_and_right_pages_are_no_text(heads: list[Block], number: int) -> None:
    assert read_pdf(printed(*pages(heads, number))).text.split("\n\n") == TEXTS[: 2 * number]


def test_heads_of_one_part_of_a_document_are_no_text() -> None:
    first = pages([Block("Part one: the river", top=40)], 4)
    second = [
        [Block("Part two: the port", top=40), *page[1:]]
        for page in pages([Block("", top=40)], 8)[4:]
    ]
    assert read_pdf(printed(*first, *second)).text.split("\n\n") == TEXTS


@pytest.mark.parametrize(
    "head",
    [
        "TARNOW GAZETTE Saturday 2 January 2021 Page 3",
        "3 Tarnow Gazette, 2 January 2021",
        "The Estuary Review | January 2, 2021",
    ],
)
def test_a_running_head_of_a_single_page_is_no_title_and_says_who_and_when(head: str) -> None:
    top = Block(head, top=24, size=8)
    title = Block("Ferry sinks off Norden", top=60, size=20)
    reading = read_pdf(printed([top, title, *stacked(PORT, MILL, top=130)]))
    assert reading.text.split("\n\n") == [f"## {title.text}", PORT, MILL]
    assert metadata(reading.text)["title"] == title.text
    assert reading.said["published"] == "2021-01-02" and reading.said["publisher"]


@pytest.mark.parametrize("head", ["The harbour of 2021", "The board met on 2 January 2021 at noon"])
def test_a_first_line_with_a_day_or_a_number_is_text(head: str) -> None:
    blocks = [Block(head, top=40), *stacked(PORT, MILL, top=130)]
    assert read_pdf(printed(blocks)).text.startswith(head)


# Margins


@pytest.mark.parametrize("x", [20, 480])
def test_a_note_in_the_margin_cuts_no_sentence(x: float) -> None:
    text = stacked(PORT, MILL, SCHOOL, x=110, width=340)
    note = Block("Shift work delays", x=x, top=text[1].top, width=70)
    read = read_pdf(printed([*text, note])).text.split("\n\n")
    assert read == [PORT, "Shift work delays", MILL, SCHOOL]


@pytest.mark.parametrize("step", [13.75, 27.5])
def test_the_numbers_of_lines_are_no_text(step: float) -> None:
    text = Block(f"{PORT} {MILL} {SCHOOL}", x=110, width=400, size=11)
    numbers = [Block(str(n + 1), x=80, top=72 + n * step, width=20) for n in range(7)]
    assert read_pdf(printed([text, *numbers])).text == text.text


def test_numbers_of_items_in_the_margin_stay() -> None:
    items = stacked(PORT, MILL, SCHOOL, x=110, width=340)
    marks = [Block(f"{n}.", x=80, top=item.top, width=20) for n, item in enumerate(items, 1)]
    read = read_pdf(printed([*items, *marks])).text
    assert read.split("\n\n") == [f"1. {PORT}", f"2. {MILL}", f"3. {SCHOOL}"]


# Tables, and pages that stand on their head


@pytest.mark.parametrize("rows", [2, 5, 30])
def test_a_page_with_a_table_only_is_read(rows: int) -> None:
    cells = [
        Block(text, x=80 + 120 * column, top=72 + 20 * row, width=100)
        for row in range(rows)
        for column, text in enumerate((f"District {row}", f"{row * 7}", f"{row * 11}%"))
    ]
    lines = read_pdf(printed(cells)).text.split("\n")
    assert lines == [f"District {row} | {row * 7} | {row * 11}%" for row in range(rows)]


@pytest.mark.parametrize("heading", ["What they ask for", "The plan of the"])
@pytest.mark.parametrize("size", [8, 11, 16])
def test_a_ruled_table_below_a_heading_is_read(heading: str, size: int) -> None:
    top = Block(heading, font=BOLD)
    rows = [["Party", "Seats"], ["National Union", "45"], ["Green Alliance", "12"]]
    cells = [
        Block(cell, x=80 + 200 * column, top=102 + 30 * row, size=size)
        for row, texts in enumerate(rows)
        for column, cell in enumerate(texts)
    ]
    ruled = [[76 + 200 * column for column in range(3)], [98 + 30 * row for row in range(4)]]
    text = read_pdf(printed([top, *cells, *stacked(PORT, MILL, top=300)], ruled=ruled)).text
    table = "Party | Seats\n---|---\nNational Union | 45\nGreen Alliance | 12"
    assert text.split("\n\n")[-3:] == [table, PORT, MILL] and heading in text


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_it_stands(turn: int) -> None:
    texts = stacked(PORT, MILL, SCHOOL, x=120, top=180, width=350)
    assert read_pdf(printed(texts, turn=turn)).text.split("\n\n") == [PORT, MILL, SCHOOL]
    both = [*stacked(PORT, MILL), *stacked(SCHOOL, top=300)]
    assert read_pdf(printed(both)).text.split("\n\n") == [PORT, MILL, SCHOOL]
