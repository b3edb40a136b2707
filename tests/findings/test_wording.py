"""The wording: each kind of difference is worded, and in one module; no code reads a sentence."""

import ast
from pathlib import Path

import pytest
from lib.comparison.pair import relations
from rows import BASE, OWN, claim, difference, match, tables

from lib.findings.results import Results
from lib.findings.wording import WORDED, Telling, differing, reasons
from lib.work.parameters import PROJECT

DAY, OTHER = (
    {"time_start": "2023-05-09", "time_end": "2023-05-09"},
    {"time_start": "2023-05-09", "time_end": "2023-05-12"},
)
A, B = (claim(doc, 0, text="gate 7 failed", actors=["Tamsin"]) for doc in "ab")


def told(*parts: dict, days: tuple[dict, dict] = ({}, {}), **fields) -> str:
    """The differences of a match in words."""
    row = match(A, B, differences=list(parts), **fields)
    return "; ".join(differing(row, Telling(A | days[0], B | days[1]), copies=False))


CASES = [
    ("event", "affirmed", "negated", {"of": "never"}, 'affirmed here, negated there ("never")'),
    ("event", "negated", "affirmed", {}, "negated here, affirmed there"),
    (
        "event",
        "negated",
        "affirmed",
        {"of": "not", "note": "deed"},
        'negated here ("not"), affirmed there, but not clearly of the same deed',
    ),
    (
        "event",
        "negated",
        "affirmed",
        {"note": "subject"},
        "negated here, affirmed there, but of another subject",
    ),
    (
        "event",
        "negated",
        "affirmed",
        {"note": "so far"},
        "negated here, affirmed there: not so far, so both may be true in turn",
    ),
    ("event", "rejected", None, {"note": "within"}, '"rejected" only here'),
    ("event", None, "rejected", {"note": "within"}, '"rejected" only there'),
    (
        "status",
        "rose",
        "fell",
        {"note": "negated"},
        '"rose" here, "fell" there, opposite ends of a scale, one of them negated',
    ),
    (
        "status",
        "rose",
        "fell",
        {"note": "undated"},
        '"rose" here, "fell" there, opposite ends of a scale; no date on either side, so whether'
        " both held at once cannot be known",
    ),
    (
        "number",
        "31",
        "40",
        {"of": "dead", "note": "one thing", "hard": True},
        "number (dead): 31 here, 40 there, of what the other words show to be one thing",
    ),
    (
        "number",
        "31",
        "40",
        {"of": "dead", "note": "undated"},
        "number (dead): 31 here, 40 there; no date on either side, so it may be another count",
    ),
    ("date", "2023-05-09", "2023-05-10", {"hard": True}, "date: 2023-05-09 here, 2023-05-10 there"),
    (
        "date",
        "2023-05-09",
        "2023-05-10",
        {"note": "another time"},
        "date: 2023-05-09 here, 2023-05-10 there: another time",
    ),
    (
        "speaker",
        "Ada Brenner",
        "Ilse Maron",
        {"hard": True},
        "the same words are Ada Brenner's here, Ilse Maron's there",
    ),
    (
        "speaker",
        "Ada Brenner",
        "Ilse Maron",
        {"note": "own"},
        "Ada Brenner says it of themselves here, Ilse Maron there",
    ),
    ("modality", "recommended", "listed", {}, "called for here, only listed there"),
    ("modality", "possible", "asserted", {}, "held possible here, stated as fact there"),
    (
        "modality",
        "conditional",
        "planned",
        {},
        "conditional here, planned, promised or expected there",
    ),
    ("wording", "praised", "criticised", {}, '"praised" here, "criticised" there'),
    ("name", "Sorrel", "Tansy", {}, "about Sorrel here, Tansy there"),
    ("name", "Sorrel", "Tansy", {"note": "acts"}, "Sorrel acts here, Tansy there"),
]


@pytest.mark.parametrize(("kind", "here", "there", "fields", "line"), CASES)
def test_each_kind_of_difference_in_words(kind, here, there, fields, line):
    assert told(difference(kind, here, there, **fields)) == line


