"""Cleaning: the cases in cases/clean_*.jsonl, and properties that must hold for any text."""

import itertools
import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import CASES, SEEDS

from lib.cleaning.blocks import blocks
from lib.cleaning.edits import Edit, combined, replayed
from lib.cleaning.repairs import clean, unsure
from lib.text.spans import Repair, block_text, replay

SOAK = settings(deadline=None, derandomize=True, database=None)
# pieces of damage and of what must stay, so that random texts come near the rules
PIECES = st.sampled_from(
    "Kabul the officials said Taliban U.S. Lt.Gen. a.m. 3.5 1,000 Node.js dawn.com x@y.org"
    ' https://t.co/a.b “yes” "no" \'s it’s itâ€™s caf\u00c3\u00a9 &amp; &nbsp; &#8217; &lt;b&gt;'
    " <p> </p> <br/> < b > td > </td> <td> <th> </tr> <table> li > <!-- --> <script> </script> . ,"
    " ; : ! ? ... . | - – — $ * ( ) [ ] Comments: 0 Advertisement ---|--- Published in Dawn,"
    " November 22th, 2024 co- region.as By \u00ad \u200b \u00a0 \t \r \u2028 1. •".split(" ")
)
GLUE = st.sampled_from(["", " ", " ", "  ", "\n", "\n\n", "\r\n"])
DAMAGED = st.lists(st.tuples(PIECES, GLUE), max_size=40).map(
    lambda pairs: "".join(piece + glue for piece, glue in pairs)
)
ANY = st.one_of(st.text(max_size=300), DAMAGED)


