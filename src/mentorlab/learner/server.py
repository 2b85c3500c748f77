"""A JupyterLab of ours: started, found again, proved to be ours, opened in a browser, and stopped.

Jupyter notes each running server in a runtime folder; ours is for servers of this course alone, so that a second
start finds the first. A note is believed only if its process lives and is this user's, and the server then proves
that it knows the note's token: some other program may listen on that port by now.
"""

from __future__ import annotations

import contextlib
import hmac
import http.client
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
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mentorlab import files, private
from mentorlab.learner import jupyter, opening
from mentorlab.learner.jupyter import Setup
from mentorlab.learner.workspace import HOME, Report
from mentorlab.responses.lock import locked, runtime_folder, runtime_folders
from mentorlab.wording import number

PATIENCE = 120.0  # seconds until a start counts as failed; an old laptop needs half a minute the first time
OPENING_PAGE = "open-the-course.html"

Say = Callable[[str], None]


class StudyError(Exception):
    """A sentence for the person at the screen: why JupyterLab did not open, and what to do."""


@dataclass
class Running:
    """A JupyterLab of ours.

    Attributes
    ----------
    base : the server's address, such as `http://127.0.0.1:8888/`
    token : whoever has it may use the server
    workspace : the folder that it shows
    landing : the page that it opens with, relative to `base`
    process : the server's process, or None where an earlier start made it
    """

    base: str
    token: str
    workspace: Path
    process: subprocess.Popen[bytes] | None = None
    report: Report | None = None
    landing: str = f"doc/tree/{HOME}"

    @property
    def url(self) -> str:
        """The address of the first page, token included: to be shown to its user, and put on no command line."""
        return f"{self.base}{self.landing}?token={self.token}"

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.base.rstrip("/").rpartition(":")[2])

    @property
    def page(self) -> Path:
        """The page with a ticket, which a browser is called with."""
        return self.workspace / OPENING_PAGE

    def address(self, notebook: str) -> str:
        """Returns the address of one notebook's own page; the name is relative to the workspace."""
        return f"{self.base}doc/tree/{quote(notebook)}?token={self.token}"

    def answers(self) -> bool:
        """Tells whether the server is there and is ours. It is told no secret."""
        nonce = opening.new_nonce()
        try:
            answer = _ask(f"{self.base}{opening.PROOF}?nonce={nonce}")
            given = answer["proof"]
        except (OSError, ValueError, KeyError, TypeError):
            return False
        wanted = opening.proof(self.token, self.port, nonce)
        return isinstance(given, str) and hmac.compare_digest(given.encode(), wanted.encode())

    def write_page(self) -> Path | None:
        """Writes the page that opens the course once; None where the server or the folder does not let us.

        It lies in the workspace and not in a hidden folder, because a browser may be shut out of hidden ones.
        """
        if not self.answers():
            return None
        try:
            ticket = _ask(f"{self.base}{opening.TICKET}", self.token, post=True)["ticket"]
            data = opening.opening_page(f"{self.base}{opening.OPEN}?ticket={ticket}")
            files.write_whole(self.page, data, permissions=0o600)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return None if private.is_open(self.page) else self.page

    def show(self) -> bool:
        """Opens the course in the user's browser; tells whether one was called."""
        page = self.write_page() if can_open_browser() else None
        return page is not None and webbrowser.open(page.as_uri())

    def stop(self, patience: float = 15.0) -> bool:
        """Asks the server to close its notebooks and end; only our own process is ended by force.

        Returns
        -------
        bool : whether it has ended
        """
        if self.answers():
            with contextlib.suppress(OSError, ValueError):  # too busy: see below
                _ask(f"{self.base}api/shutdown", self.token, post=True)
        with contextlib.suppress(OSError):
            self.page.unlink()
        if self.process is not None:
            _end(self.process, patience)
            return True
        deadline = time.monotonic() + patience
        while self.answers():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True


def find(folder: Path) -> Running | None:
    """Finds the JupyterLab that an earlier start opened on this folder, if it still runs."""
    return next((running for running in _noted(Path(folder).resolve()) if running.answers()), None)


