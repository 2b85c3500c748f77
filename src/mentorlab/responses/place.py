"""Where the responses of a notebook belong: beside it, or in a scratch folder that nobody hands in.

The rule looks only at folders, from the notebook's own upwards, and the first that decides wins:
a learner's workspace or a cohort says "beside"; the generated folders of a project checkout, a cohort's
`source/` and `release/`, and whatever we do not know say "scratch".
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from mentorlab.responses.strict import ResponsesError

MARKER = ".mentorlab"  # the folder that makes its parent a workspace or a cohort
WORKSPACE, COHORT = "workspace.json", "cohort.json"
ENDING = ".responses.json"
_MODULE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_GENERATED = {"course", "exercises", "solutions"}
_TEACHING = {"source", "release"}
_HANDED_IN = {"submitted", "autograded", "feedback"}


@dataclass(frozen=True)
class Place:
    """Where to read and write, what to say about it, and why nothing may be written (`closed`), if so.

    `top` is the learner's workspace in which it lies, if it lies in one.
    """

    path: Path
    workspace: str = ""  # the workspace's id, where it has one
    notice: str = ""
    closed: str = ""
    top: Path | None = None
    scratch: bool = False  # a folder of the user's own, in which trials are kept


def file_name(module: str) -> str:
    """Returns `08-feedback.responses.json`; `ResponsesError` for a module whose name is not a folder's."""
    if not _MODULE.match(module):
        raise ResponsesError(f"“{module[:60]}” is not the name of a module, so its responses have no file.")
    return module + ENDING


def find(module: str, folder: Path) -> Place:
    """Finds the place for this module's responses when its notebook stands in `folder`."""
    name = file_name(module)
    here = folder.resolve()
    for top in (here, *here.parents):
        inside = here.relative_to(top).parts
        first = inside[0] if inside else ""
        if (top / MARKER / WORKSPACE).is_file():
            return Place(here / name, workspace=workspace_id(top), top=top)
        if (top / MARKER / COHORT).is_file() or (top / "nbgrader_config.py").is_file():
            if first in _TEACHING:
                return _scratch(name, f"what you try in {first}/ is kept away from the cohort")
            if first in _HANDED_IN:
                closed = f"This is a learner's work in {first}/: it is shown as it is, and nothing is saved."
                return Place(here / name, notice=closed, closed=closed)
            if (top / MARKER / COHORT).is_file():
                return Place(here / name)
        if first in _GENERATED and (top / "content").is_dir():
            return _scratch(name, f"{first}/ belongs to the course and not to you")
    fetched = here.name == module and (here / f"{module}.ipynb").is_file() and here.parent.name != "outbound"
    if fetched:
        return Place(here / name)
    return _scratch(name, "this folder is not a workspace of yours")


def workspace_id(workspace: Path) -> str:
    """Reads the random id of a workspace; "" where its file does not say."""
    try:
        found = json.loads((workspace / MARKER / WORKSPACE).read_text("utf-8"))["id"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return found if isinstance(found, str) and re.fullmatch(r"[0-9a-f]{8,64}", found) else ""


def data_folder() -> Path:
    """Returns where this user's programs keep data: the platform's usual folder, and `mentorlab` in it."""
    if os.environ.get("XDG_DATA_HOME"):
        return Path(os.environ["XDG_DATA_HOME"]) / "mentorlab"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "mentorlab"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "mentorlab"
    return Path.home() / ".local" / "share" / "mentorlab"


def _scratch(name: str, why: str) -> Place:
    path = data_folder() / "scratch" / name
    return Place(
        path,
        notice=f"You are trying things out: {why}. What you answer here is kept in {path.parent} and handed in "
        "by nobody. To work through the course, open it with: make study.",
        scratch=True,
    )
