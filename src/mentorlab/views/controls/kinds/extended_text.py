"""`extended-text`: a reflection, read by a person; the rubric stands beside it from the start."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, Row, Sitting, texts
from mentorlab.views.pages.text import escape, inline, items
from mentorlab.wording import count

NAME, CHECKS, ASKS_CONFIDENCE = "extended-text", "Show me two that others wrote", False


def labels(item: Any, key: Any) -> dict[str, str]:
    """The bands of the rubric."""
    return texts(item.bands)


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """The text as it was written."""
    return (Row("", response.text.strip()),)


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """The rubric, then a box to write in and how much is in it."""
    from mentorlab.views.controls.kinds import _widgets as w

    bands = items(inline(band.text) for band in item.bands)
    rubric = f'<div class="ml-box"><p class="ml-label">What a reader looks for</p><ul>{bands}</ul></div>'
    if not sitting.practice:  # an assignment's rubric is nbgrader's cell, beneath this one
        rubric = '<p class="ml-soft">What a reader looks for stands below.</p>'
    told = w.html()

    def written() -> None:
        told.value = f'<span class="ml-soft">{escape(_length(box.value))}</span>'
        sitting.changed(True)

    box = w.write("Your reflection", response.text, written, rows=10)
    told.value = f'<span class="ml-soft">{escape(_length(box.value))}</span>'
    return Fields(w.column([w.html(rubric), box, told]), lambda: {"text": box.value})


def _length(text: str) -> str:
    return f"{count(len(text.split()), 'word')}. Nothing here is marked by machine."
