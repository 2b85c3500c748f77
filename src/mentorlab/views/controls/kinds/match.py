"""`match`: a drop-down list of categories for every entry."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink, chosen_in, drop_downs
from mentorlab.views.controls.toolkit import Toolkit

CHECKS, ASKS_CONFIDENCE = "Check my answer", True
BLANK = "Choose…"


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make a drop-down list for each entry."""
    lists = drop_downs(toolkit, item.entries, BLANK, item.categories, response.placed, form.clicked)
    return Fields(toolkit.column(list(lists.values()), "ml-rows"), lambda: {"placed": chosen_in(lists)})
