"""`mentorlab cohort mark`: the cohort's configuration understood as `nbgrader autograde` would, then marked in bulk."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from nbgrader.api import Student
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from mentorlab.cohort.folder import Folder
from mentorlab.cohort.new import CohortError
from mentorlab.marking.bulk.cluster import Cluster
from mentorlab.marking.bulk.gradebook_rows import GradebookRows
from mentorlab.marking.bulk.lock import exclusive
from mentorlab.marking.bulk.model import Order, Scheduler, Terms
from mentorlab.marking.bulk.remote import address_of, learners
from mentorlab.marking.bulk.run import Run, Stopped, Tally, make_staging
from mentorlab.marking.bulk.workers import Processes, mark_here
from mentorlab.marking.copy.answer_page import NotOurs
from mentorlab.marking.copy.check_assignment import check
from mentorlab.marking.copy.definition import Definition, prepared
from mentorlab.marking.intake.folder_names import compose_names
from mentorlab.marking.intake.gradebook_file import GradebookError, keep_copy, opened
from mentorlab.marking.intake.handed_in import everybody
from mentorlab.marking.intake.marked import has_marks, marked_in
from mentorlab.marking.intake.roster_ids import known_ids
from mentorlab.marking.nbgrader.configure import AUTOGRADE, SANITIZE
from mentorlab.names import command, refused, to_id, visible

EXPORTER = "mentorlab.marking.nbgrader.exporter.SubmissionExporter"


@dataclass(frozen=True)
class Wanted:
    """What is asked of a marking: which learners (none: all), everybody again, or only to say what would be done."""

    students: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False
    jobs: int = 0  # 0: as many as there are cores
    cluster: str = ""  # the address of a dask.distributed scheduler
    submitted: str = ""  # an address for fsspec in the place of the folder submitted/

    def scheduler(self) -> Scheduler:
        """Chooses where the marking is done: on a cluster, in several processes, or in this one."""
        if self.cluster:
            return Cluster(self.cluster)
        jobs = self.jobs or cores()
        return mark_here if jobs == 1 else Processes(jobs)


def cores() -> int:
    """Counts the cores that this process may use: all of them, where the platform cannot keep it to some."""
    affinity = getattr(os, "sched_getaffinity", None)  # macOS and Windows have none
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


@dataclass(frozen=True)
class Job:
    """One assignment, ready to be marked."""

    assignment: str
    students: tuple[str, ...]  # names alone: orders are made one by one
    marking: Marking
    gradebook_rows: GradebookRows
    definition: Definition
    submitted: str = ""  # where submissions lie, if not in the cohort
    faults: Mapping[str, str] = field(default_factory=dict)  # names that are nobody's id, and why
    marked: Mapping[str, datetime | None] = field(default_factory=dict)  # whom the gradebook has marks of

    tally: Tally = field(default_factory=Tally)

    def orders(self) -> Iterator[Order]:
        """Lists the submissions to be marked, in the order of the learners' ids."""
        coursedir = self.marking.coursedir
        for student in self.students:
            marked = coursedir.format_path(coursedir.autograded_directory, student, self.assignment)
            yield Order(
                student,
                address_of(self.submitted, student, self.assignment)
                if self.submitted
                else coursedir.format_path(coursedir.submitted_directory, student, self.assignment),
                marked,
                self.faults.get(student, ""),
                again=Path(marked).is_dir() and not has_marks(self.marked, student, marked),
            )

    def mark(self, wanted: Wanted, tell: Callable[[str], None], step: Callable[[int], None]) -> Tally:
        """Marks the assignment; raises `Stopped` where it could not be ended, and `tally` says how far it came."""
        return self.marking.mark(self, wanted, tell, step)


