"""`hottext`: passages of a transcript to mark."""

from __future__ import annotations

from typing import Any

from mentorlab.views.pages.kinds import Row, listed, texts


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the passages that can be marked."""
    return texts(passage for passage in item.passages if passage.markable)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return the passages marked, in the order of the transcript."""
    return listed(item.passages, response.marked)
