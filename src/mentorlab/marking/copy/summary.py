"""Where somebody stands in an assignment: the points that rules gave, and beside them each reflection's band.

nbgrader knows one sum. What a person read and what a machine counted are two things, and are said as two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbgrader.api import SubmittedNotebook, TaskCell

from mentorlab.item import keys
from mentorlab.item.cells import parse_cell
from mentorlab.item.kinds import traits
from mentorlab.item.kinds.extended_text import band_of
from mentorlab.item.model import Item
from mentorlab.wording import number

WAITING = "waiting for your trainer"
_FORM = "-form"


@dataclass(frozen=True)
class Reflection:
    """One reflection: its title, the band that a person gave (`Ready (3 of 4)`), whether it waits for one."""

    id: str
    title: str
    words: str
    waiting: bool


@dataclass(frozen=True)
class Summary:
    """The points by rule with their maximum, and the reflections in the order of their ids."""

    by_rule: float
    by_rule_of: float
    reflections: tuple[Reflection, ...]

    @property
    def waiting(self) -> bool:
        """Says whether a person is still asked for anything."""
        return any(reflection.waiting for reflection in self.reflections)


def reflections_of(cells: Mapping[str, str]) -> dict[str, Item]:
    """Finds the items whose mark a person gives, in the sources of an assignment's cells by grade id."""
    found = {}
    for grade_id, source in cells.items():
        shape = parse_cell(source) if grade_id.endswith(_FORM) else None
        if shape is not None and shape[0] == "exercise":
            item = keys.parse_item(shape[1][0])
            if traits(item).marked_by == "person":
                found[item.id] = item
    return found


def summarise(submitted: SubmittedNotebook, items: Mapping[str, Item]) -> Summary:
    """Sums up an assignment from the gradebook: points by rule, and each reflection's band.

    Parameters
    ----------
    items : the reflections' items by id, as `reflections_of` finds them
    """
    points = of = 0.0
    reflections = []
    for grade in sorted(submitted.grades, key=lambda grade: str(grade.name)):
        if isinstance(grade.cell, TaskCell):
            item = items.get(grade.name)
            words = WAITING if grade.needs_manual_grade else band(item, grade.score or 0.0, grade.max_score)
            title = item.title if item is not None else str(grade.name)
            reflections.append(Reflection(grade.name, title, words, bool(grade.needs_manual_grade)))
        else:
            points, of = points + (grade.score or 0.0), of + grade.max_score
    return Summary(round(points, 4), round(of, 4), tuple(reflections))


def band(item: Any, points: float, of: float) -> str:
    """`Ready (3 of 4)`; without a band where the points reach none."""
    figures = f"{number(points)} of {number(of)}"
    name = band_of(item, points) if item is not None else ""
    return f"{name} ({figures})" if name else figures
