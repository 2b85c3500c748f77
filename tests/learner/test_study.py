"""`make study`: it opens, it is found again, it keeps to itself, it stops, and it says what is wrong."""

from __future__ import annotations

import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client import BlockingKernelClient
from typer.testing import CliRunner

from mentorlab.cli import learner as command
from mentorlab.learner import jupyter, server, study
from mentorlab.learner.server import Running, StudyError, can_open_browser
from mentorlab.learner.study import find_project, find_running, launch
from mentorlab.learner.workspace import prepare

LOOPBACK = urllib.request.build_opener(urllib.request.ProxyHandler({}))

# Loaded by the server and by its kernels before anything else: no name but this machine's is looked up, no
# address but this machine's is reached, and whoever tries is written down.
OFFLINE = """
import os, socket
def guard(name):
    real = getattr(socket.socket, name)
    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            refuse(address)
        return real(self, address)
    setattr(socket.socket, name, connect)
def refuse(what):
    with open(os.environ["TRIED"], "a") as file:
        print(what, file=file)
    raise OSError(101, "Network is unreachable")
look_up = socket.getaddrinfo
def getaddrinfo(host, *rest, **more):
    if host not in (None, "", "localhost", "127.0.0.1", "::1", b"127.0.0.1", b"localhost"):
        refuse(host)
    return look_up(host, *rest, **more)
socket.getaddrinfo = getaddrinfo
guard("connect")
guard("connect_ex")
"""

# What a learner who uses Jupyter for other things may have; each line would break or change ours.
OTHER_JUPYTER = """
c.ServerApp.port = 9999
c.ServerApp.base_url = "/mine/"
c.IdentityProvider.token = ""
c.ServerApp.root_dir = "/"
raise RuntimeError("this configuration is not ours to read")
"""


def notebook(text: str) -> str:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": text}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def make_project(top: Path) -> Path:
    for folder in ("content", "course", "exercises", "solutions"):
        (top / folder).mkdir(parents=True)
    (top / "pyproject.toml").write_text("")
    (top / "course" / "home.ipynb").write_text(notebook("# Home"))
    (top / "course" / "08-feedback.ipynb").write_text(notebook("# Feedback"))
    return top


