"""No assessed talk can be played well from its released cell alone: meters, ids, facts, and where replies lead."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from mentorlab.content.load import Course
from mentorlab.lint.finding import Finding, error
from mentorlab.lint.places import PlacedTalk, exercises, talks
from mentorlab.talk.released import BOUND, advantages, released
from mentorlab.wording import number, percent

EDITION = 2  # from which on the rule holds
LUCK = 0.01  # of blind plays: what fewer of them earn is no luck
FEWEST = 4  # talks over which a player's lead is judged


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
    """Find players of the cell that lead a blind one by more than the bound.

    A talk has some ten decisions, so that any fixed habit leads by more than the bound in every third talk, by luck
    alone. So a talk is at fault where its player earns what hardly any blind play earns, and the course where a
    player leads over all its talks together.
    """
    over_all: dict[str, list[float]] = {}
    found = [placed for placed in assessed(course) if placed.module.edition >= EDITION]
    for placed in found:
        for one in advantages(*released(placed.talk, placed.key)):
            over_all.setdefault(one.player.name, []).append(one.lead)
            if one.lead > BOUND and one.luck < LUCK:
                yield error(
                    placed.document,
                    1,
                    f"Whoever always takes “{one.player.name}” earns {percent(one.earns)} of this talk from its "
                    f"released cell, and a blind player {percent(one.blind)}.",
                    "Change what it goes by, so that it says less of which reply is good.",
                )
    for name, leads in over_all.items():
        if len(leads) >= FEWEST and fmean(leads) > BOUND:
            yield error(
                found[0].document,
                1,
                f"Whoever always takes “{name}” leads a blind player by {number(fmean(leads))} over {len(leads)} "
                "assessed talks, from their released cells.",
                "Change what it goes by, here and in the others, so that it says less of which reply is good.",
            )
