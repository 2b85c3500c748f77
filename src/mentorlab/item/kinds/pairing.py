"""Pair people under hard constraints; hopes are shown and argued, not scored."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, ListItem, Section
from mentorlab.item import model as base
from mentorlab.item.arithmetic import above_chance, ratio
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Detail, Fact, Open
from mentorlab.item.model import Id, Option, Part, Score, Share, Text
from mentorlab.item.notation import (
    ExerciseParts,
    check_attributes,
    entry_text,
    explained,
    ids_of,
    list_under,
    no_box,
    open_exercise,
)
from mentorlab.item.pairs import best_pairs
from mentorlab.item.parts import gone, known, picked, texts, trim
from mentorlab.item.score_explanation import AboveChance
from mentorlab.item.traits import Effort, Traits

NAME = "pairing"
TRAITS = Traits()


class MenteesOpen(Open):
    """Mentees without a mentor."""


class NoArgument(Detail):
    """Nothing is written of why they are paired so."""


class NoPlace(Detail):
    """The mentor has been given more mentees than they have places for."""

    mentor: str


class PairedSum(AboveChance):
    """Demands that are kept, less what a pairing drawn blindly keeps on average."""


class Tie(Option):
    """What must not be, or what is hoped for, between two people; `text` says it in words."""

    mentee: str
    mentor: str


class Item(base.Item):
    """Two lists of people, what must not be, and what is hoped for. A mentor takes up to `places` mentees."""

    kind: Literal["pairing"] = "pairing"
    mentors: tuple[Option, ...]
    mentees: tuple[Option, ...]
    nevers: tuple[Tie, ...]
    wishes: tuple[Tie, ...] = ()
    places: int = Field(default=1, ge=1, le=1000)


class Key(base.Key):
    """The share of constraints that a random complete pairing keeps, and a pairing that keeps them all."""

    baseline: Share
    pairs: dict[str, str]


class Response(base.Response):
    """Mentee id -> mentor id, and why."""

    pairs: dict[Id, Id] = Field(default_factory=dict, max_length=500)
    argument: Text = ""


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """Two lists `{people}`, mentors first; `{never}` and `{wish}` with `- mentee -> mentor {#id}`."""
    exercise = open_exercise(
        document, sections, context, options={"places"}, parts={"people", "never", "wish"}, listed=False
    )
    groups = [list_under(exercise, part) for part in exercise.under("people")]
    if len(groups) != 2:
        raise exercise.fault(
            f"There are {len(groups)} lists of people.",
            "Write two headings marked {people}: the mentors, then the mentees.",
        )
    ids_of(exercise, (*groups[0], *groups[1]), "person")
    for entry in (*groups[0], *groups[1]):
        no_box(exercise, entry)
        check_attributes(document, entry.line, entry.attributes)
    mentors, mentees = (
        tuple(Option(id=entry.attributes.id, text=entry_text(entry)) for entry in group) for group in groups
    )
    nevers = _ties(exercise, "never", mentors, mentees, "{mentee} must not be paired with {mentor}.")
    wishes = _ties(exercise, "wish", mentors, mentees, "{mentee} hopes for {mentor}.")
    every = (*_entries(exercise, "never"), *_entries(exercise, "wish"))
    ids_of(exercise, every, "line")
    if not nevers:
        raise exercise.fault(
            "Nothing is forbidden, so every pairing is right.",
            "Write at least one line under a heading marked {never}.",
        )
    places = _places(exercise, len(mentors), len(mentees))
    never = {(tie.mentee, tie.mentor) for tie in nevers}
    hoped = {(tie.mentee, tie.mentor) for tie in wishes}
    pairs = best_pairs([m.id for m in mentees], [m.id for m in mentors], places, never, hoped)
    if pairs is None:
        raise exercise.fault(
            "No pairing keeps all that must not be.", "Take a line out, or add a mentor or places=2."
        )
    item = Item(
        **exercise.shared, mentors=mentors, mentees=mentees, nevers=nevers, wishes=wishes, places=places
    )
    return item, Key(**exercise.closed, explanations=explained(every), baseline=baseline(item), pairs=pairs)


def baseline(item: Item) -> float:
    """The share of constraints that a random complete pairing keeps on average.

    A mentee meets each mentor equally often, so each `never` is broken in 1 of so many draws as there are
    mentors; that everybody is paired and nobody has too many holds in every such draw.
    """
    never = {(tie.mentee, tie.mentor) for tie in item.nevers}
    kept = len(item.mentees) + len(never) * (1 - ratio(1, len(item.mentors)))
    return min(1.0, ratio(kept, len(item.mentees) + len(never)))


def score(item: Item, key: Key, response: Response) -> Score:
    """The share of hard constraints kept, above what a random pairing keeps.

    The constraints: every mentee has a mentor who has a place for them, and each `never` is kept. A mentee
    without such a mentor keeps none of theirs.
    """
    names = texts(item.mentors)
    pairs = {mentee.id: response.pairs.get(mentee.id, "") for mentee in item.mentees}
    load: dict[str, int] = {}
    for mentor in pairs.values():
        load[mentor] = load.get(mentor, 0) + 1
    parts, kept, whole = [], 0, 0
    for mentee in item.mentees:
        mentor = pairs[mentee.id]
        seated = mentor in names and load[mentor] <= item.places
        # The same line written twice is one constraint.
        ties = {tie.mentor: tie for tie in item.nevers if tie.mentee == mentee.id}
        broken = ties.get(mentor)
        mine = (1 + len(ties) - (broken is not None)) if seated else 0
        kept, whole = kept + mine, whole + 1 + len(ties)
        full = mentor in names and not seated
        why = [broken.text, key.explanations.get(broken.id, "")] if broken is not None else []
        parts.append(
            Part(
                id=mentee.id,
                label=trim(mentee.text),
                given=picked(names, mentor or None),
                right=seated and broken is None,
                share=ratio(mine, 1 + len(ties)),
                why=" ".join(filter(None, why)),
                notes=(NoPlace(_name(names[mentor])),) if full else (),
            )
        )
    parts += gone(len(response.pairs) - len(known(response.pairs, item.mentees)))
    lost = missing(item, response)
    value = above_chance(ratio(kept, whole), key.baseline)
    chance = Fraction(key.baseline).limit_denominator(10_000)
    how = PairedSum(kept, whole, chance) if known(response.pairs, item.mentees) else None
    return Score(value=value, parts=tuple(parts), complete=not lost, missing=lost, how=how)


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Mentees without a mentor, and the argument where there are hopes to argue about."""
    names = texts(item.mentors)
    alone = [mentee.text for mentee in item.mentees if response.pairs.get(mentee.id) not in names]
    found: list[Fact] = [MenteesOpen(tuple(alone))] if alone else []
    if item.wishes and not response.argument.strip():
        found.append(NoArgument())
    return tuple(found)


