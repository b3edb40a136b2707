"""The work on many documents: the same results in order, on whichever worker, and when kept."""

import shutil
import signal
import threading
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from cluster import cluster, waited_for
from jobs import noted, shouted, slow
from places import REPORTS
from running import workbook

from lib.show import spreadsheet
from lib.tables.errors import WorkbookError
from lib.work import workers as work_workers
from lib.work.parameters import PROJECT
from lib.work.workers import KEPT, WINDOW, beside, keeping

JOBS = [(number, f"text {number} ½") for number in range(40)]

WANTED = [[number, f"text {number} ½".upper(), None, number / 7] for number in range(40)]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order(workers):
    assert list(work_workers.each(shouted, JOBS, workers=workers)) == WANTED


def test_no_job_gives_nothing(tmp_path):
    assert (
        list(work_workers.each(shouted, []))
        == list(work_workers.each(shouted, [], kept=tmp_path))
        == []
    )


def test_what_was_done_is_kept_and_what_is_not_asked_for_is_removed(tmp_path):
    kept, traces = tmp_path / KEPT, tmp_path / "traces"
    traces.mkdir()
    jobs = [(number, str(traces)) for number in range(5)]
    assert list(work_workers.each(noted, jobs, kept=kept)) == [0, 1, 2, 3, 4]
    assert list(work_workers.each(noted, [*jobs[1:], (9, str(traces))], kept=kept)) == [
        1,
        2,
        3,
        4,
        9,
    ]
    assert sorted(path.name.partition("-")[0] for path in traces.iterdir()) == [
        "0",
        "1",
        "2",
        "3",
        "4",
        "9",
    ]
    assert len(list(kept.iterdir())) == 5


def test_kept_results_are_those_that_were_worked_out(tmp_path):
    assert (
        list(work_workers.each(shouted, JOBS, kept=tmp_path))
        == list(work_workers.each(shouted, JOBS, kept=tmp_path))
        == WANTED
    )
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for path in tmp_path.iterdir():
        path.unlink()
    list(work_workers.each(shouted, JOBS[::-1], kept=tmp_path))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_other_code_keeps_nothing(tmp_path, monkeypatch):
    list(work_workers.each(shouted, JOBS, kept=tmp_path))
    before = {path.name for path in tmp_path.iterdir()}
    monkeypatch.setattr(work_workers, "_version", lambda: {"lib/work/workers.py": "other"})
    monkeypatch.setattr(work_workers, "_code", work_workers._code.__wrapped__)
    list(work_workers.each(shouted, JOBS, kept=tmp_path))
    assert before.isdisjoint(path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize("engine", ["joblib", "dask"])
def test_jobs_are_taken_a_window_at_a_time_and_those_that_are_kept_are_not_done(
    tmp_path, monkeypatch, engine
):
    """With some kept in each window and some not, the results are the same; no more jobs than a
    window are made ahead of the results."""
    monkeypatch.setattr(work_workers, "WINDOW", 16)
    made = []

    def jobs():
        for job in JOBS:
            made.append(job)
            yield job

    def ahead(engine):
        made.clear()
        for number, result in enumerate(
            work_workers.each(
                shouted, jobs(), total=len(JOBS), engine=engine, kept=tmp_path / "kept"
            ),
            1,
        ):
            assert result == WANTED[number - 1] and len(made) - number < WINDOW

    list(work_workers.each(shouted, JOBS[5:20], kept=tmp_path / "kept"))
    if engine == "joblib":
        ahead("joblib")
    else:
        with cluster(tmp_path, workers=1) as (address, _):
            ahead(f"dask:{address}")
        ahead("dask:tcp://127.0.0.1:9")  # all is kept, and no scheduler is asked


def test_progress_is_shown_in_jupyterlab_only_and_cleared(monkeypatch, capsys):
    cleared = []
    monkeypatch.setattr(work_workers, "clear_output", lambda wait=False: cleared.append(wait))
    assert list(work_workers.each(shouted, JOBS)) == WANTED and not cleared
    monkeypatch.setenv("JPY_SESSION_NAME", "03_claims.ipynb")
    assert list(work_workers.each(shouted, JOBS)) == WANTED
    assert capsys.readouterr().out.splitlines()[-1] == "40 of 40 done" and cleared[-1] is False


def test_a_cluster_that_loses_a_worker_gives_the_same(tmp_path):
    traces = tmp_path / "traces"
    traces.mkdir()
    with cluster(tmp_path, workers=2) as (address, workers):
        results = work_workers.each(
            slow, [(number, str(traces)) for number in range(60)], engine=f"dask:{address}"
        )
        first = next(results)
        waited_for(lambda: len(list(traces.iterdir())) >= 8)
        workers[0].kill()
        assert [first, *results] == [number * number for number in range(60)]
        assert workers[0].wait() != 0 and workers[1].poll() is None


def test_the_own_settings_name_the_scheduler(tmp_path, monkeypatch):
    import dask

    with (
        cluster(tmp_path, workers=1) as (address, _),
        dask.config.set({"scheduler-address": address}),
    ):
        assert list(work_workers.each(shouted, JOBS, engine="dask")) == WANTED


def test_a_worker_with_other_code_is_refused(tmp_path):
    shutil.copytree(PROJECT / "lib", tmp_path / "other" / "lib")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path / "other")
    with (tmp_path / "other" / "lib" / "tables" / "errors.py").open("a") as code:
        code.write("# another version\n")
    with cluster(tmp_path, workers=1, PYTHONPATH=str(tmp_path / "other")) as (address, _):
        with pytest.raises(WorkbookError, match="has other code or packages"):
            list(work_workers.each(shouted, JOBS, engine=f"dask:{address}"))