class Marking:
    """Marks a cohort as its configuration says, as far as marking follows it."""

    def __init__(self, cohort: Folder) -> None:
        self.cohort = cohort
        self.renamed: list[str] = []  # what was done before anything is marked, in sentences
        self.config: Config = cohort.configuration()
        self.coursedir = CourseDirectory(config=self.config, root=str(cohort.path))
        self.autograde = Autograde(coursedir=self.coursedir, config=self.config)
        self.late = AssignLatePenalties(config=self.config)
        self._refuse_other_ways()

    def _refuse_other_ways(self) -> None:
        """What a configuration may add to `nbgrader autograde`, and this command would leave out unsaid."""
        autograde = self.autograde
        steps = [
            _name(step) for step in (*autograde.sanitize_preprocessors, *autograde.autograde_preprocessors)
        ]
        other = ""
        if steps != [*SANITIZE, *AUTOGRADE] or _name(autograde.exporter_class) != EXPORTER:
            other = "other steps of Autograde than mentorlab's"
        elif autograde.pre_convert_hook or autograde.post_convert_hook:
            other = "a hook, which is run at every submission"
        elif self.coursedir.notebook_id != "*":
            other = "CourseDirectory.notebook_id"
        if other:
            raise CohortError(
                f"nbgrader_config.py sets {other}. Only nbgrader follows that: run nbgrader autograde."
            )

    def jobs(self, assignments: Sequence[str], wanted: Wanted) -> list[Job]:
        """Works out what is to be done and begins nothing of it; raises `CohortError`."""
        unknown = [name for name in assignments if name not in self._known()]
        if unknown:
            raise CohortError(
                f"There is no assignment “{visible(unknown[0])}” in this cohort. There are: {', '.join(self._known())}."
            )
        known = self._people()
        if not wanted.dry_run and not wanted.submitted:
            for sentence in compose_names(
                Path(self.coursedir.root) / self.coursedir.submitted_directory, known
            ):
                self.renamed.append(sentence)
        found, faults = {}, {}
        for name in assignments or self._known():
            handed = learners(wanted.submitted, name) if wanted.submitted else everybody(self.coursedir, name)
            students = tuple(self._students(handed, wanted))
            if students or assignments:
                found[name], faults[name] = students, refused(handed, known)
        someone = (
            {student for students in found.values() for student in students} if wanted.students else set()
        )
        missing = [student for student in wanted.students if not {student, to_id(student)} & someone]
        if missing:
            raise CohortError(
                f"Nothing of {visible(missing[0])} is in {self.coursedir.submitted_directory}/. Look at the spelling."
            )
        return [self._job(name, students, wanted.submitted, faults[name]) for name, students in found.items()]

    def _known(self) -> tuple[str, ...]:
        if self.cohort.modules:
            return self.cohort.modules
        source = Path(self.coursedir.root) / self.coursedir.source_directory
        return tuple(
            sorted(path.parent.name for path in source.glob("*/*.ipynb") if path.stem == path.parent.name)
        )

    def _people(self) -> set[str]:
        """Everybody whom the roster or the gradebook knows."""
        try:
            with opened(self.coursedir.db_url, self.coursedir.course_id, Path(self.coursedir.root)) as book:
                in_gradebook = {str(id) for (id,) in book.db.query(Student.id)}
        except GradebookError as error:
            raise CohortError(str(error)) from None
        return in_gradebook | (known_ids(Path(self.coursedir.root)) or frozenset())

    def _students(self, handed: Sequence[str], wanted: Wanted) -> Iterator[str]:
        excluded = set(self.coursedir.student_id_exclude.split(","))
        asked = {*wanted.students, *map(to_id, wanted.students)}
        for student in handed:
            if (
                student not in excluded
                and fnmatch(student, self.coursedir.student_id)
                and (not asked or student in asked)
            ):
                yield student

    def _job(
        self, assignment: str, students: tuple[str, ...], submitted: str, faults: Mapping[str, str]
    ) -> Job:
        try:
            with opened(self.coursedir.db_url, self.coursedir.course_id, Path(self.coursedir.root)) as book:
                definition = check(self.coursedir, book, assignment)
                prepared(definition)
                marked = marked_in(book, assignment)
                gradebook_rows = GradebookRows(
                    book,
                    definition,
                    roster=known_ids(Path(self.coursedir.root)),
                    submitted=self.coursedir.submitted_directory,
                    late=self.late if self.late.enabled else None,
                )
        except (NbGraderException, NotOurs) as error:
            raise CohortError(str(error)) from None
        except GradebookError as error:
            raise CohortError(str(error)) from None
        return Job(assignment, students, self, gradebook_rows, definition, submitted, faults, marked)

    def mark(
        self, job: Job, wanted: Wanted, tell: Callable[[str], None], step: Callable[[int], None]
    ) -> Tally:
        """Marks one assignment."""
        while self.renamed:
            tell(self.renamed.pop(0))
        autograded = Path(self.coursedir.format_path(self.coursedir.autograded_directory, ".", "."))
        staging = "" if wanted.dry_run or not job.students else str(make_staging(autograded))
        terms = Terms(
            definition=job.definition,
            staging=staging,
            again=command("mentorlab", "cohort", "mark", job.assignment, "--force"),
            force=wanted.force,
            ignored=tuple(self.coursedir.ignore),
            permissions=int(str(self.autograde.permissions), 8),
            folders=0o2770 if self.coursedir.groupshared else 0,
        )
        run = Run(
            terms,
            job.gradebook_rows,
            wanted.scheduler(),
            create=self.autograde.create_student,
            tally=job.tally,
            tell=tell,
            step=step,
            keep_copy=lambda: keep_copy(Path(self.coursedir.root), self.coursedir.db_url),
        )
        try:
            return run.go(job.orders())
        finally:
            job.gradebook_rows.engine.dispose()  # a server counts its connections
            if staging:
                shutil.rmtree(staging, ignore_errors=True)
            if terms.folders and autograded.is_dir():
                autograded.chmod((autograded.stat().st_mode | terms.folders) & 0o2777)


@contextmanager
def marking(cohort: Folder) -> Iterator[Marking]:
    """Opens a cohort for marking, in its folder, from which its plug-ins may be imported."""
    with chdir(cohort.path), exclusive(cohort.path):
        sys.path.insert(0, str(cohort.path))
        try:
            yield Marking(cohort)
        finally:
            sys.path.remove(str(cohort.path))


def _name(step: Any) -> str:
    return step if isinstance(step, str) else f"{step.__module__}.{step.__qualname__}"


__all__ = ["Job", "Marking", "Stopped", "Tally", "Wanted", "marking"]
