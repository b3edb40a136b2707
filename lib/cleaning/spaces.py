"""A text in, edits of spaces out: too many, before a mark, or missing after one."""

import re
from collections.abc import Iterator

from lib.cleaning.edits import Edit
from lib.cleaning.lists import listed
from lib.text.words import abbreviations

SPACES = re.compile(r"(?<=\S)(?! \S)[^\S\n]++(?=\S)")  # but for one plain space
SPACE_BEFORE = re.compile(
    r"(?<=[^\W_]|[)\]”’\"'%]) ++(?:"
    r"[,;](?!\S*[)(DPp](?!\w))"  # not a smiley
    r"|:(?=\s|$|[^\W\d_]{3})"
    r"|[.](?! ?[.\w])"  # not a spaced ellipsis, not ".5" or ".NET"
    r"|[?!](?=\s|$|[”’\"'])"
    r")"
)
COLON_COMMA = re.compile(r"(?<=[^\W_]):,(?=\s)")


def spaces(text: str) -> Iterator[Edit]:
    """Tabs, no-break and other odd spaces become plain ones, and several become one."""
    yield from (Edit("space", *match.span(), " ") for match in SPACES.finditer(text))


def stray_spaces(text: str) -> Iterator[Edit]:
    """A space before a comma, colon or full stop goes, or moves behind it ("programs :Launch")."""
    for match in SPACE_BEFORE.finditer(text):
        mark, glued_on = match.group()[-1], text[match.end() : match.end() + 1].isalpha()
        yield Edit("space_before", *match.span(), mark + " " * glued_on)


def colon_commas(text: str) -> Iterator[Edit]:
    """A comma after a colon, which stood for mark-up around a label ("exercises:, focusing")."""
    yield from (
        Edit("colon_comma", match.start(), match.end(), ",") for match in COLON_COMMA.finditer(text)
    )


PROTECTED = re.compile(
    r"(?:https?|ftp)://[^\s()<>\"“”]++"  # web addresses
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]++"  # e-mail addresses
    r"|(?<![\w./])/[\w.,-]++(?:/[\w.,-]++)++"  # file paths
    r"|(?<![\w.-])\w[\w-]*+(?:\.[\w-]++)++"  # names with full stops: judged by their endings
)
GLUED = re.compile(
    r"(?P<mark>[.!?,;:])(?:(?<=[\w)\]”’\"'%].)|(?<=\. .)|(?<=[\w ]\.\..))"
    r"(?P<close>[”’\"')\]]{0,2}+)(?P<open>[“‘(\[]?+)(?=[^\W_])"
)
# the word before a place and the word after it, at most 40 characters of them
LEFT = re.compile(r"[\w.’'-]+\Z")
RIGHT = re.compile(r"[\w.’'-]+")
INITIALS = re.compile(r"(?:[A-Z]\.)+(?:[A-Z]\b)?")
QUOTE = re.compile(
    r'(?P<opens>(?<![^\s(\[—–-])"(?=\S))|(?P<closes>(?<=\S)"(?![^\s.,;:!?)\]—–-]))|\n|"'
)


def glued(text: str) -> Iterator[Edit]:
    """A space where a sentence or clause runs into the next ("together.By", "trust,complicating").

    Where it may be a manner of writing ("Sen.Cruz", "region.as the"), it is damage only in a
    document that has other such places.
    """
    found = list(GLUED.finditer(text))
    if not found:
        return
    protected, closing, places = _protected(text), _closing_quotes(text), []
    for match in found:
        place = 0 if protected[match.start("mark")] else _place(match, closing)
        if place and (certainty := _glue(text, match)):
            places.append((certainty, match["mark"], place))
    damaged = len(places) >= 3 or any(certainty == "certain" for certainty, *_ in places)
    for _, mark, place in places if damaged else ():
        yield Edit("glued_sentence" if mark in ".!?" else "glued_clause", place, place, " ")


def _protected(text: str) -> bytearray:
    """For each character whether it is of an address, a file name or the like."""
    protected = bytearray(len(text))
    for match in PROTECTED.finditer(text):
        size = _protected_size(match.group())
        protected[match.start() : match.start() + size] = b"\1" * size
    return protected


