"""Stage 4: relations on our own sentences, figures, origins, families, and what must hold for any
claims."""

import json
import math
import re
from collections import Counter
from itertools import combinations, product
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import CASES

from lib.comparison import families as comparison_families
from lib.comparison import matches as comparison_matches
from lib.comparison import origins as comparison_origins
from lib.comparison.families import once
from lib.comparison.matches import comparison
from lib.comparison.pair import bounds
from lib.comparison.pair.bounds import gram_table
from lib.comparison.pair.likeness import FLOOR, Scorer, pair_scores, weights
from lib.comparison.pair.numbers import figures
from lib.comparison.pair.side import paired, side, spread
from lib.comparison.profile import profile
from lib.findings import sentences as findings_sentences
from lib.findings.alone import Passages, lone
from lib.findings.commitments import commitments, is_promise
from lib.findings.results import why
from lib.findings.sentences import findings
from lib.findings.voices import LEVELS, voices
from lib.tables.records import TABLES
from lib.text.data import data_table
from lib.text.words import sentences, stem

THRESHOLD = 0.4


def load(name: str) -> list[dict]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def claim(doc_id: str, rank: int, **fields) -> dict:
    """A row of table "claims" with what the case leaves out."""
    row = dict.fromkeys((column.name for column in TABLES["claims"].columns), None)
    row |= {
        "claim_id": f"{doc_id}:{rank:03d}",
        "doc_id": doc_id,
        "block_id": f"{doc_id}:0",
        "source_kind": "article",
        "quoted": False,
    }
    row |= {
        "polarity": "affirmed",
        "modality": "asserted",
        "actors": [],
        "places": [],
        "numbers": [],
        "evidence": [],
        "specificity": 0,
    }
    return row | {"sentence": fields["text"]} | fields


def origin(doc_id: str, *, story: str = "story", first: str | None = None) -> dict:
    return {"doc_id": doc_id, "story": story, "origin": first or doc_id, "evidence": []}


# -------------------------------------------------------------------------------------- relations

RELATIONS = load("compare_relations.jsonl")


@pytest.fixture(scope="module")
def judged() -> dict[tuple[str, str], dict]:
    """The matches of all cases at once, each case a story of its own, so that words are rare as in
    a folder of reports."""
    claims, homes = [], []
    for k, case in enumerate(RELATIONS):
        claims += [claim(f"{k:02d}a", 0, **case["a"]), claim(f"{k:02d}b", 0, **case["b"])]
        homes += [origin(f"{k:02d}{side}", story=f"{k:02d}") for side in "ab"]
    return {
        (row["doc_a"], row["doc_b"]): row
        for row in comparison(claims, homes, threshold=THRESHOLD).matches
    }


def cases(*kinds: str) -> list:
    return [
        pytest.param(k, case, id=case["name"])
        for k, case in enumerate(RELATIONS)
        if case["kind"] in kinds
    ]


@pytest.mark.parametrize(("k", "case"), cases("negative", "synthetic"))
def test_relation(k, case, judged):
    match = judged.get((f"{k:02d}a", f"{k:02d}b"), {"relation": "none", "reasons": []})
    assert match["relation"] in case["relation"].split("|"), match
    assert case["reason"] is None or re.search(case["reason"], "; ".join(match["reasons"])), match


@pytest.mark.parametrize(("k", "case"), cases("known_failure"))
@pytest.mark.xfail(strict=True, reason="what the rules cannot see yet")
def test_relation_known_failure(k, case, judged):
    assert (
        judged.get((f"{k:02d}a", f"{k:02d}b"), {"relation": "none"})["relation"] == case["relation"]
    )


# ---------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize("case", load("compare_figures.jsonl"), ids=lambda case: case["text"])
def test_figures(case):
    bounds = {-math.inf: None, math.inf: None}
    found = [
        [f.text, bounds.get(f.low, f.low), bounds.get(f.high, f.high), f.unit]
        for f in figures(case["text"])
    ]
    assert len(found) == len(case["figures"])
    for (text, low, high, unit), wanted in zip(found, case["figures"], strict=True):
        assert [text, low, high] == [wanted[0], *map(pytest.approx, wanted[1:3])] and wanted[
            3
        ] in unit


# ------------------------------------------------------------------------------------ data tables


def test_a_word_stands_at_one_end_of_a_scale_only():
    rows = data_table("lib.comparison.pair", "opposites.tsv")
    assert len({row["scale"] for row in rows}) == len(rows)
    for row in rows:
        assert not {stem(word) for word in row["up"].split()} & {
            stem(word) for word in row["down"].split()
        }, row


