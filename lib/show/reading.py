"""What notebook 04 shows of the findings, as frames for a reader."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from lib.findings.commitments import commitments
from lib.findings.moves import shifts
from lib.findings.results import Results
from lib.findings.telling import place
from lib.findings.wording import named
from lib.show.frames import shown
from lib.show.statements import PERHAPS, SAYS, Row, statements
from lib.tables import store
from lib.text.phrases import joined, shorten

DRAWN = 8  # statements of the figure


def chosen(results: Results, **filters: str) -> set[str]:
    """The claim_ids of the claims that the filters let through; filters: as for `frames.shown`."""
    return set(shown(store.frame("claims", results.tables["claims"]), **filters)["claim_id"])


def rows(results: Results, kept: set[str]) -> list[Row]:
    """The statements of which a claim is kept."""
    return [row for row in statements(results) if not kept.isdisjoint(row.claims)]


def grid(results: Results, told: Iterable[Row]) -> pd.DataFrame:
    """Which report says a statement (2), or says it otherwise (1): a row a statement."""
    frame = {
        shorten(row.claim.get("text") or "", 55): {
            results.names[doc_id]: 2 if what == SAYS else 1
            for doc_id, (what, claim) in row.cells.items()
            if claim
        }
        for row in [row for row in told if row.kind != "alone"][:DRAWN]
    }
    table = pd.DataFrame.from_dict(frame, orient="index")
    order = [name for name in results.names.values() if name in table.columns]
    return table.reindex(columns=order)


def told(results: Results, kept: Iterable[Row], kind: str) -> pd.DataFrame:
    """The statements of a kind: the words, who has them, who says otherwise, in which words."""
    found = [
        row for row in kept if row.kind in ((kind, "perhaps") if kind == "shared" else (kind,))
    ]
    lines = [
        {
            "statement": named(row.claim),
            "says it": _reports(results, row, SAYS),
            "perhaps": _reports(results, row, PERHAPS),
            "otherwise": "; ".join(
                f"{named(one)} ({place(results, one).words})" for one in row.others
            ),
        }
        for row in found
    ]
    has = ["otherwise"] if kind == "differs" else ["perhaps"] if kind == "shared" else []
    return pd.DataFrame(lines, columns=["statement", "says it", *has])


def _reports(results: Results, row: Row, word: str) -> str:
    has = {one for one, (what, _) in row.cells.items() if what == word}
    return joined([results.names[one] for one in results.in_order if one in has])


def quoted(results: Results) -> pd.DataFrame:
    """The utterances that several reports quote, as each cut it."""
    return _frame(
        results,
        results.tables.get("quotations", []),
        {
            "words that all have": lambda row: " … ".join(row["common"]),
            "left out": lambda row: " … ".join(row["omitted"]),
        },
    )


def counted(results: Results) -> pd.DataFrame:
    """What several reports count, in the words of each."""
    return _frame(
        results,
        results.tables.get("quantities", []),
        {
            "what": lambda row: results.claims[row["claim_id"]]["text"],
            "how many": lambda row: row["text"],
            "as of": lambda row: row["as_of"],
        },
    )


def edited(results: Results) -> pd.DataFrame:
    """What a later state of an article has other than the one before it."""
    return _frame(
        results,
        results.tables.get("versions", []),
        {name: lambda row, name=name: row[name] for name in ("kind", "before", "after")},
    )


def _frame(results: Results, found: Iterable[Any], columns: Mapping[str, Any]) -> pd.DataFrame:
    """A column with the reports' names, and those made of each row."""
    lines = [
        {"report": results.names[row["doc_id"]]} | {name: of(row) for name, of in columns.items()}
        for row in found
    ]
    return pd.DataFrame(lines, columns=["report", *columns])


def moved(results: Results) -> pd.DataFrame:
    """Who said a thing again on a later day, and how."""
    lines = [
        (one.who, one.how, *(results.claims[side]["text"] for side in (one.earlier, one.later)))
        for one in shifts(results)
    ]
    return pd.DataFrame(lines, columns=["who", "how", "first", "later"])


def promised(results: Results, kept: set[str]) -> pd.DataFrame:
    """What was promised, by when, and what became of it."""
    lines = [
        (
            results.names[results.claims[one.claim_id]["doc_id"]],
            one.by,
            results.claims[one.claim_id]["text"],
            one.until,
            f"{one.fate}: {one.why}" if one.why else one.fate,
        )
        for one in commitments(results)
        if one.claim_id in kept
    ]
    return pd.DataFrame(lines, columns=["report", "who", "what", "until", "what became of it"])


def copies(results: Results) -> pd.DataFrame:
    """Each report with its day, and those that share most of its words, or are on its story."""
    homes = {row["doc_id"]: row for row in results.tables["origins"]}
    lines = [
        (
            results.names[one],
            results.days[one],
            *(
                joined(
                    [
                        results.names[other]
                        for other in results.in_order
                        if other != one and homes[other][of] == homes[one][of]
                    ]
                )
                for of in ("origin", "story")
            ),
        )
        for one in results.in_order
    ]
    return pd.DataFrame(
        lines, columns=["report", "day", "shares its words with", "on one story with"]
    )
