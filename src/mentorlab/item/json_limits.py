"""JSON that anybody may have written: sized, parsed and bounded before anything looks at it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from mentorlab.item.model import MAX_TEXT
from mentorlab.wording import number

MAX_JSON = 1024 * 1024  # characters of one item, key or response
MAX_DEPTH = 24  # lists and objects within each other; a play needs eight
MAX_PARTS = 50_000  # values in one response
_SMALL = json.JSONEncoder(allow_nan=False, check_circular=False)
_DOUBTFUL = re.compile(r"\\ud|\d{18}")  # half a character, perhaps, or a number too large to be meant
_HALF = re.compile("[\ud800-\udfff]")


class ResponseError(ValueError):
    """What was stored cannot be read; the message is a sentence for the person at the screen."""


def load_json(text: str, what: str) -> Any:
    """Plain data from JSON that is whole, finite, not too long, and says no name twice.

    Raises `ResponseError`, whose sentence begins with `what`: "The item".
    """
    if not isinstance(text, str):
        raise ResponseError(f"{what} is not text.")
    if len(text) > MAX_JSON:
        raise ResponseError(f"{what} is longer than {number(MAX_JSON)} characters.")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise ResponseError(f"{what} is nested too deep.") from None
    except ResponseError as error:
        raise ResponseError(f"{what} {error}") from None
    except ValueError:  # not JSON, or a number with thousands of digits
        raise ResponseError(f"{what} is not whole: it is not JSON as this course writes it.") from None


def bounded(data: Any, what: str, longest: int = MAX_TEXT) -> None:
    """Refuse plain data that is too deep, too much, or holds what no answer can hold."""
    stack, count = [(data, 0)], 0  # a stack and not recursion: depth is what is being measured
    while stack:
        value, depth = stack.pop()
        count += 1
        if depth > MAX_DEPTH or count > MAX_PARTS:
            raise ResponseError(f"{what} is nested too deep or holds too much.")
        if isinstance(value, dict):
            stack.extend((name, depth) for name in value)
            stack.extend((part, depth + 1) for part in value.values())
        elif isinstance(value, (list, tuple)):
            stack.extend((part, depth + 1) for part in value)
        elif isinstance(value, str):
            if len(value) > longest:
                raise ResponseError(f"{what} holds a text of more than {number(longest)} characters.")
            if not value.isascii() and _HALF.search(value):
                raise ResponseError(f"{what} holds half a character.")
        elif isinstance(value, float):
            if value != value or value in (float("inf"), float("-inf")):
                raise ResponseError(f"{what} holds a number that is not finite.")
        elif isinstance(value, int):
            if abs(value) > 10**18:
                raise ResponseError(f"{what} holds a number too large to be meant.")
        elif value is not None:
            raise ResponseError(f"{what} holds something that is not data.")


def visible(text: str) -> str:
    """What a learner wrote, such that it stays within its line: what cannot be printed is spelt out."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


def small_json(data: Any) -> str:
    """The data as JSON, if it is so little that `bounded` cannot object to it; otherwise "".

    Nearly every response is: one pass in C is spared a walk in Python.
    """
    if not isinstance(data, Mapping):
        return ""
    try:
        text = _SMALL.encode(data)
    except (TypeError, ValueError, RecursionError):
        return ""
    small = len(text) <= MAX_TEXT and text.count("{") + text.count("[") <= MAX_DEPTH
    return text if small and not _DOUBTFUL.search(text) else ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ResponseError("says a name twice.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ResponseError(f"holds {name}, which is not a number.")
