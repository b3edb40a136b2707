"""What is asked of a parse: clauses, subjects, subtrees and their places."""

from bisect import bisect_right
from collections.abc import Collection, Iterable

from spacy.tokens import Doc, Span, Token

SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass"}
NOUNS, DAYS = frozenset(("NOUN", "PROPN")), frozenset(("DATE", "TIME"))
RELATIVE = frozenset(("who", "which", "that"))
IF = {"if", "unless"}
# adverbs that say how sure a clause is
HEDGES = frozenset(
    "reportedly allegedly only possibly perhaps probably likely supposedly apparently nearly"
    " almost".split()
)
# Where a parsed text keeps what spaCy works out anew, going through the whole text, at each call
CHARACTERS, ENTITIES, STARTS = "characters", "entities", "sentence_starts"
HEADS, SUBTREES, PLACES = "heads", "subtrees", "places"


def sentence(token: Token) -> Span:
    """The token's sentence."""
    starts = token.doc.user_data.get(STARTS)
    if starts is None:
        starts = token.doc.user_data[STARTS] = [span.start for span in token.doc.sents]
    place = bisect_right(starts, token.i)
    return token.doc[starts[place - 1] : starts[place] if place < len(starts) else len(token.doc)]


def characters(doc: Doc) -> str:
    """The text that was parsed."""
    if CHARACTERS not in doc.user_data:
        doc.user_data[CHARACTERS] = doc.text
    text: str = doc.user_data[CHARACTERS]
    return text


