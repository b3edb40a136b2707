"""Stories and origins: invented reports that are copied, spun, share a wire report or stand for
themselves; and what must always hold."""

from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import case_rows

from lib.cleaning.blocks import document
from lib.comparison import vectors
from lib.comparison.origins import origins
from lib.comparison.stories import stories
from lib.text.words import words

CASES = case_rows("origins.jsonl")
PAIRS = case_rows("copies.jsonl")  # briefs, versions, templates, and what shares a part
TOLD = {
    story: {row["report"]: row["text"] for row in CASES if row["story"] == story}
    for story in sorted({row["story"] for row in CASES})
}
COPIED = sorted({row["report"] for row in CASES if row["origin"] == "base"})
TEXTS = {f"{row['story']}_{row['report']}": row["text"] for row in CASES}
LONE = (
    "The council of Brack voted to double the price of parking. Shopkeepers fear that customers"
    " will stay away. A petition with hundreds of names will be handed to the mayor. The money is"
    " meant for two new tram stops."
)


@cache
def cleaned(doc_id: str, raw: str) -> tuple[list[dict], list[dict]]:
    """The blocks and repairs of one raw text."""
    return document(doc_id, raw)[::-1]


def tables(texts: dict[str, str]) -> tuple[list[dict], list[dict], list[dict]]:
    """The documents, blocks and repairs of raw texts by doc_id."""
    blocks, repairs = (
        [row for name, raw in texts.items() for row in cleaned(name, raw)[part]] for part in (0, 1)
    )
    documents = [{"doc_id": doc_id, "status": "ok", "published": None} for doc_id in texts]
    return documents, blocks, repairs


def found(
    texts: dict[str, str], column: str = "origin", *, one_story: bool = False
) -> dict[str, str]:
    return {row["doc_id"]: row[column] for row in origins(*tables(texts), one_story=one_story)}


def together(named: dict[str, str]) -> set[frozenset[str]]:
    """The groups of documents under one name, whatever the name."""
    return {
        frozenset(doc_id for doc_id in named if named[doc_id] == name) for name in named.values()
    }


# ---------------------------------------------------------------------------------------- origins


@pytest.mark.parametrize("story", TOLD)
def test_copies_of_a_report_share_its_origin(story):
    wanted = {row["report"]: row["origin"] for row in CASES if row["story"] == story}
    assert together(found(TOLD[story])) == together(wanted)


@pytest.mark.parametrize("pair", list(combinations(COPIED, 2)), ids="-".join)
@pytest.mark.parametrize("story", TOLD)
def test_two_copies_share_an_origin_without_what_they_copied(story, pair):
    assert len(together(found({report: TOLD[story][report] for report in pair}))) == 1


@pytest.mark.parametrize("case", [pytest.param(one, id=one["label"]) for one in PAIRS])
def test_briefs_and_versions_are_one_origin_templates_are_not(case):
    told = dict(zip("ab", case["texts"], strict=True))
    assert (len(together(found(told))) == 1) == case["one"]
    assert (len(together(found(told, one_story=True))) == 1) == case["one"]


def test_one_briefing_quoted_twice_is_no_copy():
    speech = (
        "“The hinge had been worn for a year,” she said. “We had asked the ministry for money twice"
        " before.” “Nobody in this town ever listened to the crew.” “I am sorry for all of them and"
        " for their families.” "
    )
    own = (
        "Ilse Maron spoke in Tamsin after the ferry ran aground.",
        "A tug will pull the Calanthe free on Friday at high tide.",
    )
    assert len(together(found({"a": speech + own[0], "b": speech + own[1]}))) == 2


def test_one_headline_and_one_dateline_make_no_copy():
    head = "Governor Anshel orders inquiry into Korrin copper mine collapse\n" * 3
    assert (
        len(together(found({report: head + TOLD["mine"][report] for report in ("own1", "own2")})))
        == 2
    )


PHRASES = (
    "{who} was taken to hospital with broken bones after the {what}, the police in {where} said on"
    " {day}. Rescue teams from three provinces reached {where} before dawn and began to search for"
    " survivors of the {what}. The governor of {where}, {who}, ordered an inquiry into the {what}"
    " and promised help to the families. {count} people have been killed on the roads around"
    " {where} in the past two years."
)


def test_stock_phrases_about_other_people_and_places_make_no_copy():
    one = PHRASES.format(who="Mr Anshel", what="crash", where="New Korrin", day="Monday", count=31)
    other = PHRASES.format(
        who="Mrs Maron", what="flood", where="Old Tamsin", day="Friday", count=19
    )
    assert len(together(found({"a": one, "b": other}))) == 2
    assert len(together(found({"a": one, "b": one.replace("ordered", "demanded")}))) == 1


@pytest.mark.parametrize("letters", [str.upper, str.lower])
def test_a_copy_in_other_letters_is_a_copy(letters):
    assert (
        len(together(found({"a": TOLD["mine"]["base"], "b": letters(TOLD["mine"]["light"])}))) == 1
    )


def test_reports_without_a_name_or_number_can_be_copies():
    assert (
        len(
            together(
                found(
                    {
                        "a": LONE.replace("Brack", "this town"),
                        "b": LONE.replace("Brack", "the town"),
                    }
                )
            )
        )
        == 1
    )


DAMAGE = (
    (" miners ", "  miners&nbsp;"),
    ("the men", "the  men"),
    ("Halden Metals", "<b>Halden Metals</b>"),
    ("’", "â€™"),
    (". ", ".  "),
)