def cases(name: str) -> list:
    """The cases of a data file as parameters; known failures must fail, so that a mended one
    announces itself."""
    lines = (CASES / f"clean_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    marks = [pytest.mark.xfail(strict=True)] if name == "known_failures" else []
    return [
        pytest.param(json.loads(line), id=json.loads(line)["label"], marks=marks) for line in lines
    ]


def replays(raw: str) -> None:
    """Replaying the repairs gives the cleaned text, and cleaning it again changes nothing."""
    repairs = clean(raw)
    cleaned = replay(raw, repairs).text
    assert cleaned == replayed(raw, repairs)
    assert all(one.end <= two.start for one, two in itertools.pairwise(repairs))
    assert all(one.before != one.after for one in repairs)
    assert clean(cleaned) == []


def in_order(raw: str) -> None:
    """Blocks lie in the order of the text, and a character that no repair touched is the one at its
    place."""
    repairs = clean(raw)
    cleaned, done = replay(raw, repairs), 0
    for i, row in enumerate(blocks("d", raw, repairs)):
        part = block_text(cleaned, row)
        assert row["order"] == i and part.text == row["text"] == row["text"].strip()
        assert done <= row["start"] < row["end"] <= len(raw)
        done = row["end"]
        for character, start, end in zip(part.text, part.starts, part.ends, strict=True):
            touched = start == end or any(
                repair.start < end and start < repair.end for repair in repairs
            )
            assert touched or raw[start:end] == character


@pytest.mark.parametrize("check", [replays, in_order])
def test_properties_hold_for_any_text(check: Callable[[str], None]) -> None:
    settings(SOAK, max_examples=200)(given(ANY)(check))()


@pytest.mark.parametrize(
    "case", [*cases("in_the_wild"), *cases("synthetic"), *cases("known_failures")]
)
def test_damage_is_repaired(case: dict[str, str]) -> None:
    assert replay(case["text"], clean(case["text"])).text == case["expect"]


@pytest.mark.parametrize("case", cases("must_not_touch"))
def test_what_is_sound_is_left_alone(case: dict[str, str]) -> None:
    assert clean(case["text"]) == []


def test_the_seeds_have_no_damage_left_that_the_rules_know() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        raw = path.read_bytes().decode("utf-8")
        assert clean(replay(raw, clean(raw)).text) == []


def test_repairs_of_the_same_place_become_one() -> None:
    first = combined(
        "a&lt;b&gt;c", "a&lt;b&gt;c", [], [Edit("entity", 1, 5, "<"), Edit("entity", 6, 10, ">")]
    )
    assert replayed("a&lt;b&gt;c", first) == "a<b>c"
    second = combined("a&lt;b&gt;c", "a<b>c", first, [Edit("html", 1, 4, "")])
    assert second == [Repair("entity+html", 1, 10, "&lt;b&gt;", "")]


def test_a_repair_leaves_alone_what_it_did_not_change() -> None:
    raw = "One. < / p >two"
    assert combined(raw, raw, [], [Edit("html", 4, 12, " ")]) == [
        Repair("html", 5, 12, "< / p >", "")
    ]
    assert combined(raw, raw, [], [Edit("html", 0, 3, "One")]) == []


REPORT = """Talks go on
KABUL: The Foreign Ministry on Monday rejected a claim that it had broken the agreement of \
Doha, and named three tasks.It asks for:
- Trade: Open the border.
2) Aid
The following table shows who pays for it.
| Task | Payer |
|---|---|
|Trade|Kabul|
| Aid | Doha |
What comes next
“Nothing is agreed,” a spokesman said | on Monday
Published in Dawn, November 22th, 2024
"""


def test_blocks_of_a_report() -> None:
    rows = blocks("d", REPORT, clean(REPORT))
    talks = "Talks go on"
    opening = (
        "The Foreign Ministry on Monday rejected a claim that it had broken the agreement of Doha,"
        " and named three tasks. It asks for:"
    )
    table, payer = "The following table shows who pays for it.", "Task | Payer"
    assert [
        (row["kind"], row["text"], row["section"], row["lead_in"], row["header"]) for row in rows
    ] == [
        ("heading", talks, None, None, None),
        ("paragraph", opening, talks, None, None),
        ("list_item", "Trade: Open the border.", talks, "It asks for:", None),
        ("list_item", "Aid", talks, "It asks for:", None),
        ("paragraph", table, talks, None, None),
        ("table_row", "Trade | Kabul", talks, table, payer),
        ("table_row", "Aid | Doha", talks, table, payer),
        ("heading", "What comes next", talks, None, None),
        (
            "paragraph",
            "“Nothing is agreed,” a spokesman said | on Monday",
            "What comes next",
            None,
            None,
        ),
    ]
    assert [row["order"] for row in rows] == list(range(9))
    assert all(row["block_id"] == f"d:{row['start']}-{row['end']}" for row in rows)
    assert REPORT[rows[5]["start"] : rows[5]["end"]] == "Trade|Kabul"


def test_a_heading_never_joins_the_paragraph_below_it() -> None:
    raw = "Talks go on\nThe army left the town.\n\nWho was there\n\nNobody was there."
    assert [row["kind"] for row in blocks("d", raw, clean(raw))] == [
        "heading",
        "paragraph",
        "heading",
        "paragraph",
    ]


def test_headings_of_markdown() -> None:
    raw = "# Talks go on.\n\nThe army left the town.\n\n## Who was there?\n\n#Kabul was full."
    rows = blocks("d", raw, clean(raw))
    assert [(row["kind"], row["text"]) for row in rows] == [
        ("heading", "Talks go on."),
        ("paragraph", "The army left the town."),
        ("heading", "Who was there?"),
        ("paragraph", "#Kabul was full."),
    ]


def test_bylines_and_dates_are_no_blocks() -> None:
    raw = (
        "Talks go on\nBy Ann Lee, City Wire\nMay 9, 2023\n\nThe army left the town.\n\n(With"
        " reports from Reuters)"
    )
    assert [row["text"] for row in blocks("d", raw, clean(raw))] == [
        "Talks go on",
        "The army left the town.",
    ]


def test_a_text_without_a_report_has_no_blocks() -> None:
    for raw in ("", " \n", "Advertisement\n"):
        assert blocks("d", raw, clean(raw)) == []


@pytest.mark.parametrize(
    "unit", ["U.S.", "a.b ", "< ", "<!--", "&amp;", "a-\nb", '"', "|a", "Ã ", " ,", ". ", "\n"]
)
def test_cleaning_takes_time_in_line_with_the_length(unit: str) -> None:
    """A hundred thousand characters take about a second; were the time to grow with the square,
    they would take minutes."""
    raw = unit * (100_000 // len(unit))
    before = time.process_time()
    blocks("d", raw, clean(raw))
    assert time.process_time() - before < 20


@pytest.mark.soak
@pytest.mark.parametrize("check", [replays, in_order])
def test_the_properties_hold_for_many_texts(check: Callable[[str], None]) -> None:
    settings(SOAK, max_examples=10_000)(given(ANY)(check))()


def seconds_for(raw: str) -> float:
    """How long cleaning takes: the best of three, for other programs may be at work."""
    times = []
    for _ in range(3):
        before = time.process_time()
        clean(raw)
        times.append(time.process_time() - before)
    return min(times)


@pytest.mark.soak
def test_ten_megabytes_in_one_line_take_ten_times_as_long_as_one() -> None:
    line = (SEEDS / "001_ad9654622fba012c.txt").read_text(encoding="utf-8").replace("\n", " ")
    one, ten = ((line * (size // len(line) + 1))[:size] for size in (1_000_000, 10_000_000))
    assert seconds_for(ten) < 12 * seconds_for(one)


def test_what_cleaning_is_unsure_of():
    text = "See node.js here. he had had it , and &amp; more."
    assert {kind for kind, _, _ in unsure(text)} == {
        "glued words",
        "lower-case start",
        "doubled word",
        "space before a mark",
        "mark left over",
    }
    assert list(unsure("The dam broke on Tuesday. Nobody was hurt, they said.")) == []
