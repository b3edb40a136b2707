"""Interviews and transcripts: the labels that name who speaks ("Q:", "GRIM:")."""

import re
from collections import Counter
from collections.abc import Sequence

from lib.claims.names import OF_PEOPLE, sex_of_given
from lib.text.lexicon import countries

LABEL = re.compile(r"(?<![\w.'’-])(?P<who>[A-Z][\w.'’-]*+(?: [A-Z][\w.'’-]*+){0,3}+):\s++(?=\S)")
ASKS, ANSWERS = frozenset(("Q", "Question")), frozenset(("A", "Answer"))


def labels(texts: Sequence[str]) -> list[int]:
    """For each text of a document the characters of the label that says who speaks, or 0.

    A label is one of questions and answers, or a name that stands more than once: as a label, or in
    what has none. One alone may be anything ("Note: …", "KABUL: …"), if it has no given name; and
    what stands in small letters elsewhere is a matter ("Joint Patrols: …").
    """
    found = [LABEL.match(text) for text in texts]
    often = Counter(match["who"] for match in found if match)
    rest = [text for text, match in zip(texts, found, strict=True) if not match]
    told = {word for text in rest for word in re.findall(r"\w+", text)}
    small = {word for text in texts for word in re.findall(r"\b[a-z]\w*", text)}
    named = {who for who in often if _names(who, often, told, small)}
    known = [bool(match and match["who"] in named) for match in found]
    sure = {who for who in named if " " in who and not countries(who.title()) and _said(who, rest)}
    if sum(known) < 2 and not (sure and not known[0]):
        return [0] * len(texts)
    return [match.end() if match and ok else 0 for match, ok in zip(found, known, strict=True)]


def _names(who: str, often: Counter[str], told: set[str], small: set[str]) -> bool:
    pair = bool(ASKS & often.keys()) and bool(ANSWERS & often.keys())
    if who in ASKS | ANSWERS:
        return pair
    parts = who.split()
    given = len(parts) > 1 and any(sex_of_given(other.split()[0]) for other in often)
    if pair or given:
        return True
    if who.isupper():  # "HOST" is the host of the text
        return often[who] > 1 or bool(told & {parts[-1].title(), parts[-1].lower()})
    return not small & {*who.lower().split()} and (often[who] > 1 or parts[-1] in told)


def _said(who: str, rest: list[str]) -> bool:
    """Whether a label's name stands in the text: "ROB ASKEW:" and Rob Askew."""
    return any(who.title() in text for text in rest)


def named(label: str) -> str:
    """The name of a label as a text has it: "ROB ASKEW:" is Rob Askew."""
    who = label.strip().rstrip(":")
    return who.title() if who.isupper() else who


def in_heading(heading: str | None, name: str) -> str | None:
    """The fuller form of a name, or of the one who is interviewed, that a heading has."""
    if heading is None:
        return None
    last = re.escape(name.split()[-1]) if name else r"[A-Z][\w’'-]+"
    pattern = rf"\b[A-Z][\w’'-]+ {last}\b" if name else rf"\b(?:[Ii]nterview|Q&A)\b.*?({OF_PEOPLE})"
    found = re.search(pattern, heading)
    return found and found.group(found.lastindex or 0)
