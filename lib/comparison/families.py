"""Matches in, families of claims that say the same thing out."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from lib.comparison.matches import utterance_key
from lib.tables.records import ClaimRow, FamilyRow, MatchRow, OriginRow


def families(
    claims: list[ClaimRow], matches: list[MatchRow], origins: list[OriginRow]
) -> list[FamilyRow]:
    """Rows of table "families": every claim in exactly one; a claim that nothing agrees with is a
    family of its own.

    What an origin says again in the same words is one. Then families are joined along the
    agreements, copies first, then the best, and only if they agree in at least half of their pairs
    of origins and conflict in none, so that a chain of likenesses does not swallow everything.
    """
    origin = {row["doc_id"]: row["origin"] for row in origins}
    home = {claim["claim_id"]: origin[claim["doc_id"]] for claim in claims}
    score = {
        relation: {
            (row["claim_a"], row["claim_b"]): row["score"]
            for row in matches
            if row["relation"] == relation
        }
        for relation in ("agree", "conflict")
    }
    family: dict[str, set[str]] = {}
    same: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in sorted(claims, key=lambda claim: claim["claim_id"]):
        one = same[utterance_key(claim, origin)]
        one.add(claim["claim_id"])
        family[claim["claim_id"]] = one
    within = {
        ends: value for ends, value in score["agree"].items() if home[ends[0]] == home[ends[1]]
    }
    known = {
        "home": home,
        "beside": {relation: _beside(pairs) for relation, pairs in score.items()},
    }
    _join(family, sorted(within, key=lambda ends: (-within[ends], ends)), **known)
    _join(family, _between(family, score["agree"], claims), **known)
    label = _labels(claims, score["agree"], family)
    doc = {claim["claim_id"]: claim["doc_id"] for claim in claims}
    shared: dict[str, dict[str, str | int]] = {}
    for members in _distinct(family):
        counts = {
            "documents": len({doc[member] for member in members}),
            "origins": len({home[member] for member in members}),
        }
        shared |= dict.fromkeys(
            members, {"family_id": min(members), "label": label[min(members)]} | counts
        )
    return [
        {"claim_id": claim_id, "doc_id": doc[claim_id]} | shared[claim_id]
        for claim_id in sorted(family)
    ]


def _distinct(family: dict[str, set[str]]) -> Iterable[set[str]]:
    """Each family once, so that what holds of all its members is not worked out for every one."""
    return {id(members): members for members in family.values()}.values()


def _join(family: dict[str, set[str]], ends: Iterable[tuple[str, str]], **known: dict) -> None:
    """Join the families of each pair of claims, in order, where they may be joined."""
    for a, b in ends:
        one, other = family[a], family[b]
        if one is not other and _united(one, other, **known):
            one |= other
            family.update(dict.fromkeys(other, one))


def _between(
    family: dict[str, set[str]], agree: dict[tuple[str, str], float], claims: list[ClaimRow]
) -> list[tuple[str, str]]:
    """The agreements between families, each pair of families once, the best first; ties by the
    words, which copies share."""
    text = {claim["claim_id"]: claim["text"] for claim in claims}
    first = {
        id(members): (min(members), min(text[member] for member in members))
        for members in _distinct(family)
    }
    best: dict[frozenset[str], tuple] = {}
    for (a, b), score in agree.items():
        if family[a] is not family[b]:
            ends = [first[id(family[end])] for end in (a, b)]
            said = sorted(words for _, words in ends)
            key = frozenset(one for one, _ in ends)
            best[key] = min(best.get(key, (1, [], (a, b))), (-score, said, (a, b)))
    return [ends for _, _, ends in sorted(best.values())]


def once(
    matches: list[MatchRow], families: list[FamilyRow], origins: list[OriginRow]
) -> list[MatchRow]:
    """The matches between origins, each relation of two families and two origins once, by its best
    match: so a copy adds none."""
    origin = {row["doc_id"]: row["origin"] for row in origins}
    family = {row["claim_id"]: row["family_id"] for row in families}
    found: dict[tuple[str, frozenset[tuple[str, str]]], MatchRow] = {}
    for row in sorted(matches, key=lambda row: (-row["score"], row["claim_a"], row["claim_b"])):
        ends = frozenset((origin[row[f"doc_{end}"]], family[row[f"claim_{end}"]]) for end in "ab")
        if origin[row["doc_a"]] != origin[row["doc_b"]]:
            found.setdefault((row["relation"], ends), row)
    return sorted(found.values(), key=lambda row: (row["claim_a"], row["claim_b"]))


def _united(
    one: set[str], other: set[str], *, home: dict[str, str], beside: dict[str, dict[str, set[str]]]
) -> bool:
    """Whether two families that agree somewhere may be joined; claims of one origin are one
    voice."""
    if any(beside["conflict"].get(claim, set()) & other for claim in one):
        return False
    ends = [{home[claim] for claim in members} for members in (one, other)]
    voices = {frozenset((a, b)) for a in ends[0] for b in ends[1] if a != b}
    agreed = {
        frozenset((home[a], home[b])) for a in one for b in beside["agree"].get(a, set()) & other
    }
    return 2 * len(agreed & voices) >= len(voices)


def _beside(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """For each claim those that it is paired with."""
    found: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        found[a].add(b)
        found[b].add(a)
    return found


def _labels(
    claims: list[ClaimRow], agree: dict[tuple[str, str], float], family: dict[str, set[str]]
) -> dict[str, str]:
    """For each claim the text of its family's most central claim: the one whose agreements in the
    family weigh most."""
    weight: Counter[str] = Counter()
    for (a, b), score in sorted(agree.items()):
        if family[a] is family[b]:
            weight.update({a: score, b: score})
    text = {claim["claim_id"]: claim["text"] for claim in claims}
    central = {
        id(members): min(members, key=lambda member: (-round(weight[member], 6), member))
        for members in _distinct(family)
    }
    return {key: text[central[id(members)]] for key, members in family.items()}
