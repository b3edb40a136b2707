"""Contents in, rows of the table of claims with their slots and evidence out."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

from spacy.tokens import Doc

from lib.claims.attribution import Attribution
from lib.claims.contents import Content, Parsed, unbroken
from lib.claims.frame import Frame, Verdict, announcing, frame, main_word
from lib.claims.frame import modality as modality_of
from lib.claims.frame import polarity as polarity_of
from lib.claims.grammar import between, place, sentence, subtree
from lib.claims.names import Names, Source
from lib.claims.numbers import lasting, numbers
from lib.claims.times import Time, times
from lib.tables.records import Row
from lib.text.lexicon import countries

BRACKETS, MARKS = re.compile(r"[\[\]]"), re.compile('[“«„"”»]')


class Slots(NamedTuple):
    """What is read from a content: slots with their tokens, times, numbers, actors and places."""

    polarity: Verdict
    modality: Verdict
    parts: Frame
    time: Time | None
    numbers: list[Row]
    actors: list[str]
    places: list[str]


def claim_row(
    content: Content, block: Parsed, known: Names, source: Source, published: date | None
) -> Row:
    """One row of the table of claims, but for its id and the claim that it stands in."""
    doc, one, slots = (
        block.doc,
        content.attribution,
        _slots(content, block, known, source, published),
    )
    start, end = _place(block, content.tokens)
    return {
        "doc_id": block.row["doc_id"],
        "block_id": block.row["block_id"],
        "start": start,
        "end": end,
        "text": content_text(doc, content),
        "sentence": _sentence(block, content.tokens[0]),
        "source": source.name,
        "source_text": words_of(doc, one.source) if one else None,
        "source_kind": source.kind,
        "source_why": source.why,
        "cue": words_of(doc, one.cue) if one else None,
        "quoted": not block.quoted.isdisjoint(content.tokens),
        **_values(doc, slots),
        "numbers": [_placed(block, number) for number in slots.numbers],
        "specificity": _specificity(source, slots.actors, slots.numbers, slots.time, slots.places),
        "corrected": [],
        "evidence": (
            placed_slots(block, _evidence(doc, content, slots)) + _announced(block, slots.modality)
        ),
    }


def _sentence(block: Parsed, token: int) -> str:
    """The sentence that the token stands in; of a table, its row."""
    if block.row["kind"] == "table_row":
        return block.aligned.text
    found = sentence(block.doc[token])
    return between(block.doc, found.start, found.end - 1).strip()


def _slots(
    content: Content, block: Parsed, known: Names, source: Source, published: date | None
) -> Slots:
    doc, one = block.doc, content.attribution
    cue = one.cue if one else ()
    modality = modality_of(doc, content.tokens, cue, " ".join(part.text for part in block.above))
    parts = (
        _cells(doc, content.tokens)
        if block.row["kind"] == "table_row"
        else frame(doc, content.tokens)
    )
    promisor = _promisor(one, modality)
    parts = parts._replace(subject=parts.subject or content.borrowed or promisor)
    dated = _times(content, block, published, ahead=modality.value in {"planned", "recommended"})
    of_times = {i for time in dated for i in _tokens_between(doc, time.start, time.end)}
    counts = numbers(doc, content.tokens, of_times) + lasting(doc, content.tokens)
    actors = known.actors(doc, {*content.tokens, *parts.subject})
    if promisor and source.name and source.kind != "unnamed":
        actors = sorted({*actors, *(countries(source.name) or [source.name])})
    polarity = polarity_of(doc, content.tokens, cue)
    return Slots(
        polarity,
        modality,
        parts,
        dated[0] if dated else None,
        counts,
        actors,
        known.places(doc, content.tokens),
    )


def _values(doc: Doc, slots: Slots) -> Row:
    """The columns that hold what the slots say."""
    parts, time = slots.parts, slots.time
    return {
        "polarity": slots.polarity.value,
        "modality": slots.modality.value,
        "subject": words_of(doc, parts.subject),
        "predicate": " ".join(doc[i].lemma_.lower() for i in parts.predicate) or None,
        "object": words_of(doc, parts.object),
        "actors": slots.actors,
        "places": slots.places,
        "time_text": time and time.text,
        "time_start": _iso(time and time.first),
        "time_end": _iso(time and time.last),
    }


def _evidence(doc: Doc, content: Content, slots: Slots) -> dict[str, tuple[int, ...]]:
    """The tokens that each slot rests on."""
    one, time = content.attribution, slots.time
    return {
        "content": content.tokens,
        "source": one.source if one else (),
        "cue": one.cue if one else (),
        "polarity": slots.polarity.trigger,
        "modality": slots.modality.trigger,
        **slots.parts._asdict(),
        "time": _tokens_between(doc, time.start, time.end) if time else (),
    }


def _cells(doc: Doc, tokens: tuple[int, ...]) -> Frame:
    """A table row says of its first cell what stands in the others."""
    bars = [i for i in tokens if doc[i].text == "|"]
    if not bars:
        return Frame((), (), ())
    return Frame(
        tuple(i for i in tokens if i < bars[0]), (), tuple(i for i in tokens if i > bars[0])
    )


def _promisor(attribution: Attribution | None, modality: Verdict) -> tuple[int, ...]:
    """Who takes on what is planned: "Pakistan promised to act" is about Pakistan acting."""
    promised = (
        attribution is not None
        and modality.value == "planned"
        and set(modality.trigger) & set(attribution.cue)
    )
    return attribution.source if promised else ()


def _announced(block: Parsed, meant: Verdict) -> list[Row]:
    """The evidence for a modality that no word of the block gives: that of lead-in and header."""
    if meant.trigger or meant.value == "asserted":
        return []
    words = [(part, *word) for part in block.above for word in announcing(part.text)]
    places = [part.place(start, end) for part, value, start, end in words if value == meant.value]
    return [{"slot": "modality", "start": start, "end": end} for start, end in places]


def _times(content: Content, block: Parsed, published: date | None, *, ahead: bool) -> list[Time]:
    """The times of the content, or of the words that attribute it where it has none."""
    doc, found, one = (
        block.doc,
        _block_times(block.aligned.text, published, ahead),
        content.attribution,
    )
    inside = _timed(doc, found, set(content.tokens))
    if inside or one is None or one.head is None:
        return inside
    says = {one.head, *one.cue}
    # a feeling is of that day, a reported event need not be
    if main_word(doc, content.tokens).pos_ not in {"VERB", "AUX"}:
        # the parse may hang "on Friday" on "officials"
        says |= {i for i in one.source if doc[i].head.i not in one.source}
    beside = [
        child
        for i in says
        for child in doc[i].children
        if child.dep_ in {"prep", "npadvmod", "advmod"}
    ]
    # the day of speaking is not that of what is to come; what stands after the content may be:
    # "promised to leave on Monday"
    if ahead:
        beside = [child for child in beside if one.head < content.tokens[-1] < child.i]
    return _timed(doc, found, {i for child in beside for i in subtree(child)})


def _timed(doc: Doc, found: list[Time], tokens: set[int]) -> list[Time]:
    """Those of a block's times, in order and apart, that have a word among the tokens."""
    if not tokens:
        return []
    first, last = place(doc, min(tokens), max(tokens))
    near = takewhile(
        lambda time: time.start < last,
        islice(found, bisect_right(found, first, key=lambda time: time.end), None),
    )
    return [time for time in near if tokens & set(_tokens_between(doc, time.start, time.end))]


