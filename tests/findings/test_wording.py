"""The wording: each kind of difference is worded, and in one module; no code reads a sentence."""

import ast
from pathlib import Path
from typing import get_type_hints

import pytest
from rows import BASE, OWN, claim, difference, match, tables

from lib.findings.results import Results
from lib.findings.wording import CALLED, NOTES, Telling, differing, named, reasons
from lib.tables.records import TABLES, Difference
from lib.work.parameters import PROJECT

LIB = PROJECT / "lib"
A, B = (claim(doc, 0, text=f"gate {doc} failed", actors=["Tamsin"]) for doc in "ab")


def told(*parts: dict) -> str:
    """The differences of a match in words."""
    return "; ".join(differing(match(A, B, differences=[*parts]), Telling(A, B), copies=False))


CASES = [
    ("number", "31", "40", {"of": "dead", "hard": True}, "number (dead): 31 here, 40 there"),
    (
        "number",
        "at least 31",
        "40",
        {"of": "dead", "note": "bound"},
        "number (dead): at least 31 here, 40 there; bounds that may both hold",
    ),
    (
        "number",
        "31",
        "40",
        {"note": "later"},
        "number: 31 here, 40 there; the later may have replaced the earlier",
    ),
    (
        "number",
        "31",
        "40",
        {"note": "part"},
        "number: 31 here, 40 there; one may be a part of the other",
    ),
    (
        "number",
        "31",
        "40",
        {"note": "size"},
        "number: 31 here, 40 there; one may be the mere size of a thing",
    ),
    (
        "number",
        "31",
        "40",
        {"note": "status"},
        "number: 31 here, 40 there; not both are stated as fact",
    ),
    (
        "number",
        "31",
        "40",
        {"note": "matter"},
        "number: 31 here, 40 there; they may be of two things",
    ),
    ("date", "2023-05-09", "2023-05-10", {"hard": True}, "date: 2023-05-09 here, 2023-05-10 there"),
    (
        "date",
        "today",
        "yesterday",
        {"note": "counted"},
        "date: today here, yesterday there; other days, counted from those of the reports",
    ),
    ("date", "2-2", "3-14", {"hard": True}, "date: 2 February here, 14 March there"),
    ("date", "tuesday", "saturday", {}, "date: Tuesday here, Saturday there"),
    ("date", "by 2014", None, {}, "date: by 2014 here, not told there"),
    ("date", "Monday", "Monday", {}, "date: Monday here and there"),
    ("place", "Sorrel", "Tansy", {}, "place: Sorrel here, Tansy there"),
    ("name", "Sorrel", "Tansy", {}, "name: Sorrel here, Tansy there"),
    (
        "name",
        "Sorrel",
        "Tansy",
        {"note": "acts"},
        "name: Sorrel here, Tansy there; as the one who acts",
    ),
    ("speaker", "Ada Brenner", "Ilse Maron", {}, "said by: Ada Brenner here, Ilse Maron there"),
    ("wording", "rotten", "rusty", {}, 'other words: "rotten" here, "rusty" there'),
    ("event", "rose", "fell", {"hard": True}, 'opposite things: "rose" here, "fell" there'),
    (
        "event",
        "failed",
        "never failed",
        {"note": "so far"},
        'opposite things: "failed" here, "never failed" there;'
        " not so far, so both may be true in turn",
    ),
    (
        "status",
        "planned",
        "asserted",
        {},
        "how far it has come: planned, promised or expected here, stated as fact there",
    ),
    (
        "status",
        "failed",
        "may fail",
        {"note": "open"},
        "how far it has come: failed here, may fail there; one side leaves it open",
    ),
    (
        "modality",
        "possible",
        "recommended",
        {},
        "how it is meant: held possible here, called for there",
    ),
    ("cause", "the rudder", "a hinge", {}, 'cause: "the rudder" here, "a hinge" there'),
    ("scope", "part of", None, {}, 'how much of it: "part of" here, not told there'),
]


@pytest.mark.parametrize(("kind", "here", "there", "fields", "line"), CASES)
def test_each_kind_of_difference_in_words(kind, here, there, fields, line):
    assert told(difference(kind, here, there, **fields)) == line


DENIED = {"a": 'said there, denied here ("no")', "b": 'said here, denied there ("never")'}


@pytest.mark.parametrize(("denying", "line"), DENIED.items())
def test_a_denial_says_where_and_by_which_words(denying, line):
    held = {denying: "negated"}
    claims = [one | {"polarity": held.get(one["doc_id"], "affirmed")} for one in (A, B)]
    row = match(*claims, differences=[difference("event", "no", "never", hard=True)])
    assert differing(row, Telling(*claims), copies=False) == [line]


