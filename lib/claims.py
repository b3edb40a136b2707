"""The claims of a document: each attributed content, and each clause that the document asserts in
its own voice."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import islice, takewhile
from typing import Any, NamedTuple

from spacy.tokens import Doc, Token

from lib import clean, frame, names, parse, times, work
from lib.attribution import (
    ALONE,
    Attribution,
    attributions,
    goes_on,
    introducer,
    last_quoted,
    quotations,
    speaks,
    within,
    word_tokens,
)
from lib.lexicon import countries, cue_class
from lib.limits import NO_MORE, clock, too_long
from lib.reading import Rejected
from lib.text import WORD, Aligned, Repair, by_document, replay

Row = dict[str, Any]
# A call to the reader is no claim: an imperative of one of these, with nobody as its subject.
READER_CALLS = frozenset(
    "subscribe share click follow read sign register join download visit contact email comment"
    " watch listen donate support tell help".split()
)

# Main verbs of "Key points include:", which say nothing without the list that follows.
INTRODUCES = frozenset(
    "include be involve encompass comprise cover contain follow revolve focus list".split()
)
# Participles after a main clause that say how, with what or of what, and tell of no event of their
# own.
MANNER = frozenset(
    "use include involve follow regard concern have be become do get make take base accord depend"
    " consider give see wear carry hold".split()
)
SHORT = 10_000  # characters of a report that is parsed with others, more than most have
SELDOM = 0.5  # a word that the table of cues does not list must have been one more often than not
# words of a paragraph's sentence from which a full stop is taken to end a statement
FULL_SENTENCE = 8
# Before the colon of a list: "… including:", "… the following measures:"
ANNOUNCES = re.compile(
    r"\b(?:including|such as|as follows|(?:the|these) following(?: \w+){0,3})$", re.IGNORECASE
)
NO_LETTERS = re.compile(r"[\W_]+")
# the subject that the text borrows from elsewhere in its sentence
BORROWED = re.compile(r"^\[[^\]]*\] ")
# Marks that part a content from what stands beside it; "|" is a border of a table's cells
SEPARATORS = frozenset(",;:—–-.(|")
BRACKETS, MARKS = re.compile(r"[\[\]]"), re.compile('[“«„"”»]')
LABEL = re.compile(r"[^:.?!]{2,80}:\s+(?=\S)")


class Body(NamedTuple):
    """A block, its cleaned text with the raw place of each character, and what a list item or table
    row inherits from: its lead-in and header.
    """

    row: Row
    aligned: Aligned
    above: tuple[Aligned, ...]


class Parsed(NamedTuple):
    """The same with its parse, and the tokens that stand in quotations."""

    row: Row
    aligned: Aligned
    above: tuple[Aligned, ...]
    doc: Doc
    quoted: frozenset[int]


class Content(NamedTuple):
    """Tokens of a content, the tokens of a subject it borrows from elsewhere in its sentence, and
    its attribution, if any."""

    tokens: tuple[int, ...]
    borrowed: tuple[int, ...] = ()
    attribution: Attribution | None = None


class Inherited(NamedTuple):
    """What the items of a list take over from the words that introduce it: the source, and the
    rows' slots and evidence that go with it."""

    source: names.Source
    source_text: str | None
    cue: str | None
    evidence: list[Row]
    modality: str | None = None


UNNAMED_QUOTATION = names.Source(None, "unresolved", "a quotation that nobody is named for")
NOBODY = Inherited(names.ARTICLE, None, None, [])


class Silent(NamedTuple):
    """A sentence that gave no claim, and why."""

    doc_id: str
    start: int
    end: int
    sentence: str
    reason: str


