"""A cohort that is there already: found from where one stands, and its gradebook opened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

from mentorlab.cohort.new import CohortError
from mentorlab.responses.place import COHORT, MARKER


@dataclass(frozen=True)
class Folder:
    """A cohort's folder, its course's name and its assignments."""

    path: Path
    course: str
    modules: tuple[str, ...]

    def gradebook(self) -> Gradebook:
        """The gradebook that the cohort's `nbgrader_config.py` names."""
        config = PyFileConfigLoader("nbgrader_config.py", path=str(self.path)).load_config()
        coursedir = CourseDirectory(config=config, root=str(self.path))
        return Gradebook(coursedir.db_url, self.course)

    def items(self, book: Gradebook) -> dict[str, frozenset[str]]:
        """The ids of what is marked in each assignment."""
        return {
            str(assignment.name): frozenset(
                cell.name
                for notebook in assignment.notebooks
                for cell in (*notebook.grade_cells, *notebook.task_cells)
            )
            for assignment in book.assignments
        }


def find_cohort(start: Path) -> Folder:
    """The cohort in which `start` lies; raises `CohortError`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        marker = folder / MARKER / COHORT
        if marker.is_file():
            try:
                said = json.loads(marker.read_text(encoding="utf-8"))
                return Folder(folder, str(said["course"]), tuple(map(str, said.get("modules", ()))))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                raise CohortError(
                    f'{marker} is damaged. Write in it: {{"course": "{folder.name}"}}'
                ) from None
    raise CohortError(
        f"{start} is not in a cohort. First cd into the folder that “mentorlab cohort new” made."
    )
