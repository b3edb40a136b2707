"""Mail: the text of a message, what its head says of it, and the files that hang on it."""

import mimetypes
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.headerregistry import Address
from email.message import MIMEPart
from email.policy import default
from functools import partial
from typing import Any

from lib.ingest.readers.reading import Reading
from lib.text.archives import Member
from lib.text.decoding import Rejected, decoded
from lib.text.imprint import is_outlet

MEDIA_TYPE = "message/rfc822"
LONGEST = 1000  # characters of a line of the head
FORWARDED = re.compile(r"^(?:(?:re|fwd?|aw|wg): ?)+", re.IGNORECASE)  # what programs put before
SIGNATURE = re.compile(r"\r?\n-- \r?\n(?:[^\n]*\n){0,8}[^\n]*\Z")  # RFC 3676
# gazette of gazette.co.uk
LABEL = re.compile(r"(?<![a-z\d-])([a-z\d-]{3,}+)(?:\.[a-z]{2,3})?\.[a-z]{2,}+$")
MAILBOX = re.compile(r"^([^<>\[]*+)[<\[](?:mailto:)?[^<>@\[\]]*+@([^<>@\]]++)[>\]]")
MARKS = " \t\"'“”*"  # around a name
BEGINS = re.compile(rb"(?m)^From .*\d\d:\d\d.*\d{4}.*$\r?\n")


def read_mail(data: bytes) -> Reading:
    """The text part of a message, or the web page in it where it has none.

    said: its subject, its day, and as publisher the sender that is one.
    """
    message = message_from_bytes(data, policy=default)
    if not message.keys():
        raise Rejected("damaged: no message")
    part = _body(message)
    if part is None:
        raise Rejected("empty")
    text, encoding = _text(part)
    return Reading(SIGNATURE.sub("", text), MEDIA_TYPE, encoding, _said(message))


def attached(data: bytes, _most: int, _largest: int) -> Iterator[Member]:
    """The files that hang on a message, those without a name by their place, one to a part."""
    message = message_from_bytes(data, policy=default)
    body = _body(message)
    for number, part in enumerate(_parts(message), 1):
        kind = part.get_content_type()
        if part is body or (kind in ("text/plain", "text/html") and not part.is_attachment()):
            continue
        ending = ".eml" if kind == MEDIA_TYPE else mimetypes.guess_extension(kind) or ""
        name = re.split(r"[/\\]", part.get_filename() or "")[-1] or f"{number}{ending}"
        inner = _bytes(part)
        yield Member(name, partial(bytes, inner), len(inner))


def messages(data: bytes, _most: int, _largest: int) -> Iterator[Member]:
    """The messages of a mailbox, one behind the other."""
    starts = list(BEGINS.finditer(data))
    if not starts or starts[0].start() > 0:
        raise Rejected("damaged: no mailbox")
    ends = [*(match.start() for match in starts[1:]), len(data)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        message = re.sub(rb"(?m)^>(>*From )", rb"\1", data[start.end() : end])
        yield Member(f"{number}.eml", partial(bytes, message), len(message))


def outlet(name: str, *domains: str) -> str | None:
    """The publisher that a sender's name begins with, if it is one: by an outlet's last word, or
    since the domain has the name."""
    labels = [match[1].replace("-", "") for one in domains if (match := LABEL.search(one.lower()))]
    words = name.split()
    for end in range(len(words), 0, -1):
        plain = "".join(char for char in "".join(words[:end]).lower() if char.isalnum())
        if plain in labels or plain.removeprefix("the") in labels:
            return " ".join(words[:end])
    return name if is_outlet(name.removeprefix("The ")) else None


def sender(mailbox: str) -> str | None:
    """The publisher whose mailbox is written there, if it is one's."""
    match = MAILBOX.search(mailbox)
    return outlet(match[1].strip(MARKS), match[2]) if match else None


def _body(message: MIMEPart) -> MIMEPart | None:
    return message.get_body(("plain", "html"))


def _parts(message: MIMEPart) -> Iterator[MIMEPart]:
    """The parts that are no parts of others; a message in a message is one."""
    if message.get_content_maintype() == "multipart":
        for part in message.iter_parts():
            yield from _parts(part)
    else:
        yield message


def _bytes(part: MIMEPart) -> bytes:
    if part.is_multipart():
        return next((inner.as_bytes() for inner in part.iter_parts()), b"")
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: MIMEPart) -> tuple[str, str | None]:
    if part.get_content_type() == "text/html":
        from lib.ingest.readers.webpage import read_html

        page = read_html(_bytes(part))
        return page.text, page.encoding
    return decoded(_bytes(part), part.get_content_charset())


def _said(message: MIMEPart) -> dict[str, str | None]:
    sender = next(iter(_head(message, "from").addresses), Address())
    list_id = re.search(r"<([^<>]+)>\s*$", str(_head(message, "list-id")))
    subject = FORWARDED.sub("", " ".join(str(_head(message, "subject")).split()))
    day = _head(message, "date").datetime
    return {
        "title": subject or None,
        "publisher": outlet(sender.display_name, sender.domain, list_id[1] if list_id else ""),
        "published": day and day.date().isoformat(),
    }


def _head(message: MIMEPart, name: str) -> Any:
    """A line of the head, cut where only harm could follow: it is read in quadratic time."""
    values = (value for header, value in message.raw_items() if header.lower() == name)
    return default.header_factory(name, str(next(values, ""))[:LONGEST])
