"""How a submission enters nbgrader's autograde: looked at first, copied second, and never trusted.

nbgrader has no hook before it copies a submission whose errors it heeds, and it reads every notebook before
the first preprocessor sees it. The exporter is the one part of that path which configuration can replace;
it is made before the first submission is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Assignment, Gradebook, Student, SubmittedAssignment
from nbgrader.converters import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import rmtree
from sqlalchemy.exc import DBAPIError

from mentorlab.marking.copy.check_assignment import check
from mentorlab.marking.intake.folder_names import compose_names
from mentorlab.marking.intake.gradebook_file import GradebookError, fault_of, keep_copy
from mentorlab.marking.intake.gradebook_file import look as look_at_gradebook
from mentorlab.marking.intake.handed_in import everybody, handed_in, is_another
from mentorlab.marking.intake.marked import has_marks, marked_in
from mentorlab.marking.intake.refusal import Refused, say_only_the_sentence
from mentorlab.marking.intake.remarks import marked_again, not_in_the_roster
from mentorlab.marking.intake.roster_ids import known_ids
from mentorlab.marking.intake.submission import NBGRADERS, copy_plain, look
from mentorlab.marking.intake.workspaces import Workspaces
from mentorlab.marking.nbgrader.shared_gradebook import share_gradebook
from mentorlab.names import refused, visible
from mentorlab.responses.file import ResponsesError, read_for_marking
from mentorlab.responses.place import ENDING


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]
    """Reads submissions for `nbgrader autograde`; nothing of a learner's notebook is kept as it came."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Learners whose submission is another one than was marked before.
        self.handed_in_again: set[str] = set()
        self.known: set[str] = set()  # learners in the gradebook or the roster at the start
        self.copied = False  # whether a copy of the gradebook was kept, before it is written to
        self.marked: dict[str, datetime | None] = {}  # whom the gradebook has marks of
        self.before: dict[str, datetime | None] = {}  # when what the gradebook knows was handed in
        say_only_the_sentence(self.log)
        converter = self.parent
        if converter is not None:
            coursedir = converter.coursedir
            self._begin(coursedir)
            for sentence in compose_names(Path(coursedir.root) / coursedir.submitted_directory, self.known):
                converter.log.info("%s", sentence)
            for gone in [folder for folder in converter.assignments if not Path(folder).is_dir()]:
                converter.assignments.pop(gone)
            for _, folder in handed_in(coursedir, coursedir.assignment_id):
                # Whose notebook was renamed or lost still handed in responses, and these are what counts.
                notebook = str(Path(folder) / f"{coursedir.assignment_id}.ipynb")
                converter.assignments.setdefault(folder, [notebook])
            # nbgrader reads a learner's id out of the path line by line, and stops everything at one with two lines.
            for folder in [one for one in converter.assignments if "\n" in one]:
                converter.assignments[visible(folder)] = converter.assignments.pop(folder)
            converter.init_destination = _asking_the_gradebook(self, converter, converter.init_destination)
            converter.init_assignment = _careful(self, converter, converter.init_assignment)

    def _begin(self, coursedir: CourseDirectory) -> None:
        """Look at the assignment once for all submissions, or refuse to start."""
        try:
            look_at_gradebook(coursedir.db_url, Path(coursedir.root))
            # Kept for `SaveMarks`: opening one takes longer than what is done with it. Between two uses it is closed.
            self.gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
            with self.gradebook as gradebook:
                self.definition = check(coursedir, gradebook, coursedir.assignment_id)
                in_gradebook = {str(id) for (id,) in gradebook.db.query(Student.id)}
                self.known = in_gradebook | (known_ids(Path(coursedir.root)) or frozenset())
                handed = gradebook.db.query(SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
                handed = handed.join(Assignment).filter(Assignment.name == coursedir.assignment_id)
                self.marked = marked_in(gradebook, coursedir.assignment_id)
                self.before = {str(id): time for id, time in handed}
        except NbGraderException as error:
            coursedir.log.error(str(error))
            raise
        except GradebookError as error:
            coursedir.log.error("%s", error)
            raise NbGraderException(str(error)) from None
        except DBAPIError as error:
            sentence = str(GradebookError(fault_of(error)))
            coursedir.log.error("%s", sentence)
            raise NbGraderException(sentence) from None

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Gives nbgrader an empty notebook in place of a learner's, which `Restore` makes anew."""
        coursedir: CourseDirectory = self.parent.coursedir
        path = Path(filename)
        submitted = Path(coursedir.root) / coursedir.submitted_directory
        if not path.is_relative_to(submitted):
            found: tuple[str, dict[str, Any]] = super().from_filename(filename, resources=resources, **kwargs)
            return found
        resources = {} if resources is None else resources
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        empty = NotebookNode(cells=[], metadata=NotebookNode(), nbformat=4, nbformat_minor=5)
        made: tuple[str, dict[str, Any]] = self.from_notebook_node(empty, resources=resources, **kwargs)
        return made


def _asking_the_gradebook(
    exporter: SubmissionExporter, converter: Any, begin: Callable[[str, str], bool]
) -> Callable[[str, str], bool]:
    """nbgrader's question whether a submission is to be marked: it goes by folders, and a gradebook may be older."""
    coursedir: CourseDirectory = converter.coursedir

    def init_destination(assignment: str, student: str) -> bool:
        if begin(assignment, student):
            return True
        copy = coursedir.format_path(coursedir.autograded_directory, student, assignment)
        if student in coursedir.student_id_exclude.split(",") or has_marks(exporter.marked, student, copy):
            return False
        coursedir.log.warning("%s", marked_again(student, assignment))
        rmtree(copy)
        return True

    return init_destination


def _careful(
    exporter: SubmissionExporter, converter: Any, copy: Callable[[str, str], None]
) -> Callable[[str, str], None]:
    """nbgrader's copying of one submission, with a look before it and our own hand in the place of its hand."""
    coursedir: CourseDirectory = converter.coursedir
    roster = known_ids(Path(coursedir.root))
    handed = everybody(coursedir, coursedir.assignment_id)
    faults = {
        visible(name) if "\n" in name else name: why for name, why in refused(handed, exporter.known).items()
    }
    names = [name for name, _ in exporter.definition.notebooks]
    workspaces = Workspaces.found(
        Path(coursedir.root) / coursedir.submitted_directory, coursedir.assignment_id
    )

    def init_assignment(assignment: str, student: str) -> None:
        if not exporter.copied:
            exporter.copied = True
            fault = keep_copy(Path(coursedir.root), coursedir.db_url)
            if fault:
                coursedir.log.warning("%s", fault)
        if student in faults:
            raise Refused(student, assignment, faults[student])
        handed = Path(coursedir.format_path(coursedir.submitted_directory, student, assignment))
        looked = look(handed)
        if looked.fault[1]:
            raise Refused(student, *looked.fault)
        for name in names:
            try:  # before the gradebook hears of it: of a submission that is refused it knows the learner alone
                read_for_marking(handed / f"{name}{ENDING}")
            except ResponsesError as error:
                if converter.create_student:
                    with exporter.gradebook as gradebook:
                        gradebook.update_or_create_student(student)
                raise Refused(student, f"{name}{ENDING}", error) from None
        if roster is not None and student not in exporter.known:
            coursedir.log.warning("%s", not_in_the_roster(student, assignment, coursedir.submitted_directory))
        if is_another(exporter.before.get(student), looked.time):
            exporter.handed_in_again.add(student)
        converter.notebooks = [str(handed / f"{name}.ipynb") for name in names]
        ignored, coursedir.ignore = coursedir.ignore, ["*"]  # nbgrader's own copying follows links
        try:
            with share_gradebook(exporter.gradebook):
                copy(assignment, student)
        finally:
            coursedir.ignore = ignored
        copied = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))
        kept = [*NBGRADERS, *(f"{name}{ENDING}" for name in names)]
        kept = [name for name in kept if not any(fnmatch(name, pattern) for pattern in ignored)]
        try:
            copy_plain(handed, copied, kept)
        except OSError as error:
            raise Refused(student, handed.name, f"it could not be copied ({error.strerror}).") from None
        for sentence in workspaces.about(student):
            coursedir.log.warning("%s, %s%s: %s", student, assignment, ENDING, sentence)

    return init_assignment
