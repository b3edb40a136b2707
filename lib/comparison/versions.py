"""Versions of one article: which document is a later state of which, and what was changed in it."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from lib.comparison.origins import VERSION, components
from lib.comparison.values.words import Token, negative, tokens
from lib.tables.records import BlockRow, ClaimRow, DocumentRow, VersionRow
from lib.tables.store import by_document
from lib.text.data import data_table
from lib.text.numerals import calendar, meanings
from lib.text.words import STOP_WORDS, sentences

# So many of the shorter one's sentences in a hundred stand in the other as they are or nearly: of
# one publisher, and where neither names its publisher, so that only the words can tell.
KNOWN_SHARE, UNKNOWN_SHARE = 50, 80
# A sentence that was edited keeps so much of its words in their order (0 to 100).
EDITED = 50
WIDEST = 20  # what stands in more documents is furniture
DIGITS = re.compile(r"\d+")
HEAD = 300  # characters at the top in which a wire report says which state it is
NOTICE = 400  # characters of a correction; what is longer is a report that begins so
# what goes on behind the name that a state gives itself, up to its headline: "2nd LEAD (UPDATED):"
LABEL = re.compile(r"(?:[A-Z]{2,20}+\b|[\W\d]){0,40}?(?:(?<=\d)[-–]|[-–—:](?=\s{0,3}[A-Z][a-z]))")
MARKS = frozenset("\"“”'‘’«»()[]")


class Line(NamedTuple):
    """A sentence as it stands in the decoded text: its words and marks, and its place."""

    words: tuple[Token, ...]
    start: int
    end: int

    @property
    def key(self) -> tuple[str, ...]:
        """What is compared: letters' case and the kind of quotation mark change nothing."""
        return tuple(word.word for word in self.words if word.word not in MARKS)


class State(NamedTuple):
    """A document as a state of an article."""

    row: DocumentRow
    lines: list[Line]
    sources: list[tuple[int, int, frozenset[str]]]  # of each claim, and the words for who says it
    update: int  # which state it calls itself; 0 where it does not say


class Pair(NamedTuple):
    """Two states of an article, and the words that stand in small letters in either."""

    before: State
    after: State
    common: frozenset[str]


class Change(NamedTuple):
    """Words that were changed, each with the sentence around it; None where there was none."""

    old: Line | None
    new: Line | None
    before: tuple[Token, ...]
    after: tuple[Token, ...]


def succession(
    documents: Iterable[DocumentRow],
    blocks: Iterable[BlockRow],
    claims: Iterable[ClaimRow],
    text: Callable[[str], str],
    gone: Collection[str] = (),
) -> list[tuple[State, State]]:
    """Each state of an article with the next one.

    Documents are states of one article if they have one address, or one publisher and nearly the
    same text. They come in the order of their days, then of the number that they give themselves;
    of one day those first that are in an earlier run only (`gone`). text: the decoded text of a
    document.
    """
    rows, parts = {row["doc_id"]: row for row in documents}, by_document(blocks)
    pairs = [
        (one, other)
        for one, other in sorted(_candidates(rows, parts))
        if _least_kept(rows[one], rows[other]) is not None
    ]
    spoken, alike = by_document(claims), {doc_id for pair in pairs for doc_id in pair}
    known = {
        doc_id: _state(rows[doc_id], text(doc_id), parts.get(doc_id, []), spoken)
        for doc_id in sorted(alike)
    }

    def age(doc_id: str) -> tuple[str, int, bool, str]:
        row = rows[doc_id]
        return row["published"] or "", known[doc_id].update, doc_id not in gone, row["path"]

    links = [pair for pair in pairs if _one_article(*(known[one] for one in pair))]
    articles: dict[str, list[str]] = defaultdict(list)
    for doc_id, first in components(sorted(alike), links).items():
        articles[first].append(doc_id)
    ordered = [pairwise(sorted(article, key=age)) for article in articles.values()]
    return [(known[old], known[new]) for steps in ordered for old, new in steps]