def test_the_weights_are_those_of_the_features():
    scorer = Scorer(["a ferry ran aground"])
    content = scorer.read("a ferry ran aground")
    assert (
        weights("text").keys()
        == scorer.common(content, content).keys() | scorer.clashes(content, content).keys()
    )
    assert sum(weight for weight in weights("text").values() if weight > 0) == pytest.approx(1.65)


def test_kinds_of_denial():
    assert {row["kind"] for row in data_table("lib.comparison.pair", "denials.tsv")} == FLOOR.keys()


# ------------------------------------------------------------------------------------- bare texts


@pytest.mark.parametrize(
    ("a", "b", "opposed"),
    [
        (
            "The mayor has resigned over the bridge",
            "Town hall denies that the mayor has resigned over the bridge",
            True,
        ),
        (
            "A whale was seen in the Asher river",
            "No, a whale was not seen in the Asher river",
            True,
        ),
        ("The fair drew fewer than 200 visitors", "The fair drew 260 visitors on Sunday", True),
        ("The fair drew more than 200 visitors", "The fair drew 260 visitors on Sunday", False),
        ("The shop will stop selling coal", "Shop to stop selling coal in May", False),
        (
            "The council not only repaired the road but lit it",
            "The council repaired the road and lit it",
            False,
        ),
        ("The mayor has resigned over the bridge", "No fish were caught in the harbour", False),
    ],
)
def test_bare_texts_oppose_each_other(a, b, opposed):
    one, other = pair_scores([(a, b), (b, a)])
    assert one == other and one["label"] is opposed, one


def test_bare_texts_are_as_alike_as_they_share_words():
    same, near, far = pair_scores(
        [
            ("The ferry ran aground off Pell beach", "The ferry ran aground off Pell beach"),
            ("The ferry ran aground off Pell beach", "A ferry went aground near Pell beach"),
            ("The ferry ran aground off Pell beach", "Grain prices rose on the Lorn exchange"),
        ]
    )
    assert same["score"] == pytest.approx(1) and same["score"] > near["score"] > far["score"]


# ---------------------------------------------------------------------------------- small folders

BASE = (
    "A ferry ran aground off Pell beach on 4 May. The captain, Ilse Maron, said the rudder had"
    " jammed. Coast guards took 212 passengers ashore in small boats. Nobody was hurt, the harbour"
    " office in Tamsin said. The company Lorn Lines has run the route since 1987."
)
SPUN = (
    "A ferry got aground off Pell beach on 4 May. The skipper, Ilse Maron, stated the rudder had"
    " stuck. Coast guards brought 212 travellers ashore in little boats. Nobody was injured, the"
    " harbour bureau in Tamsin stated. The firm Lorn Lines has operated the route since 1987."
)
OWN = (
    "Passengers of the Calanthe waded through cold water on Thursday morning. “The rudder had"
    " jammed and I could do nothing,” Ilse Maron said at the briefing. Engineers blame a worn hinge"
    " that inspectors had noted twice. Pell beach, where the ferry lies, stays closed until a tug"
    " arrives. Fishermen had warned of the sandbank for years."
)


def folder(**texts: str) -> tuple[list[dict], list[dict]]:
    documents = [
        {
            "doc_id": name,
            "path": f"{name}_report.txt",
            "status": "ok",
            "chars": len(text),
            "published": None,
        }
        for name, text in texts.items()
    ]
    blocks = [
        {
            "block_id": f"{name}:0",
            "doc_id": name,
            "order": 0,
            "kind": "paragraph",
            "text": text,
            "start": 0,
            "end": len(text),
        }
        for name, text in texts.items()
    ]
    return documents, blocks


# ----------------------------------------------------------------- families, profile and findings


def test_a_chain_is_not_one_family():
    claims = [claim(doc_id, 0, text=doc_id) for doc_id in "abcd"]
    scores = {"ab": 0.9, "bc": 0.5, "cd": 0.8}
    links = [
        {"claim_a": f"{a}:000", "claim_b": f"{b}:000", "relation": "agree", "score": score}
        for (a, b), score in scores.items()
    ]
    rows = comparison_families.families(claims, links, [origin(doc_id) for doc_id in "abcd"])
    assert [row["family_id"] for row in rows] == ["a:000", "a:000", "c:000", "c:000"]


def test_copies_are_one_voice_in_a_family():
    claims = [claim(doc_id, 0, text="the ferry ran aground") for doc_id in "abc"]
    links = [
        {"claim_a": f"{a}:000", "claim_b": f"{b}:000", "relation": "agree", "score": 0.9}
        for a, b in ("ab", "ac", "bc")
    ]
    rows = comparison_families.families(
        claims, links, [origin("a"), origin("b", first="a"), origin("c")]
    )
    assert {(row["family_id"], row["documents"], row["origins"]) for row in rows} == {
        ("a:000", 3, 2)
    }


