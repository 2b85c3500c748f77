"""Forms tell marks of the same notebook that something was saved, so that no cell need be run again."""

from __future__ import annotations

from collections.abc import Callable

_LISTENERS: dict[str, Callable[[], None]] = {}


def listen(item_id: str, heard: Callable[[], None]) -> None:
    """Call `heard` whenever this item is saved; a cell that is run again takes the place of the earlier one."""
    _LISTENERS[item_id] = heard


def saved(item_id: str) -> None:
    """Say that the response to this item was saved."""
    heard = _LISTENERS.get(item_id)
    if heard is not None:
        heard()
