"""The parameters: what is refused and in which words, and which folders are meant."""

import os
from pathlib import Path

import nbformat
import pytest

from lib.tables.errors import WorkbookError
from lib.work.parameters import NOTEBOOKS, PARAMETERS, PROJECT, check, declared, echo, folder, parse

DEFAULTS = {name: parameter.default for name, parameter in PARAMETERS.items()}


def test_defaults_are_allowed() -> None:
    assert check(**DEFAULTS) == DEFAULTS


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("one_story", False),
        ("threshold", 0),
        ("threshold", 1.0),
        ("since", "2024-02-29"),
        ("workers", 64),
        ("sample_seed", 2**32 - 1),
        ("actors", "Pakistan, Kabul"),
    ],
)
def test_allowed(name: str, value: object) -> None:
    assert check(**{name: value}) == {name: value}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("treshold", 0.9, "no notebook has a parameter 'treshold'; did you mean 'threshold'?"),
        ("ink", 1, "no notebook has a parameter 'ink'; they have seeds, out, "),
        ("one_story", "true", "one_story must be True or False, not the text 'true'; write True"),
        ("one_story", 1, "one_story must be True or False, not 1"),
        ("threshold", "0.5", "not the text '0.5'; write 0.5"),
        ("threshold", "much", "threshold must be a number from 0 to 1, not the text 'much'"),
        ("threshold", -0.1, "threshold must be a number from 0 to 1, not -0.1"),
        ("threshold", 1.01, "not 1.01"),
        ("threshold", float("nan"), "not nan"),
        ("threshold", True, "not True"),
        ("workers", 0, "workers must be a whole number from 1 to 64, not 0"),
        ("workers", 65, "not 65"),
        ("workers", 2.0, "not 2.0"),
        ("workers", True, "not True"),
        ("sample_seed", -1, "not -1"),
        ("sample_seed", 2**32, "not 4294967296"),
        (
            "since",
            "2024-1-1",
            (
                'since must be a day such as "2024-03-31", or "" for no bound, not the text'
                " '2024-1-1'"
            ),
        ),
        ("until", "20240101", "until must be a day"),
        ("until", "2023-02-29", "until must be a day"),
        ("actors", None, "actors must be names parted by commas"),
        ("seeds", 7, "seeds must be a folder, not 7"),
        ("out", " ", "out must be a folder"),
    ],
)
def test_refused(name: str, value: object, message: str) -> None:
    with pytest.raises(WorkbookError) as refusal:
        check(**{name: value})
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(WorkbookError, match="since .2024-05-01. is later than until .2024-01-01."):
        check(since="2024-05-01", until="2024-01-01")
    assert check(since="2024-05-01", until="2024-05-01")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("one_story", "true", True),
        ("one_story", "No", False),
        ("one_story", "False", False),
        ("threshold", ".5", 0.5),
        ("threshold", "1", 1.0),
        ("threshold", "5e-1", 0.5),
        ("workers", "007", 7),
        ("since", "2024-01-31", "2024-01-31"),
        ("actors", "true", "true"),
        ("actors", "", ""),
    ],
)
def test_texts_of_the_command_line(name: str, text: str, value: object) -> None:
    found = parse(name, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("one_story", "maybe"),
        ("one_story", "1"),
        ("one_story", ""),
        ("threshold", "0,5"),
        ("threshold", "nan"),
        ("threshold", "inf"),
        ("threshold", "2"),
        ("threshold", ""),
        ("workers", "1_0"),
        ("workers", "2.0"),
        ("workers", "two"),
        ("since", "yesterday"),
        ("treshold", "0.5"),
    ],
)
def test_texts_that_mean_nothing_are_refused(name: str, text: str) -> None:
    with pytest.raises(WorkbookError, match=name):
        parse(name, text)


def test_echo_shows_the_values_as_given() -> None:
    long = "a folder with a long name/" * 9
    shown = echo(out=long, threshold=0.5, one_story=True)
    meanings = [PARAMETERS[name].meaning for name in ("out", "threshold", "one_story")]
    assert shown.to_numpy().tolist() == [
        ["out", f'"{long}"', meanings[0]],
        ["threshold", "0.5", meanings[1]],
        ["one_story", "True", meanings[2]],
    ]


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("threshold", "7", "7"),
        ("threshold", "1.50", "1.50"),
        ("workers", "0", "0"),
        ("one_story", "maybe", "'maybe'"),
        ("out", "", "''"),
    ],
)
def test_a_text_that_is_refused_is_told_as_it_was_written(name: str, text: str, shown: str) -> None:
    with pytest.raises(WorkbookError) as refusal:
        parse(name, text)
    assert str(refusal.value) == f"{name} must be {PARAMETERS[name].allowed}, not {shown}"


def test_meanings_are_not_cut_in_a_table() -> None:
    assert all(0 < len(parameter.meaning) < 50 for parameter in PARAMETERS.values())


def tagged(path: Path, source: str) -> Path:
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def test_declared(tmp_path: Path) -> None:
    notebook = tagged(
        tmp_path / "x.ipynb", 'a = "b # c"  # a text\nd = -1  # a number\ne = False  # neither'
    )
    assert declared(notebook) == {"a": "b # c", "d": -1, "e": False}


@pytest.mark.parametrize(
    "source", ["a = b", "a = b = 1", "import os", "a, b = 1, 2", "a = f(1)", "a += 1"]
)
def test_a_parameter_that_is_no_plain_literal_is_named(tmp_path: Path, source: str) -> None:
    with pytest.raises(WorkbookError, match="x.ipynb: no plain parameter: "):
        declared(tagged(tmp_path / "x.ipynb", source))


def test_a_notebook_without_parameters(tmp_path: Path) -> None:
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "x.ipynb")
    assert declared(tmp_path / "x.ipynb") == {}


def test_default_folders_lie_in_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WORKBOOK_RUNS")
    assert folder("seeds") == PROJECT / "seeds"
    assert folder("runs/latest") == PROJECT / "runs" / "latest"


def test_other_folders_count_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert folder("reports") == tmp_path / "reports"
    assert folder(str(tmp_path / "reports")) == tmp_path / "reports"


def test_other_folders_count_from_the_project_where_jupyter_starts_a_notebook(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(NOTEBOOKS)
    assert folder("reports") == PROJECT / "reports"


def test_the_runs_folder_can_be_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBOOK_RUNS", str(tmp_path))
    assert folder("runs/latest") == tmp_path / "latest"
    assert folder(str(PROJECT / "runs" / "mine")) == tmp_path / "mine"
    assert folder(os.fspath(PROJECT / "runs")) == tmp_path
    assert folder("seeds") == PROJECT / "seeds"
