"""A JupyterLab of ours: it is ours alone, opens by a ticket, is started once, and ends with its window."""

from __future__ import annotations

import http.server
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from mentorlab import private
from mentorlab.learner import jupyter, opening, server
from mentorlab.learner.jupyter import settings_folder
from mentorlab.learner.server import OPENING_PAGE, Running
from mentorlab.learner.study import find_running, launch
from mentorlab.responses import lock
from tests.learner.test_study import (
    HEARING,
    LOOPBACK,
    STUDY,
    at_the_terminal,
    free_port,
    get,
    make_project,
    read_until,
    settle,
)

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One open course for the tests that only look at it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        top = tmp_path_factory.mktemp("server")
        settle(monkeypatch, top)
        opened = launch(make_project(top / "project"), port=free_port())
        yield opened
        opened.stop()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settle(monkeypatch, tmp_path)
    return make_project(tmp_path / "project")


# --- opening -----------------------------------------------------------------------------------------------------


def ticket_in(page: Path) -> str:
    found = re.search(r'href="([^"]+)"', page.read_text("utf-8"))
    assert found
    return found[1]


class Stays(urllib.request.HTTPRedirectHandler):
    """Follows nothing, so that one sees where a page leads."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


def visit(address: str) -> tuple[int, Any]:
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stays())
        with opener.open(address, timeout=20) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def test_the_opening_page_is_its_users_alone_and_not_hidden(running: Running) -> None:
    page = running.write_page()
    assert page is not None
    assert page.parent == running.workspace and not page.name.startswith(".")
    assert page.stat().st_mode & 0o777 == 0o600
    assert running.token not in page.read_text("utf-8")


def test_a_ticket_opens_the_course_once(running: Running) -> None:
    page = running.write_page()
    assert page is not None
    address = ticket_in(page)
    status, headers = visit(address)
    assert (status, headers["Location"]) == (302, "/doc/tree/home.ipynb")
    cookie = headers["Set-Cookie"].split(";")[0]
    let_in = urllib.request.Request(f"{running.base}api/contents", headers={"Cookie": cookie})
    with LOOPBACK.open(let_in, timeout=20) as answer:
        assert answer.status == 200
    assert not page.exists()
    status, headers = visit(address)
    assert (status, headers["Location"], "username" in str(headers["Set-Cookie"])) == (403, None, False)


def test_an_older_ticket_and_an_invented_one_open_nothing(running: Running) -> None:
    first = running.write_page()
    assert first is not None
    old = ticket_in(first)
    running.write_page()
    for address in (old, f"{running.base}{opening.OPEN}?ticket=", f"{running.base}{opening.OPEN}"):
        assert visit(address)[0] == 403


def test_nobody_gets_a_ticket_without_the_token(running: Running) -> None:
    request = urllib.request.Request(running.base + opening.TICKET, data=b"")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        LOOPBACK.open(request, timeout=20)


def test_the_browser_is_called_with_the_page_and_never_with_the_token(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(server.webbrowser, "open", lambda address: called.append(address) or True)
    monkeypatch.setattr(server, "can_open_browser", lambda: True)
    assert running.show()
    assert called == [(running.workspace / OPENING_PAGE).as_uri()]


@LINUX
def test_no_command_line_holds_a_token(running: Running) -> None:
    get(running, "api/kernels", {"name": "python3"})
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if readable(path)]
    assert any(str(running.workspace).encode() in line for line in lines), "the server is not among them"
    assert not [line for line in lines if running.token.encode() in line]


def readable(path: Path) -> bool:
    try:
        path.read_bytes()
    except OSError:
        return False
    return True


def test_the_address_is_printed_before_the_browser_is_called(project: Path, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f"#!{sys.executable}\nimport sys\nprint('BROWSER', sys.argv[1:], flush=True)\n")
    browser.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING + STUDY, "--port", str(free_port())],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"BROWSER": f"{browser} %s"},
    )
    told = read_until(process, "press Ctrl+C")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert told.index("token=") < told.index("BROWSER ['file:///"), told
    assert "token" not in told[told.index("BROWSER") :].splitlines()[0]


# --- kernels -----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such sockets")
def test_kernels_are_spoken_to_through_sockets_in_a_folder_of_the_users_own(running: Running) -> None:
    kernel = json.loads(get(running, "api/kernels", {"name": "python3"}))
    note = json.loads((jupyter.runtime() / f"kernel-{kernel['id']}.json").read_text("utf-8"))
    assert note["transport"] == "ipc"
    assert Path(note["ip"]).parent == jupyter.runtime()
    assert not private.is_open(jupyter.runtime())


def test_where_sockets_do_not_fit_it_is_said_and_what_is_spoken_is_encrypted(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jupyter, "_LONGEST_SOCKET", 20)
    told: list[str] = []
    opened = launch(project, port=free_port(), say=told.append)
    try:
        assert any("ports of this machine" in sentence for sentence in told)
        kernel = json.loads(get(opened, "api/kernels", {"name": "python3"}))
        note = json.loads((jupyter.runtime() / f"kernel-{kernel['id']}.json").read_text("utf-8"))
        assert (note["transport"], "curve_secretkey" in note) == ("tcp", True)
    finally:
        opened.stop()


# --- whose server it is ------------------------------------------------------------------------------------------


class Stranger(http.server.BaseHTTPRequestHandler):
    """Another program on the port of a server that died: it writes down what it is sent and agrees to everything."""

    heard: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.heard.append(f"{self.path} {self.headers}")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"proof": "0" * 64, "started": "now"}).encode())

    do_POST = do_GET

    def log_message(self, *arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture
def stranger() -> Iterator[int]:
    Stranger.heard = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found.server_address[1]
        found.shutdown()


def note(workspace: Path, port: int, pid: int) -> Path:
    path = jupyter.runtime() / f"jpserver-{pid}.json"
    token = "a-secret-of-ours"
    told = {"url": f"http://127.0.0.1:{port}/", "token": token, "root_dir": str(workspace), "pid": pid}
    path.write_text(json.dumps(told))
    return path


def test_a_stranger_on_the_old_port_is_not_the_course_and_is_sent_no_token(
    project: Path, stranger: int
) -> None:
    workspace = project / "my-mentoring"
    sleeper = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    left = note(workspace, stranger, sleeper.pid)
    try:
        assert find_running(workspace) is None
        assert Stranger.heard, "it must have been asked"
        assert not [line for line in Stranger.heard if "a-secret-of-ours" in line]
    finally:
        left.unlink()
        sleeper.communicate(b"\n")


@LINUX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs a second account")
def test_a_process_of_another_account_is_not_even_asked(project: Path, stranger: int) -> None:
    sleeper = subprocess.Popen(["sleep", "60"], user=65534)
    left = note(project / "my-mentoring", stranger, sleeper.pid)
    try:
        assert find_running(project / "my-mentoring") is None
        assert Stranger.heard == []
    finally:
        left.unlink()
        sleeper.kill()
        sleeper.wait()


def test_a_proof_is_for_one_port_and_one_question() -> None:
    first = opening.proof("token", 8888, "a" * 64)
    assert first not in (opening.proof("token", 8889, "a" * 64), opening.proof("token", 8888, "b" * 64))


# --- one server, and none left -----------------------------------------------------------------------------------


def servers(workspace: Path) -> list[int]:
    """The processes that show this workspace."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with_root = f"--ServerApp.root_dir={workspace}".encode()
        try:
            if with_root in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