def test_the_cases_show_every_kind_and_note():
    assert {case[0] for case in CASES} == CALLED.keys()
    assert {case[3]["note"] for case in CASES if "note" in case[3]} == NOTES.keys()
    assert difference("number", "31", "40").keys() == get_type_hints(Difference).keys()


def test_every_kind_that_the_rules_give_is_worded_and_in_the_codebook():
    given = {kind for path in VALUES for kind in kinds_given(parsed(path))}
    assert given == CALLED.keys()
    (column,) = [one for one in TABLES["matches"].columns if one.name == "differences"]
    assert [kind for kind in CALLED if kind not in column.meaning] == []


VALUES = sorted((LIB / "comparison" / "values").glob("*.py"))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def kinds_given(module: ast.Module) -> set[str]:
    """The kinds of difference that the rules of a module yield."""
    nodes = [*ast.walk(module)]
    given = [
        node.args[0]
        for node in nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "difference"
    ]
    names = {ast.unparse(one) for one in given if isinstance(one, ast.Name)}
    given += [
        node.value
        for node in nodes
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in names
    ]
    ways = [
        way
        for one in given
        for way in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))
    ]
    return {way.value for way in ways if isinstance(way, ast.Constant)}


def test_a_kind_or_a_note_that_nobody_words_is_no_sentence():
    with pytest.raises(KeyError):
        told(difference("colour", "red", "blue"))
    assert told(difference("date", "1", "2", note="x")) == "date: 1 here, 2 there"


def test_what_both_have_comes_first_and_what_was_corrected_last():
    by = {"field": "relation", "old": "conflict", "by": "Ana"}
    parts = [difference("place", "Sorrel", "Tansy"), difference("cause", "rain", "snow")]
    row = match(A, B, "agree", differences=parts, corrected=[by, by | {"by": None}])
    assert reasons(row, Telling(A, B), copies=True) == [
        "the same thing in other words",
        "place: Sorrel here, Tansy there",
        'cause: "rain" here, "snow" there',
        "one document copies the other, or both copy a third: together they count once",
        "corrected from conflict by Ana",
        "corrected from conflict",
    ]


def test_here_and_there_in_a_quotation_stay_as_they_stand():
    """Only where each side stands is named, which the words of the claims may name too."""
    claims = [
        claim("a", 0, text="those who live here were warned", actors=["Tamsin"]),
        claim("c", 0, text="nobody there was warned", actors=["Tamsin"]),
    ]
    parts = tables(claims, a=BASE, c=OWN).tables
    for row, path in zip(parts["documents"], ("003_taliban.txt", "004_dawn.txt"), strict=True):
        row["path"] = path
    words = difference("wording", "those who live here", "those who went there")
    row = match(*claims, differences=[words])
    found = Results(parts | {"matches": [row]})
    assert found.why(row) == (
        "the same thing in other words; other words: “those who live here” in 003,"
        " “those who went there” in 004"
    )
    assert found.reasoned()[0]["reasons"][1] == (
        'other words: "those who live here" here, "those who went there" there'
    )


# --- who words and who reads --------------------------------------------------------------------


def readers(column: str) -> set[str]:
    """The modules of lib that read the column of a row."""
    return {
        path.relative_to(LIB).as_posix()
        for path in LIB.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.ctx, ast.Load)
            and isinstance(node.slice, ast.Constant)
            and node.slice.value == column
        )
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and node.args[0].value == column
        )
    }


def test_no_code_reads_a_sentence_that_code_wrote():
    # who is asked to judge a match is shown its reasons as they stand
    assert readers("reasons") <= {"by_hand/judged_matches.py"}


PHRASES = (
    "the same thing in other words",
    "alike, but not surely the same thing",
    "opposite things",
    "not so far, so both may be true in turn",
    "together they count once",
    "corrected from ",
)


def test_one_module_words_what_differs():
    saying = {
        path.relative_to(LIB).as_posix(): [said for said in PHRASES if said in _code(path)]
        for path in LIB.rglob("*.py")
    }
    assert {name: said for name, said in saying.items() if said} == {
        "findings/wording.py": list(PHRASES)
    }


def _code(path: Path) -> str:
    """The code of a module, without its docstrings and comments."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if hasattr(node, "body") and isinstance(node.body, list):
            node.body = [line for line in node.body if not _is_text(line)] or [ast.Pass()]
    return ast.unparse(tree)


def _is_text(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def test_pronouns_are_told_with_whom_they_stand_for() -> None:
    she, her = (
        {"words": word, "name": name, "start": 0, "end": 0}
        for word, name in (("She", "Ada Quist"), ("her", "Lena Holt"))
    )
    text = "She has thanked her brother and her mother"
    told = "She [Ada Quist] has thanked her [Lena Holt] brother and her mother"
    assert named(claim("a", 0, text=text, referents=[she, her])) == told
    assert named(claim("a", 0, text=text)) == text
