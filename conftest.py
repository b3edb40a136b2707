"""Every test, the notebooks under nbval included: runs go to a temporary folder, and nothing sees
the user's settings."""

import os
import tempfile
from contextlib import ExitStack

import pytest
from xdist.scheduler import LoadFileScheduling

from lib.run.kernels import own_settings
from lib.run.plan import plan
from lib.run.sequence import carry_out
from lib.work.parameters import NOTEBOOKS


class ByFile(LoadFileScheduling):
    """Of several processes that test, each takes whole files, whose tests share what they need, and
    one takes the notebooks in order."""

    def _split_scope(self, nodeid: str) -> str:
        return "notebooks" if ".ipynb::" in nodeid else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    return ByFile(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--soak", action="store_true", help="also the tests that are too slow for every day"
    )


def pytest_configure(config: pytest.Config) -> None:
    with ExitStack() as stack:
        stack.enter_context(own_settings())
        os.environ["WORKBOOK_RUNS"] = stack.enter_context(
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        )
        config.add_cleanup(stack.pop_all().close)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.option.soak:
        for item in items:
            if item.get_closest_marker("soak"):
                item.add_marker(pytest.mark.skip(reason="slow: make soak"))


def pytest_ignore_collect(collection_path) -> bool | None:
    # The notebooks among the test cases are run by the tests, some of them to fail.
    return (
        True if collection_path.suffix == ".ipynb" and collection_path.parent != NOTEBOOKS else None
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    """A notebook tested without those before it finds what they write."""
    tested = sorted(item.path.name for item in session.items if item.path.suffix == ".ipynb")
    if tested and not session.config.option.collectonly:
        run = plan({}, NOTEBOOKS)
        earlier = [stage for stage in run.stages if stage.notebook.name < tested[0]]
        if earlier:
            carry_out(run, earlier, force=False)
