"""Documents with their blocks in, claims out, one document at a time or many."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from spacy.tokens import Doc

from lib.claims.attribution import ALONE, Attribution, goes_on, introducer, last_quoted
from lib.claims.contents import ANNOUNCES, Content, Parsed, Silent, contents, silent_sentences
from lib.claims.frame import of_cue
from lib.claims.grammar import sentence
from lib.claims.names import ARTICLE, Names, Source
from lib.claims.parse import parse
from lib.claims.quotations import quotations, within
from lib.claims.rows import claim_row, content_text, placed_slots, words_of
from lib.tables.records import Row
from lib.tables.store import by_document
from lib.text import spans
from lib.text.decoding import Rejected
from lib.text.spans import Aligned, Repair, block_text, replay
from lib.work.limits import NO_MORE, clock, too_long
from lib.work.workers import each

SHORT = 10_000  # characters of a report that is parsed with others, more than most have
LABEL = re.compile(r"[^:.?!]{2,80}:\s+(?=\S)")


class Body(NamedTuple):
    """A block, its cleaned text with raw places, and the lead-in and header above it."""

    row: Row
    aligned: Aligned
    above: tuple[Aligned, ...]


class Inherited(NamedTuple):
    """What the items of a list take over from the words that introduce it: source, evidence."""

    source: Source
    source_text: str | None
    cue: str | None
    evidence: list[Row]
    modality: str | None = None


UNNAMED_QUOTATION = Source(None, "unresolved", "a quotation that nobody is named for")
NOBODY = Inherited(ARTICLE, None, None, [])


def claims(
    documents: Iterable[Row],
    texts: Mapping[str, str],
    blocks: Iterable[Row],
    repairs: Iterable[Row],
    **how: Any,
) -> tuple[list[Row], list[Silent]]:
    """The rows of the table of claims, in reading order, and the sentences that gave none.

    documents, blocks, repairs: rows of these tables, in any order; texts: the decoded text of each
    document by doc_id; how: as for `of_each`.
    """
    of_blocks, of_repairs = by_document(blocks), by_document(repairs)
    ok = [row for row in documents if row["status"] == "ok"]
    parts = [
        (texts[row["doc_id"]], of_blocks.get(row["doc_id"], []), of_repairs.get(row["doc_id"], []))
        for row in ok
    ]
    rows, silent = [], []
    for found, none in of_each(ok, parts, **how):
        rows += found
        silent += none
    return rows, silent


def of_each(
    documents: Sequence[Row],
    parts: Iterable[tuple[str, list[Row], list[Row]]],
    *,
    seconds: int = NO_MORE.max_seconds,
    **how: Any,
) -> Iterator[tuple[list[Row], list[Silent]]]:
    """The same for each document in turn, so that no more of them are held than are worked on.

    parts: for each document its decoded text, its blocks and its repairs; seconds: the longest time
    that each may take; how: who works and what is kept, as for work.each. A document that takes
    longer has no claims, and one silent "sentence" without words, which says so.
    """
    jobs = (
        (row["doc_id"], row["published"], *part, seconds)
        for row, part in zip(documents, parts, strict=True)
    )
    for row, result in zip(
        documents, each(_of_documents, jobs, total=len(documents), **how), strict=True
    ):
        found, none = result or ([], [(row["doc_id"], 0, 0, "", too_long(seconds))])
        yield found, [Silent(*one) for one in none]


def unfinished(silent: Iterable[Silent]) -> list[Row]:
    """The rows of the table "unfinished" for the documents that took too long."""
    return [{"doc_id": one.doc_id, "reason": one.reason} for one in silent if not one.sentence]


def _of_documents(jobs: list[tuple]) -> list[tuple[list[Row], list[Silent]] | None]:
    """Each document's claims and silent sentences, as values to send and keep; None: takes longer.

    Short documents are parsed together, which takes a tenth less than one by one, and counts for
    none of them.
    """
    short = [
        _bodies(raw, blocks, repairs) if len(raw) <= SHORT else []
        for _, _, raw, blocks, repairs, _ in jobs
    ]
    docs = iter(list(parse(body.aligned.text for bodies in short for body in bodies)))
    return [
        _of_document(*job, [(body, next(docs)) for body in bodies])
        for job, bodies in zip(jobs, short, strict=True)
    ]


def _of_document(
    doc_id: str,
    published: str | None,
    raw: str,
    blocks: list[Row],
    repairs: list[Row],
    seconds: int,
    parsed: list[tuple[Body, Doc]],
) -> tuple[list[Row], list[Silent]] | None:
    """The same of one document; parsed: its bodies, where they are parsed already."""
    document, in_time = {"doc_id": doc_id, "published": published}, clock(seconds)
    try:
        return _claims(document, parsed or _each_parsed(_bodies(raw, blocks, repairs)), in_time)
    except Rejected:
        return None


def _bodies(raw: str, blocks: list[Row], repairs: list[Row]) -> list[Body]:
    """What is parsed of a document, in reading order: all blocks but the headings."""
    cleaned = replay(raw, [Repair(*(row[name] for name in Repair._fields)) for row in repairs])
    rows = [row for row in sorted(blocks, key=lambda row: row["order"]) if row["kind"] != "heading"]
    return [
        Body(row, _body(row, block_text(cleaned, row)), spans.above(cleaned, row)) for row in rows
    ]


def _each_parsed(bodies: list[Body]) -> Iterator[tuple[Body, Doc]]:
    return zip(bodies, parse(body.aligned.text for body in bodies), strict=True)


def _claims(
    document: Row, bodies: Iterable[tuple[Body, Doc]], in_time: Callable[[], None]
) -> tuple[list[Row], list[Silent]]:
    """A document's claims and silent sentences; in_time is called at every block and may raise."""
    parsed = []
    for body, doc in bodies:
        in_time()
        parsed.append(Parsed(*body, doc, within(quotations(doc))))
    known = Names([block.doc for block in parsed if block.row["kind"] == "paragraph"])
    published = date.fromisoformat(document["published"]) if document["published"] else None
    rows, silent, introduced, quoted = [], [], NOBODY, NOBODY
    for number, block in enumerate(parsed):
        in_time()
        known.meet(number, block.doc)
        found, sources = _layers(
            list(contents(block)), partial(_source, block=block, known=known, number=number)
        )
        opening = goes_on(
            [content.attribution for content in found if content.attribution is not None]
        )
        if block.row["kind"] == "paragraph":
            introduced = _introduced(block, found, sources, partial(known.resolve, number))
            found, sources = _without_announcements(block, found, sources)
        first, outer = len(rows), _outer(found)
        for content, source, place in zip(found, sources, outer, strict=True):
            row = claim_row(content, block, known, source, published) | {
                "within": None if place is None else first + place
            }
            if block.row["kind"] != "paragraph" and content.attribution is None:
                row = _taken_over(row, introduced)
            elif opening is not None and content.attribution == opening:
                row = _taken_over(row, quoted)
            rows.append(row)
        quoted = (
            _quoted_last(block, found, sources, partial(known.resolve, number))
            if opening is None or len(found) > 1
            else quoted
        )
        silent += silent_sentences(block, found)
    return _with_ids(rows), silent


