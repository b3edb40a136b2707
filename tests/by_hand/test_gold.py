"""What the stages find of the hand-written expectations: on the seeds, and on our own corpus; each
miss is printed."""

import json
from functools import cache

import pytest
from picture import PICTURE, shown
from PIL import Image
from places import CORPUS, REPORTS, SEEDS, TESTS

from lib.by_hand import judged_claims, judged_matches, shares
from lib.by_hand.judged_claims import ABOUT, QUESTIONS, has
from lib.by_hand.judged_matches import PATH
from lib.by_hand.shares import GOLD, lines
from lib.claims.extract import claims
from lib.cleaning import blocks as cleaning_blocks
from lib.cleaning.repairs import clean
from lib.comparison.alone import elsewhere
from lib.comparison.families import families as families_of
from lib.comparison.matches import comparison
from lib.comparison.origins import origins as origins_of
from lib.comparison.quantities import quantities
from lib.findings.alone import alone
from lib.findings.results import Results
from lib.findings.told import findings
from lib.ingest.documents import read_folder
from lib.text.spans import replay
from lib.work.parameters import PARAMETERS, PROJECT

BY_HAND = PROJECT / "lib" / "by_hand"
FLOORS = json.loads((BY_HAND / "floors.json").read_text(encoding="utf-8"))
FOLDERS = {"seeds": SEEDS, "corpus": REPORTS}


@cache
def run(name: str) -> dict:
    """The tables of a folder as rows by name, with the texts and the doc_id of each file's
    prefix."""
    documents, texts = read_folder(FOLDERS[name])
    fixes = {doc_id: clean(text) for doc_id, text in texts.items()}
    blocks = [
        block
        for doc_id, text in texts.items()
        for block in cleaning_blocks.blocks(doc_id, text, fixes[doc_id])
    ]
    repairs = [{"doc_id": doc_id, **fix._asdict()} for doc_id in fixes for fix in fixes[doc_id]]
    rows, _ = claims(documents, texts, blocks, repairs)
    origins = origins_of(
        [row for row in documents if row["status"] == "ok"], blocks, one_story=True
    )
    days = {row["doc_id"]: row["published"] for row in documents}
    threshold = PARAMETERS["threshold"].default
    matches = comparison(rows, origins, texts, days, threshold=threshold).matches
    families = families_of(rows, matches, origins)
    story = {row["doc_id"]: row["story"] for row in origins}
    alike = [(m["claim_a"], m["claim_b"]) for m in matches if m["relation"] != "related"]
    cleaned = {doc_id: replay(text, fixes[doc_id]).text for doc_id, text in texts.items()}
    prefix = {row["path"][:3]: row["doc_id"] for row in documents if row["status"] == "ok"}
    return {
        "documents": documents,
        "texts": texts,
        "blocks": blocks,
        "claims": rows,
        "origins": origins,
        "matches": matches,
        "families": families,
        "quantities": quantities(rows, story, days, alike),
        "elsewhere": elsewhere(rows, blocks, origins),
        "cleaned": cleaned,
        "prefix": prefix,
    }


def overlapping(tables: dict, doc: str, anchor: str) -> list[dict]:
    """The claims whose span overlaps the anchor, text of the raw file."""
    doc_id = tables["prefix"][doc]
    start = tables["texts"][doc_id].index(anchor)
    return judged_claims.overlapping(tables["claims"], doc_id, (start, start + len(anchor)))


def found(one: dict, tables: dict) -> bool:
    """Whether some claim over the anchor has all that is expected of it."""
    expected = {name: value for name, value in one.items() if name not in ABOUT}
    return any(has(row, expected) for row in overlapping(tables, one["doc"], one["anchor"]))


def cleaned_so(one: dict, tables: dict) -> bool:
    """Whether an expectation of cleaning holds: text absent, present, in a block of a kind, or in a
    column of the document."""
    doc_id, (check, _, what) = tables["prefix"][one["doc"]], one["check"].partition(":")
    blocks = [row for row in tables["blocks"] if row["doc_id"] == doc_id]
    if check == "absent":
        return not any(
            one["text"] in row["text"]
            for row in [*blocks, *(row for row in tables["claims"] if row["doc_id"] == doc_id)]
        )
    if check == "text":
        return one["text"] in tables["cleaned"][doc_id]
    if check == "block":
        return any(one["text"] in row["text"] for row in blocks if row["kind"] == what)
    (document,) = [row for row in tables["documents"] if row["doc_id"] == doc_id]
    return one["text"] in str(document[what])


def related_so(one: dict, tables: dict) -> bool:
    """Whether a pair of passages has the relation: one of several parted by |; none: neither agree
    nor conflict; differs: and a difference of this kind."""
    ends = [
        {row["claim_id"] for row in overlapping(tables, one[f"doc_{side}"], one[f"anchor_{side}"])}
        for side in "ab"
    ]
    between = {
        row["relation"]
        for row in tables["matches"]
        if (
            (row["claim_a"] in ends[0] and row["claim_b"] in ends[1])
            or (row["claim_a"] in ends[1] and row["claim_b"] in ends[0])
        )
        and one.get("differs") in {None, *(part["kind"] for part in row["differences"])}
    }
    wanted = set(one["relation"].split("|"))
    return (
        not between & {"agree", "conflict"} - wanted if "none" in wanted else bool(between & wanted)
    )


