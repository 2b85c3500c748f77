"""Pages put together from pieces that other learners' pages have left.

Nothing is scored or worded here. A page that holds something new is made as a whole, by `AnswerPage.show`, and its
pieces are kept by the parts that decide them (`mentorlab.item.answer_parts`). All are ids of the item and numbers, so
that what is kept is bounded by the item and holds no word of a learner's.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from mentorlab.item.answer_parts import AnswerParts, TakeApart
from mentorlab.item.kinds import taking_apart
from mentorlab.marking.copy.answer_page import AnswerPage, Call, Shown, in_json


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A `Shown` put together from pieces, already encoded as JSON."""

    in_json: list[bytes]
    points: float | None
    problem: str = ""


class PageCache:
    """Keeps the pages of one cell in pieces, so that each piece is made once for all learners."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self._around: dict[Hashable, tuple[bytes, bytes, float | None]] = {}
        self._parts: dict[Hashable, bytes] = {}

    def show(self, answer_page: AnswerPage, apart: AnswerParts | None) -> Shown | CachedPage:
        """Puts the page of an answer together from pieces, or makes it whole where a piece is new or `apart` is None."""
        if apart is None:
            return answer_page.show(self.call)
        whole, wanted = (None, apart.rows) if self.call.key is None else (apart.whole, apart.parts)
        try:
            before, after, points = self._around[whole]
            return CachedPage([before, *[self._parts[part] for part in wanted], after], points)
        except KeyError:
            shown = answer_page.show(self.call)
        page = shown.page
        if len(page.parts) == len(wanted) and not shown.problem:
            before, after = b"".join(in_json(page.before)), b"".join(in_json(page.after))
            self._around[whole] = (before, after, shown.points)
            self._parts.update(zip(wanted, in_json(page.parts), strict=True))
        return shown


@dataclass(frozen=True)
class ItemCells:
    """The cells of one item: their places in the template, and what splits its answers into parts, if anything."""

    id: str
    take_apart: TakeApart | None
    cells: tuple[tuple[int, PageCache], ...]

    def show(self, answer_page: AnswerPage, shown: list[Shown | CachedPage]) -> None:
        """Writes the pages of these cells into their places in `shown`."""
        entry = answer_page.entries.get(self.id)
        apart = None if entry is None or self.take_apart is None else self.take_apart(entry.response)
        for place, cache in self.cells:
            shown[place] = cache.show(answer_page, apart)


def group_by_item(calls: Sequence[Call]) -> tuple[ItemCells, ...]:
    """Groups the calls of a template by their item."""
    found: dict[str, list[tuple[int, PageCache]]] = {}
    apart: dict[str, TakeApart | None] = {}
    for place, call in enumerate(calls):
        found.setdefault(call.item.id, []).append((place, PageCache(call)))
        if call.key is not None:  # which a form has not
            apart[call.item.id] = taking_apart(call.item, call.key)
    return tuple(ItemCells(id, apart.get(id), tuple(cells)) for id, cells in found.items())
