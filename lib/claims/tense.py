"""A parsed block and its day of publication in, its times with the days they mean out: words of
what is to come name the next such day, words of what has been the last."""

from collections.abc import Callable
from datetime import date

from spacy.tokens import Doc, Token

from lib.claims.cues import lemma
from lib.claims.frame import triggers
from lib.claims.grammar import characters, has, is_verb, to_infinitive
from lib.claims.times import Direction, Time, times
from lib.text.lexicon import cue_class

DATED = "dated"  # under which a parsed text keeps its times
AHEAD = frozenset(
    {"will", "shall", "'ll", "’ll", "wo", "can", "ca", "may", "should", "must", "would"}
)
MEANT = frozenset({"planned", "recommended", "possible"})
HAS = frozenset({"has", "have", "'ve", "’ve", "had"})
PLANS = frozenset({"deadline", "date", "schedule", "plan", "plans", "effective", "due"})
SETS = frozenset({"schedule", "slate", "set", "plan", "expect"})  # a day
ONLY = frozenset({"first", "last", "only"})  # "the first to leave on Friday" has left


def dated(doc: Doc, published: date | None, plan: bool = False) -> list[Time]:
    """The times of a text, looked for once and not once a claim; plan: where no verb shows it, the
    text speaks of what is to come."""
    known: dict[tuple[date | None, bool], list[Time]] = doc.user_data.setdefault(DATED, {})
    if (published, plan) not in known:
        known[published, plan] = times(characters(doc), published, _direction(doc, plan))
    return known[published, plan]


def _direction(doc: Doc, plan: bool) -> Callable[[int, int], Direction]:
    def direction(start: int, end: int) -> Direction:
        span = doc.char_span(start, end, alignment_mode="expand")
        told = looks_ahead(span.root) if span is not None else None
        return plan or None if told is None else told

    return direction


def looks_ahead(token: Token) -> Direction:
    """Whether the verb that a word hangs on speaks of what is to come, or of what has been."""
    if token.dep_ in {"poss", "compound", "amod", "nmod"}:
        return None  # "Friday's attack" will be discussed
    for above in token.ancestors:
        if above.lower_ in PLANS:
            return True
        if is_verb(above):
            return _of_verb(above)
        if above.dep_ in {"nsubj", "nsubjpass", "poss"}:
            return None
    return None


def _of_verb(verb: Token) -> Direction:
    group = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    words = {word.lower_ for word in group}
    if words & AHEAD:
        return "have" not in words
    if to_infinitive(verb):
        return False if "have" in words else _meant(verb.head)
    if verb.tag_ == "VBG":
        # "is leaving on Monday"
        if words & HAS:
            return False
        return True if any(word.tag_ in {"VBZ", "VBP"} for word in group) else None
    first = group[0] if group else verb
    if first.tag_ in {"VBD", "VBN"} or words & HAS:
        return verb.tag_ == "VBN" and _sets(verb)
    return True if first.tag_ in {"VBZ", "VBP"} and not has(verb, {"ccomp"}) else None


def _sets(verb: Token) -> bool:
    """ "Set for Friday", where "a record set on Friday" is old."""
    days = {child.lower_ for child in verb.children if child.dep_ == "prep"}
    return lemma(verb) in SETS and (lemma(verb) != "set" or "for" in days)


def _meant(above: Token) -> Direction:
    """Whether what stands over an infinitive means it to be done: "plans to", "due to", "is to";
    what hangs on a noun ("rules to be published in May") is not done yet."""
    known = triggers("head").get(lemma(above)) or triggers("word").get(above.lower_)
    if known in MEANT or cue_class().get(lemma(above)) in {"promises", "demands", "expects"}:
        return True
    if above.tag_ in {"VBD", "VBN"}:
        return False
    if above.tag_ == "JJ":
        return next((_of_verb(word) for word in above.ancestors if is_verb(word)), None)
    return not any(child.lower_ in ONLY for child in above.children) or None
