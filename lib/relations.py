"""How two claims stand to each other: their parts aligned, how alike they are, what opposes what,
and the reasons in sentences."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from lib.lexicon import countries
from lib.similarity import (
    LIGHT,
    Content,
    Parts,
    Scorer,
    denials,
    kin,
    number_conflict,
    opposite_ends,
    plain_numbers,
    scale_ends,
    scales,
    terms,
    weighed,
    weights,
    with_kin,
    word_terms,
)
from lib.text import WORD, data_table, joined, shorten, stem, stems, words

Row = dict[str, Any]

# A part stands in the other claim if this share of it does, and a claim without parts if so much of
# both is shared.
PART_SHARE, WHOLE_SHARE = 0.6, 0.6
# Claims in other words lie low on the scale of the score; this power spreads them, and changes no
# order.
SPREAD = 0.6
# Without a date on either side, only claims this alike are held to be of one and the same event.
TWIN = 0.75
# Times that meet but are not the same say that both hold at once only if neither is longer than so
# many days.
SAME_DAYS = 3
# The same words said by two speakers: at least this ratio of the letters, and at least this many
# words.
QUOTE_RATIO, QUOTE_WORDS = 85, 6
FIRST_PERSON = frozenset("i we me us my our mine ours myself ourselves".split())
CLAUSE_MARK = re.compile(r"[|,;:.!?()“”\"]")
OPPOSITE, APART = "opposite directions", "not the same claim"
SPEAKER = "the same words are"
# what the reasons call the parts
PART = {"subject": "subject", "predicate": "deed", "object": "object"}
PART_WIDTH = 50  # characters of a part that a reason quotes
MODALITY = {
    "asserted": "stated as fact",
    "planned": "planned, promised or expected",
    "recommended": "called for",
    "possible": "held possible",
    "conditional": "conditional",
}


@dataclass(frozen=True, eq=False)
class Side:
    """A claim as it is compared, with what is asked of it again for each pair.

    powers: its actors, a country for its rulers; named: those that stand in its own words; places:
    these and the places there; doers: those that its subject names; subject, deed, object: the
    stems of these parts, without names. A light verb ("take action") is no deed of its own.
    """

    row: Row
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


class Difference(NamedTuple):
    """A difference between two claims: whether it makes both impossible at once (opposed) or sets
    them apart, and the sentence."""

    opposed: bool
    sentence: str


class Verdict(NamedTuple):
    """How two claims stand to each other: the relation, whether they are of one matter, and whether
    this says more than that they are related.
    """

    relation: str
    same_matter: bool
    telling: bool


def compared(claim: Row) -> str:
    """The content with its subject, where the content as it stands lacks it ("has yet to take
    action")."""
    subject = claim["subject"] or ""
    missing = set(stems(subject)) - set(stems(claim["text"]))
    return f"{subject} {claim['text']}" if missing else claim["text"]


def side(scorer: Scorer, claim: Row) -> Side:
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


@cache
def rulers() -> dict[str, str]:
    """The country for each movement or party that papers name for its government."""
    return {
        name: row["name"]
        for row in data_table("countries.tsv")
        for name in row["rulers"].split(";")
        if name != "-"
    }


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
        ("scale", _oppose(a, b)),
        ("toll", _one_toll(a, b)),
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


def _kindred(a: str, b: str) -> bool:
    """Whether two predicates are the same word or near-synonyms; a light word ("be", "take") is no
    common ground."""
    return bool(set(terms(a)) & set(terms(b)) - LIGHT)


def _oppose(a: Side, b: Side) -> bool:
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


def _verb(claim: Row) -> str:
    """The predicate; where there is none ("Create platforms | by June"), the word that the object
    begins with."""
    return claim["predicate"] or next(iter(words(claim["object"] or claim["text"])), "")


def _aligned(scorer: Scorer, pair: Pair) -> bool:
    """Whether subject, deed and object of one side all stand in the other, or most words of both
    are the same and so is the deed."""
    a, b = pair.a, pair.b
    if pair.stands:
        return True
    same_deed = bool(a.deed) == bool(b.deed) and (
        not a.deed or _found(scorer, a.deed, b) or _found(scorer, b.deed, a)
    )
    return same_deed and scorer.coverage(a.content, b.content) >= WHOLE_SHARE


def _stands(scorer: Scorer, one: Side, other: Side) -> bool:
    """Whether a claim's parts, two at least, stand in the other, each by most of its words, and the
    other's deed is no other."""
    if len(one.parts) + (bool(one.doers) and not one.subject) < 2 or not one.doers <= other.powers:
        return False
    # "rejected calls to close the road" holds all of "closed the road" and says another thing;
    # "secured it and closed the road" does not
    if other.deed and not _found(scorer, other.deed, one) and not _coordinated(one, other):
        return False
    # "coached at Portland" is not in "coached in Philadelphia"; but a claim that names no place at
    # all may be of either
    if other.places and not all(_names_too(place, other) for place in one.places):
        return False
    return all(_found(scorer, part, other) for part in one.parts)


def _names_too(name: str, other: Side) -> bool:
    """Whether the other claim names it too, if only by a part of the name."""
    return name in other.places or any(
        key[:5] == word[:5] for key in stems(name) for word in other.content.stems
    )


def _coordinated(one: Side, other: Side) -> bool:
    """Whether the predicate of one stands in the other just after "and", "or" or "but"."""
    return bool(other.added) and not other.added.isdisjoint(stems(one.row["predicate"] or ""))


def _found(scorer: Scorer, part: frozenset[str], other: Side) -> bool:
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


# --- reasons ------------------------------------------------------------------------------------


def judge(scorer: Scorer, pair: Pair) -> Verdict:
    """How the two claims stand to each other, by the rules of the design."""
    same_matter = _aligned(scorer, pair) or _one_toll(pair.a, pair.b)
    relation = _relation(pair) if same_matter else "related"
    if relation == "agree" and _unlike(pair):
        relation, same_matter = "related", False
    return _verdict(relation, same_matter, relation != "related" or any(_opposite(pair)))


_verdict = cache(Verdict)  # the same few for millions of pairs


def _relation(pair: Pair) -> str:
    """The relation of two claims of one matter, by the first difference that sets them apart, if
    there is one."""
    relation = "agree"
    for rule in RULES:
        for difference in rule(pair):
            if not difference.opposed:
                return "related"
            relation = "conflict"
    return relation


def _unlike(pair: Pair) -> bool:
    """Whether claims that are alike as a whole differ in a part: "acquired", "sold"; "was the
    mayor", "was the prosecutor"."""
    a, b = pair.a, pair.b
    # "sent" and "received" are one deed, but not of the same doer
    if a.subject & b.subject and any(opposite_ends(a.ends, b.ends)):
        return True
    named = frozenset(stems(" ".join([*a.places, *b.places])))
    parts = ((a.deed, b.deed), (a.object - named, b.object - named))
    # the other end of a scale, which stands in `near` too, is no other word for the same
    return any(
        one
        and other
        and with_kin(one).isdisjoint(b.near - b.content.scales)
        and with_kin(other).isdisjoint(a.near - a.content.scales)
        for one, other in parts
    )


def explained(scorer: Scorer, pair: Pair, verdict: Verdict, *, copies: bool) -> Row:
    """The row of table "matches" for a pair: the relation, and the sentences that say why."""
    reasons = [
        _common(scorer, pair),
        *(difference.sentence for rule in RULES for difference in rule(pair)),
    ]
    if not verdict.same_matter:
        reasons.append(_apart(scorer, pair))
    if verdict.relation == "related" and _nobody_is_to_act(pair):
        reasons.append("nobody is named on either side, so others may be meant")
    if copies:
        reasons.append(
            "one document copies the other, or both copy a third: together they count once"
        )
    a, b = pair.a.row, pair.b.row
    return {
        "claim_a": a["claim_id"],
        "claim_b": b["claim_id"],
        "doc_a": a["doc_id"],
        "doc_b": b["doc_id"],
        "relation": verdict.relation,
        "score": pair.score,
        "reasons": reasons,
    }


def _nobody_is_to_act(pair: Pair) -> bool:
    """Whether neither side names an actor or a place, and one at least does not say who is to act:
    "joint exercises", "share maps"."""
    sides = (pair.a, pair.b)
    return not all(side.row["subject"] and side.row["predicate"] for side in sides) and not any(
        side.powers or side.row["places"] for side in sides
    )


def _apart(scorer: Scorer, pair: Pair) -> str:
    """Which parts of the two claims are not the same, in their words: 'not the same claim: deed
    "rose" here, "was counted" there'."""
    a, b = pair.a, pair.b
    parts = (
        ("subject", a.subject, b.subject),
        ("predicate", a.deed, b.deed),
        ("object", a.object, b.object),
    )
    other = [
        f'{PART[name]} "{_words(a.row, name)}" here, "{_words(b.row, name)}" there'
        for name, here, there in parts
        if a.row[name]
        and b.row[name]
        and not (here and _found(scorer, here, b))
        and not (there and _found(scorer, there, a))
        and not (name == "subject" and a.doers & b.doers)
        # names alone: "Nakiri", "in 1968"
        and _words(a.row, name).lower() != _words(b.row, name).lower()
    ]
    return f"{APART}: {'; '.join(other)}" if other else f"{APART}: {_rest(pair)}"


def _words(row: Row, part: str) -> str:
    """The words of a part, short and without quotation marks of their own."""
    return shorten(re.sub(r'["“”]', "", row[part]), PART_WIDTH)


def _rest(pair: Pair) -> str:
    """What only one of them says, where no part opposes another: 'only here "by Friday", only there
    "in two villages"'."""
    own = [
        [
            word
            for term, word in one.words.items()
            if word not in common and term not in LIGHT and not term.startswith("~")
        ]
        for one, common in (
            (pair.a, _shared_words(pair.a, pair.b)),
            (pair.b, _shared_words(pair.b, pair.a)),
        )
    ]
    told = [
        f'only {place} "{", ".join(list(dict.fromkeys(words))[:4])}"'
        for place, words in zip(("here", "there"), own, strict=True)
        if words
    ]
    return ", ".join(told) or "the same words, or words near them, in another order"


def _shared_words(one: Side, other: Side) -> set[str]:
    """The words of one that the other has too, or has a near-synonym of: "improved" beside
    "enhance"."""
    return {word for term, word in one.words.items() if term in other.words}


def _common(scorer: Scorer, pair: Pair) -> str:
    """What both sides have: "both name Taliban and speak of: soil, use, terrorists / militants"."""
    names = joined(sorted(_both_name(pair)))
    spoken = _spoken(scorer, pair)
    parts = [f"name {names}"] * bool(names) + [f"speak of: {', '.join(spoken)}"] * bool(spoken)
    return f"both {joined(parts)}" if parts else "alike in spelling only"


def _both_name(pair: Pair) -> set[str]:
    """The actors that both name, or the powers where they name them differently ("Taliban",
    "Kabul")."""
    return set(pair.a.row["actors"]) & set(pair.b.row["actors"]) or pair.a.powers & pair.b.powers


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


def _spoken(scorer: Scorer, pair: Pair, size: int = 6) -> list[str]:
    """The rarest words that the two share, in one's order; near-synonyms with a stroke between
    them."""
    one, other, both = pair.a.words, pair.b.words, shared(pair)
    kept = sorted(both, key=lambda term: (-scorer.weight(term), term))[:size]
    return [
        one[term] if not term.startswith("~") else f"{one[term]} / {other[term]}"
        for term in both
        if term in kept
    ]


def _dated(a: Row, b: Row) -> str:
    """Whether both hold at one time: "same", "other", or "unknown" where a side has none or the
    times only overlap."""
    if not (a["time_start"] and b["time_start"]):
        return "unknown"
    (first_a, last_a), (first_b, last_b) = _span(a), _span(b)
    if last_a < first_b or last_b < first_a:
        return "other"
    short = max((last - first).days for first, last in (_span(a), _span(b))) < SAME_DAYS
    return "same" if short or _span(a) == _span(b) else "unknown"


def _span(row: Row) -> tuple[date, date]:
    return date.fromisoformat(row["time_start"]), date.fromisoformat(
        row["time_end"] or row["time_start"]
    )


def _when(pair: Pair) -> str:
    """The day or days on which both hold."""
    a, b = _days(pair.a.row), _days(pair.b.row)
    return f"both on {a}" if a == b else f"{a} here, {b} there"


def _days(row: Row) -> str:
    start, end = row["time_start"], row["time_end"] or row["time_start"]
    return start if start == end else f"{start} to {end}"


def _polarity(pair: Pair) -> Iterator[Difference]:
    """Negated or denied on one side, of the same deed by the same subject, and not only so far."""
    a, b = pair.a.row, pair.b.row
    cues = pair.a.cues, pair.b.cues
    # both deny something in their own words: the same, or it is not clear of what each holds it
    if a["polarity"] == b["polarity"] or (cues[0] and cues[0] == cues[1]):
        return
    sentence = f"{a['polarity']} here{_trigger(a)}, {b['polarity']} there{_trigger(b)}"
    # "did not meet them", "met with him": one word and a name are no matter yet
    if (cues[0] and cues[1]) or not _same_deed(pair) or len(shared(pair)) < 2:
        yield Difference(False, f"{sentence}, but not clearly of the same deed")
    elif not (_subject_stands(pair.a, pair.b) and _subject_stands(pair.b, pair.a)):
        # "calls to close the road", "the road was closed": the subjects differ as the two statuses
        # do, which a reason of its own says
        yield Difference(
            False,
            sentence if a["modality"] != b["modality"] else f"{sentence}, but of another subject",
        )
    elif _not_yet(a if a["polarity"] == "negated" else b) and _dated(a, b) != "same":
        yield Difference(False, f"{sentence}: not so far, so both may be true in turn")
    else:
        yield Difference(True, sentence)


NOT_YET = re.compile(r"\byet\b|\b(?:has|have)(?: not|n['’]t)\b", re.IGNORECASE)


def _not_yet(claim: Row) -> bool:
    """Whether the claim denies what may have come later: "have not been released", "has yet to
    act"."""
    return bool(NOT_YET.search(f"{claim['cue'] or ''} {claim['text']}"))


def _subject_stands(one: Side, other: Side) -> bool:
    """Whether a word of the subject, or a near-synonym, stands in the other claim: not so of "calls
    to close it" and "the road closed"."""
    return not one.subject or any(
        {key, *kin(key)} & other.content.terms.keys() for key in one.subject
    )


def _trigger(row: Row) -> str:
    """The words that negate, quoted."""
    found = (
        [denial.cue for denial in denials(f"{row['cue'] or ''}, {row['sentence']}")]
        if row["polarity"] == "negated"
        else []
    )
    return f' ("{found[0]}")' if found else ""


def _same_deed(pair: Pair) -> bool:
    """The predicates are kindred, or one only negates ("prevent the use") and the other stands in
    its content."""
    a, b = pair.a.row["predicate"] or "", pair.b.row["predicate"] or ""
    sides = ((a, b, pair.a), (b, a, pair.b))
    return _kindred(a, b) or any(
        denials(one) and set(stems(other)) & side.content.stems for one, other, side in sides
    )


def _opposite(pair: Pair) -> Iterator[Difference]:
    """The two ends of one scale, with the same actors: a conflict only where both are dated and the
    days meet."""
    if not _oppose(pair.a, pair.b):
        return
    here, there = opposite_ends(pair.a.content.ends, pair.b.content.ends)
    sentence = f'{OPPOSITE}: "{here}" here, "{there}" there'
    if pair.a.row["polarity"] != pair.b.row["polarity"]:
        yield Difference(False, f"{sentence}, one of them negated")
    elif _dated(pair.a.row, pair.b.row) == "same":
        yield Difference(True, f"{sentence}, {_when(pair)}")
    elif _dated(pair.a.row, pair.b.row) == "unknown":
        yield Difference(
            False, f"{sentence}; {_undated(pair)}, so whether both held at once cannot be known"
        )


def _undated(pair: Pair) -> str:
    dated = [row for row in (pair.a.row, pair.b.row) if row["time_start"]]
    if len(dated) == 2:
        return f"the times only overlap ({_days(dated[0])}, {_days(dated[1])})"
    return f"only one side has a date ({_days(dated[0])})" if dated else "no date on either side"


def _numbers(pair: Pair) -> Iterator[Difference]:
    """Another number of the same thing: a conflict on the same day, or undated where all else is
    the same."""
    clash = number_conflict(pair.a.content, pair.b.content)
    if not clash:
        return
    unit = {pair.a.words.get(key, key) for key in clash[0].unit & clash[1].unit}
    counted = joined(sorted(clash[0].kinds & clash[1].kinds or unit))
    sentence = f"number ({counted}): {clash[0].text} here, {clash[1].text} there"
    a, b = pair.a.row, pair.b.row
    if _dated(a, b) == "same":
        yield Difference(True, f"{sentence}, {_when(pair)}")
    elif (
        _dated(a, b) == "unknown"
        and pair.score >= TWIN
        and not (a["time_start"] and b["time_start"])
    ):
        yield Difference(True, f"{sentence}, of what the other words show to be one thing")
    elif _dated(a, b) == "unknown":
        yield Difference(False, f"{sentence}; {_undated(pair)}, so it may be another count")


def _one_toll(a: Side, b: Side) -> bool:
    """Whether both count the dead, the hurt or the missing of one day: other words, one matter."""
    return not a.tolls.isdisjoint(b.tolls) and _dated(a.row, b.row) == "same"


def _denied(pair: Pair) -> Iterator[Difference]:
    """A word of denial inside the content of one side alone: "rejected calls to close the road"."""
    if not pair.a.row["polarity"] == pair.b.row["polarity"] == "affirmed":
        return
    cues = [
        [denial.cue for denial in side.content.denials if denial.kind != "undone"]
        for side in (pair.a, pair.b)
    ]
    if bool(cues[0]) != bool(cues[1]):
        yield Difference(
            False, f'"{(cues[0] or cues[1])[0]}" only {"here" if cues[0] else "there"}'
        )


def _date(pair: Pair) -> Iterator[Difference]:
    """Another day: of one event, a conflict; else another event."""
    if _dated(pair.a.row, pair.b.row) != "other":
        return
    a, b = pair.a.row, pair.b.row
    sentence = f"date: {_days(a)} here, {_days(b)} there"
    # a toll that differs too is a later count, and what was planned and what was done may fall on
    # two days
    same = all(a[slot] == b[slot] for slot in ("polarity", "modality")) and not number_conflict(
        pair.a.content, pair.b.content
    )
    one_event = same and _day(a) and _day(b) and (pair.score >= TWIN or _once(pair))
    yield Difference(one_event, sentence if one_event else f"{sentence}: another time")


def _once(pair: Pair) -> bool:
    """Whether both speak of what can be but once: the last inspection, the first meeting."""
    return bool(
        {"last", "latest", "first", "final", "only"}
        & set(words(pair.a.content.text))
        & set(words(pair.b.content.text))
    )


def _day(row: Row) -> bool:
    return row["time_start"] == row["time_end"]


def _modality(pair: Pair) -> Iterator[Difference]:
    """Another status: called for here, done there."""
    if pair.a.row["modality"] != pair.b.row["modality"]:
        yield Difference(False, f"{_status(pair.a.row)} here, {_status(pair.b.row)} there")


def _status(claim: Row) -> str:
    """How a content is meant; an item without a verb or a subject ("joint exercises",
    "strengthening ties") states nothing."""
    listed = claim["source_kind"] == "article" and not (claim["predicate"] and claim["subject"])
    return (
        "only listed" if listed and claim["modality"] == "asserted" else MODALITY[claim["modality"]]
    )


def _cue(pair: Pair) -> Iterator[Difference]:
    """Another cue of a content that is no clause: who praised the budget and who criticised it do
    not say the same."""
    a, b = pair.a.row, pair.b.row
    if (
        a["cue"]
        and b["cue"]
        and not (a["predicate"] or b["predicate"])
        and not _kindred(a["cue"], b["cue"])
    ):
        yield Difference(False, f'"{a["cue"]}" here, "{b["cue"]}" there')


def _swapped(a: Side, b: Side) -> bool:
    """Whether who acts in one is who is acted on in the other: "A closed the border with B", "B
    closed the border with A"; not in the passive, where "by" names who acts.
    """
    if a.deed.isdisjoint(b.deed) or "by" in a.line or "by" in b.line:
        return False
    crossed = (
        a.doer and b.doer and a.doer.isdisjoint(b.doer) and a.doer <= b.rest and b.doer <= a.rest
    )
    return bool(crossed) and not a.doers & b.doers


def _actors(pair: Pair) -> Iterator[Difference]:
    """Other actors, or the same in other roles."""
    a, b = pair.a, pair.b
    if a.named and b.named and not a.powers & b.powers:
        yield Difference(
            False, f"about {joined(sorted(a.named))} here, {joined(sorted(b.named))} there"
        )
    elif a.doers & (b.powers - b.doers) and b.doers & (a.powers - a.doers):
        yield Difference(
            False, f"{joined(sorted(a.doers))} acts here, {joined(sorted(b.doers))} there"
        )
    elif _swapped(a, b):
        yield Difference(False, f"{a.row['subject']} acts here, {b.row['subject']} there")


def _speaker(pair: Pair) -> Iterator[Difference]:
    """The same words in quotation marks from two named speakers."""
    a, b = pair.a.row, pair.b.row
    if not (a["quoted"] and b["quoted"] and _named(a) and _named(b)) or set(
        stems(a["source"])
    ) & set(stems(b["source"])):
        return
    lines = pair.a.line, pair.b.line
    if min(map(len, lines)) >= QUOTE_WORDS and fuzz.ratio(*map(" ".join, lines)) >= QUOTE_RATIO:
        yield Difference(True, f"{SPEAKER} {a['source']}'s here, {b['source']}'s there")


def _own(pair: Pair) -> Iterator[Difference]:
    """ "We need help" of two speakers: each says it of themselves, unless it is one sentence given
    to both."""
    a, b = pair.a.row, pair.b.row
    first = pair.a.first_person and pair.b.first_person
    if (
        first
        and _named(a)
        and _named(b)
        and not set(stems(a["source"])) & set(stems(b["source"]))
        and not any(_speaker(pair))
    ):
        yield Difference(False, f"{a['source']} says it of themselves here, {b['source']} there")


def _named(claim: Row) -> bool:
    """Whether a name says it, not only "the comedian"."""
    return claim["source"] is not None and claim["source"] != claim["source"].lower()


RULES: tuple[Callable[[Pair], Iterator[Difference]], ...] = (
    _polarity,
    _denied,
    _opposite,
    _numbers,
    _date,
    _speaker,
    _own,
    _modality,
    _cue,
    _actors,
)


def telling(row: Row) -> bool:
    """Whether the match says more than that two claims are related."""
    return row["relation"] != "related" or opposite_directions(row)


def opposite_directions(row: Row) -> bool:
    """Whether two related claims move in opposite directions, at times that cannot be known to be
    the same."""
    return row["relation"] == "related" and any(
        reason.startswith(OPPOSITE) for reason in row["reasons"]
    )
