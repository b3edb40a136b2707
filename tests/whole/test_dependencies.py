"""The licences: every package of the lock is in LICENCES.md with what it says itself, and none
forbids use."""

import licences
import pytest

TABLE = licences.table()


def test_the_table_has_the_packages_of_the_lock_and_no_others() -> None:
    assert list(TABLE) == [one.key for one in licences.packages()] and len(TABLE) > 100


def test_the_table_says_what_the_packages_say() -> None:
    assert licences.page() == licences.TABLE.read_text(encoding="utf-8"), "make licences"


def test_every_licence_is_known_and_lets_anybody_use_the_package() -> None:
    assert {
        key: licence for key, (_, licence) in TABLE.items() if not licences.is_free(licence)
    } == {}


@pytest.mark.parametrize(
    "licence",
    ["unknown", "GPL-3.0-only", "MIT AND AGPL-3.0-only", "Proprietary", "CC-BY-NC-4.0", ""],
)
def test_a_licence_that_is_unknown_or_binds_is_not_let_through(licence: str) -> None:
    assert not licences.is_free(licence)
    assert licences.is_free(f"{licence} OR MIT")


def test_only_the_tests_need_what_the_workbook_does_not() -> None:
    tests = {name for (name, _), (purpose, _) in TABLE.items() if purpose == "tests"}
    assert {"pytest", "hypothesis", "datasette"} <= tests and not tests & {
        "numpy",
        "pandas",
        "jupyterlab",
        "spacy",
        "joblib",
    }
