"""Words as claims are compared by: their stems, their kin, and which of them a negation reaches."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from lib.text.data import data_table
from lib.text.numerals import TOKEN
from lib.text.words import STOP_WORDS, stem

NEAR_DOING = 6  # words after a verb of prevention among which the -ing form stands
NEAR_SAID = 4  # words after a verb of rejection among which it is said what is rejected
LEFT = 4  # letters that a prefix leaves of a word
NEGATIVE = ("un", "in", "im", "il", "ir", "dis", "non", "mis")
OTHER = {"up": "down", "down": "up"}
LIGHT = frozenset(map(stem, "be have take make give do get go come put say tell".split()))
OPENING = frozenset(("and", '"', "“"))
CLAUSE_ENDS = frozenset(
    '. ; : ! ? ( ) — – , " “ ” and but although because while which who after before when until'
    " though unless since as".split()
)


class Token(NamedTuple):
    """A word or mark: as written, in small letters, its stem ("" of marks and stop words), where.

    text: as written; word: in small letters; stem: of the lemma; start, end: its place.
    """

    text: str
    word: str
    stem: str
    start: int
    end: int


class Negator(NamedTuple):
    """Words that deny, leave open or only seem to, by their stems, and how far they reach."""

    keys: tuple[str, ...]
    effect: str
    reach: str


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[Token, ...]:
    """The words and marks of a text."""
    return tuple(
        [Token(match[0], *_read(match[0]), *match.span()) for match in TOKEN.finditer(text)]
    )


@lru_cache(maxsize=65536)
def _read(text: str) -> tuple[str, str]:
    """A word as it is compared, and its stem."""
    word = text.lower().replace("’", "'")
    return word, "" if word in STOP_WORDS or not word[0].isalnum() else root(word)


def said(found: Iterable[Token]) -> str:
    return " ".join(token.text for token in found)


def stems_of(found: Iterable[Token]) -> frozenset[str]:
    return frozenset([token.stem for token in found if token.stem])


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """The stem of a word, of the lemma where its forms have no common stem: took, take."""
    return stem(lemmas().get(word, word))


@lru_cache(maxsize=65536)
def _root(word: str) -> str:
    """The stem that negators are compared by; every form of "not" is one."""
    return "not" if word.endswith("n't") or word == "cannot" else root(word)


def rows(name: str) -> list[dict[str, str]]:
    return data_table(__package__, name)


@cache
def lemmas() -> dict[str, str]:
    """The lemma of each irregular form of a verb."""
    return {form: row["lemma"] for row in rows("forms.tsv") for form in row["forms"].split(";")}


@cache
def _kin() -> dict[str, frozenset[str]]:
    """The groups that a stem belongs to, as "~group"."""
    found: dict[str, frozenset[str]] = {}
    for row in rows("kin.tsv"):
        for word in row["words"].split(";"):
            found[root(word)] = found.get(root(word), frozenset()) | {f"~{row['kin']}"}
    return found


def with_kin(keys: Iterable[str]) -> frozenset[str]:
    """The stems and their groups of kin: killed is near slain."""
    return frozenset(keys).union(*(_kin().get(key, ()) for key in keys))


@cache
def phrases(name: str) -> dict[str, list[tuple[tuple[str, ...], dict[str, str]]]]:
    """The phrases of a table with their rows, by the first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], dict[str, str]]]] = {}
    for row in rows(name):
        for phrase in row["words"].split(";"):
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, row))
    return {first: sorted(rest, key=lambda one: -len(one[0])) for first, rest in found.items()}


@cache
def _scales() -> dict[str, list[tuple[str, str]]]:
    """The scales that a stem is on, each with the end it stands at."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows("opposites.tsv"):
        for end in OTHER:
            for key in dict.fromkeys(map(root, row[end].split(";"))):
                found.setdefault(key, []).append((row["scale"], end))
    return found


@lru_cache(maxsize=65536)
def ends(word: str, key: str) -> list[tuple[str, str]]:
    """The ends of scales that a word stands at; "unsafe" is at the lower end of what is safe."""
    found = [*_scales().get(key or word, ())]
    if key:
        found.append((f"~{key}", "up"))
    for prefix in NEGATIVE:
        if word.startswith(prefix) and len(word) - len(prefix) >= LEFT:
            found.append((f"~{root(word.removeprefix(prefix))}", "down"))
    return found


@cache
def _negators() -> dict[str, list[Negator]]:
    """The negators by their first stem, the longest first."""
    found: dict[str, list[Negator]] = {}
    for row in rows("negators.tsv"):
        for phrase in row["words"].split(";"):
            keys = tuple(map(_root, phrase.split()))
            found.setdefault(keys[0], []).append(Negator(keys, row["effect"], row["reach"]))
    return {first: sorted(rest, key=lambda one: -len(one.keys)) for first, rest in found.items()}


@cache
def sayings() -> frozenset[str]:
    """The stems of nouns for what is said: who rejects a report denies what it says."""
    found = [row["words"] for row in rows("negators.tsv") if row["effect"] == "noun"]
    return frozenset(root(word) for words in found for word in words.split(";"))


def may_negate(line: Iterable[str]) -> bool:
    """Whether a word is one that denies in some phrase."""
    found = (one for word in line for one in _negators().get(_root(word), ()))
    return any(one.effect == "denies" for one in found)


def negator(line: list[str], at: int) -> Negator | None:
    """The longest negator that begins at a word."""
    for one in _negators().get(_root(line[at]), ()):
        end = at + len(one.keys)
        if tuple(map(_root, line[at:end])) == one.keys and _reaches(line, end, one):
            return one
    return None


def _reaches(line: list[str], at: int, one: Negator) -> bool:
    """Whether what follows is such that the word denies it: an offer is rejected and not denied."""
    if one.reach in ("clause", "untruth") or one.effect == "noun":
        return one.effect != "noun"
    near = line[at : at + NEAR_DOING]
    doing = [word for word in near if word.endswith("ing") and len(word) > 4]
    if one.reach == "doing":
        return bool(doing)
    report = bool(sayings() & set(map(_root, near[:3])))
    if one.reach == "report":
        return report
    return (
        report or bool({"that", "whether"} & set(near[:NEAR_SAID])) or near[:1] == doing[:1] != []
    )


def clause_end(line: list[str], at: int) -> int:
    """Where the clause ends that goes on at a word; a mark that opens there does not end it."""
    ends = (i for i in range(at, len(line)) if line[i] in CLAUSE_ENDS)
    return next((i for i in ends if i > at or line[i] not in OPENING), len(line))


def clause_start(line: list[str], at: int) -> int:
    """Where the clause begins that a word ends."""
    return next((i + 1 for i in range(at - 1, -1, -1) if line[i] in CLAUSE_ENDS), 0)


def negative(found: Iterable[Token]) -> bool:
    """Whether words, taken together, turn what they stand with into its opposite."""
    line = [token.word for token in found]
    hits = [negator(line, i) for i in range(len(line))]
    return sum(1 for hit in hits if hit and hit.effect == "denies") % 2 == 1
