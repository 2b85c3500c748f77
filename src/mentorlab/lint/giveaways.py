"""No item can be answered from its form: simple bots play every assignment and every talk, and must not win."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlab.content.load import Course, Exercise
from mentorlab.lint.bots import BOTS, Bot, score_exercise, score_talk
from mentorlab.lint.finding import Finding, error
from mentorlab.lint.places import exercises, talks

LIMIT = 0.5
# One item proves nothing: somebody's habit always fits it.
FEWEST = 2


def giveaways(course: Course) -> Iterator[Finding]:
    """Bots that earn more than half of an assignment's points, or of a talk."""
    for module in course.modules:
        if "exercises.md" in module.documents:
            found = list(exercises(module, "exercises.md"))
            for bot in BOTS:
                total, won = play_assignment(bot, found)
                if total is not None and total > LIMIT:
                    yield error(
                        module.documents["exercises.md"],
                        won[0].line if won else 1,
                        f"“{bot.name.capitalize()}” earns {total:.0%} of this assignment.",
                        f"It wins in {', '.join('#' + one.item.id for one in won)}: change the form of the options there.",
                    )
    for placed in talks(course):
        for bot in BOTS:
            total, taken = score_talk(bot, placed.talk, placed.key)
            if total > LIMIT:
                yield error(
                    placed.document,
                    placed.replies.get(taken[0], 1) if taken else 1,
                    f"“{bot.name.capitalize()}” earns {total:.0%} of this talk.",
                    f"It takes {', '.join('#' + id for id in taken)}: change the form of the replies there."
                    if taken
                    else "It wins by blind choice: make fewer replies good.",
                )


def play_assignment(bot: Bot, found: list[Exercise]) -> tuple[float | None, list[Exercise]]:
    """The bot's share of the points it could play for, None where there is too little; and where it wins."""
    scores = [(exercise, score_exercise(bot, exercise)) for exercise in found]
    played = [(exercise, score) for exercise, score in scores if score is not None]
    if len(played) < FEWEST:
        return None, []
    points = sum(exercise.item.points for exercise, _ in played)
    total = sum(exercise.item.points * score for exercise, score in played) / points
    return total, [exercise for exercise, score in played if score > LIMIT]
