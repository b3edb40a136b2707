"""Documents with their blocks in, claims out, one document at a time or many."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from spacy.tokens import Doc, Token

from lib.claims import transcripts
from lib.claims.attribution import ALONE, Attribution, goes_on, introducer, last_quoted
from lib.claims.contents import ANNOUNCES, Content, Parsed, Silent, contents, silent_sentences
from lib.claims.grammar import sentence
from lib.claims.modality import of_cue
from lib.claims.names import Names
from lib.claims.parse import parse
from lib.claims.quotations import quotations, within
from lib.claims.referents import Referents
from lib.claims.rows import claim_row, content_text, placed_slots, words_of
from lib.claims.sources import ARTICLE, FIRST, Source, Sources
from lib.claims.times import times
from lib.tables.records import BlockRow, ClaimRow, DocumentRow, Evidence, RepairRow, UnfinishedRow
from lib.tables.store import by_document
from lib.text import spans
from lib.text.decoding import Rejected
from lib.text.spans import Aligned, Repair, block_text, replay
from lib.work.limits import NO_MORE, clock, too_long
from lib.work.workers import each

# doc_id, published, decoded text, blocks, repairs, seconds
Job = tuple[str, str | None, str, list[BlockRow], list[RepairRow], int]
SHORT = 10_000  # characters of a report that is parsed with others, more than most have
# What a page has beside the words of a report: where to click, when it was published, whose it is
FURNITURE = re.compile(
    r"^(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? )?"
    r"(?:[A-Z][a-z]{2,8}\.? \d{1,2},?|\d{1,2} [A-Z][a-z]{2,8}) \d{4}\s+(?=[A-Z“\"])"
    r"|^(?:Date of publication|(?:Published|Updated)(?: on)?):? (?:\d{1,2} )?[A-Z][a-z]+\.?"
    r"(?: \d{1,2},?)? \d{4}\s+(?=[A-Z“\"])"
)
# What parts the words of a report in mid-block: where to click, whose a picture or a post is
PARTS = re.compile(
    r"(?:(?<!\s)\s++)?(?:[\[(][Cc]lick [^\])]{0,200}[\])]"
    r"|\((?:[\w ]{0,30}[Pp]hoto|[^()]{2,40}(?:Agencies|Reuters|AFP|AP))\)"
    r"|(?:pic\.twitter\S{1,60}\s{1,3})?[—–-]{0,3}\s{0,3}"
    r"(?P<who>(?<![\w.’'-])(?:[A-Z][\w.’'-]{1,30} ){1,4})"
    r"\(@?\w{3,20}\) [A-Z][a-z]{2,8} \d{1,2},? \d{4})\s*+"
)
POST = 280  # characters of a post at most: of more, nobody can tell where it begins
SIGNED = re.compile(r"(?<=[.!?”\"])\s*[-–—]+\s*[A-Z]{2,8}$")
LABEL = re.compile(r"[^:.?!]{2,80}:\s+(?=\S)")


class Body(NamedTuple):
    """A block, its cleaned text with raw places, the lead-in and header above it, and the label
    that names who speaks in it."""

    row: BlockRow
    aligned: Aligned
    above: tuple[Aligned, ...]
    label: Aligned | None = None


class Inherited(NamedTuple):
    """What the items of a list take over from the words that introduce it: source, evidence."""

    source: Source
    source_text: str | None
    cue: str | None
    evidence: list[Evidence]
    modality: str | None = None


Claims = tuple[list[ClaimRow], list[Silent]]
Pair = tuple[Content, Source]
UNNAMED_QUOTATION = Source(None, "unresolved", "a quotation that nobody is named for")
NOBODY = Inherited(ARTICLE, None, None, [])


def claims(
    documents: Iterable[DocumentRow],
    texts: Mapping[str, str],
    blocks: Iterable[BlockRow],
    repairs: Iterable[RepairRow],
    **how: Any,
) -> Claims:
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
    for some_rows, some_silent in of_each(ok, parts, **how):
        rows += some_rows
        silent += some_silent
    return rows, silent


def of_each(
    documents: Sequence[DocumentRow],
    parts: Iterable[tuple[str, list[BlockRow], list[RepairRow]]],
    *,
    seconds: int = NO_MORE.max_seconds,
    **how: Any,
) -> Iterator[Claims]:
    """The same for each document in turn, so that no more of them are held than are worked on.

    parts: for each document its decoded text, its blocks and its repairs; seconds: the longest time
    that each may take; how: who works and what is kept, as for work.each. A document that takes
    longer has no claims, and one silent "sentence" without words, which says so.
    """
    jobs = (
        (row["doc_id"], row["published"], *part, seconds)
        for row, part in zip(documents, parts, strict=True)
    )
    results = each(_of_documents, jobs, total=len(documents), **how)
    for row, result in zip(documents, results, strict=True):
        rows, silent = result or ([], [(row["doc_id"], 0, 0, "", too_long(seconds))])
        yield rows, [Silent(*values) for values in silent]


def unfinished(silent: Iterable[Silent]) -> list[UnfinishedRow]:
    """The rows of the table "unfinished" for the documents that took too long."""
    late = (entry for entry in silent if not entry.sentence)
    return [{"doc_id": entry.doc_id, "reason": entry.reason} for entry in late]


def _of_documents(jobs: list[Job]) -> list[Claims | None]:
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
    blocks: list[BlockRow],
    repairs: list[RepairRow],
    seconds: int,
    parsed: list[tuple[Body, Doc]],
) -> Claims | None:
    """The same of one document; parsed: its bodies, where they are parsed already."""
    day = date.fromisoformat(published) if published else None
    try:
        bodies = parsed or _each_parsed(_bodies(raw, blocks, repairs))
        return _claims(day, bodies, clock(seconds))
    except Rejected:
        return None


def _repair(row: RepairRow) -> Repair:
    return Repair(row["rule"], row["start"], row["end"], row["before"], row["after"])


def _bodies(raw: str, blocks: list[BlockRow], repairs: list[RepairRow]) -> list[Body]:
    """What is parsed of a document, in reading order: all blocks but the headings."""
    cleaned = replay(raw, [_repair(row) for row in repairs])
    rows = sorted(blocks, key=lambda row: row["order"])
    texts = [block_text(cleaned, row) for row in rows]
    spoken = transcripts.labels([text.text for text in texts])
    return [
        part
        for row, text, end in zip(rows, texts, spoken, strict=True)
        if row["kind"] != "heading"
        for part in _parts(_body(row, text, spans.above(cleaned, row), end))
    ]


def _parts(body: Body) -> Iterator[Body]:
    """The body between what parts it; a post before the name of its writer is his."""
    start, text = 0, body.aligned.text
    for mark in PARTS.finditer(text):
        if start < mark.start():
            post = mark["who"] and mark.start() - start <= POST
            who = body.aligned.slice(*mark.span("who")) if post else body.label
            yield body._replace(aligned=body.aligned.slice(start, mark.start()), label=who)
        start = mark.end()
    if start < len(text) or not start:
        yield body._replace(aligned=body.aligned.slice(start, len(text))) if start else body


def _each_parsed(bodies: list[Body]) -> Iterator[tuple[Body, Doc]]:
    return zip(bodies, parse(body.aligned.text for body in bodies), strict=True)


def _claims(
    published: date | None, bodies: Iterable[tuple[Body, Doc]], in_time: Callable[[], None]
) -> Claims:
    """A document's claims and silent sentences; in_time is called at every block and may raise."""
    parsed, labels = [], []
    for body, doc in bodies:
        in_time()
        parsed.append(Parsed(body.row, body.aligned, body.above, doc, within(quotations(doc))))
        labels.append(body.label)
    known = Names([block.doc for block in parsed if block.row["kind"] == "paragraph"])
    sources = Sources(known)
    referents = Referents(sources)
    rows: list[ClaimRow] = []
    within_rows: list[int | None] = []
    part_rows: list[int | None] = []
    silent: list[Silent] = []
    introduced, quoted, announced, telling = NOBODY, NOBODY, NOBODY, NOBODY
    for number, (block, label) in enumerate(zip(parsed, labels, strict=True)):
        in_time()
        sources.meet(number, block.doc)
        resolve, paragraph = partial(sources.resolve, number), block.row["kind"] == "paragraph"
        pairs = _layers(
            [(content, _source(content, block, resolve)) for content in contents(block)]
        )
        opening = goes_on([content.attribution for content, _ in pairs if content.attribution])
        if label is not None:
            telling = _speaking(label, block.row["section"], sources)
        elif announced is not NOBODY and paragraph and 0 not in block.quoted:
            telling = announced
        elif not paragraph or not _goes_on(block, pairs):
            telling = NOBODY
        if paragraph:
            introduced = _introduced(block, pairs, resolve)
            pairs = _without_announcements(block, pairs)
        several = [content for content, _ in pairs]
        for into, places in ((within_rows, _outer(several)), (part_rows, _longer(several))):
            into += [None if place is None else len(rows) + place for place in places]
        for content, source in pairs:
            source = telling.source if source is ARTICLE else source
            row = claim_row(content, block, known, source, _day(block.row, published))
            row["referents"] = referents.told(number, block, content, source)
            if telling is not NOBODY and content.attribution is None:
                row = _taken_over(row, telling)
            elif not paragraph and content.attribution is None:
                row = _taken_over(row, introduced)
            elif opening is not None and content.attribution == opening:
                row = _taken_over(row, quoted)
            rows.append(row)
        if opening is None or [one for one, _ in pairs if one.attribution != opening]:
            quoted = _quoted_last(block, pairs, resolve)
        announced = _announced(block, quoted, partial(sources.issuer, number))
        silent += silent_sentences(block, [content for content, _ in pairs])
    return _with_ids(rows, within_rows, part_rows), silent


