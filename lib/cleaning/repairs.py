"""Raw text in, the repairs that it needs out."""

import re
from collections.abc import Iterator

from lib.cleaning.defects import DEFECTS
from lib.cleaning.edits import combined, replayed
from lib.cleaning.site import doubtful
from lib.text.spans import Repair

ROUNDS = 20  # one repair can lay bare another; real texts are stable after two or three rounds


def clean(raw: str) -> list[Repair]:
    """The repairs that clean the raw text, by place and apart; none for a clean one."""
    text, repairs = raw, list[Repair]()
    for _ in range(ROUNDS):
        before = text
        for defect in DEFECTS:
            if edits := list(defect(text)):
                repairs = combined(raw, text, repairs, edits)
                text = replayed(raw, repairs)
        if text == before:
            break
    return repairs


# What looks like damage and was left alone, since it may be meant so: the name, the pattern, and
# what it may be instead.
UNSURE = (
    ("glued words", r"[a-z]{2}[.!?,;][A-Za-z][a-z]+", "an address, a file name or a version"),
    ("lower-case start", r"(?<=[a-z]{3}[.!?] )[a-z]{2,}", "a name or an abbreviation before it"),
    ("doubled word", r"\b([a-z]{2,}) \1\b", "had had, that that"),
    ("space before a mark", r"\w [,.;!?](?=\s|$)", "a style of its own"),
    ("mark left over", r"[<>{}]|&\w+;|\ufffd", "a formula, or code that is quoted"),
)


def unsure(cleaned: str) -> Iterator[tuple[str, str, str]]:
    """What may still be damage: kind, words around it, what else it may be; by kind and place."""
    for kind, pattern, instead in UNSURE:
        for match in re.finditer(pattern, cleaned):
            yield kind, cleaned[max(0, match.start() - 30) : match.end() + 30], instead
    for line in doubtful(cleaned):
        yield "line of a site", line.text, "a cross-head, a caption or a signature"
