"""What a hostile submission is: a name, what it tries, how it is made, and how one sees that it succeeded."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry

from tests.helpers.course_samples import MODULE
from tests.helpers.nbgrader_runs import gradebook

NOTEBOOK, RESPONSES = f"{MODULE}.ipynb", f"{MODULE}.responses.json"


@dataclass
class Scene:
    """A cohort after it was marked: what was said, and what one of its learners has now."""

    cohort: Path
    said: list[str] = field(default_factory=list)
    code: int = 0  # what the command ended with; negative for a signal

    def about(self, student: str) -> str:
        """The sentences that begin with a learner's name."""
        return "\n".join(line for line in self.said if line.startswith(f"{student},"))

    def points(self, student: str) -> float | None:
        """What the gradebook says that rules gave; None where this learner was not marked."""
        with gradebook(self.cohort) as book:
            try:
                grades = book.find_submission(MODULE, student).notebooks[0].grades
            except MissingEntry:
                return None
            graded = [grade for grade in grades if grade.cell.type == "GradeCell"]
            # Before it is marked, nbgrader holds a submission with empty marks.
            if not graded or all(grade.auto_score is None for grade in graded):
                return None
            return sum(grade.score for grade in graded)

    def left(self, pattern: str) -> list[Path]:
        """What lies under this name anywhere but in `submitted/`, where it may have come with a submission."""
        places = [self.cohort, self.cohort.parent, self.cohort / "source"]
        found = [path for place in places for path in place.glob(pattern)]
        return found + [
            path for top in ("autograded", "feedback") for path in (self.cohort / top).rglob(pattern)
        ]

    def marked(self, student: str) -> Path:
        """A learner's folder in `autograded/`."""
        return self.cohort / "autograded" / student / MODULE

    def copy(self, student: str) -> str:
        """The notebook that marking left for people to read; "" where there is none."""
        file = self.marked(student) / NOTEBOOK
        return file.read_text(encoding="utf-8") if file.is_file() else ""


Made = Callable[[Path], object]
Happened = Callable[[Scene, str], bool]
Careless = Callable[[bytes], bool]


@dataclass(frozen=True)
class Case:
    """One hostile submission.

    Attributes
    ----------
    name : also the learner's id
    tries : what it is after, in words
    make : turns an honest, unanswered submission in a folder into this one
    happened : whether it got what it was after; the same question is asked after every way of marking
    shipped : whether nbgrader's shipped configuration lets it; None where it has no part in it, because what
        reads the file is our own reader in either way: `careless` is then what it is compared with
    alone : it stops or holds up the whole run in the shipped way, so it has a run of its own there
    points : what our ways give it; None where they refuse it
    says : what our ways say of it, beside the learner's name
    smaller : the same for the shipped way, where the whole of it would cost too much time or room
    careless : whether Python's own reader of JSON takes these bytes, or falls over them
    """

    name: str
    tries: str
    make: Made
    happened: Happened
    shipped: bool | None = True
    alone: bool = False
    points: float | None = 0.0
    says: str = ""
    smaller: Made | None = None
    careless: Careless | None = None


def document(change: Callable[[dict[str, Any]], object]) -> Made:
    """Changes the learner's notebook as data."""

    def make(folder: Path) -> None:
        file = folder / NOTEBOOK
        found = json.loads(file.read_text(encoding="utf-8"))
        change(found)
        file.write_text(json.dumps(found), encoding="utf-8")

    return make


def code(source: str, **metadata: Any) -> Made:
    """Puts a code cell of the learner's own before all others."""
    cell = {
        "cell_type": "code",
        "id": "added",
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    return document(lambda found: found["cells"].insert(0, cell))


def graded(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells that carry a mark."""
    return [cell for cell in found["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]


def all_of(*makes: Made) -> Made:
    """One after the other."""

    def make(folder: Path) -> None:
        for one in makes:
            one(folder)

    return make
