"""Whether a cohort's folders and its gradebook say the same: what was handed in, what was marked, what is known."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from nbgrader.api import Gradebook, Student
from nbgrader.coursedir import CourseDirectory

from mentorlab.cohort.folder import Folder
from mentorlab.marking.intake.handed_in import everybody
from mentorlab.marking.intake.marked import has_marks, marked_in
from mentorlab.marking.intake.roster_ids import known_ids
from mentorlab.names import Alike, refused


class Disagreement(Enum):
    """In what folders and gradebook differ."""

    COPY_WITHOUT_MARKS = (
        "copy without marks"  # a marked copy whose marks are not in the gradebook: it was put back
    )
    MARKS_WITHOUT_COPY = "marks without a copy"
    MARKS_WITHOUT_WORK = "marks without work"
    NOT_IN_THE_GRADEBOOK = "not in the gradebook"  # an assignment of the cohort's
    NOT_AN_ID = "not an id"
    LOOK_ALIKE = "look alike"


@dataclass(frozen=True)
class Found:
    """One thing that disagrees; `detail` is why a name is no id, or the names that look like it."""

    what: Disagreement
    assignment: str
    student: str
    detail: str = ""


def check_cohort(cohort: Folder, assignments: Sequence[str] = ()) -> list[Found]:
    """What disagrees, in the order of assignments and learners; raises `CohortError` where the gradebook is no use."""
    coursedir = CourseDirectory(config=cohort.configuration(), root=str(cohort.path))
    with cohort.gradebook() as book:
        known = {str(id) for (id,) in book.db.query(Student.id)} | (known_ids(cohort.path) or frozenset())
        there = [str(assignment.name) for assignment in book.assignments]
        found = list(_alike(known))
        for assignment in assignments or dict.fromkeys((*cohort.modules, *there)):
            if assignment not in there:
                found.append(Found(Disagreement.NOT_IN_THE_GRADEBOOK, assignment, ""))
            else:
                found += compare(coursedir, book, assignment, known)
    return found


def compare(coursedir: CourseDirectory, book: Gradebook, assignment: str, known: set[str]) -> list[Found]:
    """What disagrees about one assignment."""
    handed = everybody(coursedir, assignment)
    marked = marked_in(book, assignment)
    faults = refused(handed, known)
    found = [Found(Disagreement.NOT_AN_ID, assignment, name, why) for name, why in faults.items()]
    copies = set()
    top = Path(coursedir.root) / coursedir.autograded_directory
    for student in sorted(entry.name for entry in os.scandir(top)) if top.is_dir() else ():
        copy = coursedir.format_path(coursedir.autograded_directory, student, assignment)
        if Path(copy).is_dir():
            copies.add(student)
            if not has_marks(marked, student, copy):
                found.append(Found(Disagreement.COPY_WITHOUT_MARKS, assignment, student))
    for student in sorted(marked.keys() - copies):
        work = student in handed
        what = Disagreement.MARKS_WITHOUT_COPY if work else Disagreement.MARKS_WITHOUT_WORK
        found.append(Found(what, assignment, student))
    return found


def _alike(known: set[str]) -> list[Found]:
    alike = Alike(known)
    return [
        Found(Disagreement.LOOK_ALIKE, "", id, ", ".join(others))
        for id in sorted(known)
        if (others := alike.to(id))
    ]
