"""A content in, the single facts that stand in its words out."""

from collections.abc import Callable, Collection, Iterator
from itertools import takewhile
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc, Token

from lib.claims.cues import lemma, speaks
from lib.claims.frame import main_word, phrase
from lib.claims.grammar import (
    NOUNS,
    RELATIVE,
    SUBJECTS,
    dependent,
    dependents,
    finite,
    has,
    is_verb,
    shared,
    subject_of,
    subtree,
    to_infinitive,
    tops,
    word_tokens,
)
from lib.claims.runs import joint
from lib.text.lexicon import cue_class

# Participles after a main clause that say how, with what or of what, and tell of no event of their
# own.
MANNER = frozenset(
    "use include involve follow regard concern have be become do get make take base accord depend"
    " consider give see wear carry hold let help".split()
)
# Nouns of how many: what is said of many in a town is not said of the town
HOW_MANY = frozenset(
    "many some most few several all half both none one number handful majority couple dozens"
    " hundreds thousands kind sort type".split()
)
RULED = "ruled"
# Words before a noun, or instead of one, that name nobody in particular: what is said of "anyone
# who swims" is said of no one
NOBODY = frozenset(
    "any anyone anybody anything no none nobody nothing every everyone everybody everything those"
    " whoever each one ones someone somebody something all it what people".split()
)
THESE = frozenset("the this that these those both".split())
# Conjunctions whose clause happened if it stands in the past
HAPPENED = frozenset("after when as while because since although though whereas before".split())
# Words before such a conjunction that belong to it: "only after", "two days after"
LEADS = frozenset(
    "only even not just as until day days hour hours week weeks month months year years minutes"
    " moments shortly soon long morning night".split()
)
SAYS_WHAT = frozenset({"attr", "appos", "oprd"})
PARTING = frozenset({",", "—", "–", "--"})
# What hangs on a verb and is not what it says
BESIDE = SUBJECTS | {"aux", "auxpass", "neg", "advmod", "cc", "conj", "mark", "npadvmod", "preconj"}
POINTS = frozenset(("this", "that", "these", "those", "which"))
# Of what these join, neither half says alone what the whole says
PAIRS = frozenset(("neither", "nor", "either", "both"))
# Subjects that lean on what was said before; whom he and she stand for, the report often names
THINGS = frozenset(("it", "they"))
LEANS = THINGS | {"he", "she"}
ASKS = frozenset(("WDT", "WP", "WRB"))  # tags of words that ask
# What a word cannot be without
COMPLEMENTS = frozenset(("attr", "acomp", "dobj", "xcomp", "oprd", "pobj", "pcomp"))
ANSWERS = frozenset("no yes so".split())
NO_FACT = frozenset({"if", "unless", "whether", "without", "lest"})


class Fact(NamedTuple):
    """Tokens of a fact, those of the subject that it takes from elsewhere, and those of the words
    that hold of it too (would, not, if …); own: what is said of the longer claim (that it is
    denied, promised …) does not hold of it."""

    tokens: tuple[int, ...]
    subject: tuple[int, ...] = ()
    shared: tuple[int, ...] = ()
    own: bool = False


class Cut(NamedTuple):
    """The word that a fact hangs on, the noun that it is about if that stands elsewhere, the words
    that only join it, whether it holds whatever is said of the longer claim, and the sentences
    after it that point back to it."""

    head: Token
    about: Token | None = None
    joins: frozenset[int] = frozenset()
    own: bool = False
    goes_on: frozenset[int] = frozenset()


class Told(NamedTuple):
    """The single facts of a content in order, and the tokens of all that they are told in."""

    facts: list[Fact]
    whole: tuple[int, ...]


def facts(doc: Doc, tokens: tuple[int, ...], mains: list[Token], silent: Collection[int]) -> Told:
    """The single facts of a content with these main verbs, without those that hang on a silent
    token, which are somebody else's."""
    inside = set(tokens)
    cuts = _sentences(mains, inside)
    begun = {main.i for main in mains}
    may = sorted(_ruled(doc) & inside - begun)
    named = {main.i for main in mains if not is_verb(main)}
    cuts += [
        cut for i in may if (cut := cut_at(doc[i])) is not None and not _says_which(cut, named)
    ]
    own, others = set(inside), [cut for cut in cuts if cut.head.i in silent]
    for cut in others:
        own -= subtree(cut.head) if cut.head.i not in begun else set()
    made = [
        fact
        for cut in cuts
        if cut.head.i not in silent
        and _says(doc, fact := _fact(doc, cut, cuts, inside))
        and (cut.head.i in begun or _is_whole(doc, fact))
    ]
    return Told(sorted(made), joint(doc, own))


