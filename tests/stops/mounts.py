"""File systems of a test's own: a small one that fills up, and one that nothing can be written to.

Permissions do not bind root, so a folder is made read-only by a mount. Where mounting is not allowed, whoever runs the
tests is no root either, and permissions do.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A disk of so many bytes; skips where none can be mounted."""
    folder.mkdir()
    if not _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder):
        pytest.skip(
            "a small disk cannot be mounted here: it needs root. The limit on a file's size is tried all the same."
        )
    try:
        yield folder
    finally:
        _unmount(folder)


def grow(disk: Path, size: int) -> None:
    """Make room on it."""
    assert _mount("-o", f"remount,size={size}", disk)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing can be written in `folder` meanwhile, whoever one is."""
    if _mount("--bind", folder, folder):
        try:
            assert _mount("-o", "remount,bind,ro", folder)
            with pytest.raises(OSError):
                (folder / "proof").touch()
            yield
        finally:
            _unmount(folder)
        return
    assert os.geteuid() != 0, "root can write everywhere, and cannot mount here"
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    modes = [path.stat().st_mode for path in folders]
    for path in folders:
        path.chmod(0o555)
    try:
        yield
    finally:
        for path, mode in zip(folders, modes, strict=True):
            path.chmod(mode)


def _mount(*words: object) -> bool:
    return subprocess.run(["mount", *map(str, words)], capture_output=True).returncode == 0


def _unmount(folder: Path) -> None:
    # Lazily, so that what a failed test left open cannot keep the mount in place.
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
