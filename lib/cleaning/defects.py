"""A text in, the edits that repair its defects out, by place and apart."""

import html
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

import ftfy

from lib.cleaning.edits import Edit
from lib.text.data import data_lines
from lib.text.imprint import LINE_OF_CHROME, NAME, chrome_rule, is_outlet
from lib.text.words import abbreviations, stems

WRAP = 130  # characters; a longer line was not broken to fit a page
NARROWEST = 40  # characters; shorter lines are verse, or a list
HEADING = 120  # characters; a longer line is no heading


class Line(NamedTuple):
    """A line that is not blank: its place and its text, without the space around it."""

    start: int
    end: int
    text: str


def lines_of(text: str) -> Iterator[Line]:
    """The lines that are not blank, in order."""
    at = 0
    for piece in text.split("\n"):
        if bare := piece.strip():
            start = at + len(piece) - len(piece.lstrip())
            yield Line(start, start + len(bare), bare)
        at += len(piece) + 1


@cache
def _names(data: str) -> frozenset[str]:
    return frozenset(data_lines(__package__, data))


# Characters


def mojibake(text: str) -> Iterator[Edit]:
    """UTF-8 read in a one-byte encoding ("itâ€™s"), by ftfy, run by run: others may be sound."""
    # Ã stands for à where its second byte, a no-break space, became a plain one
    for match in re.finditer(r"[^\x00-\x7f]++(?:(?<=Ã) )?", text):
        sound = _encoding(match.group())
        # the last byte of ” has no character in the commonest one-byte encoding, and many programs
        # drop it
        if sound.endswith("â€") and not text[match.end() : match.end() + 1].isalnum():
            sound = sound[:-2] + "”"
        if sound != match.group():
            yield Edit("mojibake", *match.span(), sound)


@cache
def _encoding(run: str) -> str:
    sound = ftfy.fix_encoding(run)
    return run if ftfy.is_bad(sound) else sound


