"""Put a phrase into each gap."""

from __future__ import annotations

import random
import re
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, Section
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
from mentorlab.item.shuffle import short_hash, shuffled
from mentorlab.item.text_match import fold, word_of
from mentorlab.item.traits import WHOLE, Effort, Traits

NAME = "gap-match"
TRAITS = Traits()
GAP = "___"
_GAP = re.compile(r"_{3,}")


class GapsOpen(Open):
    """Gaps without a phrase."""


class FilledSum(AboveChance):
    """What is right, less what a blind guess among the phrases gets; the chance is one in as many."""


class Item(base.Item):
    """Gaps in their order, each text with one `___`; phrases in an order that a hash decides.

    A phrase's id comes from its own words, so that it does not say which gap it belongs to.
    """

    kind: Literal["gap-match"] = "gap-match"
    gaps: tuple[Option, ...]
    phrases: tuple[Option, ...]


class Key(base.Key):
    """Each gap's phrase."""

    right: dict[str, str]


class Response(base.Response):
    """Gap id -> phrase id."""

    filled: dict[Id, Id] = Field(default_factory=dict, max_length=500)


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """`- text ___. -> phrase {#id}`; an entry without a gap and an arrow is a phrase that belongs nowhere."""
    exercise = open_exercise(document, sections, context)
    ids_of(exercise, exercise.entries, "entry")
    notes, explanations = explained(exercise.entries), {}
    gaps: list[Option] = []
    phrases: dict[str, Option] = {}
    right: dict[str, str] = {}
    taken = {entry.attributes.id for entry in exercise.entries if entry.target}
    for entry in exercise.entries:
        no_box(exercise, entry)
        check_attributes(document, entry.line, entry.attributes)
        count = len(_GAP.findall(entry.text))
        if count > 1:
            raise exercise.error(entry.line, "This entry has more than one gap.", "Write one ___ a line.")
        if count == 0 and entry.target:
            raise exercise.error(
                entry.line,
                "This entry has a phrase and no gap.",
                "Write ___ where the phrase belongs, or take the arrow out if it belongs nowhere.",
            )
        if count == 1 and not entry.target:
            raise exercise.error(
                entry.line, "Nothing belongs in this gap.", "Write ` -> ` and its phrase at the end."
            )
        phrase = flow(entry.target or entry.text)
        if count == 0:
            if fold(phrase) in phrases:
                raise exercise.error(
                    entry.line, f"The phrase “{phrase}” is there already.", "Take one of the two out."
                )
            # The author's id stays with the author: it might say that this one belongs nowhere.
            id = _phrase(phrase, taken).id
            phrases[fold(phrase)] = Option(id=id, text=phrase)
        else:
            id = entry.attributes.id
            option = phrases.setdefault(fold(phrase), _phrase(phrase, taken))
            gaps.append(Option(id=id, text=_GAP.sub(GAP, flow(entry.text))))
            right[id] = option.id
        if entry.attributes.id in notes:
            explanations[id] = notes[entry.attributes.id]
        taken.add(phrases[fold(phrase)].id)
    _check(exercise, gaps, right)
    by_id = {phrase.id: phrase for phrase in phrases.values()}
    avoid = tuple(dict.fromkeys(right[gap.id] for gap in gaps))
    item = Item(
        **exercise.shared,
        gaps=tuple(gaps),
        phrases=tuple(by_id[id] for id in shuffled(tuple(by_id), exercise.id, avoid=avoid)),
    )
    return item, Key(**exercise.closed, explanations=explanations, right=right)


def score(item: Item, key: Key, response: Response) -> Score:
    """Score the share right above chance; what was put somewhere wrongly may have an explanation of its own."""
    return score_placed(
        item.gaps,
        item.phrases,
        response.filled,
        key.right,
        explanations=key.explanations,
        explains=lambda phrase, right: not right,
        how=FilledSum,
        missing=missing(item, response),
    )


def answer_parts(item: Item, key: Key) -> TakeApart:
    """Each gap with what was put there."""
    things = [one.id for one in item.gaps]
    return placing("filled", things, [one.id for one in item.phrases], key.right)


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Gaps without a phrase."""
    names = texts(item.phrases)
    empty = [gap.text for gap in item.gaps if response.filled.get(gap.id) not in names]
    return (GapsOpen(tuple(empty)),) if empty else ()


def model(item: Item, key: Key) -> Response:
    """Every gap with its phrase."""
    return Response(filled={gap.id: key.right[gap.id] for gap in item.gaps if gap.id in key.right})


def everything(item: Item) -> None:
    """A gap holds one phrase only."""


def guess(item: Item, draw: random.Random) -> Response:
    """A phrase at random for every gap; one may stand in several."""
    return Response(filled={gap.id: draw.choice(item.phrases).id for gap in item.gaps})


def effort(item: Item) -> Effort:
    """Return no minutes: reading and thinking is all it takes."""
    return Effort()


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return the exercise as a whole; and each gap, where no note stands for all of them."""
    return (WHOLE,) if key.note else (*key.right, WHOLE)


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Fill the phrases in as they stand, where that is the taste."""
    if not taste.takes_first:
        return ()
    return (
        Response(filled={gap.id: phrase.id for gap, phrase in zip(item.gaps, item.phrases, strict=False)}),
    )


def _phrase(text: str, taken: set[str]) -> Option:
    id = word_of(text)
    return Option(id=f"{id}-{short_hash(text)}" if id in taken else id, text=text)


def _check(exercise: ExerciseParts, gaps: list[Option], right: dict[str, str]) -> None:
    if not gaps:
        raise exercise.fault("There is no gap.", "Write ___ in an entry, and its phrase after ` -> `.")
    if len(gaps) < 2 or len(set(right.values())) < 2:
        raise exercise.fault(
            "There are fewer than two gaps with phrases of their own.", "Write at least two."
        )
