"""How sure a cue is: counted on its path, or judged, and shifted by where it stands."""

import math
from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Token

from lib.claims.candidates import Candidate
from lib.claims.grammar import has_modal, sayer, top, word_tokens
from lib.claims.quotations import meets
from lib.text.data import data_table
from lib.text.lexicon import frames_of_cues, speakers

# a candidate below this smoothed precision is no attribution; swept on PolNeAR dev, see the README
THRESHOLD = 0.22
# PRIOR and HABIT were swept on three folds of PolNeAR train (68.2, 68.6, 67.1 per cent; dev 71.0).
# sightings that the precision of a path counts for, against those of a cue with that path
PRIOR = 2
LONG = 8  # words from which a noun phrase is long
HABIT = 0.3  # the share of a path's precision that a word's other paths cannot take from it
# a path that the table of cues names by judgement counts as seen four times, right three times
JUDGED = (3, 4)
# beginnings of paths to whole clauses
OF_CLAUSES = frozenset(
    "clause sentence quote according as parataxis N:that A:that P:clause".split()
)
POINTERS = frozenset("this that these those there what which".split())


def precision(lemma: str, path: str) -> float:
    """The smoothed share of sightings that were attributions.

    It is (right + PRIOR * prior) / (seen + PRIOR). The prior is the path's own share, less for a
    word that is a rare cue on its other paths too.
    """
    right, seen = _counts().get((lemma, path), (0, 0))
    if path in frames_of_cues().get(lemma, ()):
        right, seen = right + JUDGED[0], seen + JUDGED[1]
    of_path_right, of_path_seen = _counts().get(("", path), (0, 1))
    prior = of_path_right / max(of_path_seen, 1) * _habit(lemma)
    return (right + PRIOR * prior) / (seen + PRIOR)


@cache
def _habit(lemma: str) -> float:
    """How readily a word attributes at all, HABIT to 1: its share of right ones against a fifth."""
    if lemma in frames_of_cues():
        return 1.0
    counts = [count for (word, _), count in _counts().items() if word == lemma]
    right, seen = sum(right for right, _ in counts), sum(seen for _, seen in counts)
    return min(1.0, HABIT + (right + 1) / (seen + 5))


@cache
def _counts() -> dict[tuple[str, str], tuple[int, int]]:
    """Times right and times seen by cue and path; a path's totals stand under the empty cue."""
    return {
        (row["lemma"], row["path"]): (int(row["right"]), int(row["seen"]))
        for row in data_table(__package__, "cue_counts.tsv")
    }


def lemma(word: Token) -> str:
    """The lemma in small letters; by the table of cues where the parse takes "hoped" for "hop"."""
    by_parse, form = word.lemma_.lower(), word.lower_
    if by_parse in frames_of_cues() or not form.endswith("ed"):
        return by_parse
    # hoped, quipped
    stems = (stem for stem in (form[:-1], form[:-3]) if stem in frames_of_cues())
    return next(stems, by_parse)


def cited(word: Token) -> bool:
    """Whether the word has been a cue: by the table of cues, or by any count."""
    return lemma(word) in frames_of_cues() or lemma(word) in _once()


@cache
def _once() -> frozenset[str]:
    return frozenset(word for (word, _), (right, _) in _counts().items() if right)


def shifted_precision(candidate: Candidate, quotes: list[range]) -> float:
    """The precision of the cue on its path, shifted by where it stands."""
    return shift(precision(lemma(candidate.head), candidate.path), _contexts(candidate, quotes))


def shift(share: float, contexts: Iterable[str]) -> float:
    """The share with the log-odds of the contexts added; a share of nothing stays nothing."""
    weight = sum(_weights()[context] for context in contexts)
    return share and 1 / (1 + (1 - share) / share * math.exp(-weight))


@cache
def _weights() -> dict[str, float]:
    return {row["context"]: float(row["weight"]) for row in data_table(__package__, "contexts.tsv")}


def _contexts(candidate: Candidate, quotes: list[range]) -> Iterator[str]:
    """The contexts of contexts.tsv that a candidate stands in."""
    head, doc = candidate.head, candidate.head.doc
    words, clause = candidate.content & word_tokens(doc), candidate.path.split("_")[0] in OF_CLAUSES
    if has_modal(head):
        yield "modal"
    if len(words) <= 1:
        yield "word"
    if not clause and len(words) >= LONG:
        yield "phrase"
    if not clause and meets(quotes, tuple(sorted(candidate.content))):
        yield "quote"
    if clause and words and (first := doc[min(words)]).lower_ == "that" and first.dep_ == "mark":
        yield "that"
    if (subject := sayer(head)) is not None:
        yield from speaker_contexts(subject)


def speaker_contexts(subject: Token) -> Iterator[str]:
    """The contexts that a subject makes: none for a name, a pronoun or a noun for a speaker."""
    if subject.lower_ in {"which", "who", "that"} and subject.head.dep_ == "relcl":
        subject = subject.head.head
    # a per cent of those polled does speak
    if subject.ent_type_ in {"DATE", "TIME", "ORDINAL", "QUANTITY", "MONEY"}:
        yield "amount"
    elif subject.lower_ == "it":
        yield "it"
    elif subject.dep_ == "csubj" or subject.lower_ in POINTERS:
        yield "thing"
    elif (
        subject.pos_ == "NOUN"
        and subject.ent_type_ not in {"PERSON", "ORG", "GPE", "NORP"}
        and subject.lemma_.lower() not in speakers()
    ):
        yield "thing"


def speaks(doc: Doc, tokens: tuple[int, ...]) -> bool:
    """Whether a source can say anything: a name, a pronoun for a speaker, or a noun for one."""
    head = top(doc, tokens)
    return head is not None and not {"thing", "amount"} & set(speaker_contexts(head))