def described_so(one: dict, tables: dict) -> bool:
    """Whether the document says of itself what is expected."""
    (document,) = [
        row for row in tables["documents"] if row["doc_id"] == tables["prefix"][one["doc"]]
    ]
    return all(has(document, {name: one[name]}) for name in ("title", "publisher", "published"))


def of_origin(one: dict, tables: dict) -> bool:
    """Whether the document shares its origin with just those that it should."""
    expected = lines(CORPUS / "expected" / "origins.jsonl")
    origin = {row["doc_id"]: row["origin"] for row in tables["origins"]}
    mine = origin[tables["prefix"][one["doc"]]]
    return all(
        (origin[tables["prefix"][other["doc"]]] == mine) == (other["origin"] == one["origin"])
        for other in expected
    )


def in_one_family(one: dict, tables: dict) -> bool:
    """Whether some family has a claim over each of the passages."""
    family = {row["claim_id"]: row["family_id"] for row in tables["families"]}
    over = [
        {family[row["claim_id"]] for row in overlapping(tables, end["doc"], end["anchor"])}
        for end in one["members"]
    ]
    return bool(set.intersection(*over))


def stands_alone(one: dict, tables: dict) -> bool:
    """Whether a claim over the passage is among those that no other origin agrees with or
    disputes."""
    read = [row for row in tables["documents"] if row["status"] == "ok"]
    single = {row["claim_id"] for row in alone(Results(tables | {"documents": read}))}
    return any(row["claim_id"] in single for row in overlapping(tables, one["doc"], one["anchor"]))


def no_claim(one: dict, tables: dict) -> bool:
    return not overlapping(tables, one["doc"], one["anchor"])


EXPECTED = CORPUS / "expected"
SETS = {
    "seeds_cleaning": ("seeds", TESTS / "gold" / "seeds_cleaning.jsonl", cleaned_so),
    "seeds_claims": ("seeds", BY_HAND / "seeds_claims.jsonl", found),
    "seeds_pairs": ("seeds", TESTS / "gold" / "seeds_pairs.jsonl", related_so),
    "corpus_claims": ("corpus", BY_HAND / "corpus_claims.jsonl", found),
    "corpus_documents": ("corpus", EXPECTED / "documents.jsonl", described_so),
    "corpus_no_claims": ("corpus", EXPECTED / "no_claims.jsonl", no_claim),
    "corpus_origins": ("corpus", EXPECTED / "origins.jsonl", of_origin),
    "corpus_families": ("corpus", EXPECTED / "families.jsonl", in_one_family),
    "corpus_conflicts": ("corpus", EXPECTED / "conflicts.jsonl", related_so),
    "corpus_related": ("corpus", EXPECTED / "related.jsonl", related_so),
    "corpus_alone": ("corpus", EXPECTED / "alone.jsonl", stands_alone),
}


@pytest.mark.parametrize("name", SETS)
def test_expectations(name):
    folder, path, check = SETS[name]
    missed = [one for one in lines(path) if not check(one, run(folder))]
    for one in missed:
        print(f"missed {one['id']}: {json.dumps(one, ensure_ascii=False)}")
    got = len(lines(path)) - len(missed)
    print(f"{name}: {got} of {len(lines(path))}")
    assert got >= FLOORS[name], f"{name}: {got} of {len(lines(path))}, the floor is {FLOORS[name]}"


def test_the_checks_can_fail():
    tables = run("seeds")
    assert not found(
        {"id": "", "doc": "004", "anchor": "She urged Kabul", "source": "Nobody At All"}, tables
    )
    assert not cleaned_so(
        {"doc": "004", "check": "block:heading", "text": "Published in Dawn"}, tables
    )
    assert not related_so(
        {
            "doc_a": "003",
            "anchor_a": "Afghan inaction",
            "doc_b": "004",
            "anchor_b": "FO concerned",
            "relation": "agree",
        },
        tables,
    )


def test_the_seeds_give_enough_and_not_too_much():
    tables = run("seeds")
    assert [row["status"] for row in tables["documents"] if row["path"].endswith(".txt")] == [
        "ok"
    ] * 5
    assert 240 <= len(tables["claims"]) <= 360
    assert 0.3 <= len(tables["matches"]) / len(tables["claims"]) <= 1
    assert {row["claim_id"] for row in tables["families"]} == {
        row["claim_id"] for row in tables["claims"]
    }


