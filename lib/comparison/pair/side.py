"""One claim as it is compared, and what of one stands in another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from lib.comparison.pair.likeness import Content, Parts, Scorer, weighed, weights
from lib.comparison.pair.vocabulary import (
    LIGHT,
    denials,
    kin,
    opposite_ends,
    plain_numbers,
    scale_ends,
    scales,
    terms,
    with_kin,
    word_terms,
)
from lib.tables.records import ClaimRow
from lib.text.lexicon import countries, rulers
from lib.text.words import WORD, stem, stems, words

# A part stands in the other claim if this share of it does, and a claim without parts if so much of
# both is shared.
PART_SHARE, WHOLE_SHARE = 0.6, 0.6
# Claims in other words lie low on the scale of the score; this power spreads them, and changes no
# order.
SPREAD = 0.6
# Times that meet but are not the same say that both hold at once only if neither is longer than so
# many days.
SAME_DAYS = 3
FIRST_PERSON = frozenset("i we me us my our mine ours myself ourselves".split())
CLAUSE_MARK = re.compile(r"[|,;:.!?()“”\"]")


@dataclass(frozen=True, eq=False)
class Side:
    """A claim as it is compared, with what is asked of it again for each pair.

    powers: its actors, a country for its rulers; named: those that stand in its own words; places:
    these and the places there; doers: those that its subject names; subject, deed, object: the
    stems of these parts, without names. A light verb ("take action") is no deed of its own.
    """

    row: ClaimRow
    content: Content
    powers: frozenset[str]
    named: frozenset[str]
    places: frozenset[str]
    doers: frozenset[str]
    subject: frozenset[str]
    deed: frozenset[str]
    object: frozenset[str]

    @cached_property
    def parts(self) -> list[frozenset[str]]:
        """Those of subject, deed and object that it has."""
        return [part for part in (self.subject, self.deed, self.object) if part]

    @cached_property
    def words(self) -> dict[str, str]:
        """For each term, in order, the first word that it stands for."""
        found: dict[str, str] = {}
        for word in self.content.line:
            for term in word_terms(word):
                found.setdefault(term, word)
        return found

    @cached_property
    def own(self) -> frozenset[str]:
        """The terms that are words of some weight."""
        return frozenset(
            [term for term in self.words if term not in LIGHT and not term.startswith("~")]
        )

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The terms of the predicate; a light word ("be", "take") is no common ground."""
        return frozenset(terms(_verb(self.row))) - LIGHT

    @cached_property
    def near(self) -> frozenset[str]:
        """The terms of the claim and the scales that it says something of, the verb by its lemma
        too: "fled", "flee"."""
        return with_kin(self.deed) | self.content.terms.keys() | self.content.scales

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The subject with its near-synonyms."""
        return with_kin(self.subject)

    @cached_property
    def objects(self) -> frozenset[str]:
        """The object with its near-synonyms."""
        return with_kin(self.object)

    @cached_property
    def things(self) -> frozenset[str]:
        """The subject and the object with their near-synonyms."""
        return self.subjects | self.objects

    @cached_property
    def doer(self) -> frozenset[str]:
        """The stems of the subject, names included."""
        return frozenset(stems(self.row["subject"] or ""))

    @cached_property
    def rest(self) -> frozenset[str]:
        """The stems of the claim without the subject's."""
        return frozenset(stems(self.row["text"])) - self.doer

    @cached_property
    def ends(self) -> dict[tuple[str, str], str]:
        """The ends of scales that the deed stands at."""
        return scale_ends(_verb(self.row))

    @cached_property
    def tolls(self) -> frozenset[str]:
        """Of whom it gives a number: the dead, the hurt, the missing."""
        return frozenset(kind for figure in self.content.figures for kind in figure.kinds)

    @cached_property
    def begins(self) -> frozenset[str]:
        """How the stems of its actors' names begin."""
        return _begins(self.row["actors"])

    @cached_property
    def cues(self) -> frozenset[str]:
        """The stems of the words that deny something in it."""
        return frozenset(stem(denial.cue) for denial in self.content.denials)

    @cached_property
    def line(self) -> list[str]:
        """The words of the claim, in order."""
        return words(self.row["text"])

    @cached_property
    def added(self) -> frozenset[str]:
        """The stems of the words just after "and", "or" or "but"."""
        return frozenset(
            stem(word) for before, word in pairwise(self.line) if before in {"and", "or", "but"}
        )

    @cached_property
    def phrases(self) -> frozenset[frozenset[str]]:
        """The pairs of words that stand side by side, in whatever order, stop words apart."""
        parts = CLAUSE_MARK.split(plain_numbers(self.row["text"]))
        return frozenset(frozenset(two) for part in parts for two in pairwise(stems(part)))

    @cached_property
    def first_person(self) -> bool:
        return not FIRST_PERSON.isdisjoint(self.line)


