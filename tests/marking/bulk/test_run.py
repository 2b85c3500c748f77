"""`mentorlab cohort mark`: what it does again and what it leaves, what it says, and what a stop leaves behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mentorlab.cli.cohort import app
from mentorlab.marking.bulk import chunk
from mentorlab.marking.bulk import run as running
from mentorlab.marking.bulk.gradebook_rows import GradebookRows
from mentorlab.marking.bulk.run import STAGING, Stopped
from mentorlab.marking.copy.page_cache import ItemCells
from tests.helpers.course_samples import MODULE, answer, model, nothing
from tests.helpers.nbgrader_runs import extend, gradebook, mark_in_bulk, marks, submission, waiting

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
RESPONSES = f"{MODULE}.responses.json"
LATER = "2026-11-20 10:00:00.000000 UTC"
LEARNERS = ("ada", "ben", "cem", "dan", "eva", "fay", "gus")


@pytest.fixture
def handed(cohort: Path, built: Path) -> Path:
    """A cohort in which seven learners have handed in, every second one with all the answers."""
    for at, student in enumerate(LEARNERS):
        answer(submission(cohort, student), built / SOURCE, nothing if at % 2 else model, reflection=student)
    return cohort


def state(cohort: Path) -> dict[str, Any]:
    """Every file of the cohort, with its time; the lock of a run says nothing."""
    return {
        path.relative_to(cohort).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(cohort.rglob("*"))
        if path.is_file() and path.name != "marking.lock"
    }


def copies(cohort: Path) -> dict[str, bytes]:
    top = cohort / "autograded"
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def agree(cohort: Path) -> None:
    """Whoever has a folder in `autograded/` has all their marks in the gradebook, and nothing lies about."""
    found = marks(cohort)
    for folder in (cohort / "autograded").glob(f"*/{MODULE}"):
        assert all(
            points is not None for id, points in found[folder.parent.name].items() if id != "look-back"
        )
        assert {path.name for path in folder.iterdir()} >= {f"{MODULE}.ipynb", RESPONSES}
    assert not list((cohort / "autograded").glob(f"{STAGING}*"))


def mark(cohort: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["mark", "--cohort", str(cohort), "--jobs", "1", *words])


# --- what is marked ------------------------------------------------------------------------------------------


def test_all_are_marked_and_a_reflection_waits(handed: Path) -> None:
    run = mark_in_bulk(handed)
    assert (run.failed, run.marked, run.said) == (False, 7, [])
    found = marks(handed)
    assert [sum(points or 0.0 for points in found[student].values()) for student in LEARNERS] == [
        24,
        0,
        24,
        0,
        24,
        0,
        24,
    ]
    assert all(waiting(handed, student) == {"look-back"} for student in LEARNERS)
    agree(handed)


def test_a_fault_of_ours_at_one_submission_leaves_the_others_marked(
    handed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are marked together, item by item; one at which we fail is refused, and no mark of another is lost."""
    unlucky = json.loads((handed / "submitted" / "cem" / MODULE / RESPONSES).read_text(encoding="utf-8"))
    show = ItemCells.show

    def fails(way: ItemCells, work: Any, shown: Any) -> None:
        if work.entries.workspace == unlucky["workspace"] and way.id == "hear-it":
            raise ZeroDivisionError("no")
        show(way, work, shown)

    monkeypatch.setattr(ItemCells, "show", fails)
    run = mark_in_bulk(handed)
    assert (run.failed, run.marked) == (True, 6)
    assert "cem" in run.about(
        "cem"
    ) and "could not be marked, and it is our fault (ZeroDivisionError)" in run.about("cem")
    monkeypatch.undo()
    others = marks(handed)
    assert "cem" not in others and not (handed / "autograded" / "cem" / MODULE).exists()
    assert mark_in_bulk(handed).marked == 1
    assert {student: found for student, found in marks(handed).items() if student != "cem"} == others
    assert marks(handed)["cem"] == marks(handed)["ada"]
    agree(handed)


