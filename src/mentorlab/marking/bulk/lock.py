"""One marking of a cohort at a time: a lock that its process lets go of, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorlab.files import open_lock
from mentorlab.responses.place import MARKER

LOCK = "marking.lock"


class Busy(Exception):
    """Somebody else is marking this cohort, or its folder cannot be written to; the message says which."""


@contextmanager
def exclusive(cohort: Path) -> Iterator[None]:
    """Holds the cohort's lock, so that nobody else marks it meanwhile; raises `Busy` where somebody does."""
    path = cohort / MARKER / LOCK
    try:
        path.parent.mkdir(exist_ok=True)
        handle = open_lock(path, 0o660)
    except OSError as error:
        raise Busy(f"{error.filename}: {error.strerror}. Nothing was marked.") from None
    try:
        if not _taken(handle):
            raise Busy(f"Somebody is marking {cohort} already. Wait until that has ended, then run it again.")
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(handle: int) -> bool:
        try:
            # Not flock: workers are forks, and would hold that one on after this process was killed.
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
