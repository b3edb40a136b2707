"""How alike two texts are and whether they oppose each other: a transparent score with weights in a table, and no model."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from sklearn.feature_extraction.text import TfidfVectorizer

from lib.text import data_table, stem, stems, words

# From this strength on a denial of one side opposes the other; swept on emergent, fnc, rte3 and vitaminc together.
OPPOSED = 0.12
# Words that tell little of what a sentence is about, and count accordingly; "not" is a matter of polarity, not of likeness.
LIGHT = frozenset(stem(word) for word in "both other another more most all any some each every several many much not no only just well "
                  "further new own same not include including make take get give use put set go come say".split())
LIGHT_WEIGHT = 0.5

Row = dict[str, Any]

# --- what is compared of a text ---------------------------------------------------------------------------------------------------


class Figure(NamedTuple):
    """A number: its words, the range that it allows, the stems of what it counts, and whether these are dead, hurt, missing …"""

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


class Content(NamedTuple):
    """What is compared of a text: its weighted terms (a vector of length one), character 4-grams, stems, numbers, denials, and the first
    word that stands at each end of a scale of opposites."""

    text: str
    terms: dict[str, float]
    grams: Counter[str]
    stems: frozenset[str]
    figures: tuple[Figure, ...]
    denials: tuple[Denial, ...]
    ends: dict[tuple[str, str], str]

    @property
    def scales(self) -> frozenset[str]:
        """The scales of opposites that it says something of."""
        return frozenset(f"^{scale}" for scale, _ in self.ends)

    @property
    def telling(self) -> frozenset[str]:
        """The stems that say what it is about."""
        return self.stems - LIGHT


def _stem_sets(table: str, label: str, *columns: str) -> dict[str, list[tuple[str, str]]]:
    """For each stem of the columns of a data table: the pairs (label, column) that it stands under."""
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
    return {key: [f"~{label}" for label, _ in found] for key, found in _stem_sets("compare_kin.tsv", "kin", "words").items()}


@cache
def _opposites() -> dict[str, list[tuple[str, str]]]:
    return _stem_sets("compare_opposites.tsv", "scale", "up", "down")


@cache
def weights(of: str) -> dict[str, float]:
    """The weights of the features of a text, or of those that only a claim has."""
    return {row["feature"]: float(row["weight"]) for row in data_table("compare_weights.tsv") if row["of"] == of}


def plain_numbers(text: str) -> str:
    """The text with 6,200 as 6200 and 2:40 as 2.40, so that each is one word."""
    return re.sub(r"(?<=\d):(?=\d\d\b)", ".", re.sub(r"(?<=\d),(?=\d{3}\b)", "", text))


def terms(text: str) -> list[str]:
    """The stems of the text and, after each that has near-synonyms, the names of its groups."""
    return [term for key in stems(plain_numbers(text)) for term in (key, *kin(key))]


def scales(text: str) -> list[str]:
    """The scales of opposites ("^scale") that the words of the text stand on, at either end."""
    return [f"^{scale}" for key in stems(text) for scale, _ in _opposites().get(key, ())]


def scale_ends(text: str) -> dict[tuple[str, str], str]:
    """For each scale and end ("up", "down") that a word of the text stands at, the first such word."""
    found: dict[tuple[str, str], str] = {}
    for word in words(text):
        for end in _opposites().get(stem(word), ()):
            found.setdefault(end, word)
    return found


def opposite_words(a: Content, b: Content) -> tuple[str, str]:
    """The first words of the two that stand at opposite ends of a scale of compare_opposites.tsv; two empty texts if there are none.

    A scale of which one side has both ends opposes nothing: "fell after it rose", "rose after it fell".
    """
    for (scale, end), word in a.ends.items():
        other = "down" if end == "up" else "up"
        if (scale, other) in b.ends and (scale, other) not in a.ends and (scale, end) not in b.ends:
            return word, b.ends[scale, other]
    return "", ""


def _grams(text: str, size: int = 4) -> Counter[str]:
    line = f" {' '.join(words(text))} "
    return Counter(line[i : i + size] for i in range(max(len(line) - size + 1, 0)))


# A clause ends at punctuation followed by a space, at a dash, and before words that open another clause.
CLAUSE = re.compile(r"[,;:.!?()“”\"|]+(?:\s|$)|\s[-–—]\s|—|\b(?:but|after|who|which|because|although|while)\b", re.IGNORECASE)


@cache
def _denial_cues() -> tuple[dict[str, str], dict[tuple[str, ...], str]]:
    """The denial cues of one word, by stem, and those of several, by words, with their kinds."""
    rows = data_table("compare_denials.tsv")
    single = {stem(row["cue"]): row["kind"] for row in rows if " " not in row["cue"]}
    return single, {tuple(row["cue"].split()): row["kind"] for row in rows if " " in row["cue"]}


def denials(text: str) -> tuple[Denial, ...]:
    """The denials in the text, each with the stems of the clause that it stands in."""
    found = []
    for clause in CLAUSE.split(text):
        # "didn't" is one word to WORD, and its stem says nothing
        line = ["not" if word.endswith(("n't", "n’t")) else word for word in words(clause)]
        found += [Denial(cue, kind, frozenset(stems(clause))) for cue, kind in _cues_in(line)]
    return tuple(found)


def _cues_in(line: list[str]) -> Iterator[tuple[str, str]]:
    single, phrases = _denial_cues()
    yield from ((word, single[stem(word)]) for word in line if stem(word) in single)
    for phrase, kind in phrases.items():
        if any(tuple(line[i : i + len(phrase)]) == phrase for i in range(len(line))):
            yield " ".join(phrase), kind


# --- the score ---------------------------------------------------------------------------------------------------------------------


class Scorer:
    """Scores how alike two contents are and whether they oppose each other, with stems weighted by their rarity in the texts given.

    The rarity is counted over the distinct texts, so that a copy of a text changes no score.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True, norm=None)
        distinct = sorted(set(texts))
        self.vectorizer.fit(distinct if any(map(terms, distinct)) else ["nothing"])
        self.rarity = dict(zip(self.vectorizer.get_feature_names_out(), self.vectorizer.idf_, strict=True))
        self.rarest = float(max(self.vectorizer.idf_))

    def weight(self, term: str) -> float:
        """How much a shared term counts: its inverse document frequency; half of it for a group of near-synonyms, less for a light word."""
        return self.rarity.get(term, self.rarest) * (0.5 if term.startswith("~") else LIGHT_WEIGHT if term in LIGHT else 1.0)

    def read(self, text: str) -> Content:
        """What is compared of the text."""
        raw = {term: (1 + math.log(count)) * self.weight(term) for term, count in sorted(Counter(terms(text)).items())}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        unit = {term: value / length for term, value in raw.items()}
        keys = frozenset(stems(plain_numbers(text)))
        return Content(text, unit, _grams(plain_numbers(text)), keys, figures(text), denials(text), scale_ends(text))

    def features(self, a: Content, b: Content) -> dict[str, float]:
        """The features of compare_weights.tsv for two contents, each 0 to 1."""
        return {
            "words": float(sum(value * b.terms[term] for term, value in a.terms.items() if term in b.terms)),
            "letters": _dice(a.grams, b.grams),
            "coverage": self.coverage(a, b),
            "numbers": float(bool(a.figures and b.figures) and not any(_compatible(x, y) for x in a.figures for y in b.figures)),
        }

    def score(self, a: Content, b: Content) -> float:
        """How alike two contents are, 0 to 1, whatever their polarity."""
        weight = weights("text")
        total = sum(weight[name] * value for name, value in self.features(a, b).items())
        return min(max(total / sum(value for value in weight.values() if value > 0), 0.0), 1.0)

    def mass(self, found: Iterable[str]) -> float:
        """The summed weight of the stems."""
        return float(sum(self.weight(term) for term in sorted(found)))

    def coverage(self, a: Content, b: Content) -> float:
        """The share of the words of both, by weight, that both have."""
        total = self.mass(a.terms) + self.mass(b.terms)
        return 2 * self.mass(a.terms.keys() & b.terms.keys()) / total if total else 0.0

    # --- opposition, of texts that come without a polarity

    def denial(self, a: Content, b: Content) -> tuple[float, str]:
        """How strongly one side alone denies what both speak of (0 to 1), and its words; 0 where both deny or neither.

        A denial counts by the share of the shared words in its clause, and by how much of the better covered side is shared.
        """
        if bool(a.denials) == bool(b.denials):
            return 0.0, ""
        denier, other = (a, b) if a.denials else (b, a)
        cues = frozenset(key for found in denier.denials for key in stems(found.cue))
        shared, own = denier.stems & other.stems, denier.stems - cues
        if not shared:
            return 0.0, ""
        covered = max(self.mass(shared) / self.mass(side) for side in (own, other.stems) if side)
        # in a headline or a short claim the denial reaches over the whole; in a long sentence hardly beyond its clause
        floor = 0.6 if len(words(denier.text)) <= 20 else 0.2
        reach, cue = max((max(floor, self.mass(shared & found.clause) / self.mass(shared)), found.cue) for found in denier.denials)
        return min(covered * reach, 1.0), cue


