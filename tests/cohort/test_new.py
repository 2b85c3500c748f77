"""A cohort folder: how it is made, what is refused, and the plain nbgrader way through it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mentorlab.cli.cohort import app
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.new import CohortError, course_name, new_cohort
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner
from tests.helpers.course_samples import MODULE, answer, model
from tests.helpers.nbgrader_runs import gradebook

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"


# --- making one ----------------------------------------------------------------------------------------------


def test_a_cohort_is_a_course_folder_with_its_assignment_generated(built: Path, tmp_path: Path) -> None:
    made = new_cohort(
        tmp_path / "Spring 2027", built, [MODULE], [Learner("ada", "Ada", "Lovelace"), Learner("ben")]
    )
    assert (made.course, made.modules, made.learners) == ("spring-2027", (MODULE,), 2)
    names = {path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*") if path.is_file()}
    assert names == {
        ".gitignore",
        ".mentorlab/cohort.json",
        ".mentorlab/roster.json",
        "README.md",
        "gradebook.db",
        "nbgrader_config.py",
        f"release/{MODULE}/{MODULE}.ipynb",
        f"source/{MODULE}/{MODULE}.ipynb",
    }
    assert len((made.folder / "nbgrader_config.py").read_text(encoding="utf-8").splitlines()) == 2
    assert json.loads((made.folder / ".mentorlab" / "cohort.json").read_text())["course"] == "spring-2027"
    with gradebook_of(made.folder, "spring-2027") as book:
        assert [assignment.name for assignment in book.assignments] == [MODULE]
        assert {student.id: student.first_name for student in book.students} == {"ada": "Ada", "ben": None}
        assert book.find_assignment(MODULE).max_score == 28.0


def gradebook_of(folder: Path, course: str):
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{folder / 'gradebook.db'}", course)


def test_without_a_name_every_assignment_is_taken(built: Path, tmp_path: Path) -> None:
    assert new_cohort(tmp_path / "all", built).modules == (MODULE,)


def test_an_empty_folder_may_become_a_cohort(built: Path, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    assert (new_cohort(tmp_path / "here", built).folder / "gradebook.db").exists()


def test_a_folder_with_anything_in_it_is_refused_and_left_alone(built: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CohortError, match="is not empty"):
        new_cohort(tmp_path, built)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_cohort_inside_the_course_s_own_folder_is_refused(built: Path) -> None:
    with pytest.raises(CohortError, match="could be published"):
        new_cohort(built / "spring", built)
    assert not (built / "spring").exists()


def test_an_unknown_module_is_refused_with_those_there_are(built: Path, tmp_path: Path) -> None:
    with pytest.raises(CohortError, match=f"“99-nothing”.*{MODULE}"):
        new_cohort(tmp_path / "x", built, ["99-nothing"])
    assert not (tmp_path / "x").exists()


def test_a_course_that_is_not_built_is_said(tmp_path: Path) -> None:
    with pytest.raises(CohortError, match="make build"):
        new_cohort(tmp_path / "x", tmp_path / "nowhere")


def test_a_cohort_that_fails_leaves_nothing_behind(built: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    folder = project / "solutions" / MODULE
    folder.mkdir(parents=True)
    broken = (
        (built / SOURCE).read_text(encoding="utf-8").replace('"schema_version": 3', '"schema_version": 9')
    )
    (folder / f"{MODULE}.ipynb").write_text(broken, encoding="utf-8")
    with pytest.raises(CohortError, match="nbgrader did not accept"):
        new_cohort(tmp_path / "x", project)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("folder", "name"), [("Spring 2027", "spring-2027"), ("Été", "t"), ("…", "cohort"), ("a/../b", "b")]
)
def test_the_course_s_name_is_made_of_the_folder_s(folder: str, name: str) -> None:
    assert course_name(Path(folder)) == name


def test_the_command_makes_a_cohort_and_says_what_comes_next(built: Path, tmp_path: Path) -> None:
    roster = tmp_path / "people.csv"
    roster.write_text("id,first_name\nada,Ada\n", encoding="utf-8")
    arguments = ["new", str(tmp_path / "spring"), "--module", MODULE, "--roster", str(roster)]
    result = CliRunner().invoke(app, [*arguments, "--course", str(built)])
    assert result.exit_code == 0, result.output
    assert "1 learner)" in result.output and f"nbgrader release_assignment {MODULE}" in result.output
    again = CliRunner().invoke(app, [*arguments, "--course", str(built)])
    assert again.exit_code == 1
    assert "is not empty" in again.output and "Traceback" not in again.output


def test_nobody_is_added_whose_id_looks_like_somebody_s(cohort: Path) -> None:
    add_people(find_cohort(cohort), [Learner("ada")])
    with pytest.raises(CohortError, match="differs from “ada” in small and capital letters"):
        add_people(find_cohort(cohort), [Learner("ben"), Learner("Ada")])
    with gradebook(cohort) as book:
        assert [student.id for student in book.students] == ["ada"]


# --- the plain nbgrader way ----------------------------------------------------------------------------------


class Exchange:
    """A cohort's trainer and its learners, each with folders of their own, and an exchange between them.

    Every step is nbgrader's own command, started as a person starts it.
    """

    def __init__(self, cohort: Path, around: Path) -> None:
        self.cohort, self.root = cohort, around / "exchange"
        self.root.mkdir()
        self.root.chmod(0o777)
        self.around = around

    def home(self, learner: str) -> Path:
        folder = self.around / "homes" / learner
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def trainer(self, *arguments: str) -> str:
        return self._run(self.cohort, *arguments, f"--Exchange.root={self.root}")

    def learner(self, learner: str, *arguments: str) -> str:
        home = self.home(learner)
        return self._run(
            home,
            *arguments,
            f"--Exchange.root={self.root}",
            f"--Exchange.cache={home / '.cache'}",
            "--course=spring",
            f"--student={learner}",
        )

    def _run(self, folder: Path, *arguments: str) -> str:
        environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(self.around / "no-config")}
        # As in a shell where .venv is not activated: alembic must be found all the same.
        environment["PATH"] = os.pathsep.join(["/usr/bin", "/bin"])
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        assert "Traceback" not in said
        return said


@pytest.mark.slow
def test_the_plain_nbgrader_way_works_from_release_to_feedback(
    cohort: Path, built: Path, tmp_path: Path
) -> None:
    way = Exchange(cohort, tmp_path)
    keys = built / SOURCE
    way.trainer("generate_assignment", MODULE, "--force")
    way.trainer("release_assignment", MODULE)
    turn = iter(range(1000))
    answers = {
        "full": model,
        "partial": lambda item, key: model(item, key) if next(turn) % 2 == 0 else None,
        "blank": lambda item, key: None,
    }
    for learner, respond in answers.items():
        way.learner(learner, "fetch_assignment", MODULE)
        fetched = way.home(learner) / MODULE
        assert [path.name for path in fetched.iterdir()] == [f"{MODULE}.ipynb"]
        reflection = "" if learner == "blank" else "I told Ben on Tuesday, and he asked why."
        answer(fetched, keys, respond, reflection=reflection)
        way.learner(learner, "submit", MODULE)
    way.trainer("collect", MODULE)
    way.trainer("autograde", MODULE)
    with gradebook(cohort) as book:
        for learner, points in (("full", 3.5), ("partial", 1.0), ("blank", 0.0)):
            grade = book.find_grade("look-back", MODULE, MODULE, learner)
            assert grade.needs_manual_grade
            grade.manual_score, grade.needs_manual_grade = points, False
            book.find_comment("look-back", MODULE, MODULE, learner).manual_comment = "Say *more* about Ben."
        book.db.commit()
    way.trainer("generate_feedback", MODULE)
    way.trainer("release_feedback", MODULE)
    pages = {}
    for learner in answers:
        way.learner(learner, "fetch_feedback", MODULE)
        (page,) = (way.home(learner) / MODULE / "feedback").rglob("*.html")
        pages[learner] = page.read_text(encoding="utf-8")
    assert "Marked by rule: 24 of 24 points" in pages["full"]
    assert "Marked by rule: 12 of 24 points" in pages["partial"]
    assert "Marked by rule: 0 of 24 points" in pages["blank"]
    assert "Say <em>more</em> about Ben." in pages["full"] and "Ready (3.5 of 4)" in pages["full"]
    assert "I told Ben on Tuesday" in pages["partial"] and "I told Ben on Tuesday" not in pages["blank"]
    way.trainer("export")
    with (cohort / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    figures = {
        learner: (float(rows[learner]["score"]), float(rows[learner]["max_score"])) for learner in rows
    }
    assert figures == {"full": (27.5, 28.0), "partial": (13.0, 28.0), "blank": (0.0, 28.0)}
