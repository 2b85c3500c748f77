"""Pick one, or all that apply."""

from __future__ import annotations

import random
from enum import Enum
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, Section
from mentorlab.item import model as base
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Fact, Given
from mentorlab.item.model import Id, Option, Part, Score, Share
from mentorlab.item.notation import check_attributes, entry_text, explained, ids_of, open_exercise
from mentorlab.item.parts import gone, known, trim
from mentorlab.item.pickable import Pickable
from mentorlab.item.score_explanation import Net, Sum, Whole
from mentorlab.item.scoring import score_picks
from mentorlab.item.traits import Effort, Traits

NAME = "choice"
TRAITS = Traits()
FAIR = 0.5


class Choose(Fact, Enum):
    """What is still to be chosen."""

    ONE = "one option"
    ALL = "all that apply"
    ONE_ONLY = "one option, where several are chosen"


class OneChosen(Whole):
    """One option was chosen, which is worth so much."""


class SeveralChosen(Sum):
    """More than one option was chosen where one was asked for, which earns nothing."""


class ChosenSum(Net):
    """All that apply were to be chosen: the share that fits, less the share that does not."""


class Item(base.Item):
    """The options in their author's order."""

    kind: Literal["choice"] = "choice"
    options: tuple[Option, ...]
    many: bool = False  # all that apply, and not one


class Key(base.Key):
    """What picking each option earns: 1, 0.5 or 0; with `many`, 1 for a right one and 0 for a wrong one."""

    worth: dict[str, Share]


class Response(base.Response):
    """The ids of what was picked."""

    chosen: tuple[Id, ...] = Field(default=(), max_length=500)


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """Boxes: `[x]` is good, `[ ]` is weak, `{fair}` on a weak one earns half; `pick=many` for all that apply."""
    exercise = open_exercise(document, sections, context, options={"pick"})
    pick = exercise.options.get("pick", "one")
    if pick not in {"one", "many"}:
        raise exercise.fault(f"“pick={pick}” is unknown.", "Write pick=many, or leave it out to pick one.")
    many = pick == "many"
    worth: dict[str, float] = {}
    ids_of(exercise, exercise.entries, "option")
    for entry in exercise.entries:
        if entry.box is None:
            raise exercise.error(
                entry.line, "This option has no box.", "Begin it with [x] if it is good, with [ ] if not."
            )
        fair = entry.attributes.worth == "fair"
        if fair and (many or entry.box):
            raise exercise.error(
                entry.line,
                "“fair” stands on a ticked option." if entry.box else "“fair” means nothing with pick=many.",
                "Put it on an option with [ ], where one is picked; take it out here.",
            )
        check_attributes(
            document,
            entry.line,
            entry.attributes,
            worth={"fair", "good" if entry.box else "weak"},
            options=(),
        )
        worth[entry.attributes.id] = 1.0 if entry.box else FAIR if fair else 0.0
    right = sum(value == 1 for value in worth.values())
    if right == 0:
        raise exercise.fault("No option is right.", "Tick the good one: [x].")
    if many and (right < 2 or len(worth) - right < 2):
        raise exercise.fault(
            f"With pick=many, {right} of {len(worth)} options are right.",
            "Write at least two right ones and two wrong ones.",
        )
    if len(worth) == right:
        raise exercise.fault("Every option is right.", "Write at least one that is not: [ ].")
    options = tuple(Option(id=entry.attributes.id, text=entry_text(entry)) for entry in exercise.entries)
    item = Item(**exercise.shared, options=options, many=many)
    return item, Key(**exercise.closed, explanations=explained(exercise.entries), worth=worth)


def score(item: Item, key: Key, response: Response) -> Score:
    """Score one option by its worth; with `many`, the share of right ones picked less that of wrong ones picked."""
    chosen = known(response.chosen, item.options)
    value, parts, how = (_many if item.many else _one)(item, key, set(chosen))
    lost = missing(item, response)
    return Score(
        value=value,
        parts=parts + gone(len(set(response.chosen)) - len(chosen)),
        complete=not lost,
        missing=lost,
        how=how if chosen else None,
    )


def pickable(item: Item, key: Key) -> Pickable:
    """The options with their worth."""
    ids = [option.id for option in item.options]
    return Pickable(
        texts=tuple(option.text for option in item.options),
        worths=tuple(key.worth.get(id, 0.0) for id in ids),
        many=item.many,
        respond=lambda places: Response(chosen=tuple(ids[place] for place in places)),
    )


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Nothing is picked, or more than one where one was asked for."""
    count = len(known(response.chosen, item.options))
    if count == 0:
        return (Choose.ALL,) if item.many else (Choose.ONE,)
    return (Choose.ONE_ONLY,) if count > 1 and not item.many else ()


def model(item: Item, key: Key) -> Response:
    """The first option that earns most; with `many`, all the right ones."""
    if item.many:
        return Response(chosen=tuple(o.id for o in item.options if key.worth.get(o.id, 0) == 1))
    best = max(item.options, key=lambda option: key.worth.get(option.id, 0), default=None)
    return Response(chosen=(best.id,) if best else ())


def everything(item: Item) -> Response:
    """Every option."""
    return Response(chosen=tuple(option.id for option in item.options))


def guess(item: Item, draw: random.Random) -> Response:
    """One at random; with `many`, any set of them but the empty one."""
    if not item.many:
        return Response(chosen=(draw.choice(item.options).id,))
    some = [option.id for option in item.options if draw.random() < 0.5]
    return Response(chosen=tuple(some) or (draw.choice(item.options).id,))


def effort(item: Item) -> Effort:
    """Return no minutes: reading and thinking is all it takes."""
    return Effort()


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return every option: each tempts somebody for another reason."""
    return tuple(option.id for option in item.options)


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Pick each option that is liked, one a response; with `many`, tick them together."""
    texts = [option.text for option in item.options]
    if item.many:
        ticked = tuple(item.options[n].id for n in taste.ticks(texts))
        return (Response(chosen=ticked),) if ticked else ()
    return tuple(Response(chosen=(item.options[n].id,)) for n in taste.picks(texts))


def _one(item: Item, key: Key, chosen: set[str]) -> tuple[float, tuple[Part, ...], Sum]:
    alone = len(chosen) == 1
    parts = tuple(
        Part(
            id=option.id,
            label=trim(option.text),
            given=Given.CHOSEN if alone else Given.CHOSEN_WITH_OTHERS,
            right=alone and key.worth.get(option.id, 0.0) == 1,
            share=key.worth.get(option.id, 0.0) if alone else 0.0,
            why=key.explanations.get(option.id, ""),
        )
        for option in item.options
        if option.id in chosen
    )
    return (parts[0].share, parts, OneChosen(parts[0].share)) if alone else (0.0, parts, SeveralChosen())


def _many(item: Item, key: Key, chosen: set[str]) -> tuple[float, tuple[Part, ...], Sum]:
    right = {id for id, worth in key.worth.items() if worth == 1}
    picks = score_picks(item.options, chosen, right, key.explanations, (Given.CHOSEN, Given.LEFT_OUT))
    return picks.value, picks.parts, ChosenSum(*picks.counts)
