"""The numbers of a content, with value, unit and place."""

import re
from collections.abc import Iterable

from spacy.tokens import Doc, Token

from lib.claims.grammar import between, characters, place

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
VAGUE = {"dozens", "hundreds", "thousands", "millions", "billions", "scores"}
ABOUT = {
    "about",
    "around",
    "nearly",
    "almost",
    "some",
    "roughly",
    "approximately",
    "over",
    "least",
    "than",
    "estimated",
}
LASTING = re.compile(
    r"(?:(?P<count>one|two|three|four|five|six)[ -])?"
    r"(?P<unit>hour|day|week|month|year|decade)-long",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def numbers(doc: Doc, tokens: Iterable[int], dated: set[int]) -> list[dict]:
    """The numbers of the content that date nothing; dated: the tokens of its times.

    The value is null for "dozens"; the first and last token of the number stand under start and
    end.
    """
    found, run = [], []
    for i in [*sorted(tokens), -1]:
        token = doc[i] if i >= 0 else None
        if (
            token is not None
            and i not in dated
            and (not run or i == run[-1] + 1)
            and _numeral(token, bool(run))
        ):
            run.append(i)
        else:
            found += [_number(doc, run)] if run and not _is_label(doc[run[0]]) else []
            run = [i] if token is not None and i not in dated and _numeral(token, False) else []
    return found


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


def lasting(doc: Doc, tokens: Iterable[int]) -> list[dict]:
    """Lengths of time such as "a month-long truce", "two week-long strikes", as of `numbers`."""
    inside, found = set(tokens), []
    for match in LASTING.finditer(characters(doc), *place(doc, min(inside), max(inside))):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is not None and set(range(span.start, span.end)) <= inside:
            value = _value([match["count"].lower()]) if match["count"] else 1.0
            found.append(
                {
                    "text": match.group(),
                    "value": value,
                    "unit": match["unit"].lower(),
                    "about": False,
                    "start": span.start,
                    "end": span.end - 1,
                }
            )
    return found


def _is_label(token: Token) -> bool:
    """ "gate 7", "Article 5": a number after its noun names one and counts none."""
    return (
        token.dep_ in {"nummod", "appos", "npadvmod"}
        and token.head.i == token.i - 1
        and token.head.pos_ in {"NOUN", "PROPN"}
    )


def _number(doc: Doc, run: list[int]) -> dict:
    head = doc[run[-1]]
    counted = (
        head.head
        if head.dep_ in {"nummod", "quantmod", "compound"}
        else next(
            (
                grand
                for child in head.children
                if child.lower_ == "of"
                for grand in child.children
                if grand.dep_ == "pobj"
            ),
            None,
        )
    )
    sign = doc[run[-1] + 1].text if run[-1] + 1 < len(doc) and doc[run[-1] + 1].text == "%" else ""
    money = doc[run[0] - 1].text if run[0] and doc[run[0] - 1].text in {"$", "£", "€", "₹"} else ""
    unit = sign or money or (counted is not None and _thing(counted, set(run))) or None
    before = {doc[i].lower_ for i in range(max(0, run[0] - 3), run[0])}
    words = [doc[i].lower_ for i in run]
    about = words[0] in VAGUE or bool(before & ABOUT) or {"up", "to"} <= before
    return {
        "text": between(doc, run[0], run[-1]),
        "value": _value(words),
        "unit": unit,
        "about": about,
        "start": run[0],
        "end": run[-1],
    }


def _thing(noun: Token, run: set[int]) -> str:
    """The thing counted: the noun with the words that name its kind."""
    kept = sorted(
        {noun.i} | {child.i for child in noun.children if child.dep_ in {"compound", "amod"}} - run
    )
    return " ".join(noun.doc[i].lemma_.lower() for i in kept)


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
