"""Sentences and their attributions in, contents of claims out."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.claims import grammar
from lib.claims.attribution import Attribution, attributions
from lib.claims.cues import lemma, speaks
from lib.claims.facts import Fact, elliptic, facts, main_verbs
from lib.claims.frame import classes, implicatives, main_word, phrase, to_say, triggers
from lib.claims.grammar import SUBJECTS, dependent, finite, has, is_verb, subtree, word_tokens
from lib.claims.polarity import withholds
from lib.claims.runs import tidy, word_to_word
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
# Verbs and nouns of speech that name with "about" what it is about, and not what is said
OF_TOPICS = frozenset(
    "ask comment conversation inquire joke message post question refer remark speak speech talk"
    " tweet wonder write".split()
)
# Verbs whose subject only seems to be theirs: who "appears to have left" says nothing
RAISING = frozenset("appear happen seem tend".split())
FEW = 4  # words that are no more than a name for what was said
SELDOM = 0.5  # a word that the table of cues does not list must have been one more often than not
# words of a paragraph's sentence from which a full stop is taken to end a statement
FULL_SENTENCE = 8
# Before the colon of a list: "… including:", "… the following measures:"
ANNOUNCES = re.compile(
    r"\b(?:including|such as|as follows|(?:the|these) following(?: \w+){0,3})$", re.IGNORECASE
)
# A part of the document that its own sentences point to: "the following table", "figure 3",
# "listed below"; what stands above the altar is no part of it
SHOWS = frozenset(
    "compare depict describe detail display give highlight illustrate list outline present provide"
    " see set show summarise summarize".split()
)
DISPLAY = (
    r"(?:table|figure|chart|graph|list|map|image|photo|photograph|picture|diagram|graphic|timeline"
    r"|section|box)"
)
SHOWN = r"(?:given|shown|listed|outlined|described|set out|summari[sz]ed)"
POINTS = re.compile(
    rf"\b(?:following|accompanying) (?:\w+ )?{DISPLAY}s?\b|\b(?:table|figure|chart)s? \d"
    rf"|\b(?:{DISPLAY}s?|{SHOWN}) (?:above|below)\b(?! (?:the|an?|its|his|her|their)\b)"
    rf"|(?P<alone>^(?:above|below|here) (?:is|are) (?:\w+ ){{0,2}}{DISPLAY}s?\b)",
    re.IGNORECASE,
)


class Parsed(NamedTuple):
    """The same with its parse, and the tokens that stand in quotations."""

    row: BlockRow
    aligned: Aligned
    above: tuple[Aligned, ...]
    doc: Doc
    quoted: frozenset[int]


class Content(NamedTuple):
    """Tokens of a content, those of a subject it borrows elsewhere and of words there that hold of
    it too (would, not, if …), and its attribution, if any.

    own: a fact that holds whatever its cue makes of the rest; whole: the tokens of the longer
    content that it is a fact of, if any.
    """

    tokens: tuple[int, ...]
    borrowed: tuple[int, ...] = ()
    shared: tuple[int, ...] = ()
    attribution: Attribution | None = None
    own: bool = False
    whole: tuple[int, ...] | None = None


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
        every = [Content(tidy(doc, set(range(len(doc)))))]
    else:
        attributed = [one for one in attributions(doc, layers=True) if _reports(doc, one)]
        said = [_of_noun(doc, word_to_word(doc, one.content), one) for one in attributed]
        every = [one for content in said for one in _with_facts(block, content, said)]
        inside = {i for content in every for i in content.tokens}
        heads = {i for one in attributed for i in (one.head, *one.cue)}
        for sentence in doc.sents:
            every += _own_voice(block, list(sentence), inside, heads)
    yield from sorted(
        (content for content in every if content.tokens),
        key=lambda content: (content.tokens[0], -content.tokens[-1], content.attribution is None),
    )


def _of_noun(doc: Doc, tokens: tuple[int, ...], attribution: Attribution) -> Content:
    """A content; for "that" of "a law that critics say would fail" the noun that it stands for."""
    first = doc[tokens[0]] if len(tokens) > 2 else None
    stands = first is not None and first.tag_ in {"WDT", "WP"} and first.dep_.startswith("nsubj")
    above = first.ancestors if first is not None and stands else ()
    clause = next((verb for verb in above if verb.dep_ == "relcl"), None)
    if first is None or clause is None or clause.i in tokens:
        return Content(tokens, attribution=attribution)
    before = {i for i in subtree(clause.head) if i < min(subtree(clause))}
    return Content(tokens[1:], phrase(clause.head, before), attribution=attribution)


def _reports(doc: Doc, attribution: Attribution) -> bool:
    """Whether somebody is reported to have said something; if not, the report itself says it.

    Not where a thing is the subject ("a surge claimed lives"), where nobody is and none is implied,
    where they should, could or did not say it, where the cue is in no table and was seldom one, nor
    where a bare noun is all that they said ("responded to the threat").
    """
    source, cue, content, head, path, score = attribution
    if head is None:
        return True
    known, main, seldom = classes(doc, cue), main_word(doc, content), score < SELDOM
    clause = is_verb(main)
    if source:
        nobody = not speaks(doc, source) and (seldom or not clause)
        nobody = nobody or [doc[i].lower_ for i in source] == ["you"]  # "if you think that X"
    else:
        nobody = not path.startswith(("P:", "quote"))
    if nobody or (not known and seldom) or any(doc[i].tag_ == "MD" for i in cue):
        return False
    word, particle = lemma(doc[head]), dependent(doc[head], {"prt"})
    other = particle is not None and f"{word} {particle.lower_}" not in cue_class()
    if elliptic(main) or word in RAISING or (other and word in cue_class()):
        return False  # who seems to know it says nothing, nor does who is sworn in
    if doc[head].lemma_.lower() in implicatives() and to_say(main):
        return False  # who declined to say it has not said it
    if withholds(doc, cue, source) or _is_beside(main, word, path):
        return False
    inverted = doc[content[0]].tag_ == "MD" and has(main, SUBJECTS)
    if inverted and doc[content[-1]].text != "?":
        return False  # "warned of war should they leave": a condition
    brief = clause or {"promises", "demands", "denies"} & set(known.values())
    words = len(word_tokens(doc).intersection(content))
    return words >= FEW or (words > 1 and bool(brief) and not _says_nothing(doc, main, content))


def _is_beside(main: Token, word: str, path: str) -> bool:
    """Whether what hangs on a cue says of what one speaks, or how: "answered by striking"."""
    gerund = main.tag_ == "VBG" and not has(main, SUBJECTS | {"aux"})
    topic = path.endswith((":about", "_about", "_on", "_to")) and word in OF_TOPICS
    return (topic and (gerund or not is_verb(main))) or (gerund and path.endswith("_by"))


def _says_nothing(doc: Doc, main: Token, content: tuple[int, ...]) -> bool:
    """Whether a few words are only a form of "be", or a noun for what is given by saying it: "the
    candidate she expected to be", "offered thoughts and prayers"."""
    bare = all(doc[i].pos_ in {"AUX", "PART", "PRON", "PUNCT", "SCONJ"} for i in content)
    return bare or main.lemma_ in triggers("given")


