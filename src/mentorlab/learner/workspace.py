"""A learner's own copies of the course, and how they follow it when it changes.

The rule is one sentence: a copy that the learner has not touched is replaced, one that they have touched is
kept beside the new one, and what they answered is never opened here at all. "Touched" looks at what a person
edits, the cells' text; outputs, counts, widgets and what JupyterLab notes for itself do not count.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from mentorlab import private
from mentorlab.digest import digest
from mentorlab.learner.files import free_name, write_whole
from mentorlab.responses.file import ResponsesError
from mentorlab.responses.lock import locked
from mentorlab.responses.place import COHORT, MARKER, WORKSPACE, workspace_id

HOME = "home.ipynb"
_COPIES = "copies.json"
_ASIDE = {"kept": "before", "damaged": "damaged"}
_NOT_HERE = ("content", "course", "exercises", "solutions", "src", "tests", "docs")


class WorkspaceError(Exception):
    """A sentence for the learner: why there is no workspace, and what to do."""


@dataclass(frozen=True)
class Report:
    """What `prepare` did; paths are relative to the workspace."""

    workspace: Path
    made: bool = False  # the workspace is new
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()  # (name, the name under which the learner's copy stays)
    damaged: tuple[tuple[str, str], ...] = ()  # the same for copies that could not be read
    closed: bool = False  # other accounts could look into it until now
    open: bool = False  # they still can, and this could not be changed

    def sentences(self) -> tuple[str, ...]:
        """Says in words what was done."""
        told = []
        if self.made:
            told.append(f"Your workspace is made: {self.workspace}")
        elif self.added:
            told.append(f"New in your workspace: {', '.join(self.added)}.")
        if self.replaced:
            told.append(f"Brought up to date: {', '.join(self.replaced)}.")
        told += [
            f"{name} has changed, and you had edited your copy. Yours is kept beside it as {kept}."
            for name, kept in self.kept
        ]
        told += [
            f"{name} could not be read any more. It is put aside as {aside}, and a fresh copy is in its place."
            for name, aside in self.damaged
        ]
        if self.closed and not self.made:
            told.append("Other accounts of this computer could look into your workspace; now you alone can.")
        if self.open:
            told.append(
                f"Other accounts of this computer can look into {self.workspace}, and this could not be changed. To "
                "keep what you write to yourself, choose a folder in your home: mentorlab study --workspace FOLDER"
            )
        return tuple(told)


@dataclass(frozen=True)
class _Step:
    """One copy to bring up to date: `what` is added, replaced, kept, damaged, or current (the record alone is written)."""

    what: str
    name: str
    source: bytes = field(repr=False)


def prepare(project: Path, workspace: Path) -> Report:
    """Makes the learner's workspace, or brings it up to date with the course, and closes it to other accounts.

    Safe to repeat and to interrupt: every file is whole or absent, and the next run goes on.

    Raises
    ------
    WorkspaceError : the course is not built, the folder is not a place for a workspace or cannot be written
    """
    project, workspace = Path(project).resolve(), Path(workspace).resolve()
    sources = _sources(project)
    _refuse_odd_places(project, workspace)
    try:
        _refuse_links(workspace, workspace / MARKER)
        made = _mark(workspace)
        closed = private.close(_private(workspace))
        with locked(workspace / MARKER):
            done: dict[str, list[str]] = {"added": [], "replaced": []}
            aside: dict[str, list[tuple[str, str]]] = {"kept": [], "damaged": []}
            copies = _copies(workspace)
            for step in _plan(sources, workspace, copies):
                target = workspace / step.name
                _refuse_links(workspace, target.parent)
                if step.what in aside:
                    other = free_name(target, f"{_ASIDE[step.what]}-{date.today().isoformat()}")
                    target.rename(other)
                    aside[step.what].append((step.name, other.name))
                if step.what != "current":
                    write_whole(target, step.source)
                    done.setdefault(step.what, []).append(step.name)
                copies[step.name] = _record(step.source)
                # After each file, so that whoever is interrupted here finds out next time what was whose.
                write_whole(workspace / MARKER / _COPIES, _json({"version": 1, "copies": copies}))
    except (OSError, ResponsesError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise WorkspaceError(
            f"The workspace {workspace} cannot be written ({why}). Nothing of yours was changed. Make room or "
            "make the folder writable, or choose another: mentorlab study --workspace FOLDER"
        ) from error
    return Report(
        workspace,
        made,
        tuple(done["added"]),
        tuple(done["replaced"]),
        tuple(aside["kept"]),
        tuple(aside["damaged"]),
        closed,
        private.is_open(workspace),
    )


def pending(project: Path, workspace: Path) -> bool:
    """Tells whether `prepare` would change any copy; changes nothing itself."""
    workspace = Path(workspace).resolve()
    steps = _plan(_sources(Path(project).resolve()), workspace, _copies(workspace))
    return any(step.what != "current" for step in steps)


def fingerprint(notebook: bytes) -> str:
    """Hashes what a person can edit of a notebook; "" where the bytes are no notebook.

    Outputs, execution counts, cell ids, all metadata but tags, and empty cells (JupyterLab adds one when the
    last cell is run) do not count.
    """
    try:
        cells = json.loads(notebook)["cells"]
        return digest([_edited(cell) for cell in cells if _source(cell).strip() or cell.get("attachments")])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""


def _edited(cell: dict[str, Any]) -> list[Any]:
    metadata = cell.get("metadata") or {}
    return [cell.get("cell_type"), _source(cell), cell.get("attachments") or {}, metadata.get("tags") or []]


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _sources(project: Path) -> dict[str, Path]:
    """Where each file of a workspace comes from: `{"course/08-feedback.ipynb": <project>/course/…}`."""
    course = project / "course"
    if not (course / HOME).is_file():
        raise WorkspaceError(
            f"The course is not built: {course / HOME} is missing. Build it with: make build"
        )
    found = {HOME: course / HOME}
    found |= {f"course/{path.name}": path for path in sorted(course.glob("*.ipynb")) if path.name != HOME}
    for folder in sorted((project / "exercises").glob("*/")):
        notebook = folder / f"{folder.name}.ipynb"
        if notebook.is_file():
            found[f"exercises/{folder.name}/{notebook.name}"] = notebook
    return found


def _refuse_odd_places(project: Path, workspace: Path) -> None:
    inside = workspace.relative_to(project).parts if workspace.is_relative_to(project) else ("elsewhere",)
    if not inside or inside[0] in _NOT_HERE or inside[0].startswith("."):
        raise WorkspaceError(
            f"{workspace} belongs to the course itself. Choose a folder of your own for your work."
        )
    if any((folder / MARKER / COHORT).is_file() for folder in (workspace, *workspace.parents)):
        raise WorkspaceError(
            f"{workspace} is in a cohort's folder. Choose a folder of your own for your work."
        )
    if workspace.exists() and not workspace.is_dir():
        raise WorkspaceError(f"{workspace} is a file. Choose a folder for your work.")


def _refuse_links(workspace: Path, folder: Path) -> None:
    """Refuses a folder of the workspace that leads out of it: what is written there would be somebody else's."""
    if not folder.resolve().is_relative_to(workspace):
        raise WorkspaceError(
            f"{folder} is a link that leads out of the workspace. Take it away, or choose another folder: "
            "mentorlab study --workspace FOLDER"
        )


