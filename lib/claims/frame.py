"""Tokens of a clause in; its subject, predicate and object, polarity and modality out."""

from functools import cache, lru_cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.claims.cues import lemma
from lib.claims.grammar import dependent, has, is_verb, subtree, to_infinitive
from lib.text.data import data_table
from lib.text.lexicon import cue_class
from lib.text.words import WORD

ARGUMENTS = {"dobj", "attr", "acomp", "oprd", "dative"}
NEGATIVE = frozenset({"no", "none", "nobody", "nothing", "neither"})  # subjects and objects
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "neither", "nor"})  # on a verb
# "Its importance cannot be overstated": so great is it.
BEYOND = frozenset(
    {"overstate", "overestimate", "overemphasize", "overemphasise", "exaggerate", "overstress"}
)
IF = {"if", "unless"}
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
    return to_infinitive(verb) and cue_class().get(lemma(verb)) == "asserts"


@lru_cache(maxsize=64)
def classes(doc: Doc, cue: Tokens) -> dict[int, str]:
    """The class of each word of a cue that has one."""
    by_word = {}
    for i in (i for i in cue if doc[i].pos_ != "AUX"):
        word = lemma(doc[i])
        pairs = [f"{word} {child.lower_}" for child in doc[i].children if child.i in cue]
        known = [cue_class()[form] for form in (*pairs, word) if form in cue_class()]
        by_word |= {i: known[0]} if known else {}
    return by_word


@lru_cache(maxsize=64)  # each of a claim's slots asks for it
def main_word(doc: Doc, tokens: Tokens) -> Token:
    """The word that the others of the content hang on, a verb if there is one."""
    inside = set(tokens)
    tops = [doc[i] for i in tokens if doc[i].head.i not in inside or doc[i].head.i == i]
    tops = [token for token in tops if not token.is_punct] or [doc[tokens[0]]]
    return min(tops, key=lambda token: (not is_verb(token), -len(subtree(token)), token.i))


def frame(doc: Doc, tokens: Tokens) -> Frame:
    """Subject, predicate and object of the content's main clause, as far as they stand in it."""
    head, inside = main_word(doc, tokens), set(tokens)
    if not is_verb(head):
        return Frame((), (), ())
    subject = dependent(head, SUBJECTS)
    # "the Taliban to prevent": the object of the cue is the subject of the infinitive
    if subject is None:
        before = (doc[i] for i in tokens if i < head.i and doc[i].dep_ in {"dobj", "nsubjpass"})
        subject = next((noun for noun in before if noun.head.i not in inside), None)
    inner = _verbs(head)[-1]
    below = [child for child in inner.children if child.i in inside]
    targets = [child for child in below if child.dep_ in ARGUMENTS]
    targets += [child for child in below if child.dep_ == "prep"]
    predicate = sorted({inner.i} | {child.i for child in inner.children if child.dep_ == "prt"})
    target = targets[0] if targets else None
    return Frame(phrase(subject, inside), tuple(predicate), phrase(target, inside))


def _verbs(head: Token) -> list[Token]:
    """The clause's verbs down to the one that carries the matter: "agreed to try to act"."""
    chain = [head]
    while chain[-1].lemma_.lower() in triggers("head") and (below := _infinitives(chain[-1])):
        chain.append(below[0])
    return chain


def _infinitives(verb: Token) -> list[Token]:
    """The infinitives that a verb governs: "to act" in "agreed to act"."""
    return [child for child in verb.children if child.dep_ == "xcomp" and to_infinitive(child)]


def phrase(token: Token | None, inside: set[int]) -> Tokens:
    """A token's noun phrase within the content, without relative clauses and appositions."""
    if token is None:
        return ()
    apart = [child for child in token.children if child.dep_ in {"relcl", "appos", "advcl"}]
    words = sorted((subtree(token) & inside).difference(*map(subtree, apart)))
    while words and token.doc[words[-1]].is_punct:
        words.pop()
    return tuple(words)


# -------------------------------------------------------------------------- polarity and modality


def polarity(doc: Doc, tokens: Tokens, cue: Tokens) -> Verdict:
    """Whether the source holds the content to be so: each negation in it or its cue turns it."""
    words = [*_negations(main_word(doc, tokens)), *_cue_negations(doc, cue)]
    return Verdict("negated" if len(words) % 2 else "affirmed", tuple(sorted(words)))


def _negations(head: Token) -> list[int]:
    """The negation words of a clause: on verbs, subject and object, and verbs that imply one."""
    chain = _verbs(head)
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
    if child.lower_ not in NEGATIONS or child.dep_ not in {"neg", "preconj", "advmod", "cc"}:
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
BY_CLASS = {"promises": "planned", "demands": "recommended"}


