"""OpenDocument and rich texts: real files come through in order, as Word's do."""

import pytest
from packed import odt_of
from places import CASES

from lib.ingest.readers.articles import articles
from lib.ingest.readers.opendocument import read_odt
from lib.ingest.readers.reading import read_text
from lib.ingest.readers.rich_text import read_rtf

OFFICE = CASES / "office"
READERS = {".odt": read_odt, ".rtf": read_rtf}
BRIDGE = """## Board rejects the bridge

The harbour board of Ileth on Monday rejected the plan, saying “nobody” had shown who would pay \
for it.

- a bridge of two lanes
- a new road

Party | Seats
Green | 12

Grüße aus München."""
NOTE = """The harbour board rejected the plan on Monday.

It was asked in May.

Nobody said why."""


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize(
    ("name", "text", "title"), [("bridge", BRIDGE, "The bridge"), ("note", NOTE, None)]
)
def test_a_document_that_libreoffice_saved(
    ending: str, name: str, text: str, title: str | None
) -> None:
    """soffice --headless --convert-to odt|rtf (7.4)"""
    reading = READERS[ending]((OFFICE / f"{name}{ending}").read_bytes())
    assert (reading.text, reading.property_title) == (text, title)


@pytest.mark.parametrize("ending", READERS)
def test_articles_of_a_database_that_libreoffice_saved(ending: str) -> None:
    """The same command on tests/cases/exports/uni_order.txt"""
    found = articles(READERS[ending]((OFFICE / f"ferry{ending}").read_bytes()))
    plain = articles(read_text((CASES / "exports" / "uni_order.txt").read_bytes()))
    assert len(found) == 3
    for one, other in zip(found, plain, strict=True):
        assert (one.said, one.text.split()) == (other.said, other.text.split())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"one\par two", "one\n\ntwo"),
        (r"M\'fcnchen \u8220?yes\u8221? 5 \'80", "München “yes” 5 €"),
        (r"{\b bold}{\i , and} more\line below", "bold, and more\n\nbelow"),
        (r"kept {\deleted gone}put in", "kept put in"),
        (r"{\header Page 1}{\*\generator x}text", "text"),
        (r'{\field{\*\fldinst HYPERLINK "http://a.example"}{\fldrslt a link}} here', "a link here"),
        (r"a|b\par \trowd\trhdr x\cell y\cell\row\trowd 1\cell 2|3\cell\row", None),
        (r"{\pntext\'b7\tab}one\par {\listtext 1.\tab}two\par", "- one\n- two"),
        (r"\outlinelevel0 Head\par\pard\outlinelevel9 body", "## Head\n\nbody"),
        (r"said{\footnote {\super 1} a note\par} so.\par Next.", "said so.\n\n1 a note\n\nNext."),
        (r"\u-10179?\u-8704? face", "\ud83d\ude00 face"),
    ],
)
def test_rich_text(body: str, text: str | None) -> None:
    found = read_rtf(b"{\\rtf1\\ansi\\ansicpg1252 " + body.encode() + b"}").text
    assert found == (text or "a|b\n\nx | y\n---|---\n1 | 2/3")


def test_bytes_beyond_ascii_are_those_of_the_code_page_and_binary_ones_no_signs() -> None:
    data = b"{\\rtf1\\ansi\\ansicpg1252 caf\xe9 \x93yes\x94{\\pict\\bin5 }}{\\\x00} end}"
    assert read_rtf(data).text == "café “yes” end"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<text:h>Head</text:h><text:p>one<text:line-break/>two</text:p>", "## Head\n\none\n\ntwo"),
        ("<text:p>a<text:s text:c='3'/><text:tab/>b</text:p>", "a b"),
        ("<text:p>a <text:span>b <text:a>c</text:a></text:span> d</text:p>", "a b c d"),
        (
            "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>kept</text:p>",
            "kept",
        ),
        ("<text:p>a<office:annotation><text:p>no</text:p></office:annotation>b</text:p>", "ab"),
        (
            "<text:p>a<draw:frame><draw:text-box><text:p>box<text:note><text:note-citation>1"
            "</text:note-citation><text:note-body><text:p>note</text:p></text:note-body></text:note>"
            "</text:p></draw:text-box></draw:frame>b</text:p>",
            "ab\n\nbox\n\nnote",
        ),
        ("<text:section><text:p>in a section</text:p></text:section>", "in a section"),
        (
            "<text:list><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b"
            "</text:p></text:list-item></text:list></text:list-item></text:list>",
            "- a\n- b",
        ),
    ],
)
def test_open_document(body: str, text: str) -> None:
    assert read_odt(odt_of(body)).text == text


def test_nothing_outside_an_open_document_is_read() -> None:
    before = '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/passwd">]>'
    assert read_odt(odt_of("<text:p>a &c; b</text:p>", before)).text == "a b"
