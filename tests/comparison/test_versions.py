"""Versions of one article: what was edited is told, and nothing else."""

from pathlib import Path

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


def test_wire_versions_tell_the_toll() -> None:
    folder: Path = CASES / "wire_versions"
    states = [
        state(path.stem, path.read_text(encoding="utf-8"), publisher="Coast Agency")
        for path in sorted(folder.glob("*.txt"))
    ]
    rows = told(*states)
    assert ("number", "14", "16") in {(row["kind"], row["before"], row["after"]) for row in rows}
