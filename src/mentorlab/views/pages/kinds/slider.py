"""`slider`: a low and a high estimate."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.slider import too_wide
from mentorlab.views.pages.kinds import Row
from mentorlab.views.pages.text import escape, plain
from mentorlab.wording import number


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return nothing: no explanation is about a part of an estimate."""
    return {}


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return the two estimates with their unit."""
    return tuple(
        Row(name, "" if value is None else with_unit(item, value))
        for name, value in (("At least", response.low), ("At most", response.high))
    )


def scale(item: Any) -> str:
    """Render the ends of the scale, and how far apart the two estimates may be."""
    return (
        f'<p class="ml-soft">On a scale from {escape(with_unit(item, item.low))} to '
        f"{escape(with_unit(item, item.high))}. The two may be {escape(with_unit(item, item.width))} apart, "
        "and no more.</p>"
    )


def not_a_number(item: Any, text: str) -> str:
    """Say that what was typed is no number of the scale."""
    return (
        f"“{plain(text, 30)}” is not a number from {number(item.low)} to {number(item.high)}. "
        "Write digits only."
    )


def pair_fault(item: Any, low: float | None, high: float | None) -> str:
    """Say what is wrong with the two estimates together; "" if nothing is, or if one is missing."""
    if low is None or high is None:
        return ""
    if low > high:
        return "The lower estimate is above the higher one: swap them."
    if too_wide(item, low, high):
        return f"No further apart than {with_unit(item, item.width)}: narrow it."
    return ""


def with_unit(item: Any, value: float) -> str:
    """Write a number with the item's unit: `40%`, `3 weeks`."""
    if not item.unit:
        return number(value)
    return f"{number(value)}{'' if item.unit in '%°' else ' '}{plain(item.unit)}"
