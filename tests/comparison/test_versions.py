"""Versions of one article: what was edited is told, and nothing else."""

import pytest
from places import CASES, SEEDS, case_rows

from lib.claims.extract import claims
from lib.cleaning.blocks import document
from lib.comparison.versions import succession, versions

ROWS = case_rows("versions.jsonl")


def state(doc_id: str, text: str, **fields: str | None) -> dict:
    row = {"doc_id": doc_id, "path": f"{doc_id}.txt", "status": "ok", "chars": len(text)}
    said = dict.fromkeys(("published", "url", "publisher", "title")) | fields
    repairs, blocks = document(doc_id, text)
    found, _ = claims([row | said], {doc_id: text}, blocks, repairs)
    return {"row": row | said, "text": text, "blocks": blocks, "claims": found}


def told(*states: dict) -> list[dict]:
    texts = {one["row"]["doc_id"]: one["text"] for one in states}
    pairs = succession(
        [one["row"] for one in states],
        [block for one in states for block in one["blocks"]],
        [claim for one in states for claim in one["claims"]],
        texts.__getitem__,
    )
    rows = versions(pairs)
    for row in rows:
        for doc, words, start, end in (
            ("doc_id", "after", "start", "end"),
            ("earlier", "before", "earlier_start", "earlier_end"),
        ):
            if row[words] is not None and row["kind"] != "correction":
                there = texts[row[doc]][row[start] : row[end]]
                assert there.split()[0].startswith(row[words].split()[0])
    return rows


@pytest.mark.parametrize("case", ROWS, ids=[row["seed"] for row in ROWS])
def test_every_edit_of_a_seed_is_told_and_nothing_else(case: dict) -> None:
    (path,) = SEEDS.glob(f"{case['seed']}_*.txt")
    before = after = path.read_text(encoding="utf-8")
    for old, new, _ in case["edits"]:
        assert after.count(old) == 1, old
        after = after.replace(old, new)
    days = {"publisher": "The Paper"}
    rows = told(
        state("a", before, published="2024-11-22", **days),
        state("b", after, published="2024-11-23", **days),
    )
    assert sorted(row["kind"] for row in rows) == sorted(kind for _, _, kind in case["edits"])
    assert all(row["ordered"] and row["earlier"] == "a" for row in rows)


LEAD = (
    "Ferry sinks off Norden, 14 dead\n\nThe ferry Lode sank off Norden on Thursday, killing 14"
    " people, the coast guard said.\n\nCaptain Anton Reiss was drunk, the coast guard said.\n\nThe"
    " harbour of Tarnow stays closed.\n"
)
NOTICE = "Correction: An earlier version of this story said that Captain Anton Reiss was drunk."


def test_a_correction_is_tied_to_what_it_corrects() -> None:
    later = LEAD.replace("Captain Anton Reiss was drunk, the coast guard said.\n\n", "") + NOTICE
    same = {"publisher": "Coast Agency"}
    rows = told(
        state("a", LEAD, published="2021-01-02", **same),
        state("b", later, published="2021-01-03", **same),
    )
    (notice,) = [row for row in rows if row["kind"] == "correction"]
    assert LEAD[notice["earlier_start"] :].startswith("Captain Anton Reiss was drunk")
    assert [row["kind"] for row in rows if row is not notice] == ["cut"]


def test_the_same_words_of_two_publishers_are_no_versions() -> None:
    other = LEAD.replace("14", "16")
    assert told(state("a", LEAD, publisher="A"), state("b", other, publisher="B")) == []


def test_one_address_is_one_article_however_much_was_rewritten() -> None:
    other = LEAD.replace("14", "16").replace("Captain Anton Reiss was drunk", "It was foggy")
    rows = told(
        state("a", LEAD, url="https://a.example/1"), state("b", other, url="https://a.example/1")
    )
    assert {row["kind"] for row in rows} >= {"number"}
    assert not any(row["ordered"] for row in rows)


@pytest.mark.parametrize(
    "first, later",
    [("2nd LEAD: Ferry sinks", "3rd LEAD: Ferry sinks"), ("Ferry sinks", "UPDATE 1-Ferry sinks")],
)
def test_a_state_may_number_itself(first: str, later: str) -> None:
    same = {"publisher": "Coast Agency", "published": "2021-01-02"}
    texts = [LEAD.replace("Ferry sinks", head) for head in (later, first)]
    rows = told(*(state(name, text, **same) for name, text in zip("ab", texts, strict=True)))
    assert all(row["doc_id"] == "a" and row["ordered"] for row in rows)


WIRE = {
    "lead2": [
        ("number", "14", "16"),
        ("number", "14", "16"),
        ("cut", "Captain Anton Reiss was drunk", None),
        ("added", None, "The ferry was not overloaded"),
        ("correction", "Captain Anton Reiss was drunk", "CORRECTION : An earlier version"),
        ("correction", "Captain Anton Reiss was drunk", "( This version of the story corrects"),
    ],
    "refile": [
        ("number", "14", "16"),
        ("number", "14", "16"),
        ("cut", "Captain Anton Reiss was drunk", None),
        ("added", None, "Ferry carried 200 passengers"),
        ("added", None, "Owner says ferry was not overloaded"),
        ("added", None, "KILL KILL KILL"),
        ("added", None, "The number of divers was wrong"),
    ],
}


@pytest.mark.parametrize("later", WIRE)
def test_wire_versions_tell_every_edit_but_not_their_own_names(later: str) -> None:
    rows = told(*(wire(name) for name in ("lead1", later)))
    assert len(rows) == len(WIRE[later])
    for kind, before, after in WIRE[later]:
        assert any(
            row["kind"] == kind and _begins(row["before"], before) and _begins(row["after"], after)
            for row in rows
        )


def test_a_correction_of_what_is_not_there_is_tied_to_nothing() -> None:
    rows = told(*map(wire, ("lead1", "lead2", "refile")))
    notices = [row for row in rows if row["kind"] == "correction"]
    assert [row["before"] for row in notices] == [None, None]


def wire(name: str) -> dict:
    text = (CASES / "wire_versions" / f"{name}.txt").read_text(encoding="utf-8")
    day = "2021-01-02" if name == "lead1" else "2021-01-03"
    return state(name, text, publisher="Coast Agency", published=day)


def _begins(words: str | None, with_: str | None) -> bool:
    return words is None if with_ is None else (words or "").startswith(with_)


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("UPDATE 2-", "Ferry sinks off Norden"),
        ("3rd LEAD: ", "Ferry sinks off Norden"),
        ("CORRECTED (OFFICIAL)-", "Ferry sinks off Norden"),
        ("WRAPUP 1-", "EU agrees on ferries"),
        ("", "LEAD poisoning - ten hurt at Norden"),
        ("", "CORRECTION: The Lode sank on Friday."),
    ],
)
def test_the_name_of_a_state_is_no_part_of_its_headline(head: str, text: str) -> None:
    after = LEAD.replace("Ferry sinks off Norden, 14 dead", f"{head}{text}")
    before = LEAD.replace("Ferry sinks off Norden, 14 dead", text)
    same = {"publisher": "Coast Agency"}
    first = state("a", before, published="2021-01-02", **same)
    assert told(first, state("b", after, published="2021-01-03", **same)) == []
