"""`nbgrader export`: nbgrader's columns, and beside them what one sum cannot say.

nbgrader writes 0.0 for whoever answered wrongly, answered nothing, sent the wrong file or sent none. The
status says which.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from nbgrader.plugins import CsvExportPlugin

from mentorlab.item.model import Item
from mentorlab.marking.copy.summary import Summary, reflections_of, summarise
from mentorlab.responses.file import read_for_marking
from mentorlab.responses.place import ENDING
from mentorlab.responses.strict import ResponsesError

NBGRADERS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
OURS = ("points_by_rule", "max_by_rule", "reflection_band", "status")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet begins to reckon at

MARKED = "marked"
WAITING = "waiting for a person"
NOT_YET = "not marked yet"
NOTHING = "nothing handed in"
MISSING = "responses file missing"
DAMAGED = "responses file damaged"
NO_ANSWER = "no answer of this assignment in it"


class Export(CsvExportPlugin):  # type: ignore[misc]
    """Writes `grades.csv`: one line a learner and assignment."""

    def export(self, gradebook: Gradebook) -> None:
        """Writes nbgrader's columns and ours, quoted where a name holds a comma."""
        file = Path(self.to or "grades.csv")
        root = Path(self.parent.coursedir.root) if self.parent is not None else Path.cwd()
        self.log.info("Exporting grades to %s", file)
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, (*NBGRADERS, *OURS))
            writer.writeheader()
            for assignment in gradebook.assignments:
                if self.assignment and assignment.name not in map(str, self.assignment):
                    continue
                known = _Known(assignment, root)
                for student in gradebook.students:
                    if not self.student or student.id in map(str, self.student):
                        writer.writerow(known.row(gradebook, student))


class _Known:
    """What is the same for all learners of an assignment."""

    def __init__(self, assignment: Assignment, root: Path) -> None:
        self.assignment, self.root = assignment, root
        cells = {cell.name: cell.source or "" for book in assignment.notebooks for cell in book.source_cells}
        self.reflections: dict[str, Item] = reflections_of(cells)
        self.ids = {
            cell.name for book in assignment.notebooks for cell in (*book.grade_cells, *book.task_cells)
        }
        self.max_by_rule = sum(cell.max_score for book in assignment.notebooks for cell in book.grade_cells)

    def row(self, gradebook: Gradebook, student: Student) -> dict[str, Any]:
        try:
            handed = gradebook.find_submission(self.assignment.name, student.id)
        except MissingEntry:
            handed = None
        summary = summarise(handed.notebooks[0], self.reflections) if handed and handed.notebooks else None
        status = self.status(student.id, summary)
        row = {**self._nbgraders(student, handed), "max_by_rule": self.max_by_rule, "status": status}
        if summary is not None and status in (MARKED, WAITING, MISSING, NO_ANSWER):
            row["points_by_rule"] = summary.by_rule
            row["reflection_band"] = "; ".join(reflection.words for reflection in summary.reflections)
        return {name: _cell(row.get(name)) for name in (*NBGRADERS, *OURS)}

    def status(self, student: str, summary: Summary | None) -> str:
        """Why the figures are what they are."""
        name = str(self.assignment.name)
        marked, handed = (self.root / top / student / name for top in ("autograded", "submitted"))
        found = marked.is_dir()
        if not found and not handed.is_dir():
            return NOTHING if summary is None else NOT_YET
        file = (marked if found else handed) / f"{name}{ENDING}"
        try:
            entries = read_for_marking(file)
        except ResponsesError:
            return DAMAGED
        if not file.exists():
            return MISSING
        if not self.ids & set(entries):
            return NO_ANSWER
        if summary is None or not found:
            return NOT_YET
        return WAITING if summary.waiting else MARKED

    def _nbgraders(self, student: Student, handed: SubmittedAssignment | None) -> dict[str, Any]:
        penalty = (handed.late_submission_penalty or 0.0) if handed else 0.0
        score = handed.score if handed else 0.0
        return {
            "assignment": self.assignment.name,
            "duedate": self.assignment.duedate,
            "timestamp": handed.timestamp if handed else None,
            "student_id": student.id,
            "last_name": student.last_name,
            "first_name": student.first_name,
            "email": student.email,
            "raw_score": score,
            "late_submission_penalty": penalty,
            "score": max(0.0, score - penalty),
            "max_score": self.assignment.max_score,
        }


def _cell(value: Any) -> Any:
    """A value as a spreadsheet may open it: a name that begins like a formula is text, and is never worked out."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
