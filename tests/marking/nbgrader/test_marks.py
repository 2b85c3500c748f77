"""Marks through nbgrader: what honest answers earn, and what reaches the pages that people read."""

from __future__ import annotations

import json
import math
import shutil
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import determine_grade

from mentorlab.item.model import to_points
from mentorlab.marking.copy.answer_page import AnswerPage
from mentorlab.responses.file import Entry
from tests.helpers.course_samples import MODULE, answer, marks_in, model, nothing
from tests.helpers.nbgrader_runs import (
    autograde,
    configuration,
    generate,
    gradebook,
    marks,
    submission,
    waiting,
)
from tests.helpers.places import PROJECT

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
REFLECTION = "I told Ben on Tuesday that his slides were late. He asked why. Next time I ask first."


@pytest.fixture(scope="module")
def key_book(built: Path) -> Path:
    return built / SOURCE


@pytest.fixture
def marked(cohort: Path, key_book: Path) -> Path:
    """A cohort in which Ada answered everything well, Ben the half, and Cem nothing."""
    answer(submission(cohort, "ada"), key_book, model, reflection=REFLECTION)
    turn = iter(range(1000))
    answer(
        submission(cohort, "ben"),
        key_book,
        lambda item, key: model(item, key) if next(turn) % 2 == 0 else None,
        reflection="Short.",
    )
    answer(submission(cohort, "cem"), key_book, nothing)
    run = autograde(cohort)
    assert not run.failed, run.said
    return cohort


def test_the_model_earns_everything_and_the_blank_nothing(marked: Path, key_book: Path) -> None:
    full = {id: item.points for id, (item, _) in marks_in(key_book).items()}
    found = marks(marked)
    assert found["ada"] == {**full, "look-back": None}
    assert found["cem"] == {**dict.fromkeys(full, 0.0), "look-back": None}
    half = dict(zip(full, full.values(), strict=True))
    for at, id in enumerate(full):
        half[id] = full[id] if at % 2 == 0 else 0.0
    assert found["ben"] == {**half, "look-back": None}


def test_a_reflection_always_waits_for_a_person(marked: Path) -> None:
    for student in ("ada", "ben", "cem"):
        assert waiting(marked, student) == {"look-back"}


def test_a_reflection_waits_again_when_it_is_handed_in_again(marked: Path) -> None:
    with gradebook(marked) as book:
        grade = book.find_grade("look-back", MODULE, MODULE, "ada")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()
    autograde(marked, force=True)
    assert waiting(marked, "ada") == {"look-back"}
    with gradebook(marked) as book:
        assert book.find_grade("look-back", MODULE, MODULE, "ada").score == 3.0


def test_a_person_s_mark_of_an_earlier_version_no_longer_counts(marked: Path) -> None:
    for student in ("ada", "ben"):
        with gradebook(marked) as book:
            grade = book.find_grade("look-back", MODULE, MODULE, student)
            grade.manual_score, grade.needs_manual_grade = 3.0, False
            book.find_comment("look-back", MODULE, MODULE, student).manual_comment = "Which Tuesday?"
            book.db.commit()
    stamp = marked / "submitted" / "ada" / MODULE / "timestamp.txt"
    stamp.write_text("2026-11-03 10:00:00.000000 UTC", encoding="utf-8")
    run = autograde(marked)
    assert "look-back: it was handed in again" in run.about("ada") and "given 3" in run.about("ada")
    with gradebook(marked) as book:
        found = book.find_grade("look-back", MODULE, MODULE, "ada")
        assert (found.manual_score, found.score, found.needs_manual_grade) == (None, 0.0, True)
        comment = book.find_comment("look-back", MODULE, MODULE, "ada").comment
        assert comment == "From an earlier version (given 3): Which Tuesday?"
        other = book.find_grade("look-back", MODULE, MODULE, "ben")
        assert (other.score, other.needs_manual_grade) == (3.0, False)


def test_marking_again_gives_the_same_marks(marked: Path) -> None:
    before = marks(marked)
    assert not autograde(marked, force=True).failed
    assert marks(marked) == before


