"""Tokens of a clause in; its subject, predicate and object, polarity and modality out."""

from functools import cache, lru_cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.claims.cues import lemma
from lib.claims.grammar import dependent, subtree
from lib.text.data import data_table
from lib.text.lexicon import cue_class
from lib.text.words import WORD

ARGUMENTS = {"dobj", "attr", "acomp", "oprd", "dative"}
# "Its importance cannot be overstated": so great is it.
BEYOND = frozenset(
    {"overstate", "overestimate", "overemphasize", "overemphasise", "exaggerate", "overstress"}
)
ONLY = {"only", "just", "least", "merely", "simply"}  # "not only X": X and more
# "does not think that X": thinks that not X
NEG_RAISING = {"believe", "think", "expect", "want", "agree", "promise"}
# implicative with "to" or "in …ing" only: who failed an inspection was inspected
DOES_NOT_DO = {"fail"}
SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass"}
Tokens = tuple[int, ...]


class Verdict(NamedTuple):
    """A value with the tokens that triggered it; no token where the value is the default."""

    value: str
    trigger: Tokens


class Frame(NamedTuple):
    """Token numbers of a clause's subject, predicate and object; empty where it has none."""

    subject: Tokens
    predicate: Tokens
    object: Tokens


@cache
def triggers(where: str) -> dict[str, str]:
    """The trigger words of a place, each with the polarity or modality it gives."""
    return {
        row["word"]: row["what"]
        for row in data_table(__package__, "triggers.tsv")
        if row["where"] == where
    }


def to_say(verb: Token) -> bool:
    """Whether the word is the infinitive of a cue that states something: to say, to confirm."""
    return _infinitive(verb) and cue_class().get(lemma(verb)) == "asserts"


@lru_cache(maxsize=64)
def classes(doc: Doc, cue: Tokens) -> dict[int, str]:
    """The class of each word of a cue that has one."""
    found = {}
    for i in (i for i in cue if doc[i].pos_ != "AUX"):
        word = lemma(doc[i])
        pairs = [f"{word} {child.lower_}" for child in doc[i].children if child.i in cue]
        value = next(
            (cue_class()[pair] for pair in pairs if pair in cue_class()), cue_class().get(word)
        )
        found |= {i: value} if value else {}
    return found


@lru_cache(maxsize=64)  # each of a claim's slots asks for it
def main_word(doc: Doc, tokens: Tokens) -> Token:
    """The word that the others of the content hang on, a verb if there is one."""
    inside = set(tokens)
    tops = [doc[i] for i in tokens if doc[i].head.i not in inside or doc[i].head.i == i]
    tops = [token for token in tops if not token.is_punct] or [doc[tokens[0]]]
    return min(
        tops, key=lambda token: (token.pos_ not in {"VERB", "AUX"}, -len(subtree(token)), token.i)
    )


def frame(doc: Doc, tokens: Tokens) -> Frame:
    """Subject, predicate and object of the content's main clause, as far as they stand in it."""
    head, inside = main_word(doc, tokens), set(tokens)
    if head.pos_ not in {"VERB", "AUX"}:
        return Frame((), (), ())
    subject = dependent(head, SUBJECTS)
    # "the Taliban to prevent": the object of the cue is the subject of the infinitive
    if subject is None:
        subject = next(
            (
                doc[i]
                for i in tokens
                if i < head.i
                and doc[i].dep_ in {"dobj", "nsubjpass"}
                and doc[i].head.i not in inside
            ),
            None,
        )
    inner = _verbs(head)[-1]
    target = next(
        (child for child in inner.children if child.dep_ in ARGUMENTS and child.i in inside), None
    )
    if target is None:
        target = next(
            (child for child in inner.children if child.dep_ == "prep" and child.i in inside), None
        )
    predicate = tuple(
        sorted({inner.i} | {child.i for child in inner.children if child.dep_ == "prt"})
    )
    return Frame(phrase(subject, inside), predicate, phrase(target, inside))


def _verbs(head: Token) -> list[Token]:
    """The clause's verbs down to the one that carries the matter: "agreed to try to act"."""
    chain = [head]
    while chain[-1].lemma_.lower() in triggers("head"):
        below = next(
            (child for child in chain[-1].children if child.dep_ == "xcomp" and _infinitive(child)),
            None,
        )
        if below is None:
            break
        chain.append(below)
    return chain


def _infinitive(verb: Token) -> bool:
    return any(child.tag_ == "TO" for child in verb.children)


def phrase(token: Token | None, inside: set[int]) -> Tokens:
    """A token's noun phrase within the content, without relative clauses and appositions."""
    if token is None:
        return ()
    left_out = {
        i
        for child in token.children
        if child.dep_ in {"relcl", "appos", "advcl"}
        for i in subtree(child)
    }
    kept = sorted((subtree(token) & inside) - left_out)
    while kept and token.doc[kept[-1]].is_punct:
        kept.pop()
    return tuple(kept)


