"""What is asked of a parse: clauses, subjects, subtrees and their places."""

from bisect import bisect_right
from collections.abc import Collection

from spacy.tokens import Doc, Span, Token

# Where a parsed text keeps what spaCy works out anew, going through the whole text, at each call
CHARACTERS, ENTITIES, STARTS, SUBTREES = "characters", "entities", "sentence_starts", "subtrees"


def sentence(token: Token) -> Span:
    """The token's sentence."""
    starts = token.doc.user_data.get(STARTS)
    if starts is None:
        starts = token.doc.user_data[STARTS] = [one.start for one in token.doc.sents]
    place = bisect_right(starts, token.i)
    return token.doc[starts[place - 1] : starts[place] if place < len(starts) else len(token.doc)]


def characters(doc: Doc) -> str:
    """The text that was parsed."""
    if CHARACTERS not in doc.user_data:
        doc.user_data[CHARACTERS] = doc.text
    return doc.user_data[CHARACTERS]


def place(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """The place in the text of the tokens from first to last."""
    end = doc[last]
    return doc[first].idx, end.idx + len(end)


def between(doc: Doc, first: int, last: int) -> str:
    """The text of the tokens from first to last."""
    return characters(doc)[slice(*place(doc, first, last))]


def subtree(token: Token) -> frozenset[int]:
    """The tokens below a token, with it."""
    kept, i = token.doc.user_data, token.i
    if SUBTREES not in kept:
        kept[SUBTREES] = {}, _below(token.doc)
    known, below = kept[SUBTREES]
    if i not in known:
        found = [i]
        for one in found:  # which grows meanwhile
            found += below[one]
        known[i] = frozenset(found)
    return known[i]


def _below(doc: Doc) -> list[list[int]]:
    """For each token of the text those that hang on it."""
    found: list[list[int]] = [[] for _ in range(len(doc))]
    for i, step in enumerate(doc.to_array("HEAD").astype("int64").tolist()):
        if step:
            found[i + step].append(i)
    return found


def dependent(token: Token, kinds: Collection[str]) -> Token | None:
    """The first dependent of one of these kinds."""
    for one in token.children:
        if one.dep_ in kinds:
            return one
    return None


def entities(doc: Doc) -> tuple[Span, ...]:
    """The names in a parsed text."""
    if ENTITIES not in doc.user_data:
        doc.user_data[ENTITIES] = doc.ents
    return doc.user_data[ENTITIES]


WORDS = "words"
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
    return doc.user_data[WORDS]


def owners(one: Token) -> list[Token]:
    """The possessors that share a noun with this one, itself too; it alone where it shares none.

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


def sayer(head: Token) -> Token | None:
    """Who does the saying: subject, agent of a passive, or subject of the governing clause."""
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
