"""A cohort's folder holds keys, marks and what people wrote: it is closed to every other account of the machine.

Learners reach the exchange, which is a folder elsewhere; nothing that they need lies here. Where trainers share the
cohort (`c.CourseDirectory.groupshared`), their group keeps its rights.
"""

from __future__ import annotations

from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from mentorlab import private
from mentorlab.cohort.folder import Folder
from mentorlab.responses.place import MARKER

_INSIDE = (MARKER, "source", "submitted", "autograded", "feedback", "earlier", "gradebook.db", "grades.csv")


def close_cohort(cohort: Folder) -> bool:
    """Closes a cohort's folder to others, as far as the system lets us; tells whether it was open until now."""
    return private.close(private_paths(cohort.path), _closed(cohort))


def cohort_is_open(cohort: Folder) -> bool:
    """Tells whether other accounts can look into the cohort's folder."""
    return private.is_open(cohort.path, _closed(cohort))


def private_paths(folder: Path) -> list[Path]:
    """Lists a cohort's folder and what in it is nobody else's, so that it stays closed if the folder is copied."""
    return [folder, *(folder / name for name in _INSIDE)]


def _closed(cohort: Folder) -> int:
    shared = CourseDirectory(config=cohort.configuration(), root=str(cohort.path)).groupshared
    return private.OTHERS if shared else private.GROUP_AND_OTHERS