# -------------------------------------------------------------------------- polarity and modality


def polarity(doc: Doc, tokens: Tokens, cue: Tokens) -> Verdict:
    """Whether the source holds the content to be so: each negation in it or its cue turns it."""
    found = [*_negations(main_word(doc, tokens)), *_cue_negations(doc, cue)]
    return Verdict("negated" if len(found) % 2 else "affirmed", tuple(sorted(found)))


def _negations(head: Token) -> list[int]:
    """The negation words of a clause: on verbs, subject and object, and verbs that imply one."""
    chain = _verbs(head)
    found = [
        verb.i
        for verb in chain
        if triggers("head").get(verb.lemma_.lower()) == "negated" and _takes_something(verb)
    ]
    for verb in chain:
        found += [child.i for child in verb.children if _negates(child)]
        for argument in (
            child for child in verb.children if child.dep_ in SUBJECTS | {"dobj", "attr"}
        ):
            found += [
                word.i
                for word in (argument, *argument.children)
                if word.lower_ in {"no", "none", "nobody", "nothing", "neither"}
            ]
            found += [
                word.i
                for word in argument.subtree
                if word.lower_ == "not" and word.i < argument.i and word.nbor().lower_ not in ONLY
            ]  # "not one came"
    return found


def _negates(child: Token) -> bool:
    """ "not", "never", "has yet to"; not the "not" of "not only" or "cannot be overstated"."""
    if child.lower_ == "yet":
        return child.head.lemma_ in {"have", "be"} and any(
            other.dep_ == "xcomp" for other in child.head.children
        )
    only = child.i + 1 < len(child.doc) and child.nbor().lower_ in ONLY
    beyond = _said_of(child.head, BEYOND) and any(
        other.lemma_ in {"can", "could"} for other in child.head.children
    )
    # "never more evident": most evident
    more = child.lower_ == "never" and any(
        word.tag_ in {"JJR", "RBR"} for word in child.head.subtree
    )
    return (
        not more
        and not beyond
        and child.dep_ in {"neg", "preconj", "advmod", "cc"}
        and not only
        and child.lower_ in {"not", "n't", "n’t", "never", "neither", "nor"}
    )


def _said_of(verb: Token, lemmas: frozenset[str]) -> bool:
    """Whether the verb is one of them, or its participle that was parsed as an adjective is."""
    adjectives = (child.lemma_.lower() for child in verb.children if child.dep_ == "acomp")
    return verb.lemma_.lower() in lemmas or any(
        lemmas & {word.removesuffix("d"), word.removesuffix("ed")} for word in adjectives
    )


def _takes_something(verb: Token) -> bool:
    """Whether the verb has what it can negate: "the talks failed", "failed its test" do not."""
    if verb.lemma_ in DOES_NOT_DO:
        gerund = (
            child
            for child in verb.children
            if child.lower_ == "in" and any(grand.dep_ == "pcomp" for grand in child.children)
        )
        return (
            any(child.dep_ == "xcomp" for child in verb.children) or next(gerund, None) is not None
        )
    return any(
        child.dep_ in {"xcomp", "dobj", "nsubjpass", "pcomp"}
        or (child.dep_ == "prep" and child.lower_ == "from")
        for child in verb.children
    )


def _cue_negations(doc: Doc, cue: Tokens) -> list[int]:
    """A denial, or a negated belief or wish, held of the content ("does not believe that X")."""
    found = [i for i, kind in classes(doc, cue).items() if kind == "denies"]
    if any(doc[i].lemma_.lower() in NEG_RAISING for i in cue):
        found += [i for i in cue if doc[i].dep_ == "neg"]
    return found + [i for i in cue if doc[i].lemma_.lower() in {"refuse", "decline"}]


# what the class of a cue makes of its content
BY_CLASS = {"promises": "planned", "demands": "recommended"}


def of_cue(doc: Doc, cue: Tokens) -> str | None:
    """The modality that a cue gives to all that it introduces; None if it gives none."""
    return next((BY_CLASS[kind] for kind in classes(doc, cue).values() if kind in BY_CLASS), None)