def _day(block: BlockRow, published: date | None) -> date | None:
    """The day of the live blog's post that the block stands in, else that of publication."""
    found = times(block["posted"], published) if block["posted"] else []
    first, last = (found[0].first, found[0].last) if found else (None, None)
    return first if first and first == last else published


def _quoted_last(block: Parsed, pairs: list[Pair], announced: Callable[..., Source]) -> Inherited:
    """Whose quotation a block ends with or announces; announced resolves a source not yet met."""
    named = {
        content.attribution: source for content, source in pairs if content.attribution is not None
    }
    last = last_quoted(block.doc, list(named))
    if last is None:
        return NOBODY
    source = named[last] if last in named else announced(block.doc, last.source)
    handed = _handed_on(block, last, source)
    return handed._replace(modality=None)  # what was urged in one sentence is not urged in the next


def _introduced(block: Parsed, pairs: list[Pair], announced: Callable[..., Source]) -> Inherited:
    """Who says what the list after a paragraph says: "According to the union, it was known:"."""
    if not block.aligned.text.rstrip().endswith(":"):
        return NOBODY
    last, named = sentence(block.doc[-1]), introducer(block.doc)
    if named is None or named.head == last.root.i:
        for content, source in pairs:
            attribution = content.attribution
            if attribution is None or attribution.head is None or attribution.head < last.start:
                continue
            if attribution.path == "according" or attribution.head == last.root.i:
                return _handed_on(block, attribution, source)
    if named is None:
        return NOBODY
    return _handed_on(block, named, announced(block.doc, named.source))


