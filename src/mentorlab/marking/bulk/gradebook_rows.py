"""The gradebook, written for many submissions at once: the rows that `nbgrader autograde` would have left.

One transaction holds a batch, so a submission's rows are all there or none is. Whatever nbgrader reads before
it writes (an earlier mark of a person's, an extension, the time of an earlier version) is read for the whole
batch with a few queries, each of which finds its rows by an index that nbgrader made. Plain SQLAlchemy core:
SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection, Engine, bindparam, false, insert, select, update

from mentorlab.marking.bulk.model import Outcome
from mentorlab.marking.copy.definition import Definition, prepared
from mentorlab.marking.intake.handed_in import is_another
from mentorlab.marking.intake.remarks import no_longer_counts, not_in_the_roster, set_aside

_STUDENT, _COURSE = api.Student.__table__, api.Course.__table__
_HANDED, _NOTEBOOK = api.SubmittedAssignment.__table__, api.SubmittedNotebook.__table__
_GRADE, _COMMENT = api.Grade.__table__, api.Comment.__table__
_IDS = 4096  # bytes of chance fetched at once
_MOST = 500  # values in one question: some databases take no more than 999


@dataclass(frozen=True)
class _Cells:
    """A notebook's rows in the gradebook: its id, and the cells that get a grade or a comment."""

    id: str
    marks: tuple[str, ...]  # in the order in which points come
    tasks: Mapping[str, str]  # cell id -> grade id
    comments: tuple[str, ...]


@dataclass
class _Batch:
    """Rows on their way, by table."""

    new: dict[Any, list[dict[str, Any]]]
    changed: dict[Any, list[dict[str, Any]]]
    ids: Iterator[str]  # for new rows

    @classmethod
    def empty(cls) -> _Batch:
        tables = (_STUDENT, _HANDED, _NOTEBOOK, _GRADE, _COMMENT)
        return cls({table: [] for table in tables}, {table: [] for table in tables}, _new_ids())


