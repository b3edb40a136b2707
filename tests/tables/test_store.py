"""The tables: written whole, read as written, refused if not of their form, a batch at a time."""

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import CLAIM, row

from lib.tables import store
from lib.tables.errors import WorkbookError
from lib.tables.files import checksum
from lib.tables.records import TABLES
from lib.tables.store import (
    GROUP,
    Texts,
    frame,
    of_documents,
    picked,
    read_text,
    rows_if_any,
    stream,
    table_path,
    write_text,
    writing,
)


@pytest.mark.parametrize("name", TABLES)
def test_rows_come_back_as_written(tmp_path: Path, name: str) -> None:
    rows = [row(name), row(name)]
    store.write(tmp_path, name, rows)
    assert store.rows(tmp_path, name) == rows


def test_nested_values_come_back_as_written(tmp_path: Path) -> None:
    store.write(tmp_path, "claims", [CLAIM])
    assert store.rows(tmp_path, "claims") == [CLAIM]
    read = store.read(tmp_path, "claims")
    assert (read.loc[0, "start"], read.loc[0, "actors"], read.loc[0, "quoted"]) == (
        0,
        ["Pakistan", "Türkiye"],
        False,
    )


def test_what_was_not_measured_is_null(tmp_path: Path) -> None:
    shown = store.write(tmp_path, "claims", [CLAIM])
    assert shown.loc[0, ["source", "specificity", "time_start"]].isna().all()


def test_a_table_without_rows_has_its_columns_and_types(tmp_path: Path) -> None:
    filled, empty = store.write(tmp_path, "claims", [CLAIM]), store.write(tmp_path, "claims", [])
    assert len(store.read(tmp_path, "claims")) == 0
    assert (empty.dtypes == filled.dtypes).all()


@pytest.mark.parametrize(
    "change", [lambda row: row.pop("reason"), lambda row: row.update(colour="red")]
)
def test_a_row_of_another_form_is_refused_and_nothing_written(tmp_path: Path, change) -> None:
    good, bad = row("documents"), row("documents")
    change(bad)
    with pytest.raises(
        ValueError, match="table documents: columns missing or unknown: (reason|colour)"
    ):
        store.write(tmp_path, "documents", [good, bad])
    assert not list(tmp_path.rglob("*.*"))


def test_a_failed_write_keeps_the_old_table_and_leaves_no_rest(tmp_path: Path) -> None:
    store.write(tmp_path, "documents", [row("documents", title="old")])
    with pytest.raises(Exception, match="(?i)expected|convert|int"):
        store.write(tmp_path, "documents", [row("documents", bytes="many")])
    assert store.rows(tmp_path, "documents")[0]["title"] == "old"
    assert [path.name for path in (tmp_path / "tables").iterdir()] == ["documents.parquet"]


def numbered(rows: int) -> Iterator[dict[str, Any]]:
    """So many claims, each other than the rest, of documents of three claims each."""
    for number in range(rows):
        yield CLAIM | {"claim_id": f"c{number}", "doc_id": f"d{number // 3}", "start": number}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 30), max_size=8))