@LINUX
def test_two_starts_at_once_make_one_server(project: Path, tmp_path: Path) -> None:
    workspace = project / "my-mentoring"
    first = at_the_terminal(project, "--no-browser", "--port", str(free_port()))
    # In another environment, as a window of another program has it.
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "another"))
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        second = at_the_terminal(project, "--no-browser", "--port", str(free_port()))
    told = [read_until(first, "To stop"), read_until(second, "To stop")]
    addresses = {line.strip() for text in told for line in text.splitlines() if "token=" in line}
    assert len(addresses) == 1
    assert len(servers(workspace)) == 1
    for process in (first, second):
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    for process in (first, second):
        process.communicate(timeout=30)
    assert servers(workspace) == []


@LINUX
@pytest.mark.parametrize("moment", ["Looking after", "Starting JupyterLab", "press Ctrl+C"])
def test_ctrl_c_twice_leaves_no_server(project: Path, moment: str) -> None:
    process = at_the_terminal(project, "--no-browser", "--port", str(free_port()))
    read_until(process, moment)
    for _ in range(4):
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    told, _ = process.communicate(timeout=60)
    assert "Traceback" not in told
    assert servers(project / "my-mentoring") == []
    assert find_running(project / "my-mentoring") is None


@LINUX
@pytest.mark.parametrize("moment", ["Starting JupyterLab", "press Ctrl+C"])
def test_a_server_ends_with_its_window_however_that_is_killed(project: Path, moment: str) -> None:
    process = at_the_terminal(project, "--no-browser", "--port", str(free_port()))
    read_until(process, moment)
    process.kill()
    process.communicate()
    begun = time.monotonic()
    while servers(project / "my-mentoring"):
        assert time.monotonic() < begun + 90, "a server was left behind"
        time.sleep(0.2)


