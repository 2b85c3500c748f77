"""A cohort that is there already: found from where one stands, and its gradebook opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.paths import jupyter_config_path
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader

from mentorlab.cohort.new import CohortError
from mentorlab.marking.intake.gradebook_file import GradebookError, opened
from mentorlab.responses.place import COHORT, MARKER


@dataclass(frozen=True)
class Folder:
    """A cohort's folder, its course's name and its assignments."""

    path: Path
    course: str
    modules: tuple[str, ...]

    def configuration(self) -> Config:
        """Reads Jupyter's `nbgrader_config` files, the cohort's own last, as nbgrader puts them together."""
        config = Config()
        for folder in [*reversed(jupyter_config_path()), str(self.path)]:
            for loader in (JSONFileConfigLoader, PyFileConfigLoader):
                ending = "json" if loader is JSONFileConfigLoader else "py"
                with suppress(ConfigFileNotFound):
                    config.merge(loader(f"nbgrader_config.{ending}", path=folder).load_config())
        return config

    def address(self) -> str:
        """Says where the gradebook lies that the cohort's `nbgrader_config.py` names."""
        return str(CourseDirectory(config=self.configuration(), root=str(self.path)).db_url)

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Opens the gradebook; raises `CohortError` where it cannot be used, and never makes a new one."""
        try:
            with opened(self.address(), self.course, self.path) as book:
                yield book
        except GradebookError as error:
            raise CohortError(str(error)) from None

    def items(self, book: Gradebook) -> dict[str, frozenset[str]]:
        """Lists the ids of what is marked in each assignment."""
        return {
            str(assignment.name): frozenset(
                cell.name
                for notebook in assignment.notebooks
                for cell in (*notebook.grade_cells, *notebook.task_cells)
            )
            for assignment in book.assignments
        }


def find_cohort(start: Path) -> Folder:
    """Finds the cohort in which `start` lies; raises `CohortError`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        marker = folder / MARKER / COHORT
        if marker.is_file():
            try:
                written = json.loads(marker.read_text(encoding="utf-8"))
                return Folder(folder, str(written["course"]), tuple(map(str, written.get("modules", ()))))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                raise CohortError(
                    f'{marker} is damaged. Write in it: {{"course": "{folder.name}"}}'
                ) from None
    raise CohortError(
        f"{start} is not in a cohort. First cd into the folder that “mentorlab cohort new” made."
    )
