"""nbgrader's own converters, run in this process on a cohort folder with the configuration that lies in it."""

from __future__ import annotations

import logging
import os
import shutil
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback, NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets import Instance
from traitlets.config import Config, LoggingConfigurable
from traitlets.config.loader import PyFileConfigLoader

from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.mark import Wanted, marking
from mentorlab.cohort.new import CohortError
from mentorlab.marking.nbgrader.export import Export
from tests.helpers.course_samples import MODULE


@dataclass
class Run:
    """What nbgrader said, and whether it ended as a failure (on the command line: with 1)."""

    failed: bool = False
    said: list[str] = field(default_factory=list)
    marked: int = 0  # of a run in bulk

    def about(self, student: str) -> str:
        """The warnings and errors that name a learner."""
        return "\n".join(line for line in self.said if line.startswith(f"{student},"))


def configuration(cohort: Path) -> Config:
    """The cohort's `nbgrader_config.py`, read as Jupyter reads it."""
    return PyFileConfigLoader("nbgrader_config.py", path=str(cohort)).load_config()


def autograde(
    cohort: Path, *, config: Config | None = None, force: bool = False, module: str = MODULE
) -> Run:
    """`nbgrader autograde 08-feedback`."""
    return _run(Autograde, cohort, config, module, force=force)


def mark_in_bulk(cohort: Path, *assignments: str, jobs: int = 1, **wanted: Any) -> Run:
    """`mentorlab cohort mark`, in this process if not said otherwise."""
    run = Run()
    before = os.environ.copy()
    try:
        with marking(find_cohort(cohort)) as found:
            asked = Wanted(jobs=jobs, **wanted)
            for job in found.jobs(assignments, asked):
                tally = job.mark(asked, run.said.append, lambda count: None)
                run.failed = run.failed or tally.refused > 0
                run.marked += tally.marked
    except CohortError as error:
        run.failed = True
        run.said.append(str(error))
    finally:
        os.environ.clear()
        os.environ.update(before)
    return run


def extend(cohort: Path, student: str, **time: int) -> None:
    """Give a learner more time, as Formgrader does."""
    with gradebook(cohort) as book:
        book.update_or_create_student(student)
        book.update_or_create_submission(MODULE, student)
        book.grant_extension(MODULE, student, **time)


def generate(cohort: Path) -> Run:
    """`nbgrader generate_assignment 08-feedback --force`."""
    return _run(GenerateAssignment, cohort, None, MODULE, force=True)


def feedback(cohort: Path, *, level: str = "", module: str = MODULE) -> Run:
    """`nbgrader generate_feedback 08-feedback --force`, at a level."""
    config = configuration(cohort)
    if level:
        config.Explain.level = level
    return _run(GenerateFeedback, cohort, config, module, force=True)


class ExportApp(LoggingConfigurable):
    """As much of nbgrader's own as its export plug-ins ask."""

    coursedir = Instance(CourseDirectory)


def export(cohort: Path) -> Path:
    """`nbgrader export`: the table that it wrote."""
    table = cohort / "grades.csv"
    with gradebook(cohort) as book:
        Export(parent=ExportApp(coursedir=CourseDirectory(root=str(cohort))), to=str(table)).export(book)
    return table


def submission(cohort: Path, student: str, *, timestamp: str = "2026-11-01 10:00:00.000000 UTC") -> Path:
    """A folder in `submitted/` as nbgrader's collect leaves it: the released notebook, unanswered."""
    folder = cohort / "submitted" / student / MODULE
    folder.mkdir(parents=True)
    shutil.copy(cohort / "release" / MODULE / f"{MODULE}.ipynb", folder)
    (folder / "timestamp.txt").write_text(timestamp, encoding="utf-8")
    (folder / "submission_secret.txt").write_bytes(b"secret of " + os.fsencode(student))
    return folder


def marks(cohort: Path, module: str = MODULE) -> dict[str, dict[str, float | None]]:
    """Learner -> item -> what the machine gave; a reflection's is None."""
    found: dict[str, dict[str, float | None]] = {}
    with gradebook(cohort) as book:
        for handed in book.assignment_submissions(module):
            grades = handed.notebooks[0].grades
            found[handed.student.id] = {grade.name: grade.auto_score for grade in grades}
    return found


def waiting(cohort: Path, student: str, module: str = MODULE) -> set[str]:
    """The items of a learner that nbgrader asks a person to mark."""
    with gradebook(cohort) as book:
        grades = book.find_submission(module, student).notebooks[0].grades
        return {grade.name for grade in grades if grade.needs_manual_grade}


@contextmanager
def gradebook(cohort: Path):
    """The cohort's gradebook."""
    with Gradebook(f"sqlite:///{cohort / 'gradebook.db'}", "spring") as book, warnings.catch_warnings():
        # nbgrader's own: it makes its objects before it adds them, and a query may fall in between.
        warnings.simplefilter("ignore", SAWarning)
        yield book


def _run(converter: Any, cohort: Path, config: Config | None, module: str, *, force: bool) -> Run:
    run = Run()
    log = logging.Logger("nbgrader", logging.INFO)
    handler = logging.Handler()
    handler.emit = lambda record: run.said.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    config = config or configuration(cohort)
    course = CourseDirectory(config=config, log=log, root=str(cohort), assignment_id=module)
    before = os.environ.copy()
    try:
        with warnings.catch_warnings():
            # nbgrader's own, at every new submission: it makes its objects before it adds them.
            warnings.simplefilter("ignore", SAWarning)
            made = converter(coursedir=course, config=config, log=log)
            made.force = force
            made.start()
    except NbGraderException as error:
        run.failed = True
        run.said.append(str(error))
    finally:
        os.environ.clear()
        os.environ.update(before)
    return run
