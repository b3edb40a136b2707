"""The tables of a run in, the report as one page out."""

import base64
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from lib.by_hand import corrections
from lib.by_hand.corrections import CLAIM
from lib.by_hand.judged_claims import measured
from lib.by_hand.shares import percent
from lib.by_hand.sheet import ROWS, answered
from lib.findings import results
from lib.findings.alone import alone, lone
from lib.findings.commitments import commitments
from lib.findings.results import ById, opposite_directions, why
from lib.findings.sentences import findings
from lib.findings.voices import speakers, voices
from lib.show.marks import TURNS, Span, around, legible, pieces
from lib.tables import store
from lib.tables.files import checksum, replacing
from lib.tables.folder import FOLDERS, MANIFEST, UNTOLD, read
from lib.tables.records import Row
from lib.tables.store import Texts, by_document, rows_if_any
from lib.text.data import data_text
from lib.text.phrases import WIDEST, floored, joined, plural, shorten
from lib.text.words import WORD
from lib.work.parameters import PARAMETERS

FILE = "report.html"
# What one page can hold and a reader take in; where more is left out, the page says how much and
# where it stands.
# documents with their text, and characters of each and of all
PAGES, CHARS, TEXTS = 100, 20_000, 400_000
# pairs of each relation, claims that stand alone, rows of any other table
SIDES, LONE, LINES = 40, 30, 200
FAMILIES, COLUMNS = 40, 12  # rows and columns of the matrix; with more reports it lists their names
NAMED = 8  # reports named in one cell
OPEN, FOLDED = 10, 20  # pairs of a kind that are open; reports up to which the page of each is
LONGEST = 1500  # characters of a passage
# They narrow what a notebook shows or say where and how it works, and change no table.
NO_MATTER = (*FOLDERS, *UNTOLD, "actors", "since", "until")
# What the profile counts per 1,000 words, and what one of it is called
CHECKABLE = {
    "named_sources": "named source",
    "quotations": "quotation",
    "dates": "dated claim",
    "numbers": "number",
    "places": "place",
}
KINDS = {
    "article": "own voice",
    "institution": "institutions",
    "person": "persons",
    "unnamed": "unnamed",
    "unresolved": "unresolved",
}


def _shown(value: Any) -> Any:
    """Every value on its way into the page: legible, and what turns the direction of the text by
    its name in brackets."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return re.sub(
            "[\u202a-\u202e\u2066-\u2069]",
            lambda found: f"[{TURNS[ord(found.group())]}]",
            legible(value),
        )
    return "–" if value is None else value


def _content(claim: Row, key: Any) -> list[Span]:
    """The spans of the claim's content: an interrupted one has several."""
    spans = [
        Span(one["start"], one["end"], key) for one in claim["evidence"] if one["slot"] == "content"
    ]
    return spans or [Span(claim["start"], claim["end"], key)]


# --- the run as the page shows it ---------------------------------------------------------------


def write(out: Path, settings: Mapping[str, Any] = MappingProxyType({})) -> Path:
    """Write report.html of the run in `out` from its tables and texts, and give back its path; the
    same run gives the same bytes.

    settings: the parameters of the notebook that writes it; those of the notebooks before it are in
    the run's manifest, if anywhere.
    """
    page = _template().render(_View(Path(out)).page(settings))
    with replacing(Path(out) / FILE) as partial:
        partial.write_text(page, encoding="utf-8", newline="\n")
    return Path(out) / FILE


