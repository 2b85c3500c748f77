"""Where responses lie: the little that `Responses` asks of a place, and the first such place, a folder.

A store holds byte strings by name. `Responses` decides what stands in them, when a damaged one is put aside and
what is kept as the last good one; so a store in a browser or in a learning platform needs these few functions alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mentorlab import files
from mentorlab.responses.lock import locked
from mentorlab.responses.place import MARKER, WORKSPACE, workspace_id
from mentorlab.responses.strict import ResponsesError, read_file

LAST_GOOD = "last-good/"  # what begins so is a copy, kept where nobody hands it in


class Store(Protocol):
    """A place with byte strings by name. What a person can mend is a `ResponsesError`, all else an `OSError`."""

    def look(self, name: str) -> bool:
        """Tells whether anything stands under this name, readable or not."""

    def read(self, name: str, limit: int) -> bytes | None:
        """Reads at most `limit` bytes; None where nothing stands there."""

    def write(self, name: str, data: bytes) -> None:
        """Stores the whole of it or nothing; once this returns, it lasts."""

    def move(self, name: str, to: str) -> None:
        """Gives what stands there another name, which must be free."""

    def lock(self) -> AbstractContextManager[None]:
        """Holds off every other writer of this place."""


class Gone(ResponsesError):
    """The workspace is no longer where it was when this page was opened."""


@dataclass(frozen=True)
class FolderStore:
    """Files in a folder, readable by their owner alone.

    Attributes
    ----------
    workspace : the learner's workspace in which the folder lies, if it lies in one. It must still be there, and be
        the same, at each save: a folder that was moved or unplugged is never made anew.
    id : the workspace's id
    last_good : the folder for copies; without it none are kept
    """

    folder: Path
    workspace: Path | None = None
    id: str = ""
    last_good: Path | None = None
    make: bool = False  # whether the folder is ours to make: the scratch folder is

    def look(self, name: str) -> bool:
        """Tells whether a file, a link or anything else has this name."""
        path = self._path(name)
        return path is not None and os.path.lexists(path)

    def read(self, name: str, limit: int) -> bytes | None:
        """Reads a plain file.

        Raises
        ------
        Damaged : the disk cannot give it back
        ResponsesError : it is a link or no file, or may not be read
        """
        path = self._path(name)
        return None if path is None else read_file(path, limit)

    def write(self, name: str, data: bytes) -> None:
        """Writes a file whole, for its owner alone; raises `Gone` or `OSError`."""
        path = self._path(name)
        if path is None:
            return
        self._check_workspace()
        if path.parent == self.last_good:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.clear_leftovers(path)
        files.write_whole(path, data, permissions=0o600)

    def move(self, name: str, to: str) -> None:
        """Renames a file; raises `Gone` or `OSError`."""
        self._check_workspace()
        source, target = self._path(name), self._path(to)
        if source is not None and target is not None:
            source.rename(target)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Holds the folder's lock; raises `Gone`, or `ResponsesError` where another window does not let go of it."""
        self._check_workspace()
        if self.make:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            held = locked(self.folder)
            held.__enter__()
        except FileNotFoundError:
            raise Gone(f"{self.folder} is no longer there. {_OPEN_AGAIN}") from None
        try:
            yield
        finally:
            held.__exit__(None, None, None)

    def _path(self, name: str) -> Path | None:
        if not name.startswith(LAST_GOOD):
            return self.folder / name
        return None if self.last_good is None else self.last_good / name.removeprefix(LAST_GOOD)

    def _check_workspace(self) -> None:
        if self.workspace is None:
            return
        if not (self.workspace / MARKER / WORKSPACE).is_file():
            raise Gone(
                f"Your workspace is no longer in {self.workspace}: it was moved, renamed or unplugged. {_OPEN_AGAIN}"
            )
        if self.id and workspace_id(self.workspace) not in ("", self.id):
            raise Gone(f"Another workspace lies in {self.workspace} by now. {_OPEN_AGAIN}")


_OPEN_AGAIN = (
    "This was not saved, and nothing was made in its place. Put it back, or open the course where it is now; "
    "what was saved before is there."
)
