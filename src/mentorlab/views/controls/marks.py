"""What stands under an exercise's form: what is missing, or what it earns, kept up to date as one answers."""

from __future__ import annotations

import os
from typing import Any

from mentorlab.item import keys
from mentorlab.item.kinds import kind, traits
from mentorlab.item.model import Item, Key, to_points
from mentorlab.responses.file import Responses
from mentorlab.views.controls import checked_answers
from mentorlab.views.error_guard import SORRY, calmly
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


def alone() -> bool:
    """Whether keys are given to this learner, who then needs nobody to mark."""
    return bool(os.environ.get("MENTORLAB_KEYS"))


class Mark:
    """The mark of one exercise on the page.

    Parameters
    ----------
    key : where one was found; without it, only what is missing is said
    always : whether explanations are shown without an attempt (the key stands in the notebook itself)
    """

    def __init__(self, item: Item, key: Key | None, responses: Responses, *, always: bool) -> None:
        self._item, self._key, self._responses, self._always = item, key, responses, always
        self.points = 0.0
        self._widget: Any = None
        self.static = self._draw()

    def widget(self) -> Any:
        """The live one."""
        from mentorlab.views.controls.kinds import _widgets as w

        self._widget = w.html(self.static)
        return self._widget

    def refresh(self) -> None:
        """Draw it again, from what is saved now."""
        calmly(self._tell)(self._again)()

    def _again(self) -> None:
        self.static = self._draw()
        if self._widget is not None:
            self._widget.value = self.static

    def _draw(self) -> str:
        item, entry = self._item, self._responses.get(self._item.id)
        response, problem = exercise_page.read_response(item, entry)
        if problem:
            return exercise_page.page(f"<p>{escape(problem)}</p>", "ml-mark")
        missing = kind(item.kind).missing(item, response)
        if self._key is None:
            if missing:
                return exercise_page.render_mark(item, None, entry)
            if traits(item).marked_by == "person" and alone():
                return exercise_page.page(f'<p class="ml-soft">{READ_ALONE}</p>', "ml-mark")
            said = READ if traits(item).marked_by == "person" else HANDED_IN
            return exercise_page.page(f'<p class="ml-soft">{said}</p>', "ml-mark")
        score = keys.score(item, self._key, response)
        self.points = to_points(score.value, item.points)
        if not self._always and entry is not None and entry.attempts:
            # A talk is not checked: its first complete play counts, and no later one changes that.
            same = traits(item).one_story or checked_answers.stands(
                self._responses.path, item.id, entry.response
            )
            if not same:
                said = CHANGED if same is False else AGAIN
                return exercise_page.page(f'<p class="ml-soft">{said}</p>', "ml-mark")
        if entry is not None and (self._always or entry.attempts):
            said = feedback.explained(item, self._key, score, item.points, outcome=False).html
            said += feedback.model_answer(item, self._key)
            return exercise_page.page(
                f'<p class="ml-verdict">{exercise_page.earned_words(item, score, self.points)}</p>'
                f"<details><summary>Why, part by part</summary>{said}</details>",
                "ml-mark",
            )
        if missing:
            return exercise_page.render_mark(item, None, entry)
        return exercise_page.page(
            f'<p class="ml-soft">Nothing is missing here. Check it when you are ready. {ALONE}</p>', "ml-mark"
        )

    def _tell(self, _: str) -> None:
        self._widget.value = exercise_page.sentence(SORRY)
