"""Where a parse may hold an attribution: a word, its path to a content, the content."""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.claims.grammar import dependent, of_preposition, sentence, subtree
from lib.claims.quotations import meeting, within
from lib.text.lexicon import frames_of_cues

# Verbs by which a paper or a broadcaster passes on what others have said.
RELAYS = frozenset("report quote cite carry publish broadcast relay air print release".split())
# Verbs whose object is what somebody feels; the preposition after it says of what ("expressed
# solidarity against outside forces").
EXPRESSES = frozenset(["express", "voice", "convey"])
SAY_PREPOSITIONS = {
    "about",
    "on",
    "of",
    "for",
    "to",
    "as",
    "against",
    "with",
    "over",
    "in",
    "by",
    "from",
    "at",
}


class Candidate(NamedTuple):
    """What a word would introduce as a cue: path, content's tokens, and words that join the cue."""

    head: Token
    path: str
    content: frozenset[int]
    joins: frozenset[int] = frozenset()


def candidates(doc: Doc, quotes: list[range]) -> Iterator[Candidate]:
    """Every word that might be a cue, with every path to a content that the parse offers it."""
    quoted = within(quotes)
    for token in doc:
        # PolNeAR and newspapers alike: what stands inside a quotation is the speaker's, not the
        # report's
        if token.i in quoted:
            continue
        if token.lower_ == "according":
            yield from _according(token)
        elif token.pos_ in {"VERB", "AUX"}:
            yield from _verb(token, quotes)
        elif token.pos_ == "NOUN":
            yield from _noun(token)
        elif token.pos_ == "ADJ":
            yield from _adjective(token)


def _verb(verb: Token, quotes: list[range]) -> Iterator[Candidate]:
    children = [(child, child.dep_) for child in verb.children]
    kinds = {kind for _, kind in children}
    passive = "P:" if "nsubjpass" in kinds else ""
    for child, _ in children:
        for path, content, joins in _complements(verb, child):
            yield Candidate(verb, passive + path, content, joins)
    if "agent" in kinds:
        yield from (
            Candidate(verb, "P:subject", subtree(child))
            for child, kind in children
            if kind == "nsubjpass"
        )
    yield from _as_saying(verb, quotes)
    yield from _parenthesis(verb)
    yield from _quote_beside(verb, quotes)


def _complements(verb: Token, child: Token) -> Iterator[tuple[str, frozenset[int], frozenset[int]]]:
    """Path, content and joined cue words for one dependent of a verb."""
    none: frozenset[int] = frozenset()
    if child.dep_ == "ccomp" and child.i > verb.i:
        yield "clause", subtree(child), none
    elif child.dep_ == "ccomp":
        yield "clause_left", subtree(child), none
    elif child.dep_ == "xcomp":
        yield from _open_clause(verb, child)
    elif child.dep_ in {"dobj", "attr"} and child.pos_ != "PRON":
        yield from _object(verb, child)
    elif (
        child.dep_ == "prep"
        and child.lower_ in SAY_PREPOSITIONS
        and (content := of_preposition(child))
    ):
        yield f"prep_{child.lower_}", content, frozenset({child.i})


def _open_clause(verb: Token, child: Token) -> Iterator[tuple[str, frozenset[int], frozenset[int]]]:
    kind = (
        "infinitive"
        if any(grand.tag_ == "TO" for grand in child.children)
        else "gerund"
        if child.tag_ == "VBG"
        else "predicate"
    )
    owner = next(
        (
            other
            for other in verb.children
            if other.dep_ in {"dobj", "nsubjpass"} and other.i < child.i
        ),
        None,
    )
    path = (
        kind if owner is None else f"{'subject' if owner.dep_ == 'nsubjpass' else 'object'}+{kind}"
    )
    yield path, subtree(child) | (subtree(owner) if owner is not None else frozenset()), frozenset()


def _object(verb: Token, noun: Token) -> Iterator[tuple[str, frozenset[int], frozenset[int]]]:
    phrase = subtree(noun)
    # "rejected calls to close the road": the parse may hang the infinitive on the verb
    for sibling in verb.children:
        if (
            sibling.dep_ == "advcl"
            and sibling.left_edge.i == noun.i + 1
            and sibling.left_edge.tag_ == "TO"
            and noun.lemma_.lower() in frames_of_cues()
        ):
            phrase |= subtree(sibling)
        elif (
            sibling.dep_ == "prep"
            and sibling.lower_ in SAY_PREPOSITIONS
            and sibling.i == noun.i + 1
            and verb.lemma_ in EXPRESSES
        ):
            phrase |= subtree(sibling)
    named = any(path.startswith("N:") for path in frames_of_cues().get(noun.lemma_.lower(), ()))
    # "expressed concern over": the noun is part of the cue
    if not (named and verb.lemma_ in EXPRESSES):
        yield "object", phrase, frozenset()
    for sibling in verb.children:
        if sibling.i > noun.i and sibling.dep_ == "prep" and sibling.lower_ in {"as", "for", "of"}:
            yield f"object+{sibling.lower_}", phrase | subtree(sibling), frozenset()
        elif sibling.dep_ == "oprd":
            yield "object+predicate", phrase | subtree(sibling), frozenset()
    # "accused them of lying": the parse often hangs the charge on the accused
    if any(
        child.lower_ == "of" and any(grand.dep_ == "pcomp" for grand in child.children)
        for child in noun.children
    ):
        yield "object+of", phrase, frozenset()


