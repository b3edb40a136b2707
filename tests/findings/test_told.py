"""The findings at the top: their order, their words, whose they are, and none told twice."""

import pytest
from rows import claim, difference, match, origin

from lib.findings.facts import is_clause, is_whole
from lib.findings.results import Results
from lib.findings.telling import who
from lib.findings.told import FINDINGS, differing, findings, lone

OUTLETS = {"a": "The Post", "b": "Herald", "c": "c.example"}


def said(doc_id: str, rank: int, text: str, **fields) -> dict:
    """A claim in its report's own voice that is a whole clause at the given place."""
    at = {"start": 500 * rank, "end": 500 * rank + len(text)}
    plain = {"subject": "the gate", "predicate": "be", "sentence": f"{text}."} | at
    return claim(doc_id, rank, text=text, **plain | fields)


def view(claims: list[dict], matches: list[dict] = (), *, same=(), copies=None, **more) -> Results:
    """What is told of these claims; same: sets of ids that are one family."""
    home = {
        one["claim_id"]: min(group) for group in same for one in claims if one["claim_id"] in group
    }
    names = sorted({one["doc_id"] for one in claims})
    documents = [
        {
            "doc_id": name,
            "path": f"{name}.txt",
            "status": "ok",
            "chars": 20_000,
            "publisher": OUTLETS.get(name),
            "published": f"2023-05-{9 + place:02}",
            "title": "The Great Flood of Sell",
        }
        for place, name in enumerate(names)
    ]
    origins = [origin(name, first=(copies or {}).get(name)) for name in names]
    of = {row["doc_id"]: row["origin"] for row in origins}
    families = [
        {
            "family_id": home.get(one["claim_id"], one["claim_id"]),
            "claim_id": one["claim_id"],
            "doc_id": one["doc_id"],
            "label": one["text"],
            "documents": 1,
            "origins": len(
                {
                    of[two["doc_id"]]
                    for two in claims
                    if home.get(two["claim_id"]) == home.get(one["claim_id"], 0)
                }
            )
            or 1,
        }
        for one in claims
    ]
    elsewhere = [
        {
            "claim_id": one["claim_id"],
            "doc_id": one["doc_id"],
            "grade": more.get("grade", "elsewhere"),
            "likely": 0.1,
            "block_id": None,
            "passage": None,
        }
        for one in claims
    ]
    return Results(
        {
            "documents": documents,
            "blocks": [],
            "claims": claims,
            "origins": origins,
            "matches": [*matches],
            "families": families,
            "elsewhere": elsewhere,
        }
        | {name: rows for name, rows in more.items() if name != "grade"}
    )


GATE = said(
    "a",
    1,
    "Gate 7 was last inspected on 14 March",
    source="the river board",
    source_kind="institution",
    cue="said",
)
LOG = said("b", 1, "Gate 7 was last inspected on 2 February")
DAYS = difference("date", "3-14", "2-2", hard=True)


def test_two_values_are_a_question_with_both_places_named_by_publisher_and_day():
    row = match(GATE, LOG, "conflict", score=0.85, differences=[DAYS])
    (found,) = findings(view([GATE, LOG], [row]))
    assert found.text == (
        "14 March or 2 February? “Gate 7 was last inspected on 14 March” (The Post, 9 May,"
        " according to the river board), but “Gate 7 was last inspected on 2 February” (Herald,"
        " 10 May)."
    )
    assert found.sure == "very likely of one matter" and found.claims == ("a:001", "b:001")
    assert [one.words for one in found.parts if not isinstance(one, str)] == [
        "The Post, 9 May",
        "Herald, 10 May",
    ]


def test_what_a_copy_says_is_told_of_the_report_it_was_first_in():
    copy = said("c", 1, GATE["text"])
    rows = [
        match(LOG, one, "conflict", score=0.85, differences=[difference("date", "2-2", "3-14")])
        for one in (copy, GATE)
    ]
    found = view([GATE, LOG, copy], rows, same=[{"a:001", "c:001"}], copies={"c": "a"})
    assert [one.claims for one in differing(found)] == [("a:001", "b:001")]


