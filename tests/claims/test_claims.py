"""The claims stage: cases of attribution and of the frame, offsets into the raw text, and
independence from the order of documents."""

import json
from collections.abc import Callable
from cProfile import Profile
from pstats import Stats
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import CASES

from lib.by_hand.judged_claims import has
from lib.claims import extract as claims_extract
from lib.claims.cues import precision
from lib.claims.evidence import faults
from lib.claims.extract import SHORT, claims
from lib.claims.parse import parse
from lib.claims.quotations import quotations
from lib.cleaning import blocks as cleaning_blocks
from lib.cleaning.repairs import clean
from lib.ingest.readers.reading import read_text
from lib.tables import store
from lib.text.spans import Repair
from lib.work.parameters import PROJECT

CASES = [
    json.loads(line) for line in ((CASES / "claims.jsonl").read_text(encoding="utf-8").splitlines())
]
WORDS = [
    "Officials",
    "Kabul",
    "she",
    "“",
    "”",
    '"',
    "said",
    "denied",
    "that",
    "the",
    "dam",
    "has",
    "failed",
    "to",
    "open",
    "12",
    "on Thursday",
    "not",
    ",",
    ".",
    "?",
    "according to",
    "which",
    "U.S.",
    "-",
    ":",
    "|",
    "\n",
    "would",
    "and",
    "'s",
]


def found(text: str, published: str | None = "2024-11-22", doc_id: str = "d") -> list[dict]:
    """The claims of one document with this raw text."""
    repairs, blocks = cleaning_blocks.document(doc_id, text)
    document = {"doc_id": doc_id, "status": "ok", "published": published}
    rows, _ = claims([document], {doc_id: text}, blocks, repairs)
    return rows


