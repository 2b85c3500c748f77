"""Writing a learner's files: whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import stat
from pathlib import Path


def write_whole(target: Path, data: bytes) -> None:
    """Put a whole file in its place. It gets the permissions of a new file: the course's own may be read-only."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):  # by a run that was cut off
        left.unlink()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if os.name == "nt" and target.exists():
            target.chmod(stat.S_IWRITE)  # Windows does not replace a read-only file
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def free_name(target: Path, addition: str) -> Path:
    """`page.before-2026-11-22.html` for `before-2026-11-22`, or with a number where that is taken."""
    aside, number = target.with_name(f"{target.stem}.{addition}{target.suffix}"), 2
    while os.path.lexists(aside):
        aside = target.with_name(f"{target.stem}.{addition}-{number}{target.suffix}")
        number += 1
    return aside
