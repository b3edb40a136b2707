"""What stands in a document is shown as text: nothing of it runs or loads in the report, in
JupyterLab or in nbconvert's pages, seen in a real chromium with a listener for all that a text does
not do, and nothing of it is a formula in CSV and xlsx.
"""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import hostile
import openpyxl
import pytest
from laboratory import CELLS, CHROMIUM, PATIENCE, READY, RUN, errors, laboratory
from playwright.sync_api import Browser, Page, sync_playwright
from running import checkout, workbook

from lib.tables.store import AS_CSV
from lib.work.parameters import NOTEBOOKS

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
REPAIRED = "02_cleaning"  # shows what was taken out of the documents
# the worst payloads by label: all that would run or load something, and one formula of each kind
WORST = (
    "script",
    "event_handlers",
    "svg",
    "iframe",
    "javascript_links",
    "meta_refresh",
    "closing_tags",
    "escaped_script",
    "latex",
    "formula_equals",
    "formula_tab",
    "canary",
    "canary_attribute",
    "canary_markdown",
    "canary_latex",
    "canary_style",
    "canary_terminal",
)
NAMED = (
    "<img src=x onerror=alert(1)>.txt",
    "=1+1.txt",
    "[link](javascript:x).txt",
    "<svg onload=alert(1)>.zip",
)
SETTINGS = "lab/user-settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
# from where nbconvert's own pages load what sets mathematics
NBCONVERT = "https://cdnjs.cloudflare.com/"
# Elements that would act when somebody points at them or clicks on them
LIVE = """() => [...document.querySelectorAll('*')].filter(one => [...one.attributes].some(
    ({name, value}) =>
        name.startsWith('on') || /^\\s*javascript:/i.test(value)
        || /evil\\.example/.test(one.href ?? one.src ?? '')))
    .map(one => one.outerHTML.slice(0, 200))"""
SHOWN = "count => document.querySelectorAll('.jp-OutputArea-output').length >= count"


class Chromium(NamedTuple):
    """A browser that finds no machine but this one, and for which evil.example is a server here
    that notes each call."""

    browser: Browser
    calls: list[str]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with _server() as (port, calls), sync_playwright() as play:
        rules = (
            f"MAP evil.example 127.0.0.1:{port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE"
            " localhost"
        )
        options = [
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            f"--host-resolver-rules={rules}",
        ]
        browser = play.chromium.launch(executable_path=CHROMIUM, args=options)
        yield Chromium(browser, calls)
        browser.close()


@contextmanager
def _server() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine: its port, and the list in which it notes each call."""
    calls: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def handle(self) -> None:  # whatever is said: a call that asks for TLS counts too
            calls.append(str(self.request.recv(80)))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, calls
    server.shutdown()
    server.server_close()


@contextmanager
def listened(chromium: Chromium, own: Callable[[str], bool]) -> Iterator[tuple[Page, list[str]]]:
    """A new page, and what is heard of it that no text does: dialogs, windows, errors, calls of
    addresses that are not its own."""
    page, heard = chromium.browser.new_page(viewport={"width": 1280, "height": 1000}), []
    page.on("dialog", lambda dialog: (heard.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda other: heard.append(f"window: {other.url}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on(
        "console",
        lambda said: (
            said.type == "error"
            and not own(said.location["url"])
            and heard.append(f"console: {said.text}")
        ),
    )
    page.on("request", lambda request: own(request.url) or heard.append(f"request: {request.url}"))
    chromium.calls.clear()
    yield page, heard
    heard += [f"hacked: {page.url}"] * page.evaluate("() => 'hacked' in window")
    heard += [f"live: {one}" for one in page.evaluate(LIVE)] + [
        f"call: {call}" for call in chromium.calls
    ]
    page.close()


def worst() -> list[hostile.Case]:
    kept = [
        case
        for case in hostile.brief(1)
        if case.name.startswith(tuple(f"payload_{label}." for label in WORST))
    ]
    return kept + [
        hostile.of(name, f"{hostile.BODY} This file has number {number}.")
        for number, name in enumerate(NAMED)
    ]


@pytest.fixture(scope="module", params=["worst", pytest.param("all", marks=pytest.mark.soak)])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the four notebooks on the worst of the hostile files, or on all."""
    place = tmp_path_factory.mktemp("shown")
    hostile.write(place / "reports", worst() if request.param == "worst" else hostile.cases())
    out = place / "run"
    done = workbook("--seeds", str(place / "reports"), "--out", str(out), runs=place / "runs")
    assert done.code == 0, done.said[-3000:]
    return out


# --- the listener itself


