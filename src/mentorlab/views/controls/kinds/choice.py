"""`choice`: radio buttons for one of several, boxes for all that apply."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink, options_of, tick_boxes, ticked
from mentorlab.views.controls.toolkit import Toolkit

CHECKS, ASKS_CONFIDENCE = "Check my answer", True


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make radio buttons, or a box for each option."""
    if item.many:
        boxes = tick_boxes(toolkit, item.options, response.chosen, form)
        hint = toolkit.html('<p class="ml-soft">Tick all that apply.</p>')
        return Fields(toolkit.column([hint, *boxes.values()]), lambda: {"chosen": ticked(boxes)})
    one = toolkit.pick("", options_of(item.options), next(iter(response.chosen), None), form.clicked)
    return Fields(one, lambda: {"chosen": [] if one.value is None else [one.value]})