def _without_announcements(block: Parsed, pairs: list[Pair]) -> list[Pair]:
    """The contents without what only announces a list: "offered the following help:"."""
    if not block.aligned.text.rstrip().endswith(":"):
        return pairs
    return [pair for pair in pairs if not ANNOUNCES.fullmatch(content_text(block.doc, pair[0]))]


def _handed_on(block: Parsed, attribution: Attribution, source: Source) -> Inherited:
    doc, words, cue = block.doc, attribution.source, attribution.cue
    modality = of_cue(doc, cue)
    places = placed_slots(block, {"source": words, "cue": cue, "modality": cue if modality else ()})
    return Inherited(source, words_of(doc, words), words_of(doc, cue), places, modality)


def _taken_over(row: ClaimRow, inherited: Inherited) -> ClaimRow:
    """The claim with the source and cue that introduce it, or of the quotation it goes on with."""
    if inherited is NOBODY:
        return row
    named = inherited.source.name is not None and inherited.source.kind in {"person", "institution"}
    meant = inherited.modality if row["modality"] == "asserted" else None
    places = [place for place in inherited.evidence if meant or place["slot"] != "modality"]
    return {
        **row,
        "source": inherited.source.name,
        "source_kind": inherited.source.kind,
        "source_why": inherited.source.why,
        "source_text": inherited.source_text,
        "cue": inherited.cue,
        "specificity": row["specificity"] + named,
        "modality": meant or row["modality"],
        "evidence": [*row["evidence"], *places],
    }


def _body(row: BlockRow, aligned: Aligned, above: tuple[Aligned, ...], spoken: int) -> Body:
    """The block without the label of a list item ("Sharing intelligence: …"), which says nothing,
    and apart from the first characters that say who speaks."""
    label = LABEL.match(aligned.text) if row["kind"] == "list_item" else None
    beside, signed = FURNITURE.match(aligned.text), SIGNED.search(aligned.text)
    end = spoken or (label.end() if label else beside.end() if beside else 0)
    last = signed.start() if signed else len(aligned.text)
    rest = aligned.slice(end, last) if end or signed else aligned
    return Body(row, rest, above, aligned.slice(0, spoken) if spoken else None)


