"""Who may import whom in lib; no module imports in a circle, and none is long."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

from lib.work.parameters import PROJECT

GROUND = {"text", "tables", "work"}
MAY_IMPORT = {
    "text": set(),
    "tables": set(),
    "work": {"text", "tables"},
    **dict.fromkeys(("ingest", "cleaning", "claims", "comparison", "by_hand", "run"), GROUND),
    "findings": GROUND | {"comparison"},
    "show": GROUND | {"findings", "by_hand"},
}
LONGEST = 600  # lines
MODULES = {
    ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((PROJECT / "lib").rglob("*.py"))
}


def imported(path: Path) -> set[str]:
    """The modules of lib that the module imports, wherever in it."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            modules |= {name if name in MODULES else node.module for name in names}
        elif isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
    return modules & MODULES.keys()


IMPORTS = {name: imported(path) for name, path in MODULES.items()}


def room(module: str) -> str:
    return module.removeprefix("lib.").split(".")[0]


def test_each_room_imports_only_what_it_may() -> None:
    drawn = {(room(name), room(other)) for name, others in IMPORTS.items() for other in others}
    allowed = {(name, other) for name, others in MAY_IMPORT.items() for other in {name, *others}}
    assert drawn - allowed == set()
    assert {room(name) for name in MODULES} - {"lib"} == MAY_IMPORT.keys()


def test_no_module_imports_in_a_circle() -> None:
    assert list(TopologicalSorter(IMPORTS).static_order())


def test_no_module_is_long() -> None:
    lines = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()
    }
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}
