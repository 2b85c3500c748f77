"""A look at a tree of files before and after: who wrote where."""

from __future__ import annotations

import os
from pathlib import Path


def tree(top: Path, *, without: Path | None = None) -> dict[str, tuple[int, int, int]]:
    """Path -> kind, size and time of change of everything below `top`, links as links.

    Parameters
    ----------
    without : a folder in it that may change
    """
    found = {}
    for here, folders, names in os.walk(top):
        if without is not None and Path(here) == without:
            folders.clear()
            continue
        for name in (*folders, *names):
            path = Path(here) / name
            if path != without:
                status = path.lstat()
                is_folder = path.is_dir() and not path.is_symlink()
                changed = (
                    0 if is_folder else status.st_mtime_ns
                )  # a folder's says only that a name came or went
                found[path.relative_to(top).as_posix()] = (
                    status.st_mode,
                    status.st_size * (not is_folder),
                    changed,
                )
    return found
