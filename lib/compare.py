"""Stage 4: which claims agree, conflict or are related and why; families, profiles, what stands alone, findings."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz
from sklearn.feature_extraction import DictVectorizer

from lib.names import countries
from lib.origins import origins
from lib.similarity import LIGHT, Content, Parts, Scorer, denials, kin, number_conflict, opposite_ends, pair_scores, plain_numbers, scale_ends, scales, terms, weights
from lib.text import WORD, data_table, joined, sentences, shorten, stem, stems, words

__all__ = ["families", "findings", "matches", "nearest", "origins", "pair_scores", "profile", "short_names"]

Row = dict[str, Any]

# A claim of fewer words that say something ("the threat") is like every other that has them, and so are two claims that share fewer.
LEAST_WORDS = 2
# A slot stands in the other claim if this share of it does, and a claim without slots if so much of both is shared.
SLOT_SHARE, WHOLE_SHARE = 0.6, 0.6
# Without a date on either side, only claims this alike are held to be of one and the same event.
TWIN = 0.62
# The same words said by two speakers: at least this ratio of the letters, and at least this many words.
QUOTE_RATIO, QUOTE_WORDS = 85, 6
# A claim has at most this many counterparts that are merely related: a table that matches everything says nothing.
RELATED_A_CLAIM = 2
MATCHES_A_CLAIM = 1.5  # a match belongs to two claims, so that this is three a claim on average
NEIGHBOURS, CHUNK = 30, 512  # nearest claims looked at for each; rows of the product of vectors held at a time


class Side(NamedTuple):
    """A claim as it is compared: its row, its content, the powers it names (a country for its rulers), and its parts.

    named: the powers that stand in its own words; doers: those that its subject names; subject, deed, object: the stems of these parts, without names. A light verb ("take
    action") has its object for a deed; a copula ("is a threat") has none.
    """

    row: Row
    content: Content
    powers: frozenset[str]
    named: frozenset[str]
    doers: frozenset[str]
    subject: frozenset[str]
    deed: frozenset[str]
    object: frozenset[str]


class Pair(NamedTuple):
    """Two claims of two documents, the smaller claim_id first; how alike they are; whether the parts of either stand in the other."""

    a: Side
    b: Side
    score: float
    held: bool


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
    sides = [side for side in sides if len(side.content.telling) >= LEAST_WORDS]
    story = {row["doc_id"]: row["story"] for row in origins}
    origin = {row["doc_id"]: row["origin"] for row in origins}
    pairs = [_pair(scorer, a, b) for a, b in _candidates(scorer, sides, story)]
    alike = [pair for pair in pairs if pair.score >= threshold]
    judged = [_judge(scorer, pair, copies=origin[pair.a.row["doc_id"]] == origin[pair.b.row["doc_id"]]) for pair in alike]
    # two claims that are merely related share more than one word besides the names
    worth = [row for pair, row in zip(alike, judged, strict=True) if _telling(row) or len(_shared(pair)) >= LEAST_WORDS]
    return _select(worth, len(claims))


def _compared(claim: Row) -> str:
    """The content with its subject, where the content as it stands lacks it ("has yet to take action")."""
    subject = claim["subject"] or ""
    missing = set(stems(subject)) - set(stems(claim["text"]))
    return f"{subject} {claim['text']}" if missing else claim["text"]


def _side(scorer: Scorer, claim: Row) -> Side:
    line = _compared(claim)
    powers = frozenset(_power(actor) for actor in claim["actors"])
    doers = _in_words(claim["subject"] or "", powers) | _countries(claim["subject"])
    subject, deed, thing = (_nameless(part, claim) for part in (claim["subject"], _verb(claim), claim["object"]))
    if doers:  # "the Afghan government" is no more than Afghanistan
        subject = frozenset(key for key in subject if "~rulers" not in kin(key))
    # "prevent the use" and "no one would use": what negates is in the polarity, and the deed is what is negated
    if claim["polarity"] == "negated" and denials(_verb(claim)):
        deed = frozenset()
    content = scorer.read(line, Parts(frozenset(stems(_verb(claim))) - LIGHT))
    return Side(claim, content, powers, _in_words(line, powers) | _countries(line) & powers, doers, subject, deed - LIGHT, thing - LIGHT)


def _power(actor: str) -> str:
    """The country whose rulers or lower-case name the actor is ("Taliban", "pakistan"); else the actor."""
    return rulers().get(actor) or (next(iter(countries(actor.title())), actor) if actor == actor.lower() else actor)


def _in_words(line: str, actors: Iterable[str]) -> frozenset[str]:
    """The actors of whose names a word stands in the line, or begins like one there: "Afghan", "Afghanistan"."""
    begins = {key[:5] for key in stems(line)}
    return frozenset(actor for actor in actors if any(key[:5] in begins for key in stems(actor)))


def _countries(phrase: str | None) -> set[str]:
    """The countries that the phrase names, by whatever name, also by that of their rulers."""
    # not the Taliban of "Tehrik-i-Taliban Pakistan"
    ruling = (country for name, country in rulers().items() if re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", phrase or ""))
    return {*countries(phrase or ""), *ruling}


def _nameless(phrase: str | None, claim: Row) -> frozenset[str]:
    """The stems of the phrase without those of actors, countries and the time, which are compared by themselves."""
    begins = {key[:5] for actor in [*claim["actors"], *claim["places"]] for key in stems(actor)}
    kept = [word for word in WORD.findall(plain_numbers(phrase or "")) if not _countries(word)]
    return frozenset(key for key in stems(" ".join(kept)) if key[:5] not in begins) - set(stems(claim["time_text"] or ""))


@cache
def rulers() -> dict[str, str]:
    """The country for each movement or party that papers name for its government."""
    return {name: row["name"] for row in data_table("countries.tsv") for name in row["rulers"].split(";") if name != "-"}


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


def _pair(scorer: Scorer, a: Side, b: Side) -> Pair:
    return Pair(a, b, round(_claim_score(scorer, a, b), 3), _stands(scorer, a, b) or _stands(scorer, b, a))


def _claim_score(scorer: Scorer, a: Side, b: Side) -> float:
    """The score of the contents, moved towards 1 by kindred predicates and shared actors, towards 0 by actors that differ."""
    score, weight = scorer.score(a.content, b.content), weights("claim")
    if _kindred(_verb(a.row), _verb(b.row)):
        score += weight["predicate"] * (1 - score)
    if _oppose(a, b):
        score += weight["scale"] * (1 - score)
    if _one_toll(a, b):
        score += weight["toll"] * (1 - score)
    if a.powers & b.powers or (a.named and b.named):
        shared = len(a.powers & b.powers) / min(len(a.powers), len(b.powers))
        score += weight["actors"] * (shared * (1 - score) - (1 - shared) * score)
    return min(max(score, 0.0), 1.0)


def _kindred(a: str, b: str) -> bool:
    """Whether two predicates are the same word or near-synonyms; a light word ("be", "take") is no common ground."""
    return bool(set(terms(a)) & set(terms(b)) - LIGHT)


def _oppose(a: Side, b: Side) -> bool:
    """Whether the deeds of two claims move in opposite directions on one scale, and are done by the same to the same."""
    same_doers = a.doers == b.doers if a.doers or b.doers else bool(a.subject & b.subject)
    things = [{term for key in side.subject | side.object for term in (key, *kin(key))} for side in (a, b)]
    return same_doers and bool(things[0] & things[1]) and any(opposite_ends(scale_ends(_verb(a.row)), scale_ends(_verb(b.row)))) \
        and any(opposite_ends(a.content.ends, b.content.ends))


def _verb(claim: Row) -> str:
    """The predicate; where there is none ("Create platforms | by June", "calls to close the road"), the word that the object begins with."""
    return claim["predicate"] or next(iter(words(claim["object"] or claim["text"])), "")


def _aligned(scorer: Scorer, pair: Pair) -> bool:
    """Whether subject, deed and object of one side all stand in the other; where it has too few of them, most of both is shared."""
    return pair.held or scorer.coverage(pair.a.content, pair.b.content) >= WHOLE_SHARE


def _stands(scorer: Scorer, one: Side, other: Side) -> bool:
    """Whether a claim's parts, two at least, stand in the other, each by most of its words, and the other's deed is no other."""
    parts = [part for part in (one.subject, one.deed, one.object) if part]
    if len(parts) + (bool(one.doers) and not one.subject) < 2 or not one.doers <= other.powers:
        return False
    # "rejected calls to close the road" holds all of "closed the road" and says another thing; "secured it and closed the road" does not
    if other.deed and not _found(scorer, other.deed, one) and not _coordinated(one, other):
        return False
    return all(_found(scorer, part, other) for part in parts)


def _coordinated(one: Side, other: Side) -> bool:
    """Whether the predicate of one stands in the other just after "and", "or" or "but"."""
    line, wanted = words(other.row["text"]), set(stems(one.row["predicate"] or ""))
    return any(before in {"and", "or", "but"} and stem(word) in wanted for before, word in pairwise(line))


def _found(scorer: Scorer, part: frozenset[str], other: Side) -> bool:
    """Whether most of the part's words, by weight, stand in the other claim, a near-synonym or the same scale included."""
    near = {*other.content.terms, *other.content.scales}
    found = {key for key in part if {key, *kin(key), *scales(key)} & near}
    return scorer.mass(found) >= SLOT_SHARE * scorer.mass(part)


# --- relations ---------------------------------------------------------------------------------------------------------------------

OPPOSITE = "opposite directions"
MODALITY = {"asserted": "stated as fact", "planned": "planned or promised", "recommended": "called for", "possible": "held possible",
            "conditional": "conditional"}


def _judge(scorer: Scorer, pair: Pair, *, copies: bool) -> Row:
    """The row of table "matches" for a pair: the relation by the rules of the design, and the sentences that say why."""
    findings = [finding for rule in RULES for finding in rule(pair)]
    opposed = [finding for finding in findings if finding.opposed]
    same_matter = _aligned(scorer, pair) or _one_toll(pair.a, pair.b)
    relation = "related"
    if same_matter and findings and len(opposed) == len(findings):
        relation = "conflict"
    elif same_matter and not findings:
        relation = "agree"
    reasons = [_common(scorer, pair), *(finding.sentence for finding in findings)]
    if not findings and not same_matter:
        reasons.append("not the same subject, deed and object")
    if copies:
        reasons.append("one document copies the other, or both copy a third: together they count once")
    a, b = pair.a.row, pair.b.row
    return {"claim_a": a["claim_id"], "claim_b": b["claim_id"], "doc_a": a["doc_id"], "doc_b": b["doc_id"],
            "relation": relation, "score": pair.score, "reasons": reasons}


def _common(scorer: Scorer, pair: Pair) -> str:
    """What both sides have: "both name Taliban and speak of: soil, use, terrorists / militants"."""
    names = joined(sorted(_both_name(pair)))
    spoken = _spoken(scorer, pair)
    parts = [f"name {names}"] * bool(names) + [f"speak of: {', '.join(spoken)}"] * bool(spoken)
    return f"both {joined(parts)}" if parts else "alike in spelling only"


def _both_name(pair: Pair) -> set[str]:
    """The actors that both name, or the powers where they name them differently ("Taliban", "Kabul")."""
    return set(pair.a.row["actors"]) & set(pair.b.row["actors"]) or pair.a.powers & pair.b.powers


def _shared(pair: Pair) -> list[str]:
    """The terms that both have, in the order of the first, without names and light words; a near-synonym only where no word of it is shared."""
    one, other = _by_term(pair.a), _by_term(pair.b)
    named = {key[:5] for actor in {*pair.a.row["actors"], *pair.b.row["actors"]} for key in stems(actor)}
    exact = {word for term, word in [*one.items(), *other.items()] if term in one and term in other and not term.startswith("~")}
    found: dict[str, str] = {}
    for term, word in one.items():
        fresh = not term.startswith("~") or not {word, other.get(term)} & exact
        if term in other and fresh and term not in LIGHT and term[:5] not in named:
            found.setdefault(word, term)
    return list(found.values())


def _spoken(scorer: Scorer, pair: Pair, size: int = 6) -> list[str]:
    """The rarest words that the two share, in one's order; near-synonyms with a stroke between them."""
    one, other, shared = _by_term(pair.a), _by_term(pair.b), _shared(pair)
    kept = sorted(shared, key=lambda term: (-scorer.weight(term), term))[:size]
    return [one[term] if not term.startswith("~") else f"{one[term]} / {other[term]}" for term in shared if term in kept]


def _by_term(side: Side) -> dict[str, str]:
    """For each term of the content, in order: the first word that it stands for."""
    found: dict[str, str] = {}
    for word in words(plain_numbers(side.content.text)):
        for term in terms(word):
            found.setdefault(term, word)
    return found


def _dated(a: Row, b: Row) -> str:
    """Whether both hold at one time: "same" if their days meet, "other" if they do not, "unknown" where a side has none."""
    if not (a["time_start"] and b["time_start"]):
        return "unknown"
    meet = a["time_start"] <= (b["time_end"] or b["time_start"]) and b["time_start"] <= (a["time_end"] or a["time_start"])
    return "same" if meet else "other"


def _days(row: Row) -> str:
    start, end = row["time_start"], row["time_end"] or row["time_start"]
    return start if start == end else f"{start} to {end}"


def _polarity(pair: Pair) -> Iterator[Finding]:
    """Negated or denied on one side, of the same deed by the same subject."""
    a, b = pair.a.row, pair.b.row
    if a["polarity"] == b["polarity"]:
        return
    sentence = f"{a['polarity']} here{_trigger(a)}, {b['polarity']} there{_trigger(b)}"
    if not _same_deed(pair):
        yield Finding(False, f"{sentence}, but not clearly of the same deed")
    elif not (_subject_stands(pair.a, pair.b) and _subject_stands(pair.b, pair.a)):
        yield Finding(False, f"{sentence}, but of another subject")
    else:
        yield Finding(True, sentence)


def _subject_stands(one: Side, other: Side) -> bool:
    """Whether a word of the subject, or a near-synonym, stands in the other claim: not so "calls to close the road" in "the road closed"."""
    return not one.subject or any({key, *kin(key)} & other.content.terms.keys() for key in one.subject)


def _trigger(row: Row) -> str:
    """The words that negate, quoted."""
    found = [denial.cue for denial in denials(f"{row['cue'] or ''}, {row['sentence']}")] if row["polarity"] == "negated" else []
    return f' ("{found[0]}")' if found else ""


def _same_deed(pair: Pair) -> bool:
    """The predicates are kindred, or each stands somewhere in the other content."""
    a, b = pair.a.row["predicate"], pair.b.row["predicate"]
    return _kindred(a or "", b or "") or bool(set(stems(a or "")) & pair.b.content.stems) or bool(set(stems(b or "")) & pair.a.content.stems)


def _opposite(pair: Pair) -> Iterator[Finding]:
    """The two ends of one scale, with the same actors: a conflict only where both are dated and the days meet."""
    if not _oppose(pair.a, pair.b):
        return
    here, there = opposite_ends(pair.a.content.ends, pair.b.content.ends)
    sentence = f'{OPPOSITE}: "{here}" here, "{there}" there'
    if pair.a.row["polarity"] != pair.b.row["polarity"]:
        yield Finding(False, f"{sentence}, one of them negated")
    elif _dated(pair.a.row, pair.b.row) == "same":
        yield Finding(True, f"{sentence}, both on {_days(pair.a.row)}")
    elif _dated(pair.a.row, pair.b.row) == "unknown":
        yield Finding(False, f"{sentence}; {_undated(pair)}, so whether both held at once cannot be known")


def _undated(pair: Pair) -> str:
    dated = [row for row in (pair.a.row, pair.b.row) if row["time_start"]]
    return f"only one side has a date ({_days(dated[0])})" if dated else "no date on either side"


def _numbers(pair: Pair) -> Iterator[Finding]:
    """Another number of the same thing: a conflict on the same day, or undated where all else is the same."""
    clash = number_conflict(pair.a.content, pair.b.content)
    if not clash:
        return
    counted = joined(sorted(clash[0].kinds & clash[1].kinds or clash[0].unit & clash[1].unit))
    sentence = f"number ({counted}): {clash[0].text} here, {clash[1].text} there"
    if _dated(pair.a.row, pair.b.row) == "same":
        yield Finding(True, f"{sentence}, both on {_days(pair.a.row)}")
    elif _dated(pair.a.row, pair.b.row) == "unknown" and pair.score >= TWIN:
        yield Finding(True, f"{sentence}, of what the other words show to be one thing")
    elif _dated(pair.a.row, pair.b.row) == "unknown":
        yield Finding(False, f"{sentence}; {_undated(pair)}, so it may be another count")


def _one_toll(a: Side, b: Side) -> bool:
    """Whether both count the dead, the hurt or the missing of one day: other words, one matter."""
    tolls = [{kind for figure in side.content.figures for kind in figure.kinds} for side in (a, b)]
    return bool(tolls[0] & tolls[1]) and _dated(a.row, b.row) == "same"


def _denied(pair: Pair) -> Iterator[Finding]:
    """A word of denial inside the content of one side alone: "rejected calls to close the road"."""
    a, b = pair.a, pair.b
    if a.row["polarity"] == b.row["polarity"] == "affirmed" and bool(a.content.denials) != bool(b.content.denials):
        cue = (a.content.denials or b.content.denials)[0].cue
        yield Finding(False, f'"{cue}" only {"here" if a.content.denials else "there"}')


def _date(pair: Pair) -> Iterator[Finding]:
    """Another day: of one event, a conflict; else another event."""
    if _dated(pair.a.row, pair.b.row) != "other":
        return
    a, b = pair.a.row, pair.b.row
    sentence = f"date: {_days(a)} here, {_days(b)} there"
    # a toll that differs too is a later count, and what was planned and what was done may fall on two days
    same = all(a[slot] == b[slot] for slot in ("polarity", "modality")) and not number_conflict(pair.a.content, pair.b.content)
    one_event = same and _day(a) and _day(b) and (pair.score >= TWIN or _once(pair))
    yield Finding(one_event, sentence if one_event else f"{sentence}: another time")


def _once(pair: Pair) -> bool:
    """Whether both speak of what can be but once: the last inspection, the first meeting."""
    return bool({"last", "latest", "first", "final", "only"} & set(words(pair.a.content.text)) & set(words(pair.b.content.text)))


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
    if a.named and b.named and not a.powers & b.powers:
        yield Finding(False, f"about {joined(sorted(a.named))} here, {joined(sorted(b.named))} there")
    elif a.doers & (b.powers - b.doers) and b.doers & (a.powers - a.doers):
        yield Finding(False, f"{joined(sorted(a.doers))} acts here, {joined(sorted(b.doers))} there")


def _speaker(pair: Pair) -> Iterator[Finding]:
    """The same words in quotation marks from two named speakers."""
    a, b = pair.a.row, pair.b.row
    if not (a["quoted"] and b["quoted"] and a["source"] and b["source"]) or set(stems(a["source"])) & set(stems(b["source"])):
        return
    line_a, line_b = " ".join(words(a["text"])), " ".join(words(b["text"]))
    if min(len(line_a.split()), len(line_b.split())) >= QUOTE_WORDS and fuzz.ratio(line_a, line_b) >= QUOTE_RATIO:
        yield Finding(True, f"the same words are {a['source']}'s here, {b['source']}'s there")


RULES: tuple[Callable[[Pair], Iterator[Finding]], ...] = (_polarity, _denied, _opposite, _numbers, _date, _speaker, _modality, _actors)


def _select(judged: list[Row], claims: int) -> list[Row]:
    """The matches kept: for each claim the best in every other document, few that are merely related, three a claim on average."""
    taken: set[tuple[str, str]] = set()
    related: Counter[str] = Counter()
    kept = []
    for row in sorted(judged, key=_rank):
        ends = {(row["claim_a"], row["doc_b"]), (row["claim_b"], row["doc_a"])}
        # what is merely related stays if it is the best that either side has in that document, and among the best of both
        if ends <= taken or (not _telling(row) and max(related[row["claim_a"]], related[row["claim_b"]]) >= RELATED_A_CLAIM):
            continue
        taken |= ends
        related.update([] if _telling(row) else [row["claim_a"], row["claim_b"]])
        kept.append(row)
    return sorted(kept[: math.floor(MATCHES_A_CLAIM * claims)], key=lambda row: (row["claim_a"], row["claim_b"]))


def _telling(row: Row) -> bool:
    """Whether the match says more than that two claims are related."""
    return row["relation"] != "related" or opposite_directions(row)


def opposite_directions(row: Row) -> bool:
    """Whether two related claims move in opposite directions, at times that cannot be known to be the same."""
    return row["relation"] == "related" and any(reason.startswith(OPPOSITE) for reason in row["reasons"])


def _rank(row: Row) -> tuple:
    return not _telling(row), -row["score"], row["claim_a"], row["claim_b"]


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
    passages = [(block, block["text"][start:end]) for block in blocks if block["doc_id"] in others and block["kind"] != "heading"
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

FINDINGS, OPPOSED, SHARED, ALONE = 12, 4, 3, 3  # sentences at most: in all, on conflicts, on what is shared, on what stands alone


def short_names(documents: list[Row]) -> dict[str, str]:
    """A short name for each document: the first part of its file's name, or the whole path where that is not its own."""
    paths = {row["doc_id"]: row["path"] for row in documents}
    names = {doc_id: re.split(r"[_\s]", PurePosixPath(path).stem)[0] or path for doc_id, path in paths.items()}
    counts = Counter(names.values())
    return {doc_id: name if counts[name] == 1 else paths[doc_id] for doc_id, name in names.items()}


def findings(tables: dict[str, list[Row]]) -> list[str]:
    """At most twelve sentences on what the tables documents, blocks, claims, origins, matches and families hold.

    In this order: who speaks, copies, conflicts between independent origins, opposite directions, what is shared, what stands in
    one report alone. Each names its reports and quotes their words; one sentence says so where there is no claim.
    """
    if not tables["claims"]:
        return ["No claim was found, so there is nothing to compare."]
    view = _View(tables)
    lines = [view.speakers(), *view.copies(), *view.oppositions()[:OPPOSED], *view.agreements()[:SHARED]]
    return [*lines, *view.alone(min(ALONE, FINDINGS - len(lines)))]


class _View:
    """The tables of a run by id, and the sentences made from them."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables
        self.names = short_names(tables["documents"])
        self.claims = {row["claim_id"]: row for row in tables["claims"]}
        self.family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
        self.origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
        self.documents = sorted(self.origin, key=lambda doc_id: (self.names[doc_id], doc_id))

    def list_names(self, doc_ids: Iterable[str]) -> str:
        wanted = set(doc_ids)
        return joined([self.names[doc_id] for doc_id in self.documents if doc_id in wanted])

    def quote(self, claim: Row, copies: Iterable[str] = ()) -> str:
        """The report with its copies, who says it there, and the words: 004 (Mumtaz Zahra Baloch: “…”)."""
        source = claim["source"] or ("" if claim["source_kind"] == "article" else claim["source_text"] or "")
        also = f", also {self.list_names(copies)}" if copies else ""
        return f"{self.names[claim['doc_id']]}{also} ({f'{source}: ' if source else ''}“{_bare(claim['text'], 140)}”)"

    def speakers(self) -> str:
        """Which reports quote people by name, and which quote nobody."""
        people: dict[str, Counter[str]] = defaultdict(Counter)
        for claim in self.tables["claims"]:
            if claim["quoted"] and claim["source_kind"] == "person" and claim["source"]:
                people[claim["doc_id"]][claim["source"]] += 1
        if not people:
            who = f"None of the {len(self.documents)} reports quotes a" if len(self.documents) > 1 else f"{self.list_names(self.documents)} quotes no"
            return f"Who speaks? {who} person by name."
        loud = sorted(people, key=lambda doc_id: (-people[doc_id].total(), self.names[doc_id]))
        told = [f"{self.names[doc_id]} quotes {_people(people[doc_id])}" for doc_id in loud[:4]]
        more = len(loud) - len(told)
        silent = [doc_id for doc_id in self.documents if doc_id not in people]
        rest = [f"{_count(more, 'more report')} {'quotes' if more == 1 else 'quote'} others"] * bool(more) + \
               [f"{self.list_names(silent)} {'quotes' if len(silent) == 1 else 'quote'} no person by name"] * bool(silent)
        return f"Who speaks? {'Only ' * (len(people) == 1 and bool(silent))}{'; '.join([*told, *rest])}."

    def copies(self) -> list[str]:
        """Which reports share an origin; nothing where there is but one report."""
        groups = [[doc_id for doc_id in self.documents if self.origin[doc_id] == name] for name in sorted(set(self.origin.values()))]
        shared = sorted(self.list_names(group) for group in groups if len(group) > 1)
        if shared:
            return [f"Copies. {'; '.join(f'{names} copy or spin one another and count as one origin' for names in shared)}."]
        return [f"Copies. None of the {len(groups)} reports copies another: each is an origin of its own."] * (len(groups) > 1)

    def oppositions(self) -> list[str]:
        """Conflicts between independent origins, then opposite directions that may both have been true; each pair of families once."""
        once: dict[frozenset[str], Row] = {}
        for row in sorted(self.tables["matches"], key=lambda row: (row["relation"] != "conflict", _rank(row))):
            if self.origin[row["doc_a"]] != self.origin[row["doc_b"]] and (row["relation"] == "conflict" or opposite_directions(row)):
                once.setdefault(frozenset({self.family[row["claim_a"]], self.family[row["claim_b"]]}), row)
        return [self.opposition(row) for row in once.values()]

    def opposition(self, row: Row) -> str:
        a, b = self.claims[row["claim_a"]], self.claims[row["claim_b"]]
        place = {"here": f"in {self.names[row['doc_a']]}", "there": f"in {self.names[row['doc_b']]}"}
        reasons = re.sub(r'"[^"]*"|\bhere\b|\bthere\b', lambda match: place.get(match.group(), match.group()), "; ".join(row["reasons"][1:]))
        kind = "Conflict" if row["relation"] == "conflict" else "Opposite directions"
        return f"{kind}. {self.quote(a)} against {self.quote(b)}: {reasons.removeprefix(f'{OPPOSITE}: ')}."

    def agreements(self) -> list[str]:
        """Families in several origins, those in most and the most concrete first."""
        members = defaultdict(list)
        for row in self.tables["families"]:
            if row["origins"] > 1:
                members[row["family_id"]].append(self.claims[row["claim_id"]])
        order = {name: (-len(self.voices(claims)), min(map(_concrete, claims)), name) for name, claims in members.items()}
        return [self.agreement(members[name]) for name in sorted(members, key=order.__getitem__)]

    def voices(self, claims: list[Row]) -> dict[str, list[Row]]:
        """The claims by origin, in the order of the reports' names."""
        found = defaultdict(list)
        for claim in sorted(claims, key=lambda claim: (self.documents.index(claim["doc_id"]), claim["claim_id"])):
            found[self.origin[claim["doc_id"]]].append(claim)
        return found

    def agreement(self, claims: list[Row]) -> str:
        voices = self.voices(claims).values()
        quotes = [self.quote(first, {claim["doc_id"] for claim in rest} - {first["doc_id"]}) for first, *rest in voices]
        days = sorted({claim["time_start"] for claim in claims if claim["time_start"]})
        when = f"dated {joined(days)}" if days else "none of them gives a date"
        return f"Shared by {_count(len(voices), 'origin')}. {'; '.join(quotes)}; {when}."

    def alone(self, size: int) -> list[str]:
        """The most concrete claims that no other origin shares or disputes, one an origin, with the nearest passage elsewhere."""
        met = {row[end] for row in self.tables["matches"] if _telling(row) and self.origin[row["doc_a"]] != self.origin[row["doc_b"]]
               for end in ("claim_a", "claim_b")}
        lone = [self.claims[row["claim_id"]] for row in self.tables["families"] if row["origins"] == 1 and row["claim_id"] not in met]
        first: dict[str, Row] = {}
        for claim in sorted(lone, key=lambda claim: (_concrete(claim), claim["claim_id"])):
            first.setdefault(self.origin[claim["doc_id"]], claim)
        return [self.lone(claim) for claim in list(first.values())[:size]] if len(set(self.origin.values())) > 1 else []

    def lone(self, claim: Row) -> str:
        near = nearest(self.tables["claims"], claim["claim_id"], blocks=self.tables["blocks"], origins=self.tables["origins"])
        if not near:
            return f"Alone. {self.quote(claim)}; no other report of its story has a passage to compare."
        passage = f"{self.names[near[0]['doc_id']]} (“{_bare(near[0]['text'], 100)}”, similarity {near[0]['similarity']:.2f})"
        return f"Alone. {self.quote(claim)}; the nearest passage elsewhere is in {passage}."


def _concrete(claim: Row) -> int:
    """How little a claim can be checked by: the lower, the more of numbers, time, and the five marks of specificity it has."""
    return -(claim["specificity"] + bool(claim["numbers"]) + bool(claim["time_text"]))


def _people(counts: Counter[str]) -> str:
    return joined([f"{name} ({_count(count, 'claim')})" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))])


def _count(number: int, thing: str) -> str:
    """ "no claims", "1 claim", "2 claims"."""
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _bare(text: str, width: int) -> str:
    """The text, shortened, without the quotation marks at its ends and the "that" before it, to stand between our own marks."""
    return shorten(text.strip("“”\"‘’' ,"), width).removeprefix("that ").strip("“”\"‘’' ,")
