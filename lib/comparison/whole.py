"""All of notebook 04's work: the tables of a run in, the rows of the tables that it writes out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from lib.comparison.alone import ALONE, elsewhere
from lib.comparison.changes import RunTables, changes, earlier_run, states
from lib.comparison.families import families
from lib.comparison.matches import comparison
from lib.comparison.origins import origins
from lib.comparison.profile import profile
from lib.comparison.quantities import quantities
from lib.comparison.versions import versions
from lib.tables import records, store
from lib.work.parameters import folder
from lib.work.process import unswept
from lib.work.workers import KEPT

READ = ("documents", "blocks", "repairs", "unfinished")
NEEDED = [name for name in records.columns("claims") if name != "evidence"]  # which is the most


class ByHand(Protocol):
    """What people correct, as module lib.by_hand.corrections has it: rows and the corrections not
    yet decided in, the rows as corrected and the corrections decided."""

    def of_claims(self, claims: list[Any], rows: list[Any]) -> tuple[list[Any], list[Any]]: ...

    def of_origins(self, origins: list[Any], rows: list[Any]) -> tuple[list[Any], list[Any]]: ...

    def of_matches(
        self, matches: list[Any], origins: list[Any], rows: list[Any]
    ) -> tuple[list[Any], list[Any]]: ...


def _said_before(earlier: RunTables, parts: Mapping[str, Any], weights: str) -> set[str]:
    """The claims that are new and that another report of an earlier run may say."""
    new = [claim for claim in parts["claims"] if claim["claim_id"] not in earlier.claim]
    old = [block for block in parts["blocks"] if block["doc_id"] in earlier.document]
    each = [row | {"origin": row["doc_id"]} for row in parts["origins"]]
    found = elsewhere(new, old, each, weights)
    return {row["claim_id"] for row in found if row["grade"] != ALONE}


@unswept()
def whole(
    run: Path,
    by_hand: ByHand,
    *,
    one_story: bool,
    threshold: float,
    steps: Sequence[float],
    weights: str = "",
    earlier: str = "",
) -> tuple[dict[str, Any], list[Any]]:
    """The rows of each table, read and made, by its name, and what each of the steps would leave.

    A WorkbookError says what of the run or of an earlier one is lacking.
    """
    parts: dict[str, Any] = {name: store.rows(run, name) for name in READ}
    parts["documents"] = [row for row in parts["documents"] if row["status"] == "ok"]
    days = {row["doc_id"]: row["published"] for row in parts["documents"]}
    texts = store.Texts(run, days)
    given = store.rows(run, "claims", NEEDED), store.rows(run, "corrections")
    parts["claims"], left = by_hand.of_claims(*given)
    found = origins(*(parts[name] for name in READ[:3]), one_story=one_story)
    parts["origins"], left = by_hand.of_origins(found, left)
    claims, homes = parts["claims"], parts["origins"]
    numbers: Any = {"threshold": threshold, "steps": steps, "weights": weights}
    # a story is compared again if it changed, or a parameter
    compared = comparison(claims, homes, texts, days, kept=run / KEPT / "matches", **numbers)
    parts["matches"], parts["corrected"] = by_hand.of_matches(compared.matches, homes, left)
    alike = [
        (row["claim_a"], row["claim_b"]) for row in parts["matches"] if row["relation"] != "related"
    ]
    story = {row["doc_id"]: row["story"] for row in homes}
    parts["families"] = families(claims, parts["matches"], homes)
    parts["quotations"] = compared.quotations
    parts["quantities"] = quantities(claims, story, days, alike)
    parts["elsewhere"] = elsewhere(
        claims, parts["blocks"], homes, weights, kept=run / KEPT / "elsewhere"
    )
    parts["profile"] = profile(parts)
    now = RunTables.of(parts, texts)
    before = earlier_run(folder(earlier), run) if earlier else None
    moved = states(now, before)
    parts["versions"] = versions(moved)
    if before:
        known = _said_before(before, parts, weights)
        parts["changes"] = changes(before, now, moved, known)
    return parts, compared.sensitivity
