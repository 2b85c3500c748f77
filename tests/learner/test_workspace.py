"""The learner's workspace follows the course and never costs them a word."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mentorlab.learner.workspace import WorkspaceError, fingerprint, pending, prepare
from mentorlab.responses.file import Responses

LESSON = "course/08-feedback.ipynb"
ASSIGNMENT = "exercises/08-feedback/08-feedback.ipynb"
EVERYTHING = {"home.ipynb", LESSON, ASSIGNMENT}
TODAY = date.today().isoformat()


def notebook(*texts: str) -> dict[str, Any]:
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": f"c{number}", "metadata": {"editable": False}, "source": [text]}
        for number, text in enumerate(texts)
    ]
    form = {
        "cell_type": "code",
        "execution_count": None,
        "id": "form",
        "metadata": {},
        "outputs": [],
        "source": "f()",
    }
    return {"cells": [*cells, form], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def save(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1), "utf-8")


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    top = tmp_path / "project"
    save(top / "course" / "home.ipynb", notebook("Home"))
    save(top / LESSON, notebook("A lesson", "Its second cell"))
    save(top / ASSIGNMENT, notebook("An assignment"))
    (top / "course" / "README.md").write_text("Edit content/ instead.")
    (top / "exercises" / "README.md").write_text("Edit content/ instead.")
    return top


@pytest.fixture
def mine(project: Path) -> Path:
    return project / "my-mentoring"


def files(workspace: Path) -> set[str]:
    found = (path.relative_to(workspace) for path in workspace.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if path.parts[0] != ".mentorlab"}


def change(path: Path, *texts: str) -> None:
    save(path, notebook(*texts))


def edit(path: Path) -> None:
    content = json.loads(path.read_text("utf-8"))
    content["cells"][0]["source"] = "My own words"
    save(path, content)


def autosave(path: Path) -> None:
    """What JupyterLab writes when a notebook was opened, run and saved, and nobody typed a letter."""
    content = json.loads(path.read_text("utf-8"))
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
        cell["metadata"] |= {
            "trusted": True,
            "execution": {"iopub.status.busy": "2026-11-22"},
            "collapsed": False,
        }
        if cell["cell_type"] == "code":
            cell["execution_count"] = 3
            cell["metadata"]["jupyter"] = {"source_hidden": True, "outputs_hidden": False}
            cell["outputs"] = [
                {"output_type": "display_data", "data": {"text/html": "<p>form</p>"}, "metadata": {}}
            ]
    content["cells"].append(
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "new",
            "metadata": {},
            "outputs": [],
            "source": [],
        }
    )
    content["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.11.7"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def test_the_first_time_makes_copies_that_are_the_learners_own(project: Path, mine: Path) -> None:
    (project / LESSON).chmod(0o444)
    report = prepare(project, mine)
    assert report.made
    assert set(report.added) == EVERYTHING == files(mine)
    assert (mine / LESSON).read_bytes() == (project / LESSON).read_bytes()
    assert (mine / LESSON).stat().st_mode & 0o200, "a copy of a read-only file can be written"
    assert report.sentences() == (f"Your workspace is made: {mine}",)
    assert (
        Responses.open("08-feedback", mine / "course").path == mine / "course" / "08-feedback.responses.json"
    )


def test_a_second_time_changes_nothing(project: Path, mine: Path) -> None:
    prepare(project, mine)
    before = {path: path.stat().st_mtime_ns for path in mine.rglob("*") if path.is_file()}
    assert not pending(project, mine)
    report = prepare(project, mine)
    assert report.sentences() == ()
    assert {path: path.stat().st_mtime_ns for path in mine.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "use", [lambda path: None, autosave], ids=["never opened", "opened, run and autosaved"]
)
@pytest.mark.parametrize("name", sorted(EVERYTHING))
def test_a_changed_lesson_replaces_an_untouched_copy(
    project: Path, mine: Path, name: str, use: Callable[[Path], None]
) -> None:
    prepare(project, mine)
    use(mine / name)
    source = project / ("course/home.ipynb" if name == "home.ipynb" else name)
    change(source, "A better text")
    assert pending(project, mine)
    report = prepare(project, mine)
    assert report.replaced == (name,)
    assert (mine / name).read_bytes() == source.read_bytes()
    assert files(mine) == EVERYTHING
    assert not pending(project, mine)


def test_a_changed_lesson_leaves_a_touched_copy_beside_the_new_one(project: Path, mine: Path) -> None:
    prepare(project, mine)
    edit(mine / LESSON)
    own = (mine / LESSON).read_bytes()
    assert prepare(project, mine).sentences() == (), "an edited copy of an unchanged lesson stays where it is"
    assert (mine / LESSON).read_bytes() == own

    change(project / LESSON, "A better lesson")
    report = prepare(project, mine)
    aside = f"08-feedback.before-{TODAY}.ipynb"
    assert report.kept == ((LESSON, aside),)
    assert aside in report.sentences()[0]
    assert (mine / "course" / aside).read_bytes() == own
    assert (mine / LESSON).read_bytes() == (project / LESSON).read_bytes()
    assert prepare(project, mine).sentences() == ()


def test_two_touched_copies_on_one_day_are_both_kept(project: Path, mine: Path) -> None:
    prepare(project, mine)
    for text in ("A better lesson", "A better lesson still"):
        edit(mine / LESSON)
        change(project / LESSON, text)
        prepare(project, mine)
    assert {f"course/08-feedback.before-{TODAY}{end}.ipynb" for end in ("", "-2")} < files(mine)


@pytest.mark.parametrize("changed", [False, True], ids=["the same course", "a newer course"])
@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"cells": 4}', b"\xff"])
def test_a_copy_that_cannot_be_read_any_more_is_put_aside_and_copied_afresh(
    project: Path, mine: Path, damage: bytes, changed: bool
) -> None:
    prepare(project, mine)
    (mine / LESSON).write_bytes(damage)
    if changed:
        change(project / LESSON, "A better lesson")
    assert pending(project, mine)
    aside = f"08-feedback.damaged-{TODAY}.ipynb"
    report = prepare(project, mine)
    assert report.damaged == ((LESSON, aside),)
    assert "could not be read any more" in report.sentences()[0]
    assert (mine / "course" / aside).read_bytes() == damage
    assert (mine / LESSON).read_bytes() == (project / LESSON).read_bytes()
    assert prepare(project, mine).sentences() == ()


def test_a_folder_in_the_place_of_a_copy_is_put_aside(project: Path, mine: Path) -> None:
    prepare(project, mine)
    (mine / LESSON).unlink()
    (mine / LESSON).mkdir()
    assert prepare(project, mine).damaged == ((LESSON, f"08-feedback.damaged-{TODAY}.ipynb"),)
    assert (mine / LESSON).read_bytes() == (project / LESSON).read_bytes()


@pytest.mark.parametrize("link", [".mentorlab", "course", "exercises/08-feedback"])
def test_a_link_in_a_workspace_leads_nothing_out_of_it(
    project: Path, mine: Path, tmp_path: Path, link: str
) -> None:
    prepare(project, mine)
    shutil.rmtree(mine / link)
    target = tmp_path / "elsewhere"
    target.mkdir(mode=0o755)
    (mine / link).symlink_to(target)
    with pytest.raises(WorkspaceError, match="a link that leads out of the workspace"):
        prepare(project, mine)
    assert list(target.iterdir()) == []
    assert mode(target) == 0o755


# --- nobody else's -----------------------------------------------------------------------------------------------


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_a_new_workspace_is_its_owners_alone_whatever_the_umask(
    project: Path, mine: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        report = prepare(project, mine)
    finally:
        os.umask(before)
    assert (mode(mine), mode(mine / ".mentorlab")) == (0o700, 0o700)
    assert (report.closed, report.open) == (False, False)


def test_a_workspace_of_the_first_version_is_closed_at_the_next_start(project: Path, mine: Path) -> None:
    prepare(project, mine)
    answers = [
        mine / "course" / "08-feedback.responses.json",
        mine / "exercises" / "08-feedback" / "08-feedback.responses.damaged-1.json",
    ]
    for path in answers:
        path.write_text("{}")
        path.chmod(0o644)
    for folder in (mine, mine / ".mentorlab"):
        folder.chmod(0o755)
    report = prepare(project, mine)
    assert report.closed
    assert "now you alone can" in report.sentences()[0]
    assert (mode(mine), mode(mine / ".mentorlab")) == (0o700, 0o700)
    assert [mode(path) for path in answers] == [0o600, 0o600]
    assert not prepare(project, mine).closed


def test_a_link_to_somebody_elses_file_is_not_closed(project: Path, mine: Path, tmp_path: Path) -> None:
    prepare(project, mine)
    other = tmp_path / "other"
    other.write_text("")
    other.chmod(0o644)
    (mine / "course" / "x.responses.json").symlink_to(other)
    prepare(project, mine)
    assert mode(other) == 0o644


def test_a_workspace_that_cannot_be_closed_is_said(
    project: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(project, mine)
    mine.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", lambda path, rights: None)  # a disk that knows no rights
    report = prepare(project, mine)
    assert (report.closed, report.open) == (False, True)
    assert "can look into" in report.sentences()[0]


def test_a_copy_that_was_deleted_comes_back(project: Path, mine: Path) -> None:
    prepare(project, mine)
    (mine / LESSON).unlink()
    assert prepare(project, mine).sentences() == (f"New in your workspace: {LESSON}.",)


def test_a_module_that_is_new_is_added_and_one_that_is_gone_stays(project: Path, mine: Path) -> None:
    prepare(project, mine)
    (project / LESSON).rename(project / "course" / "09-listening.ipynb")
    assert prepare(project, mine).added == ("course/09-listening.ipynb",)
    assert LESSON in files(mine)


def test_responses_are_never_touched(project: Path, mine: Path) -> None:
    prepare(project, mine)
    for folder in ("course", "exercises/08-feedback"):
        Responses.open("08-feedback", mine / folder).put("a", {"text": "mine"}, "d")
    (mine / "course" / "08-feedback.responses.damaged-1.json").write_text("broken")
    kept = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in mine.rglob("*.responses*")}
    assert len(kept) == 5  # two of them are copies of what was saved last
    for name in (LESSON, ASSIGNMENT):
        edit(mine / name)
        change(project / name, "A better text")
    prepare(project, mine)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in mine.rglob("*.responses*")} == kept


def test_the_workspace_keeps_its_id(project: Path, mine: Path) -> None:
    prepare(project, mine)
    first = Responses.open("08-feedback", mine).workspace
    change(project / LESSON, "A better lesson")
    assert not prepare(project, mine).made
    assert Responses.open("08-feedback", mine).workspace == first


def test_without_its_record_an_edited_copy_is_kept_and_an_untouched_one_recognised(
    project: Path, mine: Path
) -> None:
    prepare(project, mine)
    (mine / ".mentorlab" / "copies.json").write_text("broken")
    edit(mine / LESSON)
    autosave(mine / ASSIGNMENT)
    used = (mine / ASSIGNMENT).read_bytes()
    assert prepare(project, mine).kept == ((LESSON, f"08-feedback.before-{TODAY}.ipynb"),)
    assert (mine / ASSIGNMENT).read_bytes() == used
    change(project / ASSIGNMENT, "A better assignment")
    assert prepare(project, mine).replaced == (ASSIGNMENT,)


def test_a_changed_setting_of_a_cell_reaches_an_untouched_copy(project: Path, mine: Path) -> None:
    prepare(project, mine)
    content = notebook("A lesson", "Its second cell")
    content["cells"][0]["metadata"] = {"deletable": False}
    save(project / LESSON, content)
    assert prepare(project, mine).replaced == (LESSON,)


def test_what_is_kept_of_a_take_away_is_left_alone(project: Path, mine: Path) -> None:
    prepare(project, mine)
    page = mine / "course" / "take-aways" / "08-our-agreement-KO.html"
    page.parent.mkdir()
    page.write_text("theirs")
    change(project / LESSON, "A better lesson")
    assert prepare(project, mine).replaced == (LESSON,)
    assert page.read_text() == "theirs" and list(page.parent.iterdir()) == [page]


KILLED = """
import os, signal, sys
from pathlib import Path
from mentorlab.learner import workspace

