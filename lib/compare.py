"""Stage 4: who copies whom, which claims agree, conflict or are related and why, families, profiles and findings."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer

from lib.text import STOP_WORDS, WORD, data_table, joined, sentences, shorten, stem, stems, words

Row = dict[str, Any]

# Measured on ecb_docs and stance_fnc: average-linked documents of one story are at least this alike.
STORY_COSINE = 0.17
# Two reports on one matter whose whole vocabulary is less alike than this are not compared sentence by sentence.
COPY_COSINE = 0.4
# An aligned sentence that was copied with light edits keeps this much of its letters in their order (a ratio of 0 to 100). A spun one, its words
# replaced by synonyms, keeps less; it is told from two reporters' own sentences (up to 65) by keeping at least two names and numbers and half of all.
COPY_RATIO, SPUN_RATIO, SPUN_MARKS = 80, 60, 2
# This share of the shorter report's own sentences, and not fewer than three of them, must have a twin in the other.
COPY_SHARE, COPY_SENTENCES = 0.35, 3
# Sentences of fewer words (datelines, "Read more") are alike by chance.
COPY_WORDS = 6
# A claim has at most this many counterparts that are merely related: a table that matches everything says nothing.
RELATED_A_CLAIM = 2
MATCHES_A_CLAIM = 1.5  # a match belongs to two claims, so that this is three a claim on average
# How far above the threshold two claims must be alike to be the same claim, and to be the same but for what opposes.
SAME = 0.1
# Without a date on either side, only claims this alike are held to be of one and the same event.
TWIN = 0.62
# The same words said by two speakers: at least this ratio of the letters, and at least this many words.
QUOTE_RATIO, QUOTE_WORDS = 85, 6
# From this strength on a denial of one side opposes the other; swept on emergent, fnc, rte3 and vitaminc together.
OPPOSED = 0.12


# --- what is compared of a text ---------------------------------------------------------------------------------------------------


class Figure(NamedTuple):
    """A number: its words, the range that it allows, and the stems of what it counts."""

    text: str
    low: float
    high: float
    unit: frozenset[str]


class Denial(NamedTuple):
    """A word that turns a clause into its opposite, its kind, and the stems of that clause."""

    cue: str
    kind: str
    clause: frozenset[str]


class Content(NamedTuple):
    """What is compared of a text: weighted terms of length one, character 4-grams, stems, numbers and denials."""

    text: str
    terms: dict[str, float]
    grams: Counter[str]
    stems: frozenset[str]
    figures: tuple[Figure, ...]
    denials: tuple[Denial, ...]


def _stem_sets(table: str, label: str, *columns: str) -> dict[str, list[tuple[str, str]]]:
    """For each stem of the columns of a data table: the pairs (label, column) that it stands under."""
    found = defaultdict(list)
    for row in data_table(table):
        for column in columns:
            for word in row[column].split():
                if (row[label], column) not in found[stem(word)]:
                    found[stem(word)].append((row[label], column))
    return dict(found)


@cache
def _kin() -> dict[str, list[str]]:
    """For each stem: the groups of near-synonyms it belongs to, as terms of their own ("~group")."""
    return {key: [f"~{label}" for label, _ in found] for key, found in _stem_sets("compare_kin.tsv", "kin", "words").items()}


@cache
def _opposites() -> dict[str, list[tuple[str, str]]]:
    return _stem_sets("compare_opposites.tsv", "scale", "up", "down")


@cache
def _weights(of: str) -> dict[str, float]:
    """The weights of the features of a text, or of those that only a claim has."""
    return {row["feature"]: float(row["weight"]) for row in data_table("compare_weights.tsv") if row["of"] == of}


def terms(text: str) -> list[str]:
    """The stems of the text and, after each that has near-synonyms, the names of its groups."""
    return [term for key in stems(text) for term in (key, *_kin().get(key, ()))]


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
        """How much a shared term counts: its inverse document frequency; half of it for a group of near-synonyms."""
        return self.rarity.get(term, self.rarest) * (0.5 if term.startswith("~") else 1.0)

    def read(self, text: str) -> Content:
        """What is compared of the text."""
        raw = {term: (1 + math.log(count)) * self.weight(term) for term, count in sorted(Counter(terms(text)).items())}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        unit = {term: value / length for term, value in raw.items()}
        return Content(text, unit, _grams(text), frozenset(stems(text)), figures(text), denials(text))

    def features(self, a: Content, b: Content) -> dict[str, float]:
        """The features of compare_weights.tsv for two contents, each 0 to 1."""
        return {
            "words": sum(value * b.terms[term] for term, value in a.terms.items() if term in b.terms),
            "letters": _dice(a.grams, b.grams),
            "coverage": self._coverage(a, b),
            "numbers": float(bool(a.figures and b.figures) and not any(_compatible(x, y) for x in a.figures for y in b.figures)),
        }

    def score(self, a: Content, b: Content) -> float:
        """How alike two contents are, 0 to 1, whatever their polarity."""
        weights = _weights("text")
        total = sum(weights[name] * value for name, value in self.features(a, b).items())
        return min(max(total / sum(value for value in weights.values() if value > 0), 0.0), 1.0)

    def mass(self, found: Iterable[str]) -> float:
        """The summed weight of the stems."""
        return sum(self.weight(term) for term in sorted(found))

    def _coverage(self, a: Content, b: Content) -> float:
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
    return Figure(match.group().strip(), low, high, _counted(text, match))


def _counted(text: str, match: re.Match[str]) -> frozenset[str]:
    """The stems of what the number counts: the two words after it, or before it where the phrase ends with the number."""
    if match["percent"] or match["sign"]:
        return frozenset({"%" if match["percent"] else "$"})
    if not match["scale"] and re.fullmatch(r"1[5-9]\d\d|20\d\d", match["digits"]):
        return frozenset({"year"})
    after = CLAUSE.split(text[match.end() :], maxsplit=1)[0]
    before = CLAUSE.split(text[: match.start()])[-1]
    return frozenset(stems(after)[:2] or stems(before)[-2:])


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
        like = [other for other in b.figures if one.unit & other.unit]
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


# --- stories and origins -----------------------------------------------------------------------------------------------------------


class Passage(NamedTuple):
    """A sentence of a block: its own words without quotations, and the block's place in the decoded text."""

    text: str
    start: int
    end: int
    marks: frozenset[str]