def settle(monkeypatch: pytest.MonkeyPatch, top: Path) -> None:
    """A home folder of its own, with another Jupyter's settings, and no network."""
    (top / "home" / ".jupyter").mkdir(parents=True)
    (top / "home" / ".jupyter" / "jupyter_server_config.py").write_text(OTHER_JUPYTER)
    (top / "offline").mkdir()
    (top / "offline" / "sitecustomize.py").write_text(OFFLINE)
    monkeypatch.setenv("HOME", str(top / "home"))
    monkeypatch.setenv("PYTHONPATH", str(top / "offline"))
    monkeypatch.setenv("TRIED", str(top / "tried"))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("JUPYTER_TOKEN", "not-ours")
    monkeypatch.setenv("JUPYTER_PORT", "9998")
    for name in (
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "JUPYTER_RUNTIME_DIR",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "BROWSER",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One open course for the tests that only look at it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        top = tmp_path_factory.mktemp("study")
        settle(monkeypatch, top)
        opened = launch(make_project(top / "project"), port=free_port())
        yield opened
        opened.stop()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settle(monkeypatch, tmp_path)
    return make_project(tmp_path / "project")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


def get(running: Running, path: str, data: dict[str, Any] | None = None) -> str:
    request = urllib.request.Request(
        running.base + path,
        data=None if data is None else json.dumps(data).encode(),
        headers={"Authorization": f"token {running.token}", "Content-Type": "application/json"},
    )
    with LOOPBACK.open(request, timeout=20) as answer:
        text = answer.read().decode()
        assert isinstance(text, str)
        return text


def page_settings(running: Running) -> dict[str, Any]:
    page = get(running, "doc/tree/home.ipynb")
    found = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    settings = json.loads(html.unescape(found[1]))
    assert isinstance(settings, dict)
    return settings


@pytest.mark.kernel
def test_the_address_opens_the_first_page_and_nobody_else_comes_in(running: Running) -> None:
    assert running.url == f"http://127.0.0.1:{running.port}/doc/tree/home.ipynb?token={running.token}"
    assert len(running.token) >= 40
    with LOOPBACK.open(running.url, timeout=20) as answer:
        assert answer.status == 200
    with pytest.raises(urllib.error.HTTPError, match="403"):
        LOOPBACK.open(f"{running.base}api/contents", timeout=20)


@pytest.mark.kernel
def test_pictures_on_other_machines_are_not_fetched_for_a_notebook(running: Running) -> None:
    with LOOPBACK.open(f"{running.base}lab?token={running.token}", timeout=20) as page:
        policy = page.headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob:;" in policy and "media-src 'self' data: blob:;" in policy


@pytest.mark.kernel
def test_the_page_asks_for_no_news_no_updates_and_no_extensions(running: Running) -> None:
    settings = page_settings(running)
    assert settings["news"] == {"disabled": True}
    assert {
        "@jupyterlab/apputils-extension:announcements",
        "@jupyterlab/extensionmanager-extension",
        "@jupyter/nbgrader",
        "@jupyter-notebook/lab-extension",
    } <= set(settings["disabledExtensions"])
    assert json.loads(get(running, "lab/api/update")) == {"notification": None}
    with pytest.raises(urllib.error.HTTPError, match="404"):  # nbgrader's pages are for trainers
        get(running, "formgrader")


@pytest.mark.kernel
def test_our_extension_is_there_and_so_are_the_widgets(running: Running) -> None:
    names = {extension["name"] for extension in page_settings(running)["federated_extensions"]}
    assert {"mentorlab", "@jupyter-widgets/jupyterlab-manager"} <= names
    assert (study.LABEXTENSIONS / "mentorlab" / "package.json").is_file()


def until_ready(client: BlockingKernelClient) -> None:
    """Wait for a kernel that may not listen yet: the client takes it for dead until then."""
    for _ in range(60):
        try:
            client.wait_for_ready(timeout=60)
        except RuntimeError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the kernel never answered")


@pytest.mark.kernel
def test_a_kernel_finds_the_keys_and_nothing_is_asked_of_the_network(running: Running) -> None:
    settings = page_settings(running)
    get(running, "lab/api/update")
    get(running, "lab/api/news")
    get(running, "lab/api/extensions")
    assert settings["baseUrl"] == "/"
    kernel = {"name": "python3"}
    session = {"path": "course/08-feedback.ipynb", "name": "", "type": "notebook", "kernel": kernel}
    started = json.loads(get(running, "api/sessions", session))
    client = BlockingKernelClient()
    client.load_connection_file(str(jupyter.runtime() / f"kernel-{started['kernel']['id']}.json"))
    client.start_channels()
    try:
        until_ready(client)
        said: list[str] = []
        code = (
            "import os; print(os.getcwd(), os.environ['MENTORLAB_KEYS'], os.environ['IPYTHONDIR'], sep='\\n')"
        )
        client.execute_interactive(
            code, timeout=60, output_hook=lambda message: said.append(message["content"].get("text", ""))
        )
    finally:
        client.stop_channels()
    workspace = running.workspace
    assert "".join(said).split() == [
        str(workspace / "course"),
        str(workspace.parent / "solutions"),
        str(jupyter.settings_folder(workspace) / "ipython"),
    ]
    assert not list(workspace.rglob("history.sqlite"))
    assert not Path(os.environ["TRIED"]).exists(), Path(os.environ["TRIED"]).read_text()


@pytest.mark.kernel
def test_the_network_guard_of_these_tests_does_catch(running: Running, tmp_path: Path) -> None:
    environment = os.environ | {"TRIED": str(tmp_path / "tried")}
    code = "import urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://example.org')"
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True).returncode == 1
    assert "example.org" in (tmp_path / "tried").read_text()


