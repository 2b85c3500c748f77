"""What a cohort holds of each learner: rows that mean something, without nbgrader's random ids, and the marked copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HANDED = """
SELECT handed.student_id, book.name, handed.timestamp, handed.extension, submitted.flagged,
       submitted.late_submission_penalty
FROM submitted_assignment handed
JOIN submitted_notebook submitted ON submitted.assignment_id = handed.id
JOIN notebook book ON book.id = submitted.notebook_id
"""
GRADES = """
SELECT handed.student_id, 'grade', cell.name, row.auto_score, row.manual_score, row.extra_credit,
       row.needs_manual_grade
FROM grade row JOIN submitted_notebook submitted ON submitted.id = row.notebook_id
JOIN submitted_assignment handed ON handed.id = submitted.assignment_id
JOIN base_cell cell ON cell.id = row.cell_id
"""
COMMENTS = """
SELECT handed.student_id, 'comment', cell.name, row.auto_comment, row.manual_comment
FROM comment row JOIN submitted_notebook submitted ON submitted.id = row.notebook_id
JOIN submitted_assignment handed ON handed.id = submitted.assignment_id
JOIN base_cell cell ON cell.id = row.cell_id
"""
# Rows whose owner is missing: a transaction that was torn would leave some.
ORPHANS = """
SELECT 'grade', id FROM grade WHERE notebook_id NOT IN (SELECT id FROM submitted_notebook)
UNION ALL SELECT 'comment', id FROM comment WHERE notebook_id NOT IN (SELECT id FROM submitted_notebook)
UNION ALL SELECT 'notebook', id FROM submitted_notebook
    WHERE assignment_id NOT IN (SELECT id FROM submitted_assignment)
UNION ALL SELECT 'assignment', id FROM submitted_assignment WHERE student_id NOT IN (SELECT id FROM student)
UNION ALL SELECT 'without a notebook', id FROM submitted_assignment
    WHERE id NOT IN (SELECT assignment_id FROM submitted_notebook)
"""
NOTHING: tuple[Any, ...] = ()


@dataclass(frozen=True)
class CohortState:
    """Learner by learner: the rows, sorted, and the files of the marked copy with their permissions."""

    rows: dict[str, tuple[Any, ...]]
    copies: dict[str, tuple[Any, ...]]


def read_state(cohort: Path) -> CohortState:
    """What the cohort holds now; raises `AssertionError` where the database itself is not whole."""
    rows: dict[str, list[Any]] = {}
    with closing(sqlite3.connect(cohort / "gradebook.db")) as book:
        assert book.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert book.execute(ORPHANS).fetchall() == []
        for (student,) in book.execute("SELECT id FROM student"):
            rows[student] = [("known",)]
        for question in (HANDED, GRADES, COMMENTS):
            for student, *row in book.execute(question):
                rows[student].append(tuple(row))
    copies = {folder.parent.name: tuple(_files(folder)) for folder in (cohort / "autograded").glob("[!.]*/*")}
    return CohortState({student: tuple(sorted(found, key=repr)) for student, found in rows.items()}, copies)


def _files(folder: Path) -> Iterator[tuple[str, int, bytes]]:
    for path in sorted(folder.rglob("*")):
        yield path.relative_to(folder).as_posix(), path.stat().st_mode, path.read_bytes()


def between(now: CohortState, before: CohortState, after: CohortState) -> Iterator[str]:
    """What is neither before nor after, learner by learner, in words; nothing where a stop left all whole."""
    learners = {*now.rows, *now.copies, *before.rows, *after.rows}
    for student in sorted(learners):
        row, copy = now.rows.get(student, NOTHING), now.copies.get(student, NOTHING)
        old = before.rows.get(student, NOTHING), before.copies.get(student, NOTHING)
        new = after.rows.get(student, NOTHING), after.copies.get(student, NOTHING)
        if row not in (old[0], new[0]):
            yield f"{student}: the gradebook holds what is neither before nor after"
        elif copy not in (NOTHING, old[1], new[1]):
            yield f"{student}: the copy is neither the earlier nor the new one"
        elif copy and (row, copy) not in (old, new):
            yield f"{student}: the copy and the gradebook are of two versions"


def done(now: CohortState, before: CohortState, after: CohortState) -> tuple[int, int]:
    """How many of the learners whose rows change in a run stand before, and how many after."""
    changed = [student for student in after.rows if after.rows[student] != before.rows.get(student, NOTHING)]
    count = sum(now.rows.get(student, NOTHING) == after.rows[student] for student in changed)
    return len(changed) - count, count
