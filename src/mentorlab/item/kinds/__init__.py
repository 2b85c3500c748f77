"""The exercise kinds, one module each, found by looking in this folder.

A module `choice.py` defines what `Kind` below lists: `NAME`, `TRAITS`, `Item`, `Key`, `Response`, `read`, `score`,
`missing`, `model`, `everything`, `guess`, `effort`, `to_explain`, `by_form`. Where learners' answers are many and
made of few things, it may define `answer_parts(item, key)` too (`mentorlab.item.answer_parts`).

Nothing outside of this folder asks for a kind by its name: what others must know of it, it declares.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
from functools import cache
from typing import Any, Protocol, cast

from mentorlab.dialect.tree import Document, Section
from mentorlab.item import model as base
from mentorlab.item.answer_parts import TakeApart
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Fact
from mentorlab.item.pickable import Pickable
from mentorlab.item.traits import Effort, Traits
from mentorlab.talk.model import Talk


class Kind(Protocol):
    """What a module in this folder offers."""

    NAME: str
    TRAITS: Traits
    Item: type[base.Item]
    Key: type[base.Key]
    Response: type[base.Response]

    @staticmethod
    def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[base.Item, base.Key]:
        """Read the item and key that the notation says; the first section is the exercise's own heading.

        `context` holds `talks` (name of a file in talks/ -> (Talk, TalkKey)). Raises `DialectError`.
        """

    @staticmethod
    def score(item: Any, key: Any, response: Any) -> base.Score:
        """Score a response; pure, and never raises for a response that validates."""

    @staticmethod
    def missing(item: Any, response: Any) -> tuple[Fact, ...]:
        """Return what is still to be answered; empty when complete. Needs no key."""

    @staticmethod
    def model(item: Any, key: Any) -> base.Response:
        """Return a response that earns everything."""

    @staticmethod
    def everything(item: Any) -> base.Response | None:
        """Return a response that ticks all there is to tick; None where a kind has nothing of the sort."""

    @staticmethod
    def guess(item: Any, draw: random.Random) -> base.Response:
        """Draw a complete response blindly from the public part."""

    @staticmethod
    def effort(item: Any) -> Effort:
        """Return how long the item takes beyond reading and thinking."""

    @staticmethod
    def to_explain(item: Any, key: Any) -> tuple[str, ...]:
        """Return the ids of the parts that want an explanation; `traits.WHOLE` for the exercise as a whole."""

    @staticmethod
    def by_form(item: Any, taste: Taste) -> tuple[base.Response, ...]:
        """Return what somebody may answer who looks at the form alone; empty where it gives nothing to go by."""


REQUIRED = tuple(name for name in (*Kind.__annotations__, *vars(Kind)) if not name.startswith("_"))


def taking_apart(item: base.Item, key: base.Key) -> TakeApart | None:
    """Return what takes this item's answers apart; None where its kind does not."""
    answer_parts = getattr(kind(item.kind), "answer_parts", None)
    return None if answer_parts is None else cast(TakeApart, answer_parts(item, key))


@cache
def kinds() -> dict[str, Kind]:
    """Find every kind by its name: `{"choice": <module>, …}`.

    Raises
    ------
    ImportError : a module in this folder does not define all that a kind must
    """
    found: dict[str, Kind] = {}
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        if lacking := [name for name in REQUIRED if not hasattr(module, name)]:
            raise ImportError(
                f"{module.__file__} defines no {', no '.join(lacking)}: item/kinds/__init__.py says what each is."
            )
        found[module.NAME] = cast(Kind, module)
    return found


def kind(name: str) -> Kind:
    """Find the kind of this name; a `KeyError` whose message lists what there is."""
    try:
        return kinds()[name]
    except KeyError:
        raise KeyError(
            f"there is no exercise kind “{name}”; there are {', '.join(sorted(kinds()))}"
        ) from None


def traits(item: base.Item) -> Traits:
    """Return what this item's kind declares of itself."""
    return kind(item.kind).TRAITS


def talk_of(item: base.Item) -> Talk | None:
    """Return the talk that an item plays; None where it plays none."""
    talk = getattr(item, "talk", None)
    return talk if isinstance(talk, Talk) else None


def pickable(item: base.Item, key: base.Key) -> Pickable | None:
    """Return what may be picked in this exercise; None where its kind has nothing of the sort."""
    made: Any = getattr(kind(item.kind), "pickable", None)
    found: Pickable | None = made(item, key) if made is not None else None
    return found