def claims(
    documents: Iterable[Row],
    texts: Mapping[str, str],
    blocks: Iterable[Row],
    repairs: Iterable[Row],
    **how: Any,
) -> tuple[list[Row], list[Silent]]:
    """The rows of the table of claims, in reading order, and the sentences that gave none.

    documents, blocks, repairs: rows of these tables; texts: the decoded text of each document by
    doc_id; how: as for `of_each`. The result does not depend on these, nor on the order of
    documents.
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
        documents, work.each(_of_documents, jobs, total=len(documents), **how), strict=True
    ):
        found, none = result or ([], [(row["doc_id"], 0, 0, "", too_long(seconds))])
        yield found, [Silent(*one) for one in none]


def unfinished(silent: Iterable[Silent]) -> list[Row]:
    """The rows of the table "unfinished" for the documents that took too long."""
    return [{"doc_id": one.doc_id, "reason": one.reason} for one in silent if not one.sentence]


def _of_documents(jobs: list[tuple]) -> list[tuple[list[Row], list[Silent]] | None]:
    """For each document its claims and its silent sentences, as values that can be sent and kept;
    None where they take longer.

    Short documents are parsed together, which takes a tenth less than one by one, and counts for
    none of them.
    """
    short = [
        _bodies(raw, blocks, repairs) if len(raw) <= SHORT else []
        for _, _, raw, blocks, repairs, _ in jobs
    ]
    docs = iter(list(parse.parse(body.aligned.text for bodies in short for body in bodies)))
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
        Body(row, _body(row, clean.block_text(cleaned, row)), clean.above(cleaned, row))
        for row in rows
    ]


def _each_parsed(bodies: list[Body]) -> Iterator[tuple[Body, Doc]]:
    return zip(bodies, parse.parse(body.aligned.text for body in bodies), strict=True)


def _claims(
    document: Row, bodies: Iterable[tuple[Body, Doc]], in_time: Callable[[], None]
) -> tuple[list[Row], list[Silent]]:
    """The claims of one document and its silent sentences, from its parsed bodies; in_time is
    called at every block, and may raise."""
    parsed = []
    for body, doc in bodies:
        in_time()
        parsed.append(Parsed(*body, doc, within(quotations(doc))))
    known = names.Names([block.doc for block in parsed if block.row["kind"] == "paragraph"])
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
            row = _row(content, block, known, source, published) | {
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
        silent += _silent(block, found)
    return _with_ids(rows), silent


def _quoted_last(
    block: Parsed,
    found: list[Content],
    sources: list[names.Source],
    announced: Callable[..., names.Source],
) -> Inherited:
    """Whose quotation a block ends with or announces, for one that opens the next block; announced
    resolves a source not yet met."""
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
    block: Parsed,
    found: list[Content],
    sources: list[names.Source],
    announced: Callable[..., names.Source],
) -> Inherited:
    """Who is said to say what the list after this paragraph says: "According to the union, these
    failings were known:"."""
    if not block.aligned.text.rstrip().endswith(":"):
        return NOBODY
    last, named = parse.sentence(block.doc[-1]), introducer(block.doc)
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
    block: Parsed, found: list[Content], sources: list[names.Source]
) -> tuple[list[Content], list[names.Source]]:
    """The contents without what only announces a list: "offered the following help:" says nothing
    without it."""
    colon = block.aligned.text.rstrip().endswith(":")
    kept = [
        i
        for i, content in enumerate(found)
        if not (colon and ANNOUNCES.fullmatch(_text(block.doc, content)))
    ]
    return [found[i] for i in kept], [sources[i] for i in kept]


def _handed_on(block: Parsed, one: Attribution, source: names.Source) -> Inherited:
    modality = frame.of_cue(block.doc, one.cue)
    places = _places(
        block, {"source": one.source, "cue": one.cue, "modality": one.cue if modality else ()}
    )
    return Inherited(
        source, _words(block.doc, one.source), _words(block.doc, one.cue), places, modality
    )


def _taken_over(row: Row, inherited: Inherited) -> Row:
    """The claim with the source and cue of the words that introduce it, or of the quotation that it
    goes on with, if there are any."""
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
    """The block without the label of a list item ("Intelligence Sharing: …"), which names a topic
    and says nothing of it."""
    label = LABEL.match(aligned.text) if row["kind"] == "list_item" else None
    return aligned.slice(label.end(), len(aligned.text)) if label else aligned


