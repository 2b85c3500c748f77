"""Our ways of marking a whole cohort folder; every case goes through each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nbgrader_runs import autograde
from security.case import Scene


def with_nbgrader(cohort: Path) -> Scene:
    """`nbgrader autograde` in our configuration."""
    run = autograde(cohort)
    return Scene(cohort, run.said, int(run.failed))


WAYS: dict[str, Callable[[Path], Scene]] = {"nbgrader autograde": with_nbgrader}
