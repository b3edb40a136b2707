"""Who says what: spans of source, cue and content in a parsed block, chosen by counted cues
(PolNeAR's notion of attribution)."""

import math
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, takewhile
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib import text
from lib.lexicon import speakers
from lib.parse import characters, dependent, sentence, subtree

# where a parsed text keeps what is asked of it again and again
QUOTATIONS, WORDS = "quotations", "words"
# a candidate below this smoothed precision is no attribution; swept on PolNeAR dev, see the README
THRESHOLD = 0.22
# PRIOR and HABIT were swept on three folds of PolNeAR train (68.2, 68.6, 67.1 per cent; dev 71.0).
# how many sightings the precision of a path counts for, against those of a cue with that path
PRIOR = 2
LONG = 8  # words from which a noun phrase is long
HABIT = 0.3  # the share of a path's precision that a word's other paths cannot take from it
SURE = 0.5  # what a cue in the content of another must score to be a layer of its own
# a path that the table of cues names by judgement counts as seen four times, right three times
JUDGED = (3, 4)

CLAUSES = {"ccomp", "xcomp", "advcl", "relcl", "acl", "conj", "parataxis"}
# a site that makes some of its straight marks curly closes one kind with the other
MIXED = {'"', "”"}
OPEN, CLOSE = {'"': '"', "“": "”", "‘": "’", "«": "»", "„": "“"}, set('"”’»')
JOINING = {
    "however",
    "then",
    "moreover",
    "so",
    "therefore",
    "thus",
    "meanwhile",
    "instead",
    "when",
    "where",
    "why",
    "how",
}
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


class Attribution(NamedTuple):
    """Token numbers of a source, a cue and a content in a parsed block, with the path and score
    that chose them.

    source and cue may be empty: a passive names no source, a quotation may stand alone. head is the
    cue's main word.
    """

    source: tuple[int, ...]
    cue: tuple[int, ...]
    content: tuple[int, ...]
    head: int | None
    path: str
    score: float


class Candidate(NamedTuple):
    """What one word would introduce if it were a cue: the path, the content's tokens, and words
    that join the cue."""

    head: Token
    path: str
    content: frozenset[int]
    joins: frozenset[int] = frozenset()


Scored = tuple[Candidate, float]


def attributions(doc: Doc, *, layers: bool = False) -> list[Attribution]:
    """The attributions of a parsed block, in order of their content; at most one content for a cue
    and a path.

    layers: with those that stand in the content of others ("the agency reported that the minister
    had said that …"), and with those that pass them on ("officials, cited by the paper, said …").
    PolNeAR marks one layer, the outer one: 6 of 101 inner clauses.
    """
    quotes = quotations(doc)
    scored = _scored(doc, quotes)
    chosen = _choose(scored)
    found = _continued(doc, _attributions(doc, chosen, quotes), quotes)
    if layers:
        found += _attributions(doc, _inner(scored, chosen), quotes)
        found += _relayed(doc, found)
    return sorted(found, key=lambda attribution: (attribution.content, attribution.cue))


def _attributions(doc: Doc, chosen: list[Scored], quotes: list[range]) -> list[Attribution]:
    found = (_attribution(doc, candidate, score, quotes) for candidate, score in chosen)
    return [attribution for attribution in found if attribution.content]


def quotations(doc: Doc) -> list[range]:
    """The token ranges of the block's quotations, marks included; one left open runs to the end of
    the block.

    An apostrophe is no quotation mark: a single mark opens only before a word and after a space,
    and closes only where it opened.
    """
    if QUOTATIONS not in doc.user_data:
        doc.user_data[QUOTATIONS] = _quotations(doc)
    return doc.user_data[QUOTATIONS]


def _quotations(doc: Doc) -> list[range]:
    found, start, close = [], None, ""
    for token in doc:
        mark = token.text[-1:] if token.text in {"''", "``"} else token.text
        if start is None and mark in OPEN and _opens(doc, token):
            start, close = token.i, OPEN[mark]
        elif (
            start is not None
            and (mark == close or {mark, close} == MIXED)
            and token.dep_ != "case"
            and token.tag_ != "POS"
        ):
            found.append(range(start, token.i + 1))
            start = None
    if start is not None and close != "’":
        found.append(range(start, len(doc)))
    return found


