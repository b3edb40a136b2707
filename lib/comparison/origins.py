"""Documents in, which of them copy or spin one another out."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from lib.comparison.stories import texts, told_together
from lib.comparison.ties import tied
from lib.comparison.vectors import counted, nearest_rows
from lib.tables import records
from lib.tables.records import BlockRow, DocumentRow, OriginRow, RepairRow
from lib.tables.store import by_document
from lib.text.imprint import dateline
from lib.text.numbers import numbers
from lib.text.spans import Aligned, Repair, replay
from lib.text.words import WORD, sentences, words

# --- settings of origins, from invented reports (tests/cases/origins.jsonl); what they join was
# read in ECB+ and FNC-1
# A sentence that was copied keeps this much of its words in their order (0 to 100), one that was
# spun with synonyms at least so much, and at least two names or numbers and half of all of them.
# Two reporters' own sentences on one matter share up to 45.
COPY_RATIO, SPUN_RATIO, SPUN_MARKS = 55, 45, 2
# This share of the shorter report's own sentences, and not fewer than three of them, must have a
# twin in the other; more, where they are paragraphs of background, which papers take from agencies.
COPY_SHARE, BACKGROUND_SHARE, COPY_SENTENCES = 0.35, 0.4, 3
# Sentences of fewer words ("Read more") are alike by chance.
COPY_WORDS = 8
# Reports that share less of their three-word sequences are not compared sentence by sentence; spun
# ones share a tenth and more.
COPY_SEQUENCES = 0.05
# Nor are reports that share less of their names and numbers, counted by the one that has fewer: two
# reports that share but stock phrases ("taken to hospital, the police said") have others. Of 107
# pairs of copies in ECB+, FNC-1 and PolNeAR the least is .47.
COPY_MARKS = 1 / 3
# A brief stands in another report with all its sentences, word for word; it has so many words, and
# so many names and numbers, since stock phrases stand anywhere.
BRIEF_WORDS, BRIEF_MARKS = 12, 2
# A version says that it is one, and begins with the same sentence but for a figure.
VERSION_RATIO = 85
VERSION = re.compile(
    r"^[^\w\n]*(?:\d(?:st|nd|rd|th) )?"
    r"(?:UPDATE|LEAD|LD|REFILE|CORRECTED|CORRECTION|WRAPUP|RECAST|RPT)\b"
    r"|^\((?:Eds: )?(?:Updates|Adds|Corrects|Refiles|Recasts|Repeats)\b"
    r"|\b(?:earlier|previous) version of (?:this|the) (?:story|article|report)\b",
    re.MULTILINE,
)
# What fills a template with another event exchanges two names or measures of the first sentence; a
# version at most the toll, and one more.
OTHER_EVENT = 2


class Passage(NamedTuple):
    """A sentence: its own words without quotations, its block and its place there, and the names
    and numbers in it."""

    words: list[str]
    block: BlockRow
    start: int
    end: int
    marks: frozenset[str]


Twins = list[tuple[Passage, Passage]]


def origins(
    documents: list[DocumentRow],
    blocks: list[BlockRow],
    repairs: Iterable[RepairRow] = (),
    *,
    one_story: bool,
) -> list[OriginRow]:
    """Rows of table "origins" for the documents that went on: the story and the origin of each,
    named by their smallest doc_id.

    A document that is alone in its story or origin is named by itself. Two documents share an
    origin where enough of the shorter one's sentences, quotations aside, stand in the other, word
    for word or with words exchanged, and a third of its names and numbers: neither a press briefing
    that both quote nor an agency's stock phrases make one a copy of the other. Whether they do
    depends on these two alone. The evidence has the places of these sentences in both decoded
    texts, by the rows of table "repairs"; where these do not explain a block's text, the places of
    the blocks.
    """
    ids = sorted(row["doc_id"] for row in documents if row["status"] == "ok")
    parts = by_document(sorted(blocks, key=lambda block: (block["doc_id"], block["order"])))
    changes = by_document(repairs)
    passages = {doc_id: _passages(parts.get(doc_id, [])) for doc_id in ids}
    # cleaning takes the notes to editors out
    said = {
        i: [one["text"] for one in parts.get(i, [])] + [one["before"] for one in changes.get(i, [])]
        for i in ids
    }
    called = [i for i in ids if any(map(VERSION.search, said[i]))]
    shared = _copies(passages, called)
    origin = components(ids, shared)
    published = {row["doc_id"]: row["published"] for row in documents}
    story = (
        dict.fromkeys(ids, ids[0])
        if ids and one_story
        else components(ids, [*shared, *told_together(texts(ids, blocks), published)])
    )
    found = _evidence(shared, changes)
    told = ((i, story[i], origin[i], found.get(i, [])) for i in ids)
    return [{"doc_id": i, "story": s, "origin": o, "evidence": e} for i, s, o, e in told]


def components(ids: list[str], links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The smallest id of each one's connected component; ids: in order."""
    place = {doc_id: i for i, doc_id in enumerate(ids)}
    home = tied(((place[a], place[b]) for a, b in links), len(ids))
    return {doc_id: ids[first] for doc_id, first in zip(ids, home, strict=True)}


