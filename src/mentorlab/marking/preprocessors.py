"""What `nbgrader autograde` does to a submission, in four steps.

`Restore` makes the notebook anew from the gradebook; `Mark` works out the marks, in this process, from the
item and the key in each cell and from the learner's responses file; nbgrader's own `SaveAutoGrades` reads
them as if a kernel had printed them; `Conceal` then takes code and keys out of what people will look at.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from mentorlab.build.cells import BEGIN_SCHEME
from mentorlab.build.notebook import cell_id
from mentorlab.marking.gradebook import Kept, kept_cells, order_in
from mentorlab.marking.refusal import Refused, visible
from mentorlab.marking.submission import Handed, read_notebook
from mentorlab.marking.work import NotOurs, Shown, Work
from mentorlab.responses.file import ResponsesError
from mentorlab.responses.place import ENDING
from mentorlab.views.text import escape

Resources = dict[str, Any]
EARLIER = "From an earlier version"
_MOST_NOTES, _LONGEST_NOTE = 20, 5_000  # of what a learner wrote into the notebook itself


class Restore(NbGraderPreprocessor):  # type: ignore[misc]
    """The assignment's own cells, every one of them once, whatever the learner's notebook holds.

    A deleted cell is there again, a changed one is as it was, a copied one does not stop anybody. Text that
    a learner added is shown to the trainer, escaped, and earns nothing.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Put the gradebook's cells in the place of the submitted ones."""
        names = resources["nbgrader"]
        student, assignment, name = names["student"], names["assignment"], names["notebook"]
        handed = read_notebook(Path(resources["metadata"]["path"]) / f"{name}.ipynb")
        with Gradebook(names["db_url"]) as gradebook:
            cells = kept_cells(gradebook, name, assignment, self._order(assignment, name))
        folder, file = Path(resources["metadata"]["path"]), f"{name}{ENDING}"
        for near in near_names(folder, file):
            said = (
                f"its name is not {file}, so it was not marked. If it is the one to mark, put it in that "
                f"one's place and run nbgrader autograde {assignment} --force."
            )
            self.log.warning("%s, %s: %s", student, visible(near), said)
        for sentence in differences(handed, cells):
            self.log.warning("%s, %s.ipynb: %s", student, name, sentence)
        nodes = [cell.node() for cell in cells] + _notes(handed)
        metadata = NotebookNode(
            kernelspec=NotebookNode(display_name="Python 3", language="python", name="python3"),
            language_info=NotebookNode(name="python"),
        )
        return NotebookNode(cells=nodes, metadata=metadata, nbformat=4, nbformat_minor=5), resources

    def _order(self, assignment: str, name: str) -> tuple[str, ...]:
        exporter = self.parent
        coursedir = (
            exporter.parent.coursedir if exporter is not None and exporter.parent is not None else None
        )
        if coursedir is None:
            return ()
        folder = coursedir.format_path(coursedir.source_directory, ".", assignment)
        return order_in(Path(folder) / f"{name}.ipynb")


class Mark(NbGraderPreprocessor):  # type: ignore[misc]
    """Stands where nbgrader's `Execute` stands: fills in what the cells would print, and runs none of them."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Show the form of every exercise, and print the mark of every mark cell."""
        names = resources["nbgrader"]
        folder, file = Path(resources["metadata"]["path"]), f"{names['notebook']}{ENDING}"
        if not (folder / file).exists():
            self.log.warning(
                "%s, %s: there is no such file, so every exercise counts as not answered.",
                names["student"],
                file,
            )
        try:
            work = Work.read(folder, names["notebook"])
        except ResponsesError as error:
            raise Refused(names["student"], file, str(error)) from None
        ids = {
            cell.metadata.nbgrader.grade_id
            for cell in nb.cells
            if utils.is_grade(cell) or utils.is_task(cell)
        }
        if (folder / file).exists() and not ids & set(work.entries):
            self.log.warning("%s, %s: %s", names["student"], file, wrong_file(names["notebook"]))
        problems: list[str] = []
        for cell in nb.cells:
            if cell.cell_type != "code" or "nbgrader" not in cell.metadata:
                continue
            try:
                shown = work.show(cell.source)
            except NotOurs as error:
                grade_id = cell.metadata.nbgrader.grade_id
                raise Refused(
                    names["student"], f"{names['notebook']}.ipynb", f"cell “{grade_id}”: {error}"
                ) from None
            cell.outputs = _outputs(shown)
            if shown.problem and shown.problem not in problems:
                problems.append(shown.problem)
                self.log.warning("%s, %s: %s", names["student"], file, shown.problem)
        return nb, resources


