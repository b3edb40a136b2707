"""Contents in, rows of the table of claims with their slots and evidence out."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import islice, takewhile
from typing import NamedTuple

from spacy.tokens import Doc

from lib.claims.attribution import Attribution
from lib.claims.contents import Content, Parsed
from lib.claims.frame import Frame, Verdict, frame, main_word
from lib.claims.grammar import between, is_verb, place, sentence, subtree
from lib.claims.modality import announcing
from lib.claims.modality import modality as modality_of
from lib.claims.names import Names
from lib.claims.numbers import numbers
from lib.claims.polarity import polarity as polarity_of
from lib.claims.runs import unbroken
from lib.claims.sources import Source
from lib.claims.tense import dated, looks_ahead
from lib.claims.times import Time
from lib.tables.records import ClaimRow, Evidence, Number
from lib.text.lexicon import countries

BRACKETS, MARKS = re.compile(r"[\[\]]"), re.compile('[“«„"”»]')


class Slots(NamedTuple):
    """What is read from a content: slots with their tokens, times, numbers, actors and places."""

    polarity: Verdict
    modality: Verdict
    parts: Frame
    time: Time | None
    numbers: list[Number]
    actors: list[str]
    places: list[str]


def claim_row(
    content: Content, block: Parsed, known: Names, source: Source, published: date | None
) -> ClaimRow:
    """One row of the table of claims, but for its id and the claim that it stands in."""
    doc, attribution = block.doc, content.attribution
    slots = _slots(content, block, known, source, published)
    parts, time = slots.parts, slots.time
    start, end = _place(block, content.tokens)
    return {
        "claim_id": "",
        "doc_id": block.row["doc_id"],
        "block_id": block.row["block_id"],
        "start": start,
        "end": end,
        "text": content_text(doc, content),
        "sentence": _sentence(block, content.tokens[0]),
        "source": source.name,
        "source_text": words_of(doc, attribution.source) if attribution else None,
        "identity": None,
        "source_kind": source.kind,
        "source_why": source.why,
        "cue": words_of(doc, attribution.cue) if attribution else None,
        "within": None,
        "part_of": None,
        "quoted": not block.quoted.isdisjoint(content.tokens),
        "polarity": slots.polarity.value,
        "modality": slots.modality.value,
        "subject": words_of(doc, parts.subject),
        "predicate": " ".join(doc[i].lemma_.lower() for i in parts.predicate) or None,
        "object": words_of(doc, parts.object),
        "referents": [],
        "actors": slots.actors,
        "places": slots.places,
        "numbers": [_placed(block, number) for number in slots.numbers],
        "time_text": time and time.text,
        "time_start": _iso(time and time.first),
        "time_end": _iso(time and time.last),
        "specificity": _specificity(source, slots),
        "evidence": placed_slots(block, _evidence(doc, content, slots))
        + _announced(block, slots.modality),
        "corrected": [],
    }


def _sentence(block: Parsed, token: int) -> str:
    """The sentence that the token stands in; of a table, its row."""
    if block.row["kind"] == "table_row":
        return block.aligned.text
    span = sentence(block.doc[token])
    return between(block.doc, span.start, span.end - 1).strip()


def _slots(
    content: Content, block: Parsed, known: Names, source: Source, published: date | None
) -> Slots:
    doc, attribution = block.doc, None if content.own else content.attribution
    cue, said_by = (attribution.cue, attribution.source) if attribution else ((), ())
    above, quoted = " ".join([part.text for part in block.above]), block.quoted.issuperset
    modality = modality_of(doc, content.tokens, cue, above, quoted=quoted(content.tokens))
    parts_of = _cells if block.row["kind"] == "table_row" else frame
    parts, promisor = parts_of(doc, content.tokens), _promisor(attribution, modality)
    parts = parts._replace(subject=parts.subject or content.borrowed or promisor)
    found = _times(content, block, published, ahead=modality.value in {"planned", "recommended"})
    of_times = {i for time in found for i in _tokens_between(doc, time.start, time.end)}
    counts = numbers(doc, content.tokens, of_times)
    actors = known.actors(doc, {*content.tokens, *parts.subject})
    if promisor and source.name and source.kind != "unnamed":
        actors = sorted({*actors, *(countries(source.name) or [source.name])})
    polarity, time = polarity_of(doc, content.tokens, cue, said_by), found[0] if found else None
    places, modality = known.places(doc, content.tokens), _to_come(doc, modality, time, published)
    return Slots(polarity, modality, parts, time, counts, actors, places)


def _to_come(doc: Doc, meant: Verdict, time: Time | None, published: date | None) -> Verdict:
    """A day after publication makes a plan of what is told as a fact: "reopens on Friday"."""
    if meant.value != "asserted" or time is None or time.first is None or published is None:
        return meant
    words = _tokens_between(doc, time.start, time.end)
    plan = time.first > published and words and looks_ahead(doc[words[0] : words[-1] + 1].root)
    return Verdict("planned", words) if plan else meant


def _evidence(doc: Doc, content: Content, slots: Slots) -> dict[str, tuple[int, ...]]:
    """The tokens that each slot rests on."""
    attribution, time = content.attribution, slots.time
    return {
        "content": content.tokens,
        "source": attribution.source if attribution else (),
        "cue": attribution.cue if attribution else (),
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
    subject, rest = (i for i in tokens if i < bars[0]), (i for i in tokens if i > bars[0])
    return Frame(tuple(subject), (), tuple(rest))


def _promisor(attribution: Attribution | None, modality: Verdict) -> tuple[int, ...]:
    """Who takes on what is planned: "Pakistan promised to act" is about Pakistan acting."""
    if attribution is None or modality.value != "planned":
        return ()
    return attribution.source if set(modality.trigger) & set(attribution.cue) else ()


def _announced(block: Parsed, meant: Verdict) -> list[Evidence]:
    """The evidence for a modality that no word of the block gives: that of lead-in and header."""
    if meant.trigger or meant.value == "asserted":
        return []
    words = [(part, *word) for part in block.above for word in announcing(part.text)]
    places = [part.place(start, end) for part, value, start, end in words if value == meant.value]
    return [{"slot": "modality", "start": start, "end": end} for start, end in places]


def _times(content: Content, block: Parsed, published: date | None, *, ahead: bool) -> list[Time]:
    """The times of the content, or of the words that attribute it where it has none."""
    doc, of_block = block.doc, dated(block.doc, published, ahead)
    inside = _timed(doc, of_block, set(content.tokens))
    # a part of what is dated may be of that day; it is not of the day of speaking
    dated_whole = content.whole and _timed(doc, of_block, set(content.whole))
    if inside or dated_whole or content.attribution is None or content.attribution.head is None:
        return inside
    told = content.attribution
    source, cue, head = told.source, told.cue, content.attribution.head
    says = {head, *cue}
    # a feeling is of that day, a reported event need not be
    if not is_verb(main_word(doc, content.tokens)):
        # the parse may hang "on Friday" on "officials"
        says |= {i for i in source if doc[i].head.i not in source}
    below = (child for i in says for child in doc[i].children)
    beside = [child for child in below if child.dep_ in {"prep", "npadvmod", "advmod"}]
    # the day of speaking is not that of what is to come: "promised to leave on Monday" has it last
    if ahead:
        beside = [child for child in beside if head < content.tokens[-1] < child.i]
    return _timed(doc, of_block, {i for child in beside for i in subtree(child)})


def _timed(doc: Doc, of_block: list[Time], tokens: set[int]) -> list[Time]:
    """Those of a block's times, in order and apart, that have a word among the tokens."""
    if not tokens:
        return []
    first, last = place(doc, min(tokens), max(tokens))
    after = islice(of_block, bisect_right(of_block, first, key=lambda time: time.end), None)
    near = takewhile(lambda time: time.start < last, after)
    return [time for time in near if tokens & set(_tokens_between(doc, time.start, time.end))]


