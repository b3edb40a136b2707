"""Sentences and their attributions in, contents of claims out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.claims import grammar
from lib.claims.attribution import Attribution, attributions
from lib.claims.cues import speaks
from lib.claims.frame import SUBJECTS, classes, main_word, phrase, to_say, triggers
from lib.claims.grammar import between, dependent, has, has_modal, is_verb, subtree, word_tokens
from lib.claims.polarity import NEG_RAISING
from lib.tables.records import BlockRow
from lib.text.lexicon import cue_class
from lib.text.spans import Aligned

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
SELDOM = 0.5  # a word that the table of cues does not list must have been one more often than not
# words of a paragraph's sentence from which a full stop is taken to end a statement
FULL_SENTENCE = 8
# Before the colon of a list: "… including:", "… the following measures:"
ANNOUNCES = re.compile(
    r"\b(?:including|such as|as follows|(?:the|these) following(?: \w+){0,3})$", re.IGNORECASE
)
# Marks that part a content from what stands beside it; "|" is a border of a table's cells
SEPARATORS = frozenset(",;:—–-.(|")


class Parsed(NamedTuple):
    """The same with its parse, and the tokens that stand in quotations."""

    row: BlockRow
    aligned: Aligned
    above: tuple[Aligned, ...]
    doc: Doc
    quoted: frozenset[int]


class Content(NamedTuple):
    """Tokens of a content, those of a subject it borrows elsewhere, and its attribution, if any."""

    tokens: tuple[int, ...]
    borrowed: tuple[int, ...] = ()
    attribution: Attribution | None = None


class Silent(NamedTuple):
    """A sentence that gave no claim, and why."""

    doc_id: str
    start: int
    end: int
    sentence: str
    reason: str


def contents(block: Parsed) -> Iterator[Content]:
    """The contents of a block in reading order: the attributed, and the report's own clauses."""
    doc = block.doc
    if block.row["kind"] == "table_row":
        every = [Content(_tidy(doc, set(range(len(doc)))))]
    else:
        attributed = [one for one in attributions(doc, layers=True) if _reports(doc, one)]
        every = [Content(_word_to_word(doc, one.content), (), one) for one in attributed]
        inside = {i for content in every for i in content.tokens}
        heads = {i for one in attributed for i in (one.head, *one.cue)}
        for sentence in doc.sents:
            every += _own_voice(block, list(sentence), inside, heads)
    yield from sorted(
        (content for content in every if content.tokens),
        key=lambda content: (content.tokens, content.attribution is None),
    )


def _reports(doc: Doc, attribution: Attribution) -> bool:
    """Whether somebody is reported to have said something; if not, the report itself says it.

    Not where a thing is the subject ("a surge claimed lives"), where nobody is and none is implied,
    where they should, could or did not say it, where the cue is in no table and was seldom one, nor
    where a bare noun is all that they said ("responded to the threat").
    """
    _, cue, content, head, path, score = attribution
    if head is None:
        return True
    known, main, seldom = classes(doc, cue), main_word(doc, content), score < SELDOM
    clause = is_verb(main)
    if attribution.source:
        nobody = not speaks(doc, attribution.source) and (seldom or not clause)
    else:
        nobody = not path.startswith(("P:", "quote"))
    if nobody or (not known and seldom) or any(doc[i].tag_ == "MD" for i in cue):
        return False
    if triggers("head").get(doc[head].lemma_.lower()) == "negated" and to_say(main):
        return False  # who declined to say it has not said it
    negated = any(doc[i].dep_ == "neg" for i in cue)
    if negated and known.get(head) == "asserts" and doc[head].lemma_ not in NEG_RAISING:
        return False
    brief = clause or {"promises", "demands", "denies"} & set(known.values())
    return len(word_tokens(doc).intersection(content)) >= (2 if brief else 4)


def _own_voice(
    block: Parsed, sentence: list[Token], inside: set[int], heads: set[int | None]
) -> Iterator[Content]:
    """The clauses that the report asserts; inside: tokens of attributed contents; heads: cues."""
    root = next(token for token in sentence if token.dep_ == "ROOT" or token.head.i == token.i)
    if _no_claim(block, sentence, root) or all(
        token.i in inside for token in sentence if token.is_alpha
    ):
        return
    if not _finite(root):
        # a list item ("Joint exercises in March"), or a main verb that the parse took for a noun
        yield Content(_tidy(block.doc, {token.i for token in sentence}))
        return
    for clause in _clauses(root):
        tokens, borrowed = _clause_tokens(clause)
        if clause.i not in heads and clause.i not in inside:
            yield Content(_without_reports(block.doc, tokens, heads), borrowed)


