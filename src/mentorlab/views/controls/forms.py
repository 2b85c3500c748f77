"""The form of one exercise: its fields, what was saved when, and, where a key is at hand, what to learn from it.

No rule lives here. `item/` scores, `responses/` keeps, `controls/kinds/` makes the fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mentorlab.item import keys
from mentorlab.item.answer import Answer
from mentorlab.item.json_limits import ResponseError
from mentorlab.item.kinds import traits
from mentorlab.item.model import Item, Key
from mentorlab.responses.file import Entry, Responses, ResponsesError
from mentorlab.talk.own_words import quotable
from mentorlab.views.controls import checked_answers
from mentorlab.views.controls.debounce import Debounced
from mentorlab.views.controls.kinds import FormLink, controls_of
from mentorlab.views.controls.toolkit import Control, Toolkit
from mentorlab.views.error_guard import guarded
from mentorlab.views.pages import exercise_page, feedback
from mentorlab.views.pages.score_words import in_words
from mentorlab.views.pages.style import TAG
from mentorlab.views.pages.text import escape, items
from mentorlab.wording import moment

CONFIDENCE = (
    ("I'd rather not say", 0),
    ("A guess", 25),
    ("Not sure", 50),
    ("Fairly sure", 75),
    ("Certain", 100),
)
REWORDED = (
    "The wording of this exercise has changed since you answered it. Your answer is kept: read it once more."
)
MISSING_FIRST = "Before this can be checked:"
NOT_SAVED = "Not saved: your answer to “{title}” {fault} Shorten it; what was saved before is still there."
CHANGED_SINCE = "Changed since you checked it. Check it again when you are ready."
CHECKED_BEFORE = (
    "You have checked this before. Check it again to read what is said of the answer that stands here."
)
ELSEWHERE = "You answered this in another window {when}. Shown is that answer; change it here if you want."
ELSEWHERE_TALK = (
    "You went on with this talk in another window {when}. Here is how far it has come; go on from there."
)


class Form:
    """A live form.

    Parameters
    ----------
    key : what is known of the answer, if this learner may check; without it nothing is checked
    practice : in a lesson, where the question stands in the form and nothing is marked
    """

    def __init__(
        self, toolkit: Toolkit, item: Item, key: Key | None, responses: Responses, *, practice: bool
    ) -> None:
        self.item, self.key, self._responses, self._practice = item, key, responses, practice
        self._toolkit, self._kind = toolkit, controls_of(item)
        self._entry = responses.get(item.id)
        self._later = Debounced(self._save)
        guard = guarded(self._tell)
        answer = Answer.read(item, None if self._entry is None else self._entry.response)
        self._problem = "" if answer.fault is None else str(answer.fault)
        self.notices, self.status, self.result = toolkit.html(), toolkit.html(), toolkit.html()
        self.told = toolkit.place("ml-verdict")  # the outcome's first line, to which the focus goes
        self.outcome = toolkit.column([self.told, self.result], "ml-outcome")
        self._verdict = ""
        self._asked = False  # whether the outcome is what is still missing
        self._changed = guard(self._on_change)
        self._link = FormLink(
            self._changed,
            practice,
            key,
            guard(self._finished),
            guard(self._entered),
            answered=self._answered,
            quotable=self._quotable,
        )
        self.fields = self._kind.fields(toolkit, item, answer.response, self._link)
        self.confidence = self._confidence() if self._kind.ASKS_CONFIDENCE else None
        self.check = (
            toolkit.button(self._kind.CHECKS, guard(self._check), "ml-main") if self._checks else None
        )
        question = [toolkit.html(exercise_page.question(item))] if practice else []
        self._above = [toolkit.html(TAG), *question, self.notices]
        buttons = [self.check] if self.check is not None else []
        self._actions = toolkit.row([*buttons, self.status], "ml-actions")
        self.control = toolkit.column(self._standing(), "mentorlab", "ml-form")
        self._show_status(self._saved_words())
        self._show_notices()
        if self._attempts and self.check is not None and not self._problem:
            self._show_earlier()

    def _standing(self) -> list[Control]:
        """Everything in the form, from top to bottom."""
        sure = [self.confidence] if self.confidence is not None else []
        after = [self.fields.after] if self.fields.after is not None else []
        return [*self._above, self.fields.control, *sure, self._actions, self.outcome, *after]

    # --- what a learner does ----------------------------------------------------------------------------

    def _on_change(self, typing: bool = False) -> None:
        if self._asked:
            self._show_missing()
        elif self.result.value and self.check is not None:
            self.told.value = self._verdict if self._same() else CHANGED_SINCE
        if typing:
            self._show_status("Saving…")
            self._later.schedule()
        else:
            self._save()

    def _check(self) -> None:
        self._later.flush()
        if self._show_missing():
            self.told.focus()
        elif self._save(attempt=True):
            if self.confidence is not None:
                self.confidence.disabled = True
            self._show_result()
            self.told.focus()

    def _entered(self) -> None:
        """Enter in a line of text: what the button would do, or else save at once."""
        if self.check is not None:
            self._check()
        else:
            self._later.flush()

    def _finished(self) -> None:
        self._save(attempt=True)

    # --- saving -----------------------------------------------------------------------------------------

    def _save(self, attempt: bool = False) -> bool:
        sure = (self.confidence.value or None) if self.confidence is not None else None
        try:
            data = self.fields.read()
            keys.parse_response(self.item, data)
            if self._elsewhere(data):
                return False
            self._entry = self._responses.put(
                self.item.id, data, self.item.digest, confidence=sure, attempt=attempt
            )
        except (ResponsesError, ResponseError) as problem:
            sentence = str(problem)
            if isinstance(problem, ResponseError):  # it never reached a file
                sentence = NOT_SAVED.format(title=self.item.title, fault=problem.fault)
            self._show_status(f'<span class="ml-bad" role="alert">{escape(sentence)}</span>', safe=True)
            return False
        self._problem = ""
        self._show_status(self._saved_words())
        self._show_notices()
        if attempt:
            checked_answers.record_check(self._responses.path, self.item.id, self._entry.response)
        checked_answers.announce_saved(self.item.id)
        return True

    def _elsewhere(self, data: dict[str, Any]) -> bool:
        """Whether another window has changed the answer; then what it saved is shown, and nothing written over.

        What was changed here and not there is kept. What was changed in both is as the other window saved it.
        """
        disk, seen = self._responses.get(self.item.id), self._entry
        if disk is None or disk.response == (seen.response if seen else {}):
            return False
        self._entry = disk
        if disk.response == data:
            return False
        whole = traits(self.item).one_story  # one play is one story: nothing is put into the middle of it
        base = seen.response if seen else {}
        both = disk.response if whole else _merged(base, data, disk.response)
        answer = Answer.read(self.item, both)
        if (
            answer.fault is not None
        ):  # what the other window saved is not of this exercise's form; nothing of it can be shown
            return False
        old = self.fields.control
        self.fields = self._kind.fields(self._toolkit, self.item, answer.response, self._link)
        self.control.children = self._standing()
        old.close()
        if both != disk.response:
            self._entry = self._responses.put(self.item.id, both, self.item.digest)
        self.result.value, self._asked = "", False
        self.told.value = (ELSEWHERE_TALK if whole else ELSEWHERE).format(when=when(disk))
        self._show_status(self._saved_words())
        self._show_notices()
        checked_answers.announce_saved(self.item.id)
        self.told.focus()
        return True

    def _same(self) -> bool:
        """Whether what stands in the form is what was checked last."""
        return bool(checked_answers.is_checked(self._responses.path, self.item.id, self.fields.read()))

    @property
    def _attempts(self) -> int:
        return self._entry.attempts if self._entry is not None else 0

    @property
    def _checks(self) -> bool:
        return self.key is not None and bool(self._kind.CHECKS)

    # --- what is shown ----------------------------------------------------------------------------------

    def _confidence(self) -> Control:
        given = self._entry.confidence if self._entry is not None else None
        steps = [step for _, step in CONFIDENCE if step]
        nearest = 0 if given is None else min(steps, key=lambda step: abs(step - given))
        asked = self._toolkit.choose(
            "How sure are you? You can leave this out.",
            CONFIDENCE,
            nearest,
            lambda: self._changed(False),
            "ml-inline",
        )
        asked.disabled = bool(self._attempts)
        return asked

    def _show_missing(self) -> bool:
        """Say what has to be answered before a check, if anything."""
        missing = Answer.read(self.item, self.fields.read()).missing
        asked, self._asked = self._asked, bool(missing)
        if missing:
            self.told.value = MISSING_FIRST
            self.result.value = f"<ul>{items(escape(in_words(fact)) for fact in missing)}</ul>"
        elif asked:
            self.told.value = self.result.value = ""
        return self._asked

    def _show_earlier(self) -> None:
        """After the page is opened again: what was said, if it was said of the answer that stands here."""
        known = checked_answers.is_checked(self._responses.path, self.item.id, self.fields.read())
        if known:
            self._show_result(folded=True)
            return
        self.told.value = CHANGED_SINCE if known is False else CHECKED_BEFORE
        self.fields.reveal(self.key)

    def _show_result(self, *, folded: bool = False) -> None:
        if self.key is None:
            return
        score = Answer.read(self.item, self.fields.read()).score(self.key)
        points = None if self._practice else self.item.points
        if score.value is None:  # a person reads it; what the key holds is what others wrote
            html = feedback.samples(self.item, self.key)
        else:
            html = feedback.explained(self.item, self.key, score, points, outcome=folded).html
        if not self.fields.shows_models:
            html += feedback.model_answer(self.item, self.key)
        if self._attempts > 1:
            html += f'<p class="ml-soft">You have checked this {self._attempts} times.</p>'
        if folded:
            html = f"<details><summary>What you read when you checked this</summary>{html}</details>"
        self._verdict = self.told.value = "" if folded else feedback.outcome(self.key, score, points)
        self.result.value = f'<div class="ml-box">{html}</div>'
        self._asked = False
        self.fields.reveal(self.key)

    def _answered(self) -> list[Mapping[str, Any]]:
        """Everything that this learner has answered in the module, in the order in which it was begun."""
        entries = sorted(self._responses.entries().values(), key=lambda entry: entry.first)
        return [entry.response for entry in entries]

    def _quotable(self) -> tuple[str, ...]:
        return quotable(entry.response for entry in self._responses.entries().values())

    def _saved_words(self) -> str:
        if self._entry is None and traits(self.item).tool:
            return "Nothing is filled in yet."
        if self._entry is None:
            # An assignment's mark says below what is missing.
            return "Not answered yet." if self._practice and not self.fields.shows_standing else ""
        return f"Saved {when(self._entry)}."

    def _show_status(self, text: str, *, safe: bool = False) -> None:
        words = text if safe else escape(text)
        self.status.value = f'<span class="ml-status" role="status" aria-live="polite">{words}</span>'

    def _show_notices(self) -> None:
        notices = [*self._responses.notices]
        if self._problem:
            notices.append(self._problem)
        elif (
            self._entry is not None
            and self._entry.digest != self.item.digest
            and not traits(self.item).one_story
        ):
            notices.append(REWORDED)
        self.notices.value = "".join(f'<p class="ml-notice">{escape(one)}</p>' for one in notices)

    def _tell(self, sentence: str) -> None:
        self._show_status(f'<span class="ml-bad" role="alert">{escape(sentence)}</span>', safe=True)


_NOTHING = object()  # a name that is not there, which is not the same as one that holds None


def _merged(base: Any, mine: Any, theirs: Any) -> Any:
    """Both changes of what was once the same; where both changed one thing, theirs."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        old = base if isinstance(base, dict) else {}
        both = {
            name: _merged(old.get(name, _NOTHING), mine.get(name, _NOTHING), theirs.get(name, _NOTHING))
            for name in dict.fromkeys([*theirs, *mine])
        }
        return {name: value for name, value in both.items() if value is not _NOTHING}
    return mine if theirs == base else theirs


def when(entry: Entry) -> str:
    """Word when an entry was saved: `at 20:14:05` today, `on 22 November 2026 at 20:14` on another day; in the learner's own time."""
    try:
        time = datetime.fromisoformat(entry.last).astimezone()
    except (ValueError, OverflowError, OSError):  # the year 1 has no time in zones to the west
        return "at a time that cannot be read"
    return moment(time, datetime.now(time.tzinfo))
