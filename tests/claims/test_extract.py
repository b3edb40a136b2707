"""The claims stage: its cases, independence from order and workers, and what it costs."""

from collections.abc import Callable
from cProfile import Profile
from pstats import Stats
from time import process_time

import pytest
from extraction import CASES, claims_in
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.by_hand.judged_claims import has
from lib.claims import extract as claims_extract
from lib.claims.extract import SHORT, claims
from lib.claims.parse import parse
from lib.cleaning import blocks as cleaning_blocks
from lib.tables import store

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
    rows = claims_in(case["text"], case["published"])
    for expected in case["expect"]:
        assert any(has(row, expected) for row in rows), (expected, rows)
    for unwanted in case.get("absent", []):
        assert not any(has(row, unwanted) for row in rows), (unwanted, rows)


def test_known_failures_are_few():
    assert sum(case["group"] == "known_failures" for case in CASES) <= 5 < 50 <= len(CASES)


def test_a_heading_is_no_claim():
    assert not any(
        "Dam collapses" in row["text"]
        for row in claims_in(
            "Dam collapses after storm\n\nThe dam was built in 1950. It was old.\n"
        )
    )


@pytest.mark.parametrize(("published", "day"), [("2024-11-26", "2024-11-21"), (None, None)])
def test_a_post_of_a_live_blog_has_its_own_day(published, day):
    raw = (
        "The ferry sank off Norden.\n\n## 22 Nov 20.15 Governor\n\nThe divers left the port"
        " yesterday.\n\n## 20 Nov 09.00 Owners\n\nThe owners sold the hull today."
    )
    rows = {row["time_text"]: row["time_start"] for row in claims_in(raw, published)}
    assert rows["yesterday"] == day
    assert rows["today"] == (day and "2024-11-20")


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
    rows = claims_in("Anna Berg said on Thursday that 12 homes in Geneva were not lost.")
    assert store.write(tmp_path, "claims", rows)["specificity"].max() >= 4
    assert store.rows(tmp_path, "claims") == rows


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_text_gives_claims_with_true_places(raw):
    for row in claims_in(raw):
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
    assert len({row["claim_id"] for row in claims_in(raw)}) == len(claims_in(raw))


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
    blank = dict.fromkeys(["section", "lead_in", "header", "posted"])
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
    assert Stats(profile).total_calls <= 300 * tokens


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


@pytest.mark.parametrize(
    "text",
    [
        "[click to enlarge] The army of Elmland took the town on Friday.",
        "Date of publication 7 April 2017 The army of Elmland took the town on Friday.",
        "April 19 2017 The army of Elmland took the town on Friday.",
        "6 Oct 2016 The army of Elmland took the town on Friday.",
        "Thu Oct 6 2016 The army of Elmland took the town on Friday.",
        "(Elm World and Agencies) The army of Elmland took the town on Friday.",
        "(File photo) (Elm World and Agencies) The army of Elmland took the town on Friday.",
        "(IHA Photo) The army of Elmland took the town on Friday. [click to enlarge]",
        "The army of Elmland took the town on Friday.-REUTERS",
    ],
)
def test_furniture_is_no_part_of_a_claim(text):
    (row,) = claims_in(text)
    assert row["text"] == "The army of Elmland took the town on Friday"
    assert text[row["start"] : row["end"]].startswith("The army")


def test_what_stands_before_the_name_of_a_post_is_its_writers():
    text = (
        "We pray for the town. pic.twitter.comabc Ana Berg (anaberg) July 27 2016 State TV is down."
    )
    post, report = claims_in(text)
    assert (post["text"], post["source"]) == ("We pray for the town", "Ana Berg")
    assert (report["text"], report["source_kind"]) == ("State TV is down", "article")