def test_a_denial_says_who_denies():
    denied = GATE | {"polarity": "negated", "cue": "denied", "text": "gate 7 was inspected at all"}
    row = match(
        LOG, denied, "conflict", score=0.95, differences=[difference("event", "x", "denied")]
    )
    (found,) = findings(view([LOG, denied], [row]))
    assert found.lead == "Said and denied." and "denied by the river board" in found.text
    hidden = denied | {"cue": "said", "sentence": "Gate 7 was hardly inspected, the board said."}
    row = match(LOG, hidden, "conflict", score=0.95, differences=[difference("event", "x", "y")])
    (found,) = findings(view([LOG, hidden], [row]))
    assert "“Gate 7 was hardly inspected, the board said.”" in found.text, "it stands outside"
    far = denied | {"text": "the minister had been told of the letter"}
    row = match(LOG, far, "conflict", score=0.95, differences=[difference("event", "x", "denied")])
    assert differing(view([LOG, far], [row])) == [], "of another matter"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("Ann Bo", "Cy Do", 1),
        ("Ann Bo", "Mayor Ann Bo", 0),
        ("Ben Todd Jay", "Ben Jay", 0),
        ("Ann Bo", "officials", 0),
        ("Ann Bo", None, 0),
    ],
)
def test_one_utterance_of_two_persons_by_name_is_a_difference(one, other, told):
    a, b = (
        said(doc, 1, "The gate was quite rotten", source=name, source_kind="person")
        | {"sentence": f"The gate was quite rotten, {name} said."}
        for doc, name in (("a", one), ("b", other))
    )
    row = match(a, b, "agree", utterance=True, differences=[difference("speaker", one, other)])
    leads = [found.lead for found in differing(view([a, b], [row]))]
    assert leads == ["The same words, two speakers."] * told
    unnamed = b | {"sentence": "The gate was quite rotten, he said."}
    assert differing(view([a, unnamed], [row])) == [], "whom he stands for is not sure"


def test_numbers_that_move_hang_together():
    claims = [
        said(doc, 1, f"The toll stood at {n} then", time_end=f"2023-05-{n}")
        for doc, n in zip("abc", (10, 11, 12), strict=True)
    ]
    rows = [
        match(one, other, score=0.9, differences=[difference("number", x, y, note="later")])
        for one, other, x, y in ((*claims[:2], "10", "11"), (*claims[1:], "11", "12"))
    ]
    (found,) = differing(view(claims, rows))
    assert found.lead == "10, 11 or 12?" and found.text.endswith("may be right in its turn.")
    apart = [row | {"score": 0.5} for row in rows]
    assert differing(view(claims, apart)) == [], "perhaps of two things"


def test_a_number_of_weeks_is_no_count():
    one = said("a", 1, "The board sent 300 letters to the council")
    other = said("b", 1, "Three weeks ago the board sent letters to the council")
    row = match(one, other, score=0.9, differences=[difference("number", "300", "Three")])
    assert len(differing(view([one, other], [row]))) == 1
    assert differing(view([one, other | {"time_text": "Three weeks ago"}], [row])) == []
    assert len(differing(view([one, other | {"time_text": "in 3001"}], [row]))) == 1


def test_what_several_say_is_quoted_once_and_by_its_speaker():
    claims = [
        said(doc, 2, "Gate 7 failed at night", source="Ann Bo", source_kind="person", quoted=True)
        for doc in "abc"
    ]
    rows = [
        match(one, other, "agree", score=0.95)
        for one, other in ((claims[0], claims[1]), (claims[0], claims[2]), (claims[1], claims[2]))
    ]
    (found,) = findings(view(claims, rows, same=[{"a:002", "b:002", "c:002"}]))
    assert found.text == (
        "All three reports quote Ann Bo: “Gate 7 failed at night” (The Post, 9 May; Herald, 10 May;"
        " c.example, 11 May)."
    )
    claims[1] |= {"text": "Gate 7 was broken by night"}
    weak = [row | {"score": 0.72} for row in rows[:1]]
    told = findings(view(claims[:2], weak, same=[{"a:002", "b:002"}]))
    assert told == [], "words in another's mouth"