def _meeting(quotes: list[range], first: int, last: int) -> list[range]:
    """The quotations, which stand in order and apart, that have a token from first to last."""
    near = islice(quotes, bisect_right(quotes, first, key=lambda quote: quote.stop), None)
    return list(takewhile(lambda quote: quote.start <= last, near))


def within(quotes: list[range]) -> frozenset[int]:
    """The tokens that stand in the quotations."""
    return frozenset(i for quote in quotes for i in quote)


def _opens(doc: Doc, token: Token) -> bool:
    if token.text == "'":
        return False
    before = doc[token.i - 1] if token.i else None
    return (
        token.i + 1 < len(doc)
        and not token.whitespace_
        and (before is None or bool(before.whitespace_) or not before.text[-1].isalnum())
    )


# ------------------------------------------------------------------------------------- candidates


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
        and (content := _of_preposition(child))
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
            and noun.lemma_.lower() in _judged()
        ):
            phrase |= subtree(sibling)
        elif (
            sibling.dep_ == "prep"
            and sibling.lower_ in SAY_PREPOSITIONS
            and sibling.i == noun.i + 1
            and verb.lemma_ in EXPRESSES
        ):
            phrase |= subtree(sibling)
    named = any(path.startswith("N:") for path in _judged().get(noun.lemma_.lower(), ()))
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
    """ "The radio quoted divers as saying X", "X, the radio quoted divers as saying": what the
    divers say, and what the radio passes on."""
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
        (quote for quote in _meeting(quotes, start - 2, start) if 0 <= start - quote.stop <= 1),
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
    """ "X, he said, Y", "as he said, X": the clause around a cue that the parse hangs below it, or
    above it."""
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
    for quote in _meeting(quotes, first - 2, last + 3):
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
            and (content := _of_preposition(child))
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
            and (content := _of_preposition(child))
        ):
            yield Candidate(adjective, f"A:{child.lower_}", content, frozenset({child.i}))


def _according(word: Token) -> Iterator[Candidate]:
    to = next((child for child in word.children if child.lower_ == "to"), None)
    if to is not None and _of_preposition(to):
        phrase = subtree(word)
        yield Candidate(
            word,
            "according",
            frozenset(token.i for token in sentence(word)) - phrase,
            frozenset({to.i}),
        )


def _of_preposition(preposition: Token) -> frozenset[int]:
    return frozenset().union(
        *(subtree(child) for child in preposition.children if child.dep_ in {"pobj", "pcomp"})
    )


def word_tokens(doc: Doc) -> frozenset[int]:
    """The tokens of a text that are words or numbers."""
    if WORDS not in doc.user_data:
        doc.user_data[WORDS] = frozenset(
            token.i for token in doc if token.is_alpha or token.like_num
        )
    return doc.user_data[WORDS]


# ----------------------------------------------------------------------------------------- choice


def precision(lemma: str, path: str) -> float:
    """The smoothed share of sightings of this cue with this path that were attributions: (right +
    PRIOR * prior) / (seen + PRIOR).

    The prior is the path's own share, less for a word that is a rare cue on its other paths too.
    """
    right, seen = _counts().get((lemma, path), (0, 0))
    if path in _judged().get(lemma, ()):
        right, seen = right + JUDGED[0], seen + JUDGED[1]
    of_path_right, of_path_seen = _counts().get(("", path), (0, 1))
    prior = of_path_right / max(of_path_seen, 1) * _habit(lemma)
    return (right + PRIOR * prior) / (seen + PRIOR)


@cache
def _habit(lemma: str) -> float:
    """How readily a word attributes at all, HABIT to 1: the share of right ones in all its
    sightings, against one in five."""
    if lemma in _judged():
        return 1.0
    counts = [count for (word, _), count in _counts().items() if word == lemma]
    right, seen = sum(right for right, _ in counts), sum(seen for _, seen in counts)
    return min(1.0, HABIT + (right + 1) / (seen + 5))


@cache
def _counts() -> dict[tuple[str, str], tuple[int, int]]:
    """Times right and times seen by cue and path; a path's totals stand under the empty cue."""
    return {
        (row["lemma"], row["path"]): (int(row["right"]), int(row["seen"]))
        for row in text.data_table("cue_counts.tsv")
    }


