"""Word documents: paragraphs, headings, lists and tables in the order of the page."""

import io
from collections.abc import Iterator
from typing import NamedTuple

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from lib.ingest.readers.reading import Reading, laid_out, real_title, row_lines
from lib.text import archives
from lib.text.decoding import Rejected

OLD = b"\xd0\xcf\x11\xe0"  # the container of Word before 2007, and of files that ask for a password
LOCKED = "EncryptedPackage".encode("utf-16-le")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRAPPERS = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:customXml", "w:smartTag")}
UNSEEN = {qn(name) for name in ("w:del", "w:moveFrom", "w:txbxContent")}
PIECES = {
    qn("w:t"): None,
    qn("w:tab"): " ",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
NOTES = ("footnote", "endnote")


class Opened(NamedTuple):
    """A document and its notes, by their kind and number."""

    document: Document
    notes: dict[tuple[str, str], _Element]


def read_docx(data: bytes) -> Reading:
    """The text of a Word document by python-docx; insertions are read, deletions not.

    A note stands below the paragraph or table that it is a note to. A file that asks for a password
    or is damaged is rejected.
    """
    document = docx.Document(io.BytesIO(data))
    text = laid_out(_lines(Opened(document, _notes(document)), document.element.body))
    return Reading(text, MEDIA_TYPE, property_title=real_title(document.core_properties.title))


def unpacked(data: bytes, _most: int) -> int:
    """The bytes that a Word document unpacks to, as its archive says; errors as for read_docx."""
    if data.startswith(OLD):
        raise Rejected(
            "encrypted: it opens with a password only"
            if LOCKED in data
            else "an old Word document: save it as .docx"
        )
    return archives.size(data, "Word document")


def _notes(document: Document) -> dict[tuple[str, str], _Element]:
    found: dict[tuple[str, str], _Element] = {}
    for part in document.part.rels.values():
        kind = part.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind in NOTES and not part.is_external:
            notes = parse_xml(part.target_part.blob).iterfind(qn(f"w:{kind}"))
            found |= {(kind, note.get(qn("w:id"))): note for note in notes}
    return found


def _lines(opened: Opened, element: _Element) -> Iterator[str]:
    for child in element:
        if child.tag == qn("w:p"):
            yield from _paragraph(opened, child)
        elif child.tag == qn("w:tbl"):
            yield from _table(child)
        elif child.tag in WRAPPERS:
            yield from _lines(opened, child)
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield from _notes_to(opened, child)


def _notes_to(opened: Opened, element: _Element) -> Iterator[str]:
    """The lines of the notes whose marks stand in the element."""
    for kind in NOTES:
        for mark in element.iter(qn(f"w:{kind}Reference")):
            note = opened.notes.get((kind, mark.get(qn("w:id"))))
            # a note to a note could be one to itself
            yield from _lines(Opened(opened.document, {}), note) if note is not None else ()


def _paragraph(opened: Opened, element: _Element) -> Iterator[str]:
    """The lines of a paragraph with their mark, then those of the text boxes that hang on it."""
    lines = [line for piece in _text(element).split("\n") if (line := " ".join(piece.split()))]
    style = Paragraph(element, opened.document).style
    name = (style and style.name) or ""  # some files define no usual style, or one without a name
    if name.startswith(("Heading", "Title", "Subtitle")):
        yield from [f"## {' '.join(lines)}"] if lines else []
    elif name.startswith("List") or _numbered(element) or (style and _numbered(style.element)):
        yield from [f"- {' '.join(lines)}"] if lines else []
    else:
        yield from lines
    for box in element.iter(qn("w:txbxContent")):
        if not any(parent.tag.endswith("}Fallback") for parent in box.iterancestors()):
            yield from _lines(opened, box)


def _numbered(element: _Element) -> bool:
    number = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return number is not None and number.get(qn("w:val")) != "0"


def _text(element: _Element) -> str:
    """The text in an element as its reader sees it."""
    parts = []
    for child in element:
        if child.tag in PIECES:
            parts.append(PIECES[child.tag] or child.text or "")
        elif child.tag not in UNSEEN:
            parts.append(_text(child))
    return "".join(parts)


def _table(table: _Element) -> Iterator[str]:
    cells = [row.findall(qn("w:tc")) for row in table.iterfind(qn("w:tr"))]
    rows = [[" ".join(map(_text, cell.iter(qn("w:p")))) for cell in row] for row in cells]
    look = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
    first = look is not None and look.get(qn("w:firstRow"), "0") in ("1", "true", "on")
    marked = table.find(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    yield from row_lines(rows, header=first or marked)