def test_the_evidence_is_the_sentences_as_they_stand_in_both_texts():
    damaged = TOLD["mine"]["base"].replace("finished in time", "finished in time, “and it’s safe”")
    for good, bad in DAMAGE:
        damaged = damaged.replace(good, bad)
    texts = {"a": damaged, "b": TOLD["mine"]["spun"]}
    one, other = origins(*tables(texts), one_story=True)
    passages = [
        (texts["a"][row["start"] : row["end"]], texts["b"][row["other_start"] : row["other_end"]])
        for row in one["evidence"]
    ]
    assert any(
        "<b>Halden Metals</b>" in a and "Halden Metals" in b and "2009" in a and "2009" in b
        for a, b in passages
    )
    assert len(passages) >= 6 and all(
        a.endswith(".") and b.endswith(".") and a[0].isupper() and b[0].isupper()
        for a, b in passages
    )
    assert all(len(words(a)) < 40 for a, _ in passages)
    mirrored = [
        {"doc_id": "a"} | {key: row[f"other_{key}"] for key in ("start", "end")}
        for row in one["evidence"]
    ]
    assert sorted((row["start"], row["end"]) for row in other["evidence"]) == sorted(
        (row["start"], row["end"]) for row in mirrored
    )


def test_without_the_repairs_the_evidence_of_a_repaired_block_is_the_block():
    documents, blocks, repairs = tables(
        {"a": TOLD["mine"]["base"].replace("the men", "the  men"), "b": TOLD["mine"]["spun"]}
    )
    assert repairs
    row = origins(documents, blocks, one_story=True)[0]
    assert {(place["start"], place["end"]) for place in row["evidence"]} == {
        (blocks[0]["start"], blocks[0]["end"])
    }


def test_only_documents_that_went_on_have_an_origin():
    documents, blocks, repairs = tables(TOLD["bank"])
    documents[0]["status"] = "duplicate"
    assert [row["doc_id"] for row in origins(documents, blocks, repairs, one_story=True)] == sorted(
        set(TOLD["bank"]) - {"base"}
    )
    assert origins([], [], one_story=False) == []


# ---------------------------------------------------------------------------------------- stories


def test_stories_part_and_what_stands_alone_is_a_story_of_its_own():
    texts = TEXTS | {"council": LONE}
    assert together(found(texts, "story")) == together(
        {doc_id: doc_id.partition("_")[0] for doc_id in texts}
    )
    assert set(found(texts, "story", one_story=True).values()) == {min(texts)}


def test_a_story_is_named_by_its_first_document():
    named = found(TEXTS, "story")
    assert all(
        named[name] == name == min(doc_id for doc_id in named if named[doc_id] == name)
        for name in named.values()
    )


def test_documents_without_a_word():
    assert found({"a": "…", "b": "", "c": ""}, "story") == {"a": "a", "b": "b", "c": "c"}


def test_stories_of_texts():
    assert stories([], []) == [] and stories([LONE], [""]) == [0]
    assert stories([LONE, TOLD["mine"]["base"], LONE], [""] * 3) == [0, 1, 0]


FAIRS = [
    "The apple fair in Brack opened on Friday. Visitors tasted cider in the old hall, where Ines"
    " Falk showed forty kinds that nobody grows any more. A bee keeper sold out of honey by noon."
    " Children rode on carts behind two oxen called Max and Moritz.",
    "Rain kept visitors away from the apple fair in Brack. Baker Odo Finn gave his cakes to the"
    " hospital. A quarrel over the price of a stand ended with two broken jugs, and the police"
    " wrote down eleven names. The guild will pay for the tents.",
]


@pytest.mark.parametrize(("day", "told"), [("2021-09-04", 1), ("", 1), ("2022-09-04", 2)])
def test_what_is_told_again_a_year_later_is_another_story(day, told):
    assert len(set(stories(FAIRS, ["2021-09-03", day]))) == told


def test_how_many_rows_are_held_at_a_time_changes_nothing(monkeypatch):
    texts, days = list(TEXTS.values()), [""] * len(TEXTS)
    whole = stories(texts, days)
    monkeypatch.setattr(vectors, "CHUNK", 5)
    assert stories(texts, days) == whole


# ------------------------------------------------------------------------------------- properties

ANY = st.lists(st.sampled_from(sorted(TEXTS)), min_size=1, max_size=8, unique=True)
SHORT = settings(max_examples=25, deadline=None, derandomize=True)


@SHORT
@given(ANY, st.randoms(use_true_random=False))
def test_order_changes_nothing(names, random):
    documents, blocks, repairs = tables({name: TEXTS[name] for name in names})
    again = [random.sample(rows, len(rows)) for rows in (documents, blocks, repairs)]
    assert origins(*again, one_story=False) == origins(documents, blocks, repairs, one_story=False)


@SHORT
@given(ANY, st.randoms(use_true_random=False))
def test_a_copy_changes_neither_origin_nor_story_of_another(names, random):
    texts = {name: TEXTS[name] for name in names}
    more = texts | {"zz": texts[random.choice(names)]}
    for column in ("origin", "story"):
        assert {
            doc_id: name for doc_id, name in found(more, column).items() if doc_id != "zz"
        } == found(texts, column)


@SHORT
@given(ANY)
def test_an_origin_depends_on_two_reports_alone(names):
    pair = names[:2]
    if len(pair) == 2 and len(together(found({name: TEXTS[name] for name in pair}))) == 1:
        assert len({found({name: TEXTS[name] for name in names})[name] for name in pair}) == 1


@SHORT
@given(ANY)
def test_an_origin_lies_within_a_story(names):
    texts = {name: TEXTS[name] for name in names}
    rows = origins(*tables(texts), one_story=False)
    story = {row["doc_id"]: row["story"] for row in rows}
    assert all(story[row["doc_id"]] == story[row["origin"]] for row in rows)
