"""The command, in a process of its own where a limit or a kill shall meet it alone, else in this one, which is quicker."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

from mentorlab.cli.cohort import app


def mark(cohort: Path, *words: str, first: Callable[[], object]) -> tuple[int, str]:
    """`mentorlab cohort mark`: its exit code, and what it said to people. `first` is called in the new process."""
    done = subprocess.run(
        [sys.executable, "-m", "mentorlab", "cohort", "mark", "--cohort", str(cohort), "--jobs", "2", *words],
        capture_output=True,
        text=True,
        preexec_fn=first,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr


def mark_here(cohort: Path, *words: str) -> tuple[int, str]:
    """The same in this process, which does the marking too; an error that nobody foresaw is raised."""
    done = CliRunner().invoke(
        app, ["mark", "--cohort", str(cohort), "--jobs", "1", *words], catch_exceptions=False
    )
    return done.exit_code, done.stderr
