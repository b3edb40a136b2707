"""Where a parse may hold an attribution: a word, its path to a content, the content."""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.claims.grammar import (
    CLOSING,
    DAYS,
    NOUNS,
    SUBJECTS,
    dependent,
    finite,
    has,
    is_verb,
    of_preposition,
    sayer,
    sentence,
    subtree,
    to_infinitive,
)
from lib.claims.quotations import meeting, within
from lib.text.lexicon import cue_class, frames_of_cues

# Verbs by which a paper or a broadcaster passes on what others have said.
RELAYS = frozenset("report quote cite carry publish broadcast relay air print release".split())
# Verbs whose object is what somebody feels; the preposition after it says of what ("expressed
# solidarity against outside forces").
EXPRESSES = frozenset(["express", "voice", "convey", "offer", "reiterate"])
SAY_PREPOSITIONS = frozenset("about on of for to as against with over in by from at".split())
# What stands beside a cue in "X, he said on Thursday, Y".
BESIDE = frozenset("nsubj aux neg prt dobj dative npadvmod advmod prep advcl".split())
JUDGED_FOR = frozenset(("as", "for", "of"))  # what comes after is what somebody is held for
TAKEN = frozenset("dobj xcomp nsubjpass auxpass aux dative".split())
NO_OBJECT = frozenset(("say", "add"))  # verbs of speech that no noun is the object of
JOINS = frozenset("PUNCT SCONJ CCONJ ADP ADV".split())
PHRASE = frozenset("DET ADJ NOUN PROPN PART".split())
FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))  # tags
Path = tuple[str, frozenset[int], frozenset[int]]  # with the content and the joined cue words
NONE: frozenset[int] = frozenset()


class Candidate(NamedTuple):
    """What a word would introduce as a cue: path, content's tokens, words that join the cue, and
    its source."""

    head: Token
    path: str
    content: frozenset[int]
    joins: frozenset[int] = frozenset()
    source: frozenset[int] = frozenset()  # where the parse has it wrong


def candidates(doc: Doc, quotes: list[range]) -> Iterator[Candidate]:
    """Every word that might be a cue, with every path to a content that the parse offers it."""
    quoted = within(quotes)
    yield from _announced(doc, quotes)
    for token in doc:
        # what stands inside a quotation is the speaker's, not the report's
        if token.i in quoted:
            continue
        if token.lower_ == "according":
            yield from _according(token)
        elif is_verb(token):
            yield from _verb(token, quotes)
        elif token.pos_ == "NOUN":
            yield from _noun(token)
        elif token.pos_ == "ADJ":
            yield from _adjective(token)


def _verb(verb: Token, quotes: list[range]) -> Iterator[Candidate]:
    children = [(child, child.dep_) for child in verb.children]
    kinds = {kind for _, kind in children}
    if TAKEN.isdisjoint(kinds) and (closing := _closing(verb)) is not None:
        yield closing
        return
    passive = "P:" if "nsubjpass" in kinds else ""
    for child, _ in children:
        for path, content, joins in _complements(verb, child):
            yield Candidate(verb, passive + path, content, joins)
    if "agent" in kinds:
        yield from _judged(verb)
    yield from _referred(verb)
    yield from _as_saying(verb, quotes)
    yield from _parenthesis(verb)
    yield from _inserted(verb)
    yield from _quote_beside(verb, quotes)


def _closing(verb: Token) -> Candidate | None:
    """ "A blast killed six people state television said": a text that has lost its commas.

    A cue that nothing but a day or a manner follows has before it what was said.
    """
    said = verb.lemma_ in NO_OBJECT or "clause" in frames_of_cues().get(verb.lemma_.lower(), ())
    if verb.tag_ != "VBD" or not said or not verb.i or verb.nbor(-1).pos_ not in NOUNS:
        return None
    if any(child.dep_ == "ccomp" for child in verb.rights):
        return None
    first = _last_phrase(verb)
    if first == 0 or verb.doc[first - 1].pos_ in JOINS:
        return None
    span = sentence(verb)
    behind = {token.i for token in verb.doc[verb.i + 1 : span.end] if not token.is_punct}
    object_of = verb.dep_ == "relcl" and verb.lemma_ not in NO_OBJECT
    if object_of or first == verb.i or not behind <= subtree(verb):
        return None
    before = verb.doc[span.start : first]
    if not any(is_verb(one) and finite(one) for one in before):
        return None
    content = frozenset(range(span.start, first))
    return Candidate(verb, "sentence", content, NONE, frozenset(range(first, verb.i)))


