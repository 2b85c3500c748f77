"""The cells of our notebooks: prose, practice, and an assignment's question, form and mark.

A learner edits none of them. What nbgrader needs to know stands in a cell's `nbgrader` metadata; what our
code needs to know stands in the one call of the cell, as JSON (`item/cells.py` has the shapes).
"""

from __future__ import annotations

from typing import Any

from mentorlab.item.cells import render_cell
from mentorlab.item.keys import dump
from mentorlab.item.model import Item, Key
from mentorlab.notebooks.notebook import Cell, cell_id, code, markdown

# nbgrader cuts at these words wherever they stand, even inside a string.
DELIMITERS = (
    "BEGIN HIDDEN TESTS",
    "END HIDDEN TESTS",
    "BEGIN MARK SCHEME",
    "END MARK SCHEME",
    "BEGIN SOLUTION",
    "END SOLUTION",
    "AUTOTEST",
)
BEGIN_SCHEME, END_SCHEME = "<!-- BEGIN MARK SCHEME -->", "<!-- END MARK SCHEME -->"


def prose(module: str, id: str, source: str, *, assignment: bool = False) -> Cell:
    """Make one Markdown cell; in an assignment nbgrader locks it too, and restores it at marking."""
    metadata = _nbgrader(f"{id}-prose") if assignment else {}
    return markdown(cell_id(module, id), source, metadata)


def practice(item: Item, key: Key) -> Cell:
    """Make the cell of a lesson's exercise or talk, with its key: it is checked on the spot and never marked."""
    return code(cell_id(item.module, item.id), render_cell("practice", (dump(item), dump(key))))


def question(item: Item) -> Cell:
    """Make the cell with the heading and the stem of an assignment's exercise."""
    source = f"## {item.title}\n\n{item.stem}".rstrip()
    return markdown(cell_id(item.module, item.id, "text"), source, _nbgrader(f"{item.id}-text"))


def form(item: Item) -> Cell:
    """Make the cell where the learner answers; it knows the public part alone."""
    id = cell_id(item.module, item.id, "form")
    return code(id, render_cell("exercise", (dump(item),)), _nbgrader(f"{item.id}-form"))


def mark(item: Item, key: Key) -> Cell:
    """Make the autograded cell: item and, between the hidden-test lines, key."""
    source = render_cell("mark", (dump(item), dump(key)))
    graded = _nbgrader(item.id, points=item.points, grade=True)
    return code(cell_id(item.module, item.id, "mark"), source, graded)


def task(item: Item, rubric: str, scheme: str) -> Cell:
    """Make a reflection's mark: nbgrader asks a person for the points.

    Parameters
    ----------
    rubric : Markdown that learners see
    scheme : Markdown that only whoever marks sees; nbgrader takes it out of the release
    """
    source = f"{rubric}\n\n{BEGIN_SCHEME}\n\n{scheme}\n\n{END_SCHEME}"
    graded = _nbgrader(item.id, points=item.points, task=True)
    return markdown(cell_id(item.module, item.id, "mark"), source, graded)


def forbidden(source: str) -> str:
    """Find the first of nbgrader's delimiters that a text holds; "" where it holds none."""
    return next((word for word in DELIMITERS if word in source), "")


def _nbgrader(
    grade_id: str, *, points: float | None = None, grade: bool = False, task: bool = False
) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": task,
    }
    if points is not None:
        settings["points"] = int(points) if points == int(points) else points
    return {"nbgrader": settings}
