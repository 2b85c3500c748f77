"""The gradebook is asked: what is wrong with it is a sentence in every command, and it agrees with the folders."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mentorlab.cli.cohort import app
from mentorlab.cohort.check import Disagreement, check_cohort
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.people import add_people
from mentorlab.cohort.restore import restore_gradebook
from mentorlab.cohort.roster import Learner
from mentorlab.marking.intake.gradebook_file import MOST_COPIES, Fault, copies, keep_copy
from tests.helpers.course_samples import MODULE, answer, model
from tests.helpers.nbgrader_runs import autograde, mark_in_bulk, marks, submission

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
MARK = {"nbgrader autograde": autograde, "cohort mark": mark_in_bulk}


def lost(book: Path) -> None:
    book.unlink()


def empty(book: Path) -> None:
    book.write_bytes(b"")


def damaged(book: Path) -> None:
    book.write_bytes(b"not a database at all" * 100)


def half(book: Path) -> None:
    data = book.read_bytes()
    book.write_bytes(data[:4096] + bytes(len(data) - 4096))


def foreign(book: Path) -> None:
    book.unlink()
    with closing(sqlite3.connect(book)) as other, other:
        other.execute("CREATE TABLE recipe (name TEXT)")


def newer(book: Path) -> None:
    with closing(sqlite3.connect(book)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = 'ffffffffffff'")


def older(book: Path) -> None:
    with closing(sqlite3.connect(book)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '724cde206c17'")


FAULTS: dict[Callable[[Path], None], Fault] = {
    lost: Fault.LOST,
    empty: Fault.LOST,
    damaged: Fault.DAMAGED,
    half: Fault.DAMAGED,
    foreign: Fault.DAMAGED,
    newer: Fault.NEWER,
    older: Fault.OLDER,
}
COMMANDS = {
    "check": ["check"],
    "mark": ["mark", "--jobs", "1"],
    "explain": ["explain", "ada", "hear-it"],
    "collect": ["collect", "."],
}


@pytest.fixture
def handed(cohort: Path, built: Path) -> Path:
    add_people(find_cohort(cohort), [Learner("ada"), Learner("ben")])
    answer(submission(cohort, "ada"), built / SOURCE, model)
    return cohort


def run(*words: str, cohort: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*words, "--cohort", str(cohort)], env={"COLUMNS": "300"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("make", FAULTS, ids=lambda make: make.__name__)
def test_what_is_wrong_with_it_is_a_sentence_in_every_command(
    make: Callable[[Path], None], command: str, handed: Path
) -> None:
    book = handed / "gradebook.db"
    make(book)
    before = book.read_bytes() if book.exists() else None
    code, said = run(*COMMANDS[command], cohort=handed)
    assert code and FAULTS[make].value in said
    assert not any(word in said for word in ("SELECT", "sqlite", "Traceback", "sqlalchemy", "(database"))
    assert (book.read_bytes() if book.exists() else None) == before, "nothing was made in its place"


@pytest.mark.parametrize("command", COMMANDS)
def test_one_that_another_program_holds_is_a_sentence_too(
    command: str, handed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorlab.marking.intake.gradebook_file._PATIENCE", 0.1)
    with closing(sqlite3.connect(handed / "gradebook.db", isolation_level=None)) as book:
        book.execute("BEGIN EXCLUSIVE")
        code, said = run(*COMMANDS[command], cohort=handed)
    assert code and Fault.LOCKED.value in said and "database is" not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [("export",), ("autograde", MODULE), ("generate_feedback", MODULE), ("db", "student", "list")],
    ids=" ".join,
)
def test_nbgrader_s_own_commands_make_no_new_one(words: tuple[str, ...], handed: Path) -> None:
    mark_in_bulk(handed)
    (handed / "gradebook.db").unlink()
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words], cwd=handed, capture_output=True, text=True, check=False
    )
    assert done.returncode and Fault.LOST.value in done.stderr and "Traceback" not in done.stderr
    assert not (handed / "gradebook.db").exists()


@pytest.mark.parametrize("way", MARK)
def test_work_whose_marks_an_older_gradebook_does_not_hold_is_marked_again(way: str, handed: Path) -> None:
    shutil.copy(handed / "gradebook.db", handed / "before.db")
    assert not MARK[way](handed).failed
    wanted = marks(handed)
    shutil.copy(handed / "before.db", handed / "gradebook.db")
    assert [(one.what, one.student) for one in check_cohort(find_cohort(handed))] == [
        (Disagreement.COPY_WITHOUT_MARKS, "ada")
    ]
    again = MARK[way](handed)
    assert not again.failed and "It is marked again" in again.about("ada")
    assert marks(handed) == wanted and check_cohort(find_cohort(handed)) == []


@pytest.mark.parametrize("way", MARK)
def test_what_is_marked_stays_so_while_all_agree(way: str, handed: Path) -> None:
    assert not MARK[way](handed).failed
    assert "marked again" not in "".join(MARK[way](handed).said)


def test_marks_without_work_are_named_and_stay(handed: Path) -> None:
    mark_in_bulk(handed)
    shutil.rmtree(handed / "submitted" / "ada")
    shutil.rmtree(handed / "autograded" / "ada")
    assert [one.what for one in check_cohort(find_cohort(handed))] == [Disagreement.MARKS_WITHOUT_WORK]
    code, said = run("check", cohort=handed)
    assert code == 1 and said.startswith(f"ada, {MODULE}: ")
    assert sum(points or 0 for points in marks(handed)["ada"].values()) == 24


def test_a_copy_is_kept_before_each_run_that_writes(handed: Path, built: Path) -> None:
    before = marks(handed)
    mark_in_bulk(handed)
    wanted = marks(handed)
    answer(submission(handed, "ben"), built / SOURCE, model)
    mark_in_bulk(handed)
    assert "ben" in marks(handed)
    name, aside = restore_gradebook(find_cohort(handed))
    assert marks(handed) == wanted and (handed / aside).is_file() and name == copies(handed)[-1].name
    restore_gradebook(find_cohort(handed), copies(handed)[-2].name)
    assert marks(handed) == before
    assert all(path.stat().st_mode & 0o077 == 0 for path in copies(handed))


def test_a_lost_one_comes_back_and_what_was_marked_since_is_marked_again(handed: Path) -> None:
    mark_in_bulk(handed)
    wanted = marks(handed)
    (handed / "gradebook.db").unlink()
    code, said = run("restore", "--gradebook", cohort=handed)
    assert code == 0 and "mentorlab cohort mark" in said
    assert run("mark", "--jobs", "1", cohort=handed)[0] == 0
    assert marks(handed) == wanted


def test_few_copies_are_kept_and_none_twice(handed: Path) -> None:
    book = handed / "gradebook.db"
    for number in range(MOST_COPIES + 3):
        with closing(sqlite3.connect(book)) as other, other:
            other.execute("INSERT INTO student (id) VALUES (?)", (f"learner-{number}",))
        for _ in range(2):
            assert keep_copy(handed, f"sqlite:///{book}") == ""
    kept = copies(handed)
    assert len(kept) == MOST_COPIES
    with closing(sqlite3.connect(kept[-1])) as newest:
        assert newest.execute("SELECT count(*) FROM student").fetchone() == (2 + MOST_COPIES + 3,)
