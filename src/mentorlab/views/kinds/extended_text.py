"""`extended-text`: a reflection, read by a person; the rubric stands beside it from the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mentorlab.views.kinds import Fields, Row, texts
from mentorlab.views.text import escape, inline, items

NAME, CHECKS, ASKS_CONFIDENCE = "extended-text", "Show me two that others wrote", False


def labels(item: Any, key: Any) -> dict[str, str]:
    """The bands of the rubric."""
    return texts(item.bands)


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """The text as it was written."""
    return (Row("", response.text.strip()),)


def fields(item: Any, response: Any, changed: Callable[[bool], None]) -> Fields:
    """The rubric, then a box that grows with what is written."""
    from mentorlab.views.kinds import _widgets as w

    rubric = f'<div class="ml-box"><p class="ml-label">What a reader looks for</p><ul>{items(inline(b.text) for b in item.bands)}</ul></div>'
    told = w.html()

    def written() -> None:
        told.value = f'<span class="ml-soft">{escape(_length(box.value))}</span>'
        changed(True)

    box = w.write("Your reflection", response.text, written, rows=10)
    told.value = f'<span class="ml-soft">{escape(_length(box.value))}</span>'
    return Fields(w.column([w.html(rubric), box, told]), lambda: {"text": box.value})


def _length(text: str) -> str:
    words = len(text.split())
    return f"{words} {'word' if words == 1 else 'words'}. Nothing here is marked by machine."
