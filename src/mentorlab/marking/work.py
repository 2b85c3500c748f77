"""One learner's responses to one assignment, marked and rendered: the same calls that a kernel would make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from mentorlab.item import keys
from mentorlab.item.cells import parse_cell
from mentorlab.item.model import Item, Key, Score, to_points
from mentorlab.item.untrusted import ResponseError
from mentorlab.responses.file import Entry, read_for_marking
from mentorlab.responses.place import ENDING
from mentorlab.views.render import Answer, form_page, mark_page
from mentorlab.views.style import TAG


class NotOurs(ValueError):
    """A code cell that the builder did not make."""


@dataclass(frozen=True)
class Call:
    """A form or mark cell, read: its item, and of a mark the key."""

    item: Item
    key: Key | None = None


@dataclass(frozen=True)
class Shown:
    """What a cell shows: its page; for a mark cell the points; and a sentence where a response was unreadable."""

    html: str
    points: float | None = None
    problem: str = ""


@lru_cache(maxsize=512)  # the cells of a dozen assignments: every learner's are the same
def read_call(source: str) -> Call:
    """The call in a form or mark cell.

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
    try:
        item = keys.parse_item(arguments[0])
        if call == "exercise":
            return Call(item)
        if len(arguments) < 2:
            raise NotOurs("it holds no key: the gradebook was made from a release and not from its source.")
        return Call(item, keys.parse_key(item, arguments[1]))
    except ResponseError as error:
        raise NotOurs(str(error)) from None


@dataclass
class Work:
    """The entries of a responses file, by item id, on their way onto one page."""

    entries: Mapping[str, Entry]
    _dressed: bool = False  # the look is a page's, and stands in its first cell alone
    _answers: dict[str, Answer] = field(default_factory=dict)  # form and mark of an item show the same one

    @classmethod
    def read(cls, folder: Path, module: str) -> Work:
        """What was handed in for a module; `ResponsesError` for a file that may not be read."""
        return cls(read_for_marking(folder / f"{module}{ENDING}"))

    def show(self, cell: str | Call, *, explain: bool = True, model: bool = False) -> Shown:
        """The page of a form or mark cell, and its points.

        Parameters
        ----------
        cell : its source (`NotOurs` as in `read_call`), or what was read from it
        explain, model : whether a mark's page says why, and shows an answer that earns everything
        """
        call = read_call(cell) if isinstance(cell, str) else cell
        item, key = call.item, call.key
        answer = self._answers.get(item.id)
        if answer is None or answer.item != item:
            answer = self._answers[item.id] = Answer.read(item, self.entries.get(item.id))
        if key is None:
            return Shown(self._once(form_page(answer, final=True)), problem=answer.problem)
        score = scored(answer, key)
        points = to_points(score.value, item.points)
        page = mark_page(answer, score, key, points, explain=explain, model=model)
        return Shown(self._once(page), points, answer.problem)

    def _once(self, page: str) -> str:
        if self._dressed:
            return page.replace(TAG, "")
        self._dressed = True
        return page


def scored(answer: Answer, key: Key) -> Score:
    """The score of what was answered; a response that cannot be read counts as none."""
    return keys.score(answer.item, key, answer.response)