@contextlib.contextmanager
def starting(folder: Path, say: Say) -> Iterator[None]:
    """Holds off every other start on this folder, so that two at once make one server."""
    name = sha256(os.fsencode(Path(folder).resolve())).hexdigest()[:32]
    place = runtime_folder() / f"start-{name}"
    place.mkdir(mode=0o700, exist_ok=True)
    with locked(
        place, PATIENCE + 30, lambda: say("Another window is opening it already; waiting for that …")
    ):
        yield


def start(setup: Setup, port: int, say: Say, extra: Sequence[str] = ()) -> Running:
    """Starts JupyterLab and waits until it answers.

    Parameters
    ----------
    port : where to listen; the next free one where it is taken
    extra : further arguments for JupyterLab, for tests

    Raises
    ------
    StudyError : it did not start
    OSError : its settings cannot be written
    """
    jupyter.write_settings(setup)
    if not jupyter.sockets_fit():
        say(
            "This system has no place for the sockets by which pages and Python talk, so they talk over ports of "
            "this machine, encrypted."
        )
    with os.fdopen(os.open(setup.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
        process = subprocess.Popen(
            [*jupyter.arguments(setup, port), *extra],
            cwd=setup.working_folder,
            env=jupyter.environment(setup) | {opening.PAGE: str(setup.root / OPENING_PAGE)},
            stdin=subprocess.PIPE,  # when this end closes, the server ends: however our own process ended
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl+C is for us: we stop the server politely, and it does not ask on the terminal.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    try:
        running = _wait(process, setup, say)
    except BaseException:
        _end(process, patience=3.0)
        raise
    running.landing = setup.landing
    return running


def can_open_browser() -> bool:
    """Tells whether opening a browser would show a window, and not a text browser in the user's terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _wait(process: subprocess.Popen[bytes], setup: Setup, say: Say) -> Running:
    begun, told = time.monotonic(), 0.0
    while (passed := time.monotonic() - begun) < PATIENCE:
        if process.poll() is not None:
            raise StudyError(f"JupyterLab did not start. {_last_words(setup.log)}")
        running = find(setup.root)
        if running is not None:
            running.process = process
            return running
        if passed - told > 10:
            told = passed
            say(f"Still starting, {number(passed, 0)} seconds. The first time takes longest.")
        time.sleep(0.1)
    raise StudyError(
        f"JupyterLab did not answer within {number(PATIENCE, 0)} seconds. {_last_words(setup.log)}"
    )


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in log.read_text("utf-8", errors="replace").splitlines() if line.strip()]
    last = f"Its last words: “{lines[-1][:300]}” " if lines else ""
    return f"{last}Try once more; if that does not help, show somebody the file {log}."


def _noted(folder: Path) -> Iterator[Running]:
    """The servers that were started on this folder, left a note, and whose process is one of ours."""
    for note in (note for place in runtime_folders() for note in place.glob("jpserver-*.json")):
        try:
            info = json.loads(note.read_text("utf-8"))
            if info["root_dir"] == str(folder) and info["token"] and _is_ours(int(info["pid"])):
                yield Running(str(info["url"]), str(info["token"]), folder)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # it is being written now, or taken away


def _is_ours(pid: int) -> bool:
    """Tells whether such a process lives and is this user's; on Windows the server's proof says enough."""
    if os.name == "nt":
        return True
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}").stat().st_uid == os.geteuid()
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _ask(address: str, token: str = "", post: bool = False) -> Any:
    """Returns the JSON that the server answers.

    Raises
    ------
    OSError : nobody answers, or not as a server does
    """
    request = urllib.request.Request(
        address,
        data=b"" if post else None,
        headers={"Authorization": f"token {token}"} if token else {},
    )
    # Never through a proxy: this is the same machine. And never to another address, token and all.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    try:
        with opener.open(request, timeout=5) as answer:
            body = answer.read(100_000)
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any) -> None:
        """Follows nothing."""
        return


def _end(process: subprocess.Popen[bytes], patience: float) -> None:
    if process.stdin is not None:
        process.stdin.close()
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