def test_the_bytes_do_not_depend_on_how_the_rows_come_in(sizes: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patched, TemporaryDirectory() as folder:
        patched.setattr(store, "GROUP", 12)
        place, made = Path(folder), list(numbered(sum(sizes)))
        waiting = iter(made)
        with writing(place / "parted", "claims") as add:
            for size in sizes:
                add([next(waiting) for _ in range(size)])
        store.write(place / "whole", "claims", made)
        for name in ("claims.parquet", "claims.csv"):
            assert (place / "parted" / "tables" / name).read_bytes() == (
                place / "whole" / "tables" / name
            ).read_bytes()
        assert list(stream(place / "parted", "claims")) == made
        assert max([0, *group_sizes(place / "parted")]) <= 12


def group_sizes(out: Path) -> list[int]:
    found = pq.read_metadata(table_path(out, "claims"))
    return [found.row_group(number).num_rows for number in range(found.num_row_groups)]


def test_what_ends_midway_leaves_the_old_table(tmp_path: Path) -> None:
    store.write(tmp_path, "claims", [CLAIM])
    before = {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()}
    with pytest.raises(KeyboardInterrupt), writing(tmp_path, "claims") as add:
        add(numbered(GROUP + 1))
        raise KeyboardInterrupt
    assert {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()} == before


def test_a_frame_that_is_read_is_the_one_that_was_made_of_the_rows(tmp_path: Path) -> None:
    for name, made in (
        ("claims", list(numbered(7))),
        ("claims", []),
        ("documents", [row("documents", chars=3), row("documents")]),
    ):
        store.write(tmp_path, name, made)
        pd.testing.assert_frame_equal(store.read(tmp_path, name), frame(name, made))
    assert list(store.read(tmp_path, "claims", ["actors", "start"])) == ["actors", "start"]


@pytest.mark.parametrize("places", [[], [0], [14, 3, 9]])
def test_rows_are_picked_by_their_places(tmp_path: Path, monkeypatch, places: list[int]) -> None:
    monkeypatch.setattr(store, "GROUP", 8)
    whole = store.write(tmp_path, "claims", list(numbered(15)))
    found = picked(tmp_path, "claims", places)
    assert list(found.index) == places and list(found["claim_id"]) == list(
        whole.loc[places, "claim_id"]
    )


def test_the_rows_of_each_document_in_turn(tmp_path: Path) -> None:
    store.write(tmp_path, "claims", numbered(9))
    found = of_documents(tmp_path, "claims", ["none", "d0", "d1", "nor", "d2"])
    assert [[one["start"] for one in rows] for rows in found] == [
        [],
        [0, 1, 2],
        [3, 4, 5],
        [],
        [6, 7, 8],
    ]
    with pytest.raises(
        WorkbookError,
        match="table 'claims' is of other reports than table 'documents': run 03_claims first",
    ):
        list(of_documents(tmp_path, "claims", ["d1", "d0"]))


def test_rows_of_others_are_noticed_also_where_several_tables_are_gone_through(
    tmp_path: Path,
) -> None:
    store.write(tmp_path, "claims", numbered(9))
    with pytest.raises(WorkbookError, match="run 03_claims first"):
        list(zip(["d1"], of_documents(tmp_path, "claims", ["d1"]), strict=True))


def peak(action: Callable[[], Any]) -> int:
    """The most bytes that Python's objects took meanwhile."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_file_is_never_held_whole_for_its_checksum(tmp_path: Path) -> None:
    with (tmp_path / "video.mp4").open("wb") as file:
        file.truncate(50_000_000)
    found = []
    assert peak(lambda: found.append(checksum(tmp_path / "video.mp4"))) < 5_000_000
    assert found != [None]


def test_a_large_table_is_written_and_read_a_batch_at_a_time(tmp_path: Path, monkeypatch) -> None:
    """What is held is bounded by the batch: a third of what the whole takes, at least."""
    monkeypatch.setattr(store, "GROUP", 200)

    def written() -> None:
        with writing(tmp_path, "claims") as add:
            add(numbered(3_000))

    whole = peak(lambda: list(numbered(3_000)))
    assert peak(written) < whole / 3
    whole = peak(lambda: store.rows(tmp_path, "claims"))
    for action in (
        lambda: sum(1 for _ in stream(tmp_path, "claims")),
        lambda: sum(
            1 for _ in of_documents(tmp_path, "claims", (f"d{number}" for number in range(1_000)))
        ),
        lambda: picked(tmp_path, "claims", [5, 2_900]),
    ):
        assert peak(action) < whole / 3


def test_texts_are_read_when_asked_for(tmp_path: Path) -> None:
    texts = Texts(tmp_path, ["a", "b"])
    for doc_id in texts:
        write_text(tmp_path / "texts" / f"{doc_id}.txt", f"text of {doc_id}")
    assert dict(texts) == {"a": "text of a", "b": "text of b"} and len(texts) == 2
    write_text(tmp_path / "texts" / "c.txt", "of no document")
    assert "c" not in texts


def test_the_csv_keeps_texts_as_they_are_and_nested_columns_as_json(tmp_path: Path) -> None:
    store.write(tmp_path, "claims", [CLAIM])
    read = pd.read_csv(
        tmp_path / "tables" / "claims.csv", keep_default_na=False, dtype=str, lineterminator="\n"
    )
    assert list(read.columns) == [column.name for column in TABLES["claims"].columns]
    assert read.loc[0, "text"] == CLAIM["text"]
    assert read.loc[0, "actors"] == '["Pakistan", "Türkiye"]'
    assert (read.loc[0, "source"], read.loc[0, "start"]) == ("", "0")


def test_a_missing_table_names_the_notebook_to_run(tmp_path: Path) -> None:
    with pytest.raises(
        WorkbookError, match="the run has no table 'blocks' yet: run 02_cleaning first"
    ):
        store.read(tmp_path, "blocks")


def test_a_table_that_a_run_need_not_have_has_no_rows(tmp_path: Path) -> None:
    assert rows_if_any(tmp_path, "unfinished") == []
    row = {"doc_id": "d", "reason": "takes too long"}
    store.write(tmp_path, "unfinished", [row])
    assert rows_if_any(tmp_path, "unfinished") == [row]


@pytest.mark.parametrize(
    "text", ["", "a\r\nb\rc\n", "\ufeffmarked", "half a pair \ud800", "nul \0 and 🙂\u2028"]
)
def test_texts_come_back_character_for_character(tmp_path: Path, text: str) -> None:
    write_text(tmp_path / "texts" / "a.txt", text)
    assert read_text(tmp_path / "texts" / "a.txt") == text