def _sentences(mains: list[Token], inside: set[int]) -> list[Cut]:
    """A cut for each main verb; a sentence with a bare "this" or about "it" goes with the one
    before, which it points to, and so does a verb that has no subject of its own."""
    cuts: list[Cut] = []
    for main in mains:
        lone = main.dep_ == "conj" and not has(main, SUBJECTS | {"expl"})
        if cuts and (lone or (_points_back(main) and _are_beside(cuts[-1].head, main, inside))):
            cuts[-1] = cuts[-1]._replace(goes_on=cuts[-1].goes_on | subtree(main))
        else:
            cuts.append(Cut(main))
    return cuts


def _points_back(main: Token) -> bool:
    bare = [one for one in main.children if one.n_lefts + one.n_rights == 0 and one.dep_ != "det"]
    return _leans(main, THINGS) or any(one.lower_ in POINTS and one.tag_ == "DT" for one in bare)


def _are_beside(before: Token, main: Token, inside: set[int]) -> bool:
    """Whether no words of anybody else stand between two sentences."""
    between = before.doc[before.i : main.i]
    return all(one.i in inside or one.is_punct or one.is_space for one in between)


def _leans(verb: Token, pronouns: Collection[str]) -> bool:
    """Whether its subject is one of these pronouns; not the "it" of "it is clear that X"."""
    subject = dependent(verb, SUBJECTS)
    if subject is None or subject.lower_ not in pronouns:
        return False
    return subject.lower_ != "it" or not has(verb, {"acomp", "ccomp", "xcomp", "csubj", "advcl"})


def _is_whole(doc: Doc, fact: Fact) -> bool:
    """Whether each of its words has what it cannot be without: not "said it was"."""
    below = (child for i in fact.tokens for child in doc[i].children)
    return all(one.i in fact.tokens or not _is_needed(one) for one in below)


def _is_needed(word: Token) -> bool:
    """Whether what it hangs on says nothing without it."""
    said = word.dep_ == "ccomp" and lemma(word.head) in cue_class()
    return said or word.dep_ in COMPLEMENTS


def _says_which(cut: Cut, named: set[int]) -> bool:
    """Whether it tells which thing a content without a verb names: "a measure that would …"."""
    which = cut.head.dep_ in {"relcl", "acl"} and not _apart(cut.head)
    return which and cut.about is not None and cut.about.i in named


def _ruled(doc: Doc) -> frozenset[int]:
    """The tokens of a text that a rule looks at."""
    if RULED not in doc.user_data:
        kinds = [doc.vocab.strings[kind] for kind in RULES]
        looked_at = np.flatnonzero(np.isin(doc.to_array("DEP"), np.array(kinds, dtype="uint64")))
        doc.user_data[RULED] = frozenset(looked_at.tolist())
    ruled: frozenset[int] = doc.user_data[RULED]
    return ruled


def main_verbs(doc: Doc, tokens: tuple[int, ...]) -> list[Token]:
    """The verbs of a content that hang on none of its words, one for each of its sentences."""
    stating = [top for top in tops(doc, tokens) if is_verb(top) and finite(top)]
    return stating or [main_word(doc, tokens)]


def _fact(doc: Doc, cut: Cut, cuts: list[Cut], inside: set[int]) -> Fact:
    own = ((subtree(cut.head) | cut.goes_on) & inside) - cut.joins
    for other in cuts:
        if other.head.i != cut.head.i and other.head.i in own:
            own -= subtree(other.head)
    subject = _named(cut) if cut.about is not None else ()
    return Fact(joint(doc, own), subject, tuple(sorted(shared(cut.head) - own)), cut.own)


def _named(cut: Cut) -> tuple[int, ...]:
    """The noun that a fact is about, without what follows it and the fact."""
    assert cut.about is not None
    first = min(subtree(cut.head))
    before = {i for i in subtree(cut.about) if i < first}
    return phrase(cut.about, before or set(subtree(cut.about)))


def _says(doc: Doc, fact: Fact) -> bool:
    """Whether there are words enough for something to be said."""
    enough = len(word_tokens(doc).intersection(fact.tokens)) >= (1 if fact.subject else 2)
    return enough and not elliptic(main_word(doc, fact.tokens))


def elliptic(verb: Token) -> bool:
    """Whether only an auxiliary stands for what is said: "he would", "she had"."""
    alone = verb.pos_ == "AUX" and verb.lemma_ != "be"
    return alone and all(one.dep_ in BESIDE or one.is_punct for one in verb.children)


