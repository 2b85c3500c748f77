"""The gradebook as a file: whether it is the one that we may open, what is wrong where it is not, and copies of it.

nbgrader makes a new gradebook wherever it finds none, and everybody's marks seem to be gone; and it shows SQL where it
cannot read one. So the file is looked at before nbgrader opens it.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from pathlib import Path

import nbgrader
from nbgrader.api import Gradebook
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from mentorlab.names import visible
from mentorlab.responses.place import COHORT, MARKER

COPIES = "gradebooks"  # in the cohort's marker folder
MOST_COPIES = 5
_STAMP = "%Y-%m-%d-%H%M%S-%f"
_PATIENCE = 5.0  # seconds, SQLite's own


class Fault(Enum):
    """What can be wrong with a gradebook."""

    LOST = "is gone"
    DAMAGED = "is damaged"
    LOCKED = "is held by another program"
    NEWER = "was written by a newer nbgrader than this one"
    OLDER = "was written by an earlier nbgrader than this one"
    FULL = "cannot grow, because the disk or a limit is full"
    READ_ONLY = "may not be written to"
    UNREADABLE = "cannot be opened"
    GONE = "does not answer: its server is not there, or does not know us"
    OTHER = "could not do what it was asked"


_RESTORE = "Bring the last copy back with: mentorlab cohort restore --gradebook"
_MENDS = {
    Fault.LOST: _RESTORE,
    Fault.DAMAGED: _RESTORE,
    Fault.LOCKED: "Close Formgrader and whatever else has it open, then run it again.",
    Fault.NEWER: "Install the nbgrader that wrote it.",
    Fault.OLDER: "Run first: nbgrader db upgrade",
    Fault.FULL: "Make room, then run it again.",
    Fault.READ_ONLY: "Look at whose it is and at its permissions, then run it again.",
    Fault.UNREADABLE: "Look at whose it is and at its permissions, then run it again.",
    Fault.GONE: "Look at c.CourseDirectory.db_url in nbgrader_config.py and at the server, then run it again.",
    Fault.OTHER: f"If it happens again: {_RESTORE}",
}
# SQLite's own numbers, whose meaning never changes.
_CODES = {
    5: Fault.LOCKED,
    6: Fault.LOCKED,
    8: Fault.READ_ONLY,
    10: Fault.FULL,  # what the system says where a file may not grow
    11: Fault.DAMAGED,
    13: Fault.FULL,
    14: Fault.UNREADABLE,
    26: Fault.DAMAGED,
}


class GradebookError(Exception):
    """Why the gradebook cannot be used, and what to do.

    Attributes
    ----------
    fault : what is wrong
    place : the file, or "" where it lies on a server
    """

    def __init__(self, fault: Fault, place: str = "") -> None:
        super().__init__(
            f"The gradebook {f'{visible(place)} ' if place else ''}{fault.value}. {_MENDS[fault]}"
        )
        self.fault, self.place = fault, place


def fault_of(error: BaseException) -> Fault:
    """What a database's error means."""
    origin = getattr(error, "orig", error)
    if isinstance(origin, sqlite3.Error):
        code = getattr(origin, "sqlite_errorcode", None)
        if code is None:  # it says it in words alone: not a database, malformed
            return Fault.DAMAGED if isinstance(origin, sqlite3.DatabaseError) else Fault.OTHER
        found = _CODES.get(code & 0xFF)  # what is above says more of the same
        if found is None and type(origin) is sqlite3.OperationalError and code == 1:
            return Fault.DAMAGED  # a table or column that every gradebook has is not there
        return found or Fault.OTHER
    if isinstance(error, DBAPIError):
        return (
            Fault.GONE
            if error.connection_invalidated or type(error).__name__ == "OperationalError"
            else Fault.OTHER
        )
    return Fault.OTHER


