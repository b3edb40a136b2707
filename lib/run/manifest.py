"""The stages of a run: what each depends on, what it wrote, and the manifest that says so."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lib.tables.files import entries, signature
from lib.tables.folder import (
    ASIDE,
    DURATIONS,
    EARLIER,
    EXECUTED,
    FOLDERS,
    MANIFEST,
    OUTPUTS,
    UNTOLD,
    read,
    write_json,
)
from lib.work.parameters import PROJECT, declared, folder
from lib.work.versions import checksums, checksums_of, code, digest, versions


class Stage(NamedTuple):
    """A notebook of the sequence, its parameters, and those that differ from its defaults."""

    notebook: Path
    parameters: dict[str, Any]
    given: dict[str, Any]

    @property
    def name(self) -> str:
        return self.notebook.stem


class Run(NamedTuple):
    """A run: its stages in order, its folder, and what it depends on: seeds, code, packages."""

    stages: list[Stage]
    out: Path
    seeds: dict[str, str | None]
    code: str
    versions: dict[str, str]

    def before(self, stage: Stage) -> list[Stage]:
        """The stages that come before this one."""
        return self.stages[: self.stages.index(stage)]


def run_of(notebooks: Path, values: Mapping[str, Any], *, seeds: Path, out: Path) -> Run:
    """The run of the numbered notebooks in a folder, each with the values that it declares."""
    paths = sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))
    stages = [_stage(path, values) for path in paths]
    read = checksums(seeds) if seeds.is_dir() else checksums_of(seeds.parent, [seeds.name])
    return Run(stages, out, read, code(PROJECT), versions())


def _stage(notebook: Path, values: Mapping[str, Any]) -> Stage:
    defaults = declared(notebook)
    given = {name: values[name] for name in defaults if name in values}
    given = {name: value for name, value in given.items() if value != defaults[name]}
    return Stage(notebook, defaults | given, given)


class Manifest:
    """What the run's folder holds of each stage, kept in its manifest.json.

    The status of a stage is done, failed, unfinished (executing, or interrupted), outdated (what it
    depends on has changed since) or not run. No clock and no absolute path: the same run gives the
    same bytes; how long the stages took is in durations.json.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.records: dict[str, dict[str, Any]] = read(run.out / MANIFEST).get("stages", {})

    def lacking(self, stage: Stage) -> Stage | None:
        """The first stage before this one whose outputs are not there."""
        return next((other for other in self.run.before(stage) if not self._written(other)), None)

    def older(self, stage: Stage) -> Stage | None:
        """The first stage before this one whose outputs were made from others than are there."""
        for other in self.run.before(stage):
            if self.records[other.name].get("earlier") != self._earlier(other):
                return other
        return None

    def _written(self, stage: Stage) -> bool:
        outputs = self._outputs(stage)
        return bool(outputs) and all((self.run.out / name).is_file() for name in outputs)

    def _outputs(self, stage: Stage) -> dict[str, str | None]:
        outputs: dict[str, str | None] = self.records.get(stage.name, {}).get("outputs", {})
        return outputs

    def unchanged(self, stage: Stage) -> bool:
        """Whether executing the stage again would give what is there."""
        record = self.records.get(stage.name, {})
        executed = self.run.out / EXECUTED / stage.notebook.name
        is_current = record.get("fingerprint") == self._fingerprint(stage) and executed.is_file()
        return is_current and record["outputs"] == checksums_of(self.run.out, record["outputs"])

    def _fingerprint(self, stage: Stage) -> str:
        cells = json.loads(stage.notebook.read_text(encoding="utf-8"))["cells"]
        depends_on = {
            "seeds": self.run.seeds if "seeds" in stage.parameters else None,
            "compared": _tables(stage.parameters.get("earlier", "")),
            "earlier": self._earlier(stage),
            "parameters": _without_folders(self._parameters(stage)),
            "cells": [[cell["cell_type"], "".join(cell["source"])] for cell in cells],
            "code": self.run.code,
            "versions": self.run.versions,
        }
        return digest(depends_on)

    def _earlier(self, stage: Stage) -> str:
        """A checksum of what the stages before this one have written."""
        names = (name for other in self.run.before(stage) for name in self._outputs(other))
        return digest(checksums_of(self.run.out, names))

    def _parameters(self, stage: Stage) -> dict[str, Any]:
        """The parameters that it depends on: its own, and for the last, which shows them, all."""
        if stage != self.run.stages[-1]:
            return stage.parameters
        every = _all_parameters(self.run).items()
        return {name: value for name, value in every if name not in UNTOLD} | stage.parameters

    def begin(self, stage: Stage) -> dict[str, tuple[int, int, int]]:
        """Note that the stage is unfinished, remove its earlier copy; the state of the folder."""
        self.records[stage.name] = {"status": "unfinished", "outputs": self._outputs(stage)}
        self.write()  # first, so that a full disk costs nothing that was there
        for place in (EXECUTED, ASIDE):
            (self.run.out / place / stage.notebook.name).unlink(missing_ok=True)
        return self._state()

    def finish(
        self, stage: Stage, before: Mapping[str, tuple[int, int, int]], *, cell: int | None = None
    ) -> None:
        """Note what the stage wrote since `before`, or the cell where it failed.

        What it wrote an earlier time and not again is removed.
        """
        state, old = self._state(), self._outputs(stage)
        written = {name for name in state if state[name] != before.get(name)}
        if cell is None:
            for name in (old.keys() - written) & state.keys():
                (self.run.out / name).unlink()
            self.records[stage.name] = {
                "status": "done",
                "parameters": _without_folders(stage.parameters),
                "fingerprint": self._fingerprint(stage),
                "earlier": self._earlier(stage),
                "outputs": checksums_of(self.run.out, written),
            }
        else:
            kept = checksums_of(self.run.out, written | (old.keys() & state.keys()))
            self.records[stage.name] = {"status": "failed", "cell": cell, "outputs": kept}
        self.write()

    def _state(self) -> dict[str, tuple[int, int, int]]:
        names = (name for name in entries(self.run.out) if name.split("/")[0] in OUTPUTS)
        return {name: signature(self.run.out / name) for name in names if "/." not in name}

    def write(self) -> None:
        """Write manifest.json."""
        run, told = self.run, _without_folders(_all_parameters(self.run))
        stages = {stage.name: self._current(stage) for stage in run.stages}
        same = {"inputs": run.seeds, "parameters": told, "code": run.code, "versions": run.versions}
        write_json(run.out / MANIFEST, same | {"stages": stages})

    def _current(self, stage: Stage) -> dict[str, Any]:
        record = self.records.get(stage.name, {"status": "not run"})
        if record["status"] in ("done", "outdated"):
            return record | {"status": "done" if self.unchanged(stage) else "outdated"}
        return record

    def note_duration(self, stage: Stage, seconds: float) -> None:
        """Keep in durations.json how long the stage took."""
        path = self.run.out / DURATIONS
        write_json(path, read(path) | {stage.name: round(seconds, 1)})


def _all_parameters(run: Run) -> dict[str, Any]:
    return {name: value for stage in run.stages for name, value in stage.parameters.items()}


def _tables(earlier: str) -> dict[str, str | None]:
    """The checksums of the tables of an earlier run, where one is named."""
    return checksums(folder(earlier) / "tables") if earlier else {}


def _without_folders(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name not in (*FOLDERS, EARLIER)}