def _without_reports(doc: Doc, tokens: tuple[int, ...], heads: set[int | None]) -> tuple[int, ...]:
    """The tokens without participles that report: "left on Friday, saying that …"."""
    told = (doc[i] for i in tokens if i in heads and doc[i].dep_ in {"advcl", "acl"})
    return _tidy(doc, set(tokens).difference(*map(subtree, told))) or tokens


def _no_claim(block: Parsed, sentence: list[Token], root: Token) -> str | None:
    """Why a sentence claims nothing in the report's own voice; None if it may."""
    if any(token.text == "?" for token in sentence[-2:]):
        return "a question"
    paragraph = block.row["kind"] == "paragraph"
    imperative = root.tag_ == "VB" and not has(root, {"nsubj", "aux"})
    if imperative and root.lemma_.lower() in READER_CALLS and paragraph:
        return "a call to the reader"
    words = sum(token.is_alpha or token.like_num for token in sentence)
    # the small parse takes some verbs for nouns
    stated = sentence[-1].text in {".", "”", '"'} and words >= FULL_SENTENCE
    if paragraph and not stated and not any(_finite(token) for token in sentence if is_verb(token)):
        return "no finite verb"
    if words < 2:
        return "too short"
    empty = root.lemma_.lower() in INTRODUCES and not has(root, {"dobj", "ccomp"})
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
        if is_verb(token)
    )


def _clauses(root: Token) -> Iterator[Token]:
    """The main verb, verbs joined to it, those of non-restrictive clauses, and what came of it."""
    yield root
    for token in _below(root):
        joined = token.dep_ == "conj" and is_verb(token) and _finite(token) and _chain(token, root)
        if (
            (joined and _stands_alone(token, root))
            or (token.dep_ == "relcl" and _finite(token) and _non_restrictive(token))
            or (token.dep_ == "advcl" and token.head.i == root.i and _follows(token))
        ):
            yield token


def _below(root: Token) -> list[Token]:
    """The tokens that hang on it, in order."""
    return [root.doc[i] for i in sorted(subtree(root)) if i != root.i]


def _chain(token: Token, root: Token) -> bool:
    while token.dep_ == "conj":
        token = token.head
    return token.i == root.i


def _stands_alone(verb: Token, root: Token) -> bool:
    """A joined clause with its own subject, or one to borrow and no share in the first's modal."""
    if has(verb, SUBJECTS | {"expl"}):
        return True
    nearer = [
        token
        for token in _below(root)
        if token.dep_ in {"advcl", "relcl"}
        and root.i < token.i < verb.i
        and has(token, SUBJECTS)
        and verb.i not in subtree(token)
    ]
    if nearer and max(token.right_edge.i for token in nearer) >= verb.left_edge.i - 2:
        # "searched after a sluice burst and drowned them": the sluice may have drowned them
        return False
    shares_modal = verb.tag_ in {"VB", "VBP"} and has_modal(root) and not has(verb, {"aux"})
    return not shares_modal and has(root, {"nsubj", "nsubjpass"})


def _follows(verb: Token) -> bool:
    """A participle that says what the subject also did: "The dam broke, sending water downhill".

    Not where the main clause tells of no past event, nor where the participle says how, who says
    so, or nothing of an object.
    """
    main, first = verb.head, verb.left_edge
    below = [child for child in main.children if child.dep_ in {"aux", "auxpass", "neg", "expl"}]
    group = [main, *below]
    # what is so in general brings about no event
    past = any(token.tag_ == "VBD" or token.lower_ in {"has", "have"} for token in group)
    plain = not any(token.tag_ == "MD" or token.dep_ in {"neg", "expl"} for token in group)
    alone = verb.tag_ == "VBG" and not has(verb, SUBJECTS | {"mark", "aux", "neg"})
    # two are a slip of the parse
    one_subject = sum(child.dep_ in {"nsubj", "nsubjpass"} for child in main.children) == 1
    behind = first.i > main.i and first.nbor(-1).text == ","
    acts = has(verb, {"dobj"}) and verb.lemma_.lower() not in MANNER
    speech = {main.lemma_.lower(), verb.lemma_.lower()} & cue_class().keys()
    return past and plain and alone and one_subject and behind and acts and not speech


