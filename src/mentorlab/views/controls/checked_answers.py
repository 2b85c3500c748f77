"""What forms and marks of the same notebook know of each other, as long as its kernel runs: that something was
saved, so that no cell need be run again, and which answer was the one that was checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_LISTENERS: dict[str, Callable[[], None]] = {}
_CHECKED: dict[tuple[Path, str], dict[str, Any]] = {}
_UNCHECKED = {"compared"}  # what a learner adds after a check, and no rule looks at


def on_saved(item_id: str, heard: Callable[[], None]) -> None:
    """Call `heard` whenever this item is saved; a cell that is run again takes the place of the earlier one."""
    _LISTENERS[item_id] = heard


def announce_saved(item_id: str) -> None:
    """Say that the response to this item was saved."""
    heard = _LISTENERS.get(item_id)
    if heard is not None:
        heard()


def record_check(file: Path, item_id: str, response: Mapping[str, Any]) -> None:
    """Note the answer that a learner has just checked."""
    _CHECKED[file, item_id] = _judged(response)


def is_checked(file: Path, item_id: str, response: Mapping[str, Any]) -> bool | None:
    """Tell whether this is the answer that was checked last; None where an earlier kernel checked it."""
    known = _CHECKED.get((file, item_id))
    return None if known is None else known == _judged(response)


def _judged(response: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in response.items() if name not in _UNCHECKED}
