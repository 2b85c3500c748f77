"""How a submission enters nbgrader's autograde: looked at first, copied second, and never trusted.

nbgrader has no hook before it copies a submission whose errors it heeds, and it reads every notebook before
the first preprocessor sees it. The exporter is the one part of that path which configuration can replace;
it is made before the first submission is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import NbGraderException
from nbgrader.coursedir import CourseDirectory

from mentorlab.marking.refusal import Refused, say_only_the_sentence, visible
from mentorlab.marking.roster import noted
from mentorlab.marking.submission import NBGRADERS, copy_plain, folder_fault, stray, student_fault
from mentorlab.marking.workspaces import Workspaces
from mentorlab.responses.place import ENDING


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]
    """Reads submissions for `nbgrader autograde`; nothing of a learner's notebook is kept as it came."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handed_in_again: set[str] = (
            set()
        )  # learners whose submission is another one than was marked before
        say_only_the_sentence(self.log)
        converter = self.parent
        if converter is not None:
            _refuse_to_start(converter.coursedir)
            _add_those_without_a_notebook(converter)
            converter.init_assignment = _careful(self, converter, converter.init_assignment)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """A learner's notebook is not read here: `Restore` makes it anew and is told where it stands."""
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


def check_source(coursedir: CourseDirectory, assignment: str) -> None:
    """Refuse to go on while the assignment's source folder holds more than its notebook.

    nbgrader hands every other file there to learners, and at autograde copies it over the learner's own.
    """
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    extra = stray(folder, {f"{assignment}.ipynb"})
    if extra:
        raise NbGraderException(
            f"{coursedir.source_directory}/{assignment}/ holds {extra[0]} beside its notebook. nbgrader would give "
            "that file to every learner, and put it in the place of their own. Move it out of the folder."
        )


def check_gradebook(coursedir: CourseDirectory, assignment: str) -> None:
    """Refuse to go on with an assignment that the gradebook does not know, or that is not one of ours.

    In an assignment of ours learners edit no cell; in anybody else's, restoring every cell would undo their work.
    """
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            edited = [
                cell.name
                for notebook in gradebook.find_assignment(assignment).notebooks
                for cell in notebook.solution_cells
            ]
    except MissingEntry:
        raise NbGraderException(
            f"The gradebook does not know {assignment}. Run first: nbgrader generate_assignment {assignment} --force"
        ) from None
    if edited:
        raise NbGraderException(
            f"{assignment} was not made by mentorlab: learners write into its cell “{edited[0]}”. Mark it in an "
            "nbgrader course folder of its own, without mentorlab's configuration."
        )


def _refuse_to_start(coursedir: CourseDirectory) -> None:
    try:
        check_source(coursedir, coursedir.assignment_id)
        check_gradebook(coursedir, coursedir.assignment_id)
    except NbGraderException as error:
        coursedir.log.error(str(error))
        raise


def _add_those_without_a_notebook(converter: Any) -> None:
    """A learner whose notebook was renamed or lost still handed in responses, and these are what counts."""
    coursedir: CourseDirectory = converter.coursedir
    assignment = coursedir.assignment_id
    pattern = coursedir.student_id
    submitted = Path(coursedir.root) / coursedir.submitted_directory
    if not submitted.is_dir():
        return
    for folder in sorted(submitted.iterdir()):
        handed = folder / assignment
        if fnmatch(folder.name, pattern) and handed.is_dir():
            converter.assignments.setdefault(str(handed), [str(handed / f"{assignment}.ipynb")])


def _careful(
    exporter: SubmissionExporter, converter: Any, copy: Callable[[str, str], None]
) -> Callable[[str, str], None]:
    """nbgrader's copying of one submission, with a look before it and our own hand in the place of its hand."""
    coursedir: CourseDirectory = converter.coursedir
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        before = {str(student.id) for student in gradebook.students}
    submitted = Path(coursedir.root) / coursedir.submitted_directory
    workspaces = Workspaces.found(submitted, coursedir.assignment_id)

    def init_assignment(assignment: str, student: str) -> None:
        fault = student_fault(student)
        if fault:
            raise Refused(student, assignment, fault)
        handed = Path(coursedir.format_path(coursedir.submitted_directory, student, assignment))
        name, fault = folder_fault(handed)
        if fault:
            raise Refused(student, name, fault)
        roster = noted(Path(coursedir.root))
        if roster is not None and student not in roster and student not in before:
            coursedir.log.warning(
                "%s, %s: nobody of this id is in the roster. If it is a slip, rename the folder in %s/ and run: "
                "nbgrader db student remove %s --force. Otherwise: mentorlab cohort add . --roster FILE",
                visible(student),
                assignment,
                coursedir.submitted_directory,
                visible(student),
            )
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            names = sorted(notebook.name for notebook in gradebook.find_assignment(assignment).notebooks)
        wanted = [name for name in names if fnmatch(name, coursedir.notebook_id)]
        if _is_another(coursedir, assignment, student, handed):
            exporter.handed_in_again.add(student)
        converter.notebooks = [str(handed / f"{name}.ipynb") for name in wanted]
        ignored, coursedir.ignore = coursedir.ignore, ["*"]  # nbgrader's own copying follows links
        try:
            copy(assignment, student)
        finally:
            coursedir.ignore = ignored
        copied = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))
        try:
            copy_plain(handed, copied, sorted(NBGRADERS | {f"{name}{ENDING}" for name in names}))
        except OSError as error:
            raise Refused(student, handed.name, f"it could not be copied ({error.strerror}).") from None
        for sentence in workspaces.about(student):
            coursedir.log.warning("%s, %s%s: %s", student, assignment, ENDING, sentence)

    return init_assignment


def _is_another(coursedir: CourseDirectory, assignment: str, student: str, handed: Path) -> bool:
    """Whether what lies in `submitted/` was handed in at another time than what the gradebook knows."""
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            before = gradebook.find_submission(assignment, student).timestamp
        except MissingEntry:
            return False
    now = coursedir.get_existing_timestamp(str(handed))
    return before is not None and now is not None and bool(before != now)
