"""Say of each statement how often, or how much; nothing is right or wrong, and nobody marks it.

It stands in lessons alone. What is kept is the step that was chosen for each statement, so that a later module
can ask the same again.
"""

from __future__ import annotations

import random
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, Section
from mentorlab.item import model as base
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Detail, Fact, Open
from mentorlab.item.model import Id, Option, Part, Score
from mentorlab.item.notation import (
    check_attributes,
    entry_text,
    explained,
    ids_of,
    list_under,
    no_box,
    open_exercise,
    unmarked,
)
from mentorlab.item.parts import gone, known, picked, texts, trim
from mentorlab.item.traits import STATEMENT, Effort, Traits

NAME = "rating"
TRAITS = Traits(marked_by="nobody")
FEWEST_STATEMENTS, FEWEST_STEPS = 2, 2


class StatementsOpen(Open):
    """Statements for which no step is chosen."""


class NobodyCounts(Detail):
    """Nothing here is right or wrong."""


class Item(base.Item):
    """Statements, and the steps that are offered for each of them, both in their author's order."""

    kind: Literal["rating"] = "rating"
    statements: tuple[Option, ...]
    steps: tuple[Option, ...]


class Key(base.Key):
    """Nothing is right: what the explanations say of a statement is shown beside its answer."""


class Response(base.Response):
    """Statement id -> step id."""

    rated: dict[Id, Id] = Field(default_factory=dict, max_length=500)


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """A list of statements, and under `{scale}` the steps, the same ones for every statement."""
    exercise = open_exercise(document, sections, context, parts={"scale"})
    unmarked(exercise)
    scales = exercise.under("scale")
    if len(scales) != 1:
        raise exercise.fault(
            f"There are {len(scales)} scales." if scales else "There is no scale.",
            "Write one heading marked {scale}, and under it the steps in their order.",
        )
    check_attributes(document, scales[0].line, scales[0].attributes, kinds={"scale"})
    steps = list_under(exercise, scales[0])
    for entries, what in ((exercise.entries, "statement"), (steps, "step")):
        ids_of(exercise, entries, what)
        for entry in entries:
            no_box(exercise, entry)
            check_attributes(document, entry.line, entry.attributes)
    if len(exercise.entries) < FEWEST_STATEMENTS:
        raise exercise.fault("There are too few statements.", "Write at least two, one a line.")
    if len(steps) < FEWEST_STEPS:
        raise exercise.error(scales[0].line, "The scale has one step.", "Write at least two.")
    item = Item(
        **exercise.shared,
        statements=tuple(
            Option(id=entry.attributes.id, text=entry_text(entry)) for entry in exercise.entries
        ),
        steps=tuple(Option(id=step.attributes.id, text=entry_text(step)) for step in steps),
    )
    return item, Key(**exercise.closed, explanations=explained(exercise.entries))


def score(item: Item, key: Key, response: Response) -> Score:
    """No value, ever."""
    steps = texts(item.steps)
    parts = []
    for one in item.statements:
        step = response.rated.get(one.id)
        given = picked(steps, step)
        why = key.explanations.get(one.id, "")
        parts.append(Part(id=one.id, label=trim(one.text), given=given, why=why))
    parts += gone(len(response.rated) - len(known(response.rated, item.statements)))
    lost = missing(item, response)
    return Score(value=None, parts=tuple(parts), complete=not lost, missing=lost, verdict=NobodyCounts())


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Statements for which no step is chosen."""
    steps = texts(item.steps)
    open_ = [one.text for one in item.statements if response.rated.get(one.id) not in steps]
    return (StatementsOpen(tuple(open_)),) if open_ else ()


def model(item: Item, key: Key) -> Response:
    """A complete response; no other would be better."""
    return Response(rated={one.id: item.steps[0].id for one in item.statements})


def everything(item: Item) -> None:
    """A statement has one step."""


def guess(item: Item, draw: random.Random) -> Response:
    """A step at random for every statement."""
    return Response(rated={one.id: draw.choice(item.steps).id for one in item.statements})


def effort(item: Item) -> Effort:
    """Return a moment for each statement."""
    return Effort(doing=STATEMENT * len(item.statements))


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return nothing: no step is right or wrong."""
    return ()


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Return nothing: no step is right or wrong."""
    return ()
