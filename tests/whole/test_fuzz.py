"""Fuzzing, in its short form: a few examples of each check, the same at every run; `make fuzz`
tries as many as there is time for."""

import fuzz
import pytest

SHORT, LONG = {"ingest": 100, "cleaning": 60, "claims and comparison": 8}, 20


@pytest.mark.parametrize("name", fuzz.CHECKS)
def test_a_few_examples(name: str) -> None:
    fuzz.fuzz(name, SHORT[name], derandomize=True, database=None)


@pytest.mark.soak
@pytest.mark.parametrize("name", fuzz.CHECKS)
def test_many_examples(name: str) -> None:
    fuzz.fuzz(name, LONG * SHORT[name], derandomize=True, database=None)
