"""Mail: the text, what the head says, forwarded reports; real messages by mutt."""

import shutil
from email.message import EmailMessage
from pathlib import Path

import pytest
from packed import BODY, attachment, mail_of, plain, zip_of
from places import CASES

from lib.cleaning.blocks import document
from lib.ingest.documents import read_folder
from lib.ingest.readers.articles import articles
from lib.ingest.readers.mail import outlet, read_mail, sender
from lib.ingest.readers.reading import Reading
from lib.text.decoding import Rejected

OFFICE = CASES / "office"
FIELDS = ("path", "status", "title", "publisher", "published")
TITLE = "Dam at Veldmoor held, minister says"
TEXT = "The wall held, Brandel said\non Monday.\n\nThe rail firm denied it.\n"


def message(text: str, **heads: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in {"subject": "A mail", **heads}.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "attached.eml",
            [
                ("", "ok", "Bridge of Ileth: “nobody would pay”", "Ileth Courier", "2026-11-29"),
                ("/annex.txt", "ok", "Builders deny delay at Ileth", None, None),
                ("/logo.png", "rejected", None, None, None),
            ],
        ),
        ("page.eml", [("", "ok", "Ferry of Sandholm", "Ileth Courier", "2026-11-29")]),
        (
            "forwarded.eml",
            [
                ("#1", "rejected", None, None, None),
                ("#2", "ok", "Bridge of Ileth, part 1", "Ileth Courier", "2026-11-29"),
            ],
        ),
        (
            "sent.mbox",
            [
                ("/1.eml", "ok", "Bridge of Ileth, part 1", "Ileth Courier", "2026-11-29"),
                ("/2.eml", "ok", "Bridge of Ileth, part 2", "Ileth Courier", "2026-11-29"),
            ],
        ),
    ],
)
def test_messages_that_mutt_made(name: str, expected: list[tuple], tmp_path: Path) -> None:
    """mutt -s SUBJECT -a annex.txt logo.png -- TO < body.txt, with a program that keeps what it is
    given for sendmail; page: -e 'set content_type=text/html'; sent: -e 'set record=sent.mbox';
    forwarded: <forward-message> out of sent.mbox, with a line put before."""
    shutil.copy(OFFICE / name, tmp_path)
    rows, texts = read_folder(tmp_path)
    assert [tuple(row[field] for field in FIELDS) for row in rows] == [
        (f"{name}{path}", *others) for path, *others in expected
    ]
    assert all("Grünau" in text or "crowns" in text or "pilot" in text for text in texts.values())


HEADS = {
    "Gmail": "---------- Forwarded message ---------\nFrom: Harbour Gazette"
    f" <a@harbourgazette.example>\nDate: Tue, Mar 6, 2018 at 6:00 PM\nSubject: {TITLE}\n"
    "To: <desk@example.org>\n\n\n",
    "Apple": "Begin forwarded message:\n\nFrom: Harbour Gazette <a@harbour-gazette.example>\n"
    f"Subject: {TITLE}\nDate: 6 March 2018 at 18:00:00 CET\nTo: desk@example.org\n\n",
    "Outlook": "________________________________\nFrom: Harbour Gazette"
    " [mailto:a@harbourgazette.example]\nSent: Tuesday, March 6, 2018 6:00 PM\nTo: Desk\n"
    f"Subject: FW: {TITLE}\n\n",
    "Thunderbird": f"-------- Forwarded Message --------\nSubject: \t{TITLE}\nDate: \tTue, 6 Mar"
    " 2018 18:00:00 +0000\nFrom: \tHarbour Gazette Newsletter <a@harbourgazette.example>\n\n\n",
    "German": "-----Ursprüngliche Nachricht-----\nVon: Harbour Gazette <a@harbourgazette.example>\n"
    f"Gesendet: Dienstag, 6. März 2018 18:00\nAn: Büro\nBetreff: WG: {TITLE}\n\n",
}


