"""No item can be answered from its form: simple bots play every assignment and every talk, and must not win."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlab.content.load import Course, Exercise
from mentorlab.lint.bots import BLIND, BOTS, Bot, score_exercise, score_talk
from mentorlab.lint.finding import Finding, error, warning
from mentorlab.lint.places import exercises, talks
from mentorlab.wording import percent

LIMIT = 0.5
# One item proves nothing: somebody's habit always fits it.
FEWEST = 2
SHOWN = 8  # ids in one sentence


def giveaways(course: Course) -> Iterator[Finding]:
    """Find bots that earn more than half of an assignment's points, or of a talk."""
    for module in course.modules:
        if "exercises.md" in module.documents:
            offered = list(exercises(module, "exercises.md"))
            for bot in BOTS:
                total, won = play_assignment(bot, offered)
                if total is not None and total > LIMIT:
                    yield error(
                        module.documents["exercises.md"],
                        won[0].line if won else 1,
                        f"“{bot.name.capitalize()}” earns {percent(total)} of this assignment.",
                        _mend("wins in", [one.item.id for one in won]),
                    )
    for placed in talks(course):
        for bot in (*BOTS, BLIND):
            found = score_talk(bot, placed.talk, placed.key)
            if found is not None and found[0] > LIMIT:
                total, taken = found
                say = warning if bot is BLIND else error
                yield say(
                    placed.document,
                    placed.replies[taken[0]] if taken and bot is not BLIND else 1,
                    f"“{bot.name.capitalize()}” earns {percent(total)} of this talk.",
                    _mend("takes", taken if bot is not BLIND else []),
                )


def _mend(verb: str, ids: list[str]) -> str:
    if not ids:
        return "No one place is to blame: let fewer of the replies be good."
    named = ", ".join(f"#{id}" for id in ids[:SHOWN])
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return f"It {verb} {named}{more}: change what they look like beside the others."


def play_assignment(bot: Bot, found: list[Exercise]) -> tuple[float | None, list[Exercise]]:
    """Work out the bot's share of the points it could play for, None where there is too little; and where it wins."""
    scores = [(exercise, score_exercise(bot, exercise)) for exercise in found]
    played = [(exercise, score) for exercise, score in scores if score is not None]
    if len(played) < FEWEST:
        return None, []
    points = sum(exercise.item.points for exercise, _ in played)
    total = sum(exercise.item.points * score for exercise, score in played) / points
    return total, [exercise for exercise, score in played if score > LIMIT]
