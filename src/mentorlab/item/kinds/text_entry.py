"""Type a word or a number."""

from __future__ import annotations

import random
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, Section
from mentorlab.item import model as base
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Detail, Fact, Given, Label, Typed
from mentorlab.item.model import Part, Score, Share, Text
from mentorlab.item.notation import check_attributes, entry_text, explained, ids_of, open_exercise
from mentorlab.item.score_explanation import Whole
from mentorlab.item.text_match import alike
from mentorlab.item.traits import Effort, Traits

NAME = "text-entry"
TRAITS = Traits()
FAIR = 0.5


class NothingTyped(Detail):
    """Nothing is typed yet."""


class TypedWhole(Whole):
    """What was typed is taken whole, and is worth so much."""


class Item(base.Item):
    """A question with one short answer."""

    kind: Literal["text-entry"] = "text-entry"


class Key(base.Key):
    """Accepted forms with what each earns, and the id of every form that has one, accepted or not."""

    accepted: dict[str, Share]
    ids: dict[str, str] = Field(default_factory=dict)


class Response(base.Response):
    """What was typed."""

    text: Text = ""


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """`[x]` is an accepted form, `[ ]` a wrong one that deserves an explanation; `fair` earns half."""
    exercise = open_exercise(document, sections, context)
    ids_of(exercise, exercise.entries, "form")
    accepted: dict[str, float] = {}
    ids: dict[str, str] = {}
    for entry in exercise.entries:
        if entry.box is None:
            raise exercise.error(
                entry.line, "This form has no box.", "Begin it with [x] if it is accepted, with [ ] if not."
            )
        fair = entry.attributes.worth == "fair"
        if fair and entry.box:
            raise exercise.error(
                entry.line, "“fair” stands on an accepted form.", "Put it on a form with [ ], or take it out."
            )
        check_attributes(
            document, entry.line, entry.attributes, worth={"fair", "good" if entry.box else "weak"}
        )
        form = entry_text(entry)
        if any(alike(other, form) for other in ids):
            raise exercise.error(
                entry.line,
                f"“{form}” is there already.",
                "Take one of the two out: case, accents and spaces do not make two forms.",
            )
        ids[form] = entry.attributes.id
        if entry.box or fair:
            accepted[form] = 1.0 if entry.box else FAIR
    if 1.0 not in accepted.values():
        raise exercise.fault("No form is accepted.", "Write at least one with [x].")
    item = Item(**exercise.shared)
    return item, Key(**exercise.closed, explanations=explained(exercise.entries), accepted=accepted, ids=ids)


def score(item: Item, key: Key, response: Response) -> Score:
    """What the form that was typed earns; 0 for any other."""
    lost = missing(item, response)
    worth, form = 0.0, ""
    if not lost:
        forms = {**dict.fromkeys(key.ids, 0.0), **key.accepted}
        found = [(worth, form) for form, worth in forms.items() if alike(form, response.text)]
        worth, form = max(found, key=lambda pair: pair[0], default=(0.0, ""))
    part = Part(
        id=key.ids.get(form, item.id),
        label=Label.ANSWER,
        given=Given.NOTHING if lost else Typed(response.text),
        right=worth == 1,
        share=worth,
        why=key.explanations.get(key.ids.get(form, ""), ""),
    )
    how = None if lost else TypedWhole(worth)
    return Score(value=worth, parts=(part,), complete=not lost, missing=lost, how=how)


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Nothing is typed."""
    return () if response.text.strip() else (NothingTyped(),)


def model(item: Item, key: Key) -> Response:
    """The first form that earns most."""
    return Response(text=max(key.accepted, key=lambda form: key.accepted[form], default=""))


def everything(item: Item) -> None:
    """There is nothing to tick."""


def guess(item: Item, draw: random.Random) -> Response:
    """A word of the question."""
    words = [word.strip(".,;:!?“”\"'()") for word in f"{item.title} {item.stem}".split()]
    return Response(text=draw.choice([word for word in words if word] or ["nothing"])[: base.MAX_TEXT])


def effort(item: Item) -> Effort:
    """Return no minutes: reading and thinking is all it takes."""
    return Effort()


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return every form that somebody was expected to type wrongly; one that is accepted needs no words."""
    return tuple(id for form, id in key.ids.items() if key.accepted.get(form, 0) < 1)


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Return nothing: no form is shown."""
    return ()