def _as_saying(verb: Token, quotes: list[range]) -> Iterator[Candidate]:
    """ "The radio quoted divers as saying X": what the divers say, and what the radio passes on."""
    owner, as_ = (
        dependent(verb, {"dobj", "nsubjpass"}),
        next(
            (child for child in verb.children if child.lower_ == "as" and child.dep_ == "prep"),
            None,
        ),
    )
    saying = dependent(as_, {"pcomp"}) if as_ is not None else None
    if owner is None or saying is None:
        return
    agent = dependent(verb, {"agent"})
    start = _first(verb).left_edge.i
    quote = next(
        (quote for quote in meeting(quotes, start - 2, start) if 0 <= start - quote.stop <= 1),
        range(0),
    )
    front = next(
        (subtree(child) for child in verb.children if child.dep_ == "ccomp" and child.i < verb.i),
        frozenset(quote),
    )
    if front and dependent(saying, {"ccomp"}) is None:
        yield Candidate(saying, "clause_left", front)
    if owner.dep_ == "dobj" or agent is not None:
        passed_on = subtree(owner) | subtree(as_) | front
        yield Candidate(
            verb,
            "object+as" if owner.dep_ == "dobj" else "P:subject+as",
            passed_on - (subtree(agent) if agent is not None else set()),
        )


def _first(verb: Token) -> Token:
    """The verb's subject, or the verb where it has none."""
    return dependent(verb, {"nsubj", "nsubjpass"}) or verb


def _parenthesis(verb: Token) -> Iterator[Candidate]:
    """ "X, he said, Y", "as he said, X": the clause around a cue, hung below or above it."""
    left = [child for child in verb.children if child.dep_ == "ccomp" and child.i < verb.i]
    marks = {child.lower_ for child in verb.children if child.dep_ in {"mark", "advmod"}}
    if left and verb.dep_ == "ROOT":
        own = _own_words(verb)
        yield Candidate(verb, "sentence", frozenset(token.i for token in sentence(verb)) - own)
    elif verb.dep_ == "parataxis":
        yield Candidate(verb, "parataxis", subtree(verb.head) - subtree(verb))
    elif verb.dep_ == "advcl" and "as" in marks:
        yield Candidate(verb, "as", subtree(verb.head) - subtree(verb))


def _own_words(verb: Token) -> frozenset[int]:
    """The words of "he said on Thursday" in "X, he said on Thursday, Y"."""
    own = {verb.i}
    for child in verb.children:
        if child.dep_ in {
            "nsubj",
            "aux",
            "neg",
            "prt",
            "dobj",
            "dative",
            "npadvmod",
            "advmod",
            "prep",
            "advcl",
        }:
            own |= subtree(child)
    return frozenset(own)


def _quote_beside(verb: Token, quotes: list[range]) -> Iterator[Candidate]:
    """A quotation that ends just before "she said" or "said X", or begins just after."""
    subjects = [child for child in verb.children if child.dep_ == "nsubj"]
    if not subjects:
        return
    first = min(verb.i, *(min(subtree(subject)) for subject in subjects))
    last = max(verb.i, *(max(subtree(subject)) for subject in subjects))
    for quote in meeting(quotes, first - 2, last + 3):
        if 0 <= first - quote.stop <= 1:
            yield Candidate(verb, "quote_left", frozenset(quote))
        elif 0 <= quote.start - last - 1 <= 2:
            between = [verb.doc[i].text for i in range(last + 1, quote.start)]
            mark = next((mark for mark in between if mark in {":", ","}), str(len(between)))
            yield Candidate(verb, f"quote_right_{mark}", frozenset(quote))


def _noun(noun: Token) -> Iterator[Candidate]:
    # "in her view, X"
    if (
        noun.dep_ == "pobj"
        and noun.head.lower_ == "in"
        and any(child.dep_ == "poss" for child in noun.children)
    ):
        yield Candidate(
            noun,
            "N:in",
            frozenset(token.i for token in sentence(noun)) - subtree(noun.head),
            frozenset({noun.head.i}),
        )
    for child in noun.children:
        if child.dep_ in {"acl", "ccomp", "relcl"} and any(
            grand.lower_ == "that" and grand.dep_ == "mark" for grand in child.children
        ):
            yield Candidate(noun, "N:that", subtree(child))
        elif child.dep_ == "acl" and any(grand.tag_ == "TO" for grand in child.children):
            yield Candidate(noun, "N:to", subtree(child))
        elif child.dep_ == "acl" and child.tag_ == "VBG" and child.lemma_ == "say":
            yield from (
                Candidate(noun, "N:saying", subtree(clause))
                for clause in child.children
                if clause.dep_ == "ccomp"
            )
        elif (
            child.dep_ == "prep"
            and child.lower_ in SAY_PREPOSITIONS
            and (content := of_preposition(child))
        ):
            yield Candidate(noun, f"N:{child.lower_}", content, frozenset({child.i}))


def _adjective(adjective: Token) -> Iterator[Candidate]:
    if adjective.dep_ not in {"acomp", "attr", "oprd", "ROOT"}:
        return
    for child in adjective.children:
        if child.dep_ in {"ccomp", "xcomp"}:
            yield Candidate(
                adjective, "A:that" if child.dep_ == "ccomp" else "A:to", subtree(child)
            )
        elif (
            child.dep_ == "prep"
            and child.lower_ in SAY_PREPOSITIONS
            and (content := of_preposition(child))
        ):
            yield Candidate(adjective, f"A:{child.lower_}", content, frozenset({child.i}))


def _according(word: Token) -> Iterator[Candidate]:
    to = next((child for child in word.children if child.lower_ == "to"), None)
    if to is not None and of_preposition(to):
        phrase = subtree(word)
        yield Candidate(
            word,
            "according",
            frozenset(token.i for token in sentence(word)) - phrase,
            frozenset({to.i}),
        )
