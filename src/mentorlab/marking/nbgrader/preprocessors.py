"""What `nbgrader autograde` does to a submission, in four steps.

`Restore` makes the notebook anew from the gradebook; `Mark` works out the marks, in this process, from the
item and the key in each cell and from the learner's responses file; nbgrader's own `SaveAutoGrades` reads
them as if a kernel had printed them; `Conceal` then takes code and keys out of what people will look at.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor, SaveAutoGrades

from mentorlab.marking.copy.answer_page import AnswerPage, NotOurs
from mentorlab.marking.copy.notebook_copy import assemble, conceal, outputs
from mentorlab.marking.intake.refusal import Refused
from mentorlab.marking.intake.remarks import (
    about_the_notebook,
    about_the_responses,
    no_longer_counts,
    set_aside,
)
from mentorlab.marking.intake.submission import look, read_notebook
from mentorlab.marking.nbgrader.shared_gradebook import share_gradebook
from mentorlab.responses.file import ResponsesError
from mentorlab.responses.place import ENDING

Resources = dict[str, Any]


class Restore(NbGraderPreprocessor):  # type: ignore[misc]
    """Replaces a learner's notebook by the assignment's own cells, each of them once.

    A deleted cell is there again, a changed one is as it was, a copied one does not stop anybody. Text that
    a learner added is shown to the trainer, escaped, and earns nothing.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Writes the gradebook's cells in the place of the submitted ones."""
        names = resources["nbgrader"]
        student, assignment, name = names["student"], names["assignment"], names["notebook"]
        folder = Path(resources["metadata"]["path"])
        handed = read_notebook(folder / f"{name}.ipynb")
        cells = self.parent.definition.cells(name)
        given_out = [cell.grade_id for cell in cells]
        again = f"nbgrader autograde {assignment} --force"
        for remark in about_the_notebook(student, name, handed, given_out, look(folder).names, again):
            self.log.warning("%s", remark)
        return assemble(cells, handed), resources


class Mark(NbGraderPreprocessor):  # type: ignore[misc]
    """Fills in what each cell would print, and runs none of them; stands where nbgrader's `Execute` stands."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Shows the form of every exercise, and prints the mark of every mark cell."""
        names = resources["nbgrader"]
        student, notebook = names["student"], names["notebook"]
        folder, file = Path(resources["metadata"]["path"]), f"{notebook}{ENDING}"
        try:
            answer_page = AnswerPage.read(folder, notebook)
        except ResponsesError as error:
            raise Refused(student, file, error) from None
        ids = {
            cell.metadata.nbgrader.grade_id
            for cell in nb.cells
            if utils.is_grade(cell) or utils.is_task(cell)
        }
        for remark in about_the_responses(
            student, notebook, (folder / file).exists(), answer_page.entries, ids
        ):
            self.log.warning("%s", remark)
        problems: list[str] = []
        for cell in nb.cells:
            if cell.cell_type != "code" or "nbgrader" not in cell.metadata:
                continue
            try:
                shown = answer_page.show(cell.source)
            except NotOurs as error:
                grade_id = cell.metadata.nbgrader.grade_id
                raise Refused(student, f"{notebook}.ipynb", f"cell “{grade_id}”: {error}") from None
            cell.outputs = outputs(shown)
            if shown.problem and shown.problem not in problems:
                problems.append(shown.problem)
                self.log.warning("%s, %s: %s", student, file, shown.problem)
        return nb, resources


class SaveMarks(SaveAutoGrades):  # type: ignore[misc]
    """Saves marks as nbgrader does, and has every reflection that is handed in wait for a person.

    The gradebook is the exporter's, opened once for all submissions.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Saves what the cells have printed."""
        names = resources["nbgrader"]
        self.notebook_id, self.assignment_id = names["notebook"], names["assignment"]
        self.student_id, self.db_url = names["student"], names["db_url"]
        self.gradebook = self.parent.gradebook
        with self.gradebook:
            for at, cell in enumerate(nb.cells):
                nb.cells[at], resources = self.preprocess_cell(cell, resources, at)
        return nb, resources

    def _add_comment(self, cell: NotebookNode, resources: Resources) -> None:
        super()._add_comment(cell, resources)
        if utils.is_task(cell):
            grade = self.gradebook.find_grade(
                cell.metadata.nbgrader["grade_id"], self.notebook_id, self.assignment_id, self.student_id
            )
            grade.needs_manual_grade = True
            if self.student_id in getattr(self.parent, "handed_in_again", ()):
                self._set_aside(grade, cell.metadata.nbgrader["grade_id"])
            self.gradebook.db.commit()

    def _set_aside(self, grade: Any, grade_id: str) -> None:
        comment = self.gradebook.find_comment(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        aside = set_aside(grade.manual_score, comment.manual_comment)
        if aside is not None:
            comment.manual_comment, given = aside
            grade.manual_score = None
            self.log.warning("%s", no_longer_counts(self.student_id, grade_id, given))


class LatePenalties(AssignLatePenalties):  # type: ignore[misc]
    """Works out late penalties as nbgrader does, on the gradebook that is open."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Asks the late-penalty plug-in."""
        with share_gradebook(self.parent.gradebook):
            done: tuple[NotebookNode, Resources] = super().preprocess(nb, resources)
        return done


class Conceal(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes code, keys and widgets after the marks are saved; what is left is what people read."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Keeps the static page of each cell alone."""
        conceal(nb)
        return nb, resources
