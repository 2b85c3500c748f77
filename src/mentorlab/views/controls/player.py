"""The player: one scene at a time with the earlier ones above it, and what one may say as buttons beneath.

It holds no rule: `talk/play.py` says where a reply leads. Practice shows what the mentee thinks and, after
their reaction, the coach; an assessed talk shows neither, and takes nothing back until it has been played to
an ending once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from mentorlab.item.model import as_json
from mentorlab.talk.model import Begun, TalkKey
from mentorlab.talk.play import (
    Play,
    State,
    Unplayable,
    changed,
    choose,
    own_words,
    replay,
    say_first,
    start,
    undo,
)
from mentorlab.views.controls.other_seat import OtherSeat
from mentorlab.views.controls.say_first import SayFirst
from mentorlab.views.controls.toolkit import Control, Toolkit
from mentorlab.views.error_guard import guarded
from mentorlab.views.pages import talk_lines, talk_media
from mentorlab.views.pages.debrief import debrief
from mentorlab.views.pages.text import escape, plain

BEGIN_ANEW, GO_ON_PLAYING, GO_BACK = "Yes, begin anew", "No, go on", "Back to the play that you left"
_KEPT = 40  # plays in one response; the one that counts is never dropped


class Player:
    """Plays a talk and remembers every play.

    Parameters
    ----------
    item : an item of kind `talk`
    response : the plays so far
    saved : called after every reply that leads on
    finished : called instead when a play has come to an ending
    key : the talk's key, where a learner may have it
    begun : says what a meeting of a series begins with; asked when a play begins
    assessed : whether the first complete play counts for marks
    """

    def __init__(
        self,
        toolkit: Toolkit,
        item: Any,
        response: Any,
        saved: Callable[[], None],
        *,
        key: TalkKey | None,
        assessed: bool,
        finished: Callable[[], None],
        begun: Callable[[], Begun | None] = lambda: None,
    ) -> None:
        self._toolkit, self._item, self._talk, self._key = toolkit, item, item.talk, key
        self._assessed, self._saved, self._finished = assessed, saved, finished
        self._begun = begun
        self._plays: list[Play] = list(response.plays)
        self._state: State
        self._kept_aside = ""
        self._passed: int | None = None  # pauses ended since the last reply; None: all of them, long ago
        self._play = self._resume()

        self._notice = toolkit.html()
        self._past, self._now = toolkit.html("", "ml-past"), toolkit.html("", "ml-now")
        self._end = toolkit.html()
        self._here = toolkit.place("ml-here")
        self._ask = toolkit.html('<p class="ml-label">What do you say or do?</p>', "ml-asks")
        self._replies = toolkit.column([], "ml-replies")
        self.first = SayFirst(toolkit, self._spoken, self._is_unlike)
        self.seats = OtherSeat(toolkit, self._talk, key, self._seated, self._guarded)
        self._pause = toolkit.button(talk_media.GO_ON, self._guarded(self._go_on), "ml-pause")
        self._undo = toolkit.button("Take back my last reply", self._guarded(self._take_back), "ml-plain")
        again = "Play it again, for practice" if assessed else "Start again"
        self._again = toolkit.button(again, self._guarded(self._ask_again), "ml-plain")
        self._sure = toolkit.row(
            [
                toolkit.html('<p class="ml-soft">Begin anew? What you have played so far is kept.</p>'),
                toolkit.button(BEGIN_ANEW, self._guarded(self._start_again)),
                toolkit.button(GO_ON_PLAYING, self._guarded(self._draw), "ml-plain"),
            ],
            "ml-sure",
        )
        self._left: Play | None = None  # the play that was left for a new one, until that has its first reply
        self._back = toolkit.button(GO_BACK, self._guarded(self._return), "ml-plain")
        tools = toolkit.row([self._undo, self._again, self._back], "ml-tools")
        self.control = toolkit.column(
            [
                self._notice,
                self._past,
                self._here,
                self._now,
                self._pause,
                self._ask,
                self.first.control,
                self._replies,
                self._end,
                self.seats.control,
                tools,
                self._sure,
            ],
            "ml-player",
        )
        self._draw()

    # --- what is kept -----------------------------------------------------------------------------------

    def read(self) -> dict[str, Any]:
        """Return the plays as plain data. The first complete one is kept whatever else is dropped."""
        plays = self._plays
        if len(plays) > _KEPT:
            first = next((play for play in plays if self._ended(play)), None)
            late = [play for play in plays[-_KEPT:] if play is not first]
            plays = ([first] if first else []) + late[-(_KEPT - 1) :]
        return {"plays": [as_json(play) for play in plays]}

    @property
    def replies(self) -> tuple[Control, ...]:
        """Return the buttons on the page."""
        return tuple(self._replies.children)

    def _resume(self) -> Play:
        """The last play where it can be carried on or has ended; otherwise a new one, and a word about it."""
        for play in reversed(self._plays):
            try:
                self._state = replay(self._talk, play)
            except Unplayable as problem:
                self._kept_aside = f"{problem} It is kept. Here you begin anew."
                break
            return play
        return self._begin()

    def _begin(self) -> Play:
        play = start(self._talk, secrets.randbelow(2**32), self._begun())
        self._passed = 0
        self._state = replay(self._talk, play)
        return play

    def _ended(self, play: Play) -> bool:
        try:
            return replay(self._talk, play).ended
        except Unplayable:
            return False

    def _keep(self, play: Play) -> None:
        """Put the play in the place of the one on the page, which it carries on; a new one comes last."""
        place = next((n for n, old in enumerate(self._plays) if old is self._play), None)
        if place is None or self._state.ended:
            self._plays.append(play)
        else:
            self._plays[place] = play
        self._play = play
        self._state = replay(self._talk, play)

    # --- what a learner does ----------------------------------------------------------------------------

    def _say(self, reply_id: str) -> None:
        try:
            play = choose(self._talk, self._play, reply_id)
        except Unplayable as problem:
            self._tell(str(problem))
            return
        self._keep(play)
        self._kept_aside, self._passed, self._left = "", 0, None
        # First to the disk, then to the page: what one sees is saved.
        (self._finished if self._state.ended else self._saved)()
        self._draw()
        self._here.focus()

    def _spoken(self, text: str) -> None:
        self._guarded(lambda: self._say_first(text))()

    def _is_unlike(self, unlike: bool) -> None:
        own = own_words(self._play, len(self._play.replies))
        self._guarded(lambda: self._say_first(own.text if own else "", unlike=unlike))()

    def _say_first(self, text: str, *, unlike: bool = False) -> None:
        if self._state.ended:
            return
        self._keep(say_first(self._play, text, unlike=unlike))
        self._saved()
        self._draw()
        self._here.focus()

    def _seated(self, play: Play) -> None:
        """Put the ended play, with what was guessed or coded in it, in its own place."""
        place = next((n for n, old in enumerate(self._plays) if old is self._play), None)
        if place is not None:
            self._plays[place] = self._play = play
            self._state = replay(self._talk, play)
            self._saved()

    def _take_back(self) -> None:
        if self._assessed or not self._play.replies:
            return
        self._keep(undo(self._play))
        self._passed = None  # they have been heard
        self._saved()
        self._draw()
        self._here.focus()

    def _ask_again(self) -> None:
        """Begin anew after an ending; in the middle of a talk, ask first."""
        if self._state.ended:
            self._start_again()
            return
        self._toolkit.show(self._sure, True)
        self._toolkit.show(self._again, False)

    def _start_again(self) -> None:
        if not self._state.ended and self._assessed:
            return
        self._left = self._play if self._play.replies and not self._state.ended else None
        self._play = self._begin()  # kept with its first reply
        self._draw()
        self._here.focus()

    def _return(self) -> None:
        """Go on with the play that was left for a new one."""
        if self._left is None:
            return
        self._play, self._left = self._left, None
        self._state = replay(self._talk, self._play)
        self._passed = None
        self._draw()
        self._here.focus()

    def _go_on(self) -> None:
        if self._passed is not None:
            self._passed += 1
            self._draw()
            self._here.focus()

    # --- what is shown ----------------------------------------------------------------------------------

    def _draw(self) -> None:
        state, talk = self._state, self._talk
        told = [turn for turn in state.turns if turn.reply is not None]
        last = state.turns.index(told[-1]) + 1 if told else 0
        coach = self._key if talk.coach == "each" and not self._assessed else None
        thoughts = not self._assessed
        past, waiting = talk_lines.render_turns(talk, state.turns[:last], coach, thoughts=thoughts)
        self._past.value = talk_lines.render_card(talk, state.card) + past
        now, pausing = state.turns[last:], False
        if self._passed is not None:
            now, pausing = talk_lines.before_pause(now, self._passed)
        self._pausing = pausing
        reaction, _ = talk_lines.render_turns(talk, now, coach, thoughts=thoughts)
        note = "" if pausing else talk_lines.coach_note_on(coach, waiting)
        self._now.value = f'<div aria-live="polite">{reaction}{note}</div>'
        self._here.value = self._where(len(told))
        self._toolkit.show(self._pause, pausing)
        self._toolkit.show(self._ask, bool(state.offered) and not pausing)
        own = own_words(self._play, len(self._play.replies)) if state.offered and not pausing else None
        self._asking = bool(state.offered) and not pausing and state.scene.say and own is None
        self.first.show(asking=self._asking, own=own, offered=state.offered)
        self._show_replies()
        self.seats.show(self._play if state.ended and not pausing else None)
        complete = [play for play in self._plays if self._ended(play)]
        self._end.value = self._debrief(complete) if state.ended and not pausing else ""
        self._notice.value = self._notices(complete)
        may_go_back = bool(self._play.replies) and not self._assessed
        self._toolkit.show(self._undo, may_go_back)
        self._toolkit.show(self._again, state.ended or may_go_back)
        self._toolkit.show(self._sure, False)
        self._toolkit.show(self._back, self._left is not None)

    def _show_replies(self) -> None:
        old = self._replies.children
        offered = () if self._pausing or self._asking else self._state.offered
        self._replies.children = [
            self._toolkit.button(reply.text, self._guarded(lambda id=reply.id: self._say(id)))  # type: ignore[misc]
            for reply in offered
        ]
        for button in old:
            button.close()

    def _where(self, given: int) -> str:
        if self._state.ended and not self._pausing:
            return "The talk has ended"
        return "The talk begins" if not given else f"Turn {given + 1}"

    def _debrief(self, complete: list[Play]) -> str:
        points = self._item.points if self._assessed else None
        counts = bool(complete) and complete[0] is self._play
        html = debrief(self._talk, self._key, self._play, self._plays, self._item.layout, points)
        if not self._assessed:
            return html
        which = (
            "This is the play that counts. You can play again, for practice: it changes no mark."
            if counts
            else "This was practice. Your first complete play is the one that counts."
        )
        return f'<p class="ml-notice">{which}</p>{html}'

    def _notices(self, complete: list[Play]) -> str:
        notices = [self._kept_aside] if self._kept_aside else []
        if changed(self._talk, self._play) and self._play.replies:
            notices.append(
                "The wording of this talk has changed since you played it. Your replies still hold."
            )
        if self._assessed and not self._state.ended:
            notices.append(
                "Practice: your first complete play is the one that counts."
                if complete
                else "The first play that you bring to an ending counts. Nothing can be taken back on the way."
            )
        return "".join(f'<p class="ml-notice">{escape(plain(one))}</p>' for one in notices)

    def _tell(self, sentence: str) -> None:
        self._notice.value = f'<p class="ml-notice" role="alert">{escape(sentence)}</p>'

    def _guarded(self, act: Callable[[], None]) -> Callable[[], None]:
        return guarded(self._tell)(act)
