"""An assignment as marking knows it: read from the gradebook once, and prepared once in every process."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from mentorlab.marking.copy.answer_page import NotOurs
from mentorlab.marking.copy.notebook_copy import NotebookTemplate
from mentorlab.marking.copy.source_cells import SourceCell, order_in, read_source_cells


@dataclass(frozen=True)
class Definition:
    """The cells of each notebook of an assignment, by the notebook's name: plain data that other machines can be sent."""

    assignment: str
    notebooks: tuple[tuple[str, tuple[SourceCell, ...]], ...]

    def cells(self, notebook: str) -> tuple[SourceCell, ...]:
        """Returns the cells of one notebook; raises `KeyError` where there is none of this name."""
        return dict(self.notebooks)[notebook]


def define(gradebook: Gradebook, coursedir: CourseDirectory, assignment: str) -> Definition:
    """Reads the assignment from the gradebook, in the order of the trainer's source notebooks."""
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    names = sorted(notebook.name for notebook in gradebook.find_assignment(assignment).notebooks)
    return Definition(
        assignment,
        tuple(
            (name, tuple(read_source_cells(gradebook, name, assignment, order_in(folder / f"{name}.ipynb"))))
            for name in names
            if fnmatch(name, coursedir.notebook_id)
        ),
    )


@lru_cache(maxsize=4)
def prepared(definition: Definition) -> tuple[NotebookTemplate, ...]:
    """Prepares a template of each notebook, once in every process; raises `NotOurs`, which names notebook and cell."""
    templates = []
    for name, cells in definition.notebooks:
        try:
            templates.append(NotebookTemplate.prepare(name, cells))
        except NotOurs as error:
            raise NotOurs(f"{name}.ipynb: {error}") from None
    return tuple(templates)
