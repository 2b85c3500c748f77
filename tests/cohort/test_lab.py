"""`mentorlab cohort lab`: Formgrader is there, and opening a learner's notebook runs nothing that lies beside it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client import BlockingKernelClient
from typer.testing import CliRunner

from mentorlab.cli import cohort as command
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.lab import lab_setup, open_lab
from mentorlab.learner import jupyter, server
from mentorlab.learner.server import Running
from tests.helpers.course_samples import MODULE
from tests.helpers.nbgrader_runs import submission
from tests.learner.test_study import free_port, get, settle, until_ready

BESIDE = (
    "ipykernel_launcher.py",
    "sitecustomize.py",
    "mentorlab.py",
    "pydantic.py",
    "ipywidgets.py",
    "ipython_config.py",
    "ipython_kernel_config.py",
    "jupyter_server_config.py",
    "nbgrader_config.py",
    ".ipython/profile_default/startup/00-first.py",
)


@pytest.fixture(scope="module")
def opened(_cohort: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        top = tmp_path_factory.mktemp("lab")
        settle(monkeypatch, top)
        (top / "home" / ".jupyter" / "nbgrader_config.py").write_text('c.Exchange.root = "/srv/theirs"\n')
        cohort = top / "spring"
        shutil.copytree(_cohort, cohort)
        folder = submission(cohort, "ada")
        for name in BESIDE:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"open({str(top / 'ran')!r}, 'a').write({name!r})\n")
        running = open_lab(find_cohort(cohort), free_port())
        yield running
        running.stop()


def test_formgrader_shows_the_cohorts_assignment(opened: Running) -> None:
    found = json.loads(get(opened, "formgrader/api/assignments"))
    assert [assignment["name"] for assignment in found] == [MODULE]
    assert "Add new assignment" in get(opened, "formgrader/manage_assignments")
    page = get(opened, "lab")
    assert '"@jupyter/nbgrader"' in page


def test_a_learners_notebook_is_opened_and_nothing_beside_it_runs(opened: Running) -> None:
    folder = f"submitted/ada/{MODULE}"
    session = {
        "path": f"{folder}/{MODULE}.ipynb",
        "name": "",
        "type": "notebook",
        "kernel": {"name": "python3"},
    }
    kernel = json.loads(get(opened, "api/sessions", session))["kernel"]["id"]
    client = BlockingKernelClient()
    client.load_connection_file(str(jupyter.runtime() / f"kernel-{kernel}.json"))
    client.start_channels()
    heard: list[str] = []
    try:
        until_ready(client)
        code = "import os, mentorlab.views; from mentorlab.views import exercise; print(os.getcwd(), mentorlab.__file__)"
        client.execute_interactive(
            code, timeout=60, output_hook=lambda message: heard.append(message["content"].get("text", ""))
        )
    finally:
        client.stop_channels()
    where, ours = "".join(heard).split()
    assert where == str(opened.workspace / folder)
    assert not Path(ours).is_relative_to(opened.workspace)
    mark = opened.workspace.parent / "ran"
    assert not mark.exists(), mark.read_text()


def test_a_link_to_formgrader_runs_no_configuration_that_somebody_handed_in(opened: Running) -> None:
    folder = opened.workspace / "submitted" / "ada" / MODULE
    assert (folder / "nbgrader_config.py").is_file()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        get(opened, f"formgrader?path={folder}")
    assert not (opened.workspace.parent / "ran").exists()
    get(opened, "formgrader")  # its own cohort it shows


def test_beside_a_plain_kernel_it_does_run(opened: Running, tmp_path: Path) -> None:
    """The samples can fail: as plain Jupyter starts a kernel, the launcher beside the notebook takes its place."""
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "ipykernel_launcher.py").write_text("print('ran')")
    done = subprocess.run(
        [sys.executable, "-m", "ipykernel_launcher"], cwd=folder, capture_output=True, text=True
    )
    assert done.stdout == "ran\n"


def test_what_nobody_needs_is_off_and_settings_lie_outside_the_cohort(opened: Running) -> None:
    for address in ("lsp/status", "assignments", "courses"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(opened, address)
    home = lab_setup(find_cohort(opened.workspace)).home
    assert not home.is_relative_to(opened.workspace)
    assert "load_subconfig" in (home / "nbgrader_config.py").read_text()


def test_a_second_start_finds_the_first(opened: Running) -> None:
    again = open_lab(find_cohort(opened.workspace))
    assert (again.url, again.process) == (opened.url, None)
    assert re.search(r"/lab\?token=\w+$", again.url)


def test_away_from_a_cohort_it_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command.app, ["lab", "--no-browser"])
    assert done.exit_code == 1
    assert "is not in a cohort" in done.output


def test_stopping_what_is_not_open_is_no_error(cohort: Path) -> None:
    done = CliRunner().invoke(command.app, ["lab", "--stop", "--cohort", str(cohort)])
    assert (done.exit_code, done.output) == (0, "JupyterLab is not open.\n")
    assert server.find(cohort) is None
