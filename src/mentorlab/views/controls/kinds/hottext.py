"""`hottext`: passages of a transcript to mark."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, Row, Sitting
from mentorlab.views.pages.text import inline, plain

NAME, CHECKS, ASKS_CONFIDENCE = "hottext", "Check my answer", True


def labels(item: Any, key: Any) -> dict[str, str]:
    """The passages that can be marked."""
    return {passage.id: passage.text for passage in item.passages if passage.markable}


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """The passages marked, in the order of the transcript."""
    marked = [plain(passage.text) for passage in item.passages if passage.id in response.marked]
    return tuple(Row("", text) for text in marked) or (Row("", ""),)


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """The transcript, with a box before each passage that can be marked."""
    from mentorlab.views.controls.kinds import _widgets as w

    boxes = {
        passage.id: w.tick(passage.text, passage.id in response.marked, lambda: sitting.changed(False))
        for passage in item.passages
        if passage.markable
    }
    shown = [
        boxes[passage.id] if passage.markable else w.html(f"<p>{inline(passage.text)}</p>", "ml-unmarkable")
        for passage in item.passages
    ]
    hint = w.html('<p class="ml-soft">Tick the lines that you want to mark.</p>')
    return Fields(
        w.column([hint, *shown]), lambda: {"marked": [id for id, box in boxes.items() if box.value]}
    )
