"""`match`: every entry goes into a category."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, Row, Sitting, texts
from mentorlab.views.pages.text import plain

NAME, CHECKS, ASKS_CONFIDENCE = "match", "Check my answer", True
BLANK = "Choose…"


def labels(item: Any, key: Any) -> dict[str, str]:
    """The categories, of which a spare one may be explained, then the entries."""
    return {**texts(item.categories), **texts(item.entries)}


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """Each entry and the category it was put in."""
    names = texts(item.categories)
    return tuple(
        Row(plain(entry.text), plain(names.get(response.placed.get(entry.id, ""), "")))
        for entry in item.entries
    )


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """A drop-down list for each entry."""
    from mentorlab.views.controls.kinds import _widgets as w

    options = [(BLANK, ""), *((category.text, category.id) for category in item.categories)]
    lists = {
        entry.id: w.choose(
            entry.text, options, response.placed.get(entry.id, ""), lambda: sitting.changed(False)
        )
        for entry in item.entries
    }
    return Fields(
        w.column(list(lists.values()), "ml-rows"),
        lambda: {"placed": {id: one.value for id, one in lists.items() if one.value}},
    )
