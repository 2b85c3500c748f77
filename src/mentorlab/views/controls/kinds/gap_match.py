"""`gap-match`: a drop-down list of phrases for every gap, and the message as it reads now."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink, chosen_in, drop_downs
from mentorlab.views.controls.toolkit import Toolkit
from mentorlab.views.pages.kinds.gap_match import filled_message

CHECKS, ASKS_CONFIDENCE = "Check my answer", True
BLANK = "Choose a phrase…"


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make a drop-down list for each gap, and the whole message beneath."""
    message = toolkit.html()

    def changed() -> None:
        message.value = filled_message(item, chosen_in(lists))
        form.clicked()

    lists = drop_downs(toolkit, item.gaps, BLANK, item.phrases, response.filled, changed)
    message.value = filled_message(item, chosen_in(lists))
    return Fields(toolkit.column([*lists.values(), message]), lambda: {"filled": chosen_in(lists)})
