"""A parsed text in, attributions (source, cue, content) out."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.claims.candidates import RELAYS, Candidate, candidates
from lib.claims.cues import (
    THRESHOLD,
    cited,
    lemma,
    shift,
    shifted_precision,
    speaker_contexts,
    speaks,
)
from lib.claims.grammar import (
    agent_of,
    characters,
    dependent,
    has,
    is_day,
    is_verb,
    of_preposition,
    owners,
    sayer,
    sentence,
    subtree,
    to_infinitive,
    top,
)
from lib.claims.quotations import CLOSE, OPEN, meeting, meets, quotations, within
from lib.text.lexicon import frames_of_cues

GROUP = {"aux", "auxpass", "neg", "prt"}  # what belongs to a cue's verb
AGAINST = frozenset("while whereas though although but".split())
SURE = 0.5  # what a cue in the content of another must score to be a layer of its own
JOINING = frozenset(
    "however then moreover so therefore thus meanwhile instead when where why how".split()
)


class Attribution(NamedTuple):
    """Token numbers of a source, a cue and a content, and the path and score that chose them.

    source and cue may be empty: a passive names no source, a quotation may stand alone. head is the
    cue's main word.
    """

    source: tuple[int, ...]
    cue: tuple[int, ...]
    content: tuple[int, ...]
    head: int | None
    path: str
    score: float


Scored = tuple[Candidate, float]


def attributions(doc: Doc, *, layers: bool = False) -> list[Attribution]:
    """The attributions of a parsed block by content; at most one content for a cue and a path.

    layers: with those that stand in the content of others ("the agency reported that the minister
    had said that …"), and with those that pass them on ("officials, cited by the paper, said …").
    PolNeAR marks one layer, the outer one: 6 of 101 inner clauses.
    """
    quotes = quotations(doc)
    scored = _scored(doc, quotes)
    chosen = _choose(scored)
    result = _continued(doc, _attributions(doc, chosen, quotes), quotes)
    if layers:
        result += _attributions(doc, _inner(scored, chosen), quotes)
        result += _relayed(doc, result)
    return sorted(result, key=lambda attribution: (attribution.content, attribution.cue))


def _attributions(doc: Doc, chosen: list[Scored], quotes: list[range]) -> list[Attribution]:
    made = (_attribution(doc, candidate, score, quotes) for candidate, score in chosen)
    return [attribution for attribution in made if attribution.content]


def _scored(doc: Doc, quotes: list[range]) -> list[Scored]:
    """The candidates that may be attributions by themselves, the best first."""
    apart = _apart(doc, quotes)
    every: Iterable[Candidate] = candidates(doc, quotes)
    if apart:
        every = (one._replace(content=_own(one, apart)) for one in every)
    scored = [(one, shifted_precision(one, quotes)) for one in every if one.content]
    return sorted((pair for pair in scored if pair[1] >= THRESHOLD), key=_best_first)


def _apart(doc: Doc, quotes: list[range]) -> dict[int, Token]:
    """The cues of clauses set against another speaker's: "…, while the captain said he was"."""
    return {
        verb.i: verb
        for verb in doc
        if verb.dep_ in {"advcl", "conj"}
        and verb.lemma_.lower() in frames_of_cues()
        and has(verb, {"nsubj"})
        and any(child.lower_ in AGAINST for child in (*verb.children, *verb.head.children))
        and not meeting(quotes, verb.i, verb.i)
    }


def _own(candidate: Candidate, apart: dict[int, Token]) -> frozenset[int]:
    """The content without clauses in which another speaks."""
    others = (i for i in apart.keys() & candidate.content if i > candidate.head.i)
    return candidate.content.difference(*(subtree(apart[i]) for i in others))


def _best_first(pair: Scored) -> tuple[float, int, str, list[int]]:
    candidate, score = pair
    return -score, candidate.head.i, candidate.path, sorted(candidate.content)


def _choose(scored: list[Scored]) -> list[Scored]:
    """The outer layer: the best, none overlapping half of another's content, one for each cue.

    What stands in the content of another must score the better for it, so that "reported that the
    ministry had said X" is the report's; what turns out to stand in none of those chosen is looked
    at again.
    """
    chosen = _best(scored, _by_token(candidate for candidate, _ in scored), [])
    return _best(scored, _by_token(candidate for candidate, _ in chosen), chosen)


def _best(
    scored: list[Scored], over: dict[int, list[Candidate]], taken: list[Scored]
) -> list[Scored]:
    """Those taken, and the best that go with them; over: the candidates they may be nested in."""
    chosen, heads = list(taken), {candidate.head.i for candidate, _ in taken}
    of_token = _by_token(candidate for candidate, _ in taken)
    shifted = (
        (candidate, shift(score, ["nested"]) if _within(candidate, over) else score)
        for candidate, score in scored
    )
    likely = (pair for pair in shifted if pair[1] >= THRESHOLD)
    for candidate, score in sorted(likely, key=_best_first):
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


def _by_token(several: Iterable[Candidate]) -> dict[int, list[Candidate]]:
    """The candidates whose content a token is in."""
    of_token: dict[int, list[Candidate]] = {}
    for candidate in several:
        for i in candidate.content:
            of_token.setdefault(i, []).append(candidate)
    return of_token


def _within(candidate: Candidate, of_token: dict[int, list[Candidate]]) -> list[Candidate]:
    """The candidates whose content this one stands in, but for other readings of its own cue."""
    # what is quoted next to its cue is not the cue's sentence's
    if candidate.path.startswith("quote"):
        return []
    return [
        other
        for other in of_token.get(candidate.head.i, ())
        if other.head.i not in candidate.content and candidate.content <= other.content
    ]


def _inner(scored: list[Scored], chosen: list[Scored]) -> list[Scored]:
    """The best reading of each sure cue in the content of a chosen one that has its own source."""
    heads = {candidate.head.i for candidate, _ in chosen}
    of_token = _by_token(candidate for candidate, _ in chosen)
    inner: dict[int, Scored] = {}
    for candidate, score in scored:
        head = candidate.head
        outer = [other for other in _within(candidate, of_token) if other.head.i != head.i]
        sure = score >= SURE or candidate.path in frames_of_cues().get(lemma(head), ())
        if head.i in heads or not sure or not outer or to_infinitive(head):
            continue  # who is expected to say it has not said it
        source = _source(candidate)
        if source and source not in [_source(other) for other in outer]:
            inner.setdefault(head.i, (candidate, score))
    return list(inner.values())


def _relayed(doc: Doc, several: list[Attribution]) -> list[Attribution]:
    """Who passes on what others say: "officials, cited by the paper, said …"."""
    verbs = (token for token in doc if token.tag_ == "VBN" and token.dep_ == "acl")
    return [relay for verb in verbs if verb.lemma_ in RELAYS for relay in _relay(verb, several)]


def _relay(verb: Token, several: list[Attribution]) -> Iterator[Attribution]:
    doc, medium, own = verb.doc, agent_of(verb), subtree(verb)
    above = {token.i for token in verb.ancestors}
    relayed = [other for other in several if other.head in above and not own & set(other.content)]
    if medium is None or {"thing", "amount"} & set(speaker_contexts(medium)) or not relayed:
        return
    last = max(relayed, key=lambda other: other.head or 0)
    content = frozenset((*last.source, *last.cue, *last.content)) - own
    cue = _trim(doc, frozenset({verb.i, medium.head.i}))
    source = _trim(doc, subtree(medium))
    yield Attribution(source, cue, _trim(doc, content), verb.i, "relay", last.score)


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)