@needs_chromium
def test_the_listener_hears_what_runs_and_loads(chromium: Chromium, tmp_path: Path) -> None:
    payloads = {row["label"]: row["payload"] for row in hostile.lines("payloads.jsonl")}
    page = tmp_path / "page.html"
    for label in ("script", "event_handlers", "svg", "canary", "canary_style", "javascript_links"):
        page.write_text(f"<html><body>{payloads[label]}</body></html>", encoding="utf-8")
        with listened(chromium, page.as_uri().__eq__) as (tab, heard):
            tab.goto(page.as_uri())
            tab.wait_for_timeout(300)
        kinds = {one.split(":")[0] for one in heard}
        assert kinds, label
        assert label != "canary" or {"dialog", "request", "hacked", "call", "live"} <= kinds


# --- pages


@needs_chromium
def test_the_report_shows_text(chromium: Chromium, run: Path) -> None:
    page = (run / "report.html").as_uri()
    with listened(chromium, page.__eq__) as (tab, heard):
        tab.goto(page)
        tab.mouse.move(300, 300)
        tab.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
        tab.wait_for_timeout(300)
        assert hostile.BODY[:40] in tab.inner_text("body")
    assert heard == []


@needs_chromium
def test_the_pages_of_nbconvert_show_text(chromium: Chromium, run: Path, tmp_path: Path) -> None:
    notebooks = sorted((run / "notebooks").glob("*.ipynb"))
    subprocess.run(
        [
            sys.executable,
            "-m",
            "nbconvert",
            "--log-level=ERROR",
            "--to=html",
            f"--output-dir={tmp_path}",
            *notebooks,
        ],
        check=True,
    )
    for name in NAMES:
        page = (tmp_path / f"{name}.html").as_uri()
        with listened(
            chromium,
            lambda address, page=page: address == page or address.startswith((NBCONVERT, "data:")),
        ) as (tab, heard):
            tab.goto(page)
            tab.mouse.move(300, 300)
            tab.wait_for_timeout(300)
            assert name != REPAIRED or "alert(1" in tab.inner_text("body")
        assert heard == [], name


# --- JupyterLab


@pytest.fixture(scope="module")
def lab(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A JupyterLab that shows the executed notebooks of the run, which it trusts, as it does those
    that a user has run."""
    place = checkout(tmp_path_factory.mktemp("lab"))
    settings = place / ".JUPYTER_CONFIG_DIR" / SETTINGS
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}')  # else only the cells in view are shown
    folder = shutil.copytree(run / "notebooks", place / "shown")
    environment = os.environ | {"JUPYTER_DATA_DIR": str(place / ".JUPYTER_DATA_DIR")}
    subprocess.run(
        [sys.executable, "-m", "jupyter", "trust", *sorted(folder.iterdir())],
        check=True,
        env=environment,
        capture_output=True,
    )
    with laboratory(place, folder) as address:
        yield address


def outputs(cells: list[dict[str, Any]]) -> int:
    return sum(len(cell["outputs"]) for cell in cells if cell["cell_type"] == "code")


@needs_chromium
@pytest.mark.parametrize("name", NAMES)
def test_jupyterlab_shows_text(
    chromium: Chromium, lab: str, run: Path, name: str, request: pytest.FixtureRequest
) -> None:
    """As it was executed, and with all cases also as JupyterLab executes it."""
    with listened(chromium, lambda address: address.startswith((lab, "data:", "blob:"))) as (
        page,
        heard,
    ):
        page.set_default_timeout(PATIENCE)
        page.goto(f"{lab}/lab/workspaces/{name}/tree/{name}.ipynb")
        page.wait_for_function(READY)
        if request.config.option.soak:
            page.evaluate(RUN)
        cells = page.evaluate(CELLS)
        page.wait_for_function(SHOWN, arg=outputs(cells))
        assert errors([cell for cell in cells if cell["cell_type"] == "code"]) == []
        assert all(cell["metadata"]["trusted"] for cell in cells if cell["cell_type"] == "code")
        page.wait_for_timeout(300)
        assert name != REPAIRED or "alert(1" in page.inner_text("body")
    assert heard == []


# --- spreadsheets


def test_no_cell_is_a_formula_or_a_link_that_leads_elsewhere(run: Path) -> None:
    for sheet in openpyxl.load_workbook(run / "claims.xlsx"):
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            assert cell.data_type != "f"
            if cell.hyperlink is not None:
                assert (sheet.title, cell.hyperlink.target) == ("findings", "report.html")
    files = [*(run / "tables" / f"{name}.csv" for name in AS_CSV), run / "to_judge.csv"]
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert not [
                cell
                for row in csv.reader(file)
                for cell in row
                if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            ], path.name
