"""The language of a text, and whether it is English."""

import py3langid

from lib.text.words import STOP_WORDS, words

LETTERS = 60  # fewer letters do not tell the language
MARGIN = 0.3  # nats a character by which another language must be likelier than English
# of the words of a text in English so many at least are its articles, prepositions, pronouns and
# auxiliaries; a foreign text has a few by chance ("in", "an", "was")
ENGLISH = 0.15


def language(text: str) -> str | None:
    """The text's language by py3langid (Lui and Baldwin 2012); None if short or near English."""
    if sum(map(str.isalpha, text[:1000])) < LETTERS:
        return None
    text = text[:20_000]
    ranked = py3langid.rank(text)
    best, likelihood = ranked[0]
    near = likelihood - dict(ranked)["en"] < MARGIN * len(text) or _is_english(words(text))
    return best if best == "en" or not (near or best == "zxx") else None  # zxx: no language


def _is_english(found: list[str]) -> bool:
    return sum(word in STOP_WORDS for word in found) >= ENGLISH * max(1, len(found))
