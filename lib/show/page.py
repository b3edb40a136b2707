"""The tables of a run in, the report as one page out."""

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from lib.by_hand.shares import percent, trust
from lib.by_hand.sheet import ROWS
from lib.findings.moves import timeline
from lib.findings.results import Results
from lib.findings.sentences import bare, routine
from lib.findings.telling import Place, place, who
from lib.findings.told import findings
from lib.show import by_hand, limits, pages, people
from lib.show.limits import NAMED
from lib.show.marks import TURNS, legible
from lib.show.passages import links, side
from lib.show.read import results as read
from lib.show.statements import Row, statements
from lib.tables import store
from lib.tables.files import replacing
from lib.tables.records import ClaimRow
from lib.tables.store import Texts
from lib.text.data import data_text
from lib.text.phrases import joined, plural, shorten, spoken
from lib.work.parameters import PARAMETERS

FILE = "report.html"
# files that are no reports, which nobody takes for lost
KNOWN = ("overrides the metadata of the others, is no report", "describes the folder, is no report")
KINDS = {
    "differs": "told differently",
    "shared": "in several reports",
    "perhaps": "perhaps in several reports",
    "quotation": "quotations",
    "change": "new or changed",
    "further": "also told",
    "alone": "in one report only",
}


def write(out: Path, settings: Mapping[str, Any] = MappingProxyType({})) -> Path:
    """Write report.html of the run in `out` and give back its path; the same run, the same bytes.

    settings: the parameters of the notebook that writes it.
    """
    path = Path(out) / FILE
    page = _template().render(_content(Path(out), settings))
    with replacing(path) as partial:
        partial.write_text(page, encoding="utf-8", newline="\n")
    return path


