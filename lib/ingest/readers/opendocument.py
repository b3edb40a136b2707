"""OpenDocument texts: paragraphs, headings, lists and tables in the order of the page."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from lib.ingest.readers.reading import Reading, laid_out, real_title, row_lines
from lib.text import archives
from lib.text.decoding import Rejected

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
TITLE = ".//{http://purl.org/dc/elements/1.1/}title"
MOST_SPACES = 100  # of the spaces that one mark stands for


def _named(*names: str) -> set[str]:
    """The tags of names such as text:p."""
    parts = (name.split(":") for name in names)
    return {f"{{{NAMESPACE.format(space)}}}{name}" for space, name in parts}


(HEADING,), (ITEM,), (SPACE,), (COUNT,) = map(
    _named, ("text:h", "text:list-item", "text:s", "text:c")
)
(TABLE,), (HEADER,), (ROW,), (CELL,) = map(
    _named, ("table:table", "table:table-header-rows", "table:table-row", "table:table-cell")
)
(CONTENT,) = _named("office:text")
PARAGRAPHS = _named("text:p", "text:h")
BREAKS = dict.fromkeys(_named("text:line-break"), "\n") | dict.fromkeys(_named("text:tab"), " ")
BESIDE = _named("text:note-body", "drawing:text-box")  # stands below the paragraph that it hangs on
UNSEEN = _named(
    "text:tracked-changes",
    "text:note-citation",
    "office:annotation",
    "text:ruby-text",
    "office:forms",
)


def read_odt(data: bytes) -> Reading:
    """The text of an OpenDocument text; insertions are read, deletions and comments not.

    A note stands below the paragraph that it is a note to. A file that asks for a password or is
    damaged is rejected. No entity is resolved, nothing outside the file is opened.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        if "content.xml" not in names:
            raise Rejected("damaged: no whole OpenDocument text")
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in package.read(manifest):
            raise Rejected("encrypted: it opens with a password only")
        content = _tree(package.read("content.xml"))
        title = _tree(package.read("meta.xml")).findtext(TITLE) if "meta.xml" in names else None
    text = content.find(f".//{CONTENT}")
    if text is None:
        raise Rejected("damaged: no whole OpenDocument text")
    return Reading(laid_out(_lines(text)), MEDIA_TYPE, property_title=real_title(title))


def unpacked(data: bytes, _most: int) -> int:
    """The bytes that an OpenDocument text unpacks to; errors as for read_odt."""
    return archives.size(data, "OpenDocument text")


def _tree(data: bytes) -> _Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _lines(element: _Element, mark: str = "") -> Iterator[str]:
    """The lines in an element, each with its mark, then what hangs on it."""
    for child in element:
        if child.tag in PARAGRAPHS:
            head = "## " if child.tag == HEADING else mark
            lines = [line for part in _text(child).split("\n") if (line := " ".join(part.split()))]
            yield from [head + " ".join(lines)] if head and lines else lines
        elif child.tag == TABLE:
            yield from _table(child)
        elif child.tag not in UNSEEN:
            yield from _lines(child, "- " if child.tag == ITEM else mark)
        if child.tag in PARAGRAPHS or child.tag == TABLE:
            for part in _beside(child):
                yield from _lines(part)


def _beside(element: _Element) -> Iterator[_Element]:
    """The notes and text boxes that hang on an element, not those that hang on these."""
    for child in element:
        if child.tag in BESIDE:
            yield child
        else:
            yield from _beside(child)


def _text(element: _Element) -> str:
    """The text in an element as its reader sees it."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == SPACE:
            count = child.get(COUNT, "1")
            parts.append(" " * min(int(count), MOST_SPACES) if count.isdecimal() else " ")
        elif child.tag in BREAKS:
            parts.append(BREAKS[child.tag])
        elif isinstance(child.tag, str) and child.tag not in UNSEEN | BESIDE:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _table(table: _Element) -> Iterator[str]:
    cells = [row.findall(CELL) for row in table.iter(ROW)]
    rows = [
        [" ".join(_text(part) for part in cell.iter(*PARAGRAPHS)) for cell in row] for row in cells
    ]
    yield from row_lines(rows, header=table.find(HEADER) is not None)
