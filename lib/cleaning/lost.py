"""A text in, edits of marks that stand for a lost character out, where one reading is possible.

U+FFFD stands for any character beyond ASCII; a question mark within a word, or at the edge of one
that no question ends at, does so in a document where a negation shows it ("wasn?t").
"""

import re
from collections.abc import Iterator
from functools import cache

from lib.cleaning.edits import Edit
from lib.cleaning.lists import listed

SIGN = "\ufffd"
SIGNS = re.compile(rf"{SIGN}+")
# no other word of English has the letters n and t around a lost one at its end
NEGATION = re.compile(
    rf"\b((?:is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should|must|need)n)"
    rf"(?:{SIGN}+|\?| )(t)\b",
    re.IGNORECASE,
)
PARTED = re.compile(rf"[nN](?:{SIGN}+|[? ])[tT]\b")
TAIL = re.compile(r"(?:s|t|re|ve|ll|d|m)\b", re.IGNORECASE)
ASKED = re.compile(
    r"(?<![^\s\d(\[“\"—–-])\?(?=[^\W\d_])|(?<=[^\W\d_])\?(?=(?:s|re|ve|ll|d|m)\b)|(?<=[,.!?])\?"
)
YEAR, YEAR_ON = re.compile(r"\b[12]\d{3}\Z"), re.compile(r"(?:[12]\d)?\d\d\b")
LETTERS = re.compile(r"[^\W\d_]*+")
BARE = re.compile(r"[^\W\d_]+")


def contractions(text: str) -> Iterator[Edit]:
    """An apostrophe in a negation or pronoun whose letters are no word without it ("didnt")."""
    for match in _negations(text):
        yield Edit("apostrophe", match.end(1), match.start(2), _apostrophe(text))
    small = text.lower()
    if any(word in small for word in _contracted()):  # in few texts
        for match in BARE.finditer(text):
            if at := _contracted().get(match.group().lower()):
                yield Edit("apostrophe", match.start() + at, match.start() + at, _apostrophe(text))


def _negations(text: str) -> list[re.Match[str]]:
    """The negations with another sign, or a space, for their apostrophe."""
    return list(NEGATION.finditer(text)) if PARTED.search(text) else []  # in few texts


@cache
def _contracted() -> dict[str, int]:
    """For each contraction without its apostrophe where that stood."""
    return {word.replace("'", ""): word.index("'") for word in listed("contractions.txt")}


def _apostrophe(text: str) -> str:
    """The straight one where the text has it, else the curly one."""
    return "'" if "’" not in text and re.search(r"\w'\w", text) else "’"


def lost(text: str) -> Iterator[Edit]:
    """Apostrophes, quotation marks, dashes and accents, paragraph by paragraph."""
    asked = any(match.group()[-2] == "?" for match in _negations(text))
    if SIGN not in text and not asked:
        return
    known, at = _accented(text), 0
    for paragraph in text.split("\n"):
        is_open = False
        places = [*SIGNS.finditer(paragraph), *(ASKED.finditer(paragraph) if asked else ())]
        for match in sorted(places, key=re.Match.start):
            character = _read(paragraph, match, known, is_open)
            if character:
                yield Edit("lost", at + match.start(), at + match.end(), character)
            is_open = {"“": True, "”": False}.get(character, is_open)
        at += len(paragraph) + 1


def _read(text: str, match: re.Match[str], known: dict[str, set[str]], is_open: bool) -> str:
    """The character that was lost; "" where several may have been."""
    start, end = match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if accent := _accent(text, match, known):
        return accent
    if before.isalpha() and after.isalpha():
        return "’" if TAIL.match(text, end) else ""
    if before in ("", " ", "(", "[") and after.isalpha():
        return "“"
    if before == after == " ":
        return "–"
    if YEAR.search(text, max(0, start - 5), start) and YEAR_ON.match(text, end):
        return "–"  # between two years
    closes = before in (*",.!?…)", "") or before.isalnum()
    if is_open and closes and not after.isalnum():
        return "”"
    return "’" if before == "s" and after == " " else ""


def _accent(text: str, match: re.Match[str], known: dict[str, set[str]]) -> str:
    """The letter that makes the word around the sign one that is known, if only one does."""
    # at most 40 letters on each side, so that a long line takes time in proportion
    before = text[max(0, match.start() - 40) : match.start()]
    head = next(LETTERS.finditer(before[::-1])).group()[::-1]
    tail = next(LETTERS.finditer(text, match.end(), match.end() + 40)).group()
    letters = known.get(f"{head}{SIGN}{tail}".lower(), set())
    return min(letters) if len(letters) == 1 else ""


def _accented(text: str) -> dict[str, set[str]]:
    """By its shape ("caf\ufffd") the letters that a word of the text or the list has there."""
    known: dict[str, set[str]] = {}
    for word in {*BARE.findall(text), *listed("accents.txt")}:
        for i, letter in enumerate(word.lower()):
            if not letter.isascii():
                known.setdefault(f"{word[:i]}{SIGN}{word[i + 1 :]}".lower(), set()).add(letter)
    return known
