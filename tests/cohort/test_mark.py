"""What `mentorlab cohort mark` makes of its options before anything is marked."""

from __future__ import annotations

import os

import pytest

from mentorlab.cohort.mark import Wanted, cores
from mentorlab.marking.bulk.workers import Processes, mark_here


@pytest.fixture(params=["with affinity", "without affinity"])
def eight_cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with eight cores; macOS and Windows cannot keep a process to some of them."""
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    if request.param == "with affinity":
        monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(8)), raising=False)
    else:
        monkeypatch.delattr(os, "sched_getaffinity", raising=False)


@pytest.mark.usefixtures("eight_cores")
def test_one_job_marks_in_this_process() -> None:
    assert Wanted(jobs=1).scheduler() is mark_here


@pytest.mark.usefixtures("eight_cores")
@pytest.mark.parametrize(("jobs", "count"), [(2, 2), (3, 3), (0, 8)])
def test_as_many_processes_mark_as_were_asked_for_or_as_there_are_cores(jobs: int, count: int) -> None:
    scheduler = Wanted(jobs=jobs).scheduler()
    assert isinstance(scheduler, Processes) and scheduler.count == count


def test_a_process_that_may_use_some_cores_counts_those_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {5}, raising=False)
    assert cores() == 1
    assert Wanted().scheduler() is mark_here
