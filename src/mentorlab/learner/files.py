"""A learner's files: written whole or not at all, and kept under a free name where one is replaced."""

from __future__ import annotations

import os
from pathlib import Path

from mentorlab import files


def write_whole(target: Path, data: bytes) -> None:
    """Puts a whole file in its place, for its owner alone, in a folder that is made where it is missing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    files.clear_leftovers(target)
    files.write_whole(target, data, permissions=0o600)


def free_name(target: Path, addition: str) -> Path:
    """Returns `page.before-2026-11-22.html` for `before-2026-11-22`, or with a number where that is taken."""
    aside, number = target.with_name(f"{target.stem}.{addition}{target.suffix}"), 2
    while os.path.lexists(aside):
        aside = target.with_name(f"{target.stem}.{addition}-{number}{target.suffix}")
        number += 1
    return aside
