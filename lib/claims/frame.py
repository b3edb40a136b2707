"""Tokens of a clause in; its subject, predicate and object out."""

from functools import cache, lru_cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from lib.claims.cues import lemma
from lib.claims.grammar import SUBJECTS, dependent, is_verb, subtree, to_infinitive, tops
from lib.text.data import data_table
from lib.text.lexicon import cue_class

ARGUMENTS = {"dobj", "attr", "acomp", "oprd", "dative"}
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


@cache
def implicatives() -> dict[str, list[tuple[str, list[str]]]]:
    """The verbs that negate what they govern: the word beside each, if any, and what it governs."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for row in data_table(__package__, "implicatives.tsv"):
        verb, _, second = row["word"].partition(" ")
        found.setdefault(verb, []).append((second, row["takes"].split()))
    return found


def to_say(verb: Token) -> bool:
    """Whether the word is the infinitive of a cue that states something: to say, to confirm."""
    return to_infinitive(verb) and cue_class().get(lemma(verb)) == "asserts"


@lru_cache(maxsize=64)
def classes(doc: Doc, cue: Tokens) -> dict[int, str]:
    """The class of each word of a cue that has one."""
    by_word: dict[int, str] = {}
    for i in (i for i in cue if doc[i].pos_ != "AUX"):
        word = lemma(doc[i])
        pairs = [f"{word} {child.lower_}" for child in doc[i].children if child.i in cue]
        known = [cue_class()[form] for form in (*pairs, word) if form in cue_class()]
        by_word |= {i: known[0]} if known else {}
    return by_word


@lru_cache(maxsize=64)  # each of a claim's slots asks for it
def main_word(doc: Doc, tokens: Tokens) -> Token:
    """The word that the others of the content hang on, a verb if there is one."""
    words = [token for token in tops(doc, tokens) if not token.is_punct] or [doc[tokens[0]]]
    return min(words, key=lambda token: (not is_verb(token), -len(subtree(token)), token.i))


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
    inner = verbs(head)[-1]
    below = [child for child in inner.children if child.i in inside]
    targets = [child for child in below if child.dep_ in ARGUMENTS]
    targets += [child for child in below if child.dep_ == "prep"]
    predicate = sorted({inner.i} | {child.i for child in inner.children if child.dep_ == "prt"})
    target = targets[0] if targets else None
    return Frame(phrase(subject, inside), tuple(predicate), phrase(target, inside))


def verbs(head: Token) -> list[Token]:
    """The clause's verbs down to the one that carries the matter: "agreed to try to act"."""
    chain = [head]
    while _governs(chain[-1].lemma_.lower()) and (below := infinitives(chain[-1])):
        chain.append(below[0])
    return chain


def _governs(verb: str) -> bool:
    return verb in triggers("head") or any(not second for second, _ in implicatives().get(verb, ()))


def infinitives(verb: Token) -> list[Token]:
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
    while words and token.doc[words[0]].text == ",":
        words.pop(0)
    return tuple(words)
