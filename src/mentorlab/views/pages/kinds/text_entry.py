"""`text-entry`: a word or a number."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.text_entry import NothingTyped, TypedWhole
from mentorlab.views.pages.fact_words import all_or_half, fact_words
from mentorlab.views.pages.kinds import Row


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the forms that the key explains."""
    return {id: form for form, id in key.ids.items()}


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return what was typed."""
    return (Row("", response.text.strip()),)


@fact_words.register
def _(fact: NothingTyped) -> str:
    return "Type an answer."


@fact_words.register
def _(how: TypedWhole) -> str:
    return f"An answer is taken whole: this one earns {all_or_half(how.worth)}"