def pair(one: dict, other: dict, **fields) -> list:
    """What is told of two claims that agree, in several reports."""
    row = match(one, other, "agree", score=0.95, **fields)
    same = [{one["claim_id"], other["claim_id"]}]
    return [found for found in findings(view([one, other], [row], same=same)) if "sh" in found.kind]


def test_what_is_planned_in_one_report_is_not_said_by_another_as_done():
    done, plan = said("a", 1, "The board shut gate 7"), said("b", 1, "The board will shut gate 7")
    assert pair(done, plan | {"modality": "planned"}) == []
    (found,) = pair(done | {"modality": "planned"}, plan | {"modality": "planned"})
    assert found.lead == "Both reports say:"
    (found,) = pair(done, plan | {"modality": "planned"}, utterance=True)
    assert found.sure == "one utterance, perhaps cut"


def test_the_words_quoted_for_all_are_those_that_all_have():
    short = said("b", 1, "Gate 7 was shut on Monday night")
    more = "while masons from Sell brought sand, timber and stones to the ruined wall"
    long = said("a", 1, f"Gate 7 was shut on Monday night {more}")
    (found,) = pair(long, short)
    assert "“Gate 7 was shut on Monday night” (Herald" in found.text
    far = said("a", 1, "Gate keepers told the herdsmen that a wide crack in the wall had grown")
    assert pair(far, said("b", 1, "The rangers left the valley when masonry began to fall")) == []


def test_of_a_statement_and_its_parts_one_is_told():
    whole = [said(doc, 1, "Gate 7 was shut at noon and the road was closed") for doc in "ab"]
    part = [
        said(doc, 2, "Gate 7 was shut at noon", part_of=f"{doc}:001", start=100, end=123)
        for doc in "ab"
    ]
    rows = [match(*two, "agree", score=0.95) for two in (whole, part)]
    (found,) = [one for one in findings(view([*whole, *part], rows)) if one.kind == "shared"]
    assert "the road was closed" in found.text


def test_the_same_few_words_are_one_statement():
    one, other = (said(doc, 1, "I will not go", subject="I", quoted=True) for doc in "ab")
    (found,) = [
        found
        for found in findings(view([one, other], [match(one, other, "related", score=0.65)]))
        if found.kind == "shared"
    ]
    assert found.sure == "the words are the same"


def test_what_a_report_tells_first_is_told():
    first = said("a", 1, "The mayor of Sell resigned at noon", subject="The mayor of Sell")
    later = [
        said("a", 3 + n, f"Number {n} was quite {n} times as large", subject=f"Number {n}")
        for n in range(9)
    ]
    headline = said("a", 0, "the great flood of Sell", sentence="The great flood of Sell!")
    pointing = [
        headline,
        said("b", 1, "These plans were dropped at noon", subject="These plans"),
        said("b", 3, "it was dropped by the council", subject="it"),
        said("b", 5, "We dropped it all at noon", sentence="“We dropped it all at noon."),
        said(
            "b",
            7,
            "All of it went",
            source_kind="person",
            sentence="All of it went then and there.",
        ),
    ]
    found = findings(view([first, *later, *pointing]))
    assert [one.kind for one in found] == ["further"] * 10
    assert found[0].text == ("Also told: “The mayor of Sell resigned at noon.” (The Post, 9 May).")
    assert not any("Herald" in one.text for one in found), "what cannot stand by itself"


def test_a_copy_has_nothing_alone_that_the_other_has():
    one = said("a", 1, "The gate lost 12 bolts at noon", subject="The gate")
    copy = said("b", 1, "At noon the gate was losing 12 bolts", subject="the gate")
    other = said("c", 1, "Nothing else was told then")
    rows = [match(one, copy, "agree", score=0.9)]
    found = view([one, copy, other], rows, copies={"b": "a"}, grade="alone")
    assert [claim["claim_id"] for claim in lone(found)] == ["a:001", "c:001"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The gate lost 12 bolts", True),
        ("The gate was made in Sell", True),
        ("The gate was in a sorry state", False),
    ],
)
def test_what_stands_alone_can_be_checked(text, told):
    one = said("a", 9, text, subject="The gate", specificity=2)
    rest = [said("a", n, f"Gate {n} was fine so far", subject=f"Gate {n}") for n in range(1, 8)]
    other = said("b", 1, "Nothing else was told then")
    found = findings(view([*rest, one, other], grade="alone"))
    assert any(one.kind == "alone" and text in one.text for one in found) == told