def origins(documents: list[Row], blocks: list[Row], *, one_story: bool) -> list[Row]:
    """Rows of table "origins" for the documents that went on: the story and the origin of each, named by their smallest doc_id.

    Two documents of one story share an origin where enough of the shorter one's sentences, quotations aside, stand in the other
    with their names and numbers: a press briefing that both quote does not make one a copy of the other.
    """
    ids = sorted(row["doc_id"] for row in documents if row["status"] == "ok")
    parts: dict[str, list[Row]] = {doc_id: [] for doc_id in ids}
    for block in sorted(blocks, key=lambda block: (block["doc_id"], block["order"])):
        parts.get(block["doc_id"], []).append(block)
    likeness = _likeness([" ".join(block["text"] for block in parts[doc_id]) for doc_id in ids])
    story = dict.fromkeys(ids, ids[0]) if ids and one_story else _stories(ids, likeness)
    shared = _copies(ids, parts, likeness, story)
    origin = _components(ids, shared)
    return [{"doc_id": i, "story": story[i], "origin": origin[i], "evidence": _evidence(i, shared)} for i in ids]


def _likeness(texts: list[str]) -> np.ndarray:
    """Cosines of the texts' TF-IDF vectors over stems."""
    if not any(stems(text) for text in texts):
        return np.eye(len(texts))
    vectors = TfidfVectorizer(analyzer=stems, sublinear_tf=True).fit_transform(texts)
    return (vectors @ vectors.T).toarray()


def _stories(ids: list[str], likeness: np.ndarray) -> dict[str, str]:
    """The first document of each one's story: average-linked documents above STORY_COSINE."""
    if len(ids) < 2:
        return {doc_id: doc_id for doc_id in ids}
    clustering = AgglomerativeClustering(n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - STORY_COSINE)
    labels = clustering.fit_predict(np.clip(1 - likeness, 0, 1))
    first: dict[int, str] = {}
    return {doc_id: first.setdefault(label, doc_id) for doc_id, label in zip(ids, labels, strict=True)}


def _copies(ids: list[str], parts: dict[str, list[Row]], likeness: np.ndarray, story: dict[str, str]) -> dict[tuple[str, str], list]:
    """For each pair of documents of one origin: the passages that they share."""
    passages = {doc_id: _passages(parts[doc_id]) for doc_id in ids}
    found = {}
    for i, j in combinations(range(len(ids)), 2):
        a, b = ids[i], ids[j]
        if story[a] == story[b] and likeness[i, j] >= COPY_COSINE and (shared := _shared(passages[a], passages[b])):
            found[a, b] = shared
    return found


QUOTATION = re.compile(r"[“\"«][^“”\"«»]*(?:[”\"»]|$)")


def _passages(blocks: list[Row]) -> list[Passage]:
    found = []
    for block in blocks:
        for start, end in sentences(block["text"]):
            own = QUOTATION.sub(" ", block["text"][start:end])
            if len(words(own)) >= COPY_WORDS:
                found.append(Passage(" ".join(words(own)), block["start"], block["end"], _marks(own)))
    return found


def _marks(text: str) -> frozenset[str]:
    """What a spinner must not change: the numbers, and the names inside the sentence."""
    found = [match.group() for match in WORD.finditer(text)]
    return frozenset(word for i, word in enumerate(found) if word[0].isdigit() or (i and word[0].isupper()))