INVISIBLE = re.compile(
    r"\u00ad[^\S\n]*+\n\s*+"  # a soft hyphen at the end of a line parts one word
    # soft hyphens, zero-width spaces, control characters
    r"|[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1b\x7f]++"
)
LINE_END = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
ENTITY = re.compile(
    r"&(?=amp;|[#a-zA-Z])(?:amp;)*+(?:(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)?+"
    # with the spaces that a spinner put in
    r"|& (?:#\d{2,5}|nbsp|amp|quot|apos|[lg]t|[lr][sd]quo|[mn]dash|hellip) ?;"
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


# Mark-up

CELL_TAGS = frozenset(("td", "th"))
ROW_TAGS = frozenset(("tr", "table", "thead", "tbody", "tfoot", "caption"))
LINE_TAGS = frozenset(("li", "dt", "dd", "option"))
# what they open never stands in the line above
TITLE_TAGS = frozenset("h1 h2 h3 h4 h5 h6 table".split())
PARAGRAPH_TAGS = TITLE_TAGS | frozenset(
    "p div ul ol dl blockquote section article aside header footer nav main figure figcaption hr"
    " pre form html body head title center fieldset address".split()
)
INLINE_TAGS = frozenset(
    "a abbr acronym b big bdi bdo br button cite code data del dfn em font i iframe img input ins"
    " kbd label link mark meta noscript o:p q s samp select small span strike strong sub sup"
    " textarea time tt u var wbr".split()
)
TAG_NAMES = "|".join(
    sorted(
        CELL_TAGS | ROW_TAGS | LINE_TAGS | PARAGRAPH_TAGS | INLINE_TAGS,
        key=lambda name: (-len(name), name),
    )
)
# Only attributes with a value count, so that "a <b and c> d" stays; spaces may stand anywhere ('<
# h2 id = "conclusion" >').
TAG = (
    rf"<\s*+/?\s*+(?:{TAG_NAMES})(?![\w:-])"
    r"""(?:\s++[\w:.-]++\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=]++))*+\s*+/?\s*+>"""
)
# what is left of a tag that lost its "<" ("li >"): it counts only beside whole tags
ORPHAN = rf"(?<![^\s>:.])/?(?:{TAG_NAMES})\ >"
SEPARATOR = r"(?<![^\s>])(?:[.$*=~_#–—-]\ ){5,}[.$*=~_#–—-]*+"
SEPARATORS = re.compile(SEPARATOR)
WHOLE_TAG = re.compile(TAG, re.IGNORECASE)
TAG_RUN = re.compile(rf"(?:{TAG}|{ORPHAN})(?:\s*+(?:{TAG}|{ORPHAN}|{SEPARATOR}))*+", re.IGNORECASE)
TAG_NAME = re.compile(rf"(/?)\s*+({TAG_NAMES})(?![\w:-])[^<>]*+>", re.IGNORECASE)
SCRIPT = re.compile(r"<!--|<(?:script|style)(?=[\s>])", re.IGNORECASE)
SCRIPT_END = {
    opening: re.compile(closing, re.IGNORECASE)
    for opening, closing in (
        ("<!--", "-->"),
        ("<script", r"</script\s*>"),
        ("<style", r"</style\s*>"),
    )
}


def scripts(text: str) -> Iterator[Edit]:
    """Comments, scripts and style sheets of a page, with what is in them."""
    at = 0
    while match := SCRIPT.search(text, at):
        end = SCRIPT_END[match.group().lower()].search(text, match.end())
        if not end:
            return
        at = end.end()
        yield Edit("html", match.start(), at, "")


def tags(text: str) -> Iterator[Edit]:
    """HTML tags, whole or broken, with space around: gone, or a line break or end of a cell."""
    if not WHOLE_TAG.search(text):
        return
    done = 0
    for match in TAG_RUN.finditer(text):
        start, end = _with_space(text, match.span(), done)
        yield Edit("html", start, end, _gap(text, start, end))
        done = end


def _with_space(text: str, span: tuple[int, int], floor: int) -> tuple[int, int]:
    """The span with the space around it, from floor on."""
    start, end = span
    while start > floor and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return start, end


def _gap(text: str, start: int, end: int) -> str:
    """What a run of tags and space stood for."""
    if start == 0 or end == len(text):
        return ""
    run = text[start:end]
    names = [(slash + name).lower() for slash, name in TAG_NAME.findall(run)]
    bare = {name.lstrip("/") for name in names}
    first = next(
        (name.lstrip("/") for name in names if name.lstrip("/") in CELL_TAGS | ROW_TAGS), None
    )
    if "/thead" in names or (first == "th" and bare & ROW_TAGS):
        return "\n---|---\n"
    if first in CELL_TAGS and not bare & ROW_TAGS and not SEPARATORS.search(run):
        return " | "
    goes_on = text[start - 1] in ",;" or text[end].islower()
    if breaks := _breaks(bare, run) or int("br" in bare and not goes_on):
        return "\n" * breaks
    return " " if "br" in bare or re.search(r"\s", run) else ""


def _breaks(names: set[str], run: str) -> int:
    """How many line breaks a run of tags is worth."""
    if names & TITLE_TAGS:
        return 2
    if names & (CELL_TAGS | ROW_TAGS | LINE_TAGS):
        return 1
    if names & PARAGRAPH_TAGS:
        return 2
    return min(2, re.sub(r"<[^<>]*>", "", run).count("\n"))


# Lines

RULER = re.compile(r"([.$*=~_#–—+-])(?: ?\1){2,}+")


def separators(text: str) -> Iterator[Edit]:
    """Runs of marks that part nothing but the eye, within a line: ". . . . . .", "$ $ $ $ $ $"."""
    for match in SEPARATORS.finditer(text):
        inside = (
            match.start() > 0
            and text[match.start() - 1] != "\n"
            and text[match.end() : match.end() + 1] not in ("", "\n")
        )
        yield Edit("separator", *match.span(), "\n" if inside else "")


def chrome(text: str) -> Iterator[Edit]:
    """Lines that the site put around the report (chrome.tsv), rulers, a foreign last headline."""
    lines = list(lines_of(text))
    ruled = [(line, _chrome_rule(line)) for line in lines]
    if lines and not ruled[-1][1] and _foreign(lines[-1], text):
        ruled[-1] = (lines[-1], "chrome:headline")
    for found, run in groupby(ruled, key=lambda pair: pair[1] is not None):
        if found:
            yield from _without(text, list(run))


def _without(text: str, run: list[tuple[Line, str]]) -> Iterator[Edit]:
    """The edits that take out lines in a row, with the narrower gap around them."""
    first, last = run[0][0], run[-1][0]
    start, end = _with_space(text, (first.start, last.end), 0)
    if start > 0 and end < len(text):
        before, after = text.count("\n", start, first.start), text.count("\n", last.end, end)
        start, end = (start, last.end) if before <= after else (first.start, end)
    bounds = [start, *(line.start for line, _ in run[1:]), end]
    for (_, rule), (low, high) in zip(run, pairwise(bounds), strict=True):
        yield Edit(rule, low, high, "")


def _chrome_rule(line: Line) -> str | None:
    if len(line.text) > LINE_OF_CHROME:
        return None
    if RULER.fullmatch(line.text):
        return "separator" if line.text.strip(". ") else None  # full stops alone may be a pause
    return chrome_rule(line.text)


# A page's name for itself: the headline, a dash or bar, and an outlet
PAGE_NAME = re.compile(rf"(?P<headline>[^\n]{{20,200}}) [–—|-] (?P<outlet>{NAME})")


def _foreign(line: Line, text: str) -> bool:
    """Whether the last line is another story's headline, by outlet and words not in the text."""
    page = PAGE_NAME.fullmatch(line.text)
    if not page or not is_outlet(page["outlet"]) or line.start == 0:
        return False
    own = set(stems(page["headline"]))
    return len(own - set(stems(text[: line.start]))) * 2 > len(own)


LIST_MARK = re.compile(r"(?:[-*•·▪◦‣–]|\d{1,2}[.)]|\([a-z\d]{1,2}\))\s+(?=\S)")


def wrapped(text: str) -> Iterator[Edit]:
    """Line breaks that only keep lines short become spaces.

    They are known by this: most lines of the document are so long that the next word would not have
    fitted, and end within a sentence.
    """
    pairs = _neighbours(text)
    width = max((len(one.text) for one, _ in pairs), default=0)
    full = [
        (one, two)
        for one, two in pairs
        if len(one.text) + 1 + len(two.text.split(None, 1)[0]) > width
    ]
    inside = sum(one.text[-1] not in '.!?:”"' and two.text[0].islower() for one, two in full)
    if width < NARROWEST or inside < 2 or inside * 2 < len(full) or len(full) * 2 < len(pairs):
        return
    yield from (
        Edit("wrap", one.end, two.start, " ") for one, two in full if not _apart(one.text, two.text)
    )


def _neighbours(text: str) -> list[tuple[Line, Line]]:
    """The pairs of lines with no blank one between, both short enough to be broken for a page."""
    pairs = pairwise(lines_of(text))
    return [
        (one, two)
        for one, two in pairs
        if max(len(one.text), len(two.text)) <= WRAP and text.count("\n", one.end, two.start) == 1
    ]


COMPOUND = re.compile(r"[^\W\d_]++(?:-[^\W\d_]++)*+")
# the two halves are no words of the document
PARTED = re.compile(r"(?<![\w-])[\w-]++\n\s*+[\w-]++")


def hyphenated(text: str) -> Iterator[Edit]:
    """A word parted at the end of a line is put together again."""
    together = (
        (one, two)
        for one, two in pairwise(lines_of(text))
        if text.count("\n", one.end, two.start) == 1
    )
    pairs = [
        (one, two)
        for one, two in together
        if re.search(r"[^\W\d_]-$", one.text) and two.text[0].islower()
    ]
    known = set(COMPOUND.findall(PARTED.sub(" ", text.lower()))) if pairs else set()
    for one, two in pairs:
        left, right = (
            re.search(r"[\w-]+(?=-$)", one.text).group().lower(),
            re.match(r"[\w-]+", two.text).group().lower(),
        )
        yield Edit("hyphen", one.end - (not _compound(left, right, known)), two.start, "")


def _compound(left: str, right: str, known: set[str]) -> bool:
    """Whether the hyphen is the word's: the document has it so or both parts, or it is a prefix."""
    if f"{left}-{right}" in known or left + right in known:
        return f"{left}-{right}" in known
    return left in _names("prefixes.txt") or (left in known and right in known)


def _apart(one: str, two: str) -> bool:
    """Whether two lines are items or rows of a table; a dash may also go on with a sentence."""
    item = LIST_MARK.match(two) and (one[-1] in ".!?:;" or LIST_MARK.match(one))
    return bool(item) or "|" in (one[0], one[-1], two[0], two[-1]) or ("|" in one and "|" in two)


# but for one that is as it should be
CELL_EDGE = re.compile(r"(?<=[^\s|])(?! \| [^\s|])[^\S\n]*+\|[^\S\n]*+(?=[^\s|])")
# the row of dashes under a table's header
RULE_ROW = re.compile(r"[\s|:+]*+(?:-(?!-)[\s|:+]*+)*+--[\s|:+-]*+")


def cells(text: str) -> Iterator[Edit]:
    """Cells are parted by " | " in lines that begin or end with a bar, or stand beside one."""
    lines = list(lines_of(text))
    edged = [line.text[0] == "|" or line.text[-1] == "|" for line in lines]
    for i, line in enumerate(lines):
        if any(edged[max(0, i - 1) : i + 2]) and not RULE_ROW.fullmatch(line.text):
            yield from (
                Edit("cell", *match.span(), " | ")
                for match in CELL_EDGE.finditer(text, line.start, line.end)
            )


# Spaces and punctuation

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
    r"(?:(?<=[\w)\]”’\"'%])|(?<=\. )|(?<=[\w ]\.\.))"
    r"(?P<mark>[.!?]|[,;:])(?P<close>[”’\"')\]]{0,2}+)(?P<open>[“‘(\[]?+)(?=[^\W_])"
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
    kept, closing = _protected(text), _closing_quotes(text)
    found = []
    for match in GLUED.finditer(text):
        if (
            not kept[match.start("mark")]
            and (place := _place(match, closing))
            and (kind := _glue(text, match))
        ):
            found.append((kind, match["mark"], place))
    damaged = len(found) >= 3 or any(kind == "certain" for kind, _, _ in found)
    for _, mark, place in found if damaged else ():
        yield Edit("glued_sentence" if mark in ".!?" else "glued_clause", place, place, " ")


def _protected(text: str) -> bytearray:
    """For each character whether it is of an address, a file name or the like."""
    kept = bytearray(len(text))
    for match in PROTECTED.finditer(text):
        size = _protected_size(match.group())
        kept[match.start() : match.start() + size] = b"\1" * size
    return kept


def _protected_size(name: str) -> int:
    """How much of the name is one, up to its last known ending: "dawn.com.The" is glued."""
    parts = name.split(".")
    last = max(
        (i for i, part in enumerate(parts) if i and part in _names("endings.txt")), default=0
    )
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
    left = LEFT.search(text, max(0, match.start() - 40), match.start())
    before, right = (
        left.group() if left else "",
        RIGHT.match(text, match.end(), match.end() + 40).group(),
    )
    if match["mark"] == ":":
        label = before[-3:].isalpha() and before.islower() and right[0].isupper()
        return "likely" if label and not match["close"] else None
    if match["mark"] in ",;":
        word = right[:2].isalpha() or right in ("a", "I")
        return (
            "certain" if word and (match["close"] or before[-2:].isalnum() or not before) else None
        )
    if before.endswith("..") or text[max(0, match.start() - 3) : match.start()] == " ..":
        return "likely" if _opens_sentence(right) else None
    if match["mark"] == "." and not match["close"] and before:
        return _glued_stop(before, right)
    return "certain" if _opens_sentence(right) else None


def _opens_sentence(right: str) -> bool:
    """A capital that is no single letter, but for I, A and abbreviations such as U.S."""
    first = re.split(r"[.’']", right)[0]
    return right[0].isupper() and (
        len(first) > 1 or bool(INITIALS.match(right)) or first in ("I", "A")
    )


def _glued_stop(before: str, right: str) -> str | None:
    """The same for a full stop between two words."""
    word, first = re.split(r"[.-]", before)[-1], re.split(r"[.’']", right)[0]
    starter = first.lower() in _names("starters.txt")
    if right[0].islower():
        return "likely" if starter and word.islower() and len(word) > 2 else None
    if not _opens_sentence(right) or right.lower() in _names("endings.txt"):
        return None
    if len(word) > 1 and word.islower() and "." not in before and word not in abbreviations():
        return "certain"
    # "W.Va.", "Lt.Gen.", "Ph.D."
    if right[len(first) : len(first) + 1] == "." and (
        len(first) <= 3 or first.lower() in abbreviations()
    ):
        return None
    abbreviated = "." in before or len(word) < 2 or word.lower() in abbreviations()
    if not abbreviated or (starter and (len(word) > 1 or before.lower() in abbreviations())):
        return "certain"
    return "likely"  # "Sen.Cruz", "W.Bush", "U.S.Senator"


# Capitals

LOWER = re.compile(r"[a-z]+(?=[ ,])")
LOWER_WITHIN = re.compile(r"(?<=[^\W\d_][^\W\d_][^\W\d_][.] )[a-z]+(?=[ ,])")
ENDED = re.compile(r"(?<![.][.])[.!?:][”\"’')]*$")
TITLE_WORD = re.compile(r"^\w+|\b[^\W\d_]{4,}")


def lower_starts(text: str) -> Iterator[Edit]:
    """A sentence or heading that begins with a small letter, if its first word is no name."""
    starts = [match.start() for match in LOWER_WITHIN.finditer(text) if _lost_within(text, match)]
    for before, line in pairwise([None, *lines_of(text)]):
        if LOWER.match(line.text) and _lost_in_line(line, before):
            starts.append(line.start)
    yield from (Edit("lower_start", at, at + 1, text[at].upper()) for at in sorted(starts))


def _lost_within(text: str, match: re.Match[str]) -> bool:
    left = LEFT.search(text, max(0, match.start() - 40), match.start() - 2)
    return (
        match.group() in _names("starters.txt")
        and left is not None
        and left.group().lower() not in abbreviations()
    )


def _lost_in_line(line: Line, before: Line | None) -> bool:
    """Whether the line begins a sentence after an ended one or a heading, or is a heading."""
    heading_above = before is not None and len(before.text) <= HEADING < len(line.text)
    if "|" in line.text or (
        before is not None and not heading_above and not ENDED.search(before.text)
    ):
        return False
    _, *others = TITLE_WORD.findall(line.text[:HEADING]) or [""]
    titled = (
        len(line.text) <= HEADING
        and len(others) > 4
        and sum(word[0].isupper() for word in others) * 2 > len(others)
    )
    return titled or line.text.split()[0].rstrip(",") in _names("starters.txt")


DEFECTS: tuple[Callable[[str], Iterator[Edit]], ...] = (
    mojibake,
    invisible,
    line_ends,
    entities,
    scripts,
    tags,
    blobs,
    separators,
    spaces,
    chrome,
    hyphenated,
    wrapped,
    cells,
    stray_spaces,
    colon_commas,
    glued,
    lower_starts,
)