def _own_voice(
    block: Parsed, sentence: list[Token], inside: set[int], heads: set[int | None]
) -> Iterator[Content]:
    """The clauses that the report asserts; inside: tokens of attributed contents; heads: cues."""
    root = next(token for token in sentence if token.dep_ == "ROOT" or token.head.i == token.i)
    if _no_claim(block, sentence, root) or all(
        token.i in inside for token in sentence if token.is_alpha
    ):
        return
    if not finite(root):
        # a list item ("Joint exercises in March"), or a main verb that the parse took for a noun
        yield Content(tidy(block.doc, {token.i for token in sentence}))
        return
    yield from _told(block, root, inside, heads)


def _no_claim(block: Parsed, sentence: list[Token], root: Token) -> str | None:
    """Why a sentence claims nothing in the report's own voice; None if it may."""
    if any(token.text == "?" for token in sentence[-2:]):
        return "a question"
    paragraph = block.row["kind"] == "paragraph"
    imperative = root.tag_ == "VB" and not has(root, {"nsubj", "aux"})
    if imperative and root.lemma_.lower() in READER_CALLS and paragraph:
        return "a call to the reader"
    if _points(sentence, root):
        return "points to a part of its document"
    words = sum([token.is_alpha or token.like_num for token in sentence])
    # the small parse takes some verbs for nouns
    stated = sentence[-1].text in {".", "”", '"'} and words >= FULL_SENTENCE
    if paragraph and not stated and not any(finite(token) for token in sentence if is_verb(token)):
        return "no finite verb"
    if words < 2:
        return "too short"
    empty = root.lemma_.lower() in INTRODUCES and not has(root, {"dobj", "ccomp"})
    if sentence[-1].text == ":" and (
        empty or ANNOUNCES.search(sentence[0].doc[sentence[0].i : sentence[-1].i].text)
    ):
        return "introduces what follows"
    return None


