"""One writer at a time: a lock for each responses file, held in the user's runtime folder.

It is not held beside the responses, because that folder is what a learner hands in and may stand on a
share that knows no locks. A process that dies lets go of its lock, however it dies.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorlab.files import open_lock
from mentorlab.responses.strict import ResponsesError
from mentorlab.wording import number

PATIENCE = 10.0  # seconds; a save takes milliseconds, so whoever waits longer waits for a sleeping process

if sys.platform == "win32":
    import msvcrt

    def _try(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _free(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _free(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of this responses file; `ResponsesError` where another window does not let go of it."""
    name = hashlib.sha256(os.fsencode(path.parent.resolve() / path.name)).hexdigest()[:32] + ".lock"
    file = runtime_folder() / name
    handle = _acquire(file, time.monotonic() + PATIENCE)
    if handle is None:
        raise ResponsesError(
            f"Another window has been saving {path.name} for {number(PATIENCE, 0)} seconds. "
            "Close it, then change your response once more."
        )
    try:
        yield
    finally:
        _free(handle)
        os.close(handle)


def _acquire(file: Path, deadline: float) -> int | None:
    pause = 0.001
    while True:
        try:
            handle = open_lock(file)
        except OSError as error:
            raise ResponsesError(
                f"A lock could not be made in {file.parent} ({error.strerror}). Nothing was changed."
            ) from None
        if _try(handle):
            if _same(handle, file):
                return handle
            _free(handle)  # a tidier of temporary folders took the file away: others lock a newer one
            os.close(handle)
            continue
        os.close(handle)
        if time.monotonic() > deadline:
            return None
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)


def _same(handle: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def runtime_folder() -> Path:
    """The first of the usual places that is ours alone; the same for all processes of this user."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    user = str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    places = [Path(runtime) / "mentorlab"] if runtime else []
    places += [
        Path(tempfile.gettempdir()) / f"mentorlab-{user}",
        Path.home() / ".cache" / "mentorlab" / "locks",
    ]
    for place in places:
        try:
            place.mkdir(mode=0o700, parents=place.is_relative_to(Path.home()), exist_ok=True)
            found = place.lstat()
        except OSError:
            continue
        ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
        if stat.S_ISDIR(found.st_mode) and ours and os.access(place, os.W_OK):
            return place
    raise ResponsesError(
        f"There is no folder for temporary files that can be written: tried {', '.join(map(str, places))}. "
        "Nothing was changed."
    )
