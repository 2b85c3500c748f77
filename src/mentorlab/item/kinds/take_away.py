"""Fill in a tool that goes on being used at work: it is kept, and never checked, scored or handed in.

It stands in lessons alone. With `each=mentee` there is a sheet for every mentee, under initials.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from mentorlab.dialect.tree import Document, ListItem, Section
from mentorlab.item import model as base
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Detail, Fact
from mentorlab.item.meetings import LONGEST
from mentorlab.item.model import Id, Option, Score, Strict, Text
from mentorlab.item.notation import (
    ExerciseParts,
    check_attributes,
    entry_text,
    flow,
    ids_of,
    no_box,
    open_exercise,
    unmarked,
)
from mentorlab.item.text_match import fold
from mentorlab.item.traits import FIELD, Effort, Traits

NAME = "take-away"
TRAITS = Traits(marked_by="nobody", tool=True)
MOST_SHEETS = 12  # that a form offers; two windows together may have made more
LETTERS = 4  # of somebody's initials
ONLY = "only"  # the id of the sheet where there is but one
MINUTES = 25  # of a meeting that does not say how long it takes


def initials(text: str) -> str:
    """The letters of somebody's initials, `K. O.` as `KO`.

    Raises
    ------
    ValueError : there are more than four, or other signs among them
    """
    found = unicodedata.normalize("NFC", "".join(re.split(r"[\s.·-]+", text)))
    letters = sum(unicodedata.category(sign).startswith("L") for sign in found)
    marks = sum(unicodedata.category(sign).startswith("M") for sign in found)
    if letters > LETTERS or letters + marks < len(found) or marks > 2 * letters:
        raise ValueError(f"initials are at most {LETTERS} letters")
    return found


Initials = Annotated[str, Field(max_length=3 * LETTERS), AfterValidator(initials)]


class NobodyMarks(Detail):
    """It is the learner's own, and nobody marks it."""


class Blank(Option):
    """One field. `dates` are dates, one a line; `share` says that it stands on the mentee's page too."""

    hint: str = ""
    type: Literal["text", "dates"] = "text"
    share: bool = False
    minutes: int = Field(default=MINUTES, ge=1, le=LONGEST)


class Item(base.Item):
    """The fields, and whether there is a sheet for each mentee."""

    kind: Literal["take-away"] = "take-away"
    fields: tuple[Blank, ...]
    each: bool = False


class Key(base.Key):
    """There is nothing to know."""


class Sheet(Strict):
    """What stands in the fields, and whom it is about."""

    initials: Initials = ""
    fields: dict[Id, Text] = Field(default_factory=dict, max_length=500)


class Response(base.Response):
    """Sheet id -> sheet, in the order in which they were begun."""

    sheets: dict[Id, Sheet] = Field(default_factory=dict, max_length=100)


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """A list of fields, `- label {field #id type=dates share=yes}`, each with a hint in `>` if it needs one."""
    exercise = open_exercise(document, sections, context, options={"each"})
    unmarked(exercise)
    if "objective" in exercise.options:
        raise exercise.fault(
            "A take-away judges no objective.", "Take objective= out: nothing is right in it."
        )
    if exercise.options.get("each", "mentee") != "mentee":
        raise exercise.fault(
            f"“each={exercise.options['each']}” is not known.", "Write each=mentee, or leave it out."
        )
    if exercise.closed["note"]:
        raise exercise.fault(
            "A note stands after the fields, and nothing is ever checked here.",
            "Put it before the list, or beneath the field that it is about.",
        )
    if not exercise.entries:
        raise exercise.fault("There are no fields.", "Write at least one: - What it says {field #its-id}.")
    ids_of(exercise, exercise.entries, "field")
    fields = tuple(_field(exercise, entry) for entry in exercise.entries)
    return Item(**exercise.shared, fields=fields, each="each" in exercise.options), Key(**exercise.closed)


def score(item: Item, key: Key, response: Response) -> Score:
    """No value, ever, and nothing to judge."""
    return Score(value=None, complete=True, verdict=NobodyMarks())


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Nothing: a tool is filled in when it is needed."""
    return ()


def model(item: Item, key: Key) -> Response:
    """One sheet with something in every field; no other would be better."""
    return Response(sheets={ONLY: _sheet(item, {field.id: "–" for field in item.fields})})


def everything(item: Item) -> None:
    """There is nothing to tick."""


def guess(item: Item, draw: random.Random) -> Response:
    """The words of a label in every field."""
    return Response(sheets={ONLY: _sheet(item, {field.id: field.text[:1000] for field in item.fields})})


def effort(item: Item) -> Effort:
    """Return the minutes to fill each field, on a day of its own: here it is only looked at."""
    return Effort(later=FIELD * len(item.fields))


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return nothing: nothing in it is right or wrong."""
    return ()


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Return nothing: nothing in it is right or wrong."""
    return ()


def names(sheets: Mapping[str, str]) -> dict[str, str]:
    """What each sheet (its id -> initials) is called: `KO`, `KO-2` for another one, and "" where there are none."""
    taken: dict[str, int] = {}
    called = {}
    for id, letters in sheets.items():
        place = taken[fold(letters)] = taken.get(fold(letters), 0) + 1
        called[id] = letters if place == 1 else "-".join(filter(None, [letters, str(place)]))
    return called


def _sheet(item: Item, fields: dict[str, str]) -> Sheet:
    return Sheet(initials="KO" if item.each else "", fields=fields)


def _field(exercise: ExerciseParts, entry: ListItem) -> Blank:
    no_box(exercise, entry)
    check_attributes(
        exercise.document,
        entry.line,
        entry.attributes,
        kinds={"field"},
        options={"type", "share", "minutes"},
    )
    options = entry.attributes.options
    for key, known in (("type", {"text", "dates"}), ("share", {"yes"})):
        if key in options and options[key] not in known:
            raise exercise.error(
                entry.line,
                f"“{key}={options[key]}” is not known.",
                f"Write one of {', '.join(sorted(known))}, or leave it out.",
            )
    dates = options.get("type") == "dates"
    minutes = options.get("minutes", str(MINUTES))
    if not re.fullmatch(r"[1-9]\d{0,2}", minutes, re.ASCII) or int(minutes) > LONGEST:
        raise exercise.error(
            entry.line,
            f"“minutes={minutes}” is not the length of a meeting.",
            f"Write a number up to {LONGEST}.",
        )
    if "minutes" in options and not dates:
        raise exercise.error(entry.line, "Only dates take minutes=.", "Add type=dates, or take minutes= out.")
    return Blank(
        id=entry.attributes.id,
        text=entry_text(entry),
        hint=flow(entry.note),
        type="dates" if dates else "text",
        share="share" in options,
        minutes=int(minutes),
    )