@cache
def _template():
    """The page's template with its style sheet and the sheet's checksum, which alone the page's
    policy lets in."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "shorten": shorten,
        "several": _several,
        "thousands": "{:,}".format,
        "sentence": _sentence,
        "voice": _voice,
    }
    environment.filters |= {"floored": floored}
    style = data_text(__package__, "page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    globals_ = {
        "style": Markup(style),
        "digest": digest,
        "plural": plural,
        "kinds": KINDS,
        "told": results.told,
    }
    return environment.from_string(data_text(__package__, "page.html.j2"), globals=globals_)


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


def _negation(claim: Row, text: str) -> str | None:
    """What negates the claim, by its words in the text: "negated by “haven’t”"; None where it is
    affirmed."""
    if claim["polarity"] != "negated":
        return None
    places = [one for one in claim["evidence"] if one["slot"] == "polarity"]
    whole = dict.fromkeys(word for one in places for word in _words(text, one["start"], one["end"]))
    return f"negated by {joined([f'“{word}”' for word in whole])}" if whole else "negated"


def _words(text: str, start: int, end: int) -> list[str]:
    """The whole words that the place has a part of: "haven’t" where it is that of "n’t"."""
    found = WORD.finditer(text, max(0, start - WIDEST), end + WIDEST)
    return [word[0] for word in found if word.start() < end and start < word.end()]


def _inside(claim: Row) -> bool:
    """Whether all that negates the claim stands within its content."""
    content = _content(claim, None)
    places = [one for one in claim["evidence"] if one["slot"] == "polarity"]
    return bool(places) and all(
        any(span.start <= one["start"] and one["end"] <= span.end for span in content)
        for one in places
    )


def _kind(claims: Iterable[Row]) -> str:
    """The kind of source of most of the claims; of several the first in the alphabet."""
    counts = Counter(claim["source_kind"] for claim in claims)
    return min(counts, key=lambda kind: (-counts[kind], kind))


class _View(ById):
    """The tables of a run by id, and the parts of the page made from them."""

    def __init__(self, out: Path) -> None:
        self.out = out
        names = (
            "documents",
            "blocks",
            "repairs",
            "claims",
            "origins",
            "matches",
            "families",
            "profile",
        )
        found = {name: store.rows(out, name) for name in names}
        self.files = found["documents"]
        found["documents"] = [row for row in self.files if row["status"] == "ok"]
        super().__init__(found | {"unfinished": rows_if_any(out, "unfinished")})
        self.documents = sorted(
            self.tables["documents"], key=lambda row: (self.names[row["doc_id"]], row["doc_id"])
        )
        self.tables["documents"] = self.documents
        self.of = {
            "claims": by_document(self.tables["claims"]),
            "repairs": by_document(self.tables["repairs"]),
        }
        self.items = {
            row["block_id"] for row in found["blocks"] if row["kind"] in ("list_item", "table_row")
        }
        self.profile = {row["doc_id"]: row for row in self.tables["profile"]}
        self.compared = self._compared()
        self.lone = [claim for claim in alone(self.tables) if claim["doc_id"] in self.compared]
        self.between = [
            row
            for row in self.tables["matches"]
            if self.origin[row["doc_a"]] != self.origin[row["doc_b"]]
        ]
        self.voices = defaultdict(list)
        for row in self.documents:
            self.voices[self.origin[row["doc_id"]]].append(row["doc_id"])
        self.counts, self.partners = self._counted(), self._partners()
        self.sides = {name: self._chosen(name) for name in ("conflict", "agree", "related")}
        self.paged = self._paged()
        self.decoded = Texts(out, [row["doc_id"] for row in self.documents])
        self.texts = {doc_id: self.decoded[doc_id] for doc_id in self._read()}

    def _compared(self) -> set[str]:
        """The documents that there is something to compare with: another origin on their story."""
        found = defaultdict(set)
        for row in self.tables["origins"]:
            found[row["story"]].add(row["origin"])
        return {row["doc_id"] for row in self.tables["origins"] if len(found[row["story"]]) > 1}

    def _chosen(self, relation: str) -> list[list[Row]]:
        """The matches of two origins with the relation, those that say the same together, the first
        in print before the others.

        Of the merely related, those in opposite directions come first, then the most alike.
        """
        age = {
            row["doc_id"]: (row["published"] or "9999", self.names[row["doc_id"]])
            for row in self.documents
        }
        rows = [row for row in self.between if row["relation"] == relation]
        found = defaultdict(list)
        for row in sorted(
            rows,
            key=lambda row: (
                sorted((age[row["doc_a"]], age[row["doc_b"]])),
                row["claim_a"],
                row["claim_b"],
            ),
        ):
            # a conflict is one of two families; who agrees counts by origins
            voices = {
                end: relation != "conflict" and self.origin[row[f"doc_{end}"]] for end in "ab"
            }
            found[
                frozenset((voices[end], self.family[row[f"claim_{end}"]]) for end in "ab")
            ].append(row)
        return sorted(
            found.values(),
            key=lambda rows: (
                not opposite_directions(rows[0]),
                -rows[0]["score"],
                rows[0]["claim_a"],
            ),
        )

    def _partners(self) -> dict[str, list[Row]]:
        """For each claim the others it agrees or conflicts with, or is related to: relation,
        claim_id and report."""
        found = defaultdict(list)
        for row in self.tables["matches"]:
            for mine, other in (("a", "b"), ("b", "a")):
                place = {
                    "claim_id": row[f"claim_{other}"],
                    "report": self.names[row[f"doc_{other}"]],
                }
                copies = self.origin[row["doc_a"]] == self.origin[row["doc_b"]]
                found[row[f"claim_{mine}"]].append(
                    place | {"relation": row["relation"], "copies": copies}
                )
        return {
            claim_id: sorted(
                rows, key=lambda row: (row["relation"], row["report"], row["claim_id"])
            )
            for claim_id, rows in found.items()
        }

    def _paged(self) -> set[str]:
        """The documents that have a page: those of the pairs shown first, where there are more than
        a page can hold."""
        telling = [
            row[end]
            for name in ("conflict", "agree")
            for row, *_ in self.sides[name][:SIDES]
            for end in ("doc_a", "doc_b")
        ]
        size = {row["doc_id"]: min(row["chars"], CHARS) for row in self.documents}
        order = list(dict.fromkeys([*telling, *size]))[:PAGES]
        sums = accumulate(size[doc_id] for doc_id in order)
        return {doc_id for doc_id, total in zip(order, sums, strict=True) if total <= TEXTS}

    def _read(self) -> list[str]:
        """The documents whose text is needed."""
        return sorted(
            self.paged
            | {
                row[end]
                for found in self.sides.values()
                for row, *_ in found[:SIDES]
                for end in ("doc_a", "doc_b")
            }
        )

    def page(self, settings: Mapping[str, Any]) -> Row:
        """Everything that the template shows, by name."""
        agreed = [row for row in self.tables["matches"] if row["relation"] == "agree"]
        return {
            "title": self._title(),
            "documents": self.documents,
            "claims": self.tables["claims"],
            "compared": self.compared,
            "names": self.names,
            "findings": findings(self.tables),
            "reports": [self._report(row) for row in self.documents[:LINES]],
            "matrix": self._matrix(),
            "pairs": {
                name: [self._pair(one) for one in rows[:SIDES]] for name, rows in self.sides.items()
            },
            "totals": {name: len(rows) for name, rows in self.sides.items()},
            "copied": len(agreed) - sum(map(len, self.sides["agree"])),
            "lone": self._alone(),
            "speakers": [self._speaks(row) for row in self.documents[:LINES]],
            "sources": self._sources(),
            "promises": self._promises(),
            "drifts": self._drifts(),
            "pages": [self._page(row) for row in self.documents if row["doc_id"] in self.paged],
            "left_out": [row for row in self.files if row["status"] != "ok"],
            "unfinished": self.tables["unfinished"],
            "corrected": (corrected := self._corrected()),
            "applied": sum(row["status"] == "applied" for row in corrected),
            "judged": self._judged(),
            "measured": self._measured(),
            "parameters": self._parameters(settings),
            "versions": read(self.out / MANIFEST).get("versions", {}),
            "limit": {
                "lines": LINES,
                "named": NAMED,
                "open": OPEN,
                "folded": FOLDED,
                "lone": LONE,
                "sample": ROWS,
            },
        }

    def _title(self) -> str:
        if not self.documents:
            return "No report could be read"
        return (
            f"What {plural(len(self.documents), 'report')}"
            f" {'claims' if len(self.documents) == 1 else 'claim'}"
        )

    def href(self, claim_id: str) -> str | None:
        """Where on the page a claim stands in its text; None if its document has no page or the
        text is cut before it."""
        claim = self.claims[claim_id]
        return (
            f"#c-{claim_id}" if claim["doc_id"] in self.paged and claim["start"] < CHARS else None
        )

    def _counted(self) -> dict[str, Counter[str]]:
        """For each document how many families it shares with another origin; how many claims
        conflict, stand alone, and were compared."""
        outer = {claim["within"] for claim in self.claims.values()}
        shared = {
            (row["doc_id"], row["family_id"])
            for row in self.tables["families"]
            if row["origins"] > 1
        }
        against = [row for row in self.between if row["relation"] == "conflict"]
        disputed = {(row[f"doc_{end}"], row[f"claim_{end}"]) for row in against for end in "ab"}
        return {
            "shared": Counter(doc_id for doc_id, _ in shared),
            "conflicts": Counter(doc_id for doc_id, _ in disputed),
            "alone": Counter(claim["doc_id"] for claim in self.lone),
            # of a report within a report only the inner claim is compared
            "weighed": Counter(
                claim["doc_id"] for claim in self.claims.values() if claim["claim_id"] not in outer
            ),
        }

    def _report(self, row: Row) -> Row:
        doc_id = row["doc_id"]
        counts = {
            name: counter[doc_id] if doc_id in self.compared else None
            for name, counter in self.counts.items()
        }
        others = [
            self.names[other] for other in self.voices[self.origin[doc_id]] if other != doc_id
        ]
        return row | counts | {"claims": len(self.of["claims"].get(doc_id, [])), "copies": others}

    def _matrix(self) -> Row:
        """The families in several reports, those in most origins first, and how many claims of each
        are in which report.

        The reports are the columns, or, if they are too many, a list of names in each row.
        """
        several = [row for row in self.tables["families"] if row["documents"] > 1]
        cells = Counter((row["family_id"], row["doc_id"]) for row in several)
        rows = {
            row["family_id"]: row
            for row in sorted(
                several, key=lambda row: (-row["origins"], -row["documents"], row["family_id"])
            )
        }
        shown = list(rows.values())[:FAMILIES]
        families = {row["family_id"] for row in shown}
        within = {doc_id for family_id, doc_id in cells if family_id in families}
        columns = [row["doc_id"] for row in self.documents if row["doc_id"] in within]
        return {
            "columns": columns,
            "listed": len(columns) > COLUMNS,
            "hidden": len(self.documents) - len(columns),
            "rows": [
                row
                | {"reports": [self.names[one] for one in columns if cells[row["family_id"], one]]}
                for row in shown
            ],
            "total": len(rows),
            "independent": sum(row["origins"] > 1 for row in rows.values()),
            "cells": cells,
        }

    def _pair(self, rows: list[Row]) -> Row:
        """A match with its two passages, and the other reports between which it stands."""
        row, *others = rows
        sides = sorted(
            (self._passage(self.claims[row[end]]) for end in ("claim_a", "claim_b")),
            key=lambda side: side["report"],
        )
        also = sorted(
            joined(sorted((self.names[one["doc_a"]], self.names[one["doc_b"]]))) for one in others
        )
        return row | {"sides": sides, "why": why(row, self.names), "also": also}

    def _passage(self, claim: Row) -> Row:
        """A claim's place in its raw text: the pieces of the passage, who says it there, and where
        the page has it."""
        text, start, end = (
            self.texts[claim["doc_id"]],
            claim["start"],
            min(claim["end"], claim["start"] + LONGEST),
        )
        low, high = around(text, start, end)
        spans = [
            Span(one["start"], one["end"], one["slot"])
            for one in claim["evidence"]
            if one["slot"] in ("source", "cue")
        ]
        return claim | {
            "report": self.names[claim["doc_id"]],
            "href": self.href(claim["claim_id"]),
            **self._held(claim, text),
            "pieces": pieces(text, [*_content(claim, "content"), *spans], start=low, end=high),
            "more": (low > 0, high < len(text)),
        }

    def _held(self, claim: Row, text: str) -> Row:
        """Status and negation of a claim in words; an item in which no verb with a subject was
        found is listed."""
        whole = claim["source_kind"] != "article" or (claim["predicate"] and claim["subject"])
        listed = claim["modality"] == "asserted" and claim["block_id"] in self.items and not whole
        return {
            "status": "listed" if listed else claim["modality"],
            "negation": _negation(claim, text),
        }

    def _alone(self) -> list[Row]:
        """The most concrete claims that stand alone, three an origin, with the nearest sentence of
        any other origin."""
        each: dict[str, dict[str, str]] = defaultdict(dict)
        for claim in self.lone:  # of copies the first
            each[self.origin[claim["doc_id"]]].setdefault(
                self.family[claim["claim_id"]], claim["claim_id"]
            )
        chosen = [
            claim_id for families in each.values() for claim_id in list(families.values())[:3]
        ]
        return lone(self.tables, self.names, shown=set(chosen[:LONE]))

    def _speaks(self, row: Row) -> Row:
        counts = Counter(claim["source_kind"] for claim in self.of["claims"].get(row["doc_id"], []))
        parts, left = [], 0.0
        for kind in KINDS:
            width = 100 * counts[kind] / (counts.total() or 1)
            parts.append(
                {"kind": kind, "count": counts[kind], "x": f"{left:.2f}", "width": f"{width:.2f}"}
            )
            left += width
        return {"doc_id": row["doc_id"], "parts": parts, "total": counts.total()}

    def _sources(self) -> list[Row]:
        """Who is cited, as what kind of source most often, in which reports, and for how many
        claims; the most cited first."""
        found = defaultdict(list)
        for claim_id, name in speakers(self.tables["claims"]).items():
            found[name].append(self.claims[claim_id])
        rows = [
            {
                "source": name,
                "kind": _kind(cited),
                "claims": len(cited),
                "reports": self._reports(cited),
            }
            for name, cited in found.items()
        ]
        return sorted(rows, key=lambda row: (-row["claims"], row["source"]))

    def _reports(self, claims: Iterable[Row]) -> list[str]:
        return sorted({self.names[claim["doc_id"]] for claim in claims})

    def _promises(self) -> list[Row]:
        """What was promised, with the claim that promises it and where both that and what became of
        it stand on the page."""
        return [
            row | self._promise(self.claims[row["claim_id"]], row["other"])
            for row in commitments(self.tables)
        ]

    def _promise(self, claim: Row, other: str | None) -> Row:
        """The claim, where it and the other stand on the page, and what negates it where that is
        not within the words shown."""
        hidden = claim["polarity"] == "negated" and not _inside(claim)
        negation = _negation(claim, self.decoded[claim["doc_id"]]) if hidden else None
        return {
            "claim": claim,
            "href": self.href(claim["claim_id"]),
            "told": other and self.href(other),
            "negation": negation,
        }

    def _drifts(self) -> list[Row]:
        """The families that not all reports attribute alike: label, and how the attribution
        differs."""
        label = {row["family_id"]: row["label"] for row in self.tables["families"]}
        told = {row["family_id"]: row["drift"] for row in voices(self.tables) if row["drift"]}
        return [{"label": label[family_id], "drift": drift} for family_id, drift in told.items()]

    def _page(self, row: Row) -> Row:
        """A document: what it says of itself, its text with its claims marked, and their rows."""
        doc_id = row["doc_id"]
        text, claims = (
            self.texts[doc_id],
            sorted(
                self.of["claims"].get(doc_id, []), key=lambda claim: (claim["start"], claim["end"])
            ),
        )
        shown = [claim for claim in claims if claim["start"] < CHARS]
        number = {claim["claim_id"]: place for place, claim in enumerate(shown, 1)}
        spans = [span for claim in shown for span in _content(claim, number[claim["claim_id"]])]
        return self._report(row) | {
            "pieces": pieces(text, spans, end=min(len(text), CHARS)),
            "cut": len(text) - CHARS,
            "rows": [
                claim
                | self._held(claim, text)
                | {
                    "partners": self._linked(claim["claim_id"]),
                    "inside": number.get(claim["within"]),
                }
                for claim in shown
            ],
            "unseen": len(claims) - len(shown),
            "own": sum(claim["source_kind"] == "article" for claim in claims),
            "checkable": _checkable(self.profile[doc_id]),
            "repairs": len(self.of["repairs"].get(doc_id, [])),
        }

    def _linked(self, claim_id: str) -> list[Row]:
        return [
            row | {"href": self.href(row["claim_id"])} for row in self.partners.get(claim_id, [])
        ]

    def _corrected(self) -> list[Row]:
        """The corrections by hand and what came of them, with place and words of the claim that
        each is of, and what stood there."""
        return [row | self._target(row) for row in rows_if_any(self.out, "corrected")]

    def _target(self, correction: Row) -> Row:
        """What is corrected, in words, and where it stands; and the value there: that before, or
        the one that stands where none is made."""
        ids = (correction["target"] or "").split("|")
        claims = [self.claims[one] for one in ids if one in self.claims]
        is_applied = correction["status"] == "applied"
        stands = len(claims) == 1 and correction["field"] in CLAIM and not is_applied
        old = corrections.value(claims[0], correction["field"]) if stands else correction["old"]
        told = [
            f"{self.names[claim['doc_id']]}, “{shorten(claim['text'], 90)}”" for claim in claims
        ]
        return {
            "href": self.href(ids[0]) if ids[0] in self.claims else None,
            "told": joined(told or [self.names[one] for one in ids if one in self.names]),
            "before": self.names.get(old, old) or "none" if is_applied or stands else None,
            "new": self.names.get(correction["new"], correction["new"]),
        }

    def _judged(self) -> list[Row]:
        """What the sheet of claims to judge says of these claims, if anybody has written into
        it."""
        shares = answered(self.out, self.tables["claims"])
        return (
            [row | {"share": percent(row)} for row in shares]
            if any(row["of"] for row in shares)
            else []
        )

    def _measured(self) -> list[Row]:
        """The shares that were judged before, where these very reports were."""
        found = measured(self.documents, self.decoded, self.tables["claims"])
        return [row | {"share": percent(row)} for row in found.shares] if found.here else []

    def _parameters(self, settings: Mapping[str, Any]) -> list[Row]:
        """The parameters that change a table, with their meaning: as this notebook has them, else
        as the manifest vouches for them."""
        values = _vouched(self.out) | dict(settings)
        wanted = [name for name in PARAMETERS if name in values and name not in NO_MATTER]
        return [
            {"name": name, "value": repr(values[name]), "meaning": PARAMETERS[name].meaning}
            for name in wanted
        ]


def _checkable(profile: Row) -> str:
    """How many of each thing that a reader could check the report has, in words; the table has them
    per 1,000 words."""
    words = profile["words"]
    if profile["claims"] is None:
        return "not measured: a limit was met before the claims were found"
    counts = [
        plural(round((profile[name] or 0) * words / 1000), thing)
        for name, thing in CHECKABLE.items()
    ]
    return (
        f"{joined(counts)} among the claims compared, in {words:,} words" if words else "no words"
    )


def _vouched(out: Path) -> Row:
    """The parameters of the stages whose outputs are still those that the manifest notes; of others
    nobody knows how they were made."""
    stages = [
        stage
        for stage in read(out / MANIFEST).get("stages", {}).values()
        if stage.get("parameters") and stage.get("outputs")
    ]
    whole = [
        stage
        for stage in stages
        if all(checksum(out / name) == digest for name, digest in stage["outputs"].items())
    ]
    return {name: value for stage in whole for name, value in stage["parameters"].items()}
