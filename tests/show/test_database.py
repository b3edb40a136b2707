"""The database: every row of the tables, views in plain words, a search; read by Datasette too."""

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import pytest
from running import Finished
from runs import HOSTILE, a_run, row

from lib.findings.alone import alone
from lib.findings.wording import named
from lib.show import database, page
from lib.show.database import FILE, RENAMED
from lib.show.limits import CHARS
from lib.show.read import results
from lib.tables import store
from lib.tables.records import TABLES

VIEWS = [
    *("statements", "pairs", "agreements", "conflicts", "differences", "quantities over time"),
    *("quotations", "people", "only in one"),
]
PATIENCE = 30  # seconds that Datasette may take to start


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Two reports that differ, one of them longer than the page shows, and hostile texts."""
    texts = {
        "100_wire.txt": "Gate 7 gave way. The mayor said 31 had drowned. " + "\n".join(HOSTILE),
        "101_post.txt": f"Gate 7 held. 40 had drownéd. He was warned. {'x' * CHARS} It rains.",
    }
    said = {"source": "Ana Sol", "identity": "person:ana sol", "source_kind": "person"}
    mayor = {"words": "He", "name": "Tom Reed", "start": 29, "end": 31}
    claims = [
        (0, "Gate 7 gave way", {}),
        (0, "31 had drowned", said | {"cue": "said"}),
        *((0, one, {"source": one, "cue": one}) for one in HOSTILE),
        (1, "Gate 7 held", {"polarity": "negated"}),
        (1, "40 had drownéd", said),
        (1, "He was warned", {"referents": [mayor]}),
        (1, "It rains", {}),
    ]
    last = len(claims) - 4
    out = a_run(tmp_path, texts, claims, [(0, last, "conflict"), (1, last + 1, "agree")])
    blank = {"note": None, "of": None, "hard": True}
    matches = store.rows(out, "matches")
    matches[0]["differences"] = [blank | {"kind": "event", "here": "gave way", "there": None}]
    store.write(out, "matches", matches)
    some = [store.rows(out, "claims")[place] for place in (1, last + 1)]
    ids = [{name: one[name] for name in ("claim_id", "doc_id")} for one in some]
    toll = {"quantity": "q", "what": "drowned", "unit": "dead", "about": False}
    cut = {"quotation": "u", "common": [], "omitted": ["a"], "changed": []}
    days = ("2023-05-10", "2023-05-09")
    more = {
        "identities": [
            row("identities", identity="person:ana sol", kind="person") | {"name": "Ana Sol"}
        ],
        "quantities": [
            row("quantities", **toll, **one, as_of=day) for one, day in zip(ids, days, strict=True)
        ],
        "quotations": [row("quotations", **cut, **one) for one in ids],
    }
    for name, rows in more.items():
        store.write(out, name, rows)
    database.write(out)
    return out


def asked(out: Path, query: str, *values: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(out / FILE)) as base:
        base.row_factory = sqlite3.Row
        return [dict(one) for one in base.execute(query, values)]


def test_every_row_of_every_table_is_there(small: Path) -> None:
    for name, table in TABLES.items():
        rows = asked(small, f"SELECT * FROM {RENAMED.get(name, name)}")
        expected = store.rows(small, name) if store.size(small, name) else []
        nested = [one.name for one in table.columns if str(one.type).startswith("list")]
        for one in rows:
            one |= {column: json.loads(one[column] or "null") for column in nested}
        assert rows == expected, name


def test_the_views_tell_what_the_tables_have(small: Path) -> None:
    claims, found = store.rows(small, "claims"), results(small)
    rows = asked(small, "SELECT * FROM statements")
    assert [one["statement"] for one in rows] == list(map(named, claims))
    assert [one["outlet"] for one in rows] == [found.names[one["doc_id"]] for one in claims]
    assert [one["polarity"] for one in rows].count("negated") == 1
    assert "He [Tom Reed] was warned" in [one["statement"] for one in rows]
    (conflict,) = asked(small, "SELECT * FROM conflicts")
    assert (conflict["statement_a"], conflict["outlet_b"]) == ("Gate 7 gave way", "101")
    (agreement,) = asked(small, "SELECT * FROM agreements")
    assert (agreement["who_a"], agreement["copies"]) == ("Ana Sol", 0)
    (difference,) = asked(small, "SELECT * FROM differences")
    assert (difference["says_a"], difference["says_b"]) == ("gave way", None)
    counted = asked(small, 'SELECT * FROM "quantities over time"')
    assert [one["statement"] for one in counted] == ["40 had drownéd", "31 had drowned"]
    for view in ("quotations", "people"):
        said = asked(small, f"SELECT statement, outlet FROM {view} ORDER BY outlet")
        assert [tuple(one.values()) for one in said] == [
            ("31 had drowned", "100"),
            ("40 had drownéd", "101"),
        ]
    single = asked(small, 'SELECT * FROM "only in one"')
    assert [one["claim_id"] for one in single] == [one["claim_id"] for one in alone(found)] != []


def test_a_place_leads_to_the_words_on_the_page_or_is_null(small: Path) -> None:
    places = set(re.findall(r'id="([md]-[^"]+)"', page.write(small).read_text(encoding="utf-8")))
    for table in ("statements", "search"):
        found = [one["place"] for one in asked(small, f"SELECT place FROM {table}")]
        assert {one.removeprefix("report.html#") for one in found if one} <= places
    hidden = asked(small, "SELECT statement FROM statements WHERE place IS NULL")
    assert hidden == [{"statement": "It rains"}]


def test_the_search_finds_statements_and_passages_by_any_form_of_a_word(small: Path) -> None:
    query = "SELECT kind, text FROM search WHERE search MATCH ? ORDER BY rowid"
    found = asked(small, query, "drown")
    assert [one["kind"] for one in found] == ["statement"] * 2 + ["passage"] * 2
    assert [one["kind"] for one in asked(small, query, "who: ana")] == ["statement"] * 2


def test_the_same_run_gives_the_same_bytes(small: Path) -> None:
    first = (small / FILE).read_bytes()
    assert database.write(small).read_bytes() == first
    assert asked(small, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert asked(small, "PRAGMA foreign_key_check") == []


def test_an_empty_run_has_its_tables_and_views(tmp_path: Path) -> None:
    database.write(a_run(tmp_path, {}, []))
    assert all(asked(tmp_path, f'SELECT * FROM "{name}"') == [] for name in [*VIEWS, "search"])


@contextmanager
def served(path: Path) -> Iterator[Any]:
    """What asks Datasette, serving the file without plugins, for a page as JSON."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", "-i", str(path), "--port", str(port)]
    settings = os.environ | {"DATASETTE_LOAD_PLUGINS": ""}
    with subprocess.Popen(command, env=settings, stderr=subprocess.DEVNULL) as process:
        opener = build_opener(ProxyHandler({}))

        def ask(name: str, **how: str) -> Any:
            address = f"http://127.0.0.1:{port}/{name}.json?{urlencode(how)}"
            with opener.open(address, timeout=PATIENCE) as answer:
                return json.load(answer)

        try:
            yield _waiting(ask, process)
        finally:
            process.terminate()