def _protected_size(name: str) -> int:
    """How much of the name is one, up to its last known ending: "dawn.com.The" is glued."""
    parts = name.split(".")
    endings = (i for i, part in enumerate(parts) if i and part in listed("endings.txt"))
    last = max(endings, default=0)
    if "/" in name or (not last and "@" in name):
        return len(name) if not parts[-1].istitle() else len(name) - len(parts[-1]) - 1
    return len(".".join(parts[: last + 1])) if last else 0


def _closing_quotes(text: str) -> set[int]:
    """The places of straight marks that close a quotation: by the space beside them, or in turn."""
    closing: set[int] = set()
    line: list[re.Match[str]] = []
    for match in [*QUOTE.finditer(text), None]:
        if match and match.group() == '"':
            line.append(match)
        elif line:
            closing |= _closing_of(line)
            line = []
    return closing


def _closing_of(line: list[re.Match[str]]) -> set[int]:
    """The same of one line, which may begin within a quotation: the first telling mark shows it."""
    telling = next((i for i, match in enumerate(line) if match.lastgroup), len(line))
    is_open = telling < len(line) and (line[telling].lastgroup == "closes") != (telling % 2 == 1)
    closing = set()
    for match in line:
        closes = match.lastgroup == "closes" if match.lastgroup else is_open
        if closes:
            closing.add(match.start())
        is_open = not closes
    return closing


def _place(match: re.Match[str], closing: set[int]) -> int:
    """Where the space belongs; 0 if a mark between the two cannot be placed."""
    close = match["close"]
    if "'" in close:
        return 0
    if '"' in close and match.start("close") + close.index('"') not in closing:
        return match.start("close") if close == '"' and not match["open"] else 0
    return match.end("close")


def _glue(text: str, match: re.Match[str]) -> str | None:
    """How sure it is that a space is missing: "certain", "likely" (if others are too) or None."""
    before = word_before(text, match.start())
    right = next(RIGHT.finditer(text, match.end(), match.end() + 40)).group()
    if match["mark"] == ":":
        label = before[-3:].isalpha() and before.islower() and right[0].isupper()
        return "likely" if label and not match["close"] else None
    if match["mark"] in ",;":
        word = right[:2].isalpha() or right in ("a", "I")
        apart = match["close"] or before[-2:].isalnum() or not before
        return "certain" if word and apart else None
    if before.endswith("..") or text[max(0, match.start() - 3) : match.start()] == " ..":
        return "likely" if _opens_sentence(right) else None
    if match["mark"] == "." and not match["close"] and before:
        return _glued_stop(before, right)
    return "certain" if _opens_sentence(right) else None


def word_before(text: str, end: int) -> str:
    """The word that ends there, at most 40 characters of it; "" if none does."""
    word = LEFT.search(text, max(0, end - 40), end)
    return word.group() if word else ""


def _opens_sentence(right: str) -> bool:
    """A capital that is no single letter, but for I, A and abbreviations such as U.S."""
    first = re.split(r"[.’']", right)[0]
    whole = len(first) > 1 or bool(INITIALS.match(right)) or first in ("I", "A")
    return right[0].isupper() and whole


def _glued_stop(before: str, right: str) -> str | None:
    """The same for a full stop between two words."""
    word, first = re.split(r"[.-]", before)[-1], re.split(r"[.’']", right)[0]
    starter = first.lower() in listed("starters.txt")
    if right[0].islower():
        return "likely" if starter and word.islower() and len(word) > 2 else None
    if not _opens_sentence(right) or right.lower() in listed("endings.txt"):
        return None
    if len(word) > 1 and word.islower() and "." not in before and word not in abbreviations():
        return "certain"
    # "W.Va.", "Lt.Gen.", "Ph.D."
    short = len(first) <= 3 or first.lower() in abbreviations()
    if short and right[len(first) : len(first) + 1] == ".":
        return None
    abbreviated = "." in before or len(word) < 2 or word.lower() in abbreviations()
    if not abbreviated or (starter and (len(word) > 1 or before.lower() in abbreviations())):
        return "certain"
    return "likely"  # "Sen.Cruz", "W.Bush", "U.S.Senator"
