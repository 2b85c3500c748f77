"""A cohort with work of every sort, and what an undisturbed run makes of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers.nbgrader_runs import mark_in_bulk
from tests.stops.cohort_state import CohortState, read_state
from tests.stops.work import make_work


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cohort; tests copy it and change nothing in it."""
    return make_work(tmp_path_factory.mktemp("stops") / "spring")


@pytest.fixture(scope="session")
def before(prepared: Path) -> CohortState:
    return read_state(prepared)


@pytest.fixture(scope="session")
def after(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> CohortState:
    other = tmp_path_factory.mktemp("undisturbed") / "spring"
    shutil.copytree(prepared, other)
    assert mark_in_bulk(other).marked == 11
    return read_state(other)


@pytest.fixture
def work(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the test's own."""
    return Path(shutil.copytree(prepared, tmp_path / "spring"))
