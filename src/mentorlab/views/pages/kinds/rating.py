"""`rating`: a row of steps for every statement."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.rating import NobodyCounts, StatementsOpen
from mentorlab.views.pages.fact_words import fact_words
from mentorlab.views.pages.kinds import Row, placed, texts
from mentorlab.views.pages.text import blocks
from mentorlab.wording import quoted


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the statements."""
    return texts(item.statements)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return each statement and its step."""
    return placed(item.statements, item.steps, response.rated)


def comment(text: str, name: str = "ml-soft") -> str:
    """Render what the key says of one statement, or of all of them; "" where it says nothing."""
    return f'<div class="{name}" role="status">{blocks(text)}</div>' if text.strip() else ""


@fact_words.register
def _(fact: StatementsOpen) -> str:
    return f"Choose a step for {quoted(fact.labels)}."


@fact_words.register
def _(fact: NobodyCounts) -> str:
    return "Nothing here is right or wrong, and nobody counts it"