def _last_phrase(verb: Token) -> int:
    """The first token of the nouns just before a verb, the verb itself where none stand there."""
    doc, first, i = verb.doc, verb.i, verb.i - 1
    while i >= 0 and not _parts(doc[i]):
        first = i
        joined_to = (
            doc[i].pos_ == "DET" and doc[i - 1].dep_ == "cc" and not is_verb(doc[i - 1].head)
        )
        if doc[i].pos_ == "DET" and not joined_to:
            break
        i -= 1 + joined_to
    return first


def _parts(token: Token) -> bool:
    """Whether a token is no part of the nouns that follow it: "in Aleppo | Syrian state media"."""
    after = token.nbor()
    name = token.lower_ in {"of", "for", "and"} and after.pos_ in {"PROPN", "ADJ"}
    if token.pos_ not in PHRASE and token.text != "-" and token.dep_ != "amod" and not name:
        return True
    plain = token.tag_ in {"NNS", "JJR"} and after.pos_ in PHRASE
    place = token.ent_type_ == "GPE" and after.pos_ == "ADJ"
    return plain or place or token.ent_type_ in DAYS


def _judged(verb: Token) -> Iterator[Candidate]:
    """ "The raid was condemned by X as murder": the subject, with what it is held for."""
    subject = dependent(verb, {"nsubjpass"})
    if subject is None:
        return
    held = [one for one in verb.children if one.dep_ == "prep" and one.lower_ in JUDGED_FOR]
    for one in held:
        yield Candidate(verb, f"P:subject+{one.lower_}", subtree(subject) | subtree(one))
    if not held:
        yield Candidate(verb, "P:subject", subtree(subject))


def _referred(verb: Token) -> Iterator[Candidate]:
    """ "Referred to the deal as a swindle": of what, and as what."""
    if "prep_to+as" not in frames_of_cues().get(verb.lemma_.lower(), ()):
        return
    phrases = {child.lower_: child for child in verb.children if child.dep_ == "prep"}
    if "to" in phrases and "as" in phrases and phrases["to"].i < phrases["as"].i:
        content = of_preposition(phrases["to"]) | subtree(phrases["as"])
        yield Candidate(verb, "prep_to+as", content, frozenset({phrases["to"].i}))


def _complements(verb: Token, child: Token) -> Iterator[Path]:
    """Path, content and joined cue words for one dependent of a verb."""
    if child.dep_ == "ccomp":
        path = "clause" if child.i > verb.i else "clause_left"
        yield path, subtree(child) | _hung_on(verb, child), NONE
    elif child.dep_ == "xcomp":
        yield from _open_clause(verb, child)
    elif child.dep_ in {"dobj", "attr"} and child.pos_ != "PRON":
        yield from _object(verb, child)
    elif content := _said_content(child):
        subject = dependent(verb, {"nsubjpass"})
        if child.lower_ != "as":
            yield f"prep_{child.lower_}", content, frozenset({child.i})
        elif subject is not None:  # what "was called a farce"
            yield "prep_as", content | subtree(subject) | {child.i}, NONE
        elif not has(verb, {"dobj"}):
            yield "prep_as", content, frozenset({child.i})


def _hung_on(verb: Token, clause: Token) -> frozenset[int]:
    """What belongs to a clause, where the parse hangs it on the cue: what "neither" joins by "nor",
    and the subject of a finite clause without one ("A said B -- an aide -- had left")."""
    before, after = list(clause.lefts), list(verb.rights)
    if any(one.lower_ == "neither" for one in before):
        joined = [one for one in after if one.lower_ == "nor" or one.dep_ == "conj"]
        return NONE.union(*map(subtree, joined)) if len(joined) > 1 else NONE
    if any(one.dep_ in SUBJECTS or one.dep_ == "expl" for one in before) or not finite(clause):
        return NONE
    behind = [one for one in after if one.dep_ in {"nsubj", "dobj"} and one.i < clause.i]
    told = behind and any(one.dep_ == "nsubj" for one in verb.lefts)
    return frozenset(range(behind[0].left_edge.i, clause.i)) if told else NONE


def _said_content(preposition: Token) -> frozenset[int]:
    """What a preposition that may introduce a content has after it; nothing after another word."""
    says = preposition.dep_ == "prep" and preposition.lower_ in SAY_PREPOSITIONS
    return of_preposition(preposition) if says else NONE


def _open_clause(verb: Token, child: Token) -> Iterator[Path]:
    kind = "gerund" if child.tag_ == "VBG" else "predicate"
    kind = "infinitive" if to_infinitive(child) else kind
    owner = dependent(verb, {"dobj", "nsubjpass"})
    if owner is None or owner.i > child.i:
        yield kind, subtree(child) | _called_on(verb), NONE
    else:
        role = "subject" if owner.dep_ == "nsubjpass" else "object"
        yield f"{role}+{kind}", subtree(child) | subtree(owner), NONE


