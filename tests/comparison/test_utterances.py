"""One utterance in several cuts: quotation marks, and what two quote in common."""

import pytest

from lib.comparison.utterances import commons, quotes

ORIGIN = {name: name for name in "abcd"}
WORDS = "the sluice was rotten and everybody in the valley knew it"


def said(**texts: str) -> list[tuple[str, ...]]:
    return [quote.words for quote in quotes(texts, ORIGIN)]


@pytest.mark.parametrize(
    "text",
    [
        f"“{WORDS},” she said.",
        f'She said: "{WORDS}."',
        f"„{WORDS}“, she said.",
        f"« {WORDS} », she said.",
        f"She said ‘{WORDS}’.",
        f"She said ''{WORDS}''.",
        f"“{WORDS}\n\n“And that is all,” she said.",
    ],
)
def test_every_kind_of_mark(text):
    assert tuple(WORDS.split()) in said(a=text)


def shared(*texts: str, rarity: float = 0.0) -> list[tuple[int, ...]]:
    found = quotes(dict(zip("abcd", texts, strict=False)), ORIGIN)
    rare = {word: rarity for quote in found for word in quote.words}
    return [common.size for common in commons(found, rare)]


def test_eight_words_make_one_utterance():
    eight, seven = " ".join(WORDS.split()[:8]), " ".join(WORDS.split()[:7])
    assert shared(f"“{WORDS}”", f"“{eight} at the time”") == [8]
    assert shared(f"“{WORDS}”", f"“{seven} at the time”") == []


def test_all_of_a_short_quotation_does_where_it_is_rare():
    assert shared(f"“{WORDS}”", "“the sluice was rotten”", rarity=3.0) == [4]
    assert shared(f"“{WORDS}”", "“the sluice was rotten”", rarity=1.0) == []


def test_copies_are_no_other_speaker():
    texts = {"a": f"“{WORDS}”", "b": f"“{WORDS}”", "c": f"“{WORDS}”"}
    found = quotes(texts, ORIGIN | {"b": "a"})
    assert [(quote.origin, sorted(quote.places)) for quote in found] == [
        ("a", ["a", "b"]),
        ("c", ["c"]),
    ]
    assert len(commons(found, {})) == 1