def test_profile_measures_per_thousand_words_and_leaves_null_what_it_cannot():
    documents, blocks = folder(a="word " * 500, b="")
    number = {"text": "3", "value": 3.0, "unit": "cow", "about": False, "start": 0, "end": 1}
    claims = [
        claim("a", 0, text="x", numbers=[number]),
        claim("a", 1, text="y", source="Ilse Maron", source_kind="person", quoted=True),
    ]
    found = {
        "documents": documents,
        "blocks": blocks,
        "claims": claims,
        "repairs": [{"doc_id": "a"}],
        "unfinished": [],
    }
    a, b = profile(found)
    assert (
        a["words"],
        a["claims"],
        a["numbers"],
        a["named_sources"],
        a["quotations"],
        a["own_voice"],
    ) == (500, 2, 2.0, 2.0, 2.0, 0.5)
    assert a["repairs"] == 0.4 and (b["numbers"], b["own_voice"], b["repairs"]) == (
        None,
        None,
        None,
    )
    late = profile(found | {"claims": [], "unfinished": [{"doc_id": "a"}]})[0]
    assert (
        late["words"],
        late["claims"],
        late["named_sources"],
        late["own_voice"],
        late["repairs"],
    ) == (500, None, None, None, 0.4)


def tables(claims: list[dict], **texts: str) -> dict[str, list[dict]]:
    documents, blocks = folder(**texts)
    origins = comparison_origins.origins(documents, blocks, one_story=True)
    found = comparison(claims, origins, threshold=THRESHOLD).matches
    return {
        "documents": documents,
        "blocks": blocks,
        "claims": claims,
        "origins": origins,
        "matches": found,
        "families": comparison_families.families(claims, found, origins),
    }


def test_findings_of_nothing():
    assert findings(tables([])) == ["No report was read, so there is nothing to compare."]
    assert findings(tables([], a=BASE)) == ["No claim was found, so there is nothing to compare."]


def test_findings_of_one_report_compare_nothing():
    lines = findings(tables([claim("a", 0, text="the rudder had jammed")], a=BASE))
    assert lines == [
        "Who speaks? a quotes no person by name.",
        "There is only one report, and so none to compare it with.",
    ]


def test_findings_of_reports_that_share_nothing_say_so():
    found = tables(
        [
            claim("a", 0, text="the rudder had jammed"),
            claim("x", 0, text="a petition will be handed in"),
        ],
        a=BASE,
        x=OWN,
    )
    assert findings(found)[2:4] == [
        "Conflicts. None was found between reports of different origin.",
        "Shared. No claim was found in two reports of different origin.",
    ]
    apart = found | {"origins": [origin("a", story="a"), origin("x", story="x")]}
    assert (
        findings(apart)[1].startswith("Stories. Each of the 2 reports is on a story of its own")
        and len(findings(apart)) == 3
    )
    stories = found | {"origins": [origin("a"), origin("x"), origin("y", story="y")]}
    stories["documents"] = [
        *found["documents"],
        {"doc_id": "y", "path": "y_report.txt", "status": "ok", "published": None},
    ]
    assert (
        findings(stories)[1]
        == "Stories. a and x are on one story; y is on a story of its own. Claims are compared"
        " within a story only."
    )


def test_findings_name_the_reports_and_quote_them():
    claims = [
        claim(
            "a", 0, text="Coast guards took 212 passengers ashore", predicate="take", specificity=1
        ),
        claim("c", 0, text="Engineers blame a worn hinge", predicate="blame", specificity=3),
        claim(
            "c",
            1,
            text="The rudder had jammed",
            quoted=True,
            source="Ilse Maron",
            source_kind="person",
            predicate="jam",
        ),
        claim(
            "a",
            1,
            text="the rudder had jammed",
            source="Ilse Maron",
            source_kind="person",
            predicate="jam",
            cue="said",
        ),
    ]
    lines = findings(tables(claims, a=BASE, c=OWN))
    assert (
        lines[0]
        == "Who speaks? Only c quotes a person by name: Ilse Maron (1 claim in quotation marks)."
    )
    assert lines[1].startswith("Copies. Neither report copies the other")
    assert any(
        line.startswith("Shared by 2 origins. a (Ilse Maron, “said”: “the rudder had jammed”); c (")
        for line in lines
    )
    assert "Alone. c (“Engineers blame a worn hinge”); no passage elsewhere is like it." in lines


