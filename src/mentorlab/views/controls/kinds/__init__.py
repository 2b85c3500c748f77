"""How each exercise kind is shown, one module each, found by looking in this folder.

A module `choice.py` defines (names as in `View` below): `NAME`, `CHECKS`, `ASKS_CONFIDENCE`, `labels`,
`answer` and `fields`. The first two functions are text alone and import nothing but the standard library,
since marking uses them; `fields` imports ipywidgets when it is called. No rule lives here: what a response
is worth, and whether it is complete, `item/kinds/` knows.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, Protocol, cast

from mentorlab.item import model


class Row(NamedTuple):
    """One thing answered, in plain text: what was asked (may be empty) and what was given ("" for nothing)."""

    asked: str
    given: str


def _nothing(*_: Any) -> None:
    return None


@dataclass(frozen=True)
class Sitting:
    """What a form tells the fields that it holds.

    Attributes
    ----------
    changed : to be called when the learner has changed something; True while they type
    practice : a lesson's exercise, which is never marked
    key : what is known of the answer, where this learner may have it
    finished : to be called when something that counts as an attempt is done without a check (a talk is over)
    entered : to be called when Enter is pressed in a line of text
    memory : what fields that are drawn anew may want to know of those before them (which sheet was shown)
    """

    changed: Callable[[bool], None]
    practice: bool = False
    key: Any = None
    finished: Callable[[], None] = _nothing
    entered: Callable[[], None] = _nothing
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Fields:
    """The part of a form that a kind draws.

    Attributes
    ----------
    widget : what is shown
    read : the response as it stands on the screen, as plain data
    reveal : called with the key once a learner may see what it holds (composed shows its samples)
    after : what stands beneath the result of a check, if anything
    """

    widget: Any
    read: Callable[[], dict[str, Any]]
    reveal: Callable[[Any], None] = _nothing
    after: Any = None


class View(Protocol):
    """What a module in this folder offers."""

    NAME: str
    CHECKS: str  # what the button says that checks the answer where a key is found; "" for none
    ASKS_CONFIDENCE: bool

    @staticmethod
    def labels(item: Any, key: Any) -> dict[str, str]:
        """What the learner sees of each id that an explanation may be about, in the order of the page."""

    @staticmethod
    def answer(item: Any, response: Any) -> tuple[Row, ...]:
        """The response in plain text; ids that the item no longer has are left out."""

    @staticmethod
    def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
        """Widgets that show the response and tell the sitting what a learner does."""


@cache
def views() -> dict[str, View]:
    """Every kind's view by its name."""
    found: dict[str, View] = {}
    for info in pkgutil.iter_modules(__path__):
        if not info.name.startswith("_"):
            module = importlib.import_module(f"{__name__}.{info.name}")
            found[module.NAME] = cast(View, module)
    return found


def view(item: model.Item) -> View:
    """The view of this item's kind; `KeyError` if there is none."""
    return views()[item.kind]


def texts(options: Any) -> dict[str, str]:
    """Id to text, of anything that has both."""
    return {option.id: option.text for option in options}
