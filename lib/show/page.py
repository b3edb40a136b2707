"""The tables of a run in, the report as one page out."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from lib.by_hand.shares import percent
from lib.by_hand.sheet import ROWS
from lib.findings.alone import alone, lone
from lib.findings.moves import changed
from lib.findings.results import Results
from lib.findings.sentences import findings
from lib.show import limits, pages, pairs, provenance, reports, speaking
from lib.show.limits import NAMED
from lib.show.marks import TURNS, legible
from lib.show.moving import moving
from lib.show.passages import links
from lib.show.read import results as read
from lib.tables import store
from lib.tables.files import replacing
from lib.tables.records import ClaimRow
from lib.tables.store import Texts
from lib.text.data import data_text
from lib.text.phrases import floored, joined, plural, shorten

FILE = "report.html"
ALONE_EACH = 3  # claims that stand alone shown for each origin


def write(out: Path, settings: Mapping[str, Any] = MappingProxyType({})) -> Path:
    """Write report.html of the run in `out` and give back its path; the same run, the same bytes.

    settings: the parameters of the notebook that writes it; those of the notebooks before it are in
    the run's manifest, if anywhere.
    """
    path = Path(out) / FILE
    page = _template().render(_content(Path(out), settings))
    with replacing(path) as partial:
        partial.write_text(page, encoding="utf-8", newline="\n")
    return path


def _content(out: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the template shows, by name."""
    results = read(out)
    documents = results.tables["documents"]
    texts = Texts(out, results.documents)
    text = lru_cache(limits.PAGES)(texts.__getitem__)
    matches = pairs.groups(results)
    paged = pages.paged(results, matches)
    href = links(results, paged)
    compared = reports.compared(results)
    apart = [claim for claim in alone(results) if claim["doc_id"] in compared]
    rows = reports.reports(results, apart)
    agreed = sum(match["relation"] == "agree" for match in results.tables["matches"])
    return {
        "title": _title(len(documents)),
        "documents": documents,
        "claims": results.tables["claims"],
        "compared": compared,
        "names": results.names,
        "findings": [*changed(results), *findings(results)],
        "moving": moving(results, href),
        "reports": rows[: limits.LINES],
        "matrix": reports.matrix(results),
        "pairs": pairs.shown(results, matches, text, href),
        "totals": {relation: len(groups) for relation, groups in matches.items()},
        "copied": agreed - sum(map(len, matches["agree"])),
        "lone": lone(results, shown=_chosen(results, apart)),
        "speakers": speaking.bars(results, list(results.documents)[: limits.LINES]),
        "sources": speaking.sources(results),
        "promises": speaking.promises(results, text, href),
        "drifts": speaking.drifts(results),
        "pages": pages.pages(
            results, [row for row in rows if row.document["doc_id"] in paged], text, href
        ),
        "left_out": [row for row in store.rows(out, "documents") if row["status"] != "ok"],
        "unfinished": results.tables["unfinished"],
        "corrected": provenance.corrected(results, out, href),
        "judged": provenance.judged(results, out),
        "measured": provenance.judged_before(results, texts),
        "parameters": provenance.parameters(out, settings),
        "versions": provenance.versions(out),
    }


def _title(reports: int) -> str:
    if not reports:
        return "No report could be read"
    return f"What {plural(reports, 'report')} {'claims' if reports == 1 else 'claim'}"


def _chosen(results: Results, apart: list[ClaimRow]) -> set[str]:
    """Of the claims that stand alone the first of each origin; of copies the first."""
    families: dict[str, dict[str, str]] = {}
    for claim in apart:
        claim_id = claim["claim_id"]
        of_origin = families.setdefault(results.origin[claim["doc_id"]], {})
        of_origin.setdefault(results.family[claim_id], claim_id)
    chosen = [
        claim_id
        for of_origin in families.values()
        for claim_id in list(of_origin.values())[:ALONE_EACH]
    ]
    return set(chosen[: limits.LONE])


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
        "floored": floored,
        "percent": percent,
        "sentence": _sentence,
        "several": _several,
        "shorten": shorten,
        "thousands": "{:,}".format,
        "voice": _voice,
    }
    style = data_text(__package__, "page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    known = {
        "style": Markup(style),
        "digest": digest,
        "plural": plural,
        "kinds": speaking.KINDS,
        "limits": limits,
        "sample": ROWS,
    }
    return environment.from_string(data_text(__package__, "page.html.j2"), globals=known)


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


def _sentence(text: str) -> str:
    """The text with a full stop, if it has none."""
    return text if text.endswith((".", "!", "?", ".”", "!”", "?”")) else f"{text}."


def _voice(value: str) -> str:
    """The value of a claim's field in the words of the page."""
    return "own voice" if value == "article" else value
