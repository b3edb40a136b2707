"""The parameters of the notebooks: their defaults, what they may be, and the folders they name."""

import ast
import json
import os
import re
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lib.tables.errors import WorkbookError

if TYPE_CHECKING:
    import pandas as pd
PROJECT = Path(__file__).resolve().parents[2]
# A kernel that JupyterLab, nbval or nbconvert starts for a committed notebook works in this folder.
NOTEBOOKS = PROJECT / "notebooks"
RUNS = PROJECT / "runs"
TRUTH = {"true": True, "yes": True, "false": False, "no": False}


class Parameter(NamedTuple):
    """A parameter: its default, whose type is its type, its meaning, what it may be, the test."""

    default: Any
    meaning: str
    allowed: str
    test: Callable[[Any], bool] = lambda value: True


def _is_day(text: str) -> bool:
    try:
        return text == "" or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _names_columns(text: str) -> bool:
    pairs = text.split(",")
    fields = {pair.partition("=")[0].strip() for pair in pairs}
    one = rf"\s*(?:{'|'.join(FIELDS)})\s*=\s*\S[^=]*"
    return text == "" or (
        len(fields) == len(pairs) and all(re.fullmatch(one, pair) for pair in pairs)
    )


FIELDS = ("text", "title", "url", "date", "publisher")  # what a record of an export may say


def _within(what: str, low: float, high: float) -> tuple[str, Callable[[Any], bool]]:
    return f"{what} from {low} to {high}", lambda value: low <= value <= high


DAY = ('a day such as "2024-03-31", or "" for no bound', _is_day)
FOLDER = ("a folder", lambda value: value.strip() != "")
COUNT = _within("a whole number", 1, 1_000_000_000)
PAIRS = f'pairs such as "text=body,date=pub_date" for {", ".join(FIELDS)}, or ""'
ENGINE = re.compile(r"joblib|dask(:\w+://\S+)?")
PARAMETERS = {
    "seeds": Parameter("seeds", "folder of the reports to read", *FOLDER),
    "out": Parameter("runs/latest", "folder of the run: tables, texts", *FOLDER),
    "columns": Parameter("", "columns of exports that have unusual names", PAIRS, _names_columns),
    "max_bytes": Parameter(50_000_000, "largest file that is read, in bytes", *COUNT),
    "max_chars": Parameter(1_000_000, "longest document that is read, in characters", *COUNT),
    "max_expansion": Parameter(100, "largest that it unpacks to, in times its size", *COUNT),
    "max_seconds": Parameter(120, "longest time on one document, in seconds", *COUNT),
    "one_story": Parameter(True, "all reports are on the same story", "True or False"),
    "actors": Parameter(
        "", "show only these actors; names parted by commas", 'names parted by commas, or ""'
    ),
    "since": Parameter("", "show only what is dated from this day on", *DAY),
    "until": Parameter("", "show only what is dated up to this day", *DAY),
    "threshold": Parameter(
        0.72, "least share right of such agreements, 0 to 1", *_within("a number", 0, 1)
    ),
    "weights": Parameter(
        "",
        "table of other weights for the comparison",
        'a file as lib/comparison/weights.tsv, or "" for that',
    ),
    "earlier": Parameter(
        "", "folder of an earlier run, to tell what is new", 'a folder, or "" for none'
    ),
    # numpy, which draws the samples, takes no larger seed
    "sample_seed": Parameter(
        0, "draws the examples shown", *_within("a whole number", 0, 2**32 - 1)
    ),
    "workers": Parameter(2, "documents worked on at a time", *_within("a whole number", 1, 64)),
    "engine": Parameter(
        "joblib",
        "who works: this machine, or a Dask cluster",
        '"joblib", "dask:tcp://HOST:PORT" or "dask"',
        lambda value: ENGINE.fullmatch(value) is not None,
    ),
}


def check(**values: Any) -> dict[str, Any]:
    """The values; a WorkbookError says which name is unknown, or which value may not be."""
    for name, value in values.items():
        _check(name, value)
    since, until = values.get("since"), values.get("until")
    if since and until and since > until:
        raise WorkbookError(
            f"since ({since}) is later than until ({until}): nothing would be shown"
        )
    return values