# ------------------------------------------------------------------------------------------ spans


def _attribution(doc: Doc, candidate: Candidate, score: float, quotes: list[range]) -> Attribution:
    content = _widen(doc, candidate, quotes)
    cue = _cue(candidate) - content
    source = _trim(doc, _source(candidate) - content - cue)
    head, path = candidate.head.i, candidate.path
    return Attribution(source, _trim(doc, cue), _trim(doc, content), head, path, round(score, 3))


def _widen(doc: Doc, candidate: Candidate, quotes: list[range]) -> frozenset[int]:
    """The content with the whole of each quotation it touches, unless the cue stands in it."""
    content = set(candidate.content) - {candidate.head.i} - candidate.joins
    for quote in meeting(quotes, min(content, default=0), max(content, default=-1)):
        if candidate.head.i not in quote and not content.isdisjoint(quote):
            content |= set(quote)
    return frozenset(content)


def _cue(candidate: Candidate) -> frozenset[int]:
    """The cue's main word with auxiliaries, negation, particle, left adverbs and preposition."""
    head = candidate.head
    cue = {head.i, *candidate.joins, *(child.i for child in head.children if _of_cue(head, child))}
    governed = is_verb(head.head) and head.dep_ in {"dobj", "acomp", "attr", "pobj"}
    if governed and candidate.path.startswith(("N:", "A:")) and not has(head, {"poss"}):
        governor = head.head
        cue |= {governor.i} | {child.i for child in governor.children if child.dep_ in GROUP}
        cue |= {child.i for child in head.children if child.dep_ in {"det", "amod", "neg"}}
    return frozenset(cue)