def _shared(a: list[Passage], b: list[Passage]) -> list[tuple[Passage, Passage]]:
    """The aligned passages, one to one, if they are enough to make one document a copy of the other; else none."""
    if min(len(a), len(b)) < COPY_SENTENCES:
        return []
    ratio = process.cdist([one.text for one in a], [one.text for one in b], scorer=fuzz.ratio)
    taken_a, taken_b, found = set(), set(), []
    for i, j in sorted(np.argwhere(ratio >= SPUN_RATIO).tolist(), key=lambda pair: (-ratio[pair[0], pair[1]], pair)):
        if i not in taken_a and j not in taken_b and (ratio[i, j] >= COPY_RATIO or _marks_kept(a[i].marks, b[j].marks)):
            taken_a.add(i), taken_b.add(j), found.append((a[i], b[j]))
    enough = max(COPY_SENTENCES, COPY_SHARE * min(len(a), len(b)))
    return sorted(found, key=lambda pair: (pair[0].start, pair[1].start, pair)) if len(found) >= enough else []


def _marks_kept(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= max(SPUN_MARKS, 0.5 * max(len(a), len(b)))


def _components(ids: list[str], links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The smallest id of each one's connected component."""
    first = {doc_id: doc_id for doc_id in ids}
    for a, b in sorted(links):
        low, high = sorted((first[a], first[b]))
        first = {doc_id: low if name == high else name for doc_id, name in first.items()}
    return first


def _evidence(doc_id: str, shared: dict[tuple[str, str], list]) -> list[Row]:
    """The passages that the document shares, seen from its side, each pair of blocks once."""
    found = set()
    for (a, b), passages in shared.items():
        for one, other in passages:
            if a == doc_id:
                found.add((b, one.start, one.end, other.start, other.end))
            elif b == doc_id:
                found.add((a, other.start, other.end, one.start, one.end))
    return [dict(zip(("doc_id", "start", "end", "other_start", "other_end"), places, strict=True)) for places in sorted(found)]


# --- matches -----------------------------------------------------------------------------------------------------------------------


class Side(NamedTuple):
    """A claim as it is compared: its row, its content, and its actors with those that its subject names first."""

    row: Row
    content: Content
    actors: frozenset[str]
    doers: frozenset[str]


class Pair(NamedTuple):
    """Two claims of two documents, the smaller claim_id first, and how alike they are."""

    a: Side
    b: Side
    score: float


class Finding(NamedTuple):
    """A difference between two claims: whether it makes both impossible at once (opposed) or sets them apart, and the sentence."""

    opposed: bool
    sentence: str


def matches(claims: list[Row], origins: list[Row], *, threshold: float) -> list[Row]:
    """Rows of table "matches": pairs of claims of two documents of one story that are at least `threshold` alike.

    On average at most three a claim. A higher threshold keeps fewer; no other parameter decides.
    """
    scorer = Scorer(_compared(claim) for claim in claims)
    sides = [_side(scorer, claim) for claim in sorted(claims, key=lambda claim: claim["claim_id"])]
    story = {row["doc_id"]: row["story"] for row in origins}
    origin = {row["doc_id"]: row["origin"] for row in origins}
    judged = []
    for a, b in _candidates(scorer, sides, story):
        pair = Pair(a, b, round(_claim_score(scorer, a, b), 3))
        if pair.score >= threshold:
            judged.append(_judge(scorer, pair, threshold, copies=origin[a.row["doc_id"]] == origin[b.row["doc_id"]]))
    return _select(judged, len(claims))


def _compared(claim: Row) -> str:
    """The content with its subject, where the content as it stands lacks it ("has yet to take action")."""
    subject = claim["subject"] or ""
    missing = set(stems(subject)) - set(stems(claim["text"]))
    return f"{subject} {claim['text']}" if missing else claim["text"]


def _side(scorer: Scorer, claim: Row) -> Side:
    actors = frozenset(claim["actors"])
    # An actor stands in the subject if a word of its standard name does, or begins like it: "Afghan", "Afghanistan"
    begins = {key[:5] for key in stems(claim["subject"] or "")}
    doers = frozenset(actor for actor in actors if any(key[:5] in begins for key in stems(actor)))
    return Side(claim, scorer.read(_compared(claim)), actors, doers)


NEIGHBOURS, CHUNK = 30, 512


def _candidates(scorer: Scorer, sides: list[Side], story: dict[str, str]) -> Iterator[tuple[Side, Side]]:
    """Pairs of claims worth a score: each one's nearest by TF-IDF in other documents of its story, each pair once."""
    groups = defaultdict(list)
    for side in sides:
        groups[story[side.row["doc_id"]]].append(side)
    for _, group in sorted(groups.items()):
        yield from ((group[i], group[j]) for i, j in _neighbours(scorer, group))


def _neighbours(scorer: Scorer, group: list[Side]) -> list[tuple[int, int]]:
    """Places of the pairs in the group, in order; ties among the nearest go by place, that is by claim_id."""
    vectors = DictVectorizer().fit_transform([side.content.terms for side in group])
    docs = np.array([side.row["doc_id"] for side in group])
    found = set()
    for start in range(0, len(group), CHUNK):
        near = (vectors[start : start + CHUNK] @ vectors.T).tocsr()
        for i in range(near.shape[0]):
            places, values = near.indices[near.indptr[i] : near.indptr[i + 1]], near.data[near.indptr[i] : near.indptr[i + 1]]
            other = docs[places] != docs[start + i]
            order = np.lexsort((places[other], -values[other].round(9)))[:NEIGHBOURS]
            found |= {(min(start + i, j), max(start + i, j)) for j in places[other][order].tolist()}
    return sorted(found)


def _claim_score(scorer: Scorer, a: Side, b: Side) -> float:
    """The score of the contents, drawn towards 1 by a shared predicate and towards 0 by actors that have nothing in common."""
    score = scorer.score(a.content, b.content)
    weights = _weights("claim")
    if _kindred(a.row["predicate"], b.row["predicate"]):
        score += weights["predicate"] * (1 - score)
    if a.actors and b.actors:
        shared = len(a.actors & b.actors) / min(len(a.actors), len(b.actors))
        score += weights["actors"] * (shared * (1 - score) - (1 - shared) * score)
    return min(max(score, 0.0), 1.0)


def _kindred(a: str | None, b: str | None) -> bool:
    """Whether two predicates are the same word or near-synonyms; a bare "be" or "have" is no common ground."""
    return bool(set(terms(a or "")) & set(terms(b or "")))


# --- relations ---------------------------------------------------------------------------------------------------------------------

MODALITY = {"asserted": "stated as fact", "planned": "planned or promised", "recommended": "called for", "possible": "held possible",
            "conditional": "conditional"}


def _judge(scorer: Scorer, pair: Pair, threshold: float, *, copies: bool) -> Row:
    """The row of table "matches" for a pair: the relation by the rules of the design, and the sentences that say why."""
    findings = [finding for rule in RULES for finding in rule(pair)]
    opposed = [finding for finding in findings if finding.opposed]
    same_matter = pair.score >= threshold + SAME
    relation = "related"
    if same_matter and findings and len(opposed) == len(findings):
        relation = "conflict"
    elif same_matter and not findings:
        relation = "agree"
    reasons = [_common(scorer, pair), *(finding.sentence for finding in findings)]
    if not findings and not same_matter:
        reasons.append("too few words in common to call it the same claim")
    if copies:
        reasons.append("one document copies the other, or both copy a third: together they count once")
    a, b = pair.a.row, pair.b.row
    return {"claim_a": a["claim_id"], "claim_b": b["claim_id"], "doc_a": a["doc_id"], "doc_b": b["doc_id"],
            "relation": relation, "score": pair.score, "reasons": reasons}


def _common(scorer: Scorer, pair: Pair) -> str:
    """What both sides have: "both name Taliban and speak of: soil, use, terrorists / militants"."""
    names = joined(sorted(pair.a.actors & pair.b.actors))
    spoken = _spoken(scorer, pair)
    parts = [f"name {names}"] * bool(names) + [f"speak of: {', '.join(spoken)}"] * bool(spoken)
    return f"both {joined(parts)}" if parts else "alike in spelling only"


def _spoken(scorer: Scorer, pair: Pair, size: int = 6) -> list[str]:
    """The rarest words that the two share, in one's order; near-synonyms with a stroke between them."""
    one, other = _by_term(pair.a), _by_term(pair.b)
    named = {key[:5] for actor in pair.a.actors & pair.b.actors for key in stems(actor)}
    shared = [term for term in one if term in other and term[:5] not in named]
    exact = {one[term] for term in shared if not term.startswith("~")}
    shared = [term for term in shared if not term.startswith("~") or (one[term] not in exact and other[term] not in exact)]
    kept = sorted(shared, key=lambda term: (-scorer.weight(term), term))[:size]
    return [one[term] if not term.startswith("~") else f"{one[term]} / {other[term]}" for term in one if term in kept]


def _by_term(side: Side) -> dict[str, str]:
    """For each term of the content, in order: the first word that it stands for."""
    found: dict[str, str] = {}
    for word in words(side.content.text):
        for term in terms(word):
            found.setdefault(term, word)
    return found


def _dated(pair: Pair) -> str:
    """Whether both hold at one time: "same" if their days meet, "other" if they do not, "unknown" where a side has none."""
    a, b = pair.a.row, pair.b.row
    if not (a["time_start"] and b["time_start"]):
        return "unknown"
    return "same" if a["time_start"] <= (b["time_end"] or b["time_start"]) and b["time_start"] <= (a["time_end"] or a["time_start"]) else "other"


def _days(row: Row) -> str:
    start, end = row["time_start"], row["time_end"] or row["time_start"]
    return start if start == end else f"{start} to {end}"


def _polarity(pair: Pair) -> Iterator[Finding]:
    """Negated or denied on one side, of the same deed."""
    a, b = pair.a.row, pair.b.row
    if a["polarity"] == b["polarity"]:
        return
    sentence = f"{a['polarity']} here{_trigger(a)}, {b['polarity']} there{_trigger(b)}"
    if not _same_deed(pair):
        yield Finding(False, f"{sentence}, but not clearly of the same deed")
    else:
        yield Finding(True, sentence)


def _trigger(row: Row) -> str:
    """The words that negate, quoted."""
    found = [denial.cue for denial in denials(f"{row['cue'] or ''}, {row['sentence']}")] if row["polarity"] == "negated" else []
    return f' ("{found[0]}")' if found else ""


def _same_deed(pair: Pair) -> bool:
    """The predicates are kindred, or each stands somewhere in the other content."""
    a, b = pair.a.row["predicate"], pair.b.row["predicate"]
    return _kindred(a, b) or bool(set(stems(a or "")) & pair.b.content.stems) or bool(set(stems(b or "")) & pair.a.content.stems)


def _opposite(pair: Pair) -> Iterator[Finding]:
    """The two ends of one scale, with the same actors: a conflict only where both are dated and the days meet."""
    words_a, words_b = opposite_words(pair.a.content, pair.b.content)
    if not words_a or not pair.a.actors & pair.b.actors:
        return
    sentence = f'opposite directions: "{words_a}" here, "{words_b}" there'
    if pair.a.row["polarity"] != pair.b.row["polarity"]:
        yield Finding(False, f"{sentence}, one of them negated")
    elif _dated(pair) == "same":
        yield Finding(True, f"{sentence}, both on {_days(pair.a.row)}")
    elif _dated(pair) == "unknown":
        yield Finding(False, f"{sentence}; {_undated(pair)}, so whether both held at once cannot be known")


def _undated(pair: Pair) -> str:
    dated = [row for row in (pair.a.row, pair.b.row) if row["time_start"]]
    return f"only one side has a date ({_days(dated[0])})" if dated else "no date on either side"


def opposite_words(a: Content, b: Content) -> tuple[str, str]:
    """The first words of the two that stand at opposite ends of a scale of compare_opposites.tsv; empty if there are none.

    A word that the other side has too is no opposite: "fell after it rose", "rose after it fell".
    """
    ends = _opposites()
    for one in words(a.text):
        for other in words(b.text):
            scales = {(scale, "down" if end == "up" else "up") for scale, end in ends.get(stem(one), ())}
            if scales & set(ends.get(stem(other), ())) and stem(one) not in b.stems and stem(other) not in a.stems:
                return one, other
    return "", ""


def _numbers(pair: Pair) -> Iterator[Finding]:
    """Another number of the same thing: a conflict on the same day, or undated where all else is the same."""
    clash = number_conflict(pair.a.content, pair.b.content)
    if not clash:
        return
    counted = joined(sorted(clash[0].unit & clash[1].unit))
    sentence = f"number ({counted}): {clash[0].text} here, {clash[1].text} there"
    if _dated(pair) == "same":
        yield Finding(True, f"{sentence}, both on {_days(pair.a.row)}")
    elif _dated(pair) == "unknown" and pair.score >= TWIN:
        yield Finding(True, f"{sentence}, of what the other words show to be one thing")
    elif _dated(pair) == "unknown":
        yield Finding(False, f"{sentence}; {_undated(pair)}, so it may be another count")


def _date(pair: Pair) -> Iterator[Finding]:
    """Another day: of one event, a conflict; else another event."""
    if _dated(pair) != "other":
        return
    a, b = pair.a.row, pair.b.row
    sentence = f"date: {_days(a)} here, {_days(b)} there"
    # a toll that differs too is a later count, and what was planned and what was done may fall on two days
    same = all(a[slot] == b[slot] for slot in ("polarity", "modality")) and not number_conflict(pair.a.content, pair.b.content)
    one_event = same and _day(a) and _day(b) and pair.score >= TWIN
    yield Finding(one_event, sentence if one_event else f"{sentence}: another time")


def _day(row: Row) -> bool:
    return row["time_start"] == row["time_end"]


def _modality(pair: Pair) -> Iterator[Finding]:
    """Another status: called for here, done there."""
    a, b = pair.a.row["modality"], pair.b.row["modality"]
    if a != b:
        yield Finding(False, f"{MODALITY[a]} here, {MODALITY[b]} there")


def _actors(pair: Pair) -> Iterator[Finding]:
    """Other actors, or the same in other roles."""
    a, b = pair.a, pair.b
    if a.actors and b.actors and not a.actors & b.actors:
        yield Finding(False, f"about {joined(sorted(a.actors))} here, {joined(sorted(b.actors))} there")
    elif a.doers & (b.actors - b.doers) and b.doers & (a.actors - a.doers):
        yield Finding(False, f"{joined(sorted(a.doers))} acts here, {joined(sorted(b.doers))} there")


def _speaker(pair: Pair) -> Iterator[Finding]:
    """The same words in quotation marks from two named speakers."""
    a, b = pair.a.row, pair.b.row
    if not (a["quoted"] and b["quoted"] and a["source"] and b["source"]) or set(stems(a["source"])) & set(stems(b["source"])):
        return
    line_a, line_b = " ".join(words(a["text"])), " ".join(words(b["text"]))
    if min(len(line_a.split()), len(line_b.split())) >= QUOTE_WORDS and fuzz.ratio(line_a, line_b) >= QUOTE_RATIO:
        yield Finding(True, f"the same words are {a['source']}'s here, {b['source']}'s there")


RULES: tuple[Callable[[Pair], Iterator[Finding]], ...] = (_polarity, _opposite, _numbers, _date, _speaker, _modality, _actors)


def _select(judged: list[Row], claims: int) -> list[Row]:
    """The matches kept: for each claim the best in every other document, few that are merely related, three a claim on average."""
    best = sorted(judged, key=_rank)
    taken: set[tuple[str, str]] = set()
    related: Counter[str] = Counter()
    kept = []
    for row in best:
        ends = {(row["claim_a"], row["doc_b"]), (row["claim_b"], row["doc_a"])}
        # the best of either side stays where it says something; what is merely related must be the best of both, and rare
        if ends <= taken or (row["relation"] == "related" and (ends & taken or _full(related, row))):
            continue
        taken |= ends
        related.update([row["claim_a"], row["claim_b"]] if row["relation"] == "related" else [])
        kept.append(row)
    return sorted(kept[: math.floor(MATCHES_A_CLAIM * claims)], key=lambda row: (row["claim_a"], row["claim_b"]))


def _full(related: Counter[str], row: Row) -> bool:
    return max(related[row["claim_a"]], related[row["claim_b"]]) >= RELATED_A_CLAIM


def _rank(row: Row) -> tuple:
    return row["relation"] == "related", -row["score"], row["claim_a"], row["claim_b"]


# --- families, profile, nearest ----------------------------------------------------------------------------------------------------


def families(claims: list[Row], matches: list[Row], origins: list[Row]) -> list[Row]:
    """Rows of table "families": every claim in exactly one; a claim that nothing agrees with is a family of its own.

    Families are joined along the agreements, best first, and only if they agree in at least half of their pairs of origins and
    conflict in none, so that a chain of likenesses does not swallow everything.
    """
    origin = {row["doc_id"]: row["origin"] for row in origins}
    home = {claim["claim_id"]: origin[claim["doc_id"]] for claim in claims}
    score = {relation: {(row["claim_a"], row["claim_b"]): row["score"] for row in matches if row["relation"] == relation}
             for relation in ("agree", "conflict")}
    family = {claim_id: {claim_id} for claim_id in sorted(home)}
    for a, b in sorted(score["agree"], key=lambda ends: (-score["agree"][ends], ends)):
        one, other = family[a], family[b]
        if one is not other and _united(one, other, home, score):
            one |= other
            family.update(dict.fromkeys(other, one))
    label = _labels(claims, score["agree"], family)
    doc = {claim["claim_id"]: claim["doc_id"] for claim in claims}
    return [
        {"family_id": min(members), "claim_id": claim_id, "doc_id": doc[claim_id], "label": label[claim_id],
         "documents": len({doc[member] for member in members}), "origins": len({home[member] for member in members})}
        for claim_id, members in sorted(family.items())
    ]


def _united(one: set[str], other: set[str], home: dict[str, str], score: dict[str, dict]) -> bool:
    """Whether two families that agree somewhere may be joined; claims of one origin are one voice."""
    ends = [tuple(sorted((a, b))) for a in one for b in other]
    if any(pair in score["conflict"] for pair in ends):
        return False
    voices = {frozenset((home[a], home[b])) for a, b in ends if home[a] != home[b]}
    agreed = {frozenset((home[a], home[b])) for a, b in ends if home[a] != home[b] and (a, b) in score["agree"]}
    return 2 * len(agreed) >= len(voices)


def _labels(claims: list[Row], agree: dict[tuple[str, str], float], family: dict[str, set[str]]) -> dict[str, str]:
    """For each claim the text of its family's most central claim: the one whose agreements in the family weigh most."""
    weight: Counter[str] = Counter()
    for (a, b), score in sorted(agree.items()):
        if family[a] is family[b]:
            weight.update({a: score, b: score})
    text = {claim["claim_id"]: claim["text"] for claim in claims}
    return {key: text[min(members, key=lambda member: (-round(weight[member], 6), member))] for key, members in family.items()}




def profile(documents: list[Row], blocks: list[Row], claims: list[Row], repairs: list[Row]) -> list[Row]:
    """Rows of table "profile" for the documents that went on: how much in each a reader could check, per 1,000 words.

    A rate is null where the document has no word or no character to divide by.
    """
    ok = sorted((row for row in documents if row["status"] == "ok"), key=lambda row: row["doc_id"])
    return [_profile(row, *(_of(rows, row["doc_id"]) for rows in (blocks, claims, repairs))) for row in ok]


def _of(rows: list[Row], doc_id: str) -> list[Row]:
    return [row for row in rows if row["doc_id"] == doc_id]


def _profile(document: Row, blocks: list[Row], claims: list[Row], repairs: list[Row]) -> Row:
    total = sum(len(words(block["text"])) for block in blocks)
    own = [claim for claim in claims if claim["source_kind"] == "article"]
    counts = {
        "named_sources": len({claim["source"] for claim in claims if claim["source"] and claim["source_kind"] in ("person", "institution")}),
        "quotations": sum(claim["quoted"] for claim in claims),
        "dates": sum(claim["time_start"] is not None for claim in claims),
        "numbers": sum(len(claim["numbers"]) for claim in claims),
        "places": sum(len(claim["places"]) for claim in claims),
    }
    return {"doc_id": document["doc_id"], "words": total, "claims": len(claims),
            **{name: _rate(count, total / 1000) for name, count in counts.items()},
            "own_voice": _rate(len(own), len(claims)), "repairs": _rate(len(repairs), (document["chars"] or 0) / 1000)}


def _rate(count: int, measure: float) -> float | None:
    return round(count / measure, 3) if measure else None


def nearest(claims: list[Row], claim_id: str, *, blocks: list[Row], origins: list[Row]) -> list[Row]:
    """The sentence nearest to a claim in each document of its story that has another origin, the most alike first.

    Rows of doc_id, block_id, start, end (the block's place), text (the sentence, cleaned) and similarity, 0 to 1.
    """
    claim = next(row for row in claims if row["claim_id"] == claim_id)
    home = {row["doc_id"]: row for row in origins}
    mine = home[claim["doc_id"]]
    others = {doc_id for doc_id, row in home.items() if row["story"] == mine["story"] and row["origin"] != mine["origin"]}
    passages = [(block, block["text"][start:end]) for block in blocks if block["doc_id"] in others
                for start, end in sentences(block["text"])]
    scorer = Scorer([text for _, text in passages] + [_compared(claim)])
    content = scorer.read(_compared(claim))
    found = [{"doc_id": block["doc_id"], "block_id": block["block_id"], "start": block["start"], "end": block["end"], "text": text,
              "similarity": round(scorer.score(content, scorer.read(text)), 3)} for block, text in passages]
    found.sort(key=lambda row: (-row["similarity"], row["doc_id"], row["start"], row["text"]))
    first: dict[str, Row] = {}
    for row in found:
        first.setdefault(row["doc_id"], row)
    return list(first.values())


# --- findings ----------------------------------------------------------------------------------------------------------------------

FINDINGS = 12


def short_names(documents: list[Row]) -> dict[str, str]:
    """A short name for each document: the first part of its file's name, or as much of the path as sets it apart."""
    names: dict[str, str] = {}
    for row in sorted(documents, key=lambda row: row["doc_id"]):
        stem_ = row["path"].rsplit("/", 1)[-1].rsplit(".", 1)[0]
        names[row["doc_id"]] = re.split(r"[_\s]", stem_)[0] or stem_
    counts = Counter(names.values())
    paths = {row["doc_id"]: row["path"] for row in documents}
    return {doc_id: name if counts[name] == 1 else paths[doc_id] for doc_id, name in names.items()}


def findings(tables: dict[str, list[Row]]) -> list[str]:
    """At most twelve sentences on what the tables documents, blocks, claims, origins, matches and families hold.

    In this order: who speaks, copies, conflicts between independent origins, opposite directions, what is shared, what stands in
    one report alone. Each names its documents and quotes their words; none where the tables are empty.
    """
    if not tables["claims"]:
        return ["No claim was found, so there is nothing to compare."]
    view = _View(tables)
    lines = [*view.speakers(), *view.copies(), *view.oppositions()[:4], *view.agreements()[:3]]
    return [*lines, *view.alone(min(3, FINDINGS - len(lines)))]


class _View:
    """The tables of a run by id, and the sentences made from them."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables
        self.names = short_names(tables["documents"])
        self.claims = {row["claim_id"]: row for row in tables["claims"]}
        self.origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
        self.documents = sorted(self.origin, key=lambda doc_id: (self.names[doc_id], doc_id))

    def list_names(self, doc_ids: Iterable[str]) -> str:
        return joined([self.names[doc_id] for doc_id in self.documents if doc_id in set(doc_ids)])

    def quote(self, claim: Row) -> str:
        """The report, who says it there, and the words: 004 (Mumtaz Zahra Baloch: "…")."""
        source = claim["source"] or ("" if claim["source_kind"] == "article" else claim["source_text"] or "")
        return f"{self.names[claim['doc_id']]} ({f'{source}: ' if source else ''}“{_unquoted(shorten(claim['text'], 140))}”)"

    def speakers(self) -> list[str]:
        """Who is quoted, and which reports quote nobody."""
        quoted = defaultdict(Counter)
        for claim in self.claims.values():
            if claim["quoted"] and claim["source"]:
                quoted[claim["doc_id"]][claim["source"]] += 1
        silent = [doc_id for doc_id in self.documents if doc_id not in quoted]
        lines = [f"{self.names[doc_id]} quotes {_people(quoted[doc_id])}" for doc_id in self.documents if doc_id in quoted]
        rest = f"{self.list_names(silent)} {'quotes' if len(silent) == 1 else 'quote'} nobody by name" if silent else ""
        return [f"Who speaks? {'; '.join([*lines, rest] if rest else lines)}."]

    def copies(self) -> list[str]:
        """Which reports share an origin."""
        groups = defaultdict(list)
        for doc_id, name in self.origin.items():
            groups[name].append(doc_id)
        shared = [f"{self.list_names(group)} copy or spin one another and count as one origin" for _, group in sorted(groups.items()) if len(group) > 1]
        if shared:
            return [f"Copies. {'; '.join(shared)}."]
        return [f"Copies. None of the {len(self.origin)} reports copies another: each is an origin of its own."] if len(self.origin) > 1 else []

    def oppositions(self) -> list[str]:
        """Conflicts between independent origins, then opposite directions that may both have been true, best first."""
        rows = [row for row in self.tables["matches"] if self.origin[row["doc_a"]] != self.origin[row["doc_b"]]]
        conflicts = [row for row in rows if row["relation"] == "conflict"]
        opposite = [row for row in rows if row["relation"] == "related" and any(text.startswith("opposite") for text in row["reasons"])]
        return [self.sentence("Conflict.", row) for row in sorted(conflicts, key=_rank)] + \
               [self.sentence("Opposite directions.", row) for row in sorted(opposite, key=_rank)]

    def sentence(self, kind: str, row: Row) -> str:
        a, b = self.claims[row["claim_a"]], self.claims[row["claim_b"]]
        return f"{kind} {self.quote(a)} against {self.quote(b)}: {'; '.join(row['reasons'][1:])}."

    def agreements(self) -> list[str]:
        """Families in several origins, those in most first."""
        members = defaultdict(list)
        for row in self.tables["families"]:
            members[row["family_id"]].append(row)
        shared = [rows for rows in members.values() if rows[0]["origins"] > 1]
        shared.sort(key=lambda rows: (-rows[0]["origins"], -max(self.claims[row["claim_id"]]["specificity"] for row in rows), rows[0]["family_id"]))
        return [self.agreement(rows) for rows in shared]

    def agreement(self, rows: list[Row]) -> str:
        first: dict[str, Row] = {}
        for row in sorted(rows, key=lambda row: row["claim_id"]):
            first.setdefault(row["doc_id"], self.claims[row["claim_id"]])
        quotes = [self.quote(first[doc_id]) for doc_id in self.documents if doc_id in first]
        dated = sorted({claim["time_start"] for claim in first.values() if claim["time_start"]})
        when = f"dated {joined(dated)}" if dated else "none of them gives a date"
        return f"Shared by {_count(rows[0]['origins'], 'origin')}. {'; '.join(quotes)}; {when}."

    def alone(self, size: int) -> list[str]:
        """The most concrete claims that no other origin has or disputes, one a report, with the nearest passage elsewhere."""
        met = {row[end] for row in self.tables["matches"] if row["relation"] != "related" for end in ("claim_a", "claim_b")}
        lone = [self.claims[row["claim_id"]] for row in self.tables["families"] if row["origins"] == 1 and row["claim_id"] not in met]
        lone.sort(key=lambda claim: (-claim["specificity"], claim["claim_id"]))
        first: dict[str, Row] = {}
        for claim in lone:
            first.setdefault(self.origin[claim["doc_id"]], claim)
        return [self.lone(claim) for claim in list(first.values())[:size]] if len(set(self.origin.values())) > 1 else []

    def lone(self, claim: Row) -> str:
        near = nearest(self.tables["claims"], claim["claim_id"], blocks=self.tables["blocks"], origins=self.tables["origins"])
        elsewhere = f"the nearest passage elsewhere is in {self.names[near[0]['doc_id']]}, “{_unquoted(shorten(near[0]['text'], 100))}” " \
                    f"(similarity {near[0]['similarity']:.2f})" if near else "no other report of its story has a passage to compare"
        return f"Alone. {self.quote(claim)}; {elsewhere}."


def _people(counts: Counter[str]) -> str:
    return joined([f"{name} ({_count(count, 'claim')})" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))])


def _count(number: int, thing: str) -> str:
    """ "no claims", "1 claim", "2 claims"."""
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _unquoted(text: str) -> str:
    """The text without the quotation marks at its ends, to stand between our own."""
    return text.strip("“”\"‘’' ")