def speaking(**people: list[str]) -> str:
    """The finding on who speaks, where each report has a claim in quotation marks of each of its
    people."""
    claims = [
        claim(
            doc_id,
            place,
            text=f"the rudder number {place} of {doc_id} had jammed",
            quoted=True,
            source=name,
            source_kind="person",
        )
        for doc_id, names in people.items()
        for place, name in enumerate(names)
    ]
    return findings(tables(claims, **dict.fromkeys(people, OWN)))[0]


def test_who_speaks_names_three_people_and_counts_the_rest():
    assert speaking(a=["Ann Bo", "Cy Do", "Eva Fo", "Gus Ho", "Ida Jo", "Ida Jo"]).endswith(
        "a quotes Ida Jo (2 claims in quotation marks), Ann Bo (1 claim in quotation marks), Cy Do"
        " (1 claim in quotation marks) and 2 more."
    )
    many = {
        f"r{i}": [f"{first} Bo" for first in ("Ann", "Cy", "Eva", "Gus", "Ida")[i:]]
        for i in range(5)
    }
    assert (
        speaking(**many, silent=[])
        == "Who speaks? 5 of 6 reports quote people by name: Ida Bo (in 5 reports), Gus Bo (in 4"
        " reports), Eva Bo (in 3 reports) and 2 more; silent quotes no person by name."
    )


MOON = (
    "The lunar probe landed near the pole and drilled for ice under grey dust. Its cameras sent"
    " pictures of the long crater."
)
BREAD = (
    "The village bakery will close in June because flour became too dear for its owner. Customers"
    " queued for rye loaves on Saturday."
)


def test_reports_on_other_matters_declared_one_story_are_told_apart_and_nothing_is_called_near():
    claims = [
        claim("m", 0, text="The lunar probe drilled for ice"),
        claim("b", 0, text="flour became too dear for the bakery"),
    ]
    found = tables(claims, m=MOON, b=BREAD)
    lines = findings(found)
    assert (
        lines[1].startswith("Stories. All reports are taken to be on one story")
        and "they are on 2). With one_story set to False" in lines[1]
    )
    assert (
        sum(
            line.startswith("Alone. ") and line.endswith("no passage elsewhere is like it.")
            for line in lines
        )
        == 2
    )
    rows = lone(found, {"m": "m", "b": "b"}, shown={row["claim_id"] for row in claims})
    assert [(row["nearest"], row["likeness"]) for row in rows] == [("nothing alike", None)] * 2
    alone = tables(claims[:1], m=MOON)
    assert [row["nearest"] for row in lone(alone, {"m": "m"}, shown={"m:000"})] == [None]
    assert not any(
        line.startswith("Stories.")
        for line in findings(tables(claims, m=MOON, b=MOON + " " + BREAD))
    )


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('"We see dust," said Jonas Berg.', "‘We see dust,’ said Jonas Berg."),
        ("“We have conveyed our concerns,”", "We have conveyed our concerns"),
        ("that “terrorism is a threat” to all", "‘terrorism is a threat’ to all"),
        ("that the rudder had jammed,", "the rudder had jammed"),
        ("“Dust,” … “and ice”", "‘Dust,’ … ‘and ice’"),
    ],
)
def test_quotation_marks_within_ours_are_single(text, bare):
    assert findings_sentences.bare(text, 80) == bare


def test_reasons_quote_with_one_kind_of_marks():
    match = {"doc_a": "a", "doc_b": "b", "reasons": ['"here" in here, "stop" there', "no date"]}
    assert why(match, {"a": "000", "b": "001"}) == "“here” in in 000, “stop” in 001; no date"


def test_nearest_is_the_passage_of_another_origin_that_is_most_alike():
    documents, blocks = folder(a=BASE, b=SPUN, c=OWN)
    origins = comparison_origins.origins(documents, blocks, one_story=True)
    near = Passages(blocks, origins).nearest(claim("a", 0, text="the rudder had jammed"))
    assert (
        near
        and near["doc_id"] == "c"
        and "rudder had jammed" in near["text"]
        and 0 < near["similarity"] <= 1
    )
    scorer = Scorer([OWN[start:end] for start, end in sentences(OWN)] + ["the rudder had jammed"])
    assert near["similarity"] == spread(
        scorer.score(scorer.read("the rudder had jammed"), scorer.read(near["text"]))
    )
    assert (
        Passages(blocks[:1], origins).nearest(claim("a", 0, text="the rudder had jammed")) is None
    )


# ------------------------------------------------------------------------- commitments and voices


