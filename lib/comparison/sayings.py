"""Claims in, the sayings of a story out: what copies say in the same words is said once."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from lib.tables.records import ClaimRow

# What two claims of one origin must both have to be one saying.
SAME = (
    "text sentence source source_kind cue quoted polarity modality subject predicate object actors"
    " places time_start time_end"
).split()


class Saying(NamedTuple):
    """What one origin says in the same words: its first claim in each document that has it, the
    origin's first document before others."""

    rows: tuple[ClaimRow, ...]
    origin: str
    docs: frozenset[str]

    @property
    def first(self) -> ClaimRow:
        return self.rows[0]


def sayings(claims: list[ClaimRow], origin: Mapping[str, str]) -> list[Saying]:
    """The sayings of the claims, in the order of their words, which copies share."""
    groups = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: claim["claim_id"]):
        groups[saying(claim, origin)].append(claim)
    found = []
    for (home, words), group in groups.items():
        by_doc = {claim["doc_id"]: claim for claim in reversed(group)}
        docs = sorted(by_doc, key=lambda doc_id: (doc_id != home, doc_id))
        rows = tuple(by_doc[doc_id] for doc_id in docs)
        found.append((words, rows[0]["claim_id"], Saying(rows, home, frozenset(by_doc))))
    return [one for *_, one in sorted(found, key=lambda one: one[:2])]


def saying(claim: ClaimRow, origin: Mapping[str, str]) -> tuple[str, str]:
    """What is the same for all claims of a saying: the origin and the words."""
    values = [claim[name] for name in SAME]  # type: ignore[literal-required]
    return origin[claim["doc_id"]], repr(values)