# --- origins ------------------------------------------------------------------------------------

QUOTATION = re.compile(r"[“\"«][^“”\"«»]*(?:[”\"»]|$)")


def _passages(blocks: list[BlockRow]) -> list[Passage]:
    """The sentences of a document's text, without its dateline and headings, which are alike
    wherever one thing is reported."""
    found = []
    for block in blocks:
        # a quotation may run over several sentences
        unquoted = QUOTATION.sub(lambda match: " " * len(match.group()), block["text"])
        opening = dateline(block["text"])
        begin = opening.end if opening else 0
        for first, end in sentences(block["text"]) if block["kind"] != "heading" else []:
            start = max(first, begin)
            own = unquoted[start:end]
            if said := words(own):
                found.append(Passage(said, block, start, end, _marks(own)))
    return found


def _place(one: Passage, repairs: list[RepairRow]) -> tuple[int, int]:
    """Where the sentence stands in the decoded text; its block, where the repairs do not explain
    that."""
    aligned = _aligned(one.block, repairs)
    return aligned.place(one.start, one.end) if aligned else (one.block["start"], one.block["end"])


def _aligned(block: BlockRow, repairs: list[RepairRow]) -> Aligned | None:
    """The block's text with the place of each character in the decoded text, of which the repairs
    tell what stood there; None if not."""
    shift, stop = block["start"], block["end"]
    inside = [row for row in repairs if shift <= row["start"] and row["end"] <= stop]
    raw, done, at = [], shift, 0
    for row in sorted(inside, key=lambda row: (row["start"], row["end"])):
        kept = row["start"] - done
        raw += [block["text"][at : at + kept], row["before"]]
        at, done = at + kept + len(row["after"]), row["end"]
    before = "".join([*raw, block["text"][at:]])
    moved = [
        Repair(row["rule"], row["start"] - shift, row["end"] - shift, row["before"], row["after"])
        for row in inside
    ]
    if len(before) != stop - shift or (aligned := replay(before, moved)).text != block["text"]:
        return None
    return Aligned(aligned.text, aligned.starts + shift, aligned.ends + shift)


def _marks(text: str) -> frozenset[str]:
    """What a spinner must not change: the numbers, and the names inside the sentence; in small
    letters, since a copy may be in capitals."""
    found = WORD.findall(text)
    kept = [word for i, word in enumerate(found) if word[0].isdigit() or (i and word[0].isupper())]
    return frozenset(map(str.lower, kept))