def ledger(claims: list[dict], *, published: dict[str, str] | None = None) -> dict[str, list[dict]]:
    """The tables of claims, each document an origin of its own."""
    ids = sorted({row["doc_id"] for row in claims})
    documents = [
        {
            "doc_id": name,
            "path": f"{name}_report.txt",
            "status": "ok",
            "published": (published or {}).get(name),
        }
        for name in ids
    ]
    origins = [origin(name) for name in ids]
    found = comparison(claims, origins, threshold=THRESHOLD).matches
    return {
        "documents": documents,
        "claims": claims,
        "origins": origins,
        "matches": found,
        "families": comparison_families.families(claims, found, origins),
    }


PROMISE = {
    "text": "the ministry would pay 40,000 tal to each bereaved family by June 1",
    "subject": "the ministry",
    "predicate": "pay",
    "object": "40,000 tal to each bereaved family",
    "modality": "planned",
    "source": "Irena Kovalai",
    "source_kind": "person",
    "cue": "promised",
    "time_text": "by June 1",
    "time_end": "2023-06-01",
    "time_start": "2023-06-01",
}
PAID = {
    "text": "the ministry paid 40,000 tal to each bereaved family",
    "subject": "the ministry",
    "predicate": "pay",
    "object": "40,000 tal to each bereaved family",
}
UNPAID = PAID | {
    "text": "the ministry did not pay 40,000 tal to each bereaved family",
    "polarity": "negated",
}
NOT_YET = PAID | {
    "text": "the ministry has not yet paid 40,000 tal to each bereaved family",
    "polarity": "negated",
}
LATER = {"a": "2023-05-09", "b": "2023-06-03"}


@pytest.mark.parametrize(
    ("other", "published", "fate"),
    [
        (PAID, LATER, "kept"),
        (UNPAID, LATER, "broken"),
        (NOT_YET, LATER, "unknown"),
        (PAID, None, "unknown"),
        (PAID, {"a": "2023-06-03", "b": "2023-05-09"}, "unknown"),
        (PROMISE | {"source": "Justice Ministry", "source_kind": "institution"}, LATER, "repeated"),
        (
            PROMISE
            | {
                "text": PROMISE["text"].replace("40,000", "25,000"),
                "object": "25,000 tal to each bereaved family",
            },
            LATER,
            "disputed",
        ),
        (
            {"text": "a ferry ran aground off Pell beach", "predicate": "run"},
            LATER,
            "nothing said elsewhere",
        ),
    ],
)
def test_what_became_of_a_promise(other, published, fate):
    rows = commitments(
        ledger([claim("a", 0, **PROMISE), claim("b", 0, **other)], published=published)
    )
    first = next(row for row in rows if row["claim_id"] == "a:000")
    assert (first["fate"], first["by"], first["until"]) == (fate, "Irena Kovalai", "2023-06-01")
    assert first["other"] == (None if fate == "nothing said elsewhere" else "b:000") and bool(
        first["why"]
    ) == bool(first["other"])


def test_a_promise_kept_for_one_and_broken_for_another_is_disputed():
    said = [claim("a", 0, **PROMISE), claim("b", 0, **PAID), claim("c", 0, **UNPAID)]
    (row,) = commitments(ledger(said, published=LATER | {"c": "2023-06-04"}))
    assert (row["fate"], row["other"]) == ("disputed", "c:000")


@pytest.mark.parametrize(
    ("fields", "promised"),
    [
        ({"modality": "asserted"}, False),
        ({"cue": "hoped"}, False),
        (
            {
                "source": None,
                "source_kind": "article",
                "cue": None,
                "subject": "it",
                "time_text": "soon",
            },
            False,
        ),
        (
            {
                "source": None,
                "source_kind": "article",
                "cue": None,
                "subject": "Joint patrols",
                "time_text": "within a month",
            },
            True,
        ),
        (
            {
                "source": None,
                "source_kind": "article",
                "cue": None,
                "subject": "Joint patrols",
                "time_text": None,
            },
            False,
        ),
        (
            {
                "source": None,
                "source_kind": "article",
                "cue": None,
                "actors": ["Orlavia"],
                "subject": "Orlavia",
                "time_text": None,
            },
            True,
        ),
    ],
)
def test_who_is_bound_by_what(fields, promised):
    assert is_promise(claim("a", 0, **PROMISE | fields)) is promised


SPOKEN = {
    "text": "the rudder had jammed before the ferry ran aground",
    "subject": "the rudder",
    "predicate": "jam",
}


