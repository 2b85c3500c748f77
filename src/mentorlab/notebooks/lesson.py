"""A lesson as a notebook: what you will be able to do, then prose and practice, then what was cited."""

from __future__ import annotations

from collections.abc import Mapping

from mentorlab.content.load import Exercise, Module, Prose, Reference
from mentorlab.content.minutes import reckon_later_minutes
from mentorlab.notebooks import cells
from mentorlab.notebooks.citations import Citations
from mentorlab.notebooks.notebook import Notebook, notebook
from mentorlab.notebooks.prepare import prepared, rendered

STOP = "What you answer is saved as you go: stop where you like, and go on another evening."


def lesson(module: Module, references: Mapping[str, Reference]) -> Notebook:
    """Make the lesson's notebook; raises `DialectError` for a citation that has no reference."""
    document = module.documents["lesson.md"]
    citations = Citations(references)
    found = [cells.prose(module.id, "opening", opening(module))]
    for piece in module.lesson:
        if isinstance(piece, Exercise):
            found.append(cells.practice(*prepared(piece, document, citations, citations)))
        else:
            text = rendered(piece.text, document, piece.line, citations)
            found.append(cells.prose(module.id, piece.id, text))
    if citations.listing():
        found.append(cells.prose(module.id, "references", f"## References\n\n{citations.listing()}"))
    return notebook("lesson", found, module.id, module.minutes)


def _prose(module: Module) -> list[Prose]:
    return [piece for piece in module.lesson if isinstance(piece, Prose)]


def opening(module: Module) -> str:
    """Write the first cell: title, minutes, and what you will be able to do."""
    aloud = ", and ten more out loud" if any(piece.id == "out-loud" for piece in _prose(module)) else ""
    lines = [f"# {module.title}", "", f"About {module.minutes} minutes{aloud}. {STOP}", ""]
    lines += ["What you will be able to do:", ""]
    lines += [f"- {objective}" for objective in module.objectives.values()]
    if module.take_away:
        lines += ["", f"You leave with: {module.take_away}."]
        if takes := reckon_later_minutes(module.lesson):
            lines[-1] += f" Filling it in takes about {takes} minutes more, on any day you like."
    return "\n".join(lines)
