"""The tables of words that the comparison of two claims rests on."""

from lib.text.data import data_table
from lib.text.words import stem


def test_a_word_stands_at_one_end_of_a_scale_only():
    rows = data_table("lib.comparison.pair", "opposites.tsv")
    assert len({row["scale"] for row in rows}) == len(rows)
    for row in rows:
        assert not {stem(word) for word in row["up"].split()} & {
            stem(word) for word in row["down"].split()
        }, row