def _quoted_last(
    block: Parsed, found: list[Content], sources: list[Source], announced: Callable[..., Source]
) -> Inherited:
    """Whose quotation a block ends with or announces; announced resolves a source not yet met."""
    named = {
        content.attribution: source
        for content, source in zip(found, sources, strict=True)
        if content.attribution is not None
    }
    last = last_quoted(block.doc, list(named))
    if last is None:
        return NOBODY
    handed = _handed_on(
        block, last, named[last] if last in named else announced(block.doc, last.source)
    )
    return handed._replace(modality=None)  # what was urged in one sentence is not urged in the next


def _introduced(
    block: Parsed, found: list[Content], sources: list[Source], announced: Callable[..., Source]
) -> Inherited:
    """Who says what the list after a paragraph says: "According to the union, it was known:"."""
    if not block.aligned.text.rstrip().endswith(":"):
        return NOBODY
    last, named = sentence(block.doc[-1]), introducer(block.doc)
    if named is not None and named.head != last.root.i:
        return _handed_on(block, named, announced(block.doc, named.source))
    for content, source in zip(found, sources, strict=True):
        one = content.attribution
        if (
            one is not None
            and one.head is not None
            and last.start <= one.head
            and (one.path == "according" or one.head == last.root.i)
        ):
            return _handed_on(block, one, source)
    return (
        _handed_on(block, named, announced(block.doc, named.source))
        if named is not None
        else NOBODY
    )


