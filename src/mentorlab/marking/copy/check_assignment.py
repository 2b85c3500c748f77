"""An assignment, checked before the first submission is marked: its source folder, its gradebook, its cells."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import MetadataValidator, ValidationError

from mentorlab.marking.copy.definition import Definition, define
from mentorlab.marking.copy.notebook_copy import assemble
from mentorlab.marking.intake.submission import HandedNotebook, stray
from mentorlab.names import command, visible


def check_source(coursedir: CourseDirectory, assignment: str) -> None:
    """Refuses to go on while the assignment's source folder holds more than its notebook.

    nbgrader hands every other file there to learners, and at autograde copies it over the learner's own.
    """
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    extra = stray(folder, {f"{assignment}.ipynb"})
    if extra:
        raise NbGraderException(
            f"{coursedir.source_directory}/{assignment}/ holds {extra[0]} beside its notebook. nbgrader would give "
            "that file to every learner, and put it in the place of their own. Move it out of the folder."
        )


def check_gradebook(gradebook: Gradebook, assignment: str) -> None:
    """Refuses an assignment that the gradebook does not know, or that is not one of ours.

    In an assignment of ours learners edit no cell; in anybody else's, restoring every cell would undo their work.
    """
    try:
        edited = [
            cell.name
            for notebook in gradebook.find_assignment(assignment).notebooks
            for cell in notebook.solution_cells
        ]
    except MissingEntry:
        raise NbGraderException(
            f"The gradebook does not know {visible(assignment)}. Run first: "
            + command("nbgrader", "generate_assignment", assignment, "--force")
        ) from None
    if edited:
        raise NbGraderException(
            f"{assignment} was not made by mentorlab: learners write into its cell “{edited[0]}”. Mark it in an "
            "nbgrader course folder of its own, without mentorlab's configuration."
        )


def check(coursedir: CourseDirectory, gradebook: Gradebook, assignment: str) -> Definition:
    """Checks an assignment and returns it as it will be marked; raises `NbGraderException` where marking may not start."""
    check_source(coursedir, assignment)
    check_gradebook(gradebook, assignment)
    definition = define(gradebook, coursedir, assignment)
    for name, cells in definition.notebooks:
        try:
            MetadataValidator().validate_nb(assemble(cells, HandedNotebook()))
        except ValidationError as error:
            raise NbGraderException(
                f"{name}.ipynb holds what nbgrader cannot use: {error} Make it again with “mentorlab build”."
            ) from None
    return definition