class GradebookRows:
    """Writes one assignment's marks into the gradebook, many submissions at once.

    Parameters
    ----------
    gradebook : nbgrader's, open; what is needed is read from it, and written through its engine
    roster : the ids that a trainer said belong to the cohort; None where nobody said
    submitted : the folder's name, for sentences
    late : nbgrader's own step, which has the late-penalty plug-in of the configuration; None to leave it out
    """

    def __init__(
        self,
        gradebook: api.Gradebook,
        definition: Definition,
        *,
        roster: Collection[str] | None,
        submitted: str,
        late: AssignLatePenalties | None,
    ) -> None:
        self.engine: Engine = gradebook.engine
        found = gradebook.find_assignment(definition.assignment)
        self._name, self._id, self._duedate = definition.assignment, found.id, found.duedate
        self._roster, self._submitted, self._late = roster, submitted, late
        books = {book.name: book for book in found.notebooks}
        self._notebooks = [
            _cells(books[template.name], [cell.grade_id for cell in template.cells if cell.marked])
            for template in prepared(definition)
        ]
        gradebook.db.rollback()  # reading began a transaction, and ours would wait for its end

    def known(self, students: Sequence[str]) -> set[str]:
        """Returns those of these learners whom the gradebook has."""
        with self.engine.connect() as connection:
            return _among(connection, students)

    def write(
        self,
        outcomes: Sequence[Outcome],
        listed: Sequence[str] = (),
        committing: Callable[[], None] = lambda: None,
    ) -> dict[str, list[str]]:
        """Writes what these submissions earned, all or nothing; returns the remarks for each learner.

        What nbgrader's rules leave alone is left alone: a person's marks, comments and extra credit.

        Parameters
        ----------
        listed : learners whose submission was refused, and whom the gradebook shall know all the same
        committing : called before the last step; if that fails, the rows may be written all the same
        """
        remarks: dict[str, list[str]] = {}
        with self.engine.begin() as connection:
            # It changes no row. It takes the right to write before anything is read, so that a mark which
            # somebody gives meanwhile in Formgrader is either seen here or given afterwards.
            connection.execute(update(_COURSE).where(false()).values(id=_COURSE.c.id))
            students = [outcome.student for outcome in outcomes]
            known = _among(connection, [*students, *listed])
            before = _Before(connection, self._id, self._notebooks, students)
            batch = _Batch.empty()
            batch.new[_STUDENT] += [{"id": student} for student in listed if student not in known]
            for outcome in outcomes:
                about = remarks.setdefault(outcome.student, [])
                if outcome.student not in known:
                    batch.new[_STUDENT].append({"id": outcome.student})
                    if self._roster is not None and outcome.student not in self._roster:
                        about.append(not_in_the_roster(outcome.student, self._name, self._submitted))
                about += outcome.remarks
                self._submission(batch, before, outcome, about)
            for table, rows in batch.new.items():
                if rows:
                    connection.execute(insert(table), rows)
            for table, rows in batch.changed.items():
                _update(connection, table, rows)
            committing()
        return remarks

    def _submission(self, batch: _Batch, before: _Before, outcome: Outcome, remarks: list[str]) -> None:
        handed = before.handed.get(outcome.student)
        if handed is None:
            id, time, extension, again = next(batch.ids), outcome.time, None, False
            batch.new[_HANDED].append(
                {"id": id, "assignment_id": self._id, "student_id": outcome.student, "timestamp": time}
            )
        else:
            id, extension, again = handed.id, handed.extension, is_another(handed.timestamp, outcome.time)
            time = handed.timestamp if outcome.time is None else outcome.time
            if time != handed.timestamp:
                batch.changed[_HANDED].append({"b_id": id, "timestamp": time})
        late = self._seconds_late(time, extension)
        for cells, points, missing in zip(self._notebooks, outcome.points, outcome.missing, strict=True):
            book = before.notebooks.get((id, cells.id))
            notebook = next(batch.ids) if book is None else book.id
            total = self._grades(
                batch, before, notebook, cells, points, missing, again, outcome.student, remarks
            )
            penalty = self._penalty(outcome.student, total, late)
            if book is None:
                batch.new[_NOTEBOOK].append(
                    {
                        "id": notebook,
                        "assignment_id": id,
                        "notebook_id": cells.id,
                        "flagged": False,
                        "late_submission_penalty": penalty,
                    }
                )
            elif self._late is not None and penalty != book.late_submission_penalty:
                batch.changed[_NOTEBOOK].append({"b_id": notebook, "late_submission_penalty": penalty})

    def _grades(
        self,
        batch: _Batch,
        before: _Before,
        notebook: str,
        cells: _Cells,
        points: Sequence[float],
        missing: bool,
        again: bool,
        student: str,
        remarks: list[str],
    ) -> float:
        """The rows of one notebook, as `SaveMarks` would leave them; the sum that they come to."""
        total = 0.0
        for cell, earned in zip(cells.marks, points, strict=True):
            grade = before.grades.get((notebook, cell))
            if grade is None:
                batch.new[_GRADE].append(_grade(batch, notebook, cell, earned, waits=False))
                total += earned
                continue
            waits = grade.manual_score is not None
            if (grade.auto_score, grade.needs_manual_grade) != (earned, waits):
                batch.changed[_GRADE].append(
                    {
                        "b_id": grade.id,
                        "auto_score": earned,
                        "manual_score": grade.manual_score,
                        "needs_manual_grade": waits,
                    }
                )
            total += _counts(grade.manual_score, earned, grade.extra_credit)
        aside = {}
        for cell, grade_id in cells.tasks.items():
            grade = before.grades.get((notebook, cell))
            if grade is None:
                batch.new[_GRADE].append(_grade(batch, notebook, cell, 0.0 if missing else None, waits=True))
                continue
            comment = before.comments.get((notebook, cell))
            manual, auto = grade.manual_score, 0.0 if missing else grade.auto_score
            set_by = (
                set_aside(manual, comment.manual_comment if comment is not None else None) if again else None
            )
            if set_by is not None:
                aside[cell], given = set_by
                manual = None
                remarks.append(no_longer_counts(student, grade_id, given))
            if (grade.auto_score, grade.manual_score, grade.needs_manual_grade) != (auto, manual, True):
                batch.changed[_GRADE].append(
                    {
                        "b_id": grade.id,
                        "auto_score": auto,
                        "manual_score": manual,
                        "needs_manual_grade": True,
                    }
                )
            total += _counts(manual, auto, grade.extra_credit)
        for cell in cells.comments:
            comment = before.comments.get((notebook, cell))
            if comment is None:
                batch.new[_COMMENT].append(
                    {
                        "id": next(batch.ids),
                        "notebook_id": notebook,
                        "cell_id": cell,
                        "manual_comment": aside.get(cell),
                    }
                )
            elif comment.auto_comment is not None or cell in aside:
                manual_comment = aside.get(cell, comment.manual_comment)
                batch.changed[_COMMENT].append(
                    {"b_id": comment.id, "auto_comment": None, "manual_comment": manual_comment}
                )
        return total

    def _seconds_late(self, time: datetime | None, extension: timedelta | None) -> float:
        if time is None or self._duedate is None:
            return 0.0
        due = self._duedate if extension is None else self._duedate + extension
        late: float = (time - due).total_seconds()
        return max(0.0, late)

    def _penalty(self, student: str, total: float, late: float) -> float | None:
        """What the plug-in takes off, within what nbgrader allows it to."""
        if self._late is None or late <= 0:
            return None
        self._late.init_plugin()
        penalty = self._late.plugin_inst.late_submission_penalty(student, total, late)
        if penalty is None:
            return None
        allowed: float = self._late._check_late_penalty(SimpleNamespace(score=total), penalty)
        return allowed


