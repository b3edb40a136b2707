"""A text in, edits of characters that were decoded wrongly, escaped or are seen by nobody out."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import ftfy
from ftfy.badness import is_bad

from lib.cleaning.edits import Edit


def mojibake(text: str) -> Iterator[Edit]:
    """UTF-8 read in a one-byte encoding ("itâ€™s"), by ftfy, run by run: others may be sound."""
    # Ã stands for à where its second byte, a no-break space, became a plain one
    for match in re.finditer(r"[^\x00-\x7f]++(?:(?<=Ã) |(?<=[,.!?]â€)[?])?", text):
        run, end = match.group(), match.end()
        # what comes next may be an escaped part of it
        ends = not text[end : end + 1].isalnum() and not ENTITY.match(text, end)
        # the last byte of ” has no character in the commonest one-byte encoding, and many programs
        # write another sign for it or drop it
        sound = _encoding(re.sub("â€[\ufffd?]$", "â€\x9d", run) if ends else run)
        if ends and sound.endswith("â€"):
            sound = sound[:-2] + "”"
        if sound != run:
            yield Edit("mojibake", *match.span(), sound)


@cache
def _encoding(run: str) -> str:
    sound = ftfy.fix_encoding(run)
    return run if is_bad(sound) else sound


INVISIBLE = re.compile(
    r"\u00ad[^\S\n]*+\n\s*+"  # a soft hyphen at the end of a line parts one word
    # soft hyphens, zero-width spaces, control characters
    r"|[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1b\x7f]++"
)
LINE_END = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
ENTITY = re.compile(
    r"&(?=amp;|[#a-zA-Z])(?:amp;)*+(?:(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)?+"
    # with the spaces that a spinner put in
    r"|& {1,9}(?:#\d{2,5}|nbsp|amp(?: ?; ?amp)*+|quot|apos|[lg]t|[lr][sd]quo|[mn]dash|hellip) ?;"
)


def invisible(text: str) -> Iterator[Edit]:
    """Characters that nobody sees and that part or glue words for a program."""
    yield from (Edit("invisible", *match.span(), "") for match in INVISIBLE.finditer(text))


def line_ends(text: str) -> Iterator[Edit]:
    r"""Line ends of other systems become \n."""
    yield from (Edit("line_end", *match.span(), "\n") for match in LINE_END.finditer(text))


def entities(text: str) -> Iterator[Edit]:
    """HTML entities ("&rsquo;", "&amp;quot;") become the characters they stand for."""
    for match in ENTITY.finditer(text):
        entity = match.group().replace(" ", "")
        if (character := _unescaped(entity)) != entity:
            yield Edit("entity", *match.span(), character)


def ligatures(text: str) -> Iterator[Edit]:
    """Letters that a printer joined (ﬁ, ﬂ) are parted, so that words are found."""
    for match in re.finditer("[\ufb00-\ufb06]", text):
        yield Edit("ligature", *match.span(), unicodedata.normalize("NFKC", match.group()))


@cache
def _unescaped(entity: str) -> str:
    plain = re.sub("&(?:amp;)+", "&", entity)  # escaped again and again
    while (once := html.unescape(plain)) != plain:
        plain = once
    return plain


# no word nor address of a report is so long; the parse takes the square of a word's length
BLOB = re.compile(r"\S{400,}+")


def blobs(text: str) -> Iterator[Edit]:
    """Data that a converter left: base64, a line of one sign, a text that has lost every space."""
    yield from (Edit("blob", *match.span(), "") for match in BLOB.finditer(text))
