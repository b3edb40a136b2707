"""Word documents: real files come through in order; locked, damaged and harmful ones are
rejected."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml.etree import XMLSyntaxError
from places import CASES

from lib.cleaning.blocks import blocks
from lib.cleaning.repairs import clean
from lib.ingest.readers.word import LOCKED, OLD, read_docx, unpacked
from lib.text.decoding import Rejected

TEXT = (
    "The harbour board of Ileth on Monday rejected the plan for a second bridge, saying that nobody"
    " had shown who would pay for it."
)
PART = "word/document.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def report() -> Document:
    document = docx.Document()
    document.add_heading("Board rejects the bridge", 0)
    document.add_paragraph(TEXT)
    document.add_heading("What it costs", 1)
    document.add_paragraph("The plan asks for:")
    for item in ("a bridge of two lanes", "a new road"):
        document.add_paragraph(item, style="List Bullet")
    rows = (("Party", "Seats"), ("National Union", "45"), ("Green | Alliance", "12"))
    table = document.add_table(rows=0, cols=2)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(TEXT.replace("Monday", "Tuesday"))
    return document


def with_part(data: bytes, part: bytes) -> bytes:
    """The file with another document part."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, part if name == PART else old.read(name))
    return buffer.getvalue()


def test_a_real_document_comes_through_with_headings_paragraphs_lists_and_tables() -> None:
    text = read_docx(saved(report())).text
    found = [(row["kind"], row["header"], row["text"]) for row in blocks("d", text, clean(text))]
    assert found == [
        ("heading", None, "Board rejects the bridge"),
        ("paragraph", None, TEXT),
        ("heading", None, "What it costs"),
        ("paragraph", None, "The plan asks for:"),
        ("list_item", None, "a bridge of two lanes"),
        ("list_item", None, "a new road"),
        ("table_row", "Party | Seats", "National Union | 45"),
        ("table_row", "Party | Seats", "Green / Alliance | 12"),
        ("paragraph", None, TEXT.replace("Monday", "Tuesday")),
    ]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (
            (
                "<w:p><w:r><w:t>Kept </w:t></w:r><w:ins><w:r><w:t>put in</w:t></w:r></w:ins>"
                "<w:del><w:r><w:delText>out</w:delText></w:r></w:del></w:p>"
            ),
            "Kept put in",
        ),
        (
            "<w:p><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>moved</w:t></w:r></w:moveTo></w:p>",
            "moved",
        ),
        (
            (
                "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a"
                " control</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
            "In a control",
        ),
        (
            (
                "<w:p><w:hyperlink><w:r><w:t>A"
                " link</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>and</w:t><w:br/><w:t>a"
                " line</w:t></w:r></w:p>"
            ),
            "A link and\n\na line",
        ),
        (
            (
                "<w:p><w:r><w:t>Beside</w:t></w:r><w:r><w:txbxContent><w:p><w:r><w:t>In a"
                " box</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
            ),
            "Beside\n\nIn a box",
        ),
    ],
)
def test_what_a_reader_sees_is_read(xml: str, text: str) -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))
    assert read_docx(saved(document)).text == text


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("A bridge too many", "A bridge too many"),
        ("Microsoft Word - Document1", None),
        ("bridge.docx", None),
        ("", None),
    ],
)
def test_a_title_that_a_program_made_up_is_none(title: str, found: str | None) -> None:
    document = report()
    document.core_properties.title = title
    assert read_docx(saved(document)).property_title == found


@pytest.mark.parametrize("path", ["w:style", "w:style/w:name", "w:style/@w:default"])
def test_a_document_whose_styles_say_less_than_usual_is_read(path: str) -> None:
    document = docx.Document()
    document.add_paragraph(TEXT)
    for found in document.styles.element.xpath(path):
        parent = found.getparent()
        parent.attrib.pop(qn("w:default")) if "@" in path else parent.remove(found)
    assert read_docx(saved(document)).text == TEXT


def test_a_document_that_asks_for_a_password_is_rejected() -> None:
    with pytest.raises(Rejected, match="encrypted"):
        unpacked(OLD + b"\xa1\xb1\x1a\xe1" + bytes(2000) + LOCKED, 1)


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:600], lambda data: data[:-600], lambda data: b"PK\x03\x04" + data[::-1]],
)
def test_a_damaged_document_is_rejected(damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Rejected, match="damaged"):
        unpacked(damage(saved(report())), 1)


def test_what_an_archive_unpacks_to_is_known_unread() -> None:
    bomb = with_part(saved(report()), b"<" + b" " * 3_000_000)
    assert len(bomb) < 100_000
    assert 3_000_000 < unpacked(bomb, 1) < 4_000_000


def test_entities_that_grow_without_end_are_not_followed() -> None:
    entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    body = "<w:body><w:p><w:r><w:t>So &a11; far</w:t></w:r></w:p></w:body>"
    part = (
        f'<!DOCTYPE d [<!ENTITY a0 "lol">{entities}]><w:document {nsdecls("w")}>{body}</w:document>'
    )
    with pytest.raises(XMLSyntaxError, match="amplification"):
        read_docx(with_part(saved(report()), part.encode()))


NOTE = "It was asked in May."


def noted(kind: str, body: str) -> bytes:
    """The report with a note at its end, and a paragraph of such a body before it."""
    document = report()
    document.element.body.insert(0, parse_xml(body.replace(">", f" {nsdecls('w')}>", 1)))
    notes = (
        f'<w:{kind}s {nsdecls("w")}><w:{kind} w:id="2"><w:p><w:r><w:t>{NOTE}</w:t></w:r>'
        f'<w:r><w:{kind}Reference w:id="2"/></w:r></w:p></w:{kind}></w:{kind}s>'
    )
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    part = Part(PackURI(f"/word/{kind}s.xml"), f"{main}{kind}s+xml", notes.encode())
    document.part.relate_to(part, f"{OFFICE}/{kind}s")
    return saved(document)


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:r><w:t>Nobody pays</w:t><w:{}Reference w:id='2'/><w:t> for it.</w:t></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Nobody pays for it.</w:t><w:{}Reference w:id='2'/></w:r>"
        "</w:p></w:tc></w:tr></w:tbl>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Nobody pays for it.</w:t><w:{}Reference w:id='2'/>"
        "<w:{}Reference w:id='99'/></w:r></w:p></w:sdtContent></w:sdt>",
    ],
)
def test_a_note_stands_below_what_it_is_a_note_to(kind: str, body: str) -> None:
    text = read_docx(noted(kind, body.replace("{}", kind))).text
    assert text.startswith(f"Nobody pays for it.\n\n{NOTE}\n\n## Board rejects the bridge")
    assert text.count(NOTE) == 1


def test_a_document_that_libreoffice_saved_is_read_with_its_note() -> None:
    assert read_docx((CASES / "office" / "note.docx").read_bytes()).text == (
        f"The harbour board rejected the plan on Monday.\n\n{NOTE}\n\nNobody said why."
    )
