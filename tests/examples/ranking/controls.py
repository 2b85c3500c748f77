"""`ranking`: a drop-down list of ranks for every option."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink, chosen_in, drop_downs
from mentorlab.views.controls.toolkit import Toolkit

CHECKS, ASKS_CONFIDENCE = "Check my ranks", True


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make a drop-down list for each option."""
    lists = drop_downs(toolkit, item.options, "Rank…", item.ranks, response.ranked, form.clicked)
    return Fields(toolkit.column(list(lists.values())), lambda: {"ranked": chosen_in(lists)})
