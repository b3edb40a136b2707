"""The numbers of a content, with value, unit and place."""

import re
from collections.abc import Iterable

from spacy.tokens import Doc, Token

from lib.claims.grammar import between, characters, place
from lib.tables.records import Number

WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()
    )
}
WORDS |= {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "bn": 1_000_000_000,
}
VAGUE = frozenset("dozens hundreds thousands millions billions scores".split())
SIGNS = frozenset("$ £ € ₹".split())
ABOUT = frozenset(
    "about around nearly almost some roughly approximately over least than estimated".split()
)
LASTING = re.compile(
    r"(?:(?P<count>one|two|three|four|five|six)[ -])?"
    r"(?P<unit>hour|day|week|month|year|decade)-long",
    re.IGNORECASE,
)
Span = tuple[int, int]  # first and last token
DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def numbers(doc: Doc, tokens: Iterable[int], dated: set[int]) -> list[Number]:
    """The numbers of the content that date nothing; dated: the tokens of its times.

    The value is null for "dozens"; the first and last token of the number stand under start and
    end.
    """
    runs: list[list[int]] = []
    for i in sorted(set(tokens) - dated):
        if runs and i == runs[-1][-1] + 1 and _numeral(doc[i], True):
            runs[-1].append(i)
        elif _numeral(doc[i], False):
            runs.append([i])
    return [_number(doc, run) for run in runs if not _is_label(doc[run[0]])]


def _numeral(token: Token, going_on: bool) -> bool:
    word = token.lower_
    if word in VAGUE:
        return True
    written = (
        (word[0].isdigit() and DIGITS.fullmatch(word))
        or (word in WORDS and token.pos_ == "NUM")
        or (going_on and word in SCALES)
    )
    return bool(written) and token.ent_type_ not in {"DATE", "TIME", "ORDINAL"}


def lasting(doc: Doc, tokens: Iterable[int]) -> list[Number]:
    """Lengths of time such as "a month-long truce", "two week-long strikes", as of `numbers`."""
    inside, rows = set(tokens), []
    for match in LASTING.finditer(characters(doc), *place(doc, min(inside), max(inside))):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is not None and set(range(span.start, span.end)) <= inside:
            value = _value([match["count"].lower()]) if match["count"] else 1.0
            unit = match["unit"].lower()
            rows.append(_row(match.group(), value, unit, False, (span.start, span.end - 1)))
    return rows


def _is_label(token: Token) -> bool:
    """ "gate 7", "Article 5": a number after its noun names one and counts none."""
    return (
        token.dep_ in {"nummod", "appos", "npadvmod"}
        and token.head.i == token.i - 1
        and token.head.pos_ in {"NOUN", "PROPN"}
    )


def _number(doc: Doc, run: list[int]) -> Number:
    first, last = run[0], run[-1]
    before = {token.lower_ for token in doc[max(0, first - 3) : first]}
    words = [doc[i].lower_ for i in run]
    about = words[0] in VAGUE or bool(before & ABOUT) or {"up", "to"} <= before
    unit = _unit(doc, run)
    return _row(between(doc, first, last), _value(words), unit, about, (first, last))


def _row(text: str, value: float | None, unit: str | None, about: bool, span: Span) -> Number:
    return {
        "text": text,
        "value": value,
        "unit": unit,
        "about": about,
        "start": span[0],
        "end": span[1],
    }


def _unit(doc: Doc, run: list[int]) -> str | None:
    """The sign beside a number, or else the thing it counts."""
    first, last = run[0], run[-1]
    if last + 1 < len(doc) and doc[last + 1].text == "%":
        return "%"
    if first and doc[first - 1].text in SIGNS:
        return doc[first - 1].text
    counted = _counted(doc[last])
    return None if counted is None else _thing(counted, set(run)) or None


def _counted(number: Token) -> Token | None:
    """The noun that a number counts: "three bridges", "dozens of bridges"."""
    if number.dep_ in {"nummod", "quantmod", "compound"}:
        return number.head
    phrases = (child for child in number.children if child.lower_ == "of")
    nouns = (noun for phrase in phrases for noun in phrase.children if noun.dep_ == "pobj")
    return next(nouns, None)


def _thing(noun: Token, run: set[int]) -> str:
    """The thing counted: the noun with the words that name its kind."""
    kind = {child.i for child in noun.children if child.dep_ in {"compound", "amod"}}
    return " ".join(noun.doc[i].lemma_.lower() for i in sorted({noun.i} | kind - run))


def _value(words: list[str]) -> float | None:
    """ "3,000" 3000, "twenty five" 25, "2.5 million" 2500000; null for "dozens"."""
    if words[0] in VAGUE:
        return None
    total, current = 0.0, 0.0
    for word in words:
        if word in SCALES:
            current = (current or 1) * SCALES[word]
            if SCALES[word] > 100:
                total, current = total + current, 0.0
        else:
            current += float(word.replace(",", "")) if DIGITS.fullmatch(word) else WORDS[word]
    return total + current
