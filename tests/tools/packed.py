"""Hostile archives, mails, rich texts and OpenDocument texts: name, bytes, how each ends and how
the reason begins; each has one row."""

import base64
import io
import struct
import zipfile
from collections.abc import Iterator

BODY = "The harbour board of Ileth on Monday rejected the plan, and Ann Lee said it was late."
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    "><office:body><office:text>{}</office:text></office:body></office:document-content>"
)
Hostile = tuple[str, bytes, str, str | None]


def zip_of(*files: tuple[str | zipfile.ZipInfo, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


def odt_of(body: str, before: str = "", **files: str) -> bytes:
    named = [(name.replace("__", "/").replace("_", "."), data) for name, data in files.items()]
    return zip_of(("content.xml", before + CONTENT.format(body)), *named)


def mail_of(*parts: bytes, head: bytes = b"") -> bytes:
    """A message of parts, each with its own head."""
    head = b"From: a@b.example\r\nSubject: Bridge\r\n" + head
    bounded = b"".join(b"--x\r\n" + part + b"\r\n" for part in parts)
    return head + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + bounded + b"--x--\r\n"


def attachment(name: bytes, data: bytes, kind: bytes = b"application/octet-stream") -> bytes:
    return (
        b'Content-Type: %b\r\nContent-Disposition: attachment; filename="%b"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n%b" % (kind, name, base64.b64encode(data))
    )


def plain(text: str, charset: bytes = b"utf-8") -> bytes:
    return b"Content-Type: text/plain; charset=%b\r\n\r\n%b" % (charset, text.encode())


def hostile() -> Iterator[Hostile]:
    yield from archives()
    yield from rich_texts()
    yield from open_documents()
    yield from mails()


def archives() -> Iterator[Hostile]:
    bomb = zip_of(("a.txt", b" " * 100_000_000))
    yield "zip_bomb.zip", bomb, "rejected", "too large: it unpacks to more than"
    lying = bomb.replace(struct.pack("<I", 100_000_000), struct.pack("<I", 100))
    yield "zip_of_false_size.zip/a.txt", lying, "rejected", "damaged: it cannot be unpacked"
    one = b"a" * 1_000_000
    yield (
        "zip_of_many.zip",
        zip_of(*((f"{number}.txt", one) for number in range(20))),
        "rejected",
        "too large: it unpacks to more than",
    )
    entry = b"PK\x01\x02" * 100_001
    yield "zip_of_names.zip", entry, "rejected", "too large: it holds more than 100,000 files"
    yield "zip_empty.zip", zip_of(), "rejected", "empty"
    yield "zip_of_folders.zip", zip_of(("a/", b""), ("a/b/", b"")), "rejected", "empty"
    yield "zip_cut.zip", bomb[:-30], "rejected", "damaged: no whole archive"
    yield "zip_of_text.zip", BODY.encode(), "rejected", "damaged: no whole archive"
    yield (
        "zip_in_zip.zip/b.zip",
        zip_of(("b.zip", zip_of(("a.txt", BODY)))),
        "rejected",
        "a .zip within a .zip",
    )


def rich_texts() -> Iterator[Hostile]:
    text = BODY.encode()
    said = {
        "object": rb"{\object\objemb{\*\objclass Package}{\*\objdata 4d5a9000}{\result }}",
        "binary": b"{\\pict\\bin9 }}}{{{\\b}}",
        "link": rb'{\field{\*\fldinst INCLUDETEXT "/etc/passwd"}{\fldrslt }}',
        "template": rb"{\*\template \\\\evil.example\\x.dot}",
        "numbers": b"\\u99999999 \\uc-5 \\'zz \\bin",
        "pairs": b"\\u-10179?\\u-8704? \\u55357?",
    }
    for label, extra in said.items():
        yield (
            f"rtf_{label}.rtf",
            b"{\\rtf1\\ansi %b %b %b}" % (text, extra, label.encode()),
            "any",
            None,
        )
    yield "rtf_deep.rtf", b"{\\rtf1 " + b"{" * 100_000 + text + b" deep}", "ok", None
    yield "rtf_unbalanced.rtf", b"{\\rtf1 " + text + b" open" + b"}" * 1000 + text, "ok", None
    yield "rtf_notes.rtf", b"{\\rtf1 " + text + b" notes{\\footnote " * 2000, "any", None
    yield (
        "rtf_links.rtf",
        b"{\\rtf1 " + text + b'{\\field{\\*\\fldinst{HYPERLINK "' * 3000,
        "any",
        None,
    )
    yield "rtf_no.rtf", text, "rejected", "damaged: no rich text"


def open_documents() -> Iterator[Hostile]:
    entities = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    body = f"<text:p>{BODY} {{}}</text:p>"
    yield "odt_entities.odt", odt_of(body.format("Entities &b; &c;"), entities), "ok", None
    link = '<draw:image xlink:href="http://evil.example/x.png"/> a link'
    yield "odt_link.odt", odt_of(body.format(link)), "ok", None
    spaces = '<text:s text:c="999999999"/> wide <text:s text:c="-1"/> <text:s text:c="²"/>'
    yield "odt_spaces.odt", odt_of(body.format(spaces)), "ok", None
    script = "<text:script>import os</text:script> a macro"
    yield "odt_macro.odt", odt_of(body.format(script), Basic__x_xml="<x/>"), "any", None
    deep = "<text:list><text:list-item>" * 5000
    yield "odt_deep.odt", odt_of(deep + body), "rejected", "damaged: it cannot be read as .odt"
    locked = '<m><encryption-data checksum="x"/></m>'
    yield (
        "odt_locked.odt",
        odt_of("\0", **{"META-INF__manifest_xml": locked}),
        "rejected",
        "encrypted: it opens with a password only",
    )
    yield "odt_bomb.odt", odt_of(" " * 50_000_000), "rejected", "too large: it unpacks"
    yield "odt_other.odt", zip_of(("mimetype", "x")), "rejected", "damaged: no whole OpenDocument"
    yield "odt_cut.odt", odt_of(body)[:-20], "rejected", "damaged: no whole OpenDocument text"


def mails() -> Iterator[Hostile]:
    nest = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)
    )
    yield "mail_deep.eml", b"From: a@b.example\n" + nest + plain(BODY), "any", None
    inside = b"Content-Type: message/rfc822\n\nFrom: a@b.example\n" * 3000
    yield "mail_in_mail.eml", inside + plain(BODY), "any", None
    charsets = (b"utf-7", b"no-such", b"hex", b"unicode_escape", b'"', b"utf-16", b"\xff\xfe")
    for number, charset in enumerate(charsets):
        yield (
            f"mail_charset_{number}.eml",
            b"From: a@b.example\n" + plain(f"{BODY} {number} é", charset),
            "ok",
            None,
        )
    heads = {
        "long": b"Subject: " + b"a" * 1_000_000,
        "folded": b"Subject: " + b"=?utf-8?q?=C3?=\n " * 20_000 + b"x",
        "addresses": b"From: " + b'"a" <a@b.example>, ' * 20_000,
        "broken": b"From: <<<@@@>>> ((((((\nDate: 99 Foo 99999\nList-Id: <<>\nContent-Type: ;;;;",
        "encoded": b"From: =?utf-7?q?+2AA-?= <a@b.example>\nSubject: =?x?b?!!?=",
        "odd_from": b"From: \nDate: \nSubject: ",
    }
    for label, head in heads.items():
        yield (
            f"mail_head_{label}.eml",
            head + b"\n\n" + f"{BODY} Head {label}.".encode(),
            "any",
            None,
        )
    yield "mail_of_text.eml", b"\n\n" + BODY.encode(), "rejected", "damaged: no message"
    yield "mail_empty.eml", b"From: a@b.example\n\n \n", "rejected", "empty"
    page = f"<script>alert(1)</script><p>{BODY}</p><img src=http://evil.example/x>"
    yield (
        "mail_script.eml",
        b"From: a@b.example\nContent-Type: text/html\n\n" + page.encode(),
        "any",
        None,
    )
    yield "box_of_text.mbox", BODY.encode(), "rejected", "damaged: no mailbox"
    yield "box_of_marks.mbox/1.eml", b"From a Mon Jan  1 10:00:00 2024\n", "rejected", "empty"
