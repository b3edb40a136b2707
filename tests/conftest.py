"""What several test files share: one finished run on the seeds."""

import pytest
from running import Finished, workbook


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The workbook run once on the seeds with its defaults; read it, do not write to it."""
    return workbook(runs=tmp_path_factory.mktemp("finished"))
