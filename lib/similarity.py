"""How alike two texts are and whether they oppose each other: a transparent score with weights in a
table, and no model."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, product, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz
from scipy import sparse

from lib.text import STOP_WORDS, data_table, stem, stems, words

if TYPE_CHECKING:
    from spacy.tokens import Doc

# A word's rarity is counted as if so many more texts lacked it: in a story of a few reports the
# words that matter are in most of them. Swept on ECB+ topic by topic and report by report, and on
# generated reports; anything from 500 to 5,000 gives the same.
UNSEEN = 500
# From this strength on a denial of one side opposes the other; swept on emergent, fnc, rte3 and
# vitaminc together.
OPPOSED = 0.1
# Words that tell little of what a sentence is about, and count accordingly; "not" is a matter of
# polarity, not of likeness.
LIGHT = frozenset(
    stem(word)
    for word in (
        "both other another more most all any some each every several many much not no only "
        "just well further new own same not include including make take get give put set go "
        "come say"
    ).split()
)
LIGHT_WEIGHT = 0.5
# What two unrelated sentences of news share, which says nothing: of their 3-grams, and of their
# letters in order.
LETTERS_BASE, ORDER_BASE = 0.2, 0.45
# In a headline or a claim of at most so many words a denial reaches at least this share of it, by
# its kind; in a longer text its clause.
SHORT = 30
FLOOR = {"untrue": 0.8, "denial": 0.3, "undone": 0.2}

Row = dict[str, Any]


class Figure(NamedTuple):
    """A number: its words, the range that it allows, the stems of what it counts, and whether these
    are dead, hurt, missing …"""

    text: str
    low: float
    high: float
    unit: frozenset[str]
    kinds: frozenset[str] = frozenset()


class Denial(NamedTuple):
    """A word that turns a clause into its opposite, its kind, and the stems of that clause."""

    cue: str
    kind: str
    clause: frozenset[str]


class Parts(NamedTuple):
    """What only a parse knows of a text: the stems of its verbs, and for each kind of name the
    stems of such names."""

    verbs: frozenset[str] = frozenset()
    names: dict[str, frozenset[str]] = {}


@dataclass(frozen=True, eq=False)
class Content:
    """What is compared of a text.

    line: the words in order; terms: a vector of length one, by rarity; mass: the summed weight of
    the terms.
    """

    text: str
    line: list[str]
    terms: dict[str, float]
    mass: float
    stems: frozenset[str]
    parts: Parts

    @cached_property
    def grams(self) -> frozenset[str]:
        """The character 3-grams with a number for each time that one stands there."""
        return grams(self.line)

    @cached_property
    def sorted(self) -> str:
        """The words in order of the alphabet."""
        return " ".join(sorted(self.line))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return figures(self.text)

    @cached_property
    def may_clash(self) -> bool:
        """Whether it has numbers or names."""
        return bool(self.figures or self.parts.names)

    @cached_property
    def denials(self) -> tuple[Denial, ...]:
        return denials(self.text)

    @cached_property
    def ends(self) -> dict[tuple[str, str], str]:
        """For each scale of opposites and end of it, the first word."""
        return scale_ends(self.text)

    @cached_property
    def scales(self) -> frozenset[str]:
        """The scales of opposites that it says something of."""
        return frozenset(f"^{scale}" for scale, _ in self.ends)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """Its verbs with their groups of near-synonyms."""
        return with_kin(self.parts.verbs)


def _stem_sets(table: str, label: str, *columns: str) -> dict[str, list[tuple[str, str]]]:
    """For each stem of the columns of a data table: the pairs (label, column) that it stands
    under."""
    found = defaultdict(list)
    for row in data_table(table):
        for column in columns:
            for word in row[column].split():
                if (row[label], column) not in found[stem(word)]:
                    found[stem(word)].append((row[label], column))
    return dict(found)


def kin(key: str) -> list[str]:
    """The groups of near-synonyms that a stem belongs to, as terms of their own ("~group")."""
    return _kin().get(key, [])


@cache
def _kin() -> dict[str, list[str]]:
    return {
        key: [f"~{label}" for label, _ in found]
        for key, found in _stem_sets("compare_kin.tsv", "kin", "words").items()
    }


@cache
def _opposites() -> dict[str, list[tuple[str, str]]]:
    return _stem_sets("compare_opposites.tsv", "scale", "up", "down")


@cache
def weights(of: str) -> dict[str, float]:
    """The weights of the features of a text, or of those that only a claim has."""
    return {
        row["feature"]: float(row["weight"])
        for row in data_table("compare_weights.tsv")
        if row["of"] == of
    }


@cache
def full() -> float:
    """What the features of a text add up to at most."""
    return sum(value for value in weights("text").values() if value > 0)


# The mark comes first, since a search for a character is fast.
COMMA, COLON = re.compile(r",(?<=\d,)(?=\d{3}\b)"), re.compile(r":(?<=\d:)(?=\d\d\b)")


def plain_numbers(text: str) -> str:
    """The text with 6,200 as 6200 and 2:40 as 2.40, so that each is one word."""
    return COLON.sub(".", COMMA.sub("", text))


def terms(text: str) -> list[str]:
    """The stems of the text and, after each that has near-synonyms, the names of its groups."""
    return [term for word in words(plain_numbers(text)) for term in word_terms(word)]


def stem_set(text: str) -> frozenset[str]:
    """The stems among the terms."""
    return frozenset([term for term in terms(text) if not term.startswith("~")])


@cache
def word_terms(word: str) -> tuple[str, ...]:
    """The terms of one lower-case word; none of a stop word."""
    return () if word in STOP_WORDS else (stem(word), *kin(stem(word)))


def scales(text: str) -> list[str]:
    """The scales of opposites ("^scale") that the words of the text stand on, at either end."""
    return [f"^{scale}" for key in stems(text) for scale, _ in _opposites().get(key, ())]


def scale_ends(text: str) -> dict[tuple[str, str], str]:
    """For each scale and end ("up", "down") that a word of the text stands at, the first such
    word."""
    found: dict[tuple[str, str], str] = {}
    for word in words(text):
        for end in _opposites().get(stem(word), ()):
            found.setdefault(end, word)
    return found


OTHER_END = {"up": "down", "down": "up"}  # of a scale


def opposite_ends(a: dict[tuple[str, str], str], b: dict[tuple[str, str], str]) -> tuple[str, str]:
    """The first words of the two `scale_ends` that stand at opposite ends of a scale; two empty
    texts if there are none.

    A scale of which one side has both ends opposes nothing: "fell after it rose", "rose after it
    fell".
    """
    for (scale, end), word in a.items():
        other = OTHER_END[end]
        if (scale, other) in b and (scale, other) not in a and (scale, end) not in b:
            return word, b[scale, other]
    return "", ""


def grams(line: list[str], size: int = 3) -> frozenset[str]:
    """The 3-grams of the words, the second time with a 2 behind: sets of these share as many as the
    bags do, and are far quicker to compare.
    """
    text = f" {' '.join(line)} "
    counts = Counter([text[i : i + size] for i in range(len(text) - size + 1)])
    again = [
        f"{gram}{time}"
        for gram, count in counts.items()
        if count > 1
        for time in range(2, count + 1)
    ]
    return frozenset(counts).union(again)  # with a number it is longer than any without


# A clause ends at punctuation followed by a space, at a dash, and before words that open another
# clause.
CLAUSE = re.compile(
    r"(?<![,;:.!?()“”\"|])[,;:.!?()“”\"|]++(?:\s|$)|\s[-–—]\s|—"
    r"|\b(?:but|after|who|which|because|although|while)\b",
    re.IGNORECASE,
)
NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b", re.IGNORECASE)


@cache
def _denial_cues() -> dict[tuple[str, ...], str]:
    """The denial cues as stems of one word or several, with their kinds."""
    return {
        tuple(stem(word) for word in row["cue"].split()): row["kind"]
        for row in data_table("compare_denials.tsv")
    }


@cache
def _first_cues() -> frozenset[str]:
    return frozenset(cue[0] for cue in _denial_cues())


def denials(text: str) -> tuple[Denial, ...]:
    """The denials in the text, each with the stems of the clause that it stands in."""
    found: list[Denial] = []
    lower = text.lower()
    # far quicker
    if (
        "n't" not in lower
        and "n’t" not in lower
        and _first_cues().isdisjoint(map(stem, words(text)))
    ):
        return ()
    for clause in CLAUSE.split(text):
        # "didn't" is one word to the tokenizer, and its stem says nothing; "not only" denies
        # nothing
        line = [
            "not" if word.endswith(("n't", "n’t")) else word
            for word in words(NOT_ONLY.sub("", clause))
        ]
        found += [
            Denial(" ".join(cue), kind, frozenset(stems(clause))) for cue, kind in _cues_in(line)
        ]
    return tuple(found)


def _cues_in(line: list[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words of each cue that stands in the line, with its kind."""
    keys = [stem(word) for word in line]
    for i, size in product(range(len(line)), (1, 2)):
        if i + size <= len(line) and (kind := _denial_cues().get(tuple(keys[i : i + size]))):
            yield tuple(line[i : i + size]), kind


