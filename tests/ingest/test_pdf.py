"""PDF: real files come through as paragraphs, headings, lists and tables, in the order of reading,
with the page of each passage."""

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure
from places import CASES
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, ListFlowable, PageTemplate, Paragraph, Table

from lib.cleaning import blocks as cleaning_blocks
from lib.cleaning.repairs import clean
from lib.ingest.readers.pdf import read_pdf, unpacked
from lib.ingest.readers.reading import Reading
from lib.text.decoding import Rejected

STYLES = getSampleStyleSheet()
HEADLINE = "Harbour board rejects the plan for a second bridge"
PARAGRAPHS = [
    f"The harbour board of Ileth on {day} rejected the {ordinal} plan for a bridge over the river,"
    " saying that neither the government nor the builders had shown who would pay for it. Governor"
    f" Ann Lee called the decision a mistake that would cost the town {number} million crowns."
    for day, ordinal, number in zip(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh"),
        range(11, 18),
        strict=True,
    )
]
ROWS = [
    ["Party", "Seats", "Votes"],
    ["National Union", "45", "1,210"],
    ["Green Alliance", "12", "388"],
]
GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]


def pdf(
    parts: list, *, columns: int = 1, heads: bool = False, encrypt: StandardEncryption | None = None
) -> bytes:
    """A PDF of the parts, in columns, with or without running heads and page numbers."""
    buffer = io.BytesIO()
    width, height, gap = A4[0] - 120, A4[1] - 160, 22
    column = (width - gap * (columns - 1)) / columns
    frames = [
        Frame(60 + i * (column + gap), 80, column, height, leftPadding=0, rightPadding=0)
        for i in range(columns)
    ]

    def decorate(canvas: Canvas, document: BaseDocTemplate) -> None:
        if heads:
            canvas.drawString(60, A4[1] - 40, "The Estuary Review")
            canvas.drawRightString(A4[0] - 60, A4[1] - 40, "22 November 2024")
            canvas.drawCentredString(A4[0] / 2, 30, f"Page {document.page}")

    document = BaseDocTemplate(
        buffer, pagesize=A4, encrypt=encrypt, invariant=True, title="Microsoft Word - bridge.docx"
    )
    document.addPageTemplates(PageTemplate(frames=frames, onPage=decorate))
    document.build(parts)
    return buffer.getvalue()


def paragraph(text: str, **style: object) -> Paragraph:
    return Paragraph(
        text, ParagraphStyle("body", parent=STYLES["BodyText"], **({"spaceBefore": 6} | style))
    )


def story(*others: object, times: int = 1) -> list:
    return [
        Paragraph(HEADLINE, STYLES["Title"]),
        *(paragraph(text) for text in PARAGRAPHS * times),
        *others,
    ]


def blocks(reading: Reading) -> list[tuple[str, str]]:
    repairs = clean(reading.text)
    return [
        (row["kind"], row["text"]) for row in cleaning_blocks.blocks("d", reading.text, repairs)
    ]


def test_a_real_pdf_comes_through_with_heading_paragraphs_and_table() -> None:
    found = cleaning_blocks.blocks(
        "d",
        text := read_pdf(
            pdf(story(Table(ROWS, style=GRID), paragraph("The count ended at noon.")))
        ).text,
        clean(text),
    )
    assert [row["kind"] for row in found] == [
        "heading",
        *["paragraph"] * 7,
        "table_row",
        "table_row",
        "paragraph",
    ]
    assert [row["text"] for row in found[:8]] == [HEADLINE, *PARAGRAPHS]
    assert [(row["header"], row["text"]) for row in found[8:10]] == [
        ("Party | Seats | Votes", "National Union | 45 | 1,210"),
        ("Party | Seats | Votes", "Green Alliance | 12 | 388"),
    ]


def test_a_table_without_rules_is_known_by_its_wide_spaces() -> None:
    assert (
        "Party | Seats | Votes\n---|---\nNational Union | 45 | 1,210\n"
        in read_pdf(pdf(story(Table(ROWS, colWidths=[150, 80, 80])))).text
    )


@pytest.mark.parametrize(
    "style", [{}, {"alignment": 4, "firstLineIndent": 14, "spaceBefore": 0, "fontSize": 9}]
)
@pytest.mark.parametrize("columns", [2, 3])
def test_columns_are_read_one_after_the_other(columns: int, style: dict) -> None:
    data = pdf(
        [
            Paragraph(HEADLINE, STYLES["Heading3"]),
            *(paragraph(text, **style) for text in PARAGRAPHS * 2),
        ],
        columns=columns,
    )
    assert blocks(read_pdf(data)) == [
        ("heading", HEADLINE),
        *(("paragraph", text) for text in PARAGRAPHS * 2),
    ]


def test_each_page_is_known_and_a_paragraph_goes_on_over_it() -> None:
    numbered = [
        f"{text} This was vote number {number} of the year in the council."
        for number, text in enumerate(PARAGRAPHS * 4, 100)
    ]
    reading = read_pdf(
        pdf([paragraph(text, fontSize=13, leading=16) for text in numbered], heads=True)
    )
    assert (
        len(reading.pages) >= 3
        and reading.pages[0] == 0
        and reading.pages == sorted(set(reading.pages))
    )
    assert [text for kind, text in blocks(reading)] == numbered
    places = [reading.text.index(f"number {number} ") for number in range(100, 128)]
    pages = [sum(begin <= place for begin in reading.pages) for place in places]
    assert pages == sorted(pages) and set(pages) == set(range(1, len(reading.pages) + 1))


