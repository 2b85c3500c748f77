"""The live fields of each exercise kind: one module a kind, called as the kind is (`gap_match.py` for `gap-match`).

Each defines what `KindControls` names, over a toolkit. No rule lives here: what a response is worth, and
whether it is complete, `item/kinds/` knows; what is static on the page, `pages/kinds/` renders.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol, cast

from mentorlab.item.model import Item
from mentorlab.views.controls.toolkit import Control, Options, Toolkit


def _nothing(*_: Any) -> None:
    return None


@dataclass(frozen=True)
class FormLink:
    """How the fields of a kind speak to the form that holds them.

    Attributes
    ----------
    changed : to be called when the learner has changed something; True while they type
    practice : whether it is a lesson's exercise, which is never marked
    key : what is known of the answer, where this learner may have it
    finished : to be called when something that counts as an attempt is done without a check (a talk is over)
    entered : to be called when Enter is pressed in a line of text
    answered : returns everything that this learner has answered in the module, as plain data
    quotable : what the mentor said first in this module's talks
    memory : what fields that are drawn anew may want to know of those before them (which sheet was shown)
    """

    changed: Callable[[bool], None]
    practice: bool = False
    key: Any = None
    finished: Callable[[], None] = _nothing
    entered: Callable[[], None] = _nothing
    memory: dict[str, Any] = field(default_factory=dict)
    answered: Callable[[], list[Mapping[str, Any]]] = list
    quotable: Callable[[], Sequence[str]] = tuple

    def clicked(self) -> None:
        """Report a change that was made at once, not letter by letter."""
        self.changed(False)

    def typed(self) -> None:
        """Report a change that is still being typed."""
        self.changed(True)


@dataclass(frozen=True)
class Fields:
    """The part of a form that a kind draws.

    Attributes
    ----------
    control : what is shown
    read : returns the response as it stands on the screen, as plain data
    reveal : called with the key once a learner may see what it holds (composed shows its samples)
    after : what stands beneath the result of a check, if anything
    shows_models : whether `reveal` shows answers that earn everything, so that the form need not
    shows_standing : whether they say themselves how far the learner has come
    """

    control: Control
    read: Callable[[], dict[str, Any]]
    reveal: Callable[[Any], None] = _nothing
    after: Control | None = None
    shows_models: bool = False
    shows_standing: bool = False


class KindControls(Protocol):
    """What a module in this folder offers."""

    CHECKS: str  # what the button says that checks the answer where a key is found; "" for none
    ASKS_CONFIDENCE: bool

    @staticmethod
    def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
        """Make controls that show the response and tell the form what a learner does."""


@cache
def kind_controls() -> dict[str, KindControls]:
    """Import and return every kind's controls, by the kind's name."""
    return {
        info.name.replace("_", "-"): cast(KindControls, importlib.import_module(f"{__name__}.{info.name}"))
        for info in pkgutil.iter_modules(__path__)
    }


def controls_of(item: Item) -> KindControls:
    """Return the controls of this item's kind; `KeyError` if there is none."""
    return kind_controls()[item.kind]


def options_of(options: Iterable[Any]) -> Options:
    """Return the options of an item as a toolkit takes them: text, then id."""
    return [(option.text, option.id) for option in options]


def tick_boxes(
    toolkit: Toolkit, options: Iterable[Any], chosen: Iterable[str], form: FormLink
) -> dict[str, Control]:
    """Make a box to tick for each option, by the option's id."""
    return {one.id: toolkit.tick(one.text, one.id in chosen, form.clicked) for one in options}


def ticked(boxes: Mapping[str, Control]) -> list[str]:
    """Return the ids whose box is ticked."""
    return [id for id, box in boxes.items() if box.value]


def drop_downs(
    toolkit: Toolkit,
    asked: Iterable[Any],
    blank: str,
    options: Iterable[Any],
    chosen: Mapping[str, str],
    changed: Callable[[], None],
) -> dict[str, Control]:
    """Make a drop-down list of the options for each thing asked, by its id; `blank` stands for no choice yet."""
    entries = [(blank, ""), *options_of(options)]
    return {one.id: toolkit.choose(one.text, entries, chosen.get(one.id, ""), changed) for one in asked}


def chosen_in(lists: Mapping[str, Control]) -> dict[str, str]:
    """Return what is chosen in each list, by its id; lists that are still blank are left out."""
    return {id: one.value for id, one in lists.items() if one.value}