@pytest.mark.parametrize(
    ("one", "other", "drift"),
    [
        (
            ("Ilse Maron", "person"),
            (None, "article"),
            (
                "Ilse Maron in a; no source in b: said as the report's own words where another"
                " names a source"
            ),
        ),
        (
            ("Ilse Maron", "person"),
            ("Lorn Lines", "institution"),
            "Ilse Maron in a; Lorn Lines in b: a named person or an institution",
        ),
        (("Ilse Maron", "person"), ("Maron", "person"), None),
        (
            ("Ilse Maron", "person"),
            ("Ada Brenner", "person"),
            "Ada Brenner in b; Ilse Maron in a: different speakers",
        ),
        ((None, "article"), (None, "article"), None),
    ],
)
def test_who_is_said_to_have_said_it(one, other, drift):
    said = [
        claim(doc, 0, **SPOKEN, source=source, source_kind=kind)
        for doc, (source, kind) in (("a", one), ("b", other))
    ]
    rows = voices(ledger(said))
    assert [row["drift"] for row in rows] == [drift, drift]
    assert [row["level"] for row in rows] == sorted(
        (row["level"] for row in rows), key=LEVELS.index
    )


def test_the_same_words_of_two_speakers_stand_together():
    words = {
        "text": "“This bridge was built to last a hundred winters”",
        "quoted": True,
        "source_kind": "person",
        "predicate": "build",
        "subject": "This bridge",
    }
    tables = ledger(
        [claim("a", 0, **words, source="Ada Brenner"), claim("b", 0, **words, source="Ilse Maron")]
    )
    assert [row["relation"] for row in tables["matches"]] == ["conflict"] and len(
        {row["family_id"] for row in tables["families"]}
    ) == 2
    assert {(row["family_id"], row["drift"]) for row in voices(tables)} == {
        ("a:000", "Ada Brenner in a; Ilse Maron in b: different speakers")
    }


def test_sensitivity_counts_what_each_threshold_leaves():
    said = [claim("a", 0, **PROMISE), claim("b", 0, **PROMISE), claim("c", 0, **PAID)]
    homes = [origin(name) for name in "abc"]
    found = comparison(said, homes, threshold=0.5, steps=[0.3, 0.5, 0.7, 1.0])
    for row in found.sensitivity:
        counts = Counter(
            match["relation"]
            for match in comparison(said, homes, threshold=row["threshold"]).matches
        )
        assert {name: row[name] for name in ("agree", "conflict", "related")} == {
            name: counts[name] for name in ("agree", "conflict", "related")
        }
    assert [row["threshold"] for row in found.sensitivity] == [0.3, 0.5, 0.7, 1.0]
    assert found.matches == comparison(said, homes, threshold=0.5).matches


def test_what_is_little_alike_is_found_where_it_is_asked_for():
    day = {"time_text": "Friday evening", "time_start": "2018-08-10", "time_end": "2018-08-10"}
    said = [
        claim("a", 0, text="The death toll stood at 31 on Friday evening", **day),
        claim(
            "b", 0, text="47 dead were carried out of the tunnel by divers from the south", **day
        ),
    ]
    homes = [origin("a"), origin("b")]
    found = comparison(said, homes, threshold=0.9, steps=[0.1, 0.38, 0.5])
    assert found.matches == [] and [row["conflict"] for row in found.sensitivity] == [1, 1, 0]
    with mock.patch.object(
        comparison_matches, "_candidates", wraps=comparison_matches._candidates
    ) as asked:
        (match,) = comparison(said, homes, threshold=0.1).matches
        assert (match["relation"], match["score"]) == (
            "conflict",
            0.381,
        ) and asked.call_args.kwargs == {"least": 0.1}
        assert comparison(said, homes, threshold=0.2, steps=[0.15, 0.3]).matches == [match]
        assert asked.call_args.kwargs == {"least": 0.15}


# ------------------------------------------------------------------------------------- properties

SAID = [case[side] for case in RELATIONS for side in "ab"][:30]
DAYS = [None, "2020-01-01", "2020-01-02"]


@st.composite
def any_claims(draw) -> list[dict]:
    """Up to six claims, with repeats, in each of up to four documents."""
    rows = []
    for doc_id in "pqrs"[: draw(st.integers(1, 4))]:
        for rank, fields in enumerate(draw(st.lists(st.sampled_from(SAID), max_size=6))):
            day, polarity = (
                draw(st.sampled_from(DAYS)),
                draw(st.sampled_from(["affirmed", "negated"])),
            )
            rows.append(
                claim(
                    doc_id,
                    rank,
                    **fields | {"time_start": day, "time_end": day, "polarity": polarity},
                )
            )
    return rows


HOMES = [origin(doc_id) for doc_id in "pqrstuv"]