count, stop, write = 0, int(sys.argv[3]), workspace.write_whole
def dying(target, data):
    global count
    count += 1
    if count > stop:
        os.kill(os.getpid(), signal.SIGKILL)
    write(target, data)
workspace.write_whole = dying
workspace.prepare(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("writes", range(4))
def test_an_interrupted_upgrade_goes_on_where_it_stopped_and_loses_nothing(
    project: Path, mine: Path, writes: int
) -> None:
    prepare(project, mine)
    edit(mine / LESSON)
    own = (mine / LESSON).read_bytes()
    change(project / LESSON, "A better lesson")
    change(project / ASSIGNMENT, "A better assignment")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(project), str(mine), str(writes)], check=False)
    assert killed.returncode == -signal.SIGKILL
    prepare(project, mine)
    for name in (LESSON, ASSIGNMENT):
        assert (mine / name).read_bytes() == (project / name).read_bytes()
    assert files(mine) == EVERYTHING | {f"course/08-feedback.before-{TODAY}.ipynb"}
    assert (mine / "course" / f"08-feedback.before-{TODAY}.ipynb").read_bytes() == own
    assert not pending(project, mine)


def test_an_interrupted_first_time_goes_on(project: Path, mine: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(project), str(mine), "3"], check=False)
    assert killed.returncode == -signal.SIGKILL
    (mine / "course").mkdir(exist_ok=True)
    (mine / "course" / ".08-feedback.ipynb.0123.tmp").write_text('{"half')
    prepare(project, mine)
    assert files(mine) == EVERYTHING
    assert not pending(project, mine)