@cache
def _judged() -> dict[str, frozenset[str]]:
    return {row["lemma"]: frozenset(row["takes"].split(",")) for row in text.data_table("cues.tsv")}


def _scored(doc: Doc, quotes: list[range]) -> list[Scored]:
    """The candidates that may be attributions by themselves, the best first."""
    scored = [
        (candidate, _score(candidate, quotes))
        for candidate in candidates(doc, quotes)
        if candidate.content
    ]
    return sorted((pair for pair in scored if pair[1] >= THRESHOLD), key=_best_first)


def _best_first(pair: Scored) -> tuple:
    candidate, score = pair
    return -score, candidate.head.i, candidate.path, sorted(candidate.content)


def _choose(scored: list[Scored]) -> list[Scored]:
    """The outer layer: those that score best, none overlapping half of another's content, none for
    a cue that has one.

    What stands in the content of another must score the better for it, so that "reported that the
    ministry had said X" is the report's; what turns out to stand in none of those chosen is looked
    at again.
    """
    chosen = _best(scored, _by_token(candidate for candidate, _ in scored), [])
    return _best(scored, _by_token(candidate for candidate, _ in chosen), chosen)


def _best(
    scored: list[Scored], over: dict[int, list[Candidate]], taken: list[Scored]
) -> list[Scored]:
    """Those taken, and the best that go with them; over: the candidates that another is nested
    in."""
    chosen, heads = list(taken), {candidate.head.i for candidate, _ in taken}
    of_token = _by_token(candidate for candidate, _ in taken)
    shifted = (
        (candidate, _shifted(score, ["nested"]) if _within(candidate, over) else score)
        for candidate, score in scored
    )
    for candidate, score in sorted(
        (pair for pair in shifted if pair[1] >= THRESHOLD), key=_best_first
    ):
        near = {id(other): other for i in candidate.content for other in of_token.get(i, ())}
        if candidate.head.i in heads or any(
            _overlap(candidate.content, other.content) >= 0.5 for other in near.values()
        ):
            continue
        chosen.append((candidate, score))
        heads.add(candidate.head.i)
        for i in candidate.content:
            of_token.setdefault(i, []).append(candidate)
    return chosen


def _by_token(found: Iterable[Candidate]) -> dict[int, list[Candidate]]:
    """The candidates whose content a token is in."""
    of_token: dict[int, list[Candidate]] = {}
    for candidate in found:
        for i in candidate.content:
            of_token.setdefault(i, []).append(candidate)
    return of_token


def _within(candidate: Candidate, of_token: dict[int, list[Candidate]]) -> list[Candidate]:
    """The candidates in whose content this one stands, cue and content; those of its own cue are
    other readings of it."""
    # what is quoted next to its cue is not the cue's sentence's
    if candidate.path.startswith("quote"):
        return []
    return [
        other
        for other in of_token.get(candidate.head.i, ())
        if other.head.i not in candidate.content and candidate.content <= other.content
    ]


def _inner(scored: list[Scored], chosen: list[Scored]) -> list[Scored]:
    """The best reading of each cue that stands in the content of a chosen one, is a cue more often
    than not and has its own source."""
    heads = {candidate.head.i for candidate, _ in chosen}
    of_token = _by_token(candidate for candidate, _ in chosen)
    found: dict[int, Scored] = {}
    for candidate, score in scored:
        outer = [
            other for other in _within(candidate, of_token) if other.head.i != candidate.head.i
        ]
        sure = score >= SURE or candidate.path in _judged().get(lemma(candidate.head), ())
        if (
            candidate.head.i in heads
            or not sure
            or not outer
            or any(child.tag_ == "TO" for child in candidate.head.children)
        ):
            continue  # who is expected to say it has not said it
        source = _source(candidate)
        if source and source not in [_source(other) for other in outer]:
            found.setdefault(candidate.head.i, (candidate, score))
    return list(found.values())


def _relayed(doc: Doc, found: list[Attribution]) -> list[Attribution]:
    """Who passes on what others say: "officials, cited by the paper, said …", "in a statement
    carried by the agency, she said …"."""
    return [
        one
        for token in doc
        if token.tag_ == "VBN" and token.dep_ == "acl" and token.lemma_ in RELAYS
        for one in _relay(token, found)
    ]


