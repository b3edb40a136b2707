"""Who and where: names in one place of two claims, doers of one deed, speakers of one statement."""

from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz

from lib.comparison.values.sides import SHORT, SPELLED, Pair, Side, Slot, difference, is_time, named
from lib.comparison.values.words import Token, said, stems_of, tokens
from lib.tables.records import ClaimRow, Difference
from lib.text.lexicon import countries

COPIED = 90  # letters of two statements that are the same words, however few
REPEATED = 55  # likewise of two statements that differ in who is said to have made them
ONE_MATTER = 0.5  # words in common of two statements that may be one
LONGEST = 5  # words of a name
INDEFINITE = frozenset(("a", "an", "one", "another"))
ANYONE = stems_of(tokens("source official spokesman spokeswoman person man woman one another"))
LOCATIVE = frozenset(
    "in at near outside from to of into around north south east west above toward towards".split()
)


def placed_or_called(pair: Pair) -> Iterator[Difference]:
    """Two names in one place of claims that are alike are two places, two doers, two befallen."""
    for slot in pair.slots:
        if slot.framed and slot.longest <= LONGEST and _other_names(slot, pair):
            before = _before(pair.a, slot.here[0]), _before(pair.b, slot.there[0])
            place = before[0] in LOCATIVE and before[0] == before[1]
            yield difference("place" if place else "name", said(slot.here), said(slot.there))


def _other_names(slot: Slot, pair: Pair) -> bool:
    """Whether a name stands on both sides and little else, none of it elsewhere in the other."""
    here, there = named(slot.here), named(slot.there)
    if not (here and there and _pure(slot.here) and _pure(slot.there)):
        return False
    elsewhere = stems_of(here) & pair.b.names or stems_of(there) & pair.a.names
    spelled = fuzz.ratio(said(here).lower(), said(there).lower()) >= SPELLED
    return not (elsewhere or spelled or _one_name(here, there))


def _pure(slot: tuple[Token, ...]) -> bool:
    """Whether it is a name and no more: words with capitals, small words between, no day."""
    return all((token.text[0].isupper() or not token.stem) and not is_time(token) for token in slot)


def _one_name(here: list[Token], there: list[Token]) -> bool:
    """Whether two names may be one: a word or a country in common, or the initials of the other."""
    if stems_of(here) & stems_of(there) or _initials(here, there) or _initials(there, here):
        return True
    return not _lands(said(here)).isdisjoint(_lands(said(there)))


@lru_cache(maxsize=65536)
def _lands(name: str) -> frozenset[str]:
    return frozenset([*countries(name), *countries(name + ".")])  # a token lacks its last stop


def _initials(short: list[Token], long: list[Token]) -> bool:
    letters = "".join(token.word[0] for token in long)
    begun = {token.word[:4] for token in long}
    plain = [token.word.replace(".", "") for token in short]
    return any(word in {letters, letters[:2]} or word[:4] in begun for word in plain)


def _before(side: Side, token: Token) -> str:
    """The word before a token, an article passed over."""
    at = side.tokens.index(token) - 1
    at -= at > 0 and side.tokens[at].word in {"the", "a", "an"}
    return side.tokens[at].word if at >= 0 else ""


def done_by(pair: Pair) -> Iterator[Difference]:
    """One deed has one doer: the same verb of two named subjects that share no word."""
    a, b = pair.a, pair.b
    if not (a.doer and b.doer and a.deed & b.deed & pair.shared) or pair.passive:
        return
    rest = pair.shared - a.subject - b.subject
    if not a.subject & b.subject and len(rest) >= 2 and not _one_name(a.doer, b.doer):
        yield difference("name", a.subject_text, b.subject_text, note="acts")


def swapped(pair: Pair) -> Iterator[Difference]:
    """Who acts in one is acted on in the other: subjects that changed places."""
    a, b = pair.a, pair.b
    here, there = stems_of(a.doer), stems_of(b.doer)
    if not (here and there and a.deed & b.deed) or here & there or pair.passive:
        return
    together = "with" in a.words and "with" in b.words  # what two do together: met with
    if here <= b.names - there and there <= a.names - here and not together:
        hard = pair.close and pair.one_status
        yield difference("name", a.subject_text, b.subject_text, hard, note="acts")


def spoken(pair: Pair) -> Iterator[Difference]:
    """One statement was made by one speaker: the same words given to two."""
    a, b = pair.a.row, pair.b.row
    if not _two_speakers(_speaker(a), _speaker(b)):
        return
    alike = fuzz.token_set_ratio(a["text"], b["text"])
    one_matter = pair.likeness >= ONE_MATTER or alike >= REPEATED
    copied = alike >= COPIED and len(pair.a.words) >= SHORT
    if (len(pair.shared) >= SHORT and one_matter) or copied:
        yield difference("speaker", a["source"], b["source"])


def later_word(pair: Pair) -> bool:
    """Whether one source speaks on two days: who says otherwise on the later has changed what they
    said, and contradicts nobody."""
    if len({pair.a.published, pair.b.published} - {None}) < 2:
        return False
    here, there = (_names_of(_speaker(side.row)) for side in (pair.a, pair.b))
    return bool(here and there) and (here <= there or there <= here)


def _speaker(row: ClaimRow) -> str:
    """A claim's source in words; none where nobody is known to have said it."""
    if not row["cue"] or row["source_kind"] not in {"person", "institution", "unnamed"}:
        return ""
    unnamed = row["source_kind"] == "unnamed"
    return (unnamed and row["source_text"]) or row["source"] or ""


@lru_cache(maxsize=65536)
def _names_of(speaker: str) -> frozenset[str]:
    return stems_of(named(tokens(speaker)))


@lru_cache(maxsize=65536)
def _two_speakers(speaker: str, another: str) -> bool:
    """Whether two speakers are two: other names, other names before one noun ("the Lode agency"),
    or two that are introduced with "a" and have nothing in common."""
    one, other = tokens(speaker), tokens(another)
    if not (one and other):
        return False
    if one[0].word in INDEFINITE and other[0].word in INDEFINITE:
        who, whom = stems_of(one) - ANYONE, stems_of(other) - ANYONE
        return bool(who and whom) and not who & whom
    here, there = named(one), named(other)
    whole = one[-1].text[0].isupper() and other[-1].text[0].isupper()
    named_alike = whole or one[-1].stem == other[-1].stem != ""
    return bool(here and there) and named_alike and not _one_name(here, there)
