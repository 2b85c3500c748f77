"""Marking on a cluster: a real scheduler and two workers on this machine, one of which is killed midway."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mentorlab.marking.bulk import cluster as on_cluster
from mentorlab.marking.bulk import run as running
from mentorlab.marking.bulk.cluster import Cluster, Unreachable
from tests.helpers.course_samples import MODULE, answer, model, nothing
from tests.helpers.nbgrader_runs import mark_in_bulk, submission
from tests.stops.cohort_state import read_state
from tests.stops.command import mark_here

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
LEARNERS = 40


class Machines:
    """A scheduler and two workers, processes of this test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-show")

    def begin(self) -> str:
        self._wait(self.file.is_file)
        for name in ("one", "two"):
            folder = str(self.folder / name)
            self.workers.append(
                self._start(
                    "worker",
                    "--host",
                    "127.0.0.1",
                    "--no-nanny",
                    "--nthreads",
                    "1",
                    "--local-directory",
                    folder,
                )
            )
        address: str = json.loads(self.file.read_text(encoding="utf-8"))["address"]
        return address

    def _start(self, what: str, *words: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{what}-{len(self.workers)}.log").open("wb")
        with log:
            return subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "dask",
                    what,
                    *words,
                    "--no-dashboard",
                    "--scheduler-file",
                    str(self.file),
                ],
                stdout=log,
                stderr=log,
            )

    def _wait(self, there: Any) -> None:
        for _ in range(600):
            if there():
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "scheduler-0.log").read_text(encoding="utf-8"))

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    folder = tmp_path / "machines"
    folder.mkdir()
    made = Machines(folder)
    try:
        yield made
    finally:
        made.end()


@pytest.fixture
def many(cohort: Path, built: Path) -> Path:
    """Forty learners; one has handed in what cannot be read."""
    first = submission(cohort, "learner-00")
    answer(first, built / SOURCE, model, reflection="Hello.")
    for at in range(1, LEARNERS):
        folder = cohort / "submitted" / f"learner-{at:02}" / MODULE
        shutil.copytree(first, folder)
        if at % 3 == 0:
            (folder / f"{MODULE}.responses.json").unlink()
            answer(folder, built / SOURCE, nothing)
    (cohort / "submitted" / "learner-07" / MODULE / f"{MODULE}.responses.json").write_text(
        "{", encoding="utf-8"
    )
    return cohort


def test_a_worker_is_killed_midway_and_all_marks_arrive_once(
    many: Path, machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shutil.copytree(many, tmp_path / "other" / "spring")
    assert mark_in_bulk(other).marked == LEARNERS - 1
    monkeypatch.setattr(running, "CHUNK", 1)
    monkeypatch.setattr(running, "BATCH", 8)
    real, killed, left = running.Run._settle, [], []

    def settle(run: Any, batch: Any) -> None:
        if not killed:  # it holds outcomes that nobody has taken yet, and is at work on another
            killed.append(machines.workers[0].pid)
            os.kill(machines.workers[0].pid, signal.SIGKILL)
            machines.workers[0].wait()
        real(run, batch)
        left.append(machines.workers[1].poll())

    monkeypatch.setattr(running.Run, "_settle", settle)
    run = mark_in_bulk(many, cluster=machines.begin())
    assert (run.marked, run.failed) == (LEARNERS - 1, True) and "learner-07" in run.about("learner-07")
    assert killed and len(left) >= LEARNERS // 8 and set(left) == {None}
    assert read_state(many) == read_state(other)
    assert not list((many / "autograded").glob(".*"))


def test_the_command_marks_on_a_cluster_what_lies_at_an_address(
    many: Path, machines: Machines, tmp_path: Path
) -> None:
    other = shutil.copytree(many, tmp_path / "other" / "spring")
    mark_in_bulk(other)
    store = shutil.make_archive(str(tmp_path / "store"), "zip", many / "submitted")
    shutil.rmtree(many / "submitted")
    command = [sys.executable, "-m", "mentorlab", "cohort", "mark", "--cohort", str(many)]
    run = subprocess.run(
        [*command, "--scheduler", machines.begin(), "--submitted", f"zip://::file://{store}"],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1 and f": {LEARNERS - 1} marked" in run.stdout, run.stderr
    assert read_state(many) == read_state(other)


def test_whoever_has_no_cluster_is_told_in_a_sentence(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_cluster, "_PATIENCE", 1)
    code, said = mark_here(many, "--scheduler", "tcp://127.0.0.1:9")
    assert (
        code == 2
        and said.startswith("No scheduler answers at tcp://127.0.0.1:9")
        and len(said.splitlines()) == 1
    )
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, said = mark_here(many, "--scheduler", "tcp://127.0.0.1:9")
    assert code == 2 and "pip install 'mentorlab[dask]'" in said and len(said.splitlines()) == 1
    with pytest.raises(Unreachable):
        Cluster("tcp://127.0.0.1:9")
    assert not read_state(many).rows