class Pair(NamedTuple):
    """Two claims of two documents, the smaller claim_id first, how alike they are, and whether the
    parts of one stand in the other."""

    a: Side
    b: Side
    score: float
    stands: bool


class Verdict(NamedTuple):
    """How two claims stand to each other: the relation, whether they are of one matter, and whether
    this says more than that they are related.
    """

    relation: str
    same_matter: bool
    telling: bool


def compared(claim: ClaimRow) -> str:
    """The content with its subject, where the content as it stands lacks it ("has yet to take
    action")."""
    subject = claim["subject"] or ""
    missing = set(stems(subject)) - set(stems(claim["text"]))
    return f"{subject} {claim['text']}" if missing else claim["text"]


def side(scorer: Scorer, claim: ClaimRow) -> Side:
    """The claim as it is compared."""
    line, verb = compared(claim), _verb(claim)
    powers = frozenset([_power(actor) for actor in claim["actors"]])
    doers = named_in(claim["subject"] or "", powers) | _countries(claim["subject"])
    names = _begins([*claim["actors"], *claim["places"]])
    subject, deed, thing = [
        _nameless(part, names, claim["time_text"])
        for part in (claim["subject"], verb, claim["object"])
    ]
    if doers:  # "the Afghan government" is no more than Afghanistan
        subject = frozenset(key for key in subject if "~rulers" not in kin(key))
    # "prevent the use" and "no one would use": what negates is in the polarity, and the deed is
    # what is negated
    if claim["polarity"] == "negated" and denials(verb):
        deed = frozenset()
    content = scorer.read(line, Parts(frozenset(stems(verb)) - LIGHT))
    named = named_in(line, powers) | _countries(line) & powers
    places = named | {place for place in claim["places"] if not _countries(place)}
    return Side(claim, content, powers, named, places, doers, subject, deed - LIGHT, thing - LIGHT)


def _power(actor: str) -> str:
    """The country whose rulers or lower-case name the actor is ("Taliban", "pakistan"); else the
    actor."""
    return rulers().get(actor) or (
        next(iter(countries(actor.title())), actor) if actor == actor.lower() else actor
    )


def named_in(line: str, actors: Iterable[str]) -> frozenset[str]:
    """The actors of whose names a word stands in the line, or begins like one there: "Afghan",
    "Afghanistan"."""
    actors = list(actors)
    begins = _begins([line]) if actors else frozenset()
    return frozenset([actor for actor in actors if not begins.isdisjoint(_begins([actor]))])


def _begins(phrases: Iterable[str]) -> frozenset[str]:
    """How the stems of the phrases begin."""
    return frozenset([key[:5] for phrase in phrases for key in stems(phrase)])


def _countries(phrase: str | None) -> frozenset[str]:
    """The countries that the phrase names, by whatever name, also by that of their rulers."""
    return _named_countries(phrase or "")


