"""`choice`: one of several, or all that apply."""

from __future__ import annotations

from typing import Any

from mentorlab.views.pages.kinds import Row, listed, texts


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the options."""
    return texts(item.options)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return the options chosen, in the order of the page."""
    return listed(item.options, response.chosen)