# --- a workspace is data -----------------------------------------------------------------------------------------

RAN = "open({mark!r}, 'a').write({name!r} + '\\n')\n"


def plant(workspace: Path, mark: Path) -> list[str]:
    """A workspace from somebody else, with code wherever the first version, Jupyter, IPython or Python looked for it."""
    old = ".mentorlab/jupyter"
    spots = [
        "jupyter_server_config.py",
        "jupyter_config.py",
        "jupyter_lab_config.py",
        "ipython_config.py",
        "ipython_kernel_config.py",
        "sitecustomize.py",
        "jupyterlab.py",
        "ipykernel_launcher.py",
        "mentorlab.py",
        "startup/00-first.py",
        f"{old}/jupyter_server_config.py",
        f"{old}/jupyter_config.py",
        f"{old}/ipython/profile_default/startup/00-first.py",
        f"{old}/ipython/profile_default/ipython_config.py",
        f"{old}/ipython/profile_default/ipython_kernel_config.py",
        f"{old}/ipython/extensions/first.py",
        ".mentorlab/jupyter_server_config.py",
        ".ipython/profile_default/startup/00-first.py",
        ".jupyter/jupyter_server_config.py",
    ]
    for spot in spots:
        for folder in ("", "course/"):
            path = workspace / folder / spot
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(RAN.format(mark=str(mark), name=folder + spot))
    for data in (f"{old}/data", "share/jupyter", ".local/share/jupyter"):
        kernel = workspace / data / "kernels" / "python3" / "kernel.json"
        kernel.parent.mkdir(parents=True)
        code = RAN.format(mark=str(mark), name=f"kernel of {data}")
        kernel.write_text(
            json.dumps({"argv": [sys.executable, "-c", code], "display_name": "x", "language": "python"})
        )
        extension = workspace / data / "labextensions" / "theirs" / "package.json"
        extension.parent.mkdir(parents=True)
        extension.write_text(
            json.dumps({"name": "theirs", "version": "1", "jupyterlab": {"_build": {"load": "x.js"}}})
        )
    return spots


