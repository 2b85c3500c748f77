"""What learners answered: one JSON file a notebook. This is its only reader and its only writer.

Opening writes nothing. Every save reads the file again under a lock, changes one item, and puts a whole new
file in the place of the old, so that two open tabs never lose each other's items and a cut cable never
leaves half a file. A copy of what was saved last stands in for a file that can no longer be read. Where all
this lies is a `Store`'s business.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mentorlab.responses.place import MARKER, Place, file_name, find
from mentorlab.responses.store import LAST_GOOD, FolderStore, Store
from mentorlab.responses.strict import (
    MAX_BYTES,
    MAX_CHARACTERS,
    VERSION,
    Contents,
    Damaged,
    Entry,
    ResponsesError,
    fault,
    parse,
    plain,
    read,
)

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "VERSION",
    "Entry",
    "Responses",
    "ResponsesError",
    "Submitted",
    "file_name",
    "read_for_marking",
]

_MAX_ID = 200  # characters of an item's id


class Responses:
    """The responses of one notebook.

    Attributes
    ----------
    path : the file, which need not exist; in a store that is no folder, its name in it
    workspace : a random id that says which workspace it is, not whose
    """

    def __init__(
        self,
        path: Path,
        workspace: str = "",
        notices: tuple[str, ...] = (),
        closed: str = "",
        *,
        store: Store | None = None,
    ) -> None:
        self.path = path
        self._store = store if store is not None else FolderStore(path.parent)
        self._workspace = workspace or secrets.token_hex(8)
        self._notices = list(notices)
        self._closed = closed  # why nothing may be saved here
        self._look()

    @classmethod
    def open(cls, module: str, folder: Path | None = None) -> Responses:
        """Opens the responses of a module's notebook in `folder` (the working directory if not said).

        Raises
        ------
        ResponsesError : only for a module name that cannot be a folder's, or a working directory that is gone; all
            else is told in `notices`
        """
        place = find(module, working_folder() if folder is None else Path(folder))
        notices = (place.notice,) if place.notice else ()
        return cls(place.path, place.workspace, notices, place.closed, store=_store(place))

    @property
    def workspace(self) -> str:
        """The workspace id in the file, or the one that it will have."""
        return self._workspace

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences that the form shows: a scratch folder, a file that cannot be read, one kept aside."""
        return tuple(self._notices)

    def get(self, item_id: str) -> Entry | None:
        """Returns what was saved for an item last, by whichever tab; None where nothing was or can be read."""
        contents = self._look()
        return None if contents is None else contents.items.get(item_id)

    def entries(self) -> dict[str, Entry]:
        """Returns what was saved last for every item, by item id; empty where nothing was or can be read."""
        contents = self._look()
        return {} if contents is None else dict(contents.items)

    def put(
        self,
        item_id: str,
        response: Mapping[str, Any],
        digest: str,
        *,
        confidence: int | None = None,
        attempt: bool = False,
    ) -> Entry:
        """Saves the response to an item; when this returns, it is stored.

        Parameters
        ----------
        digest : the item's digest, which records the wording that was answered
        confidence : 0 to 100; without it, what was given before stays
        attempt : whether this counts as one more attempt

        Raises
        ------
        ResponsesError : nothing was changed, and the sentence says why
        """
        if self._closed:
            raise ResponsesError(self._closed)
        problem = _problem(item_id, response)
        if problem:
            raise ResponsesError(f"This could not be saved: {problem}. What was saved before is still there.")
        with _told(self.path), self._store.lock():
            contents = self._current()
            old = contents.items.get(item_id)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            try:
                entry = Entry(
                    response=plain(response),
                    attempts=(old.attempts if old else 0) + attempt,
                    confidence=confidence if confidence is not None else old.confidence if old else None,
                    first=old.first if old else now,
                    last=now,
                    digest=digest,
                )
            except ValidationError:
                raise ResponsesError(
                    "This could not be saved: confidence is a whole number from 0 to 100. "
                    "What was saved before is still there."
                ) from None
            self._write(Contents(workspace=contents.workspace, items={**contents.items, item_id: entry}))
        self._workspace = contents.workspace
        return entry

    @property
    def _copy(self) -> str:
        return LAST_GOOD + self.path.name

    def _look(self) -> Contents | None:
        """Reads the file as it is now; a fault becomes a notice."""
        try:
            contents = self._read()
        except Damaged as error:
            contents = self._last_good()
            begun = "the copy takes its place" if contents else "a new file is begun"
            self._say(
                f"{error} {_INSTEAD if contents else ''}With your next response it is kept as {self._free_name()}, "
                f"and {begun}."
            )
        except ResponsesError as error:
            self._say(f"{error} Until then nothing can be saved here.")
            return None
        if contents is not None:
            self._workspace = contents.workspace
        return contents

    def _current(self) -> Contents:
        """Reads what a save builds on, under the lock. A damaged file is put aside and never written over."""
        try:
            contents = self._read()
        except Damaged as error:
            aside = self._free_name()
            self._store.move(self.path.name, aside)
            contents = self._last_good()
            self._say(
                f"{error} {_INSTEAD if contents else ''}It is kept as {aside}; it is not read when your work is marked."
            )
        return contents or Contents(workspace=self._workspace, items={})

    def _read(self) -> Contents | None:
        data = self._store.read(self.path.name, MAX_BYTES + 1)
        return None if data is None else parse(data, self.path.name)

    def _last_good(self) -> Contents | None:
        """Reads the copy of what was saved last; None where there is none or it is damaged too."""
        try:
            data = self._store.read(self._copy, MAX_BYTES + 1)
            return None if data is None else parse(data, self._copy)
        except ResponsesError:
            return None

    def _write(self, contents: Contents) -> None:
        text = json.dumps(contents.model_dump(mode="json"), ensure_ascii=False, indent=1, allow_nan=False)
        data = text.encode("utf-8") + b"\n"
        if len(data) > MAX_BYTES:
            raise ResponsesError(
                f"This could not be saved: {self.path.name} would be larger than 1 MiB. "
                "Shorten a response. What was saved before is still there."
            )
        self._store.write(self.path.name, data)
        with contextlib.suppress(OSError):  # it is saved: a copy that cannot be made is no fault of this save
            self._store.write(self._copy, data)

    def _free_name(self) -> str:
        """`08-feedback.responses.damaged-1.json`, or the next number that is free."""
        stem = self.path.name.removesuffix(".json")
        number = 1
        while self._store.look(aside := f"{stem}.damaged-{number}.json"):
            number += 1
        return aside

    def _say(self, sentence: str) -> None:
        if sentence not in self._notices:
            self._notices.append(sentence)