def test_every_kind_that_the_rules_give_is_worded():
    assert WORDED.keys() == {case[0] for case in CASES}
    given = {
        node.args[0].value
        for node in ast.walk(ast.parse(Path(relations.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_differ", "partial")
        for node in [_without_partial(node)]
    }
    assert given == WORDED.keys()


def _without_partial(call: ast.Call) -> ast.Call:
    """The call of what `partial` fills in."""
    if ast.unparse(call.func) == "partial":
        return ast.Call(call.args[0], call.args[1:], call.keywords)
    return call


@pytest.mark.parametrize(
    ("days", "when"),
    [
        ((DAY, DAY), ", both on 2023-05-09"),
        ((DAY, OTHER), ", 2023-05-09 here, 2023-05-09 to 2023-05-12 there"),
    ],
)
def test_the_days_on_which_both_hold(days, when):
    number = difference("number", "31", "40", of="dead", hard=True)
    status = difference("status", "rose", "fell", hard=True)
    assert told(number, days=days) == f"number (dead): 31 here, 40 there{when}"
    assert told(status, days=days) == (f'"rose" here, "fell" there, opposite ends of a scale{when}')


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (({}, DAY), "only one side has a date (2023-05-09)"),
        ((DAY, OTHER), "the times only overlap (2023-05-09, 2023-05-09 to 2023-05-12)"),
    ],
)
def test_why_the_days_are_not_known_to_meet(days, why):
    number = difference("number", "31", "40", of="dead", note="undated")
    line = f"number (dead): 31 here, 40 there; {why}, so it may be another count"
    assert told(number, days=days) == line


def test_the_parts_that_are_not_the_same():
    parts = [
        difference("subject", "the mayor", "a petition"),
        difference("predicate", "open", "demand"),
        difference("object", "a gate", "a tank"),
    ]
    assert told(apart=parts) == (
        'not the same claim: subject "the mayor" here, "a petition" there; deed "open" here,'
        ' "demand" there; object "a gate" here, "a tank" there'
    )
    assert told(apart=[difference("words", "otter", None)]) == (
        'not the same claim: only here "otter"'
    )
    assert told(apart=[difference("words", None, None)]) == (
        "not the same claim: the same words, or words near them, in another order"
    )


def test_what_both_have_comes_first_and_what_was_corrected_last():
    by = {"field": "relation", "old": "conflict", "by": "Ana"}
    row = match(A, B, "agree", shared_names=["Tamsin"], corrected=[by, by | {"by": None}])
    row["shared_words"] = ["gate", "soil / ground"]
    assert reasons(row, Telling(A, B), copies=True) == [
        "both name Tamsin and speak of: gate, soil / ground",
        "one document copies the other, or both copy a third: together they count once",
        "corrected from conflict by Ana",
        "corrected from conflict",
    ]
    alone = match(A, B, "agree")
    assert reasons(alone, Telling(A, B), copies=False) == ["alike in spelling only"]


def test_here_and_there_in_a_quotation_stay_as_they_stand():
    """Only where each side stands is named, which the words of the claims may name too."""
    claims = [
        claim("a", 0, text="those who live here were warned", actors=["Tamsin"]),
        claim("c", 0, text="nobody there was warned", actors=["Tamsin"]),
    ]
    parts = tables(claims, a=BASE, c=OWN)
    for row, path in zip(parts["documents"], ("003_taliban.txt", "004_dawn.txt"), strict=True):
        row["path"] = path
    subject = difference("subject", "those who live here", "those who went there")
    rows = [match(*claims, apart=[subject], shared_words=["here", "there"])]
    found = Results(parts | {"matches": rows})
    (row,) = rows
    assert found.why(row) == (
        "both speak of: here, there; not the same claim: subject “those who live here” in 003,"
        " “those who went there” in 004"
    )
    assert found.reasoned()[0]["reasons"][1] == (
        'not the same claim: subject "those who live here" here, "those who went there" there'
    )


# --- who words and who reads --------------------------------------------------------------------

LIB = PROJECT / "lib"


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
    "opposite ends of a scale",
    "not the same claim",
    "of what the other words show",
    "the times only overlap",
    "corrected from ",
    "so it may be another count",
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
