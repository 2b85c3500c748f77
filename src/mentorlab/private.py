"""Folders and files that belong to one person are closed to all other accounts of the machine.

Whatever the umask was when they were made, and also where an earlier version made them. Links are left alone: they
could lead to something that is not ours.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

OTHERS = 0o007
GROUP_AND_OTHERS = 0o077


def close(paths: Iterable[Path], closed: int = GROUP_AND_OTHERS) -> bool:
    """Takes from others what rights they have to these folders and files, as far as the system lets us.

    Parameters
    ----------
    closed : the rights to take away, such as `OTHERS` where a group works together

    Returns
    -------
    bool : whether any of them was open until now
    """
    changed = False
    for path in paths:
        rights = _rights(path)
        if rights & closed:
            try:
                path.chmod(rights & ~closed)
            except OSError:
                continue  # it is somebody else's, or the disk knows no rights: see `is_open`
            changed = changed or not is_open(path, closed)
    return changed


def is_open(path: Path, closed: int = GROUP_AND_OTHERS) -> bool:
    """Tells whether anybody else has rights to this folder or file; never on Windows, which has no such rights."""
    return bool(_rights(path) & closed)


def make_folder(path: Path) -> None:
    """Makes a folder that its owner alone can enter, whatever the umask, and the folders above it where needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if not path.is_dir():
            raise
        return
    if os.name != "nt":
        path.chmod(0o700)


def _rights(path: Path) -> int:
    if os.name == "nt":
        return 0
    try:
        mode = path.lstat().st_mode
    except OSError:
        return 0
    return 0 if stat.S_ISLNK(mode) else stat.S_IMODE(mode)
