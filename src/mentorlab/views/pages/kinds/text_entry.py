"""`text-entry`: a word or a number."""

from __future__ import annotations

from typing import Any

from mentorlab.views.pages.kinds import Row


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the forms that the key explains."""
    return {id: form for form, id in key.ids.items()}


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return what was typed."""
    return (Row("", response.text.strip()),)
