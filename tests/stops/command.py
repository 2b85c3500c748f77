"""The real command in a process of its own, so that limits and locks meet it and not the tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def mark(cohort: Path, *words: str, first: Callable[[], object] | None = None) -> tuple[int, str]:
    """`mentorlab cohort mark`: its exit code, and what it said to people. `first` is called in the new process."""
    done = subprocess.run(
        [sys.executable, "-m", "mentorlab", "cohort", "mark", "--cohort", str(cohort), "--jobs", "2", *words],
        capture_output=True,
        text=True,
        preexec_fn=first,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr
