"""`text-entry`: a line for a word or a number."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink
from mentorlab.views.controls.toolkit import Toolkit

CHECKS, ASKS_CONFIDENCE = "Check my answer", True


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make one line to write in."""
    box = toolkit.write("Your answer", response.text, form.typed, entered=form.entered)
    return Fields(box, lambda: {"text": box.value})
