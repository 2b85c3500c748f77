"""PostgreSQL as gradebook: nbgrader's marking and ours leave what they leave on SQLite."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader import api
from sqlalchemy import create_engine, select
from sqlalchemy.exc import SAWarning

from mentorlab.marking.intake.gradebook_file import Fault
from tests.helpers.course_samples import MODULE, answer, model, nothing, partly
from tests.helpers.nbgrader_runs import autograde, feedback, generate, mark_in_bulk, submission
from tests.helpers.postgres_server import database, server
from tests.stops.command import mark_here

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("postgres"),
    # nbgrader leaves the connections of its converters to the garbage collector, and psycopg says so.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <function BaseConnection.__del__:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.database,
]

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
LATER = "2026-11-20 10:00:00.000000 UTC"
ANSWERS = {"ada": model, "ben": nothing, "cem": partly, "dan": model}


@pytest.fixture(scope="session")
def socket() -> Iterator[Path]:
    with server() as found:
        yield found


@pytest.fixture
def handed(cohort: Path, built: Path) -> Path:
    for student, respond in ANSWERS.items():
        answer(submission(cohort, student), built / SOURCE, respond, reflection=student)
    (cohort / "submitted" / "dan" / MODULE / f"{MODULE}.responses.json").write_text("{", encoding="utf-8")
    return cohort


def on_postgres(cohort: Path, address: str) -> None:
    """Let the cohort's gradebook be there, with the assignment made by nbgrader itself."""
    with (cohort / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\nc = get_config()\nc.CourseDirectory.db_url = '{address}'\n")
    (cohort / "gradebook.db").unlink()
    made = generate(cohort)
    assert not made.failed, "\n".join(made.said)


def meaning(address: str) -> list[Any]:
    """All rows that mean something, without random ids, in one order."""
    handed, book, cell = api.SubmittedAssignment, api.SubmittedNotebook, api.BaseCell
    grade, comment = api.Grade, api.Comment
    questions = [
        select(api.Student.id),
        select(
            handed.student_id, handed.timestamp, handed.extension, book.flagged, book.late_submission_penalty
        ).join(book, book.assignment_id == handed.id),
        *(
            select(handed.student_id, cell.name, *columns)
            .select_from(table)
            .join(book, book.id == table.notebook_id)
            .join(handed, handed.id == book.assignment_id)
            .join(cell, cell.id == table.cell_id)
            for table, columns in (
                (grade, (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)),
                (comment, (comment.auto_comment, comment.manual_comment)),
            )
        ),
    ]
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            return [sorted(map(tuple, connection.execute(question)), key=repr) for question in questions]
    finally:
        engine.dispose()


def again(cohort: Path, built: Path, address: str) -> None:
    """A person reads what is marked and gives one learner more time; two hand in anew, and it is past the due date."""
    with api.Gradebook(address, "spring") as book, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        for student in ("ada", "ben"):
            book.find_grade("look-back", MODULE, MODULE, student).manual_score = 3.0
        book.find_grade("hear-it", MODULE, MODULE, "cem").extra_credit = 0.5
        book.db.commit()
        book.update_or_create_assignment(MODULE, duedate="2026-11-10 10:00:00 UTC")
        book.grant_extension(MODULE, "cem", days=30)
    for student in ("ada", "cem"):
        shutil.rmtree(cohort / "submitted" / student)
        answer(submission(cohort, student, timestamp=LATER), built / SOURCE, model)


def test_the_marks_on_postgresql_are_those_on_sqlite_by_either_way(
    handed: Path, built: Path, socket: Path, tmp_path: Path
) -> None:
    found = {}
    for way, mark in (("bulk", mark_in_bulk), ("nbgrader", autograde)):
        for kind in ("sqlite", "postgres"):
            cohort = shutil.copytree(handed, tmp_path / f"{way}-{kind}" / "spring")
            address = f"sqlite:///{cohort / 'gradebook.db'}"
            if kind == "postgres":
                address = database(socket, way)
                on_postgres(cohort, address)
            assert mark(cohort).failed  # dan's file is not whole
            first = meaning(address)
            again(cohort, built, address)
            assert mark(cohort).failed
            assert mark(cohort).failed  # changes nothing
            assert not feedback(cohort).failed
            found[way, kind] = first, meaning(address)
    assert (
        len(found["bulk", "sqlite"][0][2]) > 20 and found["bulk", "sqlite"][0] != found["bulk", "sqlite"][1]
    )
    assert found["bulk", "postgres"] == found["bulk", "sqlite"]
    assert found["nbgrader", "postgres"] == found["nbgrader", "sqlite"]
    assert found["bulk", "postgres"] == found["nbgrader", "postgres"]


def test_what_formgrader_and_export_read_is_there(handed: Path, socket: Path, tmp_path: Path) -> None:
    address = database(socket, "pages")
    on_postgres(handed, address)
    mark_in_bulk(handed)
    with api.Gradebook(address, "spring") as book:
        assert book.average_assignment_score(MODULE) > 0
        assert {found["id"] for found in book.student_dicts()} == set(ANSWERS)
        assert {found["student"] for found in book.submission_dicts(MODULE)} == {"ada", "ben", "cem"}
        assert len(book.notebook_submission_dicts(MODULE, MODULE)) == 3
        assert book.notebook_submission_dicts(MODULE, MODULE)[0]["needs_manual_grade"]
        assert book.assignment_submissions(MODULE)[0].notebooks[0].grades


def test_a_server_that_is_gone_is_said_in_a_sentence(handed: Path, socket: Path) -> None:
    address = database(socket, "gone")
    on_postgres(handed, address)
    config = handed / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace(str(socket), "/nowhere"), encoding="utf-8")
    code, said = mark_here(handed)
    assert code == 2 and Fault.GONE.value in said and "Traceback" not in said
    assert not (handed / "autograded").exists()


@pytest.mark.parametrize("step", ["write", "commit"])
def test_a_connection_that_is_cut_loses_nothing(
    step: str, handed: Path, socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import Engine, event, text

    whole = shutil.copytree(handed, tmp_path / "whole" / "spring")
    mark_in_bulk(whole)
    address = database(socket, f"cut-{step}")
    on_postgres(handed, address)
    other = create_engine(address, isolation_level="AUTOCOMMIT")
    mine = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"
    )

    def cut(connection: Any, *words: Any) -> None:
        if step == "commit" or "INTO submitted_assignment" in str(words[1]):
            with other.connect() as beside:
                beside.execute(mine, {"name": f"cut-{step}"})

    from mentorlab.marking.bulk.gradebook_rows import GradebookRows

    real, name = GradebookRows.write, "commit" if step == "commit" else "before_cursor_execute"

    def write(*words: Any) -> Any:
        event.listen(Engine, name, cut)
        try:
            return real(*words)
        finally:
            event.remove(Engine, name, cut)

    monkeypatch.setattr(GradebookRows, "write", write)
    try:
        code, said = mark_here(handed)
    finally:
        other.dispose()
    assert code == 1 and Fault.GONE.value in said and "run it again" in said
    assert meaning(address)[1:] == [[], [], []] and not list((handed / "autograded").glob("*/*"))
    monkeypatch.undo()
    assert mark_here(handed)[0] == 1
    assert meaning(address) == meaning(f"sqlite:///{whole / 'gradebook.db'}")
