"""What a learner reads when feedback is generated: their answers, their marks, and as much of the key as the
trainer allows. Rendered afresh from the gradebook and the responses, so that the level can change any time.
"""

from __future__ import annotations

from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum

from mentorlab.build.cells import BEGIN_SCHEME, END_SCHEME
from mentorlab.marking.gradebook import kept_cells
from mentorlab.marking.preprocessors import Resources, without_comments
from mentorlab.marking.refusal import Refused, say_only_the_sentence
from mentorlab.marking.work import NotOurs, Work
from mentorlab.responses.file import ResponsesError

LEVELS = ("marks", "explanations", "model")


class Explain(NbGraderPreprocessor):  # type: ignore[misc]
    """Fills the feedback page; set its level in `nbgrader_config.py` with `c.Explain.level = "model"`."""

    level = Enum(
        LEVELS,
        default_value="explanations",
        help="How much feedback says: marks (right or not, part by part), explanations (why as well), "
        "model (also an answer that earns everything, and the marked samples of a reflection).",
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Put the page of every form and mark, at this level, into the notebook."""
        say_only_the_sentence(self.log)
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            kept = kept_cells(gradebook, names["notebook"], names["assignment"])
            submitted = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            waiting = {grade.cell.name for grade in submitted.grades if grade.needs_manual_grade}
        sources = {cell.grade_id: cell.source for cell in kept}
        try:
            work = Work.read(Path(resources["metadata"]["path"]), names["notebook"])
            for cell in nb.cells:
                grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
                if grade_id in sources:
                    self._fill(cell, sources[grade_id], work)
                    cell.metadata.nbgrader.waiting = grade_id in waiting
        except (ResponsesError, NotOurs) as error:
            raise Refused(names["student"], f"{names['notebook']}.ipynb", str(error)) from None
        return nb, resources

    def _fill(self, cell: NotebookNode, source: str, work: Work) -> None:
        if cell.cell_type == "code":
            shown = work.show(source, explain=self.level != "marks", model=self.level == "model")
            cell.source = ""
            cell.metadata.nbgrader.shown = shown.points  # what a trainer's own mark would differ from
            cell.outputs = [
                NotebookNode(
                    output_type="display_data",
                    data=NotebookNode({"text/html": shown.html}),
                    metadata=NotebookNode(),
                )
            ]
        else:
            cell.source = source if self.level == "model" else without_scheme(source)
            cell.source = without_comments(cell.source)


def without_scheme(source: str) -> str:
    """A task cell's source without what stands between nbgrader's mark-scheme lines."""
    before, begin, rest = source.partition(BEGIN_SCHEME)
    if not begin:
        return source
    return (before.rstrip() + rest.partition(END_SCHEME)[2]).rstrip()
