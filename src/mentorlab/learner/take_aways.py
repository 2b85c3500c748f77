"""The files that a learner keeps of a take-away, in `take-aways/` beside the lesson: theirs to print and to change.

Only a workspace gets such files. What was written is noted in the workspace's `.mentorlab/`, so that a page which
somebody has changed by hand is never written over: it stays under another name.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mentorlab.learner.files import free_name, write_whole
from mentorlab.responses.file import ResponsesError, working_folder
from mentorlab.responses.lock import locked
from mentorlab.responses.place import MARKER, find

FOLDER = "take-aways"
_RECORD = "take-aways.json"
ELSEWHERE = (
    "Nothing is written here, because this is no workspace of yours. To keep pages, open the course with: "
    "make study."
)


class KeepError(Exception):
    """A sentence for the learner: why nothing was kept, and what to do."""


@dataclass(frozen=True)
class KeptFile:
    """What was written.

    Attributes
    ----------
    path : the file
    name : the same, seen from the workspace, for people
    link : the same, seen from the notebook
    aside : the name under which a page that was changed by hand stays; "" where there was none
    """

    path: Path
    name: str
    link: str
    aside: str = ""


def keep(module: str, name: str, data: bytes) -> KeptFile:
    """Writes a file into `take-aways/` beside the notebook that runs.

    Raises
    ------
    KeepError : this is no workspace, or its folder cannot be written
    """
    try:
        place = find(module, working_folder())
    except ResponsesError as error:
        raise KeepError(str(error)) from None
    if place.top is None:
        raise KeepError(ELSEWHERE)
    target = place.path.parent / FOLDER / name
    seen = target.relative_to(place.top).as_posix()
    record = place.top / MARKER / _RECORD
    aside = ""
    try:
        with locked(record.parent):
            noted = _noted(record)
            if target.exists() and noted.get(seen) != _digest(target.read_bytes()):
                other = free_name(target, f"yours-{date.today().isoformat()}")
                target.rename(other)
                aside = other.name
            # Noted first: who is interrupted here has a page too many aside, and none too few.
            write_whole(record, _json({**noted, seen: _digest(data)}))
            write_whole(target, data)
    except (OSError, ResponsesError) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
        raise KeepError(
            f"{name} could not be written in {target.parent} ({why}). What you filled in is kept in this form. "
            "Make room or make the folder writable, then try again."
        ) from error
    return KeptFile(target, seen, f"{FOLDER}/{name}", aside)


def _noted(record: Path) -> dict[str, str]:
    """What we wrote last under each name; a page that is not noted counts as changed by hand."""
    try:
        return {str(name): str(digest) for name, digest in json.loads(record.read_bytes()).items()}
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _json(data: dict[str, str]) -> bytes:
    return (json.dumps(data, indent=1, sort_keys=True) + "\n").encode("ascii")
