"""`slider`: a low and a high estimate."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.slider import (
    EstimateFault,
    EstimateGiven,
    EstimateJudged,
    EstimateLabel,
    TooWide,
    TrueValue,
    too_wide,
)
from mentorlab.views.pages.fact_words import fact_words
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
        f"“{plain(text, 30)}” is not a number from {number(item.low, 6)} to {number(item.high, 6)}. "
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
    return _measure(value, plain(item.unit))


@fact_words.register
def _(fact: EstimateFault) -> str:
    return _FAULTS[fact]


@fact_words.register
def _(fact: TooWide) -> str:
    return f"No further apart than {_measure(fact.widest, fact.unit)}: narrow it."


@fact_words.register
def _(fact: EstimateLabel) -> str:
    return f"An estimate no wider than {_measure(fact.widest, fact.unit)}"


@fact_words.register
def _(fact: EstimateGiven) -> str:
    low, high = ("nothing" if end is None else _measure(end, fact.unit) for end in (fact.low, fact.high))
    return f"You answered: from {low} to {high}"


@fact_words.register
def _(fact: TrueValue) -> str:
    return f"It is {_measure(fact.value, fact.unit)}."


@fact_words.register
def _(how: EstimateJudged) -> str:
    rule = (
        "All or nothing: an estimate earns everything where it holds the true value and is no wider than "
        f"{_measure(how.widest, how.unit)}. "
    )
    if how.low > how.high:
        return f"{rule}Here the low end stands above the high one"
    too_much = ", which is too much," if how.too_wide else ""
    width = _measure(how.high - how.low, how.unit)
    return f"{rule}This one is {width} wide{too_much} and {'holds it' if how.holds else 'misses it'}"


def _measure(value: float, unit: str) -> str:
    return f"{number(value, 6)}{'' if unit in {'%', '°', ''} else ' '}{unit}"


_FAULTS = {
    EstimateFault.OPEN: "Give a low and a high estimate.",
    EstimateFault.UPSIDE_DOWN: "Your low estimate is above your high one.",
}
