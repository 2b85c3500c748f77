"""Rank options by a measure, with ties allowed."""

from __future__ import annotations

import random
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, Section
from mentorlab.item import model as base
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Fact, Open
from mentorlab.item.model import Id, Option, Part, Score
from mentorlab.item.notation import check_attributes, explained, flow, ids_of, no_box, open_exercise
from mentorlab.item.parts import gone, known, picked, texts, trim
from mentorlab.item.score_explanation import Sum
from mentorlab.item.traits import Effort, Traits

NAME = "ranking"
TRAITS = Traits()


class RanksOpen(Open):
    """Options without a rank."""


class RanksSum(Sum):
    """How many ranks are right."""

    right: int
    whole: int


class Item(base.Item):
    """The options, and the ranks from the highest."""

    kind: Literal["ranking"] = "ranking"
    options: tuple[Option, ...]
    ranks: tuple[Option, ...]


class Key(base.Key):
    """Each option's rank."""

    right: dict[str, str]


class Response(base.Response):
    """Option id -> rank id."""

    ranked: dict[Id, Id] = Field(default_factory=dict, max_length=500)


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """Read `- option -> rank {#id}`."""
    exercise = open_exercise(document, sections, context)
    ids_of(exercise, exercise.entries, "option")
    for entry in exercise.entries:
        no_box(exercise, entry)
        check_attributes(document, entry.line, entry.attributes)
        if not entry.target.isdecimal():
            raise exercise.error(
                entry.line, "This option has no rank.", "Write ` -> ` and a number at its end."
            )
    numbers = sorted({int(entry.target) for entry in exercise.entries})
    item = Item(
        **exercise.shared,
        options=tuple(Option(id=one.attributes.id, text=flow(one.text)) for one in exercise.entries),
        ranks=tuple(Option(id=f"rank-{number}", text=str(number)) for number in numbers),
    )
    right = {entry.attributes.id: f"rank-{int(entry.target)}" for entry in exercise.entries}
    return item, Key(**exercise.closed, explanations=explained(exercise.entries), right=right)


def score(item: Item, key: Key, response: Response) -> Score:
    """Score the share of ranks that are right."""
    names = texts(item.ranks)
    parts = []
    for option in item.options:
        rank = response.ranked.get(option.id)
        right = rank in names and rank == key.right.get(option.id)
        why = key.explanations.get(option.id, "")
        given = picked(names, rank)
        parts.append(Part(option.id, trim(option.text), given, right, float(right), why))
    right, here = sum(bool(part.right) for part in parts), known(response.ranked, item.options)
    parts += gone(len(response.ranked) - len(here))
    lost = missing(item, response)
    return Score(
        value=right / len(item.options),
        parts=tuple(parts),
        complete=not lost,
        missing=lost,
        how=RanksSum(right, len(item.options)) if here else None,
    )


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Return the options without a rank."""
    names = texts(item.ranks)
    left = tuple(option.text for option in item.options if response.ranked.get(option.id) not in names)
    return (RanksOpen(left),) if left else ()


def model(item: Item, key: Key) -> Response:
    """Return every option with its rank."""
    return Response(ranked=key.right)


def everything(item: Item) -> None:
    """Return None: an option has one rank."""


def guess(item: Item, draw: random.Random) -> Response:
    """Draw a rank for every option."""
    return Response(ranked={option.id: draw.choice(item.ranks).id for option in item.options})


def effort(item: Item) -> Effort:
    """Return five minutes for each option."""
    return Effort(doing=5.0 * len(item.options))


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return every option."""
    return tuple(option.id for option in item.options)


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Rank highest what is liked, and everything else lowest; one response for each option that may be meant."""
    picks = taste.picks([option.text for option in item.options])
    lowest = dict.fromkeys((option.id for option in item.options), item.ranks[-1].id)
    return tuple(Response(ranked={**lowest, item.options[n].id: item.ranks[0].id}) for n in picks)