def _copies(passages: dict[str, list[Passage]], called: list[str]) -> dict[tuple[str, str], Twins]:
    """For each pair of documents of one origin: the sentences that they share. Those called
    versions say so themselves."""
    long = {
        i: [one for one in said if len(one.words) >= COPY_WORDS] for i, said in passages.items()
    }
    found = {(a, b): _twins(long[a], long[b]) for a, b in _alike(long)}
    found = {(a, b): twins for (a, b), twins in found.items() if _many(twins, long[a], long[b])}
    for a, b in {*_briefs(passages), *_versions(long, called)} - found.keys():
        found[a, b] = _twins(long[a], long[b])
    leads = {doc_id: lines[0] for doc_id, lines in long.items() if lines}
    return {
        (a, b): twins
        for (a, b), twins in sorted(found.items())
        if twins and not ((leads[a], leads[b]) in twins and _other_event(leads[a], leads[b]))
    }


def _briefs(passages: dict[str, list[Passage]]) -> Iterable[tuple[str, str]]:
    """Pairs of which one stands in the other as a whole, word for word."""
    said = {doc_id: {tuple(one.words) for one in found} for doc_id, found in passages.items()}
    having = defaultdict(set)
    for doc_id, lines in said.items():
        for line in lines:
            having[line].add(doc_id)
    for doc_id, lines in said.items():
        marks = {mark for one in passages[doc_id] for mark in one.marks}
        if sum(map(len, lines)) >= BRIEF_WORDS and len(marks) >= BRIEF_MARKS:
            for other in set.intersection(*(having[line] for line in lines)) - {doc_id}:
                yield min(doc_id, other), max(doc_id, other)


def _versions(passages: dict[str, list[Passage]], called: list[str]) -> Iterable[tuple[str, str]]:
    """Pairs of which one says that it is a version, and that begin alike."""
    leads = {doc_id: found[0].words for doc_id, found in passages.items() if found}
    names, later = list(leads), [doc_id for doc_id in called if doc_id in leads]
    ratio = _ratios([leads[one] for one in later], list(leads.values()), VERSION_RATIO)
    for i, j in np.argwhere(ratio).tolist():
        if later[i] != names[j]:
            yield min(later[i], names[j]), max(later[i], names[j])


def _other_event(a: Passage, b: Passage) -> bool:
    """Whether two first sentences are one template, filled with other names and measures. A toll is
    no measure, for it grows from one version to the next."""
    here, there = _lasting(a) - b.marks, _lasting(b) - a.marks
    exchanged = [
        a.words[one.src_pos] in here and b.words[one.dest_pos] in there
        for one in Levenshtein.editops(a.words, b.words)
        if one.tag == "replace"
    ]
    return sum(exchanged) >= OTHER_EVENT


def _lasting(one: Passage) -> frozenset[str]:
    """The names and numbers but for tolls."""
    amounts = numbers(one.block["text"][one.start : one.end])
    return one.marks - _marks(" ".join(amount.text for amount in amounts if amount.fate))


def _alike(passages: dict[str, list[Passage]]) -> Iterable[tuple[str, str]]:
    """Pairs that may share enough sentences."""
    ids = [doc_id for doc_id, found in passages.items() if len(found) >= COPY_SENTENCES]
    told = [passages[doc_id] for doc_id in ids]
    counts = counted([{run for one in found for run in _runs(one.words)} for found in told])
    marks = counted([{mark for one in found for mark in one.marks} for found in told])
    sizes, named = (np.diff(table.indptr) for table in (counts, marks))
    lines = _lettered(told)
    for i, others, values in nearest_rows(counts, 1.0):
        least = COPY_SEQUENCES * np.minimum(sizes[i], sizes[others])
        near = others[(values >= least) & (others > i)]
        kept = (marks @ marks[[i]].toarray().ravel())[near]
        enough = kept >= np.floor(COPY_MARKS * np.minimum(named[i], named[near]))
        yield from ((ids[i], ids[j]) for j in _likely(lines, i, near[enough]))


def _lettered(documents: list[list[Passage]]) -> list[list[str]]:
    """The sentences with a character for each word, far quicker to compare than words; past a
    million words the rest have one for all."""
    letters: dict[str, str] = defaultdict(lambda: chr(min(len(letters), sys.maxunicode)))
    return [["".join(map(letters.__getitem__, one.words)) for one in found] for found in documents]