@pytest.mark.parametrize(
    ("beside", "other", "told"),
    [("Ann Bo", "he", "Ann Bo"), ("he", "he", ""), ("Ann Bo", "Cy Do", "Ann Bo; Cy Do")],
)
def test_whom_a_pronoun_stands_for_is_not_told_against_a_name(beside, other, told):
    a, b = (
        said(doc, 1, "The gate was quite rotten", source=name, source_kind="person")
        | {"sentence": f"The gate was quite rotten, {there} said."}
        for doc, name, there in (("a", "Ann Bo", beside), ("b", "Cy Do", other))
    )
    (found,) = pair(a, b, utterance=True)
    names = [name for name in ("Ann Bo", "Cy Do") if name in found.text]
    assert "; ".join(names) == told


def test_a_chain_of_agreements_puts_no_words_in_the_mouth_of_its_end():
    a, b, c = (
        said(doc, 1, text)
        for doc, text in zip(
            "abc",
            (
                "Gate 7 failed at night",
                "Gate 7 failed on Tuesday night",
                "The dam was shut that night",
            ),
            strict=True,
        )
    )
    rows = [match(a, b, "agree", score=0.95), match(b, c, "agree", score=0.7)]
    (found,) = findings(view([a, b, c], rows, same=[{"a:001", "b:001", "c:001"}]))
    assert found.lead == "Two of three reports say:" and "c.example" not in found.text


def test_no_sentence_is_told_twice_and_there_are_at_most_twelve():
    row = match(GATE, LOG, "conflict", score=0.85, differences=[DAYS])
    many = [
        said("c", n, f"Number {n} was quite {n} times as large", specificity=3) for n in range(30)
    ]
    found = findings(view([GATE, LOG, *many], [row], grade="alone"))
    assert len(found) <= FINDINGS and found[0].kind == "differs"
    assert [one.kind for one in found].count("alone") == 3
    told = [claim_id for one in found for claim_id in one.claims]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("text", "sentence", "clause", "whole"),
    [
        ("Gate 7 failed at night", "Gate 7 failed at night, he said.", True, True),
        ("Gate 7 failed after five", "Gate 7 failed after five men left.", True, False),
        ("[the board] runs the dam", "The board, which runs the dam, fell.", False, False),
        ("to shut the barrage road", "They want to shut the barrage road.", False, False),
        ("it failed", "They say it failed.", False, False),
    ],
)
def test_what_can_be_told_by_itself(text, sentence, clause, whole):
    one = said("a", 1, text, sentence=sentence)
    assert (is_clause(one), is_whole(one)) == (clause, whole)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ""),
        ({"source": "Ann Bo", "source_kind": "person", "cue": "said"}, "according to Ann Bo"),
        ({"source": "Ann Bo", "source_kind": "person", "cue": "promised"}, "promised by Ann Bo"),
        ({"source_text": "officials", "source_kind": "unnamed"}, "according to officials"),
        ({"source_kind": "unresolved"}, ""),
        (
            {"source": "At least one aide", "source_kind": "unnamed"},
            "according to at least one aide",
        ),
        ({"source_text": "he", "source_kind": "unresolved", "cue": "said"}, ""),
        ({"source": "Ann Bo", "source_kind": "person", "cue": "to dismiss"}, ""),
        (
            {"source": "Ann Bo", "source_kind": "person", "cue": "offered", "quoted": True},
            "according to Ann Bo",
        ),
        (
            {"source": "attorney", "source_kind": "unnamed", "cue": "said"},
            "according to the attorney",
        ),
    ],
)
def test_who_says_it(fields, told):
    assert who(said("a", 1, "Gate 7 failed at night", **fields)) == told


