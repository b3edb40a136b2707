"""A parsed text in, attributions (source, cue, content) out."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.claims.candidates import RELAYS, Candidate, candidates
from lib.claims.cues import THRESHOLD, lemma, shift, shifted_precision, speaker_contexts, speaks
from lib.claims.grammar import (
    characters,
    dependent,
    of_preposition,
    owners,
    sayer,
    sentence,
    subtree,
)
from lib.claims.quotations import CLOSE, OPEN, meeting, meets, quotations, within
from lib.text.lexicon import frames_of_cues

SURE = 0.5  # what a cue in the content of another must score to be a layer of its own
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
    found = _continued(doc, _attributions(doc, chosen, quotes), quotes)
    if layers:
        found += _attributions(doc, _inner(scored, chosen), quotes)
        found += _relayed(doc, found)
    return sorted(found, key=lambda attribution: (attribution.content, attribution.cue))


def _attributions(doc: Doc, chosen: list[Scored], quotes: list[range]) -> list[Attribution]:
    found = (_attribution(doc, candidate, score, quotes) for candidate, score in chosen)
    return [attribution for attribution in found if attribution.content]


def _scored(doc: Doc, quotes: list[range]) -> list[Scored]:
    """The candidates that may be attributions by themselves, the best first."""
    scored = [
        (candidate, shifted_precision(candidate, quotes))
        for candidate in candidates(doc, quotes)
        if candidate.content
    ]
    return sorted((pair for pair in scored if pair[1] >= THRESHOLD), key=_best_first)


def _best_first(pair: Scored) -> tuple:
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
    found: dict[int, Scored] = {}
    for candidate, score in scored:
        outer = [
            other for other in _within(candidate, of_token) if other.head.i != candidate.head.i
        ]
        sure = score >= SURE or candidate.path in frames_of_cues().get(lemma(candidate.head), ())
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
    """Who passes on what others say: "officials, cited by the paper, said …"."""
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
    if medium is None or {"thing", "amount"} & set(speaker_contexts(medium)) or not told:
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


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)


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
    """The content with the whole of each quotation it touches, unless the cue stands in it."""
    content = set(candidate.content) - {candidate.head.i} - candidate.joins
    for quote in meeting(quotes, min(content, default=0), max(content, default=-1)):
        if candidate.head.i not in quote and not content.isdisjoint(quote):
            content |= set(quote)
    return frozenset(content)


def _cue(candidate: Candidate) -> frozenset[int]:
    """The cue's main word with auxiliaries, negation, particle, left adverbs and preposition."""
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
        if child.dep_ == "prep" and f"{head.lemma_.lower()} {child.lower_}" in frames_of_cues()
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
    """Auxiliaries, negation, particle; an adverb beside the verb, unless it joins sentences."""
    beside = child.i < head.i or child.i == head.i + 1
    return child.dep_ in {"aux", "auxpass", "neg", "prt"} or (
        child.dep_ == "advmod" and child.pos_ == "ADV" and beside and child.lower_ not in JOINING
    )


def _source(candidate: Candidate) -> frozenset[int]:
    """The source's whole noun phrase; empty where nobody is named."""
    head = candidate.head
    if candidate.path == "according":
        to = next(child for child in head.children if child.lower_ == "to")
        return of_preposition(to)
    owner = _owner(head) if candidate.path.startswith("N:") else None
    if owner is not None:
        return frozenset().union(*(_phrase(one, head) for one in owners(owner)))
    owner = sayer(head)
    if (
        owner is None
        or owner.dep_ == "expl"
        or (owner.lower_ == "it" and head.lemma_ in {"seem", "appear"})
    ):
        return frozenset()  # "it seems that": nobody says so
    return _phrase(owner, head)


def _phrase(noun: Token, cue: Token) -> frozenset[int]:
    """The noun phrase without the clause of the cue, a day or a dateline ("BRUSSELS — Leaders")."""
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
    """Whose statement it is: a possessor, or the object of by, from or of ("the pledge of both")"""
    if (possessor := dependent(noun, {"poss"})) is not None:
        return possessor
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from", "of"}:
            return dependent(child, {"pobj"})
    return None


def _trim(doc: Doc, tokens: frozenset[int]) -> tuple[int, ...]:
    """The tokens in order without marks at the ends, but for quotation marks around words."""
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
    """The attributions with the quotations that go on after them, and quotations with no source."""
    found, covered = list(found), {i for attribution in found for i in attribution.content}
    speaking = _begin(found)
    ends = sorted(
        (one.content[-1], -place) for place, one in enumerate(found) if meets(quotes, one.content)
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


def last_quoted(doc: Doc, found: list[Attribution]) -> Attribution | None:
    """The attribution with whose quotation a block ends, or that its colon announces; else None.

    The next block may go on with it. Without content where it is announced only ("The minister
    continued:").
    """
    verb = sentence(doc[-1]).root if len(doc) else None
    if characters(doc).rstrip().endswith(":") and lemma(verb) in frames_of_cues():
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
    """Who is said to say what the list after the block's colon says: "set forth by both nations:".

    None where the block does not end with a colon or names nobody who can speak.
    """
    if not characters(doc).rstrip().endswith(":"):
        return None
    one = next(
        (named for token in sentence(doc[-1]) if (named := _set_forth(token)) is not None), None
    ) or last_quoted(doc, [])
    return one if one is not None and one.source and speaks(doc, one.source) else None


def _set_forth(verb: Token) -> Attribution | None:
    """The attribution without content of a participle with an agent ("set forth by both")."""
    agent = dependent(verb, {"agent"})
    named = dependent(agent, {"pobj"}) if agent is not None else None
    particle = dependent(verb, {"prt"})
    word = lemma(verb) if particle is None else f"{lemma(verb)} {particle.lower_}"
    if verb.tag_ != "VBN" or verb.dep_ != "acl" or named is None or word not in frames_of_cues():
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