def _private(workspace: Path) -> list[Path]:
    """Lists what must be closed to others: all answers too, in case the workspace is ever opened again."""
    answers = (
        path
        for folder in ("", "course/", "exercises/*/")
        for path in workspace.glob(f"{folder}*.responses*.json")
    )
    return [workspace, workspace / MARKER, *answers]


def _mark(workspace: Path) -> bool:
    """Makes the folder a workspace; tells whether it was not one before."""
    if workspace_id(workspace):
        return False
    private.make_folder(workspace)
    private.make_folder(workspace / MARKER)
    made = not (workspace / MARKER / WORKSPACE).exists()
    write_whole(workspace / MARKER / WORKSPACE, _json({"version": 1, "id": secrets.token_hex(8)}))
    return made


def _plan(sources: dict[str, Path], workspace: Path, copies: dict[str, dict[str, str]]) -> Iterator[_Step]:
    for name, path in sources.items():
        source = path.read_bytes()
        record, new = copies.get(name, {}), _record(source)
        try:
            mine = (workspace / name).read_bytes()
        except FileNotFoundError:
            yield _Step("added", name, source)
            continue
        except OSError:  # a folder in its place, a bad block of the disk, somebody else's file
            mine = b""
        looks = fingerprint(mine)
        if not looks and new["looks"]:
            yield _Step("damaged", name, source)
            continue
        if record == new:
            continue  # the course has not changed; what the learner made of it is theirs
        if mine == source or (looks == new["looks"] and not record):
            yield _Step("current", name, source)
        elif looks and looks in (new["looks"], record.get("looks")):
            yield _Step("replaced", name, source)
        else:
            yield _Step("kept", name, source)


def _record(source: bytes) -> dict[str, str]:
    return {"bytes": hashlib.sha256(source).hexdigest(), "looks": fingerprint(source)}


def _copies(workspace: Path) -> dict[str, dict[str, str]]:
    """Which edition each copy was made from. Without it (lost, damaged) a copy that differs counts as touched."""
    try:
        copies = json.loads((workspace / MARKER / _COPIES).read_bytes())["copies"]
        return {str(name): dict(record) for name, record in copies.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=1, sort_keys=True) + "\n").encode("ascii")