def _points(sentence: list[Token], root: Token) -> bool:
    """Whether it only says that a table, a picture or a list of its own document shows something,
    and not what: "the chart above shows that X" says X."""
    found = POINTS.search(grammar.between(root.doc, sentence[0].i, sentence[-1].i))
    if not found:
        return False
    clauses = [next(child.subtree) for child in root.children if child.dep_ == "ccomp"]
    told = any(not first.tag_.startswith("W") for first in clauses)
    return bool(found["alone"]) or (not told and root.lemma_.lower() in SHOWS)


def _told(
    block: Parsed, root: Token, inside: set[int], heads: set[int | None]
) -> Iterator[Content]:
    """What a sentence asserts, whole, and its single facts; what others say in it is left out."""
    doc, sentence = block.doc, subtree(root)
    silent = {i for i in sentence if i in inside or i in heads}
    # participles that report: "left on Friday, saying that …"
    reports = (doc[i] for i in sentence if i in heads and doc[i].dep_ in {"advcl", "acl"})
    silent = silent.union(*map(subtree, reports))
    told = facts(doc, tuple(sorted(sentence)), [root], silent)
    parts = [Content(*fact[:3], own=fact.own) for fact in told.facts]
    if root.i in silent or len(parts) < 2:
        yield from parts
    else:
        yield Content(told.whole)
        yield from (part._replace(whole=told.whole) for part in parts)


def _with_facts(block: Parsed, content: Content, every: list[Content]) -> Iterator[Content]:
    """An attributed content and the single facts that stand in it, but not in others inside it."""
    yield content
    doc, tokens = block.doc, content.tokens
    if content.attribution is None or not tokens:
        return
    own = set(tokens)
    silent = {
        i
        for other in every
        if other is not content and own > set(other.tokens)
        for i in other.tokens
    }
    mains = main_verbs(doc, tokens)
    told = facts(doc, tokens, mains, silent)
    if len(told.facts) > 1:
        said = bool(content.attribution.source) and finite(mains[0])
        for fact in told.facts:
            if (
                fact.own
                and block.quoted.isdisjoint(fact.tokens)
                and not (said and _event(doc, fact))
            ):
                yield Content(*fact[:3], own=True)
            else:
                yield Content(*fact[:3], content.attribution, fact.own, tokens)


def _event(doc: Doc, fact: Fact) -> bool:
    """Whether a fact tells what happened. What somebody or something is, the report says."""
    return is_verb(main_word(doc, fact.tokens))


def silent_sentences(block: Parsed, several: list[Content]) -> Iterator[Silent]:
    """The sentences of a block that no content touches, with the reason."""
    used = {i for content in several for i in content.tokens}
    for sentence in block.doc.sents:
        if not used & set(range(sentence.start, sentence.end)) and sentence.text.strip():
            place = block.aligned.place(*grammar.place(block.doc, sentence.start, sentence.end - 1))
            reason = _no_claim(block, list(sentence), sentence.root) or "only says who speaks"
            yield Silent(block.row["doc_id"], *place, sentence.text.strip(), reason)
