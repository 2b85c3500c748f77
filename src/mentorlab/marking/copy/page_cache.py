"""Pages put together from pieces that other learners' pages have left.

Nothing is scored or worded here. A page that holds something new is made as a whole, by `Work.show`, and its
pieces are kept by the parts that decide them (`mentorlab.item.answer_parts`). All are ids of the item and numbers, so
that what is kept is bounded by the item and holds no word of a learner's.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from mentorlab.item.answer_parts import AnswerParts, TakeApart
from mentorlab.item.kinds import taking_apart
from mentorlab.marking.copy.answer_page import Call, Shown, Work, in_json


@dataclass(frozen=True, slots=True)
class Ready:
    """What `Shown` is, as it goes into a notebook's file: the page is JSON already."""

    in_json: list[bytes]
    points: float | None
    problem: str = ""


class Pieces:
    """One cell of a sheet, for everybody."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self._around: dict[Hashable, tuple[bytes, bytes, float | None]] = {}
        self._parts: dict[Hashable, bytes] = {}

    def show(self, work: Work, apart: AnswerParts | None) -> Shown | Ready:
        """The page of an answer; one that was not taken apart is made as a whole."""
        if apart is None:
            return work.show(self.call)
        whole, wanted = (None, apart.rows) if self.call.key is None else (apart.whole, apart.parts)
        try:
            before, after, points = self._around[whole]
            return Ready([before, *[self._parts[part] for part in wanted], after], points)
        except KeyError:
            shown = work.show(self.call)
        page = shown.page
        if len(page.parts) == len(wanted) and not shown.problem:
            before, after = b"".join(in_json(page.before)), b"".join(in_json(page.after))
            self._around[whole] = (before, after, shown.points)
            self._parts.update(zip(wanted, in_json(page.parts), strict=True))
        return shown


@dataclass(frozen=True)
class Way:
    """How the cells of one item are shown: by their places in the sheet; and what takes its answers apart, if anything."""

    id: str
    take_apart: TakeApart | None
    cells: tuple[tuple[int, Pieces], ...]

    def show(self, work: Work, shown: list[Shown | Ready]) -> None:
        """Put the pages of these cells into their places."""
        entry = work.entries.get(self.id)
        apart = None if entry is None or self.take_apart is None else self.take_apart(entry.response)
        for place, pieces in self.cells:
            shown[place] = pieces.show(work, apart)


def ways(calls: Sequence[Call]) -> tuple[Way, ...]:
    """The calls of a sheet, item by item."""
    found: dict[str, list[tuple[int, Pieces]]] = {}
    apart: dict[str, TakeApart | None] = {}
    for place, call in enumerate(calls):
        found.setdefault(call.item.id, []).append((place, Pieces(call)))
        if call.key is not None:  # which a form has not
            apart[call.item.id] = taking_apart(call.item, call.key)
    return tuple(Way(id, apart.get(id), tuple(cells)) for id, cells in found.items())