def _layers(
    found: list[Content], source: Callable[[Content], names.Source]
) -> tuple[list[Content], list[names.Source]]:
    """The contents and their sources, but for those that only repeat who speaks ("Ms Berg said she
    had warned …" is one layer)."""
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
    """For each content the place of the smallest other one that its cue and all its words stand in;
    None where there is none."""
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
    """The rows with their ids: document, span, and a rank where two claims have the same span;
    within as the id of the row it counts."""
    seen: dict[str, int] = {}
    for row in rows:
        stem = f"{row['doc_id']}:{row['start']}-{row['end']}"
        seen[stem] = seen.get(stem, 0) + 1
        row["claim_id"] = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"
    for row in rows:
        row["within"] = rows[row["within"]]["claim_id"] if row["within"] is not None else None
    return rows


# --------------------------------------------------------------------------------------- contents


def contents(block: Parsed) -> Iterator[Content]:
    """The contents of a block in reading order: the attributed ones, and the clauses of the
    report's own voice."""
    doc = block.doc
    if block.row["kind"] == "table_row":
        found = [Content(_tidy(doc, set(range(len(doc)))))]
    else:
        found = [
            Content(_word_to_word(doc, one.content), (), one)
            for one in attributions(doc, layers=True)
            if _reports(doc, one)
        ]
        inside = {i for content in found for i in content.tokens}
        heads = {
            i
            for content in found
            if content.attribution is not None
            for i in (content.attribution.head, *content.attribution.cue)
        }
        found += [
            content
            for sentence in doc.sents
            for content in _own_voice(block, list(sentence), inside, heads)
        ]
    yield from sorted(
        (content for content in found if content.tokens),
        key=lambda content: (content.tokens, content.attribution is None),
    )


def _reports(doc: Doc, one: Attribution) -> bool:
    """Whether somebody is reported to have said something; if not, the sentence is the report's
    own.

    Not where a thing is the subject ("a surge claimed lives"), where nobody is and none is implied,
    where they should, could or did not say it, where the cue is in no table and was seldom one, nor
    where a bare noun is all that they said ("responded to the threat").
    """
    if one.head is None:
        return True
    known = frame.classes(doc, one.cue)
    clause = frame.main_word(doc, one.content).pos_ in {"VERB", "AUX"}
    seldom = one.score < SELDOM
    if (one.source and not speaks(doc, one.source) and (seldom or not clause)) or (
        not one.source and not one.path.startswith(("P:", "quote"))
    ):
        return False
    if (not known and seldom) or any(doc[i].tag_ == "MD" for i in one.cue):
        return False
    if frame.triggers("head").get(doc[one.head].lemma_.lower()) == "negated" and frame.to_say(
        frame.main_word(doc, one.content)
    ):
        return False  # who declined to say it has not said it
    if (
        any(doc[i].dep_ == "neg" for i in one.cue)
        and known.get(one.head) == "asserts"
        and doc[one.head].lemma_ not in frame.NEG_RAISING
    ):
        return False
    return len(word_tokens(doc).intersection(one.content)) >= (
        2 if clause or {"promises", "demands", "denies"} & set(known.values()) else 4
    )


def _own_voice(
    block: Parsed, sentence: list[Token], inside: set[int], heads: set[int | None]
) -> Iterator[Content]:
    """The clauses of a sentence that the report itself asserts; inside: the tokens of attributed
    contents, heads: of their cues."""
    root = next(token for token in sentence if token.dep_ == "ROOT" or token.head.i == token.i)
    if _no_claim(block, sentence, root) or all(
        token.i in inside for token in sentence if token.is_alpha
    ):
        return
    if not _finite(root):
        # a list item such as "Joint exercises to enhance interoperability", or a main verb that the
        # parse took for a noun
        yield Content(_tidy(block.doc, {token.i for token in sentence}))
        return
    for clause in _clauses(root):
        tokens, borrowed = _clause_tokens(clause)
        if clause.i not in heads and clause.i not in inside:
            yield Content(tokens, borrowed)