def of_cue(doc: Doc, cue: Tokens) -> str | None:
    """The modality that a cue gives to all that it introduces; None if it gives none."""
    return next((BY_CLASS[kind] for kind in classes(doc, cue).values() if kind in BY_CLASS), None)


def modality(doc: Doc, tokens: Tokens, cue: Tokens, context: str = "") -> Verdict:
    """How the content is meant; the cue outranks it, and context (lead-in, header) comes last."""
    by_class, known, main = dict(BY_CLASS), classes(doc, cue), main_word(doc, tokens)
    if to_infinitive(main):  # "were told to leave" demands; "were told that …" does not
        first = all(doc[i].tag_ == "TO" for i in tokens if i < main.i)
        by_class["expects"] = "planned" if first else "possible"
        pairs = {i: f"{doc[i].lemma_.lower()} to" for i in known}
        known = known | {i: cue_class()[pair] for i, pair in pairs.items() if pair in cue_class()}
    for i in (i for i in cue if doc[i].pos_ != "AUX"):
        governs = triggers("head").get(doc[i].lemma_.lower())
        value = by_class.get(known[i]) if i in known else governs
        if value and value != "negated":
            return Verdict(value, (i,))
    if cue and (wanted := _wanted(doc, tokens, by_class)):
        return wanted
    head = _governed(doc, tokens, main)
    own = _own_modality(head, _backshifted(doc, head, cue))
    return own or _context_modality(context) or Verdict("asserted", ())


def _wanted(doc: Doc, tokens: Tokens, by_class: dict[str, str]) -> Verdict | None:
    """What a noun that names a call or promise makes of its content: "calls to close the road"."""
    words = (doc[i] for i in tokens if doc[i].pos_ in {"NOUN", "VERB", "AUX"})
    noun = next((word for word in words if word.dep_ not in {"compound", "amod"}), None)
    if noun is None or noun.pos_ != "NOUN" or noun.dep_ in SUBJECTS or noun.i + 1 not in tokens:
        return None
    after = noun.nbor().lower_
    kind = cue_class().get(f"{lemma(noun)} {after}", cue_class().get(lemma(noun)))
    wants = kind in {"demands", "promises"} and after in {"to", "for", "that"}
    return Verdict(by_class[kind], (noun.i,)) if wants else None


def _governed(doc: Doc, tokens: Tokens, head: Token) -> Token:
    """The main word; the first verb with a modal if the parse took another ("it can foster")."""
    gerund = head.tag_ == "VBG" and not has(head, {"aux", "auxpass"})
    if is_verb(head) and not gerund:
        return head
    verbs = (doc[i].head for i in tokens if doc[i].tag_ == "MD")
    return next((verb for verb in verbs if verb.dep_ not in {"relcl", "advcl", "ccomp"}), head)


def _own_modality(head: Token, backshifted: bool) -> Verdict | None:
    """By an if-clause, else the clause's auxiliary, else its governing verb, else a word on it."""
    clauses = [child for child in head.children if child.dep_ == "advcl"]
    ifs = [word.i for clause in clauses for word in clause.children if word.lower_ in IF]
    if ifs:
        return Verdict("conditional", tuple(ifs))
    for child in head.children:
        if child.dep_ == "aux" and (value := triggers("aux").get(child.lower_)):
            planned = value == "conditional" and backshifted
            return Verdict("planned" if planned else value, (child.i,))
    return _governing_modality(head) or _word_modality(head) or _arranged(head)


def _governing_modality(head: Token) -> Verdict | None:
    """By the verb above an infinitive: "agreed to act"; not by "has yet to act"."""
    value = triggers("head").get(head.lemma_.lower())
    if value in {None, "negated"} or not _infinitives(head):
        return None
    yet = head.lemma_ == "have" and any(child.lower_ == "yet" for child in head.children)
    return None if yet else Verdict(value, (head.i,))


def _word_modality(head: Token) -> Verdict | None:
    """By a word on the verb: "is likely", "perhaps"."""
    for child in head.children:
        value = triggers("word").get(child.lower_)
        if value and child.dep_ in {"acomp", "advmod", "attr", "oprd"}:
            return Verdict(value, (child.i,))
    return None


def _arranged(head: Token) -> Verdict | None:
    """ "Is going to act", "is scheduled for May"."""
    going = head.lower_ == "going" and _infinitives(head)
    fixed = head.lemma_ in {"schedule", "slate", "plan"} and head.tag_ == "VBN"
    return Verdict("planned", (head.i,)) if going or (fixed and has(head, {"auxpass"})) else None


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
    return Verdict(max(order, key=values.count), ()) if values else None
