"""Rich text (RTF): paragraphs, headings, lists and tables in the order of the page."""

import re
from collections.abc import Iterator
from itertools import groupby

from striprtf.striprtf import rtf_to_text

from lib.ingest.readers.reading import Reading, laid_out, real_title, row_lines
from lib.text.decoding import Rejected

# Signs of Unicode's private part stand in the plain text for what the library leaves out or writes
# as an ordinary sign; "\pntext" begins a group that it leaves out.
HEADING, CELL, ITEM, HEADER = "\ue000\ue001\ue002\ue003"
MARKS = [
    (rb"\\outlinelevel[0-8](?!\d)", HEADING, b""),
    (rb"\\(?:nest)?cell(?![a-z])", CELL, b""),
    (rb"\\(?:listtext|pntext)(?![a-z])", ITEM, rb"\pntext "),
    (rb"\\trhdr(?![a-z])", HEADER, b""),
]
BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
NOTE = re.compile(rb"\{(?:\\\*)?\\footnote(?![a-z])")
BRACE = re.compile(rb"\\.|[{}]", re.DOTALL)
LINE_END = re.compile(rb"\\(?:par|row)(?![a-z])")
TITLE = re.compile(rb"\{\\title ([^{}]*)\}")


def read_rtf(data: bytes) -> Reading:
    """The text of a rich text file by striprtf; what is embedded in it is not read.

    A note stands below the paragraph that it is a note to.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise Rejected("damaged: no rich text")
    data = _without_binary(data)
    title = TITLE.search(data)
    # it takes a link's address into the text, by a slow pattern, where it finds this word
    data = _with_notes_below(data.replace(b"HYPERLINK", b"LINK"))
    data = re.sub(rb"\\deleted(?![a-z])", rb"\\private ", data)
    for pattern, sign, rest in MARKS:
        data = (b"{\\uc1\\u%d ?}%b" % (ord(sign), rest)).join(re.split(pattern, data))
    lines = _plain(data).split("\n")
    said = real_title(_plain(b"{\\rtf1 %b}" % title[1])) if title else None
    return Reading(laid_out(_lines(lines)), "application/rtf", property_title=said)


def _plain(data: bytes) -> str:
    written = re.sub(rb"[\x80-\xff]", lambda byte: b"\\'%02x" % byte[0][0], data)
    plain: str = rtf_to_text(written.decode("ascii"), errors="replace")
    return plain


def _without_binary(data: bytes) -> bytes:
    """The file without the bytes that are written as they are, which may look like its signs."""
    parts, at = [], 0
    while match := BINARY.search(data, at):
        parts.append(data[at : match.start()])
        at = match.end() + int(match[1])
    return b"".join([*parts, data[at:]])


def _with_notes_below(data: bytes) -> bytes:
    """The file with each note behind the line that it is a note to."""
    parts, at, notes = [], 0, b""
    while match := (LINE_END.search(data, at) if notes else NOTE.search(data, at)):
        if notes:
            parts += [data[at : match.end()], notes]
            at, notes = match.end(), b""
            continue
        end = _group_end(data, match.end())
        parts.append(data[at : match.start()])
        at, notes = end, b"{%b\\par " % data[match.end() : end - 1] + b"}"
    return b"".join([*parts, data[at:], notes])


def _group_end(data: bytes, start: int) -> int:
    """Where the group ends that is open there."""
    depth = 1
    for match in BRACE.finditer(data, start):
        depth += {b"{": 1, b"}": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    return len(data)


def _lines(lines: list[str]) -> Iterator[str]:
    for is_table, group in groupby(lines, key=lambda line: CELL in line):
        rows = list(group)
        if is_table:
            cells = [
                re.sub(rf"[{HEADING}{ITEM}{HEADER}]", "", row).split(CELL)[:-1] for row in rows
            ]
            yield from row_lines(cells, header=HEADER in rows[0])
        else:
            yield from filter(None, map(_line, rows))


def _line(line: str) -> str:
    """A paragraph with the mark of what it is."""
    bare = " ".join(re.sub(rf"[{HEADING}{ITEM}{HEADER}]", "", line).split())
    mark = "## " if HEADING in line else "- " if ITEM in line else ""
    return bare and mark + bare