def _likely(lines: list[list[str]], one: int, others: np.ndarray) -> list[int]:
    """Those of the others with enough sentences that are like some sentence of the one, be it the
    same for all of them."""
    if not len(others):
        return []
    told = [line for j in others for line in lines[j]]
    alike = _ratios(lines[one], told, SPUN_RATIO, dtype=np.uint8)
    sizes = np.array([len(lines[j]) for j in others])
    starts = np.cumsum(sizes) - sizes
    here = (np.maximum.reduceat(alike, starts, axis=1) > 0).sum(axis=0)
    there = np.add.reduceat((alike.max(axis=0) > 0).astype(int), starts)
    enough = np.minimum(here, there) >= _enough(len(lines[one]), sizes)
    return [int(other) for other in others[enough]]


def _runs(line: list[str]) -> Iterable[tuple[str, ...]]:
    """The three-word sequences of a sentence."""
    return zip(line, line[1:], line[2:], strict=False)


def _twins(a: list[Passage], b: list[Passage]) -> Twins:
    """The sentences of both that are copied or spun, one to one."""
    ratio = _ratios([one.words for one in a], [one.words for one in b], SPUN_RATIO)
    taken_a, taken_b, found = set(), set(), []
    best = np.argwhere(ratio >= SPUN_RATIO).tolist()
    for i, j in sorted(best, key=lambda pair: (-ratio[pair[0], pair[1]], pair)):
        copied = ratio[i, j] >= COPY_RATIO or _marks_kept(a[i].marks, b[j].marks)
        if i not in taken_a and j not in taken_b and copied:
            taken_a.add(i)
            taken_b.add(j)
            found.append((a[i], b[j]))
    return found


def _ratios(a: Sequence[Any], b: Sequence[Any], least: int, **options: Any) -> np.ndarray:
    """How alike each of the one is to each of the other, 0 to 100; 0 where less than `least`."""
    return np.asarray(process.cdist(a, b, scorer=fuzz.ratio, score_cutoff=least, **options))


def _many(twins: Twins, a: list[Passage], b: list[Passage]) -> bool:
    """Whether the sentences that they share make one a copy of the other; only in the second half
    of both, they are background, of which it takes more."""
    ends = {id(one) for found in (a, b) for one in found[len(found) // 2 :]}
    background = all(id(one) in ends for pair in twins for one in pair)
    least = BACKGROUND_SHARE * min(len(a), len(b)) if background else _enough(len(a), len(b))
    return bool(len(twins) >= max(COPY_SENTENCES, least))


def _enough(one: int, other: int | np.ndarray) -> np.ndarray:
    """How many sentences two documents of so many must share."""
    return np.maximum(COPY_SENTENCES, COPY_SHARE * np.minimum(one, other))


def _marks_kept(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= max(SPUN_MARKS, 0.5 * max(len(a), len(b)))


def _evidence(
    shared: dict[tuple[str, str], Twins], repairs: dict[str, list[RepairRow]]
) -> dict[str, list[records.Passage]]:
    """For each document the passages that it shares, seen from its side, each pair of places
    once."""
    found, places = defaultdict(set), {}

    def place(doc_id: str, one: Passage) -> tuple[int, int]:
        key = one.block["block_id"], one.start, one.end
        if key not in places:  # a sentence may have many copies
            places[key] = _place(one, repairs.get(doc_id, []))
        return places[key]

    for (a, b), twins in shared.items():
        for one, other in twins:
            here, there = place(a, one), place(b, other)
            found[a].add((b, *here, *there))
            found[b].add((a, *there, *here))
    names = ("doc_id", "start", "end", "other_start", "other_end")
    return {
        doc_id: [cast(records.Passage, dict(zip(names, one, strict=True))) for one in sorted(rows)]
        for doc_id, rows in found.items()
    }