CHUNK = 512  # rows of a product of vectors held at a time


def nearest_rows(
    rows: sparse.csr_array,
    least: float,
    others: sparse.csr_array | None = None,
    *,
    most: int | None = None,
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """For each row, in order: its number, and the numbers and products of the others that it has a
    product of at least `least` with.

    The largest products come first, at most `most`; ties go by number. Without `others`, those are
    the rows themselves but the one. Products of 0 are left out; never more than CHUNK rows of the
    table of all products are held.
    """
    columns = (rows if others is None else others).T.tocsc()
    for first in range(0, rows.shape[0], CHUNK):
        products = sparse.csr_array(rows[first : first + CHUNK] @ columns)
        for i in range(products.shape[0]):
            span = slice(products.indptr[i], products.indptr[i + 1])
            places, values = products.indices[span], products.data[span].round(9)
            kept = (values >= least) & (places != first + i if others is None else True)
            if most is not None and np.count_nonzero(kept) > most:
                kept &= values >= np.partition(values[kept], -most)[-most]
            places, values = places[kept], values[kept]
            order = np.lexsort((places, -values))[:most]
            yield first + i, places[order], values[order]


# --- the score ----------------------------------------------------------------------------------


def rarity(having: np.ndarray | int, size: int) -> np.ndarray:
    """How much a word counts that so many of all texts have: its inverse document frequency (Spärck
    Jones 1972)."""
    return np.log((1 + size + UNSEEN) / (1 + having)) + 1


class Scorer:
    """Scores how alike two contents are and whether they oppose each other, with stems weighted by
    their rarity in the texts given.

    The rarity is counted over the distinct texts, so that a copy of a text changes no score.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        distinct = set(texts)
        self.size, self.having = (
            len(distinct),
            Counter(term for text in distinct for term in set(terms(text))),
        )
        of_count = {count: float(rarity(count, self.size)) for count in set(self.having.values())}
        self.rarest = max(of_count.values(), default=1.0)
        self.weights = {
            term: of_count[count] * own_weight(term) for term, count in self.having.items()
        }

    def weight(self, term: str) -> float:
        """How much a shared term counts: its inverse document frequency; half of it for a group of
        near-synonyms, less for a light word."""
        found = self.weights.get(term)
        return self.rarest * own_weight(term) if found is None else found

    def read(self, text: str, parts: Parts = Parts()) -> Content:
        """What is compared of the text."""
        line = words(plain_numbers(text))
        counts = Counter(chain.from_iterable(map(word_terms, line)))
        raw = {term: (1 + math.log(counts[term])) * self.weight(term) for term in sorted(counts)}
        length = math.sqrt(sum([value * value for value in raw.values()])) or 1.0
        unit = {term: value / length for term, value in raw.items()}
        return Content(
            text,
            line,
            unit,
            self.mass(unit),
            frozenset([term for term in unit if not term.startswith("~")]),
            parts,
        )

    def common(self, a: Content, b: Content) -> dict[str, float]:
        """The features of compare_weights.tsv that two contents may have in common, each 0 to 1."""
        return {
            "words": float(
                sum([value * b.terms[term] for term, value in a.terms.items() if term in b.terms])
            ),
            # of copies it is known
            "letters": float(
                above(LETTERS_BASE, 1.0 if a.line == b.line else _dice(a.grams, b.grams))
            ),
            "order": float(above(ORDER_BASE, fuzz.ratio(a.sorted, b.sorted) / 100)),
            "verbs": float(not a.verbs.isdisjoint(b.verbs)),
        }

    def clashes(self, a: Content, b: Content) -> dict[str, float]:
        """Those in which they may clash."""
        return {
            "numbers": float(
                bool(a.figures and b.figures)
                and not any(_compatible(x, y) for x in a.figures for y in b.figures)
            ),
            "people": _clash(a, b, "PERSON"),
            "places": _clash(a, b, "GPE"),
        }

    def score(self, a: Content, b: Content) -> float:
        """How alike two contents are, whatever their polarity: at most 1, and below 0 where little
        but names and numbers clash."""
        return weighed(self.common(a, b)) + weighed(self.clashes(a, b))

    def mass(self, found: Iterable[str]) -> float:
        """The summed weight of the stems."""
        return float(sum(map(self.weight, sorted(found))))

    def coverage(self, a: Content, b: Content) -> float:
        """The share of the words of both, by weight, that both have."""
        total = a.mass + b.mass
        return 2 * self.mass(a.terms.keys() & b.terms.keys()) / total if total else 0.0

    # --- opposition, of texts that come without a polarity

    def denial(self, a: Content, b: Content) -> tuple[float, str]:
        """How strongly one side alone denies what both speak of (0 to 1), and its words; 0 where
        both deny or neither.

        A denial counts by the share of the shared words in its clause, and by how much of the
        better covered side is shared.
        """
        denier, other, found = _denier(a, b)
        cues = {key for denial in found for key in stems(denial.cue)}
        shared, own = denier.stems & other.stems, denier.stems - cues
        if not found or not shared:
            return 0.0, ""
        covered = max(self.mass(shared) / self.mass(side) for side in (own, other.stems) if side)
        reach, cue = max((self._reach(denier, denial, shared), denial.cue) for denial in found)
        return min(covered * reach, 1.0), cue

    def _reach(self, denier: Content, denial: Denial, shared: frozenset[str]) -> float:
        """The share of the shared words that the denial reaches."""
        floor = FLOOR[denial.kind] if len(words(denier.text)) <= SHORT else 0.0
        return max(floor, self.mass(shared & denial.clause) / self.mass(shared))


def weighed(features: dict[str, float]) -> float:
    """What the features of a text add to its score."""
    return sum([weights("text")[name] * value for name, value in features.items()]) / full()


def own_weight(term: str) -> float:
    """The share of its rarity that a term counts with."""
    return 0.5 if term.startswith("~") else LIGHT_WEIGHT if term in LIGHT else 1.0


def _denier(a: Content, b: Content) -> tuple[Content, Content, list[Denial]]:
    """The side that denies, the other, and its denials; no denials if both sides deny or neither.

    What both say was prevented or left undone is part of what they speak of: "will stop serving" is
    no denial of "to stop serving".
    """
    undone = [
        {stem(denial.cue) for denial in side.denials if denial.kind == "undone"} for side in (a, b)
    ]
    one, other = (
        [denial for denial in side.denials if stem(denial.cue) not in undone[0] & undone[1]]
        for side in (a, b)
    )
    if bool(one) == bool(other):
        return a, b, []
    return (a, b, one) if one else (b, a, other)


# --- numbers ------------------------------------------------------------------------------------

ONES = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen".split()
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
# "one" is left out: it is a pronoun more often than a number
SPELLED = {word: value for value, word in enumerate(ONES, 2)} | {
    word: 10 * value for value, word in enumerate(TENS, 2)
}
DIGITS = re.compile(rf"\d|{'|'.join(SPELLED)}")
SCALES = {
    "hundred": 1e2,
    "dozen": 12.0,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
ABOVE = ("more than", "over", "above", "exceeding", "upwards of", "higher than", "greater than")
BELOW = ("fewer than", "less than", "under", "below", "lower than")
LEAST, MOST = ("at least", "no fewer than", "no less than"), ("at most", "up to", "no more than")
# Of a date only: "anger after seven girls fell ill" says when there was anger, and not how many
# girls
AFTER, SINCE, BEFORE, UNTIL = (
    ("after", "later than"),
    ("since", "from"),
    ("before", "prior to", "earlier than"),
    ("until", "till"),
)
ABOUT = ("about", "around", "nearly", "almost", "roughly", "approximately", "some")
BOUNDS = "|".join(sorted(ABOVE + BELOW + LEAST + MOST + ABOUT, key=len, reverse=True))
NUMBER = re.compile(
    rf"(?:\b(?P<bound>{BOUNDS})\s+)?"
    r"(?:(?:the )?age (?:of )?)?(?P<sign>[$€£]\s?)?"
    # not the digits of a word, a time, a date or a score: "G20", "10:30", "6: 00", "24/7", "3-1";
    # nor of a name: "AK 47"
    r"(?<![\w.:/\-])(?<!: )(?<!(?-i:[A-Z][A-Z]) )"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    rf"\b(?:{'|'.join(SPELLED)})\b)(?![\w:/]|[.,\-]\d)"
    r"(?:[\s\-](?P<scale>hundred|dozen|thousand|million|billion|trillion)s?\b)?"
    # a time of day counts nothing
    r"(?P<percent>\s?%|\s?per\s?cent\b)?(?!\s?[ap]\.?m\b|\s?o['’]clock)",
    re.IGNORECASE,
)


def figures(text: str) -> tuple[Figure, ...]:
    """The numbers of the text with the range each allows: "more than 12" has no upper end, "about
    12" a tenth either way."""
    if not DIGITS.search(text.lower()):  # far quicker
        return ()
    return tuple(_figure(text, match) for match in NUMBER.finditer(text))


MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
MONTH_BEFORE = re.compile(rf"\b(?P<month>{MONTHS})[a-z]*\.?\s$", re.IGNORECASE)
MONTH_AFTER = re.compile(rf"\s(?P<month>{MONTHS})[a-z]*\b", re.IGNORECASE)
# What stands between "before" and the last number of a date: "before 3 May 2019"
DATE_BOUND = re.compile(
    rf"\b(?P<bound>{'|'.join(AFTER + SINCE + BEFORE + UNTIL)})\s+"
    rf"(?P<day>(?:\d{{1,2}}\s)?(?:{MONTHS}[a-z]*\.?\s)?(?:\d{{1,2}},?\s)?)$",
    re.IGNORECASE,
)
IN_YEAR = "the year"  # what a number counts that is a year


def _month(text: str, match: re.Match[str]) -> str | None:
    """The month that the number is a day of."""
    if match["scale"] or not match["digits"].isdigit() or int(match["digits"]) > 31:
        return None
    found = MONTH_BEFORE.search(text[: match.start("digits")]) or MONTH_AFTER.match(
        text, match.end("digits")
    )
    return found and found["month"].lower()


def _figure(text: str, match: re.Match[str]) -> Figure:
    digits = match["digits"].lower().replace(",", "")
    scale = SCALES.get((match["scale"] or "").lower(), 1.0)
    value = float(SPELLED.get(digits, digits)) * scale
    # "7 million" and "2.5" are rounded to their last digit, a plain whole number is meant as it
    # stands
    rounding = (
        scale * 10.0 ** -len(digits.partition(".")[2]) / 2 if scale > 1 or "." in digits else 0.0
    )
    unit = _counted(text, match)
    dated = DATE_BOUND.search(text[: match.start("digits")]) if _is_date(unit) else None
    low, high = (
        _dated(value, dated, unit)
        if dated
        else _range(value, rounding, (match["bound"] or "").lower())
    )
    return Figure(match.group().strip(), low, high, unit, _kinds(text, match))


def _is_date(unit: frozenset[str]) -> bool:
    return any(key == IN_YEAR or key.startswith("day of ") for key in unit)


def _dated(value: float, bound: re.Match[str], unit: frozenset[str]) -> tuple[float, float]:
    """The first and the last day or year that "before", "after", "since" or "until" allow."""
    word = bound["bound"].lower()
    # "after May 2019" may still be in 2019, "after 2019" may not
    within = word in SINCE + UNTIL or (unit == {IN_YEAR} and bool(bound["day"]))
    if word in AFTER + SINCE:
        return value if within else math.nextafter(value, math.inf), math.inf
    return -math.inf, value if within else math.nextafter(value, -math.inf)


def _range(value: float, rounding: float, bound: str) -> tuple[float, float]:
    """The lowest and the highest value that the number with its bound allows."""
    if bound in ABOVE:
        return math.nextafter(value, math.inf), math.inf
    if bound in BELOW:
        return -math.inf, math.nextafter(value, -math.inf)
    low, high = value - rounding, value + rounding
    if bound in LEAST:
        return low, math.inf
    if bound in MOST:
        return -math.inf, high
    return (low * 0.9, high * 1.1) if bound in ABOUT else (low, high)


def _counted(text: str, match: re.Match[str]) -> frozenset[str]:
    """The stems of what the number counts: the two words after it, or before it where the phrase
    ends with the number."""
    if match["percent"] or match["sign"]:
        return frozenset({"%" if match["percent"] else "$"})
    if month := _month(text, match):
        return frozenset({f"day of {month}"})
    if not match["scale"] and re.fullmatch(r"1[5-9]\d\d|20\d\d", match["digits"]):
        return frozenset({IN_YEAR})
    after = CLAUSE.split(text[match.end() :], maxsplit=1)[0]
    before = CLAUSE.split(text[: match.start()])[-1]
    beside = takewhile(lambda word: word not in STOP_WORDS, words(after)[:2])
    return frozenset(stems(" ".join(beside)) or stems(before)[-2:])


@cache
def _count_kinds() -> dict[str, str]:
    return {
        stem(word): row["kind"]
        for row in data_table("compare_counts.tsv")
        for word in row["words"].split()
    }


def _kinds(text: str, match: re.Match[str]) -> frozenset[str]:
    """What became of those that the number counts, by the nearest such word of its clause: "12 died
    and 40 were hurt"."""
    if _month(text, match):
        return frozenset()
    before, after = (
        words(CLAUSE.split(text[: match.start()])[-1])[::-1],
        words(CLAUSE.split(text[match.end() :], maxsplit=1)[0]),
    )
    near = [
        (i, kind)
        for side in (after, before)
        for i, word in enumerate(side)
        if (kind := _count_kinds().get(stem(word)))
    ]
    return frozenset({min(near)[1]} - {"people"}) if near else frozenset()


def _count_one_thing(a: Figure, b: Figure) -> bool:
    """Whether two numbers count the same: the same word, or people of whom the same is said ("31
    dead", "47 people killed")."""
    people = all(
        not figure.unit or any(_count_kinds().get(key) for key in figure.unit) for figure in (a, b)
    )
    return a.kinds == b.kinds and (bool(a.unit & b.unit) or bool(a.kinds and people))


def _compatible(a: Figure, b: Figure) -> bool:
    """Whether both numbers can be true of one thing."""
    return a.low <= b.high and b.low <= a.high


def number_conflict(a: Content, b: Content) -> tuple[Figure, Figure] | None:
    """The first two numbers that count the same thing and cannot both be true; None where a like
    number of the other side agrees."""
    if not (a.figures and b.figures):
        return None
    clashing = product(_unmatched(a, b), _unmatched(b, a))
    return next(((one, other) for one, other in clashing if _count_one_thing(one, other)), None)


def _unmatched(side: Content, other: Content) -> list[Figure]:
    """The numbers of one side that no like number of the other side agrees with."""
    return [
        one
        for one in side.figures
        if not any(_count_one_thing(one, like) and _compatible(one, like) for like in other.figures)
    ]


def pair_scores(pairs: list[tuple[str, str]]) -> list[Row]:
    """For each pair of bare texts, which are parsed for verbs and names: score, how alike they are
    (as `Scorer.score`); opposed, how strongly they oppose each other (0 to 1); label, whether they
    do.
    """
    # here, since what it loads takes a second, and claims, parsed long ago, need none of it
    from lib.parse import parse

    texts = sorted({text for pair in pairs for text in pair})
    scorer = Scorer(texts)
    contents = {
        text: scorer.read(text, _parts(doc)) for text, doc in zip(texts, parse(texts), strict=True)
    }
    return [_pair(scorer, contents[a], contents[b]) for a, b in pairs]


def _parts(doc: "Doc") -> Parts:
    """The verbs and the names of people and of countries or cities of a parsed text; organisations
    have too many names for one body."""
    verbs = {stem(token.lemma_.lower()) for token in doc if token.pos_ == "VERB"} - LIGHT
    names: dict[str, set[str]] = defaultdict(set)
    for entity in doc.ents:
        if entity.label_ in {"PERSON", "GPE"}:
            names[entity.label_].update(stems(entity.text))
    return Parts(frozenset(verbs), {kind: frozenset(keys) for kind, keys in names.items() if keys})


def _pair(scorer: Scorer, a: Content, b: Content) -> Row:
    opposed = 1.0 if number_conflict(a, b) else scorer.denial(a, b)[0]
    return {
        "score": round(scorer.score(a, b), 3),
        "opposed": round(opposed, 3),
        "label": opposed >= OPPOSED,
    }


def above(base: float, values: np.ndarray | float) -> np.ndarray | float:
    """As much of the values as is above the base, 0 to 1."""
    return np.maximum(values - base, 0.0) / (1 - base)


Bag = Mapping[Hashable, float] | Collection[Hashable]


def counted(*lists: Sequence[Bag]) -> tuple[dict[Hashable, int], list[sparse.csr_array]]:
    """The column of each thing, and for each list of bags a table with a row for each bag, a member
    of a set being 1."""
    columns: dict[Hashable, int] = {}
    found = [_entries(bags, columns) for bags in lists]
    return columns, [
        sparse.csr_array(one, shape=(len(bags), len(columns)))
        for one, bags in zip(found, lists, strict=True)
    ]


def _entries(
    bags: Sequence[Bag], columns: dict[Hashable, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The values, columns and row ends of a table of the bags; columns are given out as they are
    needed."""
    places = [columns.setdefault(thing, len(columns)) for bag in bags for thing in bag]
    values = [
        value
        for bag in bags
        for value in (bag.values() if isinstance(bag, Mapping) else [1.0] * len(bag))
    ]
    return (
        np.array(values, dtype=float),
        np.array(places, dtype=np.int32),
        np.cumsum([0, *map(len, bags)], dtype=np.int32),
    )


def with_kin(keys: Iterable[str]) -> frozenset[str]:
    """The stems and the groups of near-synonyms that these belong to."""
    return frozenset(term for key in keys for term in (key, *kin(key)))


def _clash(a: Content, b: Content, kind: str) -> float:
    """1 where both have names of the kind and none of either stands anywhere in the other."""
    one, other = a.parts.names.get(kind), b.parts.names.get(kind)
    return float(bool(one and other) and not (one & b.stems or other & a.stems))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    total = len(a) + len(b)
    return 2 * len(a & b) / total if total else 0.0
