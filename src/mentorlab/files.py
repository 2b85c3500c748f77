"""Files that others may have put there are opened safely, and ours are written whole or not at all.

Below every layer: responses, a learner's workspace and marking all read and write through here.

- `read_plain` and `open_plain`: never through a link, never waiting for a pipe, never more than a limit.
- `write_whole`: under another name first, then renamed, so that a cut cable never leaves half a file.
- `clear_leftovers`: what a writer that was killed left beside its file.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from pathlib import Path

_LEAST = 1024  # bytes read at once: a file may have grown since it was measured
_RENAME_PAUSES = (0.01, 0.03, 0.1, 0.3)  # seconds, on Windows, while somebody reads the file that is replaced


def _flags(*names: str) -> int:
    """Those of the flags of `os.open` that this platform has."""
    found = 0
    for name in names:
        found |= getattr(os, name, 0)
    return found


_PLAIN = os.O_RDONLY | _flags("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK")
_FOLDER = _PLAIN | _flags("O_DIRECTORY")
_OWN = os.O_RDWR | os.O_CREAT | _flags("O_CLOEXEC", "O_NOFOLLOW")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _flags("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW")
_LINKS_ARE_REFUSED = hasattr(os, "O_NOFOLLOW")  # by the system itself, in the moment of opening


class NotPlain(OSError):
    """Something other than a plain file stands under this name.

    Attributes
    ----------
    link : whether it is a link; otherwise it is a folder, a pipe, a socket or a device
    """

    def __init__(self, path: str | os.PathLike[str], *, link: bool) -> None:
        super().__init__(errno.EINVAL, "it is a link" if link else "it is not a file", os.fspath(path))
        self.link = link


def open_plain(path: str | os.PathLike[str], *, folder: int | None = None) -> int:
    """Open a plain file to be read; the handle is the caller's to close.

    Parameters
    ----------
    folder : the handle of a folder in which `path` is a name

    Raises
    ------
    NotPlain : a link, a folder, a pipe or a device stands there
    OSError : it is missing or may not be read
    """
    if not _LINKS_ARE_REFUSED:
        _refuse_unless_plain(path, folder)
    try:
        handle = os.open(path, _PLAIN, dir_fd=folder)
    except OSError:
        _refuse_unless_plain(path, folder)
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotPlain(path, link=False)
    return handle


def open_folder(path: str | os.PathLike[str], *, folder: int | None = None) -> int:
    """Open a folder, so that what lies in it is opened from there and not by its path; no link is followed."""
    return os.open(path, _FOLDER, dir_fd=folder)


def open_lock(path: str | os.PathLike[str], permissions: int = 0o600) -> int:
    """Open a file of ours to be locked, and make it where it is missing; no link is followed."""
    return os.open(path, _OWN, permissions)


def read_plain(path: str | os.PathLike[str], limit: int, *, folder: int | None = None) -> bytes:
    """At most `limit` bytes of a plain file; raises as `open_plain` does.

    Ask for one byte more than is allowed to learn that a file is too large.
    """
    handle = open_plain(path, folder=folder)
    try:
        parts = []
        room = (
            os.fstat(handle).st_size + 1
        )  # not the limit, for which megabytes would be fetched and given back
        while limit > 0:
            part = os.read(handle, min(limit, max(room, _LEAST)))
            if not part:
                break
            parts.append(part)
            limit -= len(part)
        return b"".join(parts)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes, *, permissions: int | None = None) -> None:
    """Put a whole file in its place; when this returns, it is on the disk.

    It gets the permissions of a new file, or exactly those that are said, whatever the umask. Where writing fails,
    the old file stays as it was.
    """
    temporary = path.with_name(f"{_leftover_start(path)}{secrets.token_hex(6)}.tmp")
    try:
        with os.fdopen(_create(temporary, permissions), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def _create(path: Path, permissions: int | None) -> int:
    handle = os.open(path, _NEW, 0o666 if permissions is None else permissions)
    if permissions is not None and hasattr(os, "fchmod"):
        os.fchmod(handle, permissions)
    return handle


def clear_leftovers(path: Path) -> None:
    """Remove what writers of this file that were killed left beside it. Call it while nobody else writes the file."""
    start = _leftover_start(path)
    with contextlib.suppress(OSError):
        for found in path.parent.iterdir():
            if found.name.startswith(start) and found.name.endswith(".tmp"):
                with contextlib.suppress(OSError):
                    found.unlink()


def _leftover_start(path: Path) -> str:
    return f".{path.name}."


def _refuse_unless_plain(path: str | os.PathLike[str], folder: int | None) -> None:
    mode = os.stat(path, dir_fd=folder, follow_symlinks=False).st_mode
    if not stat.S_ISREG(mode):
        raise NotPlain(path, link=stat.S_ISLNK(mode))


def _replace(temporary: Path, path: Path) -> None:
    if os.name == "nt" and path.exists():
        path.chmod(stat.S_IWRITE)  # Windows does not replace a read-only file
    for pause in _RENAME_PAUSES:
        try:
            temporary.replace(path)
            return
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(pause)
    temporary.replace(path)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut too, where the platform can."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
