"""`slider`: a low and a high estimate, in number boxes that are blank until somebody writes in them.

ipywidgets' sliders have no accessible name and its number boxes cannot be blank, so these are lines of text
that are read as numbers.
"""

from __future__ import annotations

import math
import re
from typing import Any

from mentorlab.item.kinds.slider import too_wide
from mentorlab.views.controls.kinds import Fields, Row, Sitting
from mentorlab.views.pages.text import escape, plain
from mentorlab.wording import digits, number

NAME, CHECKS, ASKS_CONFIDENCE = "slider", "Check my answer", False


def labels(item: Any, key: Any) -> dict[str, str]:
    """Nothing here is explained by its id."""
    return {}


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """The two estimates with their unit."""
    return tuple(
        Row(name, "" if value is None else _with_unit(item, value))
        for name, value in (("At least", response.low), ("At most", response.high))
    )


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """Two boxes, and a sentence where what stands in them is not a number of the scale."""
    from mentorlab.views.controls.kinds import _widgets as w

    told = w.html()

    def look() -> None:
        wrong = [box.value for box in (low, high) if box.value.strip() and _read(item, box.value) is None]
        first, second = _read(item, low.value), _read(item, high.value)
        sentence = ""
        if wrong:
            sentence = (
                f"“{plain(wrong[0], 30)}” is not a number from {number(item.low)} to {number(item.high)}. "
                "Write digits only."
            )
        elif first is not None and second is not None and first > second:
            sentence = "The lower estimate is above the higher one: swap them."
        elif first is not None and second is not None and too_wide(item, first, second):
            sentence = f"No further apart than {_with_unit(item, item.width)}: narrow it."
        told.value = f'<p role="status">{escape(sentence)}</p>' if sentence else ""
        sitting.changed(True)

    unit = f" ({plain(item.unit)})" if item.unit else ""
    low = w.write(f"At least{unit}", _shown(response.low), look, entered=sitting.entered)
    high = w.write(f"At most{unit}", _shown(response.high), look, entered=sitting.entered)
    scale = (
        f'<p class="ml-soft">On a scale from {escape(_with_unit(item, item.low))} to '
        f"{escape(_with_unit(item, item.high))}. The two may be {escape(_with_unit(item, item.width))} apart, "
        "and no more.</p>"
    )
    return Fields(
        w.column([w.html(scale), w.row([low, high], "ml-narrow", "ml-pair"), told]),
        lambda: {"low": _read(item, low.value), "high": _read(item, high.value)},
    )


def _read(item: Any, text: str) -> float | None:
    """The number that stands in a box; None where it is blank, not a number, or off the scale."""
    unit = item.unit.strip()
    digits = text.strip().removesuffix(unit).strip() if unit else text.strip()
    if not re.fullmatch(r"[-+−]?\d{1,12}(?:[.,]\d{1,6})?", digits):
        return None
    value = float(digits.replace("−", "-").replace(",", "."))
    return value if math.isfinite(value) and item.low <= value <= item.high else None


def _shown(value: float | None) -> str:
    return "" if value is None else digits(value)


def _with_unit(item: Any, value: float) -> str:
    if not item.unit:
        return number(value)
    return f"{number(value)}{'' if item.unit in '%°' else ' '}{plain(item.unit)}"
