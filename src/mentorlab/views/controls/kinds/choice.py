"""`choice`: one of several, or all that apply."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, Row, Sitting, texts
from mentorlab.views.pages.text import plain

NAME, CHECKS, ASKS_CONFIDENCE = "choice", "Check my answer", True


def labels(item: Any, key: Any) -> dict[str, str]:
    """The options."""
    return texts(item.options)


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """The options chosen, in the order of the page."""
    chosen = [plain(option.text) for option in item.options if option.id in response.chosen]
    return tuple(Row("", text) for text in chosen) or (Row("", ""),)


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """Radio buttons, or a box for each option."""
    from mentorlab.views.controls.kinds import _widgets as w

    if item.many:
        boxes = {
            option.id: w.tick(option.text, option.id in response.chosen, lambda: sitting.changed(False))
            for option in item.options
        }
        shown = w.column([w.html('<p class="ml-soft">Tick all that apply.</p>'), *boxes.values()])
        return Fields(shown, lambda: {"chosen": [id for id, box in boxes.items() if box.value]})
    options = [(option.text, option.id) for option in item.options]
    one = w.pick("", options, next(iter(response.chosen), None), lambda: sitting.changed(False))
    return Fields(one, lambda: {"chosen": [] if one.value is None else [one.value]})
