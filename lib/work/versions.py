"""Versions of the code and of the packages that a result depends on."""

import hashlib
import json
import platform
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from lib.tables.files import checksum, entries
from lib.work.parameters import PROJECT

OFFICIAL_MODEL = "en_core_web_sm"  # lib.claims.parse prefers it to its copy, which is pinned


def checksums(folder: Path) -> dict[str, str | None]:
    """The checksum of every file below the folder but what Python compiles, by name."""
    return checksums_of(folder, (name for name in entries(folder) if "__pycache__" not in name))


def checksums_of(folder: Path, names: Iterable[str]) -> dict[str, str | None]:
    return {name: checksum(folder / name) for name in sorted(names)}


def digest(content: Any) -> str:
    """One checksum of what can be written as JSON."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def code(project: Path = PROJECT) -> str:
    """The checksum of all files of its lib."""
    return digest(checksums(project / "lib"))


def versions() -> dict[str, str]:
    """The installed versions of Python and of the packages that are pinned or used instead."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = sorted(pin.split("==")[0] for pin in project["dependencies"])
    installed = {"python": platform.python_version()} | {name: version(name) for name in names}
    with suppress(PackageNotFoundError):
        installed[OFFICIAL_MODEL] = version(OFFICIAL_MODEL)
    return installed
