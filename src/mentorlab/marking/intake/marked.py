"""What the gradebook says was marked, beside what lies in `autograded/`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from nbgrader import api
from sqlalchemy import exists, or_, select

from mentorlab.files import read_plain
from mentorlab.marking.intake.submission import TIMESTAMP, time_in


def marked_in(book: api.Gradebook, assignment: str) -> dict[str, datetime | None]:
    """The learners whose work of this assignment has marks in the gradebook, and when that work was handed in."""
    handed, notebook, grade = (
        table.__table__.c for table in (api.SubmittedAssignment, api.SubmittedNotebook, api.Grade)
    )
    some = exists(
        select(grade.id)
        .join(api.SubmittedNotebook.__table__, grade.notebook_id == notebook.id)
        .where(
            notebook.assignment_id == handed.id,
            or_(grade.auto_score.is_not(None), grade.manual_score.is_not(None), grade.needs_manual_grade),
        )
    )
    found = book.db.execute(
        select(handed.student_id, handed.timestamp)
        .join(api.Assignment.__table__, api.Assignment.__table__.c.id == handed.assignment_id)
        .where(api.Assignment.__table__.c.name == assignment, some)
    )
    return {str(student): time for student, time in found}


def has_marks(marked: Mapping[str, datetime | None], student: str, copy: str | Path) -> bool:
    """Whether the gradebook's marks are those of this copy in `autograded/`; of one without a time nobody can tell."""
    if student not in marked:
        return False
    try:
        time = time_in(read_plain(f"{copy}/{TIMESTAMP}", 200))
    except (OSError, ValueError, OverflowError, TypeError):
        return True
    return time is None or time == marked[student]