@lru_cache(maxsize=4)
def _block_times(text: str, published: date | None, ahead: bool) -> list[Time]:
    """The times of a block, looked for once and not once a claim."""
    return times(text, published, ahead=ahead)


def _tokens_between(doc: Doc, start: int, end: int) -> tuple[int, ...]:
    span = doc.char_span(start, end, alignment_mode="expand")
    return tuple(range(span.start, span.end)) if span is not None else ()


def _specificity(
    source: Source, actors: list[str], numbers: list[Row], time: Time | None, places: list[str]
) -> int:
    return sum(
        [
            bool(source.name) and source.kind in {"person", "institution"},
            bool(actors),
            bool(numbers),
            time is not None,
            bool(places),
        ]
    )


def words_of(doc: Doc, tokens: tuple[int, ...]) -> str | None:
    """The words as they stand, … for what is left out; None for no words."""
    return " … ".join([between(doc, first, last) for first, last in unbroken(tokens)]) or None


def content_text(doc: Doc, content: Content) -> str:
    """The content's words, after a subject from elsewhere in brackets, without any of its own."""
    words = _paired(words_of(doc, content.tokens))
    return (
        f"[{BRACKETS.sub('', words_of(doc, content.borrowed))}] {words}"
        if content.borrowed
        else words
    )


def _paired(words: str) -> str:
    """The words with quotation marks in pairs only, and none around the whole."""
    opened, lone, pairs = None, set(), []
    for mark in MARKS.finditer(words):
        i, char = mark.start(), mark.group()
        if char in "“«„" or (char == '"' and opened is None):
            lone |= {opened} - {None}
            opened = i
        elif opened is not None:
            pairs.append((opened, i))
            opened = None
        else:
            lone.add(i)
    around = {0, len(words) - 1} if (0, len(words) - 1) in pairs else set()
    left_out = lone | {opened} | around
    kept = "".join([char for i, char in enumerate(words) if i not in left_out])
    return (kept.strip("‘’") if "‘" not in kept[1:] else kept).strip().rstrip(",")


def _place(block: Parsed, tokens: Iterable[int]) -> tuple[int, int]:
    """The raw hull of the tokens."""
    inside = sorted(tokens)
    return block.aligned.place(*place(block.doc, inside[0], inside[-1]))


def _placed(block: Parsed, number: Row) -> Row:
    start, end = _place(block, range(number["start"], number["end"] + 1))
    return {**number, "start": start, "end": end}


def placed_slots(block: Parsed, slots: dict[str, tuple[int, ...]]) -> list[Row]:
    """A place in the raw text for each unbroken run of each slot."""
    return [
        {
            "slot": slot,
            **dict(
                zip(("start", "end"), block.aligned.place(*place(block.doc, *run)), strict=True)
            ),
        }
        for slot, tokens in slots.items()
        for run in unbroken(tokens)
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
