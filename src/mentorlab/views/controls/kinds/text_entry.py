"""`text-entry`: a word or a number."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, Row, Sitting

NAME, CHECKS, ASKS_CONFIDENCE = "text-entry", "Check my answer", True


def labels(item: Any, key: Any) -> dict[str, str]:
    """The forms that the key explains."""
    return {id: form for form, id in key.ids.items()}


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """What was typed."""
    return (Row("", response.text.strip()),)


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """One line to write in."""
    from mentorlab.views.controls.kinds import _widgets as w

    box = w.write("Your answer", response.text, lambda: sitting.changed(True), entered=sitting.entered)
    return Fields(box, lambda: {"text": box.value})