def cut_at(token: Token) -> Cut | None:
    """The fact that hangs on a token by a rule for its place in the sentence, if there is one."""
    cut = RULES[token.dep_](token)
    if cut is None or _supposed(token) or (token.dep_ != "conj" and _leans(token, LEANS)):
        return None
    return cut if token.dep_ not in {"advcl", "acl"} or _ends(token) else None


def _ends(word: Token) -> bool:
    """Whether a mark, a joining word or nothing stands behind what hangs on a word: if not, what
    follows may belong to it."""
    doc, end = word.doc, word.right_edge.i + 1
    after = doc[end] if end < len(doc) else None
    return after is None or after.is_punct or after.dep_ == "cc" or bool(after.is_sent_start)


def _supposed(token: Token) -> bool:
    """Whether it stands in what is only supposed: under if, whether or without."""
    return any(
        above.lower_ in NO_FACT or any(child.lower_ in NO_FACT for child in above.children)
        for above in token.ancestors
    )


# --- the rules ------------------------------------------------------------------------------------


def _joined(verb: Token) -> Cut | None:
    """A clause joined to another that is finite: "… and sent it on"."""
    first = verb.head
    if not is_verb(verb) or not is_verb(first) or _pledged(first):
        return None
    if to_infinitive(verb) or _bare(verb) or _answers(verb) or _answers(first):
        return None
    if _are_one(verb, first) or _does_so(verb):
        return None
    joins = [child for child in first.children if child.dep_ in {"cc", "preconj"}]
    joint = frozenset(child.i for child in joins)
    if has(verb, SUBJECTS | {"expl"}):
        subject = dependent(verb, SUBJECTS)
        # to what it is joined to
        points = _leans(verb, THINGS) or str(subject).lower() in POINTS
        return Cut(verb, None, joint) if finite(verb) and not points else None
    clause = _relative(first) if first.dep_ == "relcl" else None
    about = clause.about if clause is not None else subject_of(first)
    if about is None or about.lower_ in RELATIVE or _may_be_anothers(verb, first):
        return None
    if not _agrees(about, verb) or _takes_back(verb, joins) or not _may_do(about, verb):
        return None
    return Cut(verb, about, joint, own=clause is not None)


def _are_one(verb: Token, first: Token) -> bool:
    """Whether two joined clauses say only together what is said.

    They stand after one "because", ask what or how, or are joined by neither and nor.
    """
    joins = (*first.children, *verb.lefts)
    under = any(one.dep_ == "mark" and one.lower_ != "that" for one in first.lefts)
    asked = first.dep_ != "relcl" and verb.left_edge.tag_ in ASKS
    return under or asked or any(one.lower_ in PAIRS for one in joins)


def _does_so(verb: Token) -> bool:
    after = verb.doc[verb.i + 1 : verb.i + 2].text
    return verb.lemma_ == "do" and after == "so"


def _may_do(about: Token, verb: Token) -> bool:
    """Whether a verb without a subject may have that of the verb before it.

    The joining word or a comma stands before it, only who can speak says anything, and after a
    comma a clause may go on with what stands above the one before.
    """
    first = verb.left_edge
    before = verb.doc[first.i - 1]
    says = lemma(verb) in cue_class() and not speaks(verb.doc, (about.i,))
    apart = before.dep_ == "cc" and before.nbor(-1).text == ","
    above = verb.head.dep_ == "ccomp" and apart
    return (before.dep_ in {"cc", "advmod"} or before.is_punct) and not says and not above


def _takes_back(verb: Token, joins: list[Token]) -> bool:
    """Whether it is the rest of what it is joined to: "was out, but not cold", "sell or close"."""
    beside = dependents(verb)
    helps = [one for one in beside if one.dep_ in {"aux", "auxpass"}]
    if verb.tag_ == "VB" and helps and helps[-1].lemma_ in {"be", "have"}:
        return True  # no bare verb has these
    words = {one.lower_ for one in joins}
    denied = any(one.dep_ == "neg" for one in beside)
    more = any(one.lower_ == "only" for one in verb.head.children)  # "not only X but also Y"
    return ("but" in words and (denied or more)) or ("or" in words and not denied)


def _answers(verb: Token) -> bool:
    """ "Said no", "refused": what to stands elsewhere."""
    if verb.lemma_.lower() not in cue_class().keys() | {"decline", "refuse"}:
        return False
    said = [one for one in verb.children if one.dep_ not in BESIDE and not one.is_punct]
    return {one.lower_ for one in said} <= ANSWERS


