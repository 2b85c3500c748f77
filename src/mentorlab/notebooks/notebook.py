"""Notebooks as plain data, written the same way every time: sorted keys, indent 1, no outputs, a newline at the end.

That is the form nbformat writes too, so that a notebook which nbgrader rewrites differs only where it was
changed. A cell's id comes from the module's and the item's id, never from content or position.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

Cell = dict[str, Any]
Notebook = dict[str, Any]
Kind = Literal["home", "lesson", "assignment"]

_LONGEST_ID = 64  # nbformat's limit
# Every reader of a notebook names its kernel; ours is whatever Python the reader has.
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(kind: Kind, cells: Sequence[Cell], module: str = "", minutes: int | None = None) -> Notebook:
    """Make a notebook of ours; its metadata says which, so that the labextension knows it, and how long it takes."""
    ours: dict[str, Any] = {"kind": kind, "module": module} if module else {"kind": kind}
    if minutes:
        ours["minutes"] = minutes
    return {
        "cells": list(cells),
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}, "mentorlab": ours},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def text(document: Notebook) -> str:
    """Write the notebook as it stands in its file."""
    cells = [{**cell, "source": cell["source"].splitlines(keepends=True)} for cell in document["cells"]]
    return json.dumps({**document, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def markdown(id: str, source: str, metadata: Mapping[str, Any] | None = None) -> Cell:
    """Make a Markdown cell that nobody edits in place."""
    locked = {"deletable": False, "editable": False}
    return {
        "cell_type": "markdown",
        "id": id,
        "metadata": {**locked, **(metadata or {})},
        "source": source,
    }


def code(id: str, source: str, metadata: Mapping[str, Any] | None = None) -> Cell:
    """Make a code cell whose source stays out of sight."""
    hidden = {"deletable": False, "editable": False, "jupyter": {"source_hidden": True}}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": id,
        "metadata": {**hidden, **(metadata or {})},
        "outputs": [],
        "source": source,
    }


def cell_id(*words: str) -> str:
    """Join the words; where nbformat's 64 characters are too few, cut, with a hash that keeps it unique."""
    whole = "-".join(word for word in words if word)
    if len(whole) <= _LONGEST_ID:
        return whole
    tail = hashlib.sha256(whole.encode()).hexdigest()[:8]
    return f"{whole[: _LONGEST_ID - 9]}-{tail}"


def fingerprint(notebook_text: str) -> str:
    """Hash what a person could have changed in a notebook.

    Running a notebook or opening it in JupyterLab is not an edit: outputs, counts, trust and the like do not
    enter; ids, sources and nbgrader's settings do. Text that is no notebook is hashed as it stands.
    """
    try:
        cells = json.loads(notebook_text)["cells"]
        essence = [
            [
                cell.get("id", ""),
                cell["cell_type"],
                "".join(cell["source"]),
                cell["metadata"].get("nbgrader", {}),
            ]
            for cell in cells
        ]
        notebook_text = json.dumps(essence, sort_keys=True)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return hashlib.sha256(notebook_text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
