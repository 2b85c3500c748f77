"""The yard, made once for all of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.hostile_cohort import make_yard


@pytest.fixture(scope="session")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort with a small assignment and nobody in it, to be copied."""
    return make_yard(tmp_path_factory.mktemp("yard"))