@st.composite
def crowded_claims(draw) -> list[dict]:
    """Seven documents that say the same few things, so that far more matches than three a claim."""
    few = draw(st.lists(st.sampled_from(SAID), min_size=1, max_size=3))
    texts = st.lists(st.sampled_from(few), min_size=1, max_size=3)
    return [
        claim(doc_id, rank, **fields)
        for doc_id in "pqrstuv"
        for rank, fields in enumerate(draw(texts))
    ]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(any_claims(), st.randoms(use_true_random=False))
def test_order_changes_nothing(claims, random):
    shuffled = random.sample(claims, len(claims))
    homes = random.sample(HOMES, len(HOMES))
    found, again = (
        comparison(claims, HOMES, threshold=THRESHOLD).matches,
        comparison(shuffled, homes, threshold=THRESHOLD).matches,
    )
    assert found == again
    assert comparison_families.families(claims, found, HOMES) == comparison_families.families(
        shuffled, random.sample(again, len(again)), homes
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(RELATIONS), min_size=2, max_size=8),
    st.sampled_from([{}, {"p": "q"}]),
    st.integers(0, 100),
)
def test_candidates_are_all_pairs_of_a_story_that_are_alike_enough(drawn, copies, place):
    """The bounds lose nothing, not even the pair that the threshold just lets in: the plain way
    scores every pair that shares a term.

    Blocks are small, so that pairs span them.
    """
    rows = [
        claim("pqrstuv"[rank % 7], rank, **case[end])
        for rank, (case, end) in enumerate(product(drawn, "ab"))
    ]
    claims, homes = (
        sorted(rows, key=lambda row: row["claim_id"]),
        {one: copies.get(one, one) for one in "pqrstuv"},
    )
    all_of_them = comparison_matches._candidates(claims, homes, least=1.0)
    scorer, said = all_of_them.scorer, all_of_them.utterances
    every = [
        paired(scorer, a, b)
        for (one, a), (other, b) in combinations(
            [(one, side(scorer, one.rows[0])) for one in said], 2
        )
        if one.docs.isdisjoint(other.docs) and a.content.terms.keys() & b.content.terms.keys()
    ]
    scores = sorted({pair.score for pair in every})
    threshold = scores[place * (len(scores) - 1) // 100] if scores else 0.0
    with mock.patch.object(bounds, "CELLS", 20):
        found = comparison_matches._candidates(claims, homes, least=threshold)
    told = sorted(
        (a.row["claim_id"], b.row["claim_id"], score, stands)
        for a, b, score, stands in every
        if score >= threshold
    )
    assert told == sorted((*one.ends, one.score, one.stands) for one in found.judged)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(
        st.text(alphabet="ab c-1é𝔞", min_size=1).map(lambda text: f" {text} "),
        min_size=1,
        max_size=5,
    )
)
def test_rows_of_the_table_of_3_grams_share_what_the_bags_do(texts):
    rows = gram_table(texts)
    bags = [Counter(text[i : i + 3] for i in range(len(text) - 2)) for text in texts]
    assert (rows @ rows.T).toarray().tolist() == [
        [(one & other).total() for other in bags] for one in bags
    ]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(any_claims() | crowded_claims(), st.sets(st.sampled_from("pqrstuv")))
def test_another_story_changes_nothing(claims, apart):
    """Neither makes it a word rarer or commoner, nor takes it of the room that a story's matches
    have."""
    homes = [origin(one, story="apart" if one in apart else "story") for one in "pqrstuv"]
    here = (
        [row for row in claims if row["doc_id"] in apart],
        [row for row in claims if row["doc_id"] not in apart],
    )
    one, other = (comparison(rows, homes, threshold=THRESHOLD, steps=[0.3]) for rows in here)
    both = comparison(claims, homes, threshold=THRESHOLD, steps=[0.3])
    assert both.matches == sorted(
        one.matches + other.matches, key=lambda row: (row["claim_a"], row["claim_b"])
    )
    (left,) = both.sensitivity
    assert all(
        left[name] == one.sensitivity[0][name] + other.sensitivity[0][name]
        for name in ("agree", "conflict", "related")
    )


