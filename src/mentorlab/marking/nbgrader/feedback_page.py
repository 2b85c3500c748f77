"""What a learner reads when feedback is generated: their answers, their marks, and as much of the key as the
trainer allows. Rendered afresh from the gradebook and the responses, so that the level can change any time.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, SubmittedNotebook
from nbgrader.converters import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List, Unicode

from mentorlab.marking.copy.answer_page import AnswerPage, NotOurs
from mentorlab.marking.copy.notebook_copy import without_comments
from mentorlab.marking.copy.source_cells import read_source_cells
from mentorlab.marking.copy.summary import Summary, band, reflections_of, summarise
from mentorlab.marking.intake.refusal import Refused, say_only_the_sentence
from mentorlab.marking.nbgrader.preprocessors import Resources
from mentorlab.notebooks.cells import BEGIN_SCHEME, END_SCHEME
from mentorlab.responses.file import ResponsesError
from mentorlab.views.pages.text import blocks
from mentorlab.wording import day

LEVELS = ("marks", "explanations", "model")


class Explain(NbGraderPreprocessor):  # type: ignore[misc]
    """Fills the feedback page; set its level in `nbgrader_config.py` with `c.Explain.level = "model"`."""

    # A word that is none of the three is refused below in a sentence; traitlets would print a traceback.
    level = Unicode(
        "explanations",
        help="How much feedback says: marks (right or not, part by part), explanations (why as well), "
        "model (also an answer that earns everything, and the marked samples of a reflection).",
    ).tag(config=True)
    # nbconvert's HTML exporter sets it for every preprocessor, and nbgrader's base class does not take it.
    display_data_priority = List(Unicode()).tag(config=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.level not in LEVELS:
            fault = (
                f"c.Explain.level is “{self.level}” in nbgrader_config.py. "
                f"Write one of these: {', '.join(LEVELS)}."
            )
            self.log.error(fault)
            raise NbGraderException(fault)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Writes the page of every form and mark, at this level, into the notebook."""
        say_only_the_sentence(self.log)
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            kept = read_source_cells(gradebook, names["notebook"], names["assignment"])
            submitted = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            sources = {cell.grade_id: cell.source for cell in kept}
            items = reflections_of(sources)
            summary = summarise(submitted, items)
            resources["mentorlab"] = head(submitted, summary)
        waiting = {reflection.id for reflection in summary.reflections if reflection.waiting}
        try:
            answer_page = AnswerPage.read(Path(resources["metadata"]["path"]), names["notebook"])
            for cell in nb.cells:
                grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
                if grade_id in sources:
                    self._fill(cell, sources[grade_id], answer_page)
                    ours = cell.metadata.nbgrader
                    ours.waiting = grade_id in waiting
                    if ours.get("comment"):  # a trainer may have quoted whatever a learner wrote
                        ours.comment = blocks(ours.comment)
                    if ours.get("task"):
                        ours.band = band(items.get(grade_id), ours.score or 0.0, ours.points)
        except (ResponsesError, NotOurs) as error:
            raise Refused(names["student"], f"{names['notebook']}.ipynb", str(error)) from None
        return nb, resources

    def _fill(self, cell: NotebookNode, source: str, answer_page: AnswerPage) -> None:
        if cell.cell_type == "code":
            shown = answer_page.show(source, explain=self.level != "marks", model=self.level == "model")
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


def head(submitted: SubmittedNotebook, summary: Summary) -> dict[str, Any]:
    """Gathers what stands at the top of the page: whose it is, of what, and the points so far."""
    handed = submitted.assignment
    student = handed.student
    name = " ".join(filter(None, (student.first_name, student.last_name)))
    whose = [
        ("Learner", f"{name} ({student.id})" if name else str(student.id)),
        ("Assignment", str(submitted.name)),
        ("Cohort", str(handed.assignment.course_id or "")),
        ("Handed in", day(handed.timestamp) if handed.timestamp else ""),
        ("This page", day(datetime.now())),
    ]
    return {
        "learner": name or str(student.id),
        "whose": [(label, words) for label, words in whose if words],
        "by_rule": summary.by_rule,
        "by_rule_of": summary.by_rule_of,
        "reflections": summary.reflections,
    }


def without_scheme(source: str) -> str:
    """Removes from a task cell's source what stands between nbgrader's mark-scheme lines."""
    before, begin, rest = source.partition(BEGIN_SCHEME)
    if not begin:
        return source
    return (before.rstrip() + rest.partition(END_SCHEME)[2]).rstrip()
