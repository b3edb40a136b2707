"""The workbook in JupyterLab, in a real browser: all notebooks, a parameter, one too early."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from laboratory import CELLS, CHROMIUM, PATIENCE, READY, RUN, errors, laboratory
from playwright.sync_api import Page, expect, sync_playwright
from running import checkout

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)

RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("lab"))


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with laboratory(place, place) as found:
        yield found


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser.new_page(viewport={"width": 1280, "height": 1000})
        browser.close()


def opened(page: Page, address: str, name: str) -> None:
    """The notebook in JupyterLab, alone, with a fresh kernel."""
    page.goto(f"{address}/lab/workspaces/{name}/tree/notebooks/{name}.ipynb")
    page.wait_for_function(READY, timeout=120_000)
    page.evaluate(RESTART)
    page.wait_for_function(READY, timeout=120_000)


def run_all(page: Page) -> list[dict[str, Any]]:
    """The code cells after a Run All."""
    page.set_default_timeout(PATIENCE)
    page.evaluate(RUN)
    return [cell for cell in page.evaluate(CELLS) if cell["cell_type"] == "code"]


def change(page: Page, name: str, value: str) -> None:
    """Type another value for the parameter into its cell."""
    line = page.locator(".cm-line", has_text=re.compile(rf"^{name} = ")).first
    line.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.insert_text(f"{name} = {value}")


def shown(cells: list[dict[str, Any]]) -> str:
    """What the cells show as text."""
    data = [output.get("data", {}) for cell in cells for output in cell["outputs"]]
    return "\n".join(str(kinds.get("text/html", kinds.get("text/plain", ""))) for kinds in data)


def test_a_notebook_that_comes_too_early_says_in_one_line_which_comes_first(
    page: Page, address: str
) -> None:
    opened(page, address, "04_comparison")
    assert errors(run_all(page)) == ["the run has no table 'documents' yet: run 01_ingest first"]
    said = page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']")
    expect(said).to_have_text(
        "WorkbookError: the run has no table 'documents' yet: run 01_ingest first"
    )


def test_run_all_and_a_changed_parameter(page: Page, address: str, place: Path) -> None:
    opened(page, address, "01_ingest")
    cells = run_all(page)
    assert errors(cells) == []
    assert "5 of 6 files" in shown(cells)
    # JupyterLab sets all cells of a table right that do not say otherwise
    for side in ("left", "right"):
        expect(page.locator(f".jp-OutputArea td[align={side}]").first).to_have_css(
            "text-align", side
        )
    change(page, "seeds", '"tests/corpus/reports"')
    cells = run_all(page)
    assert errors(cells) == []
    assert "8 of 8 files" in shown(cells)
    assert len(list((place / "runs" / "latest" / "texts").iterdir())) >= 8


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("01_ingest", "seeds", '"seeds"'),
        ("02_cleaning", "sample_seed", "7"),
        ("03_claims", "actors", '"Pakistan"'),
        ("04_comparison", "threshold", "0.6"),
    ],
)
def test_every_notebook_in_order(
    page: Page, address: str, name: str, parameter: str, value: str
) -> None:
    """No error, nothing left over of a progress shown meanwhile, and other results after a change
    of the parameter."""
    opened(page, address, name)
    first = run_all(page)
    change(page, parameter, value)
    second = run_all(page)
    assert errors(first) == errors(second) == []
    kinds = {
        output.get("name", output["output_type"]) for cell in first for output in cell["outputs"]
    }
    assert kinds <= {"execute_result", "display_data", "stdout"}
    assert (shown(first[2:]) == shown(second[2:])) == (name == "01_ingest")


@pytest.mark.soak
@pytest.mark.parametrize("name", ["02_cleaning", "03_claims", "04_comparison"])
def test_any_notebook_that_comes_too_early_names_the_first(
    page: Page, address: str, place: Path, name: str
) -> None:
    shutil.rmtree(place / "runs", ignore_errors=True)
    opened(page, address, name)
    assert errors(run_all(page)) == ["the run has no table 'documents' yet: run 01_ingest first"]