def modality(doc: Doc, tokens: Tokens, cue: Tokens, context: str = "") -> Verdict:
    """How the content is meant; the cue outranks it, and context (lead-in, header) comes last."""
    by_class = dict(BY_CLASS)
    known, main = classes(doc, cue), main_word(doc, tokens)
    if _infinitive(main):  # "were told to leave" demands; "were told that …" does not
        by_class["expects"] = (
            "planned" if all(doc[i].tag_ == "TO" for i in tokens if i < main.i) else "possible"
        )
        known = known | {
            i: cue_class()[pair]
            for i in known
            if (pair := f"{doc[i].lemma_.lower()} to") in cue_class()
        }
    for i in (i for i in cue if doc[i].pos_ != "AUX"):
        value = (
            by_class.get(known[i]) if i in known else triggers("head").get(doc[i].lemma_.lower())
        )
        if value and value != "negated":
            return Verdict(value, (i,))
    if cue and (wanted := _wanted(doc, tokens, by_class)):
        return wanted
    head = _governed(doc, tokens, main)
    return (
        _own_modality(head, _backshifted(doc, head, cue))
        or _context_modality(context)
        or Verdict("asserted", ())
    )


def _wanted(doc: Doc, tokens: Tokens, by_class: dict[str, str]) -> Verdict | None:
    """What a noun that names a call or promise makes of its content: "calls to close the road"."""
    noun = next(
        (
            doc[i]
            for i in tokens
            if doc[i].pos_ in {"NOUN", "VERB", "AUX"} and doc[i].dep_ not in {"compound", "amod"}
        ),
        None,
    )
    if noun is None or noun.pos_ != "NOUN" or noun.dep_ in SUBJECTS or noun.i + 1 not in tokens:
        return None
    after = noun.nbor().lower_
    kind = cue_class().get(f"{lemma(noun)} {after}", cue_class().get(lemma(noun)))
    return (
        Verdict(by_class[kind], (noun.i,))
        if kind in {"demands", "promises"} and after in {"to", "for", "that"}
        else None
    )


def _governed(doc: Doc, tokens: Tokens, head: Token) -> Token:
    """The main word; the first verb with a modal if the parse took another ("it can foster")."""
    gerund = head.tag_ == "VBG" and not any(
        child.dep_ in {"aux", "auxpass"} for child in head.children
    )
    if head.pos_ in {"VERB", "AUX"} and not gerund:
        return head
    modals = (
        doc[i]
        for i in tokens
        if doc[i].tag_ == "MD" and doc[i].head.dep_ not in {"relcl", "advcl", "ccomp"}
    )
    return next((modal.head for modal in modals), head)


def _own_modality(head: Token, backshifted: bool) -> Verdict | None:
    """By an if-clause, else the clause's auxiliary, else its governing verb, else a word on it."""
    conditions = [
        grand.i
        for child in head.children
        if child.dep_ == "advcl"
        for grand in child.children
        if grand.lower_ in {"if", "unless"}
    ]
    if conditions:
        return Verdict("conditional", tuple(conditions))
    for child in head.children:
        if child.dep_ == "aux" and (value := triggers("aux").get(child.lower_)):
            return Verdict(
                "planned" if value == "conditional" and backshifted else value, (child.i,)
            )
    if (
        (value := triggers("head").get(head.lemma_.lower())) not in {None, "negated"}
        and any(child.dep_ == "xcomp" and _infinitive(child) for child in head.children)
        and not (head.lemma_ == "have" and any(child.lower_ == "yet" for child in head.children))
    ):
        return Verdict(value, (head.i,))
    for child in head.children:
        if child.dep_ in {"acomp", "advmod", "attr", "oprd"} and triggers("word").get(
            child.lower_
        ) not in {None, "negated"}:
            return Verdict(triggers("word")[child.lower_], (child.i,))
    going = [
        child.i
        for child in head.children
        if head.lower_ == "going" and child.dep_ == "xcomp" and _infinitive(child)
    ]
    if going or (
        head.lemma_ in {"schedule", "slate", "plan"}
        and head.tag_ == "VBN"
        and any(child.dep_ == "auxpass" for child in head.children)
    ):
        return Verdict("planned", (head.i,))
    return None


def _backshifted(doc: Doc, head: Token, cue: Tokens) -> bool:
    """ "They said they would come" reports "we will come": after a past cue would is a plan."""
    return any(doc[i].tag_ in {"VBD", "VBN"} for i in cue) or (
        head.dep_ == "ccomp" and head.head.tag_ in {"VBD", "VBN"}
    )


def announcing(context: str) -> list[tuple[str, int, int]]:
    """The words of a lead-in or header that say how the rest is meant: modality, start, end."""
    known = triggers("lead_in")
    words = ((match[0].lower(), match.span()) for match in WORD.finditer(context))
    return [
        (value, *place)
        for word, place in words
        if (value := known.get(word) or known.get(word.removesuffix("s")))
    ]


def _context_modality(context: str) -> Verdict | None:
    """The modality that most trigger words of the context give; the firmer one in a tie."""
    values = [value for value, *_ in announcing(context)]
    order = ["planned", "recommended", "possible"]
    return (
        Verdict(min(order, key=lambda value: (-values.count(value), order.index(value))), ())
        if values
        else None
    )