def _check(name: str, value: Any) -> None:
    known(name)
    if not _fits(name, value):
        raise WorkbookError(
            f"{name} must be {PARAMETERS[name].allowed}, not"
            f" {_described(value)}{_remedy(name, value)}"
        )


def _fits(name: str, value: Any) -> bool:
    default, _, _, test = PARAMETERS[name]
    right = (int, float) if isinstance(default, float) else type(default)
    # True is an int to Python, but no count
    is_one = isinstance(value, right) and isinstance(value, bool) == isinstance(default, bool)
    return is_one and test(value)


def columns(text: str) -> dict[str, str]:
    """The column named for each field by the parameter `columns`, checked; none for ""."""
    pairs = [pair.split("=") for pair in check(columns=text)["columns"].split(",") if pair]
    return {field.strip(): name.strip() for field, name in pairs}


def _described(value: Any) -> str:
    return f"the text {value!r}" if isinstance(value, str) else repr(value)


def _remedy(name: str, value: Any) -> str:
    """What to write for a text that would be right without its quotation marks."""
    if isinstance(value, str) and not isinstance(PARAMETERS[name].default, str):
        with suppress(WorkbookError):
            return f"; write {parse(name, value)!r}"
    return ""


def parse(name: str, text: str) -> Any:
    """The value that the text of a command line means for parameter `name`, or a WorkbookError."""
    known(name)
    value = READERS[type(PARAMETERS[name].default)](text)
    if value is None or not _fits(name, value):
        # a number as it was written, a text as such
        raise WorkbookError(
            f"{name} must be {PARAMETERS[name].allowed}, not"
            f" {text if isinstance(value, int | float) else repr(text)}"
        )
    return value


NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
READERS: dict[type, Callable[[str], Any]] = {
    str: str,
    bool: lambda text: TRUTH.get(text.lower()),
    int: lambda text: int(text) if re.fullmatch(r"[+-]?[0-9]+", text) else None,
    float: lambda text: float(text) if NUMBER.fullmatch(text) else None,
}


def known(name: str, names: Collection[str] = tuple(PARAMETERS)) -> None:
    """Raise a WorkbookError with the nearest name if the name is none of the parameters' names."""
    if name not in names:
        near = get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"they have {', '.join(names)}"
        raise WorkbookError(f"no notebook has a parameter {name!r}; {hint}")


def echo(**values: Any) -> "pd.DataFrame":
    """A table of the values given: parameter, value (as it is written in the cell), meaning."""
    # Here, not above: the run imports this module and must start fast.
    import pandas as pd

    rows = [
        (name, _written(value), PARAMETERS[name].meaning) for name, value in check(**values).items()
    ]
    return pd.DataFrame(rows, columns=["parameter", "value", "meaning"])


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def declared(notebook: Path) -> dict[str, Any]:
    """The defaults in the notebook's cell tagged `parameters`, by name, if it has such a cell.

    A WorkbookError names what stands there that is no plain `name = literal`.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    source = "\n".join("".join(cell["source"]) for cell in tagged)
    return dict(_literal(statement, notebook) for statement in ast.parse(source).body)


def _literal(statement: ast.stmt, notebook: Path) -> tuple[str, Any]:
    with suppress(ValueError):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                return name, ast.literal_eval(value)
    raise WorkbookError(f"{notebook.name}: no plain parameter: {ast.unparse(statement)}")


def folder(text: str) -> Path:
    """The folder that a parameter names.

    The two defaults lie in the project, wherever the notebook runs. Any other relative name counts
    from the working directory, or from the project if that lies in its notebooks folder. The
    environment variable WORKBOOK_RUNS stands in for the project's runs folder.
    """
    path = _base(text) / Path(text).expanduser()
    runs = os.environ.get("WORKBOOK_RUNS")
    if runs and path.is_relative_to(RUNS):
        return Path(runs).absolute() / path.relative_to(RUNS)
    return path


def _base(text: str) -> Path:
    here = Path.cwd()
    is_default = text in (PARAMETERS["seeds"].default, PARAMETERS["out"].default)
    return PROJECT if is_default or here.is_relative_to(NOTEBOOKS) else here