def _called_on(verb: Token) -> frozenset[int]:
    """Who is to do it: "called on the ministry to act"."""
    prepositions = (child for child in verb.children if child.dep_ == "prep")
    on = (one for one in prepositions if f"{verb.lemma_.lower()} {one.lower_}" in cue_class())
    return next(map(of_preposition, on), NONE)


def _object(verb: Token, noun: Token) -> Iterator[Path]:
    phrase = _object_phrase(verb, noun)
    named = any(path.startswith("N:") for path in frames_of_cues().get(noun.lemma_.lower(), ()))
    # "expressed concern over": the noun is part of the cue
    if not (named and verb.lemma_ in EXPRESSES):
        yield "object", phrase, NONE
    for sibling in verb.children:
        if sibling.i > noun.i and sibling.dep_ == "prep" and sibling.lower_ in {"as", "for", "of"}:
            yield f"object+{sibling.lower_}", phrase | subtree(sibling), NONE
        elif sibling.dep_ == "oprd":
            yield "object+predicate", phrase | subtree(sibling), NONE
    # "accused them of lying": the parse often hangs the charge on the accused
    if any(child.lower_ == "of" and has(child, {"pcomp"}) for child in noun.children):
        yield "object+of", phrase, NONE


def _object_phrase(verb: Token, noun: Token) -> frozenset[int]:
    """The object with what the parse may hang on the verb: "rejected calls to close it"."""
    phrase = subtree(noun)
    for sibling in verb.children:
        calls = (
            sibling.dep_ == "advcl"
            and sibling.left_edge.i == noun.i + 1
            and sibling.left_edge.tag_ == "TO"
            and noun.lemma_.lower() in frames_of_cues()
        )
        feels = (
            sibling.dep_ == "prep"
            and sibling.lower_ in SAY_PREPOSITIONS
            and sibling.i == noun.i + 1
            and verb.lemma_ in EXPRESSES
        )
        if calls or feels:
            phrase |= subtree(sibling)
    return phrase


def _as_saying(verb: Token, quotes: list[range]) -> Iterator[Candidate]:
    """ "The radio quoted divers as saying X": what the divers say, and what the radio passes on."""
    owner, agent = dependent(verb, {"dobj", "nsubjpass"}), dependent(verb, {"agent"})
    phrases = (child for child in verb.children if child.lower_ == "as" and child.dep_ == "prep")
    phrase = next(phrases, None)
    saying = dependent(phrase, {"pcomp"}) if phrase is not None else None
    if owner is None or phrase is None or saying is None:
        return
    front = _front(verb, quotes)
    if front and not has(saying, {"ccomp"}):
        yield Candidate(saying, "clause_left", front)
    if owner.dep_ == "dobj" or agent is not None:
        path = "object+as" if owner.dep_ == "dobj" else "P:subject+as"
        passed_on = subtree(owner) | subtree(phrase) | front
        yield Candidate(verb, path, passed_on - (subtree(agent) if agent is not None else NONE))


def _front(verb: Token, quotes: list[range]) -> frozenset[int]:
    """The clause that stands before the verb, or else the quotation that does."""
    clause = dependent(verb, {"ccomp"})
    if clause is not None and clause.i < verb.i:
        return subtree(clause)
    start = (dependent(verb, {"nsubj", "nsubjpass"}) or verb).left_edge.i
    near = meeting(quotes, start - 2, start)
    return next((frozenset(quote) for quote in near if 0 <= start - quote.stop <= 1), NONE)


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


def _inserted(verb: Token) -> Iterator[Candidate]:
    """ "The mayor, critics say, knew of it": whatever the parse makes of the subject before."""
    if verb.lemma_.lower() not in frames_of_cues():
        return
    doc, span = verb.doc, sentence(verb)
    subjects = [child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}]
    if not subjects:
        return
    left = min(subjects, key=lambda child: abs(child.i - verb.i)).left_edge.i - 1
    right = next((i for i in range(verb.i + 1, span.end) if doc[i].text == ","), span.end)
    if left <= span.start or doc[left].text != "," or right + 1 >= span.end:
        return
    before, after = doc[span.start : left], doc[right + 1]
    # only a subject stands before, and its verb after
    noun = not any(is_verb(token) or token.is_punct for token in before)
    if noun and before[-1].pos_ in {"NOUN", "PROPN", "PRON"} and after.tag_ in FINITE:
        path = "P:clause" if has(verb, {"nsubjpass"}) else "parataxis"
        content = frozenset({*range(span.start, left), *range(right + 1, span.end)})
        yield Candidate(verb, path, content)


