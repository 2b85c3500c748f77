"""A clock that runs backwards, or is years wrong, changes no mark and loses none."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from benchmarks.submissions import MODULE
from mentorlab.marking.bulk import run as running
from tests.helpers.nbgrader_runs import mark_in_bulk
from tests.stops.cohort_state import CohortState, between, read_state

pytestmark = pytest.mark.kills

FUTURE = 4_000_000_000  # 2096
EARLIER = "2001-01-01 00:00:00.000000 UTC"


@pytest.fixture
def backwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every look at the clock says a day less, and it begins in the future."""
    days = count()
    monkeypatch.setattr(time, "time", lambda: FUTURE - 86_400.0 * next(days))
    monkeypatch.setattr(time, "time_ns", lambda: int((FUTURE - 86_400 * next(days)) * 1e9))
    yield
    monkeypatch.undo()


def age(cohort: Path, seconds: int) -> None:
    """Give every file of a cohort this time."""
    for path in (cohort, *cohort.rglob("*")):
        os.utime(path, (seconds, seconds), follow_symlinks=False)


@pytest.mark.parametrize("seconds", [FUTURE, 0], ids=["files-of-2096", "files-of-1970"])
def test_neither_the_clock_nor_the_files_times_decide_anything(
    seconds: int, work: Path, after: CohortState, backwards: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    age(work, seconds)
    monkeypatch.setattr(running, "BATCH", 4)
    monkeypatch.setattr(running, "CHUNK", 2)
    assert mark_in_bulk(work).marked == 11
    assert read_state(work) == after
    age(work, FUTURE - seconds)
    assert mark_in_bulk(work).marked == 0
    assert read_state(work) == after


def test_a_run_that_is_stopped_goes_on_although_the_clock_has_gone_back(
    work: Path, before: CohortState, after: CohortState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 4)
    monkeypatch.setattr(running, "CHUNK", 2)
    monkeypatch.setattr(time, "time", lambda: float(FUTURE))
    real, turns = running._put_in_place, count(1)

    def stopped(copy: str, place: str) -> None:
        if next(turns) == 6:
            raise KeyboardInterrupt
        real(copy, place)

    monkeypatch.setattr(running, "_put_in_place", stopped)
    with pytest.raises(KeyboardInterrupt):
        mark_in_bulk(work)
    age(work / "autograded", FUTURE)
    monkeypatch.undo()
    assert not list(between(read_state(work), before, after))
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert mark_in_bulk(work).failed  # two of them are refused
    assert read_state(work) == after


def test_a_learner_whose_clock_went_back_is_named_and_keeps_the_mark(work: Path, after: CohortState) -> None:
    """nbgrader goes by the time of handing in alone: what says an earlier one is not marked again."""
    mark_in_bulk(work)
    for student in ("learner-000001", "learner-000010"):
        handed = work / "submitted" / student / MODULE
        (handed / "timestamp.txt").write_text(EARLIER, encoding="utf-8")
        (handed / f"{MODULE}.responses.json").write_text("{}", encoding="utf-8")
    run = mark_in_bulk(work)
    assert run.marked == 0 and read_state(work) == after
    for student in ("learner-000001", "learner-000010"):
        assert "it is not the file that was marked" in run.about(student)