def test_running_twice_changes_nothing(handed: Path) -> None:
    mark_in_bulk(handed)
    before = state(handed)
    run = mark_in_bulk(handed)
    assert (run.failed, run.marked, run.said) == (False, 0, [])
    assert state(handed) == before


def test_marking_again_by_force_gives_the_same(handed: Path) -> None:
    mark_in_bulk(handed)
    before, figures = copies(handed), marks(handed)
    assert mark_in_bulk(handed, force=True).marked == 7
    assert (copies(handed), marks(handed)) == (before, figures)
    agree(handed)


def test_what_is_newer_is_marked_and_the_rest_is_left(handed: Path, built: Path) -> None:
    mark_in_bulk(handed)
    before = copies(handed)
    shutil.rmtree(handed / "submitted" / "ben")
    answer(submission(handed, "ben", timestamp=LATER), built / SOURCE, model)
    assert mark_in_bulk(handed).marked == 1
    after = copies(handed)
    assert {name.split("/")[0] for name in after if after[name] != before[name]} == {"ben"}
    assert marks(handed)["ben"]["hear-it"] == 4.0


def test_a_file_that_changed_without_a_later_time_is_said_and_not_marked(handed: Path, built: Path) -> None:
    (handed / "submitted" / "cem" / MODULE / "timestamp.txt").unlink()
    mark_in_bulk(handed)
    for student in ("ben", "cem"):
        answer(handed / "submitted" / student / MODULE, built / SOURCE, lambda item, key: model(item, key))
    (handed / "submitted" / "cem" / MODULE / RESPONSES).write_text("{}", encoding="utf-8")
    run = mark_in_bulk(handed)
    assert run.marked == 0 and not run.failed
    for student in ("ben", "cem"):
        assert f"{RESPONSES}: it is not the file that was marked" in run.about(student)
        assert f"mentorlab cohort mark {MODULE} --force --student {student}" in run.about(student)
    assert marks(handed)["ben"]["hear-it"] == 0.0
    assert mark_in_bulk(handed, force=True, students=("ben",)).marked == 1
    assert marks(handed)["ben"]["hear-it"] == 4.0


def test_some_learners_alone(handed: Path) -> None:
    assert mark_in_bulk(handed, students=("ada", "cem")).marked == 2
    assert marks(handed).keys() == {"ada", "cem"}


def test_a_dry_run_says_all_and_writes_nothing(handed: Path) -> None:
    (handed / "submitted" / "dan" / MODULE / RESPONSES).write_text("{", encoding="utf-8")
    (handed / "submitted" / "eva" / MODULE / RESPONSES).unlink()
    (handed / ".mentorlab" / "marking.lock").touch()
    before = state(handed)
    run = mark_in_bulk(handed, dry_run=True)
    assert (run.failed, run.marked) == (True, 6)
    assert "is not whole" in run.about("dan") and "no such file" in run.about("eva")
    assert state(handed) == before and not (handed / "autograded").exists()