def place(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """The place in the text of the tokens from first to last."""
    if PLACES not in doc.user_data:
        doc.user_data[PLACES] = doc.to_array(["IDX", "LENGTH"]).astype("int64").tolist()
    places: list[list[int]] = doc.user_data[PLACES]
    return places[first][0], sum(places[last])


def between(doc: Doc, first: int, last: int) -> str:
    """The text of the tokens from first to last."""
    return characters(doc)[slice(*place(doc, first, last))]


def subtree(token: Token) -> frozenset[int]:
    """The tokens below a token, with it."""
    cache, i = token.doc.user_data, token.i
    if SUBTREES not in cache:
        cache[SUBTREES] = {}, _below(token.doc)
    known, below = cache[SUBTREES]
    if i not in known:
        tokens = [i]
        for place in tokens:  # which grow meanwhile
            tokens += below[place]
        known[i] = frozenset(tokens)
    below_it: frozenset[int] = known[i]
    return below_it


def _below(doc: Doc) -> list[list[int]]:
    """For each token of the text those that hang on it."""
    below: list[list[int]] = [[] for _ in range(len(doc))]
    for i, head in enumerate(heads(doc)):
        if head != i:
            below[head].append(i)
    return below


def heads(doc: Doc) -> list[int]:
    """For each token of the text the one that it hangs on, itself if on none."""
    if HEADS not in doc.user_data:
        steps = doc.to_array("HEAD").astype("int64").tolist()
        doc.user_data[HEADS] = [i + step for i, step in enumerate(steps)]
    above: list[int] = doc.user_data[HEADS]
    return above


def tops(doc: Doc, tokens: Iterable[int]) -> list[Token]:
    """The tokens that hang on none of the others."""
    inside, above = set(tokens), heads(doc)
    return [doc[i] for i in tokens if above[i] == i or above[i] not in inside]


def dependent(token: Token, kinds: Collection[str]) -> Token | None:
    """The first dependent of one of these kinds."""
    for child in token.children:
        if child.dep_ in kinds:
            return child
    return None


def top(doc: Doc, tokens: Iterable[int]) -> Token | None:
    """The first token that hangs on none of the others; None without tokens."""
    return next(iter(tops(doc, tokens)), None)


def has(token: Token, kinds: Collection[str]) -> bool:
    """Whether the token has a dependent of one of these kinds."""
    return dependent(token, kinds) is not None


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, or of the one that it is joined to."""
    while verb.dep_ == "conj" and not has(verb, SUBJECTS):
        verb = verb.head
    return dependent(verb, SUBJECTS)


def is_day(word: Token) -> bool:
    """ "Monday", "on Monday"."""
    return any(one.ent_type_ in DAYS for one in (word, *word.children))


def to_infinitive(verb: Token) -> bool:
    """Whether the verb is an infinitive with to."""
    return any(child.tag_ == "TO" for child in verb.children)


def has_modal(verb: Token) -> bool:
    """Whether the verb has a modal: can, should, would."""
    return any(child.tag_ == "MD" for child in verb.children)


def is_verb(token: Token) -> bool:
    """Whether the token is a verb, main or auxiliary."""
    return token.pos_ in {"VERB", "AUX"}


def finite(verb: Token) -> bool:
    """Whether the clause has a finite verb, so that it states something."""
    if verb.tag_ == "VBN" and has(verb, {"nsubj"}) and not has(verb, {"aux", "auxpass"}):
        return True  # the past tense, taken for a participle
    group = [verb, *(child for child in verb.children if child.dep_ in {"aux", "auxpass", "cop"})]
    return any(
        token.tag_ in {"VBD", "VBP", "VBZ", "MD"} or "Fin" in token.morph.get("VerbForm", [])
        for token in group
        if is_verb(token)
    )


def dependents(verb: Token) -> list[Token]:
    """What hangs on a verb, and what it shares with the verb that it is joined to.

    Of joined verbs what stands before the first holds of all: an if-clause, an adverb that hedges,
    and of a verb that is not finite by itself the auxiliaries and the negation.
    """
    own, first = list(verb.children), verb
    joint = [child for child in own if child.dep_ == "conj" and child.tag_ == "VB"]
    own += _conditions(own, joint[0]) if joint else []
    while first.dep_ == "conj" and is_verb(first.head) and not has(first, SUBJECTS):
        first = first.head
    if first.i == verb.i or (first.dep_ == "conj" and not has(first, SUBJECTS)):
        return own
    auxiliaries = [child for child in own if child.dep_ in {"aux", "auxpass"}]
    bare = (auxiliaries or [verb])[0].tag_ in {"VB", "VBN", "VBG"}
    before = [child for child in first.children if child.i < first.i]
    return own + [
        child
        for child in before
        if (bare and child.dep_ in {"aux", "auxpass", "neg"})
        or (child.dep_ == "advmod" and child.lower_ in HEDGES)
        or (child.dep_ == "advcl" and _is_if(child))
    ]


def _conditions(own: list[Token], joint: Token) -> list[Token]:
    """The if-clauses of a joined verb that shares the modal: "will stop and wait if it rains"."""
    modal = any(child.tag_ == "MD" for child in own) and not has(joint, SUBJECTS | {"aux"})
    return [one for one in joint.rights if modal and one.dep_ == "advcl" and _is_if(one)]


def _is_if(clause: Token) -> bool:
    return any(word.lower_ in IF for word in clause.children)


def shared(verb: Token) -> frozenset[int]:
    """The tokens of what a verb shares with the one that it is joined to."""
    return frozenset(
        i for child in dependents(verb) if child.head.i != verb.i for i in subtree(child)
    )


def entities(doc: Doc) -> tuple[Span, ...]:
    """The names in a parsed text."""
    if ENTITIES not in doc.user_data:
        doc.user_data[ENTITIES] = doc.ents
    names: tuple[Span, ...] = doc.user_data[ENTITIES]
    return names


WORDS = "words"
CLOSING = frozenset(('"', "”", "’", "»", "'", "''"))  # marks at the end of a quotation
CLAUSES = {"ccomp", "xcomp", "advcl", "relcl", "acl", "conj", "parataxis"}


def of_preposition(preposition: Token) -> frozenset[int]:
    return frozenset().union(
        *(subtree(child) for child in preposition.children if child.dep_ in {"pobj", "pcomp"})
    )


def word_tokens(doc: Doc) -> frozenset[int]:
    """The tokens of a text that are words or numbers."""
    if WORDS not in doc.user_data:
        doc.user_data[WORDS] = frozenset(
            token.i for token in doc if token.is_alpha or token.like_num
        )
    words: frozenset[int] = doc.user_data[WORDS]
    return words


def owners(owner: Token) -> list[Token]:
    """The possessors that share a noun with this one, itself too; it alone where it shares none.

    "Pakistan's and Iran's commitment": the parse hangs both on the noun, or the noun with the
    second on the first.
    """
    noun = owner.head if owner.dep_ == "poss" else dependent(owner, {"conj"})
    if noun is None:
        return [owner]
    joint = [child for child in noun.children if child.dep_ == "poss"]
    if noun.dep_ == "conj" and any(child.tag_ == "POS" for child in noun.head.children):
        joint = [noun.head, *joint]
    return joint if owner in joint and has(joint[0], {"cc"}) else [owner]


def sayer(head: Token) -> Token | None:
    """Who does the saying: subject, agent of a passive, or subject of the governing clause."""
    token, seen = head, set()
    while token.i not in seen:
        seen.add(token.i)
        # "the radio quoted divers as saying", "divers were quoted by the radio as saying"
        if token.dep_ == "pcomp" and token.head.lower_ == "as":
            quoted = dependent(token.head.head, {"nsubjpass", "dobj"})
            if quoted is not None:
                return quoted
        subject = _inverted(token) or _nearest(token, {"nsubj", "csubj", "expl"})
        participle = token.tag_ == "VBN" and token.dep_ in {"acl", "advcl"} and subject is None
        if participle or has(token, {"nsubjpass", "auxpass"}):
            return agent_of(token)
        if subject is not None:
            return subject
        if token.dep_ == "acl" and token.tag_ == "VBG":
            return token.head
        if token.dep_ not in CLAUSES | {"pcomp", "prep", "dobj", "acomp", "attr", "pobj"}:
            return _before(token)
        token = token.head
    return None


def _nearest(verb: Token, kinds: Collection[str]) -> Token | None:
    """The dependent of these kinds before the verb and nearest to it, else the first behind it: in
    "A, B said, had left" B says it, and in "A said B -- her aide -- had left" A."""
    near = [child for child in verb.children if child.dep_ in kinds]
    return min(near, key=lambda child: (child.i > verb.i, abs(child.i - verb.i)), default=None)


def _inverted(verb: Token) -> Token | None:
    """The subject of "“No,” snapped Ana Berg", which the small parse takes for an object."""
    follows = verb.i > 1 and verb.nbor(-1).text in CLOSING and not has(verb, {"nsubj", "nsubjpass"})
    thing = dependent(verb, {"dobj", "attr"}) if follows and verb.tag_ == "VBD" else None
    return thing if thing is not None and thing.left_edge.i == verb.i + 1 else None


def agent_of(verb: Token) -> Token | None:
    """The noun after the by of a passive: "said by the ministry"."""
    agent = dependent(verb, {"agent"})
    return dependent(agent, {"pobj"}) if agent is not None else None


def _before(verb: Token) -> Token | None:
    """The name just before a finite verb without subject: "In Rome, Ana Berg, the mayor, said"."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"}:
        return None
    place = verb.i - 1
    while place > sentence(verb).start and (verb.doc[place].pos_ in {"ADV", "AUX", "PUNCT"}):
        place -= 1
    name = verb.doc[place]
    while name.head.i < name.i and name.dep_ in {"pobj", "prep", "appos", "compound"}:
        name = name.head
    return name if name.pos_ == "PROPN" and name.i < verb.i else None
