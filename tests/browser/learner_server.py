"""A learner's server: a workspace, the JupyterLab that `make study` opens on it, and what lies in its files."""

from __future__ import annotations

import json
import shutil
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorlab.item.cells import parse_cell
from mentorlab.item.keys import parse_item
from mentorlab.item.model import Item
from mentorlab.learner.jupyter import settings_folder
from mentorlab.learner.server import Running
from mentorlab.notebooks.notebook import Cell, notebook, text

HOME = "home.ipynb"
LESSON = "course/08-feedback.ipynb"
ASSIGNMENT = "exercises/08-feedback/08-feedback.ipynb"


@dataclass(frozen=True)
class OurCell:
    """A code cell of ours: its place among all cells of the notebook, its call, and its item, if it has one."""

    place: int
    call: str
    item: Item | None


@dataclass
class LearnerServer:
    """What a test may look at and change. Notebooks are named relative to the workspace."""

    running: Running

    @property
    def workspace(self) -> Path:
        """The learner's folder."""
        return self.running.workspace

    def clear(self) -> None:
        """Nothing is answered, nothing is set and no kernel runs: what the next test finds."""
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")
        for file in self.workspace.rglob("*.responses.json"):
            file.unlink()
        shutil.rmtree(settings_folder(self.workspace) / "lab", ignore_errors=True)

    def kernels(self, path: str) -> list[str]:
        """The ids of the kernels that run for a notebook."""
        return [one["kernel"]["id"] for one in self.ask("api/sessions") if one["path"] == path]

    def ask(self, path: str, method: str = "GET") -> Any:
        """What the server answers to a request that is not the page's."""
        request = urllib.request.Request(
            self.running.base + path, method=method, headers={"Authorization": f"token {self.running.token}"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def write(self, path: str, cells: Sequence[Cell], *, ours: bool = True) -> str:
        """Lay a notebook into the workspace, or a fresh one in its place."""
        document = notebook("lesson", cells, "08-feedback")
        if not ours:
            del document["metadata"]["mentorlab"]
        file = self.workspace / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text(document), encoding="utf-8")
        return path

    def notebook(self, path: str) -> dict[str, Any]:
        """A notebook's file as data; JupyterLab saves in place, so a moment's half of a file is read again."""
        for wait in (0.1, 0.3, 1.0, 3.0):
            try:
                found: dict[str, Any] = json.loads((self.workspace / path).read_text("utf-8"))
            except ValueError:
                time.sleep(wait)
            else:
                return found
        return json.loads((self.workspace / path).read_text("utf-8"))  # type: ignore[no-any-return]

    def cells(self, path: str) -> list[OurCell]:
        """The cells of ours in a notebook, in their order."""
        found = []
        for place, cell in enumerate(self.notebook(path)["cells"]):
            shape = parse_cell("".join(cell["source"])) if cell["cell_type"] == "code" else None
            if shape is not None:
                item = parse_item(shape[1][0]) if shape[1] else None
                found.append(OurCell(place, shape[0], item))
        return found

    def forms(self, path: str) -> dict[str, OurCell]:
        """The cells of a notebook that ask something, by the item's id."""
        cells = self.cells(path)
        return {cell.item.id: cell for cell in cells if cell.item is not None and cell.call != "mark"}

    def responses(self, path: str) -> dict[str, Any]:
        """What the file beside a notebook holds, by item id; empty where there is no file yet."""
        files = list((self.workspace / path).parent.glob("*.responses.json"))
        items: dict[str, Any] = {}
        for file in files:
            items |= json.loads(file.read_text("utf-8"))["items"]
        return items