def test_two_processes_do_what_one_does(handed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "spring"
    shutil.copytree(handed, other)
    mark_in_bulk(handed)
    assert mark_in_bulk(other, jobs=2).marked == 7
    assert (copies(other), marks(other)) == (copies(handed), marks(handed))


def test_a_refused_one_leaves_no_old_copy_and_an_untouched_gradebook(handed: Path) -> None:
    mark_in_bulk(handed)
    figures = marks(handed)
    folder = handed / "submitted" / "ada" / MODULE
    (folder / "timestamp.txt").write_text(LATER, encoding="utf-8")
    (folder / RESPONSES).write_text("{", encoding="utf-8")
    run = mark_in_bulk(handed)
    assert run.failed and "This submission was not marked; the others are." in run.about("ada")
    assert marks(handed) == figures
    assert not (handed / "autograded" / "ada" / MODULE).exists()


# --- the configuration ---------------------------------------------------------------------------------------


def configure(cohort: Path, *lines: str) -> None:
    with (cohort / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", *lines, ""]))


def test_a_late_penalty_plug_in_of_the_cohort_s_own_is_asked(handed: Path) -> None:
    (handed / "my_penalty.py").write_text(
        "from nbgrader.plugins import LateSubmissionPlugin\n"
        "class Hourly(LateSubmissionPlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return None if student_id == 'ada' else total_seconds_late / 3600 - 1\n",
        encoding="utf-8",
    )
    configure(handed, 'c.AssignLatePenalties.plugin_class = "my_penalty.Hourly"')
    with gradebook(handed) as book:
        book.update_or_create_assignment(MODULE, duedate="2026-11-01 07:00:00 UTC")
    extend(handed, "eva", hours=2)
    assert not mark_in_bulk(handed).failed
    with gradebook(handed) as book:
        penalties = {
            one.student.id: one.late_submission_penalty for one in book.assignment_submissions(MODULE)
        }
    assert penalties == {"ada": 0, "ben": 0, "cem": 2, "dan": 0, "eva": 0, "fay": 0, "gus": 2}


def test_permissions_and_a_shared_group_are_followed(handed: Path) -> None:
    configure(handed, "c.CourseDirectory.groupshared = True")
    mark_in_bulk(handed)
    folder = handed / "autograded" / "ada" / MODULE
    assert folder.stat().st_mode & 0o2770 == 0o2770
    assert (handed / "autograded").stat().st_mode & 0o2770 == 0o2770
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o664}


def test_where_nobody_is_added_a_stranger_is_refused(handed: Path) -> None:
    configure(handed, "c.Autograde.create_student = False")
    with gradebook(handed) as book:
        book.add_student("ada")
    run = mark_in_bulk(handed)
    assert run.failed and run.marked == 1 and "create_student" in run.about("ben")
    assert marks(handed).keys() == {"ada"}
    assert copies(handed) and all(name.startswith("ada/") for name in copies(handed))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.Execute"]', "other steps"),
        ('c.Autograde.exporter_class = "nbconvert.exporters.NotebookExporter"', "other steps"),
        ('c.Autograde.pre_convert_hook = "os.getcwd"', "a hook"),
        ('c.CourseDirectory.notebook_id = "a*"', "notebook_id"),
    ],
)
def test_what_only_nbgrader_can_follow_is_not_left_out_unsaid(line: str, said: str, handed: Path) -> None:
    configure(handed, line)
    done = mark(handed)
    assert done.exit_code == 2 and said in done.stderr and "run nbgrader autograde" in done.stderr
    assert not (handed / "autograded").exists()


# --- the command ---------------------------------------------------------------------------------------------


def test_the_command_says_what_it_did_and_ends_with_0(handed: Path) -> None:
    done = mark(handed, MODULE)
    assert done.exit_code == 0 and f"{MODULE}: 7 marked;" in done.stdout and done.stderr == ""
    done = mark(handed)
    assert done.exit_code == 0 and "0 marked, 7 as before" in done.stdout


def test_nothing_to_do_is_no_failure(cohort: Path) -> None:
    done = mark(cohort)
    assert done.exit_code == 0 and "Nothing has been handed in yet." in done.stdout


def test_a_refusal_ends_with_1(handed: Path) -> None:
    (handed / "submitted" / "dan" / MODULE / RESPONSES).write_text("[", encoding="utf-8")
    done = mark(handed)
    assert done.exit_code == 1 and "6 marked, 1 refused" in done.stdout
    assert done.stderr.startswith(f"dan, {RESPONSES} is not whole") and "Traceback" not in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["09-nothing"], "There is no assignment “09-nothing”"),
        (["--student", "zoe"], "Nothing of zoe is in submitted/"),
    ],
)
def test_what_cannot_start_ends_with_2(words: list[str], said: str, handed: Path) -> None:
    done = mark(handed, *words)
    assert done.exit_code == 2 and said in done.stderr
    assert not (handed / "autograded").exists()


