"""Where responses lie: a store in memory serves as well as a folder, and a folder is only written to where it still is."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import ipywidgets
import pytest

from mentorlab.responses import lock
from mentorlab.responses.file import Responses, ResponsesError, read_for_marking
from mentorlab.responses.lock import locked, runtime_folder
from mentorlab.responses.store import Gone
from mentorlab.views.controls.forms import Form
from mentorlab.views.controls.ipywidgets_toolkit import IpywidgetsToolkit
from tests.helpers.memory_store import MemoryStore
from tests.helpers.samples import sample

MODULE = "08-feedback"
NAME = f"{MODULE}.responses.json"
COPY = Path(".mentorlab", "last-good", "course", NAME)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "my-mentoring")


def make_workspace(top: Path, id: str = "0123456789abcdef") -> Path:
    (top / ".mentorlab").mkdir(parents=True)
    (top / ".mentorlab" / "workspace.json").write_text(json.dumps({"id": id}))
    (top / "course").mkdir()
    return top


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- a store that is no folder -----------------------------------------------------------------------------------


def in_memory(store: MemoryStore) -> Responses:
    return Responses(Path(NAME), "0123456789abcdef", store=store)


def test_responses_in_memory_are_shared_by_two_tabs() -> None:
    store = MemoryStore()
    first, second = in_memory(store), in_memory(store)
    assert first.get("a") is None and store.kept == {}
    first.put("a", {"text": "one"}, "d", attempt=True)
    entry = second.put("a", {"text": "two"}, "d", attempt=True)
    assert first.get("a") == entry
    assert (entry.response, entry.attempts) == ({"text": "two"}, 2)
    assert store.locks == 2
    assert set(json.loads(store.kept[NAME])["items"]) == {"a"}


def test_what_is_damaged_in_memory_is_put_aside_and_its_copy_read() -> None:
    store = MemoryStore()
    in_memory(store).put("a", {"text": "kept"}, "d")
    store.kept[NAME] = b"broken"
    again = in_memory(store)
    again.put("b", {}, "d")
    assert set(json.loads(store.kept[NAME])["items"]) == {"a", "b"}
    assert store.kept[f"{MODULE}.responses.damaged-1.json"] == b"broken"


def test_a_form_works_on_a_store_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = MemoryStore()
    item, key = sample("choice")
    form = Form(IpywidgetsToolkit(), item, key, in_memory(store), practice=True)
    (radio,) = [one for one in walk(form.control) if isinstance(one, ipywidgets.RadioButtons)]
    radio.value = item.options[1].id  # type: ignore[attr-defined]
    saved = json.loads(store.kept[NAME])["items"][item.id]
    assert saved["response"] == {"chosen": [item.options[1].id]}  # type: ignore[attr-defined]
    assert (
        Form(IpywidgetsToolkit(), item, key, in_memory(store), practice=True).fields.read()
        == saved["response"]
    )
    assert list(tmp_path.iterdir()) == []


def walk(widget: object) -> Iterator[object]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


# --- a workspace that is not where it was ------------------------------------------------------------------------


def test_a_workspace_that_was_moved_is_not_made_anew(workspace: Path, tmp_path: Path) -> None:
    tab = Responses.open(MODULE, workspace / "course")
    tab.put("a", {"text": "before"}, "d")
    moved = workspace.rename(tmp_path / "elsewhere")
    with pytest.raises(Gone):
        tab.put("a", {"text": "after"}, "d")
    assert not workspace.exists()
    assert read_for_marking(moved / "course" / NAME)["a"].response == {"text": "before"}
    moved.rename(workspace)
    assert tab.put("a", {"text": "after"}, "d").response == {"text": "after"}


def test_an_empty_folder_where_a_disk_was_unplugged_stays_empty(workspace: Path) -> None:
    tab = Responses.open(MODULE, workspace / "course")
    shutil.rmtree(workspace)
    (workspace / "course").mkdir(parents=True)
    with pytest.raises(Gone):
        tab.put("a", {}, "d")
    assert list((workspace / "course").iterdir()) == []


def test_another_workspace_in_the_same_place_gets_no_answer_of_this_one(
    workspace: Path, tmp_path: Path
) -> None:
    tab = Responses.open(MODULE, workspace / "course")
    workspace.rename(tmp_path / "elsewhere")
    make_workspace(workspace, "fedcba9876543210")
    with pytest.raises(Gone):
        tab.put("a", {}, "d")
    assert not (workspace / "course" / NAME).exists()


def test_a_fetched_assignment_that_was_moved_is_not_made_anew(tmp_path: Path) -> None:
    fetched = tmp_path / MODULE
    fetched.mkdir()
    (fetched / f"{MODULE}.ipynb").write_text("{}")
    tab = Responses.open(MODULE, fetched)
    fetched.rename(tmp_path / "elsewhere")
    with pytest.raises(ResponsesError):
        tab.put("a", {}, "d")
    assert not fetched.exists()


def test_a_page_whose_own_folder_is_gone_is_told_so(workspace: Path) -> None:
    code = (
        "import os, shutil, sys\n"
        "from mentorlab.responses.file import Responses, ResponsesError\n"
        "os.chdir(sys.argv[1]); shutil.rmtree(sys.argv[1])\n"
        "try: Responses.open('08-feedback')\n"
        "except ResponsesError: print('told')"
    )
    done = subprocess.run([sys.executable, "-c", code, workspace / "course"], capture_output=True, text=True)
    assert done.stdout == "told\n", done.stderr


# --- the last good responses -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fetched", [False, True], ids=["workspace", "fetched assignment"])
def test_one_damaged_byte_hides_none_of_twelve_answers(
    fetched: bool, workspace: Path, tmp_path: Path
) -> None:
    folder = workspace / "course"
    if fetched:
        folder = tmp_path / MODULE
        folder.mkdir()
        (folder / f"{MODULE}.ipynb").write_text("{}")
    tab = Responses.open(MODULE, folder)
    answers = {f"item-{number}": {"text": f"answer {number}"} for number in range(12)}
    for id, answer in answers.items():
        tab.put(id, answer, "d")
    file = folder / NAME
    good = file.read_bytes()
    file.write_bytes(good[:200] + b"\xff" + good[201:])

    again = Responses.open(MODULE, folder)
    found = {id: again.get(id) for id in answers}
    assert {id: entry and entry.response for id, entry in found.items()} == answers
    assert "read from its copy" in again.notices[0]
    again.put("item-12", {}, "d")
    assert set(read_for_marking(file)) == {*answers, "item-12"}
    aside = folder / f"{MODULE}.responses.damaged-1.json"
    assert aside.read_bytes()[200] == 0xFF


def test_a_copy_that_is_damaged_too_is_not_read(workspace: Path) -> None:
    tab = Responses.open(MODULE, workspace / "course")
    tab.put("a", {}, "d")
    for file in (workspace / "course" / NAME, workspace / COPY):
        file.write_bytes(b"broken")
    again = Responses.open(MODULE, workspace / "course")
    assert again.get("a") is None
    again.put("b", {}, "d")
    assert set(read_for_marking(workspace / "course" / NAME)) == {"b"}
    assert set(read_for_marking(workspace / COPY)) == {"b"}


def test_responses_that_somebody_has_deleted_do_not_come_back(workspace: Path) -> None:
    tab = Responses.open(MODULE, workspace / "course")
    tab.put("a", {}, "d")
    (workspace / "course" / NAME).unlink()
    assert Responses.open(MODULE, workspace / "course").get("a") is None


def test_a_copy_that_cannot_be_made_costs_no_save(workspace: Path) -> None:
    (workspace / ".mentorlab" / "last-good").write_text("in the way")
    Responses.open(MODULE, workspace / "course").put("a", {}, "d")
    assert set(read_for_marking(workspace / "course" / NAME)) == {"a"}


def test_nothing_but_the_responses_lies_where_work_is_handed_in_from(workspace: Path) -> None:
    Responses.open(MODULE, workspace / "course").put("a", {}, "d")
    assert [path.name for path in (workspace / "course").iterdir()] == [NAME]


# --- private -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_responses_are_their_owners_alone_whatever_the_umask(umask: int, workspace: Path) -> None:
    before = os.umask(umask)
    try:
        Responses.open(MODULE, workspace / "course").put("a", {}, "d")
        Responses.open(MODULE, workspace / "course").put("b", {}, "d")
    finally:
        os.umask(before)
    assert mode(workspace / "course" / NAME) == 0o600
    assert mode(workspace / COPY) == 0o600


# --- one lock ----------------------------------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from mentorlab.responses.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("folders", [True, False], ids=["folders are locked", "files are locked instead"])
def test_windows_of_different_environments_meet_at_one_lock(
    folders: bool, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "LOCKS_FOLDERS", folders)
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    script = HOLD if folders else f"from mentorlab.responses import lock; lock.LOCKS_FOLDERS = False\n{HOLD}"
    environment = {
        "PATH": os.environ["PATH"],
        "XDG_RUNTIME_DIR": str(tmp_path / "another"),
        "TMPDIR": str(tmp_path),
        "HOME": str(tmp_path / "home"),
    }
    other = subprocess.Popen(
        [sys.executable, "-c", script, workspace / "course"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None and other.stdout.readline() == "held\n"
    tab = Responses.open(MODULE, workspace / "course")
    with pytest.raises(ResponsesError, match="Another window"):
        tab.put("a", {}, "d")
    other.communicate("")
    tab.put("a", {}, "d")


def test_a_lock_file_that_was_tidied_away_is_made_again(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "LOCKS_FOLDERS", False)
    folder = workspace / "course"
    with locked(folder):
        lock._lock_file(folder).unlink()
    with locked(folder):
        assert lock._lock_file(folder).exists()
    lock._lock_file(folder).unlink()


def test_who_waits_for_the_lock_is_told_once(workspace: Path) -> None:
    told: list[str] = []
    with (
        locked(workspace),
        pytest.raises(ResponsesError),
        locked(workspace, 0.05, lambda: told.append("waiting")),
    ):
        pass
    assert told == ["waiting"]


def test_the_folder_for_running_programs_is_private_and_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    squatted, linked = tmp_path / "squatted", tmp_path / "linked"
    squatted.write_text("")
    linked.symlink_to(tmp_path)
    own = tmp_path / "own"
    own.mkdir(mode=0o755)
    monkeypatch.setattr(lock, "_places", lambda: [squatted, linked, own])
    assert runtime_folder() == own
    assert mode(own) == 0o700
    monkeypatch.undo()
    assert len(os.fsencode(runtime_folder())) < 50 or os.name == "nt"
