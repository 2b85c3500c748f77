"""What stands under an exercise's form, kept up to date as one answers."""

from __future__ import annotations

import os

from mentorlab.item import keys
from mentorlab.item.answer import Answer
from mentorlab.item.kinds import traits
from mentorlab.item.model import Item, Key, to_points
from mentorlab.responses.file import Responses
from mentorlab.views.controls import checked_answers
from mentorlab.views.controls.toolkit import Control, Toolkit
from mentorlab.views.error_guard import SORRY, guarded
from mentorlab.views.pages import exercise_page, mark_status


def studies_alone() -> bool:
    """Tell whether keys are given to this learner, who then needs nobody to mark."""
    return bool(os.environ.get(keys.FOLDERS))


class MarkControl:
    """The mark of one exercise on the page.

    Parameters
    ----------
    key : where one was found; without it, only what is missing is said
    always : whether explanations are shown without an attempt (the key stands in the notebook itself)

    Attributes
    ----------
    static : the mark as HTML
    points : what the answer earns; 0.0 without a key
    """

    def __init__(self, item: Item, key: Key | None, responses: Responses, *, always: bool) -> None:
        self._item, self._key, self._responses, self._always = item, key, responses, always
        self.points = 0.0
        self._control: Control | None = None
        self.static = self._draw()

    def control(self, toolkit: Toolkit) -> Control:
        """Make the live mark, which `refresh` keeps up to date."""
        self._control = toolkit.html(self.static)
        return self._control

    def refresh(self) -> None:
        """Draw it again, from what is saved now."""
        guarded(lambda _: self._show(exercise_page.sentence(SORRY)))(self._again)()

    def _again(self) -> None:
        self.static = self._draw()
        self._show(self.static)

    def _show(self, html: str) -> None:
        if self._control is not None:
            self._control.value = html

    def _draw(self) -> str:
        item, key, entry = self._item, self._key, self._responses.get(self._item.id)
        answer = Answer.read(item, None if entry is None else entry.response)
        if answer.fault is not None:
            return mark_status.unreadable(answer.fault)
        if key is None:
            return mark_status.without_key(answer, alone=studies_alone())
        score = answer.score(key)
        self.points = to_points(score.value, item.points)
        tried = entry is not None and entry.attempts > 0
        if entry is not None and tried and not self._always:
            # A talk is not checked: its first complete play counts, and no later one changes that.
            same = traits(item).one_story or checked_answers.is_checked(
                self._responses.path, item.id, entry.response
            )
            if not same:
                return mark_status.not_current(same is False)
        if entry is not None and (self._always or tried):
            return mark_status.earned(item, key, score, self.points)
        if not answer.complete:
            return mark_status.missing(answer)
        return mark_status.ready_to_check()
