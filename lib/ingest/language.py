"""The language of a text, and whether it is English."""

import py3langid

LETTERS = 60  # fewer letters do not tell the language
# nats a character by which another language must be likelier than English; of 1,600 texts of news
# none comes near
MARGIN = 1.0


def language(text: str) -> str | None:
    """The text's language by py3langid (Lui and Baldwin 2012); None if short or near English."""
    if sum(map(str.isalpha, text[:1000])) < LETTERS:
        return None
    text = text[:20_000]
    ranked = py3langid.rank(text)
    best, likelihood = ranked[0]
    clear = best == "en" or likelihood - dict(ranked)["en"] >= MARGIN * len(text)
    return best if clear and best != "zxx" else None  # zxx: no language at all