def _non_restrictive(verb: Token) -> bool:
    """ ", which …": a comma before which or who: the clause states and does not narrow a noun."""
    first = verb.doc[min(subtree(verb))]
    return (
        first.i > 0
        and first.nbor(-1).text == ","
        and any(
            child.lower_ in {"which", "who"} and child.dep_.startswith("nsubj")
            for child in verb.children
        )
    )


def _clause_tokens(verb: Token) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A clause's tokens without those of claims of their own, and the subject that it shares."""
    own = subtree(verb)
    for other in _clauses(verb):
        if other.i != verb.i:
            own -= subtree(other)
    own -= {
        child.i
        for child in verb.children
        if child.dep_ in {"cc", "preconj"} or (child.is_punct and child.text in ",;")
    } & {min(own), max(own)}
    relatives = [child.i for child in verb.children if child.lower_ in {"which", "who"}]
    if verb.dep_ == "relcl" and relatives:
        return _tidy(verb.doc, own - {relatives[0]}), _noun_phrase(verb.head, verb)
    if has(verb, SUBJECTS | {"expl"}) or verb.dep_ not in {"conj", "advcl"}:
        return _tidy(verb.doc, own), ()
    owner = verb
    while owner.dep_ in {"conj", "advcl"} and not has(owner, SUBJECTS):
        owner = owner.head
    subject = dependent(owner, SUBJECTS)
    return _tidy(verb.doc, own), _noun_phrase(subject, verb) if subject is not None else ()


def _noun_phrase(noun: Token, apart: Token) -> tuple[int, ...]:
    return phrase(noun, subtree(noun) - subtree(apart))


def _tidy(doc: Doc, tokens: set[int]) -> tuple[int, ...]:
    """In order, without separators, a joining word or marks that stand apart at the ends."""
    before, rest = (), tuple(sorted(tokens))
    while before != rest:  # what stands apart may hide a separator behind it
        before, rest = rest, _stripped(doc, _word_to_word(doc, rest))
    return rest


def _stripped(doc: Doc, tokens: Sequence[int]) -> tuple[int, ...]:
    first, end = 0, len(tokens)
    while first < end and _separates(doc[tokens[first]], opening=True):
        first += 1
    while first < end and _separates(doc[tokens[end - 1]]):
        end -= 1
    return tuple(tokens[first:end])


def _separates(token: Token, *, opening: bool = False) -> bool:
    """Whether a token at an end of a content only parts it from what stands beside it."""
    # a bracket that closes may close one inside the content
    return token.text in SEPARATORS or token.dep_ == "cc" or (opening and token.text == ")")


def _word_to_word(doc: Doc, tokens: Sequence[int]) -> tuple[int, ...]:
    """The tokens without the runs of marks at either end that other words part from the rest.

    One that is nothing but marks is left as it is.
    """
    runs = unbroken(tokens)
    with_words = [i for i, run in enumerate(runs) if any(map(str.isalnum, between(doc, *run)))]
    if with_words:
        runs = runs[with_words[0] : with_words[-1] + 1]
    return tuple(i for first, last in runs for i in range(first, last + 1))


def silent_sentences(block: Parsed, several: list[Content]) -> Iterator[Silent]:
    """The sentences of a block that no content touches, with the reason."""
    used = {i for content in several for i in content.tokens}
    for sentence in block.doc.sents:
        if not used & set(range(sentence.start, sentence.end)) and sentence.text.strip():
            place = block.aligned.place(*grammar.place(block.doc, sentence.start, sentence.end - 1))
            reason = _no_claim(block, list(sentence), sentence.root) or "only says who speaks"
            yield Silent(block.row["doc_id"], *place, sentence.text.strip(), reason)


def unbroken(tokens: Iterable[int]) -> list[tuple[int, int]]:
    """The unbroken runs of the tokens as first and last."""
    runs: list[tuple[int, int]] = []
    for i in sorted(tokens):
        first = runs.pop()[0] if runs and i == runs[-1][1] + 1 else i
        runs.append((first, i))
    return runs