def _relay(verb: Token, found: list[Attribution]) -> Iterator[Attribution]:
    agent, own = dependent(verb, {"agent"}), subtree(verb)
    medium = dependent(agent, {"pobj"}) if agent is not None else None
    above = {token.i for token in verb.ancestors}
    told = [one for one in found if one.head in above and not own & set(one.content)]
    if medium is None or {"thing", "amount"} & set(_as_speaker(medium)) or not told:
        return
    one = max(told, key=lambda one: one.head)
    content = frozenset((*one.source, *one.cue, *one.content)) - own
    cue = frozenset({verb.i, agent.i})
    yield Attribution(
        _trim(verb.doc, subtree(medium)),
        _trim(verb.doc, cue),
        _trim(verb.doc, content),
        verb.i,
        "relay",
        one.score,
    )


def lemma(word: Token) -> str:
    """The word's lemma in lower case; the small pipeline takes "hoped" for "hop", where the table
    of cues knows better."""
    found, text_ = word.lemma_.lower(), word.lower_
    return (
        text_[:-1]
        if found not in _judged() and text_.endswith("ed") and text_[:-1] in _judged()
        else found
    )


def _score(candidate: Candidate, quotes: list[range]) -> float:
    """The precision of the cue on its path, shifted by where it stands."""
    return _shifted(precision(lemma(candidate.head), candidate.path), _contexts(candidate, quotes))


def _shifted(share: float, contexts: Iterable[str]) -> float:
    """The share with the log-odds of the contexts added; a share of nothing stays nothing."""
    return share and 1 / (
        1 + (1 - share) / share * math.exp(-sum(_weights()[context] for context in contexts))
    )


@cache
def _weights() -> dict[str, float]:
    return {row["context"]: float(row["weight"]) for row in text.data_table("contexts.tsv")}


def _contexts(candidate: Candidate, quotes: list[range]) -> Iterator[str]:
    """The contexts of lib/data/contexts.tsv that a candidate stands in."""
    head, doc = candidate.head, candidate.head.doc
    words = candidate.content & word_tokens(doc)
    clause = candidate.path.split("_")[0] in {
        "clause",
        "sentence",
        "quote",
        "according",
        "as",
        "parataxis",
        "N:that",
        "A:that",
        "P:clause",
    }
    if any(child.tag_ == "MD" for child in head.children):
        yield "modal"
    if len(words) <= 1:
        yield "word"
    if not clause and len(words) >= LONG:
        yield "phrase"
    if not clause and _meets(quotes, tuple(sorted(candidate.content))):
        yield "quote"
    if clause and words and (first := doc[min(words)]).lower_ == "that" and first.dep_ == "mark":
        yield "that"
    if (subject := _subject(head)) is not None:
        yield from _as_speaker(subject)


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)


def _as_speaker(subject: Token) -> Iterator[str]:
    """The contexts that a subject makes: none for a name, a pronoun for a speaker or a noun of the
    table of speakers."""
    if subject.lower_ in {"which", "who", "that"} and subject.head.dep_ == "relcl":
        subject = subject.head.head
    # a per cent of those polled does speak
    if subject.ent_type_ in {"DATE", "TIME", "ORDINAL", "QUANTITY", "MONEY"}:
        yield "amount"
    elif subject.lower_ == "it":
        yield "it"
    elif subject.dep_ == "csubj" or subject.lower_ in {
        "this",
        "that",
        "these",
        "those",
        "there",
        "what",
        "which",
    }:
        yield "thing"
    elif (
        subject.pos_ == "NOUN"
        and subject.ent_type_ not in {"PERSON", "ORG", "GPE", "NORP"}
        and subject.lemma_.lower() not in speakers()
    ):
        yield "thing"


# ------------------------------------------------------------------------------------------ spans


def _attribution(doc: Doc, candidate: Candidate, score: float, quotes: list[range]) -> Attribution:
    content = _widen(doc, candidate, quotes)
    cue = _cue(candidate) - content
    source = _source(candidate) - content - cue
    return Attribution(
        _trim(doc, source),
        _trim(doc, cue),
        _trim(doc, content),
        candidate.head.i,
        candidate.path,
        round(score, 3),
    )


