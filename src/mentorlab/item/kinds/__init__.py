"""The exercise kinds, one module each, found by looking in this folder.

A module `choice.py` defines (names as in `Kind` below): `NAME`, `Item`, `Key`, `Response`, `read`, `score`,
`missing`, `model`, `everything`, `guess`. Where learners' answers are many and made of few things, it may define
`facets(item, key)` too (`mentorlab.item.answer_parts`).
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
from mentorlab.item.facts import Fact

# Kinds that nobody marks. They stand in lessons alone: content/load.py refuses them in an assignment.
LESSONS_ALONE = frozenset({"rating", "take-away"})
# Kinds that no rule gives a value: a person reads a reflection.
NOT_BY_RULE = LESSONS_ALONE | {"extended-text"}
# Kinds that ask nothing: they are tools, which count as neither answered nor unanswered.
TOOLS = frozenset({"take-away"})


class Kind(Protocol):
    """What a module in this folder offers."""

    NAME: str
    Item: type[base.Item]
    Key: type[base.Key]
    Response: type[base.Response]

    @staticmethod
    def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[base.Item, base.Key]:
        """The item and key that the notation says; the first section is the exercise's own heading.

        `context` holds `talks` (name of a file in talks/ -> (Talk, TalkKey)). Raises `DialectError`.
        """

    @staticmethod
    def score(item: Any, key: Any, response: Any) -> base.Score:
        """A pure function; never raises for a response that validates."""

    @staticmethod
    def missing(item: Any, response: Any) -> tuple[Fact, ...]:
        """What is still to be answered; empty when complete. Needs no key."""

    @staticmethod
    def model(item: Any, key: Any) -> base.Response:
        """A response that earns everything."""

    @staticmethod
    def everything(item: Any) -> base.Response | None:
        """Ticking all there is to tick; None where a kind has nothing of the sort."""

    @staticmethod
    def guess(item: Any, draw: random.Random) -> base.Response:
        """A complete response chosen blindly from the public part."""


def taking_apart(item: base.Item, key: base.Key) -> TakeApart | None:
    """What takes this item's answers apart; None where its kind does not."""
    facets = getattr(kind(item.kind), "facets", None)
    return None if facets is None else cast(TakeApart, facets(item, key))


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name: `{"choice": <module>, …}`."""
    found: dict[str, Kind] = {}
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        found[module.NAME] = cast(Kind, module)
    return found


def kind(name: str) -> Kind:
    """The kind of this name; a `KeyError` whose message lists what there is."""
    try:
        return kinds()[name]
    except KeyError:
        raise KeyError(
            f"there is no exercise kind “{name}”; there are {', '.join(sorted(kinds()))}"
        ) from None
