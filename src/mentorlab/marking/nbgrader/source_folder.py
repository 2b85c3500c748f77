"""Before a release is made: the source folder holds its notebook and nothing that learners would be given."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from mentorlab.marking.copy.check_assignment import check_source


class OneFile(NbGraderPreprocessor):  # type: ignore[misc]
    """The first preprocessor of `nbgrader generate_assignment`: a refusal here undoes what was copied."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Refuse a source folder with a second file."""
        exporter = self.parent
        if exporter is not None and exporter.parent is not None:
            check_source(exporter.parent.coursedir, resources["nbgrader"]["assignment"])
        return nb, resources