def test_a_story_that_did_not_change_is_not_compared_again(tmp_path):
    homes = [
        origin(one, story=story) for story, docs in (("one", "ab"), ("two", "cd")) for one in docs
    ]
    said = {one: claim(one, 0, **PROMISE) for one in "abcd"}
    compared, real = [], comparison_matches._candidates
    with mock.patch.object(
        comparison_matches,
        "_candidates",
        side_effect=lambda *given, **how: compared.append(given) or real(*given, **how),
    ):
        first = comparison([*said.values()], homes, threshold=THRESHOLD, steps=[0.3], kept=tmp_path)
        changed = [*(said | {"d": claim("d", 0, **PAID)}).values()]
        second = comparison(changed, homes, threshold=THRESHOLD, steps=[0.3], kept=tmp_path)
    assert [[row["doc_id"] for row in rows] for rows, _ in compared] == [
        ["a", "b"],
        ["c", "d"],
        ["c", "d"],
    ]
    assert first == comparison([*said.values()], homes, threshold=THRESHOLD, steps=[0.3])
    assert second == comparison(changed, homes, threshold=THRESHOLD, steps=[0.3])
    assert {row["doc_a"] for row in first.matches} == {"a", "c"} and len(
        list(tmp_path.iterdir())
    ) == 2


@settings(max_examples=60, deadline=None, derandomize=True)
@given(any_claims() | crowded_claims())
def test_tables_hold_together(claims):
    found = comparison(claims, HOMES, threshold=THRESHOLD).matches
    assert len(found) <= 1.5 * len(claims)  # a match belongs to two claims: three a claim
    assert all(row["claim_a"] < row["claim_b"] and row["doc_a"] != row["doc_b"] for row in found)
    assert all(
        THRESHOLD <= row["score"] <= 1
        and row["reasons"]
        and row["relation"] in ("agree", "conflict", "related")
        for row in found
    )
    rows = comparison_families.families(claims, found, HOMES)
    assert sorted(row["claim_id"] for row in rows) == sorted(row["claim_id"] for row in claims)
    assert all(
        row["family_id"] <= row["claim_id"] and 1 <= row["origins"] <= row["documents"]
        for row in rows
    )
    assert {name for row in found for name in row} <= {
        column.name for column in TABLES["matches"].columns
    }


@settings(max_examples=60, deadline=None, derandomize=True)
@given(any_claims() | crowded_claims(), st.sampled_from("pqrs"), st.sampled_from("0z"))
def test_a_copy_is_no_second_witness(claims, doc_id, name):
    """Whether its id comes before all others or after them, and also where the cap of three a claim
    cuts."""
    copies = [
        row | {"doc_id": name, "claim_id": name + row["claim_id"][1:]}
        for row in claims
        if row["doc_id"] == doc_id
    ]
    first = min(doc_id, name)
    homes = [row | {"origin": first} if row["doc_id"] == doc_id else row for row in HOMES]
    homes.append(origin(name, first=first))
    alone, together = (
        comparison(claims, HOMES, threshold=THRESHOLD).matches,
        comparison(claims + copies, homes, threshold=THRESHOLD).matches,
    )
    before, after = (
        comparison_families.families(claims, alone, HOMES),
        comparison_families.families(claims + copies, together, homes),
    )
    counts = {row["claim_id"]: row["origins"] for row in after}
    assert [row for row in before if counts[row["claim_id"]] != row["origins"]] == []
    assert (
        name == "0"
        or [row for row in together if name not in (row["doc_a"], row["doc_b"])] == alone
    )


def test_the_cap_cuts_where_much_is_said_often():
    claims = [claim(doc_id, 0, **SAID[0]) for doc_id in "pqrstu"]
    assert len(comparison(claims, HOMES, threshold=THRESHOLD).matches) == 1.5 * len(claims) < 15


def test_a_copy_adds_no_match_that_is_counted():
    matches = [
        {
            "claim_a": "a1",
            "claim_b": "b1",
            "doc_a": "a",
            "doc_b": "b",
            "relation": "agree",
            "score": 0.8,
        },
        {
            "claim_a": "a1",
            "claim_b": "c1",
            "doc_a": "a",
            "doc_b": "c",
            "relation": "agree",
            "score": 0.9,
        },
        {
            "claim_a": "b1",
            "claim_b": "c1",
            "doc_a": "b",
            "doc_b": "c",
            "relation": "agree",
            "score": 1.0,
        },
        {
            "claim_a": "a2",
            "claim_b": "c2",
            "doc_a": "a",
            "doc_b": "c",
            "relation": "conflict",
            "score": 0.7,
        },
    ]
    families = [
        {"claim_id": claim, "family_id": f"f{claim[1]}"} for claim in ("a1", "b1", "c1", "a2", "c2")
    ]
    families[3]["family_id"] = "other"
    # c copies b
    origins = [
        {"doc_id": "a", "origin": "a"},
        {"doc_id": "b", "origin": "b"},
        {"doc_id": "c", "origin": "b"},
    ]
    found = once(matches, families, origins)
    assert [(row["claim_a"], row["claim_b"], row["relation"]) for row in found] == [
        ("a1", "c1", "agree"),
        ("a2", "c2", "conflict"),
    ]
