"""Fixtures that several families of tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.helpers.minutes"]

# The same examples in every run: a commit does not fail by luck. New ones are tried on purpose (CONTRIBUTING.md).
# No deadlines: how long one example takes says how busy the machine is, and nothing of the code.
settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with one module, made of the author's guide."""
    from tests.helpers.course_samples import write_content

    return write_content(tmp_path / "content")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder in which that course was built; tests read it and change nothing in it."""
    from mentorlab.notebooks.course import build_course
    from tests.helpers.course_samples import write_content

    project = tmp_path_factory.mktemp("project")
    build_course(write_content(project / "content"), project)
    return project


@pytest.fixture(scope="session")
def _cohort(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort with that course's assignment, to be copied."""
    from mentorlab.cohort.new import new_cohort

    folder = tmp_path_factory.mktemp("cohorts") / "spring"
    new_cohort(folder, built)
    return folder


@pytest.fixture
def cohort(_cohort: Path, tmp_path: Path) -> Path:
    """A fresh cohort folder of this test's own."""
    folder = tmp_path / "spring"
    shutil.copytree(_cohort, folder)
    return folder
