"""Tokens of a clause and its cue in; whether it is affirmed or negated, and by which words, out."""

from collections.abc import Iterable
from functools import cache

from spacy.tokens import Doc, Token

from lib.claims.cues import lemma
from lib.claims.frame import Tokens, Verdict, classes, implicatives, main_word, verbs
from lib.claims.grammar import SUBJECTS, dependents, has, is_verb, to_infinitive, top
from lib.text.data import data_table
from lib.text.lexicon import cue_class

# "Its importance cannot be overstated": so great is it.
BEYOND = frozenset(
    {"overstate", "overestimate", "overemphasize", "overemphasise", "exaggerate", "overstress"}
)
ONLY = {"only", "just", "least", "merely", "simply"}  # "not only X": X and more
# "no fewer than", "no doubt": no negation of the noun behind them
NO_MORE = {"fewer", "less", "more", "later", "other", "doubt", "matter", "wonder", "."}
# what says how many there are of a noun
COUNTING = {"det", "amod", "nummod", "advmod", "quantmod", "predet", "neg", "nmod"}
OBJECTS = {"dobj", "attr"}
SIZES = {"few", "little"}
# "does not think that X": thinks that not X
NEG_RAISING = {"believe", "think", "expect", "want", "agree", "promise"}
# Classes of cues whose negation is that of what they introduce: who promised nothing will not act
PASSED_ON = {"promises", "demands"}
# A text that may be taken back: "an earlier version of this report"
TOLD_BEFORE = {"version", "report", "article", "story", "headline", "caption"}
CLAUSE = {"ccomp", "xcomp", "csubj", "acl", "relcl"}


@cache
def negations(on: str) -> frozenset[str]:
    """The words that negate what they stand on: a verb, a noun, "any", a clause, a cue."""
    return frozenset(
        row["word"] for row in data_table(__package__, "negations.tsv") if row["on"] == on
    )


def polarity(doc: Doc, tokens: Tokens, cue: Tokens, source: Tokens = ()) -> Verdict:
    """Whether the source holds the content to be so: each negation in it or its cue turns it."""
    words = {*_negations(main_word(doc, tokens)), *_cue_negations(doc, cue, source)}
    return Verdict("negated" if len(words) % 2 else "affirmed", tuple(sorted(words)))


# --- the content ----------------------------------------------------------------------------------


def _negations(head: Token) -> list[int]:
    """The negation words of a clause: on verbs, subject and object, and verbs that imply one."""
    words = [] if is_verb(head) else _argument_negations(head)  # "see no difference"
    for verb in verbs(head):
        words += [verb.i] if _not_so(verb) else []
        words += [child.i for child in dependents(verb) if _negates(child)]
        # a second subject is an aside: "three people, none of them foreigners, died"
        subjects = [child for child in verb.children if child.dep_ in SUBJECTS][:1]
        arguments = [*subjects, *(child for child in verb.children if child.dep_ in OBJECTS)]
        words += [i for argument in arguments for i in _argument_negations(argument)]
        words += [child.i for child in verb.children if _calls_false(child)]
    return words


def _argument_negations(argument: Token) -> list[int]:
    """The negation words of a subject or object: "nobody came", "no bridge held", "few held"."""
    counting = [argument, *(child for child in argument.children if child.dep_ in COUNTING)]
    words = [word.i for word in counting if _none(word, argument)]
    words += [word.i for word in counting if word.lower_.startswith("any") and _hedged(word)]
    before = (word for word in argument.subtree if word.lower_ == "not" and word.i < argument.i)
    return words + [word.i for word in before if not _more(word)]


def _none(word: Token, noun: Token) -> bool:
    """Whether a word says that there is nothing, or as good as nothing, of a noun."""
    if word.lower_ not in negations("noun") or _next(word) in NO_MORE:
        return False
    if word.lower_ not in SIZES:
        return True
    held = {child.dep_ for one in (word, noun) for child in one.children}
    some = held & {"det", "poss", "quantmod"} or any(one.dep_ == "conj" for one in word.children)
    return not some and (word.lower_ == "few" or noun.tag_ == "NN")


def _hedged(word: Token) -> bool:
    """Whether "any" or "anyone" is as good as none: "hardly any"."""
    return word.i > 0 and word.nbor(-1).lower_ in negations("hedge")


def _next(word: Token) -> str:
    return word.nbor().lower_ if word.i + 1 < len(word.doc) else ""


def _more(word: Token) -> bool:
    """Whether "not" is no negation: "not only X", "not a few"."""
    after = word.doc[word.i + 1 : word.i + 3].text.lower().split()
    return after[:1] == [] or after[0] in ONLY or after in (["a", "few"], ["a", "little"])