def test_a_second_source_file_a_release_in_its_place_and_no_cohort_end_with_2(
    handed: Path, built: Path, tmp_path: Path
) -> None:
    extra = handed / "source" / MODULE / "answers.csv"
    extra.write_text("keys", encoding="utf-8")
    done = mark(handed)
    assert done.exit_code == 2 and "holds answers.csv beside its notebook" in done.stderr
    extra.unlink()
    with gradebook(handed) as book:
        book.remove_assignment(MODULE)
    done = mark(handed)
    assert done.exit_code == 2 and f"nbgrader generate_assignment {MODULE} --force" in done.stderr
    done = mark(tmp_path)
    assert done.exit_code == 2 and "is not in a cohort" in done.stderr


def test_while_somebody_marks_nobody_else_does(handed: Path) -> None:
    holds = (
        "import sys, pathlib\nfrom mentorlab.marking.bulk.lock import exclusive\n"
        "with exclusive(pathlib.Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", holds, str(handed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        done = mark(handed)
        assert done.exit_code == 2 and "Somebody is marking" in done.stderr
    finally:
        other.communicate("")
    assert mark(handed).exit_code == 0


def test_asking_for_help_waits_for_nothing() -> None:
    code = (
        "import sys; import mentorlab.cli.cohort\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('nbgrader', 'sqlalchemy', 'rich.progress',"
        " 'nbconvert', 'nbformat') or name.startswith('mentorlab.marking')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_worker_needs_no_database(handed: Path) -> None:
    """Chunks can be marked elsewhere: what goes there and comes back is small, and plain."""
    import pickle

    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.mark import Wanted, marking
    from mentorlab.marking.bulk.chunk import Terms, mark_chunk

    with marking(find_cohort(handed)) as found:
        (job,) = found.jobs((), Wanted())
        terms = Terms(job.definition, "", "again")
        assert len(pickle.dumps(terms)) < 200_000
        outcomes = mark_chunk(
            pickle.loads(pickle.dumps(terms)), pickle.loads(pickle.dumps(list(job.orders())))
        )
    assert len(pickle.dumps(outcomes)) / len(outcomes) < 1000
    assert pickle.loads(pickle.dumps(outcomes)) == outcomes


# --- stopped midway ------------------------------------------------------------------------------------------


@pytest.fixture
def whole(handed: Path, tmp_path: Path) -> tuple[dict[str, bytes], Any]:
    """What an undisturbed run gives."""
    other = tmp_path / "whole" / "spring"
    shutil.copytree(handed, other)
    mark_in_bulk(other)
    return copies(other), marks(other)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    monkeypatch.setattr(running, "CHUNK", 1)


@pytest.mark.parametrize("at", [1, 2, 3, 5])
@pytest.mark.parametrize("step", ["_move_aside", "write", "_put_in_place"])
@pytest.mark.parametrize("again", [False, True], ids=["new", "newer"])
def test_whatever_step_is_stopped_the_next_run_does_the_rest(
    step: str,
    at: int,
    again: bool,
    handed: Path,
    whole: Any,
    small_batches: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if again:  # an earlier version of everybody's has been marked, and a person has read it
        for student in LEARNERS:
            stamp = handed / "submitted" / student / MODULE / "timestamp.txt"
            stamp.write_text("2026-10-01 10:00:00.000000 UTC", encoding="utf-8")
        mark_in_bulk(handed)
        with gradebook(handed) as book:
            for student in LEARNERS:
                book.find_grade("look-back", MODULE, MODULE, student).manual_score = 3.0
            book.db.commit()
        for student in LEARNERS:
            stamp = handed / "submitted" / student / MODULE / "timestamp.txt"
            stamp.write_text("2026-11-01 10:00:00.000000 UTC", encoding="utf-8")
    turns = iter(range(1, 100))
    place = GradebookRows if step == "write" else running
    real = getattr(place, step)

    def stopped(*words: Any) -> Any:
        if next(turns) == at:
            raise KeyboardInterrupt
        return real(*words)

    monkeypatch.setattr(place, step, stopped)
    try:
        mark_in_bulk(handed)
    except KeyboardInterrupt:
        agree(handed)
    monkeypatch.undo()
    assert not mark_in_bulk(handed).failed
    agree(handed)
    assert (copies(handed), marks(handed)) == whole
    with gradebook(handed) as book:
        for student in LEARNERS:
            found = book.find_grade("look-back", MODULE, MODULE, student)
            assert (found.manual_score, found.needs_manual_grade) == (None, True)
            comment = book.find_comment("look-back", MODULE, MODULE, student).comment
            assert comment == ("From an earlier version (given 3): no comment." if again else None)


@pytest.mark.kills
@pytest.mark.parametrize("pause", [0.0, 0.03, 0.1, 0.3])
def test_a_killed_run_loses_nothing_and_the_next_goes_on(pause: float, handed: Path, whole: Any) -> None:
    code = (
        "import sys, mentorlab.marking.bulk.run as running\nrunning.BATCH, running.CHUNK = 2, 1\n"
        "from pathlib import Path\nfrom mentorlab.cli.marking import mark_cohort\n"
        "real = running.make_staging\n"
        "def begun(folder):\n    print('begun', flush=True)\n    return real(folder)\n"
        "import mentorlab.cohort.mark as mark\nmark.make_staging = begun\n"
        "mark_cohort(Path(sys.argv[1]), (), jobs=2)\n"
    )
    started = subprocess.Popen([sys.executable, "-c", code, str(handed)], stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    while started.stdout.readline() not in ("begun\n", ""):
        pass  # what it says before, such as that it has closed the cohort to others
    time.sleep(pause)
    os.kill(started.pid, signal.SIGKILL)
    started.communicate()
    for folder in (handed / "autograded").glob(f"[a-z]*/{MODULE}"):
        assert marks(handed)[folder.parent.name]["hear-it"] is not None
    assert not mark_in_bulk(handed).failed
    agree(handed)
    assert (copies(handed), marks(handed)) == whole


def test_a_gradebook_that_somebody_writes_to_stops_the_run_in_a_sentence(handed: Path, whole: Any) -> None:
    with closing(handed) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(Stopped, match=r"held by another program.*run it again and it goes on"):
            mark_in_bulk(handed)
    assert not copies(handed) and not marks(handed)
    assert not mark_in_bulk(handed).failed
    assert (copies(handed), marks(handed)) == whole


def closing(cohort: Path) -> Any:
    from contextlib import closing as closes

    return closes(sqlite3.connect(cohort / "gradebook.db", isolation_level=None))


def test_a_full_disk_stops_the_run_in_a_sentence(
    handed: Path, whole: Any, monkeypatch: pytest.MonkeyPatch
) -> None:

    def full(path: str, data: bytes, permissions: int) -> None:
        raise OSError(28, "No space left on device", path)

    monkeypatch.setattr(chunk, "_write", full)
    done = mark(handed)
    assert done.exit_code == 1 and "No space left on device" in done.stderr and "Traceback" not in done.output
    agree(handed)
    assert not marks(handed)
    monkeypatch.undo()
    assert mark(handed).exit_code == 0
    assert (copies(handed), marks(handed)) == whole


def test_what_a_killed_run_left_is_removed(handed: Path) -> None:
    left = handed / "autograded" / f"{STAGING}0123" / "ada"
    left.mkdir(parents=True)
    (left / RESPONSES).write_text("half", encoding="utf-8")
    mark_in_bulk(handed)
    agree(handed)


@pytest.fixture(autouse=True)
def _nothing_is_left_running() -> Iterator[None]:
    yield
    import multiprocessing

    assert not multiprocessing.active_children()


def test_a_fault_of_ours_at_one_submission_stops_nobody_else(
    handed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    real = chunk.read_notebook

    def faulty(path: Path) -> Any:
        if "cem" in str(path):
            raise ZeroDivisionError("a fault")
        return real(path)

    monkeypatch.setattr(chunk, "read_notebook", faulty)
    run = mark_in_bulk(handed)
    assert run.failed and run.marked == 6 and "our fault (ZeroDivisionError)" in run.about("cem")
    assert json.loads(
        (handed / "autograded" / "dan" / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8")
    )