def test_the_release_is_what_nbgrader_makes_in_a_cohort_byte_for_byte(cohort: Path, built: Path) -> None:
    assert not generate(cohort).failed
    released = (cohort / "release" / MODULE / f"{MODULE}.ipynb").read_bytes()
    assert released == (built / "exercises" / MODULE / f"{MODULE}.ipynb").read_bytes()


def test_in_the_course_s_own_folder_nbgrader_makes_the_same_release_and_no_gradebook(
    content: Path, built: Path, tmp_path: Path
) -> None:
    project = content.parent
    shutil.copytree(built / "solutions", project / "solutions")
    shutil.copy(PROJECT / "nbgrader_config.py", project)
    with chdir(project):
        run = generate(project)
    assert not run.failed, run.said
    released = project / "exercises" / MODULE / f"{MODULE}.ipynb"
    assert released.read_bytes() == (built / "exercises" / MODULE / f"{MODULE}.ipynb").read_bytes()
    assert not (project / "gradebook.db").exists()


def test_in_another_nbgrader_course_names_and_folders_stay(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "nbgrader_config.py", tmp_path)
    with chdir(tmp_path):
        config = configuration(tmp_path)
    assert "CourseDirectory" not in config
    assert config.Autograde.exporter_class == "mentorlab.marking.nbgrader.exporter.SubmissionExporter"


def test_a_cohort_whose_marker_is_damaged_says_what_to_write(cohort: Path) -> None:
    (cohort / ".mentorlab" / "cohort.json").write_text("{", encoding="utf-8")
    with pytest.raises(SystemExit, match="Write in it"):
        configuration(cohort)