def _bare(verb: Token) -> bool:
    """A participle alone is no past tense: "left two dead and three others injured"."""
    alone = not has(verb, {"aux", "auxpass", "dobj", "ccomp", "xcomp"})
    return verb.tag_ == "VBN" and has(verb, SUBJECTS) and alone


def _pledged(verb: Token) -> bool:
    return verb.dep_ in {"xcomp", "pcomp", "acl", "advcl"}


def _may_be_anothers(verb: Token, first: Token) -> bool:
    """ "Searched after a sluice burst and drowned them": the sluice may have drowned them."""
    nearer = [
        child
        for child in (verb.doc[i] for i in subtree(first))
        if child.dep_ in {"advcl", "relcl"}
        and first.i < child.i < verb.i
        and has(child, SUBJECTS)
        and verb.i not in subtree(child)
    ]
    return bool(nearer) and max(child.right_edge.i for child in nearer) >= verb.left_edge.i - 2


def _relative(verb: Token) -> Cut | None:
    """A clause that says something of a noun that somebody or something in particular is."""
    noun = verb.head
    while noun.dep_ == "appos" and noun.head.ent_type_ == "PERSON":
        noun = noun.head  # "Lena Holt, R-Elm, who …"
    if noun.dep_ == "pobj" and noun.head.head.lower_ in HOW_MANY:
        return None
    about = next((one for one in (noun, *_above(noun)) if _fits(one, verb)), None)
    if about is not None and _may_be_higher(about, verb):
        return None
    if not finite(verb) or about is None or not (_apart(verb) or _stands(about)):
        return None
    subject = dependent(verb, {"nsubj", "nsubjpass"})
    when = next((child for child in verb.children if child.lower_ == "when"), None)
    if when is not None:
        return Cut(verb, None, frozenset({when.i}), own=True)
    if subject is None or subject.lower_ not in RELATIVE:
        return Cut(verb, about, own=True) if _placed(verb) else None
    return Cut(verb, about, frozenset({subject.i}), own=True)


def _apart(word: Token) -> bool:
    """Whether a comma or a dash stands before what hangs on a word."""
    first = min(subtree(word))
    return first > 0 and word.doc[first - 1].text in PARTING


def _placed(verb: Token) -> bool:
    """Whether a clause says what happened somewhere, or to somebody's: where …, whose …."""
    return verb.doc[min(subtree(verb))].lower_ in {"where", "whose"}


def _above(noun: Token) -> Iterator[Token]:
    """The nouns that a noun hangs on by a preposition: "the wife" of "the mayor"."""
    while noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.head.pos_ in NOUNS:
        noun = noun.head.head
        yield noun


def _may_be_higher(noun: Token, verb: Token) -> bool:
    """ "The plan to leave Elmland, which failed": the plan fits "which" better than the place."""
    if noun.ent_type_ not in {"GPE", "LOC"} or not any(
        child.lower_ == "which" for child in verb.children
    ):
        return False
    above = takewhile(lambda one: not (is_verb(one) and finite(one)), noun.ancestors)
    return any(one.pos_ in NOUNS and _fits(one, verb) for one in above)


def _fits(noun: Token, verb: Token) -> bool:
    """Whether a noun agrees with a clause: who with people, one with was, several with were."""
    who = next((child.lower_ for child in verb.children if child.lower_ in RELATIVE), "")
    persons = noun.ent_type_ == "PERSON"
    if (who == "which" and persons) or (who == "who" and noun.ent_type_ in {"GPE", "DATE", "LOC"}):
        return False
    subject = dependent(verb, {"nsubj", "nsubjpass"})
    relative = subject is not None and subject.lower_ in RELATIVE
    return not relative or _agrees(noun, verb)


def _agrees(noun: Token, verb: Token) -> bool:
    """Whether a verb has the number of a noun, as far as both tell it."""
    said = [verb, *(child for child in verb.children if child.dep_ in {"aux", "auxpass"})]
    numbers = {
        number for word in said for number in word.morph.get("Number", []) if word.tag_ != "VB"
    }
    modal = any(one.tag_ in {"MD", "TO"} for one in dependents(verb))
    if verb.tag_ == "VBG" and modal and not has(verb, {"aux"}):
        return False  # no participle follows "will"
    helped = any(one.dep_ in {"aux", "auxpass"} for one in dependents(verb))
    bare = verb.tag_ == "VB" and not helped
    if not numbers and (bare or any(word.tag_ == "VBP" for word in said)):
        numbers = {"Plur"}
    own = noun.morph.get("Number", [])
    one_of_many = has(noun, {"cc"}) or noun.ent_type_ == "ORG" or noun.lower_ in {"i", "you"}
    return not (numbers and own and not one_of_many and numbers.isdisjoint(own))


