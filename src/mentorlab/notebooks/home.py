"""The first page: where a learner sees what there is and goes on where they stopped."""

from __future__ import annotations

from mentorlab.item.cells import render_cell
from mentorlab.notebooks.notebook import Notebook, code, notebook


def home() -> Notebook:
    """Make `course/home.ipynb`: one cell that shows the modules that are there."""
    return notebook("home", [code("home", render_cell("home", ()))])