def test_a_write_that_fails_leaves_the_old_copy_and_no_litter(
    project: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(project, mine)
    old = (mine / LESSON).read_bytes()
    change(project / LESSON, "A better lesson")

    def full(handle: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkspaceError, match=r"cannot be written \(No space left on device\)"):
        prepare(project, mine)
    assert (mine / LESSON).read_bytes() == old
    assert files(mine) == EVERYTHING


def test_a_folder_that_cannot_be_made_is_said(project: Path, tmp_path: Path) -> None:
    (tmp_path / "note").write_text("a file")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        prepare(project, tmp_path / "note" / "my-mentoring")


def test_a_course_that_is_not_built_is_said_before_anything_is_made(project: Path, mine: Path) -> None:
    (project / "course" / "home.ipynb").unlink()
    with pytest.raises(WorkspaceError, match="make build"):
        prepare(project, mine)
    assert not mine.exists()


@pytest.mark.parametrize(
    "place", [".", "course", "exercises/08-feedback", "content/mine", "spring/anna", "file"]
)
def test_a_workspace_is_not_made_in_the_course_nor_in_a_cohort(project: Path, place: str) -> None:
    (project / "spring" / ".mentorlab").mkdir(parents=True)
    (project / "spring" / ".mentorlab" / "cohort.json").write_text("{}")
    (project / "file").write_text("")
    before = sorted(project.rglob("*"))
    with pytest.raises(WorkspaceError, match=r"Choose a folder( of your own)? for your work"):
        prepare(project, project / place)
    assert sorted(project.rglob("*")) == before


def test_a_folder_that_holds_something_already_keeps_it(project: Path, tmp_path: Path) -> None:
    save(tmp_path / "mine" / "home.ipynb", notebook("Another home"))
    report = prepare(project, tmp_path / "mine")
    assert report.kept == (("home.ipynb", f"home.before-{TODAY}.ipynb"),)


@pytest.mark.parametrize(
    "touch",
    [
        lambda content: content["cells"].pop(0),
        lambda content: content["cells"].reverse(),
        lambda content: content["cells"][0].update(source="Other words"),
        lambda content: content["cells"][0].update(cell_type="raw"),
        lambda content: content["cells"][0]["metadata"].update(tags=["mine"]),
        lambda content: content["cells"][0].update(attachments={"a.png": {"image/png": "AA=="}}),
        lambda content: content["cells"].append(
            {"cell_type": "markdown", "metadata": {}, "source": "A note"}
        ),
    ],
)
def test_whatever_a_person_edits_counts_as_touched(touch: Callable[[dict[str, Any]], object]) -> None:
    content = notebook("One", "Two")
    before = fingerprint(json.dumps(content).encode())
    touch(content)
    assert fingerprint(json.dumps(content).encode()) != before != ""
