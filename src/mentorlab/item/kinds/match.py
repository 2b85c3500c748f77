"""Sort entries into categories."""

from __future__ import annotations

import random
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, ListItem, Section
from mentorlab.item import model as base
from mentorlab.item.answer_parts import TakeApart, placing
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Fact, Open
from mentorlab.item.model import Id, Option, Score
from mentorlab.item.notation import (
    ExerciseParts,
    check_attributes,
    explained,
    flow,
    ids_of,
    no_box,
    open_exercise,
)
from mentorlab.item.parts import texts
from mentorlab.item.score_explanation import AboveChance
from mentorlab.item.scoring import score_placed
from mentorlab.item.shuffle import short_hash
from mentorlab.item.text_match import fold, word_of
from mentorlab.item.traits import WHOLE, Effort, Traits

NAME = "match"
TRAITS = Traits()


class EntriesOpen(Open):
    """Entries that stand in no category."""


class SortedSum(AboveChance):
    """What is right, less what a blind guess among the categories gets; the chance is one in as many."""


class Item(base.Item):
    """Entries in their author's order, categories by alphabet: the order of neither says what goes where."""

    kind: Literal["match"] = "match"
    entries: tuple[Option, ...]
    categories: tuple[Option, ...]


class Key(base.Key):
    """Each entry's category."""

    right: dict[str, str]


class Response(base.Response):
    """Entry id -> category id."""

    placed: dict[Id, Id] = Field(default_factory=dict, max_length=500)


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """`- entry -> category {#id}`; an entry without an arrow is a category into which nothing belongs."""
    exercise = open_exercise(document, sections, context)
    ids_of(exercise, exercise.entries, "entry")
    entries = [entry for entry in exercise.entries if entry.target]
    spares = [entry for entry in exercise.entries if not entry.target]
    for entry in exercise.entries:
        no_box(exercise, entry)
        check_attributes(document, entry.line, entry.attributes)
    categories: dict[str, Option] = {}
    right: dict[str, str] = {}
    for entry in entries:
        name = flow(entry.target)
        category = categories.setdefault(fold(name), Option(id=word_of(name), text=name))
        if category.text != name:
            raise exercise.error(
                entry.line,
                f"The category “{name}” is written “{category.text}” elsewhere.",
                "Write it the same way everywhere.",
            )
        right[entry.attributes.id] = category.id
    if len(categories) < 2:
        raise exercise.fault(
            f"There {'is one category' if categories else 'are no entries'}.",
            "Write entries that sort into at least two categories.",
        )
    if len({category.id for category in categories.values()}) < len(categories):
        raise exercise.fault("Two categories begin with the same words.", "Begin them differently.")
    explanations = explained(entries) | _add_spares(exercise, spares, categories, set(right))
    item = Item(
        **exercise.shared,
        entries=tuple(Option(id=entry.attributes.id, text=flow(entry.text)) for entry in entries),
        categories=tuple(categories[name] for name in sorted(categories)),
    )
    return item, Key(**exercise.closed, explanations=explanations, right=right)


def _add_spares(
    exercise: ExerciseParts, spares: list[ListItem], categories: dict[str, Option], entries: set[str]
) -> dict[str, str]:
    """Put the spare categories among the others; returns what explains each of them."""
    explanations = {}
    for spare in spares:
        name = flow(spare.text)
        if fold(name) in categories:
            raise exercise.error(
                spare.line,
                f"The category “{name}” is there already.",
                "Take it out, or write ` -> ` and a category at the end if this is an entry.",
            )
        # The author's id stays with the author: it might say that nothing belongs here.
        id = word_of(name)
        if id in entries or id in {category.id for category in categories.values()}:
            id = f"{id}-{short_hash(name)}"
        categories[fold(name)] = Option(id=id, text=name)
        if spare.note.strip():
            explanations[id] = flow(spare.note)
    return explanations


def score(item: Item, key: Key, response: Response) -> Score:
    """Score the share right above chance; a category into which nothing belongs may have an explanation of its own."""
    spare = texts(item.categories).keys() - key.right.values()
    return score_placed(
        item.entries,
        item.categories,
        response.placed,
        key.right,
        explanations=key.explanations,
        explains=lambda category, right: category in spare,
        how=SortedSum,
        missing=missing(item, response),
    )


def answer_parts(item: Item, key: Key) -> TakeApart:
    """Each entry with what was put there."""
    things = [one.id for one in item.entries]
    return placing("placed", things, [one.id for one in item.categories], key.right)


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Entries that stand in no category."""
    names = texts(item.categories)
    open_ = [entry.text for entry in item.entries if response.placed.get(entry.id) not in names]
    return (EntriesOpen(tuple(open_)),) if open_ else ()


def model(item: Item, key: Key) -> Response:
    """Every entry in its category."""
    return Response(placed={entry.id: key.right[entry.id] for entry in item.entries if entry.id in key.right})


def everything(item: Item) -> None:
    """An entry stands in one category only, so there is nothing to tick too much of."""


def guess(item: Item, draw: random.Random) -> Response:
    """A category at random for every entry."""
    return Response(placed={entry.id: draw.choice(item.categories).id for entry in item.entries})


def effort(item: Item) -> Effort:
    """Return no minutes: reading and thinking is all it takes."""
    return Effort()


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return the exercise as a whole; and each entry, where no note stands for all of them."""
    return (WHOLE,) if key.note else (*key.right, WHOLE)


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Put everything into the first category, where that is the taste."""
    if not taste.takes_first:
        return ()
    return (Response(placed={entry.id: item.categories[0].id for entry in item.entries}),)