def test_a_workspace_from_somebody_else_runs_nothing(project: Path, tmp_path: Path) -> None:
    workspace, mark = project / "my-mentoring", tmp_path / "ran"
    plant(workspace, mark)
    (workspace / ".mentorlab" / "workspace.json").write_text('{"version": 1, "id": "0123456789abcdef"}')
    opened = launch(project, port=free_port())
    try:
        page = get(opened, "doc/tree/home.ipynb")
        session = {
            "path": "course/08-feedback.ipynb",
            "name": "",
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        started = json.loads(get(opened, "api/sessions", session))
        assert ran_in(opened, started["kernel"]["id"], "import mentorlab.views") == "ok"
    finally:
        opened.stop()
    assert not mark.exists(), mark.read_text()
    assert "theirs" not in page


def test_the_attack_works_where_jupyter_stands_in_the_workspace(project: Path, tmp_path: Path) -> None:
    """The samples can fail: as the first version started it, one of them runs."""
    workspace, mark = project / "my-mentoring", tmp_path / "ran"
    plant(workspace, mark)
    home = workspace / ".mentorlab" / "jupyter"
    done = subprocess.run(
        [sys.executable, "-m", "jupyter_server", "--version"],
        cwd=workspace,
        env=os.environ | {"JUPYTER_CONFIG_DIR": str(home), "IPYTHONDIR": str(home / "ipython")},
        capture_output=True,
    )
    subprocess.run(
        [sys.executable, "-m", "IPython", "-c", "pass"],
        cwd=workspace,
        env=os.environ | {"IPYTHONDIR": str(home / "ipython")},
        capture_output=True,
    )
    assert done.returncode is not None
    assert mark.exists()


def ran_in(opened: Running, kernel: str, code: str) -> str:
    from jupyter_client import BlockingKernelClient

    from tests.learner.test_study import until_ready

    client = BlockingKernelClient()
    client.load_connection_file(str(jupyter.runtime() / f"kernel-{kernel}.json"))
    client.start_channels()
    try:
        until_ready(client)
        reply = client.execute_interactive(code, timeout=60, output_hook=lambda message: None)
    finally:
        client.stop_channels()
    return str(reply["content"]["status"])


def test_a_link_in_a_workspace_overwrites_nothing_elsewhere(project: Path, tmp_path: Path) -> None:
    workspace = project / "my-mentoring"
    opened = launch(project, port=free_port())
    opened.stop()
    precious = tmp_path / "precious"
    precious.write_text("mine")
    for name in (OPENING_PAGE, ".mentorlab/jupyterlab.log", ".mentorlab/copies.json"):
        (workspace / name).unlink(missing_ok=True)
        (workspace / name).symlink_to(precious)
    opened = launch(project, port=free_port())
    try:
        opened.write_page()
    finally:
        opened.stop()
    assert precious.read_text() == "mine"


def test_settings_lie_outside_the_workspace_and_stay_when_it_is_moved(project: Path, tmp_path: Path) -> None:
    workspace = project / "my-mentoring"
    (workspace / ".mentorlab").mkdir(parents=True)
    (workspace / ".mentorlab" / "workspace.json").write_text('{"version": 1, "id": "0123456789abcdef"}')
    before = settings_folder(workspace)
    assert not before.is_relative_to(workspace)
    moved = workspace.rename(tmp_path / "moved")
    assert settings_folder(moved) == before


@pytest.mark.parametrize("id", ["../../x", "/etc", "0123456789abcdef/.."])
def test_an_id_of_a_workspace_leads_nowhere(project: Path, id: str) -> None:
    workspace = project / "my-mentoring"
    (workspace / ".mentorlab").mkdir(parents=True)
    (workspace / ".mentorlab" / "workspace.json").write_text(json.dumps({"id": id}))
    assert settings_folder(workspace).parent == settings_folder(project).parent


@LINUX
def test_with_a_home_that_cannot_be_written_it_opens_and_nothing_else_runs(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/proc/nowhere")
    opened = launch(project, port=free_port())
    try:
        assert jupyter.settings_folder(opened.workspace).is_relative_to(jupyter.runtime())
        assert opened.process is not None
        session = opened.process.pid  # its own session: everything that it started is in it
        found = [
            path for path in Path("/proc").glob("[0-9]*/stat") if readable(path) and of_session(path, session)
        ]
        assert [path.parent.name for path in found] == [str(session)]
    finally:
        opened.stop()


def of_session(stat: Path, session: int) -> bool:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[3]) == session
    except OSError:
        return False


def test_a_server_is_found_in_whichever_folder_it_left_its_note(
    running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desktop session began or ended since, and with it /run/user."""
    own = tmp_path / "run"
    own.mkdir(mode=0o700)
    before = lock._places()
    monkeypatch.setattr(lock, "_places", lambda: [own, *before])
    assert jupyter.runtime() == own
    found = find_running(running.workspace)
    assert found is not None and found.url == running.url


def test_extensions_that_nobody_needs_are_off(running: Running) -> None:
    for address in ("lsp/status", "terminals/1", "api/terminals", "formgrader", "assignments"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(running, address)