def _tokens_between(doc: Doc, start: int, end: int) -> tuple[int, ...]:
    span = doc.char_span(start, end, alignment_mode="expand")
    return tuple(range(span.start, span.end)) if span is not None else ()


def _specificity(source: Source, slots: Slots) -> int:
    named = bool(source.name) and source.kind in {"person", "institution"}
    return named + sum(map(bool, (slots.actors, slots.numbers, slots.time, slots.places)))


def words_of(doc: Doc, tokens: tuple[int, ...]) -> str | None:
    """The words as they stand, … for what is left out; None for no words."""
    return " … ".join([between(doc, first, last) for first, last in unbroken(tokens)]) or None


def content_text(doc: Doc, content: Content) -> str:
    """The content's words, after a subject from elsewhere in brackets, without quotation marks of
    its own."""
    words = _paired(words_of(doc, content.tokens) or "")
    before = words_of(doc, tuple(sorted({*content.borrowed, *content.shared})))
    return f"[{BRACKETS.sub('', before)}{_is(doc, content)}] {words}" if before else words


def _is(doc: Doc, content: Content) -> str:
    """The verb that an apposition goes without: "[Tom Reed is] a former judge"."""
    main = main_word(doc, content.tokens)
    if len(content.tokens) == 1 and main.like_num:
        return ", aged"  # "Tom Reed, 49"
    if content.shared or main.pos_ not in {"NOUN", "PROPN"}:
        return ""
    return " are" if main.tag_ in {"NNS", "NNPS"} else " is"


def _paired(words: str) -> str:
    """The words with quotation marks in pairs only, and none around the whole."""
    opened: int | None = None
    lone: set[int | None] = set()
    pairs: list[tuple[int, int]] = []
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
    text = "".join([char for i, char in enumerate(words) if i not in left_out])
    return (text.strip("‘’") if "‘" not in text[1:] else text).strip().rstrip(",")


def _place(block: Parsed, tokens: Iterable[int]) -> tuple[int, int]:
    """The raw hull of the tokens."""
    inside = sorted(tokens)
    return block.aligned.place(*place(block.doc, inside[0], inside[-1]))


def _placed(block: Parsed, number: Number) -> Number:
    start, end = block.aligned.place(number["start"], number["end"])
    return {**number, "start": start, "end": end}


def placed_slots(block: Parsed, slots: dict[str, tuple[int, ...]]) -> list[Evidence]:
    """A place in the raw text for each unbroken run of each slot."""
    runs = [(slot, run) for slot, tokens in slots.items() for run in unbroken(tokens)]
    places = [(slot, block.aligned.place(*place(block.doc, *run))) for slot, run in runs]
    return [{"slot": slot, "start": start, "end": end} for slot, (start, end) in places]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