def versions(pairs: Iterable[tuple[State, State]]) -> list[VersionRow]:
    """Rows of table "versions": what each state of an article has other than the one before it."""
    return [row for before, after in pairs for row in _rows(before, after)]


def _state(
    row: DocumentRow, text: str, blocks: list[BlockRow], spoken: Mapping[str, list[ClaimRow]]
) -> State:
    ordered = sorted(blocks, key=lambda block: block["order"])
    sources = [
        (claim["start"], claim["end"], frozenset(word.word for word in tokens(_said_by(claim))))
        for claim in spoken.get(row["doc_id"], ())
    ]
    lines = [line for block in ordered for line in _lines(text, block)]
    return State(row, lines, sources, _update(text[:HEAD]))


def _said_by(claim: ClaimRow) -> str:
    """The words for who says it, as they stand there; the full name may stand for another thing."""
    return claim["source_text"] or claim["source"] or ""


def _lines(text: str, block: BlockRow) -> list[Line]:
    """The sentences of a block; a correction is one, however many it has."""
    begin = block["start"] + _label(text[block["start"] : block["end"]])
    raw = text[begin : block["end"]]
    found = [_line(raw, start, end, begin) for start, end in sentences(raw)]
    if found and _is_notice(found[0]):
        return [_line(raw, 0, len(raw), begin)]
    return [line for line in found if line.words]


def _label(raw: str) -> int:
    """How much of a headline is the name of a state, which is no part of what it tells."""
    name = None if raw.rstrip().endswith(".") else VERSION.match(raw)
    label = name and LABEL.match(raw, name.end())
    return label.end() if label else 0


def _line(raw: str, start: int, end: int, shift: int) -> Line:
    at = start + shift
    words = tuple(
        word._replace(start=word.start + at, end=word.end + at) for word in tokens(raw[start:end])
    )
    return Line(words, at, end + shift)


@cache
def _words(what: str) -> frozenset[str]:
    rows = [row for row in data_table(__package__, "versions.tsv") if row["what"] == what]
    return frozenset(word for row in rows for word in row["words"].split(";"))


@cache
def _updates() -> re.Pattern[str]:
    forms = [re.escape(form).replace(r"\#", r"(\d{1,2})") for form in sorted(_words("update"))]
    return re.compile(rf"(?i)\b(?:{'|'.join(forms)})\b")


def _update(head: str) -> int:
    found = _updates().search(head)
    return max((int(number) for number in found.groups() if number), default=0) if found else 0


# --- which documents are states of one article ----------------------------------------------------


