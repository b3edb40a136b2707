"""What two claims of one thing say differently: sentences of our own, read and then compared."""

from itertools import product

import pytest
from extraction import claims_in
from places import case_rows

from lib.comparison.values import between, relation, side
from lib.comparison.values.sides import Pair, Side
from lib.tables.records import Difference

CASES = case_rows("compare_values.jsonl")
SETS_APART = ("agree", "related", "conflict")
ALIKE = 0.3  # of the words, where claims of the two sentences may be of one thing


def sides(sentence: str) -> list[Side]:
    return [side(claim) for claim in claims_in(sentence, published="2021-01-02")]


def told(a: str, b: str) -> tuple[str, list[Difference]]:
    """The relation that sets two sentences furthest apart, and all that their claims differ in."""
    pairs = [pair for pair in map(Pair, *zip(*product(sides(a), sides(b)), strict=True))]
    found = [between(pair.a, pair.b) for pair in pairs if pair.likeness >= ALIKE]
    relations = [relation(one) for one in found] or ["related"]
    return max(relations, key=SETS_APART.index), [part for one in found for part in one]


def holds(case: dict) -> bool:
    how, found = told(case["a"], case["b"])
    negated, _, wanted = case["relation"].rpartition(" ")
    fits = (how == wanted) != (negated == "not")
    return fits and (not case["kinds"] or bool({part["kind"] for part in found} & {*case["kinds"]}))


def cases(known_failure: bool) -> list:
    rows = [case for case in CASES if case.get("known_failure", False) == known_failure]
    return [pytest.param(case, id=f"{case['what']}: {case['a']}") for case in rows]


@pytest.mark.parametrize("case", cases(known_failure=False))
def test_sentences(case):
    assert holds(case), told(case["a"], case["b"])


@pytest.mark.parametrize("case", cases(known_failure=True))
@pytest.mark.xfail(strict=True, reason="what the rules cannot see yet")
def test_sentences_known_failure(case):
    assert holds(case)


HOLDS = "The warden, {}, said the prison held {} inmates."


@pytest.mark.parametrize(
    ("days", "who", "wanted"),
    [
        (("2021-01-02", "2021-01-09"), ("Ada Quist", "Ada Quist"), "related"),
        (("2021-01-02", "2021-01-09"), ("Ada Quist", "Bo Lind"), "conflict"),
        (("2021-01-02", "2021-01-02"), ("Ada Quist", "Ada Quist"), "conflict"),
        (("2021-01-02", None), ("Ada Quist", "Ada Quist"), "conflict"),
    ],
)
def test_who_says_otherwise_on_a_later_day_contradicts_nobody(days, who, wanted):
    read = [
        [side(claim, day) for claim in claims_in(HOLDS.format(name, count), day, str(count))]
        for name, count, day in zip(who, (400, 650), days, strict=True)
    ]
    found = [relation(between(a, b)) for a, b in product(*read)]
    assert max(found, key=SETS_APART.index) == wanted


STANDS = "{} of the injured {} in intensive care."


@pytest.mark.parametrize(
    ("verb", "days", "wanted"),
    [
        ("were", ("2021-01-02", "2021-01-03"), "related"),
        ("remained", ("2021-01-02", "2021-01-03"), "related"),
        ("were", ("2021-01-02", "2021-01-02"), "conflict"),
        ("died", ("2021-01-02", "2021-01-02"), "conflict"),
    ],
)
def test_how_things_stand_is_of_the_day_of_the_report(verb, days, wanted):
    read = [
        [side(claim, day) for claim in claims_in(STANDS.format(count, verb), day, count)]
        for count, day in zip(("Seven", "Five"), days, strict=True)
    ]
    found = [relation(between(a, b)) for a, b in product(*read)]
    assert max(found, key=SETS_APART.index) == wanted
