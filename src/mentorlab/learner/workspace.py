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

from mentorlab.digest import digest
from mentorlab.learner.files import free_name, write_whole
from mentorlab.responses.file import ResponsesError
from mentorlab.responses.lock import locked
from mentorlab.responses.place import COHORT, MARKER, WORKSPACE, workspace_id

HOME = "home.ipynb"
_COPIES = "copies.json"
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

    def sentences(self) -> tuple[str, ...]:
        """The report in words."""
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
        return tuple(told)


@dataclass(frozen=True)
class _Step:
    """One copy to bring up to date: `what` is added, replaced, kept, or current (only the record is written)."""

    what: str
    name: str
    source: bytes = field(repr=False)


def prepare(project: Path, workspace: Path) -> Report:
    """Make the learner's workspace, or bring it up to date with the course.

    Safe to repeat and to interrupt: every file is whole or absent, and the next run goes on.

    Raises
    ------
    WorkspaceError : the course is not built, the folder is not a place for a workspace or cannot be written
    """
    project, workspace = Path(project).resolve(), Path(workspace).resolve()
    sources = _sources(project)
    _refuse_odd_places(project, workspace)
    try:
        made = _mark(workspace)
        with locked(workspace / MARKER / _COPIES):
            done: dict[str, list[str]] = {"added": [], "replaced": []}
            kept: list[tuple[str, str]] = []
            copies = _copies(workspace)
            for step in _plan(sources, workspace, copies):
                target = workspace / step.name
                if step.what == "kept":
                    aside = free_name(target, f"before-{date.today().isoformat()}")
                    target.rename(aside)
                    kept.append((step.name, aside.name))
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
    return Report(workspace, made, tuple(done["added"]), tuple(done["replaced"]), tuple(kept))


def pending(project: Path, workspace: Path) -> bool:
    """Whether `prepare` would change any copy; changes nothing itself."""
    workspace = Path(workspace).resolve()
    steps = _plan(_sources(Path(project).resolve()), workspace, _copies(workspace))
    return any(step.what != "current" for step in steps)


def fingerprint(notebook: bytes) -> str:
    """What a person can edit of a notebook, hashed; "" where the bytes are no notebook.

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


def _mark(workspace: Path) -> bool:
    """Make the folder a workspace; whether it was not one before."""
    if workspace_id(workspace):
        return False
    (workspace / MARKER).mkdir(parents=True, exist_ok=True)
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
        if record == new:
            continue  # the course has not changed; what the learner made of it is theirs
        looks = fingerprint(mine)
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
