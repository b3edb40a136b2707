"""Fuzzing: mutations of the hostile cases, the seeds and generated texts, through ingest, cleaning,
claims and comparison.

`python tests/tools/fuzz.py` runs for FUZZ_SECONDS (default 600) and writes every failure as
Hypothesis found it smallest; exit code 1 if there is one. Hypothesis keeps what failed in
.hypothesis and tries it first next time.
"""

import base64
import os
import signal
import sys
import tempfile
import time
import traceback
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType

import hostile
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from lib.claims.evidence import faults
from lib.claims.extract import claims
from lib.cleaning import blocks as cleaning_blocks
from lib.cleaning.repairs import clean
from lib.comparison.families import families
from lib.comparison.matches import comparison
from lib.comparison.origins import origins as origins_of
from lib.comparison.profile import profile
from lib.findings.results import Results
from lib.ingest.documents import _bounded, _described, _refused
from lib.ingest.language import language
from lib.ingest.metadata import metadata
from lib.tables import store
from lib.tables.records import columns
from lib.text.decoding import Rejected
from lib.text.spans import block_text, replay
from lib.work.limits import Limits
from lib.work.parameters import PROJECT

SLOW = 20  # seconds of processor time that no document as small as these may take
LONGEST = 3000  # characters of a text that is fuzzed, so that thousands are tried
CORPUS = PROJECT / "tests" / "corpus" / "reports"
DAY = "2024-11-22"


@cache
def texts() -> tuple[str, ...]:
    """Texts to mutate: the seeds, generated reports, and the hostile payloads and repetitions."""
    seeds = [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "seeds").glob("*.txt"))]
    reports = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.rglob("*.txt"))[:30]]
    payloads = [f"{row['payload']} {hostile.BODY}" for row in hostile.lines("payloads.jsonl")]
    found = [row["text"] for row in hostile.lines("found.jsonl")]
    return tuple(
        text[:LONGEST]
        for text in (
            *seeds,
            *reports,
            *payloads,
            *found,
            *(row["unit"] * 30 for row in hostile.lines("repeated.jsonl")),
        )
    )


@cache
def files() -> tuple[tuple[str, bytes], ...]:
    """Endings and bytes of files to mutate."""
    with tempfile.TemporaryDirectory() as place:
        found = []
        for case in hostile.cases(50):
            path = Path(place) / "file"
            if case.records is not None or case.name.startswith(
                ("pdf_", "word_", "page_", "declared_", "encoding_", "payload_")
            ):
                case.write(path)
                found.append((Path(case.name).suffix, path.read_bytes()[:50_000]))
        return tuple(found)