def _content(out: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the template shows, by name."""
    results = read(out)
    text = lru_cache(limits.PAGES)(Texts(out, results.documents).__getitem__)
    found, rows, cited = findings(results), statements(results), people.cited(results)
    paged = pages.paged(results, found)
    href, marked = links(results, paged), pages.marks(rows)
    chosen = _choices(results, cited)
    return {
        "title": _title(results),
        "summary": _summary(results, rows),
        "documents": results.documents,
        "names": results.names,
        "days": results.days,
        "claims": results.claims,
        "findings": found,
        "passages": lambda ids: [
            side(claim, text(claim["doc_id"]), href)
            for claim in map(results.claims.__getitem__, ids)
        ],
        "routine": routine(results),
        "rows": rows[: limits.STATEMENTS],
        "more_rows": len(rows) - limits.STATEMENTS,
        "columns": _columns(results, rows),
        "cited": cited,
        "quantities": _groups(results, "quantities", "quantity"),
        "quotations": _groups(results, "quotations", "quotation"),
        "versions": results.tables.get("versions", [])[: limits.LINES],
        "events": _events(results),
        "pages": pages.pages(results, paged, text, marked),
        "marked": marked,
        "paged": paged,
        "href": href,
        "place": lambda claim: place(results, claim).words,
        "classes": lambda claims: _classes(chosen, map(results.claims.__getitem__, claims)),
        "chosen": chosen,
        "left_out": [
            row
            for row in store.rows(out, "documents")
            if row["status"] != "ok" and row["reason"] not in KNOWN
        ],
        "unfinished": results.tables["unfinished"],
        "corrected": by_hand.corrected(results, href),
        "judged": by_hand.judged(results, out),
        "trust": trust(),
        "settings": _settings(settings),
    }


def _title(results: Results) -> str:
    """The headline of the first report in print, for the story; for several stories none."""
    rows = list(results.documents.values())
    titles = [row["title"] for row in rows if row["title"]]
    stories = {row["story"] for row in results.tables["origins"]}
    if not rows:
        return "No report could be read"
    if titles and len(stories) == 1:
        return shorten(titles[0], 140)
    return f"What {plural(len(rows), 'report')} {'says' if len(rows) == 1 else 'say'}"


def _summary(results: Results, rows: list[Row]) -> str:
    """What was found, in a line: how many reports, of which days, and how they stand."""
    rows_of = {kind: [row for row in rows if row.kind == kind] for kind in KINDS}
    days = sorted(row["published"] or "" for row in results.documents.values())
    spans = _from_to(days[0], days[-1]) if days and days[0] else ""  # only if all have a day
    of = f"{plural(len(results.documents), 'report')}{f' of {spans}' if spans else ''}"
    if len(results.documents) < 2:
        return f"{of}: there is nothing to compare."
    shared, perhaps, differs = (len(rows_of[kind]) for kind in ("shared", "perhaps", "differs"))
    several = f"{plural(shared, 'statement')} in several of them"
    more = f", {perhaps} more perhaps" if perhaps else ""
    return f"{of}. {several}{more}, {differs or 'none'} told differently."


def _from_to(first: str, last: str) -> str:
    """ "9 May 2023", "9 to 14 May 2023", "30 May to 2 June 2023"."""
    same = [first[:size] == last[:size] for size in (10, 7, 4)]
    if same[0]:
        return spoken(last)
    start = spoken(first, year=not same[2])
    return f"{start.split()[0] if same[1] else start} to {spoken(last)}"


def _columns(results: Results, rows: Iterable[Row]) -> list[str]:
    """The reports that are columns of the table of statements; none where they are too many."""
    inside = {doc_id for row in rows for doc_id in row.cells}
    columns = [doc_id for doc_id in results.documents if doc_id in inside]
    return columns if len(columns) <= limits.COLUMNS else []


def _groups(results: Results, table: str, of: str) -> list[list[Any]]:
    """The rows of a table that belong together, those in most reports first; of rows of a report
    that say the same one."""
    found: dict[str, list[Any]] = defaultdict(list)
    rows: Any = dict[str, Any](results.tables).get(table, ())
    for row in rows:
        told = [(one["doc_id"], one.get("text")) for one in found[row[of]]]
        found[row[of]] += [row] * ((row["doc_id"], row.get("text")) not in told)
    return sorted(found.values(), key=lambda rows: -len({row["doc_id"] for row in rows}))


def _events(results: Results) -> list[Any]:
    """What is dated to a month or less, what several reports have before what one has; no part of
    what is there."""
    dated = [one for one in timeline(results) if one.first[:7] == one.last[:7]]
    wholes = {one.claim_id for one in dated}
    short = [
        one
        for one in dated
        if (whole := results.whole([results.claims[one.claim_id]])) == {one.claim_id}
        or not whole <= wholes
    ]
    kept = sorted(short, key=lambda one: (-one.origins, one.first))[: limits.EVENTS]
    return sorted(kept)


def _choices(results: Results, cited: list[people.Speaker]) -> dict[str, dict[str, str]]:
    """The classes of the reports and speakers that one can choose by; no report where there is
    not room for all."""
    docs = list(results.documents) if len(results.documents) <= limits.FILTERS else []
    names = [speaker.name for speaker in cited if len(speaker.claims) > 1][: limits.FILTERS]
    return {
        "outlet": {doc_id: f"o{number}" for number, doc_id in enumerate(docs)},
        "speaker": {name: f"p{number}" for number, name in enumerate(names)},
    }


def _classes(chosen: dict[str, dict[str, str]], claims: Iterable[ClaimRow]) -> str:
    """The classes of something that rests on these claims."""
    found = set()
    for claim in claims:
        found |= {
            chosen["outlet"].get(claim["doc_id"]),
            chosen["speaker"].get(claim["source"] or ""),
        }
    return " ".join(sorted(filter(None, found)))


def _settings(settings: Mapping[str, Any]) -> list[str]:
    """The parameters that are not as usual, in words."""
    return [
        f"{PARAMETERS[name].meaning}: {value}"
        for name, value in settings.items()
        if value != PARAMETERS[name].default and name in ("one_story", "threshold", "weights")
    ]


# --- the template -------------------------------------------------------------------------------


@cache
def _template() -> Template:
    """The template with its style sheet, whose checksum alone the page's policy lets in."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "bare": bare,
        "percent": percent,
        "several": _several,
        "shorten": shorten,
        "spoken": spoken,
        "thousands": "{:,}".format,
        "voice": lambda value: "the report itself" if value == "article" else value,
    }
    style = data_text(__package__, "page.css") + _filters()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    known = {
        "style": Markup(style),
        "digest": digest,
        "plural": plural,
        "kinds": KINDS,
        "who": who,
        "is_place": lambda part: isinstance(part, Place),
        "limits": limits,
        "sample": ROWS,
    }
    return environment.from_string(data_text(__package__, "page.html.j2"), globals=known)


def _filters() -> str:
    """The rules that hide what was not chosen; the page needs no script for it."""
    names = [f"{letter}{n}" for letter in "op" for n in range(limits.FILTERS)]
    names += [f"k-{kind}" for kind in KINDS]
    return "\n".join(
        f"body:has(option.{name}:checked) .item:not(.{name}) {{ display: none; }}" for name in names
    )


def _shown(value: Any) -> Any:
    """A value as the page has it: legible, and what turns the direction of the text by its name."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return re.sub(
            "[\u202a-\u202e\u2066-\u2069]",
            lambda turn: f"[{TURNS[ord(turn.group())]}]",
            legible(value),
        )
    return "–" if value is None else value


def _several(names: list[str]) -> str:
    """The names in a phrase, the first few where there are many."""
    more = len(names) - NAMED
    return joined(names if more <= 1 else [*names[:NAMED], f"{more} more"])