def marked(case: dict):
    """A case as a parameter; a known failure must fail."""
    marks = (
        [pytest.mark.xfail(strict=True, reason=case["comment"])]
        if case["group"] == "known_failures"
        else []
    )
    return pytest.param(case, id=case["label"].replace(" ", "-"), marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_case(case):
    rows = found(case["text"], case["published"])
    for expected in case["expect"]:
        assert any(has(row, expected) for row in rows), (expected, rows)
    for unwanted in case.get("absent", []):
        assert not any(has(row, unwanted) for row in rows), (unwanted, rows)


def test_known_failures_are_few():
    assert sum(case["group"] == "known_failures" for case in CASES) <= 5 < 50 <= len(CASES)


def test_every_place_leads_to_its_words():
    raw = (
        "Officials said the road is open.The mayor , Anna Berg, denied that< b >any house was lost<"
        " /b > on Tuesday."
    )
    for row in found(raw):
        places = {place["slot"]: raw[place["start"] : place["end"]] for place in row["evidence"]}
        assert row["cue"] is None or row["cue"] in places["cue"]
        assert row["source_text"] is None or row["source_text"].split()[0] in places["source"]
        assert raw[row["start"] :].startswith(places["content"][:5])


def test_false_evidence_is_found():
    raw = (
        "Officials said the road is open.The mayor , Anna Berg, denied that< b >any house was lost<"
        " /b > on Tuesday."
    )
    rows, texts = found(raw), {"d": raw}
    assert faults(rows, texts) == []
    row = next(row for row in rows if row["cue"] == "denied")
    for change in (
        {"cue": "said"},
        {"source_text": "Nobody"},
        {"text": "wrong words"},
        {"end": 10**9},
        {"start": row["start"] + 1},
    ):
        assert faults([row | change], texts)
    moved = [
        {**place, "start": place["start"] + 1, "end": place["end"] + 1} for place in row["evidence"]
    ]
    assert {slot for _, slot in faults([row | {"evidence": moved}], texts)} >= {"source", "cue"}


def test_a_negation_is_evidence():
    (row,) = [
        row
        for row in found("The government has failed to repair the dam.")
        if row["source_kind"] == "article"
    ]
    assert [place for place in row["evidence"] if place["slot"] == "polarity"] == [
        {"slot": "polarity", "start": 19, "end": 25}
    ]


def modalities(raw: str) -> list[tuple[str, list[str]]]:
    """The modality of each claim, with the words that its evidence has for it."""
    return [
        (
            row["modality"],
            [
                raw[one["start"] : one["end"]]
                for one in row["evidence"]
                if one["slot"] == "modality"
            ],
        )
        for row in found(raw)
    ]


def test_a_modality_that_stands_above_is_evidence():
    """In the lead-in, damaged as it is, and in the header; the words that give another modality are
    no evidence."""
    raw = (
        "Two towns were flooded.The council outlined these< b >proposed< /b > steps,which could"
        " cost much:\n- a wall along the river\n"
    )
    assert modalities(raw)[-1] == ("recommended", ["proposed", "steps"])
    table = (
        "The council met.\n\n| Expected by | Work |\n|---|---|\n| June | wall along the river |\n"
    )
    assert modalities(table)[-1] == ("planned", ["Expected"])


def test_the_nearest_lead_in_is_the_evidence():
    raw = (
        "These steps were proposed:\n- a wall\n\nThe rest is known.\n\nThese steps were"
        " proposed:\n- a bridge over the river\n"
    )
    places = [
        [one["start"] for one in row["evidence"] if one["slot"] == "modality"]
        for row in found(raw)
        if row["modality"] != "asserted"
    ]
    assert [raw.rindex("steps"), raw.rindex("proposed")] in places


@pytest.mark.parametrize("folder", ["seeds", "tests/corpus/reports"])
def test_no_modality_is_without_its_words(folder):
    for text in (
        read_text(path.read_bytes()).text for path in sorted((PROJECT / folder).glob("*.txt"))
    ):
        for row in found(text):
            slots = [place["slot"] for place in row["evidence"]]
            assert (row["modality"] == "asserted") == ("modality" not in slots), row


def test_items_inherit_from_their_lead_in():
    rows = found(
        "Recommendations\n\nThe key recommendations are as follows and include:\n- Joint exercises"
        " to train the police.\n- Shared maps of the valley.\n"
    )
    assert [
        row["modality"] for row in rows if "exercises" in row["text"] or "maps" in row["text"]
    ] == ["recommended", "recommended"]


def test_a_heading_is_no_claim():
    assert not any(
        "Dam collapses" in row["text"]
        for row in found("Dam collapses after storm\n\nThe dam was built in 1950. It was old.\n")
    )


def test_the_order_of_documents_changes_nothing():
    documents = [{"doc_id": name, "status": "ok", "published": None} for name in ("b", "a")]
    texts = {
        "a": "The mayor said that the dam was old.",
        "b": "Police denied that the dam was old.",
    }
    blocks = [block for name in texts for block in cleaning_blocks.blocks(name, texts[name], [])]
    one, _ = claims(documents, texts, blocks, [])
    other, _ = claims(documents[::-1], texts, blocks[::-1], [])
    assert sorted(one, key=lambda row: row["claim_id"]) == sorted(
        other, key=lambda row: row["claim_id"]
    )
    assert one[0]["doc_id"] == "b"


def test_reports_that_are_parsed_together_change_nothing_in_each_other():
    told = [case["text"] for case in CASES]
    texts = {f"d{number:02}": "\n\n".join(told[number::12]) for number in range(12)}
    texts["d03"] = "\n\n".join(told * 2)
    assert [name for name, text in texts.items() if len(text) > SHORT] == ["d03"]
    documents = [{"doc_id": name, "status": "ok", "published": None} for name in texts]
    blocks = [
        block for name, text in texts.items() for block in cleaning_blocks.blocks(name, text, [])
    ]
    rows, silent = claims(documents, texts, blocks, [])
    alone = [claims([document], texts, blocks, []) for document in documents]
    assert rows == [row for found, _ in alone for row in found] and silent == [
        one for _, none in alone for one in none
    ]


def test_workers_change_nothing():
    texts = {
        f"d{number:02}": f"The mayor said that house {number} was old." for number in range(16)
    }
    documents = [{"doc_id": name, "status": "ok", "published": None} for name in texts]
    blocks = [
        block for name, text in texts.items() for block in cleaning_blocks.blocks(name, text, [])
    ]
    assert claims(documents, texts, blocks, [], workers=2) == claims(
        documents, texts, blocks, [], workers=1
    )


def test_a_rejected_document_has_no_claims():
    assert claims([{"doc_id": "x", "status": "rejected", "published": None}], {}, [], []) == (
        [],
        [],
    )


def test_rows_fit_their_table(tmp_path):
    rows = found("Anna Berg said on Thursday that 12 homes in Geneva were not lost.")
    assert store.write(tmp_path, "claims", rows)["specificity"].max() >= 4
    assert store.rows(tmp_path, "claims") == rows


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_text_gives_claims_with_true_places(raw):
    for row in found(raw):
        assert 0 <= row["start"] < row["end"] <= len(raw)
        assert all(
            row["start"] <= place["start"] <= place["end"] <= row["end"]
            for place in row["evidence"]
            if place["slot"] == "content"
        )
        assert all(0 <= place["start"] < place["end"] <= len(raw) for place in row["evidence"])
        assert (row["source_kind"] == "article") == (
            row["cue"] is None and row["source_text"] is None
        )
    assert len({row["claim_id"] for row in found(raw)}) == len(found(raw))


def test_counts_say_more_than_the_path():
    assert precision("say", "clause") > precision("take", "clause")


def test_repairs_shift_no_evidence():
    raw = "The dam broke.Officials said the town is safe."
    rows = found(raw)
    assert Repair("glued_stop", 14, 14, "", " ")[1:] in [tuple(repair)[1:] for repair in clean(raw)]
    (row,) = [row for row in rows if row["cue"]]
    assert raw[row["start"] : row["end"]] == "the town is safe"


def test_a_quotation_left_open_ends_with_its_block():
    doc = next(parse(["“The dam is safe, the mayor said."]))
    assert quotations(doc) == [range(len(doc))]


SENTENCES = [
    "The minister said on Monday that the dam of village {} was safe.",
    "Officials in Geneva denied that {} houses were lost.",
    "The army closed road {} and has sent helicopters, according to the Ministry of Water.",
    "“We will rebuild bridge {},” Anna Berg said.",
    "The trend underscores an urgent need for {} nurses in Kabul.",
]


def extraction(paragraphs: list[str]) -> tuple[Callable[[], None], int]:
    """What extracts the claims of these paragraphs, which are parsed already, and how many tokens
    they have."""
    text = "\n\n".join(paragraphs)
    document, starts = {"doc_id": "d", "status": "ok", "published": "2024-11-22"}, [0]
    for paragraph in paragraphs:
        starts.append(starts[-1] + len(paragraph) + 2)
    blank = dict.fromkeys(["section", "lead_in", "header"])
    blocks = [
        {
            "block_id": f"d:{start}",
            "doc_id": "d",
            "order": i,
            "kind": "paragraph",
            "text": words,
            "start": start,
            "end": start + len(words),
            **blank,
        }
        for i, (start, words) in enumerate(zip(starts, paragraphs, strict=False))
    ]
    docs = list(parse(paragraphs))

    def extract() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(claims_extract, "parse", lambda _: docs)
            claims([document], {"d": text}, blocks, [])

    return extract, sum(map(len, docs))


def test_extraction_takes_few_calls_by_the_token():
    """Calls of functions are counted, and not seconds, which other work on the machine adds to:
    tests/bench/speed.py takes those."""
    extract, tokens = extraction([SENTENCES[i % 5].format(i) for i in range(200)])
    extract()  # what is kept for all reports is made once
    profile = Profile()
    profile.runcall(extract)
    assert Stats(profile).total_calls <= 260 * tokens


def test_a_long_paragraph_costs_no_more_by_the_claim_than_a_short_one():
    def seconds(extract: Callable[[], None]) -> float:
        begun = process_time()
        extract()
        return process_time() - begun

    short, long = (
        extraction([" ".join(SENTENCES[i % 5].format(i) for i in range(number))])[0]
        for number in (100, 600)
    )
    # with the square it were 36 times, each time
    assert any(seconds(long) <= 1.6 * 6 * seconds(short) for _ in range(5))
