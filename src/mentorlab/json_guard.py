"""JSON that anybody may have written: read strictly, and bounded before anything looks at it.

Below every layer: a cell's item and key, and a responses file, are read through here. What each allows differs, and
is said by who calls; what is wrong comes back as half a sentence, to which the caller adds of what.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from mentorlab.wording import number

MAX_DEPTH = 24  # lists and objects within each other; a play needs eight
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class NotStrict(ValueError):
    """It is JSON to Python and not to us: the half sentence says why."""


def read_strict(text: str) -> Any:
    """The data in a text of JSON that says no name twice and holds no NaN or infinity.

    Raises
    ------
    NotStrict : it holds what JSON does not allow
    json.JSONDecodeError : it is not JSON; `RecursionError` : it is nested without end
    ValueError : it holds a number with thousands of digits
    """
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)


def find_fault(value: Any, *, longest: int, largest: int, most: int | None = None) -> str:
    """What is wrong with plain data, as half a sentence; "" where nothing is.

    Parameters
    ----------
    longest : characters of one text
    largest : the largest whole number, either way from zero
    most : values in all; None for no limit beside that of the file
    """
    stack: list[tuple[Any, int]] = [(value, 0)]  # and not recursion: depth is what is being measured
    count = 0
    while stack:
        part, depth = stack.pop()
        count += 1
        if depth > MAX_DEPTH:
            return "it is nested too deep"
        if most is not None and count > most:
            return f"it holds more than {number(most)} values"
        if isinstance(part, str):
            if len(part) > longest:
                return f"a text is longer than {number(longest)} characters"
            if not part.isascii() and _HALF_CHARACTER.search(part):
                return "a text holds half a character"
        elif isinstance(part, dict):
            stack.extend((name, depth) if isinstance(name, str) else (object(), depth) for name in part)
            stack.extend((child, depth + 1) for child in part.values())
        elif isinstance(part, (list, tuple)):
            stack.extend((child, depth + 1) for child in part)
        elif isinstance(part, float):
            if not math.isfinite(part):
                return "a number is not finite"
        elif isinstance(part, int):
            if abs(part) > largest:
                return "a number is too large"
        elif part is not None:
            return f"a {type(part).__name__} cannot be stored"
    return ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("a name stands in it twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise NotStrict(f"{name} is not a number")