def _candidates(
    documents: Mapping[str, DocumentRow], blocks: Mapping[str, list[BlockRow]]
) -> set[tuple[str, str]]:
    """Pairs with one address, one headline, or a block in common that stands in few documents,
    whatever numbers are in it: they are edited first."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for doc_id, row in sorted(documents.items()):
        keys = {("text", DIGITS.sub("0", block["text"])) for block in blocks.get(doc_id, ())}
        keys |= {("url", row["url"] or ""), ("title", row["title"] or "")}
        for key in keys:
            places[key].append(doc_id)
    kept = [ids for (_, said), ids in places.items() if said and len(ids) <= WIDEST]
    return {pair for ids in kept for pair in combinations(ids, 2)}


def _least_kept(here: DocumentRow, there: DocumentRow) -> int | None:
    """How many of a hundred sentences the two must share, by what is known of both: none where they
    have one address; None where they are no states of one article, whatever they say."""
    if here["url"] and here["url"] == there["url"]:
        return 0
    if here["publisher"] != there["publisher"] and here["path"] != there["path"]:
        return None
    known = here["publisher"] or here["path"] == there["path"]
    return KNOWN_SHARE if known else UNKNOWN_SHARE


def _one_article(one: State, other: State) -> bool:
    least = _least_kept(one.row, other.row)
    if not least:
        return least == 0 and bool(one.lines and other.lines)
    shorter = min(len(one.lines), len(other.lines))
    kept = sum(new is not None and old is not None for old, new in _aligned(one, other))
    return shorter > 1 and 100 * kept >= least * shorter


# --- what was changed ---------------------------------------------------------------------------


def _aligned(before: State, after: State) -> list[tuple[Line | None, Line | None]]:
    """The sentences of both, side by side: kept or moved, edited, cut and added, in this order."""
    waiting: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in reversed(before.lines):
        waiting[line.key].append(line)
    pairs: list[tuple[Line | None, Line | None]] = []
    rest = []
    for line in after.lines:
        if waiting[line.key]:
            pairs.append((waiting[line.key].pop(), line))
        else:
            rest.append(line)
    left = sorted(line for lines in waiting.values() for line in lines)
    edited = _edited(left, rest)
    pairs += edited
    pairs += [(line, None) for line in left if all(line is not old for old, _ in edited)]
    return pairs + [(None, line) for line in rest if all(line is not new for _, new in edited)]


def _edited(left: list[Line], rest: list[Line]) -> list[tuple[Line | None, Line | None]]:
    """Sentences one to one, the likest first."""
    if not left or not rest:
        return []
    keys = [[line.key for line in lines] for lines in (left, rest)]
    ratio = process.cdist(*keys, scorer=fuzz.ratio, score_cutoff=EDITED)
    found: list[tuple[int, int]] = []
    for i, j in sorted(np.argwhere(ratio > 0).tolist(), key=lambda at: (-ratio[at[0], at[1]], at)):
        if all(i != one and j != other for one, other in found):
            found.append((i, j))
    return [(left[i], rest[j]) for i, j in sorted(found)]


def _rows(before: State, after: State) -> Iterator[VersionRow]:
    pair = Pair(before, after, _small(before) & _small(after))
    for old, new in _aligned(before, after):
        if new is not None and _is_notice(new):
            if old is None or not _is_notice(old):
                yield _row(pair, "correction", _corrected(pair, new, old))
        else:
            for change in _changes(old, new):
                yield _row(pair, _kind(pair, change), change)


def _small(state: State) -> frozenset[str]:
    """The words that stand in small letters somewhere, and so are no names."""
    return frozenset(
        word.text for line in state.lines for word in line.words if word.text.islower()
    )


def _changes(old: Line | None, new: Line | None) -> Iterator[Change]:
    if old is None or new is None:
        yield Change(old, new, old.words if old else (), new.words if new else ())
        return
    here, there = ([word for word in line.words if word.word not in MARKS] for line in (old, new))
    steps = SequenceMatcher(None, [w.word for w in here], [w.word for w in there], autojunk=False)
    for what, i, j, k, m in steps.get_opcodes():
        if what != "equal":
            yield Change(old, new, tuple(here[i:j]), tuple(there[k:m]))


def _is_notice(line: Line) -> bool:
    said = " ".join(line.key)
    return line.end - line.start <= NOTICE and said.startswith(tuple(_notices()))


@cache
def _notices() -> tuple[str, ...]:
    return tuple(" ".join(word.word for word in tokens(one)) for one in _words("notice"))


@cache
def _marked() -> frozenset[str]:
    """The stems of the words that mark a notice."""
    return frozenset(word.stem for one in _words("notice") for word in tokens(one))


def _corrected(pair: Pair, notice: Line, old: Line | None) -> Change:
    """The notice with the earlier sentence that it has most of the rarer words in common with, and
    one of its names, if it has any."""
    names = {word.stem for word in notice.words if _is_name(pair, word)} - _marked()
    lines = [
        line
        for line in pair.before.lines
        if not names or names & {word.stem for word in line.words}
    ]
    count = Counter(stem for line in lines for stem in {word.stem for word in line.words} - {""})
    said = {word.stem for word in notice.words} - {""} - _marked()

    def weight(line: Line) -> float:
        return sum(1 / count[stem] for stem in said & {word.stem for word in line.words})

    best = max(lines, key=weight, default=None)
    about = best if best is not None and weight(best) >= 1 else None
    return Change(about, notice, about.words if about else (), notice.words)


# --- what kind of change it is --------------------------------------------------------------------


def _kind(pair: Pair, change: Change) -> str:
    if change.old is None or change.new is None:
        return "added" if change.old is None else "cut"
    return next((kind for kind, holds in KINDS if holds(pair, change)), "reworded")


def _numbers(pair: Pair, change: Change) -> bool:
    return any(
        word.word[0].isdigit() or word.word in meanings("value") or word.word in meanings("scale")
        for word in change.before + change.after
    )


def _days(pair: Pair, change: Change) -> bool:
    """Whether a month or a weekday was changed, or a number beside a month."""
    known = calendar("month").keys() | calendar("weekday").keys()
    return any(
        word.word in known and word.text[0].isupper()
        for line, changed in ((change.old, change.before), (change.new, change.after))
        for word in [*changed, *_beside(line, changed)]
    )


def _beside(line: Line | None, changed: tuple[Token, ...]) -> list[Token]:
    """The words before and after a changed number."""
    if line is None or not any(word.word.isdigit() for word in changed):
        return []
    at = line.words.index(changed[0])
    around = [*line.words[max(0, at - 1) : at], *line.words[at + len(changed) :][:1]]
    return [word for word in around if word.word in calendar("month")]


def _negation(pair: Pair, change: Change) -> bool:
    return negative(change.before) != negative(change.after)


def _source(pair: Pair, change: Change) -> bool:
    """Whether a word for who says it was changed: that of a claim whose sentence it stands in."""
    sides = ((pair.before, change.old, change.before), (pair.after, change.new, change.after))
    return any(
        words & {word.word for word in changed if word.word not in STOP_WORDS}
        for state, line, changed in sides
        for start, end, words in state.sources
        if line is not None and start < line.end and line.start < end
    )


def _name(pair: Pair, change: Change) -> bool:
    """Whether a word with a capital was changed that no text has in small letters too."""
    return any(_is_name(pair, word) for word in change.before + change.after)


def _is_name(pair: Pair, word: Token) -> bool:
    return word.text[0].isupper() and word.word not in pair.common | STOP_WORDS


def _hedge(pair: Pair, change: Change) -> bool:
    before, after = (
        {word.word for word in words} & _words("hedge") for words in (change.before, change.after)
    )
    return before != after


# A day before a number, which it may hold; who says it before who is named.
KINDS = (
    ("date", _days),
    ("number", _numbers),
    ("negation", _negation),
    ("source", _source),
    ("name", _name),
    ("hedge", _hedge),
)


def _row(pair: Pair, kind: str, change: Change) -> VersionRow:
    start, end = _place(change.after, change.new)
    before_start, before_end = _place(change.before, change.old)
    days = [state.row["published"] for state in (pair.before, pair.after)]
    states = pair.before.update, pair.after.update
    return {
        "doc_id": pair.after.row["doc_id"],
        "earlier": pair.before.row["doc_id"],
        "ordered": bool(days[0] and days[1] and days[0] != days[1]) or states[0] != states[1],
        "kind": kind,
        "before": _said(change.before),
        "after": _said(change.after),
        "start": start,
        "end": end,
        "earlier_start": before_start,
        "earlier_end": before_end,
    }


def _place(words: tuple[Token, ...], line: Line | None) -> tuple[int | None, int | None]:
    """Where the words stand; where none do, the sentence that they were put into or taken from."""
    if words:
        return words[0].start, words[-1].end
    return (line.start, line.end) if line else (None, None)


def _said(words: tuple[Token, ...]) -> str | None:
    return " ".join(word.text for word in words) or None
