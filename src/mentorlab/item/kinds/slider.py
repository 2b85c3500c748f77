"""Give a low and a high estimate."""

from __future__ import annotations

import random
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, Section
from mentorlab.item import model as base
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Detail, Fact, Given
from mentorlab.item.model import Part, Score
from mentorlab.item.notation import number_of, open_exercise
from mentorlab.item.score_explanation import Sum
from mentorlab.item.traits import WHOLE, Effort, Traits
from mentorlab.wording import digits

NAME = "slider"
TRAITS = Traits()
_SLACK = 1e-9  # of the numbers' own size: 0.3 - 0.1 is a hair wider than 0.2

Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]


class EstimateFault(Fact, Enum):
    """What is wrong with the two ends of an estimate."""

    OPEN = "an end is not given"
    UPSIDE_DOWN = "the low end is above the high one"


class TooWide(Detail):
    """The two ends are further apart than the exercise allows."""

    widest: float
    unit: str


class EstimateLabel(Detail):
    """What is judged: an estimate that may be so wide."""

    widest: float
    unit: str


class EstimateGiven(Detail):
    """The two ends that were given; None for one that was not."""

    low: float | None
    high: float | None
    unit: str


class TrueValue(Detail):
    """What the estimate is to hold."""

    value: float
    unit: str


class EstimateJudged(Sum):
    """All or nothing: whether the estimate holds the true value, and is not too wide."""

    low: float
    high: float
    widest: float
    unit: str
    holds: bool
    too_wide: bool


class Item(base.Item):
    """The scale from `low` to `high`, and the widest estimate that counts."""

    kind: Literal["slider"] = "slider"
    low: Number
    high: Number
    unit: str = ""
    width: Number


class Key(base.Key):
    """The true value."""

    answer: Number


class Response(base.Response):
    """Both None until touched."""

    low: Number | None = None
    high: Number | None = None


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """`{slider #id low=0 high=100 unit=% width=20 answer=38}`."""
    exercise = open_exercise(
        document, sections, context, options={"low", "high", "unit", "width", "answer"}, listed=False
    )
    low, high, width, answer = (number_of(exercise, key) for key in ("low", "high", "width", "answer"))
    if not low < high:
        raise exercise.fault("“low” is not below “high”.", "Write the scale's lower end as low=.")
    if not 0 < width < high - low:
        raise exercise.fault(
            f"“width={digits(width)}” is not a part of the scale.",
            "Write a width above 0 and narrower than the scale: an estimate of the whole scale says nothing.",
        )
    if not low <= answer <= high:
        raise exercise.fault(
            f"“answer={digits(answer)}” is not on the scale.",
            f"Widen the scale, which goes from {digits(low)} to {digits(high)}, or mend the answer.",
        )
    unit = exercise.options.get("unit", "")
    item = Item(**exercise.shared, low=low, high=high, unit=unit, width=width)
    return item, Key(**exercise.closed, answer=answer)


def score(item: Item, key: Key, response: Response) -> Score:
    """1 where the estimate holds the true value and is not wider than stated, otherwise 0."""
    lost = missing(item, response)
    low, high = response.low, response.high
    right = (
        low is not None and high is not None and low <= key.answer <= high and not too_wide(item, low, high)
    )
    given: Fact = Given.NOTHING
    if low is not None or high is not None:
        given = EstimateGiven(low, high, item.unit)
    part = Part(
        id=item.id,
        label=EstimateLabel(item.width, item.unit),
        given=given,
        right=right,
        share=float(right),
        notes=(TrueValue(key.answer, item.unit),),
    )
    how = None
    if low is not None and high is not None:
        holds = low <= key.answer <= high
        how = EstimateJudged(low, high, item.width, item.unit, holds, too_wide(item, low, high))
    return Score(value=float(right), parts=(part,), complete=not lost, missing=lost, how=how)


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """An end of the estimate that is not set, a low one above the high one, or an estimate that says too little."""
    if response.low is None or response.high is None:
        return (EstimateFault.OPEN,)
    if response.low > response.high:
        return (EstimateFault.UPSIDE_DOWN,)
    if too_wide(item, response.low, response.high):
        return (TooWide(item.width, item.unit),)
    return ()


def too_wide(item: Item, low: float, high: float) -> bool:
    """Whether the two ends are further apart than the exercise allows."""
    return high - low > item.width + _SLACK * max(1.0, abs(low), abs(high))


def model(item: Item, key: Key) -> Response:
    """An estimate of half the width around the true value, kept on the scale."""
    reach = item.width / 4
    return Response(low=max(item.low, key.answer - reach), high=min(item.high, key.answer + reach))


def everything(item: Item) -> Response:
    """The whole scale."""
    return Response(low=item.low, high=item.high)


def guess(item: Item, draw: random.Random) -> Response:
    """The widest estimate that counts, anywhere on the scale."""
    low = draw.uniform(item.low, max(item.low, item.high - item.width))
    return Response(low=low, high=low + item.width)


def effort(item: Item) -> Effort:
    """Return no minutes: reading and thinking is all it takes."""
    return Effort()


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return the exercise as a whole."""
    return (WHOLE,)


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Return nothing: a scale looks alike everywhere."""
    return ()
