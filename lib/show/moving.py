"""How a story moves, as the page shows it: changes, versions side by side, shifts, what happened
when."""

from typing import NamedTuple

from lib.findings.moves import Event, Shift, shifts, timeline
from lib.findings.results import Results
from lib.show import limits
from lib.show.passages import Href
from lib.tables.records import ClaimRow, VersionRow


class Version(NamedTuple):
    """What was edited in a report, before and after."""

    report: str
    row: VersionRow


class Moved(NamedTuple):
    """One source on two days, with where each statement stands on the page."""

    shift: Shift
    sides: list[tuple[ClaimRow, str | None]]


class Happened(NamedTuple):
    """Something dated, in the words of the first claim that dates it so."""

    event: Event
    claim: ClaimRow
    href: str | None


class Moving(NamedTuple):
    """All of it; changes: the sentences, null where no earlier run was named."""

    changes: list[str] | None
    versions: list[Version]
    shifts: list[Moved]
    events: list[Happened]


def moving(results: Results, href: Href) -> Moving:
    """What the page shows of a story that moves."""
    rows = results.tables.get("changes")
    edits = results.tables.get("versions", [])
    events = [one for one in timeline(results) if one.origins > 1 or one.other]
    return Moving(
        None if rows is None else [row["why"] or "" for row in rows][: limits.LINES],
        [Version(results.names[row["doc_id"]], row) for row in edits[: limits.LINES]],
        [_moved(results, shift, href) for shift in shifts(results)[: limits.LINES]],
        [_happened(results, event, href) for event in events[: limits.LINES]],
    )


def _moved(results: Results, shift: Shift, href: Href) -> Moved:
    ids = shift.earlier, shift.later
    return Moved(shift, [(results.claims[one], href(one)) for one in ids])


def _happened(results: Results, event: Event, href: Href) -> Happened:
    return Happened(event, results.claims[event.claim_id], href(event.claim_id))
