"""The hostile cohort, made once for all of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.hostile_cohort import make_hostile_cohort


@pytest.fixture(scope="session")
def hostile_cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort with a small assignment and nobody in it, to be copied."""
    return make_hostile_cohort(tmp_path_factory.mktemp("hostile"))
