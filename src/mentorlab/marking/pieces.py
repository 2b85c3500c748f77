"""Pages put together from pieces that other learners' pages have left.

Nothing is scored or worded here. A page that holds something new is made as a whole, by `Work.show`, and its
pieces are kept by the facets that decide them (`mentorlab.item.facets`). All are ids of the item and numbers, so
that what is kept is bounded by the item and holds no word of a learner's.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from mentorlab.item.facets import Facets, TakeApart
from mentorlab.marking.work import Call, Shown, Work, in_json


@dataclass(frozen=True, slots=True)
class Ready:
    """What `Shown` is, as it goes into a notebook's file: the page is JSON already."""

    in_json: bytes
    points: float | None
    problem: str = ""


class Pieces:
    """One cell of a sheet, for everybody."""

    def __init__(self, call: Call) -> None:
        self._call, self._marks = call, call.key is not None
        self._around: dict[Hashable, tuple[bytes, bytes, float | None]] = {}
        self._parts: dict[Hashable, bytes] = {}

    def show(self, work: Work, facets: Facets) -> Shown | Ready:
        """The page of an answer."""
        wanted = facets.parts if self._marks else facets.rows
        try:
            before, after, points = self._around[facets.whole if self._marks else None]
            return Ready(b"".join([before, *[self._parts[part] for part in wanted], after]), points)
        except KeyError:
            return self._learn(work.show(self._call), facets)

    def _learn(self, shown: Shown, facets: Facets) -> Shown:
        wanted = facets.parts if self._marks else facets.rows
        page = shown.page
        if len(page.parts) == len(wanted) and not shown.problem:
            whole = facets.whole if self._marks else None
            self._around[whole] = (in_json(page.before), in_json(page.after), shown.points)
            self._parts.update(zip(wanted, map(in_json, zip(page.parts)), strict=True))
        return shown


class Apart:
    """One item's answers, taken apart once for its form and its mark."""

    def __init__(self, id: str, take_apart: TakeApart) -> None:
        self._id, self._take_apart = id, take_apart
        self._last: tuple[Mapping[str, Any] | None, Facets | None] = (None, None)

    def facets(self, work: Work) -> Facets | None:
        """The answer's facets; None where it has none."""
        entry = work.entries.get(self._id)
        if entry is None:
            return None
        if self._last[0] is not entry.response:
            self._last = (entry.response, self._take_apart(entry.response))
        return self._last[1]