@pytest.mark.soak
def test_the_sequence_on_a_cluster_that_loses_a_worker_gives_the_same_tables(tmp_path):
    """The whole workbook on the invented corpus: on this machine, and on a scheduler with two
    workers, one of which is killed midway."""
    reports = str(REPORTS)
    here = workbook("--seeds", reports, runs=tmp_path / "here")
    with cluster(tmp_path, workers=2) as (address, workers):

        def kill() -> None:
            waited_for(lambda: any((tmp_path / "there").rglob("*.json.gz")), 300)
            workers[0].kill()

        killer = threading.Thread(target=kill)
        killer.start()
        there = workbook(
            "--seeds", reports, "-p", f"engine=dask:{address}", runs=tmp_path / "there"
        )
        killer.join()
    assert (here.code, there.code) == (0, 0)
    tables = {path.name: path.read_bytes() for path in (here.out / "tables").iterdir()}
    assert (
        tables == {path.name: path.read_bytes() for path in (there.out / "tables").iterdir()} != {}
    )


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        ("dask", "no Dask scheduler is named"),
        ("dask:tcp://127.0.0.1:9", "no Dask scheduler with a worker answers"),
    ],
)
def test_no_scheduler_is_said_in_one_line(monkeypatch, engine, says):
    monkeypatch.setattr(work_workers, "PATIENCE", 1)
    with pytest.raises(WorkbookError, match=says) as error:
        list(work_workers.each(shouted, JOBS, engine=engine))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("value", [None, [1, "½", None], {"a": [0.1]}, "\ud800"])
def test_work_is_done_once_as_long_as_it_is_asked_for(tmp_path, value):
    done = []

    def action(key):
        done.append(key)
        return value

    for wanted in ("a", "ab", "b", "a"):
        with keeping(tmp_path) as found:
            assert [found(lambda key=key: action(key), key, 1) for key in wanted] == [value] * len(
                wanted
            )
    assert done == ["a", "b", "a"]
    assert len(list(tmp_path.iterdir())) == 1


def shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


@pytest.mark.parametrize(
    "spoil",
    [shortened, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(b"no gzip")],
)
def test_a_kept_result_that_cannot_be_read_is_worked_out_again(tmp_path, spoil):
    for _ in range(3):
        with keeping(tmp_path / "one") as found:
            assert found(lambda: ["ß"], "a") == ["ß"]
        assert list(work_workers.each(shouted, JOBS, kept=tmp_path / "many")) == WANTED
        kept = sorted(tmp_path.rglob("*.json.gz"))
        assert len(kept) == 1 + len(JOBS)
        for path in kept[::2]:
            spoil(path)


def test_what_another_process_removes_meanwhile_is_worked_out_again(tmp_path):
    assert list(work_workers.each(shouted, JOBS, kept=tmp_path)) == WANTED
    results = work_workers.each(shouted, JOBS, kept=tmp_path)
    first = next(results)  # by now it is known what is there
    shutil.rmtree(tmp_path)
    assert [first, *results] == WANTED


def test_what_another_process_writes_meanwhile_is_left_to_it(tmp_path):
    (tmp_path / ".other.json.gz.1.partial").write_bytes(b"half")
    with keeping(tmp_path) as found:
        found(lambda: 1, "a")
    assert (tmp_path / ".other.json.gz.1.partial").is_file()


def test_work_that_fails_keeps_nothing_and_loses_nothing(tmp_path):
    with keeping(tmp_path) as found:
        found(lambda: 1, "first")
    with pytest.raises(ZeroDivisionError), keeping(tmp_path) as found:
        found(lambda: 1 / 0, "second")
    assert len(list(tmp_path.iterdir())) == 1


def test_work_beside_gives_its_results_and_its_process_ends_with_it():
    aside = beside(shouted)
    begun = [aside(shouted, [(number, "aß")]) for number in (3, 4)]
    assert [one.result(timeout=60) for one in begun] == [
        [[3, "ASS", None, 3 / 7]],
        [[4, "ASS", None, 4 / 7]],
    ]
    assert len(helpers()) == 1
    del aside
    waited_for(lambda: not helpers(), seconds=10)


def test_what_goes_wrong_beside_is_raised_where_it_is_waited_for(tmp_path):
    begun = beside(spreadsheet.write)(spreadsheet.write, tmp_path)
    with pytest.raises(WorkbookError, match="01_ingest first"):
        begun.result(timeout=60)


def test_work_beside_is_not_interrupted(tmp_path):
    begun = beside(slow)(slow, [(3, str(tmp_path))])
    waited_for(helpers, seconds=10)
    for process in helpers():
        process.send_signal(signal.SIGINT)
    assert begun.result(timeout=60) == [9]
    assert signal.getsignal(signal.SIGINT) == signal.default_int_handler


def helpers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if is_helper(child)]


def is_helper(process: psutil.Process) -> bool:
    with suppress(psutil.Error):  # it has ended meanwhile
        return any("spawn_main" in word for word in process.cmdline())
    return False
