"""Tokens of a clause and its cue in; whether it is affirmed or negated, and by which words, out."""

from functools import cache

from spacy.tokens import Doc, Token

from lib.claims.frame import SUBJECTS, Tokens, Verdict, classes, main_word, triggers, verbs
from lib.claims.grammar import has
from lib.text.data import data_table

NEGATIVE = frozenset({"no", "none", "nobody", "nothing", "neither"})  # subjects and objects
# "Its importance cannot be overstated": so great is it.
BEYOND = frozenset(
    {"overstate", "overestimate", "overemphasize", "overemphasise", "exaggerate", "overstress"}
)
ONLY = {"only", "just", "least", "merely", "simply"}  # "not only X": X and more
# "does not think that X": thinks that not X
NEG_RAISING = {"believe", "think", "expect", "want", "agree", "promise"}
# implicative with "to" or "in …ing" only: who failed an inspection was inspected
DOES_NOT_DO = {"fail"}


@cache
def negations() -> frozenset[str]:
    """The words that negate the verb they hang on."""
    return frozenset(row["word"] for row in data_table(__package__, "negations.tsv"))


def polarity(doc: Doc, tokens: Tokens, cue: Tokens) -> Verdict:
    """Whether the source holds the content to be so: each negation in it or its cue turns it."""
    words = [*_negations(main_word(doc, tokens)), *_cue_negations(doc, cue)]
    return Verdict("negated" if len(words) % 2 else "affirmed", tuple(sorted(words)))


def _negations(head: Token) -> list[int]:
    """The negation words of a clause: on verbs, subject and object, and verbs that imply one."""
    chain = verbs(head)
    words = [
        verb.i
        for verb in chain
        if triggers("head").get(verb.lemma_.lower()) == "negated" and _takes_something(verb)
    ]
    for verb in chain:
        words += [child.i for child in verb.children if _negates(child)]
        arguments = [child for child in verb.children if child.dep_ in SUBJECTS | {"dobj", "attr"}]
        words += [i for argument in arguments for i in _argument_negations(argument)]
    return words


def _argument_negations(argument: Token) -> list[int]:
    """The negation words of a subject or object: "nobody came", "no bridge held", "not one"."""
    words = [word.i for word in (argument, *argument.children) if word.lower_ in NEGATIVE]
    before = (word for word in argument.subtree if word.lower_ == "not" and word.i < argument.i)
    return words + [word.i for word in before if word.nbor().lower_ not in ONLY]


def _negates(child: Token) -> bool:
    """ "not", "never", "has yet to"; not the "not" of "not only" or "cannot be overstated"."""
    if child.lower_ == "yet":
        return child.head.lemma_ in {"have", "be"} and has(child.head, {"xcomp"})
    if child.lower_ not in negations() or child.dep_ not in {"neg", "preconj", "advmod", "cc"}:
        return False
    if child.i + 1 < len(child.doc) and child.nbor().lower_ in ONLY:
        return False
    # "never more evident": most evident
    if child.lower_ == "never" and _compared(child.head):
        return False
    can = any(other.lemma_ in {"can", "could"} for other in child.head.children)
    return not (can and _said_of(child.head, BEYOND))


def _compared(verb: Token) -> bool:
    return any(word.tag_ in {"JJR", "RBR"} for word in verb.subtree)


def _said_of(verb: Token, lemmas: frozenset[str]) -> bool:
    """Whether the verb is one of them, or its participle that was parsed as an adjective is."""
    adjectives = (child.lemma_.lower() for child in verb.children if child.dep_ == "acomp")
    return verb.lemma_.lower() in lemmas or any(
        lemmas & {word.removesuffix("d"), word.removesuffix("ed")} for word in adjectives
    )


def _takes_something(verb: Token) -> bool:
    """Whether the verb has what it can negate: "the talks failed", "failed its test" do not."""
    if verb.lemma_ in DOES_NOT_DO:
        gerund = any(child.lower_ == "in" and has(child, {"pcomp"}) for child in verb.children)
        return gerund or has(verb, {"xcomp"})
    away = any(child.dep_ == "prep" and child.lower_ == "from" for child in verb.children)
    return away or has(verb, {"xcomp", "dobj", "nsubjpass", "pcomp"})


def _cue_negations(doc: Doc, cue: Tokens) -> list[int]:
    """A denial, or a negated belief or wish, held of the content ("does not believe that X")."""
    words = [i for i, kind in classes(doc, cue).items() if kind == "denies"]
    if any(doc[i].lemma_.lower() in NEG_RAISING for i in cue):
        words += [i for i in cue if doc[i].dep_ == "neg"]
    return words + [i for i in cue if doc[i].lemma_.lower() in {"refuse", "decline"}]


# what the class of a cue makes of its content
