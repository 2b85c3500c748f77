"""`hottext`: a transcript with boxes before the passages that can be marked."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink, tick_boxes, ticked
from mentorlab.views.controls.toolkit import Toolkit
from mentorlab.views.pages.text import inline

CHECKS, ASKS_CONFIDENCE = "Check my answer", True


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make the transcript, with a box before each passage that can be marked."""
    markable = [passage for passage in item.passages if passage.markable]
    boxes = tick_boxes(toolkit, markable, response.marked, form)
    transcript = [
        boxes[passage.id]
        if passage.markable
        else toolkit.html(f"<p>{inline(passage.text)}</p>", "ml-unmarkable")
        for passage in item.passages
    ]
    hint = toolkit.html('<p class="ml-soft">Tick the lines that you want to mark.</p>')
    return Fields(toolkit.column([hint, *transcript]), lambda: {"marked": ticked(boxes)})