def _of_cue(head: Token, child: Token) -> bool:
    """Auxiliaries, negation, particle; an adverb beside the verb, unless it joins sentences."""
    if child.dep_ == "prep":  # "called on the government to": two words make the cue
        return f"{head.lemma_.lower()} {child.lower_}" in frames_of_cues()
    beside = child.i < head.i or child.i == head.i + 1
    adverb = child.dep_ == "advmod" and child.pos_ == "ADV" and child.lower_ not in JOINING
    return child.dep_ in GROUP or (adverb and beside)


def _source(candidate: Candidate) -> frozenset[int]:
    """The source's whole noun phrase; empty where nobody is named."""
    head = candidate.head
    if candidate.source:
        return candidate.source
    if candidate.path == "according":
        to = next(child for child in head.children if child.lower_ == "to")
        return of_preposition(to)
    owner = _owner(head) if candidate.path.startswith("N:") else None
    if owner is not None:
        return frozenset().union(*(_phrase(joint, head) for joint in owners(owner)))
    speaker = sayer(head)
    if speaker is None or speaker.dep_ == "expl":
        return frozenset()
    if speaker.lower_ == "it" and head.lemma_ in {"seem", "appear"}:
        return frozenset()  # "it seems that": nobody says so
    return _phrase(speaker, head)


def _phrase(noun: Token, cue: Token) -> frozenset[int]:
    """The noun phrase without the clause of the cue, a day or a dateline ("BRUSSELS — Leaders")."""
    phrase = set(subtree(noun))
    for child in noun.children:
        below = subtree(child)
        if cue.i in below or (child.dep_ == "prep" and is_day(child)):
            phrase -= below
    dashes = [i for i in phrase if i < noun.i and noun.doc[i].text in {"—", "–", "--"}]
    return frozenset(i for i in phrase if i > max(dashes, default=-1))


def _owner(noun: Token) -> Token | None:
    """Whose statement it is: a possessor, or the object of by, from or of ("the pledge of both")"""
    if (possessor := dependent(noun, {"poss"})) is not None:
        return possessor
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from", "of"}:
            return dependent(child, {"pobj"})
    return None


def _trim(doc: Doc, tokens: frozenset[int]) -> tuple[int, ...]:
    """The tokens in order without marks at the ends, but for quotation marks around words."""
    words = sorted(tokens)
    while words and doc[words[0]].is_punct and doc[words[0]].text not in OPEN:
        words.pop(0)
    while words and _closes(doc[words[-1]], alone=len(words) == 1):
        words.pop()
    return tuple(words)


def _closes(last: Token, *, alone: bool) -> bool:
    """Whether the last token is a mark or a joining word."""
    return (last.is_punct and last.text not in CLOSE) or (not alone and last.dep_ == "cc")


# ------------------------------------------------------------------------------------- quotations

ALONE = "quote_alone"  # the path of a quotation that no cue in its block introduces
CONTINUES_WITHIN = 30  # words between a quotation and its continuation in the same block
SIGNED = 6  # words that a signature has at most


def _continued(doc: Doc, several: list[Attribution], quotes: list[range]) -> list[Attribution]:
    """The attributions with the quotations that go on after them, and quotations with no source."""
    result, covered = list(several), {i for one in several for i in one.content}
    speaking = _begin(several)
    # last token and place of those that are quoted, the place negative: of two the first is last
    ends = sorted(
        (one.content[-1], -place) for place, one in enumerate(several) if meets(quotes, one.content)
    )
    for quote in quotes:
        if not covered.isdisjoint(quote):
            continue
        stopped = doc[quote.stop - 2].text == "."
        place = None if stopped else _around(quote, speaking, result)
        if place is None and (_whole(doc, quote) or sum(not doc[i].is_punct for i in quote) >= 4):
            place = _before(quote, ends, result)
            if place is None and (len(quote) >= 7 or quote.start == 0):
                place = len(result)
                result.append(_of_subject(doc, quote) or _alone(doc, quote))
        if place is not None:
            content = frozenset(result[place].content) | frozenset(quote)
            result[place] = result[place]._replace(content=_trim(doc, content))
            insort(ends, (result[place].content[-1], -place))
    return result


def _whole(doc: Doc, quote: range) -> bool:
    """Whether a quotation is a sentence, or several."""
    begins = sentence(doc[quote.start]).start == quote.start
    return begins and doc[quote.stop - 2].text in {".", "?", "!"} and len(quote) > 4


def _begin(several: list[Attribution]) -> dict[int, list[int]]:
    """The places of the attributions by the token that their source and cue begin with."""
    begin: dict[int, list[int]] = {}
    for place, attribution in enumerate(several):
        if attribution.cue:
            begin.setdefault(min(attribution.source + attribution.cue), []).append(place)
    return begin