def _negates(child: Token) -> bool:
    """ "not", "never", "has yet to"; not the "not" of "not only" or "cannot be overstated"."""
    if child.lower_ == "yet":
        return child.head.lemma_ in {"have", "be"} and has(child.head, {"xcomp"})
    if child.lower_ == "longer":
        return child.i > 0 and child.nbor(-1).lower_ == "no"
    if child.lower_ not in negations("verb") or child.dep_ not in {
        "neg",
        "preconj",
        "advmod",
        "cc",
    }:
        return False
    if _next(child) in ONLY or (_next(child).startswith("any") and child.lower_ != "not"):
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


def _not_so(verb: Token) -> bool:
    """Whether the verb says that what it governs is not so, and governs such a thing."""
    for second, takes in implicatives().get(verb.lemma_.lower(), ()):
        on = next((child for child in verb.children if child.lower_ == second), None)
        if (not second or on is not None) and any(
            _takes(one, what) for one in (verb, on) if one is not None for what in takes
        ):
            return True
    return False


def _takes(word: Token, what: str) -> bool:
    """Whether a word governs a thing of that sort: to, gerund, object, clause, or a preposition."""
    children = list(word.children)
    if what in {"to", "gerund"}:
        below = [child for child in children if child.dep_ == "xcomp"]
        return any(to_infinitive(child) == (what == "to") for child in below)
    if what == "object":
        return has(word, {"dobj", "nsubjpass"})
    if what == "clause":
        return has(word, {"ccomp"})
    return any(child.dep_ == "prep" and child.lower_ == what for child in children)


def _calls_false(word: Token) -> bool:
    """Whether a word calls a clause untrue: "it is false that X", "wrong to say that X"."""
    if word.lower_ not in negations("clause") or word.dep_ not in {"acomp", "attr"}:
        return False
    clauses = [child for one in (word.head, word) for child in one.children if child.dep_ in CLAUSE]
    said = any(_says(child) for child in clauses)
    claimed = any(has(child, {"acl"}) for child in word.head.children if child.dep_ == "nsubj")
    return (
        said or claimed or (bool(clauses) and word.lower_ not in {"wrong", "mistake", "mistaken"})
    )


def _says(verb: Token) -> bool:
    return to_infinitive(verb) and cue_class().get(lemma(verb)) == "asserts"


# --- the cue --------------------------------------------------------------------------------------


def withholds(doc: Doc, cue: Tokens, source: Tokens) -> bool:
    """Whether the words of a cue say nothing of the content, to either side.

    "Did not say that X", "no one said", "did not deny", "neither confirmed nor denied", "it is
    wrong to say": not "does not believe that X", which says that not X.
    """
    known, head = classes(doc, cue), top(doc, cue)
    if head is not None and to_infinitive(head) and head.head.lower_ in negations("clause"):
        return True
    nobody = any(doc[i].lower_ in {"nobody", "none", "no"} for i in source[:1])
    thing = nobody and not {"one", "of"} & {doc[i].lower_ for i in source[1:2]} and len(source) > 1
    if not (_turned(doc, cue) or (nobody and not thing)):
        return False
    raised = any(doc[i].lemma_.lower() in NEG_RAISING for i in cue)
    return not raised and bool({"asserts", "denies"} & {*known.values()})


def _turned(doc: Doc, cue: Tokens) -> list[int]:
    """The words that negate a cue: in it, beside it, or joining it to another."""
    words = [i for i in cue if doc[i].dep_ == "neg" or doc[i].lower_ == "no"]
    for verb in (doc[i] for i in cue if doc[i].dep_ == "conj"):
        joins = (child for child in verb.head.children if child.i < verb.i)
        words += [child.i for child in joins if child.lower_ in {"nor"}]
    return words


def _cue_negations(doc: Doc, cue: Tokens, source: Tokens) -> list[int]:
    """A denial, a negated belief, wish or promise, or a report taken back, held of the content."""
    known = classes(doc, cue)
    words = [i for i, kind in known.items() if kind == "denies"]
    raised = any(doc[i].lemma_.lower() in NEG_RAISING for i in cue)
    if raised or PASSED_ON & {*known.values()}:
        words += _turned(doc, cue)
    words += [i for i in cue if doc[i].lemma_.lower() in {"refuse", "decline"}]
    # "nothing suggests", "no evidence shows"
    words += [i for i in source[:1] if cue and doc[i].lower_ in {"no", "nothing", "little"}]
    return words + _taken_back(doc, cue, source)


def _taken_back(doc: Doc, cue: Tokens, source: Tokens) -> list[int]:
    """What tells that a report takes back what it told: "an earlier version of this report"."""
    told = [i for i in source if doc[i].lower_ in TOLD_BEFORE]
    if not told:
        return []
    earlier = {"earlier", "previous", "original", "prior"}
    version = doc[told[0]].lower_ == "version" and earlier & {doc[i].lower_ for i in source}
    wrongly = _adverbs(doc, cue)
    return wrongly[:1] or told[: bool(version)]


def _adverbs(doc: Doc, cue: Tokens) -> list[int]:
    around: Iterable[Token] = (child for i in cue for child in (doc[i], *doc[i].children))
    return [word.i for word in around if word.lower_ in negations("told")]
