"""`order`: steps in an order."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.order import NothingOrdered, OrderedSum, StepsOpen
from mentorlab.views.pages.fact_words import above_chance, fact_words
from mentorlab.views.pages.kinds import Row, texts
from mentorlab.views.pages.text import escape, inline, plain
from mentorlab.wording import quoted


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the steps."""
    return texts(item.steps)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return the steps in the learner's order."""
    steps = texts(item.steps)
    order = [id for id in response.order if id in steps]
    return tuple(Row(f"{place}.", plain(steps[id])) for place, id in enumerate(order, 1)) or (Row("", ""),)


def numbered(place: int, text: str) -> str:
    """Render one step with its number."""
    return f"<p><strong>{place}.</strong> {inline(text)}</p>"


def moved(text: str, place: int, total: int) -> str:
    """Render, for screen readers alone, where a step now stands."""
    return (
        f'<span class="ml-hidden" role="status">“{escape(plain(text, 60))}” '
        f"is now number {place} of {total}.</span>"
    )


@fact_words.register
def _(fact: NothingOrdered) -> str:
    return "Put the steps in order, or confirm the order they stand in."


@fact_words.register
def _(fact: StepsOpen) -> str:
    return f"Give {quoted(fact.labels)} a place."


@fact_words.register
def _(how: OrderedSum) -> str:
    return (
        f"Taken two by two, {how.right} of {how.whole} pairs of steps stand the right way round. A blind guess gets "
        f"half of them, so guessing is taken off: {above_chance(how)}"
    )
