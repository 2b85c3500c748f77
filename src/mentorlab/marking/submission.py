"""What a learner handed in, looked at before anything of it is copied or parsed.

A folder that anybody may have filled: links could lead to the keys, pipes never end, names and sizes are
whatever somebody chose. Here it is only listed and measured.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from mentorlab.responses.place import ENDING

MAX_NOTEBOOK = 20 * 1024 * 1024  # bytes: pictures of a learner's own make a notebook large, not this large
MAX_FOLDER = 50 * 1024 * 1024
MAX_FILES = 500
NBGRADERS = {"timestamp.txt", "submission_secret.txt"}  # nbgrader needs them again to return feedback
_HIDDEN = {".ipynb_checkpoints", ".DS_Store"}
_STUDENT = re.compile(
    r"(?!\.)[^/\\*?\[\]{}\x00-\x1f]{1,120}\Z"
)  # a folder's name, and no pattern of nbgrader's


@dataclass(frozen=True)
class Handed:
    """A learner's notebook as far as it matters: which of our cells it has, what was added, what is wrong."""

    grade_ids: tuple[str, ...] = ()  # nbgrader's ids in the order met, repeated where a cell was copied
    added: tuple[str, ...] = ()  # the text of cells that no assignment of ours has
    fault: str = ""


def student_fault(student: str) -> str:
    """Why a name cannot be a learner's id, which becomes a folder's name; "" where it can."""
    return "" if _STUDENT.match(student) else "this is not a name that a folder can have."


def folder_fault(folder: Path) -> tuple[str, str]:
    """The first file that no submission may hold and why, as half of a sentence's parts; two "" where none."""
    if folder.is_symlink():
        return folder.name, "it is a link to somewhere else."
    count = total = 0
    for path, mode, size in _files(folder):
        name = path.relative_to(folder).as_posix()
        if stat.S_ISDIR(mode):
            if name.endswith(ENDING):
                return name, "it is a folder; the responses are a file."
            continue
        if stat.S_ISLNK(mode):
            return name, "it is a link to somewhere else; the file itself must be handed in."
        if not stat.S_ISREG(mode):
            return name, "it is neither a file nor a folder."
        count, total = count + 1, total + size
        if count > MAX_FILES:
            return folder.name, f"it holds more than {MAX_FILES} files."
        if total > MAX_FOLDER:
            return folder.name, f"it is larger than {MAX_FOLDER // 1024**2} MB."
    return _timestamp_fault(folder)


def stray(folder: Path, wanted: set[str]) -> list[str]:
    """The files of a folder beyond those wanted, as paths from it; what Jupyter and macOS hide does not count."""
    names = [path.relative_to(folder) for path, mode, _ in _files(folder) if not stat.S_ISDIR(mode)]
    return [
        name.as_posix() for name in names if name.as_posix() not in wanted and not _HIDDEN & set(name.parts)
    ]


def read_notebook(path: Path) -> Handed:
    """A learner's notebook, parsed and no more; never raises, the fault is said in words."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_NOTEBOOK + 1)
    except FileNotFoundError:
        return Handed(fault="the notebook is missing")
    except OSError as error:
        return Handed(fault=f"the notebook cannot be read ({error.strerror})")
    if len(data) > MAX_NOTEBOOK:
        return Handed(fault=f"the notebook is larger than {MAX_NOTEBOOK // 1024**2} MB")
    try:
        cells = json.loads(data)["cells"]
        return _handed([cell for cell in cells if isinstance(cell, dict)])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Handed(fault="the notebook is damaged")


def _handed(cells: list[dict[str, Any]]) -> Handed:
    ids: list[str] = []
    added: list[str] = []
    for cell in cells:
        source = _text(cell.get("source"))
        metadata = cell.get("metadata")
        nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
        if isinstance(grade_id, str) and grade_id:
            ids.append(grade_id)
        elif source.strip():
            added.append(source)
    return Handed(tuple(ids), tuple(added))


def _text(source: Any) -> str:
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _timestamp_fault(folder: Path) -> tuple[str, str]:
    path = folder / "timestamp.txt"
    try:
        with path.open("rb") as file:
            said = file.read(200).decode("utf-8").strip()
        parse_utc(said) if said else None
    except FileNotFoundError:
        pass
    except (OSError, ValueError, OverflowError, TypeError):
        return path.name, "it does not say a time."
    return "", ""


def _files(folder: Path) -> Iterator[tuple[Path, int, int]]:
    for top, folders, names in os.walk(folder):
        here = Path(top)
        for name in (*sorted(names), *sorted(folders)):  # a link to a folder stands among the folders
            found = (here / name).lstat()
            yield here / name, found.st_mode, found.st_size
