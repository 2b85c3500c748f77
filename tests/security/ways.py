"""Our ways of marking a whole cohort folder; every case goes through each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.mark import Wanted, marking
from tests.helpers.nbgrader_runs import autograde
from tests.security.case import Scene


def with_nbgrader(cohort: Path) -> Scene:
    """`nbgrader autograde` in our configuration."""
    run = autograde(cohort)
    return Scene(cohort, run.said, int(run.failed))


def in_bulk(cohort: Path) -> Scene:
    """`mentorlab cohort mark`, in this process."""
    scene = Scene(cohort)
    with marking(find_cohort(cohort)) as found:
        tallies = [
            job.mark(Wanted(jobs=1), scene.said.append, lambda count: None)
            for job in found.jobs((), Wanted(jobs=1))
        ]
    scene.code = int(any(tally.refused for tally in tallies))
    return scene


WAYS: dict[str, Callable[[Path], Scene]] = {"nbgrader autograde": with_nbgrader, "cohort mark": in_bulk}
