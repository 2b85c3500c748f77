"""`pairing`: a drop-down list of mentors for each mentee, and a box for the argument."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink, chosen_in, drop_downs
from mentorlab.views.controls.toolkit import Toolkit
from mentorlab.views.pages.kinds.pairing import conditions

CHECKS, ASKS_CONFIDENCE = "Check my answer", False
BLANK = "Choose a mentor…"
WHY = "Why so? What did you give up, and for what?"


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make the conditions, a drop-down list for each mentee, and a box for the argument."""
    lists = drop_downs(toolkit, item.mentees, BLANK, item.mentors, response.pairs, form.clicked)
    why = toolkit.write(WHY, response.argument, form.typed, rows=4)
    return Fields(
        toolkit.column(
            [toolkit.html(conditions(item)), toolkit.column(list(lists.values()), "ml-rows"), why]
        ),
        lambda: {"pairs": chosen_in(lists), "argument": why.value},
    )