_INSTEAD = "What you saved last is read from its copy. "


class Submitted(dict[str, Entry]):
    """The entries of a file that was handed in, by item id."""

    def __init__(self, contents: Contents | None) -> None:
        super().__init__(contents.items if contents else {})
        self.workspace = contents.workspace if contents else ""


def read_for_marking(path: Path) -> Submitted:
    """Reads the entries of a file that anybody may have made; empty where there is no file.

    Raises
    ------
    ResponsesError : a link, not a plain file, too large, too deep, damaged, or of a newer version
    """
    return Submitted(read(Path(path)))


def working_folder() -> Path:
    """Returns the folder in which a notebook runs; `ResponsesError` where somebody has taken it away."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise ResponsesError(
            "The folder of this page is no longer there: it was moved or unplugged. Put it back, or open the course "
            "where it is now."
        ) from None


def _store(place: Place) -> FolderStore:
    """Makes the store of a place; copies lie in the workspace's own folder, or in one like it beside the notebook."""
    folder = place.path.parent
    if place.scratch:
        return FolderStore(folder, make=True)
    if place.closed:
        return FolderStore(folder)
    top = place.top or folder
    last_good = top / MARKER / "last-good" / folder.relative_to(top)
    return FolderStore(folder, place.top, place.workspace, last_good)


def _problem(item_id: str, response: Mapping[str, Any]) -> str:
    if not isinstance(item_id, str) or not 0 < len(item_id) <= _MAX_ID or fault(item_id):
        return "the exercise has no proper id"
    if not isinstance(response, Mapping):
        return "a response is an object with names"
    return fault({"items": {item_id: {"response": dict(response)}}})


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns what the operating system says into a sentence for the learner."""
    try:
        yield
    except OSError as error:
        raise ResponsesError(
            f"{path.name} could not be saved in {path.parent} ({error.strerror or error}). "
            "What was saved before is still there. Make room or make the folder writable, then answer once more."
        ) from error