@lru_cache(maxsize=8192)  # most are asked for word by word
def _named_countries(phrase: str) -> frozenset[str]:
    return frozenset(
        [*countries(phrase), *(rulers()[match.group()] for match in _ruling().finditer(phrase))]
    )


@cache
def _ruling() -> re.Pattern[str]:
    """The name of a country's rulers, not that in "Tehrik-i-Taliban Pakistan"."""
    names = "|".join(map(re.escape, sorted(rulers(), key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])(?:{names})(?!\w)")


def _nameless(phrase: str | None, names: frozenset[str], time: str | None) -> frozenset[str]:
    """The stems of the phrase without those of actors, countries and the time, which are compared
    by themselves."""
    kept = [word for word in WORD.findall(plain_numbers(phrase or "")) if not _countries(word)]
    return frozenset([key for key in stems(" ".join(kept)) if key[:5] not in names]).difference(
        stems(time or "")
    )


def paired(scorer: Scorer, a: Side, b: Side) -> Pair:
    """The two claims and how alike they are."""
    return likened(scorer, a, b, common=weighed(scorer.common(a.content, b.content)))


def likened(scorer: Scorer, a: Side, b: Side, *, common: float, may_stand: bool = True) -> Pair:
    """The two claims and how alike they are, 0 to 1: the score of the contents, moved towards 1 by
    what else they share as claims, towards 0 by actors that differ. common: what the features that
    the contents share add to the score; may_stand: whether the parts of one may stand in the other,
    which takes long to find out.
    """
    clash = (
        weighed(scorer.clashes(a.content, b.content))
        if a.content.may_clash and b.content.may_clash
        else 0.0
    )
    score = max(common + clash, 0.0)
    stands = may_stand and (_stands(scorer, a, b) or _stands(scorer, b, a))
    told = (
        ("predicate", not a.verbs.isdisjoint(b.verbs)),
        ("parts", stands),
        ("scale", oppose(a, b)),
        ("toll", one_toll(a, b)),
    )
    return Pair(a, b, _moved(score, [name for name, found in told if found], (a, b)), stands)


def _moved(score: float, common: list[str], sides: tuple[Side, Side]) -> float:
    """The score moved by what the two have in common and by their actors, on the scale of the
    tables."""
    weight, (a, b) = weights("claim"), sides
    for name in common:
        score += weight[name] * (1 - score)
    if a.powers & b.powers or (a.named and b.named):
        shared = len(a.powers & b.powers) / min(len(a.powers), len(b.powers))
        score += weight["actors"] * (shared * (1 - score) - (1 - shared) * score)
    return spread(score)


def spread(score: float) -> float:
    """The score on the scale of the tables: 0 to 1, to three digits."""
    return round(min(max(score, 0.0), 1.0) ** SPREAD, 3)


def kindred(a: str, b: str) -> bool:
    """Whether two predicates are the same word or near-synonyms; a light word ("be", "take") is no
    common ground."""
    return bool(set(terms(a)) & set(terms(b)) - LIGHT)


def oppose(a: Side, b: Side) -> bool:
    """Whether the deeds of two claims move in opposite directions on one scale, and are done by the
    same to the same."""
    if not (a.ends and b.ends):
        return False
    same_doers = a.doers == b.doers if a.doers or b.doers else bool(a.subject & b.subject)
    return (
        same_doers
        and not a.things.isdisjoint(b.things)
        and any(opposite_ends(a.ends, b.ends))
        and any(opposite_ends(a.content.ends, b.content.ends))
    )


def _verb(claim: ClaimRow) -> str:
    """The predicate; where there is none ("Create platforms | by June"), the word that the object
    begins with."""
    return claim["predicate"] or next(iter(words(claim["object"] or claim["text"])), "")


def aligned(scorer: Scorer, pair: Pair) -> bool:
    """Whether subject, deed and object of one side all stand in the other, or most words of both
    are the same and so is the deed."""
    a, b = pair.a, pair.b
    if pair.stands:
        return True
    same_deed = bool(a.deed) == bool(b.deed) and (
        not a.deed or stands_in(scorer, a.deed, b) or stands_in(scorer, b.deed, a)
    )
    return same_deed and scorer.coverage(a.content, b.content) >= WHOLE_SHARE


def _stands(scorer: Scorer, one: Side, other: Side) -> bool:
    """Whether a claim's parts, two at least, stand in the other, each by most of its words, and the
    other's deed is no other."""
    if len(one.parts) + (bool(one.doers) and not one.subject) < 2 or not one.doers <= other.powers:
        return False
    # "rejected calls to close the road" holds all of "closed the road" and says another thing;
    # "secured it and closed the road" does not
    if other.deed and not stands_in(scorer, other.deed, one) and not _coordinated(one, other):
        return False
    # "coached at Portland" is not in "coached in Philadelphia"; but a claim that names no place at
    # all may be of either
    if other.places and not all(_names_too(place, other) for place in one.places):
        return False
    return all(stands_in(scorer, part, other) for part in one.parts)


def _names_too(name: str, other: Side) -> bool:
    """Whether the other claim names it too, if only by a part of the name."""
    return name in other.places or any(
        key[:5] == word[:5] for key in stems(name) for word in other.content.stems
    )


def _coordinated(one: Side, other: Side) -> bool:
    """Whether the predicate of one stands in the other just after "and", "or" or "but"."""
    return bool(other.added) and not other.added.isdisjoint(stems(one.row["predicate"] or ""))


def stands_in(scorer: Scorer, part: frozenset[str], other: Side) -> bool:
    """Whether most of the part's words, by weight, stand in the other claim, a near-synonym or the
    same scale included."""
    found = [key for key in part if not alike(key).isdisjoint(other.near)]
    # all or nothing needs no weighing
    return (
        scorer.mass(found) >= PART_SHARE * scorer.mass(part)
        if 0 < len(found) < len(part)
        else bool(found) or not part
    )


@cache
def alike(key: str) -> frozenset[str]:
    """The terms and scales that may stand for a stem."""
    return frozenset((key, *kin(key), *scales(key)))


judged = cache(Verdict)  # the same few for millions of pairs


def shared(pair: Pair) -> list[str]:
    """The terms that both have, in the order of the first, without names and light words; a
    near-synonym only if its words differ."""
    one, other = pair.a.words, pair.b.words
    both = [term for term in one if term in other]
    exact = {word for term in both if not term.startswith("~") for word in (one[term], other[term])}
    found: dict[str, str] = {}
    for term in both:
        fresh = not term.startswith("~") or exact.isdisjoint((one[term], other[term]))
        if (
            fresh
            and term not in LIGHT
            and term[:5] not in pair.a.begins
            and term[:5] not in pair.b.begins
        ):
            found.setdefault(one[term], term)
    return list(found.values())


def held_at_once(a: ClaimRow, b: ClaimRow) -> str:
    """Whether both hold at one time: "same", "other", or "unknown" where a side has none or the
    times only overlap."""
    if not (a["time_start"] and b["time_start"]):
        return "unknown"
    (first_a, last_a), (first_b, last_b) = _span(a), _span(b)
    if last_a < first_b or last_b < first_a:
        return "other"
    short = max((last - first).days for first, last in (_span(a), _span(b))) < SAME_DAYS
    return "same" if short or _span(a) == _span(b) else "unknown"


def _span(row: ClaimRow) -> tuple[date, date]:
    return date.fromisoformat(row["time_start"]), date.fromisoformat(
        row["time_end"] or row["time_start"]
    )


def one_toll(a: Side, b: Side) -> bool:
    """Whether both count the dead, the hurt or the missing of one day: other words, one matter."""
    return not a.tolls.isdisjoint(b.tolls) and held_at_once(a.row, b.row) == "same"
