"""`match`: every entry goes into a category."""

from __future__ import annotations

from typing import Any

from mentorlab.views.pages.kinds import Row, placed, texts


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the categories, of which a spare one may be explained, then the entries."""
    return {**texts(item.categories), **texts(item.entries)}


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return each entry and the category it was put in."""
    return placed(item.entries, item.categories, response.placed)
