"""`make study`: bring the workspace up to date, start JupyterLab at the course, or find the one that runs already.

`launch` is the whole way; the command line adds words and the browser, and browser tests call it as it is.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

from mentorlab.learner import jupyter, server
from mentorlab.learner.jupyter import LABEXTENSIONS
from mentorlab.learner.server import Running, Say, StudyError, can_open_browser
from mentorlab.learner.workspace import WorkspaceError, pending, prepare
from mentorlab.responses.strict import ResponsesError

__all__ = [
    "LABEXTENSIONS",
    "PORT",
    "Running",
    "StudyError",
    "can_open_browser",
    "find_project",
    "find_running",
    "launch",
]

PORT = 8888
WORKSPACE_NAME = "my-mentoring"


def launch(
    project: Path,
    workspace: Path | None = None,
    port: int | None = None,
    *,
    say: Say = lambda sentence: None,
    extra: Sequence[str] = (),
) -> Running:
    """Prepares the workspace, then starts JupyterLab or finds the one that runs already.

    Parameters
    ----------
    project : the course's folder, built
    workspace : `my-mentoring` in it, if not said
    port : where to listen; the next free one where it is taken
    say : is told each step in a sentence
    extra : further arguments for JupyterLab, for tests

    Raises
    ------
    StudyError : with a sentence for the learner
    """
    project = Path(project).resolve()
    workspace = Path(workspace or project / WORKSPACE_NAME).resolve()
    check_jupyterlab()
    try:
        with server.starting(workspace, say):
            running = find_running(workspace)
            if running is None:
                return _start(project, workspace, port, say, extra)
            say("The course is open already.")
            if pending(project, workspace):
                say("Parts of the course are newer than your copies: stop it and start it again to get them.")
            return running
    except (WorkspaceError, ResponsesError) as error:
        raise StudyError(str(error)) from error
    except OSError as error:
        raise StudyError(
            f"{error.filename or workspace} cannot be written ({error.strerror or error}). Make room or make the "
            "folder writable, or choose another: mentorlab study --workspace FOLDER"
        ) from error


def check_jupyterlab() -> None:
    """Raises `StudyError` where JupyterLab is not installed."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise StudyError(
            "JupyterLab is not installed in this Python. Install it and open the course with: make study"
        )


def find_project(start: Path) -> Path:
    """Finds the course's folder: the one in which `start` lies, or the one from which this package is installed.

    Raises
    ------
    StudyError : there is none
    """
    start = Path(start).resolve()
    for folder in (start, *start.parents, *Path(__file__).resolve().parents):
        if (folder / "content").is_dir() and (folder / "pyproject.toml").is_file():
            return folder
    raise StudyError(
        "The course is not here. Go to its folder, the one with content/ in it, and start again."
    )


def find_running(workspace: Path) -> Running | None:
    """Finds the JupyterLab that an earlier start opened on this workspace, if it still runs."""
    return server.find(workspace)


def _start(project: Path, workspace: Path, port: int | None, say: Say, extra: Sequence[str]) -> Running:
    say("Looking after your workspace …")
    report = prepare(project, workspace)
    for sentence in report.sentences():
        say(sentence)
    say("Starting JupyterLab …")
    running = server.start(jupyter.for_learner(project, workspace), port or PORT, say, extra)
    running.report = report
    if port and running.port != port:
        say(f"Port {port} is taken, so it is port {running.port}.")
    return running
