"""JSON that anybody may have written: sized, parsed and bounded before anything looks at it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from mentorlab.item.model import MAX_TEXT
from mentorlab.json_guard import MAX_DEPTH, NotStrict, find_fault, read_strict
from mentorlab.wording import number

MAX_JSON = 1024 * 1024  # characters of one item, key or response
MAX_NUMBER = 10**18
MAX_PARTS = 50_000  # values in one response
_SMALL = json.JSONEncoder(allow_nan=False, check_circular=False)
_DOUBTFUL = re.compile(r"\\ud|\d{18}")  # half a character, perhaps, or a number too large to be meant


class ResponseError(ValueError):
    """What was stored cannot be read; the message is a sentence for the person at the screen.

    Attributes
    ----------
    what : what it is about, as the beginning of a sentence: "The item"
    fault : what is wrong, as its end: "is not text."
    """

    def __init__(self, what: str, fault: str) -> None:
        super().__init__(f"{what} {fault}")
        self.what, self.fault = what, fault

    def __reduce__(self) -> tuple[type[ResponseError], tuple[str, str]]:
        return type(self), (self.what, self.fault)


def load_json(text: str, what: str) -> Any:
    """Plain data from JSON that is whole, finite, not too long, and says no name twice.

    Raises `ResponseError`, whose sentence begins with `what`: "The item".
    """
    if not isinstance(text, str):
        raise ResponseError(what, "is not text.")
    if len(text) > MAX_JSON:
        raise ResponseError(what, f"is longer than {number(MAX_JSON)} characters.")
    try:
        return read_strict(text)
    except RecursionError:
        raise ResponseError(what, "is nested too deep.") from None
    except NotStrict as error:
        raise ResponseError(what, f"cannot be read: {error}.") from None
    except ValueError:  # not JSON, or a number with thousands of digits
        raise ResponseError(what, "is not whole: it is not JSON as this course writes it.") from None


def bounded(data: Any, what: str, longest: int = MAX_TEXT) -> None:
    """Refuse plain data that is too deep, too much, or holds what no answer can hold."""
    fault = find_fault(data, longest=longest, largest=MAX_NUMBER, most=MAX_PARTS)
    if fault:
        raise ResponseError(what, f"cannot be read: {fault}.")


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
