"""No assessed talk can be played well from its released cell alone: meters, ids, facts, and where replies lead."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlab.content.load import Course
from mentorlab.lint.finding import Finding, error
from mentorlab.lint.places import PlacedTalk, exercises, talks
from mentorlab.talk.released import BOUND, advantages, released
from mentorlab.wording import percent

EDITION = 2  # from which on the rule holds


def assessed(course: Course) -> Iterator[PlacedTalk]:
    """Return the talks that count: those placed in an assignment."""
    for placed in talks(course):
        played = {
            getattr(getattr(exercise.item, "talk", None), "id", "")
            for exercise in (
                exercises(placed.module, "exercises.md") if "exercises.md" in placed.module.documents else ()
            )
        }
        if placed.talk.id in played:
            yield placed


def released_cell(course: Course) -> Iterator[Finding]:
    """Find players of the cell that lead a blind one by more than the bound."""
    for placed in assessed(course):
        if placed.module.edition < EDITION:
            continue
        for found in advantages(*released(placed.talk, placed.key)):
            if found.lead > BOUND:
                yield error(
                    placed.document,
                    1,
                    f"Whoever always takes “{found.player.name}” earns {percent(found.earns)} of this talk from its "
                    f"released cell, and a blind player {percent(found.blind)}.",
                    "Change what it goes by, so that it says less of which reply is good.",
                )
