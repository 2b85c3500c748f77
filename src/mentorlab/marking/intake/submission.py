"""What a learner handed in, looked at before anything of it is copied or parsed.

A folder that anybody may have filled: links could lead to the keys, pipes never end, names and sizes are
whatever somebody chose. Here it is only listed and measured.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from mentorlab.files import read_plain
from mentorlab.responses.place import ENDING
from mentorlab.responses.strict import MAX_BYTES

MAX_NOTEBOOK = 20 * 1024 * 1024  # bytes: pictures of a learner's own make a notebook large, not this large
MAX_FOLDER = 50 * 1024 * 1024
MAX_FILES = 500  # files and folders
MAX_DEPTH = 20  # folders within each other
TIMESTAMP = "timestamp.txt"
NBGRADERS = {TIMESTAMP, "submission_secret.txt"}  # nbgrader needs them again to return feedback
_HIDDEN = {".ipynb_checkpoints", ".DS_Store", ".mentorlab"}
_USUAL = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})? UTC", re.ASCII)
_LONGEST_TIME = 200  # bytes
_OFTEN, _MOST_SEEN = 1024 * 1024, 8  # bytes and notebooks: most learners hand in the very one they were given
_seen: dict[int, tuple[bytes, Handed]] = {}  # by length


@dataclass(frozen=True)
class Looked:
    """A submission's folder: the files in it, when it was handed in, or the file that it may not hold and why."""

    names: frozenset[str] = frozenset()
    time: datetime | None = None
    stamp: bytes = b""  # what timestamp.txt says
    fault: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Handed:
    """A learner's notebook as far as it matters: which of our cells it has, what was added, what is wrong."""

    grade_ids: tuple[str, ...] = ()  # nbgrader's ids in the order met, repeated where a cell was copied
    added: tuple[str, ...] = ()  # the text of cells that no assignment of ours has
    fault: str = ""


def folder_fault(folder: Path) -> tuple[str, str]:
    """The first file that no submission may hold and why, as half of a sentence's parts; two "" where none."""
    return look(folder).fault


def look(folder: Path) -> Looked:
    """List and measure a submission's folder, and read when it was handed in; nothing else of it is opened."""
    try:
        if stat.S_ISLNK(os.lstat(folder).st_mode):
            return Looked(fault=(folder.name, "it is a link to somewhere else."))
    except OSError as error:
        return Looked(fault=(folder.name, f"it cannot be read ({error.strerror})."))
    names: set[str] = set()
    try:
        fault = _measure(folder, names)
    except OSError as error:
        fault = (folder.name, f"something in it cannot be looked at ({error.strerror}).")
    if fault[1]:
        return Looked(fault=fault)
    if TIMESTAMP not in names:
        return Looked(frozenset(names))
    try:
        data = read_plain(f"{folder}/{TIMESTAMP}", _LONGEST_TIME + 1)
        if len(data) > _LONGEST_TIME:
            raise ValueError("too long for a time")
        return Looked(frozenset(names), time_in(data), data)
    except (OSError, ValueError, OverflowError, TypeError):
        return Looked(fault=(TIMESTAMP, "it does not say a time."))


def _measure(folder: Path, names: set[str]) -> tuple[str, str]:
    """Note the names of all files; the first that no submission may hold and why, or two ""."""
    count = total = 0
    for name, mode, size in _files(folder):
        count += 1
        if count > MAX_FILES:
            return folder.name, f"it holds more than {MAX_FILES} files and folders."
        if stat.S_ISDIR(mode):
            if name.count("/") >= MAX_DEPTH:
                return name, f"it holds folders within folders, more than {MAX_DEPTH}."
            if name.endswith(ENDING):
                return name, "it is a folder; the responses are a file."
            continue
        if stat.S_ISLNK(mode):
            return name, "it is a link to somewhere else; the file itself must be handed in."
        if not stat.S_ISREG(mode):
            return name, "it is neither a file nor a folder."
        total += size
        if total > MAX_FOLDER:
            return folder.name, f"it is larger than {MAX_FOLDER // 1024**2} MB."
        names.add(name)
    return "", ""


def time_in(data: bytes) -> datetime | None:
    """When a `timestamp.txt` says that something was handed in, in UTC as nbgrader reads it; None where empty.

    Raises `ValueError` and its like where it says no time.
    """
    said = data.decode("utf-8").strip()
    if not said:
        return None
    if _USUAL.fullmatch(said):  # what nbgrader writes, read a hundred times faster than it reads it
        return datetime.fromisoformat(said.removesuffix(" UTC"))
    with warnings.catch_warnings():
        # A zone that dateutil does not know, such as CET, is UTC to nbgrader; it warns whoever runs it, in code's words.
        warnings.simplefilter("ignore", RuntimeWarning)
        found: datetime = parse_utc(said)
    return found


def copy_plain(folder: Path, target: Path, names: Iterable[str]) -> None:
    """Copy files by name, as they are at this moment: what is a link by now is refused, and not followed.

    What is copied is what is marked and kept, so that nobody can change the one without the other.

    Raises
    ------
    OSError : one of them is a link or no file, or cannot be read
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            (target / name).write_bytes(read_plain(folder / name, MAX_BYTES + 1))


def stray(folder: Path, wanted: set[str]) -> list[str]:
    """The files of a folder beyond those wanted, as paths from it; what Jupyter, macOS and we hide does not count."""
    names = [name for name, mode, _ in _files(folder) if not stat.S_ISDIR(mode)]
    return [name for name in names if name not in wanted and not _HIDDEN & set(name.split("/"))]


def read_notebook(path: str | Path) -> Handed:
    """A learner's notebook, parsed and no more; never raises, the fault is said in words."""
    try:
        data = read_plain(path, MAX_NOTEBOOK + 1)
    except FileNotFoundError:
        return Handed(fault="the notebook is missing")
    except OSError as error:
        return Handed(fault=f"the notebook cannot be read ({error.strerror})")
    if len(data) > MAX_NOTEBOOK:
        return Handed(fault=f"the notebook is larger than {MAX_NOTEBOOK // 1024**2} MB")
    found = _seen.get(len(data))
    if found is None or found[0] != data:  # comparing costs a tenth of hashing, and a hundredth of parsing
        found = (data, _parsed(data))
        if len(data) <= _OFTEN:
            if len(_seen) >= _MOST_SEEN:
                _seen.pop(next(iter(_seen)))
            _seen[len(data)] = found
    return found[1]


def _parsed(data: bytes) -> Handed:
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


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Path from the folder, mode and size of everything in it; what is in its folders comes last."""
    waiting = [("", os.fspath(folder))]
    while waiting:
        start, top = waiting.pop()
        entries: list[tuple[bool, str, os.stat_result]] = []
        try:
            with os.scandir(top) as found:
                for entry in found:
                    status = entry.stat(follow_symlinks=False)
                    entries.append((stat.S_ISDIR(status.st_mode), entry.name, status))
        except OSError:
            if start:
                raise
            continue  # there is no such folder at all
        entries.sort(key=lambda entry: entry[:2])
        for _, name, status in entries:
            yield start + name, status.st_mode, status.st_size
        waiting += [(f"{start}{name}/", f"{top}/{name}") for folder, name, _ in reversed(entries) if folder]