@st.composite
def mutated(draw: Callable, pool: Callable[[], tuple]) -> str:
    """Pieces of several texts, cut and joined anywhere, with characters put in, and pieces said
    again."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from(pool()))
        start = draw(st.integers(0, len(text)))
        parts.append(
            text[start : draw(st.integers(start, len(text)))]
            * draw(st.sampled_from((1, 1, 1, 2, 9)))
        )
        parts.append(
            draw(
                st.one_of(
                    st.just(""),
                    st.just("\n\n"),
                    st.text(max_size=8),
                    st.sampled_from("\u201c\u201d\"'|<>&.,;:-()$\n\t\u202e\u0301"),
                )
            )
        )
    return "".join(parts)[:LONGEST]


@st.composite
def damaged(draw: Callable) -> tuple[str, bytes]:
    """A file with bytes changed, cut out or said again."""
    ending, data = draw(st.sampled_from(files()))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 200)))
        data = (
            data[:start]
            + draw(st.one_of(st.binary(max_size=6), st.just(data[start:end] * 3)))
            + data[end:]
        )
    return (
        draw(
            st.sampled_from(
                (ending, ending, ending, ".txt", ".html", ".pdf", ".docx", ".csv", ".jsonl")
            )
        ),
        data,
    )


TEXTS = mutated(texts)


def cleaned(raw: str) -> tuple[list, list]:
    """Repairs and blocks of the text, with what is promised of them."""
    repairs = clean(raw)
    whole = replay(raw, repairs)
    assert clean(whole.text) == []
    blocks = cleaning_blocks.blocks("d", raw, repairs)
    for row in blocks:
        assert block_text(whole, row).text == row["text"]
    metadata(raw)
    language(raw)
    return repairs, blocks


def ingested(file: tuple[str, bytes]) -> None:
    """The bytes as a file with the ending: it is read or rejected, and its row can be written."""
    ending, data = file
    row = dict.fromkeys(columns("documents")) | {"path": "a", "doc_id": "a"}
    try:
        limits = Limits(max_seconds=SLOW)
        found = _bounded(ending, data, {}, limits.max_chars, limits)
    except Rejected as refusal:
        if str(refusal).startswith("takes too long"):
            print(
                f"{ending}: {refusal}: {base64.b85encode(zlib.compress(data)).decode()}", flush=True
            )
        return
    rows = [
        row | (_refused(one) if isinstance(one, Rejected) else _described(one)) for one in found
    ]
    with tempfile.TemporaryDirectory() as place:
        store.write(Path(place), "documents", rows)


def claimed(raws: list[str]) -> None:
    """The texts as documents of one story, through all stages."""
    documents = [
        {"doc_id": f"d{i}", "path": f"{i}.txt", "status": "ok", "published": DAY, "chars": len(raw)}
        for i, raw in enumerate(raws)
    ]
    blocks, repairs, repaired = [], [], {}
    for document, raw in zip(documents, raws, strict=True):
        fixes, parts = cleaned(raw)
        repaired[document["doc_id"]] = replay(raw, fixes)
        parts = [
            row
            | {"doc_id": document["doc_id"], "block_id": document["doc_id"] + row["block_id"][1:]}
            for row in parts
        ]
        blocks += parts
        repaired[document["doc_id"]] = replay(raw, fixes)
        repairs += [{"doc_id": document["doc_id"], **fix._asdict()} for fix in fixes]
    texts = {document["doc_id"]: raw for document, raw in zip(documents, raws, strict=True)}
    rows, _ = claims(documents, texts, blocks, repairs)
    assert faults(rows, texts, repaired) == []
    origins = origins_of(documents, blocks, one_story=True)
    matches = comparison(rows, origins, threshold=0.4).matches
    made = {
        "claims": rows,
        "origins": origins,
        "matches": matches,
        "families": families(rows, matches, origins),
    }
    read = {
        "documents": documents,
        "blocks": blocks,
        "claims": rows,
        "repairs": repairs,
        "unfinished": [],
    }
    made["profile"] = profile(read)
    made["matches"] = Results(read | made).reasoned()
    with tempfile.TemporaryDirectory() as place:
        for name, table in made.items():
            store.write(Path(place), name, table)


def in_time(check: Callable) -> Callable:
    """The check, which fails if it takes too long; what hangs is broken off."""

    def stop(_signal: int, frame: FrameType | None) -> None:
        traceback.print_stack(frame, limit=12, file=sys.stdout)
        raise TimeoutError(f"more than {SLOW} seconds")

    def timed(value: object) -> None:
        signal.signal(signal.SIGPROF, stop)
        signal.setitimer(signal.ITIMER_PROF, SLOW, SLOW)  # again, if a library swallows it
        try:
            check(value)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    return timed


CHECKS: dict[str, tuple[Callable, st.SearchStrategy]] = {
    "ingest": (ingested, damaged()),
    "cleaning": (cleaned, TEXTS),
    "claims and comparison": (claimed, st.lists(TEXTS, min_size=1, max_size=3)),
}


def fuzz(name: str, examples: int, **options: object) -> None:
    """Try so many examples of a check; the smallest that fails raises."""
    check, strategy = CHECKS[name]
    chosen = settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), **options
    )
    chosen(drawn(strategy)(in_time(check)))()


def main(seconds: float) -> int:
    """Rounds of all checks until the time is over; gives back the exit code."""
    begun, rounds, failed = time.monotonic(), 0, 0
    while time.monotonic() - begun < seconds:
        for name in CHECKS:
            try:
                fuzz(name, 40 if name.startswith("claims") else 300)
            except Exception:
                failed += 1
                print(
                    f"--- {name}, after {time.monotonic() - begun:.0f} s",
                    traceback.format_exc(),
                    sep="\n",
                    flush=True,
                )
        rounds += 1
        print(f"{rounds} rounds, {failed} failures, {time.monotonic() - begun:.0f} s", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(float(os.environ.get("FUZZ_SECONDS", "600"))))