def _no_claim(block: Parsed, sentence: list[Token], root: Token) -> str | None:
    """Why a sentence claims nothing in the report's own voice; None if it may."""
    if any(token.text == "?" for token in sentence[-2:]):
        return "a question"
    imperative = root.tag_ == "VB" and not any(
        child.dep_ in {"nsubj", "aux"} for child in root.children
    )
    if imperative and root.lemma_.lower() in READER_CALLS and block.row["kind"] == "paragraph":
        return "a call to the reader"
    words = sum(token.is_alpha or token.like_num for token in sentence)
    # the small parse takes some verbs for nouns
    stated = sentence[-1].text in {".", "”", '"'} and words >= FULL_SENTENCE
    if (
        block.row["kind"] == "paragraph"
        and not stated
        and not any(_finite(token) for token in sentence if token.pos_ in {"VERB", "AUX"})
    ):
        return "no finite verb"
    if words < 2:
        return "too short"
    empty = root.lemma_.lower() in INTRODUCES and not any(
        child.dep_ in {"dobj", "ccomp"} for child in root.children
    )
    if sentence[-1].text == ":" and (
        empty or ANNOUNCES.search(sentence[0].doc[sentence[0].i : sentence[-1].i].text)
    ):
        return "introduces what follows"
    return None


def _finite(verb: Token) -> bool:
    """Whether the clause has a finite verb, so that it states something."""
    group = [verb, *(child for child in verb.children if child.dep_ in {"aux", "auxpass", "cop"})]
    return any(
        token.tag_ in {"VBD", "VBP", "VBZ", "MD"} or "Fin" in token.morph.get("VerbForm")
        for token in group
        if token.pos_ in {"VERB", "AUX"}
    )


def _clauses(root: Token) -> Iterator[Token]:
    """The main verb, those joined to it, those of its non-restrictive relative clauses, which
    assert on their own, and what came of it."""
    yield root
    for token in _below(root):
        if (
            token.dep_ == "conj"
            and token.pos_ in {"VERB", "AUX"}
            and _finite(token)
            and _chain(token, root)
            and _stands_alone(token, root)
        ):
            yield token
        elif token.dep_ == "relcl" and _finite(token) and _non_restrictive(token):
            yield token
        elif token.dep_ == "advcl" and token.head.i == root.i and _follows(token):
            yield token


def _below(root: Token) -> list[Token]:
    """The tokens that hang on it, in order."""
    return [root.doc[i] for i in sorted(parse.subtree(root)) if i != root.i]


def _chain(token: Token, root: Token) -> bool:
    while token.dep_ == "conj":
        token = token.head
    return token.i == root.i


def _stands_alone(verb: Token, root: Token) -> bool:
    """A joined clause with a subject of its own, or with one to borrow and no share in the first
    verb's modal."""
    if any(child.dep_ in frame.SUBJECTS | {"expl"} for child in verb.children):
        return True
    nearer = [
        token
        for token in _below(root)
        if token.dep_ in {"advcl", "relcl"}
        and root.i < token.i < verb.i
        and any(child.dep_ in frame.SUBJECTS for child in token.children)
        and verb.i not in parse.subtree(token)
    ]
    if nearer and max(token.right_edge.i for token in nearer) >= verb.left_edge.i - 2:
        # "searched after a sluice burst and drowned them": the sluice may have drowned them
        return False
    shares_modal = (
        verb.tag_ in {"VB", "VBP"}
        and any(child.tag_ == "MD" for child in root.children)
        and not any(child.dep_ == "aux" for child in verb.children)
    )
    return not shares_modal and any(child.dep_ in {"nsubj", "nsubjpass"} for child in root.children)


