"""The committed notebooks: their order, their opening, their cells, and that nothing in them varies
or gives a machine away; also those executed on the flood."""

import ast
import json
import re
import statistics
from itertools import pairwise
from typing import Any

import pytest
from lxml import html

from lib.by_hand.shares import GOLD, lines
from lib.run.__main__ import REPORTS
from lib.work.parameters import NOTEBOOKS, PARAMETERS, declared

NAMES = ["01_ingest", "02_cleaning", "03_claims", "04_comparison"]
OPENING = ["**Question.**", "**You will know**", "**Reads.**", "**Writes.**"]
LARGEST = 400_000  # bytes; what is larger may not be shown on GitHub
each = pytest.mark.parametrize("name", NAMES)
of_both_stories = pytest.mark.parametrize("name", [*NAMES, *(f"flood/{name}" for name in NAMES)])
Cell = dict[str, Any]


def notebook(name: str) -> dict[str, Any]:
    return json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))


def cells(name: str, kind: str | None = None) -> list[Cell]:
    return [cell for cell in notebook(name)["cells"] if kind in (None, cell["cell_type"])]


def source(cell: Cell) -> str:
    return "".join(cell["source"])


def outputs(name: str) -> list[dict[str, Any]]:
    return [output for cell in cells(name, "code") for output in cell["outputs"]]


def is_parameters(cell: Cell) -> bool:
    return "parameters" in cell["metadata"].get("tags", [])


def is_injected(cell: Cell) -> bool:
    return "injected-parameters" in cell["metadata"].get("tags", [])


def has_picture(cell: Cell) -> bool:
    return any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))


def test_there_are_four_with_a_readme_and_two_pictures() -> None:
    found = sorted(path.name for path in NOTEBOOKS.iterdir() if not path.name.startswith("."))
    notebooks = [f"{known}.ipynb" for known in NAMES]
    assert found == [*notebooks, "README.md", "flood", "report.png", "scale.png"]


@each
def test_those_of_the_flood_have_the_same_cells_and_their_parameters(name: str) -> None:
    defaults = declared(NOTEBOOKS / f"{name}.ipynb")
    given = [cell for cell in cells(f"flood/{name}") if is_injected(cell)]
    assert [source(cell).splitlines() for cell in given] == [
        ["# Parameters", *(f'{one} = "{REPORTS[one]}"' for one in REPORTS if one in defaults)]
    ]
    rest = [cell for cell in cells(f"flood/{name}") if not is_injected(cell)]
    assert [(cell["id"], source(cell)) for cell in rest] == [
        (cell["id"], source(cell)) for cell in cells(name)
    ]


@each
def test_the_opening(name: str) -> None:
    first = cells(name)[0]
    assert first["cell_type"] == "markdown"
    assert source(first).startswith("# ")
    places = [source(first).find(lead) for lead in OPENING]
    assert -1 not in places and places == sorted(places)
    assert sum(source(cell).startswith("# ") for cell in cells(name, "markdown")) == 1


@each
def test_the_parameters(name: str) -> None:
    (tagged,) = [cell for cell in cells(name) if is_parameters(cell)]
    assert cells(name, "code")[0] == tagged
    defaults = declared(NOTEBOOKS / f"{name}.ipynb")
    assert defaults == {parameter: PARAMETERS[parameter].default for parameter in defaults}
    lines = [
        f"{parameter} = {_literal(default)}  # {PARAMETERS[parameter].meaning}"
        for parameter, default in defaults.items()
    ]
    assert source(tagged).splitlines() == lines


def _literal(value: Any) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)


@each
def test_the_parameters_are_checked_and_shown_next(name: str) -> None:
    cell = cells(name, "code")[2]  # after the imports
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(source(cell)))
        if isinstance(node, ast.Call)
    ]
    assert {"parameters.check", "parameters.echo"} <= set(calls)
    (shown,) = ["".join(output["data"]["text/html"]) for output in cell["outputs"]]
    rows = [[part.text_content() for part in row][:2] for row in html.fromstring(shown).iter("tr")]
    assert rows[1:] == [
        [parameter, _literal(default)]
        for parameter, default in declared(NOTEBOOKS / f"{name}.ipynb").items()
    ]