def _widen(doc: Doc, candidate: Candidate, quotes: list[range]) -> frozenset[int]:
    """The content with the whole of each quotation it touches, unless the cue stands inside that
    quotation."""
    content = set(candidate.content) - {candidate.head.i} - candidate.joins
    for quote in _meeting(quotes, min(content, default=0), max(content, default=-1)):
        if candidate.head.i not in quote and not content.isdisjoint(quote):
            content |= set(quote)
    return frozenset(content)


def _cue(candidate: Candidate) -> frozenset[int]:
    """The cue's main word with its auxiliaries, negation, particle, left adverbs, and the
    preposition that introduces the content."""
    head = candidate.head
    cue = (
        {head.i}
        | set(candidate.joins)
        | {child.i for child in head.children if _of_cue(head, child)}
    )
    # "called on the government to": two words make the cue
    cue |= {
        child.i
        for child in head.children
        if child.dep_ == "prep" and f"{head.lemma_.lower()} {child.lower_}" in _judged()
    }
    governed = head.head.pos_ in {"VERB", "AUX"} and head.dep_ in {"dobj", "acomp", "attr", "pobj"}
    if governed and candidate.path.startswith(("N:", "A:")) and dependent(head, {"poss"}) is None:
        governor = head.head
        cue |= {governor.i} | {
            child.i for child in governor.children if child.dep_ in {"aux", "auxpass", "neg", "prt"}
        }
        cue |= {child.i for child in head.children if child.dep_ in {"det", "amod", "neg"}}
    return frozenset(cue)


def _of_cue(head: Token, child: Token) -> bool:
    """Auxiliaries, negation and particle; an adverb before the verb or just after it, unless it
    joins sentences."""
    beside = child.i < head.i or child.i == head.i + 1
    return child.dep_ in {"aux", "auxpass", "neg", "prt"} or (
        child.dep_ == "advmod" and child.pos_ == "ADV" and beside and child.lower_ not in JOINING
    )


def _source(candidate: Candidate) -> frozenset[int]:
    """The source's whole noun phrase; empty where nobody is named."""
    head = candidate.head
    if candidate.path == "according":
        to = next(child for child in head.children if child.lower_ == "to")
        return _of_preposition(to)
    owner = _owner(head) if candidate.path.startswith("N:") else None
    if owner is not None:
        return frozenset().union(*(_phrase(one, head) for one in owners(owner)))
    owner = _subject(head)
    if (
        owner is None
        or owner.dep_ == "expl"
        or (owner.lower_ == "it" and head.lemma_ in {"seem", "appear"})
    ):
        return frozenset()  # "it seems that": nobody says so
    return _phrase(owner, head)


def _phrase(noun: Token, cue: Token) -> frozenset[int]:
    """The noun phrase without the clause that holds the cue, and without a dateline before it
    ("BRUSSELS — European leaders")."""
    phrase = set(subtree(noun))
    for child in noun.children:
        if (
            cue.i in (below := subtree(child))
            or cue.i == child.i
            or (child.dep_ == "prep" and _dated(child))
        ):
            phrase -= below
    dashes = [i for i in phrase if i < noun.i and noun.doc[i].text in {"—", "–", "--"}]
    return frozenset(i for i in phrase if i > max(dashes, default=-1))


def _dated(preposition: Token) -> bool:
    """ "Officials on Friday said": the day is not of the source."""
    return any(
        child.dep_ == "pobj" and child.ent_type_ in {"DATE", "TIME"}
        for child in preposition.children
    )


def _owner(noun: Token) -> Token | None:
    """Whose statement it is: a possessor, or the object of by, from or of ("the pledge of both
    sides to withdraw")."""
    if (possessor := dependent(noun, {"poss"})) is not None:
        return possessor
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from", "of"}:
            return dependent(child, {"pobj"})
    return None


def owners(one: Token) -> list[Token]:
    """The possessors that share a noun with this one, itself too, in order; it alone where it
    shares none.

    "Pakistan's and Iran's commitment": the parse hangs both on the noun, or the noun with the
    second on the first.
    """
    noun = one.head if one.dep_ == "poss" else dependent(one, {"conj"})
    if noun is None:
        return [one]
    first = (
        [noun.head]
        if noun.dep_ == "conj" and any(child.tag_ == "POS" for child in noun.head.children)
        else []
    )
    joint = first + [child for child in noun.children if child.dep_ == "poss"]
    return joint if one in joint and dependent(joint[0], {"cc"}) is not None else [one]