# --- numbers -----------------------------------------------------------------------------------------------------------------------

ONES = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
# "one" is left out: it is a pronoun more often than a number
SPELLED = {word: value for value, word in enumerate(ONES, 2)} | {word: 10 * value for value, word in enumerate(TENS, 2)}
SCALES = {"hundred": 1e2, "dozen": 12.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
LOWER = ("at least", "more than", "over", "above", "exceeding", "upwards of", "no fewer than", "no less than")
UPPER = ("fewer than", "less than", "under", "below", "at most", "up to", "no more than")
ABOUT = ("about", "around", "nearly", "almost", "roughly", "approximately", "some")
NUMBER = re.compile(
    rf"(?:\b(?P<bound>{'|'.join(sorted(LOWER + UPPER + ABOUT, key=len, reverse=True))})\s+)?"
    r"(?P<sign>[$€£]\s?)?"
    # not the digits of a word, a time, a date or a score: "G20", "10:30", "24/7", "3-1"
    r"(?<![\w.:/\-])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    rf"\b(?:{'|'.join(SPELLED)})\b)(?![\w:/]|[.,\-]\d)"
    r"(?:[\s\-](?P<scale>hundred|dozen|thousand|million|billion|trillion)s?\b)?"
    r"(?P<percent>\s?%|\s?per\s?cent\b)?",
    re.IGNORECASE,
)


