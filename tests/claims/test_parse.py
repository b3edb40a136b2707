"""The pipeline's table of attributes, asked once for a word, gives what it gives of whole texts."""

import pytest

from lib.claims.parse import pipeline

# spaces, pairs of the table ("gon na", "there is"), words whose part of speech goes by their role
TEXTS = (
    "The harbour's keeper is said to have warned that the gate would not hold.",
    "I'm gonna go, let's see what he's got to do; they ain't here, y'all.",
    "There is a leak, there was one, and two were mended.",
    "But that, but not this, is so: that which that man told.",
    "Two  spaces\nand a line, \t a tab.",
    "It is what it is. Who has it? 14 of them, Ms. Orla did.",
    "",
)


def marked(name: str) -> list[list[tuple]]:
    """What the part of the pipeline gives the words of each text, which come twice."""
    nlp = pipeline()
    with nlp.select_pipes(disable=["attributes", "lemmatizer", "joined_verbs", "reported_on"]):
        docs = map(nlp.get_pipe(name), [*nlp.pipe([*TEXTS, *TEXTS])])
    return [[(one.pos, str(one.morph), one.lemma, one.tag, one.dep) for one in doc] for doc in docs]


def test_words_asked_for_once_have_the_attributes_that_the_table_gives_in_the_text():
    assert "attribute_ruler" not in pipeline().pipe_names
    assert marked("attributes") == marked("attribute_ruler")


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_parsed_alone_is_parsed_as_among_others(text):
    among = dict(zip(TEXTS, pipeline().pipe(TEXTS), strict=True))[text]
    assert pipeline()(text).to_json() == among.to_json()