def test_the_findings_of_the_readme_are_those_of_the_invented_reports():
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    part = readme[readme.index("## Three findings") : readme.index("## How to run")]
    told = [line[2:].replace("**", "") for line in part.splitlines() if line.startswith("* ")]
    made = {one.text for one in findings(Results(run("corpus")))}
    assert len(told) == 3 and [one for one in told if one not in made] == []


def test_the_picture_of_the_readme_shows_the_findings_of_today():
    with Image.open(PICTURE) as picture:
        assert picture.text["findings"] == shown(Results(run("corpus")))


def test_the_readmes_say_what_the_floors_say():
    told = {name: f"{FLOORS[name]} of {len(lines(path))}" for name, (_, path, _) in SETS.items()}
    of_tests = (TESTS / "README.md").read_text(encoding="utf-8")
    rows = [
        ("pairs", ("seeds_cleaning", "seeds_claims", "seeds_pairs")),
        (
            "lone claims",
            [f"corpus_{name}" for name in "origins families conflicts related alone".split()],
        ),
    ]
    assert [
        told[name] for name in ("seeds_claims", "corpus_claims") if told[name] not in of_tests
    ] == []
    assert f"| {told['corpus_claims']} |" in of_tests
    for what, names in rows:
        assert f"{what} | {', '.join(told[name] for name in names)} |" in of_tests


def test_judged_claims():
    """Sixty claims drawn by seed, judged by two who did not see each other's answers: the share
    that both call right."""
    judged = lines(GOLD / "judged_claims.jsonl")
    stand = [
        row
        for folder in FOLDERS
        for row in judged_claims.standing(run(folder)["documents"], run(folder)["claims"])
    ]
    print(f"{len(stand)} of {len(judged)} judged claims stand as they were judged")
    for question in QUESTIONS:
        right = sum(shares.right(row, question) for row in stand)
        split = sum(row["judge_1"][question] != row["judge_2"][question] for row in stand)
        print(f"{question}: both judges call {right} of {len(stand)} right, and differ on {split}")
        assert right / len(stand) >= FLOORS["judged"][question]
    assert len(stand) >= FLOORS["judged"]["standing"]


def test_judged_matches():
    """All agreements and conflicts that are told of two origins, and some of the related ones,
    judged by two who did not see each other's answers. One that nobody judged counts as wrong: so
    the figure holds of what is told."""
    judged, floors = lines(PATH), FLOORS["judged_matches"]
    for folder in FOLDERS:
        told, stand = judged_matches.between(run(folder)), judged_matches.standing(run(folder))
        for relation in ("agree", "conflict", "related"):
            mine = [row for row in stand if row["relation"] == relation]
            right = sum(map(shares.right, mine))
            count = sum(row["relation"] == relation for row in told)
            split = sum(row["judge_1"]["right"] != row["judge_2"]["right"] for row in mine)
            print(
                f"{folder}, {relation}: {count} told, {len(mine)} of them judged, both judges call"
                f" {right} right, and differ on {split}"
            )
            of = len(mine) if relation == "related" else count
            assert right >= floors[folder][relation] * of
    assert len(judged) > 0


def test_a_judged_match_stands_until_a_claim_or_the_relation_changes(monkeypatch, tmp_path):
    tables = run("seeds")
    drawn = judged_matches.drawn(tables, seed=1)
    assert {row["relation"] for row in drawn} >= {"agree", "related"} and judged_matches.drawn(
        tables, seed=1
    ) == drawn
    yes = {"judge_1": {"right": True}, "judge_2": {"right": True}}
    first, other, third, *_ = [row | yes for row in drawn]
    changed = other | {"a": other["a"] | {"polarity": "none"}}
    turned = first | {"a": first["b"], "b": first["a"], "judge_2": {"right": False}}
    path = tmp_path / "judged_matches.jsonl"
    fallen = [row | yes | {"relation": "none"} for row in drawn]
    path.write_text(
        "\n".join(map(json.dumps, [turned, changed, third | {"relation": "conflict"}, *fallen])),
        encoding="utf-8",
    )
    monkeypatch.setattr(judged_matches, "PATH", path)
    assert judged_matches.standing(tables) == [turned] and not shares.right(turned)
    agree = sum(row["relation"] == "agree" for row in judged_matches.between(tables))
    found = judged_matches.measured(tables)
    assert [(row["right"], row["of"]) for row in found] == [(0, 1), (0, 0), (0, 0)]
    assert f"({agree} told)" in found[0]["what"]
    assert judged_matches.measured(run("corpus")) == []
    more = {"documents": [*tables["documents"], {"doc_id": "x", "sha256": "0", "status": "ok"}]}
    assert judged_matches.measured(tables | more) == [], (
        "one report that nobody judged: the figures are not of these reports"
    )


def test_the_seeds_are_never_edited():
    readme = (FOLDERS["seeds"] / "README.md").read_text(encoding="utf-8")
    sums = [row["sha256"] for row in run("seeds")["documents"] if row["path"].endswith(".txt")]
    assert len(sums) == 5 and [one for one in sums if one not in readme] == []