class SaveMarks(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's own, and one thing more: a reflection waits for a person, whenever it is handed in."""

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
        """A person's mark and comment were about another text: the mark ends, the comment says that it is old."""
        comment = self.gradebook.find_comment(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        if grade.manual_score is None and not comment.manual_comment:
            return
        given = "not marked" if grade.manual_score is None else f"given {grade.manual_score:g}"
        said = comment.manual_comment or "no comment."
        if not said.startswith(EARLIER):
            comment.manual_comment = f"{EARLIER} ({given}): {said}"
        grade.manual_score = None
        self.log.warning(
            "%s, %s: it was handed in again, so the earlier mark (%s) no longer counts, and the earlier comment begins "
            "with “%s”. Read it again in Formgrader.",
            self.student_id,
            grade_id,
            given,
            EARLIER,
        )


class Conceal(NbGraderPreprocessor):  # type: ignore[misc]
    """After the marks are saved: no code, no keys, no widgets; what is left is what people read."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Keep the static rendering of each cell alone."""
        nb.metadata.pop("widgets", None)
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.source = ""
                cell.execution_count = None
                cell.outputs = [output for output in map(_static, cell.outputs) if output is not None]
            elif BEGIN_SCHEME in cell.source:
                cell.source = without_comments(cell.source)
        return nb, resources


def differences(handed: Handed, cells: list[Kept]) -> list[str]:
    """What was not as it was given out, in sentences; nothing of it changes a mark."""
    known = {cell.grade_id: cell for cell in cells}
    if handed.fault:
        return [f"{handed.fault}. The responses file was marked all the same."]
    sentences = []
    missing = known.keys() - set(handed.grade_ids)
    count = Counter(handed.grade_ids)
    twice = [grade_id for grade_id in known if count[grade_id] > 1]
    if missing:
        sentences.append(
            f"{_cells(len(missing))} of the assignment had been deleted, and came back from the gradebook."
        )
    if twice:
        sentences.append(f"{_cells(len(twice))} stood in it more than once; one was kept.")
    if handed.added:
        sentences.append(f"{_cells(len(handed.added))} had been added; they are shown to you and not marked.")
    return sentences


def wrong_file(module: str) -> str:
    """What to say of a responses file in which nothing answers this assignment."""
    return (
        "it holds no answer to this assignment, so every exercise counts as not answered. The lesson's file has "
        f"the same name: ask for the one beside the assignment, my-mentoring/exercises/{module}/{module}{ENDING}."
    )


def near_names(folder: Path, file: str) -> list[str]:
    """Files whose name is nearly that of the responses file, such as `08-feedback.responses (1).json`."""
    start = file.removesuffix(ENDING)
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return []
    return [
        name
        for name in names
        if name != file
        and ".damaged-" not in name
        and re.fullmatch(rf"(?i).{{0,40}}{re.escape(start)}.{{0,40}}responses.{{0,40}}json.{{0,8}}", name)
    ]


def without_comments(source: str) -> str:
    """A task cell without the lines that only programs read, such as the key's canary."""
    return "\n".join(line for line in source.split("\n") if not line.startswith("<!--"))


def _notes(handed: Handed) -> list[NotebookNode]:
    """What the learner wrote into the notebook, each as a cell that shows it as text."""
    nodes = []
    for at, source in enumerate(handed.added[:_MOST_NOTES]):
        text = escape(source[:_LONGEST_NOTE])
        shown = f"<p><em>Added by the learner, not marked:</em></p><pre>{text}</pre>"
        node = NotebookNode(id=cell_id("note", str(at)), cell_type="code", source="", execution_count=None)
        node.metadata, node.outputs = NotebookNode(), [_page(shown)]
        nodes.append(node)
    return nodes


def _outputs(shown: Shown) -> list[NotebookNode]:
    """What the cell would have printed in a kernel: its page, then for a mark the number."""
    if shown.points is None:
        return [_page(shown.html)]
    number = NotebookNode(
        output_type="execute_result",
        data=NotebookNode({"text/plain": repr(shown.points)}),
        execution_count=None,
        metadata=NotebookNode(),
    )
    return [_page(shown.html), number]


def _static(output: NotebookNode) -> NotebookNode | None:
    page = output.get("data", {}).get("text/html")
    return _page(page) if page else None


def _page(html: str) -> NotebookNode:
    data = NotebookNode({"text/html": html})
    return NotebookNode(output_type="display_data", data=data, metadata=NotebookNode())


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
