"""An assignment as nbgrader's source notebook: for every exercise a question, a form and a mark."""

from __future__ import annotations

from collections.abc import Mapping

from mentorlab.content.load import Exercise, Module, Reference
from mentorlab.item.kinds import kind, traits
from mentorlab.item.model import Item, Key
from mentorlab.notebooks import cells
from mentorlab.notebooks.citations import Citations
from mentorlab.notebooks.notebook import Cell, Notebook, notebook
from mentorlab.notebooks.prepare import prepared, rendered
from mentorlab.notebooks.reflection import rubric, scheme
from mentorlab.wording import count

SECOND = 2  # the edition whose assessed talks tell nothing of worth by their cells
# A cell of its own, because a page that was handed in and marked leaves it out.
HANDING_IN = "opening-how"
SAVED = "What you answer is saved as you go, and you can change it until you hand it in."


def assignment(module: Module, references: Mapping[str, Reference]) -> Notebook:
    """Make nbgrader's source, keys and all; raises `DialectError` for a citation that has no reference."""
    document = module.documents["exercises.md"]
    shown, closed = Citations(references), Citations(references)
    found = [
        cells.prose(module.id, "opening", opening(module), assignment=True),
        cells.prose(module.id, HANDING_IN, SAVED, assignment=True),
    ]
    for piece in module.assignment:
        if isinstance(piece, Exercise):
            item, key = prepared(piece, document, shown, closed)
            if module.edition >= SECOND and (as_released := getattr(kind(item.kind), "as_released", None)):
                item, key = as_released(item, key)
            found += exercise(item, key)
        else:
            text = rendered(piece.text, document, piece.line, shown)
            found.append(cells.prose(module.id, piece.id, text, assignment=True))
    if shown.listing():  # of the public part alone: what a key cites would say what it is about
        listing = f"## References\n\n{shown.listing()}"
        found.append(cells.prose(module.id, "references", listing, assignment=True))
    return notebook("assignment", found, module.id, document.meta.get("minutes"))


def exercise(item: Item, key: Key) -> list[Cell]:
    """Make the cells of one exercise; a reflection's mark is a task, so that a trainer is always asked."""
    if traits(item).marked_by == "person":
        return [cells.question(item), cells.form(item), cells.task(item, rubric(item), scheme(item, key))]
    return [cells.question(item), cells.form(item), cells.mark(item, key)]


def opening(module: Module) -> str:
    """Write the first cell: what it is, how much of it there is, and who marks it."""
    meta = module.documents["exercises.md"].meta
    exercises = [piece.item for piece in module.assignment if isinstance(piece, Exercise)]
    points = sum(item.points for item in exercises)
    size = f"{count(len(exercises), 'exercise')}, {count(points, 'point')}"
    minutes = (
        f", about {meta['minutes']} minutes in all, in as many sittings as you like"
        if meta.get("minutes")
        else ""
    )
    lines = [f"# {meta.get('title') or module.title}: exercises", "", f"{size}{minutes}."]
    if any(traits(item).marked_by == "person" for item in exercises):
        lines[-1] += " A person reads your reflection; the rest is marked by rule."
    return "\n".join(lines)
