"""Give a low and a high estimate."""

from __future__ import annotations

import random
from typing import Annotated, Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, Section
from mentorlab.item import model as base
from mentorlab.item.by_form import Taste
from mentorlab.item.model import Part, Score
from mentorlab.item.notation import number_of, open_exercise
from mentorlab.item.parts import NO_ANSWER
from mentorlab.item.traits import WHOLE, Effort, Traits

NAME = "slider"
TRAITS = Traits()
_SLACK = 1e-9  # of the numbers' own size: 0.3 - 0.1 is a hair wider than 0.2

Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]


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
            f"“width={_plain(width)}” is not a part of the scale.",
            "Write a width above 0 and narrower than the scale: an estimate of the whole scale says nothing.",
        )
    if not low <= answer <= high:
        raise exercise.fault(
            f"“answer={_plain(answer)}” is not on the scale.",
            f"Widen the scale, which goes from {_plain(low)} to {_plain(high)}, or mend the answer.",
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
    given = NO_ANSWER
    if low is not None or high is not None:
        given = f"from {_said(low, item)} to {_said(high, item)}"
    part = Part(
        id=item.id,
        label=f"An estimate no wider than {_said(item.width, item)}",
        given=given,
        right=right,
        share=float(right),
        why=f"It is {_said(key.answer, item)}.",
    )
    said = ""
    if low is not None and high is not None:
        said = (
            f"All or nothing: an estimate earns everything where it holds the true value and is no wider than "
            f"{_said(item.width, item)}. {_how(low, high, item, key)}"
        )
    return Score(value=float(right), parts=(part,), complete=not lost, missing=lost, how=said)


def missing(item: Item, response: Response) -> tuple[str, ...]:
    """An end of the estimate that is not set, a low one above the high one, or an estimate that says too little."""
    if response.low is None or response.high is None:
        return ("Give a low and a high estimate.",)
    if response.low > response.high:
        return ("Your low estimate is above your high one.",)
    if too_wide(item, response.low, response.high):
        return (f"No further apart than {_said(item.width, item)}: narrow it.",)
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


def _how(low: float, high: float, item: Item, key: Key) -> str:
    if low > high:
        return "Here the low end stands above the high one."
    wide = too_wide(item, low, high)
    holds = low <= key.answer <= high
    width = _said(high - low, item)
    too_much = ", which is too much," if wide else ""
    return f"This one is {width} wide{too_much} and {'holds it' if holds else 'misses it'}."


def _plain(number: float) -> str:
    return f"{number:,.6f}".rstrip("0").rstrip(".")


def _said(number: float | None, item: Item) -> str:
    if number is None:
        return "nothing"
    space = "" if item.unit in {"%", "°", ""} else " "
    return f"{_plain(number)}{space}{item.unit}"