def _around(quote: range, speaking: dict[int, list[int]], several: list[Attribution]) -> int | None:
    """The attribution that a quotation opens: "By leaving now," she said, "we lost nothing."."""
    behind = [*speaking.get(quote.stop, ()), *speaking.get(quote.stop + 1, ())]
    return min((i for i in behind if several[i].content[-1] >= quote.stop), default=None)


def _before(quote: range, ends: list[tuple[int, int]], several: list[Attribution]) -> int | None:
    """The last quoted attribution before a quotation, if it is near enough to go on with it."""
    before = bisect_left(ends, (quote.start, -len(several)))
    if not before:
        return None
    place = -ends[before - 1][1]
    last = max(several[place].content + several[place].cue + several[place].source)
    return place if quote.start - last <= CONTINUES_WITHIN else None


def _of_subject(doc: Doc, quote: range) -> Attribution | None:
    """The quotation as the words of the subject of the clause that it is part of.

    "Pleaded with them not to “give in to fear and hatred”": of a verb that may be a cue.
    """
    first = top(doc, quote)
    above = first.ancestors if first is not None else ()
    verb = next((token for token in above if is_verb(token) and token.i not in quote), None)
    if verb is None or verb.i > quote.start or not cited(verb):
        return None
    candidate = Candidate(verb, "quote_subject", frozenset(quote))
    source, cue = _trim(doc, _source(candidate)), _trim(doc, _cue(candidate))
    if not source or not set(source).isdisjoint(quote) or not speaks(doc, source):
        return None
    content = _trim(doc, frozenset(quote))
    return Attribution(source, cue, content, verb.i, candidate.path, SURE)


def _alone(doc: Doc, quote: range) -> Attribution:
    """The quotation as an attribution to whoever signs it, or to nobody."""
    cue, source = _signature(doc, quote)
    content = _trim(doc, frozenset(quote))
    return Attribution(source, cue, content, None, "signature" if cue else ALONE, SURE)


def _signature(doc: Doc, quote: range) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The dash and the name that sign a quotation ("…" — Ana Lopez); empty where nobody does."""
    after = list(islice((token for token in doc[quote.stop :] if not token.is_space), SIGNED + 3))
    names = after[1:] if after[1:] and after[-1].text != "." else after[1:-1]
    signed = (
        len(after) > 1
        and after[0].text in {"-", "–", "—", "―", "--"}
        and 1 <= len(names) <= SIGNED
        and names[0].pos_ == "PROPN"
    )
    return ((after[0].i,), tuple(token.i for token in names)) if signed else ((), ())


def last_quoted(doc: Doc, several: list[Attribution]) -> Attribution | None:
    """The attribution with whose quotation a block ends, or that its colon announces; else None.

    The next block may go on with it. Without content where it is announced only ("The minister
    continued:").
    """
    verb = sentence(doc[-1]).root if characters(doc).rstrip().endswith(":") else None
    if verb is not None and lemma(verb) in frames_of_cues():
        announced = Candidate(verb, "colon", frozenset())
        source, cue = _trim(doc, _source(announced)), _trim(doc, _cue(announced))
        return Attribution(source, cue, (), verb.i, announced.path, SURE)
    quoted = within(quotations(doc))
    named = [one for one in several if one.cue and not quoted.isdisjoint(one.content)]
    return max(named, key=lambda one: max(one.content + one.cue), default=None)


def introducer(doc: Doc) -> Attribution | None:
    """Who is said to say what the list after the block's colon says: "set forth by both nations:".

    None where the block does not end with a colon or names nobody who can speak.
    """
    if not characters(doc).rstrip().endswith(":"):
        return None
    forth = [named for token in sentence(doc[-1]) if (named := _set_forth(token)) is not None]
    named = forth[0] if forth else last_quoted(doc, [])
    return named if named is not None and named.source and speaks(doc, named.source) else None


def _set_forth(verb: Token) -> Attribution | None:
    """The attribution without content of a participle with an agent ("set forth by both")."""
    speaker, particle = agent_of(verb), dependent(verb, {"prt"})
    word = lemma(verb) if particle is None else f"{lemma(verb)} {particle.lower_}"
    if verb.tag_ != "VBN" or verb.dep_ != "acl" or speaker is None or word not in frames_of_cues():
        return None
    cue = {verb.i, speaker.head.i} | ({particle.i} if particle is not None else set())
    source = _trim(verb.doc, _phrase(speaker, verb))
    return Attribution(source, _trim(verb.doc, frozenset(cue)), (), verb.i, "colon", SURE)


def goes_on(several: list[Attribution]) -> Attribution | None:
    """The quotation without a cue that a block opens with; None if it opens with something else."""
    return next((one for one in several if one.path == ALONE and one.content[0] <= 1), None)