def model(item: Item, key: Key) -> Response:
    """The stored pairing, and the hopes that it keeps as its argument."""
    kept = [tie.text for tie in item.wishes if key.pairs.get(tie.mentee) == tie.mentor]
    return Response(
        pairs={mentee.id: key.pairs[mentee.id] for mentee in item.mentees if mentee.id in key.pairs},
        argument=" ".join(["Nothing that must not be.", *kept])[: base.MAX_TEXT],
    )


def everything(item: Item) -> None:
    """A mentee has one mentor only."""


def guess(item: Item, draw: random.Random) -> Response:
    """Any pairing in which nobody has too many."""
    seats = [mentor.id for mentor in item.mentors for _ in range(item.places)]
    draw.shuffle(seats)
    pairs = {mentee.id: seat for mentee, seat in zip(item.mentees, seats, strict=False)}
    return Response(pairs=pairs, argument="They will get on.")


def effort(item: Item) -> Effort:
    """Return no minutes: reading and thinking is all it takes."""
    return Effort()


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return nothing: each line that must not be says itself why."""
    return ()


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Return nothing: people are not told apart by their looks."""
    return ()


def _entries(exercise: ExerciseParts, kind: str) -> tuple[ListItem, ...]:
    return tuple(entry for part in exercise.under(kind) for entry in list_under(exercise, part))


def _ties(
    exercise: ExerciseParts,
    kind: str,
    mentors: tuple[Option, ...],
    mentees: tuple[Option, ...],
    sentence: str,
) -> tuple[Tie, ...]:
    """The lines `- mentee -> mentor` under the headings of this kind; the two may stand the other way round."""
    givers, takers = texts(mentors), texts(mentees)
    ties = []
    for entry in _entries(exercise, kind):
        no_box(exercise, entry)
        check_attributes(exercise.document, entry.line, entry.attributes)
        mentee, mentor = entry.text.strip(), entry.target.strip()
        if mentee in givers and mentor in takers:
            mentee, mentor = mentor, mentee
        if not mentor:
            raise exercise.error(
                entry.line, "This line names one person.", "Write two ids: mentee -> mentor."
            )
        for person, people, role in ((mentee, takers, "mentee"), (mentor, givers, "mentor")):
            if person not in people:
                raise exercise.error(
                    entry.line,
                    f"“{person}” is not the id of a {role}.",
                    f"There are {', '.join(people)}.",
                )
        text = sentence.format(mentee=_name(takers[mentee]), mentor=_name(givers[mentor]))
        ties.append(Tie(id=entry.attributes.id, text=text, mentee=mentee, mentor=mentor))
    return tuple(ties)


def _places(exercise: ExerciseParts, mentors: int, mentees: int) -> int:
    """How many mentees a mentor takes: as the attribute list says, or as few as seat everybody."""
    if not mentors or not mentees:
        raise exercise.fault("One of the two lists of people is empty.", "Write at least one name in each.")
    written = exercise.options.get("places", str(-(-mentees // mentors)))
    if not written.isdecimal() or not written.isascii() or not 1 <= int(written[:4]) <= 1000:
        raise exercise.fault(f"“places={written}” is not a number.", "Write a number such as places=2.")
    return int(written)


def _name(text: str) -> str:
    """“Aylin” of “Aylin, ward manager”."""
    return text.partition(",")[0].strip() or text
