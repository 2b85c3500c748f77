"""A second account of the same machine: what it can reach of a learner's and a trainer's, and what it still may.

The attempts run as `nobody`, on a workspace that was moved. They need an account that may become another; where the
tests do not run as root, they are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlab.cohort.new import new_cohort
from mentorlab.learner import jupyter
from mentorlab.learner.server import Running
from mentorlab.learner.study import launch
from mentorlab.responses.file import Responses
from tests.helpers.course_samples import MODULE
from tests.learner.test_study import free_port, get, make_project, settle

NOBODY, TRAINER = 65534, 2  # the second is `bin`: an account with a name, and no rights


def run_as(
    user: int, code: str, *arguments: object, home: Path | None = None, cwd: Path | None = None
) -> str:
    """What a Python of another account prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        user=user,
        group=user,
        extra_groups=[],
        cwd=cwd or "/",
        env={"PATH": os.environ["PATH"], "HOME": str(home or "/nonexistent"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def can_become(user: int) -> bool:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    try:
        return run_as(user, "import mentorlab, nbgrader; print('here')") == "here\n"
    except OSError:
        return False


pytestmark = pytest.mark.skipif(
    not (can_become(NOBODY) and can_become(TRAINER)), reason="this account may become no other"
)

READ = """
import os, sys
for path in sys.argv[1:]:
    try:
        print("listed" if os.path.isdir(path) and os.listdir(path) is not None else "read" if open(path, "rb").read() else "")
    except OSError as error:
        print(type(error).__name__)
"""


@pytest.fixture(scope="module")
def top() -> Iterator[Path]:
    """A folder that everybody may enter; pytest's own is its owner's alone, and would hide what is tried here."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def running(top: Path) -> Iterator[Running]:
    """A learner's open course, in a workspace that was moved after its first answers."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        before = os.umask(0o000)
        try:
            settle(monkeypatch, top)
            project = make_project(top / "project")
            launch(project, port=free_port()).stop()
            Responses.open("08-feedback", project / "my-mentoring" / "course").put(
                "a", {"text": "private"}, "d"
            )
            moved = (project / "my-mentoring").rename(top / "moved")
            opened = launch(project, moved, port=free_port())
            Responses.open("08-feedback", moved / "course").put("b", {"text": "private"}, "d")
        finally:
            os.umask(before)
        yield opened
        opened.stop()


def tried(paths: list[Path]) -> list[str]:
    return run_as(NOBODY, READ, *paths).split()


def test_another_account_reads_nothing_of_a_moved_workspace(running: Running, top: Path) -> None:
    page = running.write_page()
    assert page is not None
    workspace = running.workspace
    secrets = [
        workspace,
        workspace / "course",
        workspace / "course" / "08-feedback.responses.json",
        workspace / ".mentorlab" / "last-good" / "course" / "08-feedback.responses.json",
        page,
        jupyter.runtime(),
        *jupyter.runtime().glob("jpserver-*.json"),
        jupyter.settings_folder(workspace),
        jupyter.settings_folder(workspace) / "jupyterlab.log",
    ]
    assert all(path.exists() for path in secrets)
    assert set(tried(secrets)) == {"PermissionError"}


def test_the_attempt_does_read_what_is_open(top: Path) -> None:
    path = top / "open.txt"
    path.write_text("for everybody")
    path.chmod(0o644)
    assert tried([path, top]) == ["read", "listed"]


def test_answers_stay_private_where_their_folder_is_opened(running: Running) -> None:
    running.workspace.chmod(0o755)
    try:
        assert tried([running.workspace, running.workspace / "course" / "08-feedback.responses.json"]) == [
            "listed",
            "PermissionError",
        ]
    finally:
        running.workspace.chmod(0o700)


CONNECT = """
import socket, sys
for path in sys.argv[1:]:
    try:
        with socket.socket(socket.AF_UNIX) as kernel:
            kernel.connect(path)
        print("heard")
    except OSError as error:
        print(type(error).__name__)
"""


def test_another_account_hears_no_kernel(running: Running) -> None:
    kernel = json.loads(get(running, "api/kernels", {"name": "python3"}))["id"]
    note = json.loads((jupyter.runtime() / f"kernel-{kernel}.json").read_text("utf-8"))
    sockets = [f"{note['ip']}-{note[name]}" for name in ("shell_port", "iopub_port", "stdin_port")]
    assert run_as(NOBODY, CONNECT, *sockets).split() == ["PermissionError"] * 3


def test_another_account_is_let_into_no_server(running: Running) -> None:
    code = (
        "import sys, urllib.request, urllib.error\n"
        "for path in ('api/contents', 'mentorlab/open', 'mentorlab/open?ticket=' + '0' * 64):\n"
        "    try: print(urllib.request.urlopen(sys.argv[1] + path).status)\n"
        "    except urllib.error.HTTPError as error: print(error.code)\n"
    )
    assert run_as(NOBODY, code, running.base).split() == ["403"] * 3


# --- a cohort and its exchange ------------------------------------------------------------------------------------

NBGRADER = "import sys; sys.argv[0] = 'nbgrader'; from nbgrader.apps.nbgraderapp import main; main()"
ANSWER = """
import sys
from pathlib import Path
from mentorlab.responses.file import Responses
Responses.open(sys.argv[1], Path.cwd()).put("try-it", {"text": "mine"}, "d")
"""


@pytest.fixture(scope="module")
def exchange(top: Path, built: Path) -> dict[str, Path]:
    """A trainer's cohort, a learner's home and an exchange between them, each of another account."""
    places = {"trainer": top / "trainer", "learner": top / "learner", "exchange": top / "exchange"}
    for name, owner in (("trainer", TRAINER), ("learner", NOBODY), ("exchange", TRAINER)):
        places[name].mkdir()
        os.chown(places[name], owner, owner)
        places[name].chmod(0o777 if name == "exchange" else 0o755)
    cohort = places["trainer"] / "spring"
    before = os.umask(0o000)
    try:
        new_cohort(cohort, built)
    finally:
        os.umask(before)
    with (cohort / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Exchange.root = {str(places['exchange'])!r}\n")
    for path in (cohort, *cohort.rglob("*")):
        os.chown(path, TRAINER, TRAINER)
    return places | {"cohort": cohort}


def nbgrader(places: dict[str, Path], who: str, *arguments: str) -> str:
    user = TRAINER if who == "trainer" else NOBODY
    cwd = places["cohort"] if who == "trainer" else places["learner"]
    more = [] if who == "trainer" else ["--course", "spring", f"--Exchange.root={places['exchange']}"]
    return run_as(user, NBGRADER, *arguments, *more, home=places[who], cwd=cwd)


def test_the_exchange_works_between_accounts_and_the_cohort_is_closed(exchange: dict[str, Path]) -> None:
    cohort = exchange["cohort"]
    closed = [cohort, cohort / "gradebook.db", cohort / "source", *(cohort / "source").rglob("*.ipynb")]
    assert set(tried(closed)) == {"PermissionError"}
    told = [nbgrader(exchange, "trainer", "release_assignment", MODULE)]
    told += [nbgrader(exchange, "learner", "fetch_assignment", MODULE)]
    fetched = exchange["learner"] / MODULE
    assert (fetched / f"{MODULE}.ipynb").is_file(), told
    assert run_as(NOBODY, ANSWER, MODULE, cwd=fetched) == ""
    answers = fetched / f"{MODULE}.responses.json"
    assert answers.stat().st_mode & 0o777 == 0o600
    told += [
        nbgrader(exchange, "learner", "submit", MODULE),
        nbgrader(exchange, "trainer", "collect", MODULE),
    ]
    collected = list((cohort / "submitted").glob(f"*/{MODULE}/{MODULE}.responses.json"))
    assert [path.read_bytes() for path in collected] == [answers.read_bytes()], told
    assert set(tried([cohort, *collected])) == {"PermissionError"}


def test_an_exchange_inside_the_cohort_is_refused_with_a_sentence(exchange: dict[str, Path]) -> None:
    inside = exchange["cohort"] / "exchange"
    inside.mkdir(exist_ok=True)
    os.chown(inside, TRAINER, TRAINER)
    told = nbgrader(exchange, "trainer", "release_assignment", MODULE, f"--Exchange.root={inside}")
    assert "closed to learners" in told
    shutil.rmtree(inside)