def _waiting(ask: Any, process: subprocess.Popen[bytes]) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            ask("-/versions")
            return ask
        except URLError:
            time.sleep(0.1)
    raise AssertionError("Datasette does not answer")


def test_datasette_shows_views_tables_and_the_search(small: Path) -> None:
    with served(small / FILE) as ask:
        there = ask("run")
        assert {*VIEWS} == {one["name"] for one in there["views"]}
        assert {RENAMED.get(name, name) for name in TABLES} <= {
            one["name"] for one in there["tables"] if not one["hidden"]
        }
        for view in VIEWS:
            shown = ask(f"run/{view.replace(' ', '+')}", _shape="array", _size="max")
            assert shown == asked(small, f'SELECT * FROM "{view}"'), view
        claims = store.rows(small, "claims")
        said = ask("run/statements", _shape="array", _size="max")
        assert [one["who"] for one in said] == [one["source"] for one in claims]
        found = ask("run/search", _search="drown", _shape="array")
        words = [one["text"] for one in found if one["kind"] == "statement"]
        assert words == [one["text"] for one in claims if "drown" in one["text"]]
        (one,) = ask("run", sql="SELECT count(*) AS n FROM conflicts", _shape="array")
        assert one == {"n": 1}


def test_the_seeds(finished: Finished, tmp_path: Path) -> None:
    shutil.copytree(finished.out, tmp_path / "run")
    assert database.write(tmp_path / "run").read_bytes() == (finished.out / FILE).read_bytes()
    rows = asked(finished.out, "SELECT claim_id FROM statements")
    assert rows == [{"claim_id": one["claim_id"]} for one in store.rows(finished.out, "claims")]


def test_the_tables_are_read_once_until_one_is_written_anew(small):
    first = results(small)
    assert results(small) is first
    store.write(small, "matches", store.rows(small, "matches")[:1])
    assert len(results(small).tables["matches"]) == 1