def _without_announcements(
    block: Parsed, found: list[Content], sources: list[Source]
) -> tuple[list[Content], list[Source]]:
    """The contents without what only announces a list: "offered the following help:"."""
    colon = block.aligned.text.rstrip().endswith(":")
    kept = [
        i
        for i, content in enumerate(found)
        if not (colon and ANNOUNCES.fullmatch(content_text(block.doc, content)))
    ]
    return [found[i] for i in kept], [sources[i] for i in kept]


def _handed_on(block: Parsed, one: Attribution, source: Source) -> Inherited:
    modality = of_cue(block.doc, one.cue)
    places = placed_slots(
        block, {"source": one.source, "cue": one.cue, "modality": one.cue if modality else ()}
    )
    return Inherited(
        source, words_of(block.doc, one.source), words_of(block.doc, one.cue), places, modality
    )


def _taken_over(row: Row, inherited: Inherited) -> Row:
    """The claim with the source and cue that introduce it, or of the quotation it goes on with."""
    if inherited is NOBODY:
        return row
    named = inherited.source.name is not None and inherited.source.kind in {"person", "institution"}
    meant = inherited.modality if row["modality"] == "asserted" else None
    return row | {
        "source": inherited.source.name,
        "source_kind": inherited.source.kind,
        "source_why": inherited.source.why,
        "source_text": inherited.source_text,
        "cue": inherited.cue,
        "specificity": row["specificity"] + named,
        "modality": meant or row["modality"],
        "evidence": [
            *row["evidence"],
            *(place for place in inherited.evidence if meant or place["slot"] != "modality"),
        ],
    }


def _body(row: Row, aligned: Aligned) -> Aligned:
    """The block without the label of a list item ("Sharing intelligence: …"): it says nothing."""
    label = LABEL.match(aligned.text) if row["kind"] == "list_item" else None
    return aligned.slice(label.end(), len(aligned.text)) if label else aligned


def _layers(
    found: list[Content], source: Callable[[Content], Source]
) -> tuple[list[Content], list[Source]]:
    """Contents and sources but for repeated speakers: "Ms Berg said she warned" is one layer."""
    sources = [source(content) for content in found]
    echo = {
        i
        for i, place in enumerate(_outer(found))
        if place is not None
        and found[place].attribution is not None
        and sources[i].name is not None
        and sources[i].name == sources[place].name
    }
    kept = [i for i in range(len(found)) if i not in echo]
    return [found[i] for i in kept], [sources[i] for i in kept]


def _outer(found: list[Content]) -> list[int | None]:
    """For each content the place of the smallest other that its cue and words stand in, if any."""
    holding: dict[int, list[int]] = {}
    for place, content in enumerate(found):
        for i in content.tokens:
            holding.setdefault(i, []).append(place)
    return [_smallest(found, content, holding) for content in found]


def _smallest(found: list[Content], content: Content, holding: dict[int, list[int]]) -> int | None:
    head = content.attribution.head if content.attribution is not None else None
    around = [
        place for place in holding.get(head, ()) if set(content.tokens) < set(found[place].tokens)
    ]
    return min(around, key=lambda place: len(found[place].tokens), default=None)


def _with_ids(rows: list[Row]) -> list[Row]:
    """The rows with ids, by document, span and rank; within as the id of the row that it counts."""
    seen: dict[str, int] = {}
    for row in rows:
        stem = f"{row['doc_id']}:{row['start']}-{row['end']}"
        seen[stem] = seen.get(stem, 0) + 1
        row["claim_id"] = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"
    for row in rows:
        row["within"] = rows[row["within"]]["claim_id"] if row["within"] is not None else None
    return rows


def _source(content: Content, *, block: Parsed, known: Names, number: int) -> Source:
    if content.attribution is None:
        return ARTICLE
    if content.attribution.path == ALONE:
        return UNNAMED_QUOTATION
    return known.resolve(number, block.doc, content.attribution.source)