def test_an_utterance_in_two_cuts_says_what_one_leaves_out():
    whole, short = (
        said(doc, 1, "We were warned and we did nothing", source="Ann Bo", source_kind="person")
        for doc in "ab"
    )
    cuts = [
        {
            "quotation": "a:001",
            "claim_id": one["claim_id"],
            "doc_id": one["doc_id"],
            "common": ["We were warned"],
            "omitted": left,
            "changed": [],
        }
        for one, left in ((whole, []), (short, ["and we did nothing"]))
    ]
    (found,) = findings(view([whole, short], quotations=cuts))
    assert found.kind == "quotation" and found.text.endswith(
        "Herald, 10 May leaves out “and we did nothing”, which stands in The Post, 9 May."
    )


def count(claim: dict, value: int, fate: str, *, text: str = "", day: str | None = None) -> dict:
    """A row of table "quantities"."""
    of = {"claim_id": claim["claim_id"], "doc_id": claim["doc_id"], "source": None}
    bounds = {"text": text or str(value), "low": value, "high": value, "about": bool(text)}
    told = {"quantity": fate, "what": fate, "unit": "people", "fate": fate, "as_of": day}
    return of | bounds | told


BLAST = [
    said(doc, 1, f"The blast killed {dead} and hurt {hurt}")
    for doc, dead, hurt in (("a", 3, 6), ("b", 4, 6), ("c", 4, 9))
]


def test_the_dead_and_the_hurt_of_one_sentence_are_each_told_side_by_side():
    dead = [
        count(one, n, "dead", day="2023-05-09") for one, n in zip(BLAST, (3, 4, 4), strict=True)
    ]
    hurt = [
        count(one, n, "hurt", day="2023-05-09") for one, n in zip(BLAST, (6, 6, 9), strict=True)
    ]
    found = [one.text for one in differing(view(BLAST, quantities=[*dead, *hurt]))]
    assert found == [
        "How many died: 3 (The Post, 9 May), 4 (Herald, 10 May; c.example, 11 May)."
        " 3 and 4 are of one day.",
        "How many were hurt: 6 (The Post, 9 May; Herald, 10 May), 9 (c.example, 11 May)."
        " 6 and 9 are of one day.",
    ]


def test_a_toll_that_rose_with_the_days_is_a_series():
    days = ("2023-05-09", "2023-05-10", "2023-05-11")
    rows = [
        count(one, n, "held", day=day) for one, n, day in zip(BLAST, (3, 4, 9), days, strict=True)
    ]
    (found,) = differing(view(BLAST, quantities=rows))
    assert found.lead == "How many were held:"
    assert found.text.endswith("The count rose with the days.")
    fell = [row | {"low": 12 - row["low"], "high": 12 - row["high"]} for row in rows]
    (found,) = differing(view(BLAST, quantities=fell))
    assert found.text.endswith("may be right in its turn.")


def test_dozens_are_no_count_that_could_be_wrong():
    dozens = count(BLAST[0], 24, "hurt", text="dozens") | {"high": 99}
    assert differing(view(BLAST, quantities=[dozens, count(BLAST[1], 170, "hurt")])) == []
    same = [count(BLAST[1], 6, "hurt"), count(BLAST[2], 6, "hurt")]
    assert differing(view(BLAST, quantities=same)) == []


def test_what_is_told_further_names_the_others_that_have_a_part_of_it():
    whole = said("a", 1, "The gate fell when the river rose over the quay", modality="planned")
    part = said("b", 2, "the river rose over the quay at noon")
    row = match(whole, part, "agree", score=0.75)
    found = findings(view([whole, part], [row]))
    assert [one.text for one in found] == [
        "Also told: “The gate fell when the river rose over the quay.”"
        " (The Post, 9 May; in part also Herald, 10 May)."
    ]


@pytest.mark.parametrize(
    "text", ["why the gate of Sell fell in 1998", "whether Gate 7 fell in Sell"]
)
def test_a_question_told_is_nothing_that_one_report_says(text):
    one, other = said("a", 1, text, specificity=3), said("b", 1, "The mayor went home at noon")
    assert lone(view([one, other], grade="alone")) == [other]
