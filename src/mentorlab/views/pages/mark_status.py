"""What stands under an exercise's form while one answers: what is missing, or what it earns and why."""

from __future__ import annotations

from mentorlab.item.answer import Answer
from mentorlab.item.json_limits import ResponseError
from mentorlab.item.kinds import traits
from mentorlab.item.model import Item, Key, Score
from mentorlab.views.pages import exercise_page, feedback
from mentorlab.views.pages.text import escape

HANDED_IN = (
    "Nothing is missing here. It is marked when you hand it in: send what you answered, "
    "the file ending in .responses.json, the way your trainer has told you."
)
CHANGED = "You have changed your answer since you checked it."
AGAIN = "You have checked this before. Check it again to see what it earns now."
READ = "Nothing is missing here. A person reads it when you hand it in, the way your trainer has told you."
ALONE = "You study alone: nothing needs handing in."
READ_ALONE = f"Nothing is missing here. {ALONE} Show it to somebody whose judgement you trust."
CHECK_IT = f"Nothing is missing here. Check it when you are ready. {ALONE}"


def unreadable(fault: ResponseError) -> str:
    """Render why what was saved cannot be read."""
    return exercise_page.page(f"<p>{escape(str(fault))}</p>", "ml-mark")


def without_key(answer: Answer, *, alone: bool) -> str:
    """Render what is still missing, or what happens to a complete answer; nothing is scored.

    Parameters
    ----------
    alone : whether the learner has no trainer to hand in to
    """
    if not answer.complete:
        return missing(answer)
    if traits(answer.item).marked_by == "person":
        return _soft(READ_ALONE if alone else READ)
    return _soft(HANDED_IN)


def missing(answer: Answer) -> str:
    """Render what is still to be answered."""
    return exercise_page.page(exercise_page.still_missing(answer), "ml-mark")


def not_current(changed: bool) -> str:
    """Render that no mark is shown: the answer has changed since it was checked, or an earlier kernel checked it."""
    return _soft(CHANGED if changed else AGAIN)


def ready_to_check() -> str:
    """Render that the answer is complete and not checked yet."""
    return _soft(CHECK_IT)


def earned(item: Item, key: Key, score: Score, points: float) -> str:
    """Render the points, and folded away the reasons and one good answer."""
    body = feedback.explained(item, key, score, item.points, outcome=False).html
    body += feedback.model_answer(item, key)
    return exercise_page.page(
        f'<p class="ml-verdict">{exercise_page.earned_words(item, score, points)}</p>'
        f"<details><summary>Why, part by part</summary>{body}</details>",
        "ml-mark",
    )


def _soft(sentence: str) -> str:
    return exercise_page.page(f'<p class="ml-soft">{sentence}</p>', "ml-mark")
