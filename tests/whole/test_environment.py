"""The environment: pyproject.toml, the lock, environment.yml, the Makefile and .gitignore fit
together and what is installed."""

import re
import subprocess
import tomllib
from importlib.metadata import version

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from lib.work.parameters import PROJECT

PYTHONS = ["3.11", "3.12", "3.13"]


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


PYPROJECT = tomllib.loads(text("pyproject.toml"))
PINS = [
    Requirement(pin)
    for pin in (
        PYPROJECT["project"]["dependencies"] + PYPROJECT["project"]["optional-dependencies"]["test"]
    )
]
# An entry of the lock is a line that is not indented, and the indented lines below it.
ENTRIES = re.findall(r"^[a-z0-9].*\n(?:[ ].*\n)*", text("requirements.lock"), flags=re.MULTILINE)
LOCKED = [Requirement(entry.split("\\\n")[0].strip()) for entry in ENTRIES]


def test_every_dependency_is_pinned_as_in_the_lock() -> None:
    locked = {entry.name: str(entry.specifier) for entry in LOCKED}
    assert {pin.name: str(pin.specifier) for pin in PINS} == {
        pin.name: locked.get(pin.name) for pin in PINS
    }
    assert all(re.fullmatch(r"==[\w.]+", str(pin.specifier)) for pin in [*PINS, *LOCKED])


def test_the_build_tool_is_the_pinned_one() -> None:
    assert PYPROJECT["build-system"]["requires"] == [
        str(pin) for pin in PINS if pin.name == "setuptools"
    ]


def test_every_entry_of_the_lock_has_hashes() -> None:
    assert len(ENTRIES) > 100
    assert [entry.split()[0] for entry in ENTRIES if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_index() -> None:
    addressed = r"^\s*(?:-i|--(?:extra-)?index-url|--find-links|-f|--trusted-host)\b.*|.*://.*"
    assert re.findall(addressed, text("requirements.lock"), flags=re.MULTILINE) == []


def test_what_is_installed_is_what_the_lock_says() -> None:
    here = [entry for entry in LOCKED if entry.marker is None or entry.marker.evaluate()]
    assert {entry.name: f"=={version(entry.name)}" for entry in here} == {
        entry.name: str(entry.specifier) for entry in here
    }


def test_the_conda_environment_installs_the_lock_on_a_python_that_fits() -> None:
    environment = yaml.safe_load(text("environment.yml"))
    python, pip, by_pip = environment["dependencies"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert SpecifierSet(PYPROJECT["project"]["requires-python"]).contains(
        python.removeprefix("python=")
    )
    assert (pip, by_pip) == ("pip", {"pip": ["-r requirements.lock"]})


def test_make_tries_the_pythons_that_fit() -> None:
    fits = SpecifierSet(PYPROJECT["project"]["requires-python"])
    assert [python for python in ["3.10", *PYTHONS, "3.14"] if fits.contains(python)] == PYTHONS
    assert sorted(set(re.findall(r"python(3\.\d+)", text("Makefile")))) == PYTHONS
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in text("Makefile")


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        ("lib/tables/store.py", False),
        ("lib/text/abbreviations.txt", False),
        ("tests/cases/a.jsonl", False),
        ("seeds/a.txt", False),
        ("notebooks/01_ingest.ipynb", False),
        ("environment.yml", False),
        ("runs/latest/manifest.json", True),
        (".venv/bin/python", True),
    ],
)
def test_git_ignores_what_is_made_and_nothing_else(name: str, ignored: bool) -> None:
    answer = subprocess.run(
        ["git", "check-ignore", "--no-index", name], cwd=PROJECT, capture_output=True, check=False
    ).returncode
    if answer == 128:
        pytest.skip("no git, no .gitignore")
    assert (answer == 0) == ignored