def _subject(head: Token) -> Token | None:
    """Who does the saying: the subject, the agent of a passive, or the subject of the clause that
    governs this one."""
    token, seen = head, set()
    while token.i not in seen:
        seen.add(token.i)
        if (
            token.dep_ == "pcomp"
            and token.head.lower_ == "as"
            and (named := dependent(token.head.head, {"nsubjpass", "dobj"})) is not None
        ):
            # "the radio quoted divers as saying", "divers were quoted by the radio as saying": the
            # divers say it
            return named
        subject = dependent(token, {"nsubj", "csubj", "expl"})
        participle = token.tag_ == "VBN" and token.dep_ in {"acl", "advcl"} and subject is None
        if participle or dependent(token, {"nsubjpass", "auxpass"}) is not None:
            agent = dependent(token, {"agent"})
            return dependent(agent, {"pobj"}) if agent is not None else None
        if subject is not None:
            return subject
        if token.dep_ == "acl" and token.tag_ == "VBG":
            return token.head
        if token.dep_ not in CLAUSES | {"pcomp", "prep", "dobj", "acomp", "attr", "pobj"}:
            return _before(token)
        token = token.head
    return None


def _before(verb: Token) -> Token | None:
    """The name that ends just before a finite verb without a subject, hung elsewhere ("In Rome, Ana
    Berg, the mayor, said")."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"}:
        return None
    place = verb.i - 1
    while place > sentence(verb).start and (verb.doc[place].pos_ in {"ADV", "AUX", "PUNCT"}):
        place -= 1
    name = verb.doc[place]
    while name.head.i < name.i and name.dep_ in {"pobj", "prep", "appos", "compound"}:
        name = name.head
    return name if name.pos_ == "PROPN" and name.i < verb.i else None


def _trim(doc: Doc, tokens: frozenset[int]) -> tuple[int, ...]:
    """The tokens in order, without punctuation at either end of each run; quotation marks stay with
    what they enclose."""
    kept = sorted(tokens)
    while kept and doc[kept[0]].is_punct and doc[kept[0]].text not in OPEN:
        kept.pop(0)
    while kept and (
        (doc[kept[-1]].is_punct and doc[kept[-1]].text not in CLOSE)
        or (len(kept) > 1 and doc[kept[-1]].dep_ == "cc")
    ):
        kept.pop()
    return tuple(kept)


# ------------------------------------------------------------------------------------- quotations

ALONE = "quote_alone"  # the path of a quotation that no cue in its block introduces
CONTINUES_WITHIN = 30  # words between a quotation and its continuation in the same block
SIGNED = 6  # words that a signature has at most


def _continued(doc: Doc, found: list[Attribution], quotes: list[range]) -> list[Attribution]:
    """The attributions with the quotations that go on after them, and those that stand alone with
    no source."""
    found, covered = list(found), {i for attribution in found for i in attribution.content}
    speaking = _begin(found)
    ends = sorted(
        (one.content[-1], -place) for place, one in enumerate(found) if _meets(quotes, one.content)
    )
    for quote in quotes:
        if not covered.isdisjoint(quote):
            continue
        around = [
            i
            for at in (quote.stop, quote.stop + 1)
            for i in speaking.get(at, ())
            if found[i].content[-1] >= quote.stop
        ]
        before = bisect_left(ends, (quote.start, -len(found)))
        last = -ends[before - 1][1] if before else None
        if around:  # "By leaving now," she said, "we lost nothing."
            goes_on_in = min(around)
        elif sum(not doc[i].is_punct for i in quote) < 4:
            continue
        elif (
            last is not None
            and quote.start - max(found[last].content + found[last].cue + found[last].source)
            <= CONTINUES_WITHIN
        ):
            goes_on_in = last
        else:
            if len(quote) >= 7:
                cue, source = _signature(doc, quote)
                found.append(
                    Attribution(
                        source,
                        cue,
                        _trim(doc, frozenset(quote)),
                        None,
                        "signature" if cue else ALONE,
                        0.5,
                    )
                )
                insort(ends, (found[-1].content[-1], 1 - len(found)))
            continue
        one = found[goes_on_in]
        found[goes_on_in] = one._replace(
            content=_trim(doc, frozenset(one.content) | frozenset(quote))
        )
        insort(ends, (found[goes_on_in].content[-1], -goes_on_in))
    return found


def _begin(found: list[Attribution]) -> dict[int, list[int]]:
    """The places of the attributions by the token that their source and cue begin with."""
    begin: dict[int, list[int]] = {}
    for place, one in enumerate(found):
        if one.cue:
            begin.setdefault(min(one.source + one.cue), []).append(place)
    return begin


def _meets(quotes: list[range], content: tuple[int, ...]) -> bool:
    inside = set(content)
    return any(not inside.isdisjoint(quote) for quote in _meeting(quotes, content[0], content[-1]))


def _signature(doc: Doc, quote: range) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The dash and the name that sign a quotation ("…" — Ana Lopez); empty where nobody signs
    it."""
    after = list(islice((token for token in doc[quote.stop :] if not token.is_space), SIGNED + 3))
    names = after[1:] if after[1:] and after[-1].text != "." else after[1:-1]
    signed = (
        len(after) > 1
        and after[0].text in {"-", "–", "—", "―", "--"}
        and 1 <= len(names) <= SIGNED
        and names[0].pos_ == "PROPN"
    )
    return ((after[0].i,), tuple(token.i for token in names)) if signed else ((), ())


