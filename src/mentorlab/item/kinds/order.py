"""Put steps in order."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, Section
from mentorlab.item import model as base
from mentorlab.item.answer_parts import AnswerParts, TakeApart
from mentorlab.item.arithmetic import above_chance, ratio
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Detail, Fact, Given, Open, Placed
from mentorlab.item.model import Id, Option, Part, Score
from mentorlab.item.notation import check_attributes, entry_text, explained, ids_of, no_box, open_exercise
from mentorlab.item.parts import gone, known, trim
from mentorlab.item.score_explanation import AboveChance
from mentorlab.item.shuffle import shuffled
from mentorlab.item.traits import WHOLE, Effort, Traits

NAME = "order"
TRAITS = Traits()
CHANCE = 0.5  # any two steps stand the right way round in half of all orders
FEWEST = 3


class NothingOrdered(Detail):
    """No step is moved, and the order in which they stand is not confirmed."""


class StepsOpen(Open):
    """Steps without a place."""


class OrderedSum(AboveChance):
    """Pairs of steps that stand the right way round, less the half that a blind guess gets."""


class Item(base.Item):
    """The steps in an order that a hash of their ids decides, and that is never the right one."""

    kind: Literal["order"] = "order"
    steps: tuple[Option, ...]


class Key(base.Key):
    """The right order of all steps, and those that may stand anywhere."""

    order: tuple[str, ...]
    free: tuple[str, ...] = ()


class Response(base.Response):
    """The steps' ids in the order given; empty until a step is moved or the order confirmed."""

    order: tuple[Id, ...] = Field(default=(), max_length=500)


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """A numbered list in its right order; an entry marked `{free}` may stand anywhere."""
    exercise = open_exercise(document, sections, context)
    if not exercise.ordered:
        raise exercise.fault(
            "The steps are not a numbered list.", "Write 1., 2., 3. before them, in their right order."
        )
    ids_of(exercise, exercise.entries, "step")
    for entry in exercise.entries:
        no_box(exercise, entry)
        check_attributes(document, entry.line, entry.attributes, kinds={"", "free"})
    right = tuple(entry.attributes.id for entry in exercise.entries)
    free = tuple(entry.attributes.id for entry in exercise.entries if entry.attributes.kind == "free")
    fixed = tuple(id for id in right if id not in free)
    if len(fixed) < FEWEST:
        raise exercise.fault(
            f"The order of {len(fixed)} steps is fixed.", f"Write at least {FEWEST} that are not {{free}}."
        )
    wording = {entry.attributes.id: entry_text(entry) for entry in exercise.entries}
    steps = tuple(Option(id=id, text=wording[id]) for id in shuffled(right, exercise.id, avoid=fixed))
    item = Item(**exercise.shared, steps=steps)
    return item, Key(**exercise.closed, explanations=explained(exercise.entries), order=right, free=free)


def score(item: Item, key: Key, response: Response) -> Score:
    """The share of pairs that stand the right way round, above chance; pairs with a free step do not count."""
    given = known(response.order, item.steps)
    place = {id: number for number, id in enumerate(given, 1)}
    fixed = _fixed(item, key)
    kept: dict[str, list[bool]] = {id: [] for id in fixed}
    for first, second in combinations(fixed, 2):
        right = first in place and second in place and place[first] < place[second]
        kept[first].append(right)
        kept[second].append(right)
    # Each pair stands in two steps' lists, which changes no ratio.
    count, pairs = sum(map(sum, kept.values())) // 2, sum(map(len, kept.values())) // 2
    share = ratio(count, pairs)
    how = OrderedSum(count, pairs, Fraction(CHANCE)) if given else None
    parts = tuple(
        Part(
            id=step.id,
            label=trim(step.text),
            given=Placed(place[step.id]) if step.id in place else Given.NOTHING,
            right=all(kept[step.id]) if step.id in kept else None,
            share=ratio(sum(kept[step.id]), len(kept[step.id])) if step.id in kept else 0.0,
            why=key.explanations.get(step.id, ""),
        )
        for step in item.steps
    )
    parts += gone(len(set(response.order)) - len(given))
    lost = missing(item, response)
    return Score(value=above_chance(share, CHANCE), parts=parts, complete=not lost, missing=lost, how=how)


def answer_parts(item: Item, key: Key) -> TakeApart:
    """Each step with its place, and with how many of its pairs stand the right way round."""
    ids = frozenset(step.id for step in item.steps)
    fixed = _fixed(item, key)
    pairs = list(combinations(fixed, 2))

    def take_apart(response: Mapping[str, Any]) -> AnswerParts | None:
        given = response.get("order")
        if type(given) is not list or len(given) != len(ids) or len(response) != 1:
            return None
        try:
            if ids.symmetric_difference(given):
                return None
        except TypeError:  # a list where an id should be
            return None
        place = {id: number for number, id in enumerate(given, 1)}
        kept = dict.fromkeys(fixed, 0)
        for first, second in pairs:
            if place[first] < place[second]:
                kept[first] += 1
                kept[second] += 1
        counts = list(kept.values())
        parts = tuple([(id, number, kept.get(id)) for id, number in place.items()])
        return AnswerParts((sum(counts), counts.count(len(fixed) - 1)), parts, tuple(place.items()))

    return take_apart


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Nothing is moved or confirmed, or a step that the order leaves out."""
    given = known(response.order, item.steps)
    if not given:
        return (NothingOrdered(),)
    left = [step.text for step in item.steps if step.id not in given]
    return (StepsOpen(tuple(left)),) if left else ()


def model(item: Item, key: Key) -> Response:
    """The author's order."""
    return Response(order=key.order)


def everything(item: Item) -> None:
    """Every order holds every step."""


def guess(item: Item, draw: random.Random) -> Response:
    """Any order."""
    steps = [step.id for step in item.steps]
    draw.shuffle(steps)
    return Response(order=tuple(steps))


def effort(item: Item) -> Effort:
    """Return no minutes: reading and thinking is all it takes."""
    return Effort()


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return the exercise as a whole."""
    return (WHOLE,)


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Leave the steps as they stand, where that is the taste."""
    return (Response(order=tuple(step.id for step in item.steps)),) if taste.takes_first else ()


def _fixed(item: Item, key: Key) -> list[str]:
    """The steps whose order counts, in the right one."""
    here = {step.id for step in item.steps}
    return [id for id in dict.fromkeys(key.order) if id in here and id not in key.free]