def test_marking_starts_no_kernel(cohort: Path, key_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import jupyter_client.manager

    def started(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a kernel was started")

    for name in ("start_kernel", "_async_start_kernel", "_async_launch_kernel"):
        monkeypatch.setattr(jupyter_client.manager.KernelManager, name, started)
    answer(submission(cohort, "ada"), key_book, model)
    assert not autograde(cohort).failed
    assert marks(cohort)["ada"]["hear-it"] == 4.0


def test_the_autograded_copy_shows_answers_and_marks_and_no_code(marked: Path) -> None:
    for student in ("ada", "ben", "cem"):
        text = (marked / "autograded" / student / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8")
        document = json.loads(text)
        assert "mentorlab.views" not in text and "HIDDEN TESTS" not in text
        assert "widgets" not in document["metadata"]
        for cell in document["cells"]:
            if cell["cell_type"] == "code":
                assert cell["source"] == []
                assert [list(output["data"]) for output in cell["outputs"]] == [["text/html"]]
    ada = (marked / "autograded" / "ada" / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8")
    assert "He asked why." in ada and "4 of 4 points" in ada and "rang me twice" in ada


def test_the_trainer_sees_the_samples_beside_the_reflection(marked: Path) -> None:
    text = (marked / "autograded" / "ada" / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8")
    assert "in the lift, with two others there" in text


def test_the_trainer_sees_what_each_band_is_worth_and_learners_do_not(marked: Path) -> None:
    said = "Not yet 1, Beginning 2, Ready 3, Rich 4; nothing written 0."
    assert said in (marked / "autograded" / "ada" / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8")
    assert said not in (marked / "release" / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8")


def test_what_nbgrader_needs_to_return_feedback_is_kept(marked: Path) -> None:
    names = {path.name for path in (marked / "autograded" / "ada" / MODULE).iterdir()}
    assert names == {
        f"{MODULE}.ipynb",
        f"{MODULE}.responses.json",
        "timestamp.txt",
        "submission_secret.txt",
    }


def test_a_late_submission_is_marked_like_any_other(cohort: Path, key_book: Path) -> None:
    with gradebook(cohort) as book:
        book.update_or_create_assignment(MODULE, duedate="2026-10-01 00:00:00 UTC")
    answer(submission(cohort, "late"), key_book, model)
    assert not autograde(cohort).failed
    assert sum(points or 0 for points in marks(cohort)["late"].values()) == 24.0


class NumpyFloat(float):
    """A float as numpy prints it, which nbgrader cannot read as a number."""

    def __repr__(self) -> str:
        return f"np.float64({float(self)})"


class NumpyBool:
    """Not a bool, and not a number either."""

    def __repr__(self) -> str:
        return "np.True_"


# --- what each answer earns, through determine_grade ---------------------------------------------------------


def earned(key_book: Path, id: str, response: dict[str, Any]) -> float:
    """What nbgrader would write down for a response to one item."""
    (cell,) = [
        cell
        for cell in json.loads(key_book.read_text(encoding="utf-8"))["cells"]
        if cell["metadata"]["nbgrader"]["grade_id"] == id
    ]
    entry = Entry(response=response, first="", last="", digest="")
    shown = AnswerPage({id: entry}).show("".join(cell["source"]))
    return graded(repr(shown.points), cell["metadata"]["nbgrader"]["points"])


def graded(printed: str, points: float) -> float:
    """What nbgrader makes of a mark cell that printed this."""
    output = NotebookNode(output_type="execute_result", data={"text/plain": printed}, metadata={})
    settings = NotebookNode(grade=True, solution=False, locked=True, points=points, grade_id="x")
    cell = NotebookNode(cell_type="code", source="", metadata=NotebookNode(nbgrader=settings))
    cell.outputs = [output]
    found, most = determine_grade(cell)
    assert found is not None and found <= most == points
    return float(found)


@pytest.mark.parametrize(
    ("id", "response", "points"),
    [
        ("say-first", {"chosen": ["what-got-in-the-way"]}, 1.0),
        ("say-first", {"chosen": ["next-one"]}, 0.5),
        ("say-first", {"chosen": ["plan-better"]}, 0.0),
        ("say-first", {"chosen": ["at-home"]}, 0.0),
        ("say-first", {"chosen": ["what-got-in-the-way", "plan-better"]}, 0.0),
        ("say-first", {"chosen": ["an-id-that-is-gone"]}, 0.0),
        (
            "hear-it",  # three of four right by two categories: (3/4 - 1/2) / (1/2), of 4 points
            {
                "placed": {
                    "spoke-over": "behaviour",
                    "respect": "judgement",
                    "no-source": "behaviour",
                    "rushed": "behaviour",
                }
            },
            2.0,
        ),
        (
            "hear-it",
            {"placed": dict.fromkeys(["spoke-over", "respect", "no-source", "rushed"], "behaviour")},
            0.0,
        ),
        ("what-closes", {"marked": ["all-had"]}, 1.0),
        ("what-closes", {"marked": ["all-had", "tired"]}, 0.0),
        ("what-closes", {"marked": ["tired", "all-had", "long-how", "be-fine"]}, 0.0),
        ("harm", {"low": 30.0, "high": 45.0}, 1.0),
        ("harm", {"low": 0.0, "high": 100.0}, 0.0),
        ("harm", {"low": 40.0, "high": 50.0}, 0.0),
        ("name-it-word", {"text": "  SANDWICH "}, 1.0),
        ("name-it-word", {"text": "burger"}, 0.0),
        ("write-message", {"fields": {"effect": "The client rang me twice."}}, 1.0),
    ],
)
def test_each_answer_earns_what_it_should(
    id: str, response: dict[str, Any], points: float, key_book: Path
) -> None:
    assert earned(key_book, id, response) == points


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        -math.inf,
        -1.0,
        -0.0,
        True,
        False,
        None,
        "1",
        NumpyFloat(0.5),
        NumpyFloat("nan"),
        NumpyBool(),
        1.0000000000000002,
        1 / 3,
        2 / 3,
        5.0,
        10**400,
    ],
    ids=lambda value: repr(value)[:20],
)
@pytest.mark.parametrize("points", [0.0, 0.1, 1, 3, 4, 2.5])
def test_nothing_that_nbgrader_takes_for_full_marks_is_ever_printed(value: Any, points: float) -> None:
    printed = to_points(value, points)
    assert type(printed) is float and math.isfinite(printed) and 0.0 <= printed <= points
    assert graded(repr(printed), points) == printed
    honest = isinstance(value, float) and math.isfinite(value)
    share = min(max(float(value), 0.0), 1.0) if honest else 0.0
    assert printed == pytest.approx(share * points, abs=5e-5)


@pytest.mark.parametrize("value", [math.nan, -1.0, True, NumpyFloat(0.5)], ids=repr)
def test_nbgrader_does_take_these_for_full_marks(value: Any) -> None:
    assert graded(repr(value), 4) == 4.0
