"""Where things lie that the tests read."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CONTENT = PROJECT / "content"
AUTHORS = PROJECT / "docs" / "authors.md"
FAULTS = PROJECT / "tests" / "examples" / "faults"
GOOD = FAULTS / "good"
