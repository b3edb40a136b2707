"""Whether two claims that are alike are of one matter: what they share besides the names, the
story's topic and the words of any report."""

from functools import cache, lru_cache
from itertools import combinations

from lib.comparison.pair.likeness import Scorer
from lib.comparison.pair.side import Pair, shared
from lib.text.data import data_lines
from lib.text.words import stem, stems

# What stands in more than this share of the claims, and in more than so many, is the topic of the
# story and parts nothing in it.
TOPIC_SHARE, TOPIC_LEAST = 0.1, 5
# Shared words that tell a matter are at least so many, and at least this share of all such words of
# both.
TELLING_WORDS, TELLING_SHARE = 2, 0.3
# Of two items of lists without a verb ("technology tools: surveillance software") two words tell of
# a topic only.
TELLING_WORDS_OF_ITEMS = 3
# Of claims with the same deed, this likeness and two more words are enough, be they of the topic.
DEED_LIKENESS = 0.5
# The same deed, or three words in a row, are not much in long claims: at least this share of all
# words must be shared too.
WORDS_SHARE = 0.24
# Verbs that only point at what is said, or only link; that two reports both use one says nothing of
# the matter.
POINTING = frozenset(
    stem(word)
    for line in (
        (
            "underscore highlight emphasise emphasize stress illustrate demonstrate signify signal"
            " reflect"
        ),
        "serve become remain play",
    )
    for word in line.split()
)


@cache
def vague() -> frozenset[str]:
    """The stems of words that stand in reports on any matter, from vague_words.txt."""
    return frozenset(
        stem(word) for line in data_lines(__package__, "vague_words.txt") for word in line.split()
    )


def topics(scorer: Scorer) -> frozenset[str]:
    """The terms that so many of the distinct texts have that they tell none from another."""
    least = max(TOPIC_LEAST, TOPIC_SHARE * scorer.size)
    return frozenset(term for term, count in scorer.having.items() if count > least)


@lru_cache(maxsize=1)
def _common(topic: frozenset[str]) -> frozenset[str]:
    """The words that tell no matter from another."""
    return vague() | topic


def one_matter(scorer: Scorer, topic: frozenset[str], pair: Pair) -> bool:
    """Whether what the two claims share tells of one matter, and not only of one topic."""
    if _other_doer(pair):
        return False
    both, common = shared(pair), _common(topic)
    # a number may be the same by chance, and a group of near-synonyms is wider than a word
    found = [
        term
        for term in both
        if term not in common and not term.startswith("~") and not term.isdigit()
    ]
    phrases = pair.a.phrases & pair.b.phrases
    # "intelligence sharing": beside a telling word, a common one tells too
    found += [
        term
        for term in both
        if term not in found and any(term in phrase and phrase & set(found) for phrase in phrases)
    ]
    names = [name for name in pair.a.powers & pair.b.powers if topic.isdisjoint(stems(name))]
    if len(names) >= TELLING_WORDS and found:
        return True
    least = (
        TELLING_WORDS
        if pair.a.row["predicate"] or pair.b.row["predicate"]
        else TELLING_WORDS_OF_ITEMS
    )
    return (
        len(found) >= least and _share(scorer, pair, found, common=common) >= TELLING_SHARE
    ) or (
        (_same_deed(pair, both) or _same_run(phrases, set(both)))
        and scorer.coverage(pair.a.content, pair.b.content) >= WORDS_SHARE
    )


def _other_doer(pair: Pair) -> bool:
    """Whether the same deed is done by another, and not to what is its subject in the passive: "the
    neighbour is to hold back water", "the barrage holds back water"; but "calls to close the road",
    "the road was closed".
    """
    a, b = pair.a, pair.b
    same = (
        a.row["predicate"]
        and b.row["predicate"]
        and a.subject
        and b.subject
        and not a.deed.isdisjoint(b.deed)
    )
    apart = (
        a.subjects.isdisjoint(b.things)
        and b.subjects.isdisjoint(a.objects)
        and a.powers.isdisjoint(b.powers)
    )
    return bool(same) and apart


def _share(scorer: Scorer, pair: Pair, found: list[str], *, common: frozenset[str]) -> float:
    """The share of the telling words of both, by weight, that both have."""
    return (
        2
        * scorer.mass(found)
        / sum(scorer.mass((side.own - common).union(found)) for side in (pair.a, pair.b))
    )


def _same_deed(pair: Pair, both: list[str]) -> bool:
    """Whether the same deed, which does more than point, is done to what a word that is not vague
    names on both sides."""
    deed = (pair.a.deed & pair.b.deed) - POINTING
    more = {term for term in both if term not in vague() and term not in deed}
    thing = (pair.a.object & pair.b.object) - vague()
    return bool(deed) and (
        bool(thing & more) or (len(more) >= TELLING_WORDS and pair.score >= DEED_LIKENESS)
    )


def _same_run(phrases: set[frozenset[str]], both: set[str]) -> bool:
    """Whether both have three words in a row, one of them not vague: "growing threat posed"."""
    whole = [phrase for phrase in phrases if phrase <= both]
    return any(
        len(one | other) == 3 and (one | other) - vague() for one, other in combinations(whole, 2)
    )
