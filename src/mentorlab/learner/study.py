"""`make study`: bring the workspace up to date, start JupyterLab at the course, and find it again.

Jupyter notes each running server in a runtime folder; ours is for servers of this course alone, so that a second
start finds the first. `launch` is the whole way; the command line only adds words, and browser tests call it as it is.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mentorlab.learner import jupyter
from mentorlab.learner.jupyter import LABEXTENSIONS
from mentorlab.learner.workspace import HOME, Report, WorkspaceError, pending, prepare
from mentorlab.responses.place import MARKER
from mentorlab.wording import number

__all__ = ["LABEXTENSIONS", "PORT", "Running", "StudyError", "find_project", "find_running", "launch"]

PORT = 8888
PATIENCE = 120.0  # seconds until a start counts as failed; an old laptop needs half a minute the first time
WORKSPACE_NAME = "my-mentoring"

Say = Callable[[str], None]


class StudyError(Exception):
    """A sentence for the learner: why the course did not open, and what to do."""


@dataclass
class Running:
    """A JupyterLab that shows the course.

    Attributes
    ----------
    base : the server's address, such as `http://127.0.0.1:8888/`
    token : whoever has it may use the server
    process : the server's process, or None where an earlier start made it
    """

    base: str
    token: str
    workspace: Path
    process: subprocess.Popen[bytes] | None = None
    report: Report | None = None

    @property
    def url(self) -> str:
        """The address of the course's first page, token included."""
        return self.address(HOME)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.base.rstrip("/").rpartition(":")[2])

    def address(self, notebook: str) -> str:
        """The address of one notebook's own page; the name is relative to the workspace."""
        return f"{self.base}doc/tree/{quote(notebook)}?token={self.token}"

    def answers(self) -> bool:
        """Whether the server is there and takes our token."""
        try:
            return isinstance(_ask(f"{self.base}api/status", self.token), dict)
        except OSError:
            return False

    def stop(self, patience: float = 15.0) -> bool:
        """Ask the server to close its notebooks and end; only our own process is ended by force.

        Returns
        -------
        bool : whether it has ended
        """
        with contextlib.suppress(OSError):  # it is gone already, or too busy: see below
            _ask(f"{self.base}api/shutdown", self.token, post=True)
        if self.process is not None:
            _end(self.process, patience)
            return True
        deadline = time.monotonic() + patience
        while self.answers():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True


def launch(
    project: Path,
    workspace: Path | None = None,
    port: int | None = None,
    open_browser: bool = True,
    *,
    say: Say = lambda sentence: None,
    extra: Sequence[str] = (),
) -> Running:
    """Open the course: prepare the workspace, then start JupyterLab or find the one that runs already.

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
    if importlib.util.find_spec("jupyterlab") is None:
        raise StudyError(
            "JupyterLab is not installed in this Python. Install it and open the course with: make study"
        )
    running = find_running(workspace)
    try:
        if running is None:
            say("Looking after your workspace …")
            report = prepare(project, workspace)
            for sentence in report.sentences():
                say(sentence)
            jupyter.write_settings(workspace)
            say("Starting JupyterLab …")
            running = _start(project, workspace, port or PORT, say, extra)
            running.report = report
            if port and running.port != port:
                say(f"Port {port} is taken, so it is port {running.port}.")
        else:
            say("The course is open already.")
            if pending(project, workspace):
                say("Parts of the course are newer than your copies: stop it and start it again to get them.")
    except WorkspaceError as error:
        raise StudyError(str(error)) from error
    except OSError as error:
        raise StudyError(
            f"The workspace {workspace} cannot be written ({error.strerror or error}). Make room or make the "
            "folder writable, or choose another: mentorlab study --workspace FOLDER"
        ) from error
    if open_browser and can_open_browser():
        webbrowser.open(running.url)
    return running


def find_project(start: Path) -> Path:
    """The course's folder: the one in which `start` lies, or the one from which this package is installed.

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
    """The JupyterLab that an earlier start opened on this workspace, if it still answers."""
    return next((running for running in _noted(Path(workspace).resolve()) if running.answers()), None)


def can_open_browser() -> bool:
    """Whether opening a browser would show a window, and not a text browser in the learner's terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def log_file(workspace: Path) -> Path:
    """What JupyterLab says of itself; nobody needs it unless something is broken."""
    return workspace / MARKER / "jupyterlab.log"


def _start(project: Path, workspace: Path, port: int, say: Say, extra: Sequence[str]) -> Running:
    log = log_file(workspace)
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
        process = subprocess.Popen(
            [*jupyter.arguments(workspace, port), *extra],
            cwd=workspace,
            env=jupyter.environment(project, workspace),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl+C is for us: we stop the server politely, and it does not ask on the terminal.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    try:
        return _wait(process, workspace, say)
    except BaseException:
        _end(process, patience=3.0)
        raise


def _wait(process: subprocess.Popen[bytes], workspace: Path, say: Say) -> Running:
    begun, told = time.monotonic(), 0.0
    while (passed := time.monotonic() - begun) < PATIENCE:
        if process.poll() is not None:
            raise StudyError(f"JupyterLab did not start. {_last_words(workspace)}")
        running = find_running(workspace)
        if running is not None:
            running.process = process
            return running
        if passed - told > 10:
            told = passed
            say(f"Still starting, {number(passed, 0)} seconds. The first time takes longest.")
        time.sleep(0.1)
    raise StudyError(
        f"JupyterLab did not answer within {number(PATIENCE, 0)} seconds. {_last_words(workspace)}"
    )


def _last_words(workspace: Path) -> str:
    log = log_file(workspace)
    lines = [line.strip() for line in log.read_text("utf-8", errors="replace").splitlines() if line.strip()]
    last = f"Its last words: “{lines[-1][:300]}” " if lines else ""
    return f"{last}Try once more; if that does not help, show somebody the file {log}."


def _noted(workspace: Path) -> Iterator[Running]:
    """The servers that were started on this workspace and left a note, running or not."""
    for note in jupyter.runtime().glob("jpserver-*.json"):
        try:
            info = json.loads(note.read_text("utf-8"))
            if info["root_dir"] == str(workspace):
                yield Running(str(info["url"]), str(info["token"]), workspace)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # it is being written now, or taken away


def _ask(address: str, token: str, post: bool = False) -> Any:
    """The JSON that the server answers; `OSError` where it does not."""
    request = urllib.request.Request(
        address, data=b"" if post else None, headers={"Authorization": f"token {token}"}
    )
    # Never through a proxy: this is the same machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=5) as answer:
        body = answer.read()
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


def _end(process: subprocess.Popen[bytes], patience: float) -> None:
    steps: list[tuple[Callable[[], object], float]] = [
        (process.poll, patience),
        (process.terminate, 5.0),
        (process.kill, 5.0),
    ]
    for ask, wait in steps:
        ask()
        try:
            process.wait(wait)
            return
        except subprocess.TimeoutExpired:
            continue
