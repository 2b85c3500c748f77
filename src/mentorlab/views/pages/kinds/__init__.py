"""How each exercise kind stands on a page: one module a kind, called as the kind is (`gap_match.py` for `gap-match`).

Each defines what `KindPage` names, and whatever other static HTML its controls show. It needs no kernel and no
widget library, because marking prints the same pages. What a response is worth, `item/kinds/` knows; the live
fields are in `controls/kinds/`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple, Protocol, cast

from mentorlab.item.model import Item
from mentorlab.views.pages.text import plain


class Row(NamedTuple):
    """One thing answered, in plain text: what was asked (may be empty) and what was given ("" for nothing)."""

    asked: str
    given: str


class KindPage(Protocol):
    """What a module in this folder offers."""

    @staticmethod
    def labels(item: Any, key: Any) -> dict[str, str]:
        """Return what the learner sees of each id that an explanation may be about, in the order of the page."""

    @staticmethod
    def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
        """Return the response in plain text, row by row; ids that the item no longer has are left out."""


@cache
def kind_pages() -> dict[str, KindPage]:
    """Import and return every kind's page, by the kind's name."""
    return {
        info.name.replace("_", "-"): cast(KindPage, importlib.import_module(f"{__name__}.{info.name}"))
        for info in pkgutil.iter_modules(__path__)
    }


def kind_page(item: Item) -> KindPage:
    """Return the page of this item's kind; `KeyError` if there is none."""
    return kind_pages()[item.kind]


def texts(options: Iterable[Any]) -> dict[str, str]:
    """Map id to text, for anything that has both."""
    return {option.id: option.text for option in options}


def listed(options: Iterable[Any], chosen: Collection[str]) -> tuple[Row, ...]:
    """Return a row for each option whose id was chosen, in the order of the page; one blank row if none was."""
    return tuple(Row("", plain(option.text)) for option in options if option.id in chosen) or (Row("", ""),)


def placed(asked: Iterable[Any], options: Iterable[Any], chosen: Mapping[str, str]) -> tuple[Row, ...]:
    """Return a row for each thing asked, with the text of the option chosen for it; `chosen` maps id to id."""
    names = texts(options)
    return tuple(Row(plain(one.text), plain(names.get(chosen.get(one.id, ""), ""))) for one in asked)