def test_running_heads_and_page_numbers_are_no_text_but_say_who_published_it_and_when() -> None:
    reading = read_pdf(pdf(story(times=5), heads=True))
    assert not re.search(r"Estuary|Page \d|November", reading.text)
    assert (
        reading.said == {"publisher": "The Estuary Review", "published": "2024-11-22", "url": None}
        and reading.property_title is None
    )


def test_what_a_browser_prints_around_a_page_is_no_text() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for x, y, text in (
        (25, 815, "11/22/24, 7:34 PM"),
        (60, 600, PARAGRAPHS[0][:80]),
        (25, 20, "https://rivers24.example/a"),
        (550, 20, "1/1"),
    ):
        canvas.drawString(x, y, text)
    canvas.save()
    reading = read_pdf(buffer.getvalue())
    assert reading.text == PARAGRAPHS[0][:80] and reading.said == {
        "publisher": None,
        "published": None,
        "url": "https://rivers24.example/a",
    }


def test_a_word_parted_at_the_end_of_a_line_is_one_word_after_cleaning() -> None:
    lines = (
        "The governor of the province said on Monday that the re-",
        "construction of the harbour would begin in the spring of",
        "next year.",
    )
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for number, line in enumerate(lines):
        canvas.drawString(60, 700 - 14 * number, line)
    canvas.save()
    assert blocks(read_pdf(buffer.getvalue())) == [
        ("paragraph", " ".join(lines).replace("re- c", "rec"))
    ]


def test_items_of_a_list_are_items() -> None:
    items = ["Joint patrols along the border", "a hotline between the ministries"]
    listed = ListFlowable([paragraph(item) for item in items], bulletType="bullet")
    assert blocks(read_pdf(pdf([paragraph(PARAGRAPHS[0]), listed])))[1:] == [
        ("list_item", item) for item in items
    ]


def test_a_pdf_that_asks_for_a_password_is_rejected() -> None:
    with pytest.raises(Rejected, match="encrypted"):
        read_pdf(pdf(story(), encrypt=StandardEncryption("secret", strength=128)))
    assert (
        PARAGRAPHS[0][:40]
        in read_pdf(
            pdf(story(), encrypt=StandardEncryption("", ownerPassword="secret", canCopy=0))
        ).text
    )


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: re.sub(rb"\d{10} 00000 n", b"0000000001 00000 n", data),
        lambda data: re.sub(rb"/Length \d+", b"/Length 0", data),
        lambda data: data.replace(b"endstream", b"         "),
        lambda data: data.replace(b"/MediaBox", b"/MediaBax"),
    ],
)
def test_what_pdfminer_finds_damaged_is_read_by_pdfium(damage: Callable[[bytes], bytes]) -> None:
    data = pdf(story(), heads=True)
    with pdfplumber.open(io.BytesIO(data)) as whole:
        assert len(whole.pages[0].chars) > 500
    assert damage(data) != data
    assert read_pdf(damage(data)).text == read_pdf(data).text


@pytest.mark.parametrize("words", ["The water minister said no.", "Nobody knew, he said."])
def test_a_pdf_whose_fonts_hide_what_they_show_is_rejected(words: str) -> None:
    with rc_context({"pdf.fonttype": 42, "pdf.compression": 0}):
        figure, buffer = Figure(), io.BytesIO()
        figure.text(0.1, 0.8, words)
        figure.savefig(buffer, format="pdf")
    assert read_pdf(buffer.getvalue()).text == words
    hidden = re.sub(
        rb"/ToUnicode \d+ 0 R", lambda entry: b" " * len(entry.group()), buffer.getvalue()
    )
    with pytest.raises(Rejected, match="fonts do not say which characters"):
        read_pdf(hidden)


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:600], lambda data: data[: len(data) // 2], lambda data: b"%PDF-1.4\n"],
)
def test_a_damaged_pdf_is_rejected(damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Rejected, match="damaged|no text"):
        read_pdf(damage(pdf(story())))


def test_a_pdf_of_pictures_is_rejected() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(60, 60, 300, 300, fill=1)
    canvas.save()
    with pytest.raises(Rejected, match="no text: its pages are pictures"):
        read_pdf(buffer.getvalue())


@pytest.mark.parametrize("end", [b"\nendstream\nendobj\n", b""])
def test_what_the_parts_unpack_to_is_counted_up_to_the_most(end: bytes) -> None:
    packed = zlib.compress(b" " * 30_000_000)
    bomb = pdf(story()) + b"9 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + packed + end
    assert unpacked(pdf(story()), 1_000_000) < 100_000
    assert 30_000_000 <= unpacked(bomb, 50_000_000) < 30_100_000
    assert 10_000_000 < unpacked(bomb, 10_000_000) < 12_000_000


@pytest.mark.parametrize("path", sorted(CASES.glob("pdf/*.pdf")), ids=lambda path: path.stem)
def test_a_page_that_came_out_wrong_once_is_right(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text(encoding="utf-8").removesuffix("\n")
    assert read_pdf(path.read_bytes()).text == expected