def _follows(verb: Token) -> bool:
    """ "The dam broke, sending water into the village": a participle after the comma that says what
    the main clause's subject also did.

    Not where the main clause tells of no past event, nor where the participle says how, who says
    so, or nothing of an object.
    """
    main, first = verb.head, verb.left_edge
    group = [
        main,
        *(child for child in main.children if child.dep_ in {"aux", "auxpass", "neg", "expl"}),
    ]
    # what is so in general brings about no event
    told = any(token.tag_ == "VBD" or token.lower_ in {"has", "have"} for token in group)
    plain = told and not any(token.tag_ == "MD" or token.dep_ in {"neg", "expl"} for token in group)
    alone = verb.tag_ == "VBG" and not any(
        child.dep_ in frame.SUBJECTS | {"mark", "aux", "neg"} for child in verb.children
    )
    # two are a slip of the parse
    one_subject = sum(child.dep_ in {"nsubj", "nsubjpass"} for child in main.children) == 1
    speech = main.lemma_.lower() in cue_class()
    if not (
        plain
        and alone
        and one_subject
        and not speech
        and first.i > main.i
        and first.nbor(-1).text == ","
    ):
        return False
    return parse.dependent(verb, {"dobj"}) is not None and verb.lemma_.lower() not in MANNER | {
        *cue_class()
    }


def _non_restrictive(verb: Token) -> bool:
    """ ", which …": a comma before which or who, so that the clause adds a statement and does not
    narrow the noun."""
    first = verb.doc[min(parse.subtree(verb))]
    return (
        first.i > 0
        and first.nbor(-1).text == ","
        and any(
            child.lower_ in {"which", "who"} and child.dep_.startswith("nsubj")
            for child in verb.children
        )
    )


