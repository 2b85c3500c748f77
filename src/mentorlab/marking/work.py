"""One learner's responses to one assignment, marked and rendered: the same calls that a kernel would make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mentorlab.item import keys
from mentorlab.item.cells import parse_cell
from mentorlab.item.model import Item, Key, Score, to_points
from mentorlab.responses.file import Entry, read_for_marking
from mentorlab.responses.place import ENDING
from mentorlab.views.render import read_response, render_form, render_mark
from mentorlab.views.style import TAG


class NotOurs(ValueError):
    """A code cell that the builder did not make."""


@dataclass(frozen=True)
class Shown:
    """What a cell shows: its page; for a mark cell the points; and a sentence where a response was unreadable."""

    html: str
    points: float | None = None
    problem: str = ""


@dataclass
class Work:
    """The entries of a responses file, by item id, on their way onto one page."""

    entries: Mapping[str, Entry]
    _dressed: bool = False  # the look is a page's, and stands in its first cell alone

    @classmethod
    def read(cls, folder: Path, module: str) -> Work:
        """What was handed in for a module; `ResponsesError` for a file that may not be read."""
        return cls(read_for_marking(folder / f"{module}{ENDING}"))

    def show(self, source: str, *, explain: bool = True, model: bool = False) -> Shown:
        """The page of a form or mark cell, and its points.

        Parameters
        ----------
        explain, model : whether a mark's page says why, and shows an answer that earns everything

        Raises
        ------
        NotOurs : the cell has none of our fixed shapes, and is therefore not looked into
        """
        found = parse_cell(source)
        if found is None or found[0] not in ("exercise", "mark"):
            raise NotOurs(
                "this is not a cell that the builder made. Make the assignment again with “mentorlab build”."
            )
        call, arguments = found
        item = keys.parse_item(arguments[0])
        entry = self.entries.get(item.id)
        problem = read_response(item, entry)[1]
        if call == "exercise":
            return Shown(self._once(render_form(item, entry, final=True)), problem=problem)
        if len(arguments) < 2:
            raise NotOurs("it holds no key: the gradebook was made from a release and not from its source.")
        key = keys.parse_key(item, arguments[1])
        score = scored(item, key, entry)
        points = to_points(score.value, item.points)
        page = render_mark(item, score, entry, key, points, explain=explain, model=model)
        return Shown(self._once(page), points, problem)

    def _once(self, page: str) -> str:
        if self._dressed:
            return page.replace(TAG, "")
        self._dressed = True
        return page


def scored(item: Item, key: Key, entry: Entry | None) -> Score:
    """The score of what was answered; a response that cannot be read counts as none."""
    return keys.score(item, key, read_response(item, entry)[0])