@pytest.mark.kernel
def test_the_learners_other_jupyter_is_neither_read_nor_written(running: Running) -> None:
    home = Path.home()
    assert home.name == "home"
    assert [path.name for path in (home / ".jupyter").rglob("*")] == ["jupyter_server_config.py"]
    assert not (home / ".ipython").exists()
    own = jupyter.settings_folder(running.workspace)
    assert not own.is_relative_to(running.workspace)
    assert not [path for path in home.rglob("nbsignatures.db") if not path.is_relative_to(own)]
    settings = page_settings(running)
    assert settings["userSettingsDir"].startswith(str(own))
    assert settings["workspacesDir"].startswith(str(own))


@pytest.mark.kernel
def test_a_second_start_finds_the_first(running: Running) -> None:
    said: list[str] = []
    again = launch(running.workspace.parent, say=said.append)
    assert (again.url, again.process) == (running.url, None)
    assert said == ["The course is open already."]


@pytest.mark.kernel
def test_a_second_start_says_when_the_course_has_changed_and_disturbs_no_open_page(running: Running) -> None:
    source = running.workspace.parent / "course" / "08-feedback.ipynb"
    copy, before = running.workspace / "course" / "08-feedback.ipynb", source.read_text()
    source.write_text(notebook("# Feedback, better"))
    said: list[str] = []
    try:
        launch(running.workspace.parent, say=said.append)
        assert "stop it and start it again" in said[-1]
        assert copy.read_text() == before
    finally:
        source.write_text(before)


@pytest.mark.kernel
def test_another_workspace_is_another_course(running: Running, tmp_path: Path) -> None:
    assert find_running(running.workspace) is not None
    assert find_running(tmp_path) is None


@pytest.mark.kernel
def test_a_taken_port_is_said_and_another_taken_and_stopping_is_whole(project: Path) -> None:
    said: list[str] = []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        opened = launch(project, port=port, say=said.append)
        try:
            assert opened.port != port
            assert said[-1] == f"Port {port} is taken, so it is port {opened.port}."
            assert opened.answers()
            assert opened.process is not None
        finally:
            found = find_running(opened.workspace)
            assert found is not None
            assert found.stop()  # as `mentorlab study --stop` does, from another process
        assert opened.process.wait(10) == 0
    assert not opened.answers()
    assert find_running(opened.workspace) is None
    opened.stop()  # stopping twice does no harm


@pytest.mark.kernel
def test_a_note_of_a_server_that_died_deceives_nobody(project: Path) -> None:
    workspace = project / "my-mentoring"
    note = {"url": f"http://127.0.0.1:{free_port()}/", "token": "t", "root_dir": str(workspace), "pid": 1}
    (jupyter.runtime() / "jpserver-1.json").write_text(json.dumps(note))
    (jupyter.runtime() / "jpserver-2.json").write_text('{"url": "http')
    assert find_running(workspace) is None


@pytest.mark.kernel
def test_a_jupyterlab_that_does_not_start_is_said_with_its_last_words(project: Path) -> None:
    with pytest.raises(
        StudyError, match=r"JupyterLab did not start. Its last words: “.*show somebody the file"
    ):
        launch(project, extra=["--ServerApp.root_dir=/nowhere/at/all"])


@pytest.mark.kernel
def test_a_jupyterlab_that_never_answers_is_given_up_and_ended(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def sleeper(arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:
        begun.append(real([sys.executable, "-c", "import time; time.sleep(60)"], **options))
        return begun[0]

    monkeypatch.setattr(server.subprocess, "Popen", sleeper)
    monkeypatch.setattr(server, "PATIENCE", 0.3)
    with pytest.raises(StudyError, match="did not answer within"):
        launch(project)
    assert begun[0].poll() is not None


def test_without_jupyterlab_it_says_what_to_do(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StudyError, match=r"JupyterLab is not installed.*make study"):
        launch(project)


def test_a_course_that_is_not_built_says_what_to_do(project: Path) -> None:
    (project / "course" / "home.ipynb").unlink()
    with pytest.raises(StudyError, match="make build"):
        launch(project)


def test_a_workspace_that_cannot_be_written_says_what_to_do(project: Path) -> None:
    (project / "note").write_text("")
    with pytest.raises(StudyError, match=r"cannot be written.*--workspace FOLDER"):
        launch(project, project / "note" / "mine")


def test_settings_that_cannot_be_written_say_what_to_do(project: Path) -> None:
    prepare(project, project / "my-mentoring")
    own = jupyter.settings_folder(project / "my-mentoring")
    own.write_text("a file in the way")
    with pytest.raises(StudyError, match="cannot be written"):
        launch(project)


def test_the_course_is_found_from_any_of_its_folders(project: Path, tmp_path: Path) -> None:
    (project / "my-mentoring").mkdir()
    assert find_project(project / "my-mentoring") == project
    assert (find_project(tmp_path) / "src" / "mentorlab").is_dir()  # the one this package is installed from


def test_away_from_the_course_it_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study, "__file__", str(tmp_path / "site-packages" / "study.py"))
    with pytest.raises(StudyError, match="Go to its folder"):
        find_project(tmp_path)


@pytest.mark.parametrize(("name", "shows"), [("DISPLAY", True), ("BROWSER", True), ("LANG", False)])
def test_no_text_browser_is_opened_in_the_terminal(
    name: str, shows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.sys, "platform", "linux")
    for other in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "x")
    assert can_open_browser() is shows