def file_of(address: str) -> Path | None:
    """The file of a gradebook's address; None where it lies on a server, or in memory."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise GradebookError(Fault.GONE) from None
    if not url.drivername.startswith("sqlite") or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def look(address: str, cohort: Path) -> None:
    """Raise `GradebookError` where a cohort's gradebook may not be opened: nothing is made, and nothing is changed."""
    file = file_of(address)
    if file is None:
        return
    place = file.name
    if not file.exists() or not file.stat().st_size:
        if _is_expected(cohort):
            raise GradebookError(Fault.LOST, place)
        return
    try:
        with closing(
            sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)
        ) as book:
            tables = {name for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables and not _is_expected(cohort):
                return
            if not {"student", "assignment", "grade", "alembic_version"} <= tables:
                raise GradebookError(Fault.DAMAGED, place)
            (version,) = book.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
    except sqlite3.Error as error:
        raise GradebookError(fault_of(error), place) from None
    head, known = _versions()
    if version != head:
        raise GradebookError(Fault.OLDER if version in known else Fault.NEWER, place)


@contextmanager
def opened(address: str, course: str, cohort: Path) -> Iterator[Gradebook]:
    """nbgrader's gradebook at an address, looked at before; whatever its database says becomes a `GradebookError`."""
    look(address, cohort)
    file = file_of(address)
    try:
        with Gradebook(address, course) as book:
            yield book
    except DBAPIError as error:
        raise GradebookError(fault_of(error), file.name if file else "") from None


def _is_expected(folder: Path) -> bool:
    """Whether a cohort with assignments lies here, whose gradebook must be somewhere."""
    return (folder / MARKER / COHORT).is_file() and any((folder / "release").glob("*/*.ipynb"))


@cache
def _versions() -> tuple[str, frozenset[str]]:
    """The version of gradebooks that this nbgrader writes, and those that it can make into one."""
    folder = Path(nbgrader.__file__).parent / "alembic" / "versions"
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py")]
    found = {name for text in texts for name in re.findall(r"^revision = ['\"](\w+)", text, re.MULTILINE)}
    before = {
        name for text in texts for name in re.findall(r"^down_revision = ['\"](\w+)", text, re.MULTILINE)
    }
    (head,) = found - before
    return head, frozenset(found)


# --- copies --------------------------------------------------------------------------------------------------


def copies(cohort: Path) -> list[Path]:
    """The copies that are kept of a cohort's gradebook, the newest last."""
    return sorted((cohort / MARKER / COPIES).glob("gradebook-*.db"))


def keep_copy(cohort: Path, address: str) -> str:
    """Keep a copy of the gradebook as it is before it is written to; the oldest copies are removed.

    Returns
    -------
    a sentence where none could be kept; "" where it was, or nothing has changed since the last one
    """
    file = file_of(address)
    if file is None or not file.is_file():
        return ""
    kept = copies(cohort)
    status = file.stat()
    if kept and kept[-1].stat().st_mtime_ns == status.st_mtime_ns:
        return ""
    folder = cohort / MARKER / COPIES
    copy = folder / f"gradebook-{datetime.now(UTC).strftime(_STAMP)}.db"
    part = copy.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with (
            closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as book,
            closing(sqlite3.connect(part)) as other,
        ):
            book.backup(other)
        os.utime(part, ns=(status.st_atime_ns, status.st_mtime_ns))
        part.rename(copy)
    except (OSError, sqlite3.Error):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        return f"No copy of the gradebook could be kept in {MARKER}/{COPIES}/ before this run. Look whether there is room."
    for old in copies(cohort)[:-MOST_COPIES]:
        with contextlib.suppress(OSError):
            old.unlink()
    return ""


def restore(address: str, copy: Path) -> Path | None:
    """Put a copy in the gradebook's place; where what stood there lies now, None where nothing did.

    Raises
    ------
    GradebookError : the gradebook lies on a server, or the copy cannot be read
    """
    file = file_of(address)
    if file is None:
        raise GradebookError(Fault.GONE)
    fresh = file.with_name(f".{file.name}.restoring")
    try:
        with (
            closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as kept,
            closing(sqlite3.connect(fresh)) as new,
        ):
            kept.backup(new)
        fresh.chmod(0o600)
        aside = None
        if file.exists():
            aside = next(
                place
                for number in range(1, 10_000)
                if not (place := file.with_name(f"{file.name}.aside-{number}")).exists()
            )
            file.rename(aside)
        fresh.rename(file)
    except sqlite3.Error as error:
        raise GradebookError(fault_of(error), copy.name) from None
    except OSError:
        raise GradebookError(Fault.READ_ONLY, file.name) from None
    return aside