@each
def test_cells_are_short(name: str) -> None:
    lines = [len(source(cell).splitlines()) for cell in cells(name, "code")]
    assert max(lines) <= 20
    assert statistics.median(lines) <= 8
    assert min(lines) >= 1


@each
def test_prose_comes_before_code(name: str) -> None:
    """A section says in prose what it is about, and prose stands right before each figure."""
    bare = [
        source(cell) for cell in cells(name, "markdown") if re.fullmatch(r"#+ .*\s*", source(cell))
    ]
    unannounced = [
        source(cell)
        for before, cell in pairwise(cells(name))
        if has_picture(cell) and before["cell_type"] != "markdown"
    ]
    assert (bare, unannounced) == ([], [])


@of_both_stories
def test_cells_were_executed_in_order(name: str) -> None:
    code = cells(name, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    results = [
        (cell, output)
        for cell in code
        for output in cell["outputs"]
        if output["output_type"] == "execute_result"
    ]
    assert all(cell["execution_count"] == output["execution_count"] for cell, output in results)


@of_both_stories
def test_no_cell_failed_or_warned(name: str) -> None:
    assert [
        output
        for output in outputs(name)
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ] == []


@of_both_stories
def test_there_are_figures(name: str) -> None:
    assert sum("image/png" in output.get("data", {}) for output in outputs(name)) >= 2


@of_both_stories
def test_nothing_that_varies_is_kept(name: str) -> None:
    whole = notebook(name)
    assert set(whole["metadata"]) == {"kernelspec", "language_info"}
    assert "version" not in whole["metadata"]["language_info"]
    assert {key for cell in whole["cells"] for key in cell["metadata"]} <= {"tags"}
    assert len({cell["id"] for cell in whole["cells"]}) == len(whole["cells"])


@of_both_stories
def test_no_output_gives_a_place_on_a_machine_away(name: str) -> None:
    shown = json.dumps([{**output, "data": _texts(output)} for output in outputs(name)])
    assert re.findall(r"(?<![\w/])/(?:root|home|work|tmp|Users|usr|opt|var)/\S*", shown) == []
    assert re.findall(r"\bat 0x[0-9a-f]{6,}", shown) == []


def _texts(output: dict[str, Any]) -> dict[str, Any]:
    return {
        kind: value
        for kind, value in output.get("data", {}).items()
        if not kind.startswith("image/")
    }


@of_both_stories
def test_size(name: str) -> None:
    assert (NOTEBOOKS / f"{name}.ipynb").stat().st_size < LARGEST


@each
def test_the_next_notebook_is_named_first_of_all_the_others(name: str) -> None:
    linked = re.findall(r"\[`(\w+)\.ipynb`\]\(\1\.ipynb\)", source(cells(name)[0]))
    assert sorted(linked) == [other for other in NAMES if other != name]
    assert linked[0] == dict(pairwise(NAMES)).get(name, NAMES[0])


@each
def test_prose_has_one_kind_of_quotation_marks(name: str) -> None:
    prose = [re.sub(r"`[^`]*`", "", source(cell)) for cell in cells(name, "markdown")]
    assert [text for text in prose if '"' in text] == []


@each
def test_what_is_shown_in_words_is_no_python(name: str) -> None:
    """A text shown as Python writes it has its quotation marks, and a frame as pandas writes it
    stands right and may be cut."""
    plain = [
        "".join(output["data"]["text/plain"])
        for output in outputs(name)
        if "text/html" not in output.get("data", {"text/html": ""})
    ]
    assert [text for text in plain if not text.startswith("<IPython.core.display.Image")] == []
    assert not any(
        "dataframe" in "".join(output.get("data", {}).get("text/html", ""))
        for output in outputs(name)
    )


@pytest.mark.parametrize(
    ("name", "judged"), [("03_claims", "judged_claims"), ("04_comparison", "judged_matches")]
)
def test_that_the_judges_agreed_is_said_only_while_they_do(name: str, judged: str) -> None:
    said = any("agreed on every question" in source(cell) for cell in cells(name, "markdown"))
    assert said == all(row["judge_1"] == row["judge_2"] for row in lines(GOLD / f"{judged}.jsonl"))