def _speaking(label: Aligned, section: str | None, sources: Sources) -> Inherited:
    """Who speaks by the label of a transcript."""
    words = label.text.strip().rstrip(":")
    start, end = label.place(0, len(words))
    name = transcripts.named(words)
    if words in transcripts.ASKS:
        source = Source(None, "unnamed", "who asks in an interview")
    elif words in transcripts.ANSWERS:
        heading = transcripts.in_heading(section, "")
        source = sources.labelled(heading) if heading else sources.answering()
    else:
        source = sources.labelled(transcripts.in_heading(section, name) or name)
    return Inherited(source, words, None, [{"slot": "source", "start": start, "end": end}])


def _announced(
    block: Parsed, quoted: Inherited, issuer: Callable[[Token], Source | None]
) -> Inherited:
    """Whose letter, post or statement the paragraphs after a colon have."""
    if not block.aligned.text.rstrip().endswith(":") or not len(block.doc):
        return NOBODY
    if quoted.source.name is not None:
        return quoted
    for noun in sentence(block.doc[-1]):
        if noun.pos_ == "NOUN" and (source := issuer(noun)) is not None:
            places = placed_slots(block, {"source": (noun.i,)})
            return Inherited(source, noun.text, None, places)
    return NOBODY


def _goes_on(block: Parsed, pairs: list[Pair]) -> bool:
    """Whether a paragraph goes on with a letter or a turn: in the first person, nobody cited."""
    own = any(token.lower_ in FIRST and token.i not in block.quoted for token in block.doc)
    return own and all(
        content.attribution is None or source is ARTICLE for content, source in pairs
    )


def _layers(pairs: list[Pair]) -> list[Pair]:
    """Contents and sources but for repeated speakers: "Ms Berg said she warned" is one layer."""
    outer = _outer([content for content, _ in pairs])
    return [
        pair
        for pair, place in zip(pairs, outer, strict=True)
        if place is None or not _repeats(pair, pairs[place])
    ]


def _repeats(pair: Pair, outer: Pair) -> bool:
    """Whether a content has the source of the attributed one that it stands in."""
    (_, source), (content, above) = pair, outer
    return content.attribution is not None and source.name is not None and source.name == above.name


def _outer(several: list[Content]) -> list[int | None]:
    """For each content the place of the smallest other that its cue and words stand in, if any."""
    holding: dict[int, list[int]] = {}
    for place, content in enumerate(several):
        for i in content.tokens:
            holding.setdefault(i, []).append(place)
    return [_smallest(several, content, holding) for content in several]


def _smallest(
    several: list[Content], content: Content, holding: dict[int, list[int]]
) -> int | None:
    if content.attribution is None or content.attribution.head is None:
        return None
    own, sizes = set(content.tokens), {}
    for place in holding.get(content.attribution.head, ()):
        if own < set(several[place].tokens):
            sizes[place] = len(several[place].tokens)
    return min(sizes, key=sizes.__getitem__, default=None)


def _longer(several: list[Content]) -> list[int | None]:
    """For each content the place of the longer one that it is a fact of, if any."""
    places = {(content.tokens, content.attribution): i for i, content in enumerate(several)}
    return [
        None if content.whole is None else places.get((content.whole, content.attribution))
        for content in several
    ]


def _with_ids(
    rows: list[ClaimRow], outer: list[int | None], longer: list[int | None]
) -> list[ClaimRow]:
    """The rows with ids, by document, span and rank, and the ids of the rows that each stands in
    and is a fact of."""
    seen: dict[str, int] = {}
    for row in rows:
        stem = f"{row['doc_id']}:{row['start']}-{row['end']}"
        seen[stem] = seen.get(stem, 0) + 1
        row["claim_id"] = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"
    ids = [row["claim_id"] for row in rows]
    for row, around, whole in zip(rows, outer, longer, strict=True):
        row["within"] = None if around is None else ids[around]
        row["part_of"] = None if whole is None else ids[whole]
    return rows


def _source(content: Content, block: Parsed, resolve: Callable[..., Source]) -> Source:
    if content.attribution is None:
        return ARTICLE
    if content.attribution.path == ALONE:
        return UNNAMED_QUOTATION
    return resolve(block.doc, content.attribution.source, content.tokens)
