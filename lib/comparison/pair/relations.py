"""Two claims in, how they stand to each other and what differs between them out."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from rapidfuzz import fuzz

from lib.comparison.pair.likeness import Scorer
from lib.comparison.pair.numbers import number_conflict
from lib.comparison.pair.side import (
    Pair,
    Side,
    Verdict,
    aligned,
    held_at_once,
    judged,
    kindred,
    one_toll,
    oppose,
    shared,
)
from lib.comparison.pair.vocabulary import denials, kin, opposite_ends, with_kin
from lib.tables.records import ClaimRow, Difference
from lib.text.phrases import joined
from lib.text.words import stems, words

# Without a date on either side, only claims this alike are held to be of one and the same event.
TWIN = 0.75
# The same words said by two speakers: at least this ratio of the letters, and at least this many
# words.
QUOTE_RATIO, QUOTE_WORDS = 85, 6


def judge(scorer: Scorer, pair: Pair) -> Verdict:
    """How the two claims stand to each other, by the rules of the design."""
    same_matter = aligned(scorer, pair) or one_toll(pair.a, pair.b)
    relation = _relation(pair) if same_matter else "related"
    if relation == "agree" and _unlike(pair):
        relation, same_matter = "related", False
    return judged(relation, same_matter, relation != "related" or any(_opposite(pair)))


def _relation(pair: Pair) -> str:
    """The relation of two claims of one matter, by the first difference that sets them apart, if
    there is one."""
    relation = "agree"
    for rule in RULES:
        for difference in rule(pair):
            if not difference["hard"]:
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


def differences(pair: Pair) -> list[Difference]:
    """What differs between the two claims, rule by rule."""
    return [difference for rule in RULES for difference in rule(pair)]


def _differ(
    kind: str,
    here: str | None,
    there: str | None,
    *,
    of: str | None = None,
    note: str | None = None,
    hard: bool = False,
) -> Difference:
    return {"kind": kind, "here": here, "there": there, "of": of, "note": note, "hard": hard}


def days(row: ClaimRow) -> str | None:
    """The day or days on which a claim holds."""
    start, end = row["time_start"], row["time_end"] or row["time_start"]
    return start if start == end else f"{start} to {end}"


def _polarity(pair: Pair) -> Iterator[Difference]:
    """Negated or denied on one side, of the same deed by the same subject, and not only so far."""
    a, b = pair.a.row, pair.b.row
    cues = pair.a.cues, pair.b.cues
    # both deny something in their own words: the same, or it is not clear of what each holds it
    if a["polarity"] == b["polarity"] or (cues[0] and cues[0] == cues[1]):
        return
    negating = _trigger(a) or _trigger(b)
    differ = partial(_differ, "event", a["polarity"], b["polarity"], of=negating)
    # "did not meet them", "met with him": one word and a name are no matter yet
    if (cues[0] and cues[1]) or not _same_deed(pair) or len(shared(pair)) < 2:
        yield differ(note="deed")
    elif not (_subject_stands(pair.a, pair.b) and _subject_stands(pair.b, pair.a)):
        # "calls to close the road", "the road was closed": the subjects differ as the two statuses
        # do, which a reason of its own says
        yield differ(note=None if a["modality"] != b["modality"] else "subject")
    elif _not_yet(a if a["polarity"] == "negated" else b) and held_at_once(a, b) != "same":
        yield differ(note="so far")
    else:
        yield differ(hard=True)


NOT_YET = re.compile(r"\byet\b|\b(?:has|have)(?: not|n['’]t)\b", re.IGNORECASE)


def _not_yet(claim: ClaimRow) -> bool:
    """Whether the claim denies what may have come later: "have not been released", "has yet to
    act"."""
    return bool(NOT_YET.search(f"{claim['cue'] or ''} {claim['text']}"))


def _subject_stands(one: Side, other: Side) -> bool:
    """Whether a word of the subject, or a near-synonym, stands in the other claim: not so of "calls
    to close it" and "the road closed"."""
    return not one.subject or any(
        {key, *kin(key)} & other.content.terms.keys() for key in one.subject
    )


def _trigger(row: ClaimRow) -> str | None:
    """The words that negate the claim; None where it is affirmed, or they are not known."""
    if row["polarity"] == "affirmed":
        return None
    cues = denials(f"{row['cue'] or ''}, {row['sentence']}")
    return next((denial.cue for denial in cues), None)


def _same_deed(pair: Pair) -> bool:
    """The predicates are kindred, or one only negates ("prevent the use") and the other stands in
    its content."""
    a, b = pair.a.row["predicate"] or "", pair.b.row["predicate"] or ""
    sides = ((a, b, pair.a), (b, a, pair.b))
    return kindred(a, b) or any(
        denials(one) and set(stems(other)) & side.content.stems for one, other, side in sides
    )