def _stands(noun: Token) -> bool:
    """Whether a noun says enough without the clause behind it: a name, "two boats".

    Not "the plan that failed", which the clause tells, and "a plan that failed", which is any.
    """
    if noun.tag_ == "NNP":
        return True
    words = {noun.lower_, *(child.lower_ for child in noun.children)}
    known = noun.dep_ in SAYS_WHAT or has(noun, {"poss"}) or not words.isdisjoint(NOBODY | THESE)
    return has(noun, {"nummod"}) and not known


def _participle(verb: Token) -> Cut | None:
    """What a participle says that a noun did or what befell it: "two boats hauling rifles"."""
    does = verb.tag_ == "VBG" and has(verb, {"dobj", "ccomp"}) and verb.lemma_ not in MANNER
    if does and verb.head.dep_ == "pobj":
        return None  # "a blast near the school killing two": it may be the blast
    done = verb.tag_ == "VBN" and has(verb, {"agent", "prep", "npadvmod", "oprd"})
    if not (does or done) or verb.i < verb.head.i or has(verb, {"neg"}):
        return None
    return Cut(verb, verb.head, own=True) if _apart(verb) or _stands(verb.head) else None


def _circumstance(verb: Token) -> Cut | None:
    """A clause of time or cause that has happened, or a participle that says what came of it."""
    if _follows(verb):
        return Cut(verb, subject_of(verb.head))
    mark = dependent(verb, {"mark"}) or dependent(verb, {"advmod"})
    if mark is None or mark.lower_ not in HAPPENED or not has(verb, SUBJECTS):
        return None
    led = mark.i > 0 and mark.nbor(-1).lower_ in LEADS
    told = [_group(verb), _group(verb.head)]
    past = all(any(word.tag_ == "VBD" for word in group) for group in told)
    plain = not any(word.tag_ == "MD" or word.dep_ == "neg" for group in told for word in group)
    return Cut(verb, None, frozenset({mark.i}), own=True) if past and plain and not led else None


def _group(verb: Token) -> list[Token]:
    return [verb, *(child for child in verb.children if child.dep_ in {"aux", "auxpass", "neg"})]


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
    # without a comma it tells of the object: "stopped a boat hauling rifles"
    behind = first.i > main.i + 1 and _apart(verb)
    acts = has(verb, {"dobj"}) and verb.lemma_.lower() not in MANNER
    speech = {main.lemma_.lower(), verb.lemma_.lower()} & cue_class().keys()
    return past and plain and alone and one_subject and behind and acts and not speech


def _apposition(noun: Token) -> Cut | None:
    """A noun beside another that says what it is, or a number that says how old."""
    first = noun.doc[min(subtree(noun))]
    renamed = noun.head
    if first.i == 0 or first.nbor(-1).text not in PARTING or first.i < renamed.i or _listed(noun):
        return None
    if first.tag_ == "WP$":
        return None
    if noun.ent_type_ == "PERSON" and renamed.ent_type_ != "PERSON":
        return None  # "the mayor, Anna Berg": names it, and says nothing of it
    near = noun.doc[first.i - 2] if first.i > 1 else renamed
    if near.i not in subtree(renamed):
        return None  # it stands behind another noun
    if near.dep_ == "pobj" and renamed.pos_ != "PROPN":  # "the aims of Nato, an alliance"
        if near.pos_ != "PROPN":
            return None
        renamed = near
    # "R-Texas": a place behind a name says nothing by itself
    told = noun.pos_ == "NUM" or any(noun.doc[i].pos_ == "NOUN" for i in subtree(noun))
    return Cut(noun, renamed, own=True) if told and noun.pos_ in NOUNS | {"NUM"} else None


def _listed(noun: Token) -> bool:
    """Whether it is one of several: "the mayor, the council and the union signed".

    A mark closes what stands beside a noun; of two things that it is, the second has no article,
    and one of several orders is no step.
    """
    end = noun.right_edge.i + 1
    closed = end == len(noun.doc) or noun.doc[end].is_punct or noun.doc[end].is_space
    second = any(has(one, {"det", "poss"}) or one.pos_ == "PROPN" for one in noun.conjuncts)
    one = any(child.lower_ in {"a", "an"} for child in noun.children)
    return not closed or second or (one and noun.head.tag_ in {"NNS", "NNPS"})


RULES: dict[str, Callable[[Token], Cut | None]] = {
    "conj": _joined,
    "relcl": _relative,
    "acl": _participle,
    "advcl": _circumstance,
    "appos": _apposition,
}
