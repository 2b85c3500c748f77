"""What `nbgrader export` writes: nbgrader's columns, and why a 0.0 is one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from mentorlab.responses.file import Responses
from tests.helpers.course_samples import MODULE, answer, model
from tests.helpers.nbgrader_runs import (
    Run,
    autograde,
    configuration,
    export,
    gradebook,
    mark_in_bulk,
    submission,
)

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
FILE = f"{MODULE}.responses.json"


@pytest.fixture(params=[autograde, mark_in_bulk], ids=["nbgrader", "in bulk"])
def run(request: pytest.FixtureRequest, cohort: Path, built: Path) -> Run:
    for student in ("ada", "ben", "cem"):
        answer(submission(cohort, student), built / SOURCE, model, reflection="I asked Ben.")
    submission(cohort, "no-file")
    (submission(cohort, "damaged") / FILE).write_text("{", encoding="utf-8")
    Responses(submission(cohort, "lesson") / FILE).put("try-it", {"chosen": ["try-way"]}, "x")
    near = submission(cohort, "near")
    answer(near, built / SOURCE, model)
    (near / FILE).rename(near / f"{MODULE}.responses (1).json")
    run: Run = request.param(cohort)
    with gradebook(cohort) as book:
        book.add_student("nobody", last_name="Lovelace, Countess")
        for student, points in (("ada", 3.0), ("cem", 0.0)):
            grade = book.find_grade("look-back", MODULE, MODULE, student)
            grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()
    return run


def rows(cohort: Path) -> dict[str, dict[str, str]]:
    with export(cohort).open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_the_export_tells_one_nought_from_another(run: Run, cohort: Path) -> None:
    found = {
        id: (row["points_by_rule"], row["max_by_rule"], row["reflection_band"], row["status"])
        for id, row in rows(cohort).items()
    }
    waits = "waiting for your trainer"
    assert found == {
        "ada": ("24.0", "24.0", "Ready (3 of 4)", "marked"),
        "ben": ("24.0", "24.0", waits, "waiting for a person"),
        "cem": ("24.0", "24.0", "0 of 4", "marked"),
        "no-file": ("0.0", "24.0", waits, "responses file missing"),
        "near": ("0.0", "24.0", waits, "responses file missing"),
        "lesson": ("0.0", "24.0", waits, "no answer of this assignment in it"),
        "damaged": ("", "24.0", "", "responses file damaged"),
        "nobody": ("", "24.0", "", "nothing handed in"),
    }
    assert rows(cohort)["ada"]["score"] == "27.0" and rows(cohort)["nobody"]["score"] == "0.0"
    assert rows(cohort)["nobody"]["last_name"] == "Lovelace, Countess"


def test_what_nbgrader_writes_stands_first_and_as_nbgrader_writes_it(run: Run, cohort: Path) -> None:
    from nbgrader.plugins import CsvExportPlugin

    with gradebook(cohort) as book:
        book.find_student("nobody").last_name = "Lovelace"  # nbgrader puts no quotation marks around a comma
        book.db.commit()
        CsvExportPlugin(to=str(cohort / "theirs.csv")).export(book)
    with (cohort / "theirs.csv").open(encoding="utf-8", newline="") as file:
        theirs = {row["student_id"]: row for row in csv.DictReader(file)}
    ours = rows(cohort)
    assert list(ours["ada"])[: len(theirs["ada"])] == list(theirs["ada"])
    assert {id: {name: row[name] for name in theirs[id]} for id, row in ours.items()} == theirs


def test_a_submission_that_nobody_has_marked_yet_is_said(cohort: Path, built: Path) -> None:
    answer(submission(cohort, "late"), built / SOURCE, model)
    with gradebook(cohort) as book:
        book.add_student("late")
    assert rows(cohort)["late"]["status"] == "not marked yet"


def test_our_configuration_exports_with_it(cohort: Path) -> None:
    assert configuration(cohort).ExportApp.plugin_class == "mentorlab.marking.nbgrader.export.Export"


def test_a_file_of_the_lesson_is_said_at_marking_with_its_mend(run: Run) -> None:
    said = run.about("lesson")
    assert "holds no answer to this assignment" in said and f"my-mentoring/exercises/{MODULE}/{FILE}" in said
    assert "holds no answer" not in run.about("ada")


def test_a_name_that_is_nearly_right_is_said_at_marking_with_its_mend(run: Run) -> None:
    said = run.about("near")
    assert f"{MODULE}.responses (1).json" in said and "--force" in said
    assert "(1)" not in run.about("ada")
