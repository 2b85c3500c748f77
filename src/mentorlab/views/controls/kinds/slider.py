"""`slider`: a low and a high estimate, in boxes that are blank until somebody writes in them.

ipywidgets' sliders have no accessible name and its number boxes cannot be blank, so these are lines of text
that are read as numbers.
"""

from __future__ import annotations

import math
import re
from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink
from mentorlab.views.controls.toolkit import Toolkit
from mentorlab.views.pages.kinds.slider import not_a_number, pair_fault, scale
from mentorlab.views.pages.text import escape, plain
from mentorlab.wording import digits

CHECKS, ASKS_CONFIDENCE = "Check my answer", False


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make two boxes, and say so where what stands in them is not a number of the scale."""
    fault = toolkit.html()

    def changed() -> None:
        wrong = [box.value for box in (low, high) if box.value.strip() and _read(item, box.value) is None]
        if wrong:
            sentence = not_a_number(item, wrong[0])
        else:
            sentence = pair_fault(item, _read(item, low.value), _read(item, high.value))
        fault.value = f'<p role="status">{escape(sentence)}</p>' if sentence else ""
        form.typed()

    unit = f" ({plain(item.unit)})" if item.unit else ""
    low = toolkit.write(f"At least{unit}", _text(response.low), changed, entered=form.entered)
    high = toolkit.write(f"At most{unit}", _text(response.high), changed, entered=form.entered)
    boxes = toolkit.row([low, high], "ml-narrow", "ml-pair")
    return Fields(
        toolkit.column([toolkit.html(scale(item)), boxes, fault]),
        lambda: {"low": _read(item, low.value), "high": _read(item, high.value)},
    )


def _read(item: Any, text: str) -> float | None:
    """The number that stands in a box; None where it is blank, not a number, or off the scale."""
    unit = item.unit.strip()
    written = text.strip().removesuffix(unit).strip() if unit else text.strip()
    if not re.fullmatch(r"[-+−]?\d{1,12}(?:[.,]\d{1,6})?", written):
        return None
    value = float(written.replace("−", "-").replace(",", "."))
    return value if math.isfinite(value) and item.low <= value <= item.high else None


def _text(value: float | None) -> str:
    return "" if value is None else digits(value)
