"""Before a release is made: the source folder holds its notebook and nothing that learners would be given."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from mentorlab.marking.copy.check_assignment import check_source


class OneFile(NbGraderPreprocessor):  # type: ignore[misc]
    """Refuses a source folder with a second file, before `nbgrader generate_assignment` copies it to learners."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Checks the source folder; a refusal undoes what was copied."""
        exporter = self.parent
        if exporter is not None and exporter.parent is not None:
            check_source(exporter.parent.coursedir, resources["nbgrader"]["assignment"])
        return nb, resources
