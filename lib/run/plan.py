"""The command line in, the run it asks for out."""

import argparse
import os
from collections.abc import Mapping
from pathlib import Path

from lib.run.manifest import Run, Stage, run_of
from lib.tables.errors import WorkbookError
from lib.tables.folder import EARLIER, FOLDERS
from lib.work.parameters import PARAMETERS, PROJECT, check, folder, known, parse


def given_parameters(options: argparse.Namespace) -> dict[str, str]:
    """The parameters on the command line, as texts by name."""
    given = {}
    for text in options.parameters:
        name, equals, given[name] = text.partition("=")
        if not equals:
            raise WorkbookError(f"-p {text}: write -p name=value")
        if name in FOLDERS and getattr(options, name) is not None:
            raise WorkbookError(
                f"-p {text}: {name} is given by --{name} (with make: {name.upper()}=folder) already"
            )
    return given | {
        name: getattr(options, name) for name in FOLDERS if getattr(options, name) is not None
    }


def plan(given: Mapping[str, str], notebooks: Path) -> Run:
    """The run with the parameters given as texts; a WorkbookError says what is wrong with one."""
    values = check(**{name: parse(name, text) for name, text in given.items()})
    values |= {name: _full(values[name], name) for name in (*FOLDERS, EARLIER) if values.get(name)}
    seeds, out = (folder(values.get(name, PARAMETERS[name].default)) for name in FOLDERS)
    _refuse_folders(seeds, out, notebooks)
    run = run_of(notebooks, values, seeds=seeds, out=out)
    declared = sorted({name for stage in run.stages for name in stage.parameters})
    for name in given:
        known(name, declared)
    return run


def _full(text: str, name: str) -> str:
    """The full path of the folder, for the notebooks; the default has its short name."""
    path, default = os.path.abspath(Path(text).expanduser()), PARAMETERS[name].default
    return default if Path(path) == PROJECT / default else path


def _refuse_folders(seeds: Path, out: Path, notebooks: Path) -> None:
    if not (seeds.is_dir() or seeds.is_file()):
        raise WorkbookError(
            f"there is no folder {as_typed(seeds)}: name the folder of the reports, or one file,"
            " with --seeds (with make: SEEDS=folder)"
        )
    if out.is_file():
        raise WorkbookError(
            f"{as_typed(out)} is a file, and the run needs a folder: choose another with --out"
            " (with make: OUT=folder)"
        )
    # a link is another name of the same folder
    real_seeds, real_out, own = (Path(os.path.realpath(path)) for path in (seeds, out, notebooks))
    if real_out.is_relative_to(real_seeds):
        raise WorkbookError(
            f"the run's folder {as_typed(out)} lies among the reports and would be read with them:"
            " choose another"
        )
    if own.is_relative_to(real_out):
        raise WorkbookError(
            f"the run's folder {as_typed(out)} holds the workbook itself: choose another"
        )
    if real_seeds.is_relative_to(real_out):
        raise WorkbookError(
            f"the reports lie in the run's folder {as_typed(out)}, where the run writes and"
            " removes: choose another"
        )


def as_typed(path: Path) -> str:
    """The path as one would type it here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def chosen_stages(stages: list[Stage], options: argparse.Namespace) -> list[Stage]:
    """The stages that --from or --only name by number or name, or all."""
    wanted = options.first or options.only
    if not wanted:
        return stages
    names = [stage.name for stage in stages]
    for place, name in enumerate(names):
        if wanted.zfill(2) in (name, name.split("_")[0]):
            return stages[place:] if options.first else [stages[place]]
    raise WorkbookError(f"there is no notebook {wanted!r}: there are {', '.join(names)}")
