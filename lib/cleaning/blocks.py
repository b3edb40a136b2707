"""A document in, its repairs and its blocks out."""

import re
from collections.abc import Iterator
from typing import cast

from lib.cleaning.lines import LIST_MARK, RULE_ROW, Line, lines_of
from lib.cleaning.repairs import clean
from lib.tables.records import BlockRow, RepairRow
from lib.text.imprint import DATE, DAY, HEADING, WEEKDAY, imprints, opening
from lib.text.spans import Repair, replay
from lib.text.words import sentences

sentences("")  # loads NLTK now, while a kernel waits for its turn: it takes long
AHEAD = re.compile(r"\b(?:the following|as follows|below)\b", re.IGNORECASE)
HEADING_MARK = re.compile(r"#{1,6}\s+(?=\w)")  # of Markdown
CLOCK = (
    r"(?:\d{1,2}[.:]\d{2}(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?)"
    r"(?: (?:GMT|UTC|BST|[CEIP]S?T|[CE]DT)\b)?"
)
BETWEEN = r"(?:,? (?:at |on )?| [|·•–—-] )"
SOME_DAY = rf"(?i:{WEEKDAY})?(?:{DATE}|{DAY})"
# what a post of a live blog begins with: its day and its time, its day in figures, its time alone
STAMP = re.compile(
    rf"(?:(?P<day>{SOME_DAY}){BETWEEN}{CLOCK}|{CLOCK}{BETWEEN}(?P<then>{SOME_DAY})"
    rf"|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<alone>{CLOCK}))(?!\w)"
)
# characters: what the claims are read from takes the square of its length and more
LONG_BLOCK, LONG_SENTENCE = 4000, 1500


def document(doc_id: str, raw: str) -> tuple[list[RepairRow], list[BlockRow]]:
    """The rows of the tables "repairs" and "blocks" for one document."""
    repairs = clean(raw)
    rows = [{"doc_id": doc_id, **repair._asdict()} for repair in repairs]
    return cast(list[RepairRow], rows), blocks(doc_id, raw, repairs)


def blocks(doc_id: str, raw: str, repairs: list[Repair]) -> list[BlockRow]:
    """The rows of the table "blocks" for one document, in the order of the text.

    Each is a slice of the cleaned text; a paragraph of many pages is cut into several. List marks,
    bars at the edges of rows, imprints and datelines stay outside.
    """
    cleaned = replay(raw, repairs)
    section, lead_in, posted, rows = None, None, None, list[BlockRow]()
    lines = _own_lines(cleaned.text)
    # a single stamp is the page's own
    live = sum(_posted("", HEADING_MARK.sub("", line.text), None) is not None for line in lines) > 1
    for kind, line, header in _bounded(_kinds(lines)):
        if kind in ("heading", "paragraph"):
            lead_in = _lead_in(line.text) if kind == "paragraph" else None
        start, end = cleaned.place(line.start, line.end)
        posted = _posted(kind, line.text, posted) if live else None
        announced = lead_in if kind in ("list_item", "table_row") else None
        rows.append(
            {
                "block_id": f"{doc_id}:{start}-{end}",
                "doc_id": doc_id,
                "order": len(rows),
                "kind": kind,
                "section": section,
                "lead_in": announced,
                "header": header,
                "posted": posted,
                "text": line.text,
                "start": start,
                "end": end,
            }
        )
        section = line.text if kind == "heading" else section
    return rows


def _posted(kind: str, text: str, before: str | None) -> str | None:
    """The words for the day that a post is headed or begun with, else those of the post before;
    none below a heading with a time alone."""
    stamp = STAMP.match(text)
    if stamp and stamp["alone"]:
        return None if kind == "heading" else before
    return stamp[str(stamp.lastgroup)] if stamp else before


def _own_lines(text: str) -> list[Line]:
    """The lines of the report itself: without imprints, and its first paragraph's dateline."""
    lines = list(lines_of(text))
    imprint = imprints([line.text for line in lines])
    own = [line for i, line in enumerate(lines) if i not in imprint]
    if found := opening([line.text for line in own]):
        number, dateline = found
        own[number] = _part(own[number], dateline.end, len(own[number].text))
    return [line for line in own if line.text]


def _part(line: Line, start: int, end: int) -> Line:
    """The part of the line from start to end, without the space around it."""
    text = line.text[start:end]
    start += len(text) - len(text.lstrip())
    return Line(line.start + start, line.start + start + len(text.strip()), text.strip())


def _bounded(
    kinds: Iterator[tuple[str, Line, str | None]],
) -> Iterator[tuple[str, Line, str | None]]:
    """The same with what is too long cut between sentences, or between words within one."""
    for kind, line, header in kinds:
        start = 0
        for end in _cuts(line.text) if len(line.text) > LONG_SENTENCE else ():
            yield kind, _part(line, start, end), header
            start = end
        yield kind, _part(line, start, len(line.text)), header


def _cuts(text: str) -> Iterator[int]:
    """The places to cut a long text at."""
    begin = 0
    for start, end in sentences(text):
        if end - begin > LONG_BLOCK and start > begin:
            yield start
            begin = start
        while end - max(start, begin) > LONG_SENTENCE:
            last = max(start, begin) + LONG_SENTENCE
            start = text.rfind(" ", begin, last) + 1 or last
            yield start
            begin = start


def _kinds(lines: list[Line]) -> Iterator[tuple[str, Line, str | None]]:
    """Each line as a block: its kind, what of it is text, and its table's header."""
    header = None
    for i, line in enumerate(lines):
        if not _in_table(lines, i):
            header = None
            yield (*_kind(lines, i), None)
        elif not RULE_ROW.fullmatch(line.text) and (row := _part(line, *_cells(line.text))).text:
            if i + 1 < len(lines) and RULE_ROW.fullmatch(lines[i + 1].text):
                header = row.text
            else:
                yield "table_row", row, header


def _in_table(lines: list[Line], i: int) -> bool:
    """A line with cells beside another line with cells: one bar alone may stand in any sentence."""
    return "|" in lines[i].text and any(
        "|" in line.text for line in lines[max(0, i - 1) : i] + lines[i + 1 : i + 2]
    )


def _cells(text: str) -> tuple[int, int]:
    """Where the cells of a row begin and end, between the bars at its edges."""
    return len(text) - len(text.lstrip("| ")), len(text.rstrip("| "))


def _kind(lines: list[Line], i: int) -> tuple[str, Line]:
    line = lines[i]
    if mark := HEADING_MARK.match(line.text):
        return "heading", _part(line, mark.end(), len(line.text))
    if mark := LIST_MARK.match(line.text):
        return "list_item", _part(line, mark.end(), len(line.text))
    return ("heading" if _is_heading(lines, i) else "paragraph"), line


def _is_heading(lines: list[Line], i: int) -> bool:
    """A short line, no part of a sentence, over another; a question only at the top."""
    text, ends = lines[i].text, ".,;:!…\"”'’-–—" if i == 0 else ".,;:!?…\"”'’-–—"
    words = "://" not in text and any(map(str.isalpha, text))
    whole = text[-1] not in ends and not text[0].islower()
    return whole and words and len(text) <= HEADING and i + 1 < len(lines)


def _lead_in(paragraph: str) -> str | None:
    """The last sentence of a paragraph if it announces a list: by a colon or a word that points."""
    if not (paragraph.endswith(":") or AHEAD.search(paragraph)):  # as mostly
        return None
    start, end = sentences(paragraph)[-1]
    announces = paragraph.endswith(":") or AHEAD.search(paragraph, start)
    return paragraph[start:end] if announces else None
