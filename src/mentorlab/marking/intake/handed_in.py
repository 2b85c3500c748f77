"""What lies in `submitted/`, learner by learner, and whether it is something new."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from nbgrader.coursedir import CourseDirectory


def handed_in(coursedir: CourseDirectory, assignment: str) -> Iterator[tuple[str, str]]:
    """Lists learner and folder of every submission, sorted, with a notebook or without."""
    for student in everybody(coursedir, assignment):
        if fnmatch(student, coursedir.student_id):
            yield student, coursedir.format_path(coursedir.submitted_directory, student, assignment)


def everybody(coursedir: CourseDirectory, assignment: str) -> list[str]:
    """Lists the names of all folders in which this assignment was handed in, sorted, whoever is asked about."""
    submitted = Path(coursedir.root) / coursedir.submitted_directory
    if not submitted.is_dir():
        return []
    return [
        student
        for student in sorted(entry.name for entry in os.scandir(submitted))
        if Path(coursedir.format_path(coursedir.submitted_directory, student, assignment)).is_dir()
    ]


def is_another(before: datetime | None, now: datetime | None) -> bool:
    """Says whether a submission was handed in at another time than the one that the gradebook knows."""
    return before is not None and now is not None and before != now