def _clause_tokens(verb: Token) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The tokens of a clause without the clauses that are claims of their own, and the subject it
    shares with another."""
    own = parse.subtree(verb)
    for other in _clauses(verb):
        if other.i != verb.i:
            own -= parse.subtree(other)
    own -= {
        child.i
        for child in verb.children
        if child.dep_ in {"cc", "preconj"} or (child.is_punct and child.text in ",;")
    } & {min(own), max(own)}
    relative = next(
        (
            child
            for child in verb.children
            if verb.dep_ == "relcl" and child.lower_ in {"which", "who"}
        ),
        None,
    )
    if relative is not None:
        own -= {relative.i}
        return _tidy(verb.doc, own), _noun_phrase(verb.head, verb)
    if any(child.dep_ in frame.SUBJECTS | {"expl"} for child in verb.children) or verb.dep_ not in {
        "conj",
        "advcl",
    }:
        return _tidy(verb.doc, own), ()
    owner = verb
    while owner.dep_ in {"conj", "advcl"} and not any(
        child.dep_ in frame.SUBJECTS for child in owner.children
    ):
        owner = owner.head
    subject = parse.dependent(owner, frame.SUBJECTS)
    return _tidy(verb.doc, own), _noun_phrase(subject, verb) if subject is not None else ()


def _noun_phrase(noun: Token, apart: Token) -> tuple[int, ...]:
    return frame.phrase(noun, parse.subtree(noun) - parse.subtree(apart))


def _tidy(doc: Doc, tokens: set[int]) -> tuple[int, ...]:
    """In order, without separators at the ends, a joining word there, or marks there that stand
    apart."""
    kept, rest = (), tuple(sorted(tokens))
    while kept != rest:  # what stands apart may hide a separator behind it
        kept, rest = rest, _stripped(doc, _word_to_word(doc, rest))
    return kept


def _stripped(doc: Doc, tokens: Sequence[int]) -> tuple[int, ...]:
    first, end = 0, len(tokens)
    while first < end and _separates(doc[tokens[first]], opening=True):
        first += 1
    while first < end and _separates(doc[tokens[end - 1]]):
        end -= 1
    return tuple(tokens[first:end])


def _separates(token: Token, *, opening: bool = False) -> bool:
    """Whether a token at the end, or at the beginning, of a content only parts it from what stands
    beside it."""
    # a bracket that closes may close one inside the content
    return token.text in SEPARATORS or token.dep_ == "cc" or (opening and token.text == ")")


def _word_to_word(doc: Doc, tokens: Sequence[int]) -> tuple[int, ...]:
    """The tokens without the runs of marks at either end that other words part from the rest.

    So a content's place begins and ends with its own first and last word; one that is nothing but
    marks is left as it is.
    """
    runs = _runs(tokens)
    said = [
        place
        for place, (first, last) in enumerate(runs)
        if any(map(str.isalnum, parse.between(doc, first, last)))
    ]
    kept = runs[said[0] : said[-1] + 1] if said else runs
    return tuple(i for first, last in kept for i in range(first, last + 1))


def _silent(block: Parsed, found: list[Content]) -> Iterator[Silent]:
    """The sentences of a block that no content touches, with the reason."""
    used = {i for content in found for i in content.tokens}
    for sentence in block.doc.sents:
        if not used & set(range(sentence.start, sentence.end)) and sentence.text.strip():
            start, end = block.aligned.place(
                *parse.place(block.doc, sentence.start, sentence.end - 1)
            )
            yield Silent(
                block.row["doc_id"],
                start,
                end,
                sentence.text.strip(),
                _no_claim(block, list(sentence), sentence.root) or "only says who speaks",
            )


# ------------------------------------------------------------------------------------------- rows


class Slots(NamedTuple):
    """What is read from a content: the values of its slots with their tokens, its times, numbers,
    actors and places."""

    polarity: frame.Verdict
    modality: frame.Verdict
    parts: frame.Frame
    time: times.Time | None
    numbers: list[Row]
    actors: list[str]
    places: list[str]


def _row(
    content: Content,
    block: Parsed,
    known: names.Names,
    source: names.Source,
    published: date | None,
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
        "text": _text(doc, content),
        "sentence": _sentence(block, content.tokens[0]),
        "source": source.name,
        "source_text": _words(doc, one.source) if one else None,
        "source_kind": source.kind,
        "source_why": source.why,
        "cue": _words(doc, one.cue) if one else None,
        "quoted": not block.quoted.isdisjoint(content.tokens),
        **_values(doc, slots),
        "numbers": [_placed(block, number) for number in slots.numbers],
        "specificity": _specificity(source, slots.actors, slots.numbers, slots.time, slots.places),
        "corrected": [],
        "evidence": (
            _places(block, _evidence(doc, content, slots)) + _announced(block, slots.modality)
        ),
    }


def _sentence(block: Parsed, token: int) -> str:
    """The sentence that the token stands in; of a table, its row."""
    if block.row["kind"] == "table_row":
        return block.aligned.text
    found = parse.sentence(block.doc[token])
    return parse.between(block.doc, found.start, found.end - 1).strip()


def _slots(
    content: Content,
    block: Parsed,
    known: names.Names,
    source: names.Source,
    published: date | None,
) -> Slots:
    doc, one = block.doc, content.attribution
    cue = one.cue if one else ()
    modality = frame.modality(doc, content.tokens, cue, " ".join(part.text for part in block.above))
    parts = (
        _cells(doc, content.tokens)
        if block.row["kind"] == "table_row"
        else frame.frame(doc, content.tokens)
    )
    promisor = _promisor(one, modality)
    parts = parts._replace(subject=parts.subject or content.borrowed or promisor)
    dated = _times(content, block, published, ahead=modality.value in {"planned", "recommended"})
    of_times = {i for time in dated for i in _tokens_between(doc, time.start, time.end)}
    numbers = frame.numbers(doc, content.tokens, of_times) + frame.lasting(doc, content.tokens)
    actors = known.actors(doc, {*content.tokens, *parts.subject})
    if promisor and source.name and source.kind != "unnamed":
        actors = sorted({*actors, *(countries(source.name) or [source.name])})
    polarity = frame.polarity(doc, content.tokens, cue)
    return Slots(
        polarity,
        modality,
        parts,
        dated[0] if dated else None,
        numbers,
        actors,
        known.places(doc, content.tokens),
    )


def _values(doc: Doc, slots: Slots) -> Row:
    """The columns that hold what the slots say."""
    parts, time = slots.parts, slots.time
    return {
        "polarity": slots.polarity.value,
        "modality": slots.modality.value,
        "subject": _words(doc, parts.subject),
        "predicate": " ".join(doc[i].lemma_.lower() for i in parts.predicate) or None,
        "object": _words(doc, parts.object),
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


def _cells(doc: Doc, tokens: tuple[int, ...]) -> frame.Frame:
    """A table row says of its first cell what stands in the others."""
    bars = [i for i in tokens if doc[i].text == "|"]
    if not bars:
        return frame.Frame((), (), ())
    return frame.Frame(
        tuple(i for i in tokens if i < bars[0]), (), tuple(i for i in tokens if i > bars[0])
    )


def evidence(row: Row, slot: str, text: str) -> str:
    """The words of the decoded text that a slot of the claim rests on, … for what is left out."""
    return " … ".join(
        text[place["start"] : place["end"]] for place in row["evidence"] if place["slot"] == slot
    )


def faults(rows: Iterable[Row], texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """The claims and slots whose evidence does not lead to their words: (claim_id, slot), none if
    all is well.

    Each place must lie in the decoded text. The words of source and cue must stand there in order,
    letters only, since repairs change spaces, marks and capitals, or once the passage is repaired;
    the text's first and last word must stand at the ends of the claim's span.
    """
    return [
        (row["claim_id"], slot) for row in rows for slot in _false_slots(row, texts[row["doc_id"]])
    ]


def _false_slots(row: Row, text: str) -> Iterator[str]:
    if not all(
        0 <= place["start"] < place["end"] <= len(text) for place in [row, *row["evidence"]]
    ):
        yield "place"
        return
    for slot, words in (("source", row["source_text"]), ("cue", row["cue"])):
        if _letters(words or "") not in _versions(
            text, [place for place in row["evidence"] if place["slot"] == slot]
        ):
            yield slot
    # a bracket in front may be the report's own: "[The] plan failed"
    readings = {row["text"], BORROWED.sub("", row["text"])}
    if not any(
        _stands_at_ends(words, letters) for letters in _versions(text, [row]) for words in readings
    ):
        yield "content"


def _stands_at_ends(words: str, letters: str) -> bool:
    """Whether the letters begin with the first of the words, and end with the last."""
    own = WORD.findall(words) or [""]  # a line of signs has no word
    return letters.startswith(_letters(own[0])) and letters.endswith(_letters(own[-1]))


def _versions(text: str, places: Sequence[Row]) -> Iterator[str]:
    """The letters at the places as they stand, and as repaired: what is damaged ("itâ€™s", "td >")
    may hold other letters than what is sound."""
    yield _letters("".join(text[place["start"] : place["end"]] for place in places))
    yield _letters(
        "".join(_repaired(_cleaned(text), place["start"], place["end"]) for place in places)
    )


def _repaired(cleaned: Aligned, start: int, end: int) -> str:
    """What of the cleaned text comes from this passage of the raw one."""
    return cleaned.text[bisect_left(cleaned.starts, start) : bisect_right(cleaned.ends, end)]


@lru_cache(maxsize=1)
def _cleaned(text: str) -> Aligned:
    """The text repaired once for all its claims; one that holds no damaged words is not asked
    for."""
    return replay(text, clean.clean(text))


def _letters(words: str) -> str:
    """The letters and figures alone, without case: folded, since the lower case of a Greek sigma
    depends on what follows it."""
    return NO_LETTERS.sub("", words.casefold())


def _source(content: Content, *, block: Parsed, known: names.Names, number: int) -> names.Source:
    if content.attribution is None:
        return names.ARTICLE
    if content.attribution.path == ALONE:
        return UNNAMED_QUOTATION
    return known.resolve(number, block.doc, content.attribution.source)


def _promisor(attribution: Attribution | None, modality: frame.Verdict) -> tuple[int, ...]:
    """Who takes on what is promised or planned: "Pakistan promised to act" is about Pakistan
    acting."""
    promised = (
        attribution is not None
        and modality.value == "planned"
        and set(modality.trigger) & set(attribution.cue)
    )
    return attribution.source if promised else ()


def _announced(block: Parsed, meant: frame.Verdict) -> list[Row]:
    """The evidence for a modality that no word of the block gives: those of its lead-in and
    header."""
    if meant.trigger or meant.value == "asserted":
        return []
    words = [(part, *word) for part in block.above for word in frame.announcing(part.text)]
    places = [part.place(start, end) for part, value, start, end in words if value == meant.value]
    return [{"slot": "modality", "start": start, "end": end} for start, end in places]


def _times(
    content: Content, block: Parsed, published: date | None, *, ahead: bool
) -> list[times.Time]:
    """The times of the content, or those of the words that attribute it where the content has
    none."""
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
    if frame.main_word(doc, content.tokens).pos_ not in {"VERB", "AUX"}:
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
    return _timed(doc, found, {i for child in beside for i in parse.subtree(child)})


def _timed(doc: Doc, found: list[times.Time], tokens: set[int]) -> list[times.Time]:
    """Those of a block's times, which stand in order and apart, that have a word among the
    tokens."""
    if not tokens:
        return []
    first, last = parse.place(doc, min(tokens), max(tokens))
    near = takewhile(
        lambda time: time.start < last,
        islice(found, bisect_right(found, first, key=lambda time: time.end), None),
    )
    return [time for time in near if tokens & set(_tokens_between(doc, time.start, time.end))]


@lru_cache(maxsize=4)
def _block_times(text: str, published: date | None, ahead: bool) -> list[times.Time]:
    """The times of a block, looked for once and not once a claim."""
    return times.times(text, published, ahead=ahead)


def _tokens_between(doc: Doc, start: int, end: int) -> tuple[int, ...]:
    span = doc.char_span(start, end, alignment_mode="expand")
    return tuple(range(span.start, span.end)) if span is not None else ()


def _specificity(
    source: names.Source,
    actors: list[str],
    numbers: list[Row],
    time: times.Time | None,
    places: list[str],
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


def _runs(tokens: Iterable[int]) -> list[tuple[int, int]]:
    """The unbroken runs of the tokens as first and last."""
    runs: list[tuple[int, int]] = []
    for i in sorted(tokens):
        first = runs.pop()[0] if runs and i == runs[-1][1] + 1 else i
        runs.append((first, i))
    return runs


def _words(doc: Doc, tokens: tuple[int, ...]) -> str | None:
    """The words as they stand, … for what is left out; None for no words."""
    return " … ".join([parse.between(doc, first, last) for first, last in _runs(tokens)]) or None


def _text(doc: Doc, content: Content) -> str:
    """The content's words; a subject that stands elsewhere in the sentence is put before it in
    brackets, without any of its own."""
    words = _paired(_words(doc, content.tokens))
    return (
        f"[{BRACKETS.sub('', _words(doc, content.borrowed))}] {words}"
        if content.borrowed
        else words
    )


def _paired(words: str) -> str:
    """The words with quotation marks in pairs only, and without a pair around the whole; an
    apostrophe is none."""
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
    return block.aligned.place(*parse.place(block.doc, inside[0], inside[-1]))


def _placed(block: Parsed, number: Row) -> Row:
    start, end = _place(block, range(number["start"], number["end"] + 1))
    return {**number, "start": start, "end": end}


def _places(block: Parsed, slots: dict[str, tuple[int, ...]]) -> list[Row]:
    """A place in the raw text for each unbroken run of each slot."""
    return [
        {
            "slot": slot,
            **dict(
                zip(
                    ("start", "end"),
                    block.aligned.place(*parse.place(block.doc, *run)),
                    strict=True,
                )
            ),
        }
        for slot, tokens in slots.items()
        for run in _runs(tokens)
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
