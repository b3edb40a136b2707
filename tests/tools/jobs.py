"""Work for the tests of workers, in a module that every worker can load."""

import time
from pathlib import Path


def shouted(jobs: list[tuple]) -> list:
    return [[number, text.upper(), None, number / 7] for number, text in jobs]


def noted(jobs: list[tuple]) -> list[int]:
    """Jobs that leave a trace of having been done."""
    for number, folder in jobs:
        (Path(folder) / f"{number}-{time.monotonic_ns()}").touch()
    return [number for number, _ in jobs]


def slow(jobs: list[tuple]) -> list[int]:
    """Jobs that say that they have begun, and take their time."""
    for number, folder in jobs:
        (Path(folder) / f"begun-{number}").touch()
        time.sleep(0.1)
    return [number * number for number, _ in jobs]
