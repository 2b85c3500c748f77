"""A workspace and a cohort that version 0.1.0 made still open, with every answer and every mark.

Both were made from the course as it was then, by the code of 0.1.0 (`tests/examples/made_by_0_1_0/README.md` says how).
"""

from __future__ import annotations

import csv
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from mentorlab.item.cells import parse_cell
from mentorlab.item.keys import parse_item, parse_key, parse_response, score
from mentorlab.learner.workspace import prepare
from mentorlab.responses.file import Responses, read_for_marking
from mentorlab.responses.place import ENDING, workspace_id
from tests.helpers.nbgrader_runs import Run, autograde, export, feedback, gradebook, mark_in_bulk, waiting
from tests.helpers.places import PROJECT

MADE = PROJECT / "tests" / "examples" / "made_by_0_1_0"
MODULE = "08-feedback"
BEFORE = ("ada", "ben")  # marked by 0.1.0, the one by nbgrader autograde and a person, the other in bulk
NEW = "eva"  # handed in, and not marked yet


def unpack(name: str, target: Path) -> Path:
    with tarfile.open(MADE / f"{name}.tar.xz") as packed:
        packed.extractall(target, filter="data")
    [folder] = target.iterdir()
    return folder


# --- a workspace ---------------------------------------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    (tmp_path / "runtime").mkdir()
    return unpack("workspace", tmp_path / "unpacked")


def files(workspace: Path) -> dict[str, Path]:
    """The folder of each notebook -> the file beside it."""
    return {path.parent.relative_to(workspace).as_posix(): path for path in workspace.rglob(f"*{ENDING}")}


def test_a_workspace_opens_with_the_course_of_today_and_every_answer(workspace: Path) -> None:
    before = {
        folder: (path.read_bytes(), dict(read_for_marking(path))) for folder, path in files(workspace).items()
    }
    assert {folder: len(entries) for folder, (_, entries) in before.items()} == {
        "course": 7,
        f"exercises/{MODULE}": 6,
    }
    id = workspace_id(workspace)
    assert id
    prepare(PROJECT, workspace)
    assert workspace_id(workspace) == id
    course = {path.name for path in (PROJECT / "course").rglob("*.ipynb")}
    assert course <= {path.name for path in workspace.rglob("*.ipynb")}
    for folder, (data, entries) in before.items():
        assert files(workspace)[folder].read_bytes() == data, "opening writes nothing"
        responses = Responses.open(MODULE, workspace / folder)
        assert responses.workspace == id and not responses.notices
        assert {item: responses.get(item) for item in entries} == entries


def test_answers_of_exercises_that_are_still_there_are_still_read(workspace: Path) -> None:
    prepare(PROJECT, workspace)
    entries = read_for_marking(files(workspace)["course"])
    read: dict[str, str] = {}
    for notebook in (workspace / "course").rglob("*.ipynb"):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            shape = parse_cell("".join(cell["source"]))
            if shape is not None and shape[0] == "practice" and len(shape[1]) > 1:
                item = parse_item(shape[1][0])
                if item.id in entries:
                    response = parse_response(item, entries[item.id].response)
                    score(item, parse_key(item, shape[1][1]), response)
                    read[item.id] = item.kind
    assert set(read) == set(entries), "a published id never changes"
    assert "talk" in read.values()


def test_a_further_answer_is_saved_beside_the_old_ones(workspace: Path) -> None:
    prepare(PROJECT, workspace)
    folder = workspace / "exercises" / MODULE
    before = dict(read_for_marking(folder / f"{MODULE}{ENDING}"))
    Responses.open(MODULE, folder).put("another", {"text": "new"}, "digest")
    after = dict(read_for_marking(folder / f"{MODULE}{ENDING}"))
    assert after.pop("another").response == {"text": "new"}
    assert after == before


# --- a cohort ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack("cohort", tmp_path_factory.mktemp("made"))


@pytest.fixture
def cohort(packed: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "spring"
    shutil.copytree(packed, folder)
    return folder


def grades(cohort: Path, student: str) -> dict[str, tuple[float | None, float | None, float]]:
    """Cell -> what the rule gave, what a person gave, what counts."""
    with gradebook(cohort) as book:
        [notebook] = book.find_submission(MODULE, student).notebooks
        return {grade.name: (grade.auto_score, grade.manual_score, grade.score) for grade in notebook.grades}


def table(cohort: Path) -> dict[str, dict[str, str]]:
    with (cohort / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(params=["nbgrader autograde", "cohort mark"])
def marked(request: pytest.FixtureRequest, cohort: Path) -> Run:
    """The cohort, gone on with: what is new is marked."""
    run = autograde(cohort) if request.param == "nbgrader autograde" else mark_in_bulk(cohort)
    assert not run.failed, run.said
    return run


@pytest.mark.usefixtures("marked")
def test_marking_goes_on_and_leaves_what_was_marked(cohort: Path, packed: Path) -> None:
    for student in BEFORE:
        assert grades(cohort, student) == grades(packed, student)
    assert len(grades(cohort, NEW)) == len(grades(packed, "ada"))
    assert (cohort / "autograded" / NEW / MODULE / f"{MODULE}{ENDING}").is_file()


@pytest.mark.parametrize("again", [autograde, mark_in_bulk], ids=["nbgrader autograde", "cohort mark"])
def test_whoever_is_marked_again_gets_the_same_marks(again: object, cohort: Path, packed: Path) -> None:
    run = autograde(cohort, force=True) if again is autograde else mark_in_bulk(cohort, force=True)
    assert not run.failed, run.said
    for student in BEFORE:
        assert grades(cohort, student) == grades(packed, student)
    assert waiting(cohort, "ben") == waiting(packed, "ben")


@pytest.mark.usefixtures("marked")
def test_feedback_is_made_of_old_marks_and_new(cohort: Path) -> None:
    run = feedback(cohort)
    assert not run.failed, run.said
    pages = {
        student: (cohort / "feedback" / student / MODULE / f"{MODULE}.html").read_text(encoding="utf-8")
        for student in (*BEFORE, NEW)
    }
    assert "Ada Lovelace" in pages["ada"] and "You waited: that is the hard part." in pages["ada"]


@pytest.mark.usefixtures("marked")
def test_the_exported_table_says_of_the_old_what_it_said(cohort: Path, packed: Path) -> None:
    export(cohort)
    then, now = table(packed), table(cohort)
    assert list(now["ada"])[: len(then["ada"])] == list(then["ada"]), "a column keeps its name and its place"
    for student in BEFORE:
        assert {name: now[student][name] for name in then[student]} == then[student]
    assert float(now[NEW]["score"]) == sum(counts for _, _, counts in grades(cohort, NEW).values()) > 0