STUDY = "from mentorlab.cli.learner import app; app()"


# At a terminal Ctrl+C is heard; what a shell starts in the background, such as a run of these tests, is deaf to it.
HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "


def at_the_terminal(project: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HEARING + STUDY, *arguments],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"COLUMNS": "40"},  # a narrow window must not break the address
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"“{words}” was never said:\n{said}")


@pytest.mark.kernel
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_command_prints_the_address_and_stops_politely(project: Path, how: str) -> None:
    process = at_the_terminal(project, "--no-browser", "--port", str(free_port()))
    said = read_until(process, "press Ctrl+C")
    address = re.search(r"^ +(http://127\.0\.0\.1:\d+/doc/tree/home\.ipynb\?token=\w+)$", said, re.MULTILINE)
    assert address, said
    assert f"Your workspace is made: {project / 'my-mentoring'}" in said
    with LOOPBACK.open(address[1], timeout=20) as answer:
        assert answer.status == 200
    process.send_signal(getattr(signal, how))
    rest, _ = process.communicate(timeout=30)
    assert (
        rest.strip()
        == f"Stopped. What you wrote is in {project / 'my-mentoring'}; open it again with: make study"
    )
    assert process.returncode == 0
    assert find_running(project / "my-mentoring") is None


@pytest.mark.kernel
def test_a_second_window_shows_the_address_and_can_stop_the_course(project: Path) -> None:
    first = at_the_terminal(project, "--no-browser", "--port", str(free_port()))
    said = read_until(first, "press Ctrl+C")
    second = at_the_terminal(project, "--no-browser")
    again, _ = second.communicate(timeout=30)
    assert second.returncode == 0
    assert "The course is open already." in again
    address = next(line for line in said.splitlines() if "http" in line)
    assert address in again.splitlines()
    third = at_the_terminal(project, "--stop")
    farewell, _ = third.communicate(timeout=30)
    assert farewell.startswith("Stopped. What you wrote is in ")
    rest, _ = first.communicate(timeout=30)
    assert rest.strip().startswith("JupyterLab was closed.")
    assert first.returncode == 0


def test_what_is_wrong_is_one_sentence_and_no_traceback(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    (project / "course" / "home.ipynb").unlink()
    done = CliRunner().invoke(command.app, ["--no-browser"])
    assert done.exit_code == 1
    assert done.output.count("\n") == 1 + done.output.count("…\n")
    assert "Build it with: make build" in done.output


@pytest.mark.kernel
def test_stopping_what_is_not_open_is_no_error(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    done = CliRunner().invoke(command.app, ["--stop"])
    assert (done.exit_code, done.output) == (0, "The course is not open.\n")


@pytest.mark.kernel
def test_ctrl_c_before_it_is_open_leaves_no_server_behind(project: Path) -> None:
    process = at_the_terminal(project, "--no-browser", "--port", str(free_port()))
    read_until(process, "Starting JupyterLab")
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert "Nothing is lost." in rest or "Stopped." in rest
    assert find_running(project / "my-mentoring") is None
