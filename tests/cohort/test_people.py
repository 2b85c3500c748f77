"""Who belongs to a cohort: late comers, mended names, and submissions of people whom nobody knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mentorlab.cli.cohort import app
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner
from tests.helpers.course_samples import MODULE, answer, model
from tests.helpers.nbgrader_runs import autograde, marks, submission

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"


@pytest.fixture
def people(cohort: Path) -> Path:
    """A cohort of Ada and Ben."""
    add_people(find_cohort(cohort), [Learner("ada"), Learner("Ben.B")])
    return cohort


def test_late_comers_are_added_and_names_mended(people: Path, tmp_path: Path) -> None:
    roster = tmp_path / "people.csv"
    roster.write_text("id,first_name\nada,Ada\ncem,Cem\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["add", str(people), "--roster", str(roster)])
    assert done.exit_code == 0, done.output
    assert "Added: cem." in done.output and "Names mended: ada." in done.output
    done = CliRunner().invoke(app, ["add", str(people), "--roster", str(roster)])
    assert "Everybody was there already." in done.output
    with find_cohort(people).gradebook() as book:
        assert {student.id for student in book.students} == {"ada", "Ben.B", "cem"}
    assert json.loads((people / ".mentorlab" / "roster.json").read_text()) == ["Ben.B", "ada", "cem"]


def test_a_submission_of_somebody_not_in_the_roster_is_marked_and_said(people: Path, built: Path) -> None:
    answer(submission(people, "aada"), built / SOURCE, model)
    run = autograde(people)
    assert "nobody of this id is in the roster" in run.about("aada")
    assert "aada" in marks(people)


def test_a_cohort_without_a_roster_asks_for_none(cohort: Path, built: Path) -> None:
    answer(submission(cohort, "ada"), built / SOURCE, model)
    assert "roster" not in autograde(cohort).about("ada")