class _Before:
    """What the gradebook holds of these learners already."""

    def __init__(
        self, connection: Connection, assignment: str, notebooks: Sequence[_Cells], students: Sequence[str]
    ) -> None:
        handed = _HANDED.c
        self.handed: dict[str, Any] = {
            row.student_id: row
            for some in _some(students)
            for row in connection.execute(
                select(handed.id, handed.student_id, handed.timestamp, handed.extension).where(
                    handed.assignment_id == assignment, handed.student_id.in_(some)
                )
            )
        }
        self.notebooks: dict[tuple[str, str], Any] = {}
        self.grades: dict[tuple[str, str], Any] = {}
        self.comments: dict[tuple[str, str], Any] = {}
        ids = [row.id for row in self.handed.values()]
        for cells in notebooks:
            book = _NOTEBOOK.c
            found = [
                row
                for some in _some(ids)
                for row in connection.execute(
                    select(book.id, book.assignment_id, book.late_submission_penalty).where(
                        book.notebook_id == cells.id, book.assignment_id.in_(some)
                    )
                )
            ]
            self.notebooks.update({(row.assignment_id, cells.id): row for row in found})
            here = [row.id for row in found]
            graded = [*cells.marks, *cells.tasks]
            self.grades.update(_rows(connection, _GRADE, graded, here))
            self.comments.update(_rows(connection, _COMMENT, cells.comments, here))


def _rows(
    connection: Connection, table: Any, cells: Sequence[str], notebooks: Sequence[str]
) -> dict[Any, Any]:
    """The rows of these cells in these notebooks: nbgrader's index begins with the cell."""
    # Whoever gives a mark meanwhile waits, where a database locks rows; SQLite is locked already.
    return {
        (row.notebook_id, row.cell_id): row
        for some in _some(notebooks)
        for row in connection.execute(
            select(table).where(table.c.cell_id.in_(cells), table.c.notebook_id.in_(some)).with_for_update()
        )
    }


def _new_ids() -> Iterator[str]:
    """Random ids as nbgrader makes them, `uuid4().hex`; fifteen a submission, so chance is fetched in blocks."""
    while True:
        block = os.urandom(_IDS).hex()
        for at in range(0, len(block), 32):
            # The 4 says which kind of uuid it is, the a which layout.
            yield f"{block[at : at + 12]}4{block[at + 13 : at + 16]}a{block[at + 17 : at + 32]}"


def _cells(book: Any, marks: Iterable[str]) -> _Cells:
    graded = {cell.name: cell.id for cell in book.grade_cells}
    tasks = {cell.id: cell.name for cell in book.task_cells}
    comments = [cell.id for cell in (*book.solution_cells, *book.task_cells)]
    return _Cells(book.id, tuple(graded[grade_id] for grade_id in marks), tasks, tuple(comments))


def _grade(batch: _Batch, notebook: str, cell: str, auto: float | None, *, waits: bool) -> dict[str, Any]:
    return {
        "id": next(batch.ids),
        "notebook_id": notebook,
        "cell_id": cell,
        "auto_score": auto,
        "needs_manual_grade": waits,
    }


def _counts(manual: float | None, auto: float | None, extra: float | None) -> float:
    """nbgrader's `Grade.score`."""
    score = manual if manual is not None else auto
    return 0.0 if score is None else float(score + (extra or 0.0))


def _among(connection: Connection, students: Sequence[str]) -> set[str]:
    return {
        row.id
        for some in _some(students)
        for row in connection.execute(select(_STUDENT.c.id).where(_STUDENT.c.id.in_(some)))
    }


def _some(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + _MOST] for at in range(0, len(values), _MOST))


def _update(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = [name for name in rows[0] if name != "b_id"]
        values = {name: bindparam(name) for name in names}
        connection.execute(update(table).where(table.c.id == bindparam("b_id")).values(values), rows)
