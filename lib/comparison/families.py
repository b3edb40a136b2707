"""Matches in, families of claims that say the same thing out."""

from collections import Counter, defaultdict
from operator import itemgetter
from typing import cast

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from lib.comparison.sayings import saying
from lib.comparison.ties import tied
from lib.tables.records import ClaimRow, FamilyRow, MatchRow, OriginRow

# Two families are one as long as their pairs of claims are on average at least so sure to agree; a
# pair that is not told counts 0.
LEAST = 0.5
LARGEST = 500  # sayings of a part that is cut into families at a time
NEVER = 1e9  # how far apart two claims are that conflict

Edges = dict[tuple[int, int], float]


def families(
    claims: list[ClaimRow], matches: list[MatchRow], origins: list[OriginRow]
) -> list[FamilyRow]:
    """Rows of table "families": every claim in exactly one; a claim that nothing agrees with is a
    family of its own.

    What an origin says again, in the same words or as copies agree, is one voice; voices are joined
    by average linkage (Sokal and Michener 1958) over the agreements, so that a chain of likenesses
    does not swallow everything.
    """
    origin = {row["doc_id"]: row["origin"] for row in origins}
    doc = {claim["claim_id"]: claim["doc_id"] for claim in claims}
    voice = _voices(claims, matches, origin)
    edges = _edges(matches, voice)
    joined = {number: number for number in voice.values()}
    for part in _parts(edges, len(claims)):
        joined.update(_linked(part))
    members = defaultdict(list)
    for claim_id in sorted(voice):
        members[joined[voice[claim_id]]].append(claim_id)
    label = _labels(claims, matches, {one: found[0] for found in members.values() for one in found})
    rows = []
    for found in members.values():
        docs = {doc[one] for one in found}
        size = {"documents": len(docs), "origins": len({origin[one] for one in docs})}
        same = {"family_id": found[0], "label": label[found[0]], **size}
        rows += [same | {"claim_id": one, "doc_id": doc[one]} for one in found]
    return cast(list[FamilyRow], sorted(rows, key=itemgetter("claim_id")))


def _voices(
    claims: list[ClaimRow], matches: list[MatchRow], origin: dict[str, str]
) -> dict[str, int]:
    """For each claim the number of its voice: what its origin says in the same words, or in words
    that agree."""
    ids = sorted(claim["claim_id"] for claim in claims)
    number = {claim_id: place for place, claim_id in enumerate(ids)}
    first: dict[tuple[str, str], str] = {}
    pairs = [
        (one["claim_id"], first.setdefault(saying(one, origin), one["claim_id"])) for one in claims
    ]
    for row in matches:
        if row["relation"] == "agree" and origin[row["doc_a"]] == origin[row["doc_b"]]:
            pairs.append((row["claim_a"], row["claim_b"]))
    home = tied(((number[a], number[b]) for a, b in pairs), len(ids))
    return {claim_id: home[place] for claim_id, place in number.items()}


def _edges(matches: list[MatchRow], voice: dict[str, int]) -> Edges:
    """How sure two voices agree, by their numbers; below 0 where they conflict."""
    edges: Edges = {}
    for row in matches:
        a, b = sorted((voice[row["claim_a"]], voice[row["claim_b"]]))
        if row["relation"] != "related" and a != b:
            known = edges.get((a, b), 0.0)
            agreed = 1.0 if row["corrected"] or row["sure"] is None else row["sure"]
            value = -NEVER if row["relation"] == "conflict" else agreed
            edges[a, b] = -NEVER if min(known, value) < 0 else max(known, value)
    return edges


def _parts(edges: Edges, size: int) -> list[Edges]:
    """The edges within each part: what hangs together by agreements, at most LARGEST voices, the
    surest first, so that time grows with the number of claims and not with its square."""
    agreed = [pair for pair in edges if edges[pair] > 0]
    agreed.sort(key=lambda pair: (-edges[pair], pair))
    home = tied(agreed, size, most=LARGEST)
    found: dict[int, Edges] = defaultdict(dict)
    for (a, b), sure in edges.items():
        if home[a] == home[b]:
            found[home[a]][a, b] = sure
    return list(found.values())


def _linked(edges: Edges) -> dict[int, int]:
    """For each voice of a part the first of its family, by average linkage."""
    part = sorted({end for pair in edges for end in pair})
    place, size = {number: k for k, number in enumerate(part)}, len(part)
    apart = np.ones(size * (size - 1) // 2)
    for (a, b), sure in edges.items():
        i, j = place[a], place[b]
        apart[size * i - i * (i + 1) // 2 + j - i - 1] = 1 - sure
    label = fcluster(linkage(apart, "average").round(9), 1 - LEAST, "distance").tolist()
    first: dict[int, int] = {}
    return {
        number: first.setdefault(name, number) for number, name in zip(part, label, strict=True)
    }


def _labels(
    claims: list[ClaimRow], matches: list[MatchRow], family: dict[str, str]
) -> dict[str, str]:
    """For each family the text of its most central claim: the one whose agreements weigh most."""
    weight: Counter[str] = Counter()
    for row in matches:
        if row["relation"] == "agree" and family[row["claim_a"]] == family[row["claim_b"]]:
            weight.update({row["claim_a"]: row["score"], row["claim_b"]: row["score"]})
    central: dict[str, str] = {}
    order = {one["claim_id"]: -round(weight[one["claim_id"]], 6) for one in claims}
    for claim in sorted(claims, key=lambda one: (order[one["claim_id"]], one["claim_id"])):
        central.setdefault(family[claim["claim_id"]], claim["text"])
    return central
