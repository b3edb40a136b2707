"""The table of licences, LICENCES.md: `python tests/tools/licences.py` writes it from
requirements.lock and the packages' own metadata.

Run it after `make lock`, where the packages are installed. A package of another system or Python is
not there to be asked: its row is kept, and a new one gets "unknown", for a reader to fill in from
its page on the package index.
"""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from typing import NamedTuple

from packaging.requirements import Requirement

from lib.tables.files import replacing
from lib.work.parameters import PROJECT

TABLE = PROJECT / "LICENCES.md"
HEAD = """# The licences of all packages

Written by `make licences` from `requirements.lock` and what each package says in its metadata;
`tests/whole/test_dependencies.py` holds the two together. None forbids use, also in a newsroom or
for money. Nothing of them is part of this repository: they come from the package index.

| package | version | needed for | licence |
|---|---|---|---|
"""
UNKNOWN = "unknown"
# How packages call their licence where they do not use the short names of SPDX
SAID = {
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "BSD": "BSD",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}
# Licences that let anybody use a package, for any end. Those of Mozilla and the LGPL ask that
# changes to the package itself be shared
FREE = {
    "0BSD",
    "Apache-2.0",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CNRI-Python",
    "ISC",
    "LGPL-2.1-or-later",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-1.1",
    "MPL-2.0",
    "PSF-2.0",
    "Public Domain",  # click-default-group; its own file of licence has the words of BSD-3-Clause
    "Zlib",
}


class Package(NamedTuple):
    """An entry of the lock: its requirement, and the packages that need it."""

    requirement: Requirement
    needed_by: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.requirement.name, str(self.requirement.specifier).removeprefix("==")

    @property
    def is_here(self) -> bool:
        marker = self.requirement.marker
        return marker is None or marker.evaluate()


def packages() -> list[Package]:
    """The entries of the lock, in its order."""
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(r"^[a-z0-9].*\n(?:[ ].*\n)*", lock, flags=re.MULTILINE)
    return [_package(*entry.split("    # via", 1)) for entry in entries]


def _package(pins: str, via: str) -> Package:
    return Package(
        Requirement(pins.split("\\\n")[0].strip()),
        tuple(re.findall(r"^[ #]*([a-z0-9-]+)", via, flags=re.MULTILINE)),
    )


def for_tests(every: list[Package]) -> set[str]:
    """The names of the packages that only tests need."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    used = {Requirement(pin).name for pin in project["dependencies"]}
    while more := {one.key[0] for one in every if used.intersection(one.needed_by)} - used:
        used |= more
    return {one.key[0] for one in every} - used


def licence(name: str) -> str:
    """What the installed package says of its licence, by SPDX's short names where it can be told; a
    PackageNotFoundError if it is not."""
    said = metadata(name)
    classes = [
        one.split(" :: ")[-1] for one in said.get_all("Classifier", []) if one.startswith("License")
    ]
    phrases = [said.get("License-Expression") or "", (said.get("License") or "").strip(), *classes]
    return next((SAID.get(one, one) for one in phrases if one in SAID or is_free(one)), UNKNOWN)


def is_free(expression: str) -> bool:
    """Whether anybody may use what is under these licences: of those that OR joins one is
    enough."""
    return any(
        all(one.strip(" ()") in FREE for one in part.split(" AND "))
        for part in expression.split(" OR ")
    )


def table() -> dict[tuple[str, str], tuple[str, str]]:
    """The rows of the table as it is written: name and version to what the package is needed for
    and its licence."""
    text = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return {(name, version): (purpose, said) for name, version, purpose, said in cells[2:]}


def rows() -> Iterator[tuple[str, str, str, str]]:
    """The rows as they shall be: name, version, what it is needed for, licence."""
    every, before = packages(), table()
    tests = for_tests(every)
    for one in every:
        kept = before.get(one.key, ("", UNKNOWN))[1]
        try:
            found = licence(one.key[0]) if one.is_here else kept
        except PackageNotFoundError:
            found = kept
        yield *one.key, "tests" if one.key[0] in tests else "the workbook", found


def page() -> str:
    """The text of LICENCES.md as it shall be."""
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows())


if __name__ == "__main__":
    text = page()
    with replacing(TABLE) as partial:
        partial.write_text(text, encoding="utf-8")