def speaks(doc: Doc, tokens: tuple[int, ...]) -> bool:
    """Whether a source can say anything: a name, a pronoun for a speaker, or a noun of the table of
    speakers."""
    inside = set(tokens)
    head = next((doc[i] for i in tokens if doc[i].head.i not in inside or doc[i].head.i == i), None)
    return head is not None and not {"thing", "amount"} & set(_as_speaker(head))


def last_quoted(doc: Doc, found: list[Attribution]) -> Attribution | None:
    """The attribution with whose quotation a block ends, or that its colon announces, so that the
    next block may go on with it.

    None if something else stands last; without content where it is announced only ("The minister
    continued:").
    """
    verb = sentence(doc[-1]).root if len(doc) else None
    if characters(doc).rstrip().endswith(":") and lemma(verb) in _judged():
        announced = Candidate(verb, "colon", frozenset())
        return Attribution(
            _trim(doc, _source(announced)),
            _trim(doc, _cue(announced)),
            (),
            verb.i,
            announced.path,
            0.5,
        )
    quoted = within(quotations(doc))
    named = [one for one in found if one.cue and not quoted.isdisjoint(one.content)]
    return max(named, key=lambda one: max(one.content + one.cue), default=None)


def introducer(doc: Doc) -> Attribution | None:
    """Who is said to say what the list after the block's colon says: "measures set forth by both
    nations:", "The ministry announced:".

    None where the block does not end with a colon or names nobody who can speak.
    """
    if not characters(doc).rstrip().endswith(":"):
        return None
    one = next(
        (named for token in sentence(doc[-1]) if (named := _set_forth(token)) is not None), None
    ) or last_quoted(doc, [])
    return one if one is not None and one.source and speaks(doc, one.source) else None


def _set_forth(verb: Token) -> Attribution | None:
    """The attribution without content of a participle with an agent: "set forth by both nations";
    None if it is no cue."""
    agent = dependent(verb, {"agent"})
    named = dependent(agent, {"pobj"}) if agent is not None else None
    particle = dependent(verb, {"prt"})
    word = lemma(verb) if particle is None else f"{lemma(verb)} {particle.lower_}"
    if verb.tag_ != "VBN" or verb.dep_ != "acl" or named is None or word not in _judged():
        return None
    cue = {verb.i, agent.i} | ({particle.i} if particle is not None else set())
    return Attribution(
        _trim(verb.doc, _phrase(named, verb)),
        _trim(verb.doc, frozenset(cue)),
        (),
        verb.i,
        "colon",
        SURE,
    )


def goes_on(found: list[Attribution]) -> Attribution | None:
    """The quotation without a cue that a block opens with; None if it opens with something else."""
    return next((one for one in found if one.path == ALONE and one.content[0] <= 1), None)