def _own_words(verb: Token) -> frozenset[int]:
    """The words of "he said on Thursday" in "X, he said on Thursday, Y"."""
    own = {verb.i}
    for child in verb.children:
        if child.dep_ in BESIDE:
            own |= subtree(child)
    return frozenset(own)


def _quote_beside(verb: Token, quotes: list[range]) -> Iterator[Candidate]:
    """A quotation that ends just before "she said" or "said X", or begins just after."""
    subjects = [child for child in verb.children if child.dep_ == "nsubj"]
    inverted = sayer(verb) if not subjects and verb.i and verb.nbor(-1).text in CLOSING else None
    subjects += [inverted] if inverted is not None and inverted.i > verb.i else []
    if not subjects:
        return
    first = min(verb.i, *(min(subtree(subject)) for subject in subjects))
    last = max(verb.i, *(max(subtree(subject)) for subject in subjects))
    for quote in meeting(quotes, first - 2, last + 3):
        if _ends_at(verb, quote, first):
            yield Candidate(verb, "quote_left", frozenset(quote))
        elif 0 <= quote.start - last - 1 <= 2:
            between = [verb.doc[i].text for i in range(last + 1, quote.start)]
            mark = next((mark for mark in between if mark in {":", ","}), str(len(between)))
            yield Candidate(verb, f"quote_right_{mark}", frozenset(quote))


def _ends_at(verb: Token, quote: range, first: int) -> bool:
    """Whether a quotation ends where its speaker begins, with at most a comma between.

    Not where it ends with a full stop and the verb has a clause of its own: "“It was old.” Police
    said the crew was drunk."
    """
    doc, gap = verb.doc, first - quote.stop
    stopped = doc[quote.stop - 2].text == "." and has(verb, {"ccomp", "xcomp"})
    return (gap == 0 and not stopped) or (gap == 1 and doc[quote.stop].is_punct and not stopped)


def _announced(doc: Doc, quotes: list[range]) -> Iterator[Candidate]:
    """A quotation after a colon, and the last cue before it: "saying on Friday: “…”"."""
    for quote in quotes:
        if quote.start < 2 or doc[quote.start - 1].text != ":":
            continue
        for i in range(quote.start - 2, sentence(doc[quote.start - 1]).start - 1, -1):
            if is_verb(doc[i]) and doc[i].lemma_.lower() in frames_of_cues():
                yield Candidate(doc[i], "quote_right_:", frozenset(quote))
                break


def _noun(noun: Token) -> Iterator[Candidate]:
    # "in her view, X"
    if noun.dep_ == "pobj" and noun.head.lower_ == "in" and has(noun, {"poss"}):
        yield Candidate(noun, "N:in", _rest(noun, noun.head), frozenset({noun.head.i}))
    for child in noun.children:
        if child.dep_ in {"acl", "ccomp", "relcl"} and any(
            grand.lower_ == "that" and grand.dep_ == "mark" for grand in child.children
        ):
            yield Candidate(noun, "N:that", subtree(child))
        elif child.dep_ == "acl" and to_infinitive(child):
            yield Candidate(noun, "N:to", subtree(child))
        elif child.dep_ == "acl" and child.tag_ == "VBG" and child.lemma_ == "say":
            clauses = (clause for clause in child.children if clause.dep_ == "ccomp")
            yield from (Candidate(noun, "N:saying", subtree(clause)) for clause in clauses)
        elif content := _said_content(child):
            yield Candidate(noun, f"N:{child.lower_}", content, frozenset({child.i}))


def _rest(cue: Token, phrase: Token) -> frozenset[int]:
    """The sentence of a cue without the phrase that it stands in: "in her view"."""
    return frozenset(token.i for token in sentence(cue)) - subtree(phrase)


def _adjective(adjective: Token) -> Iterator[Candidate]:
    if adjective.dep_ not in {"acomp", "attr", "oprd", "ROOT"}:
        return
    for child in adjective.children:
        if child.dep_ in {"ccomp", "xcomp"}:
            path = "A:that" if child.dep_ == "ccomp" else "A:to"
            yield Candidate(adjective, path, subtree(child))
        elif content := _said_content(child):
            yield Candidate(adjective, f"A:{child.lower_}", content, frozenset({child.i}))


def _according(word: Token) -> Iterator[Candidate]:
    to = next((child for child in word.children if child.lower_ == "to"), None)
    if to is not None and of_preposition(to):
        yield Candidate(word, "according", _rest(word, word), frozenset({to.i}))