def _opposite(pair: Pair) -> Iterator[Difference]:
    """The two ends of one scale, with the same actors: a conflict only where both are dated and the
    days meet."""
    if not oppose(pair.a, pair.b):
        return
    here, there = opposite_ends(pair.a.content.ends, pair.b.content.ends)
    at_once = held_at_once(pair.a.row, pair.b.row)
    if pair.a.row["polarity"] != pair.b.row["polarity"]:
        yield _differ("status", here, there, note="negated")
    elif at_once == "same":
        yield _differ("status", here, there, hard=True)
    elif at_once == "unknown":
        yield _differ("status", here, there, note="undated")


def _numbers(pair: Pair) -> Iterator[Difference]:
    """Another number of the same thing: a conflict on the same day, or undated where all else is
    the same."""
    clash = number_conflict(pair.a.content.figures, pair.b.content.figures)
    if not clash:
        return
    unit = {pair.a.words.get(key, key) for key in clash[0].unit & clash[1].unit}
    counted = joined(sorted(clash[0].kinds & clash[1].kinds or unit))
    differ = partial(_differ, "number", clash[0].text, clash[1].text, of=counted)
    a, b = pair.a.row, pair.b.row
    at_once = held_at_once(a, b)
    if at_once == "same":
        yield differ(hard=True)
    elif at_once == "unknown" and pair.score >= TWIN and not (a["time_start"] and b["time_start"]):
        yield differ(hard=True, note="one thing")
    elif at_once == "unknown":
        yield differ(note="undated")


def _denied(pair: Pair) -> Iterator[Difference]:
    """A word of denial inside the content of one side alone: "rejected calls to close the road"."""
    if not pair.a.row["polarity"] == pair.b.row["polarity"] == "affirmed":
        return
    cues = [
        [denial.cue for denial in side.content.denials if denial.kind != "undone"]
        for side in (pair.a, pair.b)
    ]
    if bool(cues[0]) != bool(cues[1]):
        here, there = (next(iter(found), None) for found in cues)
        yield _differ("event", here, there, note="within")


def _date(pair: Pair) -> Iterator[Difference]:
    """Another day: of one event, a conflict; else another event."""
    if held_at_once(pair.a.row, pair.b.row) != "other":
        return
    a, b = pair.a.row, pair.b.row
    # a toll that differs too is a later count, and what was planned and what was done may fall on
    # two days
    figures = pair.a.content.figures, pair.b.content.figures
    same = all(a[slot] == b[slot] for slot in ("polarity", "modality"))
    same = same and not number_conflict(*figures)
    one_event = same and _day(a) and _day(b) and (pair.score >= TWIN or _once(pair))
    note = None if one_event else "another time"
    yield _differ("date", days(a), days(b), note=note, hard=bool(one_event))


def _once(pair: Pair) -> bool:
    """Whether both speak of what can be but once: the last inspection, the first meeting."""
    return bool(
        {"last", "latest", "first", "final", "only"}
        & set(words(pair.a.content.text))
        & set(words(pair.b.content.text))
    )


def _day(row: ClaimRow) -> bool:
    return row["time_start"] == row["time_end"]


def _modality(pair: Pair) -> Iterator[Difference]:
    """Another status: called for here, done there."""
    if pair.a.row["modality"] != pair.b.row["modality"]:
        yield _differ("modality", _status(pair.a.row), _status(pair.b.row))


def _status(claim: ClaimRow) -> str:
    """How a content is meant; an item without a verb or a subject ("joint exercises",
    "strengthening ties") states nothing."""
    listed = claim["source_kind"] == "article" and not (claim["predicate"] and claim["subject"])
    return "listed" if listed and claim["modality"] == "asserted" else claim["modality"]


def _cue(pair: Pair) -> Iterator[Difference]:
    """Another cue of a content that is no clause: who praised the budget and who criticised it do
    not say the same."""
    a, b = pair.a.row, pair.b.row
    if (
        a["cue"]
        and b["cue"]
        and not (a["predicate"] or b["predicate"])
        and not kindred(a["cue"], b["cue"])
    ):
        yield _differ("wording", a["cue"], b["cue"])


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
        yield _differ("name", joined(sorted(a.named)), joined(sorted(b.named)))
    elif a.doers & (b.powers - b.doers) and b.doers & (a.powers - a.doers):
        yield _differ("name", joined(sorted(a.doers)), joined(sorted(b.doers)), note="acts")
    elif _swapped(a, b):
        yield _differ("name", a.row["subject"], b.row["subject"], note="acts")


def _speaker(pair: Pair) -> Iterator[Difference]:
    """The same words in quotation marks from two named speakers."""
    a, b = pair.a.row, pair.b.row
    if not (a["quoted"] and b["quoted"] and _named(a) and _named(b)) or set(
        stems(a["source"])
    ) & set(stems(b["source"])):
        return
    lines = pair.a.line, pair.b.line
    if min(map(len, lines)) >= QUOTE_WORDS and fuzz.ratio(*map(" ".join, lines)) >= QUOTE_RATIO:
        yield _differ("speaker", a["source"], b["source"], hard=True)


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
        yield _differ("speaker", a["source"], b["source"], note="own")


def _named(claim: ClaimRow) -> bool:
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
