"""A gradebook that somebody else holds: the command says so, ends, and loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from typer.testing import CliRunner

from benchmarks.submissions import MODULE
from mentorlab.cli.cohort import app
from mentorlab.marking.bulk import run as running
from mentorlab.marking.bulk.gradebook_rows import GradebookRows
from mentorlab.marking.intake.gradebook_file import Fault
from tests.stops.cohort_state import CohortState, between, done, read_state
from tests.stops.command import mark_here

pytestmark = pytest.mark.kills


@contextmanager
def held(cohort: Path, how: str) -> Iterator[None]:
    with closing(sqlite3.connect(cohort / "gradebook.db", isolation_level=None)) as book:
        book.execute(f"BEGIN {how}")
        yield
        book.execute("ROLLBACK")


@pytest.fixture
def impatient(work: Path) -> Path:
    """It waits for a moment, and not for SQLite's five seconds."""
    with (work / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(
            f"\nc = get_config()\nc.CourseDirectory.db_url = 'sqlite:///{work}/gradebook.db?timeout=0.2'\n"
        )
    return work


def test_held_from_the_start_it_cannot_begin(work: Path, before: CohortState, after: CohortState) -> None:
    with held(work, "EXCLUSIVE"):
        code, said = mark_here(work)
    assert code == 2 and Fault.LOCKED.value in said and "database" not in said
    assert read_state(work) == before
    assert mark_here(work)[0] == 1
    assert read_state(work) == after


@pytest.mark.parametrize("create", [True, False], ids=["", "nobody-is-added"])
@pytest.mark.parametrize("step", ["_move_aside", "write", "_put_in_place"])
def test_held_midway_it_stops_and_the_next_run_goes_on(
    create: bool,
    step: str,
    impatient: Path,
    before: CohortState,
    after: CohortState,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = impatient / "nbgrader_config.py"
    if not create:
        config.write_text(
            config.read_text(encoding="utf-8") + "c.Autograde.create_student = False\n", encoding="utf-8"
        )
        with closing(sqlite3.connect(impatient / "gradebook.db")) as book, book:
            book.executemany(
                "INSERT OR IGNORE INTO student (id) VALUES (?)", [(name,) for name in after.rows]
            )
        before = read_state(impatient)
    place: Any = GradebookRows if step == "write" else running
    real, turns = getattr(place, step), iter(range(1, 99))
    with closing(sqlite3.connect(impatient / "gradebook.db", isolation_level=None)) as other:

        def locking(*words: Any, **named: Any) -> Any:
            if next(turns) == 2:
                other.execute("BEGIN EXCLUSIVE")
            return real(*words, **named)

        monkeypatch.setattr(running, "BATCH", 4)
        monkeypatch.setattr(running, "CHUNK", 2)
        monkeypatch.setattr(place, step, locking)
        run = CliRunner().invoke(app, ["mark", "--cohort", str(impatient), "--jobs", "1"])
        assert run.exit_code == 1 and Fault.LOCKED.value in run.stderr
        assert "run it again and it goes on" in run.stderr and "Traceback" not in run.output
        other.execute("ROLLBACK")
    monkeypatch.undo()
    now = read_state(impatient)
    assert not list(between(now, before, after))
    assert all(done(now, before, after))
    assert CliRunner().invoke(app, ["mark", "--cohort", str(impatient), "--jobs", "1"]).exit_code == 1
    assert read_state(impatient) == after


def test_an_interruption_at_the_commit_leaves_no_earlier_copy_beside_new_marks(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By force: nothing says a later time, so an earlier copy that was put back would stay for good."""
    mark_here(work)
    one, another = (
        work / "submitted" / f"learner-0000{number}" / MODULE / f"{MODULE}.responses.json"
        for number in (10, 11)
    )
    one.write_bytes(another.read_bytes())
    other = shutil.copytree(work, work.parent / "other")
    mark_here(other, "--force")
    real = GradebookRows.write

    def write(*words: Any, **named: Any) -> Any:
        event.listen(Engine, "commit", interrupted)
        return real(*words, **named)

    def interrupted(connection: Any) -> None:
        connection.connection.driver_connection.commit()
        raise KeyboardInterrupt

    monkeypatch.setattr(GradebookRows, "write", write)
    try:
        assert mark_here(work, "--force")[0] == 130
    finally:
        event.remove(Engine, "commit", interrupted)
    monkeypatch.undo()
    now, wanted = read_state(work), read_state(other)
    assert now.rows == wanted.rows and now.copies.get("learner-000010") is None
    mark_here(work)
    assert read_state(work) == wanted
