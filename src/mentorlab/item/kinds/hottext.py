"""Mark passages in a transcript."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, Section
from mentorlab.item import model as base
from mentorlab.item.answer_parts import AnswerParts, TakeApart
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Detail, Fact, Given
from mentorlab.item.model import Id, Option, Score
from mentorlab.item.notation import check_attributes, entry_text, explained, ids_of, open_exercise
from mentorlab.item.parts import gone, known
from mentorlab.item.pickable import Pickable
from mentorlab.item.score_explanation import Net
from mentorlab.item.scoring import score_picks
from mentorlab.item.traits import Effort, Traits

NAME = "hottext"
TRAITS = Traits()


class NothingMarked(Detail):
    """No passage is marked yet."""


class MarkedSum(Net):
    """The share of passages to mark that are marked, less the share of those to leave."""


class TextPassage(Option):
    """One passage of the transcript, in its place; `markable` where a mark may stand on it."""

    markable: bool = True


class Item(base.Item):
    """The transcript. Passages that cannot be marked may have an empty id."""

    kind: Literal["hottext"] = "hottext"
    passages: tuple[TextPassage, ...]


class Key(base.Key):
    """The passages to mark."""

    right: tuple[str, ...]


class Response(base.Response):
    """The ids of what was marked."""

    marked: tuple[Id, ...] = Field(default=(), max_length=500)


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """`[x]` is a passage to mark, `[ ]` one to leave; without a box it cannot be marked."""
    exercise = open_exercise(document, sections, context)
    boxed = [entry for entry in exercise.entries if entry.box is not None]
    ids_of(
        exercise,
        [entry for entry in exercise.entries if entry.box is not None or entry.attributes.id],
        "passage",
    )
    for entry in exercise.entries:
        check_attributes(document, entry.line, entry.attributes)
        if entry.box is None and entry.note.strip():
            raise exercise.error(
                entry.line,
                "A passage that cannot be marked has an explanation that nobody would see.",
                "Give it a box, or take the explanation out.",
            )
    right = tuple(entry.attributes.id for entry in boxed if entry.box)
    if not right or len(right) == len(boxed):
        raise exercise.fault(
            "Every passage with a box is to be marked." if right else "No passage is to be marked.",
            "Write at least one to mark, [x], and one to leave, [ ].",
        )
    passages = tuple(
        TextPassage(id=entry.attributes.id, text=entry_text(entry), markable=entry.box is not None)
        for entry in exercise.entries
    )
    item = Item(**exercise.shared, passages=passages)
    return item, Key(**exercise.closed, explanations=explained(exercise.entries), right=right)


def score(item: Item, key: Key, response: Response) -> Score:
    """Score the share of right passages marked less the share of wrong ones marked."""
    passages = _markable(item)
    marked = known(response.marked, passages)
    picks = score_picks(
        passages, set(marked), set(key.right), key.explanations, (Given.MARKED, Given.NOT_MARKED)
    )
    lost = missing(item, response)
    return Score(
        value=picks.value,
        parts=picks.parts + gone(len(set(response.marked)) - len(marked)),
        complete=not lost,
        missing=lost,
        how=MarkedSum(*picks.counts) if marked else None,
    )


def answer_parts(item: Item, key: Key) -> TakeApart:
    """Each passage, marked or not."""
    ids = [passage.id for passage in _markable(item)]
    right = frozenset(ids) & frozenset(key.right)

    def take_apart(response: Mapping[str, Any]) -> AnswerParts | None:
        given = response.get("marked")
        if type(given) is not list or not given or len(response) != 1:
            return None
        try:
            marked = frozenset(given)
        except TypeError:  # a list where an id should be
            return None
        if len(marked) != len(given) or not marked.issubset(ids):
            return None
        whole = (len(marked & right), len(marked))
        parts = tuple([(id, id in marked) for id in ids])
        return AnswerParts(whole, parts, tuple([id for id in ids if id in marked]))

    return take_apart


def pickable(item: Item, key: Key) -> Pickable:
    """The passages that can be marked, each worth all or nothing."""
    passages = _markable(item)
    return Pickable(
        texts=tuple(passage.text for passage in passages),
        worths=tuple(float(passage.id in key.right) for passage in passages),
        many=True,
        respond=lambda places: Response(marked=tuple(passages[place].id for place in places)),
    )


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Nothing is marked."""
    return () if known(response.marked, _markable(item)) else (NothingMarked(),)


def model(item: Item, key: Key) -> Response:
    """All the right passages, in the transcript's order."""
    return Response(marked=tuple(passage.id for passage in _markable(item) if passage.id in key.right))


def everything(item: Item) -> Response:
    """Every passage that can be marked."""
    return Response(marked=tuple(passage.id for passage in _markable(item)))


def guess(item: Item, draw: random.Random) -> Response:
    """Any set of passages but the empty one."""
    passages = _markable(item)
    some = [passage.id for passage in passages if draw.random() < 0.5]
    return Response(marked=tuple(some) or (draw.choice(passages).id,))


def effort(item: Item) -> Effort:
    """Return no minutes: reading and thinking is all it takes."""
    return Effort()


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return every passage that can be marked: each tempts somebody for another reason."""
    return tuple(passage.id for passage in _markable(item))


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Mark the passages that are liked."""
    passages = _markable(item)
    ticked = tuple(passages[n].id for n in taste.ticks([passage.text for passage in passages]))
    return (Response(marked=ticked),) if ticked else ()


def _markable(item: Item) -> tuple[TextPassage, ...]:
    return tuple(passage for passage in item.passages if passage.markable)
