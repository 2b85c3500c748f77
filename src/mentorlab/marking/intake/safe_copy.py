"""Copying a folder that somebody may still be changing, without ever leaving it.

Every folder is opened once, and what lies in it is opened from there and not by its path: a link that takes a
file's or a folder's place in the meantime is refused by the operating system itself.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from mentorlab.files import open_folder, read_plain
from mentorlab.marking.intake.submission import MAX_DEPTH, MAX_FILES, MAX_FOLDER


def copy_tree(source: Path, target: Path, ignored: Iterable[str] = ()) -> None:
    """Copies the files of a folder and of the folders in it, within the limits of a submission.

    Parameters
    ----------
    ignored : patterns of names that are left out, such as `.ipynb_checkpoints`

    Raises
    ------
    OSError : something in it is a link, a pipe or too large; what was copied until then is still there
    """
    left = _Left(tuple(ignored))
    handle = open_folder(source)
    try:
        left.copy(handle, target, 0)
    finally:
        os.close(handle)


class _Left:
    """What may still be copied."""

    def __init__(self, ignored: tuple[str, ...]) -> None:
        self.ignored = ignored
        self.files, self.bytes = MAX_FILES, MAX_FOLDER

    def copy(self, folder: int, target: Path, depth: int) -> None:
        target.mkdir()
        for name in sorted(os.listdir(folder)):
            if any(fnmatch(name, pattern) for pattern in self.ignored):
                continue
            self.files -= 1
            mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
            is_folder = stat.S_ISDIR(mode)
            if self.files < 0 or depth > MAX_DEPTH or not (is_folder or stat.S_ISREG(mode)):
                raise OSError(f"{name} is a link, no file, or one too many")
            if is_folder:
                handle = open_folder(name, folder=folder)
                try:
                    self.copy(handle, target / name, depth + 1)
                finally:
                    os.close(handle)
            else:
                self.copy_file(folder, name, target / name)

    def copy_file(self, folder: int, name: str, target: Path) -> None:
        data = read_plain(name, self.bytes + 1, folder=folder)
        self.bytes -= len(data)
        if self.bytes < 0:
            raise OSError(f"{name} makes it larger than {MAX_FOLDER // 1024**2} MB")
        target.write_bytes(data)
