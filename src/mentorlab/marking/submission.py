"""What a learner handed in, looked at before anything of it is copied or parsed.

A folder that anybody may have filled: links could lead to the keys, pipes never end, names and sizes are
whatever somebody chose. Here it is only listed and measured.
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from mentorlab.responses.place import ENDING
from mentorlab.responses.strict import MAX_BYTES, plain_bytes

MAX_NOTEBOOK = 20 * 1024 * 1024  # bytes: pictures of a learner's own make a notebook large, not this large
MAX_FOLDER = 50 * 1024 * 1024
MAX_FILES = 500  # files and folders
MAX_DEPTH = 20  # folders within each other
NBGRADERS = {"timestamp.txt", "submission_secret.txt"}  # nbgrader needs them again to return feedback
_TIMESTAMP = 200  # bytes
_HIDDEN = {".ipynb_checkpoints", ".DS_Store"}
# A folder's name, no pattern of nbgrader's, and nothing that could not be stored or would turn a line around.
_STUDENT = re.compile(
    r"(?!\.)[^/\\*?\[\]{}\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]{1,120}\Z"
)


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
    try:
        for path, mode, size in _files(folder):
            name = path.relative_to(folder).as_posix()
            count += 1
            if count > MAX_FILES:
                return folder.name, f"it holds more than {MAX_FILES} files and folders."
            fault = _kind_fault(name, mode)
            if fault:
                return name, fault
            total += size if stat.S_ISREG(mode) else 0
            if total > MAX_FOLDER:
                return folder.name, f"it is larger than {MAX_FOLDER // 1024**2} MB."
    except OSError as error:
        return folder.name, f"something in it cannot be looked at ({error.strerror or error})."
    return _timestamp_fault(folder)


def _kind_fault(name: str, mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "it is a link to somewhere else; the file itself must be handed in."
    if stat.S_ISDIR(mode):
        if name.count("/") >= MAX_DEPTH:
            return f"it holds folders within folders, more than {MAX_DEPTH}."
        return "it is a folder; the responses are a file." if name.endswith(ENDING) else ""
    return "" if stat.S_ISREG(mode) else "it is neither a file nor a folder."


def stray(folder: Path, wanted: set[str]) -> list[str]:
    """The files of a folder beyond those wanted, as paths from it; what Jupyter and macOS hide does not count."""
    names = [path.relative_to(folder) for path, mode, _ in _files(folder) if not stat.S_ISDIR(mode)]
    return [
        name.as_posix() for name in names if name.as_posix() not in wanted and not _HIDDEN & set(name.parts)
    ]


def copy_plain(folder: Path, target: Path, names: Iterable[str]) -> None:
    """Copy files by name, as they are at this moment: whatever is a link by now is refused, and not followed.

    What is copied is what is marked and kept, so that nobody can change the one without the other.

    Raises
    ------
    OSError : one of them is a link or no file, or cannot be read
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        data = plain_bytes(folder / name, MAX_BYTES)
        if data is not None:
            (target / name).write_bytes(data)


def read_notebook(path: Path) -> Handed:
    """A learner's notebook, parsed and no more; never raises, the fault is said in words."""
    try:
        data = plain_bytes(path, MAX_NOTEBOOK)
    except OSError as error:
        return Handed(fault=f"the notebook cannot be read ({error.strerror})")
    if data is None:
        return Handed(fault="the notebook is missing")
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
        said = (plain_bytes(path, _TIMESTAMP) or b"")[:_TIMESTAMP].decode("utf-8").strip()
        parse_utc(said) if said else None
    except (OSError, ValueError, OverflowError, TypeError):
        return path.name, "it does not say a time."
    return "", ""


def _files(folder: Path) -> Iterator[tuple[Path, int, int]]:
    """Everything in a folder with its mode and size, files before folders; nothing where there is no folder.

    A list of what is still to be looked at, and no recursion: how deep it goes is the learner's choice.
    """
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            names = sorted(here.iterdir())
        except FileNotFoundError:
            if here is folder:
                return
            raise
        inside = []
        for path in names:
            found = path.lstat()
            if stat.S_ISDIR(found.st_mode):
                inside.append((path, found))
                continue
            yield path, found.st_mode, found.st_size
        for path, found in inside:
            yield path, found.st_mode, found.st_size
        waiting += [path for path, _ in reversed(inside)]
