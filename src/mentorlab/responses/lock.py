"""One writer at a time: a lock on the folder that is written to.

The folder itself is locked, so that all windows meet at the same lock whatever their environment says, and nothing
is added to what a learner hands in. Where a file system locks no folders (some network shares, Windows), a file
in the user's own folder for running programs is locked in its place. A process that dies lets go, however it dies.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorlab.files import open_folder, open_lock
from mentorlab.responses.strict import ResponsesError
from mentorlab.wording import number

PATIENCE = 10.0  # seconds; a save takes milliseconds, so whoever waits longer waits for a sleeping process
_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}

if sys.platform == "win32":
    import msvcrt

    LOCKS_FOLDERS = False

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _free(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    LOCKS_FOLDERS = True

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _free(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def locked(
    folder: Path, patience: float | None = None, waiting: Callable[[], object] = lambda: None
) -> Iterator[None]:
    """Holds the lock of a folder.

    Parameters
    ----------
    patience : seconds until it is given up; `PATIENCE` if not said
    waiting : called once if somebody else holds the lock

    Raises
    ------
    ResponsesError : another window does not let go of it
    FileNotFoundError : there is no such folder
    """
    patience = PATIENCE if patience is None else patience
    handle = _acquire(folder, time.monotonic() + patience, waiting)
    if handle is None:
        raise ResponsesError(
            f"Another window has been saving in {folder} for {number(patience, 0)} seconds. "
            "Close it, then change your response once more."
        )
    try:
        yield
    finally:
        _free(handle)
        os.close(handle)


def _acquire(folder: Path, deadline: float, waiting: Callable[[], object]) -> int | None:
    file = None if LOCKS_FOLDERS else _lock_file(folder)
    pause, told = 0.001, False
    while True:
        handle = open_folder(folder) if file is None else _open(file)
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            if file is None and error.errno not in _TAKEN:
                file = _lock_file(folder)  # this file system locks no folders
                continue
        else:
            if file is None or _same(handle, file):
                return handle
            _free(handle)  # a tidier of temporary folders took the file away: others lock a newer one
            os.close(handle)
            continue
        if not told:
            told = True
            waiting()
        if time.monotonic() > deadline:
            return None
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)


def _lock_file(folder: Path) -> Path:
    folder.stat()  # FileNotFoundError, as where folders are locked
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32] + ".lock"
    return runtime_folder() / name


def _open(file: Path) -> int:
    try:
        return open_lock(file)
    except OSError as error:
        raise ResponsesError(
            f"A lock could not be made in {file.parent} ({error.strerror}). Nothing was changed."
        ) from None


def _same(handle: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def runtime_folder() -> Path:
    """Returns a folder that this user alone can enter, the same for all of this user's processes.

    Environment variables are not asked, because two windows may differ in them; and its name is short, because
    sockets lie in it and a socket's path has room for about a hundred characters.

    Raises
    ------
    ResponsesError : there is no place for it
    """
    places = _places()
    for place in places:
        try:
            place.mkdir(mode=0o700, parents=place.is_relative_to(_home()), exist_ok=True)
            if not _is_own_folder(place):
                continue
            if os.name != "nt" and stat.S_IMODE(place.lstat().st_mode) != 0o700:
                place.chmod(0o700)
        except OSError:
            continue
        if os.access(place, os.W_OK | os.X_OK):
            return place
    raise ResponsesError(
        f"There is no folder for temporary files that can be written: tried {', '.join(map(str, places))}. "
        "Nothing was changed."
    )


def runtime_folders() -> list[Path]:
    """Lists all such folders that there are: a desktop session that begins or ends changes which of them is the first."""
    return [place for place in _places() if _is_own_folder(place)]


def _is_own_folder(place: Path) -> bool:
    try:
        found = place.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())


def _places() -> list[Path]:
    kept = _home() / ".cache" / "mentorlab" / "run"
    if not hasattr(os, "getuid"):
        return [_home() / "AppData" / "Local" / "mentorlab" / "run", kept]
    user = os.getuid()
    return [Path(f"/run/user/{user}/mentorlab"), Path(f"/tmp/mentorlab-{user}"), kept]


def _home() -> Path:
    """Returns the home folder that the system knows of this user, not the one that the environment names."""
    if sys.platform != "win32":
        import pwd

        try:
            return Path(pwd.getpwuid(os.getuid()).pw_dir)
        except KeyError:  # a container's user without an entry
            pass
    return Path.home()