@pytest.mark.parametrize("program", HEADS)
@pytest.mark.parametrize("quoted", [False, True])
def test_a_forwarded_report_has_its_own_fields(program: str, quoted: bool) -> None:
    whole = HEADS[program] + TEXT
    if quoted:
        whole = "".join(f"> {line}" for line in whole.splitlines(keepends=True))
    reading = read_mail(
        message(f"Have a look.\n\n{whole}", date="Thu, 8 Mar 2018 09:00 +0000").as_bytes()
    )
    note, report = articles(reading)
    assert isinstance(note, Rejected) and "'Have a look.'" in str(note)
    assert report.said == {
        "title": TITLE,
        "publisher": "Harbour Gazette",
        "published": "2018-03-06",
        "place": None,
    }
    assert reading.text[report.start :].startswith(report.text)
    _, blocks = document("d", report.text)
    assert [block["text"] for block in blocks][-1] == "The rail firm denied it."


def test_the_same_lines_in_a_text_file_are_its_text() -> None:
    whole = f"A report.\n\n{HEADS['Gmail']}{TEXT}"
    assert [one.text for one in articles(Reading(whole, "text/plain"))] == [whole]


@pytest.mark.parametrize(
    ("name", "domains", "publisher"),
    [
        (
            "The Harbour Gazette Evening Briefing",
            ["mail.harbourgazette.co.uk"],
            "The Harbour Gazette",
        ),
        ("Coastline", ["sender.example", "morning.coastline.example"], "Coastline"),
        ("Tarnow Post", ["letters.example"], "Tarnow Post"),
        ("Mail Delivery System", ["mail.example.com"], None),
        ("Ida Karsten", ["example.org"], None),
        ("Ida Karsten, Harbour Gazette", ["harbourgazette.example"], None),
        ("The Desk", ["example.org"], None),
        ("", ["example.org"], None),
    ],
)
def test_a_sender_is_the_publisher_only_where_it_is_one(
    name: str, domains: list[str], publisher: str | None
) -> None:
    assert outlet(name, *domains) == publisher
    assert sender(f'"{name}" <a@{domains[-1]}>') == publisher


@pytest.mark.parametrize("mark", ["> ", ">", "> > "])
def test_the_marks_of_quoted_lines_are_taken_out_with_their_places(mark: str) -> None:
    lines = [
        "The dam at Veldmoor did not fail on Sunday, the Energy Minister Oskar Brandel said",
        "on Monday. He said that 14 people had been injured in the flood that was below it.",
        "",
        "The Veldmoor Rail Company denied it, and said the culvert had been inspected there",
        "in February.",
    ]
    raw = "".join(f"{mark}{line}\n" for line in lines)
    repairs, blocks = document("d", raw)
    assert [block["text"] for block in blocks] == [" ".join(lines[:2]), " ".join(lines[3:])]
    assert all(row["before"] == raw[row["start"] : row["end"]] for row in repairs)
    assert document("d", f"The sum is\n{mark}3 at least.")[0] == []


def test_a_signature_is_no_text_and_a_text_after_the_same_mark_is() -> None:
    assert read_mail(message(f"{BODY}\n-- \nIda Karsten\nDesk\n").as_bytes()).text == BODY
    long = f"{BODY}\n-- \n" + f"{BODY}\n" * 20
    assert read_mail(message(long).as_bytes()).text == long


def test_the_text_is_preferred_to_the_page() -> None:
    mail = message("In words.")
    mail.add_alternative("<p>As a page.</p>", subtype="html")
    assert read_mail(mail.as_bytes()).text == "In words.\n"


def test_what_hangs_on_a_mail_is_read_or_refused_each(tmp_path: Path) -> None:
    inner = message(f"{BODY} Within.", subject="Within").as_bytes()
    data = mail_of(
        plain(BODY),
        attachment(b"../../a.csv", f'text\n"{BODY} One."\n'.encode(), b"text/csv"),
        attachment(b"b.exe", b"MZ"),
        attachment(b"c.zip", zip_of(("d.txt", f"{BODY} D."))),
        b"Content-Type: message/rfc822\r\n\r\n" + inner,
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO",
        attachment(b"C:\\\\e.txt", b""),
    )
    (tmp_path / "a.eml").write_bytes(data)
    rows, _ = read_folder(tmp_path)
    assert [(row["path"], (row["reason"] or "ok").split(":")[0]) for row in rows] == [
        ("a.eml", "ok"),
        ("a.eml/a.csv#1", "ok"),
        ("a.eml/b.exe", "format .exe not supported"),
        ("a.eml/c.zip/d.txt", "ok"),
        ("a.eml/5.eml", "ok"),
        ("a.eml/6.png", "format .png not supported"),
        ("a.eml/e.txt", "empty"),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["a.eml"]
