"""A claim as it is compared, read once, and two of them side by side."""

from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from lib.comparison.values.stance import Stance, stance
from lib.comparison.values.words import LIGHT, OTHER, Token, ends, stems_of, tokens, with_kin
from lib.tables.records import ClaimRow, Difference
from lib.text.numbers import Amount, numbers
from lib.text.numerals import calendar

# from this share of common words on, two claims are cuts of one sentence
CLOSE = 0.6
CORE = 6  # words of an object that may carry the matter of a light verb
SPELLED = 65  # letters of two spellings of one word or name, of a hundred
SHORT = 4  # words: a quotation or a content must have more to be known again
PRONOUNS = frozenset("he she it they we i you his her their our who this that these those".split())


class Slot(NamedTuple):
    """Other words in one place of two claims, with how many common words stand on either side."""

    here: tuple[Token, ...]
    there: tuple[Token, ...]
    left: int
    right: int

    @property
    def framed(self) -> bool:
        return self.left + self.right >= 2

    @property
    def longest(self) -> int:
        return max(len(self.here), len(self.there))


class Side:
    """A claim as it is compared, with the day its document was published, where that is known.

    bare: the cue is the deed, since the content is no clause: "Congress rejected | it"; subject,
    predicate, object: as words (`_text`) and as stems, of the source and the cue where the claim is
    bare; text: the content, with its subject where it lacks it, and the cue where that is the deed;
    words: in small letters, without marks; deed: the predicate with its kin.
    """

    def __init__(self, row: ClaimRow, published: str | None = None) -> None:
        self.row, self.published = row, published
        source, cue = row["source_text"] or row["source"] or "", row["cue"] or ""
        self.bare = bool(cue) and not row["predicate"] and not row["quoted"]
        self.modality = "asserted" if self.bare else row["modality"]
        self.subject_text = source if self.bare else row["subject"] or ""
        self.predicate_text = cue if self.bare else row["predicate"] or ""
        self.object_text = row["text"] if self.bare else row["object"] or ""
        self.subject = stems_of(tokens(self.subject_text))
        missing = self.subject - stems_of(tokens(row["text"]))
        before = [self.subject_text] * bool(missing) + [self.predicate_text] * self.bare
        self.text = " ".join([*before, row["text"]])
        self.tokens = tokens(self.text)
        self.words = [token.word for token in self.tokens if token.word[0].isalnum()]
        self.stems = stems_of(self.tokens)
        self.predicate = stems_of(tokens(self.predicate_text)) - LIGHT
        self.deed = with_kin(self.predicate)

    @cached_property
    def numbers(self) -> tuple[Amount, ...]:
        return numbers(self.text)

    @cached_property
    def dated(self) -> str:
        """The text and the words for its day."""
        return f"{self.text} {self.row['time_text'] or ''}"

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of the words with a capital."""
        return stems_of(token for token in self.tokens if token.text[0].isupper())

    @cached_property
    def doer(self) -> list[Token]:
        """The names in the subject, owners of what it names left out."""
        return [one for one in named(tokens(self.subject_text)) if not one.word.endswith("'s")]

    @cached_property
    def thing(self) -> frozenset[str]:
        """The first words of the object."""
        return stems_of(tokens(self.object_text)[:CORE])

    @cached_property
    def core(self) -> frozenset[str]:
        """What is said of the subject: the deed, or what a verb that says little takes."""
        return self.deed or with_kin(self.thing or self.stems - self.subject)

    @cached_property
    def ends(self) -> dict[tuple[str, str], Token]:
        """The scales and ends that its words stand at, each with the first such word."""
        return {end: one for one in reversed(self.tokens) for end in ends(one.word, one.stem)}

    @cached_property
    def opposed(self) -> dict[tuple[str, str], tuple[str, str]]:
        """For each of these ends the other end of its scale, with the end itself."""
        return {(scale, OTHER[end]): (scale, end) for scale, end in self.ends}

    @cached_property
    def line(self) -> tuple[list[Token], list[str]]:
        """The tokens that count where two claims are read side by side, and their words."""
        kept = [one for one in self.tokens if one.word[0].isalnum() or one.word in "$€£%"]
        return kept, [one.word for one in kept]

    @cached_property
    def stance(self) -> Stance:
        return stance(self.row, self.tokens, self.bare)

    @cached_property
    def held(self) -> dict[str, set[tuple[bool, bool]]]:
        """How it holds each of its words: denied or not, left open or not."""
        found: dict[str, set[tuple[bool, bool]]] = {}
        for token, no, left in zip(self.tokens, self.stance.denied, self.stance.open, strict=True):
            found.setdefault(token.stem, set()).add((no, left))
        return found

    def after(self, token: Token) -> frozenset[str]:
        """The stems just after a word."""
        at = self.tokens.index(token) + 1
        return stems_of(self.tokens[at : at + 2])

    def denies(self, token: Token) -> bool:
        """Whether a word is denied; what denies it does not deny itself."""
        denied = self.stance.denied[self.tokens.index(token)]
        return denied and token.word not in self.stance.words.replace(",", "").split()

    def around(self, number: Amount, reach: int) -> frozenset[str]:
        """The stems within some letters of a number, its own words left out."""
        near = range(number.start - reach, number.end + reach)
        own = range(number.start, number.end)
        return stems_of(one for one in self.tokens if one.start in near and one.start not in own)

    def head(self, words: int = 12) -> str:
        return " ".join(self.row["text"].split()[:words])


def named(found: tuple[Token, ...]) -> list[Token]:
    """The words with a capital that are no pronoun, day or month."""
    capitals = (one for one in found if one.text[0].isupper() and one.stem)
    return [one for one in capitals if one.word not in PRONOUNS and not is_time(one)]


def is_time(token: Token) -> bool:
    return _names_time(token.word)


@lru_cache(maxsize=65536)
def _names_time(word: str) -> bool:
    return word in calendar("weekday") or word.rstrip(".") in calendar("month")


class Pair:
    """Two claims of one thing.

    shared: the stems that both have; likeness: their share of the shorter; close: whether the two
    are cuts of one sentence; one_status: whether both are meant as done, as planned …
    """

    def __init__(self, a: Side, b: Side) -> None:
        self.a, self.b = a, b
        self.shared = a.stems & b.stems
        self.likeness = len(self.shared) / max(1, min(len(a.stems), len(b.stems)))
        self.close = self.likeness >= CLOSE
        self.one_status = a.modality == b.modality
        self.passive = "by" in a.words or "by" in b.words

    @cached_property
    def opposites(self) -> list[tuple[Token, Token]]:
        """The words of each side that stand at opposite ends, where neither side has both ends."""
        a, b, opposed = self.a.ends, self.b.ends, self.a.opposed
        if opposed.keys().isdisjoint(b):  # as mostly
            return []
        both = [
            (own, end) for end, own in opposed.items() if end in b and end not in a and own not in b
        ]
        return [(a[own], b[end]) for own, end in both]

    @cached_property
    def slots(self) -> list[Slot]:
        """Where the two, read side by side, give other words between the same words."""
        return _slots(self.a, self.b) if self.close else []


def _slots(a: Side, b: Side) -> list[Slot]:
    """The places where one claim has some words and the other has others."""
    (one, words), (other, others) = a.line, b.line
    codes = LCSseq.opcodes(words, others)
    found, i, j, left = [], 0, 0, 0
    for code in codes:
        if code.tag != "equal":
            continue
        size = code.src_end - code.src_start
        if code.src_start > i or code.dest_start > j:
            here, there = one[i : code.src_start], other[j : code.dest_start]
            found.append(Slot(tuple(here), tuple(there), left, size))
        i, j, left = code.src_end, code.dest_end, size
    if i < len(one) or j < len(other):
        found.append(Slot(tuple(one[i:]), tuple(other[j:]), left, 0))
    return found


def difference(
    kind: str,
    here: str | None,
    there: str | None,
    hard: bool = False,
    of: str | None = None,
    note: str | None = None,
) -> Difference:
    return {"kind": kind, "here": here, "there": there, "of": of, "note": note, "hard": hard}
