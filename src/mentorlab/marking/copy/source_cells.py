"""The assignment as the gradebook remembers it: what marking trusts, and all that it trusts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook

from mentorlab.notebooks.notebook import cell_id


@dataclass(frozen=True)
class SourceCell:
    """One cell of the source notebook, as `nbgrader generate_assignment` saved it in the gradebook."""

    grade_id: str
    cell_type: str
    source: str
    checksum: str
    points: float | None = None  # None for a cell that earns nothing
    task: bool = False

    @property
    def marked(self) -> bool:
        """Says whether a rule marks it."""
        return self.points is not None and not self.task

    def node(self) -> NotebookNode:
        """Makes the cell as nbgrader's own restoring would leave it."""
        nbgrader: dict[str, Any] = {
            "cell_type": self.cell_type,
            "checksum": self.checksum,
            "grade": self.marked,
            "grade_id": self.grade_id,
            "locked": True,
            "schema_version": 3,
            "solution": False,
            "task": self.task,
        }
        if self.points is not None:
            nbgrader["points"] = self.points
        node = NotebookNode(
            id=cell_id(self.grade_id),
            cell_type=self.cell_type,
            source=self.source,
            metadata=NotebookNode(deletable=False, editable=False, nbgrader=NotebookNode(nbgrader)),
        )
        if self.cell_type == "code":
            node.execution_count, node.outputs = None, []
        return node


def read_source_cells(
    gradebook: Gradebook, notebook: str, assignment: str, order: Sequence[str] = ()
) -> list[SourceCell]:
    """Reads the cells of a notebook from the gradebook, in the order given; those it does not name come last.

    nbgrader's database knows no order of its own.
    """
    found = gradebook.find_notebook(notebook, assignment)
    points = {cell.name: cell.max_score for cell in (*found.grade_cells, *found.task_cells)}
    tasks = {cell.name for cell in found.task_cells}
    place = {grade_id: at for at, grade_id in enumerate(order)}
    cells = [
        SourceCell(
            grade_id=cell.name,
            cell_type=cell.cell_type,
            source=cell.source or "",
            checksum=cell.checksum or "",
            points=points.get(cell.name),
            task=cell.name in tasks,
        )
        for cell in found.source_cells
    ]
    return sorted(cells, key=lambda cell: place.get(cell.grade_id, len(place)))


def order_in(source: Path) -> tuple[str, ...]:
    """Reads the order of the cells from the trainer's own source notebook; empty where it is not at hand."""
    try:
        cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
        return tuple(cell["metadata"]["nbgrader"]["grade_id"] for cell in cells)
    except (OSError, ValueError, KeyError, TypeError):
        return ()