def figures(text: str) -> tuple[Figure, ...]:
    """The numbers of the text with the range each allows: "more than 12" has no upper end, "about 12" a tenth either way."""
    return tuple(_figure(text, match) for match in NUMBER.finditer(text))


def _figure(text: str, match: re.Match[str]) -> Figure:
    digits, bound = match["digits"].lower().replace(",", ""), (match["bound"] or "").lower()
    scale = SCALES.get((match["scale"] or "").lower(), 1.0)
    value = float(SPELLED.get(digits, digits)) * scale
    # "7 million" and "2.5" are rounded to their last digit, a plain whole number is meant as it stands
    rounding = scale * 10.0 ** -len(digits.partition(".")[2]) / 2 if scale > 1 or "." in digits else 0.0
    low, high = value - rounding, value + rounding
    if bound in LOWER:
        high = math.inf
    elif bound in UPPER:
        low = -math.inf
    elif bound in ABOUT:
        low, high = low * 0.9, high * 1.1
    return Figure(match.group().strip(), low, high, _counted(text, match), _kinds(text, match))


def _counted(text: str, match: re.Match[str]) -> frozenset[str]:
    """The stems of what the number counts: the two words after it, or before it where the phrase ends with the number."""
    if match["percent"] or match["sign"]:
        return frozenset({"%" if match["percent"] else "$"})
    if not match["scale"] and re.fullmatch(r"1[5-9]\d\d|20\d\d", match["digits"]):
        return frozenset({"year"})
    after = CLAUSE.split(text[match.end() :], maxsplit=1)[0]
    before = CLAUSE.split(text[: match.start()])[-1]
    return frozenset(stems(after)[:2] or stems(before)[-2:])


@cache
def _count_kinds() -> dict[str, str]:
    return {stem(word): row["kind"] for row in data_table("compare_counts.tsv") for word in row["words"].split()}


def _kinds(text: str, match: re.Match[str]) -> frozenset[str]:
    """What became of those that the number counts, by the nearest such word of its clause: "12 died and 40 were hurt"."""
    before, after = words(CLAUSE.split(text[: match.start()])[-1])[::-1], words(CLAUSE.split(text[match.end() :], maxsplit=1)[0])
    near = [(i, kind) for side in (after, before) for i, word in enumerate(side) if (kind := _count_kinds().get(stem(word)))]
    return frozenset({min(near)[1]} - {"people"}) if near else frozenset()


def _count_one_thing(a: Figure, b: Figure) -> bool:
    """Whether two numbers count the same: the same word, or people of whom the same is said ("31 dead", "47 people killed")."""
    people = all(not figure.unit or any(_count_kinds().get(key) for key in figure.unit) for figure in (a, b))
    return a.kinds == b.kinds and (bool(a.unit & b.unit) or bool(a.kinds and people))


def _compatible(a: Figure, b: Figure) -> bool:
    """Whether both numbers can be true of one thing; two open bounds in one direction must be within 15 % of each other."""
    if math.isinf(a.high) and math.isinf(b.high):
        return abs(a.low - b.low) <= 0.15 * max(abs(a.low), abs(b.low))
    if math.isinf(a.low) and math.isinf(b.low):
        return abs(a.high - b.high) <= 0.15 * max(abs(a.high), abs(b.high))
    return a.low <= b.high and b.low <= a.high


def number_conflict(a: Content, b: Content) -> tuple[Figure, Figure] | None:
    """The first two numbers that count the same thing and cannot both be true; None where a like number agrees."""
    for one in a.figures:
        like = [other for other in b.figures if _count_one_thing(one, other)]
        if like and not any(_compatible(one, other) for other in like):
            return one, like[0]
    return None


def pair_scores(pairs: list[tuple[str, str]]) -> list[Row]:
    """For each pair of bare texts: score, how alike they are, and opposed, how strongly one denies the other, both 0 to 1."""
    scorer = Scorer(text for pair in pairs for text in pair)
    contents = {text: scorer.read(text) for text in sorted({text for pair in pairs for text in pair})}
    return [_pair(scorer, contents[a], contents[b]) for a, b in pairs]


def _pair(scorer: Scorer, a: Content, b: Content) -> Row:
    denied, cue = scorer.denial(a, b)
    clash = number_conflict(a, b)
    opposed = max(denied, 1.0 if clash else 0.0)
    return {"score": round(scorer.score(a, b), 3), "opposed": round(opposed, 3), "label": opposed >= OPPOSED}


def _dice(a: Counter[str], b: Counter[str]) -> float:
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0
