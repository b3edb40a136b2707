"""Lines of a PDF become paragraphs and headings: no sentence is cut, none becomes a heading."""

import pytest
from printed import BOLD, MILL, PORT, SCHOOL, Block, end, printed, stacked

from lib.ingest.readers.pdf import read_pdf


def read(*pages: list[Block]) -> list[str]:
    return read_pdf(printed(*pages)).text.split("\n\n")


# Blocks that do not fill the page


@pytest.mark.parametrize("size", [9, 11, 14])
@pytest.mark.parametrize("x", [100, 150, 210])
@pytest.mark.parametrize("align", ["left", "right", "centre"])
def test_a_narrow_block_is_one_paragraph_however_it_is_set(
    align: str, x: float, size: float
) -> None:
    above = Block(PORT, width=450)
    quoted = Block(MILL, x=x, top=end(above) + 12, width=240, size=11, align=align)
    below = Block(SCHOOL, top=end(quoted) + 12, width=450)
    scaled = [block._replace(size=size) for block in (above, quoted, below)]
    top = 72.0
    for number, block in enumerate(scaled):
        scaled[number] = block._replace(top=top)
        top = end(scaled[number]) + 12
    assert read(scaled) == [PORT, MILL, SCHOOL]


@pytest.mark.parametrize("indent", [12, 18, 30])
def test_a_first_line_that_stands_in_begins_a_paragraph(indent: float) -> None:
    blocks = stacked(PORT, MILL, SCHOOL, space=0, width=380, indent=indent)
    blocks = [block._replace(width=380 - indent) for block in blocks]
    top = 72.0
    for number, block in enumerate(blocks):
        blocks[number] = block._replace(top=top)
        top = end(blocks[number])
    assert read(blocks) == [PORT, MILL, SCHOOL]


def test_two_columns_of_unlike_height_are_read_one_after_the_other() -> None:
    left = stacked(PORT, MILL, SCHOOL, PORT, x=60, width=220)
    right = stacked(MILL, SCHOOL, x=310, width=220)
    assert read(left + right) == [PORT, MILL, SCHOOL, PORT, MILL, SCHOOL]
    under_a_picture = stacked(PORT, SCHOOL, x=60, top=300, width=220)
    assert read(under_a_picture + stacked(MILL, MILL, x=310, width=220)) == [
        PORT,
        SCHOOL,
        MILL,
        MILL,
    ]
    assert read(stacked(PORT, MILL, x=60, width=220) + stacked(SCHOOL[:73], x=310, width=220)) == [
        PORT,
        MILL,
        SCHOOL[:73],
    ]


# Lines that go on


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The council will not build the bridge", "before the court has heard the villagers."),
        ("He said so to the", "Ministry of Ports and to nobody else."),
        ("The report names the owner of the mill and", "Petra Holm, who leads the union."),
        ("They asked for money,", "and got none."),
    ],
)
def test_a_sentence_goes_on_in_the_next_line_however_short_the_first(
    first: str, second: str
) -> None:
    blocks = [Block(PORT), Block(first, top=200), Block(second, top=214), Block(MILL, top=260)]
    assert read(blocks) == [PORT, f"{first} {second}", MILL]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("To the mayor of Ileth", "Harbour Street 3"),
        ("Ann Lee", "Governor"),
        ("It was so.", "None of them knew."),
    ],
)
def test_a_line_that_was_ended_on_purpose_stays_by_itself(first: str, second: str) -> None:
    blocks = [Block(first), Block(second, top=86), Block(PORT, top=130)]
    assert read(blocks)[:2] == [first, second]


def test_a_number_within_a_sentence_begins_no_item() -> None:
    words = "The owner must show that the plan (1) is paid for, (2) is safe and (3) serves all."
    for width in (150, 170, 200, 230):
        assert read([Block(words, width=width)]) == [words]


def test_numbers_begin_items_where_the_line_above_has_ended() -> None:
    items = ["1. A bridge of two lanes.", "2. A new road.", "3. A hotline."]
    assert read(stacked("The plan asks for:", *items, space=0)) == ["The plan asks for:", *items]


# Headings


@pytest.mark.parametrize(
    "answer",
    [
        PORT,
        "He was never asked.",
        "The owners said that they had paid. “Nobody is owed anything,” they wrote.",
    ],
)
def test_a_bold_answer_is_a_paragraph(answer: str) -> None:
    question = "What did the owners answer?"
    blocks = [
        Block(question),
        Block(answer, top=100, font=BOLD),
        *stacked(MILL, SCHOOL, PORT, top=200),
    ]
    assert read(blocks)[:2] == [question, answer]


@pytest.mark.parametrize("width", [180, 260, 400])
@pytest.mark.parametrize("bold", [1, 2])
def test_a_sentence_that_begins_in_bold_lines_is_no_heading(bold: int, width: float) -> None:
    lines = [PORT[: PORT.index(" ", width // 6)]]
    rest = PORT[len(lines[0]) + 1 :]
    if bold == 2:
        lines.append(rest[: rest.index(" ", width // 6)])
        rest = rest[len(lines[1]) + 1 :]
    tops = [72 + 14 * number for number in range(3)]
    blocks = [
        Block(line, top=top, font=BOLD, width=500) for line, top in zip(lines, tops, strict=False)
    ]
    blocks += [Block(rest, top=tops[bold], width=width), *stacked(MILL, SCHOOL, top=400)]
    assert read(blocks)[0].startswith(PORT[:60])


@pytest.mark.parametrize(
    "heading", ["What it costs", "Who pays for the bridge?", "II. The plan of 2019", "NOBODY PAYS"]
)
@pytest.mark.parametrize(("font", "size"), [(BOLD, 11), (BOLD, 15), ("Times-Roman", 15)])
def test_a_heading_is_one(heading: str, font: str, size: float) -> None:
    blocks = [Block(heading, font=font, size=size), *stacked(PORT, MILL, SCHOOL, top=100)]
    assert read(blocks)[0] == f"## {heading}"


# Notes at the foot of a page


@pytest.mark.parametrize("mark", ["1", "*", "†"])
def test_a_note_cuts_no_sentence_that_goes_on_over_the_page(mark: str) -> None:
    begin, rest = PORT[:95], PORT[96:]
    first = [*stacked(MILL, SCHOOL), Block(begin, top=300, width=470)]
    note = Block(f"{mark} It was asked in May.", top=700, size=8)
    reading = read_pdf(printed([*first, note], [Block(rest, width=470)]))
    assert reading.text.split("\n\n") == [MILL, SCHOOL, note.text, PORT]
    assert reading.text[reading.pages[1] :] == rest


def test_a_raised_mark_of_a_note_stays_in_its_line() -> None:
    line = "The board rejected the plan for a bridge over the river"
    blocks = [Block(line), Block("3", x=338, top=68, size=6), *stacked(MILL, SCHOOL, top=130)]
    assert read(blocks)[0] == f"{line} 3"
